//! `Sync.GetDigest` at the endpoint: the digest.

use serde_json::json;
use ventanilla::auth::registration::Registration;
use ventanilla::db::call::Call;
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::scope::Manager;
use ventanilla::db::writes::Operator;
use ventanilla::fields::Instant;

use crate::records::company;
use crate::service::services;
use crate::sync::job::Mirror;

/// The digests are constants, from `printf '1:1\n2:1\n' | sha256sum` and the like, so that a change of the definition shows.
#[test]
fn it_is_the_hash_that_the_documentation_says() {
    for service in services() {
        let ana = service.register("Ana");
        let digest = |entity: &str| service.call(&ana, "Sync.GetDigest", json!({ "entity": entity }));
        let empty = digest("company");
        assert_eq!(empty["sha256"], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!((&empty["count"], &empty["buckets"]), (&json!(0), &json!([])));
        for name in ["Café Núñez", "Otra"] {
            service.create_company(&ana, name);
        }
        let two = digest("company");
        assert_eq!(two["sha256"], TWO);
        assert_eq!(two["buckets"], json!([{ "bucket": 0, "count": 2, "sha256": TWO }]));
        service.call(&ana, "Companies.EditCompany", json!({ "company_id": 2, "name": "Otra más" }));
        assert_eq!(digest("company")["sha256"], EDITED);
        service.call(&ana, "Companies.EditCompany", json!({ "company_id": 2, "name": "Otra más" }));
        assert_eq!(digest("company")["sha256"], EDITED, "what changes nothing is no difference");
        assert_eq!(digest("profile")["count"], 1);
        service.try_call(&ana, "Sync.GetDigest", json!({ "entity": "notification" })).wrong();
        assert_eq!(service.try_call(&ana, "Sync.GetDigest", json!({})).wrong(), ["entity"]);
    }
}

const TWO: &str = "31d8f87b3d39f8d376e8017432826f1ec1a6071feb38f58b82057ab6cf604ccb";
const EDITED: &str = "3429318705e58034e57acd8cfe5d09ec0e3226a7f9fecc27e5d29301e4d71928";

#[test]
fn its_buckets_are_thousands_of_ids() {
    for service in services() {
        let ana = service.register("Ana");
        let kind = service.entry(&ana, "company_types", "Customer");
        let industry = service.entry(&ana, "company_industries", "Retail");
        let mut operator = Operator::open(&DatabaseAddress::parse(&service.database.url).unwrap()).unwrap();
        let call = Call::of_operator(Registration::Closed).unwrap();
        let scope = |lease| Manager::of_operator(lease, call, ana.profile_id, ana.user_id, Instant::now());
        let fill = |manager: &mut Manager| (0..2100).try_for_each(|number| manager.insert(company(number, kind, industry)).map(drop));
        operator.run(scope, fill).unwrap();
        for id in [1001, 1003] {
            service.call(&ana, "Companies.DeleteCompany", json!({ "company_id": id }));
        }
        let digest = service.call(&ana, "Sync.GetDigest", json!({ "entity": "company" }));
        let buckets: Vec<(i64, i64)> = digest["buckets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|bucket| (bucket["bucket"].as_i64().unwrap(), bucket["count"].as_i64().unwrap()))
            .collect();
        assert_eq!(buckets, [(0, 999), (1, 998), (2, 101)]);
        assert_eq!(digest["count"], 2098);
        let ask = |method: &str, parameters| Some(service.call(&ana, method, parameters));
        let mut mirror = Mirror::default();
        while mirror.step(&ask, 1000).unwrap() {}
        mirror.compare(&ask);
    }
}
