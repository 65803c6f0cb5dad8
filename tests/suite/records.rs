//! Records made from their models with few fields filled, for tests that need many of them at once.

use ventanilla::fields::external_ids::NONE;
use ventanilla::fields::leaf::{Leaf, Written};
use ventanilla::fields::{Day, Money};
use ventanilla::records::company::Company;
use ventanilla::records::contact::Contact;
use ventanilla::records::feedback::Feedback;
use ventanilla::records::interaction::Interaction;
use ventanilla::records::item::Item;
use ventanilla::records::lead::Lead;
use ventanilla::records::line::{DocumentLine, Line, NO_INPUTS, Sums, document_lines_as_kept};
use ventanilla::records::opportunity::Opportunity;
use ventanilla::records::order::Order;
use ventanilla::records::product::{self, Product};
use ventanilla::records::quotation::Quotation;
use ventanilla::records::service::{self, Service};
use ventanilla::records::ticket::Ticket;
use ventanilla::records::vehicle::Vehicle;

fn day() -> Day {
    Day::read(Written::Text("2026-01-31")).expect("a day")
}

pub fn company(number: usize, type_id: i64, industry_id: i64) -> Company {
    Company {
        client_number: format!("C-{number}"),
        slug: format!("panaderia-{number}"),
        name: format!("Panadería {number}"),
        type_id: Some(type_id),
        industry_id: Some(industry_id),
        kind: None,
        customer_since: None,
        customer_status: None,
        payment_terms: None,
        credit_limit: None,
        primary_contact_id: None,
        contact_name: None,
        contact_position: None,
        notes: None,
        public: false,
        website: None,
        phone: None,
        mobile: None,
        whatsapp: None,
        email: None,
        email_folded: None,
        bio: None,
        billing_name: None,
        rfc: None,
        rfc_folded: None,
        logo_id: None,
        shipping_address: None,
        billing_address: None,
        inputs: "{}".to_owned(),
        files: "[]".to_owned(),
        external_ids: NONE.to_owned(),
        user_id: None,
    }
}

pub fn contact(company_id: i64, origin_id: i64) -> Contact {
    Contact {
        company_id,
        name: "José".to_owned(),
        surname: Some("Núñez".to_owned()),
        mother_surname: None,
        title_id: None,
        origin_id: Some(origin_id),
        position_id: None,
        department_id: None,
        phone_office: None,
        phone_office_extension: None,
        phone_mobile: None,
        phone_other: None,
        email: None,
        email_folded: None,
        skype: None,
        linkedin: None,
        twitter: None,
        shipping_address: None,
        billing_address: None,
        assistant: None,
        picture_id: None,
        inputs: "{}".to_owned(),
        files: "[]".to_owned(),
        external_ids: NONE.to_owned(),
        user_id: None,
        mail_blocked: false,
    }
}

pub fn product(number: usize, tax_id: i64) -> Product {
    Product { item: item(number, tax_id), own: product::Own::default() }
}

pub fn service(number: usize, tax_id: i64) -> Service {
    Service { item: item(number, tax_id), own: service::Own::default() }
}

fn item(number: usize, tax_id: i64) -> Item {
    Item {
        name: format!("Harina {number}"),
        slug: format!("harina-{number}"),
        short_name: None,
        value: Money::ONE,
        sku: Some(format!("H-{number}")),
        description: None,
        profile_currency_type_id: None,
        product_discount_id: None,
        product_validity_id: None,
        product_measury_id: None,
        taxes: format!("[{tax_id}]"),
        featured: false,
        tags: "[]".to_owned(),
        location: None,
        min_quantity: None,
        vendor: None,
        company_id: None,
        picture_id: None,
        retired: false,
        inputs: "{}".to_owned(),
        external_ids: NONE.to_owned(),
        user_id: None,
        public: false,
    }
}

pub fn lead(company_id: i64, source_id: i64, product_id: i64, user_id: i64) -> Lead {
    Lead {
        name: "José Núñez".to_owned(),
        surname: None,
        mother_surname: None,
        email: Some("jose@example.com".to_owned()),
        phone: None,
        mobile: None,
        company: None,
        company_id: Some(company_id),
        contact_id: None,
        designation: None,
        type_id: None,
        source_id: Some(source_id),
        campaign_id: None,
        status: "new".to_owned(),
        score: Some(Money::ONE),
        product_id: Some(product_id),
        service_id: None,
        notes: None,
        last_contact: None,
        consent: false,
        picture_id: None,
        user_id: Some(user_id),
        converted_at: None,
        inputs: "{}".to_owned(),
        external_ids: NONE.to_owned(),
    }
}

pub fn feedback(company_id: i64, contact_id: i64) -> Feedback {
    Feedback {
        company_id,
        contact_id: Some(contact_id),
        order_id: None,
        ticket_id: None,
        subject: None,
        scale: "stars".to_owned(),
        status: "open".to_owned(),
        open_key: None,
        expires_at: ventanilla::fields::Instant::from_microseconds(4_102_444_800_000_000),
        mailed_at: None,
        reminders: 0,
        reminded_at: None,
        reminder_at: None,
        rating: None,
        comment: None,
        category: None,
        answered_at: None,
        external_ids: NONE.to_owned(),
    }
}

