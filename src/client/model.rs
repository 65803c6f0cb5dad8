//! The content of a client: modules, methods, parameters and results with their types, read once from the definition, so that the
//! types are the documented ones. No language is known here.
//!
//! Invariants: two schemas never share a name, nor does one have a name that the clients' own code uses. A schema that is
//! not understood is [`Type::Any`], never left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::names::pascal;

/// Names that the clients' own code or their languages' libraries use.
const TAKEN_NAMES: [&str; 31] = [
    "Any",
    "Array",
    "Client",
    "Date",
    "Decimal",
    "Detail",
    "Error",
    "Failure",
    "Generator",
    "Headers",
    "Iterator",
    "Literal",
    "Map",
    "Mapping",
    "NotRequired",
    "Object",
    "Omitted",
    "Optional",
    "Options",
    "Promise",
    "Record",
    "Request",
    "Response",
    "Sequence",
    "Set",
    "String",
    "Transport",
    "TypedDict",
    "Types",
    "Union",
    "Writing",
];

/// All modules and shapes that a client offers.
pub struct Model {
    /// The version of the program that made the definition.
    pub version: String,
    pub modules: Vec<Module>,
    /// The names of the methods that take `profile_id`, with their module, and also without it if that is unambiguous.
    pub of_profile: Vec<String>,
    /// The objects in parameters and results, by name.
    pub shapes: Vec<Shape>,
}

pub struct Module {
    /// The name in the registry: `Companies`.
    pub name: String,
    pub description: String,
    pub methods: Vec<Method>,
}

pub struct Method {
    /// The name with its module: `Companies.GetCompanies`.
    pub qualified: String,
    /// The name without the module.
    pub name: String,
    pub description: String,
    /// Whether the method takes `profile_id`, which is not among the parameters.
    pub of_profile: bool,
    /// Whether the name without the module means this method.
    pub has_bare_name: bool,
    /// Whether the method may change something.
    pub writes: bool,
    /// Whether the method is sent with an idempotency key. A write without one is not retried if it may have been made.
    pub keyed: bool,
    /// The parameters, required ones first.
    pub parameters: Vec<Field>,
    pub result: Type,
    pub walk: Option<Walk>,
}

/// The way in which a method is called again and again until there is no more.
pub enum Walk {
    /// By `cursor`, from `next_cursor` to `next_cursor`, until it is null.
    Cursor {
        /// The key of the records in an answer.
        records: String,
        record: Type,
    },
    /// Calls with `page`, until `last_page`.
    Pages {
        /// The key of the records in a page.
        records: String,
        record: Type,
    },
    /// Calls with `since`, from `cursor` to `cursor`, until there is no `more`.
    Changes,
}

impl Walk {
    /// Whether the walk itself gives this parameter, and not its caller.
    pub fn gives(&self, parameter: &str) -> bool {
        match self {
            Walk::Cursor { .. } => ["page", "cursor"].contains(&parameter),
            Walk::Pages { .. } => parameter == "page",
            Walk::Changes => false,
        }
    }
}

/// A parameter, or a field of an object.
pub struct Field {
    pub name: String,
    pub description: String,
    pub required: bool,
    pub kind: Type,
}

/// An object with known fields.
pub struct Shape {
    pub name: String,
    pub description: String,
    /// Whether callers send it; it may come back in results all the same.
    pub taken: bool,
    pub fields: Vec<Field>,
}

/// The type of a value on the wire.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    Any,
    Text,
    Integer,
    /// A number with places; an amount, in most cases.
    Number,
    Boolean,
    Null,
    /// One of these texts.
    Choice(Vec<String>),
    List(Box<Type>),
    /// An object whose keys are not known.
    Map(Box<Type>),
    /// A [`Shape`].
    Named(String),
    Union(Vec<Type>),
}

impl Type {
    /// The names of the shapes that the type mentions.
    pub fn names(&self) -> BTreeSet<&str> {
        match self {
            Type::Named(name) => BTreeSet::from([name.as_str()]),
            Type::List(inner) | Type::Map(inner) => inner.names(),
            Type::Union(kinds) => kinds.iter().flat_map(Type::names).collect(),
            _ => BTreeSet::new(),
        }
    }
}

