<?php

/**
 * A client of Ventanilla 0.1.0: PHP 8.1 or newer, no extension beside json (and openssl for https).
 *
 *     $client = new Ventanilla\Client('http://127.0.0.1:8080');
 *     $client->login('ana@example.com', '...');
 *     $client->profileId = $client->profiles->getProfiles()['profiles'][0]['id'];
 *     foreach ($client->companies->iterateCompanies(['query' => 'cafe']) as $company) {
 *         echo $company['name'], "\n";
 *     }
 *
 * A parameter that is left out is not sent; null is sent, and clears what it names. An amount comes back as int or
 * float, which holds 15 digits: those of amounts below a hundred thousand million with four places. It may be given
 * as a text, too, and then nothing is lost on the way. An empty array is sent as []; where an object without any
 * fields is meant, give a stdClass.
 *
 * Calls that the service could not take (`unavailable`, `rate_limited`, no connection, no answer in time), or of which it
 * can't say whether they were made (`outcome_unknown`), are repeated after a while. A call that writes carries one
 * idempotency key through all its repetitions; what takes no key, because a password or a token is in it, is not
 * repeated where it may have been done.
 *
 * This file is written by `ventanilla client php`. To change it, write it again.
 */

declare(strict_types=1);

namespace Ventanilla;

/** A call that failed. The message is for people. */
final class Failure extends \RuntimeException
{
    /**
     * @param string $errorCode For programs. Two codes are not the service's: `unreachable`, when nothing answered in
     *     time, and `unexpected_answer`, when something else than the service did, such as a proxy.
     * @param list<array{path: string, rule: string, message: string}> $details What is wrong, one for each parameter.
     * @param ?string $requestId Finds the call in the service's log.
     * @param ?int $status The HTTP status, if there was an answer.
     * @param ?int $retryAfter For how many seconds the service wants to be left alone, if it said so.
     */
    public function __construct(
        public readonly string $errorCode,
        string $message,
        public readonly array $details = [],
        public readonly ?string $requestId = null,
        public readonly ?int $status = null,
        public readonly ?int $retryAfter = null,
    ) {
        parent::__construct($message);
    }

    /** Whether the same call may succeed later. */
    public function isPassing(): bool
    {
        return $this->isRefusal()
            || \in_array($this->errorCode, ['unreachable', 'outcome_unknown'], true)
            || ($this->errorCode === 'unexpected_answer' && \in_array($this->status, [429, 502, 503, 504], true));
    }

    /** Whether the service itself says that it could not take the call, and so has done nothing of it. */
    public function isRefusal(): bool
    {
        return \in_array($this->errorCode, ['unavailable', 'rate_limited'], true);
    }
}

