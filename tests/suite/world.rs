//! A small world that is the same in every test: Ana's business with a record of every kind, and next door Sara's, a stranger to
//! it.
//!
//! Invariants: the world is made once through the API and then copied, so that a test that changes it has its own at little
//! cost. In Ana's world alone the ids are small and the same on both databases, so that the examples can name them. Next to Sara
//! no number is an id of two kinds of record.

use std::sync::OnceLock;

use serde_json::{Value, json};
use ventanilla::auth::one_time_link::{LinkToken, PublicUrl};
use ventanilla::fields::Instant;
use ventanilla::mail::Relay;

use crate::calls::execute;
use crate::inspect::Inspector;
use crate::mail::PUBLIC_URL;
use crate::service::{Content, Database, PASSWORD, Person, Service, databases};

/// The people of the world.
#[derive(Clone)]
pub struct People {
    /// The manager of profile 1.
    pub ana: Person,
    /// A member of profile 1.
    pub mario: Person,
    /// A viewer of profile 1.
    pub vera: Person,
    /// The manager of another profile, in worlds that have one.
    pub sara: Option<Person>,
    /// Ana's application token, for a script that keeps the companies; its id is 1.
    pub application_token: String,
    /// The token of the open request for feedback, whose id is 1.
    pub feedback_token: String,
}

/// The placeholder in examples for Ana's application token, which differs in each world.
const APPLICATION_TOKEN: &str = "<application token>";

/// The placeholder in examples for the token of the open request for feedback, which differs in each world.
const FEEDBACK_TOKEN: &str = "<token of the feedback>";

/// The placeholders in examples for the tokens of links, and the tokens themselves: Vera sets a new password, Nora joins.
const RESET_TOKEN: (&str, &str) = ("<token of the link>", "the0token0of0veras0link");
const INVITATION_TOKEN: (&str, &str) = ("<token of the invitation>", "the0token0of0noras0invitation");

/// A copy of the world, with a service in it.
pub struct World {
    pub service: Service,
    pub people: People,
}

struct Template {
    content: Content,
    people: People,
}

/// Ana's world, on each database.
pub fn worlds() -> Vec<World> {
    templates().iter().map(Template::copy).collect()
}

/// The same worlds with Sara's profile next to Ana's.
pub fn neighbouring_worlds() -> Vec<World> {
    static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
    let made = || worlds().into_iter().map(World::with_sara).collect();
    TEMPLATES.get_or_init(made).iter().map(Template::copy).collect()
}

/// Runs a test in several worlds at the same time.
pub fn everywhere(worlds: Vec<World>, test: impl Fn(&World) + Sync) {
    let test = &test;
    std::thread::scope(|scope| {
        let running: Vec<_> = worlds.into_iter().map(|world| scope.spawn(move || test(&world))).collect();
        for one in running {
            if let Err(panic) = one.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}

fn templates() -> &'static [Template] {
    static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let starting = databases().into_iter().map(|database| std::thread::spawn(move || World::found(database).into_template()));
        let starting: Vec<_> = starting.collect();
        starting.into_iter().map(|one| one.join().expect("the world can be made")).collect()
    })
}

/// A world in the state in which a test has left it, for copying.
pub struct Prepared(Template);

impl Prepared {
    pub fn of(world: World) -> Self {
        Prepared(world.into_template())
    }

    pub fn copy(&self) -> World {
        self.0.copy()
    }
}

impl Template {
    fn copy(&self) -> World {
        World { service: service(self.content.copy()), people: self.people.clone() }
    }
}

impl World {
    /// Calls a method as Ana, who may do everything in her profile.
    pub fn as_ana(&self, method: &str, parameters: Value) -> Value {
        self.service.post(Some(&self.people.ana.token), method, parameters).success()
    }

    /// An example's parameters, with this world's tokens in place of the placeholders.
    pub fn filled(&self, mut parameters: Value) -> Value {
        for value in parameters.as_object_mut().into_iter().flat_map(|entries| entries.values_mut()) {
            if *value == APPLICATION_TOKEN {
                *value = json!(self.people.application_token);
            }
            if *value == FEEDBACK_TOKEN {
                *value = json!(self.people.feedback_token);
            }
            for (placeholder, token) in [RESET_TOKEN, INVITATION_TOKEN] {
                if *value == placeholder {
                    *value = json!(token);
                }
            }
        }
        parameters
    }

