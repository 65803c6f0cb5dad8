//! Reads on a PostgreSQL replica. An empty database stands in for a replica that is far behind, so that each answer shows which
//! of the two was asked. The empty database has the tables, which is all that a replica must have.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use serde_json::json;
use ventanilla::db::connection::DatabaseAddress;

use crate::calls::rules;
use crate::service::{Database, Service, databases};

/// A service on PostgreSQL whose replica has no rows; and the replica, which is there as long as it is held.
fn service_with_a_late_replica() -> Option<(Database, Service)> {
    let on_postgres = || databases().into_iter().find(|database| !database.is_sqlite());
    let (primary, replica) = (on_postgres()?, on_postgres()?);
    let address = DatabaseAddress::parse(&replica.url).unwrap();
    let service = Service::start(primary, |settings| settings.databases.replica = Some(address));
    Some((replica, service))
}

/// Moves all changes a minute into the past.
fn let_a_minute_pass(database: &Database) {
    let mut connection = PgConnection::establish(&database.url).unwrap();
    connection.batch_execute("UPDATE changes SET changed_at = changed_at - 60000000").unwrap();
}

#[test]
fn who_wrote_lately_is_answered_by_the_primary_and_others_by_the_replica() {
    let Some((_replica, service)) = service_with_a_late_replica() else { return };
    let ana = service.register("Ana");
    let company = service.create_company(&ana, "Café Núñez");
    let another = service.company(&ana, "Panadería");
    let search = json!({ "search_by": "id", "search_value": company["id"], "with_files": true });
    assert_eq!(service.call(&ana, "GetCompany", search.clone())["company"], company);
    let_a_minute_pass(&service.database);
    service.try_call(&ana, "GetCompany", search.clone()).failure("not_found");
    service.call(&ana, "CreateCompany", another);
    assert_eq!(service.call(&ana, "GetCompany", search)["company"], company);
}

/// The external ID is looked up on the database where the record is then read.
#[test]
fn an_external_id_is_the_replicas() {
    let Some((_replica, service)) = service_with_a_late_replica() else { return };
    let ana = service.register("Ana");
    let mut company = service.company(&ana, "Café Núñez");
    company["external_ids"] = json!({ "sap": "1" });
    let company = service.call(&ana, "CreateCompany", company)["company"].clone();
    let contacts = json!({ "company_id": { "sap": "1" } });
    assert_eq!(service.call(&ana, "GetContacts", contacts.clone())["total"], 0);
    let_a_minute_pass(&service.database);
    assert_eq!(rules(&service.try_call(&ana, "GetContacts", contacts)), ["company_id unknown_id"]);
    let edit = json!({ "company_id": { "sap": "1" }, "name": "Panadería" });
    assert_eq!(service.call(&ana, "EditCompany", edit)["company"]["id"], company["id"], "a write looks where it writes");
}

#[test]
fn tokens_and_membership_are_asked_of_the_primary() {
    let Some((_replica, service)) = service_with_a_late_replica() else { return };
    let ana = service.register("Ana");
    let_a_minute_pass(&service.database);
    assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 0);
    service.post(Some(&ana.token), "Auth.Logout", json!({})).success();
    service.try_call(&ana, "GetCompanies", json!({})).failure("unauthenticated");
}

#[test]
fn a_replica_that_does_not_answer_is_done_without() {
    let Some(primary) = databases().into_iter().find(|database| !database.is_sqlite()) else { return };
    let nobody = DatabaseAddress::parse("postgres://ventanilla@127.0.0.1:1/nobody").unwrap();
    let service = Service::start(primary, |settings| settings.databases.replica = Some(nobody));
    let ana = service.register("Ana");
    let_a_minute_pass(&service.database);
    for _ in 0..3 {
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 0);
    }
}

/// The feed and its related methods read from the primary, because they must see everything that was committed.
#[test]
fn a_sync_job_is_answered_by_the_primary() {
    let Some((_replica, service)) = service_with_a_late_replica() else { return };
    let ana = service.register("Ana");
    let_a_minute_pass(&service.database);
    assert_eq!(service.call(&ana, "Companies.GetTypes", json!({}))["types"], json!([]), "other methods are answered by the replica");
    assert_eq!(service.call(&ana, "Sync.GetChanges", json!({ "limit": 1 }))["more"], true);
    assert_eq!(service.call(&ana, "Sync.GetDigest", json!({ "entity": "profile" }))["count"], 1);
    assert_eq!(service.call(&ana, "Sync.GetSnapshot", json!({}))["records"][0]["id"], ana.profile_id);
}
