/**
 * A client of Ventanilla 0.1.0: over fetch, without dependencies, for Node 20, Deno, Bun and browsers. Node
 * 22.18 runs it as it is; an older one needs it compiled.
 *
 *     const client = new Client("http://127.0.0.1:8080");
 *     await client.login("ana@example.com", "...");
 *     client.profileId = (await client.profiles.getProfiles()).profiles[0]?.id;
 *     for await (const company of client.companies.iterateCompanies({ query: "cafe" })) {
 *       console.log(company.name);
 *     }
 *
 * A parameter that is left out is not sent; null is sent, and clears what it names. An amount comes back as a number,
 * which holds 15 digits: those of amounts below a hundred thousand million with four places. Don't calculate with it
 * where the last digit counts. It may be given as a text, too, and then nothing is lost on the way.
 *
 * Calls that the service could not take (`unavailable`, `rate_limited`, no connection, no answer in time), or of which it
 * can't say whether they were made (`outcome_unknown`), are repeated after a while. A call that writes carries one
 * idempotency key through all its repetitions; what takes no key, because a password or a token is in it, is not
 * repeated where it may have been done.
 *
 * This file is written by `ventanilla client typescript`. To change it, write it again.
 */

/** Something that is wrong with a call. */
export interface Problem {
  /** Where: `shipping_address.state`. */
  path: string;
  rule: string;
  message: string;
}

/** A call that failed. */
export class Failure extends Error {
  override readonly name = "Failure";
  /**
   * For programs. Two codes are not the service's: `unreachable`, when nothing answered in time, and
   * `unexpected_answer`, when something else than the service did, such as a proxy.
   */
  readonly code: string;
  /** What is wrong, one for each parameter. */
  readonly details: readonly Problem[];
  /** Finds the call in the service's log. */
  readonly requestId: string | undefined;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** For how many seconds the service wants to be left alone, if it said so. */
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    message: string,
    about: {
      details?: readonly Problem[];
      requestId?: string | undefined;
      status?: number;
      retryAfter?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: about.cause });
    this.code = code;
    this.details = about.details ?? [];
    this.requestId = about.requestId;
    this.status = about.status;
    this.retryAfter = about.retryAfter;
  }

  /** Whether the same call may succeed later. */
  get isPassing(): boolean {
    const passing = this.isRefusal || this.code === "unreachable" || this.code === "outcome_unknown";
    return passing || (this.code === "unexpected_answer" && [429, 502, 503, 504].includes(this.status ?? 0));
  }

  /** Whether the service itself says that it could not take the call, and so has done nothing of it. */
  get isRefusal(): boolean {
    return this.code === "unavailable" || this.code === "rate_limited";
  }
}

/** How a client calls. */
export interface Options {
  /** An application token; or none, to sign in with `login`. */
  token?: string | undefined;
  /** The profile of all calls that name no other. */
  profileId?: number | string | undefined;
  /** Where changes are said to come from. */
  origin?: string | undefined;
  /** How many seconds an attempt may take, 30 where nothing is said. */
  timeout?: number;
  /** How often a call is repeated, 4 times where nothing is said. */
  retries?: number;
  /** How many seconds lie between two attempts at most, 60 where nothing is said: if the service asks for more, the call fails. */
  longestWait?: number;
}

/** What a call that writes takes beside its parameters. */
export interface Writing {
  /** The idempotency key, if it is to be the caller's own: one that a script keeps outlives the script. */
  idempotencyKey?: string | undefined;
}

/** How a call is made by its name. */
export interface CallOptions extends Writing {
  /** Whether the client's profile is added where the parameters name none. */
  ofProfile?: boolean;
  /** Whether it may change something. */
  writes?: boolean;
  /** Whether an idempotency key is sent, without which what writes is not repeated if it may have been done. */
  keyed?: boolean;
}

/** Who had one before. */
export interface AddedUser {
  /** The user's id. */
  id: number;
  /** What the user may do in this profile. */
  role: "viewer" | "member" | "manager";
}

/** A postal address. */
export interface Address {
  city: string;
  /** The country, ISO 3166-1 alpha-2, as `Profiles.GetCountries` lists it: `MX`. */
  country: string;
  /** The number of the house. */
  number: string;
  street: string;
  zip: string;
  /** The number of the flat or office, if there is one. */
  interior_number?: string | null | undefined;
  /** Degrees north, -90 to 90. */
  latitude?: string | number | null | undefined;
  /** Degrees east, -180 to 180. */
  longitude?: string | number | null | undefined;
  /**
   * The state, ISO 3166-2, as `Profiles.GetStates` lists it: its code (`JAL`, or `MX-JAL`), or its name,
   * with or without accents (`Jalisco`). May be left out where the country has none.
   */
  state?: string | null | undefined;
  /** The suburb, if there is one. */
  suburb?: string | null | undefined;
}

/** An application token, without its secret. */
export interface ApplicationToken {
  created_at: string;
  /** When the token expires, if ever. */
  expires_at: string | null;
  id: number;
  /** What the token is for. */
  name: string;
  /**
   * What the token's changes are said to come from, where a call does not say otherwise with the header
   * X-Origin.
   */
  origin: string | null;
  /** How the token begins, to know it again. */
  prefix: string;
  /** When the token was revoked, if it was. */
  revoked_at: string | null;
  /** What the token may do, module by module; `*` stands for all modules. */
  rights: Record<string, ("read" | "write" | "delete" | "query")[]>;
  updated_at: string;
  /** The manager who made the token. It may never do more than this user may. */
  user_id: number;
  /** 1 when created, one more with each change. */
  version: number;
}

/** Who answers for a contact. */
export interface Assistant {
  name: string;
  surname: string;
  email?: string | null | undefined;
  linkedin?: string | null | undefined;
  mother_surname?: string | null | undefined;
  phone_office?: string | number | null | undefined;
  phone_office_extension?: string | number | null | undefined;
  skype?: string | null | undefined;
}

