//! Products: the goods that a profile sells.

mod create_product;
mod delete_product;
mod edit_product;
mod get_product;
mod get_products;
mod patch_product;

use serde_json::{Value, json};

use crate::service::{Person, Reply, Service};

/// Tries to create a product with a name, a price and the given parameters.
fn try_create(service: &Service, person: &Person, given: Value) -> Reply {
    let mut parameters = json!({ "name": "Tornillo", "value": 10 });
    parameters.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    service.try_call(person, "CreateProduct", parameters)
}

fn create(service: &Service, person: &Person, given: Value) -> Value {
    try_create(service, person, given).success()["product"].clone()
}

/// Tries to edit a product, with the given parameters and its present name and price.
fn try_edit(service: &Service, person: &Person, product: &Value, given: Value) -> Reply {
    let mut parameters = json!({ "product_id": product["id"], "name": product["name"], "value": product["value"] });
    parameters.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    service.try_call(person, "EditProduct", parameters)
}

fn edit(service: &Service, person: &Person, product: &Value, given: Value) -> Value {
    try_edit(service, person, product, given).success()["product"].clone()
}

/// Creates a subcategory, and returns its id.
fn subcategory(service: &Service, person: &Person, name: &str, category: &str) -> Value {
    let parent = service.entry(person, "product_categories", category);
    let entry = json!({ "catalog": "product_subcategories", "name": name, "parent_id": parent });
    service.call(person, "Catalogs.CreateEntry", entry)["entry"]["id"].clone()
}

fn retire(service: &Service, person: &Person, entry: &Value) {
    service.call(person, "Catalogs.EditEntry", json!({ "entry_id": entry, "retired": true }));
}

/// A value for every parameter of a product. An input `grosor` must exist, and no product with this sku or slug.
fn everything(service: &Service, person: &Person) -> Value {
    let entry = |catalog: &str, name: &str| json!(service.entry(person, catalog, name));
    json!({
        "name": "Tornillo galvanizado", "short_name": "Tornillo", "value": 10.25, "sku": "T-1", "description": "Cabeza plana.",
        "profile_currency_type_id": entry("currencies", "Euro"),
        "product_discount_id": entry("product_discounts", "10 %"),
        "product_validity_id": entry("product_validities", "15 days"),
        "product_measury_id": entry("product_measures", "Piece"),
        "product_category_id": entry("product_categories", "Goods"),
        "product_subcategory_id": subcategory(service, person, "Tornillería", "Goods"),
        "taxes": [entry("product_taxes", "IVA 8 %"), entry("product_taxes", "IVA 16 %")],
        "slug": "tornillo-g", "featured": true, "public": true, "tags": ["acero", "obra, negra", "año"], "location": "Pasillo 3",
        "min_quantity": 0.5, "vendor": "Aceros León", "company_id": service.create_company(person, "Aceros")["id"],
        "inputs": { "grosor": 4 }, "external_ids": { "sap": "0001" },
    })
}

fn thickness(service: &Service, person: &Person) {
    service.call(person, "Inputs.CreateInput", json!({ "entity": "product", "name": "Grosor", "type": "integer" }));
}
