//! `Feedback.GetDashboard`: figures, themes, and what is still open, in one call.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};

use super::get_analytics::{self, by_month};
use super::get_themes::themes_of;
use super::period::Period;
use super::themes::Themes;
use crate::db::schema::feedback;
use crate::db::scope::Reader;
use crate::db::stored::{Record, Recorded};
use crate::error::Result;
use crate::fields::{Beginning, Deadline, Order};
use crate::records::feedback::{Feedback, FeedbackView, OPEN, With};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Shows the feedback of a stretch of time in one call: the figures by month, the themes, the latest answers, and the requests that are
/// open at this moment.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The first day, or moment, of the stretch. Default: 365 days ago.
    #[serde(default)]
    from: Option<Beginning>,
    /// The last day, or moment, of the stretch; a day counts as a whole. Default: now.
    #[serde(default)]
    to: Option<Deadline>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FeedbackDashboard")]
pub struct Response {
    /// The figures of the requests of the stretch, by month, as `Feedback.GetAnalytics` tells them.
    analytics: get_analytics::Response,
    /// The themes of the answers of the stretch, as `Feedback.GetThemes` tells them.
    themes: Themes,
    /// The number of requests that are open at this moment.
    open: i64,
    /// Ten of them at the most: those whose 30 days end first.
    #[schemars(with = "Vec<FeedbackView<'static>>")]
    ending: Shown,
    /// The latest ten answers.
    #[schemars(with = "Vec<FeedbackView<'static>>")]
    latest: Shown,
}

/// Requests as they are shown at one moment.
struct Shown(Vec<Recorded<Feedback>>, With);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Shown(requests, with) = self;
        let mut list = serializer.serialize_seq(Some(requests.len()))?;
        for kept in requests {
            list.serialize_element(&Feedback::view(kept, with))?;
        }
        list.end()
    }
}

/// The days of the dashboard, unless the caller names others.
const DAYS: i64 = 365;

/// The most requests and answers that are shown.
const MOST: i64 = 10;

const ENDING_FIRST: Order = Order { column: "expires_at", descending: false, nullable: false };
const LATEST_FIRST: Order = Order { column: "answered_at", descending: true, nullable: true };

pub struct GetDashboard;

impl Method for GetDashboard {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Period;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Muestra en una sola llamada las opiniones de un periodo: las cifras por mes, los temas, las \
        respuestas más recientes y las solicitudes abiertas.";

    fn name(&self) -> &'static str {
        "GetDashboard"
    }

    fn check(&self, reader: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Period>> {
        let period = Period::of(parameters.from, parameters.to, problems);
        let from = match parameters.from {
            Some(_) => period.from,
            None => reader.moment().min(period.until).plus_seconds(-DAYS * super::DAY),
        };
        Ok(Some(Period { from, ..period }))
    }

    fn call(&self, reader: &mut Reader, _: Parameters, period: Period) -> Result<Response> {
        reader.snapshot(|reader| {
            let moment = reader.moment();
            let shown = |requests| Shown(requests, With { moment: Some(moment) });
            let open =
                |reader: &Reader| reader.rows::<Feedback>().filter(feedback::status.eq(OPEN)).filter(feedback::expires_at.gt(moment));
            let ending = reader.behind(open, ENDING_FIRST, None, MOST)?;
            let number = open(reader);
            let number = reader.count(number)?;
            let (from, until) = (period.from, period.until);
            let answered =
                |reader: &Reader| reader.rows::<Feedback>().filter(feedback::answered_at.ge(from)).filter(feedback::answered_at.lt(until));
            let latest = reader.behind(answered, LATEST_FIRST, None, MOST)?;
            Ok(Response {
                analytics: by_month(reader, period)?,
                themes: themes_of(reader, period)?,
                open: number,
                ending: shown(ending),
                latest: shown(latest),
            })
        })
    }
}
