//! `Opportunities.GetOpportunities`: its filters, each alone and in pairs, and the related records in the list.

use serde_json::{Value, json};

use super::Shop;
use crate::calls::{changes, colleague, each, execute, rules};
use crate::contacts::create_contact;
use crate::service::{Person, Service, services};

fn list(service: &Service, person: &Person, parameters: Value) -> Value {
    service.call(person, "GetOpportunities", parameters)
}

/// Opportunities that differ in each value that a list can be narrowed by.
struct Matrix<'s> {
    shop: Shop<'s>,
    mario: Person,
    other_company: Value,
    other_contact: Value,
    campaign: Value,
    opportunities: Vec<Value>,
}

const STAGES: [&str; 3] = ["Prospecting", "Proposal", "Closing"];
const STATUSES: [&str; 4] = ["active", "pending", "won", "lost"];

impl<'s> Matrix<'s> {
    fn make(service: &'s Service, ana: &'s Person) -> Self {
        let mario = colleague(service, ana, "Mario", "member");
        let shop = Shop::open(service, ana);
        let health = service.entry(ana, "company_industries", "Health");
        let mut company = service.company(ana, "Clínica");
        company["industry_id"] = json!(health);
        let other_company = service.call(ana, "CreateCompany", company)["company"].clone();
        let other_contact = create_contact(service, ana, &other_company, "Raúl");
        let website = service.entry(ana, "contact_origins", "Website");
        service.call(ana, "EditContact", json!({ "contact_id": other_contact["id"], "origin_id": website }));
        let campaign =
            service.call(ana, "Catalogs.CreateEntry", json!({ "catalog": "campaigns", "name": "Spring" }))["entry"]["id"].clone();
        let mut matrix = Matrix { shop, mario, other_company, other_contact, campaign, opportunities: Vec::new() };
        for number in 0..24 {
            let opportunity = matrix.create(number);
            matrix.opportunities.push(opportunity);
        }
        matrix
    }

    fn create(&self, number: usize) -> Value {
        let Matrix { shop, mario, other_company, other_contact, campaign, .. } = self;
        let elsewhere = number % 5 < 2;
        let lines: Vec<Value> = [(number.is_multiple_of(2), 0), (number.is_multiple_of(3), 1)]
            .into_iter()
            .filter(|(has, _)| *has)
            .map(|(_, position)| shop.line(json!({ "product_id": shop.products[position]["id"] })))
            .collect();
        let created = shop.create(json!({
            "user_id": if number.is_multiple_of(3) { mario.user_id } else { shop.person.user_id },
            "title": format!("{} {number}", ["Búsqueda", "Venta"][number % 2]),
            "value": format!("{number}.5"),
            "estimated_end_at": format!("{:02}/06/26", number + 1),
            "prospect_type": (["new", "existing"][number / 2 % 2]),
            "operation_type": (["new", "renew"][number / 3 % 2]),
            "stage_id": shop.stage(STAGES[number / 2 % 3]),
            "company_id": if elsewhere { &other_company["id"] } else { &shop.company["id"] },
            "contact_id": if elsewhere { &other_contact["id"] } else { &shop.contact["id"] },
            "campaign_id": if number.is_multiple_of(4) { campaign } else { &Value::Null },
            "want_products": !lines.is_empty(),
            "products": lines,
        }));
        let edited = shop.edit(&created, json!({ "status": STATUSES[number % 4] }));
        // The opportunity is created and closed on days of January 2024 that follow from its number.
        let moment = |day: usize| 1_704_067_200_000_000_i64 + i64::try_from(day).unwrap() * 86_400_000_000;
        let closed = if number % 4 >= 2 { moment(number + 1).to_string() } else { "NULL".to_owned() };
        let statement =
            format!("UPDATE opportunities SET created_at = {}, closed_at = {closed} WHERE id = {}", moment(number), edited["id"]);
        execute(shop.service, &statement);
        edited
    }

    /// The ids of the opportunities whose numbers meet the condition.
    fn ids(&self, holds: impl Fn(usize) -> bool) -> Vec<Value> {
        self.opportunities.iter().enumerate().filter(|(number, _)| holds(*number)).map(|(_, found)| found["id"].clone()).collect()
    }
}

