//! The definition as one page to read, in Markdown: a chapter for each module, and for each method its parameters, its reply and
//! its example.
//!
//! Invariants: the page is made of the OpenRPC document alone. Each link leads to a heading of the page, by the anchor that
//! GitHub and its like give a heading.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::text;
use crate::sentences::Language;

/// Writes the page of an OpenRPC document in this language.
pub fn page(definition: &Value, language: Language) -> String {
    let mut page = Page { definition, language, text: String::new(), objects: BTreeSet::new() };
    page.introduce();
    for (module, methods) in modules(definition) {
        page.chapter(module, &methods);
    }
    page.describe_objects();
    page.text
}

/// The methods of each module, both in the order of the document.
fn modules(definition: &Value) -> Vec<(&str, Vec<&Value>)> {
    let mut modules: Vec<(&str, Vec<&Value>)> = Vec::new();
    for method in definition.get("methods").and_then(Value::as_array).into_iter().flatten() {
        let Some((module, _)) = text(method, "/name").and_then(|name| name.split_once('.')) else { continue };
        match modules.iter_mut().find(|(known, _)| *known == module) {
            Some((_, methods)) => methods.push(method),
            None => modules.push((module, vec![method])),
        }
    }
    modules
}

/// The page, as far as it is written.
struct Page<'d> {
    definition: &'d Value,
    language: Language,
    text: String,
    /// The names of the objects that the page mentions.
    objects: BTreeSet<&'d str>,
}

impl<'d> Page<'d> {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    fn paragraph(&mut self, text: impl AsRef<str>) {
        self.line(text);
        self.line("");
    }

    fn introduce(&mut self) {
        let (definition, language) = (self.definition, self.language);
        let version = text(definition, "/info/version").unwrap_or_default();
        self.paragraph(format!("# Ventanilla {version}: {}", language.choose("all methods", "todos los métodos")));
        self.paragraph(text(definition, "/info/description").unwrap_or_default());
        self.paragraph(language.choose(
            "The examples show the address of each method: `POST /api/Module.Method`, with the parameters as the body.",
            "Los ejemplos muestran la dirección de cada método: `POST /api/Módulo.Método`, con los parámetros como cuerpo. Las descripciones largas están en inglés.",
        ));
        for (module, methods) in modules(definition) {
            let links: Vec<String> = methods
                .iter()
                .filter_map(|method| text(method, "/name"))
                .map(|name| format!("[{}](#{})", name.rsplit('.').next().unwrap_or(name), anchor(name)))
                .collect();
            self.line(format!("- [{module}](#{}): {}", anchor(&title_of(module, language)), links.join(", ")));
        }
        self.line("");
    }

    fn chapter(&mut self, module: &str, methods: &[&'d Value]) {
        self.paragraph(format!("## {}", title_of(module, self.language)));
        self.paragraph(text(self.definition, &format!("/components/tags/{module}/description")).unwrap_or_default());
        for method in methods {
            self.method(method);
        }
    }

    fn method(&mut self, method: &'d Value) {
        let language = self.language;
        let name = text(method, "/name").unwrap_or_default();
        let (summary, description) = (text(method, "/summary").unwrap_or_default(), text(method, "/description").unwrap_or_default());
        self.paragraph(format!("### {name}"));
        self.paragraph(summary);
        let further = match language {
            Language::English => description.split_once("\n\n").map_or("", |(_, further)| further),
            Language::Spanish => description,
        };
        if !further.is_empty() {
            self.paragraph(further);
        }
        let access = access(method, language);
        self.paragraph(access);
        let params: Vec<&Value> = method.get("params").and_then(Value::as_array).into_iter().flatten().collect();
        if params.is_empty() {
            self.paragraph(language.choose("No parameters.", "Sin parámetros."));
        } else {
            let of = language.choose("parameter", "parámetro");
            self.head(of, true);
            for param in params {
                let is_required = param.get("required") == Some(&Value::Bool(true));
                let schema = param.get("schema").unwrap_or(&Value::Null);
                self.row(text(param, "/name").unwrap_or_default(), schema, Some(is_required), text(param, "/description"));
            }
            self.line("");
        }
        self.reply(method.pointer("/result/schema").unwrap_or(&Value::Null));
        self.example(method, name);
    }

    fn reply(&mut self, schema: &'d Value) {
        let language = self.language;
        let whole = self.resolved(schema);
        match whole.get("properties").and_then(Value::as_object).filter(|fields| !fields.is_empty()) {
            Some(fields) => {
                self.head(language.choose("field of the reply", "campo de la respuesta"), false);
                self.rows(fields, None);
                self.line("");
            }
            None => {
                let kind = self.kind(schema);
                self.paragraph(format!("{}: {kind}.", language.choose("Reply", "Respuesta")));
            }
        }
    }

    fn example(&mut self, method: &Value, name: &str) {
        let Some(example) = method.pointer("/examples/0") else { return };
        let params = example.get("params").and_then(Value::as_array).into_iter().flatten();
        let given = params.filter_map(|param| Some((text(param, "/name")?.to_owned(), param.get("value")?.clone())));
        let parameters = Value::Object(given.collect());
        let reply = json!({ "success": true, "response": example.pointer("/result/value"), "error": null });
        self.paragraph(format!("`POST /api/{name}`"));
        self.paragraph(format!("```json\n{parameters:#}\n```"));
        self.paragraph(format!("```json\n{reply:#}\n```"));
    }

    /// Describes the objects that were mentioned, and those that they mention.
    fn describe_objects(&mut self) {
        let language = self.language;
        self.paragraph(format!("## {}", language.choose("Objects", "Objetos")));
        let mut described = BTreeSet::new();
        while let Some(name) = self.objects.difference(&described).next().copied() {
            described.insert(name);
            let definition = self.definition;
            let Some(schema) = definition.pointer(&format!("/components/schemas/{name}")) else { continue };
            self.paragraph(format!("### {}", title_of_object(name, language)));
            if let Some(description) = text(schema, "/description") {
                self.paragraph(description);
            }
            let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
            if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
                self.head(language.choose("field", "campo"), true);
                self.rows(fields, Some(&required));
                self.line("");
            }
        }
    }

