//! `Products.DeleteProduct`: deletes a product.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::product::Product;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes a product and returns its last state. While opportunities, quotations or orders have the product in their lines, or leads
/// ask about it, the call fails with a conflict that says how many do; the product can then only be retired, with `Products.EditProduct`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The product's id.
    product_id: Id<Product>,
}

pub struct DeleteProduct;

impl PlainMethod for DeleteProduct {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Product>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un producto y lo devuelve tal como estaba; si está en las partidas de alguna \
        oportunidad, cotización o pedido, o algún lead pregunta por él, la llamada falla con un conflicto que indica cuántos, y solo se puede retirar con `Products.EditProduct`.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Product>(parameters.product_id));

    fn name(&self) -> &'static str {
        "DeleteProduct"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Product>> {
        let product = editor.get::<Product>(parameters.product_id.get())?;
        let referrers = Referrers::of(editor, &Referent::of(&product))?;
        referrers.refuse::<Product>("product_id", &product.name, Sentence::AdviceRetire)?;
        editor.delete(&product)?;
        Ok(One::shown(editor, product))
    }
}