    pub fn sara(&self) -> &Person {
        self.people.sara.as_ref().expect("Sara lives in this world")
    }

    /// Another copy of Ana's world, on the same kind of database.
    pub fn another(&self) -> World {
        let is_sqlite = self.service.database.is_sqlite();
        let template = templates().iter().find(|template| matches!(template.content, Content::Sqlite(_)) == is_sqlite);
        template.expect("a world on each database").copy()
    }

    fn found(database: Database) -> World {
        let service = service(database);
        let ana = register(&service, "Ana Torres", "ana@example.com", "Torres y Asociados");
        let mario = colleague(&service, &ana, "Mario Díaz", "mario@example.com", "member");
        let vera = colleague(&service, &ana, "Vera Luna", "vera@example.com", "viewer");
        let application_token = furnish(&service, &ana);
        let feedback_token = furnish_feedback(&service, &ana);
        keep_link(&service, &vera);
        let invitation = invite(&service, &ana, "Nora Paz", "nora@example.com");
        keep_token(&service, INVITATION_TOKEN.1, &format!("invitation_id = {invitation}"));
        World { service, people: People { ana, mario, vera, sara: None, application_token, feedback_token } }
    }

    fn with_sara(self) -> Template {
        let Template { content, people } = self.into_template();
        let database = match content {
            Content::Sqlite(content) => Database::of_sqlite(&content),
            Content::Postgres(database) => database,
        };
        Inspector::open(&database.url).spread_ids();
        let service = service(database);
        let sara = register(&service, "Sara Vega", "sara@example.com", "Vega e Hijos");
        furnish(&service, &sara);
        invite(&service, &sara, "Omar Gil", "omar@example.com");
        World { service, people: People { sara: Some(sara), ..people } }.into_template()
    }

    /// Stops the service and keeps its database as a template.
    fn into_template(self) -> Template {
        let World { mut service, people } = self;
        let url = service.database.url.clone();
        let Some(path) = url.strip_prefix("sqlite:") else {
            let database = std::mem::replace(&mut service.database, Database::at(&url));
            drop(service);
            return Template { content: Content::Postgres(database), people };
        };
        // The copy is made while the database is open: its folder goes with the service.
        let copy = format!("{path}.copy");
        let connection = rusqlite::Connection::open(path).expect("the file is a database");
        connection.execute("VACUUM INTO ?1", [&copy]).expect("the database can be copied");
        let content = std::fs::read(&copy).expect("the copy is there");
        drop(service);
        Template { content: Content::Sqlite(content), people }
    }
}

fn register(service: &Service, name: &str, email: &str, company: &str) -> Person {
    let parameters = json!({ "name": name, "email": email, "company": company, "password": PASSWORD, "c_password": PASSWORD });
    let signed_in = service.post(None, "Auth.Register", parameters).success();
    let token = signed_in["token"].as_str().expect("a token").to_owned();
    let profiles = service.post(Some(&token), "Profiles.GetProfiles", json!({})).success();
    Person {
        user_id: signed_in["user"]["id"].as_i64().expect("an id"),
        profile_id: profiles["profiles"][0]["id"].as_i64().expect("an id"),
        email: email.to_owned(),
        token,
    }
}

fn colleague(service: &Service, manager: &Person, name: &str, email: &str, role: &str) -> Person {
    service.call(manager, "Profiles.AddUser", json!({ "email": email, "name": name, "password": PASSWORD, "role": role }));
    let signed_in = service.post(None, "Auth.Login", json!({ "email": email, "password": PASSWORD })).success();
    Person {
        user_id: signed_in["user"]["id"].as_i64().expect("an id"),
        profile_id: manager.profile_id,
        email: email.to_owned(),
        token: signed_in["token"].as_str().expect("a token").to_owned(),
    }
}

/// Keeps a link with which somebody sets a new password. No method shows the token of a link that is asked for.
fn keep_link(service: &Service, person: &Person) {
    let (now, hour) = (Instant::now().microseconds(), Instant::now().plus_seconds(3600).microseconds());
    let Person { user_id, email, .. } = person;
    execute(
        service,
        &format!(
            "INSERT INTO one_time_links (purpose, email, user_id, generation, created_at, expires_at, attempts) \
             VALUES ('reset', '{email}', {user_id}, 1, {now}, {hour}, 1)"
        ),
    );
    keep_token(service, RESET_TOKEN.1, "purpose = 'reset'");
}

