//! A PostgreSQL that goes away and comes back. What is called meanwhile is told so, and nothing else: a
//! database that is gone is not a record that is missing.

use serde_json::json;

use crate::postgres::Server;
use crate::service::{Database, Service};

#[test]
fn a_database_that_is_gone_is_unavailable_until_it_is_back() {
    let Some(mut server) = Server::start() else { return };
    server.create_database("crm");
    let service = Service::start(Database::at(server.url("crm")), |_| ());
    let ana = service.register("Ana");
    let company = service.create_company(&ana, "Before");
    let find = json!({ "search_by": "id", "search_value": company["id"] });
    let another = service.company(&ana, "After");

    server.stop();
    service.try_call(&ana, "GetCompany", find.clone()).failure("unavailable");
    service.try_call(&ana, "CreateCompany", another.clone()).failure("unavailable");
    assert_eq!(service.get("/healthz").status, 200, "the process lives");
    assert_eq!(service.get("/readyz").status, 503);

    server.restart();
    assert_eq!(service.get("/readyz").status, 200);
    assert_eq!(service.call(&ana, "GetCompany", find)["company"], company);
    service.call(&ana, "CreateCompany", another);
    assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 2);
}
