//! `Quotations.Accept`: the company accepts an offer.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use super::{QuotationStatus, held};
use crate::auth::rights::Right;
use crate::db::scope::Editor;
use crate::db::stored::{Record, Recorded};
use crate::db::versions::Subject;
use crate::error::{Error, Result};
use crate::fields::{Id, Named};
use crate::modules::documents::heading::refuse_if_blocked;
use crate::modules::orders::OrderStatus;
use crate::modules::orders::new_order::{keep, of_quotation, order_of};
use crate::records::company::Company;
use crate::records::document::With;
use crate::records::kinds::Kind;
use crate::records::opportunity::Opportunity;
use crate::records::order::Order;
use crate::records::quotation::Quotation;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Accepts a quotation that was sent; on request its opportunity is won, and its order is made. Again, it gives the same answer, and makes
/// what is asked for and still missing.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The quotation's id.
    quotation_id: Id<Quotation>,
    /// Whether the quotation's opportunity is won, too. An application token then also needs the right to write opportunities.
    #[serde(default)]
    win: bool,
    /// Whether the quotation becomes an order, with the same company, lines and addresses. An application token then also needs the right
    /// to write orders, and companies if the company is no customer yet.
    #[serde(default)]
    order: bool,
    /// Whether a quotation is accepted although its last day is over.
    #[serde(default)]
    even_if_expired: bool,
}

pub struct Accept;

/// The quotation, its opportunity if that is to be won, and its order if there is one already.
pub struct Found {
    before: Recorded<Quotation>,
    opportunity: Option<Recorded<Opportunity>>,
    order: Option<Recorded<Order>>,
}

/// An accepted quotation, with what was asked for.
pub struct Accepted {
    quotation: Recorded<Quotation>,
    of_quotation: With,
    order: Option<Recorded<Order>>,
    of_order: With,
    opportunity_id: Option<i64>,
}

impl Serialize for Accepted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reply = serializer.serialize_map(None)?;
        reply.serialize_entry("quotation", &Quotation::view(&self.quotation, &self.of_quotation))?;
        if let Some(order) = &self.order {
            reply.serialize_entry("order", &Order::view(order, &self.of_order))?;
        }
        if let Some(id) = self.opportunity_id {
            reply.serialize_entry("won_opportunity_id", &id)?;
        }
        reply.end()
    }
}

impl JsonSchema for Accepted {
    fn schema_name() -> Cow<'static, str> {
        "AcceptedQuotation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let quotation = generator.subschema_for::<<Quotation as Record>::View<'static>>();
        let order = generator.subschema_for::<<Order as Record>::View<'static>>();
        json_schema!({
            "type": "object",
            "properties": {
                "quotation": quotation,
                "order": order,
                "won_opportunity_id": { "type": "integer", "description": "The opportunity that is won. Left out without `win`." },
            },
            "required": ["quotation"],
        })
    }
}

impl Method for Accept {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = Accepted;

    const SUMMARY_IN_SPANISH: &'static str = "Acepta una cotización enviada y, si se pide, da por ganada su oportunidad y crea su pedido; al repetirlo, la respuesta es la misma.";
    const TOUCHES: fn(&Kind) -> bool = |kind| [Order::ENTITY, Company::ENTITY, Opportunity::ENTITY].contains(&kind.entity);
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Quotation>(parameters.quotation_id));

    fn name(&self) -> &'static str {
        "Accept"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if parameters.win {
            editor.refuse_unless_written::<Opportunity>(Right::Write)?;
        }
        if parameters.order {
            editor.refuse_unless_written::<Order>(Right::Write)?;
        }
        if !problems.is_empty() {
            return Ok(None);
        }
        let before = held(editor, parameters.quotation_id)?;
        if parameters.win && before.opportunity_id.is_none() {
            problems.add("win", "no_opportunity", Sentence::QuotationOfNoOpportunity);
            return Ok(None);
        }
        let status = QuotationStatus::today(editor, &before);
        let conflict = |rule, sentence| Err(Error::conflict("quotation_id", rule, sentence));
        match status {
            QuotationStatus::Sent | QuotationStatus::Accepted => {}
            QuotationStatus::Expired if parameters.even_if_expired => {}
            QuotationStatus::Expired => {
                let day = before.valid_until.as_ref().map(|day| day.as_str().to_owned()).unwrap_or_default();
                return conflict("expired", Sentence::QuotationExpired { day });
            }
            QuotationStatus::Draft => return conflict("draft", Sentence::QuotationUnsent),
            QuotationStatus::Superseded => return conflict("superseded", Sentence::QuotationSuperseded),
            QuotationStatus::Rejected => return conflict("settled", Sentence::QuotationSettled { status: status.name().to_owned() }),
        }
        let order = if parameters.order { order_of(editor, &before)? } else { None };
        if parameters.order && order.is_none() {
            refuse_if_blocked("order", &*editor.get::<Company>(before.company_id)?)?;
        }
        let opportunity = match before.opportunity_id.filter(|_| parameters.win) {
            Some(id) => Some(editor.get::<Opportunity>(id)?),
            None => None,
        };
        Ok(Some(Found { before, opportunity, order }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { before, opportunity, order }: Found) -> Result<Accepted> {
        let moment = editor.moment();
        let quotation = match before.accepted_at {
            Some(_) => before,
            None => {
                let accepted =
                    Quotation { status: QuotationStatus::Accepted.name().to_owned(), accepted_at: Some(moment), ..before.record.clone() };
                editor.update(before, accepted)?
            }
        };
        let opportunity_id = opportunity.as_ref().map(|opportunity| opportunity.id);
        if let Some(opportunity) = opportunity {
            let mut won = opportunity.record.clone();
            won.win(moment);
            editor.update(opportunity, won)?;
        }
        let order = match order {
            None if parameters.order => {
                let today = editor.today();
                let (mut order, lines) = of_quotation(editor, &quotation, today)?;
                order.take_status(OrderStatus::Pending, moment);
                Some(keep(editor, order, lines, None)?)
            }
            order => order,
        };
        let (of_quotation, of_order) = (Quotation::shown(editor), Order::shown(editor));
        Ok(Accepted { quotation, of_quotation, order, of_order, opportunity_id })
    }
}
