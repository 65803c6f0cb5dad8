//! The comparison of an answer with the shape that a page shows, where `…` stands for what differs or would be too long.

use serde_json::Value;

const REST: &str = "…";

/// The keys of sentences for people, whose wording may change.
const SENTENCES: [&str; 2] = ["error", "message"];

/// Reads the JSON that a page shows. A `…` outside of a text becomes a text among a list's items, or a key of an object.
pub fn read(shown: &str) -> Result<Value, String> {
    let (mut json, mut open, mut in_text, mut is_escaped) = (String::new(), Vec::new(), false, false);
    for character in shown.chars() {
        match character {
            '…' if !in_text => json.push_str(if open.last() == Some(&'{') { "\"…\":null" } else { "\"…\"" }),
            character => json.push(character),
        }
        match character {
            '"' if !is_escaped => in_text = !in_text,
            '{' | '[' if !in_text => open.push(character),
            '}' | ']' if !in_text => drop(open.pop()),
            _ => {}
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    serde_json::from_str(&json).map_err(|cause| format!("what is shown is no JSON: {cause}"))
}

/// The first place where an answer differs from the shown one.
pub fn difference(shown: &Value, given: &Value) -> Option<String> {
    at("", "", shown, given)
}

fn at(path: &str, key: &str, shown: &Value, given: &Value) -> Option<String> {
    let differs = || Some(format!("at '{path}' it shows {shown}, and the answer is {given}"));
    match (shown, given) {
        (Value::Object(shown), Value::Object(given)) => {
            let unknown = given.keys().find(|key| !shown.contains_key(*key) && !shown.contains_key(REST));
            if let Some(key) = unknown {
                return Some(format!("at '{path}' the answer has '{key}', too"));
            }
            shown.iter().filter(|(key, _)| *key != REST).find_map(|(key, shown)| match given.get(key) {
                Some(given) => at(&format!("{path}/{key}"), key, shown, given),
                None => Some(format!("at '{path}' the answer has no '{key}'")),
            })
        }
        (Value::Array(shown), Value::Array(given)) => {
            let (items, goes_on) = match shown.split_last() {
                Some((last, items)) if *last == REST => (items, true),
                _ => (shown.as_slice(), false),
            };
            if given.len() < items.len() || (given.len() > items.len() && !goes_on) {
                return Some(format!("at '{path}' it shows {} items, and the answer has {}", items.len(), given.len()));
            }
            let mut pairs = items.iter().zip(given).enumerate();
            pairs.find_map(|(place, (shown, given))| at(&format!("{path}/{place}"), "", shown, given))
        }
        (Value::String(_), Value::String(_)) if SENTENCES.contains(&key) => None,
        (Value::String(shown), Value::String(given)) if is_like(shown, given) => None,
        (Value::Number(_), Value::Number(_)) => None,
        (shown, given) if shown == given => None,
        _ => differs(),
    }
}

/// Whether a text fits the shown one, in which each `…` stands for anything.
fn is_like(shown: &str, given: &str) -> bool {
    let Some((beginning, rest)) = shown.split_once(REST) else { return shown == given };
    let Some(mut left) = given.strip_prefix(beginning) else { return false };
    let (middle, end) = rest.rsplit_once(REST).unwrap_or(("", rest));
    for part in middle.split(REST) {
        match left.split_once(part) {
            Some((_, behind)) => left = behind,
            None => return false,
        }
    }
    left.ends_with(end)
}

#[test]
fn an_answer_is_compared_by_its_shape() {
    let differs = |shown: &str, given: &str| difference(&read(shown).unwrap(), &serde_json::from_str(given).unwrap()).is_some();
    for (shown, given) in [
        (r#"{"id": 7, "name": "Café…", "error": "Old."}"#, r#"{"id": 8, "name": "Café Luna", "error": "New."}"#),
        (r#"{"a": {…}, "b": […], …}"#, r#"{"a": {"c": 1}, "b": [1, 2], "d": null}"#),
        (r#"[{"id": 1, …}, …]"#, r#"[{"id": 1, "name": "…"}, 2, 3]"#),
        (r#"{"url": "/files/1?expires=…&signature=…"}"#, r#"{"url": "/files/1?expires=17&signature=a{[\"b"}"#),
        (r#"{"text": "{[\"…"}"#, r#"{"text": "{[\"}"}"#),
    ] {
        assert!(!differs(shown, given), "{shown} {given}");
    }
    for (shown, given) in [
        (r#"{"id": 7}"#, r#"{"id": 7, "name": "Café"}"#),
        (r#"{"id": 7, …}"#, r#"{"name": "Café"}"#),
        (r#"{"id": 7}"#, r#"{"id": "7"}"#),
        (r#"{"code": "conflict"}"#, r#"{"code": "not_found"}"#),
        (r#"{"success": true}"#, r#"{"success": false}"#),
        (r#"{"since": null}"#, r#"{"since": "…"}"#),
        (r#"{"error": null}"#, r#"{"error": "It failed."}"#),
        (r#"[1]"#, r#"[1, 2]"#),
        (r#"[1, 2, …]"#, r#"[1]"#),
        (r#"{"url": "/files/…&signature=…"}"#, r#"{"url": "/files/1"}"#),
        (r#"{"name": "Café…"}"#, r#"{"name": "Luna"}"#),
    ] {
        assert!(differs(shown, given), "{shown} {given}");
    }
}