pub fn interaction(company_id: i64, contact_id: i64, user_id: i64) -> Interaction {
    Interaction {
        lead_id: None,
        company_id: Some(company_id),
        contact_id: Some(contact_id),
        opportunity_id: None,
        ticket_id: None,
        order_id: None,
        kind: "call".to_owned(),
        direction: Some("inbound".to_owned()),
        subject: Some("Visita".to_owned()),
        description: None,
        date: ventanilla::fields::Instant::from_microseconds(1_767_225_600_000_000),
        outcome: None,
        next_action: Some("Llamar".to_owned()),
        next_action_date: Some(ventanilla::fields::Instant::from_microseconds(1_767_312_000_000_000)),
        next_action_done: false,
        user_id: Some(user_id),
        reminded_for: None,
        escalated_for: None,
        inputs: "{}".to_owned(),
        external_ids: NONE.to_owned(),
    }
}

/// An opportunity with a line for each of the products.
pub fn opportunity(user_id: i64, stage_id: i64, company_id: i64, contact_id: i64, product_ids: &[i64]) -> Opportunity {
    let line = |id| format!(r#"{{"product_id":{id},"amount":1,"price":1,"discount":0,"tax":0.16,"total":1.16}}"#);
    let lines: Vec<String> = product_ids.iter().map(line).collect();
    Opportunity {
        user_id,
        title: "Renovación".to_owned(),
        value: Money::ONE,
        estimated_end_at: day(),
        prospect_type: "existing".to_owned(),
        operation_type: "renew".to_owned(),
        status: "active".to_owned(),
        lost_reason: None,
        closed_at: None,
        stage_id,
        company_id,
        contact_id,
        campaign_id: None,
        lead_id: None,
        want_products: !product_ids.is_empty(),
        want_tax: !product_ids.is_empty(),
        products: format!("[{}]", lines.join(",")),
        inputs: "{}".to_owned(),
        files: "[]".to_owned(),
        external_ids: NONE.to_owned(),
        type_id: None,
        currency_id: None,
    }
}

pub fn ticket(user_id: i64, opportunity_id: i64, opportunity: &Opportunity, [origin_id, case_id, priority_id]: [i64; 3]) -> Ticket {
    Ticket {
        title: "Fuga de agua".to_owned(),
        description: "Gotea el lavabo.".to_owned(),
        company_id: opportunity.company_id,
        contact_id: Some(opportunity.contact_id),
        opportunity_id: Some(opportunity_id),
        user_id,
        origin_id,
        case_id,
        priority_id,
        estimated_end_at: day(),
        status: "open".to_owned(),
        solved_at: None,
        closed_at: None,
        inputs: "{}".to_owned(),
        files: "[]".to_owned(),
        external_ids: NONE.to_owned(),
    }
}

pub fn vehicle(number: usize, company_id: i64, contact_id: i64) -> Vehicle {
    Vehicle {
        company_id,
        contact_id: Some(contact_id),
        plate: format!("JAL-{number}"),
        name: "Furgoneta".to_owned(),
        inputs: "{}".to_owned(),
        external_ids: NONE.to_owned(),
    }
}

/// One line of one unit, as a document keeps it, with its sums.
fn one_line(line_id: i64, product_id: i64) -> (String, Sums) {
    let line = Line::of(product_id, Money::ONE, Money::ONE, Money::ZERO, Money::ZERO).expect("a line");
    let lines = [DocumentLine { line_id, line, net: Money::ONE, inputs: NO_INPUTS.to_owned() }];
    (document_lines_as_kept(&lines).expect("JSON"), Sums::of(&lines).expect("JSON").expect("sums"))
}

pub fn quotation(company_id: i64, contact_id: i64, product_id: i64, line_id: i64) -> Quotation {
    let (lines, Sums { subtotal, discount, tax, total, taxes }) = one_line(line_id, product_id);
    Quotation {
        number: None,
        revision: 1,
        company_id,
        contact_id: Some(contact_id),
        opportunity_id: None,
        user_id: None,
        status: "draft".to_owned(),
        valid_until: Some(day()),
        currency_id: None,
        billing_address: None,
        shipping_address: None,
        lines,
        subtotal,
        discount,
        tax,
        total,
        taxes,
        notes: None,
        sent_at: None,
        mailed_to: None,
        mailed_at: None,
        accepted_at: None,
        rejected_at: None,
        rejected_reason: None,
        superseded_at: None,
        inputs: "{}".to_owned(),
        files: "[]".to_owned(),
        external_ids: NONE.to_owned(),
    }
}

pub fn order(number: usize, company_id: i64, contact_id: i64, product_id: i64, line_id: i64) -> Order {
    let (lines, Sums { subtotal, discount, tax, total, taxes }) = one_line(line_id, product_id);
    Order {
        number: format!("P-{number}"),
        company_id,
        contact_id: Some(contact_id),
        quotation_id: None,
        user_id: None,
        status: "pending".to_owned(),
        order_date: day(),
        currency_id: None,
        billing_address: None,
        shipping_address: None,
        lines,
        subtotal,
        discount,
        tax,
        total,
        taxes,
        notes: None,
        pending_at: Some(ventanilla::fields::Instant::from_microseconds(1_767_225_600_000_000)),
        processing_at: None,
        shipped_at: None,
        delivered_at: None,
        cancelled_at: None,
        inputs: "{}".to_owned(),
        files: "[]".to_owned(),
        external_ids: NONE.to_owned(),
    }
}