/// Gives the one link for which a condition holds this token. No method shows the token of a link that is mailed.
fn keep_token(service: &Service, token: &str, condition: &str) {
    let hash = LinkToken::of(token).hash;
    execute(
        service,
        &format!("INSERT INTO one_time_link_tokens (hash, link_id) SELECT '{hash}', id FROM one_time_links WHERE {condition}"),
    );
}

/// Invites somebody without an account; gives the id of the invitation.
fn invite(service: &Service, manager: &Person, name: &str, email: &str) -> i64 {
    // What was told while the world was made is mailed to nobody.
    execute(service, "DELETE FROM mails");
    let invited = service.call(manager, "Profiles.AddUser", json!({ "email": email, "name": name, "role": "viewer" }));
    execute(service, "UPDATE one_time_links SET due_at = NULL");
    invited["invitation"]["id"].as_i64().expect("an id")
}

/// A service that mails links to a server that is never asked: without errands nothing changes by itself.
fn service(database: Database) -> Service {
    Service::start_without_errands_with(database, |settings| {
        settings.relay = Some(Relay::new("smtp://127.0.0.1:9", "crm@example.com").expect("a server"));
        settings.public_url = Some(PublicUrl::parse(PUBLIC_URL).expect("an address"));
    })
}

/// One transparent dot, as a GIF.
const LOGO: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/// A line of text: the content of a file that no record names.
const NOTES: &str = "RW50cmVnYXIgcG9yIGxhIG1hw7FhbmEuCg==";

/// Creates a record of every kind that a profile can have, some with references to them and some without; returns the application
/// token.
fn furnish(service: &Service, manager: &Person) -> String {
    let input = |name: &str, kind: &str, options: Value| {
        service.call(manager, "Inputs.CreateInput", json!({ "entity": "company", "name": name, "type": kind, "options": options }));
    };
    input("Segment", "list", json!(["Gold", "Silver", "Bronze"]));
    input("Credit limit", "double", Value::Null);
    input("Visits", "integer", Value::Null);
    service.call(manager, "Catalogs.CreateEntry", json!({ "catalog": "company_types", "name": "Distributor" }));
    let customer = service.entry(manager, "company_types", "Customer");
    let retail = service.entry(manager, "company_industries", "Retail");
    let logo = service.call(manager, "Files.Upload", json!({ "content": LOGO }))["file"]["id"].clone();
    let companies = [
        json!({
            "name": "Café Núñez", "type_id": customer, "industry_id": retail, "client_number": "N-001",
            "website": "https://cafe-nunez.example", "phone": "+52 33 1234 5678", "rfc": "CNU010203AB1", "logo_id": logo,
            "shipping_address": { "street": "Av. Chapultepec", "number": "120", "city": "Guadalajara", "state": "JAL", "country": "MX", "zip": "44160" },
            "inputs": { "segment": "Gold", "credit_limit": "25000.50" }, "files": [logo],
            "kind": "business", "customer_since": "2026-01-05T16:00:00Z", "customer_status": "active", "payment_terms": "30 días",
            "credit_limit": "25000.50", "contact_name": "Doña Lucía", "contact_position": "Dueña", "notes": "Paga a tiempo.", "public": true,
        }),
        json!({
            "name": "Librería del Centro", "type_id": customer, "industry_id": retail, "client_number": "N-002",
            "customer_since": "2026-02-01T16:00:00Z",
        }),
        json!({ "name": "Óptica Luz", "type_id": customer, "industry_id": retail, "inputs": { "segment": "Silver" } }),
    ];
    let companies = companies.map(|company| service.call(manager, "Companies.CreateCompany", company)["company"]["id"].clone());
    furnish_contacts(service, manager, &companies, &logo);
    furnish_products(service, manager);
    furnish_leads(service, manager, &companies);
    furnish_opportunities(service, manager, &logo);
    furnish_tickets(service, manager, &companies, &logo);
    furnish_interactions(service, manager, &companies);
    furnish_services(service, manager, &companies);
    furnish_documents(service, manager, &companies, &logo);
    furnish_vehicles(service, manager, &companies);
    service.call(manager, "Files.Upload", json!({ "content": NOTES, "name": "notas.txt" }));
    service.call(manager, "Profiles.EditProfile", json!({ "directory": true }));
    // The webhook is disabled, so that it sends nothing during a test.
    let webhook = json!({ "url": "https://erp.example.com/ventanilla", "description": "The ERP", "enabled": false });
    let webhook = service.call(manager, "Webhooks.Create", webhook)["webhook"]["id"].clone();
    service.call(manager, "Webhooks.Test", json!({ "webhook_id": webhook }));
    let parameters = json!({ "name": "ERP nightly", "rights": { "Companies": ["read", "write"], "Audit": ["read"] }, "origin": "erp" });
    service.call(manager, "Auth.CreateApplicationToken", parameters)["token"].as_str().expect("a token").to_owned()
}

