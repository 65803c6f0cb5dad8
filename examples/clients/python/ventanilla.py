"""A client of Ventanilla 0.1.0: the standard library only, Python 3.9 or newer.

    client = Client("http://127.0.0.1:8080")
    client.login("ana@example.com", "...")
    client.profile_id = client.profiles.get_profiles()["profiles"][0]["id"]
    for company in client.companies.iterate_companies(query="cafe"):
        print(company["name"])

A parameter that is left out is not sent; None is sent, and clears what it names. Amounts come back as Decimal, or as
int where they are whole, so that no digit is lost; give them as Decimal, int or text.

Calls that the service could not take (`unavailable`, `rate_limited`, no connection, no answer in time), or of which it
can't say whether they were made (`outcome_unknown`), are repeated after a while. A call that writes carries one
idempotency key through all its repetitions; what takes no key, because a password or a token is in it, is not repeated
where it may have been done.

This file is written by `ventanilla client python`. To change it, write it again.
"""

from __future__ import annotations

import http.client
import json
import random
import time
import urllib.error
import urllib.request
import uuid
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Iterator, Literal, Mapping, Sequence, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired


class Omitted(Enum):
    """The type of OMITTED, which stands for a parameter that is not sent."""

    OMITTED = "omitted"


OMITTED = Omitted.OMITTED