    fn head(&mut self, of: &str, with_required: bool) {
        let language = self.language;
        let (kind, meaning) = (language.choose("type", "tipo"), language.choose("meaning", "significado"));
        let required = if with_required { format!(" {} |", language.choose("required", "obligatorio")) } else { String::new() };
        self.line(format!("| {of} | {kind} |{required} {meaning} |"));
        self.line(if with_required { "|---|---|---|---|" } else { "|---|---|---|" });
    }

    fn rows(&mut self, fields: &'d Map<String, Value>, required: Option<&[Value]>) {
        for (name, schema) in fields {
            let is_required = required.map(|required| required.iter().any(|known| known == name.as_str()));
            self.row(name, schema, is_required, text(schema, "/description"));
        }
    }

    fn row(&mut self, name: &str, schema: &'d Value, is_required: Option<bool>, description: Option<&str>) {
        let kind = self.kind(schema);
        let required = match is_required {
            Some(true) => format!(" {} |", self.language.choose("yes", "sí")),
            Some(false) => " |".to_owned(),
            None => String::new(),
        };
        let mut meaning = description.unwrap_or_default().replace("\n\n", " ").replace('\n', " ");
        for (value, bound) in bounds(self.resolved(schema), self.language) {
            // The description may have said so.
            if !names(&meaning, &value) {
                let _ = write!(meaning, " {bound}.");
            }
        }
        self.line(format!("| `{name}` | {} |{required} {} |", cell(&kind), cell(meaning.trim())));
    }