/// Creates two contacts at the first company, one of them with a value in every field, which is the company's primary contact.
fn furnish_contacts(service: &Service, manager: &Person, companies: &[Value], file: &Value) {
    service.call(manager, "Inputs.CreateInput", json!({ "entity": "contact", "name": "Birthday", "type": "string" }));
    let entry = |catalog: &str, name: &str| service.entry(manager, catalog, name);
    let referral = entry("contact_origins", "Referral");
    let contacts = [
        json!({
            "company_id": companies[0], "name": "Lucía", "surname": "Núñez", "mother_surname": "Ibarra", "email": "lucia@cafe-nunez.example",
            "origin_id": referral, "title_id": entry("contact_titles", "Ms."), "position_id": entry("contact_positions", "Owner"),
            "department_id": entry("contact_departments", "Management"), "phone_office": "+52 33 1234 5678", "phone_mobile": "+52 33 8765 4321",
            "shipping_address": { "street": "Av. Chapultepec", "number": "120", "city": "Guadalajara", "state": "JAL", "country": "MX", "zip": "44160" },
            "assistant": { "name": "Tomás", "surname": "Luna", "email": "tomas@cafe-nunez.example" }, "inputs": { "birthday": "5 May" }, "files": [file],
        }),
        json!({ "company_id": companies[0], "name": "Raúl", "surname": "Peña", "origin_id": referral, "email": "raul@cafe-nunez.example" }),
    ];
    let contacts = contacts.map(|contact| service.call(manager, "Contacts.CreateContact", contact)["contact"]["id"].clone());
    service.call(manager, "Companies.EditCompany", json!({ "company_id": companies[0], "primary_contact_id": contacts[0] }));
}

/// Creates three products: one with every reference, one with the required fields, one retired.
fn furnish_products(service: &Service, manager: &Person) {
    let input = json!({ "entity": "product", "name": "Roast", "type": "list", "options": ["Light", "Medium", "Dark"], "public": true });
    service.call(manager, "Inputs.CreateInput", input);
    let goods = service.entry(manager, "product_categories", "Goods");
    let coffee = json!({ "catalog": "product_subcategories", "name": "Coffee", "parent_id": goods });
    let coffee = service.call(manager, "Catalogs.CreateEntry", coffee)["entry"]["id"].clone();
    let companies = service.call(manager, "Companies.GetCompanies", json!({ "query": "Café Núñez" }));
    let products = [
        json!({
            "name": "Café de altura", "short_name": "Altura", "value": "180.50", "sku": "CAF-01", "description": "Grano entero, 1 kg.",
            "profile_currency_type_id": service.entry(manager, "currencies", "Mexican peso"),
            "product_discount_id": service.entry(manager, "product_discounts", "5 %"),
            "product_validity_id": service.entry(manager, "product_validities", "30 days"),
            "product_measury_id": service.entry(manager, "product_measures", "Kilogram"),
            "product_category_id": goods, "product_subcategory_id": coffee,
            "taxes": [service.entry(manager, "product_taxes", "IVA 16 %"), service.entry(manager, "product_taxes", "Exempt")],
            "featured": true, "tags": ["grano", "orgánico"], "location": "Almacén 2", "min_quantity": "0.25", "vendor": "Finca Luz",
            "company_id": companies["companies"][0]["id"], "inputs": { "roast": "Medium" }, "public": true,
        }),
        json!({ "name": "Taza de barro", "value": 95 }),
        json!({ "name": "Molino manual", "value": "1250.9999", "sku": "MOL-01" }),
    ];
    for product in products {
        service.call(manager, "Products.CreateProduct", product);
    }
    let mill = service.call(manager, "Products.GetProduct", json!({ "search_by": "sku", "search_value": "MOL-01" }))["product"].clone();
    let retired = json!({ "product_id": mill["id"], "name": mill["name"], "value": mill["value"], "retired": true });
    service.call(manager, "Products.EditProduct", retired);
}

