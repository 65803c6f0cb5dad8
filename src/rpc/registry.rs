//! The registry: every method once, found by its name. Definition, metrics and conformance tests are made from it; no other list
//! of methods exists.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use schemars::{Schema, SchemaGenerator};

use super::aliases::Aliases;
use super::batch::Batch;
use super::calling::Calling;
use super::common_parameters::Takes;
use super::method::{Answer, Method};
use super::opening::{self, ReadCall};
use super::ready::{ReadAnswer, Ready, Returned};
use super::tree::Tree;
use super::upsert::Upsert;
use crate::auth::access::Access;
use crate::auth::permission::Permission;
use crate::auth::token::Bearer;
use crate::db::Database;
use crate::db::call::Call;
use crate::db::idempotency::Retry;
use crate::db::reads::Lease;
use crate::db::scope::{Public, Scope};
use crate::db::writes::{Done, Failed};
use crate::error::{Error, Result};
use crate::fields::IdempotencyKey;
use crate::fields::nearest::nearest;
use crate::sentences::{Quoted, Sentence, Wording};

/// All methods, in the order of their registration.
#[derive(Default)]
pub struct Registry {
    entries: Vec<Entry>,
    modules: Vec<(&'static str, Wording)>,
    qualified: HashMap<String, usize>,
    bare: HashMap<&'static str, Vec<usize>>,
}

/// One method, as the registry knows it.
pub struct Entry {
    pub module: &'static str,
    /// The name without the module.
    pub name: &'static str,
    /// The name with the module, as the documentation uses it.
    pub qualified: String,
    pub access: Access,
    /// The right that an application token needs.
    pub permission: Permission,
    /// Whether a bare name that an older method has, too, is that one's.
    is_later: bool,
    method: Box<dyn Erased>,
}

impl Entry {
    /// Reads the parameters of a call, as far as possible without the database, in time proportional to their length.
    pub fn read(&self, registry: &Arc<Registry>, parameters: Tree<'_>) -> Box<dyn Ready> {
        self.method.read(registry, parameters)
    }

    /// Runs a call of this method to its reply.
    pub async fn run(&self, database: &Database, call: Arc<Call>, bearer: Option<Bearer>, ready: Box<dyn Ready>) -> Result<Returned> {
        ready.run(database, self.calling(call, bearer)).await
    }

    /// Makes a call of this method inside a transaction that the caller has begun and will end.
    pub(super) fn run_inside(
        &self,
        lease: Lease,
        call: Arc<Call>,
        bearer: Option<Bearer>,
        ready: &dyn Ready,
    ) -> (Lease, Result<Done, Failed>) {
        ready.run_inside(lease, self.calling(call, bearer))
    }

    /// Checks whether the caller may make this call at this moment. Makes nothing.
    pub(super) fn admit(&self, lease: &mut Lease, calling: &Calling, parameters: Tree<'_>) -> Result<()> {
        let Calling { call, bearer, .. } = calling.clone();
        self.method.admit(lease, &self.calling(call, bearer), parameters)
    }

    fn calling(&self, call: Arc<Call>, bearer: Option<Bearer>) -> Calling {
        Calling { call, bearer, permission: self.permission }
    }

    /// The parameter that holds calls, and their number, if this call holds any.
    pub fn calls_in(&self, parameters: &Tree<'_>) -> Option<(&'static str, usize)> {
        let parameter = self.method.holds_calls_in()?;
        match parameters.get(parameter) {
            Some(Tree::List(calls)) => Some((parameter, calls.len())),
            _ => None,
        }
    }

    /// The common parameters that the method takes.
    pub fn takes(&self) -> Takes {
        self.method.takes()
    }

    /// Whether an idempotency key has a meaning for calls of this method.
    pub fn keeps_reply(&self) -> bool {
        self.access.writes && self.method.keeps_reply()
    }

    /// Whether the method's parameters or its reply hold a secret.
    pub fn is_secret(&self) -> bool {
        !self.method.keeps_reply()
    }

    /// The meaning of a key for this call; none if the method only reads.
    pub fn retry(&self, key: IdempotencyKey, parameters: &Tree<'_>) -> Result<Option<Retry>> {
        if self.access.writes && !self.keeps_reply() {
            return Err(Error::MalformedRequest(Sentence::MethodTakesNoKey { method: self.qualified.clone() }.into()));
        }
        Ok(self.access.writes.then(|| Retry::new(key, &self.qualified, parameters)))
    }

