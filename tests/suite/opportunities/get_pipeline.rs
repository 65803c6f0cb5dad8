//! `Opportunities.GetPipeline`: the open opportunities at each stage.

use serde_json::{Value, json};

use super::Shop;
use crate::calls::{colleague, each, execute, number, rules};
use crate::service::services;

/// Count, value and weighted value, each as it is written.
fn sums(view: &Value) -> [String; 3] {
    ["count", "value", "weighted_value"].map(|key| view[key].to_string())
}

fn at<'p>(pipeline: &'p Value, name: &str) -> &'p Value {
    pipeline["stages"].as_array().unwrap().iter().find(|stage| stage["name"] == name).unwrap_or_else(|| panic!("{name} in {pipeline}"))
}

#[test]
fn an_empty_pipeline_has_all_stages_in_their_order() {
    for service in services() {
        let ana = service.register("Ana");
        let pipeline = service.call(&ana, "GetPipeline", json!({}));
        assert_eq!(each(&pipeline["stages"], "name"), ["Prospecting", "Qualification", "Proposal", "Negotiation", "Closing"]);
        assert_eq!(
            each(&pipeline["stages"], "probability").iter().map(Value::to_string).collect::<Vec<_>>(),
            ["0.1", "0.25", "0.5", "0.75", "0.9"]
        );
        for stage in pipeline["stages"].as_array().unwrap().iter().chain([&pipeline["total"]]) {
            assert_eq!(sums(stage), ["0", "0", "0"]);
        }
    }
}

#[test]
fn what_is_open_is_summed_by_stage_and_weighted() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let mario = colleague(&service, &ana, "Mario", "member");
        let shop = Shop::open(&service, &ana);
        Shop::open(&service, &berta).create(json!({ "value": 7 }));
        let create = |stage: &str, value: &str, status: &str, user_id: i64, day: &str| {
            let created =
                shop.create(json!({ "stage_id": shop.stage(stage), "value": value, "user_id": user_id, "estimated_end_at": day }));
            shop.edit(&created, json!({ "status": status }))
        };
        create("Qualification", "10.01", "active", ana.user_id, "01/03/26");
        create("Qualification", "0.0101", "pending", mario.user_id, "31/03/26");
        create("Qualification", "500", "won", ana.user_id, "01/03/26");
        create("Closing", "1000.05", "active", mario.user_id, "01/04/26");
        create("Prospecting", "900", "lost", ana.user_id, "01/03/26");
        let pipeline = service.call(&ana, "GetPipeline", json!({}));
        assert_eq!(sums(at(&pipeline, "Qualification")), ["2", "10.0201", "2.51"]);
        // The exact value is 900.045, whose half is rounded up.
        assert_eq!(sums(at(&pipeline, "Closing")), ["1", "1000.05", "900.05"]);
        assert_eq!(sums(at(&pipeline, "Prospecting")), ["0", "0", "0"]);
        assert_eq!(sums(&pipeline["total"]), ["3", "1010.0701", "902.56"]);
        let ask = |parameters: Value| sums(&service.call(&ana, "GetPipeline", parameters)["total"]);
        assert_eq!(ask(json!({ "user_id": mario.user_id })), ["2", "1000.0601", "900.05"]);
        assert_eq!(ask(json!({ "user_id": [mario.user_id, ana.user_id] })), ["3", "1010.0701", "902.56"]);
        assert_eq!(ask(json!({ "estimated_end_at": { "from": "01/03/26", "to": "31/03/26" } })), ["2", "10.0201", "2.51"]);
        assert_eq!(ask(json!({ "estimated_end_at": { "from": "02/03/26", "to": "31/03/26" } })), ["1", "0.0101", "0"]);
        assert_eq!(ask(json!({ "estimated_end_at": { "from": "01/04/26" }, "user_id": ana.user_id })), ["0", "0", "0"]);
        for nobody in [berta.user_id, 99_999] {
            assert_eq!(
                rules(&service.try_call(&ana, "GetPipeline", json!({ "user_id": [ana.user_id, nobody] }))),
                ["user_id.1 unknown_id"]
            );
        }
        // A user who has left the profile still owns opportunities.
        service.call(&ana, "RemoveUser", json!({ "user_id": mario.user_id }));
        assert_eq!(ask(json!({ "user_id": mario.user_id })), ["2", "1000.0601", "900.05"]);
    }
}

