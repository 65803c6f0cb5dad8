//! `Sync.GetSnapshot`: all records of a profile, and the cursor of the feed to go on from.

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

/// Lists all records of a profile, page by page, for a copy elsewhere. The first page notes the end of the feed; the last page
/// gives it as `since`, with which `Sync.GetChanges` goes on without a gap. Changes during the snapshot may be on a page already
/// and come in the feed again: ignore those whose version is not greater than your copy's, except deletions. The copy is complete
/// when you have followed the feed to its end. An application token sees the kinds that it has the right to read; `withheld`
/// names the others.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The kinds of record to copy. Default: all. Only the first page takes them.
    #[serde(default)]
    entities: Option<KindNames>,
    /// The most records on a page: 1 to 1000. Default: 500.
    #[serde(default)]
    limit: PageSize,
    /// The cursor of the page before. Default: a new snapshot.
    #[serde(default)]
    cursor: Option<Cursor<Progress>>,
}

/// The progress of a snapshot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The end of the feed when the snapshot began.
    start: Position,
    /// The names of the kinds that are left. The first kind has been begun.
    left: Vec<String>,
    /// The last id of the first kind that a page has shown, or 0.
    after: i64,
}

impl Progress {
    /// The progress after a page that ended with this id, or with the last record of its kind.
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
    /// The kind of the records on this page. A kind comes after the kinds that its records refer to.
    entity: &'static str,
    /// The records, in the order of their ids; empty if the profile has none of this kind.
    #[serde(serialize_with = "as_views")]
    #[schemars(with = "Vec<CopiedView<'static>>")]
    records: Vec<Copied>,
    /// The cursor for the next page; null on the last page.
    cursor: Option<Cursor<Progress>>,
    /// The cursor for `Sync.GetChanges`, on the last page; null before.
    since: Option<Cursor<Position>>,
    /// The kinds that were asked for and that an application token may not read, on the first page. Their records are left out.
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

#[derive(Serialize, JsonSchema)]
struct CopiedView<'a> {
    id: i64,
    /// The record's version: 1 when created, one more with each change.
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
            // The end of the feed is read before the records, so that every change up to it is in them.
            None => {
                let left =
                    KindName::chosen(parameters.entities.as_ref().map(KindNames::as_slice)).into_iter().map(ToOwned::to_owned).collect();
                Progress { start: reader.feed_end()?, left, after: 0 }
            }
        };
        let kind = progress.left.first().and_then(|name| KindName::find(name));
        let kind = kind.ok_or_else(|| Error::invalid("cursor", "not_a_cursor", Sentence::CursorOfAnotherRelease))?;
        let (start, mut withheld) = (progress.start, Withheld::default());
        // The rights are checked on every page, because the cursor may come from another caller.
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