/**
 * The shapes of the arrays that methods take and give.
 *
 * Who had one before.
 *
 * - id: The user's id.
 * - role: What the user may do in this profile.
 * @phpstan-type AddedUser array{
 *     id: int,
 *     role: 'viewer'|'member'|'manager',
 * }
 *
 * A postal address.
 *
 * - country: The country, ISO 3166-1 alpha-2, as `Profiles.GetCountries` lists it: `MX`.
 * - number: The number of the house.
 * - interior_number: The number of the flat or office, if there is one.
 * - latitude: Degrees north, -90 to 90.
 * - longitude: Degrees east, -180 to 180.
 * - state: The state, ISO 3166-2, as `Profiles.GetStates` lists it: its code (`JAL`, or `MX-JAL`), or
 *   its name, with or without accents (`Jalisco`). May be left out where the country has none.
 * - suburb: The suburb, if there is one.
 * @phpstan-type Address array{
 *     city: string,
 *     country: string,
 *     number: string,
 *     street: string,
 *     zip: string,
 *     interior_number?: string|null,
 *     latitude?: string|int|float|null,
 *     longitude?: string|int|float|null,
 *     state?: string|null,
 *     suburb?: string|null,
 * }
 *
 * An application token, without its secret.
 *
 * - expires_at: When the token expires, if ever.
 * - name: What the token is for.
 * - origin: What the token's changes are said to come from, where a call does not say otherwise with
 *   the header X-Origin.
 * - prefix: How the token begins, to know it again.
 * - revoked_at: When the token was revoked, if it was.
 * - rights: What the token may do, module by module; `*` stands for all modules.
 * - user_id: The manager who made the token. It may never do more than this user may.
 * - version: 1 when created, one more with each change.
 * @phpstan-type ApplicationToken array{
 *     created_at: string,
 *     expires_at: string|null,
 *     id: int,
 *     name: string,
 *     origin: string|null,
 *     prefix: string,
 *     revoked_at: string|null,
 *     rights: array<string, list<'read'|'write'|'delete'|'query'>>,
 *     updated_at: string,
 *     user_id: int,
 *     version: int,
 * }
 *
 * Who answers for a contact.
 * @phpstan-type Assistant array{
 *     name: string,
 *     surname: string,
 *     email?: string|null,
 *     linkedin?: string|null,
 *     mother_surname?: string|null,
 *     phone_office?: string|int|null,
 *     phone_office_extension?: string|int|null,
 *     skype?: string|null,
 * }
 *
 * A page of changes.
 *
 * - current_page: The page that this is.
 * - last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
 * - total: How many records there are on all pages together. Left out with `with_total: false`.
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type AuditGetHistoryResponse array{
 *     changes: list<Change>,
 *     current_page: int,
 *     last_page?: int|null,
 *     total?: int|null,
 *     withheld?: list<string>,
 * }
 *
 * - expires_at: When the access token expires.
 * - token: The access token, for the header `Authorization: Bearer <token>`.
 * @phpstan-type AuthApiLoginResponse array{
 *     application_token: OwnApplicationToken,
 *     expires_at: string,
 *     token: string,
 * }
 *
 * - changed: Always true.
 * @phpstan-type AuthChangePasswordResponse array{
 *     changed: bool,
 * }
 *
 * - token: The token, for the header `Authorization: Bearer <token>` or for `Auth.ApiLogin`. It is
 *   never shown again.
 * @phpstan-type AuthCreateApplicationTokenResponse array{
 *     application_token: ApplicationToken,
 *     token: string,
 * }
 *
 * The application tokens, oldest first.
 * @phpstan-type AuthGetApplicationTokensResponse array{
 *     application_tokens: list<ListedToken>,
 * }
 *
 * - application_token: The application token that the call is made with; null where a person calls.
 * - expires_at: When the token in hand expires; null where it never does.
 * @phpstan-type AuthGetProfileResponse array{
 *     application_token: OwnApplicationToken|null,
 *     expires_at: string|null,
 *     user: UserView,
 * }
 *
 * - logged_out: Always true.
 * @phpstan-type AuthLogoutResponse array{
 *     logged_out: bool,
 * }
 *
 * One of the calls.
 *
 * - method: The method's name.
 * - parameters: Its parameters.
 * @phpstan-type BatchCall array{
 *     method: string,
 *     parameters?: array<string, mixed>,
 * }
 *
 * The reply to one of the calls.
 * @phpstan-type BatchReply array{
 *     error: string|null,
 *     response: mixed,
 *     success: bool,
 * }
 *
 * What a batch is answered.
 *
 * - replies: The reply to each call, in their order, in the form that it would have alone.
 * @phpstan-type BatchRunResponse array{
 *     replies: list<BatchReply>,
 * }
 *
 * The records of a thousand ids.
 *
 * - bucket: The thousands of their ids.
 * @phpstan-type Bucket array{
 *     bucket: int,
 *     count: int,
 *     sha256: string,
 * }
 *
 * A vocabulary of the profile.
 *
 * - code: What the `code` of an entry means, where it has one.
 * - method: The method that lists it: `Companies.GetTypes`.
 * - name: Its name in this module: `company_types`.
 * - parent: The catalog of the entries' parents, where they have any.
 * - value: What the `value` of an entry means, where it has one.
 * @phpstan-type CatalogView array{
 *     code: string|null,
 *     method: string,
 *     name: string,
 *     parent: string|null,
 *     value: string|null,
 * }
 *
 * @phpstan-type CatalogsGetCatalogsResponse array{
 *     catalogs: list<CatalogView>,
 * }
 *
 * @phpstan-type CatalogsGetEntriesResponse array{
 *     entries: list<EntryView>,
 * }
 *
 * One change of the record.
 *
 * - fields: What the change changed. All fields that have a value when the record was created, or
 *   deleted.
 * - operation: `create`, `update` or `delete`.
 * - origin: What the caller called itself: in the header X-Origin, or when its application token was
 *   made.
 * - request_id: The id of the request, by which the log knows it, too.
 * - sequence: The number of the change; a later change of the record has a greater one.
 * - user_id: Who made the change, or the application token that made it.
 * - version: The version of the record that the change made; when it was deleted, the last one.
 * - token: The name of the application token that the change was made with; null where a person made
 *   it. Left out where the caller may not read application tokens.
 * - user_name: The name of that user. Left out where the caller may not read the profile's users.
 * @phpstan-type Change array{
 *     changed_at: string,
 *     fields: list<Field>,
 *     operation: string,
 *     origin: string|null,
 *     request_id: string|null,
 *     sequence: int,
 *     user_id: int|null,
 *     version: int,
 *     token?: string|null,
 *     user_name?: string|null,
 * }
 *
 * What happened to one record.
 *
 * - id: The record's id. No other record of its kind gets it after a deletion.
 * - operation: `create`, `update` or `delete`.
 * - origin: What the header `X-Origin` of the call said.
 * - record: The whole record as it was then; a deleted one as it last was.
 * - request_id: The request id of the call.
 * - user_id: Who did it; null where the service itself or the command line did.
 * - version: The record's: 1 when created, one more with each change; the last one when deleted. Who
 *   began with a snapshot passes over what has no greater version than their copy, except deletions.
 * @phpstan-type ChangeView array{
 *     changed_at: string,
 *     entity: string,
 *     id: int,
 *     operation: string,
 *     origin: string|null,
 *     record: array<string, mixed>,
 *     request_id: string|null,
 *     user_id: int|null,
 *     version: int,
 * }
 *
 * A page of companies.
 *
 * - current_page: The page that this is.
 * - last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
 * - total: How many records there are on all pages together. Left out with `with_total: false`.
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type CompaniesGetCompaniesResponse array{
 *     companies: list<Company>,
 *     current_page: int,
 *     last_page?: int|null,
 *     total?: int|null,
 *     withheld?: list<string>,
 * }
 *
 * @phpstan-type CompaniesGetIndustriesResponse array{
 *     industries: list<EntryView>,
 * }
 *
 * @phpstan-type CompaniesGetTypesResponse array{
 *     types: list<EntryView>,
 * }
 *
 * A company.
 *
 * - billing_name: The name on invoices.
 * - bio: What the company does, in its own words.
 * - client_number: The number under which the business knows the company; no other company of the
 *   profile has it.
 * - external_ids: The record's ids in other systems, by the system's name.
 * - industry_id: An entry of `Companies.GetIndustries`.
 * - logo_id: A picture that `Files.Upload` took.
 * - rfc: The tax number.
 * - slug: The name in web addresses; no other company of the profile has it.
 * - type_id: An entry of `Companies.GetTypes`.
 * - version: 1 when created, one more with each change.
 * - billing_address: Left out of lists that don't ask for it with `with_addresses`.
 * - contacts: The people there. Left out where they are not asked for with `with_contacts`.
 * - inputs: The values of the profile's own fields, by slug. Left out of lists that don't ask for it
 *   with `with_inputs`.
 * - logo_url: Where the logo can be fetched without a token for 15 minutes or more: a path of this
 *   service. Left out where the company is shown within another record.
 * - shipping_address: Left out of lists that don't ask for it with `with_addresses`.
 * @phpstan-type Company array{
 *     billing_name: string|null,
 *     bio: string|null,
 *     client_number: string,
 *     created_at: string,
 *     email: string|null,
 *     external_ids: array<string, string>,
 *     id: int,
 *     industry_id: int,
 *     logo_id: int|null,
 *     mobile: string|null,
 *     name: string,
 *     phone: string|null,
 *     rfc: string|null,
 *     slug: string,
 *     type_id: int,
 *     updated_at: string,
 *     version: int,
 *     website: string|null,
 *     whatsapp: string|null,
 *     billing_address?: Address|null,
 *     contacts?: list<Contact>|null,
 *     inputs?: array<string, mixed>|null,
 *     logo_url?: string|null,
 *     shipping_address?: Address|null,
 * }
 *
 * A contact.
 *
 * - assistant: Who answers for the contact.
 * - company_id: The company at which the contact is.
 * - department_id: An entry of `Contacts.GetDepartments`.
 * - external_ids: The record's ids in other systems, by the system's name.
 * - origin_id: An entry of `Contacts.GetOrigins`.
 * - picture_id: A picture that `Files.Upload` took.
 * - position_id: An entry of `Contacts.GetPositions`.
 * - title_id: An entry of `Contacts.GetTitles`.
 * - version: 1 when created, one more with each change.
 * - billing_address: Left out of lists that don't ask for it with `with_addresses`.
 * - inputs: The values of the profile's own fields, by slug. Left out of lists that don't ask for it
 *   with `with_inputs`.
 * - picture_url: Where the picture can be fetched without a token for 15 minutes or more: a path of
 *   this service. Left out where the contact is shown within another record.
 * - shipping_address: Left out of lists that don't ask for it with `with_addresses`.
 * @phpstan-type Contact array{
 *     assistant: Assistant|null,
 *     company_id: int,
 *     created_at: string,
 *     department_id: int|null,
 *     email: string|null,
 *     external_ids: array<string, string>,
 *     id: int,
 *     linkedin: string|null,
 *     mother_surname: string|null,
 *     name: string,
 *     origin_id: int,
 *     phone_mobile: string|null,
 *     phone_office: string|null,
 *     phone_office_extension: string|null,
 *     phone_other: string|null,
 *     picture_id: int|null,
 *     position_id: int|null,
 *     skype: string|null,
 *     surname: string,
 *     title_id: int|null,
 *     twitter: string|null,
 *     updated_at: string,
 *     version: int,
 *     billing_address?: Address|null,
 *     inputs?: array<string, mixed>|null,
 *     picture_url?: string|null,
 *     shipping_address?: Address|null,
 * }
 *
 * A page of contacts.
 *
 * - current_page: The page that this is.
 * - last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
 * - total: How many records there are on all pages together. Left out with `with_total: false`.
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type ContactsGetContactsResponse array{
 *     contacts: list<Contact>,
 *     current_page: int,
 *     last_page?: int|null,
 *     total?: int|null,
 *     withheld?: list<string>,
 * }
 *
 * @phpstan-type ContactsGetDepartmentsResponse array{
 *     departments: list<EntryView>,
 * }
 *
 * @phpstan-type ContactsGetOriginsResponse array{
 *     origins: list<EntryView>,
 * }
 *
 * @phpstan-type ContactsGetPositionsResponse array{
 *     positions: list<EntryView>,
 * }
 *
 * @phpstan-type ContactsGetTitlesResponse array{
 *     titles: list<EntryView>,
 * }
 *
 * - record: The whole record, as `Sync.GetChanges` shows it.
 * - version: 1 when created, one more with each change.
 * @phpstan-type CopiedView array{
 *     id: int,
 *     record: array<string, mixed>,
 *     version: int,
 * }
 *
 * A country, as ISO 3166-1 lists it.
 *
 * - code: The two letter code, such as `MX`.
 * - name: The name in English, such as `Mexico`.
 * @phpstan-type Country array{
 *     code: string,
 *     name: string,
 * }
 *
 * From one value to another.
 *
 * - from: The least that counts.
 * - to: The greatest that counts.
 * @phpstan-type DayRange array{
 *     from?: string|null,
 *     to?: string|null,
 * }
 *
 * A message, and how its delivery stands.
 *
 * - attempted_at: When it was tried last.
 * - attempts: How often it was tried since it was queued. An attempt whose node died is not counted.
 * - entity: The kind of record that it tells of; null where it is a test.
 * - failure: Why the last attempt failed; null where it did not.
 * - message_id: The header `webhook-id` that it is sent with, each time the same.
 * - milliseconds: How long the last attempt took.
 * - next_attempt_at: When it is tried next, at the earliest; null where it is not.
 * - record_id: The id of the record that it tells of; null where it is a test.
 * - status: `queued`: it waits for its turn or for its next attempt. `delivered`: the endpoint has
 *   taken it. `failed`: it is not tried any more unless `Webhooks.Redeliver` asks for it, or the webhook
 *   is enabled again or given another URL.
 * - status_code: The status that the endpoint answered the last attempt with; null where no answer
 *   came.
 * - type: What it tells of, such as `company.update`; a test is `webhook.test`.
 * @phpstan-type Delivery array{
 *     attempted_at: string|null,
 *     attempts: int,
 *     created_at: string,
 *     entity: string|null,
 *     failure: string|null,
 *     id: int,
 *     message_id: string,
 *     milliseconds: int|null,
 *     next_attempt_at: string|null,
 *     record_id: int|null,
 *     status: string,
 *     status_code: int|null,
 *     type: string,
 *     webhook_id: int,
 * }
 *
 * An entry of a catalog.
 *
 * - external_ids: The record's ids in other systems, by the system's name.
 * - position: Its place among the catalog's entries.
 * - retired: Whether it is kept for the records that have it, and offered to no others.
 * - version: 1 when created, one more with each change.
 * - code: Its short form, where the catalog has one: a currency's code.
 * - parent_id: The entry that it is a part of, where the catalog has such: a subcategory's category.
 * - value: Its number, where the catalog has one: a stage's probability, a tax's rate.
 * @phpstan-type EntryView array{
 *     created_at: string,
 *     external_ids: array<string, string>,
 *     id: int,
 *     name: string,
 *     position: int,
 *     retired: bool,
 *     updated_at: string,
 *     version: int,
 *     code?: string|null,
 *     parent_id?: int|null,
 *     value?: int|float|null,
 * }
 *
 * A field in which two states of a record differ.
 *
 * - from: The value before; null where there was none.
 * - to: The value after; null where there is none.
 * @phpstan-type Field array{
 *     field: string,
 *     from: mixed,
 *     to: mixed,
 * }
 *
 * A picture.
 *
 * - content_type: What it is: `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
 * - external_ids: The record's ids in other systems, by the system's name.
 * - sha256: The SHA-256 of its content, in hexadecimal.
 * - size: In bytes.
 * - version: 1 when created, one more with each change.
 * - url: Where it can be fetched without a token until `url_expires_at`: a path of this service.
 * - url_expires_at: Each reply that shows the file has an address that is good for 15 minutes or more.
 * @phpstan-type File array{
 *     content_type: string,
 *     created_at: string,
 *     external_ids: array<string, string>,
 *     id: int,
 *     sha256: string,
 *     size: int,
 *     updated_at: string,
 *     version: int,
 *     url?: string|null,
 *     url_expires_at?: string|null,
 * }
 *
 * @phpstan-type GetInputsResponse array{
 *     inputs: list<InputView>,
 * }
 *
 * A line as a caller gives it.
 *
 * - amount: How many units, more than 0; fractions are allowed.
 * - discount: What is taken off the price of one unit, no more than the price.
 * - price: The price of one unit.
 * - product_id: A product of the profile that is not retired.
 * - tax: The tax as a fraction, 0 to 1: 0.16 for 16 %.
 * - total: amount × (price − discount) × (1 + tax), rounded half up to two places; 0.01 more or less
 *   is accepted.
 * @phpstan-type GivenLine array{
 *     amount: int|float|string,
 *     discount: int|float|string,
 *     price: int|float|string,
 *     product_id: int|string|array<string, string|int>,
 *     tax: int|float|string,
 *     total: int|float|string,
 * }
 *
 * A custom field.
 *
 * - entity: The kind of record that has it.
 * - external_ids: The record's ids in other systems, by the system's name.
 * - name: What people call it.
 * - options: The values that a list may have, to the letter.
 * - position: Its place among the inputs.
 * - slug: The key under which records have its value. It never changes.
 * - type: What its values are: `list`, `string`, `integer`, `double`, `checkbox`.
 * - version: 1 when created, one more with each change.
 * @phpstan-type InputView array{
 *     created_at: string,
 *     entity: string,
 *     external_ids: array<string, string>,
 *     id: int,
 *     name: string,
 *     options: list<string>,
 *     position: int,
 *     slug: string,
 *     type: string,
 *     updated_at: string,
 *     version: int,
 * }
 *
 * From one day or instant to another.
 *
 * - from: The first day or instant that counts.
 * - to: The last day or instant that counts; a day counts whole.
 * @phpstan-type InstantRange array{
 *     from?: string|null,
 *     to?: string|null,
 * }
 *
 * An application token in the list.
 *
 * - expires_at: When the token expires, if ever.
 * - last_used_at: When a call was last made with the token, to the minute; null if never.
 * - name: What the token is for.
 * - origin: What the token's changes are said to come from, where a call does not say otherwise with
 *   the header X-Origin.
 * - prefix: How the token begins, to know it again.
 * - revoked_at: When the token was revoked, if it was.
 * - rights: What the token may do, module by module; `*` stands for all modules.
 * - user_id: The manager who made the token. It may never do more than this user may.
 * - user_name: The name of who made the token.
 * - version: 1 when created, one more with each change.
 * @phpstan-type ListedToken array{
 *     created_at: string,
 *     expires_at: string|null,
 *     id: int,
 *     last_used_at: string|null,
 *     name: string,
 *     origin: string|null,
 *     prefix: string,
 *     revoked_at: string|null,
 *     rights: array<string, list<'read'|'write'|'delete'|'query'>>,
 *     updated_at: string,
 *     user_id: int,
 *     user_name: string|null,
 *     version: int,
 * }
 *
 * From one value to another.
 *
 * - from: The least that counts.
 * - to: The greatest that counts.
 * @phpstan-type MoneyRange array{
 *     from?: int|float|string|null,
 *     to?: int|float|string|null,
 * }
 *
 * A notification.
 *
 * - entity: The kind of record that it is about, such as `opportunity` or `ticket`.
 * - read_at: When it was first marked as read; null until then.
 * - record_id: The id of the record that it is about.
 * - user_id: Who is told.
 * - version: 1 when created, one more with each change.
 * - comment: What was said along with it. Left out like the subject.
 * - subject: Left out where an application token may not read the kind of record that it is about.
 * @phpstan-type Notification array{
 *     created_at: string,
 *     entity: string,
 *     id: int,
 *     read_at: string|null,
 *     record_id: int,
 *     updated_at: string,
 *     user_id: int,
 *     version: int,
 *     comment?: string|null,
 *     subject?: string|null,
 * }
 *
 * A page of notifications.
 *
 * - current_page: The page that this is.
 * - last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
 * - total: How many records there are on all pages together. Left out with `with_total: false`.
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type NotificationsGetNotificationsResponse array{
 *     current_page: int,
 *     notifications: list<Notification>,
 *     last_page?: int|null,
 *     total?: int|null,
 *     withheld?: list<string>,
 * }
 *
 * The notifications that were named.
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type NotificationsMarkReadResponse array{
 *     notifications: list<Notification>,
 *     withheld?: list<string>,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneApplicationToken array{
 *     application_token: ApplicationToken,
 *     withheld?: list<string>,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneCompany array{
 *     company: Company,
 *     withheld?: list<string>,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneContact array{
 *     contact: Contact,
 *     withheld?: list<string>,
 * }
 *
 * One delivery, as it was queued.
 * @phpstan-type OneDelivery array{
 *     delivery: Delivery,
 * }
 *
 * The answer of the methods that change one entry.
 * @phpstan-type OneEntry array{
 *     entry: EntryView,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneFile array{
 *     file: File,
 *     withheld?: list<string>,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneInput array{
 *     input: InputView,
 *     withheld?: list<string>,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneOpportunity array{
 *     opportunity: Opportunity,
 *     withheld?: list<string>,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneProduct array{
 *     product: Product,
 *     withheld?: list<string>,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneTicket array{
 *     ticket: Ticket,
 *     withheld?: list<string>,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneTicketComment array{
 *     ticket_comment: TicketComment,
 *     withheld?: list<string>,
 * }
 *
 * The answer of the methods that change one user of a profile.
 * @phpstan-type OneUser array{
 *     user: ProfileUser,
 * }
 *
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OneWebhook array{
 *     webhook: Webhook,
 *     withheld?: list<string>,
 * }
 *
 * A page of opportunities.
 *
 * - current_page: The page that this is.
 * - last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
 * - total: How many records there are on all pages together. Left out with `with_total: false`.
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OpportunitiesGetOpportunitiesResponse array{
 *     current_page: int,
 *     opportunities: list<Opportunity>,
 *     last_page?: int|null,
 *     total?: int|null,
 *     withheld?: list<string>,
 * }
 *
 * - stages: The stages, in their order.
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type OpportunitiesGetPipelineResponse array{
 *     stages: list<StageView>,
 *     total: TotalView,
 *     withheld?: list<string>,
 * }
 *
 * @phpstan-type OpportunitiesGetStageHistoryResponse array{
 *     history: list<Stay>,
 * }
 *
 * An opportunity.
 *
 * - campaign_id: An entry of `Profiles.GetCampaigns`.
 * - closed_at: When it was won or lost; null while it is open.
 * - estimated_end_at: The day on which it is expected to be decided.
 * - external_ids: The record's ids in other systems, by the system's name.
 * - lost_reason: Why it was lost.
 * - operation_type: `new` or `renew`.
 * - prospect_type: `new` or `existing`: whether the customer is one already.
 * - stage_id: An entry of `Profiles.GetStages`.
 * - status: `active`, `pending`, `won` or `lost`.
 * - user_id: The user who owns it.
 * - version: 1 when created, one more with each change.
 * - want_products: Whether it has lines.
 * - want_tax: Whether its lines may have a tax.
 * - company: Left out where it is not asked for with `with_company`.
 * - contact: Left out where it is not asked for with `with_contact`.
 * - inputs: The values of the profile's own fields, by slug. Left out where they are not asked for
 *   with `with_inputs`.
 * - products: The lines. Left out where they are not asked for with `with_products`.
 * - user: The owner. Left out where it is not asked for with `with_user`.
 * @phpstan-type Opportunity array{
 *     campaign_id: int|null,
 *     closed_at: string|null,
 *     company_id: int,
 *     contact_id: int,
 *     created_at: string,
 *     estimated_end_at: string,
 *     external_ids: array<string, string>,
 *     id: int,
 *     lost_reason: string|null,
 *     operation_type: string,
 *     prospect_type: string,
 *     stage_id: int,
 *     status: string,
 *     title: string,
 *     updated_at: string,
 *     user_id: int,
 *     value: int|float,
 *     version: int,
 *     want_products: bool,
 *     want_tax: bool,
 *     company?: Company|null,
 *     contact?: Contact|null,
 *     inputs?: array<string, mixed>|null,
 *     products?: list<OpportunityLine>|null,
 *     user?: UserView|null,
 * }
 *
 * A line on the wire.
 *
 * - amount: How many units.
 * - discount: What is taken off the price of one unit.
 * - price: The price of one unit.
 * - tax: The tax as a fraction, 0 to 1.
 * - total: amount × (price − discount) × (1 + tax), rounded half up to two places.
 * - name: The product's name today. Left out of the answers that change an opportunity.
 * - sku: The product's number today, if it has one. Left out of the answers that change an
 *   opportunity.
 * @phpstan-type OpportunityLine array{
 *     amount: int|float,
 *     discount: int|float,
 *     price: int|float,
 *     product_id: int,
 *     tax: int|float,
 *     total: int|float,
 *     name?: string|null,
 *     sku?: string|null,
 * }
 *
 * What a script is told of the application token that it has.
 *
 * - expires_at: When the token expires, if ever.
 * - profile_id: The profile in which the token works.
 * - rights: What the token may do, module by module; `*` stands for all modules.
 * @phpstan-type OwnApplicationToken array{
 *     expires_at: string|null,
 *     id: int,
 *     name: string,
 *     profile_id: int,
 *     rights: array<string, list<'read'|'write'|'delete'|'query'>>,
 * }
 *
 * A product.
 *
 * - company_id: The company that it belongs to.
 * - external_ids: The record's ids in other systems, by the system's name.
 * - featured: Whether it is shown before others.
 * - min_quantity: The least that is sold of it at once.
 * - picture_id: A picture that `Files.Upload` took.
 * - product_category_id: An entry of `Products.GetCategories`.
 * - product_discount_id: An entry of `Products.GetDiscounts`.
 * - product_measury_id: An entry of `Products.GetMeasures`.
 * - product_subcategory_id: An entry of `Products.GetSubcategories`.
 * - product_validity_id: An entry of `Products.GetValidities`.
 * - profile_currency_type_id: An entry of `Profiles.GetCurrencies`.
 * - retired: Whether it is kept for the opportunities that have it, and offered to no new ones.
 * - sku: The number under which stock knows it; no other product of the profile has it.
 * - slug: The name in web addresses; no other product of the profile has it.
 * - taxes: Entries of `Products.GetTaxes`.
 * - value: The price of one unit, without taxes.
 * - vendor: Who makes or delivers it.
 * - version: 1 when created, one more with each change.
 * - inputs: The values of the profile's own fields, by slug. Left out of lists that don't ask for it
 *   with `with_inputs`.
 * - picture_url: Where the picture can be fetched without a token for 15 minutes or more: a path of
 *   this service.
 * @phpstan-type Product array{
 *     company_id: int|null,
 *     created_at: string,
 *     description: string|null,
 *     external_ids: array<string, string>,
 *     featured: bool,
 *     id: int,
 *     location: string|null,
 *     min_quantity: int|float|null,
 *     name: string,
 *     picture_id: int|null,
 *     product_category_id: int|null,
 *     product_discount_id: int|null,
 *     product_measury_id: int|null,
 *     product_subcategory_id: int|null,
 *     product_validity_id: int|null,
 *     profile_currency_type_id: int|null,
 *     retired: bool,
 *     short_name: string|null,
 *     sku: string|null,
 *     slug: string,
 *     tags: list<string>,
 *     taxes: list<int>,
 *     updated_at: string,
 *     value: int|float,
 *     vendor: string|null,
 *     version: int,
 *     inputs?: array<string, mixed>|null,
 *     picture_url?: string|null,
 * }
 *
 * @phpstan-type ProductsGetCategoriesResponse array{
 *     categories: list<EntryView>,
 * }
 *
 * @phpstan-type ProductsGetDiscountsResponse array{
 *     discounts: list<EntryView>,
 * }
 *
 * @phpstan-type ProductsGetMeasuresResponse array{
 *     measures: list<EntryView>,
 * }
 *
 * A page of products.
 *
 * - current_page: The page that this is.
 * - last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
 * - total: How many records there are on all pages together. Left out with `with_total: false`.
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type ProductsGetProductsResponse array{
 *     current_page: int,
 *     products: list<Product>,
 *     last_page?: int|null,
 *     total?: int|null,
 *     withheld?: list<string>,
 * }
 *
 * @phpstan-type ProductsGetSubcategoriesResponse array{
 *     subcategories: list<EntryView>,
 * }
 *
 * @phpstan-type ProductsGetTaxesResponse array{
 *     taxes: list<EntryView>,
 * }
 *
 * @phpstan-type ProductsGetValiditiesResponse array{
 *     validities: list<EntryView>,
 * }
 *
 * A user of a profile.
 *
 * - created_at: When the user joined the profile.
 * - external_ids: The user's ids in other systems, by the system's name.
 * - id: The user's id.
 * - role: What the user may do in this profile.
 * - updated_at: When the role or an external id last changed.
 * - version: 1 when the user joined, one more each time the role or an external id changes.
 * @phpstan-type ProfileUser array{
 *     created_at: string,
 *     email: string,
 *     external_ids: array<string, string>,
 *     id: int,
 *     mobile: string|null,
 *     name: string,
 *     role: 'viewer'|'member'|'manager',
 *     updated_at: string,
 *     version: int,
 * }
 *
 * A profile, as its members see it.
 *
 * - role: The caller's role in it.
 * @phpstan-type ProfileView array{
 *     created_at: string,
 *     id: int,
 *     name: string,
 *     role: 'viewer'|'member'|'manager',
 *     updated_at: string,
 *     version: int,
 * }
 *
 * The new user of the profile.
 * @phpstan-type ProfilesAddUserResponse array{
 *     user: ProfileUser|AddedUser,
 * }
 *
 * @phpstan-type ProfilesCreateProfileResponse array{
 *     profile: ProfileView,
 * }
 *
 * @phpstan-type ProfilesEditProfileResponse array{
 *     profile: ProfileView,
 * }
 *
 * @phpstan-type ProfilesGetCampaignsResponse array{
 *     campaigns: list<EntryView>,
 * }
 *
 * @phpstan-type ProfilesGetCountriesResponse array{
 *     countries: list<Country>,
 * }
 *
 * @phpstan-type ProfilesGetCurrenciesResponse array{
 *     currencies: list<EntryView>,
 * }
 *
 * @phpstan-type ProfilesGetProfilesResponse array{
 *     profiles: list<ProfileView>,
 * }
 *
 * @phpstan-type ProfilesGetStagesResponse array{
 *     stages: list<EntryView>,
 * }
 *
 * - country: The country's code.
 * - states: Its states; empty where the country has none.
 * @phpstan-type ProfilesGetStatesResponse array{
 *     country: string,
 *     states: list<State>,
 * }
 *
 * @phpstan-type ProfilesGetUsersResponse array{
 *     users: list<ProfileUser>,
 * }
 *
 * What signing in and registering answer.
 *
 * - expires_at: When the token expires.
 * - token: The access token, for the header `Authorization: Bearer <token>`.
 * @phpstan-type SignedIn array{
 *     expires_at: string,
 *     token: string,
 *     user: UserView,
 * }
 *
 * What is open at a stage.
 *
 * - count: How many there are.
 * - probability: The probability that an opportunity at this stage is won, 0 to 1. Null, where the
 *   stage has none, counts as 0.
 * - stage_id: An entry of `Profiles.GetStages`.
 * - value: The sum of their values.
 * - weighted_value: For a stage the value times the probability, rounded half up to two places; for
 *   all together the sum of these.
 * - name: Left out where the caller may read neither `Profiles.GetStages` nor the catalogs.
 * @phpstan-type StageView array{
 *     count: int,
 *     probability: int|float|null,
 *     stage_id: int,
 *     value: int|float,
 *     weighted_value: int|float,
 *     name?: string|null,
 * }
 *
 * A subdivision of a country, as ISO 3166-2 lists it: a state, a province, a region.
 *
 * - code: The code without its country, such as `JAL`.
 * - name: The name, usually in the language of the country, such as `Jalisco`.
 * @phpstan-type State array{
 *     code: string,
 *     name: string,
 * }
 *
 * The time that an opportunity has been at a stage.
 *
 * - left_at: Null where it is there still.
 * - stage_id: An entry of `Profiles.GetStages`.
 * - status: The status that it came with: `active`, `pending`, `won` or `lost`.
 * - user_id: Who moved it there; null where that was done on the command line.
 * @phpstan-type Stay array{
 *     entered_at: string,
 *     left_at: string|null,
 *     stage_id: int,
 *     status: string,
 *     user_id: int|null,
 * }
 *
 * - cursor: Behind the last of these changes: the next `since`.
 * - more: Whether there are more already. If not, ask again when you like.
 * - withheld: The kinds of record that an application token may not read, of those that it asked for:
 *   they are left out.
 * @phpstan-type SyncGetChangesResponse array{
 *     changes: list<ChangeView>,
 *     cursor: string,
 *     more: bool,
 *     withheld?: list<string>,
 * }
 *
 * - buckets: Those that have any record, in their order.
 * - count: How many records there are.
 * - sha256: Of all records.
 * - since: A place in the feed up to which all changes are in this digest. Others may be, too.
 * @phpstan-type SyncGetDigestResponse array{
 *     buckets: list<Bucket>,
 *     count: int,
 *     entity: string,
 *     sha256: string,
 *     since: string,
 * }
 *
 * - cursor: For the next page; null on the last.
 * - entity: The kind of the records on this page. Kinds come in an order in which what is referred to
 *   comes first.
 * - records: In the order of their ids; none where the profile has no such record.
 * - since: On the last page, for `Sync.GetChanges`; null before.
 * - withheld: On the first page, the kinds of record that an application token may not read, of those
 *   that it asked for: they are left out.
 * @phpstan-type SyncGetSnapshotResponse array{
 *     cursor: string|null,
 *     entity: string,
 *     records: list<CopiedView>,
 *     since: string|null,
 *     withheld?: list<string>,
 * }
 *
 * What became of the records.
 *
 * - results: What became of each record, in their order.
 * @phpstan-type SyncUpsertResponse array{
 *     created: int,
 *     failed: int,
 *     results: list<UpsertOutcome>,
 *     unchanged: int,
 *     updated: int,
 * }
 *
 * - time: The server's time.
 * - version: The version of the service.
 * @phpstan-type SystemPingResponse array{
 *     time: string,
 *     version: string,
 * }
 *
 * A ticket.
 *
 * - case_id: An entry of `Tickets.GetCases`.
 * - closed_at: When it was closed; null while it is not.
 * - estimated_end_at: The day on which it is expected to be done.
 * - external_ids: The record's ids in other systems, by the system's name.
 * - origin_id: An entry of `Tickets.GetOrigins`.
 * - priority_id: An entry of `Tickets.GetPriorities`.
 * - solved_at: When it was solved; null while it is not.
 * - status: `open`, `pending`, `solved` or `closed`.
 * - user_id: The user who owns it.
 * - version: 1 when created, one more with each change.
 * - comments: What was said about it, the oldest first. Left out of lists that don't ask for it with
 *   `with_comments`.
 * @phpstan-type Ticket array{
 *     case_id: int,
 *     closed_at: string|null,
 *     company_id: int,
 *     contact_id: int|null,
 *     created_at: string,
 *     description: string,
 *     estimated_end_at: string,
 *     external_ids: array<string, string>,
 *     id: int,
 *     opportunity_id: int|null,
 *     origin_id: int,
 *     priority_id: int,
 *     solved_at: string|null,
 *     status: string,
 *     title: string,
 *     updated_at: string,
 *     user_id: int,
 *     version: int,
 *     comments?: list<TicketComment>|null,
 * }
 *
 * Something that was said about a ticket.
 *
 * - external_ids: The record's ids in other systems, by the system's name.
 * - user_id: Who said it.
 * - version: 1 when created, one more with each change.
 * @phpstan-type TicketComment array{
 *     comment: string,
 *     created_at: string,
 *     external_ids: array<string, string>,
 *     id: int,
 *     ticket_id: int,
 *     updated_at: string,
 *     user_id: int,
 *     version: int,
 * }
 *
 * @phpstan-type TicketsGetCasesResponse array{
 *     cases: list<EntryView>,
 * }
 *
 * @phpstan-type TicketsGetOriginsResponse array{
 *     origins: list<EntryView>,
 * }
 *
 * @phpstan-type TicketsGetPrioritiesResponse array{
 *     priorities: list<EntryView>,
 * }
 *
 * A page of tickets.
 *
 * - current_page: The page that this is.
 * - last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
 * - total: How many records there are on all pages together. Left out with `with_total: false`.
 * - withheld: What was left out, because the caller has no right to read that kind of record. Missing
 *   where nothing was.
 * @phpstan-type TicketsGetTicketsResponse array{
 *     current_page: int,
 *     tickets: list<Ticket>,
 *     last_page?: int|null,
 *     total?: int|null,
 *     withheld?: list<string>,
 * }
 *
 * Sums of opportunities. They have all their digits, however many these are.
 *
 * - count: How many there are.
 * - value: The sum of their values.
 * - weighted_value: For a stage the value times the probability, rounded half up to two places; for
 *   all together the sum of these.
 * @phpstan-type TotalView array{
 *     count: int,
 *     value: int|float,
 *     weighted_value: int|float,
 * }
 *
 * What became of one record.
 *
 * - code: The code of the failure, as a call that fails has it; only where it failed.
 * - details: What is wrong, parameter by parameter; only where it failed.
 * - error: What is wrong, in one sentence; only where it failed.
 * - fields: Which fields were updated; only where any were.
 * - id: The record's id; not where it failed.
 * - more: How many wrong parameters there are beside those in the details; only where there are.
 * - version: The record's version now; not where it failed.
 * @phpstan-type UpsertOutcome array{
 *     result: 'created'|'updated'|'unchanged'|'failed',
 *     code?: string|null,
 *     details?: mixed,
 *     error?: string|null,
 *     fields?: list<string>|null,
 *     id?: int|null,
 *     more?: int|null,
 *     version?: int|null,
 * }
 *
 * A user, as everybody who shares a profile may see it. There is no trace of the password.
 * @phpstan-type UserView array{
 *     created_at: string,
 *     email: string,
 *     id: int,
 *     mobile: string|null,
 *     name: string,
 * }
 *
 * A webhook, without its secret.
 *
 * - disabled_at: Since when it is disabled.
 * - disabled_reason: Why it was disabled, where the service did it.
 * - enabled: Whether anything is sent. A disabled webhook keeps its place in the feed of changes.
 * - entities: The kinds of record that are told of; an empty list is all.
 * - exclude_origin: Changes of this origin are left out.
 * - operations: The operations that are told of; an empty list is all.
 * - previous_secret_ends_at: Until when the secret that was rotated out signs, too.
 * - url: Where changes are sent.
 * - version: 1 when created, one more with each change.
 * @phpstan-type Webhook array{
 *     created_at: string,
 *     description: string|null,
 *     disabled_at: string|null,
 *     disabled_reason: string|null,
 *     enabled: bool,
 *     entities: list<'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment'>,
 *     exclude_origin: string|null,
 *     id: int,
 *     operations: list<'create'|'update'|'delete'>,
 *     previous_secret_ends_at: string|null,
 *     updated_at: string,
 *     url: string,
 *     version: int,
 * }
 *
 * A page of deliveries.
 *
 * - current_page: The page that this is.
 * - last_page: The last page that has any record; at least 1. Left out with `with_total: false`.
 * - total: How many records there are on all pages together. Left out with `with_total: false`.
 * - withheld: The kinds of record that an application token may not read: deliveries that tell of them
 *   are left out.
 * @phpstan-type WebhooksGetDeliveriesResponse array{
 *     current_page: int,
 *     deliveries: list<Delivery>,
 *     last_page?: int|null,
 *     total?: int|null,
 *     withheld?: list<string>,
 * }
 *
 * The webhooks, oldest first.
 * @phpstan-type WebhooksGetResponse array{
 *     webhooks: list<Webhook>,
 * }
 *
 * What was queued.
 *
 * - more: Whether there are others that the same call would queue.
 * - queued: How many deliveries were queued.
 * - delivery: The delivery, where one was named.
 * @phpstan-type WebhooksRedeliverResponse array{
 *     more: bool,
 *     queued: int,
 *     delivery?: Delivery|null,
 * }
 *
 * A webhook and what signs it, for who has just made it.
 *
 * - secret: What deliveries are signed with, where this call has set it; else null. It is never shown
 *   again.
 * - withheld: The kinds of record that the webhook does not tell of, because an application token made
 *   it that may not read them.
 * @phpstan-type WithSecret array{
 *     secret: string|null,
 *     webhook: Webhook,
 *     withheld?: list<string>,
 * }
 */