impl Model {
    /// Reads an OpenRPC document from [`describe`](crate::rpc::description::describe).
    pub fn read(definition: &Value) -> Self {
        let mut reader = Reader::new(definition);
        let methods: Vec<&Value> = items(definition, "/methods").collect();
        // Parameters are read first: a shape that goes both ways has the type that callers may send.
        let mut parameters: Vec<Vec<Field>> = methods.iter().map(|method| reader.parameters(method)).collect();
        let mut modules: Vec<Module> = Vec::new();
        for (method, parameters) in methods.iter().zip(parameters.drain(..)) {
            let qualified = text(method, "/name");
            let (module, name) = qualified.split_once('.').unwrap_or(("", qualified));
            let owner = format!("{}Response", pascal(qualified));
            let result = reader.kind(method.pointer("/result/schema").unwrap_or(&Value::Null), false, &owner);
            let method = Method {
                walk: reader.walk(&parameters, &result),
                name: name.to_owned(),
                qualified: qualified.to_owned(),
                description: text(method, "/description").to_owned(),
                of_profile: items(method, "/params").any(|param| text(param, "/name") == "profile_id"),
                has_bare_name: method.pointer("/x-bare-name") == Some(&Value::Bool(true)),
                writes: is_true(method, "/x-access/writes"),
                keyed: is_true(method, "/x-idempotency-key"),
                parameters,
                result,
            };
            match modules.iter_mut().find(|known| known.name == module) {
                Some(known) => known.methods.push(method),
                None => {
                    let description = text(definition, &format!("/components/tags/{module}/description")).to_owned();
                    modules.push(Module { name: module.to_owned(), description, methods: vec![method] });
                }
            }
        }
        let of_profile = of_profile(&modules);
        Model { version: text(definition, "/info/version").to_owned(), modules, of_profile, shapes: reader.shapes.into_values().collect() }
    }
}

/// The names by which a call inside a batch may name a method that takes `profile_id`.
fn of_profile(modules: &[Module]) -> Vec<String> {
    let methods = || modules.iter().flat_map(|module| &module.methods);
    let mut names = BTreeSet::new();
    for method in methods().filter(|method| method.of_profile) {
        names.insert(method.qualified.clone());
        if method.has_bare_name {
            names.insert(method.name.clone());
        }
    }
    names.into_iter().collect()
}

struct Reader<'d> {
    schemas: BTreeMap<&'d str, &'d Value>,
    /// The names of the schemas of objects in a client.
    names: BTreeMap<&'d str, String>,
    /// Finished shapes by their names.
    shapes: BTreeMap<String, Shape>,
    /// All names in use, for the unlikely case that two would be the same.
    used: BTreeSet<String>,
    /// The schemas that are being read: one that mentions itself without being an object is [`Type::Any`] there.
    open: Vec<&'d str>,
}

impl<'d> Reader<'d> {
    fn new(definition: &'d Value) -> Self {
        let schemas = definition.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
        let schemas: BTreeMap<&str, &Value> = schemas.map(|(name, schema)| (name.as_str(), schema)).collect();
        let mut better = BTreeMap::new();
        // `DayRange`, which is `Ends3` or null, is a better name than `Ends3`; and a response is named after its method.
        for (name, schema) in &schemas {
            if let Some(only) = only_reference(schema) {
                better.insert(only, (*name).to_owned());
            }
        }
        let mut answering: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for method in items(definition, "/methods") {
            if let Some(name) = method.pointer("/result/schema").and_then(reference).filter(|name| is_nameless(name)) {
                answering.entry(name).or_default().push(text(method, "/name"));
            }
        }
        better.extend(answering.into_iter().map(|(name, methods)| (name, name_of_answer(&methods))));
        let used = TAKEN_NAMES.map(ToOwned::to_owned).into();
        let mut reader = Reader { schemas, names: BTreeMap::new(), shapes: BTreeMap::new(), used, open: Vec::new() };
        let objects = reader.schemas.iter().filter(|(_, schema)| is_object(schema));
        let objects: Vec<&str> = objects.map(|(name, _)| *name).collect();
        for name in objects {
            let fresh = reader.fresh(&pascal(better.get(name).map_or(name, String::as_str)));
            reader.names.insert(name, fresh);
        }
        reader
    }