class Failure(Exception):
    """A call that failed.

    `code` is for programs, `message` for people, and `details` lists what is wrong, one `{"path", "rule", "message"}`
    for each parameter. `request_id` finds the call in the service's log, `status` is the HTTP status. Two codes are
    not the service's: `unreachable`, when nothing answered in time (without a status), and `unexpected_answer`, when
    something else than the service did, such as a proxy.
    """

    def __init__(
        self,
        code: str,
        message: str,
        details: Sequence[Any] = (),
        request_id: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = list(details)
        self.request_id = request_id
        self.status = status
        #: For how many seconds the service wants to be left alone, if it said so.
        self.retry_after = retry_after

    @property
    def is_passing(self) -> bool:
        """Whether the same call may succeed later."""
        return (
            self.is_refusal
            or self.code in ("unreachable", "outcome_unknown")
            or (self.code == "unexpected_answer" and self.status in (429, 502, 503, 504))
        )

    @property
    def is_refusal(self) -> bool:
        """Whether the service itself says that it could not take the call, and so has done nothing of it."""
        return self.code in ("unavailable", "rate_limited")


class AddedUser(TypedDict):
    """Who had one before.

    id: The user's id.
    role: What the user may do in this profile.
    """

    id: int
    role: Literal["viewer", "member", "manager"]


class Address(TypedDict):
    """A postal address.

    country: The country, ISO 3166-1 alpha-2, as `Profiles.GetCountries` lists it: `MX`.
    number: The number of the house.
    interior_number: The number of the flat or office, if there is one.
    latitude: Degrees north, -90 to 90.
    longitude: Degrees east, -180 to 180.
    state: The state, ISO 3166-2, as `Profiles.GetStates` lists it: its code (`JAL`, or `MX-JAL`), or
        its name, with or without accents (`Jalisco`). May be left out where the country has none.
    suburb: The suburb, if there is one.
    """

    city: str
    country: str
    number: str
    street: str
    zip: str
    interior_number: NotRequired[str | None]
    latitude: NotRequired[str | Decimal | float | None]
    longitude: NotRequired[str | Decimal | float | None]
    state: NotRequired[str | None]
    suburb: NotRequired[str | None]


class ApplicationToken(TypedDict):
    """An application token, without its secret.

    expires_at: When the token expires, if ever.
    name: What the token is for.
    origin: What the token's changes are said to come from, where a call does not say otherwise with the
        header X-Origin.
    prefix: How the token begins, to know it again.
    revoked_at: When the token was revoked, if it was.
    rights: What the token may do, module by module; `*` stands for all modules.
    user_id: The manager who made the token. It may never do more than this user may.
    version: 1 when created, one more with each change.
    """

    created_at: str
    expires_at: str | None
    id: int
    name: str
    origin: str | None
    prefix: str
    revoked_at: str | None
    rights: dict[str, list[Literal["read", "write", "delete", "query"]]]
    updated_at: str
    user_id: int
    version: int


class Assistant(TypedDict):
    """Who answers for a contact."""

    name: str
    surname: str
    email: NotRequired[str | None]
    linkedin: NotRequired[str | None]
    mother_surname: NotRequired[str | None]
    phone_office: NotRequired[str | int | None]
    phone_office_extension: NotRequired[str | int | None]
    skype: NotRequired[str | None]


class AuditGetHistoryResponse(TypedDict):
    """A page of changes.

    current_page: The page that this is.
    last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
    total: How many records there are on all pages together. Left out with `with_total: false`.
    withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    changes: list[Change]
    current_page: int
    last_page: NotRequired[int | None]
    total: NotRequired[int | None]
    withheld: NotRequired[list[str]]


class AuthApiLoginResponse(TypedDict):
    """expires_at: When the access token expires.
    token: The access token, for the header `Authorization: Bearer <token>`.
    """

    application_token: OwnApplicationToken
    expires_at: str
    token: str


class AuthChangePasswordResponse(TypedDict):
    """changed: Always true."""

    changed: bool


class AuthCreateApplicationTokenResponse(TypedDict):
    """token: The token, for the header `Authorization: Bearer <token>` or for `Auth.ApiLogin`. It is never
        shown again.
    """

    application_token: ApplicationToken
    token: str


class AuthGetApplicationTokensResponse(TypedDict):
    """The application tokens, oldest first."""

    application_tokens: list[ListedToken]


class AuthGetProfileResponse(TypedDict):
    """application_token: The application token that the call is made with; null where a person calls.
    expires_at: When the token in hand expires; null where it never does.
    """

    application_token: OwnApplicationToken | None
    expires_at: str | None
    user: UserView


class AuthLogoutResponse(TypedDict):
    """logged_out: Always true."""

    logged_out: bool


class BatchCall(TypedDict):
    """One of the calls.

    method: The method's name.
    parameters: Its parameters.
    """

    method: str
    parameters: NotRequired[Mapping[str, Any]]


class BatchReply(TypedDict):
    """The reply to one of the calls."""

    error: str | None
    response: Any
    success: bool


class BatchRunResponse(TypedDict):
    """What a batch is answered.

    replies: The reply to each call, in their order, in the form that it would have alone.
    """

    replies: list[BatchReply]


class Bucket(TypedDict):
    """The records of a thousand ids.

    bucket: The thousands of their ids.
    """

    bucket: int
    count: int
    sha256: str


class CatalogView(TypedDict):
    """A vocabulary of the profile.

    code: What the `code` of an entry means, where it has one.
    method: The method that lists it: `Companies.GetTypes`.
    name: Its name in this module: `company_types`.
    parent: The catalog of the entries' parents, where they have any.
    value: What the `value` of an entry means, where it has one.
    """

    code: str | None
    method: str
    name: str
    parent: str | None
    value: str | None


class CatalogsGetCatalogsResponse(TypedDict):
    catalogs: list[CatalogView]


class CatalogsGetEntriesResponse(TypedDict):
    entries: list[EntryView]


class Change(TypedDict):
    """One change of the record.

    fields: What the change changed. All fields that have a value when the record was created, or
        deleted.
    operation: `create`, `update` or `delete`.
    origin: What the caller called itself: in the header X-Origin, or when its application token was
        made.
    request_id: The id of the request, by which the log knows it, too.
    sequence: The number of the change; a later change of the record has a greater one.
    user_id: Who made the change, or the application token that made it.
    version: The version of the record that the change made; when it was deleted, the last one.
    token: The name of the application token that the change was made with; null where a person made it.
        Left out where the caller may not read application tokens.
    user_name: The name of that user. Left out where the caller may not read the profile's users.
    """

    changed_at: str
    fields: list[Field]
    operation: str
    origin: str | None
    request_id: str | None
    sequence: int
    user_id: int | None
    version: int
    token: NotRequired[str | None]
    user_name: NotRequired[str | None]


class ChangeView(TypedDict):
    """What happened to one record.

    id: The record's id. No other record of its kind gets it after a deletion.
    operation: `create`, `update` or `delete`.
    origin: What the header `X-Origin` of the call said.
    record: The whole record as it was then; a deleted one as it last was.
    request_id: The request id of the call.
    user_id: Who did it; null where the service itself or the command line did.
    version: The record's: 1 when created, one more with each change; the last one when deleted. Who
        began with a snapshot passes over what has no greater version than their copy, except deletions.
    """

    changed_at: str
    entity: str
    id: int
    operation: str
    origin: str | None
    record: dict[str, Any]
    request_id: str | None
    user_id: int | None
    version: int


class CompaniesGetCompaniesResponse(TypedDict):
    """A page of companies.

    current_page: The page that this is.
    last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
    total: How many records there are on all pages together. Left out with `with_total: false`.
    withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    companies: list[Company]
    current_page: int
    last_page: NotRequired[int | None]
    total: NotRequired[int | None]
    withheld: NotRequired[list[str]]


class CompaniesGetIndustriesResponse(TypedDict):
    industries: list[EntryView]


class CompaniesGetTypesResponse(TypedDict):
    types: list[EntryView]


class Company(TypedDict):
    """A company.

    billing_name: The name on invoices.
    bio: What the company does, in its own words.
    client_number: The number under which the business knows the company; no other company of the
        profile has it.
    external_ids: The record's ids in other systems, by the system's name.
    industry_id: An entry of `Companies.GetIndustries`.
    logo_id: A picture that `Files.Upload` took.
    rfc: The tax number.
    slug: The name in web addresses; no other company of the profile has it.
    type_id: An entry of `Companies.GetTypes`.
    version: 1 when created, one more with each change.
    billing_address: Left out of lists that don't ask for it with `with_addresses`.
    contacts: The people there. Left out where they are not asked for with `with_contacts`.
    inputs: The values of the profile's own fields, by slug. Left out of lists that don't ask for it
        with `with_inputs`.
    logo_url: Where the logo can be fetched without a token for 15 minutes or more: a path of this
        service. Left out where the company is shown within another record.
    shipping_address: Left out of lists that don't ask for it with `with_addresses`.
    """

    billing_name: str | None
    bio: str | None
    client_number: str
    created_at: str
    email: str | None
    external_ids: dict[str, str]
    id: int
    industry_id: int
    logo_id: int | None
    mobile: str | None
    name: str
    phone: str | None
    rfc: str | None
    slug: str
    type_id: int
    updated_at: str
    version: int
    website: str | None
    whatsapp: str | None
    billing_address: NotRequired[Address | None]
    contacts: NotRequired[list[Contact] | None]
    inputs: NotRequired[dict[str, Any] | None]
    logo_url: NotRequired[str | None]
    shipping_address: NotRequired[Address | None]


class Contact(TypedDict):
    """A contact.

    assistant: Who answers for the contact.
    company_id: The company at which the contact is.
    department_id: An entry of `Contacts.GetDepartments`.
    external_ids: The record's ids in other systems, by the system's name.
    origin_id: An entry of `Contacts.GetOrigins`.
    picture_id: A picture that `Files.Upload` took.
    position_id: An entry of `Contacts.GetPositions`.
    title_id: An entry of `Contacts.GetTitles`.
    version: 1 when created, one more with each change.
    billing_address: Left out of lists that don't ask for it with `with_addresses`.
    inputs: The values of the profile's own fields, by slug. Left out of lists that don't ask for it
        with `with_inputs`.
    picture_url: Where the picture can be fetched without a token for 15 minutes or more: a path of this
        service. Left out where the contact is shown within another record.
    shipping_address: Left out of lists that don't ask for it with `with_addresses`.
    """

    assistant: Assistant | None
    company_id: int
    created_at: str
    department_id: int | None
    email: str | None
    external_ids: dict[str, str]
    id: int
    linkedin: str | None
    mother_surname: str | None
    name: str
    origin_id: int
    phone_mobile: str | None
    phone_office: str | None
    phone_office_extension: str | None
    phone_other: str | None
    picture_id: int | None
    position_id: int | None
    skype: str | None
    surname: str
    title_id: int | None
    twitter: str | None
    updated_at: str
    version: int
    billing_address: NotRequired[Address | None]
    inputs: NotRequired[dict[str, Any] | None]
    picture_url: NotRequired[str | None]
    shipping_address: NotRequired[Address | None]


class ContactsGetContactsResponse(TypedDict):
    """A page of contacts.

    current_page: The page that this is.
    last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
    total: How many records there are on all pages together. Left out with `with_total: false`.
    withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    contacts: list[Contact]
    current_page: int
    last_page: NotRequired[int | None]
    total: NotRequired[int | None]
    withheld: NotRequired[list[str]]


class ContactsGetDepartmentsResponse(TypedDict):
    departments: list[EntryView]


class ContactsGetOriginsResponse(TypedDict):
    origins: list[EntryView]


class ContactsGetPositionsResponse(TypedDict):
    positions: list[EntryView]


class ContactsGetTitlesResponse(TypedDict):
    titles: list[EntryView]


class CopiedView(TypedDict):
    """record: The whole record, as `Sync.GetChanges` shows it.
    version: 1 when created, one more with each change.
    """

    id: int
    record: dict[str, Any]
    version: int


class Country(TypedDict):
    """A country, as ISO 3166-1 lists it.

    code: The two letter code, such as `MX`.
    name: The name in English, such as `Mexico`.
    """

    code: str
    name: str


# From one value to another.
#
# from: The least that counts.
# to: The greatest that counts.
DayRange = TypedDict(
    "DayRange",
    {
        "from": "NotRequired[str | None]",
        "to": "NotRequired[str | None]",
    },
)


class Delivery(TypedDict):
    """A message, and how its delivery stands.

    attempted_at: When it was tried last.
    attempts: How often it was tried since it was queued. An attempt whose node died is not counted.
    entity: The kind of record that it tells of; null where it is a test.
    failure: Why the last attempt failed; null where it did not.
    message_id: The header `webhook-id` that it is sent with, each time the same.
    milliseconds: How long the last attempt took.
    next_attempt_at: When it is tried next, at the earliest; null where it is not.
    record_id: The id of the record that it tells of; null where it is a test.
    status: `queued`: it waits for its turn or for its next attempt. `delivered`: the endpoint has taken
        it. `failed`: it is not tried any more unless `Webhooks.Redeliver` asks for it, or the webhook is
        enabled again or given another URL.
    status_code: The status that the endpoint answered the last attempt with; null where no answer came.
    type: What it tells of, such as `company.update`; a test is `webhook.test`.
    """

    attempted_at: str | None
    attempts: int
    created_at: str
    entity: str | None
    failure: str | None
    id: int
    message_id: str
    milliseconds: int | None
    next_attempt_at: str | None
    record_id: int | None
    status: str
    status_code: int | None
    type: str
    webhook_id: int


class EntryView(TypedDict):
    """An entry of a catalog.

    external_ids: The record's ids in other systems, by the system's name.
    position: Its place among the catalog's entries.
    retired: Whether it is kept for the records that have it, and offered to no others.
    version: 1 when created, one more with each change.
    code: Its short form, where the catalog has one: a currency's code.
    parent_id: The entry that it is a part of, where the catalog has such: a subcategory's category.
    value: Its number, where the catalog has one: a stage's probability, a tax's rate.
    """

    created_at: str
    external_ids: dict[str, str]
    id: int
    name: str
    position: int
    retired: bool
    updated_at: str
    version: int
    code: NotRequired[str | None]
    parent_id: NotRequired[int | None]
    value: NotRequired[Decimal | int | None]


# A field in which two states of a record differ.
#
# from: The value before; null where there was none.
# to: The value after; null where there is none.
Field = TypedDict(
    "Field",
    {
        "field": "str",
        "from": "Any",
        "to": "Any",
    },
)


class File(TypedDict):
    """A picture.

    content_type: What it is: `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    external_ids: The record's ids in other systems, by the system's name.
    sha256: The SHA-256 of its content, in hexadecimal.
    size: In bytes.
    version: 1 when created, one more with each change.
    url: Where it can be fetched without a token until `url_expires_at`: a path of this service.
    url_expires_at: Each reply that shows the file has an address that is good for 15 minutes or more.
    """

    content_type: str
    created_at: str
    external_ids: dict[str, str]
    id: int
    sha256: str
    size: int
    updated_at: str
    version: int
    url: NotRequired[str | None]
    url_expires_at: NotRequired[str | None]


class GetInputsResponse(TypedDict):
    inputs: list[InputView]


class GivenLine(TypedDict):
    """A line as a caller gives it.

    amount: How many units, more than 0; fractions are allowed.
    discount: What is taken off the price of one unit, no more than the price.
    price: The price of one unit.
    product_id: A product of the profile that is not retired.
    tax: The tax as a fraction, 0 to 1: 0.16 for 16 %.
    total: amount × (price − discount) × (1 + tax), rounded half up to two places; 0.01 more or less is
        accepted.
    """

    amount: Decimal | float | str
    discount: Decimal | float | str
    price: Decimal | float | str
    product_id: int | str | Mapping[str, str | int]
    tax: Decimal | float | str
    total: Decimal | float | str


class InputView(TypedDict):
    """A custom field.

    entity: The kind of record that has it.
    external_ids: The record's ids in other systems, by the system's name.
    name: What people call it.
    options: The values that a list may have, to the letter.
    position: Its place among the inputs.
    slug: The key under which records have its value. It never changes.
    type: What its values are: `list`, `string`, `integer`, `double`, `checkbox`.
    version: 1 when created, one more with each change.
    """

    created_at: str
    entity: str
    external_ids: dict[str, str]
    id: int
    name: str
    options: list[str]
    position: int
    slug: str
    type: str
    updated_at: str
    version: int


# From one day or instant to another.
#
# from: The first day or instant that counts.
# to: The last day or instant that counts; a day counts whole.
InstantRange = TypedDict(
    "InstantRange",
    {
        "from": "NotRequired[str | None]",
        "to": "NotRequired[str | None]",
    },
)


class ListedToken(TypedDict):
    """An application token in the list.

    expires_at: When the token expires, if ever.
    last_used_at: When a call was last made with the token, to the minute; null if never.
    name: What the token is for.
    origin: What the token's changes are said to come from, where a call does not say otherwise with the
        header X-Origin.
    prefix: How the token begins, to know it again.
    revoked_at: When the token was revoked, if it was.
    rights: What the token may do, module by module; `*` stands for all modules.
    user_id: The manager who made the token. It may never do more than this user may.
    user_name: The name of who made the token.
    version: 1 when created, one more with each change.
    """

    created_at: str
    expires_at: str | None
    id: int
    last_used_at: str | None
    name: str
    origin: str | None
    prefix: str
    revoked_at: str | None
    rights: dict[str, list[Literal["read", "write", "delete", "query"]]]
    updated_at: str
    user_id: int
    user_name: str | None
    version: int


# From one value to another.
#
# from: The least that counts.
# to: The greatest that counts.
MoneyRange = TypedDict(
    "MoneyRange",
    {
        "from": "NotRequired[Decimal | float | str | None]",
        "to": "NotRequired[Decimal | float | str | None]",
    },
)


class Notification(TypedDict):
    """A notification.

    entity: The kind of record that it is about, such as `opportunity` or `ticket`.
    read_at: When it was first marked as read; null until then.
    record_id: The id of the record that it is about.
    user_id: Who is told.
    version: 1 when created, one more with each change.
    comment: What was said along with it. Left out like the subject.
    subject: Left out where an application token may not read the kind of record that it is about.
    """

    created_at: str
    entity: str
    id: int
    read_at: str | None
    record_id: int
    updated_at: str
    user_id: int
    version: int
    comment: NotRequired[str | None]
    subject: NotRequired[str | None]


class NotificationsGetNotificationsResponse(TypedDict):
    """A page of notifications.

    current_page: The page that this is.
    last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
    total: How many records there are on all pages together. Left out with `with_total: false`.
    withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    current_page: int
    notifications: list[Notification]
    last_page: NotRequired[int | None]
    total: NotRequired[int | None]
    withheld: NotRequired[list[str]]


class NotificationsMarkReadResponse(TypedDict):
    """The notifications that were named.

    withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    notifications: list[Notification]
    withheld: NotRequired[list[str]]


class OneApplicationToken(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    application_token: ApplicationToken
    withheld: NotRequired[list[str]]


class OneCompany(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    company: Company
    withheld: NotRequired[list[str]]


class OneContact(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    contact: Contact
    withheld: NotRequired[list[str]]


class OneDelivery(TypedDict):
    """One delivery, as it was queued."""

    delivery: Delivery


class OneEntry(TypedDict):
    """The answer of the methods that change one entry."""

    entry: EntryView


class OneFile(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    file: File
    withheld: NotRequired[list[str]]


class OneInput(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    input: InputView
    withheld: NotRequired[list[str]]


class OneOpportunity(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    opportunity: Opportunity
    withheld: NotRequired[list[str]]


class OneProduct(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    product: Product
    withheld: NotRequired[list[str]]


class OneTicket(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    ticket: Ticket
    withheld: NotRequired[list[str]]


class OneTicketComment(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    ticket_comment: TicketComment
    withheld: NotRequired[list[str]]


class OneUser(TypedDict):
    """The answer of the methods that change one user of a profile."""

    user: ProfileUser


class OneWebhook(TypedDict):
    """withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    webhook: Webhook
    withheld: NotRequired[list[str]]


class OpportunitiesGetOpportunitiesResponse(TypedDict):
    """A page of opportunities.

    current_page: The page that this is.
    last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
    total: How many records there are on all pages together. Left out with `with_total: false`.
    withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    current_page: int
    opportunities: list[Opportunity]
    last_page: NotRequired[int | None]
    total: NotRequired[int | None]
    withheld: NotRequired[list[str]]


class OpportunitiesGetPipelineResponse(TypedDict):
    """stages: The stages, in their order.
    withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    stages: list[StageView]
    total: TotalView
    withheld: NotRequired[list[str]]


class OpportunitiesGetStageHistoryResponse(TypedDict):
    history: list[Stay]


class Opportunity(TypedDict):
    """An opportunity.

    campaign_id: An entry of `Profiles.GetCampaigns`.
    closed_at: When it was won or lost; null while it is open.
    estimated_end_at: The day on which it is expected to be decided.
    external_ids: The record's ids in other systems, by the system's name.
    lost_reason: Why it was lost.
    operation_type: `new` or `renew`.
    prospect_type: `new` or `existing`: whether the customer is one already.
    stage_id: An entry of `Profiles.GetStages`.
    status: `active`, `pending`, `won` or `lost`.
    user_id: The user who owns it.
    version: 1 when created, one more with each change.
    want_products: Whether it has lines.
    want_tax: Whether its lines may have a tax.
    company: Left out where it is not asked for with `with_company`.
    contact: Left out where it is not asked for with `with_contact`.
    inputs: The values of the profile's own fields, by slug. Left out where they are not asked for with
        `with_inputs`.
    products: The lines. Left out where they are not asked for with `with_products`.
    user: The owner. Left out where it is not asked for with `with_user`.
    """

    campaign_id: int | None
    closed_at: str | None
    company_id: int
    contact_id: int
    created_at: str
    estimated_end_at: str
    external_ids: dict[str, str]
    id: int
    lost_reason: str | None
    operation_type: str
    prospect_type: str
    stage_id: int
    status: str
    title: str
    updated_at: str
    user_id: int
    value: Decimal | int
    version: int
    want_products: bool
    want_tax: bool
    company: NotRequired[Company | None]
    contact: NotRequired[Contact | None]
    inputs: NotRequired[dict[str, Any] | None]
    products: NotRequired[list[OpportunityLine] | None]
    user: NotRequired[UserView | None]


class OpportunityLine(TypedDict):
    """A line on the wire.

    amount: How many units.
    discount: What is taken off the price of one unit.
    price: The price of one unit.
    tax: The tax as a fraction, 0 to 1.
    total: amount × (price − discount) × (1 + tax), rounded half up to two places.
    name: The product's name today. Left out of the answers that change an opportunity.
    sku: The product's number today, if it has one. Left out of the answers that change an opportunity.
    """

    amount: Decimal | int
    discount: Decimal | int
    price: Decimal | int
    product_id: int
    tax: Decimal | int
    total: Decimal | int
    name: NotRequired[str | None]
    sku: NotRequired[str | None]


class OwnApplicationToken(TypedDict):
    """What a script is told of the application token that it has.

    expires_at: When the token expires, if ever.
    profile_id: The profile in which the token works.
    rights: What the token may do, module by module; `*` stands for all modules.
    """

    expires_at: str | None
    id: int
    name: str
    profile_id: int
    rights: dict[str, list[Literal["read", "write", "delete", "query"]]]


class Product(TypedDict):
    """A product.

    company_id: The company that it belongs to.
    external_ids: The record's ids in other systems, by the system's name.
    featured: Whether it is shown before others.
    min_quantity: The least that is sold of it at once.
    picture_id: A picture that `Files.Upload` took.
    product_category_id: An entry of `Products.GetCategories`.
    product_discount_id: An entry of `Products.GetDiscounts`.
    product_measury_id: An entry of `Products.GetMeasures`.
    product_subcategory_id: An entry of `Products.GetSubcategories`.
    product_validity_id: An entry of `Products.GetValidities`.
    profile_currency_type_id: An entry of `Profiles.GetCurrencies`.
    retired: Whether it is kept for the opportunities that have it, and offered to no new ones.
    sku: The number under which stock knows it; no other product of the profile has it.
    slug: The name in web addresses; no other product of the profile has it.
    taxes: Entries of `Products.GetTaxes`.
    value: The price of one unit, without taxes.
    vendor: Who makes or delivers it.
    version: 1 when created, one more with each change.
    inputs: The values of the profile's own fields, by slug. Left out of lists that don't ask for it
        with `with_inputs`.
    picture_url: Where the picture can be fetched without a token for 15 minutes or more: a path of this
        service.
    """

    company_id: int | None
    created_at: str
    description: str | None
    external_ids: dict[str, str]
    featured: bool
    id: int
    location: str | None
    min_quantity: Decimal | int | None
    name: str
    picture_id: int | None
    product_category_id: int | None
    product_discount_id: int | None
    product_measury_id: int | None
    product_subcategory_id: int | None
    product_validity_id: int | None
    profile_currency_type_id: int | None
    retired: bool
    short_name: str | None
    sku: str | None
    slug: str
    tags: list[str]
    taxes: list[int]
    updated_at: str
    value: Decimal | int
    vendor: str | None
    version: int
    inputs: NotRequired[dict[str, Any] | None]
    picture_url: NotRequired[str | None]


class ProductsGetCategoriesResponse(TypedDict):
    categories: list[EntryView]


class ProductsGetDiscountsResponse(TypedDict):
    discounts: list[EntryView]


class ProductsGetMeasuresResponse(TypedDict):
    measures: list[EntryView]


class ProductsGetProductsResponse(TypedDict):
    """A page of products.

    current_page: The page that this is.
    last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
    total: How many records there are on all pages together. Left out with `with_total: false`.
    withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    current_page: int
    products: list[Product]
    last_page: NotRequired[int | None]
    total: NotRequired[int | None]
    withheld: NotRequired[list[str]]


class ProductsGetSubcategoriesResponse(TypedDict):
    subcategories: list[EntryView]


class ProductsGetTaxesResponse(TypedDict):
    taxes: list[EntryView]


class ProductsGetValiditiesResponse(TypedDict):
    validities: list[EntryView]


class ProfileUser(TypedDict):
    """A user of a profile.

    created_at: When the user joined the profile.
    external_ids: The user's ids in other systems, by the system's name.
    id: The user's id.
    role: What the user may do in this profile.
    updated_at: When the role or an external id last changed.
    version: 1 when the user joined, one more each time the role or an external id changes.
    """

    created_at: str
    email: str
    external_ids: dict[str, str]
    id: int
    mobile: str | None
    name: str
    role: Literal["viewer", "member", "manager"]
    updated_at: str
    version: int


class ProfileView(TypedDict):
    """A profile, as its members see it.

    role: The caller's role in it.
    """

    created_at: str
    id: int
    name: str
    role: Literal["viewer", "member", "manager"]
    updated_at: str
    version: int


class ProfilesAddUserResponse(TypedDict):
    """The new user of the profile."""

    user: ProfileUser | AddedUser


class ProfilesCreateProfileResponse(TypedDict):
    profile: ProfileView


class ProfilesEditProfileResponse(TypedDict):
    profile: ProfileView


class ProfilesGetCampaignsResponse(TypedDict):
    campaigns: list[EntryView]


class ProfilesGetCountriesResponse(TypedDict):
    countries: list[Country]


class ProfilesGetCurrenciesResponse(TypedDict):
    currencies: list[EntryView]


class ProfilesGetProfilesResponse(TypedDict):
    profiles: list[ProfileView]


class ProfilesGetStagesResponse(TypedDict):
    stages: list[EntryView]


class ProfilesGetStatesResponse(TypedDict):
    """country: The country's code.
    states: Its states; empty where the country has none.
    """

    country: str
    states: list[State]


class ProfilesGetUsersResponse(TypedDict):
    users: list[ProfileUser]


class SignedIn(TypedDict):
    """What signing in and registering answer.

    expires_at: When the token expires.
    token: The access token, for the header `Authorization: Bearer <token>`.
    """

    expires_at: str
    token: str
    user: UserView


class StageView(TypedDict):
    """What is open at a stage.

    count: How many there are.
    probability: The probability that an opportunity at this stage is won, 0 to 1. Null, where the stage
        has none, counts as 0.
    stage_id: An entry of `Profiles.GetStages`.
    value: The sum of their values.
    weighted_value: For a stage the value times the probability, rounded half up to two places; for all
        together the sum of these.
    name: Left out where the caller may read neither `Profiles.GetStages` nor the catalogs.
    """

    count: int
    probability: Decimal | int | None
    stage_id: int
    value: Decimal | int
    weighted_value: Decimal | int
    name: NotRequired[str | None]


class State(TypedDict):
    """A subdivision of a country, as ISO 3166-2 lists it: a state, a province, a region.

    code: The code without its country, such as `JAL`.
    name: The name, usually in the language of the country, such as `Jalisco`.
    """

    code: str
    name: str


class Stay(TypedDict):
    """The time that an opportunity has been at a stage.

    left_at: Null where it is there still.
    stage_id: An entry of `Profiles.GetStages`.
    status: The status that it came with: `active`, `pending`, `won` or `lost`.
    user_id: Who moved it there; null where that was done on the command line.
    """

    entered_at: str
    left_at: str | None
    stage_id: int
    status: str
    user_id: int | None


class SyncGetChangesResponse(TypedDict):
    """cursor: Behind the last of these changes: the next `since`.
    more: Whether there are more already. If not, ask again when you like.
    withheld: The kinds of record that an application token may not read, of those that it asked for:
        they are left out.
    """

    changes: list[ChangeView]
    cursor: str
    more: bool
    withheld: NotRequired[list[str]]


class SyncGetDigestResponse(TypedDict):
    """buckets: Those that have any record, in their order.
    count: How many records there are.
    sha256: Of all records.
    since: A place in the feed up to which all changes are in this digest. Others may be, too.
    """

    buckets: list[Bucket]
    count: int
    entity: str
    sha256: str
    since: str


class SyncGetSnapshotResponse(TypedDict):
    """cursor: For the next page; null on the last.
    entity: The kind of the records on this page. Kinds come in an order in which what is referred to
        comes first.
    records: In the order of their ids; none where the profile has no such record.
    since: On the last page, for `Sync.GetChanges`; null before.
    withheld: On the first page, the kinds of record that an application token may not read, of those
        that it asked for: they are left out.
    """

    cursor: str | None
    entity: str
    records: list[CopiedView]
    since: str | None
    withheld: NotRequired[list[str]]


class SyncUpsertResponse(TypedDict):
    """What became of the records.

    results: What became of each record, in their order.
    """

    created: int
    failed: int
    results: list[UpsertOutcome]
    unchanged: int
    updated: int


class SystemPingResponse(TypedDict):
    """time: The server's time.
    version: The version of the service.
    """

    time: str
    version: str


class Ticket(TypedDict):
    """A ticket.

    case_id: An entry of `Tickets.GetCases`.
    closed_at: When it was closed; null while it is not.
    estimated_end_at: The day on which it is expected to be done.
    external_ids: The record's ids in other systems, by the system's name.
    origin_id: An entry of `Tickets.GetOrigins`.
    priority_id: An entry of `Tickets.GetPriorities`.
    solved_at: When it was solved; null while it is not.
    status: `open`, `pending`, `solved` or `closed`.
    user_id: The user who owns it.
    version: 1 when created, one more with each change.
    comments: What was said about it, the oldest first. Left out of lists that don't ask for it with
        `with_comments`.
    """

    case_id: int
    closed_at: str | None
    company_id: int
    contact_id: int | None
    created_at: str
    description: str
    estimated_end_at: str
    external_ids: dict[str, str]
    id: int
    opportunity_id: int | None
    origin_id: int
    priority_id: int
    solved_at: str | None
    status: str
    title: str
    updated_at: str
    user_id: int
    version: int
    comments: NotRequired[list[TicketComment] | None]


class TicketComment(TypedDict):
    """Something that was said about a ticket.

    external_ids: The record's ids in other systems, by the system's name.
    user_id: Who said it.
    version: 1 when created, one more with each change.
    """

    comment: str
    created_at: str
    external_ids: dict[str, str]
    id: int
    ticket_id: int
    updated_at: str
    user_id: int
    version: int


class TicketsGetCasesResponse(TypedDict):
    cases: list[EntryView]


class TicketsGetOriginsResponse(TypedDict):
    origins: list[EntryView]


class TicketsGetPrioritiesResponse(TypedDict):
    priorities: list[EntryView]


class TicketsGetTicketsResponse(TypedDict):
    """A page of tickets.

    current_page: The page that this is.
    last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
    total: How many records there are on all pages together. Left out with `with_total: false`.
    withheld: What was left out, because the caller has no right to read that kind of record. Missing
        where nothing was.
    """

    current_page: int
    tickets: list[Ticket]
    last_page: NotRequired[int | None]
    total: NotRequired[int | None]
    withheld: NotRequired[list[str]]


class TotalView(TypedDict):
    """Sums of opportunities. They have all their digits, however many these are.

    count: How many there are.
    value: The sum of their values.
    weighted_value: For a stage the value times the probability, rounded half up to two places; for all
        together the sum of these.
    """

    count: int
    value: Decimal | int
    weighted_value: Decimal | int


class UpsertOutcome(TypedDict):
    """What became of one record.

    code: The code of the failure, as a call that fails has it; only where it failed.
    details: What is wrong, parameter by parameter; only where it failed.
    error: What is wrong, in one sentence; only where it failed.
    fields: Which fields were updated; only where any were.
    id: The record's id; not where it failed.
    more: How many wrong parameters there are beside those in the details; only where there are.
    version: The record's version now; not where it failed.
    """

    result: Literal["created", "updated", "unchanged", "failed"]
    code: NotRequired[str | None]
    details: NotRequired[Any]
    error: NotRequired[str | None]
    fields: NotRequired[list[str] | None]
    id: NotRequired[int | None]
    more: NotRequired[int | None]
    version: NotRequired[int | None]


class UserView(TypedDict):
    """A user, as everybody who shares a profile may see it. There is no trace of the password."""

    created_at: str
    email: str
    id: int
    mobile: str | None
    name: str


class Webhook(TypedDict):
    """A webhook, without its secret.

    disabled_at: Since when it is disabled.
    disabled_reason: Why it was disabled, where the service did it.
    enabled: Whether anything is sent. A disabled webhook keeps its place in the feed of changes.
    entities: The kinds of record that are told of; an empty list is all.
    exclude_origin: Changes of this origin are left out.
    operations: The operations that are told of; an empty list is all.
    previous_secret_ends_at: Until when the secret that was rotated out signs, too.
    url: Where changes are sent.
    version: 1 when created, one more with each change.
    """

    created_at: str
    description: str | None
    disabled_at: str | None
    disabled_reason: str | None
    enabled: bool
    entities: list[Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"]]
    exclude_origin: str | None
    id: int
    operations: list[Literal["create", "update", "delete"]]
    previous_secret_ends_at: str | None
    updated_at: str
    url: str
    version: int


class WebhooksGetDeliveriesResponse(TypedDict):
    """A page of deliveries.

    current_page: The page that this is.
    last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
    total: How many records there are on all pages together. Left out with `with_total: false`.
    withheld: The kinds of record that an application token may not read: deliveries that tell of them
        are left out.
    """

    current_page: int
    deliveries: list[Delivery]
    last_page: NotRequired[int | None]
    total: NotRequired[int | None]
    withheld: NotRequired[list[str]]


class WebhooksGetResponse(TypedDict):
    """The webhooks, oldest first."""

    webhooks: list[Webhook]


class WebhooksRedeliverResponse(TypedDict):
    """What was queued.

    more: Whether there are others that the same call would queue.
    queued: How many deliveries were queued.
    delivery: The delivery, where one was named.
    """

    more: bool
    queued: int
    delivery: NotRequired[Delivery | None]


class WithSecret(TypedDict):
    """A webhook and what signs it, for who has just made it.

    secret: What deliveries are signed with, where this call has set it; else null. It is never shown
        again.
    withheld: The kinds of record that the webhook does not tell of, because an application token made
        it that may not read them.
    """

    secret: str | None
    webhook: Webhook
    withheld: NotRequired[list[str]]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A token goes to the service that was named and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


# The methods that take a profile, as a call inside a batch may name them.
_OF_PROFILE = frozenset(
    [
        "AddComment",
        "AddUser",
        "Audit.GetHistory",
        "Auth.CreateApplicationToken",
        "Auth.GetApplicationTokens",
        "Auth.RevokeApplicationToken",
        "Catalogs.CreateEntry",
        "Catalogs.DeleteEntry",
        "Catalogs.EditEntry",
        "Catalogs.GetCatalogs",
        "Catalogs.GetEntries",
        "Companies.CreateCompany",
        "Companies.DeleteCompany",
        "Companies.EditCompany",
        "Companies.GetCompanies",
        "Companies.GetCompany",
        "Companies.GetIndustries",
        "Companies.GetInputs",
        "Companies.GetTypes",
        "Contacts.CreateContact",
        "Contacts.DeleteContact",
        "Contacts.EditContact",
        "Contacts.GetContact",
        "Contacts.GetContacts",
        "Contacts.GetDepartments",
        "Contacts.GetInputs",
        "Contacts.GetOrigins",
        "Contacts.GetPositions",
        "Contacts.GetTitles",
        "Create",
        "CreateApplicationToken",
        "CreateCompany",
        "CreateContact",
        "CreateEntry",
        "CreateInput",
        "CreateOpportunity",
        "CreateProduct",
        "CreateTicket",
        "Delete",
        "DeleteCompany",
        "DeleteContact",
        "DeleteEntry",
        "DeleteInput",
        "DeleteOpportunity",
        "DeleteProduct",
        "DeleteTicket",
        "Edit",
        "EditCompany",
        "EditContact",
        "EditEntry",
        "EditInput",
        "EditOpportunity",
        "EditProduct",
        "EditProfile",
        "EditTicket",
        "EditUser",
        "Files.Upload",
        "Get",
        "GetApplicationTokens",
        "GetCampaigns",
        "GetCases",
        "GetCatalogs",
        "GetCategories",
        "GetChanges",
        "GetCompanies",
        "GetCompany",
        "GetContact",
        "GetContacts",
        "GetCurrencies",
        "GetDeliveries",
        "GetDepartments",
        "GetDigest",
        "GetDiscounts",
        "GetEntries",
        "GetHistory",
        "GetIndustries",
        "GetMeasures",
        "GetNotifications",
        "GetOpportunities",
        "GetOpportunity",
        "GetPipeline",
        "GetPositions",
        "GetPriorities",
        "GetProduct",
        "GetProducts",
        "GetSnapshot",
        "GetStageHistory",
        "GetStages",
        "GetSubcategories",
        "GetTaxes",
        "GetTicket",
        "GetTickets",
        "GetTitles",
        "GetTypes",
        "GetUsers",
        "GetValidities",
        "Inputs.CreateInput",
        "Inputs.DeleteInput",
        "Inputs.EditInput",
        "MarkRead",
        "Notifications.GetNotifications",
        "Notifications.MarkRead",
        "Opportunities.CreateOpportunity",
        "Opportunities.DeleteOpportunity",
        "Opportunities.EditOpportunity",
        "Opportunities.GetInputs",
        "Opportunities.GetOpportunities",
        "Opportunities.GetOpportunity",
        "Opportunities.GetPipeline",
        "Opportunities.GetStageHistory",
        "PatchProduct",
        "Products.CreateProduct",
        "Products.DeleteProduct",
        "Products.EditProduct",
        "Products.GetCategories",
        "Products.GetDiscounts",
        "Products.GetInputs",
        "Products.GetMeasures",
        "Products.GetProduct",
        "Products.GetProducts",
        "Products.GetSubcategories",
        "Products.GetTaxes",
        "Products.GetValidities",
        "Products.PatchProduct",
        "Profiles.AddUser",
        "Profiles.EditProfile",
        "Profiles.EditUser",
        "Profiles.GetCampaigns",
        "Profiles.GetCurrencies",
        "Profiles.GetStages",
        "Profiles.GetUsers",
        "Profiles.RemoveUser",
        "Redeliver",
        "RemoveUser",
        "RevokeApplicationToken",
        "Sync.GetChanges",
        "Sync.GetDigest",
        "Sync.GetSnapshot",
        "Sync.Upsert",
        "Test",
        "Tickets.AddComment",
        "Tickets.CreateTicket",
        "Tickets.DeleteTicket",
        "Tickets.EditTicket",
        "Tickets.GetCases",
        "Tickets.GetOrigins",
        "Tickets.GetPriorities",
        "Tickets.GetTicket",
        "Tickets.GetTickets",
        "Upload",
        "Upsert",
        "Webhooks.Create",
        "Webhooks.Delete",
        "Webhooks.Edit",
        "Webhooks.Get",
        "Webhooks.GetDeliveries",
        "Webhooks.Redeliver",
        "Webhooks.Test",
    ]
)


def _plain(value: object) -> object:
    """What the module json can't write by itself."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} can't be sent")


class AuditModule:
    """Who changed what, from what to what."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get_history(
        self,
        *,
        entity: Literal["application_token", "catalog_entry", "company", "contact", "file", "input", "member", "notification", "opportunity", "product", "profile", "ticket", "ticket_comment", "webhook"],
        record_id: int | str | Mapping[str, str | int],
        page: int | str | Omitted = OMITTED,
        pagination: int | str | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> AuditGetHistoryResponse:
        """Lists what happened to a record, change by change: who made it, when, and which fields it changed
        from what to what. A record that was deleted still has its history.

        entity: The kind of record. The history of application tokens and webhooks is for managers; that of
            a notification nobody reads. An application token needs the right to read the kind, too.
        record_id: The record's id.
        page: Which page, from 1.
        pagination: How many changes a page has: 1 to 1000, 500 where nothing is said.
        """
        sent: dict[str, object] = {
            "entity": entity,
            "record_id": record_id,
            "page": page,
            "pagination": pagination,
            "sort": sort,
            "profile_id": profile_id,
        }
        response: AuditGetHistoryResponse = self._client.call(
            "Audit.GetHistory", sent, of_profile=True
        )
        return response

    def iterate_history(
        self,
        *,
        entity: Literal["application_token", "catalog_entry", "company", "contact", "file", "input", "member", "notification", "opportunity", "product", "profile", "ticket", "ticket_comment", "webhook"],
        record_id: int | str | Mapping[str, str | int],
        pagination: int | str | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> Iterator[Change]:
        """All records of get_history, page after page, each of which is a call of its own."""
        page = 1
        while True:
            answer = self.get_history(
                page=page,
                entity=entity,
                record_id=record_id,
                pagination=pagination,
                sort=sort,
                profile_id=profile_id,
            )
            yield from answer["changes"]
            # Without a total there is no last page to know of: the walk ends at a page without records.
            last = answer.get("last_page")
            if page >= last if last is not None else not answer["changes"]:
                return
            page += 1


class AuthModule:
    """Signing in and out, the caller's own account, and the tokens that scripts sign in with."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def api_login(
        self,
        *,
        authCode: str,
    ) -> AuthApiLoginResponse:
        """Signs a script in: its application token for an access token that has the same rights and lives an
        hour. The application token itself is good for the header `Authorization`, too.

        authCode: The application token, from `Auth.CreateApplicationToken`.
        """
        sent: dict[str, object] = {
            "authCode": authCode,
        }
        response: AuthApiLoginResponse = self._client.call(
            "Auth.ApiLogin", sent
        )
        return response

    def change_password(
        self,
        *,
        c_password: str,
        new_password: str,
        password: str,
    ) -> AuthChangePasswordResponse:
        """Changes the caller's password. Every token of the user but the one in hand ends.

        c_password: The new password once more.
        new_password: Eight characters or more.
        password: The password until now.
        """
        sent: dict[str, object] = {
            "c_password": c_password,
            "new_password": new_password,
            "password": password,
        }
        response: AuthChangePasswordResponse = self._client.call(
            "Auth.ChangePassword", sent, writes=True
        )
        return response

    def create_application_token(
        self,
        *,
        name: str,
        rights: Mapping[str, Sequence[Literal["read", "write", "delete", "query"]]],
        dry_run: bool | Omitted = OMITTED,
        expires_at: str | None | Omitted = OMITTED,
        origin: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> AuthCreateApplicationTokenResponse:
        """Makes an application token, with which a script works in this profile. The reply shows it once: it
        is kept nowhere and can't be shown again. The token never does more than its rights say, nor more
        than who made it may do; and it ends when that user is removed from the profile, for good.

        name: What the token is for: mostly the script's name.
        rights: What the token may do, module by module: `{"Companies": ["read", "write"], "Products":
            ["read"]}`. `*` stands for all modules. Which right a method needs is in the definition, under
            `x-access`.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        expires_at: When the token expires; a day counts whole. Without it the token lives until it is
            revoked.
        origin: What the token's changes are said to come from, where a call does not say otherwise with the
            header X-Origin.
        """
        sent: dict[str, object] = {
            "name": name,
            "rights": rights,
            "dry_run": dry_run,
            "expires_at": expires_at,
            "origin": origin,
            "profile_id": profile_id,
        }
        response: AuthCreateApplicationTokenResponse = self._client.call(
            "Auth.CreateApplicationToken", sent, of_profile=True, writes=True
        )
        return response

    def get_application_tokens(
        self,
        *,
        profile_id: int | str | Omitted = OMITTED,
    ) -> AuthGetApplicationTokensResponse:
        """Lists the application tokens of a profile, also those that have expired or were revoked. No reply
        ever shows a token's secret again.
        """
        sent: dict[str, object] = {
            "profile_id": profile_id,
        }
        response: AuthGetApplicationTokensResponse = self._client.call(
            "Auth.GetApplicationTokens", sent, of_profile=True
        )
        return response

    def get_profile(self) -> AuthGetProfileResponse:
        """Says who the caller is. A script is told of its application token, and of the user who made that."""
        sent: dict[str, object] = {}
        response: AuthGetProfileResponse = self._client.call(
            "Auth.GetProfile", sent
        )
        return response

    def login(
        self,
        *,
        email: str,
        password: str,
    ) -> SignedIn:
        """Signs a user in. The token that it answers goes with every other call."""
        sent: dict[str, object] = {
            "email": email,
            "password": password,
        }
        response: SignedIn = self._client.call(
            "Auth.Login", sent
        )
        return response

    def logout(
        self,
        *,
        idempotency_key: str | None = None,
    ) -> AuthLogoutResponse:
        """Ends the token that the call is made with, at once and everywhere."""
        sent: dict[str, object] = {}
        response: AuthLogoutResponse = self._client.call(
            "Auth.Logout", sent, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def register(
        self,
        *,
        c_password: str,
        company: str,
        email: str,
        name: str,
        password: str,
        mobile: str | int | None | Omitted = OMITTED,
    ) -> SignedIn:
        """Makes a user and a first profile with the usual catalogs, and signs the user in.

        c_password: The password once more.
        company: The company that the user works for; the profile is called so.
        name: The user's name.
        password: Eight characters or more.
        """
        sent: dict[str, object] = {
            "c_password": c_password,
            "company": company,
            "email": email,
            "name": name,
            "password": password,
            "mobile": mobile,
        }
        response: SignedIn = self._client.call(
            "Auth.Register", sent, writes=True
        )
        return response

    def revoke_application_token(
        self,
        *,
        application_token_id: int | str,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneApplicationToken:
        """Ends an application token, and the access tokens that were made of it: the next call with any of
        them is refused.

        application_token_id: The token's id, from `Auth.GetApplicationTokens`.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "application_token_id": application_token_id,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneApplicationToken = self._client.call(
            "Auth.RevokeApplicationToken", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response


class BatchModule:
    """Several calls as one."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def run(
        self,
        *,
        calls: Sequence[BatchCall] | BatchCall,
        atomic: bool | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> BatchRunResponse:
        """Makes several calls, one after the other, in one transaction: all or none.

        In the place of any value of a later call's parameters `{"$ref": "0.company.id"}` stands for what an
        earlier call was answered: the number of that call, from 0, and the path into its response. Each
        call is made as if it came alone. Neither passwords nor files can be handled inside, and no other
        batch.

        calls: The calls, at most 100.
        atomic: Whether all are undone when one fails; the batch then fails as that one did. Else each
            succeeds or fails by itself.
        dry_run: Whether to answer what would be and to change nothing.
        """
        sent: dict[str, object] = {
            "calls": calls,
            "atomic": atomic,
            "dry_run": dry_run,
        }
        response: BatchRunResponse = self._client.call(
            "Batch.Run", sent, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response


class CatalogsModule:
    """The vocabularies of a profile, for who administers it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create_entry(
        self,
        *,
        catalog: str,
        name: str,
        dry_run: bool | Omitted = OMITTED,
        code: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        parent_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        position: int | None | Omitted = OMITTED,
        value: Decimal | float | str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneEntry:
        """Adds an entry to a catalog.

        catalog: The catalog's name, from `Catalogs.GetCatalogs`.
        name: What the entry is called; no other in the catalog may be called so.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        code: Its short form, in a catalog that has such: a currency's code.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        parent_id: The entry that it is a part of, in a catalog that has such: a subcategory's category.
        position: Its place among the entries. Where nothing is said it becomes the last.
        value: Its number, in a catalog that has such: a stage's probability, a tax's rate.
        """
        sent: dict[str, object] = {
            "catalog": catalog,
            "name": name,
            "dry_run": dry_run,
            "code": code,
            "external_ids": external_ids,
            "parent_id": parent_id,
            "position": position,
            "value": value,
            "profile_id": profile_id,
        }
        response: OneEntry = self._client.call(
            "Catalogs.CreateEntry", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def delete_entry(
        self,
        *,
        entry_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneEntry:
        """Deletes an entry of a catalog. One that records refer to can only be retired, with
        `Catalogs.EditEntry`.

        entry_id: The entry's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "entry_id": entry_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneEntry = self._client.call(
            "Catalogs.DeleteEntry", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit_entry(
        self,
        *,
        entry_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        code: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        name: str | Omitted = OMITTED,
        parent_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        position: int | Omitted = OMITTED,
        retired: bool | Omitted = OMITTED,
        value: Decimal | float | str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneEntry:
        """Changes an entry of a catalog. A retired entry stays with the records that have it and is offered to
        no others.

        entry_id: The entry's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        code: Its short form, in a catalog that has such.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
            null takes one away, or all.
        name: What the entry is called; no other in the catalog may be called so.
        parent_id: The entry that it is a part of, in a catalog that has such.
        position: Its place among the entries.
        retired: Whether it is offered to no new records.
        value: Its number, in a catalog that has such.
        """
        sent: dict[str, object] = {
            "entry_id": entry_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "code": code,
            "external_ids": external_ids,
            "name": name,
            "parent_id": parent_id,
            "position": position,
            "retired": retired,
            "value": value,
            "profile_id": profile_id,
        }
        response: OneEntry = self._client.call(
            "Catalogs.EditEntry", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def get_catalogs(
        self,
        *,
        profile_id: int | str | Omitted = OMITTED,
    ) -> CatalogsGetCatalogsResponse:
        """Lists the catalogs that every profile has."""
        sent: dict[str, object] = {
            "profile_id": profile_id,
        }
        response: CatalogsGetCatalogsResponse = self._client.call(
            "Catalogs.GetCatalogs", sent, of_profile=True
        )
        return response

    def get_entries(
        self,
        *,
        catalog: str,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> CatalogsGetEntriesResponse:
        """Lists the entries of a catalog, in their order.

        catalog: The catalog's name, from `Catalogs.GetCatalogs`.
        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "catalog": catalog,
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: CatalogsGetEntriesResponse = self._client.call(
            "Catalogs.GetEntries", sent, of_profile=True
        )
        return response


class CompaniesModule:
    def __init__(self, client: Client) -> None:
        self._client = client

    def create_company(
        self,
        *,
        industry_id: int | str | Mapping[str, str | int],
        name: str,
        type_id: int | str | Mapping[str, str | int],
        dry_run: bool | Omitted = OMITTED,
        billing_address: Address | None | Omitted = OMITTED,
        billing_name: str | None | Omitted = OMITTED,
        bio: str | None | Omitted = OMITTED,
        client_number: str | None | Omitted = OMITTED,
        email: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        inputs: Mapping[str, str | Decimal | float | bool | None] | None | Omitted = OMITTED,
        logo_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        mobile: str | int | None | Omitted = OMITTED,
        phone: str | int | None | Omitted = OMITTED,
        rfc: str | None | Omitted = OMITTED,
        shipping_address: Address | None | Omitted = OMITTED,
        slug: str | None | Omitted = OMITTED,
        website: str | None | Omitted = OMITTED,
        whatsapp: str | int | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneCompany:
        """Creates a company.

        industry_id: An entry of `Companies.GetIndustries`.
        type_id: An entry of `Companies.GetTypes`.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        billing_name: The name on invoices.
        bio: What the company does, in its own words.
        client_number: The number under which the business knows the company; no other company of the
            profile may have it. Made up where nothing is said.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        inputs: Values of the profile's own fields, by slug; `Companies.GetInputs` lists them.
        logo_id: The company's logo: a picture that `Files.Upload` took.
        rfc: The tax number.
        slug: The name in web addresses; no other company of the profile may have it. Made of the name where
            nothing is said.
        website: It begins with `https://` or `http://`.
        """
        sent: dict[str, object] = {
            "industry_id": industry_id,
            "name": name,
            "type_id": type_id,
            "dry_run": dry_run,
            "billing_address": billing_address,
            "billing_name": billing_name,
            "bio": bio,
            "client_number": client_number,
            "email": email,
            "external_ids": external_ids,
            "inputs": inputs,
            "logo_id": logo_id,
            "mobile": mobile,
            "phone": phone,
            "rfc": rfc,
            "shipping_address": shipping_address,
            "slug": slug,
            "website": website,
            "whatsapp": whatsapp,
            "profile_id": profile_id,
        }
        response: OneCompany = self._client.call(
            "Companies.CreateCompany", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def delete_company(
        self,
        *,
        company_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneCompany:
        """Deletes a company, and answers it as it last was. One that contacts, products, opportunities or
        tickets refer to is a conflict that says how many.

        company_id: The company's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "company_id": company_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneCompany = self._client.call(
            "Companies.DeleteCompany", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit_company(
        self,
        *,
        company_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        billing_address: Address | None | Omitted = OMITTED,
        billing_name: str | None | Omitted = OMITTED,
        bio: str | None | Omitted = OMITTED,
        client_number: str | Omitted = OMITTED,
        email: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        industry_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        inputs: Mapping[str, str | Decimal | float | bool | None] | None | Omitted = OMITTED,
        logo_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        mobile: str | int | None | Omitted = OMITTED,
        name: str | Omitted = OMITTED,
        phone: str | int | None | Omitted = OMITTED,
        rfc: str | None | Omitted = OMITTED,
        shipping_address: Address | None | Omitted = OMITTED,
        slug: str | Omitted = OMITTED,
        type_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        website: str | None | Omitted = OMITTED,
        whatsapp: str | int | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneCompany:
        """Changes a company. What is left out stays as it is; null clears what may be empty.

        company_id: The company's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        billing_address: The whole address: it replaces the one before.
        billing_name: The name on invoices.
        bio: What the company does, in its own words.
        client_number: The number under which the business knows the company; no other company of the
            profile may have it.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
            null takes one away, or all.
        industry_id: An entry of `Companies.GetIndustries`.
        inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
        logo_id: The company's logo: a picture that `Files.Upload` took.
        rfc: The tax number.
        shipping_address: The whole address: it replaces the one before.
        slug: The name in web addresses; no other company of the profile may have it.
        type_id: An entry of `Companies.GetTypes`.
        website: It begins with `https://` or `http://`.
        """
        sent: dict[str, object] = {
            "company_id": company_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "billing_address": billing_address,
            "billing_name": billing_name,
            "bio": bio,
            "client_number": client_number,
            "email": email,
            "external_ids": external_ids,
            "industry_id": industry_id,
            "inputs": inputs,
            "logo_id": logo_id,
            "mobile": mobile,
            "name": name,
            "phone": phone,
            "rfc": rfc,
            "shipping_address": shipping_address,
            "slug": slug,
            "type_id": type_id,
            "website": website,
            "whatsapp": whatsapp,
            "profile_id": profile_id,
        }
        response: OneCompany = self._client.call(
            "Companies.EditCompany", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def get_companies(
        self,
        *,
        company_industry: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        company_type: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        page: int | str | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        with_addresses: bool | Omitted = OMITTED,
        with_contacts: bool | Omitted = OMITTED,
        with_inputs: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> CompaniesGetCompaniesResponse:
        """Lists the companies of a profile, page by page.

        company_industry: Only companies of these industries, entries of `Companies.GetIndustries`.
        company_type: Only companies of these types, entries of `Companies.GetTypes`.
        created_at: Only companies created in this time.
        page: Which page, from 1.
        pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
        query: Only companies with this text in their names, numbers, addresses on the web or bio, without
            regard to case or accents.
        with_addresses: Whether the postal addresses are listed, too.
        with_contacts: Whether the people at each company are listed, too.
        with_inputs: Whether the values of the profile's own fields are listed, too.
        with_total: Whether the records are counted. A script that walks all pages can do without.
        """
        sent: dict[str, object] = {
            "company_industry": company_industry,
            "company_type": company_type,
            "created_at": created_at,
            "page": page,
            "pagination": pagination,
            "query": query,
            "sort": sort,
            "with_addresses": with_addresses,
            "with_contacts": with_contacts,
            "with_inputs": with_inputs,
            "with_total": with_total,
            "profile_id": profile_id,
        }
        response: CompaniesGetCompaniesResponse = self._client.call(
            "Companies.GetCompanies", sent, of_profile=True
        )
        return response

    def iterate_companies(
        self,
        *,
        company_industry: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        company_type: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        with_addresses: bool | Omitted = OMITTED,
        with_contacts: bool | Omitted = OMITTED,
        with_inputs: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> Iterator[Company]:
        """All records of get_companies, page after page, each of which is a call of its own."""
        page = 1
        while True:
            answer = self.get_companies(
                page=page,
                company_industry=company_industry,
                company_type=company_type,
                created_at=created_at,
                pagination=pagination,
                query=query,
                sort=sort,
                with_addresses=with_addresses,
                with_contacts=with_contacts,
                with_inputs=with_inputs,
                with_total=with_total,
                profile_id=profile_id,
            )
            yield from answer["companies"]
            # Without a total there is no last page to know of: the walk ends at a page without records.
            last = answer.get("last_page")
            if page >= last if last is not None else not answer["companies"]:
                return
            page += 1

    def get_company(
        self,
        *,
        search_by: Literal["id", "client_number"],
        search_value: str | Decimal | float | Mapping[str, str | int],
        with_contacts: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> OneCompany:
        """Finds a company, with its addresses and inputs.

        search_by: What `search_value` is: the company's `id` or its `client_number`.
        search_value: The id, also as another system's (`{"sap": "000123"}`), or the client number.
        with_contacts: Whether the people there are shown, too.
        """
        sent: dict[str, object] = {
            "search_by": search_by,
            "search_value": search_value,
            "with_contacts": with_contacts,
            "profile_id": profile_id,
        }
        response: OneCompany = self._client.call(
            "Companies.GetCompany", sent, of_profile=True
        )
        return response

    def get_industries(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> CompaniesGetIndustriesResponse:
        """Lists the profile's company industries, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: CompaniesGetIndustriesResponse = self._client.call(
            "Companies.GetIndustries", sent, of_profile=True
        )
        return response

    def get_inputs(
        self,
        *,
        profile_id: int | str | Omitted = OMITTED,
    ) -> GetInputsResponse:
        """Lists the custom fields that a company has in this profile, in their order."""
        sent: dict[str, object] = {
            "profile_id": profile_id,
        }
        response: GetInputsResponse = self._client.call(
            "Companies.GetInputs", sent, of_profile=True
        )
        return response

    def get_types(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> CompaniesGetTypesResponse:
        """Lists the profile's company types, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: CompaniesGetTypesResponse = self._client.call(
            "Companies.GetTypes", sent, of_profile=True
        )
        return response


class ContactsModule:
    def __init__(self, client: Client) -> None:
        self._client = client

    def create_contact(
        self,
        *,
        company_id: int | str | Mapping[str, str | int],
        name: str,
        origin_id: int | str | Mapping[str, str | int],
        surname: str,
        dry_run: bool | Omitted = OMITTED,
        assistant: Assistant | None | Omitted = OMITTED,
        billing_address: Address | None | Omitted = OMITTED,
        department_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        email: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        inputs: Mapping[str, str | Decimal | float | bool | None] | None | Omitted = OMITTED,
        linkedin: str | None | Omitted = OMITTED,
        mother_surname: str | None | Omitted = OMITTED,
        phone_mobile: str | int | None | Omitted = OMITTED,
        phone_office: str | int | None | Omitted = OMITTED,
        phone_office_extension: str | int | None | Omitted = OMITTED,
        phone_other: str | int | None | Omitted = OMITTED,
        picture_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        position_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        shipping_address: Address | None | Omitted = OMITTED,
        skype: str | None | Omitted = OMITTED,
        title_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        twitter: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneContact:
        """Creates a contact.

        company_id: The company at which the contact is.
        origin_id: An entry of `Contacts.GetOrigins`.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        assistant: Who answers for the contact.
        department_id: An entry of `Contacts.GetDepartments`.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        inputs: Values of the profile's own fields, by slug; `Contacts.GetInputs` lists them.
        picture_id: A picture of the contact that `Files.Upload` took.
        position_id: An entry of `Contacts.GetPositions`.
        title_id: An entry of `Contacts.GetTitles`.
        """
        sent: dict[str, object] = {
            "company_id": company_id,
            "name": name,
            "origin_id": origin_id,
            "surname": surname,
            "dry_run": dry_run,
            "assistant": assistant,
            "billing_address": billing_address,
            "department_id": department_id,
            "email": email,
            "external_ids": external_ids,
            "inputs": inputs,
            "linkedin": linkedin,
            "mother_surname": mother_surname,
            "phone_mobile": phone_mobile,
            "phone_office": phone_office,
            "phone_office_extension": phone_office_extension,
            "phone_other": phone_other,
            "picture_id": picture_id,
            "position_id": position_id,
            "shipping_address": shipping_address,
            "skype": skype,
            "title_id": title_id,
            "twitter": twitter,
            "profile_id": profile_id,
        }
        response: OneContact = self._client.call(
            "Contacts.CreateContact", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def delete_contact(
        self,
        *,
        contact_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneContact:
        """Deletes a contact, and answers it as it last was. One that opportunities or tickets refer to is a
        conflict that says how many.

        contact_id: The contact's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "contact_id": contact_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneContact = self._client.call(
            "Contacts.DeleteContact", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit_contact(
        self,
        *,
        contact_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        assistant: Assistant | None | Omitted = OMITTED,
        billing_address: Address | None | Omitted = OMITTED,
        company_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        department_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        email: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        inputs: Mapping[str, str | Decimal | float | bool | None] | None | Omitted = OMITTED,
        linkedin: str | None | Omitted = OMITTED,
        mother_surname: str | None | Omitted = OMITTED,
        name: str | Omitted = OMITTED,
        origin_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        phone_mobile: str | int | None | Omitted = OMITTED,
        phone_office: str | int | None | Omitted = OMITTED,
        phone_office_extension: str | int | None | Omitted = OMITTED,
        phone_other: str | int | None | Omitted = OMITTED,
        picture_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        position_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        shipping_address: Address | None | Omitted = OMITTED,
        skype: str | None | Omitted = OMITTED,
        surname: str | Omitted = OMITTED,
        title_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        twitter: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneContact:
        """Changes a contact. What is left out stays as it is; null clears what may be empty.

        contact_id: The contact's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        assistant: All of the assistant: it replaces the one before.
        billing_address: The whole address: it replaces the one before.
        company_id: The company at which the contact is from now on. A conflict while opportunities or
            tickets name the contact with the company before.
        department_id: An entry of `Contacts.GetDepartments`.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
            null takes one away, or all.
        inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
        origin_id: An entry of `Contacts.GetOrigins`.
        picture_id: A picture of the contact that `Files.Upload` took.
        position_id: An entry of `Contacts.GetPositions`.
        shipping_address: The whole address: it replaces the one before.
        title_id: An entry of `Contacts.GetTitles`.
        """
        sent: dict[str, object] = {
            "contact_id": contact_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "assistant": assistant,
            "billing_address": billing_address,
            "company_id": company_id,
            "department_id": department_id,
            "email": email,
            "external_ids": external_ids,
            "inputs": inputs,
            "linkedin": linkedin,
            "mother_surname": mother_surname,
            "name": name,
            "origin_id": origin_id,
            "phone_mobile": phone_mobile,
            "phone_office": phone_office,
            "phone_office_extension": phone_office_extension,
            "phone_other": phone_other,
            "picture_id": picture_id,
            "position_id": position_id,
            "shipping_address": shipping_address,
            "skype": skype,
            "surname": surname,
            "title_id": title_id,
            "twitter": twitter,
            "profile_id": profile_id,
        }
        response: OneContact = self._client.call(
            "Contacts.EditContact", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def get_contact(
        self,
        *,
        search_by: Literal["id", "email"],
        search_value: str | Decimal | float | Mapping[str, str | int],
        company_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> OneContact:
        """Finds a contact, with its addresses and inputs. An e-mail address that several contacts have is a
        conflict, unless the company settles which of them is meant.

        search_by: What `search_value` is: the contact's `id` or its `email`.
        search_value: The id, or the e-mail address without regard to the letter case.
        company_id: The company at which the contact is.
        """
        sent: dict[str, object] = {
            "search_by": search_by,
            "search_value": search_value,
            "company_id": company_id,
            "profile_id": profile_id,
        }
        response: OneContact = self._client.call(
            "Contacts.GetContact", sent, of_profile=True
        )
        return response

    def get_contacts(
        self,
        *,
        company_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        department_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        origin_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        page: int | str | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        position_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        title_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        with_addresses: bool | Omitted = OMITTED,
        with_inputs: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ContactsGetContactsResponse:
        """Lists the contacts of a profile, page by page.

        company_id: Only contacts at this company, or at one of these.
        created_at: Only contacts created in this time.
        department_id: Only contacts in these departments, entries of `Contacts.GetDepartments`.
        origin_id: Only contacts of these origins, entries of `Contacts.GetOrigins`.
        page: Which page, from 1.
        pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
        position_id: Only contacts in these positions, entries of `Contacts.GetPositions`.
        query: Only contacts with this text in their names, e-mail address, telephones or accounts, without
            regard to case or accents.
        title_id: Only contacts with these titles, entries of `Contacts.GetTitles`.
        with_addresses: Whether the postal addresses are listed, too.
        with_inputs: Whether the values of the profile's own fields are listed, too.
        with_total: Whether the records are counted. A script that walks all pages can do without.
        """
        sent: dict[str, object] = {
            "company_id": company_id,
            "created_at": created_at,
            "department_id": department_id,
            "origin_id": origin_id,
            "page": page,
            "pagination": pagination,
            "position_id": position_id,
            "query": query,
            "sort": sort,
            "title_id": title_id,
            "with_addresses": with_addresses,
            "with_inputs": with_inputs,
            "with_total": with_total,
            "profile_id": profile_id,
        }
        response: ContactsGetContactsResponse = self._client.call(
            "Contacts.GetContacts", sent, of_profile=True
        )
        return response

    def iterate_contacts(
        self,
        *,
        company_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        department_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        origin_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        position_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        title_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        with_addresses: bool | Omitted = OMITTED,
        with_inputs: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> Iterator[Contact]:
        """All records of get_contacts, page after page, each of which is a call of its own."""
        page = 1
        while True:
            answer = self.get_contacts(
                page=page,
                company_id=company_id,
                created_at=created_at,
                department_id=department_id,
                origin_id=origin_id,
                pagination=pagination,
                position_id=position_id,
                query=query,
                sort=sort,
                title_id=title_id,
                with_addresses=with_addresses,
                with_inputs=with_inputs,
                with_total=with_total,
                profile_id=profile_id,
            )
            yield from answer["contacts"]
            # Without a total there is no last page to know of: the walk ends at a page without records.
            last = answer.get("last_page")
            if page >= last if last is not None else not answer["contacts"]:
                return
            page += 1

    def get_departments(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ContactsGetDepartmentsResponse:
        """Lists the profile's contact departments, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ContactsGetDepartmentsResponse = self._client.call(
            "Contacts.GetDepartments", sent, of_profile=True
        )
        return response

    def get_inputs(
        self,
        *,
        profile_id: int | str | Omitted = OMITTED,
    ) -> GetInputsResponse:
        """Lists the custom fields that a contact has in this profile, in their order."""
        sent: dict[str, object] = {
            "profile_id": profile_id,
        }
        response: GetInputsResponse = self._client.call(
            "Contacts.GetInputs", sent, of_profile=True
        )
        return response

    def get_origins(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ContactsGetOriginsResponse:
        """Lists the profile's contact origins, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ContactsGetOriginsResponse = self._client.call(
            "Contacts.GetOrigins", sent, of_profile=True
        )
        return response

    def get_positions(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ContactsGetPositionsResponse:
        """Lists the profile's contact positions, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ContactsGetPositionsResponse = self._client.call(
            "Contacts.GetPositions", sent, of_profile=True
        )
        return response

    def get_titles(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ContactsGetTitlesResponse:
        """Lists the profile's contact titles, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ContactsGetTitlesResponse = self._client.call(
            "Contacts.GetTitles", sent, of_profile=True
        )
        return response


class FilesModule:
    """Files: the pictures of companies and other records."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def upload(
        self,
        *,
        content: str,
        dry_run: bool | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneFile:
        """Takes a picture, which records then name by its id. The same picture again is the same file.

        content: A PNG, JPEG, GIF or WebP in base64, with padding or without. It may stand in a `data:`
            address, whose type is not believed.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        """
        sent: dict[str, object] = {
            "content": content,
            "dry_run": dry_run,
            "external_ids": external_ids,
            "profile_id": profile_id,
        }
        response: OneFile = self._client.call(
            "Files.Upload", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response


class InputsModule:
    """The custom fields that a profile gives its records."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create_input(
        self,
        *,
        entity: Literal["company", "contact", "product", "opportunity"],
        name: str,
        type: Literal["list", "string", "integer", "double", "checkbox"],
        dry_run: bool | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        options: Sequence[str] | str | None | Omitted = OMITTED,
        position: int | None | Omitted = OMITTED,
        slug: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneInput:
        """Gives all records of a kind another custom field.

        entity: The kind of record that gets it.
        name: What people call it.
        type: What its values are.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        options: The values that a list may have.
        position: Its place among the inputs. Where nothing is said it becomes the last.
        slug: The key under which records have its value: lower case letters, digits and `_`. Made of the
            name where nothing is said; it never changes.
        """
        sent: dict[str, object] = {
            "entity": entity,
            "name": name,
            "type": type,
            "dry_run": dry_run,
            "external_ids": external_ids,
            "options": options,
            "position": position,
            "slug": slug,
            "profile_id": profile_id,
        }
        response: OneInput = self._client.call(
            "Inputs.CreateInput", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def delete_input(
        self,
        *,
        input_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        with_values: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneInput:
        """Deletes a custom field. While records have a value for it this is a conflict, unless the values are
        to go, too.

        input_id: The input's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        with_values: Whether the records' values go with it. Each of these records changes, for which an
            application token needs the right to write that kind of record, too.
        """
        sent: dict[str, object] = {
            "input_id": input_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "with_values": with_values,
            "profile_id": profile_id,
        }
        response: OneInput = self._client.call(
            "Inputs.DeleteInput", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit_input(
        self,
        *,
        input_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        name: str | Omitted = OMITTED,
        options: Sequence[str] | str | Omitted = OMITTED,
        position: int | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneInput:
        """Changes a custom field. Its slug and its type stay; a record keeps a value that is no option any
        more.

        input_id: The input's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
            null takes one away, or all.
        name: What people call it.
        options: The values that a list may have from now on.
        position: Its place among the inputs.
        """
        sent: dict[str, object] = {
            "input_id": input_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "external_ids": external_ids,
            "name": name,
            "options": options,
            "position": position,
            "profile_id": profile_id,
        }
        response: OneInput = self._client.call(
            "Inputs.EditInput", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response


class NotificationsModule:
    """Notifications: what users are told about records."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get_notifications(
        self,
        *,
        page: int | str | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        unread: bool | None | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> NotificationsGetNotificationsResponse:
        """Lists the caller's own notifications in a profile, page by page.

        page: Which page, from 1.
        pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
        unread: With true only notifications that are not marked as read yet, with false only those that
            are.
        with_total: Whether the records are counted. A script that walks all pages can do without.
        """
        sent: dict[str, object] = {
            "page": page,
            "pagination": pagination,
            "sort": sort,
            "unread": unread,
            "with_total": with_total,
            "profile_id": profile_id,
        }
        response: NotificationsGetNotificationsResponse = self._client.call(
            "Notifications.GetNotifications", sent, of_profile=True
        )
        return response

    def iterate_notifications(
        self,
        *,
        pagination: int | str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        unread: bool | None | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> Iterator[Notification]:
        """All records of get_notifications, page after page, each of which is a call of its own."""
        page = 1
        while True:
            answer = self.get_notifications(
                page=page,
                pagination=pagination,
                sort=sort,
                unread=unread,
                with_total=with_total,
                profile_id=profile_id,
            )
            yield from answer["notifications"]
            # Without a total there is no last page to know of: the walk ends at a page without records.
            last = answer.get("last_page")
            if page >= last if last is not None else not answer["notifications"]:
                return
            page += 1

    def mark_read(
        self,
        *,
        notification_id: Sequence[int | str] | int | str | None,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> NotificationsMarkReadResponse:
        """Marks notifications of the caller's own as read. Those that were read before stay as they are.

        notification_id: The notification's id, or a list of ids; at least one. If one of them is not the
            caller's, none is marked.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "notification_id": notification_id,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: NotificationsMarkReadResponse = self._client.call(
            "Notifications.MarkRead", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response


class OpportunitiesModule:
    """Opportunities: what may be sold to whom, from the first talk to won or lost."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create_opportunity(
        self,
        *,
        company_id: int | str | Mapping[str, str | int],
        contact_id: int | str | Mapping[str, str | int],
        estimated_end_at: str,
        notify: bool,
        operation_type: Literal["new", "renew"],
        prospect_type: Literal["new", "existing"],
        stage_id: int | str | Mapping[str, str | int],
        title: str,
        user_id: int | str | Mapping[str, str | int],
        value: Decimal | float | str,
        want_products: bool,
        want_tax: bool,
        dry_run: bool | Omitted = OMITTED,
        campaign_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        comment: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        inputs: Mapping[str, str | Decimal | float | bool | None] | None | Omitted = OMITTED,
        products: Sequence[GivenLine] | GivenLine | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneOpportunity:
        """Creates an opportunity. It begins as an active one.

        company_id: The company that may buy.
        contact_id: The person there; the contact must belong to the company.
        estimated_end_at: The day on which it is expected to be decided.
        notify: Whether the owner gets a notification.
        operation_type: Whether something is sold for the first time or once more: `new` or `renew`.
        prospect_type: Whether the customer is one already: `new` or `existing`.
        stage_id: An entry of `Profiles.GetStages`.
        title: What people call it.
        user_id: The user who owns it, a member of the profile.
        value: What it is worth, 0 or more.
        want_products: Whether it has lines.
        want_tax: Whether its lines may have a tax.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        campaign_id: An entry of `Profiles.GetCampaigns`.
        comment: What the notification says; only with `notify`.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        inputs: Values of the profile's own fields, by slug; `Opportunities.GetInputs` lists them.
        products: The lines: at least one where `want_products` is true, none where it is false.
        """
        sent: dict[str, object] = {
            "company_id": company_id,
            "contact_id": contact_id,
            "estimated_end_at": estimated_end_at,
            "notify": notify,
            "operation_type": operation_type,
            "prospect_type": prospect_type,
            "stage_id": stage_id,
            "title": title,
            "user_id": user_id,
            "value": value,
            "want_products": want_products,
            "want_tax": want_tax,
            "dry_run": dry_run,
            "campaign_id": campaign_id,
            "comment": comment,
            "external_ids": external_ids,
            "inputs": inputs,
            "products": products,
            "profile_id": profile_id,
        }
        response: OneOpportunity = self._client.call(
            "Opportunities.CreateOpportunity", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def delete_opportunity(
        self,
        *,
        opportunity_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneOpportunity:
        """Deletes an opportunity, and answers it as it last was. One that tickets refer to is a conflict that
        says how many.

        opportunity_id: The opportunity's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "opportunity_id": opportunity_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneOpportunity = self._client.call(
            "Opportunities.DeleteOpportunity", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit_opportunity(
        self,
        *,
        opportunity_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        campaign_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        comment: str | None | Omitted = OMITTED,
        company_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        contact_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        estimated_end_at: str | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        inputs: Mapping[str, str | Decimal | float | bool | None] | None | Omitted = OMITTED,
        lost_reason: str | None | Omitted = OMITTED,
        notify: bool | Omitted = OMITTED,
        operation_type: Literal["new", "renew"] | Omitted = OMITTED,
        products: Sequence[GivenLine] | GivenLine | None | Omitted = OMITTED,
        prospect_type: Literal["new", "existing"] | Omitted = OMITTED,
        stage_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        status: Literal["won", "lost", "active", "pending"] | Omitted = OMITTED,
        title: str | Omitted = OMITTED,
        user_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        value: Decimal | float | str | Omitted = OMITTED,
        want_products: bool | Omitted = OMITTED,
        want_tax: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneOpportunity:
        """Changes an opportunity. What is left out stays as it is; null clears what may be empty.

        opportunity_id: The opportunity's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        campaign_id: An entry of `Profiles.GetCampaigns`.
        comment: What the notification says; only with `notify`.
        company_id: The company that may buy. With another company goes a contact of that company.
        contact_id: The person there; the contact must belong to the company.
        estimated_end_at: The day on which it is expected to be decided.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
            null takes one away, or all.
        inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
        lost_reason: Why it was lost; only with the status `lost`.
        notify: Whether the owner gets a notification.
        operation_type: Whether something is sold for the first time or once more: `new` or `renew`.
        products: All its lines: they replace those before.
        prospect_type: Whether the customer is one already: `new` or `existing`.
        stage_id: An entry of `Profiles.GetStages`.
        status: `active`, `pending`, `won` or `lost`. Won or lost it is closed now; another status opens it
            again.
        title: What people call it.
        user_id: The user who owns it, a member of the profile.
        value: What it is worth, 0 or more.
        want_products: Whether it has lines.
        want_tax: Whether its lines may have a tax.
        """
        sent: dict[str, object] = {
            "opportunity_id": opportunity_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "campaign_id": campaign_id,
            "comment": comment,
            "company_id": company_id,
            "contact_id": contact_id,
            "estimated_end_at": estimated_end_at,
            "external_ids": external_ids,
            "inputs": inputs,
            "lost_reason": lost_reason,
            "notify": notify,
            "operation_type": operation_type,
            "products": products,
            "prospect_type": prospect_type,
            "stage_id": stage_id,
            "status": status,
            "title": title,
            "user_id": user_id,
            "value": value,
            "want_products": want_products,
            "want_tax": want_tax,
            "profile_id": profile_id,
        }
        response: OneOpportunity = self._client.call(
            "Opportunities.EditOpportunity", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def get_inputs(
        self,
        *,
        profile_id: int | str | Omitted = OMITTED,
    ) -> GetInputsResponse:
        """Lists the custom fields that a opportunity has in this profile, in their order."""
        sent: dict[str, object] = {
            "profile_id": profile_id,
        }
        response: GetInputsResponse = self._client.call(
            "Opportunities.GetInputs", sent, of_profile=True
        )
        return response

    def get_opportunities(
        self,
        *,
        campaign_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        closed_at: InstantRange | None | Omitted = OMITTED,
        company_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        company_industry: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        contact_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        contact_origin: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        contact_type: Literal["new", "existing"] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        estimated_end_at: DayRange | None | Omitted = OMITTED,
        operation_type: Literal["new", "renew"] | None | Omitted = OMITTED,
        page: int | str | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        product_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        stage: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        status: Literal["won", "lost", "active", "pending"] | None | Omitted = OMITTED,
        user_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        value: MoneyRange | None | Omitted = OMITTED,
        with_company: bool | Omitted = OMITTED,
        with_contact: bool | Omitted = OMITTED,
        with_inputs: bool | Omitted = OMITTED,
        with_products: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        with_user: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> OpportunitiesGetOpportunitiesResponse:
        """Lists the opportunities of a profile, page by page.

        campaign_id: Only opportunities of these campaigns, entries of `Profiles.GetCampaigns`.
        closed_at: Only opportunities won or lost in this time.
        company_id: Only opportunities for these companies.
        company_industry: Only opportunities whose company is of these industries, entries of
            `Companies.GetIndustries`. An application token needs the right to read companies, too.
        contact_id: Only opportunities with these contacts.
        contact_origin: Only opportunities whose contact is of these origins, entries of
            `Contacts.GetOrigins`. An application token needs the right to read contacts, too.
        contact_type: Only opportunities with customers who are new, or who were so before: what is
            `prospect_type` of an opportunity.
        created_at: Only opportunities created in this time.
        estimated_end_at: Only opportunities that are expected to be decided in this time.
        operation_type: Only opportunities to sell for the first time, or once more.
        page: Which page, from 1.
        pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
        product_id: Only opportunities with these products among their lines.
        query: Only opportunities with this text in their titles or in why they were lost, without regard to
            case or accents.
        stage: Only opportunities at these stages, entries of `Profiles.GetStages`.
        status: Only opportunities of this status.
        user_id: Only opportunities of these owners.
        value: Only opportunities worth so much.
        with_company: Whether the companies are listed, too.
        with_contact: Whether the contacts are listed, too.
        with_inputs: Whether the values of the profile's own fields are listed, too.
        with_products: Whether the lines are listed, too, with the names of their products.
        with_total: Whether the records are counted. A script that walks all pages can do without.
        with_user: Whether the owners are listed, too.
        """
        sent: dict[str, object] = {
            "campaign_id": campaign_id,
            "closed_at": closed_at,
            "company_id": company_id,
            "company_industry": company_industry,
            "contact_id": contact_id,
            "contact_origin": contact_origin,
            "contact_type": contact_type,
            "created_at": created_at,
            "estimated_end_at": estimated_end_at,
            "operation_type": operation_type,
            "page": page,
            "pagination": pagination,
            "product_id": product_id,
            "query": query,
            "sort": sort,
            "stage": stage,
            "status": status,
            "user_id": user_id,
            "value": value,
            "with_company": with_company,
            "with_contact": with_contact,
            "with_inputs": with_inputs,
            "with_products": with_products,
            "with_total": with_total,
            "with_user": with_user,
            "profile_id": profile_id,
        }
        response: OpportunitiesGetOpportunitiesResponse = self._client.call(
            "Opportunities.GetOpportunities", sent, of_profile=True
        )
        return response

    def iterate_opportunities(
        self,
        *,
        campaign_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        closed_at: InstantRange | None | Omitted = OMITTED,
        company_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        company_industry: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        contact_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        contact_origin: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        contact_type: Literal["new", "existing"] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        estimated_end_at: DayRange | None | Omitted = OMITTED,
        operation_type: Literal["new", "renew"] | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        product_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        stage: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        status: Literal["won", "lost", "active", "pending"] | None | Omitted = OMITTED,
        user_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        value: MoneyRange | None | Omitted = OMITTED,
        with_company: bool | Omitted = OMITTED,
        with_contact: bool | Omitted = OMITTED,
        with_inputs: bool | Omitted = OMITTED,
        with_products: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        with_user: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> Iterator[Opportunity]:
        """All records of get_opportunities, page after page, each of which is a call of its own."""
        page = 1
        while True:
            answer = self.get_opportunities(
                page=page,
                campaign_id=campaign_id,
                closed_at=closed_at,
                company_id=company_id,
                company_industry=company_industry,
                contact_id=contact_id,
                contact_origin=contact_origin,
                contact_type=contact_type,
                created_at=created_at,
                estimated_end_at=estimated_end_at,
                operation_type=operation_type,
                pagination=pagination,
                product_id=product_id,
                query=query,
                sort=sort,
                stage=stage,
                status=status,
                user_id=user_id,
                value=value,
                with_company=with_company,
                with_contact=with_contact,
                with_inputs=with_inputs,
                with_products=with_products,
                with_total=with_total,
                with_user=with_user,
                profile_id=profile_id,
            )
            yield from answer["opportunities"]
            # Without a total there is no last page to know of: the walk ends at a page without records.
            last = answer.get("last_page")
            if page >= last if last is not None else not answer["opportunities"]:
                return
            page += 1

    def get_opportunity(
        self,
        *,
        opportunity_id: int | str | Mapping[str, str | int],
        with_company: bool | Omitted = OMITTED,
        with_contact: bool | Omitted = OMITTED,
        with_inputs: bool | Omitted = OMITTED,
        with_products: bool | Omitted = OMITTED,
        with_user: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> OneOpportunity:
        """Finds an opportunity.

        opportunity_id: The opportunity's id.
        with_company: Whether its company is shown, too.
        with_contact: Whether its contact is shown, too.
        with_inputs: Whether the values of the profile's own fields are shown, too.
        with_products: Whether its lines are shown, too, with the names of their products.
        with_user: Whether its owner is shown, too.
        """
        sent: dict[str, object] = {
            "opportunity_id": opportunity_id,
            "with_company": with_company,
            "with_contact": with_contact,
            "with_inputs": with_inputs,
            "with_products": with_products,
            "with_user": with_user,
            "profile_id": profile_id,
        }
        response: OneOpportunity = self._client.call(
            "Opportunities.GetOpportunity", sent, of_profile=True
        )
        return response

    def get_pipeline(
        self,
        *,
        estimated_end_at: DayRange | None | Omitted = OMITTED,
        user_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> OpportunitiesGetPipelineResponse:
        """Sums up the open opportunities, active and pending, by stage. Retired stages are shown where
        something is at them.

        estimated_end_at: Only opportunities that are expected to be decided in this time.
        user_id: Only opportunities of these owners.
        """
        sent: dict[str, object] = {
            "estimated_end_at": estimated_end_at,
            "user_id": user_id,
            "profile_id": profile_id,
        }
        response: OpportunitiesGetPipelineResponse = self._client.call(
            "Opportunities.GetPipeline", sent, of_profile=True
        )
        return response

    def get_stage_history(
        self,
        *,
        opportunity_id: int | str | Mapping[str, str | int],
        profile_id: int | str | Omitted = OMITTED,
    ) -> OpportunitiesGetStageHistoryResponse:
        """Tells at which stages an opportunity has been, from the first to the one where it is.

        opportunity_id: The opportunity's id.
        """
        sent: dict[str, object] = {
            "opportunity_id": opportunity_id,
            "profile_id": profile_id,
        }
        response: OpportunitiesGetStageHistoryResponse = self._client.call(
            "Opportunities.GetStageHistory", sent, of_profile=True
        )
        return response


class ProductsModule:
    def __init__(self, client: Client) -> None:
        self._client = client

    def create_product(
        self,
        *,
        name: str,
        value: Decimal | float | str,
        dry_run: bool | Omitted = OMITTED,
        company_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        description: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        featured: bool | Omitted = OMITTED,
        inputs: Mapping[str, str | Decimal | float | bool | None] | None | Omitted = OMITTED,
        location: str | None | Omitted = OMITTED,
        min_quantity: Decimal | float | str | None | Omitted = OMITTED,
        picture_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_category_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_discount_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_measure_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_measury_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_subcategory_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_validity_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        profile_currency_type_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        short_name: str | None | Omitted = OMITTED,
        sku: str | None | Omitted = OMITTED,
        slug: str | None | Omitted = OMITTED,
        tags: Sequence[str] | str | None | Omitted = OMITTED,
        taxes: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        vendor: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneProduct:
        """Creates a product.

        value: The price of one unit, without taxes: 0 or more.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        company_id: The company that it belongs to.
        description: What it is, for who buys it.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        featured: Whether it is shown before others.
        inputs: Values of the profile's own fields, by slug; `Products.GetInputs` lists them.
        location: Where it is.
        min_quantity: The least that is sold of it at once: more than 0.
        picture_id: A picture of the product that `Files.Upload` took.
        product_category_id: An entry of `Products.GetCategories`. Where nothing is said it is the
            subcategory's category.
        product_discount_id: An entry of `Products.GetDiscounts`.
        product_measure_id: The same as `product_measury_id`. Where both are given they must be equal.
        product_measury_id: An entry of `Products.GetMeasures`.
        product_subcategory_id: An entry of `Products.GetSubcategories` that is a part of the category.
        product_validity_id: An entry of `Products.GetValidities`.
        profile_currency_type_id: The currency of the price, an entry of `Profiles.GetCurrencies`.
        short_name: The name where there is little room.
        sku: The number under which stock knows it; no other product of the profile may have it.
        slug: The name in web addresses; no other product of the profile may have it. Made of the name where
            nothing is said.
        tags: Up to 50 texts. A text with commas is one tag.
        taxes: Entries of `Products.GetTaxes`.
        vendor: Who makes or delivers it.
        """
        sent: dict[str, object] = {
            "name": name,
            "value": value,
            "dry_run": dry_run,
            "company_id": company_id,
            "description": description,
            "external_ids": external_ids,
            "featured": featured,
            "inputs": inputs,
            "location": location,
            "min_quantity": min_quantity,
            "picture_id": picture_id,
            "product_category_id": product_category_id,
            "product_discount_id": product_discount_id,
            "product_measure_id": product_measure_id,
            "product_measury_id": product_measury_id,
            "product_subcategory_id": product_subcategory_id,
            "product_validity_id": product_validity_id,
            "profile_currency_type_id": profile_currency_type_id,
            "short_name": short_name,
            "sku": sku,
            "slug": slug,
            "tags": tags,
            "taxes": taxes,
            "vendor": vendor,
            "profile_id": profile_id,
        }
        response: OneProduct = self._client.call(
            "Products.CreateProduct", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def delete_product(
        self,
        *,
        product_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneProduct:
        """Deletes a product, and answers it as it last was. One that opportunities have in their lines is a
        conflict that says how many; it can only be retired, with `Products.EditProduct`.

        product_id: The product's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "product_id": product_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneProduct = self._client.call(
            "Products.DeleteProduct", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit_product(
        self,
        *,
        name: str,
        product_id: int | str | Mapping[str, str | int],
        value: Decimal | float | str,
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        company_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        description: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        featured: bool | Omitted = OMITTED,
        inputs: Mapping[str, str | Decimal | float | bool | None] | None | Omitted = OMITTED,
        location: str | None | Omitted = OMITTED,
        min_quantity: Decimal | float | str | None | Omitted = OMITTED,
        picture_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_category_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_discount_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_measure_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_measury_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_subcategory_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_validity_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        profile_currency_type_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        retired: bool | Omitted = OMITTED,
        short_name: str | None | Omitted = OMITTED,
        sku: str | None | Omitted = OMITTED,
        slug: str | Omitted = OMITTED,
        tags: Sequence[str] | str | None | Omitted = OMITTED,
        taxes: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        vendor: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneProduct:
        """Changes a product. `name` and `value` are always needed, other than in `Products.PatchProduct`; what
        else is left out stays as it is, and null clears what may be empty.

        product_id: The product's id.
        value: The price of one unit, without taxes: 0 or more.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        company_id: The company that it belongs to.
        description: What it is, for who buys it.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
            null takes one away, or all.
        featured: Whether it is shown before others.
        inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
        location: Where it is.
        min_quantity: The least that is sold of it at once: more than 0.
        picture_id: A picture of the product that `Files.Upload` took.
        product_category_id: An entry of `Products.GetCategories`. It can't change without the subcategory,
            if the product has one.
        product_discount_id: An entry of `Products.GetDiscounts`.
        product_measure_id: The same as `product_measury_id`. Where both are given they must be equal.
        product_measury_id: An entry of `Products.GetMeasures`.
        product_subcategory_id: An entry of `Products.GetSubcategories` that is a part of the category. A
            product without a category takes the subcategory's.
        product_validity_id: An entry of `Products.GetValidities`.
        profile_currency_type_id: The currency of the price, an entry of `Profiles.GetCurrencies`.
        retired: Whether it is kept for the opportunities that have it, and offered to no new ones.
        short_name: The name where there is little room.
        sku: The number under which stock knows it; no other product of the profile may have it.
        slug: The name in web addresses; no other product of the profile may have it.
        tags: Up to 50 texts: they replace those before. A text with commas is one tag. Null and an empty
            list take them all away.
        taxes: Entries of `Products.GetTaxes`: they replace those before. Null and an empty list take them
            all away.
        vendor: Who makes or delivers it.
        """
        sent: dict[str, object] = {
            "name": name,
            "product_id": product_id,
            "value": value,
            "if_version": if_version,
            "dry_run": dry_run,
            "company_id": company_id,
            "description": description,
            "external_ids": external_ids,
            "featured": featured,
            "inputs": inputs,
            "location": location,
            "min_quantity": min_quantity,
            "picture_id": picture_id,
            "product_category_id": product_category_id,
            "product_discount_id": product_discount_id,
            "product_measure_id": product_measure_id,
            "product_measury_id": product_measury_id,
            "product_subcategory_id": product_subcategory_id,
            "product_validity_id": product_validity_id,
            "profile_currency_type_id": profile_currency_type_id,
            "retired": retired,
            "short_name": short_name,
            "sku": sku,
            "slug": slug,
            "tags": tags,
            "taxes": taxes,
            "vendor": vendor,
            "profile_id": profile_id,
        }
        response: OneProduct = self._client.call(
            "Products.EditProduct", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def get_categories(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProductsGetCategoriesResponse:
        """Lists the profile's product categories, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ProductsGetCategoriesResponse = self._client.call(
            "Products.GetCategories", sent, of_profile=True
        )
        return response

    def get_discounts(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProductsGetDiscountsResponse:
        """Lists the profile's product discounts, in their order.

        The `value` of an entry is the discount as a share of the price, 0 to 1.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ProductsGetDiscountsResponse = self._client.call(
            "Products.GetDiscounts", sent, of_profile=True
        )
        return response

    def get_inputs(
        self,
        *,
        profile_id: int | str | Omitted = OMITTED,
    ) -> GetInputsResponse:
        """Lists the custom fields that a product has in this profile, in their order."""
        sent: dict[str, object] = {
            "profile_id": profile_id,
        }
        response: GetInputsResponse = self._client.call(
            "Products.GetInputs", sent, of_profile=True
        )
        return response

    def get_measures(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProductsGetMeasuresResponse:
        """Lists the profile's product measures, in their order.

        The `code` of an entry is the unit's short form.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ProductsGetMeasuresResponse = self._client.call(
            "Products.GetMeasures", sent, of_profile=True
        )
        return response

    def get_product(
        self,
        *,
        search_by: Literal["id", "sku", "slug"],
        search_value: str | Decimal | float | Mapping[str, str | int],
        profile_id: int | str | Omitted = OMITTED,
    ) -> OneProduct:
        """Finds a product, with its inputs.

        search_by: What `search_value` is: the product's `id`, its `sku` or its `slug`.
        search_value: The id, the sku or the slug.
        """
        sent: dict[str, object] = {
            "search_by": search_by,
            "search_value": search_value,
            "profile_id": profile_id,
        }
        response: OneProduct = self._client.call(
            "Products.GetProduct", sent, of_profile=True
        )
        return response

    def get_products(
        self,
        *,
        company_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        featured: bool | None | Omitted = OMITTED,
        page: int | str | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        product_category_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_subcategory_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        profile_currency_type_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        retired: bool | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        taxes: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        with_inputs: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProductsGetProductsResponse:
        """Lists the products of a profile, retired ones among them: all at once, or page by page where `page`
        or `pagination` is given.

        company_id: Only products that belong to this company, or to one of these.
        created_at: Only products created in this time.
        featured: Only products that are shown before others, or only those that are not.
        page: Which page, from 1.
        pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
        product_category_id: Only products of these categories, entries of `Products.GetCategories`.
        product_subcategory_id: Only products of these subcategories, entries of
            `Products.GetSubcategories`.
        profile_currency_type_id: Only products priced in these currencies, entries of
            `Profiles.GetCurrencies`.
        query: Only products with this text in their names, sku, description, tags, location or vendor,
            without regard to case or accents.
        retired: Only products that are retired, or only those that are not. Where nothing is said both are
            listed.
        taxes: Only products with at least one of these taxes, entries of `Products.GetTaxes`.
        with_inputs: Whether the values of the profile's own fields are listed, too.
        with_total: Whether the records are counted. A script that walks all pages can do without.
        """
        sent: dict[str, object] = {
            "company_id": company_id,
            "created_at": created_at,
            "featured": featured,
            "page": page,
            "pagination": pagination,
            "product_category_id": product_category_id,
            "product_subcategory_id": product_subcategory_id,
            "profile_currency_type_id": profile_currency_type_id,
            "query": query,
            "retired": retired,
            "sort": sort,
            "taxes": taxes,
            "with_inputs": with_inputs,
            "with_total": with_total,
            "profile_id": profile_id,
        }
        response: ProductsGetProductsResponse = self._client.call(
            "Products.GetProducts", sent, of_profile=True
        )
        return response

    def iterate_products(
        self,
        *,
        company_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        featured: bool | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        product_category_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_subcategory_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        profile_currency_type_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        retired: bool | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        taxes: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        with_inputs: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> Iterator[Product]:
        """All records of get_products, page after page, each of which is a call of its own."""
        page = 1
        while True:
            answer = self.get_products(
                page=page,
                company_id=company_id,
                created_at=created_at,
                featured=featured,
                pagination=pagination,
                product_category_id=product_category_id,
                product_subcategory_id=product_subcategory_id,
                profile_currency_type_id=profile_currency_type_id,
                query=query,
                retired=retired,
                sort=sort,
                taxes=taxes,
                with_inputs=with_inputs,
                with_total=with_total,
                profile_id=profile_id,
            )
            yield from answer["products"]
            # Without a total there is no last page to know of: the walk ends at a page without records.
            last = answer.get("last_page")
            if page >= last if last is not None else not answer["products"]:
                return
            page += 1

    def get_subcategories(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProductsGetSubcategoriesResponse:
        """Lists the profile's product subcategories, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ProductsGetSubcategoriesResponse = self._client.call(
            "Products.GetSubcategories", sent, of_profile=True
        )
        return response

    def get_taxes(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProductsGetTaxesResponse:
        """Lists the profile's product taxes, in their order.

        The `value` of an entry is the rate as a fraction, 0 to 1.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ProductsGetTaxesResponse = self._client.call(
            "Products.GetTaxes", sent, of_profile=True
        )
        return response

    def get_validities(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProductsGetValiditiesResponse:
        """Lists the profile's product validities, in their order.

        The `value` of an entry is how many days an offer holds, 0 to 36500.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ProductsGetValiditiesResponse = self._client.call(
            "Products.GetValidities", sent, of_profile=True
        )
        return response

    def patch_product(
        self,
        *,
        product_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        company_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        description: str | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        featured: bool | Omitted = OMITTED,
        inputs: Mapping[str, str | Decimal | float | bool | None] | None | Omitted = OMITTED,
        location: str | None | Omitted = OMITTED,
        min_quantity: Decimal | float | str | None | Omitted = OMITTED,
        name: str | Omitted = OMITTED,
        picture_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_category_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_discount_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_measure_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_measury_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_subcategory_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        product_validity_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        profile_currency_type_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        retired: bool | Omitted = OMITTED,
        short_name: str | None | Omitted = OMITTED,
        sku: str | None | Omitted = OMITTED,
        slug: str | Omitted = OMITTED,
        tags: Sequence[str] | str | None | Omitted = OMITTED,
        taxes: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        value: Decimal | float | str | Omitted = OMITTED,
        vendor: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneProduct:
        """Changes what is said of a product. What is left out stays as it is, and null clears what may be
        empty.

        product_id: The product's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        company_id: The company that it belongs to.
        description: What it is, for who buys it.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
            null takes one away, or all.
        featured: Whether it is shown before others.
        inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
        location: Where it is.
        min_quantity: The least that is sold of it at once: more than 0.
        picture_id: A picture of the product that `Files.Upload` took.
        product_category_id: An entry of `Products.GetCategories`. It can't change without the subcategory,
            if the product has one.
        product_discount_id: An entry of `Products.GetDiscounts`.
        product_measure_id: The same as `product_measury_id`. Where both are given they must be equal.
        product_measury_id: An entry of `Products.GetMeasures`.
        product_subcategory_id: An entry of `Products.GetSubcategories` that is a part of the category. A
            product without a category takes the subcategory's.
        product_validity_id: An entry of `Products.GetValidities`.
        profile_currency_type_id: The currency of the price, an entry of `Profiles.GetCurrencies`.
        retired: Whether it is kept for the opportunities that have it, and offered to no new ones.
        short_name: The name where there is little room.
        sku: The number under which stock knows it; no other product of the profile may have it.
        slug: The name in web addresses; no other product of the profile may have it.
        tags: Up to 50 texts: they replace those before. A text with commas is one tag. Null and an empty
            list take them all away.
        taxes: Entries of `Products.GetTaxes`: they replace those before. Null and an empty list take them
            all away.
        value: The price of one unit, without taxes: 0 or more.
        vendor: Who makes or delivers it.
        """
        sent: dict[str, object] = {
            "product_id": product_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "company_id": company_id,
            "description": description,
            "external_ids": external_ids,
            "featured": featured,
            "inputs": inputs,
            "location": location,
            "min_quantity": min_quantity,
            "name": name,
            "picture_id": picture_id,
            "product_category_id": product_category_id,
            "product_discount_id": product_discount_id,
            "product_measure_id": product_measure_id,
            "product_measury_id": product_measury_id,
            "product_subcategory_id": product_subcategory_id,
            "product_validity_id": product_validity_id,
            "profile_currency_type_id": profile_currency_type_id,
            "retired": retired,
            "short_name": short_name,
            "sku": sku,
            "slug": slug,
            "tags": tags,
            "taxes": taxes,
            "value": value,
            "vendor": vendor,
            "profile_id": profile_id,
        }
        response: OneProduct = self._client.call(
            "Products.PatchProduct", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response


class ProfilesModule:
    """Profiles, their users, and the lists that all forms need."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def add_user(
        self,
        *,
        email: str,
        role: Literal["viewer", "member", "manager"],
        dry_run: bool | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        mobile: str | int | None | Omitted = OMITTED,
        name: str | None | Omitted = OMITTED,
        password: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProfilesAddUserResponse:
        """Adds a user to a profile. Somebody who has no account yet gets one: then `name` and `password` are
        needed. Of somebody who has one the answer tells the id and the role alone, and that user is
        notified; such a call has no place in a batch.

        role: What the user may do in this profile.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        name: The name of a user who has no account yet.
        password: The first password of a user who has no account yet: eight characters or more.
        """
        sent: dict[str, object] = {
            "email": email,
            "role": role,
            "dry_run": dry_run,
            "external_ids": external_ids,
            "mobile": mobile,
            "name": name,
            "password": password,
            "profile_id": profile_id,
        }
        response: ProfilesAddUserResponse = self._client.call(
            "Profiles.AddUser", sent, of_profile=True, writes=True
        )
        return response

    def create_profile(
        self,
        *,
        name: str,
        idempotency_key: str | None = None,
    ) -> ProfilesCreateProfileResponse:
        """Makes a profile with the usual catalogs. The caller becomes its manager. Whoever runs the service
        decides who may do this: anyone, those who manage a profile already, or nobody
        (`VENTANILLA_PROFILES`).

        name: What the profile is called: mostly the business's name.
        """
        sent: dict[str, object] = {
            "name": name,
        }
        response: ProfilesCreateProfileResponse = self._client.call(
            "Profiles.CreateProfile", sent, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit_profile(
        self,
        *,
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        name: str | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> ProfilesEditProfileResponse:
        """Changes a profile.

        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        name: What the profile is called from now on.
        """
        sent: dict[str, object] = {
            "if_version": if_version,
            "dry_run": dry_run,
            "name": name,
            "profile_id": profile_id,
        }
        response: ProfilesEditProfileResponse = self._client.call(
            "Profiles.EditProfile", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit_user(
        self,
        *,
        user_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        role: Literal["viewer", "member", "manager"] | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneUser:
        """Changes what a user may do in a profile. The last manager stays one.

        user_id: The user's id, from `Profiles.GetUsers`.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
            null takes one away, or all.
        role: What the user may do from now on.
        """
        sent: dict[str, object] = {
            "user_id": user_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "external_ids": external_ids,
            "role": role,
            "profile_id": profile_id,
        }
        response: OneUser = self._client.call(
            "Profiles.EditUser", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def get_campaigns(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProfilesGetCampaignsResponse:
        """Lists the profile's campaigns, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ProfilesGetCampaignsResponse = self._client.call(
            "Profiles.GetCampaigns", sent, of_profile=True
        )
        return response

    def get_countries(self) -> ProfilesGetCountriesResponse:
        """Lists all countries, ISO 3166-1."""
        sent: dict[str, object] = {}
        response: ProfilesGetCountriesResponse = self._client.call(
            "Profiles.GetCountries", sent
        )
        return response

    def get_currencies(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProfilesGetCurrenciesResponse:
        """Lists the profile's currencies, in their order.

        The `code` of an entry is the currency's code of ISO 4217.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ProfilesGetCurrenciesResponse = self._client.call(
            "Profiles.GetCurrencies", sent, of_profile=True
        )
        return response

    def get_profiles(self) -> ProfilesGetProfilesResponse:
        """Lists the profiles that the caller is a member of. A script is told of the one in which its
        application token works.
        """
        sent: dict[str, object] = {}
        response: ProfilesGetProfilesResponse = self._client.call(
            "Profiles.GetProfiles", sent
        )
        return response

    def get_stages(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProfilesGetStagesResponse:
        """Lists the profile's stages, in their order.

        The `value` of an entry is the probability that an opportunity at this stage is won, 0 to 1.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: ProfilesGetStagesResponse = self._client.call(
            "Profiles.GetStages", sent, of_profile=True
        )
        return response

    def get_states(
        self,
        *,
        country: str,
    ) -> ProfilesGetStatesResponse:
        """Lists the states of a country, ISO 3166-2.

        country: The country's code, from `Profiles.GetCountries`.
        """
        sent: dict[str, object] = {
            "country": country,
        }
        response: ProfilesGetStatesResponse = self._client.call(
            "Profiles.GetStates", sent
        )
        return response

    def get_users(
        self,
        *,
        profile_id: int | str | Omitted = OMITTED,
    ) -> ProfilesGetUsersResponse:
        """Lists the users of a profile, with the role of each."""
        sent: dict[str, object] = {
            "profile_id": profile_id,
        }
        response: ProfilesGetUsersResponse = self._client.call(
            "Profiles.GetUsers", sent, of_profile=True
        )
        return response

    def remove_user(
        self,
        *,
        user_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneUser:
        """Removes a user from a profile; the account itself stays. The last manager can't go.

        user_id: The user's id, from `Profiles.GetUsers`.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "user_id": user_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneUser = self._client.call(
            "Profiles.RemoveUser", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response


class SyncModule:
    """For jobs that keep a copy of a profile: a snapshot, the feed of changes, a digest."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get_changes(
        self,
        *,
        entities: Sequence[Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"]] | Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"] | None | Omitted = OMITTED,
        exclude_origin: str | None | Omitted = OMITTED,
        limit: int | str | Omitted = OMITTED,
        since: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> SyncGetChangesResponse:
        """Tells what was created, changed and deleted, from a cursor on: no change is skipped, and none is
        shown twice. A change comes after all that it could have seen: a record's versions in their order, a
        contact after its company. Keep `cursor` together with what the changes made of your copy, and send
        it as `since` the next time. Notifications are not in the feed: each is its user's own. A write that
        takes long holds up what comes after it. An application token is shown the kinds that it has the
        right to read, and told in `withheld` of the others.

        entities: The kinds of record that matter; all where nothing is said. A cursor does not know of
            them: follow with the same.
        exclude_origin: Changes by who sent this with the header `X-Origin` are left out: your own echoes.
            The cursor moves past them.
        limit: How many changes an answer has at the most: 1 to 1000, 500 where nothing is said.
        since: The cursor of the last answer, or what the last page of `Sync.GetSnapshot` gave. Without it
            the feed begins with the first change that the profile ever had.
        """
        sent: dict[str, object] = {
            "entities": entities,
            "exclude_origin": exclude_origin,
            "limit": limit,
            "since": since,
            "profile_id": profile_id,
        }
        response: SyncGetChangesResponse = self._client.call(
            "Sync.GetChanges", sent, of_profile=True
        )
        return response

    def iterate_changes(
        self,
        *,
        entities: Sequence[Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"]] | Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"] | None | Omitted = OMITTED,
        exclude_origin: str | None | Omitted = OMITTED,
        limit: int | str | Omitted = OMITTED,
        since: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> Iterator[SyncGetChangesResponse]:
        """All that get_changes has from `since` on, answer after answer. Keep the `cursor` of each answer once
        its `changes` are done with: the next run goes on there.
        """
        while True:
            answer = self.get_changes(
                entities=entities,
                exclude_origin=exclude_origin,
                limit=limit,
                since=since,
                profile_id=profile_id,
            )
            yield answer
            if not answer["more"]:
                return
            since = answer["cursor"]

    def get_digest(
        self,
        *,
        entity: Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"],
        profile_id: int | str | Omitted = OMITTED,
    ) -> SyncGetDigestResponse:
        """Sums up the records of one kind, so that a copy can be compared with them. Each record is the line
        `id:version`, ended by a line feed (`7:2\\n`), because a record is the same as long as its version
        is. The SHA-256 of the lines of all records, in the order of the ids and in hexadecimal, is
        `sha256`; the same of the records whose ids are from 1000 × `bucket` to 1000 × `bucket` + 999 is
        that of a bucket. What is written while you compare is a difference, too: follow the feed and ask
        again.

        entity: The kind of record. An application token needs the right to read it, too.
        """
        sent: dict[str, object] = {
            "entity": entity,
            "profile_id": profile_id,
        }
        response: SyncGetDigestResponse = self._client.call(
            "Sync.GetDigest", sent, of_profile=True
        )
        return response

    def get_snapshot(
        self,
        *,
        cursor: str | None | Omitted = OMITTED,
        entities: Sequence[Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"]] | Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"] | None | Omitted = OMITTED,
        limit: int | str | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> SyncGetSnapshotResponse:
        """Gives all records of a profile, page by page, for a copy elsewhere. The first page notes the end of
        the feed; the last gives it as `since`, with which `Sync.GetChanges` goes on without a gap. What
        changes meanwhile may be on a page already and comes in the feed again: pass over what has no
        greater version than your copy, except deletions. The copy is whole when the feed has been followed
        to its end. An application token is shown the kinds that it has the right to read, and told in
        `withheld` of the others.

        cursor: The cursor of the page before. Without it a snapshot begins.
        entities: The kinds of record to copy; all where nothing is said. Later pages need not say it again.
        limit: How many records a page has at the most: 1 to 1000, 500 where nothing is said.
        """
        sent: dict[str, object] = {
            "cursor": cursor,
            "entities": entities,
            "limit": limit,
            "profile_id": profile_id,
        }
        response: SyncGetSnapshotResponse = self._client.call(
            "Sync.GetSnapshot", sent, of_profile=True
        )
        return response

    def upsert(
        self,
        *,
        entity: Literal["catalog_entry", "input", "company", "contact", "product", "opportunity", "ticket"],
        records: Sequence[Mapping[str, Any]] | Mapping[str, Any],
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> SyncUpsertResponse:
        """Brings up to 1,000 records of one kind to what another system has, and says of each whether it was
        created, updated or found unchanged, or what is wrong with it. One that is wrong harms no other.

        A record has the parameters of the method that creates its kind (`Companies.CreateCompany`), with
        its `external_ids`, by which it is found here; where it is found it is edited
        (`Companies.EditCompany`), and what is left out stays as it is. An `id`, which is a number, may be
        given instead, to tell a record that is here what another system calls it. What only an edit takes,
        such as a `status`, may be said of a new record, too; and what only its creation takes, such as the
        `catalog` of an entry, may be said again, but not change. An `if_version` is for a record that is
        here. The caller needs the rights that these methods need.

        entity: The kind of record: `catalog_entry`, `input`, `company`, `contact`, `product`, `opportunity`
            or `ticket`.
        records: The records, at most 1,000, such as `{"external_ids": {"sap": "000123"}, "name": "Café"}`.
            Where one names another record by an id, what the other system calls that does as well. Each counts
            as a call where calls are limited.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "entity": entity,
            "records": records,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: SyncUpsertResponse = self._client.call(
            "Sync.Upsert", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response


class SystemModule:
    """The service itself."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def ping(self) -> SystemPingResponse:
        """Says that the service answers, and with which version. Asks no database."""
        sent: dict[str, object] = {}
        response: SystemPingResponse = self._client.call(
            "System.Ping", sent
        )
        return response


class TicketsModule:
    def __init__(self, client: Client) -> None:
        self._client = client

    def add_comment(
        self,
        *,
        comment: str,
        ticket_id: int | str | Mapping[str, str | int],
        dry_run: bool | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneTicketComment:
        """Adds a comment of the caller's to a ticket. Nobody is notified of it.

        comment: What is said.
        ticket_id: The ticket's id.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        """
        sent: dict[str, object] = {
            "comment": comment,
            "ticket_id": ticket_id,
            "dry_run": dry_run,
            "external_ids": external_ids,
            "profile_id": profile_id,
        }
        response: OneTicketComment = self._client.call(
            "Tickets.AddComment", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def create_ticket(
        self,
        *,
        case_id: int | str | Mapping[str, str | int],
        company_id: int | str | Mapping[str, str | int],
        description: str,
        estimated_end_at: str,
        notify: bool,
        origin_id: int | str | Mapping[str, str | int],
        priority_id: int | str | Mapping[str, str | int],
        title: str,
        user_id: int | str | Mapping[str, str | int],
        dry_run: bool | Omitted = OMITTED,
        comment: str | None | Omitted = OMITTED,
        contact_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        opportunity_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneTicket:
        """Creates a ticket, which is open.

        case_id: An entry of `Tickets.GetCases`.
        company_id: The company that wants it done.
        description: What is to be done.
        estimated_end_at: The day on which it is expected to be done.
        notify: Whether the owner is notified.
        origin_id: An entry of `Tickets.GetOrigins`.
        priority_id: An entry of `Tickets.GetPriorities`.
        title: What it is about, in a few words.
        user_id: The user who will own it, from `Profiles.GetUsers`.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        comment: What is said to the owner in the notification.
        contact_id: Who wants it done there: a contact of this company.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its
            kind may have them. Wherever an id is expected, one of them may stand for it.
        opportunity_id: The opportunity that it is about: one of this company's.
        """
        sent: dict[str, object] = {
            "case_id": case_id,
            "company_id": company_id,
            "description": description,
            "estimated_end_at": estimated_end_at,
            "notify": notify,
            "origin_id": origin_id,
            "priority_id": priority_id,
            "title": title,
            "user_id": user_id,
            "dry_run": dry_run,
            "comment": comment,
            "contact_id": contact_id,
            "external_ids": external_ids,
            "opportunity_id": opportunity_id,
            "profile_id": profile_id,
        }
        response: OneTicket = self._client.call(
            "Tickets.CreateTicket", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def delete_ticket(
        self,
        *,
        ticket_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneTicket:
        """Deletes a ticket and its comments, and answers it as it last was.

        ticket_id: The ticket's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "ticket_id": ticket_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneTicket = self._client.call(
            "Tickets.DeleteTicket", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit_ticket(
        self,
        *,
        ticket_id: int | str | Mapping[str, str | int],
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        case_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        comment: str | None | Omitted = OMITTED,
        company_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        contact_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        description: str | Omitted = OMITTED,
        estimated_end_at: str | Omitted = OMITTED,
        external_ids: Mapping[str, str | int | None] | None | Omitted = OMITTED,
        notify: bool | Omitted = OMITTED,
        opportunity_id: int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        origin_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        priority_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        status: Literal["open", "pending", "solved", "closed"] | Omitted = OMITTED,
        title: str | Omitted = OMITTED,
        user_id: int | str | Mapping[str, str | int] | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneTicket:
        """Changes a ticket. What is left out stays as it is; null clears what may be empty.

        ticket_id: The ticket's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        case_id: An entry of `Tickets.GetCases`.
        comment: What is said to the owner in the notification.
        company_id: The company that wants it done. The contact and the opportunity must belong to it, also
            those that stay.
        contact_id: Who wants it done there: a contact of the company.
        description: What is to be done.
        estimated_end_at: The day on which it is expected to be done.
        external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
            null takes one away, or all.
        notify: Whether the owner, the new one where there is one, is notified.
        opportunity_id: The opportunity that it is about: one of the company's.
        origin_id: An entry of `Tickets.GetOrigins`.
        priority_id: An entry of `Tickets.GetPriorities`.
        status: How far it is. `solved` and `closed` keep the time; `open` and `pending` forget both times.
        title: What it is about, in a few words.
        user_id: The user who owns it, from `Profiles.GetUsers`.
        """
        sent: dict[str, object] = {
            "ticket_id": ticket_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "case_id": case_id,
            "comment": comment,
            "company_id": company_id,
            "contact_id": contact_id,
            "description": description,
            "estimated_end_at": estimated_end_at,
            "external_ids": external_ids,
            "notify": notify,
            "opportunity_id": opportunity_id,
            "origin_id": origin_id,
            "priority_id": priority_id,
            "status": status,
            "title": title,
            "user_id": user_id,
            "profile_id": profile_id,
        }
        response: OneTicket = self._client.call(
            "Tickets.EditTicket", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def get_cases(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> TicketsGetCasesResponse:
        """Lists the profile's ticket cases, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: TicketsGetCasesResponse = self._client.call(
            "Tickets.GetCases", sent, of_profile=True
        )
        return response

    def get_origins(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> TicketsGetOriginsResponse:
        """Lists the profile's ticket origins, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: TicketsGetOriginsResponse = self._client.call(
            "Tickets.GetOrigins", sent, of_profile=True
        )
        return response

    def get_priorities(
        self,
        *,
        with_retired: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> TicketsGetPrioritiesResponse:
        """Lists the profile's ticket priorities, in their order.

        with_retired: Whether entries that are offered to no new records are listed, too.
        """
        sent: dict[str, object] = {
            "with_retired": with_retired,
            "profile_id": profile_id,
        }
        response: TicketsGetPrioritiesResponse = self._client.call(
            "Tickets.GetPriorities", sent, of_profile=True
        )
        return response

    def get_ticket(
        self,
        *,
        ticket_id: int | str | Mapping[str, str | int],
        profile_id: int | str | Omitted = OMITTED,
    ) -> OneTicket:
        """Finds a ticket, with its comments.

        ticket_id: The ticket's id.
        """
        sent: dict[str, object] = {
            "ticket_id": ticket_id,
            "profile_id": profile_id,
        }
        response: OneTicket = self._client.call(
            "Tickets.GetTicket", sent, of_profile=True
        )
        return response

    def get_tickets(
        self,
        *,
        case_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        closed_at: InstantRange | None | Omitted = OMITTED,
        company_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        contact_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        estimated_end_at: DayRange | None | Omitted = OMITTED,
        opportunity_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        origin_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        page: int | str | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        priority_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        status: Sequence[Literal["open", "pending", "solved", "closed"]] | Literal["open", "pending", "solved", "closed"] | None | Omitted = OMITTED,
        user_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        with_comments: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> TicketsGetTicketsResponse:
        """Lists the tickets of a profile: all of them, or a page where `page` or `pagination` is given.

        case_id: Only tickets of these cases, entries of `Tickets.GetCases`.
        closed_at: Only tickets closed in this time.
        company_id: Only tickets of these companies.
        contact_id: Only tickets of these contacts.
        created_at: Only tickets created in this time.
        estimated_end_at: Only tickets expected to be done on these days.
        opportunity_id: Only tickets about these opportunities.
        origin_id: Only tickets of these origins, entries of `Tickets.GetOrigins`.
        page: Which page, from 1.
        pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
        priority_id: Only tickets of these priorities, entries of `Tickets.GetPriorities`.
        query: Only tickets with this text in their titles or descriptions, without regard to case or
            accents.
        status: Only tickets that are this far: one status, or a list of them.
        user_id: Only tickets that these users own.
        with_comments: Whether what was said about each ticket is listed, too.
        with_total: Whether the records are counted. A script that walks all pages can do without.
        """
        sent: dict[str, object] = {
            "case_id": case_id,
            "closed_at": closed_at,
            "company_id": company_id,
            "contact_id": contact_id,
            "created_at": created_at,
            "estimated_end_at": estimated_end_at,
            "opportunity_id": opportunity_id,
            "origin_id": origin_id,
            "page": page,
            "pagination": pagination,
            "priority_id": priority_id,
            "query": query,
            "sort": sort,
            "status": status,
            "user_id": user_id,
            "with_comments": with_comments,
            "with_total": with_total,
            "profile_id": profile_id,
        }
        response: TicketsGetTicketsResponse = self._client.call(
            "Tickets.GetTickets", sent, of_profile=True
        )
        return response

    def iterate_tickets(
        self,
        *,
        case_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        closed_at: InstantRange | None | Omitted = OMITTED,
        company_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        contact_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        created_at: InstantRange | None | Omitted = OMITTED,
        estimated_end_at: DayRange | None | Omitted = OMITTED,
        opportunity_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        origin_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        pagination: int | str | None | Omitted = OMITTED,
        priority_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        query: str | None | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        status: Sequence[Literal["open", "pending", "solved", "closed"]] | Literal["open", "pending", "solved", "closed"] | None | Omitted = OMITTED,
        user_id: Sequence[int | str | Mapping[str, str | int]] | int | str | Mapping[str, str | int] | None | Omitted = OMITTED,
        with_comments: bool | Omitted = OMITTED,
        with_total: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> Iterator[Ticket]:
        """All records of get_tickets, page after page, each of which is a call of its own."""
        page = 1
        while True:
            answer = self.get_tickets(
                page=page,
                case_id=case_id,
                closed_at=closed_at,
                company_id=company_id,
                contact_id=contact_id,
                created_at=created_at,
                estimated_end_at=estimated_end_at,
                opportunity_id=opportunity_id,
                origin_id=origin_id,
                pagination=pagination,
                priority_id=priority_id,
                query=query,
                sort=sort,
                status=status,
                user_id=user_id,
                with_comments=with_comments,
                with_total=with_total,
                profile_id=profile_id,
            )
            yield from answer["tickets"]
            # Without a total there is no last page to know of: the walk ends at a page without records.
            last = answer.get("last_page")
            if page >= last if last is not None else not answer["tickets"]:
                return
            page += 1


class WebhooksModule:
    """Webhooks: where the changes of a profile are sent."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self,
        *,
        url: str,
        dry_run: bool | Omitted = OMITTED,
        description: str | None | Omitted = OMITTED,
        enabled: bool | Omitted = OMITTED,
        entities: Sequence[Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"]] | Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"] | Omitted = OMITTED,
        exclude_origin: str | None | Omitted = OMITTED,
        operations: Sequence[Literal["create", "update", "delete"]] | Literal["create", "update", "delete"] | Omitted = OMITTED,
        secret: str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> WithSecret:
        """Has each change of the profile's records sent to a URL from now on, as `Sync.GetChanges` shows it:
        `POST` with a body of JSON, `{"type": "company.update", "timestamp": …, "data": …}`, signed as the
        Standard Webhooks specification says. What is answered with 2xx within 15 seconds counts as
        delivered; everything else is tried again for 24 hours. If the endpoint has taken no change at all
        by then, the webhook is disabled. If it has, this one delivery has failed, and later changes of its
        record wait for it. Either way the profile's managers are notified. A message comes at least once:
        one that comes again has the same `webhook-id`. Changes of one record come in their order. A profile
        has 100 webhooks at the most.

        url: Where changes are sent: https://, on the public internet. Redirects are not followed. Whoever
            runs the service can name networks with `VENTANILLA_WEBHOOK_NETWORKS` into which it may lead beside,
            also with http://.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        description: What the webhook is for.
        enabled: With false nothing is sent until `Webhooks.Edit` enables the webhook; then all since its
            creation is.
        entities: The kinds of record that are told of; all where nothing is said. An application token
            names kinds that it has the right to read, and is told in `withheld` which others are left out where
            it says nothing.
        exclude_origin: Changes by who sent this with the header `X-Origin` are left out: your own echoes.
        operations: The operations that are told of; all where nothing is said.
        secret: What deliveries are signed with: `whsec_` and 24 to 64 bytes in base64. Made where nothing
            is said.
        """
        sent: dict[str, object] = {
            "url": url,
            "dry_run": dry_run,
            "description": description,
            "enabled": enabled,
            "entities": entities,
            "exclude_origin": exclude_origin,
            "operations": operations,
            "secret": secret,
            "profile_id": profile_id,
        }
        response: WithSecret = self._client.call(
            "Webhooks.Create", sent, of_profile=True, writes=True
        )
        return response

    def delete(
        self,
        *,
        webhook_id: int | str,
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneWebhook:
        """Deletes a webhook, and its deliveries with it: what was not sent yet never will be.

        webhook_id: The webhook's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "webhook_id": webhook_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneWebhook = self._client.call(
            "Webhooks.Delete", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def edit(
        self,
        *,
        webhook_id: int | str,
        if_version: int | str | None | Omitted = OMITTED,
        dry_run: bool | Omitted = OMITTED,
        description: str | None | Omitted = OMITTED,
        enabled: bool | Omitted = OMITTED,
        entities: Sequence[Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"]] | Literal["profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "opportunity", "ticket", "ticket_comment"] | Omitted = OMITTED,
        exclude_origin: str | None | Omitted = OMITTED,
        operations: Sequence[Literal["create", "update", "delete"]] | Literal["create", "update", "delete"] | Omitted = OMITTED,
        rotate_secret: bool | Omitted = OMITTED,
        url: str | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> WithSecret:
        """Changes a webhook. A disabled webhook misses nothing: when it is enabled it goes on where it was,
        and what had failed is tried anew. The same happens when it is given another URL. An application
        token changes those alone that tell of nothing that it may not read.

        webhook_id: The webhook's id.
        if_version: The version of the record that you know. If it has another one by now, nothing is done,
            and the call is a conflict that says which.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        description: What the webhook is for.
        enabled: Whether anything is sent.
        entities: The kinds of record that are told of; an empty list is all. What is queued already stays
            queued; what is not, such as all that has changed while the webhook was disabled, is chosen anew.
        exclude_origin: Changes by who sent this with the header `X-Origin` are left out.
        operations: The operations that are told of; an empty list is all. What is queued already stays
            queued.
        rotate_secret: With true the webhook gets a new secret, which the reply shows once. For 24 hours
            deliveries are signed with the old one, too; one that was replaced before that no longer signs.
        url: Where changes are sent, as in `Webhooks.Create`.
        """
        sent: dict[str, object] = {
            "webhook_id": webhook_id,
            "if_version": if_version,
            "dry_run": dry_run,
            "description": description,
            "enabled": enabled,
            "entities": entities,
            "exclude_origin": exclude_origin,
            "operations": operations,
            "rotate_secret": rotate_secret,
            "url": url,
            "profile_id": profile_id,
        }
        response: WithSecret = self._client.call(
            "Webhooks.Edit", sent, of_profile=True, writes=True
        )
        return response

    def get(
        self,
        *,
        webhook_id: int | str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> WebhooksGetResponse:
        """Lists the webhooks of a profile. No reply ever shows a secret again.

        webhook_id: Only this one.
        """
        sent: dict[str, object] = {
            "webhook_id": webhook_id,
            "profile_id": profile_id,
        }
        response: WebhooksGetResponse = self._client.call(
            "Webhooks.Get", sent, of_profile=True
        )
        return response

    def get_deliveries(
        self,
        *,
        page: int | str | Omitted = OMITTED,
        pagination: int | str | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        status: Literal["queued", "delivered", "failed"] | None | Omitted = OMITTED,
        webhook_id: int | str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> WebhooksGetDeliveriesResponse:
        """Lists the deliveries of a profile's webhooks, page by page. Those that were delivered are kept for
        30 days.

        page: Which page, from 1.
        pagination: How many deliveries a page has: 1 to 1000, 500 where nothing is said.
        status: Only those that stand like this.
        webhook_id: Only those of this webhook.
        """
        sent: dict[str, object] = {
            "page": page,
            "pagination": pagination,
            "sort": sort,
            "status": status,
            "webhook_id": webhook_id,
            "profile_id": profile_id,
        }
        response: WebhooksGetDeliveriesResponse = self._client.call(
            "Webhooks.GetDeliveries", sent, of_profile=True
        )
        return response

    def iterate_deliveries(
        self,
        *,
        pagination: int | str | Omitted = OMITTED,
        sort: Literal["id", "-id"] | Omitted = OMITTED,
        status: Literal["queued", "delivered", "failed"] | None | Omitted = OMITTED,
        webhook_id: int | str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
    ) -> Iterator[Delivery]:
        """All records of get_deliveries, page after page, each of which is a call of its own."""
        page = 1
        while True:
            answer = self.get_deliveries(
                page=page,
                pagination=pagination,
                sort=sort,
                status=status,
                webhook_id=webhook_id,
                profile_id=profile_id,
            )
            yield from answer["deliveries"]
            # Without a total there is no last page to know of: the walk ends at a page without records.
            last = answer.get("last_page")
            if page >= last if last is not None else not answer["deliveries"]:
                return
            page += 1

    def redeliver(
        self,
        *,
        dry_run: bool | Omitted = OMITTED,
        delivery_id: int | str | None | Omitted = OMITTED,
        webhook_id: int | str | None | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> WebhooksRedeliverResponse:
        """Queues a delivery again, whether it was delivered or failed; one that waits for its next attempt
        waits no longer. With `webhook_id` it queues all that the webhook's endpoint has not taken, tests
        apart: 10,000 in one call, the oldest first.

        A message is the same, with the same `webhook-id`, and is tried for 24 hours like a new one. Later
        changes of the same record that are still queued wait for it; where some were delivered already,
        this one comes after them, and `data.version` tells the endpoint that it knows better.

        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        delivery_id: The delivery's id, from `Webhooks.GetDeliveries`; instead of a webhook's.
        webhook_id: The webhook whose deliveries are queued again; instead of one delivery.
        """
        sent: dict[str, object] = {
            "dry_run": dry_run,
            "delivery_id": delivery_id,
            "webhook_id": webhook_id,
            "profile_id": profile_id,
        }
        response: WebhooksRedeliverResponse = self._client.call(
            "Webhooks.Redeliver", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response

    def test(
        self,
        *,
        webhook_id: int | str,
        dry_run: bool | Omitted = OMITTED,
        profile_id: int | str | Omitted = OMITTED,
        idempotency_key: str | None = None,
    ) -> OneDelivery:
        """Sends a message of the type `webhook.test`, which tells of no change. It is queued like all others,
        leaves within a second or two, and is tried once: ask `Webhooks.GetDeliveries` for the delivery that
        the reply names to see what the endpoint said. While the webhook is disabled it waits.

        webhook_id: The webhook's id.
        dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken for
            good, and nobody is told anything.
        """
        sent: dict[str, object] = {
            "webhook_id": webhook_id,
            "dry_run": dry_run,
            "profile_id": profile_id,
        }
        response: OneDelivery = self._client.call(
            "Webhooks.Test", sent, of_profile=True, writes=True, keyed=True, idempotency_key=idempotency_key
        )
        return response


class RpcModule:
    """The definition of this very API."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def discover(self) -> Any:
        """Describes every method: its parameters, its reply, an example. The document is the one of `GET
        /openrpc.json`.
        """
        sent: dict[str, object] = {}
        response: Any = self._client.call(
            "rpc.discover", sent
        )
        return response


class Client:
    """The service at an address, and who calls it.

    `token` is an application token, or what `login` gets. `origin` is where changes are said to come from.

    `timeout` is for how many seconds nothing may come from the service, `retries` how often a call is repeated, and
    `longest_wait` how many seconds lie between two attempts at most: where the service asks for more, the call fails.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        profile_id: int | str | None = None,
        *,
        origin: str | None = None,
        timeout: float = 30.0,
        retries: int = 4,
        longest_wait: float = 60.0,
    ) -> None:
        self.url = url.rstrip("/")
        self.token = token
        #: The profile of all calls that name no other.
        self.profile_id = profile_id
        self.origin = origin
        self.timeout = timeout
        self.retries = retries
        self.longest_wait = longest_wait
        self._opener = urllib.request.build_opener(_NoRedirects)
        self.audit = AuditModule(self)
        self.auth = AuthModule(self)
        self.batch = BatchModule(self)
        self.catalogs = CatalogsModule(self)
        self.companies = CompaniesModule(self)
        self.contacts = ContactsModule(self)
        self.files = FilesModule(self)
        self.inputs = InputsModule(self)
        self.notifications = NotificationsModule(self)
        self.opportunities = OpportunitiesModule(self)
        self.products = ProductsModule(self)
        self.profiles = ProfilesModule(self)
        self.sync = SyncModule(self)
        self.system = SystemModule(self)
        self.tickets = TicketsModule(self)
        self.webhooks = WebhooksModule(self)
        self.rpc = RpcModule(self)

    def login(self, email: str, password: str) -> None:
        """Signs in. The token is kept for the calls that follow; it lives for an hour."""
        self.token = self.call("Auth.Login", {"email": email, "password": password})["token"]

    def call(
        self,
        method: str,
        parameters: Mapping[str, object],
        *,
        of_profile: bool = False,
        writes: bool = False,
        keyed: bool = False,
        idempotency_key: str | None = None,
    ) -> Any:
        """Calls a method by its name and gives its response; raises Failure.

        `of_profile` adds the client's profile where the parameters name none; `keyed` sends an idempotency key, without
        which what `writes` is not repeated if it may have been done.
        """
        sent = {name: value for name, value in parameters.items() if value is not OMITTED}
        if of_profile and self.profile_id is not None:
            sent.setdefault("profile_id", self.profile_id)
        if method in ("Batch.Run", "Run"):
            sent["calls"] = self._of_profile(sent.get("calls"))
        body = json.dumps({"method": method, "parameters": sent}, default=_plain, allow_nan=False).encode()
        headers = {"Content-Type": "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.origin is not None:
            headers["X-Origin"] = self.origin
        if keyed:
            headers["Idempotency-Key"] = idempotency_key or uuid.uuid4().hex
        attempt = 0
        while True:
            try:
                return self._send(urllib.request.Request(f"{self.url}/api", body, headers))
            except Failure as failure:
                # Half of the wait is chance, so that those who were turned away together don't come back together.
                wait = min(0.5 * 2**attempt, 30.0) * random.uniform(0.5, 1.0)
                wait = max(wait, failure.retry_after or 0.0)
                may_be_done = writes and not keyed and not failure.is_refusal
                if not failure.is_passing or may_be_done or attempt >= self.retries or wait > self.longest_wait:
                    raise
                time.sleep(wait)
                attempt += 1

    def _of_profile(self, calls: Any) -> Any:
        """The calls of a batch, with the client's profile in those that take one and name none."""
        if isinstance(calls, Sequence) and not isinstance(calls, str):
            return [self._of_profile(call) for call in calls]
        if self.profile_id is None or not isinstance(calls, Mapping) or str(calls.get("method")).strip() not in _OF_PROFILE:
            return calls
        parameters = calls.get("parameters") or {}
        # What refers to an earlier answer as a whole has its profile from there.
        if not isinstance(parameters, Mapping) or "profile_id" in parameters or set(parameters) == {"$ref"}:
            return calls
        return {**calls, "parameters": {**parameters, "profile_id": self.profile_id}}

    def _send(self, request: urllib.request.Request) -> Any:
        """One attempt."""
        try:
            try:
                answer = self._opener.open(request, timeout=self.timeout)
            except urllib.error.HTTPError as failure:
                # A failure of the service's is a reply, too.
                answer = failure
            with answer:
                status, headers, body = answer.status or 0, answer.headers, answer.read()
        except (OSError, http.client.HTTPException) as cause:
            raise Failure("unreachable", f"{self.url} does not answer: {cause}") from cause
        wait = headers.get("Retry-After", "")
        retry_after = float(wait) if wait.isdecimal() else None
        try:
            reply = json.loads(body, parse_float=Decimal)
        except ValueError:
            reply = None
        if not isinstance(reply, dict) or "success" not in reply:
            request_id = headers.get("X-Request-Id")
            message = f"what answers at {self.url} with HTTP status {status} is not Ventanilla"
            raise Failure("unexpected_answer", message, (), request_id, status, retry_after)
        response = reply["response"]
        if not reply["success"]:
            code, details, request_id = response["code"], response["details"], response["request_id"]
            raise Failure(code, reply["error"], details, request_id, status, retry_after)
        return response
