//! Pipelines: a catalog whose entries have the stages, and through them the opportunities.

use serde_json::{Value, json};
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::migrate::migrate;

use crate::calls::{conflict, each, execute, rules};
use crate::contacts::create_contact;
use crate::service::{Person, Service, services};

fn create(service: &Service, person: &Person, catalog: &str, name: &str, parent_id: Value) -> Value {
    let mut parameters = json!({ "catalog": catalog, "name": name });
    if !parent_id.is_null() {
        parameters["parent_id"] = parent_id;
    }
    service.call(person, "CreateEntry", parameters)["entry"].clone()
}

fn pipelines(service: &Service, person: &Person) -> Vec<Value> {
    each(&service.call(person, "Profiles.GetPipelines", json!({}))["pipelines"], "id")
}

#[test]
fn a_new_profile_has_one_pipeline_and_needs_not_know_of_it() {
    for service in services() {
        let ana = service.register("Ana");
        let ids = pipelines(&service, &ana);
        let [sales] = ids.as_slice() else { panic!("{ids:?}") };
        let stages = service.call(&ana, "GetStages", json!({}))["stages"].clone();
        assert_eq!(each(&stages, "name"), ["Prospecting", "Qualification", "Proposal", "Negotiation", "Closing"]);
        assert!(stages.as_array().expect("a list").iter().all(|stage| stage["parent_id"] == *sales && stage["version"] == 1));
        assert_eq!(create(&service, &ana, "stages", "Delivery", Value::Null)["parent_id"], *sales);
        let parents = each(&service.call(&ana, "GetPipeline", json!({}))["stages"], "pipeline_id");
        assert_eq!(parents, vec![sales.clone(); 6]);
    }
}

#[test]
fn a_stage_says_its_pipeline_where_there_are_several() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let sales = pipelines(&service, &ana)[0].clone();
        let renewals = create(&service, &ana, "pipelines", "Renewals", Value::Null)["id"].clone();
        let stage = json!({ "catalog": "stages", "name": "Prospecting" });
        assert_eq!(rules(&service.try_call(&ana, "CreateEntry", stage.clone())), ["parent_id required"]);
        for wrong in [pipelines(&service, &berta)[0].clone(), json!(service.entry(&ana, "company_types", "Customer"))] {
            let asked = json!({ "catalog": "stages", "name": "Prospecting", "parent_id": wrong });
            assert_eq!(rules(&service.try_call(&ana, "CreateEntry", asked)), ["parent_id unknown_id"]);
        }
        // Two pipelines may have a stage of the same name.
        let due = create(&service, &ana, "stages", "Prospecting", renewals.clone());
        let of = |filter: Value| each(&service.call(&ana, "GetStages", filter)["stages"], "id");
        assert_eq!(of(json!({ "pipeline_id": renewals })), [due["id"].clone()]);
        assert_eq!(of(json!({ "pipeline_id": sales })).len(), 5);
        assert_eq!(of(json!({ "pipeline_id": [sales, renewals] })).len(), 6);
        assert_eq!(of(json!({})).len(), 6);
        let foreign = json!({ "pipeline_id": [sales, pipelines(&service, &berta)[0]] });
        assert_eq!(rules(&service.try_call(&ana, "GetStages", foreign)), ["pipeline_id.1 unknown_id"]);

        // A retired pipeline is none to choose from.
        service.call(&ana, "EditEntry", json!({ "entry_id": renewals, "retired": true }));
        assert_eq!(create(&service, &ana, "stages", "Delivery", Value::Null)["parent_id"], sales);
        let moved = service.call(&ana, "EditEntry", json!({ "entry_id": due["id"], "parent_id": sales, "name": "Due" }));
        assert_eq!(moved["entry"]["parent_id"], sales);
    }
}

#[test]
fn a_pipeline_with_stages_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let renewals = create(&service, &ana, "pipelines", "Renewals", Value::Null)["id"].clone();
        let due = create(&service, &ana, "stages", "Due", renewals.clone());
        let (path, said) = conflict(&service.try_call(&ana, "DeleteEntry", json!({ "entry_id": renewals })));
        assert!(path == "entry_id" && said.contains("1 catalog entry"), "{said}");
        service.call(&ana, "DeleteEntry", json!({ "entry_id": due["id"] }));
        service.call(&ana, "DeleteEntry", json!({ "entry_id": renewals }));
    }
}