/// Creates two services: one with every reference, and one with the required fields.
fn furnish_services(service: &Service, manager: &Person, companies: &[Value]) {
    service.call(manager, "Inputs.CreateInput", json!({ "entity": "service", "name": "On site", "type": "checkbox" }));
    let category = json!({ "catalog": "service_categories", "name": "Maintenance" });
    let category = service.call(manager, "Catalogs.CreateEntry", category)["entry"]["id"].clone();
    let subcategory = json!({ "catalog": "service_subcategories", "name": "Grinders", "parent_id": category });
    let subcategory = service.call(manager, "Catalogs.CreateEntry", subcategory)["entry"]["id"].clone();
    let services = [
        json!({
            "name": "Afinación de molinos", "value": "650", "sku": "SER-01", "description": "Limpieza y calibración.", "brand": "Taller Luz",
            "profile_currency_type_id": service.entry(manager, "currencies", "Mexican peso"),
            "product_discount_id": service.entry(manager, "product_discounts", "5 %"),
            "product_validity_id": service.entry(manager, "product_validities", "30 days"),
            "product_measury_id": service.entry(manager, "product_measures", "Hour"),
            "service_category_id": category, "service_subcategory_id": subcategory,
            "taxes": [service.entry(manager, "product_taxes", "IVA 16 %")], "featured": true, "public": true, "tags": ["taller"],
            "company_id": companies[0], "inputs": { "on_site": true },
        }),
        json!({ "name": "Curso de barismo", "value": 900 }),
    ];
    for parameters in services {
        service.call(manager, "Services.CreateService", parameters);
    }
}

/// Creates three leads: one with a value in every field, one who asked about a product, and one who is lost.
fn furnish_leads(service: &Service, manager: &Person, companies: &[Value]) {
    service.call(manager, "Inputs.CreateInput", json!({ "entity": "lead", "name": "Budget", "type": "double" }));
    let product = service.call(manager, "Products.GetProducts", json!({ "pagination": 1 }))["products"][0]["id"].clone();
    let lost = json!({ "name": "Nadie", "phone": "+52 55 9999 8888", "status": "lost" });
    for lead in [
        json!({
            "name": "Rosa", "surname": "Méndez", "mother_surname": "Lara", "email": "rosa@panaderia-mendez.example",
            "phone": "+52 33 2222 3333", "mobile": "+52 33 4444 5555", "company": "Panadería Méndez", "designation": "Dueña",
            "type_id": service.entry(manager, "lead_types", "Hot"), "source": "website", "status": "contacted", "score": "82.5",
            "notes": "Quiere un horno.", "last_contact": "15/01/26", "consent": true, "user_id": manager.user_id,
            "inputs": { "budget": 40000 },
        }),
        json!({ "name": "Iván Solís", "mobile": "+52 33 6666 7777", "company_id": companies[0], "product_id": product }),
        lost,
    ] {
        service.call(manager, "Leads.CreateLead", lead);
    }
}

/// Creates two interactions: one with a company and a value in every field, and one with a lead.
fn furnish_interactions(service: &Service, manager: &Person, companies: &[Value]) {
    service.call(manager, "Inputs.CreateInput", json!({ "entity": "interaction", "name": "Minutes", "type": "integer" }));
    let first = |method: &str, plural: &str, asked: Value| service.call(manager, method, asked)[plural][0].clone();
    let opportunity = first("Opportunities.GetOpportunities", "opportunities", json!({ "company_id": companies[0], "pagination": 1 }));
    let lead = first("Leads.GetLeads", "leads", json!({ "pagination": 1 }));
    for interaction in [
        json!({
            "company_id": companies[0], "contact_id": opportunity["contact_id"], "opportunity_id": opportunity["id"],
            "type": "meeting", "direction": "outbound", "subject": "Visita", "description": "Se midió la barra.",
            "date": "2026-02-03T16:00:00Z", "outcome": "Quiere dos grupos.", "next_action": "Enviar cotización",
            "next_action_date": "2026-02-06", "user_id": manager.user_id, "inputs": { "minutes": 45 },
        }),
        json!({ "lead_id": lead["id"], "type": "call", "notes": "Pide precios.", "date": "2026-01-20" }),
    ] {
        service.call(manager, "Interactions.CreateInteraction", interaction);
    }
}

