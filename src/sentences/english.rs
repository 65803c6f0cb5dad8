//! The sentences in English.

use std::borrow::Cow;

use super::words::{alternatives, joined, listed, numbers};
use super::{InFlight, Language, NumberOf, Sentence};

const LANGUAGE: Language = Language::English;

#[expect(clippy::too_many_lines, reason = "a line for each sentence")]
pub(super) fn text(sentence: &Sentence) -> Cow<'static, str> {
    use Sentence::*;
    match sentence {
        ParameterIsWrong { path, sentence } => format!("The parameter {path} is wrong: {}", sentence.text(LANGUAGE)).into(),
        ParametersAreWrong { number, named } => {
            let others = number.saturating_sub(named.len());
            let others = if others == 0 { String::new() } else { format!(" and {others} more") };
            format!("{number} parameters are wrong: {}{others}.", named.join(", ")).into()
        }
        Taken { column } => format!("Another record has this {column} already.").into(),
        StillReferredToOrGone => "A record that this call names is still referred to, or was removed a moment ago.".into(),
        OutcomeUnknown => "The connection to the database, or its disk, failed while this call was committed: it may have been made. \
             Repeat it with the same idempotency key, which tells; without a key, look first."
            .into(),
        Internal => "Something went wrong on our side. The request id names the entry in the log that says what.".into(),
        SafeToTryAgain => "It is safe to try again.".into(),
        TokenNeeded => "This method needs a token: send the header Authorization: Bearer <token>.".into(),
        TokenDead => "This token is not valid any more. Sign in again.".into(),
        ApplicationTokenDead => "This application token is not valid: it is misspelt, expired or revoked.".into(),
        AuthorizationMalformed => "The header Authorization must hold 'Bearer <token>'.".into(),
        TokenNotLookedUp => "The token could not be looked up.".into(),
        TooManyWrongAttempts => "Too many attempts with a wrong password or token. Wait a moment.".into(),
        PastDeadline => "This call did not end before its deadline, and nothing was changed.".into(),
        Contended => "Other calls changed the same records at the same moment.".into(),
        LockedTooLong => "Another call holds for too long what this one needs.".into(),
        DatabaseUnreachable => "The database is not reachable at the moment.".into(),
        DatabaseBusy => "The database is busy at the moment.".into(),
        DatabaseWaitedTooLong => "The database had waited for too long and has undone this call.".into(),
        DiskFailed => "The disk failed at a commit: nothing is written until the database has been verified.".into(),
        TooManyWritesWaiting => "Too many writes are waiting.".into(),
        ShuttingDown => "The service is shutting down.".into(),
        NoSuch { what } => format!("There is no such {}.", what.one(LANGUAGE)).into(),
        RecordChangedMeanwhile => "The record changed at the same moment.".into(),
        RecordDeletedMeanwhile => "The record was deleted at the same moment.".into(),
        ExternalIdTakenMeanwhile => "Another record has the same external id at the same moment.".into(),
        StaleVersion { version, known } => {
            format!("The record has version {version} now, and not {known}: read it again before you change it.").into()
        }
        IdempotencyKeyUsed => {
            "This idempotency key was used for another call. A key belongs to one call, and comes again only with the same one.".into()
        }
        TooManyOfThese { number } => {
            format!("There are {number} of these already, and more are not taken: delete some that nothing refers to.").into()
        }
        InUse { name, referrers, others, advice, .. } => {
            let mut told: Vec<String> = referrers.iter().map(|NumberOf { number, what }| what.counted(*number, LANGUAGE)).collect();
            told.extend(others.then(|| "records that you may not read".to_owned()));
            format!("'{name}' is still referred to by {}. {}", joined(&told, LANGUAGE), advice.text(LANGUAGE)).into()
        }
        InputInUse { what, number, name, advice } => {
            let have = if *number == 1 { "has" } else { "have" };
            format!("{} {have} a value for '{name}'. {}", what.counted(*number, LANGUAGE), advice.text(LANGUAGE)).into()
        }
        InputInUseByMany { what, number, name, advice } => {
            let several = what.several(LANGUAGE);
            format!("More than {number} {several} have a value for '{name}'. {}", advice.text(LANGUAGE)).into()
        }
        InputInUseBySecret { name, advice } => {
            format!("Records that you may not read have a value for '{name}'. {}", advice.text(LANGUAGE)).into()
        }
        AdviceTakeValues { slug } => {
            format!("Take it away there first: Sync.Upsert with inputs: {{\"{slug}\": null}}, a thousand records at a time.").into()
        }
        AdviceWithValues => "Send with_values: true to take it away there, too.".into(),
        ValueOfSeveral { what, field, ids, others, advice } => {
            let (what, ids) = (what.several(LANGUAGE), numbers(ids));
            let others = if *others { " and others" } else { "" };
            format!("Several {what} have this {field}: {ids}{others}. {}", advice.text(LANGUAGE)).into()
        }
        AdviceNameCompany => "Say which company's with company_id, or search by id.".into(),
        AdviceSearchById => "Search by id.".into(),
        AdviceRetire => "Retire it instead, with retired: true.".into(),
        AdviceDeleteOrMoveToOtherCompany => "Delete these first, or give them another company.".into(),
        AdviceKeepCompany => "Delete these first, or send keep_company: true, which only ends that the company is a customer.".into(),
        AdviceDeleteOrTakeOpportunity => "Delete these first, or take the opportunity from them.".into(),
        AdviceStaysAtCompany => "While they refer to it, it stays at its company: take it from them first.".into(),
        AdviceNamedWithCompany => "They name the contact with its company.".into(),
        AdviceOtherContact => "Give these another contact first.".into(),
        ExternalIdTaken { system, what, id } => format!("Another {} already has the id '{id}' in {system}.", what.one(LANGUAGE)).into(),

        RightMissing { module, right } => {
            format!("This needs the right {module}: {right}, which the application token does not have.").into()
        }
        RightOfRole { right, role } => {
            format!("This needs the right {right}, which people with the role {role} in the profile have, and tokens that they make.")
                .into()
        }
        ForPeople => "This method is for people: no application token may call it.".into(),
        RoleNeeded { needed, role } => format!("This needs the role {needed} in the profile; yours is {role}.").into(),
        RoleNeededToRead { what, role } => format!("Reading {} needs the role {role} in the profile.", what.several(LANGUAGE)).into(),
        RoleNeededToWrite { what, role } => format!("Writing {} needs the role {role} in the profile.", what.several(LANGUAGE)).into(),
        HistoryIsPersonal => "A record of this kind is one person's own, and nobody reads its history.".into(),
        ProfilesByOperator => "Profiles are made by whoever runs this service: ventanilla profile create.".into(),
        ProfilesByManagers => "Profiles are created by users who manage one already.".into(),

        PasswordForEmail => "To change the e-mail address, give your password.".into(),

        BodyNotJson { cause, .. } => format!("The body is not a call that can be read: {cause}.").into(),
        BodyTooDeep { most } => format!("The body is not a call that can be read: it is nested deeper than {most} levels.").into(),
        BodyKeyTwice { key } => format!("The body is not a call that can be read: the key \"{key}\" appears twice in one object.").into(),
        BodyKeyReserved => "The body is not a call that can be read: it holds a key that no method has.".into(),
        BodyLate { seconds } => format!("The body did not arrive within {seconds} seconds.").into(),
        BodyInTooManyPieces => "The body comes in too many pieces. Send it in larger ones.".into(),
        BodyBroken => "The body ended before it was whole, or its chunks are not as HTTP wants them.".into(),
        BodyTooLarge { limit } => {
            format!("The request is larger than the {limit} bytes that are allowed, also counted after decompression.").into()
        }
        BodyNotDecompressed => "The body can't be decompressed: it is not what Content-Encoding says, or is not whole.".into(),
        BodyGoesOnAfterItsEnd => "The body can't be decompressed: something follows the end of the compressed data.".into(),
        ContentTypeNotJson => "Send the header Content-Type: application/json.".into(),
        ContentEncodingUnknown => "Send the header Content-Encoding: gzip, or none.".into(),
        OriginMalformed => "The header X-Origin must hold a name of 1 to 128 letters, digits, or -_.:/+=@.".into(),
        IdempotencyHeaderTwice => "The header Idempotency-Key appears twice.".into(),
        IdempotencyHeaderOfArray => "The header Idempotency-Key belongs to one call: in an array give each its own idempotency_key.".into(),
        IdempotencyKeyMalformed { most } => format!("An idempotency key has 1 to {most} visible ASCII characters and no spaces.").into(),
        IdempotencyKeysDiffer { name } => format!("The header Idempotency-Key and the key {name} are not the same.").into(),
        NothingAtAddress => "There is nothing at this address. Calls are sent with POST /api.".into(),
        CallsByPost => "Calls are sent with POST.".into(),
        OpenApiVersionUnknown { version } => format!("There is no OpenAPI version '{version}' here: the versions are 3.1 and 3.0.").into(),
        ReadByGet => "This is read with GET. Calls are sent with POST /api.".into(),
        PageByGetAndPost => "This page is read with GET, and its form is sent with POST.".into(),
        ContentTypeNoForm => {
            "A form is sent with Content-Type: application/x-www-form-urlencoded or multipart/form-data, and not compressed.".into()
        }
        FormNotReadable => "The form can't be read.".into(),
        FormFieldTwice { name } => format!("The form has the field '{name}' twice.").into(),
        NoSuchFile => "There is no such file, or its address has expired.".into(),
        AnswersTooLong => "The answers to the calls before this one are too long. Send the rest anew.".into(),
        ListTooLongBesideOthers => "The list is too long to be answered beside others. Ask for it by itself, or page by page.".into(),
        CallsSpent { policy, a_minute } => {
            format!("Each {} has {a_minute} calls a minute here, and these are spent. Wait a moment.", policy.name()).into()
        }
        DirectoryCallsSpent { a_minute } => {
            format!("Each address has {a_minute} calls of directories a minute here, and these are spent. Wait a moment.").into()
        }
        LeadsSpent { an_hour } => format!("Each address may submit {an_hour} leads an hour here, and has done so. Try again later.").into(),
        CallsAtOnce { calls, policy, a_minute } => {
            let policy = policy.name();
            format!("These are {calls} calls at once, and each {policy} has {a_minute} a minute here: send fewer.").into()
        }
        NoRoomForAll { what } => format!("There is no room at the moment for more {}.", in_flight(*what)).into(),
        NoRoomForNetwork { what } => format!("Your network has as many {} at the moment as one may have.", in_flight(*what)).into(),
        FilesUnreachable => "The store of files is not reachable at the moment.".into(),

        EnvelopeNoObject => "A call is a JSON object: {\"method\": \"Module.Method\", \"parameters\": {…}}.".into(),
        EnvelopeMethodNoText => "The key method must hold the method's name, a text.".into(),
        EnvelopeKeyUnknown { key } => {
            format!("A call has the keys method, parameters and idempotency_key; '{key}' is none of them.").into()
        }
        EnvelopeMethodMissing => "The key method is missing: {\"method\": \"Module.Method\", \"parameters\": {…}}.".into(),
        EnvelopeParametersNoObject => "The key parameters must hold an object.".into(),
        EnvelopeKeyNoText { key } => format!("The key {key} must hold a text.").into(),
        ParametersByPosition => "Parameters are given by name here: send an object, {\"profile_id\": 1, …}, instead of a list.".into(),
        ArrayAtMethod => "This address takes the parameters of one method. Send an array of calls to /api.".into(),
        JsonRpcAtMethod => "This address takes the parameters of its method alone. Send JSON-RPC requests to /api.".into(),
        EnvelopeAtMethod => "This address names the method already. Send its parameters alone, or the whole call to /api.".into(),
        BodyAtMethodNoObject => "The body must hold the parameters of the method, an object.".into(),
        ArrayEmpty => "The array holds no call.".into(),
        ArrayTooLong { number, most } => format!("The array holds {number} calls; at most {most} are taken at once. None was made.").into(),
        JsonRpcNoObject => "A JSON-RPC request must be an object.".into(),
        JsonRpcId => "The member id must be a text, a number or null.".into(),
        JsonRpcOtherVersion => "The member jsonrpc must be \"2.0\": no other version is supported.".into(),
        JsonRpcParametersMisnamed => "JSON-RPC calls the parameters params.".into(),
        JsonRpcParametersNoObject => "The member params must be an object.".into(),
        JsonRpcMethodNoText => "The member method must be the method's name, a text.".into(),
        JsonRpcVersionMissing => "The member jsonrpc must be the text \"2.0\".".into(),
        MethodAmbiguous { method, candidates } => {
            format!("Several modules have a method {method}: say which one you mean, {}.", alternatives(candidates, LANGUAGE)).into()
        }
        MethodElsewhere { method, module } => {
            format!("The method '{method}' is not in the module '{module}', which the address names. POST /api takes every method.").into()
        }
        MethodUnknown { method, suggestions } => match suggestions.as_slice() {
            [] => format!("There is no method '{method}'. GET /openrpc.json lists them all.").into(),
            near => format!("There is no method '{method}'. Did you mean {}?", alternatives(near, LANGUAGE)).into(),
        },
        MethodTakesNoKey { method } => format!(
            "{method} takes no idempotency key: a secret is in its parameters or its reply, and nothing of it is kept to be repeated."
        )
        .into(),

        Required => "This parameter is required.".into(),
        RequiredOrElse { method } => format!("This parameter is required. {method} is for people without it.").into(),
        WrongType => "This value does not have the type of the parameter.".into(),
        NotNull { expected } => format!("This can't be null: it takes {}.", expected.text(LANGUAGE)).into(),
        Takes { expected } => format!("This takes {}.", expected.text(LANGUAGE)).into(),
        TakesNot { expected, found } => format!("This takes {}, not {}.", expected.text(LANGUAGE), found.text(LANGUAGE)).into(),
        TakesBoolean => "This takes true or false (or 1, 0, \"Yes\", \"No\").".into(),
        TakesWholeNumberBetween { least, greatest } => format!("This takes a whole number between {least} and {greatest}.").into(),
        NotNegative => "This can't be less than 0.".into(),
        WeightsTogether { sum, all } => format!("The weights together must be {all}, and are {sum}.").into(),
        CutsOfWrongNumber { number } => format!("This takes a list of {number} numbers, for the scores 5, 4, 3 and 2.").into(),
        CutsMustRise => "Each of these numbers must be greater than the one before.".into(),
        CutsMustFall => "Each of these numbers must be less than the one before.".into(),
        CutsOutOfRange { greatest } => format!("Each of these numbers must be over 0 and at most {greatest}.").into(),
        NotOneOf { value, options, meant } => {
            let options: Vec<String> = options.iter().map(|option| format!("'{option}'")).collect();
            format!("'{value}' is not one of {}.{}", options.join(", "), did_you_mean(meant.as_deref())).into()
        }
        NoSuchParameter { name, known, meant } => match meant {
            Some(_) => format!("There is no parameter '{name}'.{}", did_you_mean(meant.as_deref())).into(),
            None if known.is_empty() => format!("There is no parameter '{name}': this takes none of its own.").into(),
            None => format!("There is no parameter '{name}'. What goes here: {}.", known.join(", ")).into(),
        },
        ParameterCalledOtherwise { name, meant } => format!("There is no parameter '{name}'. Here it is '{meant}'.").into(),
        OtherNameOf { parameter } => format!("This is another name of '{parameter}', which says something else.").into(),

        Empty => "This can't be empty.".into(),
        NulCharacter => "A text can't hold the character NUL.".into(),
        TextTooLong { most } => format!("This text may have {most} characters at the most.").into(),
        TooManyValues { most } => format!("This takes {most} values at the most.").into(),
        TakesId => "This takes an id: a whole number, also as a text.".into(),
        IdOutOfRange { greatest } => format!("An id is a whole number from 1 to {greatest}.").into(),
        TakesIdOrExternalId => {
            "This takes an id, or an object with one system and the record's id there, such as {\"sap\": \"000123\"}.".into()
        }
        OnlyIdOfOtherSystem => "This takes a text or a number: only an id may be another system's.".into(),
        SystemMalformed { most, meant } => {
            let hint = did_you_mean(meant.as_deref());
            format!("The name of a system is 1 to {most} small letters, digits, or _ . - such as sap.{hint}").into()
        }
        SystemReserved => "No system may be called slug: {\"slug\": \"…\"} stands for the record with this slug.".into(),
        KindWithoutSlug { what } => format!("This takes an id: a {} has no slug.", what.one(LANGUAGE)).into(),
        TooManyExternalIds { most } => format!("A record has {most} external ids at the most.").into(),
        TakesAmount => "This takes an amount: a number like 10.25, also as a text.".into(),
        AmountTooManyPlaces { most } => format!("An amount has {most} decimal places at the most.").into(),
        AmountTooLarge => "This amount is too large.".into(),
        TakesDate => "This takes a date as a text, DD/MM/YY.".into(),
        DateMalformed => "Write a date as DD/MM/YY, DD/MM/YYYY or YYYY-MM-DD.".into(),
        DateNotInCalendar => "The calendar has no such day. The day comes first: DD/MM/YY.".into(),
        InstantMalformed => "Write an instant as RFC 3339 has it, 2024-01-31T09:30:00Z, or a date as DD/MM/YY.".into(),
        NoSuchTimeZone { name, meant } => format!(
            "There is no time zone '{name}'. Give its name in the IANA database, such as America/Mexico_City.{}",
            did_you_mean(meant.as_deref())
        )
        .into(),
        RangeInverted => "The range ends before it begins: `from` is after `to`.".into(),
        Base64Malformed => "This is no base64 of the standard alphabet.".into(),
        CursorMalformed => "This cursor is not valid here. Send one that a reply gave for this parameter, whole and as it came.".into(),
        OriginNameMalformed { most } => format!("This takes a name of 1 to {most} letters, digits, or -_.:/+=@.").into(),
        SeveralEmails { number, first } => {
            format!("These are {number} e-mail addresses, and only one can be kept: '{first}', for example.").into()
        }
        EmailNotAlone { meant } => format!("This is not an e-mail address alone.{}", did_you_mean(meant.as_deref())).into(),
        EmailMalformed { meant: None } => "This is not an e-mail address, such as ana@example.com.".into(),
        EmailMalformed { meant } => format!("This is not an e-mail address.{}", did_you_mean(meant.as_deref())).into(),
        PhoneIsEmail => "This is an e-mail address, not a telephone number.".into(),
        PhoneIsWebAddress => "This is a web address, not a telephone number.".into(),
        PhoneOfSeveralLines => "A telephone number stands on one line. Give one of them here.".into(),
        PhoneMalformed => "This is no telephone number, such as +52 33 1234 5678. Where there is none, leave it out.".into(),
        SeveralWebAddresses => "These are several web addresses, and only one can be kept.".into(),
        WebAddressIsEmail => "This is an e-mail address, not a web address such as https://example.com.".into(),
        WebAddressMalformed { meant: None } => {
            "This is no web address. A web address begins with https:// or http:// and a host, such as https://example.com.".into()
        }
        WebAddressMalformed { meant } => format!("A web address begins with https:// or http://.{}", did_you_mean(meant.as_deref())).into(),
        AccountMalformed => "This takes a name, or a web address that begins with https:// or http://.".into(),
        CountryUnknown { country } => format!("'{country}' is not a country's code of ISO 3166-1: see Profiles.GetCountries.").into(),
        AddressTextAlone => "An address that is one text has nothing beside it: leave the other keys out, or the text.".into(),
        AddressWithoutLines => "An address needs one line more than its country, such as the street or the city.".into(),
        PostalCodeMissing { country_name, .. } => format!("An address in {country_name} needs its postal code.").into(),
        StateUnknown { state, country, meant, name_of_meant } => {
            let name = name_of_meant.map_or(String::new(), |name| format!(" That is {name}."));
            let hint = did_you_mean(meant.as_deref());
            format!("'{state}' is not a state of {country} in ISO 3166-2: see Profiles.GetStates.{hint}{name}").into()
        }
        StateAmbiguous { state, country_name, states, .. } => {
            let codes = listed(states);
            format!("Several states of {country_name} are called '{state}'. Give the code of one of them: {codes}.").into()
        }
        TakesDegrees { greatest } => format!("This takes degrees from -{greatest} to {greatest}, like 20.6736.").into(),
        NoSuchEntity { name, known, meant } => match meant {
            Some(_) => format!("There is no entity '{name}' here.{}", did_you_mean(meant.as_deref())).into(),
            None => format!("There is no entity '{name}' here. The entities here: {}.", known.join(", ")).into(),
        },
        PasswordTooShort { least } => format!("A password must have {least} characters or more.").into(),
        PasswordTooLong { most } => format!("A password has {most} bytes at the most.").into(),
        SecretMalformed { prefix, least, most } => format!("A secret is {prefix} and {least} to {most} bytes in base64.").into(),
        AddressNotPublic => "This leads to an address that is not on the public internet, and VENTANILLA_WEBHOOK_NETWORKS does not \
             name its network."
            .into(),
        Unencrypted => "This has to be https://. Without encryption a webhook may only lead into a network that \
             VENTANILLA_WEBHOOK_NETWORKS names."
            .into(),

        OfCall { number, sentence } => format!("Call {number}: {}", sentence.text(LANGUAGE)).into(),
        ListOf { name, found } => format!("This must be a list of {name}, not {}.", found.text(LANGUAGE)).into(),
        NoneHere { what } => format!("There is no {} here.", what.one(LANGUAGE)).into(),
        TooManyAtOnce { what, number, most } => {
            format!("These are {number} {}; at most {most} are taken at once.", what.several(LANGUAGE)).into()
        }
        BatchInBatch => "A batch holds no other batch.".into(),
        NoPlaceInBatch => "This has no place in a batch: it handles a password or a file, for which everybody else would wait, or it \
             tells what has been committed."
            .into(),
        CallNoObject { found } => {
            format!("A call must be an object with a method and its parameters, not {}.", found.text(LANGUAGE)).into()
        }
        CallMethodNoText => "This must be the method's name, a text.".into(),
        CallParametersNoObject => "This must be an object.".into(),
        CallKeyUnknown => "A call in a batch has a method and parameters, and nothing else.".into(),
        BatchWithKeyHasNoPlaceFor { method } => {
            format!("{method} has no place in a batch with an idempotency key: its reply is never kept.").into()
        }
        DryRunOfWholeBatch => "In a batch, dry_run is for all calls: put it beside calls.".into(),
        BatchLooksThroughTooMuch => "The calls of this batch that write look through more than a batch has place for, because \
             everybody else who writes would wait. Make them one at a time."
            .into(),
        BatchReadsTooMuch => "This batch reads more than has a place beside its writes, for which everybody else who writes would \
             wait. Read first, in a call or a batch that only reads, and then write."
            .into(),
        ReadsTooMuch { most } => {
            format!("What this call asks for has more than {most} MiB. Ask for fewer records at once, or for less of each.").into()
        }
        BatchRefersTooOften { number, most } => {
            format!("The batch refers {number} times to what its calls are answered; {most} is the most.").into()
        }
        BatchReferringTooLarge => {
            "The calls that refer to what others are answered are too large together. Make several batches of them.".into()
        }
        BatchRepliesTooLong => "The replies are too long together. Ask for less, or in several batches.".into(),
        ReferenceNoObject { found } => format!("Parameters must be an object, and this refers to {}.", found.text(LANGUAGE)).into(),
        ReferenceNoText => {
            "A reference must be a text such as 0.company.id: the number of an earlier call and the path into its response.".into()
        }
        ReferenceNoNumber { reference } => {
            format!("'{reference}' does not begin with the number of an earlier call; the first is 0.").into()
        }
        ReferenceToFailed { reference } => format!("The call that '{reference}' refers to has failed.").into(),
        ReferenceToNothing { reference, segment } => format!("The response that '{reference}' refers to has no '{segment}' there.").into(),
        ReferencesTooLarge => "The references of this batch bring in too much. Refer to single values.".into(),
        UpsertInBatch => "This has no place in a batch: it is one by itself.".into(),
        UpsertTooLarge => "The records hold too many values together. Send fewer of them at once.".into(),
        RecordNoObject { found } => format!("A record must be an object, not {}.", found.text(LANGUAGE)).into(),
        NoUpsertOf { known } => format!("Sync.Upsert takes these kinds: {}.", known.join(", ")).into(),
        SaidOnceForAll => "This is given once for all records, beside them.".into(),
        OwnIdIsId => "The record's own id is given as 'id'.".into(),
        RecordUnnamed => "A record needs an external id, such as {\"sap\": \"000123\"}, or its id.".into(),
        FixedAtCreation => "The record was created with another value, which can't change.".into(),
        IdNotMatchedOn => "The call's match_on does not name id, so a record must not have one.".into(),
        RecordWithoutKey { keys } => format!("A record needs a value for {}, which match_on names.", alternatives(keys, LANGUAGE)).into(),
        KindWithoutKey { what, key, known } => {
            let (what, known) = (what.several(LANGUAGE), alternatives(known, LANGUAGE));
            format!("For {what} there is no key {key}: this takes {known}.").into()
        }
        SeveralMeet { what, field, ids, others } => {
            let others = if *others { " and others" } else { "" };
            format!("Several {} match by {field}: {}{others}.", what.several(LANGUAGE), numbers(ids)).into()
        }
        ExternalIdsOfSeveral { ids } => format!("These are the external ids of several records: {}.", numbers(ids)).into(),

        UnknownId { what, id } => format!("The profile has no {} {id}.", what.one(LANGUAGE)).into(),
        ExternalIdOfTwoKinds { one, other } => format!(
            "A {} and a {} of the profile have this external id: give the id of the one that is meant.",
            one.one(LANGUAGE),
            other.one(LANGUAGE)
        )
        .into(),
        NotInDirectory { what } => format!("The directory has no such {}.", what.one(LANGUAGE)).into(),
        UnknownExternalId { what } => format!("The profile has no {} with this external id.", what.one(LANGUAGE)).into(),
        UnknownEntry { catalog, id } => format!("The profile's catalog {catalog} has no entry {id}.").into(),
        UnknownExternalIdOfEntry { catalog } => format!("The profile's catalog {catalog} has no entry with this external id.").into(),
        UnknownPicture { id } => format!("The profile has no file {id}. Files.Upload takes one.").into(),
        UnknownExternalIdOfPicture => "The profile has no file with this external id. Files.Upload takes one.".into(),
        OfAnotherCompany { what, id, company_id } => {
            format!("The {} {id} does not belong to the company {company_id}.", what.one(LANGUAGE)).into()
        }
        Retired { name, .. } => format!("'{name}' is retired: it is offered to no new records.").into(),
        RetiredUnseen { what, id } => format!("The {} {id} is retired: it is offered to no new records.", what.one(LANGUAGE)).into(),
        NameGivenMeanwhile => "Another record was given the same name at the same moment.".into(),

        SignInWrong => "The e-mail address or the password is wrong.".into(),
        PasswordWrong => "This is not your password.".into(),
        PasswordsDiffer => "The two passwords differ.".into(),
        RegistrationClosed => "Registration is closed here. A manager of a profile can add you.".into(),
        LinksNotMailed => {
            "This service mails no links: its operator has to set --public-url and an SMTP server (--smtp-url, --mail-from).".into()
        }
        LinksNotMade => "This service makes no links: its operator has to set --public-url.".into(),
        LinkDead => "This link is not valid. It has expired, was used, or was replaced. Ask for another one.".into(),
        InvitedHasAccount => "An account with this address exists: its password is all that is needed. Leave this out.".into(),
        InvitationMailSubject { profile } => format!("Invitation to {profile}").into(),
        InvitationMailText { inviter, profile, role } => format!(
            "{inviter} invites you to the profile '{profile}' as {role}. Accept here, within an hour of the invitation; the link \
                 works once:"
        )
        .into(),
        InvitationMailEnd => "If you expected no invitation, do nothing.".into(),
        InvitedTo { profile, role } => format!("You are invited to the profile '{profile}' as {role}.").into(),
        ResetMailSubject => "Set a new password".into(),
        ResetMailText => {
            "Somebody asked for a new password for the account with this e-mail address. Set it here, within an hour of that request; the \
             link works once:"
                .into()
        }
        ResetMailEnd => "If it was not you, do nothing: the password stays as it is.".into(),
        NoModuleWithRights { module, known, meant } => match meant {
            Some(_) => format!("There is no module '{module}' to have rights in.{}", did_you_mean(meant.as_deref())).into(),
            None => format!("There is no module '{module}' to have rights in. There are: {}.", known.join(", ")).into(),
        },
        RightsEmpty => "A token needs at least one right: {\"Companies\": [\"read\"]}.".into(),
        MomentPast => "This moment is in the past.".into(),
        MomentFuture => "This moment is still to come.".into(),
        TimeOfOtherStatus { status, fitting } => {
            format!("With the status {status} there is no such time; it goes with {}.", fitting.join(", ")).into()
        }

        NoSuchCatalog { meant } => {
            format!("There is no such catalog: Catalogs.GetCatalogs lists them.{}", did_you_mean(meant.as_deref())).into()
        }
        EntryWithoutCode { catalog } => format!("An entry of {catalog} has no code.").into(),
        EntryWithoutParent { catalog } => format!("An entry of {catalog} is no part of another.").into(),
        EntryWithoutValue { catalog } => format!("An entry of {catalog} has no value.").into(),
        EntryNeedsParent => "An entry of this catalog is a part of another: name that one.".into(),
        EntryValueIs { meaning, greatest } => format!("This takes {}.", meaning.up_to(greatest, LANGUAGE)).into(),

        FileTooLarge { number, most } => format!("The file has {number} bytes; {most} are allowed.").into(),
        FileOfOtherType => {
            "Files of this type are not taken. These are: PNG, JPEG, GIF, WebP, PDF, plain text, CSV, DOCX, XLSX, PPTX, ODT, ODS, ODP."
                .into()
        }
        FileWithMacros => {
            "The document contains macros, and such documents are not taken. It can be saved without them, as DOCX for example.".into()
        }
        FileNameMalformed => {
            "A file's name has no slashes, colons or other characters that file systems refuse, and neither begins nor ends with a dot."
                .into()
        }
        FileNameOfOtherType { name, content_type, endings } => {
            format!("The content is {content_type}, and the name '{name}' ends otherwise: it takes {}.", endings.join(", ")).into()
        }
        NoPicture { id } => format!("The file {id} is not a picture.").into(),
        NamesIt { what, id } => format!("The {} {id} names it.", what.one(LANGUAGE)).into(),
        AdviceTakeFileFromRecords => "Take it out of these records first.".into(),

        OptionsMissing => "A list needs its options.".into(),
        LinkMissing => "A linked input needs its link: {\"through\": \"company_id\", \"field\": \"website\"}.".into(),
        LinkOfOtherType => "Only an input of the type linked has a link.".into(),
        LinkToLink => "That input is linked itself; a link leads to a field that has a value of its own.".into(),
        MeaninglessForLinked => "A linked input shows the value of another record, so this has no meaning for it.".into(),
        InputIsLinked => "This input is linked: it shows the value of another record, and takes none.".into(),
        FilterOfLinkedInput => "This input is linked: it shows the value of another record, and does not narrow a list.".into(),
        OptionRepeated => "This option is in the list already.".into(),
        RangeOfUnorderedInput => "Only numbers and dates take a range; other custom fields take a value, or a list of values.".into(),
        InteractionOfNobody => "An interaction is about a lead or a company: give `lead_id` or `company_id`.".into(),
        InteractionOfBoth => "An interaction is about a lead or about a company, not about both.".into(),
        OnlyOfCompany => "Only an interaction with a company names a contact, an opportunity, a ticket or an order.".into(),
        DateOfNoAction => "There is no `next_action` that this date could be for.".into(),
        TooManyInteractions { most } => format!("A lead has {most} interactions at the most.").into(),
        OptionsOfNoList => "Only a list has options.".into(),
        OptionsWithoutDefault { value } => {
            format!("The default '{value}' is not among these options: keep it, or give another default, or null for none.").into()
        }
        OptionsTooLong => "The options of all inputs of a kind of record have a MiB together at the most.".into(),
        SlugMalformed => "A slug has lower case letters, digits and _, and nothing else: give one like that.".into(),
        UnknownInput { meant: Some(meant) } => format!("The profile has no such input.{}", did_you_mean(Some(meant))).into(),
        UnknownInput { meant: None } => "The profile has no such input; GetInputs lists those that it has.".into(),
        NoOption { options, others } => {
            let options: Vec<String> = options.iter().map(ToString::to_string).collect();
            let others = if *others == 0 { String::new() } else { format!(" and {others} more") };
            format!("This takes one of the input's options, to the letter: {}{others}.", options.join(", ")).into()
        }
        InputsTooLong => "The values of all inputs of a record have 64 KiB together at the most.".into(),

        LeadOutOfReach => "A lead needs an e-mail address or a telephone number: email, phone or mobile.".into(),
        LeadIsConverted => "The lead is converted, and this stays as it is.".into(),
        OnlyByConversion => "A lead becomes converted by Leads.ConvertLead alone, which makes its company and its contact.".into(),
        ScoreOutOfRange => "A score is a number from 0 to 100, with two decimal places at the most.".into(),
        ContactBesideId => "These are the names of a new contact, and contact_id names one that exists. Give one of the two.".into(),
        ConvertedToOther { company_id, contact_id } => {
            format!("The lead was converted before: it became the contact {contact_id} of the company {company_id}.").into()
        }
        LeadIsLost => "The lead is lost. Give it another status first: Leads.EditLead.".into(),
        ContactsHaveEmail { ids } => {
            let named = if ids.is_empty() { String::new() } else { format!(": {}", numbers(ids)) };
            format!(
                "There are contacts with the lead's e-mail address{named}. Name one of them with contact_id, or send allow_duplicate: true."
            )
            .into()
        }
        AdviceTakeTicket => "Delete them, or take their ticket_id away.".into(),
        AdviceTakeLead => "Delete them, or take their lead_id away.".into(),
        ProductBesideLines => "This stands for one line, and there are lines already: give one of the two.".into(),
        UnknownSource { code, codes, meant } => {
            let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
            let known = if codes.is_empty() { String::new() } else { format!(" The sources: {}.", codes.join(", ")) };
            format!("The catalog contact_origins has no entry with the code '{code}'.{}{known}", did_you_mean(meant.as_deref())).into()
        }

        HealthOfInteractions { days: 0 } => "The latest interaction is less than a day ago.".into(),
        HealthOfInteractions { days: 1 } => "The latest interaction is 1 day ago.".into(),
        HealthOfInteractions { days } => format!("The latest interaction is {days} days ago.").into(),
        HealthWithoutInteractions => "There is no interaction yet.".into(),
        HealthOfTickets { open, overdue } => format!("Tickets to be solved: {open}. Overdue ones among them: {overdue}.").into(),
        HealthOfManyTickets { least } => format!("There are {least} tickets to be solved, or more.").into(),
        HealthWithoutTickets { days } => format!("There is no ticket to be solved, and none of the last {days} days.").into(),
        HealthOfOpenPipeline => "There is an open opportunity.".into(),
        HealthOfClosedPipeline { days } => format!("An opportunity was won or lost in the last {days} days, and none is open.").into(),
        HealthWithoutPipeline { days } => format!("There is no open opportunity, and none was won or lost in the last {days} days.").into(),
        HealthOfOrders { now, before, days } => {
            format!("Orders in the last {days} days: {now}; in the {days} days before: {before}.").into()
        }
        HealthWithoutOrders { days } => format!("There is no order in the last {days} days.").into(),
        HealthOfFeedback { answers: 1, days } => format!("The average of one answer in the last {days} days.").into(),
        HealthOfFeedback { answers, days } => format!("The average of {answers} answers in the last {days} days.").into(),
        HealthWithoutFeedback { days } => format!("There is no answer to a request for feedback in the last {days} days.").into(),
        PageWithoutSegment => "Only the customers of a segment have pages: say which one with segment.".into(),
        TooManyBuckets { most } => {
            format!("A report has {most} buckets at most, and these days make more: say longer ones with by, or fewer days.").into()
        }
        TooManyGroups { most } => format!("There are more than {most} groups: narrow the records with filters.").into(),
        BucketsWithoutTime => "Only a time in group_by has buckets.".into(),
        TotalsShowNoRecords => "Totals show no records: they take the filters of the list, and nothing else of it.".into(),

        NotificationMissing => "Name at least one notification.".into(),
        CommentWithoutNotify => "A comment goes with a notification: say notify: true, or leave it out.".into(),

        NotPositive => "This has to be more than 0.".into(),
        LinesMissing => "want_products is true: this takes at least one line.".into(),
        LinesNotWanted => "want_products is false: the opportunity has no lines.".into(),
        LinesTooMany { most } => format!("There are {most} lines at the most.").into(),
        NumberOfSequence { letter } => {
            format!("Numbers of the form {letter}-000001 are given by the service. Another form is accepted.").into()
        }
        NoSuchLine { id } => format!("The document has no line {id}. A new line has no line_id, or 0.").into(),
        LineRepeated { id } => format!("The line {id} was given before.").into(),
        PriceInOtherCurrency => "The product has its price in another currency than the document, so the line needs one of its own.".into(),
        CustomerBlocked { name } => format!("The customer {name} is blocked and gets no orders.").into(),
        OrderOfNothing => "An order needs lines, a product_id with an amount, or a quotation_id.".into(),
        OrderOfSeveral => "An order takes one of lines, product_id and quotation_id.".into(),
        AmountOfNoProduct => "An amount goes with product_id. Each of the lines has its own.".into(),
        OfQuotation => "The order takes this from its quotation.".into(),
        OrderBackwards { from, to } => format!("The order is {from}. It goes back to {to} only with reopen: true.").into(),
        ReopenWithoutStatus => "To reopen an order takes the status that it goes back to.".into(),
        OrderLinesFixed { status } => format!("The order is {status}. Its lines change only while it is pending or processing.").into(),
        QuotationOrdered => "There is an order of this quotation already.".into(),
        QuotationUnaccepted { status } => {
            format!("The quotation is {status}. Only an accepted one becomes an order: Quotations.Accept.").into()
        }
        AdviceDeleteThem => "Delete them first.".into(),
        AdviceTakeOrder => "Delete them, or take their order_id away.".into(),
        QuotationNoDraft { status } => {
            format!("The quotation is {status}. Only a draft changes; Quotations.Revise makes a new one.").into()
        }
        QuotationUnsent => "The quotation is a draft. It has to be sent first: Quotations.Send.".into(),
        QuotationSettled { status } => {
            format!("The quotation is {status}, and stays so. A later revision may replace it: Quotations.Revise.").into()
        }
        QuotationSuperseded => "A later revision has replaced the quotation.".into(),
        QuotationAcceptedAlready => "The quotation is accepted and has no further revision.".into(),
        QuotationExpired { day } => {
            format!("The quotation was valid until {day}. It is accepted all the same with even_if_expired: true.").into()
        }
        QuotationsNotMailed => {
            "This service mails no quotations: its operator has to set an SMTP server (--smtp-url, --mail-from). Without mail the quotation \
             is sent all the same."
                .into()
        }
        QuotationNotMailedExpired { day } => {
            format!("The quotation was valid until {day}, so it is not mailed. A new revision has a new day: Quotations.Revise.").into()
        }
        NobodyToMail => "Neither the quotation's contact nor its company has an e-mail address: name one in mail.to.".into(),
        MailBlocked { email } => format!("Mails to the contact with the address {email} are blocked (mail_blocked).").into(),
        QuotationMailSubject { number, sender } => format!("Quotation {number} from {sender}").into(),
        QuotationMailText { name, number, day, sender } => {
            let greeting = name.as_ref().map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},"));
            let validity = day.as_ref().map(|day| format!(" It is valid until {day}.")).unwrap_or_default();
            format!("{greeting}\n\nOur quotation {number} is attached as a PDF.{validity}\n\n{sender}").into()
        }
        QuotationRevised => "There is a draft of a later revision already.".into(),
        QuotationDraftOfNone => "The quotation is a draft. It can be edited as it is.".into(),
        QuotationWithoutLines => "The quotation has no lines, so there is nothing to send.".into(),
        QuotationOfNoOpportunity => "The quotation belongs to no opportunity that could be won.".into(),
        QuotationOfNobody => "A quotation needs a company_id, or an opportunity_id of which it takes the company.".into(),
        NumberOfRevision => "A later revision keeps the number of the first.".into(),
        LinesKept { number } => {
            let (lines, them) = if *number == 1 { ("line", "it") } else { ("lines", "them") };
            format!("The opportunity has {number} {lines}: send products: [] along to remove {them}.").into()
        }
        LinesKeptWithTax { number } => {
            let lines = if *number == 1 { "line" } else { "lines" };
            format!("The opportunity has {number} {lines} with a tax: send products along, without it.").into()
        }
        DiscountOverPrice => "The discount on one unit can't be more than its price.".into(),
        TaxNoFraction => "A tax is a fraction from 0 to 1: 16 % is 0.16.".into(),
        TaxNotWanted => "want_tax is false: the lines have no tax.".into(),
        TotalTooLarge => "amount × (price − discount) × (1 + tax) is too large.".into(),
        TotalDiffers { total, given } => format!("amount × (price − discount) × (1 + tax) is {total}, not {given}.").into(),
        ReasonOfLostAlone { status } => format!("Only an opportunity that is lost has a lost_reason; this one is {status}.").into(),
        OwnerNoMember => "The owner is not a member of the profile any more. Give the opportunity another one with user_id.".into(),

        FeedbackOpen { until } => format!("The customer is asked about the same already, in a request that is open until {until}.").into(),
        FeedbackAnswered => "This request has another answer already.".into(),
        FeedbackExpired => "The 30 days of this request are over. Make another one with Feedback.RequestFeedback.".into(),
        FeedbackLinkDead => "This address is not valid. Please check that it is complete.".into(),
        FeedbackLinkExpired => "The time for this answer is over. Thank you all the same.".into(),
        FeedbackAsked { profile, subject } => match subject {
            Some(subject) => format!("{profile} would like your opinion: {subject}").into(),
            None => format!("{profile} would like your opinion.").into(),
        },
        FeedbackMailSubject { sender, reminder: false } => format!("{sender} would like your opinion").into(),
        FeedbackMailSubject { sender, reminder: true } => format!("Reminder: {sender} would like your opinion").into(),
        FeedbackMailText { name, subject, url, last, sender } => {
            let greeting = name.as_ref().map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},"));
            let about = subject.as_ref().map(|subject| format!(" about this: {subject}")).unwrap_or(".".to_owned());
            format!(
                "{greeting}\n\nWe would like to know your opinion{about}\n\nIt takes a minute:\n\n{url}\n\nThe address works until {last}.\n\n{sender}\n"
            )
            .into()
        }
        FeedbackUnanswered => "A customer has not answered a request for feedback, and can't be reminded by mail.".into(),

        ThemeTwice => "Another theme has this name already.".into(),
        TooManyMonths => "These are too many months: name a shorter time.".into(),
        ThemeWithoutWords => "A theme needs at least one word.".into(),

        SubcategoryElsewhere { name } => format!("The subcategory '{name}' is not part of the category: name one that is, or none.").into(),
        MeasuresDiffer => "This is another name of product_measury_id, which says something else.".into(),

        LastManager => "This is the profile's last manager. Make somebody else a manager first.".into(),
        HasAccount => "Somebody with this address has an account already. Leave the password out to invite them.".into(),
        NameOfNewUserMissing => "There is no account yet: a name is needed.".into(),
        InvitationsNotMailed => {
            "This service mails no invitations, because --public-url or an SMTP server is not set: a first password is needed. Whoever has \
             an account already is added by the service's operator: ventanilla profile add-user."
                .into()
        }
        InvitationsTooMany { most } => format!("A profile has {most} invitations at the most that are not accepted.").into(),
        InvitedTooOften { most } => format!("This address was invited {most} times within an hour.").into(),
        ExternalIdsOfInvited => "An invitation has no external IDs. Give them with Profiles.EditUser once it is accepted.".into(),
        MemberAlready => "This user is in the profile already.".into(),
        ResetOfOneself => "This is your own account: change its password with Auth.ChangePassword.".into(),
        ResetByOperator => {
            "This user is in another profile, too. The service's operator sets the password: ventanilla user reset-password.".into()
        }
        ResetLinkMade => "A manager made a link to set a new password for your account".into(),

        CursorOfAnotherProfile => "This cursor belongs to another profile.".into(),
        CursorNotInDatabase => "The database does not have the change at this cursor: it is another one, or was restored from an \
             earlier copy. Begin anew with Sync.GetSnapshot."
            .into(),
        CursorOfAnotherList => "This cursor belongs to another list. Send the filters and the sort that it came with.".into(),
        PageBesideCursor => "A list is read by page or by cursor. Leave one of them out.".into(),
        NoSuchSort { key, known, meant } => match meant {
            Some(_) => format!("This list can't be sorted by '{key}'.{}", did_you_mean(meant.as_deref())).into(),
            None => format!("This list can't be sorted by '{key}'. Its sort keys: {}.", known.join(", ")).into(),
        },
        SortOfSeveral { last } => format!("This list is sorted by one key; only '{last}' may follow it.").into(),
        NoSuchField { name, known, meant } => match meant {
            Some(_) => format!("There is no field '{name}' here.{}", did_you_mean(meant.as_deref())).into(),
            None => format!("There is no field '{name}' here. The fields here: {}.", known.join(", ")).into(),
        },
        CursorOfAnotherRelease => "This cursor is from another version of the service. Begin anew.".into(),
        EntitiesBesideCursor => "The cursor knows the entities. Leave this out.".into(),

        KindNotReadable { what } => format!("The application token may not read {}.", what.several(LANGUAGE)).into(),
        WebhookTellsUnreadable => "This webhook tells of kinds of record that the application token may not read.".into(),
        WebhooksTooMany { most } => format!("A profile has {most} webhooks at the most.").into(),
        UrlTooLong { most } => format!("This URL may have {most} bytes at the most.").into(),
        UrlMalformed => "This can't be read as a URL.".into(),
        UrlWithoutScheme => "This has to begin with https:// and a host.".into(),
        UrlWithPassword => "A URL may have no user and no password in it: everybody who manages the profile would see them.".into(),
        UrlWithFragment => "The part behind # is never sent. Leave it out.".into(),
        DeliveryOrWebhookMissing => "Name a delivery, or a webhook.".into(),
        DeliveryAndWebhook => "Name a delivery or a webhook, and not both.".into(),
        EndpointAnswered { status } => format!("The endpoint answered {status}.").into(),
        EndpointRedirects { status } => format!("The endpoint answered {status}; redirects are not followed.").into(),
        EndpointSilent { seconds } => format!("The endpoint did not answer within {seconds} seconds.").into(),
        MessageNotWritten => "The message to the endpoint can't be written.".into(),
        EndpointGone => "The endpoint answered 410 Gone: it wants to be told nothing more.".into(),
        DeliveryFailedForDay { failure } => format!("A delivery has failed for 24 hours, the last time because: {failure}").into(),
        WebhookDisabled { host } => format!("The webhook to {host} was disabled").into(),
        WebhookDisabledBecause { reason } => format!("{} Changes wait until Webhooks.Edit enables it again.", reason.text(LANGUAGE)).into(),
        WebhookRefusesChange { host } => format!("The webhook to {host} does not take a change").into(),
        WebhookRefusesChangeBecause { reason, what, record_id, delivery_id } => format!(
            "{} Later changes of the {} {record_id} wait until Webhooks.Redeliver sends delivery {delivery_id} again. All else goes \
             on. Webhooks.GetDeliveries lists the deliveries that have failed; while there are any, no other failure is notified.",
            reason.text(LANGUAGE),
            what.one(LANGUAGE),
        )
        .into(),

        FollowUpDue => "A follow-up is due.".into(),
        FollowUpOverdue => "A follow-up is three days overdue.".into(),
        LeadFromDirectory => "A lead has come in through the directory.".into(),
        CampaignOfLead { campaign } => format!("Campaign: {campaign}").into(),
        MailAbout { what, id, profile } => format!("{} {id}, {profile}", what.one(LANGUAGE)).into(),
    }
}

fn did_you_mean(meant: Option<&str>) -> String {
    meant.map_or(String::new(), |meant| format!(" Did you mean '{meant}'?"))
}

fn in_flight(what: InFlight) -> &'static str {
    match what {
        InFlight::Bodies => "bodies on their way to the service",
        InFlight::Answers => "answers that are still to be read",
    }
}
