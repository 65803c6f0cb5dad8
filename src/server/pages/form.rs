//! A posted form: its fields, from `application/x-www-form-urlencoded` or `multipart/form-data`.
//!
//! Invariants: a field comes once, and as the text that was sent: bytes that are no UTF-8 are refused, because a password that
//! is silently another one locks its owner out. Files are refused.

use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::error::{Error, Result};
use crate::sentences::{Quoted, Sentence};

/// The largest form in bytes.
pub const MOST_BYTES: usize = 16 * 1024;

/// The most fields of a form.
const MOST_FIELDS: usize = 32;

/// The encoding of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoding {
    Urlencoded,
    Multipart { boundary: String },
}

impl Encoding {
    /// The encoding that a content type announces.
    pub fn of(content_type: &str) -> Option<Self> {
        let (kind, attributes) = content_type.split_once(';').unwrap_or((content_type, ""));
        match kind.trim().to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => Some(Encoding::Urlencoded),
            "multipart/form-data" => {
                let boundary = attribute(attributes, "boundary").filter(|boundary| (1..=70).contains(&boundary.len()))?;
                Some(Encoding::Multipart { boundary: boundary.to_owned() })
            }
            _ => None,
        }
    }
}

/// The value of an attribute such as `name="token"`.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let named = attributes.split(';').filter_map(|attribute| attribute.split_once('='));
    let (_, value) = named.into_iter().find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?;
    let value = value.trim();
    Some(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value))
}

/// The fields of a form, as the parameters of a call; `others` are parameters that no field may give.
pub fn parameters(encoding: &Encoding, body: &[u8], others: Map<String, Value>) -> Result<Map<String, Value>> {
    let not_readable = || Error::MalformedRequest(Sentence::FormNotReadable.into());
    let fields = match encoding {
        Encoding::Urlencoded => urlencoded(body),
        Encoding::Multipart { boundary } => multipart(body, boundary),
    };
    let fields = fields.filter(|fields| fields.len() <= MOST_FIELDS).ok_or_else(not_readable)?;
    let mut parameters = others;
    for (name, value) in fields {
        if parameters.contains_key(&name) {
            return Err(Error::MalformedRequest(Sentence::FormFieldTwice { name: Quoted::of(&name) }.into()));
        }
        parameters.insert(name, Value::String(value));
    }
    Ok(parameters)
}

fn urlencoded(body: &[u8]) -> Option<Vec<(String, String)>> {
    let fields = form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned()));
    let fields: Vec<(String, String)> = fields.take(MOST_FIELDS + 1).collect();
    // The decoder puts this character where the bytes are no UTF-8.
    let is_whole = |text: &str| !text.contains(char::REPLACEMENT_CHARACTER);
    fields.iter().all(|(name, value)| is_whole(name) && is_whole(value)).then_some(fields)
}

/// The fields of a multipart body (RFC 7578). None if it is none, or has a file.
fn multipart(body: &[u8], boundary: &str) -> Option<Vec<(String, String)>> {
    let delimiter = format!("\r\n--{boundary}");
    let body = [b"\r\n", body].concat();
    // Before the first delimiter there may be anything.
    let (_, mut rest) = split(&body, delimiter.as_bytes())?;
    let mut fields = Vec::new();
    while !rest.starts_with(b"--") {
        if fields.len() > MOST_FIELDS {
            return None;
        }
        let (part, behind) = split(rest, delimiter.as_bytes())?;
        let (line_end, part) = split(part, b"\r\n")?;
        if !line_end.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return None;
        }
        // A part without any header begins with the empty line.
        let (head, content) = split(part, b"\r\n\r\n")?;
        fields.push((name_of(std::str::from_utf8(head).ok()?)?, std::str::from_utf8(content).ok()?.to_owned()));
        rest = behind;
    }
    Some(fields)
}

