//! Clients of the service, written from its definition: `ventanilla client python` and its like. This file has the parts that all
//! languages share; [`model`] holds the content of a client, and each language has a file that writes it down.
//!
//! Invariants: a client is made from the definition alone, so that its types are the documented ones; and the same
//! definition makes the same client to the byte. Code that does not depend on the methods (sending, waiting, failing) is not
//! generated: it is a program in `runtime/`, into whose marked lines the rest is put.

mod model;
mod names;
mod php;
mod python;
mod typescript;

use serde_json::Value;

use model::Model;

/// A language that clients are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// Python 3.9 or newer, standard library only
    Python,
    /// TypeScript for Node 20, Deno, Bun and browsers, no dependencies
    #[value(name = "typescript")]
    TypeScript,
    /// PHP 8.1 or newer, no extensions beside json
    Php,
}

/// Writes a client for the methods of a definition, which is an OpenRPC document from
/// [`describe`](crate::rpc::description::describe).
pub fn write(language: Language, definition: &Value) -> String {
    let model = Model::read(definition);
    match language {
        Language::Python => python::write(&model),
        Language::TypeScript => typescript::write(&model),
        Language::Php => php::write(&model),
    }
}

/// Replaces each line `{{name}}` of the program by its text, and `{{version}}` within a line by the version.
fn fill(program: &str, version: &str, parts: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    for line in program.lines() {
        match parts.iter().find(|(name, _)| line.contains(&format!("{{{{{name}}}}}"))) {
            Some((_, part)) => filled.push_str(part),
            None => {
                filled.push_str(&line.replace("{{version}}", version));
                filled.push('\n');
            }
        }
    }
    filled
}

/// Lines of a program, each with its indentation.
struct Lines {
    text: String,
    indent: &'static str,
}

impl Lines {
    fn new(indent: &'static str) -> Self {
        Lines { text: String::new(), indent }
    }

    fn add(&mut self, depth: usize, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.text.push_str(&self.indent.repeat(depth));
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A comment between `/**` and `*/`, or none if there is nothing to say.
    fn add_block_comment(&mut self, depth: usize, lines: &[String]) {
        match lines {
            [] => {}
            [only] => self.add(depth, format!("/** {} */", closed(only))),
            several => {
                self.add(depth, "/**");
                for line in several {
                    self.add(depth, format!(" * {}", closed(line)).trim_end());
                }
                self.add(depth, " */");
            }
        }
    }
}

/// A text that can't end the comment that it stands in.
fn closed(text: &str) -> String {
    text.replace("*/", "* /")
}

/// The text in lines of up to a hundred characters. Paragraphs and list items stay apart.
fn wrapped(text: &str) -> Vec<String> {
    const WIDTH: usize = 100;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for given in text.lines() {
        if given.trim().is_empty() || given.trim_start().starts_with("- ") {
            lines.extend(Some(std::mem::take(&mut line)).filter(|line| !line.is_empty()));
        }
        if given.trim().is_empty() {
            lines.push(String::new());
        }
        for word in given.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A definition with features that the registry does not have, or not yet: reserved words, comments that would end early,
    /// shapes without a name, a feed of changes.
    fn odd_definition() -> Value {
        let parameter = |name: &str, schema: Value| json!({ "name": name, "description": "Ends */ \"\"\" \\ early.", "schema": schema });
        json!({
            "info": { "version": "7.8.9" },
            "methods": [
                {
                    "name": "Sync.GetChanges",
                    "params": [
                        parameter("since", json!({ "type": ["string", "null"] })),
                        parameter("from", json!({ "$ref": "#/components/schemas/Ends4" })),
                        parameter("class", json!({ "properties": { "import": { "type": "integer" } } })),
                        parameter("tree", json!({ "$ref": "#/components/schemas/Tree" })),
                    ],
                    "result": { "schema": { "$ref": "#/components/schemas/Response9" } },
                    "x-access": { "role": "viewer", "writes": false },
                },
                {
                    "name": "Sync.import",
                    "params": [],
                    "result": { "schema": true },
                    "x-access": { "role": null, "writes": true },
                },
            ],
            "components": {
                "tags": {},
                "schemas": {
                    "Ends4": { "properties": { "from": { "oneOf": [{ "const": "a" }, { "enum": ["it's"] }] } } },
                    "Response9": {
                        "properties": {
                            "changes": { "type": "array", "items": { "$ref": "#/components/schemas/Error" } },
                            "cursor": { "type": "string" },
                            "more": { "type": "boolean" },
                        },
                        "required": ["changes", "cursor", "more"],
                    },
                    "Error": { "properties": { "value": { "type": ["number", "string"], "pattern": "." }, "again": { "$ref": "#/components/schemas/Error" } } },
                    "Tree": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
                },
            },
        })
    }

    #[test]
    fn reserved_words_are_no_names() {
        let python = write(Language::Python, &odd_definition());
        assert!(python.contains("from_: SyncGetChangesFrom") || python.contains("from_: Ends4"), "{python}");
        assert!(python.contains("class_: SyncGetChangesClass"), "{python}");
        assert!(python.contains("\"from\": from_,"), "{python}");
        assert!(python.contains("SyncGetChangesClass = TypedDict("), "{python}");
        assert!(python.contains("def import_(self"), "{python}");
    }

    #[test]
    fn a_description_can_not_end_the_comment_that_it_stands_in() {
        assert!(write(Language::Python, &odd_definition()).contains(r#"Ends */ \"\"\" \\ early."#));
        for language in [Language::TypeScript, Language::Php] {
            assert!(write(language, &odd_definition()).contains("Ends * / "));
        }
    }

    #[test]
    fn names_of_the_languages_are_not_given_to_shapes() {
        let typescript = write(Language::TypeScript, &odd_definition());
        assert!(typescript.contains("export interface Error2 {\n"), "{typescript}");
        assert!(typescript.contains("again?: Error2;"), "{typescript}");
    }

    #[test]
    fn what_mentions_itself_without_being_an_object_is_anything() {
        assert!(write(Language::TypeScript, &odd_definition()).contains("tree?: unknown[] | undefined;"));
    }

    #[test]
    fn a_feed_of_changes_has_an_iterator() {
        assert!(write(Language::Python, &odd_definition()).contains("def iterate_changes("));
        assert!(write(Language::TypeScript, &odd_definition()).contains("async *iterateChanges("));
        assert!(write(Language::Php, &odd_definition()).contains("function iterateChanges("));
    }

    #[test]
    fn an_answer_is_called_after_its_method() {
        assert!(write(Language::TypeScript, &odd_definition()).contains("Promise<SyncGetChangesResponse>"));
    }

    #[test]
    fn the_version_is_named() {
        for language in [Language::Python, Language::TypeScript, Language::Php] {
            let client = write(language, &odd_definition());
            assert!(client.contains("7.8.9"));
            assert!(!client.contains("{{"), "a marked line is left in the client");
        }
    }

    #[test]
    fn long_descriptions_are_wrapped_and_keep_their_paragraphs() {
        assert_eq!(wrapped("one\nmore\n\ntwo  three\n- four\n- five"), ["one more", "", "two three", "- four", "- five"]);
        assert!(wrapped("").is_empty());
        let long = "word ".repeat(50);
        assert!(wrapped(&long).iter().all(|line| line.chars().count() <= 100));
        assert_eq!(wrapped(&long).join(" "), long.trim_end());
    }
}