#[test]
fn each_filter_and_each_two_together_give_what_counting_by_hand_gives() {
    type Holds = fn(usize) -> bool;
    for service in services() {
        let ana = service.register("Ana");
        let matrix = Matrix::make(&service, &ana);
        let Matrix { shop, mario, other_company, other_contact, campaign, .. } = &matrix;
        let entry = |catalog: &str, name: &str| service.entry(&ana, catalog, name);
        let [prospecting, proposal, _] = STAGES.map(|name| shop.stage(name));
        let filters: Vec<(Value, Holds)> = vec![
            (json!({}), |_| true),
            (json!({ "user_id": mario.user_id }), |number| number % 3 == 0),
            (json!({ "user_id": [mario.user_id, ana.user_id] }), |_| true),
            (json!({ "status": "won" }), |number| number % 4 == 2),
            (json!({ "status": "active" }), |number| number % 4 == 0),
            (json!({ "status": ["won", "active", "won"] }), |number| number % 2 == 0),
            (json!({ "status": [] }), |_| true),
            (json!({ "contact_type": ["new", "existing"] }), |_| true),
            (json!({ "contact_type": "new" }), |number| number / 2 % 2 == 0),
            (json!({ "operation_type": "renew" }), |number| number / 3 % 2 == 1),
            (json!({ "stage": prospecting }), |number| number / 2 % 3 == 0),
            (json!({ "stage": [prospecting.to_string(), proposal] }), |number| number / 2 % 3 < 2),
            (json!({ "contact_origin": [entry("contact_origins", "Website")] }), |number| number % 5 < 2),
            (json!({ "company_industry": [entry("company_industries", "Health")] }), |number| number % 5 < 2),
            (json!({ "company_id": shop.company["id"] }), |number| number % 5 >= 2),
            (json!({ "company_id": [shop.company["id"], other_company["id"]] }), |_| true),
            (json!({ "contact_id": other_contact["id"] }), |number| number % 5 < 2),
            (json!({ "campaign_id": [campaign] }), |number| number % 4 == 0),
            (json!({ "product_id": shop.products[0]["id"] }), |number| number % 2 == 0),
            (json!({ "product_id": [shop.products[0]["id"], shop.products[1]["id"]] }), |number| number % 2 == 0 || number % 3 == 0),
            (json!({ "value": { "from": "5.5", "to": 12.5 } }), |number| (5..=12).contains(&number)),
            (json!({ "value": { "from": "5.5001" } }), |number| number >= 6),
            (json!({ "created_at": { "from": "05/01/24", "to": "10/01/24" } }), |number| (4..=9).contains(&number)),
            (json!({ "closed_at": { "from": "05/01/24", "to": "20/01/24" } }), |number| number % 4 >= 2 && (3..=18).contains(&number)),
            (json!({ "closed_at": { "to": "20/01/24" } }), |number| number % 4 >= 2 && number <= 18),
            (json!({ "estimated_end_at": { "from": "03/06/26", "to": "2026-06-11" } }), |number| (2..=10).contains(&number)),
            (json!({ "query": "BUSQUEDA" }), |number| number % 2 == 0),
        ];
        for (first, holds) in &filters {
            for (second, also_holds) in &filters {
                if first.as_object().unwrap().keys().eq(second.as_object().unwrap().keys()) && first != second {
                    continue;
                }
                let parameters = super::changed(first.clone(), second.clone());
                let expected = matrix.ids(|number| holds(number) && also_holds(number));
                let found = list(&service, &ana, parameters.clone());
                assert_eq!(each(&found["opportunities"], "id"), expected, "{parameters}");
                assert_eq!(found["total"], expected.len(), "{parameters}");
            }
        }
        let page = list(&service, &ana, json!({ "company_industry": entry("company_industries", "Health"), "pagination": 4, "page": 2 }));
        let expected = matrix.ids(|number| number % 5 < 2);
        assert_eq!(each(&page["opportunities"], "id"), &expected[4..8]);
        assert_eq!((&page["total"], &page["last_page"]), (&json!(10), &json!(3)));
    }
}

#[test]
fn filters_follow_what_contacts_companies_and_opportunities_become() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create_with_lines();
        let found = |filter: Value| list(&service, &ana, filter)["total"].as_i64().unwrap();
        let website = json!({ "contact_origin": service.entry(&ana, "contact_origins", "Website") });
        let health = json!({ "company_industry": service.entry(&ana, "company_industries", "Health") });
        let mug = json!({ "product_id": shop.products[1]["id"] });
        assert_eq!([&website, &health, &mug].map(|filter| found(filter.clone())), [0, 0, 0]);
        service.call(&ana, "EditContact", json!({ "contact_id": shop.contact["id"], "origin_id": website["contact_origin"] }));
        service.call(&ana, "EditCompany", json!({ "company_id": shop.company["id"], "industry_id": health["company_industry"] }));
        shop.edit(&opportunity, json!({ "products": shop.line(json!({ "product_id": mug["product_id"] })) }));
        assert_eq!([&website, &health, &mug].map(|filter| found(filter.clone())), [1, 1, 1]);
        assert_eq!(found(json!({ "product_id": shop.products[0]["id"] })), 0);
        for (stage, count) in [("Prospecting", 1), ("Closing", 0)] {
            assert_eq!(found(json!({ "stage": shop.stage(stage) })), count);
        }
        shop.edit(&opportunity, json!({ "stage_id": shop.stage("Closing"), "status": "lost", "lost_reason": "Muy caro" }));
        for (stage, count) in [("Prospecting", 0), ("Closing", 1)] {
            assert_eq!(found(json!({ "stage": shop.stage(stage) })), count);
        }
        assert_eq!(found(json!({ "query": "muy CARO" })), 1);
    }
}