    /// The name, with a number behind it if it is in use.
    fn fresh(&mut self, wanted: &str) -> String {
        let numbered = (2..).map(|number: u32| format!("{wanted}{number}"));
        let name = std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !self.used.contains(name)).unwrap_or_default();
        self.used.insert(name.clone());
        name
    }

    fn parameters(&mut self, method: &'d Value) -> Vec<Field> {
        let owner = pascal(text(method, "/name"));
        let params = items(method, "/params").filter(|param| text(param, "/name") != "profile_id");
        let mut fields = Vec::new();
        for param in params {
            let name = text(param, "/name");
            fields.push(Field {
                kind: self.kind(param.pointer("/schema").unwrap_or(&Value::Null), true, &format!("{owner}{}", pascal(name))),
                name: name.to_owned(),
                description: text(param, "/description").to_owned(),
                required: is_true(param, "/required"),
            });
        }
        fields
    }

    /// The type that a schema describes. `owner` is the name for an object without one.
    fn kind(&mut self, schema: &'d Value, taken: bool, owner: &str) -> Type {
        if let Some(name) = reference(schema) {
            return self.referred(name, taken);
        }
        if let Some(value) = schema.get("const") {
            return choice([value]);
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return choice(values);
        }
        if let Some(schemas) = ["anyOf", "oneOf", "allOf"].iter().find_map(|of| schema.get(of)?.as_array()) {
            let several = schemas.iter().filter(|schema| is_object(schema)).count() > 1;
            let kinds = schemas.iter().enumerate().map(|(position, schema)| {
                let owner = if several { format!("{owner}{}", position + 1) } else { owner.to_owned() };
                self.kind(schema, taken, &owner)
            });
            return union(kinds.collect());
        }
        if is_object(schema) {
            let name = self.fresh(owner);
            self.shape(name.clone(), schema, taken);
            return or_null(Type::Named(name), schema);
        }
        let kinds: Vec<&str> = match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(kind)) => vec![kind],
            _ => return Type::Any,
        };
        // Amounts may be sent as texts; they come back as numbers.
        let amount = !taken && kinds.contains(&"number") && schema.get("pattern").is_some();
        let kinds = kinds.into_iter().filter(|kind| !(amount && *kind == "string"));
        let kinds = kinds.map(|kind| match kind {
            "string" => Type::Text,
            "integer" => Type::Integer,
            "number" => Type::Number,
            "boolean" => Type::Boolean,
            "null" => Type::Null,
            "array" => Type::List(Box::new(schema.get("items").map_or(Type::Any, |items| self.kind(items, taken, owner)))),
            "object" => {
                let values = schema.get("additionalProperties").map_or(Type::Any, |values| self.kind(values, taken, owner));
                Type::Map(Box::new(values))
            }
            _ => Type::Any,
        });
        union(kinds.collect())
    }

    fn referred(&mut self, name: &'d str, taken: bool) -> Type {
        let Some(schema) = self.schemas.get(name).copied().filter(|_| !self.open.contains(&name)) else {
            return self.names.get(name).map_or(Type::Any, |name| Type::Named(name.clone()));
        };
        self.open.push(name);
        let kind = match self.names.get(name).cloned() {
            Some(called) => {
                if !self.shapes.contains_key(&called) {
                    self.shape(called.clone(), schema, taken);
                }
                or_null(Type::Named(called), schema)
            }
            None => self.kind(schema, taken, &pascal(name)),
        };
        self.open.pop();
        kind
    }

    fn shape(&mut self, name: String, schema: &'d Value, taken: bool) {
        let required: Vec<&str> = items(schema, "/required").filter_map(Value::as_str).collect();
        let mut fields = Vec::new();
        for (field, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            fields.push(Field {
                kind: self.kind(schema, taken, &format!("{name}{}", pascal(field))),
                name: field.clone(),
                description: text(schema, "/description").to_owned(),
                required: required.contains(&field.as_str()),
            });
        }
        // Required fields come first, each part in the order of the definition.
        fields.sort_by_key(|field| !field.required);
        let description = text(schema, "/description").to_owned();
        self.shapes.insert(name.clone(), Shape { name, description, taken, fields });
    }

    fn walk(&self, parameters: &[Field], result: &Type) -> Option<Walk> {
        let Type::Named(name) = result else { return None };
        let answer = &self.shapes.get(name)?.fields;
        let takes = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
        let has = |name: &str| answer.iter().any(|field| field.name == name);
        if takes("since") && ["changes", "cursor", "more"].into_iter().all(has) {
            return Some(Walk::Changes);
        }
        let is_walked = takes("cursor") && has("next_cursor");
        let is_paged = takes("page") && has("current_page") && has("last_page");
        if !is_walked && !is_paged {
            return None;
        }
        answer.iter().find_map(|field| match &field.kind {
            Type::List(record) if field.required => {
                let (records, record) = (field.name.clone(), (**record).clone());
                Some(if is_walked { Walk::Cursor { records, record } } else { Walk::Pages { records, record } })
            }
            _ => None,
        })
    }
}