/// Creates two opportunities: one with lines, a campaign and a history, and one at its beginning.
fn furnish_opportunities(service: &Service, manager: &Person, file: &Value) {
    service.call(manager, "Inputs.CreateInput", json!({ "entity": "opportunity", "name": "Competitor", "type": "string" }));
    let campaign =
        service.call(manager, "Catalogs.CreateEntry", json!({ "catalog": "campaigns", "name": "Spring" }))["entry"]["id"].clone();
    let contact = service.call(manager, "Contacts.GetContacts", json!({ "pagination": 1 }))["contacts"][0].clone();
    let products = service.call(manager, "Products.GetProducts", json!({ "pagination": 2 }))["products"].clone();
    let line = |position: usize, amount: &str, price: &str, discount: i64, tax: &str, total: &str| {
        let product_id = &products[position]["id"];
        json!({ "product_id": product_id, "amount": amount, "price": price, "discount": discount, "tax": tax, "total": total })
    };
    let opportunities = [
        json!({
            "title": "Café para dos sucursales", "value": "11025.34", "prospect_type": "existing", "operation_type": "renew",
            "stage_id": service.entry(manager, "stages", "Prospecting"), "campaign_id": campaign, "want_products": true, "want_tax": true,
            "products": [line(0, "52.5", "180.50", 5, "0.16", "10687.95"), line(1, "4", "95", 10, "0", "340")],
            "inputs": { "competitor": "Tostadores Unidos" }, "files": [file],
        }),
        json!({
            "title": "Barra para la feria", "value": 48000, "prospect_type": "existing", "operation_type": "new",
            "stage_id": service.entry(manager, "stages", "Prospecting"), "want_products": false, "want_tax": false,
        }),
    ];
    for mut opportunity in opportunities {
        opportunity["user_id"] = json!(manager.user_id);
        opportunity["company_id"] = contact["company_id"].clone();
        opportunity["contact_id"] = contact["id"].clone();
        opportunity["estimated_end_at"] = json!("30/06/26");
        opportunity["notify"] = json!(false);
        service.call(manager, "Opportunities.CreateOpportunity", opportunity);
    }
    let proposal = service.entry(manager, "stages", "Proposal");
    let moved = service.call(manager, "Opportunities.GetOpportunities", json!({ "pagination": 1 }))["opportunities"][0]["id"].clone();
    service.call(manager, "Opportunities.EditOpportunity", json!({ "opportunity_id": moved, "stage_id": proposal }));
}

/// Creates two tickets of the first company: one with a notified owner and a comment, and one that is solved.
fn furnish_tickets(service: &Service, manager: &Person, companies: &[Value], file: &Value) {
    let create = |title: &str, description: &str, case: &str, notify: bool| {
        let parameters = json!({
            "title": title, "description": description, "company_id": companies[0], "user_id": manager.user_id,
            "origin_id": service.entry(manager, "ticket_origins", "Telephone"),
            "case_id": service.entry(manager, "ticket_cases", case),
            "priority_id": service.entry(manager, "ticket_priorities", "High"),
            "estimated_end_at": "28/02/26", "notify": notify, "comment": notify.then_some("Piden que sea hoy."),
            "files": if notify { json!([file]) } else { json!([]) },
        });
        service.call(manager, "Tickets.CreateTicket", parameters)["ticket"]["id"].clone()
    };
    let broken = create("Máquina de espresso", "La máquina no calienta.", "Fault", true);
    service.call(manager, "Tickets.AddComment", json!({ "ticket_id": broken, "comment": "El técnico va el jueves." }));
    let answered = create("Invoice by e-mail", "They ask for last month's invoice.", "Request", false);
    service.call(manager, "Tickets.EditTicket", json!({ "ticket_id": answered, "status": "solved" }));
}