/// The name of the field with this head; none of a file.
fn name_of(head: &str) -> Option<String> {
    let mut headers = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, disposition) = headers.find(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"))?;
    let (kind, attributes) = disposition.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("form-data") || attribute(attributes, "filename").is_some() {
        return None;
    }
    attribute(attributes, "name").map(ToOwned::to_owned)
}

/// The bytes before and behind the first place of a pattern.
fn split<'a>(bytes: &'a [u8], pattern: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(pattern.len()).position(|window| window == pattern)?;
    let (before, from) = bytes.split_at_checked(at)?;
    Some((before, from.get(pattern.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(encoding: &Encoding, body: &[u8]) -> Option<Value> {
        let others = Map::from_iter([("token".to_owned(), Value::from("T"))]);
        parameters(encoding, body, others).ok().map(Value::Object)
    }

    fn in_parts(boundary: &str, fields: &[(String, String)]) -> String {
        let part = |(name, value): &(String, String)| {
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let parts: String = fields.iter().map(part).collect();
        format!("{parts}--{boundary}--\r\n")
    }

    #[test]
    fn the_content_type_says_how_a_form_is_encoded() {
        let multipart = |boundary: &str| Some(Encoding::Multipart { boundary: boundary.to_owned() });
        for (content_type, encoding) in [
            ("application/x-www-form-urlencoded", Some(Encoding::Urlencoded)),
            ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", Some(Encoding::Urlencoded)),
            ("multipart/form-data; boundary=abc", multipart("abc")),
            ("multipart/form-data; charset=utf-8; Boundary=\"a b\"", multipart("a b")),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("multipart/mixed; boundary=abc", None),
            ("application/json", None),
            ("", None),
        ] {
            assert_eq!(Encoding::of(content_type), encoding, "{content_type}");
        }
    }

    #[test]
    fn a_form_that_is_not_whole_is_refused() {
        let boundary = Encoding::Multipart { boundary: "x".to_owned() };
        assert!(read(&boundary, b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--").is_some());
        for wrong in [
            "",
            "--x",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
            "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n1\r\n--x--",
            "--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--x--",
            "--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--",
            "--x\r\n\r\n1\r\n--x--",
            "--xy\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--",
        ] {
            assert_eq!(read(&boundary, wrong.as_bytes()), None, "{wrong}");
        }
        for wrong in ["a=%FF", "%FF=a", "a=1&a=2", "token=other", "a=\u{fffd}"] {
            assert_eq!(read(&Encoding::Urlencoded, wrong.as_bytes()), None, "{wrong}");
        }
        let many: Vec<(String, String)> = (0..=MOST_FIELDS).map(|number| (format!("f{number}"), String::new())).collect();
        assert_eq!(read(&boundary, in_parts("x", &many).as_bytes()), None);
        let many: String = (0..=MOST_FIELDS).map(|number| format!("f{number}=&")).collect();
        assert_eq!(read(&Encoding::Urlencoded, many.as_bytes()), None);
    }

    proptest! {
        #[test]
        fn either_encoding_gives_the_fields_as_they_were(values in prop::collection::vec("[^\u{fffd}]{0,12}", 0..5)) {
            let fields: Vec<(String, String)> = values.into_iter().enumerate().map(|(number, value)| (format!("f{number}"), value)).collect();
            let mut expected = Map::from_iter([("token".to_owned(), Value::from("T"))]);
            expected.extend(fields.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))));
            let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
            prop_assert_eq!(read(&Encoding::Urlencoded, encoded.as_bytes()), Some(Value::Object(expected.clone())));
            let boundary = Encoding::Multipart { boundary: "----8f2a".to_owned() };
            prop_assert_eq!(read(&boundary, in_parts("----8f2a", &fields).as_bytes()), Some(Value::Object(expected)));
        }

        #[test]
        fn no_body_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200), boundary in "[a-]{1,3}") {
            let _ = read(&Encoding::Multipart { boundary }, &body);
            let _ = read(&Encoding::Urlencoded, &body);
        }
    }
}
