//! `Sync.GetChanges`: the feed of changes to the records of a profile.

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

/// Lists all changes since a cursor: creations, updates and deletions. No change is skipped or repeated. A change comes after
/// everything that it may depend on: a record's versions in their order, a contact after its company. Store `cursor` in one
/// transaction with the changes in your copy, and send it as `since` the next time. Notifications are not in the feed, because
/// each is its user's own. A slow write delays the changes after it. An application token sees the kinds that it has the right to
/// read; `withheld` names the others.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The cursor of the last reply, or `since` from the last page of `Sync.GetSnapshot`. Default: the beginning of the profile's
    /// feed.
    #[serde(default)]
    since: Option<Cursor<Position>>,
    /// The kinds of record to list. Default: all. The cursor does not remember them, so send the same kinds each time.
    #[serde(default)]
    entities: Option<KindNames>,
    /// The most changes in a reply: 1 to 1000. Default: 500.
    #[serde(default)]
    limit: PageSize,
    /// Leaves out changes whose call had this value in the header `X-Origin`: your own changes. The cursor moves past them.
    #[serde(default)]
    exclude_origin: Option<Text<128>>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(serialize_with = "as_views")]
    #[schemars(with = "Vec<ChangeView<'static>>")]
    changes: Vec<FeedChange>,
    /// The position after the last of these changes: the next `since`.
    cursor: Cursor<Position>,
    /// Whether there are more changes already. If not, poll again later.
    more: bool,
    /// The kinds that were asked for and that an application token may not read. Their changes are left out.
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
        "Lista, a partir de un cursor, todo lo que se creó, se modificó o se eliminó, sin omitir ni repetir ningún cambio.";

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