final class Types
{
}

/**
 * Who changed what, from what to what.
 *
 * @phpstan-import-type AuditGetHistoryResponse from Types
 * @phpstan-import-type Change from Types
 */
final class AuditModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Lists what happened to a record, change by change: who made it, when, and which fields it changed
     * from what to what. A record that was deleted still has its history.
     *
     * - entity: The kind of record. The history of application tokens and webhooks is for managers; that
     *   of a notification nobody reads. An application token needs the right to read the kind, too.
     * - record_id: The record's id.
     * - page: Which page, from 1.
     * - pagination: How many changes a page has: 1 to 1000, 500 where nothing is said.
     *
     * @param array{
     *     entity: 'application_token'|'catalog_entry'|'company'|'contact'|'file'|'input'|'member'|'notification'|'opportunity'|'product'|'profile'|'ticket'|'ticket_comment'|'webhook',
     *     record_id: int|string|array<string, string|int>,
     *     page?: int|string,
     *     pagination?: int|string,
     *     sort?: 'id'|'-id',
     *     profile_id?: int|string,
     * } $parameters
     * @return AuditGetHistoryResponse
     * @throws Failure
     */
    public function getHistory(array $parameters): array
    {
        return $this->client->call('Audit.GetHistory', $parameters, ofProfile: true);
    }

    /**
     * All records of getHistory, page after page, each of which is a call of its own.
     *
     * @param array{
     *     entity: 'application_token'|'catalog_entry'|'company'|'contact'|'file'|'input'|'member'|'notification'|'opportunity'|'product'|'profile'|'ticket'|'ticket_comment'|'webhook',
     *     record_id: int|string|array<string, string|int>,
     *     pagination?: int|string,
     *     sort?: 'id'|'-id',
     *     profile_id?: int|string,
     * } $parameters
     * @return \Generator<int, Change, mixed, void>
     * @throws Failure
     */
    public function iterateHistory(array $parameters): \Generator
    {
        for ($page = 1; ; $page++) {
            $answer = $this->getHistory(['page' => $page] + $parameters);
            foreach ($answer['changes'] as $record) {
                yield $record;
            }
            // Without a total there is no last page to know of: the walk ends at a page without records.
            $last = $answer['last_page'] ?? null;
            if ($last !== null ? $page >= $last : $answer['changes'] === []) {
                return;
            }
        }
    }
}

/**
 * Signing in and out, the caller's own account, and the tokens that scripts sign in with.
 *
 * @phpstan-import-type AuthApiLoginResponse from Types
 * @phpstan-import-type AuthChangePasswordResponse from Types
 * @phpstan-import-type AuthCreateApplicationTokenResponse from Types
 * @phpstan-import-type AuthGetApplicationTokensResponse from Types
 * @phpstan-import-type AuthGetProfileResponse from Types
 * @phpstan-import-type AuthLogoutResponse from Types
 * @phpstan-import-type OneApplicationToken from Types
 * @phpstan-import-type SignedIn from Types
 */