#[test]
fn sums_keep_all_their_digits_also_beyond_what_an_integer_holds() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let greatest = "922337203685477.5807";
        for stage in ["Prospecting", "Prospecting", "Prospecting", "Closing"] {
            shop.create(json!({ "stage_id": shop.stage(stage), "value": greatest }));
        }
        let pipeline = service.call(&ana, "GetPipeline", json!({}));
        assert_eq!(sums(at(&pipeline, "Prospecting")), ["3", "2767011611056432.7421", "276701161105643.27"]);
        assert_eq!(sums(at(&pipeline, "Closing")), ["1", greatest, "830103483316929.82"]);
        assert_eq!(sums(&pipeline["total"]), ["4", "3689348814741910.3228", "1106804644422573.09"]);
        // The sum of twelve thousand greatest values: even its whole units exceed an i64.
        let columns = "profile_id, version, created_at, updated_at, user_id, title, value, estimated_end_at, prospect_type, operation_type, \
            status, stage_id, company_id, contact_id, want_products, want_tax, products, inputs, search_text";
        let id = number(&service, "SELECT max(id) AS number FROM opportunities");
        execute(
            &service,
            &format!(
                "INSERT INTO opportunities ({columns}) WITH RECURSIVE numbers(number) AS \
                 (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 11999) \
                 SELECT {columns} FROM opportunities, numbers WHERE id = {id}"
            ),
        );
        let pipeline = service.call(&ana, "GetPipeline", json!({}));
        assert_eq!(sums(at(&pipeline, "Closing")), ["12000", "11068046444225730968.4", "9961241799803157871.56"]);
    }
}

#[test]
fn a_retired_stage_is_shown_only_where_something_is_at_it_and_one_without_probability_weighs_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({ "value": 100 }));
        let edit = |entry: &str, changes: Value| {
            let parameters = super::changed(json!({ "entry_id": shop.stage(entry) }), changes);
            service.call(&ana, "Catalogs.EditEntry", parameters);
        };
        edit("Prospecting", json!({ "retired": true, "value": null }));
        edit("Closing", json!({ "retired": true }));
        let pipeline = service.call(&ana, "GetPipeline", json!({}));
        assert_eq!(each(&pipeline["stages"], "name"), ["Prospecting", "Qualification", "Proposal", "Negotiation"]);
        assert_eq!(sums(at(&pipeline, "Prospecting")), ["1", "100", "0"]);
        assert_eq!(at(&pipeline, "Prospecting")["probability"], Value::Null);
        shop.edit(&opportunity, json!({ "stage_id": shop.stage("Proposal") }));
        let pipeline = service.call(&ana, "GetPipeline", json!({}));
        assert_eq!(each(&pipeline["stages"], "name"), ["Qualification", "Proposal", "Negotiation"]);
        assert_eq!(sums(&pipeline["total"]), ["1", "100", "50"]);
    }
}

