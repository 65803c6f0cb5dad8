//! The operations of four other APIs, called: tests/fixtures/operations/ has the example request of each as a call of this API.
//!
//! Invariants: each row of tests/fixtures/methods.tsv has its example, in the order of the rows, or is named in [`NOT_THERE`]. An
//! example says the other API's words wherever they are aliases here, and in `expects` what its own document says of the call. An
//! operation works if and only if it is named neither in [`NOT_THERE`] nor in [`LACKING`].

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use ventanilla::modules;
use ventanilla::rpc::registry::Registry;

use super::{Operation, methods, operations};
use crate::world::{World, everywhere, worlds};

/// The operation that is done by a command of the program, not by a method.
const COMMAND: &str = "ventanilla describe postman";

/// The references, in the order of their rows; each has a file of examples.
const REFERENCES: [&str; 4] = ["001", "000", "002", "003"];

/// The operations that do not work yet, because a method that they call is not there. This list only shrinks.
const NOT_THERE: &[&str] = &[
    "002 Queries",
    "003 POST leads/import",
    "003 GET leads/export",
    "003 POST leads/nurture/start",
    "003 POST customers/import",
    "003 GET customers/export",
];

/// The operations that do not work yet, because their method does not take these parameters as the example has them. This list
/// only shrinks.
const LACKING: &[(&str, &[&str])] = &[];

/// An operation of another API as a call of this one, with what it needs and what it leads to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    /// The operation, as its row calls it.
    operation: String,
    /// The calls that must be made first.
    #[serde(default)]
    before: Vec<Call>,
    call: Call,
    /// The calls that read back what the call has done. Its reply is called `reply`.
    #[serde(default)]
    then: Vec<Call>,
}

/// A call in Ana's world, as Ana. A value `{"$ref": "lead.lead.id"}` stands for a part of an earlier reply, for the id of a catalog's
/// entry (`entries.stages.Proposal`), or for something of the `people`; `$text` stands for the same as a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    /// The name under which later calls refer to the reply.
    r#as: Option<String>,
    method: String,
    /// The token, where it is not Ana's.
    token: Option<Value>,
    /// The parameters. `profile_id` is added where the method takes one and the example has none.
    #[serde(default)]
    parameters: Map<String, Value>,
    /// Values in the response, each under its JSON pointer, in which `*` stands for any item of a list.
    #[serde(default)]
    expects: Map<String, Value>,
    /// The code with which the call must fail.
    fails: Option<String>,
}

impl Example {
    fn calls(&self) -> impl Iterator<Item = &Call> {
        self.before.iter().chain([&self.call]).chain(&self.then)
    }

    /// The example that a row has.
    fn of<'e>(examples: &'e [(&str, Vec<Example>)], operation: &Operation) -> Option<&'e Example> {
        let (_, examples) = examples.iter().find(|(reference, _)| *reference == operation.reference).expect("a reference");
        examples.iter().find(|example| example.operation == operation.theirs)
    }
}

fn examples() -> Vec<(&'static str, Vec<Example>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/operations");
    let read = |reference| {
        let text = std::fs::read_to_string(folder.join(format!("{reference}.json"))).expect("the examples are there");
        (reference, serde_json::from_str(&text).unwrap_or_else(|cause| panic!("{reference}: {cause}")))
    };
    REFERENCES.map(read).into()
}

/// The name of an operation in the lists of those that do not work.
fn name_of(operation: &Operation) -> String {
    format!("{} {}", operation.reference, operation.theirs)
}

