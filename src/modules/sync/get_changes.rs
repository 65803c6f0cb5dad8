//! `Sync.GetChanges`: the feed of what happened to the records of a profile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::change_view::ChangeView;
use super::{check_position, readable};
use crate::db::feed::{Asked, FeedChange, Position};
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Cursor, PageSize, Text};
use crate::modules::withheld::Withheld;
use crate::records::kind_name::{KindName, KindNames};
use crate::rpc::envelope::each;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Tells what was created, changed and deleted, from a cursor on: no change is skipped, and none is shown twice. A change
/// comes after all that it could have seen: a record's versions in their order, a contact after its company. Keep
/// `cursor` together with what the changes made of your copy, and send it as `since` the next time. Notifications are not
/// in the feed: each is its user's own. A write that takes long holds up what comes after it. An
/// application token is shown the kinds that it has the right to read, and told in `withheld` of the others.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The cursor of the last answer, or what the last page of `Sync.GetSnapshot` gave. Without it the feed begins with
    /// the first change that the profile ever had.
    #[serde(default)]
    since: Option<Cursor<Position>>,
    /// The kinds of record that matter; all where nothing is said. A cursor does not know of them: follow with the same.
    #[serde(default)]
    entities: Option<KindNames>,
    /// How many changes an answer has at the most: 1 to 1000, 500 where nothing is said.
    #[serde(default)]
    limit: PageSize,
    /// Changes by who sent this with the header `X-Origin` are left out: your own echoes. The cursor moves past them.
    #[serde(default)]
    exclude_origin: Option<Text<128>>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(serialize_with = "as_views")]
    #[schemars(with = "Vec<ChangeView<'static>>")]
    changes: Vec<FeedChange>,
    /// Behind the last of these changes: the next `since`.
    cursor: Cursor<Position>,
    /// Whether there are more already. If not, ask again when you like.
    more: bool,
    /// The kinds of record that an application token may not read, of those that it asked for: they are left out.
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

fn as_views<S: Serializer>(changes: &[FeedChange], serializer: S) -> Result<S::Ok, S::Error> {
    each(changes, ChangeView::new).serialize(serializer)
}

pub struct GetChanges;

impl Method for GetChanges {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Indica, a partir de un cursor, qué se creó, qué se modificó y qué se eliminó, sin omitir ni repetir ningún cambio.";

    fn name(&self) -> &'static str {
        "GetChanges"
    }

    fn on_primary(&self) -> bool {
        true
    }

    fn check(&self, reader: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        if let Some(Cursor(position)) = parameters.since {
            check_position(reader, "since", position, problems)?;
        }
        Ok(Some(()))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, (): ()) -> Result<Response> {
        let mut withheld = Withheld::default();
        let chosen = KindName::chosen(parameters.entities.as_ref().map(KindNames::as_slice));
        let stretch = reader.feed(Asked {
            since: parameters.since.map(|Cursor(position)| position),
            entities: &readable(reader, chosen, &mut withheld),
            exclude_origin: parameters.exclude_origin.as_ref().map(Text::as_str),
            limit: parameters.limit.into(),
        })?;
        Ok(Response { changes: stretch.changes, cursor: Cursor(stretch.end), more: stretch.more, withheld })
    }
}
