//! Every sentence that a caller is told, once, in each language.
//!
//! Invariants: a sentence is a variant with typed values, and each language words all of them in one `match`, so that a
//! missing translation does not compile. No sentence repeats a caller's text at any length ([`Quoted`]).

mod english;
mod language;
mod meaning;
mod noun;
mod quoted;
mod spanish;
#[cfg(test)]
mod tests;
mod wording;
mod words;

use std::borrow::Cow;
use std::fmt::{Display, Formatter};

use serde::Serialize;
use serde_json::{Map, Value};

pub use language::Language;
pub use meaning::Meaning;
pub use noun::{CALL, DELIVERY, Noun, RECORD, USER, USER_OF_PROFILE};
pub use quoted::{Quoted, shortened};
pub use wording::Wording;
pub use words::{Expected, Shape};

/// A sentence, with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Default, strum::EnumIter))]
#[serde(rename_all_fields = "snake_case")]
#[rustfmt::skip]
pub enum Sentence {
    // Failures of any call.
    ParameterIsWrong { path: String, #[serde(skip)] sentence: Box<Sentence> },
    ParametersAreWrong { number: usize, named: Vec<String> },
    Taken { column: String },
    StillReferredToOrGone,
    OutcomeUnknown,
    Internal,
    SafeToTryAgain,
    TokenNeeded,
    TokenDead,
    ApplicationTokenDead,
    AuthorizationMalformed,
    TokenNotLookedUp,
    TooManyWrongAttempts,
    PastDeadline,
    Contended,
    LockedTooLong,
    DatabaseUnreachable,
    DatabaseBusy,
    DatabaseWaitedTooLong,
    DiskFailed,
    TooManyWritesWaiting,
    ShuttingDown,
    NoSuch { what: &'static Noun },
    RecordChangedMeanwhile,
    RecordDeletedMeanwhile,
    ExternalIdTakenMeanwhile,
    StaleVersion { version: i64, known: i64 },
    IdempotencyKeyUsed,
    TooManyOfThese { number: i64 },
    InUse { what: &'static Noun, name: Quoted, referrers: Vec<NumberOf>, others: bool, #[serde(skip)] advice: Box<Sentence> },
    InputInUse { what: &'static Noun, number: i64, name: Quoted, #[serde(skip)] advice: Box<Sentence> },
    InputInUseByMany { what: &'static Noun, number: i64, name: Quoted, #[serde(skip)] advice: Box<Sentence> },
    InputInUseBySecret { name: Quoted, #[serde(skip)] advice: Box<Sentence> },
    AdviceTakeValues { slug: String },
    AdviceWithValues,
    ValueOfSeveral { what: &'static Noun, field: &'static str, ids: Vec<i64>, others: bool, #[serde(skip)] advice: Box<Sentence> },
    AdviceNameCompany,
    AdviceSearchById,
    AdviceRetire,
    AdviceDeleteOrMoveToOtherCompany,
    AdviceDeleteOrTakeOpportunity,
    AdviceKeepCompany,
    AdviceStaysAtCompany,
    AdviceNamedWithCompany,
    AdviceOtherContact,
    ExternalIdTaken { system: Quoted, what: &'static Noun, id: Quoted },

    // Permissions.
    RightMissing { module: &'static str, right: &'static str },
    RightOfRole { right: &'static str, role: &'static str },
    ForPeople,
    RoleNeeded { needed: &'static str, role: &'static str },
    RoleNeededToRead { what: &'static Noun, role: &'static str },
    RoleNeededToWrite { what: &'static Noun, role: &'static str },
    HistoryIsPersonal,
    ProfilesByOperator,
    ProfilesByManagers,

    PasswordForEmail,

    // Requests.
    BodyNotJson { #[serde(skip)] cause: String, line: usize, column: usize },
    BodyTooDeep { most: usize },
    BodyKeyTwice { key: Quoted },
    BodyKeyReserved,
    BodyLate { seconds: u64 },
    BodyInTooManyPieces,
    BodyBroken,
    BodyTooLarge { limit: usize },
    BodyNotDecompressed,
    BodyGoesOnAfterItsEnd,
    ContentTypeNotJson,
    ContentEncodingUnknown,
    OriginMalformed,
    IdempotencyHeaderTwice,
    IdempotencyHeaderOfArray,
    IdempotencyKeyMalformed { most: usize },
    IdempotencyKeysDiffer { name: &'static str },
    NothingAtAddress,
    CallsByPost,
    ReadByGet,
    OpenApiVersionUnknown { version: Quoted },
    PageByGetAndPost,
    ContentTypeNoForm,
    FormNotReadable,
    FormFieldTwice { name: Quoted },
    NoSuchFile,
    AnswersTooLong,
    ListTooLongBesideOthers,
    CallsSpent { policy: Policy, a_minute: u32 },
    DirectoryCallsSpent { a_minute: u32 },
    LeadsSpent { an_hour: u32 },
    CallsAtOnce { calls: usize, policy: Policy, a_minute: u32 },
    NoRoomForAll { what: InFlight },
    NoRoomForNetwork { what: InFlight },
    FilesUnreachable,

    // Envelopes.
    EnvelopeNoObject,
    EnvelopeMethodNoText,
    EnvelopeKeyUnknown { key: Quoted },
    EnvelopeMethodMissing,
    EnvelopeParametersNoObject,
    EnvelopeKeyNoText { key: &'static str },
    ParametersByPosition,
    ArrayAtMethod,
    JsonRpcAtMethod,
    EnvelopeAtMethod,
    BodyAtMethodNoObject,
    ArrayEmpty,
    ArrayTooLong { number: usize, most: usize },
    JsonRpcNoObject,
    JsonRpcId,
    JsonRpcOtherVersion,
    JsonRpcParametersMisnamed,
    JsonRpcParametersNoObject,
    JsonRpcMethodNoText,
    JsonRpcVersionMissing,
    MethodAmbiguous { method: Quoted, candidates: Vec<String> },
    MethodUnknown { method: Quoted, suggestions: Vec<String> },
    MethodElsewhere { method: Quoted, module: Quoted },
    MethodTakesNoKey { method: String },

    // Parameters of any kind.
    #[cfg_attr(test, default)]
    Required,
    RequiredOrElse { method: &'static str },
    WrongType,
    NotNull { expected: Expected },
    Takes { expected: Expected },
    TakesNot { expected: Expected, found: Shape },
    TakesBoolean,
    TakesWholeNumberBetween { least: i64, greatest: i64 },
    NotNegative,
    WeightsTogether { sum: i64, all: i64 },
    CutsOfWrongNumber { number: usize },
    CutsMustRise,
    CutsMustFall,
    CutsOutOfRange { greatest: String },
    NotOneOf { value: Quoted, options: Vec<String>, meant: Option<String> },
    NoSuchParameter { name: Quoted, known: Vec<String>, meant: Option<String> },
    ParameterCalledOtherwise { name: Quoted, meant: String },
    OtherNameOf { parameter: String },

    // Values.
    Empty,
    NulCharacter,
    TextTooLong { most: usize },
    TooManyValues { most: usize },
    TakesId,
    IdOutOfRange { greatest: i64 },
    TakesIdOrExternalId,
    OnlyIdOfOtherSystem,
    SystemMalformed { most: usize, meant: Option<String> },
    SystemReserved,
    KindWithoutSlug { what: &'static Noun },
    TooManyExternalIds { most: usize },
    TakesAmount,
    AmountTooManyPlaces { most: i64 },
    AmountTooLarge,
    TakesDate,
    DateMalformed,
    DateNotInCalendar,
    InstantMalformed,
    NoSuchTimeZone { name: Quoted, meant: Option<String> },
    RangeInverted,
    Base64Malformed,
    CursorMalformed,
    OriginNameMalformed { most: usize },
    SeveralEmails { number: usize, first: Quoted },
    EmailNotAlone { meant: Option<String> },
    EmailMalformed { meant: Option<String> },
    PhoneIsEmail,
    PhoneIsWebAddress,
    PhoneOfSeveralLines,
    PhoneMalformed,
    SeveralWebAddresses,
    WebAddressIsEmail,
    WebAddressMalformed { meant: Option<String> },
    AccountMalformed,
    CountryUnknown { country: Quoted },
    AddressWithoutLines,
    AddressTextAlone,
    PostalCodeMissing { country: &'static str, country_name: &'static str },
    StateUnknown { state: Quoted, country: &'static str, meant: Option<String>, name_of_meant: Option<&'static str> },
    StateAmbiguous { state: Quoted, country: &'static str, country_name: &'static str, states: Vec<CodeOf> },
    TakesDegrees { greatest: u16 },
    NoSuchEntity { name: Quoted, known: Vec<&'static str>, meant: Option<String> },
    PasswordTooShort { least: usize },
    PasswordTooLong { most: usize },
    SecretMalformed { prefix: &'static str, least: usize, most: usize },
    AddressNotPublic,
    Unencrypted,

    // Batches and upserts.
    OfCall { number: usize, #[serde(skip)] sentence: Box<Sentence> },
    ListOf { name: &'static str, found: Shape },
    NoneHere { what: &'static Noun },
    TooManyAtOnce { what: &'static Noun, number: usize, most: usize },
    BatchInBatch,
    NoPlaceInBatch,
    CallNoObject { found: Shape },
    CallMethodNoText,
    CallParametersNoObject,
    CallKeyUnknown,
    BatchWithKeyHasNoPlaceFor { method: String },
    DryRunOfWholeBatch,
    BatchLooksThroughTooMuch,
    BatchReadsTooMuch,
    ReadsTooMuch { most: usize },
    BatchRefersTooOften { number: usize, most: usize },
    BatchReferringTooLarge,
    BatchRepliesTooLong,
    ReferenceNoObject { found: Shape },
    ReferenceNoText,
    ReferenceNoNumber { reference: Quoted },
    ReferenceToFailed { reference: Quoted },
    ReferenceToNothing { reference: Quoted, segment: Quoted },
    ReferencesTooLarge,
    UpsertInBatch,
    UpsertTooLarge,
    RecordNoObject { found: Shape },
    NoUpsertOf { known: Vec<String> },
    SaidOnceForAll,
    OwnIdIsId,
    RecordUnnamed,
    FixedAtCreation,
    IdNotMatchedOn,
    RecordWithoutKey { keys: Vec<String> },
    KindWithoutKey { what: &'static Noun, key: &'static str, known: Vec<String> },
    SeveralMeet { what: &'static Noun, field: &'static str, ids: Vec<i64>, others: bool },
    ExternalIdsOfSeveral { ids: Vec<i64> },

    // Records that a call names by their ids.
    UnknownId { what: &'static Noun, id: i64 },
    NotInDirectory { what: &'static Noun },
    UnknownExternalId { what: &'static Noun },
    ExternalIdOfTwoKinds { one: &'static Noun, other: &'static Noun },
    UnknownEntry { catalog: &'static str, id: i64 },
    UnknownExternalIdOfEntry { catalog: &'static str },
    UnknownPicture { id: i64 },
    UnknownExternalIdOfPicture,
    OfAnotherCompany { what: &'static Noun, id: i64, company_id: i64 },
    Retired { what: &'static Noun, name: Quoted },
    RetiredUnseen { what: &'static Noun, id: i64 },
    NameGivenMeanwhile,

    // Auth.
    SignInWrong,
    PasswordWrong,
    PasswordsDiffer,
    RegistrationClosed,
    LinksNotMailed,
    LinksNotMade,
    LinkDead,
    InvitedHasAccount,
    InvitationMailSubject { profile: Quoted },
    InvitationMailText { inviter: Quoted, profile: Quoted, role: &'static str },
    InvitationMailEnd,
    InvitedTo { profile: Quoted, role: &'static str },
    ResetMailSubject,
    ResetMailText,
    ResetMailEnd,
    NoModuleWithRights { module: Quoted, known: Vec<String>, meant: Option<String> },
    RightsEmpty,
    MomentPast,
    MomentFuture,
    TimeOfOtherStatus { status: String, fitting: Vec<&'static str> },

    // Catalogs.
    NoSuchCatalog { meant: Option<String> },
    EntryWithoutCode { catalog: &'static str },
    EntryWithoutParent { catalog: &'static str },
    EntryWithoutValue { catalog: &'static str },
    EntryNeedsParent,
    EntryValueIs { meaning: Meaning, greatest: String },

    // Files.
    FileTooLarge { number: usize, most: usize },
    FileOfOtherType,
    FileWithMacros,
    FileNameMalformed,
    FileNameOfOtherType { name: Quoted, content_type: &'static str, endings: Vec<String> },
    NoPicture { id: i64 },
    NamesIt { what: &'static Noun, id: i64 },
    AdviceTakeFileFromRecords,

    // Inputs.
    OptionsMissing,
    LinkMissing,
    LinkOfOtherType,
    LinkToLink,
    MeaninglessForLinked,
    InputIsLinked,
    FilterOfLinkedInput,
    OptionRepeated,
    OptionsOfNoList,
    InteractionOfNobody,
    InteractionOfBoth,
    OnlyOfCompany,
    DateOfNoAction,
    TooManyInteractions { most: i64 },
    RangeOfUnorderedInput,
    OptionsWithoutDefault { value: Quoted },
    OptionsTooLong,
    SlugMalformed,
    UnknownInput { meant: Option<String> },
    NoOption { options: Vec<Quoted>, others: usize },
    InputsTooLong,

    // Leads.
    LeadOutOfReach,
    LeadIsConverted,
    OnlyByConversion,
    ScoreOutOfRange,
    ContactBesideId,
    ConvertedToOther { company_id: i64, contact_id: i64 },
    LeadIsLost,
    ContactsHaveEmail { ids: Vec<i64> },
    AdviceTakeLead,
    AdviceTakeTicket,
    ProductBesideLines,
    UnknownSource { code: Quoted, codes: Vec<Quoted>, meant: Option<String> },

    // Customers.
    HealthOfInteractions { days: i64 },
    HealthWithoutInteractions,
    HealthOfTickets { open: i64, overdue: i64 },
    HealthOfManyTickets { least: i64 },
    HealthWithoutTickets { days: i64 },
    HealthOfOpenPipeline,
    HealthOfClosedPipeline { days: i64 },
    HealthWithoutPipeline { days: i64 },
    HealthOfOrders { now: i64, before: i64, days: i64 },
    HealthWithoutOrders { days: i64 },
    HealthOfFeedback { answers: i64, days: i64 },
    HealthWithoutFeedback { days: i64 },
    PageWithoutSegment,

    // Reports.
    TooManyBuckets { most: usize },
    TooManyGroups { most: usize },
    BucketsWithoutTime,
    TotalsShowNoRecords,

    // Notifications.
    NotificationMissing,
    CommentWithoutNotify,

    // Opportunities.
    NotPositive,
    LinesMissing,
    LinesNotWanted,
    LinesTooMany { most: usize },
    NumberOfSequence { letter: String },
    NoSuchLine { id: i64 },
    LineRepeated { id: i64 },
    PriceInOtherCurrency,
    CustomerBlocked { name: Quoted },
    OrderOfNothing,
    OrderOfSeveral,
    AmountOfNoProduct,
    OfQuotation,
    OrderBackwards { from: String, to: &'static str },
    ReopenWithoutStatus,
    OrderLinesFixed { status: String },
    QuotationOrdered,
    QuotationUnaccepted { status: String },
    AdviceTakeOrder,
    AdviceDeleteThem,
    QuotationNoDraft { status: String },
    QuotationUnsent,
    QuotationSettled { status: String },
    QuotationSuperseded,
    QuotationAcceptedAlready,
    QuotationExpired { day: String },
    QuotationRevised,
    QuotationsNotMailed,
    QuotationNotMailedExpired { day: String },
    NobodyToMail,
    MailBlocked { email: String },
    QuotationMailSubject { number: String, sender: String },
    QuotationMailText { name: Option<String>, number: String, day: Option<String>, sender: String },
    QuotationDraftOfNone,
    QuotationWithoutLines,
    QuotationOfNoOpportunity,
    QuotationOfNobody,
    NumberOfRevision,
    LinesKept { number: usize },
    LinesKeptWithTax { number: usize },
    DiscountOverPrice,
    TaxNoFraction,
    TaxNotWanted,
    TotalTooLarge,
    TotalDiffers { total: String, given: String },
    ReasonOfLostAlone { status: String },
    OwnerNoMember,

    // Feedback.
    FeedbackOpen { until: String },
    FeedbackAnswered,
    FeedbackExpired,
    FeedbackLinkDead,
    FeedbackLinkExpired,
    FeedbackAsked { profile: Quoted, subject: Option<String> },
    FeedbackMailSubject { sender: String, reminder: bool },
    FeedbackMailText { name: Option<String>, subject: Option<String>, url: String, last: String, sender: String },
    FeedbackUnanswered,
    ThemeTwice,
    ThemeWithoutWords,
    TooManyMonths,

    // Products.
    SubcategoryElsewhere { name: Quoted },
    MeasuresDiffer,

    // Profiles.
    LastManager,
    HasAccount,
    NameOfNewUserMissing,
    InvitationsNotMailed,
    InvitationsTooMany { most: i64 },
    InvitedTooOften { most: i64 },
    ExternalIdsOfInvited,
    MemberAlready,
    ResetOfOneself,
    ResetByOperator,
    ResetLinkMade,

    // Sync.
    CursorOfAnotherProfile,
    CursorNotInDatabase,
    CursorOfAnotherRelease,
    CursorOfAnotherList,
    PageBesideCursor,
    NoSuchSort { key: Quoted, known: Vec<String>, meant: Option<String> },
    SortOfSeveral { last: String },
    NoSuchField { name: Quoted, known: Vec<String>, meant: Option<String> },
    EntitiesBesideCursor,

    // Webhooks.
    KindNotReadable { what: &'static Noun },
    WebhookTellsUnreadable,
    WebhooksTooMany { most: i64 },
    UrlTooLong { most: usize },
    UrlMalformed,
    UrlWithoutScheme,
    UrlWithPassword,
    UrlWithFragment,
    DeliveryOrWebhookMissing,
    DeliveryAndWebhook,
    EndpointAnswered { status: String },
    EndpointRedirects { status: String },
    EndpointSilent { seconds: u64 },
    MessageNotWritten,
    EndpointGone,
    DeliveryFailedForDay { #[serde(skip)] failure: String },
    WebhookDisabled { host: Quoted },
    WebhookDisabledBecause { #[serde(skip)] reason: Box<Sentence> },
    WebhookRefusesChange { host: Quoted },
    WebhookRefusesChangeBecause { #[serde(skip)] reason: Box<Sentence>, what: &'static Noun, record_id: i64, delivery_id: i64 },

    // Methods that stand alone.

    // Notifications and mails.
    FollowUpDue,
    FollowUpOverdue,
    LeadFromDirectory,
    CampaignOfLead { campaign: Quoted },
    MailAbout { what: &'static Noun, id: i64, profile: Quoted },
}

/// A number of things of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberOf {
    pub number: i64,
    pub what: &'static Noun,
}

/// A country or a state with its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeOf {
    pub code: &'static str,
    pub name: &'static str,
}

/// The holder of a rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    #[default]
    Token,
    Address,
}

impl Policy {
    /// The policy's name in the headers of the rate limit.
    pub const fn name(self) -> &'static str {
        match self {
            Policy::Token => "token",
            Policy::Address => "address",
        }
    }
}

/// The bytes that take room in memory while they are received or sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InFlight {
    #[default]
    Bodies,
    Answers,
}

impl Sentence {
    /// The sentence as a person reads it.
    pub fn text(&self, language: Language) -> Cow<'static, str> {
        match language {
            Language::English => english::text(self),
            Language::Spanish => spanish::text(self),
        }
    }

    /// The sentence's values by their names, for a program that words it anew.
    pub fn values(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(variant)) => match variant.into_iter().next() {
                Some((_, Value::Object(values))) => values,
                _ => Map::new(),
            },
            _ => Map::new(),
        }
    }
}

/// The sentence in English, for logs and the command line.
impl Display for Sentence {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.text(Language::English))
    }
}
