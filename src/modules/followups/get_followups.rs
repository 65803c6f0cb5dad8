//! `Followups.GetFollowups`: the next actions that are due.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::rows::Rows;
use crate::db::schema::interactions;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Deadline, Ids, Instant, Named, Order};
use crate::modules::inputs::shown_inputs;
use crate::modules::list::{List, Of, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::withheld::Withheld;
use crate::records::interaction::{BY_USER, Interaction, With};
use crate::records::member::Member;
use crate::rpc::problems::Problems;

/// Lists the interactions whose next action is due and not done, the longest overdue first. They are shown only to callers who may
/// read interactions.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// The time by which the actions are to be done; a day counts as a whole. Default: now.
    #[serde(default)]
    until: Option<Deadline>,
    /// Only interactions of these owners.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Ids<Member>,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
}

pub struct GetFollowups;

impl List for GetFollowups {
    type Record = Interaction;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str =
        "Lista las interacciones cuya siguiente acción ya toca y no se ha hecho, empezando por las más atrasadas.";
    const NAME: &'static str = "GetFollowups";
    const PLURAL: &'static str = "interactions";
    const ORDER: Order = Order { column: "next_action_date", descending: false, nullable: true };
    const OF_THE_MOMENT: bool = true;
    const SORTS: &'static [SortKey<Interaction>] = &[SortKey {
        name: "next_action_date",
        column: "next_action_date",
        of: Of::NumberOrNull(|kept| kept.next_action_date.map(Instant::microseconds)),
    }];
    const NULLABLE: &'static [&'static str] = &[];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        reader.refuse_unless_read(Interaction::ENTITY)?;
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Interaction> {
        let rows = reader.rows::<Interaction>().among(interactions::user_id, filters.user_id.given());
        let open = rows.filter(interactions::next_action_done.eq(false));
        match filters.until {
            Some(until) => open.filter(interactions::next_action_date.lt(until.after())),
            None => open.filter(interactions::next_action_date.le(reader.moment())),
        }
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters { with_inputs: false, ..filters }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Interaction>], withheld: &mut Withheld) -> Result<With> {
        Ok(With { inputs: shown_inputs(reader, filters.with_inputs, rows, withheld)? })
    }
}
