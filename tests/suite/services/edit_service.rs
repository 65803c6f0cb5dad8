//! `Services.EditService`: changes a service.

use serde_json::{Value, json};

use super::{categories, create};
use crate::calls::{changes, rules};
use crate::service::services;

#[test]
fn what_is_said_is_changed_and_the_rest_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let [category, subcategory] = categories(&service, &ana, "Taller");
        let mut own = create(&service, &ana, json!({ "brand": "Luz", "sku": "S-1" }));
        let id = own["id"].clone();
        let edit = |mut given: Value| {
            given["service_id"] = id.clone();
            service.call(&ana, "Services.EditService", given)["service"].clone()
        };
        for (key, value) in [
            ("name", json!("Otro")),
            ("value", json!(99.5)),
            ("brand", json!(null)),
            ("brand", json!("Sol")),
            ("public", json!(true)),
            ("retired", json!(true)),
            ("sku", json!(null)),
            ("tags", json!(["uno"])),
        ] {
            let edited = edit(json!({ key: value }));
            own[key] = value;
            own["version"] = edited["version"].clone();
            own["updated_at"] = edited["updated_at"].clone();
            assert_eq!(edited, own, "{key}");
        }
        let edited = edit(json!({ "serv_subcategory_id": subcategory }));
        assert_eq!((&edited["service_category_id"], &edited["service_subcategory_id"]), (&category, &subcategory));
        let before = changes(&service);
        assert_eq!(edit(json!({ "brand": "Sol" })), edited);
        assert_eq!(changes(&service), before, "nothing has changed");
        let told = rules(&service.try_call(&ana, "Services.EditService", json!({ "name": "", "product_id": id })));
        assert_eq!(told, ["name empty", "product_id unknown_parameter", "service_id required"]);
        let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": "service", "record_id": id }));
        assert_eq!(history["total"], 10, "{history}");
    }
}