    pub fn summary(&self) -> Option<String> {
        self.method.summary()
    }

    /// The method's summary in Spanish, in one sentence.
    pub fn summary_in_spanish(&self) -> Cow<'static, str> {
        self.method.summary_in_spanish()
    }

    pub fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        self.method.parameters_schema(generator)
    }

    pub fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        self.method.response_schema(generator)
    }
}

/// A method with its types erased.
pub(super) trait Erased: Send + Sync {
    fn read(&self, registry: &Arc<Registry>, parameters: Tree<'_>) -> Box<dyn Ready>;
    /// Checks the caller. A method without a scope is open to all.
    fn admit(&self, _: &mut Lease, _: &Calling, _: Tree<'_>) -> Result<()> {
        Ok(())
    }
    /// The parameter whose items count as calls.
    fn holds_calls_in(&self) -> Option<&'static str> {
        None
    }
    fn takes(&self) -> Takes {
        Takes::default()
    }
    fn keeps_reply(&self) -> bool {
        true
    }
    fn summary(&self) -> Option<String> {
        None
    }
    fn summary_in_spanish(&self) -> Cow<'static, str>;
    fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema;
    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema;
}

/// A method, with the aliases of its parameters, which are read from their schema when the method is first called.
struct Registered<M> {
    method: Arc<M>,
    aliases: OnceLock<Aliases>,
}

impl<M: Method> Erased for Registered<M> {
    fn read(&self, _: &Arc<Registry>, parameters: Tree<'_>) -> Box<dyn Ready> {
        let schema = || self.parameters_schema(&mut SchemaGenerator::default()).to_value();
        let aliases = self.aliases.get_or_init(|| Aliases::in_schema(&schema()));
        Box::new(ReadCall::read(&self.method, aliases, parameters))
    }

    fn admit(&self, lease: &mut Lease, calling: &Calling, parameters: Tree<'_>) -> Result<()> {
        opening::admitted::<M>(lease, calling, parameters)
    }

    fn takes(&self) -> Takes {
        opening::takes::<M>()
    }

    fn keeps_reply(&self) -> bool {
        M::KEEPS_REPLY
    }

    fn summary(&self) -> Option<String> {
        M::summary(&self.method).map(Cow::into_owned)
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        M::summary_in_spanish(&self.method)
    }

    fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        <M::Parameters as schemars::JsonSchema>::json_schema(generator)
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        M::response_schema(&self.method, generator)
    }
}

/// A method without a scope.
struct Direct<A>(Arc<A>);

impl<A: Answer> Erased for Direct<A> {
    fn read(&self, _: &Arc<Registry>, parameters: Tree<'_>) -> Box<dyn Ready> {
        Box::new(ReadAnswer::read(&self.0, &parameters))
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        A::SUMMARY_IN_SPANISH.into()
    }

    fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        <A::Parameters as schemars::JsonSchema>::json_schema(generator)
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<A::Response>()
    }
}

/// A module while its methods are registered.
pub struct Module<'r> {
    registry: &'r mut Registry,
    name: &'static str,
    for_people: bool,
    is_later: bool,
}

impl Module<'_> {
    /// The methods that follow came after the first ones: a bare name that an older method has stays that one's.
    pub fn later(&mut self) -> &mut Self {
        self.is_later = true;
        self
    }

    /// Refuses application tokens in those methods of this module that are about a profile.
    pub fn for_people(&mut self) -> &mut Self {
        self.for_people = true;
        self
    }

    /// Registers a method.
    pub fn method<M: Method>(&mut self, method: M) -> &mut Self {
        let (name, aliases) = (method.name(), OnceLock::new());
        self.register(name, <M::Scope as Scope>::ACCESS, Box::new(Registered { method: Arc::new(method), aliases }))
    }

    /// Registers a public method that needs no database.
    pub fn answer<A: Answer>(&mut self, method: A) -> &mut Self {
        self.register(method.name(), <Public as Scope>::ACCESS, Box::new(Direct(Arc::new(method))))
    }

    /// Registers the method that makes several calls of other methods.
    pub fn batch(&mut self) -> &mut Self {
        // Each call in a batch asks for its own right.
        self.register_with(Batch::NAME, Batch::ACCESS, Permission::Any, Box::new(Batch))
    }

    /// Registers the method that creates or edits records of these kinds.
    pub fn upsert(&mut self) -> &mut Self {
        self.register(Upsert::NAME, Upsert::ACCESS, Box::new(Upsert))
    }

    /// Two methods of one name are a mistake that no test run survives.
    fn register(&mut self, name: &'static str, access: Access, method: Box<dyn Erased>) -> &mut Self {
        let permission = Permission::of(self.name, self.for_people, name, access);
        self.register_with(name, access, permission, method)
    }

    fn register_with(&mut self, name: &'static str, access: Access, permission: Permission, method: Box<dyn Erased>) -> &mut Self {
        let registry = &mut *self.registry;
        let qualified = format!("{}.{name}", self.name);
        let position = registry.entries.len();
        let earlier = registry.qualified.insert(qualified.clone(), position);
        assert!(earlier.is_none(), "{qualified} is registered twice");
        let (entries, is_later) = (&registry.entries, self.is_later);
        let bare = registry.bare.entry(name).or_default();
        if !is_later {
            bare.retain(|other| entries.get(*other).is_some_and(|other| !other.is_later));
        }
        if !is_later || bare.is_empty() {
            bare.push(position);
        }
        registry.entries.push(Entry { module: self.name, name, qualified, access, permission, is_later, method });
        self
    }
}