/// Creates two quotations and two orders of the first company: of each one with a value in every field, and one with the required
/// fields. The second quotation is sent.
fn furnish_documents(service: &Service, manager: &Person, companies: &[Value], file: &Value) {
    for (entity, name) in [("quotation", "Terms"), ("quotation_line", "Colour"), ("order", "Dock"), ("order_line", "Batch")] {
        service.call(manager, "Inputs.CreateInput", json!({ "entity": entity, "name": name, "type": "string" }));
    }
    let contact = service.call(manager, "Contacts.GetContacts", json!({ "pagination": 1 }))["contacts"][0]["id"].clone();
    let products = service.call(manager, "Products.GetProducts", json!({ "pagination": 2 }))["products"].clone();
    let line = |position: usize, amount: &str, inputs: Value| {
        let (price, discount, tax) = if position == 0 { ("180.50", "5", "0.16") } else { ("95", "0", "0") };
        let product_id = &products[position]["id"];
        json!({ "product_id": product_id, "amount": amount, "price": price, "discount": discount, "tax": tax, "inputs": inputs })
    };
    let whole = |mut more: Value| {
        more["company_id"] = companies[0].clone();
        more["contact_id"] = contact.clone();
        more["user_id"] = json!(manager.user_id);
        more["currency_id"] = json!(service.entry(manager, "currencies", "Mexican peso"));
        more["files"] = json!([file]);
        more
    };
    let quotation = whole(json!({
        "lines": [line(0, "12.5", json!({ "colour": "Azul" })), line(1, "4", json!({}))], "valid_until": "2099-12-31",
        "notes": "Entrega en dos semanas.", "inputs": { "terms": "FOB" },
    }));
    service.call(manager, "Quotations.CreateQuotation", quotation);
    let sent = json!({ "company_id": companies[0], "lines": [line(1, "10", json!({}))] });
    let sent = service.call(manager, "Quotations.CreateQuotation", sent)["quotation"]["id"].clone();
    service.call(manager, "Quotations.Send", json!({ "quotation_id": sent }));
    let order = whole(json!({
        "lines": [line(0, "2", json!({ "batch": "L-77" })), line(1, "6", json!({}))], "order_date": "2026-02-10", "status": "processing",
        "notes": "Entregar por la mañana.", "inputs": { "dock": "Norte" },
    }));
    service.call(manager, "Orders.CreateOrder", order);
    let plain = json!({ "company_id": companies[0], "lines": [line(1, "1", json!({}))], "order_date": "2026-02-12" });
    service.call(manager, "Orders.CreateOrder", plain);
}

/// Creates two requests for feedback of the first company: an open one with a value in every field, and one that was answered. Returns
/// the token of the open one.
fn furnish_feedback(service: &Service, manager: &Person) -> String {
    let two = |method: &str, plural: &str| service.call(manager, method, json!({ "pagination": 2 }))[plural].clone();
    let (orders, tickets) = (two("Orders.GetOrders", "orders"), two("Tickets.GetTickets", "tickets"));
    let open = json!({
        "company_id": orders[0]["company_id"], "contact_id": orders[0]["contact_id"], "order_id": orders[1]["id"], "ticket_id": tickets[1]["id"],
        "subject": "Entrega del 10 de febrero",
    });
    let url = service.call(manager, "Feedback.RequestFeedback", open)["url"].as_str().expect("an address").to_owned();
    let answered = json!({ "company_id": orders[0]["company_id"], "scale": "nps", "mail": false });
    let answered = service.call(manager, "Feedback.RequestFeedback", answered)["feedback"]["id"].clone();
    let answer = json!({ "feedback_id": answered, "rating": 9, "comment": "Llegó a tiempo.", "category": "entrega" });
    service.call(manager, "Feedback.ProcessFeedback", answer);
    url.rsplit('/').next().expect("a token").to_owned()
}

/// Creates two vehicles: one with a driver, and one of another company without.
fn furnish_vehicles(service: &Service, manager: &Person, companies: &[Value]) {
    let driver = service.call(manager, "Contacts.GetContacts", json!({ "pagination": 1 }))["contacts"][0]["id"].clone();
    for vehicle in [
        json!({ "company_id": companies[0], "contact_id": driver, "plate": "JNU-12-34", "name": "Furgoneta blanca" }),
        json!({ "company_id": companies[2], "plate": "JOL-56-78", "name": "Camioneta" }),
    ] {
        service.call(manager, "Vehicles.CreateVehicle", vehicle);
    }
}
