//! A method is a struct with typed parameters, a typed response and a scope. Its code runs on the thread that the executor chose,
//! inside the transaction that its scope needs. It never sees HTTP, the backend's name, a raw connection, or a profile id that
//! came from the wire. [`super::opening`] does the steps around the method, and [`super::running`] decides where it runs.

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

/// Parameters that can be read from a body. For most of them their type says how. The parameters of a list are read in two parts:
/// the page, and the list's own filters.
pub trait FromTree: Sized {
    /// Reads the parameters as far as they can be read, and reports the mistakes. Parameters named in `elsewhere` have been read
    /// before.
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems>;
}

impl<P: DeserializeOwned> FromTree for P {
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems> {
        decode_beside(tree, elsewhere, mentions)
    }
}

/// A method of the API.
pub trait Method: Send + Sync + 'static {
    /// The scope: it says which callers are admitted, and which tables and operations the method has.
    type Scope: Scope;
    /// The parameters. Their doc comment is the method's documentation.
    type Parameters: FromTree + JsonSchema + Clone + Send + Sync + 'static;
    /// The things that `check` finds and `call` needs: loaded records, values ready to be kept.
    type Found;
    /// The response.
    type Response: Serialize + JsonSchema;

    /// The summary in Spanish, like the first paragraph of the documentation: one sentence in the third person, `Crea una
    /// empresa.`
    const SUMMARY_IN_SPANISH: &'static str;

    /// Whether the reply may be kept, to answer a retry with the same idempotency key. Not if a secret is in the reply or in the
    /// parameters: the parameters are kept as a hash, which can be guessed.
    const KEEPS_REPLY: bool = true;

    /// The record that the method changes or deletes, if it is a single one: a call may then name in `if_version` the version
    /// that the caller knows.
    const SUBJECT: Option<fn(&Self::Parameters) -> Subject> = None;

    /// The kinds of record of other modules that the method writes or deletes. Their rows say which role and right that needs,
    /// and the write path asks; it refuses to write a kind that is not declared here.
    const TOUCHES: fn(&Kind) -> bool = |_| false;

    /// Required parameters that some callers don't have, each with the method for them: the sentence for a missing one names it.
    const WITHOUT: &'static [(&'static str, &'static str)] = &[];

    /// The method's name without the module: `CreateCompany`.
    fn name(&self) -> &'static str;

    /// The expected length of the call. A write runs where writes run, whatever this says.
    fn weight(&self, _parameters: &Self::Parameters) -> Weight {
        Weight::Long
    }

    /// Whether the method must see all that was committed, so that no replica may answer it.
    fn on_primary(&self) -> bool {
        false
    }

    /// Work that needs no transaction and takes long, such as hashing a password. It is done before a write begins, where it
    /// holds nobody up. Such a method takes no external IDs: parameters that are read again after the look-up are not prepared.
    fn prepare(&self, _public: &mut Public, _parameters: &mut Self::Parameters) -> Result<()> {
        Ok(())
    }

    /// The content that goes to the store before a write begins, after `prepare`. It is removed again if the write does not keep
    /// it ([`Editor::keep_content`](crate::db::scope::Editor::keep_content)).
    fn object(&self, _parameters: &Self::Parameters) -> Option<Object> {
        None
    }

    /// Looks for every mistake in the parameters that only the database knows, and hands over what it found; `None` only if it
    /// noted a problem. It runs also if mistakes were noted before, so that one answer names them all; then `call` is not
    /// reached.
    fn check(&self, scope: &mut Self::Scope, parameters: &Self::Parameters, problems: &mut Problems) -> Result<Option<Self::Found>>;

    /// Makes the call, with the things that `check` found.
    fn call(&self, scope: &mut Self::Scope, parameters: Self::Parameters, found: Self::Found) -> Result<Self::Response>;

    /// The parameters that give the next piece of a long list, if this response is not all of it. The list is then the last thing
    /// in the response; the response to those parameters is a list of records, and nothing else.
    fn rest(&self, _response: &Self::Response) -> Option<Self::Parameters> {
        None
    }

    /// The method's documentation, if it is not the parameters' own.
    fn summary(&self) -> Option<Cow<'static, str>> {
        None
    }

    /// The method's summary in Spanish. A method that is registered several times says what it does in each place.
    fn summary_in_spanish(&self) -> Cow<'static, str> {
        Self::SUMMARY_IN_SPANISH.into()
    }

    /// The schema of the response, if the type alone does not say it.
    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Self::Response>()
    }
}

/// A method with nothing to check but its parameters' types. In all else it is a [`Method`].
pub trait PlainMethod: Send + Sync + 'static {
    type Scope: Scope;
    /// The parameters. Their doc comment is the method's documentation.
    type Parameters: FromTree + JsonSchema + Clone + Send + Sync + 'static;
    /// The response.
    type Response: Serialize + JsonSchema;

    /// The summary in Spanish, like the first paragraph of the documentation: one sentence in the third person, `Crea una
    /// empresa.`
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

    /// Makes the call.
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

/// A public method that needs no database: it answers also while the database is down.
pub trait Answer: Send + Sync + 'static {
    type Parameters: DeserializeOwned + JsonSchema + Send + 'static;
    type Response: Serialize + JsonSchema;

    /// The summary in Spanish, like the first paragraph of the documentation: one sentence in the third person, `Crea una
    /// empresa.`
    const SUMMARY_IN_SPANISH: &'static str;

    fn name(&self) -> &'static str;

    /// The method's reply in this language.
    fn answer(&self, parameters: &Self::Parameters, language: Language) -> Result<Written<Self::Response>>;
}
