//! A method is a struct with typed parameters, a typed response and a scope. It is a page of plain code that
//! runs on whatever thread the executor chose, inside whatever transaction its scope needs; it never sees
//! HTTP, the backend's name, a raw connection, or a profile id that came from the wire. What happens around it is
//! [`super::opening`], and where it runs is [`super::running`].

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::decode::{Decoded, Mentions, decode_beside};
use super::envelope::Written;
use super::problems::Problems;
use super::tree::Tree;
use crate::db::reads::Weight;
use crate::db::scope::{Public, Scope};
use crate::db::versions::Subject;
use crate::error::Result;
use crate::records::kinds::Kind;
use crate::sentences::Language;
use crate::store::Object;

/// Parameters that can be read from a body. For most of them their type says how; those of a list are read in two parts, the
/// page that is asked for and the list's own filters.
pub trait FromTree: Sized {
    /// Reads them, as far as they can be read, and says what is wrong. Parameters of the names that are `elsewhere`
    /// have been read before.
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems>;
}

impl<P: DeserializeOwned> FromTree for P {
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems> {
        decode_beside(tree, elsewhere, mentions)
    }
}

/// A method of the API.
pub trait Method: Send + Sync + 'static {
    /// Who may call it, and what it may do.
    type Scope: Scope;
    /// What the caller says. The doc comment is the method's documentation.
    type Parameters: FromTree + JsonSchema + Clone + Send + Sync + 'static;
    /// What `check` finds and `call` needs: records as they are, values as they are to be kept.
    type Found;
    /// What the caller is told.
    type Response: Serialize + JsonSchema;

    /// What the first paragraph of its documentation says, in Spanish: one sentence in the third person, `Crea una empresa.`
    const SUMMARY_IN_SPANISH: &'static str;

    /// Whether the reply may be kept, for who repeats the call with its idempotency key. Not where a secret
    /// is in it or in the parameters, which are kept, too, as a hash that can be guessed at.
    const KEEPS_REPLY: bool = true;

    /// The record that it changes or deletes, where it is one: a call may then say with `if_version` which version of it
    /// the caller knows.
    const SUBJECT: Option<fn(&Self::Parameters) -> Subject> = None;

    /// The kinds of record of other modules that it writes or deletes. Their rows say which role and right that needs, and the
    /// write path asks; a kind that is not declared here it refuses to write at all.
    const TOUCHES: fn(&Kind) -> bool = |_| false;

    /// The name without the module: `CreateCompany`.
    fn name(&self) -> &'static str;

    /// How long it may take. A write runs where writes run, whatever this says.
    fn weight(&self, _parameters: &Self::Parameters) -> Weight {
        Weight::Long
    }

    /// Whether it must see all that was committed, so that no replica may answer it.
    fn on_primary(&self) -> bool {
        false
    }

    /// What needs no transaction and takes long, such as to hash a password: done before a write begins,
    /// where it holds nobody up. Such a method names no record that another system may have a name for: what is read
    /// again once that is looked up is not prepared.
    fn prepare(&self, _public: &mut Public, _parameters: &mut Self::Parameters) -> Result<()> {
        Ok(())
    }

    /// What goes to the store of files before a write begins, once it is prepared. It is kept under its own hash, so
    /// that it does no harm where the write then fails, or is done again.
    fn object(&self, _parameters: &Self::Parameters) -> Option<Object> {
        None
    }

    /// Looks for everything that is wrong with the parameters and that only the database knows, and hands over what it
    /// found; nothing only where something was noted. Runs also when some were found wrong before, so that one answer names
    /// them all; then `call` is not reached.
    fn check(&self, scope: &mut Self::Scope, parameters: &Self::Parameters, problems: &mut Problems) -> Result<Option<Self::Found>>;

    /// Does it, with what was found.
    fn call(&self, scope: &mut Self::Scope, parameters: Self::Parameters, found: Self::Found) -> Result<Self::Response>;

    /// The parameters that give the next piece of a long list, where this response is not all of it. The list is then the
    /// last thing in the response; and the response to those parameters is a list of records, and nothing else.
    fn rest(&self, _response: &Self::Response) -> Option<Self::Parameters> {
        None
    }

    /// Its documentation, where the parameters' own does not say it.
    fn summary(&self) -> Option<Cow<'static, str>> {
        None
    }

    /// What it does, in Spanish: where it is registered several times, what it does there.
    fn summary_in_spanish(&self) -> Cow<'static, str> {
        Self::SUMMARY_IN_SPANISH.into()
    }

    /// The schema of its response, where the type alone does not say it.
    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Self::Response>()
    }
}

/// A method with nothing to check but its parameters' types. In all else it is a [`Method`].
pub trait PlainMethod: Send + Sync + 'static {
    type Scope: Scope;
    /// What the caller says. The doc comment is the method's documentation.
    type Parameters: FromTree + JsonSchema + Clone + Send + Sync + 'static;
    /// What the caller is told.
    type Response: Serialize + JsonSchema;

    /// What the first paragraph of its documentation says, in Spanish: one sentence in the third person, `Crea una empresa.`
    const SUMMARY_IN_SPANISH: &'static str;

    const KEEPS_REPLY: bool = true;
    const SUBJECT: Option<fn(&Self::Parameters) -> Subject> = None;
    const TOUCHES: fn(&Kind) -> bool = |_| false;

    fn name(&self) -> &'static str;

    fn weight(&self, _parameters: &Self::Parameters) -> Weight {
        Weight::Long
    }

    fn on_primary(&self) -> bool {
        false
    }

    /// Does it.
    fn call(&self, scope: &mut Self::Scope, parameters: Self::Parameters) -> Result<Self::Response>;

    fn summary(&self) -> Option<Cow<'static, str>> {
        None
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        Self::SUMMARY_IN_SPANISH.into()
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Self::Response>()
    }
}

impl<M: PlainMethod> Method for M {
    type Scope = M::Scope;
    type Parameters = M::Parameters;
    type Found = ();
    type Response = M::Response;

    const SUMMARY_IN_SPANISH: &'static str = M::SUMMARY_IN_SPANISH;
    const KEEPS_REPLY: bool = M::KEEPS_REPLY;
    const SUBJECT: Option<fn(&M::Parameters) -> Subject> = M::SUBJECT;
    const TOUCHES: fn(&Kind) -> bool = M::TOUCHES;

    fn name(&self) -> &'static str {
        M::name(self)
    }

    fn weight(&self, parameters: &M::Parameters) -> Weight {
        M::weight(self, parameters)
    }

    fn on_primary(&self) -> bool {
        M::on_primary(self)
    }

    fn check(&self, _: &mut M::Scope, _: &M::Parameters, _: &mut Problems) -> Result<Option<()>> {
        Ok(Some(()))
    }

    fn call(&self, scope: &mut M::Scope, parameters: M::Parameters, (): ()) -> Result<M::Response> {
        M::call(self, scope, parameters)
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        M::summary(self)
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        M::summary_in_spanish(self)
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        M::response_schema(self, generator)
    }
}

/// A public method that asks no database: it answers also when there is none.
pub trait Answer: Send + Sync + 'static {
    type Parameters: DeserializeOwned + JsonSchema + Send + 'static;
    type Response: Serialize + JsonSchema;

    /// What the first paragraph of its documentation says, in Spanish: one sentence in the third person, `Crea una empresa.`
    const SUMMARY_IN_SPANISH: &'static str;

    fn name(&self) -> &'static str;

    /// Its reply to a call that is spoken to in this language.
    fn answer(&self, parameters: &Self::Parameters, language: Language) -> Result<Written<Self::Response>>;
}