/** A page of changes. */
export interface AuditGetHistoryResponse {
  changes: Change[];
  /** The page that this is. */
  current_page: number;
  /** The last page that has any record; at least 1. Left out with `with_total: false`. */
  last_page?: number | null;
  /** How many records there are on all pages together. Left out with `with_total: false`. */
  total?: number | null;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface AuthApiLoginResponse {
  application_token: OwnApplicationToken;
  /** When the access token expires. */
  expires_at: string;
  /** The access token, for the header `Authorization: Bearer <token>`. */
  token: string;
}

export interface AuthChangePasswordResponse {
  /** Always true. */
  changed: boolean;
}

export interface AuthCreateApplicationTokenResponse {
  application_token: ApplicationToken;
  /**
   * The token, for the header `Authorization: Bearer <token>` or for `Auth.ApiLogin`. It is never shown
   * again.
   */
  token: string;
}

/** The application tokens, oldest first. */
export interface AuthGetApplicationTokensResponse {
  application_tokens: ListedToken[];
}

export interface AuthGetProfileResponse {
  /** The application token that the call is made with; null where a person calls. */
  application_token: OwnApplicationToken | null;
  /** When the token in hand expires; null where it never does. */
  expires_at: string | null;
  user: UserView;
}

export interface AuthLogoutResponse {
  /** Always true. */
  logged_out: boolean;
}

/** One of the calls. */
export interface BatchCall {
  /** The method's name. */
  method: string;
  /** Its parameters. */
  parameters?: Record<string, unknown> | undefined;
}

/** The reply to one of the calls. */
export interface BatchReply {
  error: string | null;
  response: unknown;
  success: boolean;
}

/** What a batch is answered. */
export interface BatchRunResponse {
  /** The reply to each call, in their order, in the form that it would have alone. */
  replies: BatchReply[];
}

/** The records of a thousand ids. */
export interface Bucket {
  /** The thousands of their ids. */
  bucket: number;
  count: number;
  sha256: string;
}

/** A vocabulary of the profile. */
export interface CatalogView {
  /** What the `code` of an entry means, where it has one. */
  code: string | null;
  /** The method that lists it: `Companies.GetTypes`. */
  method: string;
  /** Its name in this module: `company_types`. */
  name: string;
  /** The catalog of the entries' parents, where they have any. */
  parent: string | null;
  /** What the `value` of an entry means, where it has one. */
  value: string | null;
}

export interface CatalogsGetCatalogsResponse {
  catalogs: CatalogView[];
}

export interface CatalogsGetEntriesResponse {
  entries: EntryView[];
}

/** One change of the record. */
export interface Change {
  changed_at: string;
  /** What the change changed. All fields that have a value when the record was created, or deleted. */
  fields: Field[];
  /** `create`, `update` or `delete`. */
  operation: string;
  /** What the caller called itself: in the header X-Origin, or when its application token was made. */
  origin: string | null;
  /** The id of the request, by which the log knows it, too. */
  request_id: string | null;
  /** The number of the change; a later change of the record has a greater one. */
  sequence: number;
  /** Who made the change, or the application token that made it. */
  user_id: number | null;
  /** The version of the record that the change made; when it was deleted, the last one. */
  version: number;
  /**
   * The name of the application token that the change was made with; null where a person made it. Left
   * out where the caller may not read application tokens.
   */
  token?: string | null;
  /** The name of that user. Left out where the caller may not read the profile's users. */
  user_name?: string | null;
}

/** What happened to one record. */
export interface ChangeView {
  changed_at: string;
  entity: string;
  /** The record's id. No other record of its kind gets it after a deletion. */
  id: number;
  /** `create`, `update` or `delete`. */
  operation: string;
  /** What the header `X-Origin` of the call said. */
  origin: string | null;
  /** The whole record as it was then; a deleted one as it last was. */
  record: Record<string, unknown>;
  /** The request id of the call. */
  request_id: string | null;
  /** Who did it; null where the service itself or the command line did. */
  user_id: number | null;
  /**
   * The record's: 1 when created, one more with each change; the last one when deleted. Who began with a
   * snapshot passes over what has no greater version than their copy, except deletions.
   */
  version: number;
}

/** A page of companies. */
export interface CompaniesGetCompaniesResponse {
  companies: Company[];
  /** The page that this is. */
  current_page: number;
  /** The last page that has any record; at least 1. Left out with `with_total: false`. */
  last_page?: number | null;
  /** How many records there are on all pages together. Left out with `with_total: false`. */
  total?: number | null;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface CompaniesGetIndustriesResponse {
  industries: EntryView[];
}

export interface CompaniesGetTypesResponse {
  types: EntryView[];
}

/** A company. */
export interface Company {
  /** The name on invoices. */
  billing_name: string | null;
  /** What the company does, in its own words. */
  bio: string | null;
  /** The number under which the business knows the company; no other company of the profile has it. */
  client_number: string;
  created_at: string;
  email: string | null;
  /** The record's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  id: number;
  /** An entry of `Companies.GetIndustries`. */
  industry_id: number;
  /** A picture that `Files.Upload` took. */
  logo_id: number | null;
  mobile: string | null;
  name: string;
  phone: string | null;
  /** The tax number. */
  rfc: string | null;
  /** The name in web addresses; no other company of the profile has it. */
  slug: string;
  /** An entry of `Companies.GetTypes`. */
  type_id: number;
  updated_at: string;
  /** 1 when created, one more with each change. */
  version: number;
  website: string | null;
  whatsapp: string | null;
  /** Left out of lists that don't ask for it with `with_addresses`. */
  billing_address?: Address | null;
  /** The people there. Left out where they are not asked for with `with_contacts`. */
  contacts?: Contact[] | null;
  /**
   * The values of the profile's own fields, by slug. Left out of lists that don't ask for it with
   * `with_inputs`.
   */
  inputs?: Record<string, unknown> | null;
  /**
   * Where the logo can be fetched without a token for 15 minutes or more: a path of this service. Left
   * out where the company is shown within another record.
   */
  logo_url?: string | null;
  /** Left out of lists that don't ask for it with `with_addresses`. */
  shipping_address?: Address | null;
}

/** A contact. */
export interface Contact {
  /** Who answers for the contact. */
  assistant: Assistant | null;
  /** The company at which the contact is. */
  company_id: number;
  created_at: string;
  /** An entry of `Contacts.GetDepartments`. */
  department_id: number | null;
  email: string | null;
  /** The record's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  id: number;
  linkedin: string | null;
  mother_surname: string | null;
  name: string;
  /** An entry of `Contacts.GetOrigins`. */
  origin_id: number;
  phone_mobile: string | null;
  phone_office: string | null;
  phone_office_extension: string | null;
  phone_other: string | null;
  /** A picture that `Files.Upload` took. */
  picture_id: number | null;
  /** An entry of `Contacts.GetPositions`. */
  position_id: number | null;
  skype: string | null;
  surname: string;
  /** An entry of `Contacts.GetTitles`. */
  title_id: number | null;
  twitter: string | null;
  updated_at: string;
  /** 1 when created, one more with each change. */
  version: number;
  /** Left out of lists that don't ask for it with `with_addresses`. */
  billing_address?: Address | null;
  /**
   * The values of the profile's own fields, by slug. Left out of lists that don't ask for it with
   * `with_inputs`.
   */
  inputs?: Record<string, unknown> | null;
  /**
   * Where the picture can be fetched without a token for 15 minutes or more: a path of this service.
   * Left out where the contact is shown within another record.
   */
  picture_url?: string | null;
  /** Left out of lists that don't ask for it with `with_addresses`. */
  shipping_address?: Address | null;
}

/** A page of contacts. */
export interface ContactsGetContactsResponse {
  contacts: Contact[];
  /** The page that this is. */
  current_page: number;
  /** The last page that has any record; at least 1. Left out with `with_total: false`. */
  last_page?: number | null;
  /** How many records there are on all pages together. Left out with `with_total: false`. */
  total?: number | null;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface ContactsGetDepartmentsResponse {
  departments: EntryView[];
}

export interface ContactsGetOriginsResponse {
  origins: EntryView[];
}

export interface ContactsGetPositionsResponse {
  positions: EntryView[];
}

export interface ContactsGetTitlesResponse {
  titles: EntryView[];
}

export interface CopiedView {
  id: number;
  /** The whole record, as `Sync.GetChanges` shows it. */
  record: Record<string, unknown>;
  /** 1 when created, one more with each change. */
  version: number;
}

/** A country, as ISO 3166-1 lists it. */
export interface Country {
  /** The two letter code, such as `MX`. */
  code: string;
  /** The name in English, such as `Mexico`. */
  name: string;
}

/** From one value to another. */
export interface DayRange {
  /** The least that counts. */
  from?: string | null | undefined;
  /** The greatest that counts. */
  to?: string | null | undefined;
}

/** A message, and how its delivery stands. */
export interface Delivery {
  /** When it was tried last. */
  attempted_at: string | null;
  /** How often it was tried since it was queued. An attempt whose node died is not counted. */
  attempts: number;
  created_at: string;
  /** The kind of record that it tells of; null where it is a test. */
  entity: string | null;
  /** Why the last attempt failed; null where it did not. */
  failure: string | null;
  id: number;
  /** The header `webhook-id` that it is sent with, each time the same. */
  message_id: string;
  /** How long the last attempt took. */
  milliseconds: number | null;
  /** When it is tried next, at the earliest; null where it is not. */
  next_attempt_at: string | null;
  /** The id of the record that it tells of; null where it is a test. */
  record_id: number | null;
  /**
   * `queued`: it waits for its turn or for its next attempt. `delivered`: the endpoint has taken it.
   * `failed`: it is not tried any more unless `Webhooks.Redeliver` asks for it, or the webhook is
   * enabled again or given another URL.
   */
  status: string;
  /** The status that the endpoint answered the last attempt with; null where no answer came. */
  status_code: number | null;
  /** What it tells of, such as `company.update`; a test is `webhook.test`. */
  type: string;
  webhook_id: number;
}

/** An entry of a catalog. */
export interface EntryView {
  created_at: string;
  /** The record's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  id: number;
  name: string;
  /** Its place among the catalog's entries. */
  position: number;
  /** Whether it is kept for the records that have it, and offered to no others. */
  retired: boolean;
  updated_at: string;
  /** 1 when created, one more with each change. */
  version: number;
  /** Its short form, where the catalog has one: a currency's code. */
  code?: string | null;
  /** The entry that it is a part of, where the catalog has such: a subcategory's category. */
  parent_id?: number | null;
  /** Its number, where the catalog has one: a stage's probability, a tax's rate. */
  value?: number | null;
}

/** A field in which two states of a record differ. */
export interface Field {
  field: string;
  /** The value before; null where there was none. */
  from: unknown;
  /** The value after; null where there is none. */
  to: unknown;
}

/** A picture. */
export interface File {
  /** What it is: `image/png`, `image/jpeg`, `image/gif` or `image/webp`. */
  content_type: string;
  created_at: string;
  /** The record's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  id: number;
  /** The SHA-256 of its content, in hexadecimal. */
  sha256: string;
  /** In bytes. */
  size: number;
  updated_at: string;
  /** 1 when created, one more with each change. */
  version: number;
  /** Where it can be fetched without a token until `url_expires_at`: a path of this service. */
  url?: string | null;
  /** Each reply that shows the file has an address that is good for 15 minutes or more. */
  url_expires_at?: string | null;
}

export interface GetInputsResponse {
  inputs: InputView[];
}

/** A line as a caller gives it. */
export interface GivenLine {
  /** How many units, more than 0; fractions are allowed. */
  amount: number | string;
  /** What is taken off the price of one unit, no more than the price. */
  discount: number | string;
  /** The price of one unit. */
  price: number | string;
  /** A product of the profile that is not retired. */
  product_id: number | string | Record<string, string | number>;
  /** The tax as a fraction, 0 to 1: 0.16 for 16 %. */
  tax: number | string;
  /**
   * amount × (price − discount) × (1 + tax), rounded half up to two places; 0.01 more or less is
   * accepted.
   */
  total: number | string;
}

/** A custom field. */
export interface InputView {
  created_at: string;
  /** The kind of record that has it. */
  entity: string;
  /** The record's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  id: number;
  /** What people call it. */
  name: string;
  /** The values that a list may have, to the letter. */
  options: string[];
  /** Its place among the inputs. */
  position: number;
  /** The key under which records have its value. It never changes. */
  slug: string;
  /** What its values are: `list`, `string`, `integer`, `double`, `checkbox`. */
  type: string;
  updated_at: string;
  /** 1 when created, one more with each change. */
  version: number;
}

/** From one day or instant to another. */
export interface InstantRange {
  /** The first day or instant that counts. */
  from?: string | null | undefined;
  /** The last day or instant that counts; a day counts whole. */
  to?: string | null | undefined;
}

/** An application token in the list. */
export interface ListedToken {
  created_at: string;
  /** When the token expires, if ever. */
  expires_at: string | null;
  id: number;
  /** When a call was last made with the token, to the minute; null if never. */
  last_used_at: string | null;
  /** What the token is for. */
  name: string;
  /**
   * What the token's changes are said to come from, where a call does not say otherwise with the header
   * X-Origin.
   */
  origin: string | null;
  /** How the token begins, to know it again. */
  prefix: string;
  /** When the token was revoked, if it was. */
  revoked_at: string | null;
  /** What the token may do, module by module; `*` stands for all modules. */
  rights: Record<string, ("read" | "write" | "delete" | "query")[]>;
  updated_at: string;
  /** The manager who made the token. It may never do more than this user may. */
  user_id: number;
  /** The name of who made the token. */
  user_name: string | null;
  /** 1 when created, one more with each change. */
  version: number;
}

/** From one value to another. */
export interface MoneyRange {
  /** The least that counts. */
  from?: number | string | null | undefined;
  /** The greatest that counts. */
  to?: number | string | null | undefined;
}

/** A notification. */
export interface Notification {
  created_at: string;
  /** The kind of record that it is about, such as `opportunity` or `ticket`. */
  entity: string;
  id: number;
  /** When it was first marked as read; null until then. */
  read_at: string | null;
  /** The id of the record that it is about. */
  record_id: number;
  updated_at: string;
  /** Who is told. */
  user_id: number;
  /** 1 when created, one more with each change. */
  version: number;
  /** What was said along with it. Left out like the subject. */
  comment?: string | null;
  /** Left out where an application token may not read the kind of record that it is about. */
  subject?: string | null;
}

/** A page of notifications. */
export interface NotificationsGetNotificationsResponse {
  /** The page that this is. */
  current_page: number;
  notifications: Notification[];
  /** The last page that has any record; at least 1. Left out with `with_total: false`. */
  last_page?: number | null;
  /** How many records there are on all pages together. Left out with `with_total: false`. */
  total?: number | null;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

/** The notifications that were named. */
export interface NotificationsMarkReadResponse {
  notifications: Notification[];
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OneApplicationToken {
  application_token: ApplicationToken;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OneCompany {
  company: Company;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OneContact {
  contact: Contact;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

/** One delivery, as it was queued. */
export interface OneDelivery {
  delivery: Delivery;
}

/** The answer of the methods that change one entry. */
export interface OneEntry {
  entry: EntryView;
}

export interface OneFile {
  file: File;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OneInput {
  input: InputView;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OneOpportunity {
  opportunity: Opportunity;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OneProduct {
  product: Product;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OneTicket {
  ticket: Ticket;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OneTicketComment {
  ticket_comment: TicketComment;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

/** The answer of the methods that change one user of a profile. */
export interface OneUser {
  user: ProfileUser;
}

export interface OneWebhook {
  webhook: Webhook;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

/** A page of opportunities. */
export interface OpportunitiesGetOpportunitiesResponse {
  /** The page that this is. */
  current_page: number;
  opportunities: Opportunity[];
  /** The last page that has any record; at least 1. Left out with `with_total: false`. */
  last_page?: number | null;
  /** How many records there are on all pages together. Left out with `with_total: false`. */
  total?: number | null;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OpportunitiesGetPipelineResponse {
  /** The stages, in their order. */
  stages: StageView[];
  total: TotalView;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface OpportunitiesGetStageHistoryResponse {
  history: Stay[];
}

/** An opportunity. */
export interface Opportunity {
  /** An entry of `Profiles.GetCampaigns`. */
  campaign_id: number | null;
  /** When it was won or lost; null while it is open. */
  closed_at: string | null;
  company_id: number;
  contact_id: number;
  created_at: string;
  /** The day on which it is expected to be decided. */
  estimated_end_at: string;
  /** The record's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  id: number;
  /** Why it was lost. */
  lost_reason: string | null;
  /** `new` or `renew`. */
  operation_type: string;
  /** `new` or `existing`: whether the customer is one already. */
  prospect_type: string;
  /** An entry of `Profiles.GetStages`. */
  stage_id: number;
  /** `active`, `pending`, `won` or `lost`. */
  status: string;
  title: string;
  updated_at: string;
  /** The user who owns it. */
  user_id: number;
  value: number;
  /** 1 when created, one more with each change. */
  version: number;
  /** Whether it has lines. */
  want_products: boolean;
  /** Whether its lines may have a tax. */
  want_tax: boolean;
  /** Left out where it is not asked for with `with_company`. */
  company?: Company | null;
  /** Left out where it is not asked for with `with_contact`. */
  contact?: Contact | null;
  /**
   * The values of the profile's own fields, by slug. Left out where they are not asked for with
   * `with_inputs`.
   */
  inputs?: Record<string, unknown> | null;
  /** The lines. Left out where they are not asked for with `with_products`. */
  products?: OpportunityLine[] | null;
  /** The owner. Left out where it is not asked for with `with_user`. */
  user?: UserView | null;
}

/** A line on the wire. */
export interface OpportunityLine {
  /** How many units. */
  amount: number;
  /** What is taken off the price of one unit. */
  discount: number;
  /** The price of one unit. */
  price: number;
  product_id: number;
  /** The tax as a fraction, 0 to 1. */
  tax: number;
  /** amount × (price − discount) × (1 + tax), rounded half up to two places. */
  total: number;
  /** The product's name today. Left out of the answers that change an opportunity. */
  name?: string | null;
  /** The product's number today, if it has one. Left out of the answers that change an opportunity. */
  sku?: string | null;
}

/** What a script is told of the application token that it has. */
export interface OwnApplicationToken {
  /** When the token expires, if ever. */
  expires_at: string | null;
  id: number;
  name: string;
  /** The profile in which the token works. */
  profile_id: number;
  /** What the token may do, module by module; `*` stands for all modules. */
  rights: Record<string, ("read" | "write" | "delete" | "query")[]>;
}

/** A product. */
export interface Product {
  /** The company that it belongs to. */
  company_id: number | null;
  created_at: string;
  description: string | null;
  /** The record's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  /** Whether it is shown before others. */
  featured: boolean;
  id: number;
  location: string | null;
  /** The least that is sold of it at once. */
  min_quantity: number | null;
  name: string;
  /** A picture that `Files.Upload` took. */
  picture_id: number | null;
  /** An entry of `Products.GetCategories`. */
  product_category_id: number | null;
  /** An entry of `Products.GetDiscounts`. */
  product_discount_id: number | null;
  /** An entry of `Products.GetMeasures`. */
  product_measury_id: number | null;
  /** An entry of `Products.GetSubcategories`. */
  product_subcategory_id: number | null;
  /** An entry of `Products.GetValidities`. */
  product_validity_id: number | null;
  /** An entry of `Profiles.GetCurrencies`. */
  profile_currency_type_id: number | null;
  /** Whether it is kept for the opportunities that have it, and offered to no new ones. */
  retired: boolean;
  short_name: string | null;
  /** The number under which stock knows it; no other product of the profile has it. */
  sku: string | null;
  /** The name in web addresses; no other product of the profile has it. */
  slug: string;
  tags: string[];
  /** Entries of `Products.GetTaxes`. */
  taxes: number[];
  updated_at: string;
  /** The price of one unit, without taxes. */
  value: number;
  /** Who makes or delivers it. */
  vendor: string | null;
  /** 1 when created, one more with each change. */
  version: number;
  /**
   * The values of the profile's own fields, by slug. Left out of lists that don't ask for it with
   * `with_inputs`.
   */
  inputs?: Record<string, unknown> | null;
  /** Where the picture can be fetched without a token for 15 minutes or more: a path of this service. */
  picture_url?: string | null;
}

export interface ProductsGetCategoriesResponse {
  categories: EntryView[];
}

export interface ProductsGetDiscountsResponse {
  discounts: EntryView[];
}

export interface ProductsGetMeasuresResponse {
  measures: EntryView[];
}

/** A page of products. */
export interface ProductsGetProductsResponse {
  /** The page that this is. */
  current_page: number;
  products: Product[];
  /** The last page that has any record; at least 1. Left out with `with_total: false`. */
  last_page?: number | null;
  /** How many records there are on all pages together. Left out with `with_total: false`. */
  total?: number | null;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

export interface ProductsGetSubcategoriesResponse {
  subcategories: EntryView[];
}

export interface ProductsGetTaxesResponse {
  taxes: EntryView[];
}

export interface ProductsGetValiditiesResponse {
  validities: EntryView[];
}

/** A user of a profile. */
export interface ProfileUser {
  /** When the user joined the profile. */
  created_at: string;
  email: string;
  /** The user's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  /** The user's id. */
  id: number;
  mobile: string | null;
  name: string;
  /** What the user may do in this profile. */
  role: "viewer" | "member" | "manager";
  /** When the role or an external id last changed. */
  updated_at: string;
  /** 1 when the user joined, one more each time the role or an external id changes. */
  version: number;
}

/** A profile, as its members see it. */
export interface ProfileView {
  created_at: string;
  id: number;
  name: string;
  /** The caller's role in it. */
  role: "viewer" | "member" | "manager";
  updated_at: string;
  version: number;
}

/** The new user of the profile. */
export interface ProfilesAddUserResponse {
  user: ProfileUser | AddedUser;
}

export interface ProfilesCreateProfileResponse {
  profile: ProfileView;
}

export interface ProfilesEditProfileResponse {
  profile: ProfileView;
}

export interface ProfilesGetCampaignsResponse {
  campaigns: EntryView[];
}

export interface ProfilesGetCountriesResponse {
  countries: Country[];
}

export interface ProfilesGetCurrenciesResponse {
  currencies: EntryView[];
}

export interface ProfilesGetProfilesResponse {
  profiles: ProfileView[];
}

export interface ProfilesGetStagesResponse {
  stages: EntryView[];
}

export interface ProfilesGetStatesResponse {
  /** The country's code. */
  country: string;
  /** Its states; empty where the country has none. */
  states: State[];
}

export interface ProfilesGetUsersResponse {
  users: ProfileUser[];
}

/** What signing in and registering answer. */
export interface SignedIn {
  /** When the token expires. */
  expires_at: string;
  /** The access token, for the header `Authorization: Bearer <token>`. */
  token: string;
  user: UserView;
}

/** What is open at a stage. */
export interface StageView {
  /** How many there are. */
  count: number;
  /**
   * The probability that an opportunity at this stage is won, 0 to 1. Null, where the stage has none,
   * counts as 0.
   */
  probability: number | null;
  /** An entry of `Profiles.GetStages`. */
  stage_id: number;
  /** The sum of their values. */
  value: number;
  /**
   * For a stage the value times the probability, rounded half up to two places; for all together the sum
   * of these.
   */
  weighted_value: number;
  /** Left out where the caller may read neither `Profiles.GetStages` nor the catalogs. */
  name?: string | null;
}

/** A subdivision of a country, as ISO 3166-2 lists it: a state, a province, a region. */
export interface State {
  /** The code without its country, such as `JAL`. */
  code: string;
  /** The name, usually in the language of the country, such as `Jalisco`. */
  name: string;
}

/** The time that an opportunity has been at a stage. */
export interface Stay {
  entered_at: string;
  /** Null where it is there still. */
  left_at: string | null;
  /** An entry of `Profiles.GetStages`. */
  stage_id: number;
  /** The status that it came with: `active`, `pending`, `won` or `lost`. */
  status: string;
  /** Who moved it there; null where that was done on the command line. */
  user_id: number | null;
}

export interface SyncGetChangesResponse {
  changes: ChangeView[];
  /** Behind the last of these changes: the next `since`. */
  cursor: string;
  /** Whether there are more already. If not, ask again when you like. */
  more: boolean;
  /**
   * The kinds of record that an application token may not read, of those that it asked for: they are
   * left out.
   */
  withheld?: string[];
}

export interface SyncGetDigestResponse {
  /** Those that have any record, in their order. */
  buckets: Bucket[];
  /** How many records there are. */
  count: number;
  entity: string;
  /** Of all records. */
  sha256: string;
  /** A place in the feed up to which all changes are in this digest. Others may be, too. */
  since: string;
}

export interface SyncGetSnapshotResponse {
  /** For the next page; null on the last. */
  cursor: string | null;
  /**
   * The kind of the records on this page. Kinds come in an order in which what is referred to comes
   * first.
   */
  entity: string;
  /** In the order of their ids; none where the profile has no such record. */
  records: CopiedView[];
  /** On the last page, for `Sync.GetChanges`; null before. */
  since: string | null;
  /**
   * On the first page, the kinds of record that an application token may not read, of those that it
   * asked for: they are left out.
   */
  withheld?: string[];
}

/** What became of the records. */
export interface SyncUpsertResponse {
  created: number;
  failed: number;
  /** What became of each record, in their order. */
  results: UpsertOutcome[];
  unchanged: number;
  updated: number;
}

export interface SystemPingResponse {
  /** The server's time. */
  time: string;
  /** The version of the service. */
  version: string;
}

/** A ticket. */
export interface Ticket {
  /** An entry of `Tickets.GetCases`. */
  case_id: number;
  /** When it was closed; null while it is not. */
  closed_at: string | null;
  company_id: number;
  contact_id: number | null;
  created_at: string;
  description: string;
  /** The day on which it is expected to be done. */
  estimated_end_at: string;
  /** The record's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  id: number;
  opportunity_id: number | null;
  /** An entry of `Tickets.GetOrigins`. */
  origin_id: number;
  /** An entry of `Tickets.GetPriorities`. */
  priority_id: number;
  /** When it was solved; null while it is not. */
  solved_at: string | null;
  /** `open`, `pending`, `solved` or `closed`. */
  status: string;
  title: string;
  updated_at: string;
  /** The user who owns it. */
  user_id: number;
  /** 1 when created, one more with each change. */
  version: number;
  /**
   * What was said about it, the oldest first. Left out of lists that don't ask for it with
   * `with_comments`.
   */
  comments?: TicketComment[] | null;
}

/** Something that was said about a ticket. */
export interface TicketComment {
  comment: string;
  created_at: string;
  /** The record's ids in other systems, by the system's name. */
  external_ids: Record<string, string>;
  id: number;
  ticket_id: number;
  updated_at: string;
  /** Who said it. */
  user_id: number;
  /** 1 when created, one more with each change. */
  version: number;
}

export interface TicketsGetCasesResponse {
  cases: EntryView[];
}

export interface TicketsGetOriginsResponse {
  origins: EntryView[];
}

export interface TicketsGetPrioritiesResponse {
  priorities: EntryView[];
}

/** A page of tickets. */
export interface TicketsGetTicketsResponse {
  /** The page that this is. */
  current_page: number;
  tickets: Ticket[];
  /** The last page that has any record; at least 1. Left out with `with_total: false`. */
  last_page?: number | null;
  /** How many records there are on all pages together. Left out with `with_total: false`. */
  total?: number | null;
  /**
   * What was left out, because the caller has no right to read that kind of record. Missing where
   * nothing was.
   */
  withheld?: string[];
}

/** Sums of opportunities. They have all their digits, however many these are. */
export interface TotalView {
  /** How many there are. */
  count: number;
  /** The sum of their values. */
  value: number;
  /**
   * For a stage the value times the probability, rounded half up to two places; for all together the sum
   * of these.
   */
  weighted_value: number;
}

/** What became of one record. */
export interface UpsertOutcome {
  result: "created" | "updated" | "unchanged" | "failed";
  /** The code of the failure, as a call that fails has it; only where it failed. */
  code?: string | null;
  /** What is wrong, parameter by parameter; only where it failed. */
  details?: unknown;
  /** What is wrong, in one sentence; only where it failed. */
  error?: string | null;
  /** Which fields were updated; only where any were. */
  fields?: string[] | null;
  /** The record's id; not where it failed. */
  id?: number | null;
  /** How many wrong parameters there are beside those in the details; only where there are. */
  more?: number | null;
  /** The record's version now; not where it failed. */
  version?: number | null;
}

/** A user, as everybody who shares a profile may see it. There is no trace of the password. */
export interface UserView {
  created_at: string;
  email: string;
  id: number;
  mobile: string | null;
  name: string;
}

/** A webhook, without its secret. */
export interface Webhook {
  created_at: string;
  description: string | null;
  /** Since when it is disabled. */
  disabled_at: string | null;
  /** Why it was disabled, where the service did it. */
  disabled_reason: string | null;
  /** Whether anything is sent. A disabled webhook keeps its place in the feed of changes. */
  enabled: boolean;
  /** The kinds of record that are told of; an empty list is all. */
  entities: ("profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment")[];
  /** Changes of this origin are left out. */
  exclude_origin: string | null;
  id: number;
  /** The operations that are told of; an empty list is all. */
  operations: ("create" | "update" | "delete")[];
  /** Until when the secret that was rotated out signs, too. */
  previous_secret_ends_at: string | null;
  updated_at: string;
  /** Where changes are sent. */
  url: string;
  /** 1 when created, one more with each change. */
  version: number;
}

/** A page of deliveries. */
export interface WebhooksGetDeliveriesResponse {
  /** The page that this is. */
  current_page: number;
  deliveries: Delivery[];
  /** The last page that has any record; at least 1. Left out with `with_total: false`. */
  last_page?: number | null;
  /** How many records there are on all pages together. Left out with `with_total: false`. */
  total?: number | null;
  /**
   * The kinds of record that an application token may not read: deliveries that tell of them are left
   * out.
   */
  withheld?: string[];
}

/** The webhooks, oldest first. */
export interface WebhooksGetResponse {
  webhooks: Webhook[];
}

/** What was queued. */
export interface WebhooksRedeliverResponse {
  /** Whether there are others that the same call would queue. */
  more: boolean;
  /** How many deliveries were queued. */
  queued: number;
  /** The delivery, where one was named. */
  delivery?: Delivery | null;
}

/** A webhook and what signs it, for who has just made it. */
export interface WithSecret {
  /** What deliveries are signed with, where this call has set it; else null. It is never shown again. */
  secret: string | null;
  webhook: Webhook;
  /**
   * The kinds of record that the webhook does not tell of, because an application token made it that may
   * not read them.
   */
  withheld?: string[];
}

/** The parameters of Audit.GetHistory. */
export interface AuditGetHistoryParameters {
  /**
   * The kind of record. The history of application tokens and webhooks is for managers; that of a
   * notification nobody reads. An application token needs the right to read the kind, too.
   */
  entity: "application_token" | "catalog_entry" | "company" | "contact" | "file" | "input" | "member" | "notification" | "opportunity" | "product" | "profile" | "ticket" | "ticket_comment" | "webhook";
  /** The record's id. */
  record_id: number | string | Record<string, string | number>;
  /** Which page, from 1. */
  page?: number | string | undefined;
  /** How many changes a page has: 1 to 1000, 500 where nothing is said. */
  pagination?: number | string | undefined;
  sort?: "id" | "-id" | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** Who changed what, from what to what. */
export class AuditModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Lists what happened to a record, change by change: who made it, when, and which fields it changed
   * from what to what. A record that was deleted still has its history.
   */
  async getHistory(parameters: AuditGetHistoryParameters): Promise<AuditGetHistoryResponse> {
    return this.#client.call<AuditGetHistoryResponse>("Audit.GetHistory", parameters, { ofProfile: true });
  }

  /** All records of getHistory, page after page, each of which is a call of its own. */
  async *iterateHistory(parameters: Omit<AuditGetHistoryParameters, "page">): AsyncGenerator<Change, void, undefined> {
    for (let page = 1; ; page += 1) {
      const answer = await this.getHistory({ ...parameters, page });
      const records = answer.changes;
      yield* records;
      // Without a total there is no last page to know of: the walk ends at a page without records.
      const last = answer.last_page ?? undefined;
      if (last !== undefined ? page >= last : records.length === 0) {
        return;
      }
    }
  }
}

/** The parameters of Auth.ApiLogin. */
export interface AuthApiLoginParameters {
  /** The application token, from `Auth.CreateApplicationToken`. */
  authCode: string;
}

/** The parameters of Auth.ChangePassword. */
export interface AuthChangePasswordParameters {
  /** The new password once more. */
  c_password: string;
  /** Eight characters or more. */
  new_password: string;
  /** The password until now. */
  password: string;
}

/** The parameters of Auth.CreateApplicationToken. */
export interface AuthCreateApplicationTokenParameters {
  /** What the token is for: mostly the script's name. */
  name: string;
  /**
   * What the token may do, module by module: `{"Companies": ["read", "write"], "Products": ["read"]}`.
   * `*` stands for all modules. Which right a method needs is in the definition, under `x-access`.
   */
  rights: Record<string, ("read" | "write" | "delete" | "query")[]>;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** When the token expires; a day counts whole. Without it the token lives until it is revoked. */
  expires_at?: string | null | undefined;
  /**
   * What the token's changes are said to come from, where a call does not say otherwise with the header
   * X-Origin.
   */
  origin?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Auth.GetApplicationTokens. */
export interface AuthGetApplicationTokensParameters {
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Auth.Login. */
export interface AuthLoginParameters {
  email: string;
  password: string;
}

/** The parameters of Auth.Register. */
export interface AuthRegisterParameters {
  /** The password once more. */
  c_password: string;
  /** The company that the user works for; the profile is called so. */
  company: string;
  email: string;
  /** The user's name. */
  name: string;
  /** Eight characters or more. */
  password: string;
  mobile?: string | number | null | undefined;
}

/** The parameters of Auth.RevokeApplicationToken. */
export interface AuthRevokeApplicationTokenParameters {
  /** The token's id, from `Auth.GetApplicationTokens`. */
  application_token_id: number | string;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** Signing in and out, the caller's own account, and the tokens that scripts sign in with. */
export class AuthModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Signs a script in: its application token for an access token that has the same rights and lives an
   * hour. The application token itself is good for the header `Authorization`, too.
   */
  async apiLogin(parameters: AuthApiLoginParameters): Promise<AuthApiLoginResponse> {
    return this.#client.call<AuthApiLoginResponse>("Auth.ApiLogin", parameters);
  }

  /** Changes the caller's password. Every token of the user but the one in hand ends. */
  async changePassword(parameters: AuthChangePasswordParameters): Promise<AuthChangePasswordResponse> {
    return this.#client.call<AuthChangePasswordResponse>("Auth.ChangePassword", parameters, { writes: true });
  }

  /**
   * Makes an application token, with which a script works in this profile. The reply shows it once: it
   * is kept nowhere and can't be shown again. The token never does more than its rights say, nor more
   * than who made it may do; and it ends when that user is removed from the profile, for good.
   */
  async createApplicationToken(parameters: AuthCreateApplicationTokenParameters): Promise<AuthCreateApplicationTokenResponse> {
    return this.#client.call<AuthCreateApplicationTokenResponse>("Auth.CreateApplicationToken", parameters, { ofProfile: true, writes: true });
  }

  /**
   * Lists the application tokens of a profile, also those that have expired or were revoked. No reply
   * ever shows a token's secret again.
   */
  async getApplicationTokens(parameters: AuthGetApplicationTokensParameters = {}): Promise<AuthGetApplicationTokensResponse> {
    return this.#client.call<AuthGetApplicationTokensResponse>("Auth.GetApplicationTokens", parameters, { ofProfile: true });
  }

  /** Says who the caller is. A script is told of its application token, and of the user who made that. */
  async getProfile(): Promise<AuthGetProfileResponse> {
    return this.#client.call<AuthGetProfileResponse>("Auth.GetProfile", {});
  }

  /** Signs a user in. The token that it answers goes with every other call. */
  async login(parameters: AuthLoginParameters): Promise<SignedIn> {
    return this.#client.call<SignedIn>("Auth.Login", parameters);
  }

  /** Ends the token that the call is made with, at once and everywhere. */
  async logout(options: Writing = {}): Promise<AuthLogoutResponse> {
    return this.#client.call<AuthLogoutResponse>("Auth.Logout", {}, { ...options, writes: true, keyed: true });
  }

  /** Makes a user and a first profile with the usual catalogs, and signs the user in. */
  async register(parameters: AuthRegisterParameters): Promise<SignedIn> {
    return this.#client.call<SignedIn>("Auth.Register", parameters, { writes: true });
  }

  /**
   * Ends an application token, and the access tokens that were made of it: the next call with any of
   * them is refused.
   */
  async revokeApplicationToken(parameters: AuthRevokeApplicationTokenParameters, options: Writing = {}): Promise<OneApplicationToken> {
    return this.#client.call<OneApplicationToken>("Auth.RevokeApplicationToken", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }
}

/** The parameters of Batch.Run. */
export interface BatchRunParameters {
  /** The calls, at most 100. */
  calls: BatchCall[] | BatchCall;
  /**
   * Whether all are undone when one fails; the batch then fails as that one did. Else each succeeds or
   * fails by itself.
   */
  atomic?: boolean | undefined;
  /** Whether to answer what would be and to change nothing. */
  dry_run?: boolean | undefined;
}

/** Several calls as one. */
export class BatchModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Makes several calls, one after the other, in one transaction: all or none.
   *
   * In the place of any value of a later call's parameters `{"$ref": "0.company.id"}` stands for what an
   * earlier call was answered: the number of that call, from 0, and the path into its response. Each
   * call is made as if it came alone. Neither passwords nor files can be handled inside, and no other
   * batch.
   */
  async run(parameters: BatchRunParameters, options: Writing = {}): Promise<BatchRunResponse> {
    return this.#client.call<BatchRunResponse>("Batch.Run", parameters, { ...options, writes: true, keyed: true });
  }
}

/** The parameters of Catalogs.CreateEntry. */
export interface CatalogsCreateEntryParameters {
  /** The catalog's name, from `Catalogs.GetCatalogs`. */
  catalog: string;
  /** What the entry is called; no other in the catalog may be called so. */
  name: string;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** Its short form, in a catalog that has such: a currency's code. */
  code?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** The entry that it is a part of, in a catalog that has such: a subcategory's category. */
  parent_id?: number | string | Record<string, string | number> | null | undefined;
  /** Its place among the entries. Where nothing is said it becomes the last. */
  position?: number | null | undefined;
  /** Its number, in a catalog that has such: a stage's probability, a tax's rate. */
  value?: number | string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Catalogs.DeleteEntry. */
export interface CatalogsDeleteEntryParameters {
  /** The entry's id. */
  entry_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Catalogs.EditEntry. */
export interface CatalogsEditEntryParameters {
  /** The entry's id. */
  entry_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** Its short form, in a catalog that has such. */
  code?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one
   * away, or all.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** What the entry is called; no other in the catalog may be called so. */
  name?: string | undefined;
  /** The entry that it is a part of, in a catalog that has such. */
  parent_id?: number | string | Record<string, string | number> | undefined;
  /** Its place among the entries. */
  position?: number | undefined;
  /** Whether it is offered to no new records. */
  retired?: boolean | undefined;
  /** Its number, in a catalog that has such. */
  value?: number | string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Catalogs.GetCatalogs. */
export interface CatalogsGetCatalogsParameters {
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Catalogs.GetEntries. */
export interface CatalogsGetEntriesParameters {
  /** The catalog's name, from `Catalogs.GetCatalogs`. */
  catalog: string;
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The vocabularies of a profile, for who administers it. */
export class CatalogsModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Adds an entry to a catalog. */
  async createEntry(parameters: CatalogsCreateEntryParameters, options: Writing = {}): Promise<OneEntry> {
    return this.#client.call<OneEntry>("Catalogs.CreateEntry", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Deletes an entry of a catalog. One that records refer to can only be retired, with
   * `Catalogs.EditEntry`.
   */
  async deleteEntry(parameters: CatalogsDeleteEntryParameters, options: Writing = {}): Promise<OneEntry> {
    return this.#client.call<OneEntry>("Catalogs.DeleteEntry", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Changes an entry of a catalog. A retired entry stays with the records that have it and is offered to
   * no others.
   */
  async editEntry(parameters: CatalogsEditEntryParameters, options: Writing = {}): Promise<OneEntry> {
    return this.#client.call<OneEntry>("Catalogs.EditEntry", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Lists the catalogs that every profile has. */
  async getCatalogs(parameters: CatalogsGetCatalogsParameters = {}): Promise<CatalogsGetCatalogsResponse> {
    return this.#client.call<CatalogsGetCatalogsResponse>("Catalogs.GetCatalogs", parameters, { ofProfile: true });
  }

  /** Lists the entries of a catalog, in their order. */
  async getEntries(parameters: CatalogsGetEntriesParameters): Promise<CatalogsGetEntriesResponse> {
    return this.#client.call<CatalogsGetEntriesResponse>("Catalogs.GetEntries", parameters, { ofProfile: true });
  }
}

/** The parameters of Companies.CreateCompany. */
export interface CompaniesCreateCompanyParameters {
  /** An entry of `Companies.GetIndustries`. */
  industry_id: number | string | Record<string, string | number>;
  name: string;
  /** An entry of `Companies.GetTypes`. */
  type_id: number | string | Record<string, string | number>;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  billing_address?: Address | null | undefined;
  /** The name on invoices. */
  billing_name?: string | null | undefined;
  /** What the company does, in its own words. */
  bio?: string | null | undefined;
  /**
   * The number under which the business knows the company; no other company of the profile may have it.
   * Made up where nothing is said.
   */
  client_number?: string | null | undefined;
  email?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** Values of the profile's own fields, by slug; `Companies.GetInputs` lists them. */
  inputs?: Record<string, string | number | boolean | null> | null | undefined;
  /** The company's logo: a picture that `Files.Upload` took. */
  logo_id?: number | string | Record<string, string | number> | null | undefined;
  mobile?: string | number | null | undefined;
  phone?: string | number | null | undefined;
  /** The tax number. */
  rfc?: string | null | undefined;
  shipping_address?: Address | null | undefined;
  /**
   * The name in web addresses; no other company of the profile may have it. Made of the name where
   * nothing is said.
   */
  slug?: string | null | undefined;
  /** It begins with `https://` or `http://`. */
  website?: string | null | undefined;
  whatsapp?: string | number | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Companies.DeleteCompany. */
export interface CompaniesDeleteCompanyParameters {
  /** The company's id. */
  company_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Companies.EditCompany. */
export interface CompaniesEditCompanyParameters {
  /** The company's id. */
  company_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The whole address: it replaces the one before. */
  billing_address?: Address | null | undefined;
  /** The name on invoices. */
  billing_name?: string | null | undefined;
  /** What the company does, in its own words. */
  bio?: string | null | undefined;
  /** The number under which the business knows the company; no other company of the profile may have it. */
  client_number?: string | undefined;
  email?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one
   * away, or all.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** An entry of `Companies.GetIndustries`. */
  industry_id?: number | string | Record<string, string | number> | undefined;
  /** Values of the profile's own fields, by slug. Those left out stay; null takes one away. */
  inputs?: Record<string, string | number | boolean | null> | null | undefined;
  /** The company's logo: a picture that `Files.Upload` took. */
  logo_id?: number | string | Record<string, string | number> | null | undefined;
  mobile?: string | number | null | undefined;
  name?: string | undefined;
  phone?: string | number | null | undefined;
  /** The tax number. */
  rfc?: string | null | undefined;
  /** The whole address: it replaces the one before. */
  shipping_address?: Address | null | undefined;
  /** The name in web addresses; no other company of the profile may have it. */
  slug?: string | undefined;
  /** An entry of `Companies.GetTypes`. */
  type_id?: number | string | Record<string, string | number> | undefined;
  /** It begins with `https://` or `http://`. */
  website?: string | null | undefined;
  whatsapp?: string | number | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Companies.GetCompanies. */
export interface CompaniesGetCompaniesParameters {
  /** Only companies of these industries, entries of `Companies.GetIndustries`. */
  company_industry?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only companies of these types, entries of `Companies.GetTypes`. */
  company_type?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only companies created in this time. */
  created_at?: InstantRange | null | undefined;
  /** Which page, from 1. */
  page?: number | string | null | undefined;
  /** How many records a page has: 1 to 1000, 500 where nothing is said. */
  pagination?: number | string | null | undefined;
  /**
   * Only companies with this text in their names, numbers, addresses on the web or bio, without regard
   * to case or accents.
   */
  query?: string | null | undefined;
  sort?: "id" | "-id" | undefined;
  /** Whether the postal addresses are listed, too. */
  with_addresses?: boolean | undefined;
  /** Whether the people at each company are listed, too. */
  with_contacts?: boolean | undefined;
  /** Whether the values of the profile's own fields are listed, too. */
  with_inputs?: boolean | undefined;
  /** Whether the records are counted. A script that walks all pages can do without. */
  with_total?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Companies.GetCompany. */
export interface CompaniesGetCompanyParameters {
  /** What `search_value` is: the company's `id` or its `client_number`. */
  search_by: "id" | "client_number";
  /** The id, also as another system's (`{"sap": "000123"}`), or the client number. */
  search_value: string | number | Record<string, string | number>;
  /** Whether the people there are shown, too. */
  with_contacts?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Companies.GetIndustries. */
export interface CompaniesGetIndustriesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Companies.GetInputs. */
export interface CompaniesGetInputsParameters {
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Companies.GetTypes. */
export interface CompaniesGetTypesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

export class CompaniesModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Creates a company. */
  async createCompany(parameters: CompaniesCreateCompanyParameters, options: Writing = {}): Promise<OneCompany> {
    return this.#client.call<OneCompany>("Companies.CreateCompany", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Deletes a company, and answers it as it last was. One that contacts, products, opportunities or
   * tickets refer to is a conflict that says how many.
   */
  async deleteCompany(parameters: CompaniesDeleteCompanyParameters, options: Writing = {}): Promise<OneCompany> {
    return this.#client.call<OneCompany>("Companies.DeleteCompany", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Changes a company. What is left out stays as it is; null clears what may be empty. */
  async editCompany(parameters: CompaniesEditCompanyParameters, options: Writing = {}): Promise<OneCompany> {
    return this.#client.call<OneCompany>("Companies.EditCompany", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Lists the companies of a profile, page by page. */
  async getCompanies(parameters: CompaniesGetCompaniesParameters = {}): Promise<CompaniesGetCompaniesResponse> {
    return this.#client.call<CompaniesGetCompaniesResponse>("Companies.GetCompanies", parameters, { ofProfile: true });
  }

  /** All records of getCompanies, page after page, each of which is a call of its own. */
  async *iterateCompanies(parameters: Omit<CompaniesGetCompaniesParameters, "page"> = {}): AsyncGenerator<Company, void, undefined> {
    for (let page = 1; ; page += 1) {
      const answer = await this.getCompanies({ ...parameters, page });
      const records = answer.companies;
      yield* records;
      // Without a total there is no last page to know of: the walk ends at a page without records.
      const last = answer.last_page ?? undefined;
      if (last !== undefined ? page >= last : records.length === 0) {
        return;
      }
    }
  }

  /** Finds a company, with its addresses and inputs. */
  async getCompany(parameters: CompaniesGetCompanyParameters): Promise<OneCompany> {
    return this.#client.call<OneCompany>("Companies.GetCompany", parameters, { ofProfile: true });
  }

  /** Lists the profile's company industries, in their order. */
  async getIndustries(parameters: CompaniesGetIndustriesParameters = {}): Promise<CompaniesGetIndustriesResponse> {
    return this.#client.call<CompaniesGetIndustriesResponse>("Companies.GetIndustries", parameters, { ofProfile: true });
  }

  /** Lists the custom fields that a company has in this profile, in their order. */
  async getInputs(parameters: CompaniesGetInputsParameters = {}): Promise<GetInputsResponse> {
    return this.#client.call<GetInputsResponse>("Companies.GetInputs", parameters, { ofProfile: true });
  }

  /** Lists the profile's company types, in their order. */
  async getTypes(parameters: CompaniesGetTypesParameters = {}): Promise<CompaniesGetTypesResponse> {
    return this.#client.call<CompaniesGetTypesResponse>("Companies.GetTypes", parameters, { ofProfile: true });
  }
}

/** The parameters of Contacts.CreateContact. */
export interface ContactsCreateContactParameters {
  /** The company at which the contact is. */
  company_id: number | string | Record<string, string | number>;
  name: string;
  /** An entry of `Contacts.GetOrigins`. */
  origin_id: number | string | Record<string, string | number>;
  surname: string;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** Who answers for the contact. */
  assistant?: Assistant | null | undefined;
  billing_address?: Address | null | undefined;
  /** An entry of `Contacts.GetDepartments`. */
  department_id?: number | string | Record<string, string | number> | null | undefined;
  email?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** Values of the profile's own fields, by slug; `Contacts.GetInputs` lists them. */
  inputs?: Record<string, string | number | boolean | null> | null | undefined;
  linkedin?: string | null | undefined;
  mother_surname?: string | null | undefined;
  phone_mobile?: string | number | null | undefined;
  phone_office?: string | number | null | undefined;
  phone_office_extension?: string | number | null | undefined;
  phone_other?: string | number | null | undefined;
  /** A picture of the contact that `Files.Upload` took. */
  picture_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Contacts.GetPositions`. */
  position_id?: number | string | Record<string, string | number> | null | undefined;
  shipping_address?: Address | null | undefined;
  skype?: string | null | undefined;
  /** An entry of `Contacts.GetTitles`. */
  title_id?: number | string | Record<string, string | number> | null | undefined;
  twitter?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Contacts.DeleteContact. */
export interface ContactsDeleteContactParameters {
  /** The contact's id. */
  contact_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Contacts.EditContact. */
export interface ContactsEditContactParameters {
  /** The contact's id. */
  contact_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** All of the assistant: it replaces the one before. */
  assistant?: Assistant | null | undefined;
  /** The whole address: it replaces the one before. */
  billing_address?: Address | null | undefined;
  /**
   * The company at which the contact is from now on. A conflict while opportunities or tickets name the
   * contact with the company before.
   */
  company_id?: number | string | Record<string, string | number> | undefined;
  /** An entry of `Contacts.GetDepartments`. */
  department_id?: number | string | Record<string, string | number> | null | undefined;
  email?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one
   * away, or all.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** Values of the profile's own fields, by slug. Those left out stay; null takes one away. */
  inputs?: Record<string, string | number | boolean | null> | null | undefined;
  linkedin?: string | null | undefined;
  mother_surname?: string | null | undefined;
  name?: string | undefined;
  /** An entry of `Contacts.GetOrigins`. */
  origin_id?: number | string | Record<string, string | number> | undefined;
  phone_mobile?: string | number | null | undefined;
  phone_office?: string | number | null | undefined;
  phone_office_extension?: string | number | null | undefined;
  phone_other?: string | number | null | undefined;
  /** A picture of the contact that `Files.Upload` took. */
  picture_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Contacts.GetPositions`. */
  position_id?: number | string | Record<string, string | number> | null | undefined;
  /** The whole address: it replaces the one before. */
  shipping_address?: Address | null | undefined;
  skype?: string | null | undefined;
  surname?: string | undefined;
  /** An entry of `Contacts.GetTitles`. */
  title_id?: number | string | Record<string, string | number> | null | undefined;
  twitter?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Contacts.GetContact. */
export interface ContactsGetContactParameters {
  /** What `search_value` is: the contact's `id` or its `email`. */
  search_by: "id" | "email";
  /** The id, or the e-mail address without regard to the letter case. */
  search_value: string | number | Record<string, string | number>;
  /** The company at which the contact is. */
  company_id?: number | string | Record<string, string | number> | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Contacts.GetContacts. */
export interface ContactsGetContactsParameters {
  /** Only contacts at this company, or at one of these. */
  company_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only contacts created in this time. */
  created_at?: InstantRange | null | undefined;
  /** Only contacts in these departments, entries of `Contacts.GetDepartments`. */
  department_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only contacts of these origins, entries of `Contacts.GetOrigins`. */
  origin_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Which page, from 1. */
  page?: number | string | null | undefined;
  /** How many records a page has: 1 to 1000, 500 where nothing is said. */
  pagination?: number | string | null | undefined;
  /** Only contacts in these positions, entries of `Contacts.GetPositions`. */
  position_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /**
   * Only contacts with this text in their names, e-mail address, telephones or accounts, without regard
   * to case or accents.
   */
  query?: string | null | undefined;
  sort?: "id" | "-id" | undefined;
  /** Only contacts with these titles, entries of `Contacts.GetTitles`. */
  title_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Whether the postal addresses are listed, too. */
  with_addresses?: boolean | undefined;
  /** Whether the values of the profile's own fields are listed, too. */
  with_inputs?: boolean | undefined;
  /** Whether the records are counted. A script that walks all pages can do without. */
  with_total?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Contacts.GetDepartments. */
export interface ContactsGetDepartmentsParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Contacts.GetInputs. */
export interface ContactsGetInputsParameters {
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Contacts.GetOrigins. */
export interface ContactsGetOriginsParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Contacts.GetPositions. */
export interface ContactsGetPositionsParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Contacts.GetTitles. */
export interface ContactsGetTitlesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

export class ContactsModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Creates a contact. */
  async createContact(parameters: ContactsCreateContactParameters, options: Writing = {}): Promise<OneContact> {
    return this.#client.call<OneContact>("Contacts.CreateContact", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Deletes a contact, and answers it as it last was. One that opportunities or tickets refer to is a
   * conflict that says how many.
   */
  async deleteContact(parameters: ContactsDeleteContactParameters, options: Writing = {}): Promise<OneContact> {
    return this.#client.call<OneContact>("Contacts.DeleteContact", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Changes a contact. What is left out stays as it is; null clears what may be empty. */
  async editContact(parameters: ContactsEditContactParameters, options: Writing = {}): Promise<OneContact> {
    return this.#client.call<OneContact>("Contacts.EditContact", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Finds a contact, with its addresses and inputs. An e-mail address that several contacts have is a
   * conflict, unless the company settles which of them is meant.
   */
  async getContact(parameters: ContactsGetContactParameters): Promise<OneContact> {
    return this.#client.call<OneContact>("Contacts.GetContact", parameters, { ofProfile: true });
  }

  /** Lists the contacts of a profile, page by page. */
  async getContacts(parameters: ContactsGetContactsParameters = {}): Promise<ContactsGetContactsResponse> {
    return this.#client.call<ContactsGetContactsResponse>("Contacts.GetContacts", parameters, { ofProfile: true });
  }

  /** All records of getContacts, page after page, each of which is a call of its own. */
  async *iterateContacts(parameters: Omit<ContactsGetContactsParameters, "page"> = {}): AsyncGenerator<Contact, void, undefined> {
    for (let page = 1; ; page += 1) {
      const answer = await this.getContacts({ ...parameters, page });
      const records = answer.contacts;
      yield* records;
      // Without a total there is no last page to know of: the walk ends at a page without records.
      const last = answer.last_page ?? undefined;
      if (last !== undefined ? page >= last : records.length === 0) {
        return;
      }
    }
  }

  /** Lists the profile's contact departments, in their order. */
  async getDepartments(parameters: ContactsGetDepartmentsParameters = {}): Promise<ContactsGetDepartmentsResponse> {
    return this.#client.call<ContactsGetDepartmentsResponse>("Contacts.GetDepartments", parameters, { ofProfile: true });
  }

  /** Lists the custom fields that a contact has in this profile, in their order. */
  async getInputs(parameters: ContactsGetInputsParameters = {}): Promise<GetInputsResponse> {
    return this.#client.call<GetInputsResponse>("Contacts.GetInputs", parameters, { ofProfile: true });
  }

  /** Lists the profile's contact origins, in their order. */
  async getOrigins(parameters: ContactsGetOriginsParameters = {}): Promise<ContactsGetOriginsResponse> {
    return this.#client.call<ContactsGetOriginsResponse>("Contacts.GetOrigins", parameters, { ofProfile: true });
  }

  /** Lists the profile's contact positions, in their order. */
  async getPositions(parameters: ContactsGetPositionsParameters = {}): Promise<ContactsGetPositionsResponse> {
    return this.#client.call<ContactsGetPositionsResponse>("Contacts.GetPositions", parameters, { ofProfile: true });
  }

  /** Lists the profile's contact titles, in their order. */
  async getTitles(parameters: ContactsGetTitlesParameters = {}): Promise<ContactsGetTitlesResponse> {
    return this.#client.call<ContactsGetTitlesResponse>("Contacts.GetTitles", parameters, { ofProfile: true });
  }
}

/** The parameters of Files.Upload. */
export interface FilesUploadParameters {
  /**
   * A PNG, JPEG, GIF or WebP in base64, with padding or without. It may stand in a `data:` address,
   * whose type is not believed.
   */
  content: string;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** Files: the pictures of companies and other records. */
export class FilesModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Takes a picture, which records then name by its id. The same picture again is the same file. */
  async upload(parameters: FilesUploadParameters, options: Writing = {}): Promise<OneFile> {
    return this.#client.call<OneFile>("Files.Upload", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }
}

/** The parameters of Inputs.CreateInput. */
export interface InputsCreateInputParameters {
  /** The kind of record that gets it. */
  entity: "company" | "contact" | "product" | "opportunity";
  /** What people call it. */
  name: string;
  /** What its values are. */
  type: "list" | "string" | "integer" | "double" | "checkbox";
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** The values that a list may have. */
  options?: string[] | string | null | undefined;
  /** Its place among the inputs. Where nothing is said it becomes the last. */
  position?: number | null | undefined;
  /**
   * The key under which records have its value: lower case letters, digits and `_`. Made of the name
   * where nothing is said; it never changes.
   */
  slug?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Inputs.DeleteInput. */
export interface InputsDeleteInputParameters {
  /** The input's id. */
  input_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /**
   * Whether the records' values go with it. Each of these records changes, for which an application
   * token needs the right to write that kind of record, too.
   */
  with_values?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Inputs.EditInput. */
export interface InputsEditInputParameters {
  /** The input's id. */
  input_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one
   * away, or all.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** What people call it. */
  name?: string | undefined;
  /** The values that a list may have from now on. */
  options?: string[] | string | undefined;
  /** Its place among the inputs. */
  position?: number | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The custom fields that a profile gives its records. */
export class InputsModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Gives all records of a kind another custom field. */
  async createInput(parameters: InputsCreateInputParameters, options: Writing = {}): Promise<OneInput> {
    return this.#client.call<OneInput>("Inputs.CreateInput", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Deletes a custom field. While records have a value for it this is a conflict, unless the values are
   * to go, too.
   */
  async deleteInput(parameters: InputsDeleteInputParameters, options: Writing = {}): Promise<OneInput> {
    return this.#client.call<OneInput>("Inputs.DeleteInput", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Changes a custom field. Its slug and its type stay; a record keeps a value that is no option any
   * more.
   */
  async editInput(parameters: InputsEditInputParameters, options: Writing = {}): Promise<OneInput> {
    return this.#client.call<OneInput>("Inputs.EditInput", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }
}

/** The parameters of Notifications.GetNotifications. */
export interface NotificationsGetNotificationsParameters {
  /** Which page, from 1. */
  page?: number | string | null | undefined;
  /** How many records a page has: 1 to 1000, 500 where nothing is said. */
  pagination?: number | string | null | undefined;
  sort?: "id" | "-id" | undefined;
  /** With true only notifications that are not marked as read yet, with false only those that are. */
  unread?: boolean | null | undefined;
  /** Whether the records are counted. A script that walks all pages can do without. */
  with_total?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Notifications.MarkRead. */
export interface NotificationsMarkReadParameters {
  /**
   * The notification's id, or a list of ids; at least one. If one of them is not the caller's, none is
   * marked.
   */
  notification_id: (number | string)[] | number | string | null;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** Notifications: what users are told about records. */
export class NotificationsModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Lists the caller's own notifications in a profile, page by page. */
  async getNotifications(parameters: NotificationsGetNotificationsParameters = {}): Promise<NotificationsGetNotificationsResponse> {
    return this.#client.call<NotificationsGetNotificationsResponse>("Notifications.GetNotifications", parameters, { ofProfile: true });
  }

  /** All records of getNotifications, page after page, each of which is a call of its own. */
  async *iterateNotifications(parameters: Omit<NotificationsGetNotificationsParameters, "page"> = {}): AsyncGenerator<Notification, void, undefined> {
    for (let page = 1; ; page += 1) {
      const answer = await this.getNotifications({ ...parameters, page });
      const records = answer.notifications;
      yield* records;
      // Without a total there is no last page to know of: the walk ends at a page without records.
      const last = answer.last_page ?? undefined;
      if (last !== undefined ? page >= last : records.length === 0) {
        return;
      }
    }
  }

  /** Marks notifications of the caller's own as read. Those that were read before stay as they are. */
  async markRead(parameters: NotificationsMarkReadParameters, options: Writing = {}): Promise<NotificationsMarkReadResponse> {
    return this.#client.call<NotificationsMarkReadResponse>("Notifications.MarkRead", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }
}

/** The parameters of Opportunities.CreateOpportunity. */
export interface OpportunitiesCreateOpportunityParameters {
  /** The company that may buy. */
  company_id: number | string | Record<string, string | number>;
  /** The person there; the contact must belong to the company. */
  contact_id: number | string | Record<string, string | number>;
  /** The day on which it is expected to be decided. */
  estimated_end_at: string;
  /** Whether the owner gets a notification. */
  notify: boolean;
  /** Whether something is sold for the first time or once more: `new` or `renew`. */
  operation_type: "new" | "renew";
  /** Whether the customer is one already: `new` or `existing`. */
  prospect_type: "new" | "existing";
  /** An entry of `Profiles.GetStages`. */
  stage_id: number | string | Record<string, string | number>;
  /** What people call it. */
  title: string;
  /** The user who owns it, a member of the profile. */
  user_id: number | string | Record<string, string | number>;
  /** What it is worth, 0 or more. */
  value: number | string;
  /** Whether it has lines. */
  want_products: boolean;
  /** Whether its lines may have a tax. */
  want_tax: boolean;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** An entry of `Profiles.GetCampaigns`. */
  campaign_id?: number | string | Record<string, string | number> | null | undefined;
  /** What the notification says; only with `notify`. */
  comment?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** Values of the profile's own fields, by slug; `Opportunities.GetInputs` lists them. */
  inputs?: Record<string, string | number | boolean | null> | null | undefined;
  /** The lines: at least one where `want_products` is true, none where it is false. */
  products?: GivenLine[] | GivenLine | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Opportunities.DeleteOpportunity. */
export interface OpportunitiesDeleteOpportunityParameters {
  /** The opportunity's id. */
  opportunity_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Opportunities.EditOpportunity. */
export interface OpportunitiesEditOpportunityParameters {
  /** The opportunity's id. */
  opportunity_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** An entry of `Profiles.GetCampaigns`. */
  campaign_id?: number | string | Record<string, string | number> | null | undefined;
  /** What the notification says; only with `notify`. */
  comment?: string | null | undefined;
  /** The company that may buy. With another company goes a contact of that company. */
  company_id?: number | string | Record<string, string | number> | undefined;
  /** The person there; the contact must belong to the company. */
  contact_id?: number | string | Record<string, string | number> | undefined;
  /** The day on which it is expected to be decided. */
  estimated_end_at?: string | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one
   * away, or all.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** Values of the profile's own fields, by slug. Those left out stay; null takes one away. */
  inputs?: Record<string, string | number | boolean | null> | null | undefined;
  /** Why it was lost; only with the status `lost`. */
  lost_reason?: string | null | undefined;
  /** Whether the owner gets a notification. */
  notify?: boolean | undefined;
  /** Whether something is sold for the first time or once more: `new` or `renew`. */
  operation_type?: "new" | "renew" | undefined;
  /** All its lines: they replace those before. */
  products?: GivenLine[] | GivenLine | null | undefined;
  /** Whether the customer is one already: `new` or `existing`. */
  prospect_type?: "new" | "existing" | undefined;
  /** An entry of `Profiles.GetStages`. */
  stage_id?: number | string | Record<string, string | number> | undefined;
  /** `active`, `pending`, `won` or `lost`. Won or lost it is closed now; another status opens it again. */
  status?: "won" | "lost" | "active" | "pending" | undefined;
  /** What people call it. */
  title?: string | undefined;
  /** The user who owns it, a member of the profile. */
  user_id?: number | string | Record<string, string | number> | undefined;
  /** What it is worth, 0 or more. */
  value?: number | string | undefined;
  /** Whether it has lines. */
  want_products?: boolean | undefined;
  /** Whether its lines may have a tax. */
  want_tax?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Opportunities.GetInputs. */
export interface OpportunitiesGetInputsParameters {
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Opportunities.GetOpportunities. */
export interface OpportunitiesGetOpportunitiesParameters {
  /** Only opportunities of these campaigns, entries of `Profiles.GetCampaigns`. */
  campaign_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only opportunities won or lost in this time. */
  closed_at?: InstantRange | null | undefined;
  /** Only opportunities for these companies. */
  company_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /**
   * Only opportunities whose company is of these industries, entries of `Companies.GetIndustries`. An
   * application token needs the right to read companies, too.
   */
  company_industry?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only opportunities with these contacts. */
  contact_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /**
   * Only opportunities whose contact is of these origins, entries of `Contacts.GetOrigins`. An
   * application token needs the right to read contacts, too.
   */
  contact_origin?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /**
   * Only opportunities with customers who are new, or who were so before: what is `prospect_type` of an
   * opportunity.
   */
  contact_type?: "new" | "existing" | null | undefined;
  /** Only opportunities created in this time. */
  created_at?: InstantRange | null | undefined;
  /** Only opportunities that are expected to be decided in this time. */
  estimated_end_at?: DayRange | null | undefined;
  /** Only opportunities to sell for the first time, or once more. */
  operation_type?: "new" | "renew" | null | undefined;
  /** Which page, from 1. */
  page?: number | string | null | undefined;
  /** How many records a page has: 1 to 1000, 500 where nothing is said. */
  pagination?: number | string | null | undefined;
  /** Only opportunities with these products among their lines. */
  product_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /**
   * Only opportunities with this text in their titles or in why they were lost, without regard to case
   * or accents.
   */
  query?: string | null | undefined;
  sort?: "id" | "-id" | undefined;
  /** Only opportunities at these stages, entries of `Profiles.GetStages`. */
  stage?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only opportunities of this status. */
  status?: "won" | "lost" | "active" | "pending" | null | undefined;
  /** Only opportunities of these owners. */
  user_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only opportunities worth so much. */
  value?: MoneyRange | null | undefined;
  /** Whether the companies are listed, too. */
  with_company?: boolean | undefined;
  /** Whether the contacts are listed, too. */
  with_contact?: boolean | undefined;
  /** Whether the values of the profile's own fields are listed, too. */
  with_inputs?: boolean | undefined;
  /** Whether the lines are listed, too, with the names of their products. */
  with_products?: boolean | undefined;
  /** Whether the records are counted. A script that walks all pages can do without. */
  with_total?: boolean | undefined;
  /** Whether the owners are listed, too. */
  with_user?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Opportunities.GetOpportunity. */
export interface OpportunitiesGetOpportunityParameters {
  /** The opportunity's id. */
  opportunity_id: number | string | Record<string, string | number>;
  /** Whether its company is shown, too. */
  with_company?: boolean | undefined;
  /** Whether its contact is shown, too. */
  with_contact?: boolean | undefined;
  /** Whether the values of the profile's own fields are shown, too. */
  with_inputs?: boolean | undefined;
  /** Whether its lines are shown, too, with the names of their products. */
  with_products?: boolean | undefined;
  /** Whether its owner is shown, too. */
  with_user?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Opportunities.GetPipeline. */
export interface OpportunitiesGetPipelineParameters {
  /** Only opportunities that are expected to be decided in this time. */
  estimated_end_at?: DayRange | null | undefined;
  /** Only opportunities of these owners. */
  user_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Opportunities.GetStageHistory. */
export interface OpportunitiesGetStageHistoryParameters {
  /** The opportunity's id. */
  opportunity_id: number | string | Record<string, string | number>;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** Opportunities: what may be sold to whom, from the first talk to won or lost. */
export class OpportunitiesModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Creates an opportunity. It begins as an active one. */
  async createOpportunity(parameters: OpportunitiesCreateOpportunityParameters, options: Writing = {}): Promise<OneOpportunity> {
    return this.#client.call<OneOpportunity>("Opportunities.CreateOpportunity", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Deletes an opportunity, and answers it as it last was. One that tickets refer to is a conflict that
   * says how many.
   */
  async deleteOpportunity(parameters: OpportunitiesDeleteOpportunityParameters, options: Writing = {}): Promise<OneOpportunity> {
    return this.#client.call<OneOpportunity>("Opportunities.DeleteOpportunity", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Changes an opportunity. What is left out stays as it is; null clears what may be empty. */
  async editOpportunity(parameters: OpportunitiesEditOpportunityParameters, options: Writing = {}): Promise<OneOpportunity> {
    return this.#client.call<OneOpportunity>("Opportunities.EditOpportunity", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Lists the custom fields that a opportunity has in this profile, in their order. */
  async getInputs(parameters: OpportunitiesGetInputsParameters = {}): Promise<GetInputsResponse> {
    return this.#client.call<GetInputsResponse>("Opportunities.GetInputs", parameters, { ofProfile: true });
  }

  /** Lists the opportunities of a profile, page by page. */
  async getOpportunities(parameters: OpportunitiesGetOpportunitiesParameters = {}): Promise<OpportunitiesGetOpportunitiesResponse> {
    return this.#client.call<OpportunitiesGetOpportunitiesResponse>("Opportunities.GetOpportunities", parameters, { ofProfile: true });
  }

  /** All records of getOpportunities, page after page, each of which is a call of its own. */
  async *iterateOpportunities(parameters: Omit<OpportunitiesGetOpportunitiesParameters, "page"> = {}): AsyncGenerator<Opportunity, void, undefined> {
    for (let page = 1; ; page += 1) {
      const answer = await this.getOpportunities({ ...parameters, page });
      const records = answer.opportunities;
      yield* records;
      // Without a total there is no last page to know of: the walk ends at a page without records.
      const last = answer.last_page ?? undefined;
      if (last !== undefined ? page >= last : records.length === 0) {
        return;
      }
    }
  }

  /** Finds an opportunity. */
  async getOpportunity(parameters: OpportunitiesGetOpportunityParameters): Promise<OneOpportunity> {
    return this.#client.call<OneOpportunity>("Opportunities.GetOpportunity", parameters, { ofProfile: true });
  }

  /**
   * Sums up the open opportunities, active and pending, by stage. Retired stages are shown where
   * something is at them.
   */
  async getPipeline(parameters: OpportunitiesGetPipelineParameters = {}): Promise<OpportunitiesGetPipelineResponse> {
    return this.#client.call<OpportunitiesGetPipelineResponse>("Opportunities.GetPipeline", parameters, { ofProfile: true });
  }

  /** Tells at which stages an opportunity has been, from the first to the one where it is. */
  async getStageHistory(parameters: OpportunitiesGetStageHistoryParameters): Promise<OpportunitiesGetStageHistoryResponse> {
    return this.#client.call<OpportunitiesGetStageHistoryResponse>("Opportunities.GetStageHistory", parameters, { ofProfile: true });
  }
}

/** The parameters of Products.CreateProduct. */
export interface ProductsCreateProductParameters {
  name: string;
  /** The price of one unit, without taxes: 0 or more. */
  value: number | string;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The company that it belongs to. */
  company_id?: number | string | Record<string, string | number> | null | undefined;
  /** What it is, for who buys it. */
  description?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** Whether it is shown before others. */
  featured?: boolean | undefined;
  /** Values of the profile's own fields, by slug; `Products.GetInputs` lists them. */
  inputs?: Record<string, string | number | boolean | null> | null | undefined;
  /** Where it is. */
  location?: string | null | undefined;
  /** The least that is sold of it at once: more than 0. */
  min_quantity?: number | string | null | undefined;
  /** A picture of the product that `Files.Upload` took. */
  picture_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetCategories`. Where nothing is said it is the subcategory's category. */
  product_category_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetDiscounts`. */
  product_discount_id?: number | string | Record<string, string | number> | null | undefined;
  /** The same as `product_measury_id`. Where both are given they must be equal. */
  product_measure_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetMeasures`. */
  product_measury_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetSubcategories` that is a part of the category. */
  product_subcategory_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetValidities`. */
  product_validity_id?: number | string | Record<string, string | number> | null | undefined;
  /** The currency of the price, an entry of `Profiles.GetCurrencies`. */
  profile_currency_type_id?: number | string | Record<string, string | number> | null | undefined;
  /** The name where there is little room. */
  short_name?: string | null | undefined;
  /** The number under which stock knows it; no other product of the profile may have it. */
  sku?: string | null | undefined;
  /**
   * The name in web addresses; no other product of the profile may have it. Made of the name where
   * nothing is said.
   */
  slug?: string | null | undefined;
  /** Up to 50 texts. A text with commas is one tag. */
  tags?: string[] | string | null | undefined;
  /** Entries of `Products.GetTaxes`. */
  taxes?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Who makes or delivers it. */
  vendor?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.DeleteProduct. */
export interface ProductsDeleteProductParameters {
  /** The product's id. */
  product_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.EditProduct. */
export interface ProductsEditProductParameters {
  name: string;
  /** The product's id. */
  product_id: number | string | Record<string, string | number>;
  /** The price of one unit, without taxes: 0 or more. */
  value: number | string;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The company that it belongs to. */
  company_id?: number | string | Record<string, string | number> | null | undefined;
  /** What it is, for who buys it. */
  description?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one
   * away, or all.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** Whether it is shown before others. */
  featured?: boolean | undefined;
  /** Values of the profile's own fields, by slug. Those left out stay; null takes one away. */
  inputs?: Record<string, string | number | boolean | null> | null | undefined;
  /** Where it is. */
  location?: string | null | undefined;
  /** The least that is sold of it at once: more than 0. */
  min_quantity?: number | string | null | undefined;
  /** A picture of the product that `Files.Upload` took. */
  picture_id?: number | string | Record<string, string | number> | null | undefined;
  /**
   * An entry of `Products.GetCategories`. It can't change without the subcategory, if the product has
   * one.
   */
  product_category_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetDiscounts`. */
  product_discount_id?: number | string | Record<string, string | number> | null | undefined;
  /** The same as `product_measury_id`. Where both are given they must be equal. */
  product_measure_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetMeasures`. */
  product_measury_id?: number | string | Record<string, string | number> | null | undefined;
  /**
   * An entry of `Products.GetSubcategories` that is a part of the category. A product without a category
   * takes the subcategory's.
   */
  product_subcategory_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetValidities`. */
  product_validity_id?: number | string | Record<string, string | number> | null | undefined;
  /** The currency of the price, an entry of `Profiles.GetCurrencies`. */
  profile_currency_type_id?: number | string | Record<string, string | number> | null | undefined;
  /** Whether it is kept for the opportunities that have it, and offered to no new ones. */
  retired?: boolean | undefined;
  /** The name where there is little room. */
  short_name?: string | null | undefined;
  /** The number under which stock knows it; no other product of the profile may have it. */
  sku?: string | null | undefined;
  /** The name in web addresses; no other product of the profile may have it. */
  slug?: string | undefined;
  /**
   * Up to 50 texts: they replace those before. A text with commas is one tag. Null and an empty list
   * take them all away.
   */
  tags?: string[] | string | null | undefined;
  /**
   * Entries of `Products.GetTaxes`: they replace those before. Null and an empty list take them all
   * away.
   */
  taxes?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Who makes or delivers it. */
  vendor?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.GetCategories. */
export interface ProductsGetCategoriesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.GetDiscounts. */
export interface ProductsGetDiscountsParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.GetInputs. */
export interface ProductsGetInputsParameters {
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.GetMeasures. */
export interface ProductsGetMeasuresParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.GetProduct. */
export interface ProductsGetProductParameters {
  /** What `search_value` is: the product's `id`, its `sku` or its `slug`. */
  search_by: "id" | "sku" | "slug";
  /** The id, the sku or the slug. */
  search_value: string | number | Record<string, string | number>;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.GetProducts. */
export interface ProductsGetProductsParameters {
  /** Only products that belong to this company, or to one of these. */
  company_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only products created in this time. */
  created_at?: InstantRange | null | undefined;
  /** Only products that are shown before others, or only those that are not. */
  featured?: boolean | null | undefined;
  /** Which page, from 1. */
  page?: number | string | null | undefined;
  /** How many records a page has: 1 to 1000, 500 where nothing is said. */
  pagination?: number | string | null | undefined;
  /** Only products of these categories, entries of `Products.GetCategories`. */
  product_category_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only products of these subcategories, entries of `Products.GetSubcategories`. */
  product_subcategory_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only products priced in these currencies, entries of `Profiles.GetCurrencies`. */
  profile_currency_type_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /**
   * Only products with this text in their names, sku, description, tags, location or vendor, without
   * regard to case or accents.
   */
  query?: string | null | undefined;
  /** Only products that are retired, or only those that are not. Where nothing is said both are listed. */
  retired?: boolean | null | undefined;
  sort?: "id" | "-id" | undefined;
  /** Only products with at least one of these taxes, entries of `Products.GetTaxes`. */
  taxes?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Whether the values of the profile's own fields are listed, too. */
  with_inputs?: boolean | undefined;
  /** Whether the records are counted. A script that walks all pages can do without. */
  with_total?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.GetSubcategories. */
export interface ProductsGetSubcategoriesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.GetTaxes. */
export interface ProductsGetTaxesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.GetValidities. */
export interface ProductsGetValiditiesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Products.PatchProduct. */
export interface ProductsPatchProductParameters {
  /** The product's id. */
  product_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The company that it belongs to. */
  company_id?: number | string | Record<string, string | number> | null | undefined;
  /** What it is, for who buys it. */
  description?: string | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one
   * away, or all.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** Whether it is shown before others. */
  featured?: boolean | undefined;
  /** Values of the profile's own fields, by slug. Those left out stay; null takes one away. */
  inputs?: Record<string, string | number | boolean | null> | null | undefined;
  /** Where it is. */
  location?: string | null | undefined;
  /** The least that is sold of it at once: more than 0. */
  min_quantity?: number | string | null | undefined;
  name?: string | undefined;
  /** A picture of the product that `Files.Upload` took. */
  picture_id?: number | string | Record<string, string | number> | null | undefined;
  /**
   * An entry of `Products.GetCategories`. It can't change without the subcategory, if the product has
   * one.
   */
  product_category_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetDiscounts`. */
  product_discount_id?: number | string | Record<string, string | number> | null | undefined;
  /** The same as `product_measury_id`. Where both are given they must be equal. */
  product_measure_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetMeasures`. */
  product_measury_id?: number | string | Record<string, string | number> | null | undefined;
  /**
   * An entry of `Products.GetSubcategories` that is a part of the category. A product without a category
   * takes the subcategory's.
   */
  product_subcategory_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Products.GetValidities`. */
  product_validity_id?: number | string | Record<string, string | number> | null | undefined;
  /** The currency of the price, an entry of `Profiles.GetCurrencies`. */
  profile_currency_type_id?: number | string | Record<string, string | number> | null | undefined;
  /** Whether it is kept for the opportunities that have it, and offered to no new ones. */
  retired?: boolean | undefined;
  /** The name where there is little room. */
  short_name?: string | null | undefined;
  /** The number under which stock knows it; no other product of the profile may have it. */
  sku?: string | null | undefined;
  /** The name in web addresses; no other product of the profile may have it. */
  slug?: string | undefined;
  /**
   * Up to 50 texts: they replace those before. A text with commas is one tag. Null and an empty list
   * take them all away.
   */
  tags?: string[] | string | null | undefined;
  /**
   * Entries of `Products.GetTaxes`: they replace those before. Null and an empty list take them all
   * away.
   */
  taxes?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** The price of one unit, without taxes: 0 or more. */
  value?: number | string | undefined;
  /** Who makes or delivers it. */
  vendor?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

export class ProductsModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Creates a product. */
  async createProduct(parameters: ProductsCreateProductParameters, options: Writing = {}): Promise<OneProduct> {
    return this.#client.call<OneProduct>("Products.CreateProduct", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Deletes a product, and answers it as it last was. One that opportunities have in their lines is a
   * conflict that says how many; it can only be retired, with `Products.EditProduct`.
   */
  async deleteProduct(parameters: ProductsDeleteProductParameters, options: Writing = {}): Promise<OneProduct> {
    return this.#client.call<OneProduct>("Products.DeleteProduct", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Changes a product. `name` and `value` are always needed, other than in `Products.PatchProduct`; what
   * else is left out stays as it is, and null clears what may be empty.
   */
  async editProduct(parameters: ProductsEditProductParameters, options: Writing = {}): Promise<OneProduct> {
    return this.#client.call<OneProduct>("Products.EditProduct", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Lists the profile's product categories, in their order. */
  async getCategories(parameters: ProductsGetCategoriesParameters = {}): Promise<ProductsGetCategoriesResponse> {
    return this.#client.call<ProductsGetCategoriesResponse>("Products.GetCategories", parameters, { ofProfile: true });
  }

  /**
   * Lists the profile's product discounts, in their order.
   *
   * The `value` of an entry is the discount as a share of the price, 0 to 1.
   */
  async getDiscounts(parameters: ProductsGetDiscountsParameters = {}): Promise<ProductsGetDiscountsResponse> {
    return this.#client.call<ProductsGetDiscountsResponse>("Products.GetDiscounts", parameters, { ofProfile: true });
  }

  /** Lists the custom fields that a product has in this profile, in their order. */
  async getInputs(parameters: ProductsGetInputsParameters = {}): Promise<GetInputsResponse> {
    return this.#client.call<GetInputsResponse>("Products.GetInputs", parameters, { ofProfile: true });
  }

  /**
   * Lists the profile's product measures, in their order.
   *
   * The `code` of an entry is the unit's short form.
   */
  async getMeasures(parameters: ProductsGetMeasuresParameters = {}): Promise<ProductsGetMeasuresResponse> {
    return this.#client.call<ProductsGetMeasuresResponse>("Products.GetMeasures", parameters, { ofProfile: true });
  }

  /** Finds a product, with its inputs. */
  async getProduct(parameters: ProductsGetProductParameters): Promise<OneProduct> {
    return this.#client.call<OneProduct>("Products.GetProduct", parameters, { ofProfile: true });
  }

  /**
   * Lists the products of a profile, retired ones among them: all at once, or page by page where `page`
   * or `pagination` is given.
   */
  async getProducts(parameters: ProductsGetProductsParameters = {}): Promise<ProductsGetProductsResponse> {
    return this.#client.call<ProductsGetProductsResponse>("Products.GetProducts", parameters, { ofProfile: true });
  }

  /** All records of getProducts, page after page, each of which is a call of its own. */
  async *iterateProducts(parameters: Omit<ProductsGetProductsParameters, "page"> = {}): AsyncGenerator<Product, void, undefined> {
    for (let page = 1; ; page += 1) {
      const answer = await this.getProducts({ ...parameters, page });
      const records = answer.products;
      yield* records;
      // Without a total there is no last page to know of: the walk ends at a page without records.
      const last = answer.last_page ?? undefined;
      if (last !== undefined ? page >= last : records.length === 0) {
        return;
      }
    }
  }

  /** Lists the profile's product subcategories, in their order. */
  async getSubcategories(parameters: ProductsGetSubcategoriesParameters = {}): Promise<ProductsGetSubcategoriesResponse> {
    return this.#client.call<ProductsGetSubcategoriesResponse>("Products.GetSubcategories", parameters, { ofProfile: true });
  }

  /**
   * Lists the profile's product taxes, in their order.
   *
   * The `value` of an entry is the rate as a fraction, 0 to 1.
   */
  async getTaxes(parameters: ProductsGetTaxesParameters = {}): Promise<ProductsGetTaxesResponse> {
    return this.#client.call<ProductsGetTaxesResponse>("Products.GetTaxes", parameters, { ofProfile: true });
  }

  /**
   * Lists the profile's product validities, in their order.
   *
   * The `value` of an entry is how many days an offer holds, 0 to 36500.
   */
  async getValidities(parameters: ProductsGetValiditiesParameters = {}): Promise<ProductsGetValiditiesResponse> {
    return this.#client.call<ProductsGetValiditiesResponse>("Products.GetValidities", parameters, { ofProfile: true });
  }

  /**
   * Changes what is said of a product. What is left out stays as it is, and null clears what may be
   * empty.
   */
  async patchProduct(parameters: ProductsPatchProductParameters, options: Writing = {}): Promise<OneProduct> {
    return this.#client.call<OneProduct>("Products.PatchProduct", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }
}

/** The parameters of Profiles.AddUser. */
export interface ProfilesAddUserParameters {
  email: string;
  /** What the user may do in this profile. */
  role: "viewer" | "member" | "manager";
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  mobile?: string | number | null | undefined;
  /** The name of a user who has no account yet. */
  name?: string | null | undefined;
  /** The first password of a user who has no account yet: eight characters or more. */
  password?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Profiles.CreateProfile. */
export interface ProfilesCreateProfileParameters {
  /** What the profile is called: mostly the business's name. */
  name: string;
}

/** The parameters of Profiles.EditProfile. */
export interface ProfilesEditProfileParameters {
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** What the profile is called from now on. */
  name?: string | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Profiles.EditUser. */
export interface ProfilesEditUserParameters {
  /** The user's id, from `Profiles.GetUsers`. */
  user_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one
   * away, or all.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** What the user may do from now on. */
  role?: "viewer" | "member" | "manager" | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Profiles.GetCampaigns. */
export interface ProfilesGetCampaignsParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Profiles.GetCurrencies. */
export interface ProfilesGetCurrenciesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Profiles.GetStages. */
export interface ProfilesGetStagesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Profiles.GetStates. */
export interface ProfilesGetStatesParameters {
  /** The country's code, from `Profiles.GetCountries`. */
  country: string;
}

/** The parameters of Profiles.GetUsers. */
export interface ProfilesGetUsersParameters {
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Profiles.RemoveUser. */
export interface ProfilesRemoveUserParameters {
  /** The user's id, from `Profiles.GetUsers`. */
  user_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** Profiles, their users, and the lists that all forms need. */
export class ProfilesModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Adds a user to a profile. Somebody who has no account yet gets one: then `name` and `password` are
   * needed. Of somebody who has one the answer tells the id and the role alone, and that user is
   * notified; such a call has no place in a batch.
   */
  async addUser(parameters: ProfilesAddUserParameters): Promise<ProfilesAddUserResponse> {
    return this.#client.call<ProfilesAddUserResponse>("Profiles.AddUser", parameters, { ofProfile: true, writes: true });
  }

  /**
   * Makes a profile with the usual catalogs. The caller becomes its manager. Whoever runs the service
   * decides who may do this: anyone, those who manage a profile already, or nobody
   * (`VENTANILLA_PROFILES`).
   */
  async createProfile(parameters: ProfilesCreateProfileParameters, options: Writing = {}): Promise<ProfilesCreateProfileResponse> {
    return this.#client.call<ProfilesCreateProfileResponse>("Profiles.CreateProfile", parameters, { ...options, writes: true, keyed: true });
  }

  /** Changes a profile. */
  async editProfile(parameters: ProfilesEditProfileParameters = {}, options: Writing = {}): Promise<ProfilesEditProfileResponse> {
    return this.#client.call<ProfilesEditProfileResponse>("Profiles.EditProfile", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Changes what a user may do in a profile. The last manager stays one. */
  async editUser(parameters: ProfilesEditUserParameters, options: Writing = {}): Promise<OneUser> {
    return this.#client.call<OneUser>("Profiles.EditUser", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Lists the profile's campaigns, in their order. */
  async getCampaigns(parameters: ProfilesGetCampaignsParameters = {}): Promise<ProfilesGetCampaignsResponse> {
    return this.#client.call<ProfilesGetCampaignsResponse>("Profiles.GetCampaigns", parameters, { ofProfile: true });
  }

  /** Lists all countries, ISO 3166-1. */
  async getCountries(): Promise<ProfilesGetCountriesResponse> {
    return this.#client.call<ProfilesGetCountriesResponse>("Profiles.GetCountries", {});
  }

  /**
   * Lists the profile's currencies, in their order.
   *
   * The `code` of an entry is the currency's code of ISO 4217.
   */
  async getCurrencies(parameters: ProfilesGetCurrenciesParameters = {}): Promise<ProfilesGetCurrenciesResponse> {
    return this.#client.call<ProfilesGetCurrenciesResponse>("Profiles.GetCurrencies", parameters, { ofProfile: true });
  }

  /**
   * Lists the profiles that the caller is a member of. A script is told of the one in which its
   * application token works.
   */
  async getProfiles(): Promise<ProfilesGetProfilesResponse> {
    return this.#client.call<ProfilesGetProfilesResponse>("Profiles.GetProfiles", {});
  }

  /**
   * Lists the profile's stages, in their order.
   *
   * The `value` of an entry is the probability that an opportunity at this stage is won, 0 to 1.
   */
  async getStages(parameters: ProfilesGetStagesParameters = {}): Promise<ProfilesGetStagesResponse> {
    return this.#client.call<ProfilesGetStagesResponse>("Profiles.GetStages", parameters, { ofProfile: true });
  }

  /** Lists the states of a country, ISO 3166-2. */
  async getStates(parameters: ProfilesGetStatesParameters): Promise<ProfilesGetStatesResponse> {
    return this.#client.call<ProfilesGetStatesResponse>("Profiles.GetStates", parameters);
  }

  /** Lists the users of a profile, with the role of each. */
  async getUsers(parameters: ProfilesGetUsersParameters = {}): Promise<ProfilesGetUsersResponse> {
    return this.#client.call<ProfilesGetUsersResponse>("Profiles.GetUsers", parameters, { ofProfile: true });
  }

  /** Removes a user from a profile; the account itself stays. The last manager can't go. */
  async removeUser(parameters: ProfilesRemoveUserParameters, options: Writing = {}): Promise<OneUser> {
    return this.#client.call<OneUser>("Profiles.RemoveUser", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }
}

/** The parameters of Sync.GetChanges. */
export interface SyncGetChangesParameters {
  /**
   * The kinds of record that matter; all where nothing is said. A cursor does not know of them: follow
   * with the same.
   */
  entities?: ("profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment")[] | "profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment" | null | undefined;
  /**
   * Changes by who sent this with the header `X-Origin` are left out: your own echoes. The cursor moves
   * past them.
   */
  exclude_origin?: string | null | undefined;
  /** How many changes an answer has at the most: 1 to 1000, 500 where nothing is said. */
  limit?: number | string | undefined;
  /**
   * The cursor of the last answer, or what the last page of `Sync.GetSnapshot` gave. Without it the feed
   * begins with the first change that the profile ever had.
   */
  since?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Sync.GetDigest. */
export interface SyncGetDigestParameters {
  /** The kind of record. An application token needs the right to read it, too. */
  entity: "profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment";
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Sync.GetSnapshot. */
export interface SyncGetSnapshotParameters {
  /** The cursor of the page before. Without it a snapshot begins. */
  cursor?: string | null | undefined;
  /** The kinds of record to copy; all where nothing is said. Later pages need not say it again. */
  entities?: ("profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment")[] | "profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment" | null | undefined;
  /** How many records a page has at the most: 1 to 1000, 500 where nothing is said. */
  limit?: number | string | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Sync.Upsert. */
export interface SyncUpsertParameters {
  /**
   * The kind of record: `catalog_entry`, `input`, `company`, `contact`, `product`, `opportunity` or
   * `ticket`.
   */
  entity: "catalog_entry" | "input" | "company" | "contact" | "product" | "opportunity" | "ticket";
  /**
   * The records, at most 1,000, such as `{"external_ids": {"sap": "000123"}, "name": "Café"}`. Where one
   * names another record by an id, what the other system calls that does as well. Each counts as a call
   * where calls are limited.
   */
  records: Record<string, unknown>[] | Record<string, unknown>;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** For jobs that keep a copy of a profile: a snapshot, the feed of changes, a digest. */
export class SyncModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Tells what was created, changed and deleted, from a cursor on: no change is skipped, and none is
   * shown twice. A change comes after all that it could have seen: a record's versions in their order, a
   * contact after its company. Keep `cursor` together with what the changes made of your copy, and send
   * it as `since` the next time. Notifications are not in the feed: each is its user's own. A write that
   * takes long holds up what comes after it. An application token is shown the kinds that it has the
   * right to read, and told in `withheld` of the others.
   */
  async getChanges(parameters: SyncGetChangesParameters = {}): Promise<SyncGetChangesResponse> {
    return this.#client.call<SyncGetChangesResponse>("Sync.GetChanges", parameters, { ofProfile: true });
  }

  /**
   * All that getChanges has from `since` on, answer after answer. Keep the `cursor` of each answer once
   * its `changes` are done with: the next run goes on there.
   */
  async *iterateChanges(parameters: SyncGetChangesParameters = {}): AsyncGenerator<SyncGetChangesResponse, void, undefined> {
    for (let since = parameters.since; ; ) {
      const answer = await this.getChanges({ ...parameters, since });
      yield answer;
      since = answer.cursor;
      if (!answer.more) {
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
   */
  async getDigest(parameters: SyncGetDigestParameters): Promise<SyncGetDigestResponse> {
    return this.#client.call<SyncGetDigestResponse>("Sync.GetDigest", parameters, { ofProfile: true });
  }

  /**
   * Gives all records of a profile, page by page, for a copy elsewhere. The first page notes the end of
   * the feed; the last gives it as `since`, with which `Sync.GetChanges` goes on without a gap. What
   * changes meanwhile may be on a page already and comes in the feed again: pass over what has no
   * greater version than your copy, except deletions. The copy is whole when the feed has been followed
   * to its end. An application token is shown the kinds that it has the right to read, and told in
   * `withheld` of the others.
   */
  async getSnapshot(parameters: SyncGetSnapshotParameters = {}): Promise<SyncGetSnapshotResponse> {
    return this.#client.call<SyncGetSnapshotResponse>("Sync.GetSnapshot", parameters, { ofProfile: true });
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
   */
  async upsert(parameters: SyncUpsertParameters, options: Writing = {}): Promise<SyncUpsertResponse> {
    return this.#client.call<SyncUpsertResponse>("Sync.Upsert", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }
}

/** The service itself. */
export class SystemModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Says that the service answers, and with which version. Asks no database. */
  async ping(): Promise<SystemPingResponse> {
    return this.#client.call<SystemPingResponse>("System.Ping", {});
  }
}

/** The parameters of Tickets.AddComment. */
export interface TicketsAddCommentParameters {
  /** What is said. */
  comment: string;
  /** The ticket's id. */
  ticket_id: number | string | Record<string, string | number>;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Tickets.CreateTicket. */
export interface TicketsCreateTicketParameters {
  /** An entry of `Tickets.GetCases`. */
  case_id: number | string | Record<string, string | number>;
  /** The company that wants it done. */
  company_id: number | string | Record<string, string | number>;
  /** What is to be done. */
  description: string;
  /** The day on which it is expected to be done. */
  estimated_end_at: string;
  /** Whether the owner is notified. */
  notify: boolean;
  /** An entry of `Tickets.GetOrigins`. */
  origin_id: number | string | Record<string, string | number>;
  /** An entry of `Tickets.GetPriorities`. */
  priority_id: number | string | Record<string, string | number>;
  /** What it is about, in a few words. */
  title: string;
  /** The user who will own it, from `Profiles.GetUsers`. */
  user_id: number | string | Record<string, string | number>;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** What is said to the owner in the notification. */
  comment?: string | null | undefined;
  /** Who wants it done there: a contact of this company. */
  contact_id?: number | string | Record<string, string | number> | null | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`: no other record of its kind may have
   * them. Wherever an id is expected, one of them may stand for it.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** The opportunity that it is about: one of this company's. */
  opportunity_id?: number | string | Record<string, string | number> | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Tickets.DeleteTicket. */
export interface TicketsDeleteTicketParameters {
  /** The ticket's id. */
  ticket_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Tickets.EditTicket. */
export interface TicketsEditTicketParameters {
  /** The ticket's id. */
  ticket_id: number | string | Record<string, string | number>;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** An entry of `Tickets.GetCases`. */
  case_id?: number | string | Record<string, string | number> | undefined;
  /** What is said to the owner in the notification. */
  comment?: string | null | undefined;
  /**
   * The company that wants it done. The contact and the opportunity must belong to it, also those that
   * stay.
   */
  company_id?: number | string | Record<string, string | number> | undefined;
  /** Who wants it done there: a contact of the company. */
  contact_id?: number | string | Record<string, string | number> | null | undefined;
  /** What is to be done. */
  description?: string | undefined;
  /** The day on which it is expected to be done. */
  estimated_end_at?: string | undefined;
  /**
   * The record's ids in other systems, such as `{"sap": "000123"}`. Those left out stay; null takes one
   * away, or all.
   */
  external_ids?: Record<string, string | number | null> | null | undefined;
  /** Whether the owner, the new one where there is one, is notified. */
  notify?: boolean | undefined;
  /** The opportunity that it is about: one of the company's. */
  opportunity_id?: number | string | Record<string, string | number> | null | undefined;
  /** An entry of `Tickets.GetOrigins`. */
  origin_id?: number | string | Record<string, string | number> | undefined;
  /** An entry of `Tickets.GetPriorities`. */
  priority_id?: number | string | Record<string, string | number> | undefined;
  /** How far it is. `solved` and `closed` keep the time; `open` and `pending` forget both times. */
  status?: "open" | "pending" | "solved" | "closed" | undefined;
  /** What it is about, in a few words. */
  title?: string | undefined;
  /** The user who owns it, from `Profiles.GetUsers`. */
  user_id?: number | string | Record<string, string | number> | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Tickets.GetCases. */
export interface TicketsGetCasesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Tickets.GetOrigins. */
export interface TicketsGetOriginsParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Tickets.GetPriorities. */
export interface TicketsGetPrioritiesParameters {
  /** Whether entries that are offered to no new records are listed, too. */
  with_retired?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Tickets.GetTicket. */
export interface TicketsGetTicketParameters {
  /** The ticket's id. */
  ticket_id: number | string | Record<string, string | number>;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Tickets.GetTickets. */
export interface TicketsGetTicketsParameters {
  /** Only tickets of these cases, entries of `Tickets.GetCases`. */
  case_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only tickets closed in this time. */
  closed_at?: InstantRange | null | undefined;
  /** Only tickets of these companies. */
  company_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only tickets of these contacts. */
  contact_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only tickets created in this time. */
  created_at?: InstantRange | null | undefined;
  /** Only tickets expected to be done on these days. */
  estimated_end_at?: DayRange | null | undefined;
  /** Only tickets about these opportunities. */
  opportunity_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only tickets of these origins, entries of `Tickets.GetOrigins`. */
  origin_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Which page, from 1. */
  page?: number | string | null | undefined;
  /** How many records a page has: 1 to 1000, 500 where nothing is said. */
  pagination?: number | string | null | undefined;
  /** Only tickets of these priorities, entries of `Tickets.GetPriorities`. */
  priority_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Only tickets with this text in their titles or descriptions, without regard to case or accents. */
  query?: string | null | undefined;
  sort?: "id" | "-id" | undefined;
  /** Only tickets that are this far: one status, or a list of them. */
  status?: ("open" | "pending" | "solved" | "closed")[] | "open" | "pending" | "solved" | "closed" | null | undefined;
  /** Only tickets that these users own. */
  user_id?: (number | string | Record<string, string | number>)[] | number | string | Record<string, string | number> | null | undefined;
  /** Whether what was said about each ticket is listed, too. */
  with_comments?: boolean | undefined;
  /** Whether the records are counted. A script that walks all pages can do without. */
  with_total?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

export class TicketsModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Adds a comment of the caller's to a ticket. Nobody is notified of it. */
  async addComment(parameters: TicketsAddCommentParameters, options: Writing = {}): Promise<OneTicketComment> {
    return this.#client.call<OneTicketComment>("Tickets.AddComment", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Creates a ticket, which is open. */
  async createTicket(parameters: TicketsCreateTicketParameters, options: Writing = {}): Promise<OneTicket> {
    return this.#client.call<OneTicket>("Tickets.CreateTicket", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Deletes a ticket and its comments, and answers it as it last was. */
  async deleteTicket(parameters: TicketsDeleteTicketParameters, options: Writing = {}): Promise<OneTicket> {
    return this.#client.call<OneTicket>("Tickets.DeleteTicket", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Changes a ticket. What is left out stays as it is; null clears what may be empty. */
  async editTicket(parameters: TicketsEditTicketParameters, options: Writing = {}): Promise<OneTicket> {
    return this.#client.call<OneTicket>("Tickets.EditTicket", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /** Lists the profile's ticket cases, in their order. */
  async getCases(parameters: TicketsGetCasesParameters = {}): Promise<TicketsGetCasesResponse> {
    return this.#client.call<TicketsGetCasesResponse>("Tickets.GetCases", parameters, { ofProfile: true });
  }

  /** Lists the profile's ticket origins, in their order. */
  async getOrigins(parameters: TicketsGetOriginsParameters = {}): Promise<TicketsGetOriginsResponse> {
    return this.#client.call<TicketsGetOriginsResponse>("Tickets.GetOrigins", parameters, { ofProfile: true });
  }

  /** Lists the profile's ticket priorities, in their order. */
  async getPriorities(parameters: TicketsGetPrioritiesParameters = {}): Promise<TicketsGetPrioritiesResponse> {
    return this.#client.call<TicketsGetPrioritiesResponse>("Tickets.GetPriorities", parameters, { ofProfile: true });
  }

  /** Finds a ticket, with its comments. */
  async getTicket(parameters: TicketsGetTicketParameters): Promise<OneTicket> {
    return this.#client.call<OneTicket>("Tickets.GetTicket", parameters, { ofProfile: true });
  }

  /** Lists the tickets of a profile: all of them, or a page where `page` or `pagination` is given. */
  async getTickets(parameters: TicketsGetTicketsParameters = {}): Promise<TicketsGetTicketsResponse> {
    return this.#client.call<TicketsGetTicketsResponse>("Tickets.GetTickets", parameters, { ofProfile: true });
  }

  /** All records of getTickets, page after page, each of which is a call of its own. */
  async *iterateTickets(parameters: Omit<TicketsGetTicketsParameters, "page"> = {}): AsyncGenerator<Ticket, void, undefined> {
    for (let page = 1; ; page += 1) {
      const answer = await this.getTickets({ ...parameters, page });
      const records = answer.tickets;
      yield* records;
      // Without a total there is no last page to know of: the walk ends at a page without records.
      const last = answer.last_page ?? undefined;
      if (last !== undefined ? page >= last : records.length === 0) {
        return;
      }
    }
  }
}

/** The parameters of Webhooks.Create. */
export interface WebhooksCreateParameters {
  /**
   * Where changes are sent: https://, on the public internet. Redirects are not followed. Whoever runs
   * the service can name networks with `VENTANILLA_WEBHOOK_NETWORKS` into which it may lead beside, also
   * with http://.
   */
  url: string;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** What the webhook is for. */
  description?: string | null | undefined;
  /**
   * With false nothing is sent until `Webhooks.Edit` enables the webhook; then all since its creation
   * is.
   */
  enabled?: boolean | undefined;
  /**
   * The kinds of record that are told of; all where nothing is said. An application token names kinds
   * that it has the right to read, and is told in `withheld` which others are left out where it says
   * nothing.
   */
  entities?: ("profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment")[] | "profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment" | undefined;
  /** Changes by who sent this with the header `X-Origin` are left out: your own echoes. */
  exclude_origin?: string | null | undefined;
  /** The operations that are told of; all where nothing is said. */
  operations?: ("create" | "update" | "delete")[] | "create" | "update" | "delete" | undefined;
  /** What deliveries are signed with: `whsec_` and 24 to 64 bytes in base64. Made where nothing is said. */
  secret?: string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Webhooks.Delete. */
export interface WebhooksDeleteParameters {
  /** The webhook's id. */
  webhook_id: number | string;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Webhooks.Edit. */
export interface WebhooksEditParameters {
  /** The webhook's id. */
  webhook_id: number | string;
  /**
   * The version of the record that you know. If it has another one by now, nothing is done, and the call
   * is a conflict that says which.
   */
  if_version?: number | string | null | undefined;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** What the webhook is for. */
  description?: string | null | undefined;
  /** Whether anything is sent. */
  enabled?: boolean | undefined;
  /**
   * The kinds of record that are told of; an empty list is all. What is queued already stays queued;
   * what is not, such as all that has changed while the webhook was disabled, is chosen anew.
   */
  entities?: ("profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment")[] | "profile" | "member" | "catalog_entry" | "input" | "file" | "company" | "contact" | "product" | "opportunity" | "ticket" | "ticket_comment" | undefined;
  /** Changes by who sent this with the header `X-Origin` are left out. */
  exclude_origin?: string | null | undefined;
  /** The operations that are told of; an empty list is all. What is queued already stays queued. */
  operations?: ("create" | "update" | "delete")[] | "create" | "update" | "delete" | undefined;
  /**
   * With true the webhook gets a new secret, which the reply shows once. For 24 hours deliveries are
   * signed with the old one, too; one that was replaced before that no longer signs.
   */
  rotate_secret?: boolean | undefined;
  /** Where changes are sent, as in `Webhooks.Create`. */
  url?: string | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Webhooks.Get. */
export interface WebhooksGetParameters {
  /** Only this one. */
  webhook_id?: number | string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Webhooks.GetDeliveries. */
export interface WebhooksGetDeliveriesParameters {
  /** Which page, from 1. */
  page?: number | string | undefined;
  /** How many deliveries a page has: 1 to 1000, 500 where nothing is said. */
  pagination?: number | string | undefined;
  sort?: "id" | "-id" | undefined;
  /** Only those that stand like this. */
  status?: "queued" | "delivered" | "failed" | null | undefined;
  /** Only those of this webhook. */
  webhook_id?: number | string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Webhooks.Redeliver. */
export interface WebhooksRedeliverParameters {
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The delivery's id, from `Webhooks.GetDeliveries`; instead of a webhook's. */
  delivery_id?: number | string | null | undefined;
  /** The webhook whose deliveries are queued again; instead of one delivery. */
  webhook_id?: number | string | null | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** The parameters of Webhooks.Test. */
export interface WebhooksTestParameters {
  /** The webhook's id. */
  webhook_id: number | string;
  /**
   * Whether to answer what would be and to change nothing. Ids in the answer are not taken for good, and
   * nobody is told anything.
   */
  dry_run?: boolean | undefined;
  /** The profile, if it is not the client's. */
  profile_id?: number | string | undefined;
}

/** Webhooks: where the changes of a profile are sent. */
export class WebhooksModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
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
   */
  async create(parameters: WebhooksCreateParameters): Promise<WithSecret> {
    return this.#client.call<WithSecret>("Webhooks.Create", parameters, { ofProfile: true, writes: true });
  }

  /** Deletes a webhook, and its deliveries with it: what was not sent yet never will be. */
  async delete(parameters: WebhooksDeleteParameters, options: Writing = {}): Promise<OneWebhook> {
    return this.#client.call<OneWebhook>("Webhooks.Delete", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Changes a webhook. A disabled webhook misses nothing: when it is enabled it goes on where it was,
   * and what had failed is tried anew. The same happens when it is given another URL. An application
   * token changes those alone that tell of nothing that it may not read.
   */
  async edit(parameters: WebhooksEditParameters): Promise<WithSecret> {
    return this.#client.call<WithSecret>("Webhooks.Edit", parameters, { ofProfile: true, writes: true });
  }

  /** Lists the webhooks of a profile. No reply ever shows a secret again. */
  async get(parameters: WebhooksGetParameters = {}): Promise<WebhooksGetResponse> {
    return this.#client.call<WebhooksGetResponse>("Webhooks.Get", parameters, { ofProfile: true });
  }

  /**
   * Lists the deliveries of a profile's webhooks, page by page. Those that were delivered are kept for
   * 30 days.
   */
  async getDeliveries(parameters: WebhooksGetDeliveriesParameters = {}): Promise<WebhooksGetDeliveriesResponse> {
    return this.#client.call<WebhooksGetDeliveriesResponse>("Webhooks.GetDeliveries", parameters, { ofProfile: true });
  }

  /** All records of getDeliveries, page after page, each of which is a call of its own. */
  async *iterateDeliveries(parameters: Omit<WebhooksGetDeliveriesParameters, "page"> = {}): AsyncGenerator<Delivery, void, undefined> {
    for (let page = 1; ; page += 1) {
      const answer = await this.getDeliveries({ ...parameters, page });
      const records = answer.deliveries;
      yield* records;
      // Without a total there is no last page to know of: the walk ends at a page without records.
      const last = answer.last_page ?? undefined;
      if (last !== undefined ? page >= last : records.length === 0) {
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
   */
  async redeliver(parameters: WebhooksRedeliverParameters = {}, options: Writing = {}): Promise<WebhooksRedeliverResponse> {
    return this.#client.call<WebhooksRedeliverResponse>("Webhooks.Redeliver", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }

  /**
   * Sends a message of the type `webhook.test`, which tells of no change. It is queued like all others,
   * leaves within a second or two, and is tried once: ask `Webhooks.GetDeliveries` for the delivery that
   * the reply names to see what the endpoint said. While the webhook is disabled it waits.
   */
  async test(parameters: WebhooksTestParameters, options: Writing = {}): Promise<OneDelivery> {
    return this.#client.call<OneDelivery>("Webhooks.Test", parameters, { ...options, ofProfile: true, writes: true, keyed: true });
  }
}

/** The definition of this very API. */
export class RpcModule {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Describes every method: its parameters, its reply, an example. The document is the one of `GET
   * /openrpc.json`.
   */
  async discover(): Promise<unknown> {
    return this.#client.call<unknown>("rpc.discover", {});
  }
}

/** The methods that take a profile, as a call inside a batch may name them. */
const OF_PROFILE: ReadonlySet<unknown> = new Set([
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
]);

/** A call of a batch, with this profile if it takes one and names none. */
function callOfProfile(call: unknown, profileId: number | string): unknown {
  if (typeof call !== "object" || call === null) {
    return call;
  }
  const { method, parameters } = call as { method?: unknown; parameters?: unknown };
  const named = typeof method === "string" ? method.trim() : method;
  const isEmpty = parameters === undefined || parameters === null || (Array.isArray(parameters) && parameters.length === 0);
  const given = isEmpty ? {} : parameters;
  if (!OF_PROFILE.has(named) || typeof given !== "object" || Array.isArray(given)) {
    return call;
  }
  const keys = Object.entries(given as object).filter(([, value]) => value !== undefined).map(([key]) => key);
  // What refers to an earlier answer as a whole has its profile from there.
  if (keys.includes("profile_id") || (keys.length === 1 && keys[0] === "$ref")) {
    return call;
  }
  return { ...call, parameters: { ...given, profile_id: profileId } };
}

/** The service at an address, and who calls it. */
export class Client {
  readonly url: string;
  token: string | undefined;
  /** The profile of all calls that name no other. */
  profileId: number | string | undefined;
  readonly #origin: string | undefined;
  readonly #timeout: number;
  readonly #retries: number;
  readonly #longestWait: number;
  readonly audit: AuditModule = new AuditModule(this);
  readonly auth: AuthModule = new AuthModule(this);
  readonly batch: BatchModule = new BatchModule(this);
  readonly catalogs: CatalogsModule = new CatalogsModule(this);
  readonly companies: CompaniesModule = new CompaniesModule(this);
  readonly contacts: ContactsModule = new ContactsModule(this);
  readonly files: FilesModule = new FilesModule(this);
  readonly inputs: InputsModule = new InputsModule(this);
  readonly notifications: NotificationsModule = new NotificationsModule(this);
  readonly opportunities: OpportunitiesModule = new OpportunitiesModule(this);
  readonly products: ProductsModule = new ProductsModule(this);
  readonly profiles: ProfilesModule = new ProfilesModule(this);
  readonly sync: SyncModule = new SyncModule(this);
  readonly system: SystemModule = new SystemModule(this);
  readonly tickets: TicketsModule = new TicketsModule(this);
  readonly webhooks: WebhooksModule = new WebhooksModule(this);
  readonly rpc: RpcModule = new RpcModule(this);

  constructor(url: string, options: Options = {}) {
    this.url = url.replace(/\/+$/, "");
    this.token = options.token;
    this.profileId = options.profileId;
    this.#origin = options.origin;
    this.#timeout = options.timeout ?? 30;
    this.#retries = options.retries ?? 4;
    this.#longestWait = options.longestWait ?? 60;
  }

  /** Signs in. The token is kept for the calls that follow; it lives for an hour. */
  async login(email: string, password: string): Promise<void> {
    const { token } = await this.call<{ token: string }>("Auth.Login", { email, password });
    this.token = token;
  }

  /** Calls a method by its name and gives its response; rejects with a Failure. */
  async call<Result>(method: string, parameters: object, options: CallOptions = {}): Promise<Result> {
    const profile = options.ofProfile && this.profileId !== undefined ? { profile_id: this.profileId } : {};
    const sent: Record<string, unknown> = { ...profile, ...parameters };
    const { profileId } = this;
    if ((method === "Batch.Run" || method === "Run") && profileId !== undefined) {
      const { calls } = sent;
      sent["calls"] = Array.isArray(calls) ? calls.map((call) => callOfProfile(call, profileId)) : callOfProfile(calls, profileId);
    }
    const body = JSON.stringify({ method, parameters: sent });
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (this.token !== undefined) {
      headers["Authorization"] = `Bearer ${this.token}`;
    }
    if (this.#origin !== undefined) {
      headers["X-Origin"] = this.#origin;
    }
    if (options.keyed) {
      headers["Idempotency-Key"] = options.idempotencyKey ?? newKey();
    }
    for (let attempt = 0; ; attempt += 1) {
      try {
        return (await this.#send(body, headers)) as Result;
      } catch (failure) {
        if (!(failure instanceof Failure) || !failure.isPassing || attempt >= this.#retries) {
          throw failure;
        }
        if (options.writes && !options.keyed && !failure.isRefusal) {
          throw failure;
        }
        // Half of the wait is chance, so that those who were turned away together don't come back together.
        const backoff = Math.min(0.5 * 2 ** attempt, 30) * (0.5 + Math.random() / 2);
        const wait = Math.max(backoff, failure.retryAfter ?? 0);
        if (wait > this.#longestWait) {
          throw failure;
        }
        await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      }
    }
  }

  /** One attempt. */
  async #send(body: string, headers: Record<string, string>): Promise<unknown> {
    let answer: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(this.#timeout * 1000);
      // A token goes to the service that was named and nowhere else.
      answer = await fetch(`${this.url}/api`, { method: "POST", body, headers, signal, redirect: "manual" });
      text = await answer.text();
    } catch (cause) {
      throw new Failure("unreachable", `${this.url} does not answer: ${String(cause)}`, { cause });
    }
    const status = answer.status;
    const wait = answer.headers.get("Retry-After") ?? "";
    const retryAfter = /^\d+$/.test(wait) ? Number(wait) : undefined;
    const reply = read(text);
    if (reply === undefined) {
      const requestId = answer.headers.get("X-Request-Id") ?? undefined;
      const message = `what answers at ${this.url} with HTTP status ${status} is not Ventanilla`;
      throw new Failure("unexpected_answer", message, { requestId, status, retryAfter });
    }
    if (!reply.success) {
      const { code, details, request_id: requestId } = reply.response;
      throw new Failure(code, reply.error, { details, requestId, status, retryAfter });
    }
    return reply.response;
  }
}

type Reply =
  | { success: true; response: unknown; error: null }
  | { success: false; response: { code: string; details: Problem[]; request_id: string }; error: string };

/** The reply that a body is, if it is one. */
function read(text: string): Reply | undefined {
  try {
    const reply: unknown = JSON.parse(text);
    return typeof reply === "object" && reply !== null && "success" in reply ? (reply as Reply) : undefined;
  } catch {
    return undefined;
  }
}

/** A key that nobody else has. crypto.randomUUID is not there for pages without TLS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
