//! `Orders.GetPdf`: where an order can be fetched as a PDF.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::papers::PaperAddress;
use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::documents::paper::paper_of;
use crate::records::order::Order;
use crate::rpc::method::PlainMethod;

/// Gives the address of an order as a PDF, in the profile's language: for `GET`, without a token, for some minutes. The sender is
/// the company that `Profiles.EditProfile` gave the profile, with its logo.
///
/// The paper shows the company, the contact and the products, so the call needs the right to read them, too.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The order's id.
    order_id: Id<Order>,
}

pub struct GetPdf;

impl PlainMethod for GetPdf {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = PaperAddress;

    const SUMMARY_IN_SPANISH: &'static str = "Da la dirección del pedido en PDF, válida durante unos minutos y sin token.";

    fn name(&self) -> &'static str {
        "GetPdf"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<PaperAddress> {
        reader.snapshot(|reader| paper_of::<Order>(reader, parameters.order_id.get()))
    }
}
