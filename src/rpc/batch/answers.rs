//! The replies to the calls of a batch so far, and the references that later calls make to them: `{"$ref": "0.company.id"}`.
//!
//! Invariants: a reference is to an earlier call that succeeded, and to a value that is in its reply. The memory that
//! replies and references take is bounded.

use std::cell::OnceCell;

use bytes::Bytes;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::envelope;
use super::super::path::Path;
use super::super::problems::Problems;
use super::super::tree::Tree;
use crate::error::{Error, Result};
use crate::sentences::{Quoted, Sentence};

/// The most bytes that the replies may hold before the batch fails: they are in memory while the transaction is open.
const MOST_ANSWERED: usize = 32 * 1024 * 1024;

/// The most bytes of earlier replies that references may copy in all.
const MOST_REFERRED: usize = 1024 * 1024;

/// The key of an object that stands for a value of an earlier reply.
const REFERENCE: &str = "$ref";

/// The reply to a batch.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Response<'a> {
    /// The reply to each call, in the order of the calls, in the form that it would have alone.
    #[serde(borrow)]
    #[schemars(with = "Vec<OneReply>")]
    replies: Vec<&'a RawValue>,
}

/// The reply to one call of the batch.
#[derive(JsonSchema)]
#[schemars(rename = "BatchReply")]
#[expect(dead_code, reason = "the replies are there as text already")]
struct OneReply {
    success: bool,
    response: serde_json::Value,
    error: Option<String>,
}

/// Counts the references of a batch before it is run: others wait while references are resolved and the parameters around them
/// read.
#[derive(Default)]
pub struct References {
    number: usize,
    /// The bytes of the parameters that hold references.
    weight: usize,
}

impl References {
    const MOST: usize = 1_000;
    const HEAVIEST: usize = 2 * 1024 * 1024;

    /// Counts the references in the parameters of a call, and says whether there are any.
    pub fn count(&mut self, parameters: &Tree<'_>) -> bool {
        let before = self.number;
        self.count_within(parameters);
        let any = self.number > before;
        if any {
            self.weight += parameters.weight();
        }
        any
    }

    fn count_within(&mut self, tree: &Tree<'_>) {
        match tree {
            Tree::Object(entries) if matches!(entries.as_slice(), [(key, _)] if key == REFERENCE) => self.number += 1,
            Tree::Object(entries) => entries.iter().for_each(|(_, value)| self.count_within(value)),
            Tree::List(items) => items.iter().for_each(|item| self.count_within(item)),
            _ => {}
        }
    }

    /// Fails if the batch has too many references, or too long parameters around them.
    pub fn check(&self) -> Result<()> {
        let Self { number, weight } = *self;
        if number > Self::MOST {
            return Err(Error::PayloadTooLarge(Sentence::BatchRefersTooOften { number, most: Self::MOST }.into()));
        }
        if weight > Self::HEAVIEST {
            return Err(Error::PayloadTooLarge(Sentence::BatchReferringTooLarge.into()));
        }
        Ok(())
    }
}

/// The replies so far, in the order of their calls.
#[derive(Default)]
pub struct Answers {
    answers: Vec<Answer>,
    answered: usize,
    referred: usize,
}

/// One reply, and its response as a tree once a later call refers to it.
struct Answer {
    reply: Bytes,
    response: OnceCell<Option<Tree<'static>>>,
}

impl Answers {
    /// The replies that the reply to a batch holds.
    pub fn in_reply(reply: &[u8]) -> Result<Self> {
        let response = envelope::response_in(reply).ok_or_else(|| Error::internal("what was kept is not the reply to a batch"))?;
        let Response { replies } = serde_json::from_slice(response)?;
        let mut answers = Answers::default();
        replies.into_iter().try_for_each(|reply| answers.add(Bytes::copy_from_slice(reply.get().as_bytes())))?;
        Ok(answers)
    }

    pub fn add(&mut self, reply: Bytes) -> Result<()> {
        self.answered += reply.len();
        if self.answered > MOST_ANSWERED {
            return Err(Error::PayloadTooLarge(Sentence::BatchRepliesTooLong.into()));
        }
        self.answers.push(Answer { reply, response: OnceCell::new() });
        Ok(())
    }

    /// The reply to the batch.
    pub fn reply(&self) -> Result<Vec<u8>> {
        let replies: Result<Vec<&RawValue>, _> = self.answers.iter().map(|answer| serde_json::from_slice(&answer.reply)).collect();
        envelope::success(&Response { replies: replies? })
    }

    /// Whether the call of this number was made and succeeded.
    pub fn succeeded(&self, number: usize) -> bool {
        self.answers.get(number).is_some_and(|answer| envelope::response_in(&answer.reply).is_some())
    }

    /// A call's parameters with each reference replaced by its value.
    pub fn resolve(&mut self, parameters: &Tree<'static>) -> Result<Tree<'static>> {
        let (mut resolved, mut problems) = (parameters.clone(), Problems::default());
        self.resolve_within(&mut resolved, &Path::whole(), &mut problems);
        if !matches!(resolved, Tree::Object(_)) {
            problems.add(REFERENCE, "wrong_type", Sentence::ReferenceNoObject { found: resolved.shape() });
        }
        problems.settle().map(|()| resolved)
    }

    fn resolve_within(&mut self, tree: &mut Tree<'static>, path: &Path<'_>, problems: &mut Problems) {
        match tree {
            Tree::Object(entries) => {
                if let [(key, reference)] = entries.as_slice()
                    && key == REFERENCE
                {
                    match self.referred(reference) {
                        Ok(value) => *tree = value,
                        // A reference in the place of all parameters has no name but this.
                        Err(why) if path.is_whole() => problems.add(REFERENCE, "unknown_reference", why),
                        Err(why) => problems.add_at(path, "unknown_reference", || why),
                    }
                    return;
                }
                for (key, value) in entries {
                    self.resolve_within(value, &path.at(key), problems);
                }
            }
            Tree::List(items) => {
                for (number, item) in items.iter_mut().enumerate() {
                    self.resolve_within(item, &path.nth(number), problems);
                }
            }
            _ => {}
        }
    }

    /// The value that a reference stands for, or the reason why there is none.
    fn referred(&mut self, reference: &Tree<'_>) -> Result<Tree<'static>, Sentence> {
        let Tree::Text(reference) = reference else {
            return Err(Sentence::ReferenceNoText);
        };
        let quoted = || Quoted::of(reference);
        let mut segments = reference.split('.');
        let number = segments.next().and_then(|number| number.parse::<usize>().ok());
        let Some(answer) = number.and_then(|number| self.answers.get(number)) else {
            return Err(Sentence::ReferenceNoNumber { reference: quoted() });
        };
        let mut found = answer.response().ok_or_else(|| Sentence::ReferenceToFailed { reference: quoted() })?;
        for segment in segments {
            let nothing = || Sentence::ReferenceToNothing { reference: quoted(), segment: Quoted::of(segment) };
            found = found.get(segment).ok_or_else(nothing)?;
        }
        self.referred += found.weight();
        if self.referred > MOST_REFERRED {
            return Err(Sentence::ReferencesTooLarge);
        }
        Ok(found.clone())
    }
}

impl Answer {
    /// The response; none if the call failed.
    fn response(&self) -> Option<&Tree<'static>> {
        let read = || envelope::response_in(&self.reply).and_then(|text| Tree::parse(text).ok()).map(Tree::into_owned);
        self.response.get_or_init(read).as_ref()
    }
}