    /// The schema itself, behind a reference.
    fn resolved(&self, schema: &'d Value) -> &'d Value {
        let of = reference(schema).and_then(|name| self.definition.pointer(&format!("/components/schemas/{name}")));
        of.unwrap_or(schema)
    }

    /// The type in words, with links to objects.
    fn kind(&mut self, schema: &'d Value) -> String {
        let language = self.language;
        if schema.get("x-entity").is_some() {
            return "id".to_owned();
        }
        if let Some(name) = reference(schema) {
            if name == "ExternalId" {
                return language.choose("external ID", "ID externo").to_owned();
            }
            let whole = self.resolved(schema);
            if whole.get("properties").is_none() {
                return self.kind(whole);
            }
            self.objects.insert(name);
            return format!("[{name}](#{})", anchor(&title_of_object(name, language)));
        }
        let values = schema.get("enum").and_then(Value::as_array).map(Vec::as_slice).or(schema.get("const").map(std::slice::from_ref));
        if let Some(values) = values {
            return values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
        }
        let or = language.choose(" or ", " o ");
        let alternatives = ["anyOf", "oneOf", "allOf"].iter().find_map(|of| schema.get(of)?.as_array());
        if let Some(alternatives) = alternatives {
            return joined(alternatives.iter().map(|schema| self.kind(schema)), or);
        }
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(only)) => vec![only],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => return language.choose("any value", "cualquier valor").to_owned(),
        };
        joined(types.into_iter().map(|of| self.kind_of_type(of, schema)), or)
    }

    fn kind_of_type(&mut self, of: &str, schema: &'d Value) -> String {
        let language = self.language;
        let inner = match of {
            "array" => schema.get("items"),
            "object" => schema.get("additionalProperties").filter(|inner| !inner.is_boolean()),
            _ => None,
        };
        let inner = inner
            .map(|inner| format!(" {} {}", language.choose("of", "de"), grouped(self.kind(inner), language.choose(" or ", " o "))))
            .unwrap_or_default();
        let word = match of {
            "array" => language.choose("list", "lista"),
            "object" => language.choose("object", "objeto"),
            "string" => language.choose("text", "texto"),
            "integer" => language.choose("whole number", "número entero"),
            "number" => language.choose("number", "número"),
            "boolean" => language.choose("true or false", "true o false"),
            other => other,
        };
        format!("{word}{inner}")
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

/// The kind in parentheses, if it is one of several.
fn grouped(kind: String, or: &str) -> String {
    if kind.contains(or) { format!("({kind})") } else { kind }
}

/// The kinds, each once, in their order.
fn joined(kinds: impl Iterator<Item = String>, or: &str) -> String {
    let mut different: Vec<String> = Vec::new();
    for kind in kinds {
        if !different.contains(&kind) {
            different.push(kind);
        }
    }
    different.join(or)
}

/// Whether a text names this value as a word of its own. Commas may set off the thousands.
fn names(text: &str, value: &str) -> bool {
    let words = text.split(|character: char| !(character.is_alphanumeric() || ",.-".contains(character)));
    words.map(|word| word.trim_end_matches([',', '.']).replace(',', "")).any(|word| word == value.trim_matches('"'))
}

/// The bounds of a value, each with its words. Those of a list stand in the first of its forms.
fn bounds(schema: &Value, language: Language) -> Vec<(String, String)> {
    let known = [
        ("default", language.choose("Default", "Por defecto"), ""),
        ("minimum", language.choose("At least", "Como mínimo"), ""),
        ("maximum", language.choose("At most", "Como máximo"), ""),
        ("maxLength", language.choose("At most", "Como máximo"), language.choose(" characters", " caracteres")),
        ("maxItems", language.choose("At most", "Como máximo"), language.choose(" items", " elementos")),
        ("maxProperties", language.choose("At most", "Como máximo"), language.choose(" keys", " claves")),
    ];
    let first = schema.pointer("/anyOf/0");
    let value = |key: &str| schema.get(key).or(first.and_then(|first| first.get(key))).filter(|value| !value.is_null());
    let said = known.into_iter().filter_map(|(key, words, unit)| {
        let value = value(key)?.to_string();
        let bound = format!("{words} `{value}`{unit}");
        Some((value, bound))
    });
    // Every id begins at 1.
    let is_id = schema.get("x-entity").or(first.and_then(|first| first.get("x-entity"))).is_some();
    said.filter(|_| !is_id).collect()
}

/// The callers that may call the method.
fn access(method: &Value, language: Language) -> String {
    let is = |key: &str| method.pointer(&format!("/x-access/{key}")) == Some(&Value::Bool(true));
    if !is("token") {
        return language.choose("Needs no token.", "No necesita token.").to_owned();
    }
    let mut words = Vec::new();
    if let Some(role) = text(method, "/x-access/role") {
        words.push(format!("{} `{role}`.", language.choose("Role:", "Rol:")));
    }
    match text(method, "/x-access/right") {
        Some(right) => {
            words.push(format!("{} `{right}`.", language.choose("Right of an application token:", "Permiso de un token de aplicación:")))
        }
        None if !is("application_token") => {
            words.push(language.choose("No application token may call it.", "Ningún token de aplicación puede llamarlo.").to_owned());
        }
        None => words.push(language.choose("Any token may call it.", "Cualquier token puede llamarlo.").to_owned()),
    }
    words.join(" ")
}

fn title_of(module: &str, language: Language) -> String {
    format!("{} {module}", language.choose("Module", "Módulo"))
}

fn title_of_object(name: &str, language: Language) -> String {
    format!("{} {name}", language.choose("Object", "Objeto"))
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|character| character.is_alphanumeric() || "-_ ".contains(*character));
    kept.map(|character| if character == ' ' { '-' } else { character }).collect()
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
