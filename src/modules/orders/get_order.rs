//! `Orders.GetOrder`: one order, by its id.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::documents::wanted::Wanted;
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::order::Order;
use crate::rpc::method::PlainMethod;

/// Finds an order, with its lines.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The order's id.
    order_id: Id<Order>,
    /// Whether to show the owner, too.
    #[serde(default)]
    with_user: bool,
    /// Whether to show the company, too.
    #[serde(default)]
    with_company: bool,
    /// Whether to show the contact, too.
    #[serde(default)]
    with_contact: bool,
    /// Whether to show the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to show the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
    /// Whether to show the latest five interactions about the order, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

pub struct GetOrder;

impl PlainMethod for GetOrder {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = One<Order>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un pedido, con sus partidas.";

    fn name(&self) -> &'static str {
        "GetOrder"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<One<Order>> {
        let wanted = Wanted {
            user: parameters.with_user,
            company: parameters.with_company,
            contact: parameters.with_contact,
            lines: true,
            inputs: parameters.with_inputs,
            files: parameters.with_files,
            interactions: parameters.with_interactions,
        };
        reader.snapshot(|reader| {
            let order = reader.get::<Order>(parameters.order_id.get())?;
            let mut withheld = Withheld::default();
            let with = wanted.load(reader, std::slice::from_ref(&order), &mut withheld)?;
            Ok(One::with(order, with).withholding(withheld))
        })
    }
}