#[test]
fn each_operation_has_an_example_or_is_listed_as_missing() {
    let (examples, methods) = (examples(), methods());
    let mut complaints = Vec::new();
    let mut rows: Vec<(&str, &str)> = Vec::new();
    for operation in operations() {
        let name = name_of(&operation);
        let example = Example::of(&examples, &operation);
        let is_listed = NOT_THERE.contains(&name.as_str());
        let is_there =
            methods.contains(operation.ours) && example.is_none_or(|example| example.calls().all(|call| methods.contains(&call.method)));
        if is_there && is_listed {
            complaints.push(format!("{name}: its methods are there now, so it is missing no longer"));
        }
        if !is_there && !is_listed {
            complaints.push(format!("{name}: a method of it is not there, and it is not listed"));
        }
        match example {
            Some(example) if example.call.method != operation.ours => complaints.push(format!("{name}: its example calls another method")),
            Some(_) => rows.push((operation.reference, operation.theirs)),
            None if !is_listed => complaints.push(format!("{name}: it has no example")),
            None => {}
        }
    }
    let kept: Vec<(&str, &str)> =
        examples.iter().flat_map(|(reference, examples)| examples.iter().map(|example| (*reference, example.operation.as_str()))).collect();
    if rows != kept {
        complaints.push("the examples are not in the order of the rows".to_owned());
    }
    let known: Vec<String> = operations().iter().map(name_of).collect();
    let listed = NOT_THERE.iter().chain(LACKING.iter().map(|(name, _)| name));
    complaints.extend(listed.filter(|name| !known.iter().any(|known| known == *name)).map(|name| format!("{name}: there is no such row")));
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn each_operation_does_what_its_document_says() {
    let (examples, registry) = (examples(), modules::registry());
    let writing: BTreeSet<&String> = registry.entries().iter().filter(|entry| entry.access.writes).map(|entry| &entry.qualified).collect();
    everywhere(worlds(), |world| {
        let known = known_of(world);
        let (mut complaints, mut done) = (Vec::new(), 0);
        for operation in operations() {
            let name = name_of(&operation);
            let Some(example) = Example::of(&examples, &operation).filter(|_| !NOT_THERE.contains(&name.as_str())) else { continue };
            let lacking = LACKING.iter().find(|(listed, _)| *listed == name).map(|(_, parameters)| *parameters);
            let writes = example.calls().any(|call| writing.contains(&call.method));
            let another = writes.then(|| world.another());
            let caller = Caller { world: another.as_ref().unwrap_or(world), registry: &registry, known: known.clone() };
            let outcome = caller.follow(example, lacking);
            complaints.extend(outcome.err().map(|complaint| format!("{name}: {complaint}")));
            done += 1;
        }
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
        assert!(done > 90, "{done} operations were called");
    });
}

/// The things that the examples may refer to before any call is made: the people, and the ids of the catalogs' entries by their names.
fn known_of(world: &World) -> Map<String, Value> {
    let mut entries = Map::new();
    for catalog in world.as_ana("Catalogs.GetCatalogs", json!({ "profile_id": 1 }))["catalogs"].as_array().expect("catalogs") {
        let asked = json!({ "profile_id": 1, "catalog": catalog["name"] });
        let listed = world.as_ana("Catalogs.GetEntries", asked)["entries"].as_array().expect("entries").clone();
        let named = listed.iter().map(|entry| (entry["name"].as_str().expect("a name").to_owned(), entry["id"].clone()));
        entries.insert(catalog["name"].as_str().expect("a name").to_owned(), named.collect());
    }
    let people = &world.people;
    let people = json!({
        "ana": { "user_id": people.ana.user_id }, "mario": { "user_id": people.mario.user_id },
        "application_token": people.application_token,
    });
    Map::from_iter([("entries".to_owned(), entries.into()), ("people".to_owned(), people)])
}

/// The making of an example's calls.
struct Caller<'w> {
    world: &'w World,
    registry: &'w Registry,
    /// The things that later calls may refer to.
    known: Map<String, Value>,
}