#[test]
fn amounts_in_other_currencies_stand_by_themselves_and_are_never_converted() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let [pesos, dollars, euros] = ["Mexican peso", "US dollar", "Euro"].map(|name| service.entry(&ana, "currencies", name));
        let early = shop.create(json!({ "value": "10.01", "stage_id": shop.stage("Qualification") }));
        assert_eq!(early["currency_id"], Value::Null);
        service.call(&ana, "EditProfile", json!({ "currency_id": pesos }));
        let later = shop.create(json!({ "value": "0.0101", "stage_id": shop.stage("Qualification") }));
        assert_eq!(later["currency_id"], pesos);
        let in_dollars = shop.create(json!({ "value": 100, "stage_id": shop.stage("Qualification"), "currency_id": dollars }));
        shop.create(json!({ "value": 50, "stage_id": shop.stage("Closing"), "currency_id": dollars.to_string() }));
        shop.create(json!({ "value": 7, "stage_id": shop.stage("Closing"), "currency_id": euros }));
        let pipeline = service.call(&ana, "GetPipeline", json!({}));
        let currencies = |view: &Value| -> Vec<(i64, [String; 3])> {
            let views = view["by_currency"].as_array().unwrap();
            views.iter().map(|view| (view["currency_id"].as_i64().unwrap(), sums(view))).collect()
        };
        let texts = |texts: [&str; 3]| texts.map(str::to_owned);
        // What has no currency is in the profile's, and both are weighted together.
        assert_eq!(sums(at(&pipeline, "Qualification")), ["3", "10.0201", "2.51"]);
        assert_eq!(currencies(at(&pipeline, "Qualification")), [(dollars, texts(["1", "100", "25"]))]);
        assert_eq!(sums(at(&pipeline, "Closing")), ["2", "0", "0"]);
        assert_eq!(currencies(at(&pipeline, "Closing")), [(dollars, texts(["1", "50", "45"])), (euros, texts(["1", "7", "6.3"]))]);
        assert_eq!(sums(&pipeline["total"]), ["5", "10.0201", "2.51"]);
        assert_eq!(currencies(&pipeline["total"]), [(dollars, texts(["2", "150", "70"])), (euros, texts(["1", "7", "6.3"]))]);

        let listed = |filter: Value| {
            let found = service.call(&ana, "GetOpportunities", filter);
            assert_eq!(found["total"], found["opportunities"].as_array().unwrap().len());
            each(&found["opportunities"], "id")
        };
        assert_eq!(listed(json!({ "currency_id": pesos })), [early["id"].clone(), later["id"].clone()]);
        assert_eq!(listed(json!({ "currency_id": [dollars, euros] })).len(), 3);
        assert_eq!(listed(json!({ "currency_id": [dollars, pesos] })).len(), 4);
        assert_eq!(
            rules(&service.try_call(&ana, "GetOpportunities", json!({ "currency_id": shop.stage("Closing") }))),
            ["currency_id unknown_id"]
        );

        let edited = shop.edit(&in_dollars, json!({ "currency_id": null }));
        assert_eq!((&edited["currency_id"], &edited["value"]), (&json!(pesos), &json!(100)));
        let retired = json!({ "entry_id": euros, "retired": true });
        service.call(&ana, "Catalogs.EditEntry", retired);
        assert_eq!(rules(&shop.try_edit(&in_dollars, json!({ "currency_id": euros }))), ["currency_id retired"]);
    }
}

#[test]
fn an_opportunity_may_have_a_type() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let renewal = service.entry(&ana, "opportunity_types", "Renewal");
        let types = service.call(&ana, "Opportunities.GetTypes", json!({}))["types"].clone();
        assert_eq!(each(&types, "name"), ["New business", "Existing business", "Renewal"]);
        // The bare name stays that of the module that had it first.
        assert!(each(&service.call(&ana, "GetTypes", json!({}))["types"], "name").contains(&json!("Customer")));
        let plain = shop.create(json!({}));
        let typed = shop.create(json!({ "type_id": renewal }));
        assert_eq!((&plain["type_id"], &typed["type_id"]), (&Value::Null, &json!(renewal)));
        let of = |filter: Value| each(&service.call(&ana, "GetOpportunities", filter)["opportunities"], "id");
        assert_eq!(of(json!({ "type_id": renewal })), [typed["id"].clone()]);
        assert_eq!(of(json!({ "empty": ["type_id"] })), [plain["id"].clone()]);
        assert_eq!(rules(&shop.try_create(json!({ "type_id": shop.stage("Closing") }))), ["type_id unknown_id"]);
        assert_eq!(shop.edit(&typed, json!({ "type_id": null }))["type_id"], Value::Null);
        let (path, _) = crate::calls::conflict(&{
            shop.edit(&typed, json!({ "type_id": renewal }));
            service.try_call(&ana, "Catalogs.DeleteEntry", json!({ "entry_id": renewal }))
        });
        assert_eq!(path, "entry_id");
    }
}