final class AuthModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Signs a script in: its application token for an access token that has the same rights and lives an
     * hour. The application token itself is good for the header `Authorization`, too.
     *
     * - authCode: The application token, from `Auth.CreateApplicationToken`.
     *
     * @param array{
     *     authCode: string,
     * } $parameters
     * @return AuthApiLoginResponse
     * @throws Failure
     */
    public function apiLogin(array $parameters): array
    {
        return $this->client->call('Auth.ApiLogin', $parameters);
    }

    /**
     * Changes the caller's password. Every token of the user but the one in hand ends.
     *
     * - c_password: The new password once more.
     * - new_password: Eight characters or more.
     * - password: The password until now.
     *
     * @param array{
     *     c_password: string,
     *     new_password: string,
     *     password: string,
     * } $parameters
     * @return AuthChangePasswordResponse
     * @throws Failure
     */
    public function changePassword(array $parameters): array
    {
        return $this->client->call('Auth.ChangePassword', $parameters, writes: true);
    }

    /**
     * Makes an application token, with which a script works in this profile. The reply shows it once: it
     * is kept nowhere and can't be shown again. The token never does more than its rights say, nor more
     * than who made it may do; and it ends when that user is removed from the profile, for good.
     *
     * - name: What the token is for: mostly the script's name.
     * - rights: What the token may do, module by module: `{"Companies": ["read", "write"], "Products":
     *   ["read"]}`. `*` stands for all modules. Which right a method needs is in the definition, under
     *   `x-access`.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - expires_at: When the token expires; a day counts whole. Without it the token lives until it is
     *   revoked.
     * - origin: What the token's changes are said to come from, where a call does not say otherwise with
     *   the header X-Origin.
     *
     * @param array{
     *     name: string,
     *     rights: array<string, list<'read'|'write'|'delete'|'query'>>,
     *     dry_run?: bool,
     *     expires_at?: string|null,
     *     origin?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return AuthCreateApplicationTokenResponse
     * @throws Failure
     */
    public function createApplicationToken(array $parameters): array
    {
        return $this->client->call('Auth.CreateApplicationToken', $parameters, ofProfile: true, writes: true);
    }

    /**
     * Lists the application tokens of a profile, also those that have expired or were revoked. No reply
     * ever shows a token's secret again.
     *
     * @param array{
     *     profile_id?: int|string,
     * } $parameters
     * @return AuthGetApplicationTokensResponse
     * @throws Failure
     */
    public function getApplicationTokens(array $parameters = []): array
    {
        return $this->client->call('Auth.GetApplicationTokens', $parameters, ofProfile: true);
    }

    /**
     * Says who the caller is. A script is told of its application token, and of the user who made that.
     *
     * @return AuthGetProfileResponse
     * @throws Failure
     */
    public function getProfile(): array
    {
        return $this->client->call('Auth.GetProfile');
    }

    /**
     * Signs a user in. The token that it answers goes with every other call.
     *
     * @param array{
     *     email: string,
     *     password: string,
     * } $parameters
     * @return SignedIn
     * @throws Failure
     */
    public function login(array $parameters): array
    {
        return $this->client->call('Auth.Login', $parameters);
    }

    /**
     * Ends the token that the call is made with, at once and everywhere.
     *
     * @return AuthLogoutResponse
     * @throws Failure
     */
    public function logout(?string $idempotencyKey = null): array
    {
        return $this->client->call('Auth.Logout', writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Makes a user and a first profile with the usual catalogs, and signs the user in.
     *
     * - c_password: The password once more.
     * - company: The company that the user works for; the profile is called so.
     * - name: The user's name.
     * - password: Eight characters or more.
     *
     * @param array{
     *     c_password: string,
     *     company: string,
     *     email: string,
     *     name: string,
     *     password: string,
     *     mobile?: string|int|null,
     * } $parameters
     * @return SignedIn
     * @throws Failure
     */
    public function register(array $parameters): array
    {
        return $this->client->call('Auth.Register', $parameters, writes: true);
    }

    /**
     * Ends an application token, and the access tokens that were made of it: the next call with any of
     * them is refused.
     *
     * - application_token_id: The token's id, from `Auth.GetApplicationTokens`.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     application_token_id: int|string,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneApplicationToken
     * @throws Failure
     */
    public function revokeApplicationToken(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Auth.RevokeApplicationToken', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }
}

/**
 * Several calls as one.
 *
 * @phpstan-import-type BatchCall from Types
 * @phpstan-import-type BatchRunResponse from Types
 */
final class BatchModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Makes several calls, one after the other, in one transaction: all or none.
     *
     * In the place of any value of a later call's parameters `{"$ref": "0.company.id"}` stands for what an
     * earlier call was answered: the number of that call, from 0, and the path into its response. Each
     * call is made as if it came alone. Neither passwords nor files can be handled inside, and no other
     * batch.
     *
     * - calls: The calls, at most 100.
     * - atomic: Whether all are undone when one fails; the batch then fails as that one did. Else each
     *   succeeds or fails by itself.
     * - dry_run: Whether to answer what would be and to change nothing.
     *
     * @param array{
     *     calls: list<BatchCall>|BatchCall,
     *     atomic?: bool,
     *     dry_run?: bool,
     * } $parameters
     * @return BatchRunResponse
     * @throws Failure
     */
    public function run(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Batch.Run', $parameters, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }
}

/**
 * The vocabularies of a profile, for who administers it.
 *
 * @phpstan-import-type CatalogsGetCatalogsResponse from Types
 * @phpstan-import-type CatalogsGetEntriesResponse from Types
 * @phpstan-import-type OneEntry from Types
 */
final class CatalogsModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Adds an entry to a catalog.
     *
     * - catalog: The catalog's name, from `Catalogs.GetCatalogs`.
     * - name: What the entry is called; no other in the catalog may be called so.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - code: Its short form, in a catalog that has such: a currency's code.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     * - parent_id: The entry that it is a part of, in a catalog that has such: a subcategory's category.
     * - position: Its place among the entries. Where nothing is said it becomes the last.
     * - value: Its number, in a catalog that has such: a stage's probability, a tax's rate.
     *
     * @param array{
     *     catalog: string,
     *     name: string,
     *     dry_run?: bool,
     *     code?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     parent_id?: int|string|array<string, string|int>|null,
     *     position?: int|null,
     *     value?: int|float|string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneEntry
     * @throws Failure
     */
    public function createEntry(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Catalogs.CreateEntry', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Deletes an entry of a catalog. One that records refer to can only be retired, with
     * `Catalogs.EditEntry`.
     *
     * - entry_id: The entry's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     entry_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneEntry
     * @throws Failure
     */
    public function deleteEntry(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Catalogs.DeleteEntry', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes an entry of a catalog. A retired entry stays with the records that have it and is offered to
     * no others.
     *
     * - entry_id: The entry's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - code: Its short form, in a catalog that has such.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
     *   null takes one away, or all.
     * - name: What the entry is called; no other in the catalog may be called so.
     * - parent_id: The entry that it is a part of, in a catalog that has such.
     * - position: Its place among the entries.
     * - retired: Whether it is offered to no new records.
     * - value: Its number, in a catalog that has such.
     *
     * @param array{
     *     entry_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     code?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     name?: string,
     *     parent_id?: int|string|array<string, string|int>,
     *     position?: int,
     *     retired?: bool,
     *     value?: int|float|string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneEntry
     * @throws Failure
     */
    public function editEntry(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Catalogs.EditEntry', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Lists the catalogs that every profile has.
     *
     * @param array{
     *     profile_id?: int|string,
     * } $parameters
     * @return CatalogsGetCatalogsResponse
     * @throws Failure
     */
    public function getCatalogs(array $parameters = []): array
    {
        return $this->client->call('Catalogs.GetCatalogs', $parameters, ofProfile: true);
    }

    /**
     * Lists the entries of a catalog, in their order.
     *
     * - catalog: The catalog's name, from `Catalogs.GetCatalogs`.
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     catalog: string,
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return CatalogsGetEntriesResponse
     * @throws Failure
     */
    public function getEntries(array $parameters): array
    {
        return $this->client->call('Catalogs.GetEntries', $parameters, ofProfile: true);
    }
}

/**
 * @phpstan-import-type Address from Types
 * @phpstan-import-type CompaniesGetCompaniesResponse from Types
 * @phpstan-import-type CompaniesGetIndustriesResponse from Types
 * @phpstan-import-type CompaniesGetTypesResponse from Types
 * @phpstan-import-type Company from Types
 * @phpstan-import-type GetInputsResponse from Types
 * @phpstan-import-type InstantRange from Types
 * @phpstan-import-type OneCompany from Types
 */
final class CompaniesModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Creates a company.
     *
     * - industry_id: An entry of `Companies.GetIndustries`.
     * - type_id: An entry of `Companies.GetTypes`.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - billing_name: The name on invoices.
     * - bio: What the company does, in its own words.
     * - client_number: The number under which the business knows the company; no other company of the
     *   profile may have it. Made up where nothing is said.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     * - inputs: Values of the profile's own fields, by slug; `Companies.GetInputs` lists them.
     * - logo_id: The company's logo: a picture that `Files.Upload` took.
     * - rfc: The tax number.
     * - slug: The name in web addresses; no other company of the profile may have it. Made of the name
     *   where nothing is said.
     * - website: It begins with `https://` or `http://`.
     *
     * @param array{
     *     industry_id: int|string|array<string, string|int>,
     *     name: string,
     *     type_id: int|string|array<string, string|int>,
     *     dry_run?: bool,
     *     billing_address?: Address|null,
     *     billing_name?: string|null,
     *     bio?: string|null,
     *     client_number?: string|null,
     *     email?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     inputs?: array<string, string|int|float|bool|null>|null,
     *     logo_id?: int|string|array<string, string|int>|null,
     *     mobile?: string|int|null,
     *     phone?: string|int|null,
     *     rfc?: string|null,
     *     shipping_address?: Address|null,
     *     slug?: string|null,
     *     website?: string|null,
     *     whatsapp?: string|int|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneCompany
     * @throws Failure
     */
    public function createCompany(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Companies.CreateCompany', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Deletes a company, and answers it as it last was. One that contacts, products, opportunities or
     * tickets refer to is a conflict that says how many.
     *
     * - company_id: The company's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     company_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneCompany
     * @throws Failure
     */
    public function deleteCompany(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Companies.DeleteCompany', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes a company. What is left out stays as it is; null clears what may be empty.
     *
     * - company_id: The company's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - billing_address: The whole address: it replaces the one before.
     * - billing_name: The name on invoices.
     * - bio: What the company does, in its own words.
     * - client_number: The number under which the business knows the company; no other company of the
     *   profile may have it.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
     *   null takes one away, or all.
     * - industry_id: An entry of `Companies.GetIndustries`.
     * - inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
     * - logo_id: The company's logo: a picture that `Files.Upload` took.
     * - rfc: The tax number.
     * - shipping_address: The whole address: it replaces the one before.
     * - slug: The name in web addresses; no other company of the profile may have it.
     * - type_id: An entry of `Companies.GetTypes`.
     * - website: It begins with `https://` or `http://`.
     *
     * @param array{
     *     company_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     billing_address?: Address|null,
     *     billing_name?: string|null,
     *     bio?: string|null,
     *     client_number?: string,
     *     email?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     industry_id?: int|string|array<string, string|int>,
     *     inputs?: array<string, string|int|float|bool|null>|null,
     *     logo_id?: int|string|array<string, string|int>|null,
     *     mobile?: string|int|null,
     *     name?: string,
     *     phone?: string|int|null,
     *     rfc?: string|null,
     *     shipping_address?: Address|null,
     *     slug?: string,
     *     type_id?: int|string|array<string, string|int>,
     *     website?: string|null,
     *     whatsapp?: string|int|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneCompany
     * @throws Failure
     */
    public function editCompany(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Companies.EditCompany', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Lists the companies of a profile, page by page.
     *
     * - company_industry: Only companies of these industries, entries of `Companies.GetIndustries`.
     * - company_type: Only companies of these types, entries of `Companies.GetTypes`.
     * - created_at: Only companies created in this time.
     * - page: Which page, from 1.
     * - pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
     * - query: Only companies with this text in their names, numbers, addresses on the web or bio, without
     *   regard to case or accents.
     * - with_addresses: Whether the postal addresses are listed, too.
     * - with_contacts: Whether the people at each company are listed, too.
     * - with_inputs: Whether the values of the profile's own fields are listed, too.
     * - with_total: Whether the records are counted. A script that walks all pages can do without.
     *
     * @param array{
     *     company_industry?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     company_type?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     created_at?: InstantRange|null,
     *     page?: int|string|null,
     *     pagination?: int|string|null,
     *     query?: string|null,
     *     sort?: 'id'|'-id',
     *     with_addresses?: bool,
     *     with_contacts?: bool,
     *     with_inputs?: bool,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return CompaniesGetCompaniesResponse
     * @throws Failure
     */
    public function getCompanies(array $parameters = []): array
    {
        return $this->client->call('Companies.GetCompanies', $parameters, ofProfile: true);
    }

    /**
     * All records of getCompanies, page after page, each of which is a call of its own.
     *
     * @param array{
     *     company_industry?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     company_type?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     created_at?: InstantRange|null,
     *     pagination?: int|string|null,
     *     query?: string|null,
     *     sort?: 'id'|'-id',
     *     with_addresses?: bool,
     *     with_contacts?: bool,
     *     with_inputs?: bool,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return \Generator<int, Company, mixed, void>
     * @throws Failure
     */
    public function iterateCompanies(array $parameters = []): \Generator
    {
        for ($page = 1; ; $page++) {
            $answer = $this->getCompanies(['page' => $page] + $parameters);
            foreach ($answer['companies'] as $record) {
                yield $record;
            }
            // Without a total there is no last page to know of: the walk ends at a page without records.
            $last = $answer['last_page'] ?? null;
            if ($last !== null ? $page >= $last : $answer['companies'] === []) {
                return;
            }
        }
    }

    /**
     * Finds a company, with its addresses and inputs.
     *
     * - search_by: What `search_value` is: the company's `id` or its `client_number`.
     * - search_value: The id, also as another system's (`{"sap": "000123"}`), or the client number.
     * - with_contacts: Whether the people there are shown, too.
     *
     * @param array{
     *     search_by: 'id'|'client_number',
     *     search_value: string|int|float|array<string, string|int>,
     *     with_contacts?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneCompany
     * @throws Failure
     */
    public function getCompany(array $parameters): array
    {
        return $this->client->call('Companies.GetCompany', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's company industries, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return CompaniesGetIndustriesResponse
     * @throws Failure
     */
    public function getIndustries(array $parameters = []): array
    {
        return $this->client->call('Companies.GetIndustries', $parameters, ofProfile: true);
    }

    /**
     * Lists the custom fields that a company has in this profile, in their order.
     *
     * @param array{
     *     profile_id?: int|string,
     * } $parameters
     * @return GetInputsResponse
     * @throws Failure
     */
    public function getInputs(array $parameters = []): array
    {
        return $this->client->call('Companies.GetInputs', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's company types, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return CompaniesGetTypesResponse
     * @throws Failure
     */
    public function getTypes(array $parameters = []): array
    {
        return $this->client->call('Companies.GetTypes', $parameters, ofProfile: true);
    }
}

/**
 * @phpstan-import-type Address from Types
 * @phpstan-import-type Assistant from Types
 * @phpstan-import-type Contact from Types
 * @phpstan-import-type ContactsGetContactsResponse from Types
 * @phpstan-import-type ContactsGetDepartmentsResponse from Types
 * @phpstan-import-type ContactsGetOriginsResponse from Types
 * @phpstan-import-type ContactsGetPositionsResponse from Types
 * @phpstan-import-type ContactsGetTitlesResponse from Types
 * @phpstan-import-type GetInputsResponse from Types
 * @phpstan-import-type InstantRange from Types
 * @phpstan-import-type OneContact from Types
 */
final class ContactsModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Creates a contact.
     *
     * - company_id: The company at which the contact is.
     * - origin_id: An entry of `Contacts.GetOrigins`.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - assistant: Who answers for the contact.
     * - department_id: An entry of `Contacts.GetDepartments`.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     * - inputs: Values of the profile's own fields, by slug; `Contacts.GetInputs` lists them.
     * - picture_id: A picture of the contact that `Files.Upload` took.
     * - position_id: An entry of `Contacts.GetPositions`.
     * - title_id: An entry of `Contacts.GetTitles`.
     *
     * @param array{
     *     company_id: int|string|array<string, string|int>,
     *     name: string,
     *     origin_id: int|string|array<string, string|int>,
     *     surname: string,
     *     dry_run?: bool,
     *     assistant?: Assistant|null,
     *     billing_address?: Address|null,
     *     department_id?: int|string|array<string, string|int>|null,
     *     email?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     inputs?: array<string, string|int|float|bool|null>|null,
     *     linkedin?: string|null,
     *     mother_surname?: string|null,
     *     phone_mobile?: string|int|null,
     *     phone_office?: string|int|null,
     *     phone_office_extension?: string|int|null,
     *     phone_other?: string|int|null,
     *     picture_id?: int|string|array<string, string|int>|null,
     *     position_id?: int|string|array<string, string|int>|null,
     *     shipping_address?: Address|null,
     *     skype?: string|null,
     *     title_id?: int|string|array<string, string|int>|null,
     *     twitter?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneContact
     * @throws Failure
     */
    public function createContact(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Contacts.CreateContact', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Deletes a contact, and answers it as it last was. One that opportunities or tickets refer to is a
     * conflict that says how many.
     *
     * - contact_id: The contact's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     contact_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneContact
     * @throws Failure
     */
    public function deleteContact(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Contacts.DeleteContact', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes a contact. What is left out stays as it is; null clears what may be empty.
     *
     * - contact_id: The contact's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - assistant: All of the assistant: it replaces the one before.
     * - billing_address: The whole address: it replaces the one before.
     * - company_id: The company at which the contact is from now on. A conflict while opportunities or
     *   tickets name the contact with the company before.
     * - department_id: An entry of `Contacts.GetDepartments`.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
     *   null takes one away, or all.
     * - inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
     * - origin_id: An entry of `Contacts.GetOrigins`.
     * - picture_id: A picture of the contact that `Files.Upload` took.
     * - position_id: An entry of `Contacts.GetPositions`.
     * - shipping_address: The whole address: it replaces the one before.
     * - title_id: An entry of `Contacts.GetTitles`.
     *
     * @param array{
     *     contact_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     assistant?: Assistant|null,
     *     billing_address?: Address|null,
     *     company_id?: int|string|array<string, string|int>,
     *     department_id?: int|string|array<string, string|int>|null,
     *     email?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     inputs?: array<string, string|int|float|bool|null>|null,
     *     linkedin?: string|null,
     *     mother_surname?: string|null,
     *     name?: string,
     *     origin_id?: int|string|array<string, string|int>,
     *     phone_mobile?: string|int|null,
     *     phone_office?: string|int|null,
     *     phone_office_extension?: string|int|null,
     *     phone_other?: string|int|null,
     *     picture_id?: int|string|array<string, string|int>|null,
     *     position_id?: int|string|array<string, string|int>|null,
     *     shipping_address?: Address|null,
     *     skype?: string|null,
     *     surname?: string,
     *     title_id?: int|string|array<string, string|int>|null,
     *     twitter?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneContact
     * @throws Failure
     */
    public function editContact(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Contacts.EditContact', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Finds a contact, with its addresses and inputs. An e-mail address that several contacts have is a
     * conflict, unless the company settles which of them is meant.
     *
     * - search_by: What `search_value` is: the contact's `id` or its `email`.
     * - search_value: The id, or the e-mail address without regard to the letter case.
     * - company_id: The company at which the contact is.
     *
     * @param array{
     *     search_by: 'id'|'email',
     *     search_value: string|int|float|array<string, string|int>,
     *     company_id?: int|string|array<string, string|int>|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneContact
     * @throws Failure
     */
    public function getContact(array $parameters): array
    {
        return $this->client->call('Contacts.GetContact', $parameters, ofProfile: true);
    }

    /**
     * Lists the contacts of a profile, page by page.
     *
     * - company_id: Only contacts at this company, or at one of these.
     * - created_at: Only contacts created in this time.
     * - department_id: Only contacts in these departments, entries of `Contacts.GetDepartments`.
     * - origin_id: Only contacts of these origins, entries of `Contacts.GetOrigins`.
     * - page: Which page, from 1.
     * - pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
     * - position_id: Only contacts in these positions, entries of `Contacts.GetPositions`.
     * - query: Only contacts with this text in their names, e-mail address, telephones or accounts,
     *   without regard to case or accents.
     * - title_id: Only contacts with these titles, entries of `Contacts.GetTitles`.
     * - with_addresses: Whether the postal addresses are listed, too.
     * - with_inputs: Whether the values of the profile's own fields are listed, too.
     * - with_total: Whether the records are counted. A script that walks all pages can do without.
     *
     * @param array{
     *     company_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     created_at?: InstantRange|null,
     *     department_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     origin_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     page?: int|string|null,
     *     pagination?: int|string|null,
     *     position_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     query?: string|null,
     *     sort?: 'id'|'-id',
     *     title_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     with_addresses?: bool,
     *     with_inputs?: bool,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ContactsGetContactsResponse
     * @throws Failure
     */
    public function getContacts(array $parameters = []): array
    {
        return $this->client->call('Contacts.GetContacts', $parameters, ofProfile: true);
    }

    /**
     * All records of getContacts, page after page, each of which is a call of its own.
     *
     * @param array{
     *     company_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     created_at?: InstantRange|null,
     *     department_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     origin_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     pagination?: int|string|null,
     *     position_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     query?: string|null,
     *     sort?: 'id'|'-id',
     *     title_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     with_addresses?: bool,
     *     with_inputs?: bool,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return \Generator<int, Contact, mixed, void>
     * @throws Failure
     */
    public function iterateContacts(array $parameters = []): \Generator
    {
        for ($page = 1; ; $page++) {
            $answer = $this->getContacts(['page' => $page] + $parameters);
            foreach ($answer['contacts'] as $record) {
                yield $record;
            }
            // Without a total there is no last page to know of: the walk ends at a page without records.
            $last = $answer['last_page'] ?? null;
            if ($last !== null ? $page >= $last : $answer['contacts'] === []) {
                return;
            }
        }
    }

    /**
     * Lists the profile's contact departments, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ContactsGetDepartmentsResponse
     * @throws Failure
     */
    public function getDepartments(array $parameters = []): array
    {
        return $this->client->call('Contacts.GetDepartments', $parameters, ofProfile: true);
    }

    /**
     * Lists the custom fields that a contact has in this profile, in their order.
     *
     * @param array{
     *     profile_id?: int|string,
     * } $parameters
     * @return GetInputsResponse
     * @throws Failure
     */
    public function getInputs(array $parameters = []): array
    {
        return $this->client->call('Contacts.GetInputs', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's contact origins, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ContactsGetOriginsResponse
     * @throws Failure
     */
    public function getOrigins(array $parameters = []): array
    {
        return $this->client->call('Contacts.GetOrigins', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's contact positions, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ContactsGetPositionsResponse
     * @throws Failure
     */
    public function getPositions(array $parameters = []): array
    {
        return $this->client->call('Contacts.GetPositions', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's contact titles, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ContactsGetTitlesResponse
     * @throws Failure
     */
    public function getTitles(array $parameters = []): array
    {
        return $this->client->call('Contacts.GetTitles', $parameters, ofProfile: true);
    }
}

/**
 * Files: the pictures of companies and other records.
 *
 * @phpstan-import-type OneFile from Types
 */
final class FilesModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Takes a picture, which records then name by its id. The same picture again is the same file.
     *
     * - content: A PNG, JPEG, GIF or WebP in base64, with padding or without. It may stand in a `data:`
     *   address, whose type is not believed.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     *
     * @param array{
     *     content: string,
     *     dry_run?: bool,
     *     external_ids?: array<string, string|int|null>|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneFile
     * @throws Failure
     */
    public function upload(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Files.Upload', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }
}

/**
 * The custom fields that a profile gives its records.
 *
 * @phpstan-import-type OneInput from Types
 */
final class InputsModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Gives all records of a kind another custom field.
     *
     * - entity: The kind of record that gets it.
     * - name: What people call it.
     * - type: What its values are.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     * - options: The values that a list may have.
     * - position: Its place among the inputs. Where nothing is said it becomes the last.
     * - slug: The key under which records have its value: lower case letters, digits and `_`. Made of the
     *   name where nothing is said; it never changes.
     *
     * @param array{
     *     entity: 'company'|'contact'|'product'|'opportunity',
     *     name: string,
     *     type: 'list'|'string'|'integer'|'double'|'checkbox',
     *     dry_run?: bool,
     *     external_ids?: array<string, string|int|null>|null,
     *     options?: list<string>|string|null,
     *     position?: int|null,
     *     slug?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneInput
     * @throws Failure
     */
    public function createInput(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Inputs.CreateInput', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Deletes a custom field. While records have a value for it this is a conflict, unless the values are
     * to go, too.
     *
     * - input_id: The input's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - with_values: Whether the records' values go with it. Each of these records changes, for which an
     *   application token needs the right to write that kind of record, too.
     *
     * @param array{
     *     input_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     with_values?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneInput
     * @throws Failure
     */
    public function deleteInput(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Inputs.DeleteInput', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes a custom field. Its slug and its type stay; a record keeps a value that is no option any
     * more.
     *
     * - input_id: The input's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
     *   null takes one away, or all.
     * - name: What people call it.
     * - options: The values that a list may have from now on.
     * - position: Its place among the inputs.
     *
     * @param array{
     *     input_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     external_ids?: array<string, string|int|null>|null,
     *     name?: string,
     *     options?: list<string>|string,
     *     position?: int,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneInput
     * @throws Failure
     */
    public function editInput(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Inputs.EditInput', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }
}

/**
 * Notifications: what users are told about records.
 *
 * @phpstan-import-type Notification from Types
 * @phpstan-import-type NotificationsGetNotificationsResponse from Types
 * @phpstan-import-type NotificationsMarkReadResponse from Types
 */
final class NotificationsModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Lists the caller's own notifications in a profile, page by page.
     *
     * - page: Which page, from 1.
     * - pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
     * - unread: With true only notifications that are not marked as read yet, with false only those that
     *   are.
     * - with_total: Whether the records are counted. A script that walks all pages can do without.
     *
     * @param array{
     *     page?: int|string|null,
     *     pagination?: int|string|null,
     *     sort?: 'id'|'-id',
     *     unread?: bool|null,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return NotificationsGetNotificationsResponse
     * @throws Failure
     */
    public function getNotifications(array $parameters = []): array
    {
        return $this->client->call('Notifications.GetNotifications', $parameters, ofProfile: true);
    }

    /**
     * All records of getNotifications, page after page, each of which is a call of its own.
     *
     * @param array{
     *     pagination?: int|string|null,
     *     sort?: 'id'|'-id',
     *     unread?: bool|null,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return \Generator<int, Notification, mixed, void>
     * @throws Failure
     */
    public function iterateNotifications(array $parameters = []): \Generator
    {
        for ($page = 1; ; $page++) {
            $answer = $this->getNotifications(['page' => $page] + $parameters);
            foreach ($answer['notifications'] as $record) {
                yield $record;
            }
            // Without a total there is no last page to know of: the walk ends at a page without records.
            $last = $answer['last_page'] ?? null;
            if ($last !== null ? $page >= $last : $answer['notifications'] === []) {
                return;
            }
        }
    }

    /**
     * Marks notifications of the caller's own as read. Those that were read before stay as they are.
     *
     * - notification_id: The notification's id, or a list of ids; at least one. If one of them is not the
     *   caller's, none is marked.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     notification_id: list<int|string>|int|string|null,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return NotificationsMarkReadResponse
     * @throws Failure
     */
    public function markRead(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Notifications.MarkRead', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }
}

/**
 * Opportunities: what may be sold to whom, from the first talk to won or lost.
 *
 * @phpstan-import-type DayRange from Types
 * @phpstan-import-type GetInputsResponse from Types
 * @phpstan-import-type GivenLine from Types
 * @phpstan-import-type InstantRange from Types
 * @phpstan-import-type MoneyRange from Types
 * @phpstan-import-type OneOpportunity from Types
 * @phpstan-import-type OpportunitiesGetOpportunitiesResponse from Types
 * @phpstan-import-type OpportunitiesGetPipelineResponse from Types
 * @phpstan-import-type OpportunitiesGetStageHistoryResponse from Types
 * @phpstan-import-type Opportunity from Types
 */
final class OpportunitiesModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Creates an opportunity. It begins as an active one.
     *
     * - company_id: The company that may buy.
     * - contact_id: The person there; the contact must belong to the company.
     * - estimated_end_at: The day on which it is expected to be decided.
     * - notify: Whether the owner gets a notification.
     * - operation_type: Whether something is sold for the first time or once more: `new` or `renew`.
     * - prospect_type: Whether the customer is one already: `new` or `existing`.
     * - stage_id: An entry of `Profiles.GetStages`.
     * - title: What people call it.
     * - user_id: The user who owns it, a member of the profile.
     * - value: What it is worth, 0 or more.
     * - want_products: Whether it has lines.
     * - want_tax: Whether its lines may have a tax.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - campaign_id: An entry of `Profiles.GetCampaigns`.
     * - comment: What the notification says; only with `notify`.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     * - inputs: Values of the profile's own fields, by slug; `Opportunities.GetInputs` lists them.
     * - products: The lines: at least one where `want_products` is true, none where it is false.
     *
     * @param array{
     *     company_id: int|string|array<string, string|int>,
     *     contact_id: int|string|array<string, string|int>,
     *     estimated_end_at: string,
     *     notify: bool,
     *     operation_type: 'new'|'renew',
     *     prospect_type: 'new'|'existing',
     *     stage_id: int|string|array<string, string|int>,
     *     title: string,
     *     user_id: int|string|array<string, string|int>,
     *     value: int|float|string,
     *     want_products: bool,
     *     want_tax: bool,
     *     dry_run?: bool,
     *     campaign_id?: int|string|array<string, string|int>|null,
     *     comment?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     inputs?: array<string, string|int|float|bool|null>|null,
     *     products?: list<GivenLine>|GivenLine|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneOpportunity
     * @throws Failure
     */
    public function createOpportunity(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Opportunities.CreateOpportunity', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Deletes an opportunity, and answers it as it last was. One that tickets refer to is a conflict that
     * says how many.
     *
     * - opportunity_id: The opportunity's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     opportunity_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneOpportunity
     * @throws Failure
     */
    public function deleteOpportunity(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Opportunities.DeleteOpportunity', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes an opportunity. What is left out stays as it is; null clears what may be empty.
     *
     * - opportunity_id: The opportunity's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - campaign_id: An entry of `Profiles.GetCampaigns`.
     * - comment: What the notification says; only with `notify`.
     * - company_id: The company that may buy. With another company goes a contact of that company.
     * - contact_id: The person there; the contact must belong to the company.
     * - estimated_end_at: The day on which it is expected to be decided.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
     *   null takes one away, or all.
     * - inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
     * - lost_reason: Why it was lost; only with the status `lost`.
     * - notify: Whether the owner gets a notification.
     * - operation_type: Whether something is sold for the first time or once more: `new` or `renew`.
     * - products: All its lines: they replace those before.
     * - prospect_type: Whether the customer is one already: `new` or `existing`.
     * - stage_id: An entry of `Profiles.GetStages`.
     * - status: `active`, `pending`, `won` or `lost`. Won or lost it is closed now; another status opens
     *   it again.
     * - title: What people call it.
     * - user_id: The user who owns it, a member of the profile.
     * - value: What it is worth, 0 or more.
     * - want_products: Whether it has lines.
     * - want_tax: Whether its lines may have a tax.
     *
     * @param array{
     *     opportunity_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     campaign_id?: int|string|array<string, string|int>|null,
     *     comment?: string|null,
     *     company_id?: int|string|array<string, string|int>,
     *     contact_id?: int|string|array<string, string|int>,
     *     estimated_end_at?: string,
     *     external_ids?: array<string, string|int|null>|null,
     *     inputs?: array<string, string|int|float|bool|null>|null,
     *     lost_reason?: string|null,
     *     notify?: bool,
     *     operation_type?: 'new'|'renew',
     *     products?: list<GivenLine>|GivenLine|null,
     *     prospect_type?: 'new'|'existing',
     *     stage_id?: int|string|array<string, string|int>,
     *     status?: 'won'|'lost'|'active'|'pending',
     *     title?: string,
     *     user_id?: int|string|array<string, string|int>,
     *     value?: int|float|string,
     *     want_products?: bool,
     *     want_tax?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneOpportunity
     * @throws Failure
     */
    public function editOpportunity(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Opportunities.EditOpportunity', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Lists the custom fields that a opportunity has in this profile, in their order.
     *
     * @param array{
     *     profile_id?: int|string,
     * } $parameters
     * @return GetInputsResponse
     * @throws Failure
     */
    public function getInputs(array $parameters = []): array
    {
        return $this->client->call('Opportunities.GetInputs', $parameters, ofProfile: true);
    }

    /**
     * Lists the opportunities of a profile, page by page.
     *
     * - campaign_id: Only opportunities of these campaigns, entries of `Profiles.GetCampaigns`.
     * - closed_at: Only opportunities won or lost in this time.
     * - company_id: Only opportunities for these companies.
     * - company_industry: Only opportunities whose company is of these industries, entries of
     *   `Companies.GetIndustries`. An application token needs the right to read companies, too.
     * - contact_id: Only opportunities with these contacts.
     * - contact_origin: Only opportunities whose contact is of these origins, entries of
     *   `Contacts.GetOrigins`. An application token needs the right to read contacts, too.
     * - contact_type: Only opportunities with customers who are new, or who were so before: what is
     *   `prospect_type` of an opportunity.
     * - created_at: Only opportunities created in this time.
     * - estimated_end_at: Only opportunities that are expected to be decided in this time.
     * - operation_type: Only opportunities to sell for the first time, or once more.
     * - page: Which page, from 1.
     * - pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
     * - product_id: Only opportunities with these products among their lines.
     * - query: Only opportunities with this text in their titles or in why they were lost, without regard
     *   to case or accents.
     * - stage: Only opportunities at these stages, entries of `Profiles.GetStages`.
     * - status: Only opportunities of this status.
     * - user_id: Only opportunities of these owners.
     * - value: Only opportunities worth so much.
     * - with_company: Whether the companies are listed, too.
     * - with_contact: Whether the contacts are listed, too.
     * - with_inputs: Whether the values of the profile's own fields are listed, too.
     * - with_products: Whether the lines are listed, too, with the names of their products.
     * - with_total: Whether the records are counted. A script that walks all pages can do without.
     * - with_user: Whether the owners are listed, too.
     *
     * @param array{
     *     campaign_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     closed_at?: InstantRange|null,
     *     company_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     company_industry?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     contact_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     contact_origin?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     contact_type?: 'new'|'existing'|null,
     *     created_at?: InstantRange|null,
     *     estimated_end_at?: DayRange|null,
     *     operation_type?: 'new'|'renew'|null,
     *     page?: int|string|null,
     *     pagination?: int|string|null,
     *     product_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     query?: string|null,
     *     sort?: 'id'|'-id',
     *     stage?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     status?: 'won'|'lost'|'active'|'pending'|null,
     *     user_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     value?: MoneyRange|null,
     *     with_company?: bool,
     *     with_contact?: bool,
     *     with_inputs?: bool,
     *     with_products?: bool,
     *     with_total?: bool,
     *     with_user?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OpportunitiesGetOpportunitiesResponse
     * @throws Failure
     */
    public function getOpportunities(array $parameters = []): array
    {
        return $this->client->call('Opportunities.GetOpportunities', $parameters, ofProfile: true);
    }

    /**
     * All records of getOpportunities, page after page, each of which is a call of its own.
     *
     * @param array{
     *     campaign_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     closed_at?: InstantRange|null,
     *     company_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     company_industry?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     contact_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     contact_origin?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     contact_type?: 'new'|'existing'|null,
     *     created_at?: InstantRange|null,
     *     estimated_end_at?: DayRange|null,
     *     operation_type?: 'new'|'renew'|null,
     *     pagination?: int|string|null,
     *     product_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     query?: string|null,
     *     sort?: 'id'|'-id',
     *     stage?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     status?: 'won'|'lost'|'active'|'pending'|null,
     *     user_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     value?: MoneyRange|null,
     *     with_company?: bool,
     *     with_contact?: bool,
     *     with_inputs?: bool,
     *     with_products?: bool,
     *     with_total?: bool,
     *     with_user?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return \Generator<int, Opportunity, mixed, void>
     * @throws Failure
     */
    public function iterateOpportunities(array $parameters = []): \Generator
    {
        for ($page = 1; ; $page++) {
            $answer = $this->getOpportunities(['page' => $page] + $parameters);
            foreach ($answer['opportunities'] as $record) {
                yield $record;
            }
            // Without a total there is no last page to know of: the walk ends at a page without records.
            $last = $answer['last_page'] ?? null;
            if ($last !== null ? $page >= $last : $answer['opportunities'] === []) {
                return;
            }
        }
    }

    /**
     * Finds an opportunity.
     *
     * - opportunity_id: The opportunity's id.
     * - with_company: Whether its company is shown, too.
     * - with_contact: Whether its contact is shown, too.
     * - with_inputs: Whether the values of the profile's own fields are shown, too.
     * - with_products: Whether its lines are shown, too, with the names of their products.
     * - with_user: Whether its owner is shown, too.
     *
     * @param array{
     *     opportunity_id: int|string|array<string, string|int>,
     *     with_company?: bool,
     *     with_contact?: bool,
     *     with_inputs?: bool,
     *     with_products?: bool,
     *     with_user?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneOpportunity
     * @throws Failure
     */
    public function getOpportunity(array $parameters): array
    {
        return $this->client->call('Opportunities.GetOpportunity', $parameters, ofProfile: true);
    }

    /**
     * Sums up the open opportunities, active and pending, by stage. Retired stages are shown where
     * something is at them.
     *
     * - estimated_end_at: Only opportunities that are expected to be decided in this time.
     * - user_id: Only opportunities of these owners.
     *
     * @param array{
     *     estimated_end_at?: DayRange|null,
     *     user_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OpportunitiesGetPipelineResponse
     * @throws Failure
     */
    public function getPipeline(array $parameters = []): array
    {
        return $this->client->call('Opportunities.GetPipeline', $parameters, ofProfile: true);
    }

    /**
     * Tells at which stages an opportunity has been, from the first to the one where it is.
     *
     * - opportunity_id: The opportunity's id.
     *
     * @param array{
     *     opportunity_id: int|string|array<string, string|int>,
     *     profile_id?: int|string,
     * } $parameters
     * @return OpportunitiesGetStageHistoryResponse
     * @throws Failure
     */
    public function getStageHistory(array $parameters): array
    {
        return $this->client->call('Opportunities.GetStageHistory', $parameters, ofProfile: true);
    }
}

/**
 * @phpstan-import-type GetInputsResponse from Types
 * @phpstan-import-type InstantRange from Types
 * @phpstan-import-type OneProduct from Types
 * @phpstan-import-type Product from Types
 * @phpstan-import-type ProductsGetCategoriesResponse from Types
 * @phpstan-import-type ProductsGetDiscountsResponse from Types
 * @phpstan-import-type ProductsGetMeasuresResponse from Types
 * @phpstan-import-type ProductsGetProductsResponse from Types
 * @phpstan-import-type ProductsGetSubcategoriesResponse from Types
 * @phpstan-import-type ProductsGetTaxesResponse from Types
 * @phpstan-import-type ProductsGetValiditiesResponse from Types
 */
final class ProductsModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Creates a product.
     *
     * - value: The price of one unit, without taxes: 0 or more.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - company_id: The company that it belongs to.
     * - description: What it is, for who buys it.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     * - featured: Whether it is shown before others.
     * - inputs: Values of the profile's own fields, by slug; `Products.GetInputs` lists them.
     * - location: Where it is.
     * - min_quantity: The least that is sold of it at once: more than 0.
     * - picture_id: A picture of the product that `Files.Upload` took.
     * - product_category_id: An entry of `Products.GetCategories`. Where nothing is said it is the
     *   subcategory's category.
     * - product_discount_id: An entry of `Products.GetDiscounts`.
     * - product_measure_id: The same as `product_measury_id`. Where both are given they must be equal.
     * - product_measury_id: An entry of `Products.GetMeasures`.
     * - product_subcategory_id: An entry of `Products.GetSubcategories` that is a part of the category.
     * - product_validity_id: An entry of `Products.GetValidities`.
     * - profile_currency_type_id: The currency of the price, an entry of `Profiles.GetCurrencies`.
     * - short_name: The name where there is little room.
     * - sku: The number under which stock knows it; no other product of the profile may have it.
     * - slug: The name in web addresses; no other product of the profile may have it. Made of the name
     *   where nothing is said.
     * - tags: Up to 50 texts. A text with commas is one tag.
     * - taxes: Entries of `Products.GetTaxes`.
     * - vendor: Who makes or delivers it.
     *
     * @param array{
     *     name: string,
     *     value: int|float|string,
     *     dry_run?: bool,
     *     company_id?: int|string|array<string, string|int>|null,
     *     description?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     featured?: bool,
     *     inputs?: array<string, string|int|float|bool|null>|null,
     *     location?: string|null,
     *     min_quantity?: int|float|string|null,
     *     picture_id?: int|string|array<string, string|int>|null,
     *     product_category_id?: int|string|array<string, string|int>|null,
     *     product_discount_id?: int|string|array<string, string|int>|null,
     *     product_measure_id?: int|string|array<string, string|int>|null,
     *     product_measury_id?: int|string|array<string, string|int>|null,
     *     product_subcategory_id?: int|string|array<string, string|int>|null,
     *     product_validity_id?: int|string|array<string, string|int>|null,
     *     profile_currency_type_id?: int|string|array<string, string|int>|null,
     *     short_name?: string|null,
     *     sku?: string|null,
     *     slug?: string|null,
     *     tags?: list<string>|string|null,
     *     taxes?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     vendor?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneProduct
     * @throws Failure
     */
    public function createProduct(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Products.CreateProduct', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Deletes a product, and answers it as it last was. One that opportunities have in their lines is a
     * conflict that says how many; it can only be retired, with `Products.EditProduct`.
     *
     * - product_id: The product's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     product_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneProduct
     * @throws Failure
     */
    public function deleteProduct(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Products.DeleteProduct', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes a product. `name` and `value` are always needed, other than in `Products.PatchProduct`; what
     * else is left out stays as it is, and null clears what may be empty.
     *
     * - product_id: The product's id.
     * - value: The price of one unit, without taxes: 0 or more.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - company_id: The company that it belongs to.
     * - description: What it is, for who buys it.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
     *   null takes one away, or all.
     * - featured: Whether it is shown before others.
     * - inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
     * - location: Where it is.
     * - min_quantity: The least that is sold of it at once: more than 0.
     * - picture_id: A picture of the product that `Files.Upload` took.
     * - product_category_id: An entry of `Products.GetCategories`. It can't change without the
     *   subcategory, if the product has one.
     * - product_discount_id: An entry of `Products.GetDiscounts`.
     * - product_measure_id: The same as `product_measury_id`. Where both are given they must be equal.
     * - product_measury_id: An entry of `Products.GetMeasures`.
     * - product_subcategory_id: An entry of `Products.GetSubcategories` that is a part of the category. A
     *   product without a category takes the subcategory's.
     * - product_validity_id: An entry of `Products.GetValidities`.
     * - profile_currency_type_id: The currency of the price, an entry of `Profiles.GetCurrencies`.
     * - retired: Whether it is kept for the opportunities that have it, and offered to no new ones.
     * - short_name: The name where there is little room.
     * - sku: The number under which stock knows it; no other product of the profile may have it.
     * - slug: The name in web addresses; no other product of the profile may have it.
     * - tags: Up to 50 texts: they replace those before. A text with commas is one tag. Null and an empty
     *   list take them all away.
     * - taxes: Entries of `Products.GetTaxes`: they replace those before. Null and an empty list take them
     *   all away.
     * - vendor: Who makes or delivers it.
     *
     * @param array{
     *     name: string,
     *     product_id: int|string|array<string, string|int>,
     *     value: int|float|string,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     company_id?: int|string|array<string, string|int>|null,
     *     description?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     featured?: bool,
     *     inputs?: array<string, string|int|float|bool|null>|null,
     *     location?: string|null,
     *     min_quantity?: int|float|string|null,
     *     picture_id?: int|string|array<string, string|int>|null,
     *     product_category_id?: int|string|array<string, string|int>|null,
     *     product_discount_id?: int|string|array<string, string|int>|null,
     *     product_measure_id?: int|string|array<string, string|int>|null,
     *     product_measury_id?: int|string|array<string, string|int>|null,
     *     product_subcategory_id?: int|string|array<string, string|int>|null,
     *     product_validity_id?: int|string|array<string, string|int>|null,
     *     profile_currency_type_id?: int|string|array<string, string|int>|null,
     *     retired?: bool,
     *     short_name?: string|null,
     *     sku?: string|null,
     *     slug?: string,
     *     tags?: list<string>|string|null,
     *     taxes?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     vendor?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneProduct
     * @throws Failure
     */
    public function editProduct(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Products.EditProduct', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Lists the profile's product categories, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProductsGetCategoriesResponse
     * @throws Failure
     */
    public function getCategories(array $parameters = []): array
    {
        return $this->client->call('Products.GetCategories', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's product discounts, in their order.
     *
     * The `value` of an entry is the discount as a share of the price, 0 to 1.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProductsGetDiscountsResponse
     * @throws Failure
     */
    public function getDiscounts(array $parameters = []): array
    {
        return $this->client->call('Products.GetDiscounts', $parameters, ofProfile: true);
    }

    /**
     * Lists the custom fields that a product has in this profile, in their order.
     *
     * @param array{
     *     profile_id?: int|string,
     * } $parameters
     * @return GetInputsResponse
     * @throws Failure
     */
    public function getInputs(array $parameters = []): array
    {
        return $this->client->call('Products.GetInputs', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's product measures, in their order.
     *
     * The `code` of an entry is the unit's short form.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProductsGetMeasuresResponse
     * @throws Failure
     */
    public function getMeasures(array $parameters = []): array
    {
        return $this->client->call('Products.GetMeasures', $parameters, ofProfile: true);
    }

    /**
     * Finds a product, with its inputs.
     *
     * - search_by: What `search_value` is: the product's `id`, its `sku` or its `slug`.
     * - search_value: The id, the sku or the slug.
     *
     * @param array{
     *     search_by: 'id'|'sku'|'slug',
     *     search_value: string|int|float|array<string, string|int>,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneProduct
     * @throws Failure
     */
    public function getProduct(array $parameters): array
    {
        return $this->client->call('Products.GetProduct', $parameters, ofProfile: true);
    }

    /**
     * Lists the products of a profile, retired ones among them: all at once, or page by page where `page`
     * or `pagination` is given.
     *
     * - company_id: Only products that belong to this company, or to one of these.
     * - created_at: Only products created in this time.
     * - featured: Only products that are shown before others, or only those that are not.
     * - page: Which page, from 1.
     * - pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
     * - product_category_id: Only products of these categories, entries of `Products.GetCategories`.
     * - product_subcategory_id: Only products of these subcategories, entries of
     *   `Products.GetSubcategories`.
     * - profile_currency_type_id: Only products priced in these currencies, entries of
     *   `Profiles.GetCurrencies`.
     * - query: Only products with this text in their names, sku, description, tags, location or vendor,
     *   without regard to case or accents.
     * - retired: Only products that are retired, or only those that are not. Where nothing is said both
     *   are listed.
     * - taxes: Only products with at least one of these taxes, entries of `Products.GetTaxes`.
     * - with_inputs: Whether the values of the profile's own fields are listed, too.
     * - with_total: Whether the records are counted. A script that walks all pages can do without.
     *
     * @param array{
     *     company_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     created_at?: InstantRange|null,
     *     featured?: bool|null,
     *     page?: int|string|null,
     *     pagination?: int|string|null,
     *     product_category_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     product_subcategory_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     profile_currency_type_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     query?: string|null,
     *     retired?: bool|null,
     *     sort?: 'id'|'-id',
     *     taxes?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     with_inputs?: bool,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProductsGetProductsResponse
     * @throws Failure
     */
    public function getProducts(array $parameters = []): array
    {
        return $this->client->call('Products.GetProducts', $parameters, ofProfile: true);
    }

    /**
     * All records of getProducts, page after page, each of which is a call of its own.
     *
     * @param array{
     *     company_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     created_at?: InstantRange|null,
     *     featured?: bool|null,
     *     pagination?: int|string|null,
     *     product_category_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     product_subcategory_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     profile_currency_type_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     query?: string|null,
     *     retired?: bool|null,
     *     sort?: 'id'|'-id',
     *     taxes?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     with_inputs?: bool,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return \Generator<int, Product, mixed, void>
     * @throws Failure
     */
    public function iterateProducts(array $parameters = []): \Generator
    {
        for ($page = 1; ; $page++) {
            $answer = $this->getProducts(['page' => $page] + $parameters);
            foreach ($answer['products'] as $record) {
                yield $record;
            }
            // Without a total there is no last page to know of: the walk ends at a page without records.
            $last = $answer['last_page'] ?? null;
            if ($last !== null ? $page >= $last : $answer['products'] === []) {
                return;
            }
        }
    }

    /**
     * Lists the profile's product subcategories, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProductsGetSubcategoriesResponse
     * @throws Failure
     */
    public function getSubcategories(array $parameters = []): array
    {
        return $this->client->call('Products.GetSubcategories', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's product taxes, in their order.
     *
     * The `value` of an entry is the rate as a fraction, 0 to 1.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProductsGetTaxesResponse
     * @throws Failure
     */
    public function getTaxes(array $parameters = []): array
    {
        return $this->client->call('Products.GetTaxes', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's product validities, in their order.
     *
     * The `value` of an entry is how many days an offer holds, 0 to 36500.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProductsGetValiditiesResponse
     * @throws Failure
     */
    public function getValidities(array $parameters = []): array
    {
        return $this->client->call('Products.GetValidities', $parameters, ofProfile: true);
    }

    /**
     * Changes what is said of a product. What is left out stays as it is, and null clears what may be
     * empty.
     *
     * - product_id: The product's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - company_id: The company that it belongs to.
     * - description: What it is, for who buys it.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
     *   null takes one away, or all.
     * - featured: Whether it is shown before others.
     * - inputs: Values of the profile's own fields, by slug. Those left out stay; null takes one away.
     * - location: Where it is.
     * - min_quantity: The least that is sold of it at once: more than 0.
     * - picture_id: A picture of the product that `Files.Upload` took.
     * - product_category_id: An entry of `Products.GetCategories`. It can't change without the
     *   subcategory, if the product has one.
     * - product_discount_id: An entry of `Products.GetDiscounts`.
     * - product_measure_id: The same as `product_measury_id`. Where both are given they must be equal.
     * - product_measury_id: An entry of `Products.GetMeasures`.
     * - product_subcategory_id: An entry of `Products.GetSubcategories` that is a part of the category. A
     *   product without a category takes the subcategory's.
     * - product_validity_id: An entry of `Products.GetValidities`.
     * - profile_currency_type_id: The currency of the price, an entry of `Profiles.GetCurrencies`.
     * - retired: Whether it is kept for the opportunities that have it, and offered to no new ones.
     * - short_name: The name where there is little room.
     * - sku: The number under which stock knows it; no other product of the profile may have it.
     * - slug: The name in web addresses; no other product of the profile may have it.
     * - tags: Up to 50 texts: they replace those before. A text with commas is one tag. Null and an empty
     *   list take them all away.
     * - taxes: Entries of `Products.GetTaxes`: they replace those before. Null and an empty list take them
     *   all away.
     * - value: The price of one unit, without taxes: 0 or more.
     * - vendor: Who makes or delivers it.
     *
     * @param array{
     *     product_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     company_id?: int|string|array<string, string|int>|null,
     *     description?: string|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     featured?: bool,
     *     inputs?: array<string, string|int|float|bool|null>|null,
     *     location?: string|null,
     *     min_quantity?: int|float|string|null,
     *     name?: string,
     *     picture_id?: int|string|array<string, string|int>|null,
     *     product_category_id?: int|string|array<string, string|int>|null,
     *     product_discount_id?: int|string|array<string, string|int>|null,
     *     product_measure_id?: int|string|array<string, string|int>|null,
     *     product_measury_id?: int|string|array<string, string|int>|null,
     *     product_subcategory_id?: int|string|array<string, string|int>|null,
     *     product_validity_id?: int|string|array<string, string|int>|null,
     *     profile_currency_type_id?: int|string|array<string, string|int>|null,
     *     retired?: bool,
     *     short_name?: string|null,
     *     sku?: string|null,
     *     slug?: string,
     *     tags?: list<string>|string|null,
     *     taxes?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     value?: int|float|string,
     *     vendor?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneProduct
     * @throws Failure
     */
    public function patchProduct(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Products.PatchProduct', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }
}

/**
 * Profiles, their users, and the lists that all forms need.
 *
 * @phpstan-import-type OneUser from Types
 * @phpstan-import-type ProfilesAddUserResponse from Types
 * @phpstan-import-type ProfilesCreateProfileResponse from Types
 * @phpstan-import-type ProfilesEditProfileResponse from Types
 * @phpstan-import-type ProfilesGetCampaignsResponse from Types
 * @phpstan-import-type ProfilesGetCountriesResponse from Types
 * @phpstan-import-type ProfilesGetCurrenciesResponse from Types
 * @phpstan-import-type ProfilesGetProfilesResponse from Types
 * @phpstan-import-type ProfilesGetStagesResponse from Types
 * @phpstan-import-type ProfilesGetStatesResponse from Types
 * @phpstan-import-type ProfilesGetUsersResponse from Types
 */
final class ProfilesModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Adds a user to a profile. Somebody who has no account yet gets one: then `name` and `password` are
     * needed. Of somebody who has one the answer tells the id and the role alone, and that user is
     * notified; such a call has no place in a batch.
     *
     * - role: What the user may do in this profile.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     * - name: The name of a user who has no account yet.
     * - password: The first password of a user who has no account yet: eight characters or more.
     *
     * @param array{
     *     email: string,
     *     role: 'viewer'|'member'|'manager',
     *     dry_run?: bool,
     *     external_ids?: array<string, string|int|null>|null,
     *     mobile?: string|int|null,
     *     name?: string|null,
     *     password?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProfilesAddUserResponse
     * @throws Failure
     */
    public function addUser(array $parameters): array
    {
        return $this->client->call('Profiles.AddUser', $parameters, ofProfile: true, writes: true);
    }

    /**
     * Makes a profile with the usual catalogs. The caller becomes its manager. Whoever runs the service
     * decides who may do this: anyone, those who manage a profile already, or nobody
     * (`VENTANILLA_PROFILES`).
     *
     * - name: What the profile is called: mostly the business's name.
     *
     * @param array{
     *     name: string,
     * } $parameters
     * @return ProfilesCreateProfileResponse
     * @throws Failure
     */
    public function createProfile(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Profiles.CreateProfile', $parameters, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes a profile.
     *
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - name: What the profile is called from now on.
     *
     * @param array{
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     name?: string,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProfilesEditProfileResponse
     * @throws Failure
     */
    public function editProfile(array $parameters = [], ?string $idempotencyKey = null): array
    {
        return $this->client->call('Profiles.EditProfile', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes what a user may do in a profile. The last manager stays one.
     *
     * - user_id: The user's id, from `Profiles.GetUsers`.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
     *   null takes one away, or all.
     * - role: What the user may do from now on.
     *
     * @param array{
     *     user_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     external_ids?: array<string, string|int|null>|null,
     *     role?: 'viewer'|'member'|'manager',
     *     profile_id?: int|string,
     * } $parameters
     * @return OneUser
     * @throws Failure
     */
    public function editUser(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Profiles.EditUser', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Lists the profile's campaigns, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProfilesGetCampaignsResponse
     * @throws Failure
     */
    public function getCampaigns(array $parameters = []): array
    {
        return $this->client->call('Profiles.GetCampaigns', $parameters, ofProfile: true);
    }

    /**
     * Lists all countries, ISO 3166-1.
     *
     * @return ProfilesGetCountriesResponse
     * @throws Failure
     */
    public function getCountries(): array
    {
        return $this->client->call('Profiles.GetCountries');
    }

    /**
     * Lists the profile's currencies, in their order.
     *
     * The `code` of an entry is the currency's code of ISO 4217.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProfilesGetCurrenciesResponse
     * @throws Failure
     */
    public function getCurrencies(array $parameters = []): array
    {
        return $this->client->call('Profiles.GetCurrencies', $parameters, ofProfile: true);
    }

    /**
     * Lists the profiles that the caller is a member of. A script is told of the one in which its
     * application token works.
     *
     * @return ProfilesGetProfilesResponse
     * @throws Failure
     */
    public function getProfiles(): array
    {
        return $this->client->call('Profiles.GetProfiles');
    }

    /**
     * Lists the profile's stages, in their order.
     *
     * The `value` of an entry is the probability that an opportunity at this stage is won, 0 to 1.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return ProfilesGetStagesResponse
     * @throws Failure
     */
    public function getStages(array $parameters = []): array
    {
        return $this->client->call('Profiles.GetStages', $parameters, ofProfile: true);
    }

    /**
     * Lists the states of a country, ISO 3166-2.
     *
     * - country: The country's code, from `Profiles.GetCountries`.
     *
     * @param array{
     *     country: string,
     * } $parameters
     * @return ProfilesGetStatesResponse
     * @throws Failure
     */
    public function getStates(array $parameters): array
    {
        return $this->client->call('Profiles.GetStates', $parameters);
    }

    /**
     * Lists the users of a profile, with the role of each.
     *
     * @param array{
     *     profile_id?: int|string,
     * } $parameters
     * @return ProfilesGetUsersResponse
     * @throws Failure
     */
    public function getUsers(array $parameters = []): array
    {
        return $this->client->call('Profiles.GetUsers', $parameters, ofProfile: true);
    }

    /**
     * Removes a user from a profile; the account itself stays. The last manager can't go.
     *
     * - user_id: The user's id, from `Profiles.GetUsers`.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     user_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneUser
     * @throws Failure
     */
    public function removeUser(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Profiles.RemoveUser', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }
}

/**
 * For jobs that keep a copy of a profile: a snapshot, the feed of changes, a digest.
 *
 * @phpstan-import-type SyncGetChangesResponse from Types
 * @phpstan-import-type SyncGetDigestResponse from Types
 * @phpstan-import-type SyncGetSnapshotResponse from Types
 * @phpstan-import-type SyncUpsertResponse from Types
 */
final class SyncModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Tells what was created, changed and deleted, from a cursor on: no change is skipped, and none is
     * shown twice. A change comes after all that it could have seen: a record's versions in their order, a
     * contact after its company. Keep `cursor` together with what the changes made of your copy, and send
     * it as `since` the next time. Notifications are not in the feed: each is its user's own. A write that
     * takes long holds up what comes after it. An application token is shown the kinds that it has the
     * right to read, and told in `withheld` of the others.
     *
     * - entities: The kinds of record that matter; all where nothing is said. A cursor does not know of
     *   them: follow with the same.
     * - exclude_origin: Changes by who sent this with the header `X-Origin` are left out: your own echoes.
     *   The cursor moves past them.
     * - limit: How many changes an answer has at the most: 1 to 1000, 500 where nothing is said.
     * - since: The cursor of the last answer, or what the last page of `Sync.GetSnapshot` gave. Without it
     *   the feed begins with the first change that the profile ever had.
     *
     * @param array{
     *     entities?: list<'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment'>|'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment'|null,
     *     exclude_origin?: string|null,
     *     limit?: int|string,
     *     since?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return SyncGetChangesResponse
     * @throws Failure
     */
    public function getChanges(array $parameters = []): array
    {
        return $this->client->call('Sync.GetChanges', $parameters, ofProfile: true);
    }

    /**
     * All that getChanges has from `since` on, answer after answer. Keep the `cursor` of each answer once
     * its `changes` are done with: the next run goes on there.
     *
     * @param array{
     *     entities?: list<'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment'>|'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment'|null,
     *     exclude_origin?: string|null,
     *     limit?: int|string,
     *     since?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return \Generator<int, SyncGetChangesResponse, mixed, void>
     * @throws Failure
     */
    public function iterateChanges(array $parameters = []): \Generator
    {
        while (true) {
            $answer = $this->getChanges($parameters);
            yield $answer;
            $parameters['since'] = $answer['cursor'];
            if (!$answer['more']) {
                return;
            }
        }
    }

    /**
     * Sums up the records of one kind, so that a copy can be compared with them. Each record is the line
     * `id:version`, ended by a line feed (`7:2\n`), because a record is the same as long as its version
     * is. The SHA-256 of the lines of all records, in the order of the ids and in hexadecimal, is
     * `sha256`; the same of the records whose ids are from 1000 × `bucket` to 1000 × `bucket` + 999 is
     * that of a bucket. What is written while you compare is a difference, too: follow the feed and ask
     * again.
     *
     * - entity: The kind of record. An application token needs the right to read it, too.
     *
     * @param array{
     *     entity: 'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment',
     *     profile_id?: int|string,
     * } $parameters
     * @return SyncGetDigestResponse
     * @throws Failure
     */
    public function getDigest(array $parameters): array
    {
        return $this->client->call('Sync.GetDigest', $parameters, ofProfile: true);
    }

    /**
     * Gives all records of a profile, page by page, for a copy elsewhere. The first page notes the end of
     * the feed; the last gives it as `since`, with which `Sync.GetChanges` goes on without a gap. What
     * changes meanwhile may be on a page already and comes in the feed again: pass over what has no
     * greater version than your copy, except deletions. The copy is whole when the feed has been followed
     * to its end. An application token is shown the kinds that it has the right to read, and told in
     * `withheld` of the others.
     *
     * - cursor: The cursor of the page before. Without it a snapshot begins.
     * - entities: The kinds of record to copy; all where nothing is said. Later pages need not say it
     *   again.
     * - limit: How many records a page has at the most: 1 to 1000, 500 where nothing is said.
     *
     * @param array{
     *     cursor?: string|null,
     *     entities?: list<'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment'>|'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment'|null,
     *     limit?: int|string,
     *     profile_id?: int|string,
     * } $parameters
     * @return SyncGetSnapshotResponse
     * @throws Failure
     */
    public function getSnapshot(array $parameters = []): array
    {
        return $this->client->call('Sync.GetSnapshot', $parameters, ofProfile: true);
    }

    /**
     * Brings up to 1,000 records of one kind to what another system has, and says of each whether it was
     * created, updated or found unchanged, or what is wrong with it. One that is wrong harms no other.
     *
     * A record has the parameters of the method that creates its kind (`Companies.CreateCompany`), with
     * its `external_ids`, by which it is found here; where it is found it is edited
     * (`Companies.EditCompany`), and what is left out stays as it is. An `id`, which is a number, may be
     * given instead, to tell a record that is here what another system calls it. What only an edit takes,
     * such as a `status`, may be said of a new record, too; and what only its creation takes, such as the
     * `catalog` of an entry, may be said again, but not change. An `if_version` is for a record that is
     * here. The caller needs the rights that these methods need.
     *
     * - entity: The kind of record: `catalog_entry`, `input`, `company`, `contact`, `product`,
     *   `opportunity` or `ticket`.
     * - records: The records, at most 1,000, such as `{"external_ids": {"sap": "000123"}, "name":
     *   "Café"}`. Where one names another record by an id, what the other system calls that does as well.
     *   Each counts as a call where calls are limited.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     entity: 'catalog_entry'|'input'|'company'|'contact'|'product'|'opportunity'|'ticket',
     *     records: list<array<string, mixed>>|array<string, mixed>,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return SyncUpsertResponse
     * @throws Failure
     */
    public function upsert(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Sync.Upsert', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }
}

/**
 * The service itself.
 *
 * @phpstan-import-type SystemPingResponse from Types
 */
final class SystemModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Says that the service answers, and with which version. Asks no database.
     *
     * @return SystemPingResponse
     * @throws Failure
     */
    public function ping(): array
    {
        return $this->client->call('System.Ping');
    }
}

/**
 * @phpstan-import-type DayRange from Types
 * @phpstan-import-type InstantRange from Types
 * @phpstan-import-type OneTicket from Types
 * @phpstan-import-type OneTicketComment from Types
 * @phpstan-import-type Ticket from Types
 * @phpstan-import-type TicketsGetCasesResponse from Types
 * @phpstan-import-type TicketsGetOriginsResponse from Types
 * @phpstan-import-type TicketsGetPrioritiesResponse from Types
 * @phpstan-import-type TicketsGetTicketsResponse from Types
 */
final class TicketsModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Adds a comment of the caller's to a ticket. Nobody is notified of it.
     *
     * - comment: What is said.
     * - ticket_id: The ticket's id.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     *
     * @param array{
     *     comment: string,
     *     ticket_id: int|string|array<string, string|int>,
     *     dry_run?: bool,
     *     external_ids?: array<string, string|int|null>|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneTicketComment
     * @throws Failure
     */
    public function addComment(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Tickets.AddComment', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Creates a ticket, which is open.
     *
     * - case_id: An entry of `Tickets.GetCases`.
     * - company_id: The company that wants it done.
     * - description: What is to be done.
     * - estimated_end_at: The day on which it is expected to be done.
     * - notify: Whether the owner is notified.
     * - origin_id: An entry of `Tickets.GetOrigins`.
     * - priority_id: An entry of `Tickets.GetPriorities`.
     * - title: What it is about, in a few words.
     * - user_id: The user who will own it, from `Profiles.GetUsers`.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - comment: What is said to the owner in the notification.
     * - contact_id: Who wants it done there: a contact of this company.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`: no other record of
     *   its kind may have them. Wherever an id is expected, one of them may stand for it.
     * - opportunity_id: The opportunity that it is about: one of this company's.
     *
     * @param array{
     *     case_id: int|string|array<string, string|int>,
     *     company_id: int|string|array<string, string|int>,
     *     description: string,
     *     estimated_end_at: string,
     *     notify: bool,
     *     origin_id: int|string|array<string, string|int>,
     *     priority_id: int|string|array<string, string|int>,
     *     title: string,
     *     user_id: int|string|array<string, string|int>,
     *     dry_run?: bool,
     *     comment?: string|null,
     *     contact_id?: int|string|array<string, string|int>|null,
     *     external_ids?: array<string, string|int|null>|null,
     *     opportunity_id?: int|string|array<string, string|int>|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneTicket
     * @throws Failure
     */
    public function createTicket(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Tickets.CreateTicket', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Deletes a ticket and its comments, and answers it as it last was.
     *
     * - ticket_id: The ticket's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     ticket_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneTicket
     * @throws Failure
     */
    public function deleteTicket(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Tickets.DeleteTicket', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes a ticket. What is left out stays as it is; null clears what may be empty.
     *
     * - ticket_id: The ticket's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - case_id: An entry of `Tickets.GetCases`.
     * - comment: What is said to the owner in the notification.
     * - company_id: The company that wants it done. The contact and the opportunity must belong to it,
     *   also those that stay.
     * - contact_id: Who wants it done there: a contact of the company.
     * - description: What is to be done.
     * - estimated_end_at: The day on which it is expected to be done.
     * - external_ids: The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay;
     *   null takes one away, or all.
     * - notify: Whether the owner, the new one where there is one, is notified.
     * - opportunity_id: The opportunity that it is about: one of the company's.
     * - origin_id: An entry of `Tickets.GetOrigins`.
     * - priority_id: An entry of `Tickets.GetPriorities`.
     * - status: How far it is. `solved` and `closed` keep the time; `open` and `pending` forget both
     *   times.
     * - title: What it is about, in a few words.
     * - user_id: The user who owns it, from `Profiles.GetUsers`.
     *
     * @param array{
     *     ticket_id: int|string|array<string, string|int>,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     case_id?: int|string|array<string, string|int>,
     *     comment?: string|null,
     *     company_id?: int|string|array<string, string|int>,
     *     contact_id?: int|string|array<string, string|int>|null,
     *     description?: string,
     *     estimated_end_at?: string,
     *     external_ids?: array<string, string|int|null>|null,
     *     notify?: bool,
     *     opportunity_id?: int|string|array<string, string|int>|null,
     *     origin_id?: int|string|array<string, string|int>,
     *     priority_id?: int|string|array<string, string|int>,
     *     status?: 'open'|'pending'|'solved'|'closed',
     *     title?: string,
     *     user_id?: int|string|array<string, string|int>,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneTicket
     * @throws Failure
     */
    public function editTicket(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Tickets.EditTicket', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Lists the profile's ticket cases, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return TicketsGetCasesResponse
     * @throws Failure
     */
    public function getCases(array $parameters = []): array
    {
        return $this->client->call('Tickets.GetCases', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's ticket origins, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return TicketsGetOriginsResponse
     * @throws Failure
     */
    public function getOrigins(array $parameters = []): array
    {
        return $this->client->call('Tickets.GetOrigins', $parameters, ofProfile: true);
    }

    /**
     * Lists the profile's ticket priorities, in their order.
     *
     * - with_retired: Whether entries that are offered to no new records are listed, too.
     *
     * @param array{
     *     with_retired?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return TicketsGetPrioritiesResponse
     * @throws Failure
     */
    public function getPriorities(array $parameters = []): array
    {
        return $this->client->call('Tickets.GetPriorities', $parameters, ofProfile: true);
    }

    /**
     * Finds a ticket, with its comments.
     *
     * - ticket_id: The ticket's id.
     *
     * @param array{
     *     ticket_id: int|string|array<string, string|int>,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneTicket
     * @throws Failure
     */
    public function getTicket(array $parameters): array
    {
        return $this->client->call('Tickets.GetTicket', $parameters, ofProfile: true);
    }

    /**
     * Lists the tickets of a profile: all of them, or a page where `page` or `pagination` is given.
     *
     * - case_id: Only tickets of these cases, entries of `Tickets.GetCases`.
     * - closed_at: Only tickets closed in this time.
     * - company_id: Only tickets of these companies.
     * - contact_id: Only tickets of these contacts.
     * - created_at: Only tickets created in this time.
     * - estimated_end_at: Only tickets expected to be done on these days.
     * - opportunity_id: Only tickets about these opportunities.
     * - origin_id: Only tickets of these origins, entries of `Tickets.GetOrigins`.
     * - page: Which page, from 1.
     * - pagination: How many records a page has: 1 to 1000, 500 where nothing is said.
     * - priority_id: Only tickets of these priorities, entries of `Tickets.GetPriorities`.
     * - query: Only tickets with this text in their titles or descriptions, without regard to case or
     *   accents.
     * - status: Only tickets that are this far: one status, or a list of them.
     * - user_id: Only tickets that these users own.
     * - with_comments: Whether what was said about each ticket is listed, too.
     * - with_total: Whether the records are counted. A script that walks all pages can do without.
     *
     * @param array{
     *     case_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     closed_at?: InstantRange|null,
     *     company_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     contact_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     created_at?: InstantRange|null,
     *     estimated_end_at?: DayRange|null,
     *     opportunity_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     origin_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     page?: int|string|null,
     *     pagination?: int|string|null,
     *     priority_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     query?: string|null,
     *     sort?: 'id'|'-id',
     *     status?: list<'open'|'pending'|'solved'|'closed'>|'open'|'pending'|'solved'|'closed'|null,
     *     user_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     with_comments?: bool,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return TicketsGetTicketsResponse
     * @throws Failure
     */
    public function getTickets(array $parameters = []): array
    {
        return $this->client->call('Tickets.GetTickets', $parameters, ofProfile: true);
    }

    /**
     * All records of getTickets, page after page, each of which is a call of its own.
     *
     * @param array{
     *     case_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     closed_at?: InstantRange|null,
     *     company_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     contact_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     created_at?: InstantRange|null,
     *     estimated_end_at?: DayRange|null,
     *     opportunity_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     origin_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     pagination?: int|string|null,
     *     priority_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     query?: string|null,
     *     sort?: 'id'|'-id',
     *     status?: list<'open'|'pending'|'solved'|'closed'>|'open'|'pending'|'solved'|'closed'|null,
     *     user_id?: list<int|string|array<string, string|int>>|int|string|array<string, string|int>|null,
     *     with_comments?: bool,
     *     with_total?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return \Generator<int, Ticket, mixed, void>
     * @throws Failure
     */
    public function iterateTickets(array $parameters = []): \Generator
    {
        for ($page = 1; ; $page++) {
            $answer = $this->getTickets(['page' => $page] + $parameters);
            foreach ($answer['tickets'] as $record) {
                yield $record;
            }
            // Without a total there is no last page to know of: the walk ends at a page without records.
            $last = $answer['last_page'] ?? null;
            if ($last !== null ? $page >= $last : $answer['tickets'] === []) {
                return;
            }
        }
    }
}

/**
 * Webhooks: where the changes of a profile are sent.
 *
 * @phpstan-import-type Delivery from Types
 * @phpstan-import-type OneDelivery from Types
 * @phpstan-import-type OneWebhook from Types
 * @phpstan-import-type WebhooksGetDeliveriesResponse from Types
 * @phpstan-import-type WebhooksGetResponse from Types
 * @phpstan-import-type WebhooksRedeliverResponse from Types
 * @phpstan-import-type WithSecret from Types
 */
final class WebhooksModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Has each change of the profile's records sent to a URL from now on, as `Sync.GetChanges` shows it:
     * `POST` with a body of JSON, `{"type": "company.update", "timestamp": …, "data": …}`, signed as the
     * Standard Webhooks specification says. What is answered with 2xx within 15 seconds counts as
     * delivered; everything else is tried again for 24 hours. If the endpoint has taken no change at all
     * by then, the webhook is disabled. If it has, this one delivery has failed, and later changes of its
     * record wait for it. Either way the profile's managers are notified. A message comes at least once:
     * one that comes again has the same `webhook-id`. Changes of one record come in their order. A profile
     * has 100 webhooks at the most.
     *
     * - url: Where changes are sent: https://, on the public internet. Redirects are not followed. Whoever
     *   runs the service can name networks with `VENTANILLA_WEBHOOK_NETWORKS` into which it may lead beside,
     *   also with http://.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - description: What the webhook is for.
     * - enabled: With false nothing is sent until `Webhooks.Edit` enables the webhook; then all since its
     *   creation is.
     * - entities: The kinds of record that are told of; all where nothing is said. An application token
     *   names kinds that it has the right to read, and is told in `withheld` which others are left out where
     *   it says nothing.
     * - exclude_origin: Changes by who sent this with the header `X-Origin` are left out: your own echoes.
     * - operations: The operations that are told of; all where nothing is said.
     * - secret: What deliveries are signed with: `whsec_` and 24 to 64 bytes in base64. Made where nothing
     *   is said.
     *
     * @param array{
     *     url: string,
     *     dry_run?: bool,
     *     description?: string|null,
     *     enabled?: bool,
     *     entities?: list<'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment'>|'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment',
     *     exclude_origin?: string|null,
     *     operations?: list<'create'|'update'|'delete'>|'create'|'update'|'delete',
     *     secret?: string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return WithSecret
     * @throws Failure
     */
    public function create(array $parameters): array
    {
        return $this->client->call('Webhooks.Create', $parameters, ofProfile: true, writes: true);
    }

    /**
     * Deletes a webhook, and its deliveries with it: what was not sent yet never will be.
     *
     * - webhook_id: The webhook's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     webhook_id: int|string,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneWebhook
     * @throws Failure
     */
    public function delete(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Webhooks.Delete', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Changes a webhook. A disabled webhook misses nothing: when it is enabled it goes on where it was,
     * and what had failed is tried anew. The same happens when it is given another URL. An application
     * token changes those alone that tell of nothing that it may not read.
     *
     * - webhook_id: The webhook's id.
     * - if_version: The version of the record that you know. If it has another one by now, nothing is
     *   done, and the call is a conflict that says which.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - description: What the webhook is for.
     * - enabled: Whether anything is sent.
     * - entities: The kinds of record that are told of; an empty list is all. What is queued already stays
     *   queued; what is not, such as all that has changed while the webhook was disabled, is chosen anew.
     * - exclude_origin: Changes by who sent this with the header `X-Origin` are left out.
     * - operations: The operations that are told of; an empty list is all. What is queued already stays
     *   queued.
     * - rotate_secret: With true the webhook gets a new secret, which the reply shows once. For 24 hours
     *   deliveries are signed with the old one, too; one that was replaced before that no longer signs.
     * - url: Where changes are sent, as in `Webhooks.Create`.
     *
     * @param array{
     *     webhook_id: int|string,
     *     if_version?: int|string|null,
     *     dry_run?: bool,
     *     description?: string|null,
     *     enabled?: bool,
     *     entities?: list<'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment'>|'profile'|'member'|'catalog_entry'|'input'|'file'|'company'|'contact'|'product'|'opportunity'|'ticket'|'ticket_comment',
     *     exclude_origin?: string|null,
     *     operations?: list<'create'|'update'|'delete'>|'create'|'update'|'delete',
     *     rotate_secret?: bool,
     *     url?: string,
     *     profile_id?: int|string,
     * } $parameters
     * @return WithSecret
     * @throws Failure
     */
    public function edit(array $parameters): array
    {
        return $this->client->call('Webhooks.Edit', $parameters, ofProfile: true, writes: true);
    }

    /**
     * Lists the webhooks of a profile. No reply ever shows a secret again.
     *
     * - webhook_id: Only this one.
     *
     * @param array{
     *     webhook_id?: int|string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return WebhooksGetResponse
     * @throws Failure
     */
    public function get(array $parameters = []): array
    {
        return $this->client->call('Webhooks.Get', $parameters, ofProfile: true);
    }

    /**
     * Lists the deliveries of a profile's webhooks, page by page. Those that were delivered are kept for
     * 30 days.
     *
     * - page: Which page, from 1.
     * - pagination: How many deliveries a page has: 1 to 1000, 500 where nothing is said.
     * - status: Only those that stand like this.
     * - webhook_id: Only those of this webhook.
     *
     * @param array{
     *     page?: int|string,
     *     pagination?: int|string,
     *     sort?: 'id'|'-id',
     *     status?: 'queued'|'delivered'|'failed'|null,
     *     webhook_id?: int|string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return WebhooksGetDeliveriesResponse
     * @throws Failure
     */
    public function getDeliveries(array $parameters = []): array
    {
        return $this->client->call('Webhooks.GetDeliveries', $parameters, ofProfile: true);
    }

    /**
     * All records of getDeliveries, page after page, each of which is a call of its own.
     *
     * @param array{
     *     pagination?: int|string,
     *     sort?: 'id'|'-id',
     *     status?: 'queued'|'delivered'|'failed'|null,
     *     webhook_id?: int|string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return \Generator<int, Delivery, mixed, void>
     * @throws Failure
     */
    public function iterateDeliveries(array $parameters = []): \Generator
    {
        for ($page = 1; ; $page++) {
            $answer = $this->getDeliveries(['page' => $page] + $parameters);
            foreach ($answer['deliveries'] as $record) {
                yield $record;
            }
            // Without a total there is no last page to know of: the walk ends at a page without records.
            $last = $answer['last_page'] ?? null;
            if ($last !== null ? $page >= $last : $answer['deliveries'] === []) {
                return;
            }
        }
    }

    /**
     * Queues a delivery again, whether it was delivered or failed; one that waits for its next attempt
     * waits no longer. With `webhook_id` it queues all that the webhook's endpoint has not taken, tests
     * apart: 10,000 in one call, the oldest first.
     *
     * A message is the same, with the same `webhook-id`, and is tried for 24 hours like a new one. Later
     * changes of the same record that are still queued wait for it; where some were delivered already,
     * this one comes after them, and `data.version` tells the endpoint that it knows better.
     *
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     * - delivery_id: The delivery's id, from `Webhooks.GetDeliveries`; instead of a webhook's.
     * - webhook_id: The webhook whose deliveries are queued again; instead of one delivery.
     *
     * @param array{
     *     dry_run?: bool,
     *     delivery_id?: int|string|null,
     *     webhook_id?: int|string|null,
     *     profile_id?: int|string,
     * } $parameters
     * @return WebhooksRedeliverResponse
     * @throws Failure
     */
    public function redeliver(array $parameters = [], ?string $idempotencyKey = null): array
    {
        return $this->client->call('Webhooks.Redeliver', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }

    /**
     * Sends a message of the type `webhook.test`, which tells of no change. It is queued like all others,
     * leaves within a second or two, and is tried once: ask `Webhooks.GetDeliveries` for the delivery that
     * the reply names to see what the endpoint said. While the webhook is disabled it waits.
     *
     * - webhook_id: The webhook's id.
     * - dry_run: Whether to answer what would be and to change nothing. Ids in the answer are not taken
     *   for good, and nobody is told anything.
     *
     * @param array{
     *     webhook_id: int|string,
     *     dry_run?: bool,
     *     profile_id?: int|string,
     * } $parameters
     * @return OneDelivery
     * @throws Failure
     */
    public function test(array $parameters, ?string $idempotencyKey = null): array
    {
        return $this->client->call('Webhooks.Test', $parameters, ofProfile: true, writes: true, keyed: true, idempotencyKey: $idempotencyKey);
    }
}

/** The definition of this very API. */
final class RpcModule
{
    public function __construct(private readonly Client $client)
    {
    }

    /**
     * Describes every method: its parameters, its reply, an example. The document is the one of `GET
     * /openrpc.json`.
     *
     * @return mixed
     * @throws Failure
     */
    public function discover(): mixed
    {
        return $this->client->call('rpc.discover');
    }
}

/** The service at an address, and who calls it. */
final class Client
{
    /** The methods that take a profile, as a call inside a batch may name them. */
    private const OF_PROFILE = [
        'AddComment',
        'AddUser',
        'Audit.GetHistory',
        'Auth.CreateApplicationToken',
        'Auth.GetApplicationTokens',
        'Auth.RevokeApplicationToken',
        'Catalogs.CreateEntry',
        'Catalogs.DeleteEntry',
        'Catalogs.EditEntry',
        'Catalogs.GetCatalogs',
        'Catalogs.GetEntries',
        'Companies.CreateCompany',
        'Companies.DeleteCompany',
        'Companies.EditCompany',
        'Companies.GetCompanies',
        'Companies.GetCompany',
        'Companies.GetIndustries',
        'Companies.GetInputs',
        'Companies.GetTypes',
        'Contacts.CreateContact',
        'Contacts.DeleteContact',
        'Contacts.EditContact',
        'Contacts.GetContact',
        'Contacts.GetContacts',
        'Contacts.GetDepartments',
        'Contacts.GetInputs',
        'Contacts.GetOrigins',
        'Contacts.GetPositions',
        'Contacts.GetTitles',
        'Create',
        'CreateApplicationToken',
        'CreateCompany',
        'CreateContact',
        'CreateEntry',
        'CreateInput',
        'CreateOpportunity',
        'CreateProduct',
        'CreateTicket',
        'Delete',
        'DeleteCompany',
        'DeleteContact',
        'DeleteEntry',
        'DeleteInput',
        'DeleteOpportunity',
        'DeleteProduct',
        'DeleteTicket',
        'Edit',
        'EditCompany',
        'EditContact',
        'EditEntry',
        'EditInput',
        'EditOpportunity',
        'EditProduct',
        'EditProfile',
        'EditTicket',
        'EditUser',
        'Files.Upload',
        'Get',
        'GetApplicationTokens',
        'GetCampaigns',
        'GetCases',
        'GetCatalogs',
        'GetCategories',
        'GetChanges',
        'GetCompanies',
        'GetCompany',
        'GetContact',
        'GetContacts',
        'GetCurrencies',
        'GetDeliveries',
        'GetDepartments',
        'GetDigest',
        'GetDiscounts',
        'GetEntries',
        'GetHistory',
        'GetIndustries',
        'GetMeasures',
        'GetNotifications',
        'GetOpportunities',
        'GetOpportunity',
        'GetPipeline',
        'GetPositions',
        'GetPriorities',
        'GetProduct',
        'GetProducts',
        'GetSnapshot',
        'GetStageHistory',
        'GetStages',
        'GetSubcategories',
        'GetTaxes',
        'GetTicket',
        'GetTickets',
        'GetTitles',
        'GetTypes',
        'GetUsers',
        'GetValidities',
        'Inputs.CreateInput',
        'Inputs.DeleteInput',
        'Inputs.EditInput',
        'MarkRead',
        'Notifications.GetNotifications',
        'Notifications.MarkRead',
        'Opportunities.CreateOpportunity',
        'Opportunities.DeleteOpportunity',
        'Opportunities.EditOpportunity',
        'Opportunities.GetInputs',
        'Opportunities.GetOpportunities',
        'Opportunities.GetOpportunity',
        'Opportunities.GetPipeline',
        'Opportunities.GetStageHistory',
        'PatchProduct',
        'Products.CreateProduct',
        'Products.DeleteProduct',
        'Products.EditProduct',
        'Products.GetCategories',
        'Products.GetDiscounts',
        'Products.GetInputs',
        'Products.GetMeasures',
        'Products.GetProduct',
        'Products.GetProducts',
        'Products.GetSubcategories',
        'Products.GetTaxes',
        'Products.GetValidities',
        'Products.PatchProduct',
        'Profiles.AddUser',
        'Profiles.EditProfile',
        'Profiles.EditUser',
        'Profiles.GetCampaigns',
        'Profiles.GetCurrencies',
        'Profiles.GetStages',
        'Profiles.GetUsers',
        'Profiles.RemoveUser',
        'Redeliver',
        'RemoveUser',
        'RevokeApplicationToken',
        'Sync.GetChanges',
        'Sync.GetDigest',
        'Sync.GetSnapshot',
        'Sync.Upsert',
        'Test',
        'Tickets.AddComment',
        'Tickets.CreateTicket',
        'Tickets.DeleteTicket',
        'Tickets.EditTicket',
        'Tickets.GetCases',
        'Tickets.GetOrigins',
        'Tickets.GetPriorities',
        'Tickets.GetTicket',
        'Tickets.GetTickets',
        'Upload',
        'Upsert',
        'Webhooks.Create',
        'Webhooks.Delete',
        'Webhooks.Edit',
        'Webhooks.Get',
        'Webhooks.GetDeliveries',
        'Webhooks.Redeliver',
        'Webhooks.Test',
    ];

    public readonly AuditModule $audit;
    public readonly AuthModule $auth;
    public readonly BatchModule $batch;
    public readonly CatalogsModule $catalogs;
    public readonly CompaniesModule $companies;
    public readonly ContactsModule $contacts;
    public readonly FilesModule $files;
    public readonly InputsModule $inputs;
    public readonly NotificationsModule $notifications;
    public readonly OpportunitiesModule $opportunities;
    public readonly ProductsModule $products;
    public readonly ProfilesModule $profiles;
    public readonly SyncModule $sync;
    public readonly SystemModule $system;
    public readonly TicketsModule $tickets;
    public readonly WebhooksModule $webhooks;
    public readonly RpcModule $rpc;

    /**
     * @param ?string $token An application token; or none, to sign in with login().
     * @param int|string|null $profileId The profile of all calls that name no other.
     * @param ?string $origin Where changes are said to come from.
     * @param float $timeout For how many seconds nothing may come from the service.
     * @param int $retries How often a call is repeated.
     * @param float $longestWait How many seconds lie between two attempts at most: where the service asks for more,
     *     the call fails.
     */
    public function __construct(
        private readonly string $url,
        #[\SensitiveParameter] public ?string $token = null,
        public int|string|null $profileId = null,
        private readonly ?string $origin = null,
        private readonly float $timeout = 30.0,
        private readonly int $retries = 4,
        private readonly float $longestWait = 60.0,
    ) {
        $this->audit = new AuditModule($this);
        $this->auth = new AuthModule($this);
        $this->batch = new BatchModule($this);
        $this->catalogs = new CatalogsModule($this);
        $this->companies = new CompaniesModule($this);
        $this->contacts = new ContactsModule($this);
        $this->files = new FilesModule($this);
        $this->inputs = new InputsModule($this);
        $this->notifications = new NotificationsModule($this);
        $this->opportunities = new OpportunitiesModule($this);
        $this->products = new ProductsModule($this);
        $this->profiles = new ProfilesModule($this);
        $this->sync = new SyncModule($this);
        $this->system = new SystemModule($this);
        $this->tickets = new TicketsModule($this);
        $this->webhooks = new WebhooksModule($this);
        $this->rpc = new RpcModule($this);
    }

    /** Signs in. The token is kept for the calls that follow; it lives for an hour. */
    public function login(string $email, #[\SensitiveParameter] string $password): void
    {
        $this->token = $this->call('Auth.Login', ['email' => $email, 'password' => $password])['token'];
    }

    /**
     * Calls a method by its name and gives its response.
     *
     * @param array<string, mixed> $parameters
     * @param bool $ofProfile Whether the client's profile is added where the parameters name none.
     * @param bool $writes Whether it may change something.
     * @param bool $keyed Whether an idempotency key is sent, without which what writes is not repeated if it may have
     *     been done.
     * @throws Failure
     */
    public function call(
        string $method,
        array $parameters = [],
        bool $ofProfile = false,
        bool $writes = false,
        bool $keyed = false,
        ?string $idempotencyKey = null,
    ): mixed {
        if ($ofProfile && $this->profileId !== null) {
            $parameters += ['profile_id' => $this->profileId];
        }
        if (\in_array($method, ['Batch.Run', 'Run'], true) && \is_array($parameters['calls'] ?? null)) {
            $calls = $parameters['calls'];
            $parameters['calls'] = \array_is_list($calls) ? \array_map($this->ofProfile(...), $calls) : $this->ofProfile($calls);
        }
        $body = \json_encode(['method' => $method, 'parameters' => $parameters], \JSON_THROW_ON_ERROR | \JSON_UNESCAPED_UNICODE);
        $headers = ['Content-Type: application/json', 'Connection: close'];
        if ($this->token !== null) {
            $headers[] = "Authorization: Bearer $this->token";
        }
        if ($this->origin !== null) {
            $headers[] = "X-Origin: $this->origin";
        }
        if ($keyed) {
            $headers[] = 'Idempotency-Key: ' . ($idempotencyKey ?? \bin2hex(\random_bytes(16)));
        }
        if (\preg_grep('/[\r\n]/', $headers) !== []) {
            throw new \InvalidArgumentException('A token, origin or key has a line break in it.');
        }
        for ($attempt = 0; ; $attempt++) {
            try {
                return $this->send($body, $headers);
            } catch (Failure $failure) {
                // Half of the wait is chance, so that those who were turned away together don't come back together.
                $wait = \min(0.5 * 2 ** $attempt, 30) * (0.5 + \random_int(0, 1000) / 2000);
                $wait = \max($wait, $failure->retryAfter ?? 0);
                $mayBeDone = $writes && !$keyed && !$failure->isRefusal();
                if (!$failure->isPassing() || $mayBeDone || $attempt >= $this->retries || $wait > $this->longestWait) {
                    throw $failure;
                }
                \usleep((int) ($wait * 1_000_000));
            }
        }
    }

    /** A call of a batch, with the client's profile if it takes one and names none. */
    private function ofProfile(mixed $call): mixed
    {
        if ($this->profileId === null || !\is_array($call)) {
            return $call;
        }
        $method = $call['method'] ?? null;
        $parameters = $call['parameters'] ?? [];
        if (!\is_string($method) || !\in_array(\trim($method), self::OF_PROFILE, true) || !\is_array($parameters)) {
            return $call;
        }
        // What refers to an earlier answer as a whole has its profile from there.
        if (\array_key_exists('profile_id', $parameters) || \array_keys($parameters) === ['$ref']) {
            return $call;
        }
        return ['parameters' => $parameters + ['profile_id' => $this->profileId]] + $call;
    }

    /**
     * One attempt.
     *
     * @param list<string> $headers
     */
    private function send(string $body, array $headers): mixed
    {
        $context = \stream_context_create(['http' => [
            'method' => 'POST',
            'header' => $headers,
            'content' => $body,
            'protocol_version' => 1.1,
            'timeout' => $this->timeout,
            'ignore_errors' => true, // the body of a failure is wanted, too
            'follow_location' => 0, // a token goes to the service that was named and nowhere else
        ]]);
        $stream = @\fopen(\rtrim($this->url, '/') . '/api', 'r', false, $context);
        if ($stream === false) {
            throw new Failure('unreachable', "$this->url does not answer: " . (\error_get_last()['message'] ?? ''));
        }
        $text = @\stream_get_contents($stream);
        $about = \stream_get_meta_data($stream);
        \fclose($stream);
        $status = 0;
        $received = [];
        foreach ($about['wrapper_data'] as $line) {
            [$name, $value] = \explode(':', $line, 2) + [1 => ''];
            if (\preg_match('~^HTTP/\S+ (\d+)~', $line, $found) === 1) {
                $status = (int) $found[1];
            } else {
                $received[\strtolower($name)] = \trim($value);
            }
        }
        if ($text === false || $about['timed_out'] || \strlen($text) < (int) ($received['content-length'] ?? 0)) {
            throw new Failure('unreachable', "$this->url stopped in the middle of its answer");
        }
        $wait = $received['retry-after'] ?? '';
        $retryAfter = \ctype_digit($wait) ? (int) $wait : null;
        $reply = \json_decode($text, true, 512, \JSON_BIGINT_AS_STRING);
        if (!\is_array($reply) || !isset($reply['success'])) {
            $message = "what answers at $this->url with HTTP status $status is not Ventanilla";
            throw new Failure('unexpected_answer', $message, [], $received['x-request-id'] ?? null, $status, $retryAfter);
        }
        $response = $reply['response'];
        if (!$reply['success']) {
            ['code' => $code, 'details' => $details, 'request_id' => $requestId] = $response;
            throw new Failure($code, $reply['error'], $details, $requestId, $status, $retryAfter);
        }
        return $response;
    }
}
