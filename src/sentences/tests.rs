//! Tests of every sentence, in both languages.

use std::collections::BTreeSet;

use strum::IntoEnumIterator;

use super::{Language, NumberOf, Sentence, noun};

/// Words that make a sentence English, and that Spanish does not have.
const ENGLISH: &str = "the is are was were be been has have had not and or but with without which that this these those of from to for by on \
    at an it its can't can takes take sends send there here already before after when while than into only one two first last call calls \
    value values name record records such more most less than does do doesn't isn't may must should wait again empty text number";

/// Words that address the reader.
const FAMILIAR: &str = "tú tu tus te ti contigo vos vosotros vosotras vuestro vuestra os usted ustedes puedes debes tienes quieres haz \
    eres estás";

/// The words of a sentence, without quoted texts and names of parameters, headers and methods.
fn words(text: &str) -> Vec<String> {
    let mut prose = String::new();
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            (None, '"' | '`' | '{') => quote = Some(if character == '{' { '}' } else { character }),
            (Some(end), _) if character == end => quote = None,
            (None, _) => prose.push(character),
            (Some(_), _) => {}
        }
    }
    let tokens = prose.split_whitespace().map(|token| token.trim_matches(|character: char| !character.is_alphanumeric()).to_owned());
    let is_name = |token: &str| token.contains(['_', '-', '.', ':', '/', '<', '@', '\'']);
    tokens.filter(|token| !token.is_empty() && !is_name(token)).collect()
}

#[test]
fn no_spanish_sentence_has_english_in_it_and_none_speaks_to_somebody_as_a_friend() {
    let (english, familiar): (BTreeSet<&str>, BTreeSet<&str>) = (ENGLISH.split(' ').collect(), FAMILIAR.split(' ').collect());
    // Names that sentences show unchanged: verbs and headers of HTTP, keys of an envelope, a command.
    const NAMES: [&str; 12] = ["POST", "GET", "calls", "call", "name", "value", "text", "number", "profile", "create", "Bearer", "token"];
    let (mut seen, mut complaints) = (0, Vec::new());
    for sentence in Sentence::iter() {
        let spanish = sentence.text(Language::Spanish);
        for word in words(&spanish).iter().filter(|word| !NAMES.contains(&word.as_str())) {
            let lower = word.to_lowercase();
            if english.contains(lower.as_str()) {
                complaints.push(format!("{word:?} is English: {spanish}"));
            }
            if familiar.contains(lower.as_str()) {
                complaints.push(format!("{word:?} is familiar: {spanish}"));
            }
        }
        seen += 1;
    }
    assert!(seen > 250, "{seen}");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_sentence_is_worded_in_each_language_and_ends() {
    for sentence in Sentence::iter() {
        let [english, spanish] = Language::ALL.map(|language| sentence.text(language));
        assert_ne!(english, spanish);
        // Subjects of mails, and sentences that end with another's text.
        let is_open = matches!(
            sentence,
            Sentence::InvitationMailSubject { .. }
                | Sentence::InvitationMailText { .. }
                | Sentence::ResetMailSubject
                | Sentence::ResetMailText
                | Sentence::ResetLinkMade
                | Sentence::WebhookDisabled { .. }
                | Sentence::WebhookRefusesChange { .. }
                | Sentence::MailAbout { .. }
                | Sentence::DeliveryFailedForDay { .. }
                | Sentence::CampaignOfLead { .. }
                | Sentence::QuotationMailSubject { .. }
                | Sentence::QuotationMailText { .. }
                | Sentence::FeedbackMailSubject { .. }
                | Sentence::FeedbackMailText { .. }
        );
        for text in [&english, &spanish] {
            assert_eq!(text.ends_with(['.', '?']), !is_open, "{text}");
            assert!(text.chars().filter(|character| *character == '?').count() == 0 || text.contains(['¿', 'D']), "{text}");
        }
    }
}

#[test]
fn the_values_of_a_sentence_have_their_names() {
    let sentence = Sentence::StaleVersion { version: 3, known: 2 };
    assert_eq!(serde_json::Value::from(sentence.values()), serde_json::json!({ "version": 3, "known": 2 }));
    let sentence = Sentence::NoSuch { what: &noun::DELIVERY };
    assert_eq!(serde_json::Value::from(sentence.values()), serde_json::json!({ "what": "delivery" }));
    assert!(Sentence::Required.values().is_empty());
    let referrers = vec![NumberOf { number: 2, what: &noun::CALL }];
    let advice = Box::new(Sentence::AdviceRetire);
    let sentence = Sentence::InUse { what: &noun::RECORD, name: "X".into(), referrers, others: false, advice };
    let values = serde_json::json!({ "what": "record", "name": "X", "referrers": [{ "number": 2, "what": "call" }], "others": false });
    assert_eq!(serde_json::Value::from(sentence.values()), values);
}