impl Registry {
    /// Opens a module, or opens it again, with its purpose in English and in Spanish.
    pub fn module(&mut self, name: &'static str, english: &'static str, spanish: &'static str) -> Module<'_> {
        let purpose = Wording { english, spanish };
        match self.modules.iter_mut().find(|(known, _)| *known == name) {
            // A catalog may open the module of its records before they do, and says nothing of it.
            Some((_, known)) if known.english.is_empty() => *known = purpose,
            Some(_) => {}
            None => self.modules.push((name, purpose)),
        }
        Module { registry: self, name, for_people: false, is_later: false }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn modules(&self) -> &[(&'static str, Wording)] {
        &self.modules
    }

    /// Finds a method by its qualified name, by its bare name if one module alone has it, or by its bare name in the module that
    /// the path names. Returns its place in [`Registry::entries`], too.
    pub fn find(&self, module: Option<&str>, name: &str) -> Result<(usize, &Entry)> {
        match self.named(module, name) {
            &[position] => self.entries.get(position).map(|entry| (position, entry)).ok_or_else(|| self.unknown(module, name)),
            [] => Err(self.unknown(module, name)),
            several => Err(self.ambiguous(name, several)),
        }
    }

    /// The place of a method in [`Registry::entries`], without a reason if there is none.
    pub fn position(&self, module: Option<&str>, name: &str) -> Option<usize> {
        match self.named(module, name) {
            &[position] => Some(position),
            _ => None,
        }
    }

    /// The places of the methods that this name may mean.
    fn named(&self, module: Option<&str>, name: &str) -> &[usize] {
        let qualified = |name: &str| self.qualified.get(name).map_or(&[][..], std::slice::from_ref);
        match module {
            Some(module) if name.split_once('.').is_some_and(|(named, _)| named == module) => qualified(name),
            Some(module) => qualified(&format!("{module}.{name}")),
            None if name.contains('.') => qualified(name),
            None => self.bare.get(name).map_or(&[], Vec::as_slice),
        }
    }

    fn ambiguous(&self, name: &str, positions: &[usize]) -> Error {
        let candidates = positions.iter().filter_map(|position| self.entries.get(*position)).map(|entry| entry.qualified.clone());
        let candidates: Vec<String> = candidates.collect();
        let sentence = Sentence::MethodAmbiguous { method: Quoted::of(name), candidates: candidates.clone() };
        Error::AmbiguousMethod { sentence: sentence.into(), candidates }
    }

    fn unknown(&self, module: Option<&str>, name: &str) -> Error {
        let asked = match module {
            Some(module) if self.qualified.contains_key(name) => {
                let sentence = Sentence::MethodElsewhere { method: Quoted::of(name), module: Quoted::of(module) };
                return Error::UnknownMethod { sentence: sentence.into(), suggestions: Vec::new() };
            }
            Some(module) if !name.contains('.') => format!("{module}.{name}"),
            _ => name.to_owned(),
        };
        let near = if asked.contains('.') {
            nearest(&asked, self.entries.iter().map(|entry| entry.qualified.as_str()))
        } else {
            nearest(&asked, self.bare.keys().copied())
        };
        let suggestions: Vec<String> = near.into_iter().map(ToOwned::to_owned).collect();
        let sentence = Sentence::MethodUnknown { method: Quoted::of(&asked), suggestions: suggestions.clone() };
        Error::UnknownMethod { sentence: sentence.into(), suggestions }
    }
}