#[test]
fn an_opportunity_is_in_the_pipeline_of_its_stage() {
    for service in services() {
        let ana = service.register("Ana");
        let sales = pipelines(&service, &ana)[0].clone();
        let renewals = create(&service, &ana, "pipelines", "Renewals", Value::Null)["id"].clone();
        let due = create(&service, &ana, "stages", "Due", renewals.clone())["id"].clone();
        let company = service.create_company(&ana, "Café");
        let contact = create_contact(&service, &ana, &company, "José");
        let mut made = Vec::new();
        for (stage, value) in [(due.clone(), 10), (json!(service.entry(&ana, "stages", "Closing")), 7), (due.clone(), 5)] {
            let opportunity = json!({
                "user_id": ana.user_id, "title": "Venta", "value": value, "estimated_end_at": "31/12/26", "prospect_type": "new",
                "operation_type": "renew", "stage_id": stage, "company_id": company["id"], "contact_id": contact["id"],
                "want_products": false, "want_tax": false, "notify": false,
            });
            made.push(service.call(&ana, "CreateOpportunity", opportunity)["opportunity"]["id"].clone());
        }
        let listed = |filter: Value| {
            let found = service.call(&ana, "GetOpportunities", filter);
            let ids = each(&found["opportunities"], "id");
            assert_eq!(found["total"], ids.len());
            ids
        };
        assert_eq!(listed(json!({ "pipeline_id": renewals })), [made[0].clone(), made[2].clone()]);
        assert_eq!(listed(json!({ "pipeline_id": [sales] })), [made[1].clone()]);
        assert_eq!(listed(json!({ "pipeline_id": [sales, renewals] })), made);
        assert_eq!(rules(&service.try_call(&ana, "GetOpportunities", json!({ "pipeline_id": due }))), ["pipeline_id unknown_id"]);

        let of = |filter: Value| {
            let found = service.call(&ana, "GetPipeline", filter);
            (each(&found["stages"], "pipeline_id").len(), found["total"]["count"].clone(), found["total"]["value"].clone())
        };
        assert_eq!(of(json!({ "pipeline_id": renewals })), (1, json!(2), json!(15)));
        assert_eq!(of(json!({ "pipeline_id": sales })), (5, json!(1), json!(7)));
        assert_eq!(of(json!({})), (6, json!(3), json!(22)));
        assert_eq!(rules(&service.try_call(&ana, "GetPipeline", json!({ "pipeline_id": [due] }))), ["pipeline_id.0 unknown_id"]);
        // The stage takes its opportunities along.
        service.call(&ana, "EditEntry", json!({ "entry_id": due, "parent_id": sales }));
        assert_eq!(listed(json!({ "pipeline_id": sales })), made);
    }
}

#[test]
fn subcategories_are_listed_by_their_categories() {
    for service in services() {
        let ana = service.register("Ana");
        let [goods, services_category] = ["Goods", "Services"].map(|name| json!(service.entry(&ana, "product_categories", name)));
        let screws = create(&service, &ana, "product_subcategories", "Screws", goods.clone())["id"].clone();
        let repairs = create(&service, &ana, "product_subcategories", "Repairs", services_category.clone())["id"].clone();
        let of = |filter: Value| each(&service.call(&ana, "Products.GetSubcategories", filter)["subcategories"], "id");
        assert_eq!(of(json!({ "category_id": goods })), std::slice::from_ref(&screws));
        assert_eq!(of(json!({ "category_id": [services_category] })), std::slice::from_ref(&repairs));
        assert_eq!(of(json!({})).len(), 2);
        assert_eq!(
            rules(&service.try_call(&ana, "Products.GetSubcategories", json!({ "category_id": screws }))),
            ["category_id unknown_id"]
        );
    }
}

/// A profile of an earlier release has stages and no pipeline. It gets one by the next start, as any change is made: told in the feed,
/// once.
#[test]
fn stages_of_an_earlier_release_get_a_pipeline_once() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let of_catalogs = format!("FROM catalog_entries WHERE profile_id = {} AND catalog = 'pipelines'", ana.profile_id);
        execute(&service, &format!("DELETE FROM changes WHERE entity = 'catalog_entry' AND record_id IN (SELECT id {of_catalogs})"));
        execute(&service, &format!("UPDATE catalog_entries SET parent_id = NULL WHERE profile_id = {}", ana.profile_id));
        execute(&service, &format!("DELETE {of_catalogs}"));
        execute(&service, "DELETE FROM settings WHERE name = 'pipelines'");
        let of_berta = service.call(&berta, "GetStages", json!({}));
        let before = service.call(&ana, "Sync.GetDigest", json!({ "entity": "catalog_entry" }));
        let address = DatabaseAddress::parse(&service.database.url).expect("a URL");
        for _ in 0..2 {
            assert_eq!(migrate(&address).expect("nothing is to be applied"), Vec::<String>::new());
            let ids = pipelines(&service, &ana);
            let [sales] = ids.as_slice() else { panic!("{ids:?}") };
            let stages = service.call(&ana, "GetStages", json!({}))["stages"].clone();
            assert_eq!(each(&stages, "name"), ["Prospecting", "Qualification", "Proposal", "Negotiation", "Closing"]);
            assert!(
                stages.as_array().expect("a list").iter().all(|stage| stage["parent_id"] == *sales && stage["version"] == 2),
                "{stages}"
            );
            assert_eq!(service.call(&berta, "GetStages", json!({})), of_berta);
            let stage = json!({ "entity": "catalog_entry", "record_id": stages[0]["id"], "sort": "-id" });
            let change = service.call(&ana, "Audit.GetHistory", stage)["changes"][0].clone();
            let field = &change["fields"][0];
            assert_eq!((&change["user_id"], &field["field"], &field["to"]), (&Value::Null, &json!("parent_id"), sales));
        }
        assert_ne!(service.call(&ana, "Sync.GetDigest", json!({ "entity": "catalog_entry" })), before);
    }
}