/// Whether this describes an object with known fields.
fn is_object(schema: &Value) -> bool {
    schema.get("properties").is_some()
}

/// Whether the name is a generated one: `Response`, `Response12`.
fn is_nameless(name: &str) -> bool {
    name.strip_prefix("Response").is_some_and(|rest| rest.chars().all(|character| character.is_ascii_digit()))
}

/// The name of these methods' response: `AuthLogoutResponse`, or `GetInputsResponse` if several modules have it.
fn name_of_answer(methods: &[&str]) -> String {
    let name = match methods {
        [one] => one,
        several => several.first().and_then(|first| first.rsplit('.').next()).unwrap_or_default(),
    };
    format!("{}Response", pascal(name))
}

/// The name in `{"$ref": "#/components/schemas/…"}`.
fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

/// The name in `{"anyOf": [{"$ref": …}, {"type": "null"}]}`.
fn only_reference(schema: &Value) -> Option<&str> {
    match schema.get("anyOf")?.as_array()?.as_slice() {
        [first, second] if text(second, "/type") == "null" => reference(first),
        _ => None,
    }
}

fn choice<'v>(values: impl IntoIterator<Item = &'v Value>) -> Type {
    let kinds = values.into_iter().map(|value| match value {
        Value::String(text) => Type::Choice(vec![text.clone()]),
        Value::Number(_) => Type::Number,
        Value::Bool(_) => Type::Boolean,
        Value::Null => Type::Null,
        _ => Type::Any,
    });
    union(kinds.collect())
}

fn or_null(kind: Type, schema: &Value) -> Type {
    let nullable = items(schema, "/type").any(|kind| kind == "null");
    if nullable { union(vec![kind, Type::Null]) } else { kind }
}

/// One type of several: flat, without duplicates, choices as one, null last.
fn union(kinds: Vec<Type>) -> Type {
    let mut flat: Vec<Type> = Vec::new();
    let mut choices: Vec<String> = Vec::new();
    let mut null = false;
    let parts = kinds.into_iter().flat_map(|kind| match kind {
        Type::Union(kinds) => kinds,
        kind => vec![kind],
    });
    for kind in parts {
        match kind {
            Type::Any => return Type::Any,
            Type::Null => null = true,
            Type::Choice(more) => choices.extend(more),
            kind if flat.contains(&kind) => {}
            kind => flat.push(kind),
        }
    }
    if !choices.is_empty() {
        flat.push(Type::Choice(choices));
    }
    if null {
        flat.push(Type::Null);
    }
    match flat.pop() {
        Some(only) if flat.is_empty() => only,
        Some(last) => Type::Union(flat.into_iter().chain([last]).collect()),
        None => Type::Any,
    }
}

fn items<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn is_true(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer) == Some(&Value::Bool(true))
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
