//! `Sync.GetSnapshot`: the records of a profile as they are, and the place in the feed from which to go on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::check_position;
use crate::db::feed::{Copied, Copies, Position};
use crate::db::scope::Reader;
use crate::error::{Error, Result};
use crate::fields::{Cursor, PageSize, Verbatim};
use crate::modules::withheld::Withheld;
use crate::records::kind_name::{KindName, KindNames};
use crate::records::kinds::kind_of;
use crate::rpc::envelope::each;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Gives all records of a profile, page by page, for a copy elsewhere. The first page notes the end of the feed; the last
/// gives it as `since`, with which `Sync.GetChanges` goes on without a gap. What changes meanwhile may be on a page already
/// and comes in the feed again: pass over what has no greater version than your copy, except deletions. The copy is
/// whole when the feed has been followed to its end. An application token is shown the kinds that it has the right to read,
/// and told in `withheld` of the others.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The kinds of record to copy; all where nothing is said. Later pages need not say it again.
    #[serde(default)]
    entities: Option<KindNames>,
    /// How many records a page has at the most: 1 to 1000, 500 where nothing is said.
    #[serde(default)]
    limit: PageSize,
    /// The cursor of the page before. Without it a snapshot begins.
    #[serde(default)]
    cursor: Option<Cursor<Progress>>,
}

/// How far a snapshot has come.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The end of the feed when it began.
    start: Position,
    /// The names of the kinds that are left. The first has been begun.
    left: Vec<String>,
    /// The last id of the first kind that a page has shown, or 0.
    after: i64,
}

impl Progress {
    /// What comes after a page that ended with this id, or with the last of its kind.
    fn next(mut self, last: Option<i64>) -> Option<Self> {
        match last {
            Some(id) => self.after = id,
            None => {
                self.left.remove(0);
                self.after = 0;
            }
        }
        (!self.left.is_empty()).then_some(self)
    }
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// The kind of the records on this page. Kinds come in an order in which what is referred to comes first.
    entity: &'static str,
    /// In the order of their ids; none where the profile has no such record.
    #[serde(serialize_with = "as_views")]
    #[schemars(with = "Vec<CopiedView<'static>>")]
    records: Vec<Copied>,
    /// For the next page; null on the last.
    cursor: Option<Cursor<Progress>>,
    /// On the last page, for `Sync.GetChanges`; null before.
    since: Option<Cursor<Position>>,
    /// On the first page, the kinds of record that an application token may not read, of those that it asked for: they are
    /// left out.
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

#[derive(Serialize, JsonSchema)]
struct CopiedView<'a> {
    id: i64,
    /// 1 when created, one more with each change.
    version: i64,
    /// The whole record, as `Sync.GetChanges` shows it.
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    record: Verbatim<'a>,
}

fn as_views<S: Serializer>(records: &[Copied], serializer: S) -> Result<S::Ok, S::Error> {
    each(records, |copied| CopiedView { id: copied.id, version: copied.version, record: Verbatim(Some(&copied.record)) })
        .serialize(serializer)
}

pub struct GetSnapshot;

impl Method for GetSnapshot {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Da una instantánea de todos los registros de un perfil, página por página, para \
        tener una copia en otro lugar y seguir después los cambios con `Sync.GetChanges` sin ningún hueco.";

    fn name(&self) -> &'static str {
        "GetSnapshot"
    }

    fn on_primary(&self) -> bool {
        true
    }

    fn check(&self, reader: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        let Some(Cursor(progress)) = &parameters.cursor else { return Ok(Some(())) };
        if parameters.entities.is_some() && !problems.concern("cursor") {
            problems.add("entities", "beside_cursor", Sentence::EntitiesBesideCursor);
        }
        check_position(reader, "cursor", progress.start, problems).map(Some)
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, (): ()) -> Result<Response> {
        let mut progress = match parameters.cursor {
            Some(Cursor(progress)) => progress,
            // The records are read after this, so that all that the feed has up to here is in them.
            None => {
                let left =
                    KindName::chosen(parameters.entities.as_ref().map(KindNames::as_slice)).into_iter().map(ToOwned::to_owned).collect();
                Progress { start: reader.feed_end()?, left, after: 0 }
            }
        };
        let kind = progress.left.first().and_then(|name| KindName::find(name));
        let kind = kind.ok_or_else(|| Error::invalid("cursor", "not_a_cursor", Sentence::CursorOfAnotherRelease))?;
        let (start, mut withheld) = (progress.start, Withheld::default());
        // Also of a cursor that somebody else was given.
        progress.left.retain(|name| KindName::find(name).is_none_or(|left| withheld.shows(reader, left.0, &[left.name()])));
        if progress.left.is_empty() {
            return Ok(Response { entity: kind.name(), records: Vec::new(), cursor: None, since: Some(Cursor(start)), withheld });
        }
        if progress.left.first().is_some_and(|name| name != kind.name()) {
            progress.after = 0;
        }
        let kind = progress.left.first().and_then(|name| KindName::find(name)).unwrap_or(kind);
        let limit = i64::from(parameters.limit);
        let Copies { records, more } = (kind_of(kind.0)?.copying.copies)(reader, progress.after, limit)?;
        let last = records.last().filter(|_| more).map(|copied| copied.id);
        let next = progress.next(last);
        Ok(Response { entity: kind.name(), records, since: next.is_none().then_some(Cursor(start)), cursor: next.map(Cursor), withheld })
    }
}