#[test]
fn a_filter_that_names_what_is_not_the_profiles_is_wrong_at_its_place() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let (shop, other) = (Shop::open(&service, &ana), Shop::open(&service, &berta));
        let before = changes(&service);
        for (key, own, foreign) in [
            ("user_id", json!(ana.user_id), json!(berta.user_id)),
            ("stage", json!(shop.stage("Closing")), json!(other.stage("Closing"))),
            ("contact_origin", shop.contact["origin_id"].clone(), other.contact["origin_id"].clone()),
            ("company_industry", shop.company["industry_id"].clone(), other.company["industry_id"].clone()),
            ("company_id", shop.company["id"].clone(), other.company["id"].clone()),
            ("contact_id", shop.contact["id"].clone(), other.contact["id"].clone()),
            ("product_id", shop.products[0]["id"].clone(), other.products[0]["id"].clone()),
        ] {
            let wrong = |value: Value| rules(&service.try_call(&ana, "GetOpportunities", json!({ key: value })));
            assert_eq!(wrong(json!(foreign)), [format!("{key} unknown_id")]);
            assert_eq!(wrong(json!([own, foreign, 99_999])), [format!("{key}.1 unknown_id"), format!("{key}.2 unknown_id")]);
            assert_eq!(wrong(json!("x")), [format!("{key} wrong_type")]);
            for nothing in [json!([]), json!(null), own.clone(), json!([own])] {
                list(&service, &ana, json!({ key: nothing }));
            }
        }
        let reply = service.try_call(&ana, "GetOpportunities", json!({
            "campaign_id": 99_999, "status": "open", "contact_type": "renew", "operation_type": "existing", "value": { "from": 2, "to": 1 },
            "estimated_end_at": { "from": "02/01/26", "to": "01/01/26" }, "closed_at": { "from": "x" }, "created_at": 5, "stage": 99_999,
        }));
        let expected = [
            "campaign_id unknown_id",
            "closed_at.from malformed_date",
            "contact_type unknown_option",
            "created_at wrong_type",
            "estimated_end_at.from inverted_range",
            "operation_type unknown_option",
            "stage unknown_id",
            "status unknown_option",
            "value.from inverted_range",
        ];
        assert_eq!(rules(&reply), expected);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn an_owner_who_left_can_still_be_asked_for() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({ "user_id": mario.user_id }));
        service.call(&ana, "RemoveUser", json!({ "user_id": mario.user_id }));
        let by_mario = || service.try_call(&ana, "GetOpportunities", json!({ "user_id": mario.user_id, "with_user": true }));
        let found = by_mario().success();
        assert_eq!((&found["total"], &found["opportunities"][0]["user"]["name"]), (&json!(1), &json!("Mario")));
        shop.edit(&opportunity, json!({ "user_id": ana.user_id }));
        assert_eq!(rules(&by_mario()), ["user_id unknown_id"]);
    }
}

#[test]
fn what_is_asked_for_is_listed_along_and_nothing_else() {
    for service in services() {
        let ana = service.register("Ana");
        let matrix = Matrix::make(&service, &ana);
        let plain = list(&service, &ana, json!({}))["opportunities"].clone();
        for (asked, key) in [
            ("with_user", "user"),
            ("with_company", "company"),
            ("with_contact", "contact"),
            ("with_products", "products"),
            ("with_inputs", "inputs"),
        ] {
            let mut found = list(&service, &ana, json!({ asked: true }))["opportunities"].clone();
            for opportunity in found.as_array_mut().unwrap() {
                let shown = opportunity.as_object_mut().unwrap().remove(key).unwrap_or_else(|| panic!("{key}"));
                match key {
                    "inputs" => assert_eq!(shown, json!({})),
                    "products" => {
                        let names = each(&shown, "name");
                        let ids = each(&shown, "product_id");
                        for (id, name) in ids.iter().zip(names) {
                            assert_eq!(name, if *id == matrix.shop.products[0]["id"] { "Grano" } else { "Taza" });
                        }
                    }
                    _ => assert_eq!(shown["id"], opportunity[format!("{key}_id")], "{key}"),
                }
            }
            assert_eq!(found, plain, "{asked}");
        }
        let lines: Vec<usize> = list(&service, &ana, json!({ "with_products": true, "pagination": 4 }))["opportunities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|opportunity| opportunity["products"].as_array().unwrap().len())
            .collect();
        assert_eq!(lines, [2, 0, 1, 1]);
    }
}