impl Caller<'_> {
    /// Makes the calls of an example. The call itself must be refused for the parameters that it is lacking, if there are any.
    fn follow(mut self, example: &Example, lacking: Option<&[&str]>) -> Result<(), String> {
        for call in &example.before {
            self.perform(call)?;
        }
        if let Some(lacking) = lacking {
            let told = self.post(&example.call)?["details"].as_array().cloned().unwrap_or_default();
            let mut told: Vec<&str> = told.iter().filter_map(|detail| detail["path"].as_str()).collect();
            told.sort_unstable();
            return if told == lacking { Ok(()) } else { Err(format!("it is not lacking {lacking:?}, but {told:?}")) };
        }
        let reply = self.perform(&example.call)?;
        self.known.insert("reply".to_owned(), reply);
        example.then.iter().try_for_each(|call| self.perform(call).map(drop))
    }

    /// Makes a call, and compares its response with what is expected.
    fn perform(&mut self, call: &Call) -> Result<Value, String> {
        let Call { r#as, method, expects, fails, .. } = call;
        let response = self.post(call)?;
        if response["code"].as_str() != fails.as_deref() {
            return Err(format!("{method} answers {response}"));
        }
        for (pointer, expected) in expects {
            let expected = self.filled(expected)?;
            let path: Vec<&str> = pointer.split('/').skip(1).collect();
            let mut found = Vec::new();
            find(&response, &path, &mut found);
            if !found.contains(&&expected) {
                return Err(format!("{method} has {found:?} at {pointer} instead of {expected}"));
            }
        }
        if let Some(name) = r#as {
            self.known.insert(name.clone(), response.clone());
        }
        Ok(response)
    }

    /// The response to a call: that of its reply, or what a command writes.
    fn post(&self, call: &Call) -> Result<Value, String> {
        let Call { method, token, parameters, .. } = call;
        if method == COMMAND {
            let words = method.split(' ').skip(1);
            let written = Command::new(env!("CARGO_BIN_EXE_ventanilla")).args(words).output().expect("the program runs");
            return serde_json::from_slice(&written.stdout).map_err(|cause| cause.to_string());
        }
        let entry =
            self.registry.entries().iter().find(|entry| entry.qualified == *method).ok_or_else(|| format!("there is no {method}"))?;
        let mut parameters = self.filled(&parameters.clone().into())?;
        if entry.access.role.is_some() && parameters.get("profile_id").is_none() {
            parameters["profile_id"] = json!(1);
        }
        let token = match token {
            Some(token) => self.filled(token)?.as_str().map(str::to_owned),
            None => entry.access.signed_in.then(|| self.world.people.ana.token.clone()),
        };
        Ok(self.world.service.post(token.as_deref(), method, parameters).envelope()["response"].take())
    }

    /// A value with what its references refer to in their place.
    fn filled(&self, value: &Value) -> Result<Value, String> {
        match value {
            Value::Object(entries) => {
                if let Some(reference) = entries.get("$ref").or_else(|| entries.get("$text")).and_then(Value::as_str) {
                    let found = referred(&self.known, reference).ok_or_else(|| format!("{reference} refers to nothing"))?;
                    return Ok(if entries.contains_key("$text") { found.to_string().into() } else { found.clone() });
                }
                entries.iter().map(|(key, value)| Ok((key.clone(), self.filled(value)?))).collect()
            }
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect(),
            other => Ok(other.clone()),
        }
    }
}

/// The value at a path of names between full stops. A name may have a full stop itself, if it is the last one.
fn referred<'k>(known: &'k Map<String, Value>, path: &str) -> Option<&'k Value> {
    known.get(path).or_else(|| {
        let (name, rest) = path.split_once('.')?;
        referred(known.get(name)?.as_object()?, rest)
    })
}

/// Collects the values at a path, in which `*` stands for any item of a list.
fn find<'v>(value: &'v Value, path: &[&str], found: &mut Vec<&'v Value>) {
    let Some((first, rest)) = path.split_first() else { return found.push(value) };
    match value {
        Value::Array(items) if *first == "*" => items.iter().for_each(|item| find(item, rest, found)),
        Value::Array(items) => {
            if let Some(item) = first.parse::<usize>().ok().and_then(|position| items.get(position)) {
                find(item, rest, found);
            }
        }
        Value::Object(entries) => {
            if let Some(inner) = entries.get(*first) {
                find(inner, rest, found);
            }
        }
        _ => {}
    }
}
