//! Tests that a record's view is complete: any record is shown, read back and shown again. The views of kinds with a secret leave
//! that out.
//!
//! Invariants: [`KINDS`] names all kinds, which a test in [`super::kinds`] verifies.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::db::stored::{Record, Recorded};
use crate::fields::external_ids::NONE;
use crate::fields::leaf::{Leaf, Written};
use crate::fields::{Day, Entity, Instant, Money, Named};
use crate::records::application_token::ApplicationToken;
use crate::records::attachment;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::document_line::{OrderLine, QuotationLine};
use crate::records::feedback::Feedback;
use crate::records::file::File;
use crate::records::input::{Input, LinkView};
use crate::records::interaction::Interaction;
use crate::records::invitation::Invitation;
use crate::records::item::Item;
use crate::records::lead::Lead;
use crate::records::line::{self, DocumentLine, Line, document_lines_as_kept};
use crate::records::member::Member;
use crate::records::notification::Notification;
use crate::records::opportunity::Opportunity;
use crate::records::order::Order;
use crate::records::product::{self, Product};
use crate::records::quotation::Quotation;
use crate::records::service::{self, Service};
use crate::records::ticket::Ticket;
use crate::records::ticket_comment::TicketComment;
use crate::records::webhook::Webhook;

/// The property that each kind must have.
pub(crate) const KINDS: &[(Entity, fn())] = &[
    (Member::ENTITY, || is_read_back(member())),
    (CatalogEntry::ENTITY, || is_read_back(catalog_entry())),
    (Input::ENTITY, || is_read_back(input())),
    (File::ENTITY, || is_read_back(file())),
    (Company::ENTITY, || is_read_back(company())),
    (Contact::ENTITY, || is_read_back(contact())),
    (Product::ENTITY, || is_read_back(product())),
    (Service::ENTITY, || is_read_back(service())),
    (Lead::ENTITY, || is_read_back(lead())),
    (Opportunity::ENTITY, || is_read_back(opportunity())),
    (Ticket::ENTITY, || is_read_back(ticket())),
    (TicketComment::ENTITY, || is_read_back(ticket_comment())),
    (Quotation::ENTITY, || is_read_back(quotation())),
    (QuotationLine::ENTITY, || comes_with_its_document::<QuotationLine>()),
    (Order::ENTITY, || is_read_back(order())),
    (OrderLine::ENTITY, || comes_with_its_document::<OrderLine>()),
    (Interaction::ENTITY, || is_read_back(interaction())),
    (Feedback::ENTITY, || is_read_back(feedback())),
    #[cfg(feature = "vehicles")]
    (super::vehicle::Vehicle::ENTITY, || is_read_back(vehicle())),
    (Notification::ENTITY, || is_read_back(notification())),
    (ApplicationToken::ENTITY, || leaves_out(application_token(), |token, secret| ApplicationToken { hash: secret, ..token })),
    (Webhook::ENTITY, || leaves_out(webhook(), |webhook, secret| Webhook { secret, ..webhook })),
    (Invitation::ENTITY, || is_read_back(invitation())),
];

#[test]
fn each_kind_is_read_back_from_its_view_or_its_view_leaves_out_a_secret() {
    for (_, holds) in KINDS {
        holds();
    }
}

#[test]
fn what_is_no_view_is_no_record() {
    let revive = TicketComment::REVIVE.unwrap();
    assert!(revive(r#"{"ticket_id":1,"user_id":2,"comment":"Gotea.","external_ids":{}}"#).is_ok());
    for wrong in [
        "",
        "null",
        "{}",
        r#"{"ticket_id":1,"user_id":2,"external_ids":{}}"#,
        r#"{"ticket_id":"1","user_id":2,"comment":"Gotea.","external_ids":{}}"#,
        r#"{"ticket_id":1,"user_id":2,"comment":null,"external_ids":{}}"#,
        r#"{"ticket_id":1,"user_id":2,"comment":"Gotea.","external_ids":{}} and more"#,
    ] {
        assert!(revive(wrong).is_err(), "{wrong}");
    }
}

/// The view that the change record keeps.
fn view<R: Record>(record: &R) -> String {
    serde_json::to_string(&R::view(&Recorded::of_no_database(record.clone()), &R::whole())).unwrap()
}

fn for_any<R: Record + Debug>(records: BoxedStrategy<R>, holds: impl Fn(R) -> Result<(), TestCaseError>) {
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    runner.run(&records, holds).unwrap_or_else(|cause| panic!("{}: {cause}", R::ENTITY.name()));
}

fn is_read_back<R: Record + Debug>(records: BoxedStrategy<R>) {
    let revive = R::REVIVE.unwrap();
    for_any(records, |record| {
        let record = record.refolded();
        let shown = view(&record);
        let revived = revive(&shown).unwrap();
        prop_assert_eq!(&revived, &record);
        prop_assert_eq!(view(&revived), shown.clone());
        if R::EXTERNAL_IDS.is_some_and(|external_ids| external_ids(&record) == NONE) {
            let (before, after) = shown.rsplit_once(r#""external_ids":{},"#).unwrap();
            prop_assert_eq!(revive(&format!("{before}{after}")).unwrap(), record, "shown before there were external ids");
        }
        Ok(())
    });
}

fn leaves_out<R: Record + Debug>(records: BoxedStrategy<R>, with: fn(R, String) -> R) {
    assert!(R::REVIVE.is_none());
    for_any(records, |record| {
        let other = with(record.clone(), "another secret".to_owned());
        prop_assert!(record != other);
        prop_assert_eq!(view(&record), view(&other));
        Ok(())
    });
}

// Each strategy is boxed, to keep the types of the records' strategies short.

/// Any text, with characters that JSON escapes.
fn text() -> BoxedStrategy<String> {
    prop_oneof![
        vec(any::<char>(), 0..20).prop_map(String::from_iter),
        "[ -~áñÑü\u{0}-\u{1f}\u{7f}\u{2028}€😀]{0,20}",
        Just("null".to_owned()),
    ]
    .boxed()
}

fn maybe_text() -> BoxedStrategy<Option<String>> {
    option::of(text()).boxed()
}

fn id() -> BoxedStrategy<i64> {
    prop_oneof![1..1000_i64, Just(i64::MAX), any::<i64>()].boxed()
}

fn maybe_id() -> BoxedStrategy<Option<i64>> {
    option::of(id()).boxed()
}

/// Any amount. The least whole number of ten-thousandths is none: no caller can write it.
fn money() -> BoxedStrategy<Money> {
    let limits = prop_oneof![Just(i64::MIN + 1), Just(i64::MAX), Just(0), Just(1), Just(-1)];
    prop_oneof![limits, -1_000_000..1_000_000_i64, i64::MIN + 1..=i64::MAX].prop_map(Money::from_ten_thousandths).boxed()
}

fn day() -> BoxedStrategy<Day> {
    let limits = prop_oneof![Just((1, 1, 1)), Just((9999, 12, 31)), Just((2024, 2, 29))];
    prop_oneof![limits, (1..=9999, 1..=12, 1..=28)]
        .prop_map(|(year, month, day)| {
            let text = format!("{year:04}-{month:02}-{day:02}");
            Day::read(Written::Text(&text)).unwrap()
        })
        .boxed()
}

/// Any moment from the first of the year 1 to the last of 9999.
fn instant() -> BoxedStrategy<Instant> {
    let limits = prop_oneof![Just(-62_135_596_800_000_000), Just(253_402_300_799_999_999), Just(0), Just(-1)];
    prop_oneof![limits, -62_135_596_800_000_000..=253_402_300_799_999_999_i64].prop_map(Instant::from_microseconds).boxed()
}

fn maybe_instant() -> BoxedStrategy<Option<Instant>> {
    option::of(instant()).boxed()
}

/// JSON in usual and unusual spelling: kept JSON goes out unchanged.
fn json() -> BoxedStrategy<String> {
    let odd = ["null", "true", "1.50", "-0.0", "1e400", "123456789012345678901234567890", r#""\u00e9\/""#, r#""\ud83d\ude00""#, "[ ]"];
    let leaf = prop_oneof![proptest::sample::select(odd.to_vec()).prop_map(str::to_owned), text().prop_map(quoted)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(" , "))),
            vec((text(), inner), 0..3).prop_map(object),
        ]
    })
    .boxed()
}

fn quoted(text: String) -> String {
    serde_json::to_string(&text).unwrap()
}

fn object(entries: Vec<(String, String)>) -> String {
    let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("{}: {value}", quoted(key))).collect();
    format!("{{{}}}", entries.join(",\n"))
}

fn json_object() -> BoxedStrategy<String> {
    vec((text(), json()), 0..4).prop_map(object).boxed()
}

fn maybe_object() -> BoxedStrategy<Option<String>> {
    option::of(json_object()).boxed()
}

/// External IDs, in the form that every method writes.
fn external_ids() -> BoxedStrategy<String> {
    let ids = btree_map("[a-z0-9_.-]{1,8}", text(), 0..3);
    prop_oneof![Just(BTreeMap::new()), ids].prop_map(|ids| serde_json::to_string(&ids).unwrap()).boxed()
}

fn texts() -> BoxedStrategy<String> {
    vec(text(), 0..4).prop_map(|texts| serde_json::to_string(&texts).unwrap()).boxed()
}

fn ids() -> BoxedStrategy<String> {
    vec(id(), 0..4).prop_map(|ids| serde_json::to_string(&ids).unwrap()).boxed()
}

fn lines() -> BoxedStrategy<String> {
    let line = (id(), [money(), money(), money(), money(), money()]);
    let line =
        line.prop_map(|(product_id, [amount, price, discount, tax, total])| Line { product_id, amount, price, discount, tax, total });
    vec(line, 0..3).prop_map(|lines| line::as_kept(&lines).unwrap()).boxed()
}

fn member() -> BoxedStrategy<Member> {
    (id(), text(), external_ids()).prop_map(|(user_id, role, external_ids)| Member { user_id, role, external_ids }).boxed()
}

fn catalog_entry() -> BoxedStrategy<CatalogEntry> {
    let columns = ([text(), text()], id(), any::<bool>(), maybe_text(), option::of(money()), maybe_id(), external_ids());
    columns
        .prop_map(|([catalog, name], position, retired, code, value, parent_id, external_ids)| CatalogEntry {
            catalog,
            name,
            position,
            retired,
            code,
            value,
            parent_id,
            external_ids,
        })
        .boxed()
}

fn input() -> BoxedStrategy<Input> {
    let json = || option::of(prop_oneof![Just("true"), Just("2.50"), Just("\"Gold á\"")].prop_map(str::to_owned));
    ([text(), text(), text(), text()], texts(), id(), [any::<bool>(), any::<bool>()], json(), external_ids(), option::of((text(), text())))
        .prop_map(|([entity, slug, name, kind], options, position, [required, public], default_value, external_ids, link)| Input {
            entity,
            slug,
            name,
            kind,
            options,
            position,
            required,
            public,
            default_value,
            external_ids,
            link: link.map(|(through, field)| serde_json::to_string(&LinkView { through, field }).unwrap()),
        })
        .boxed()
}

fn file() -> BoxedStrategy<File> {
    ([text(), text()], id(), [maybe_text(), maybe_text()], external_ids())
        .prop_map(|([content_type, sha256], size, [name, stored_as], external_ids)| File {
            content_type,
            size,
            sha256,
            name,
            stored_as,
            external_ids,
        })
        .boxed()
}

/// The files of a record, as it keeps them.
fn attached() -> BoxedStrategy<String> {
    vec(1_i64..1_000_000, 0..4).prop_map(|ids| attachment::as_kept(&ids).expect("ids are written")).boxed()
}

fn company() -> BoxedStrategy<Company> {
    let optional = [maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text()];
    let columns = (
        [text(), text(), text()],
        [maybe_id(), maybe_id()],
        (maybe_instant(), option::of(money()), any::<bool>(), [maybe_text(), maybe_text(), maybe_text()]),
        (optional, [maybe_text(), maybe_text(), maybe_text()]),
        [maybe_id(), maybe_id(), maybe_id()],
        [maybe_object(), maybe_object()],
        (json_object(), attached()),
        external_ids(),
    );
    columns
        .prop_map(|(texts, ids, customer, (optional, words), other_ids, addresses, (inputs, files), external_ids)| {
            let (customer_since, credit_limit, public, [kind, customer_status, payment_terms]) = customer;
            let [contact_name, contact_position, notes] = words;
            let [logo_id, user_id, primary_contact_id] = other_ids;
            let [client_number, slug, name] = texts;
            let [type_id, industry_id] = ids;
            let [website, phone, mobile, whatsapp, email, bio, billing_name, rfc] = optional;
            let [shipping_address, billing_address] = addresses;
            Company {
                client_number,
                slug,
                name,
                type_id,
                industry_id,
                kind,
                customer_since,
                customer_status,
                payment_terms,
                credit_limit,
                primary_contact_id,
                contact_name,
                contact_position,
                notes,
                public,
                website,
                phone,
                mobile,
                whatsapp,
                email,
                email_folded: None,
                bio,
                billing_name,
                rfc,
                rfc_folded: None,
                logo_id,
                shipping_address,
                billing_address,
                inputs,
                files,
                external_ids,
                user_id,
            }
        })
        .boxed()
}

fn contact() -> BoxedStrategy<Contact> {
    let optional = [maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text()];
    let columns = (
        text(),
        [maybe_text(), maybe_text()],
        id(),
        [maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id()],
        optional,
        [maybe_object(), maybe_object(), maybe_object()],
        (json_object(), attached(), any::<bool>()),
        external_ids(),
    );
    columns
        .prop_map(
            |(name, [surname, mother_surname], company_id, maybe_ids, optional, objects, (inputs, files, mail_blocked), external_ids)| {
                let [title_id, origin_id, position_id, department_id, picture_id, user_id] = maybe_ids;
                let [phone_office, phone_office_extension, phone_mobile, phone_other, email, skype, linkedin, twitter] = optional;
                let [shipping_address, billing_address, assistant] = objects;
                let contact = Contact {
                    company_id,
                    name,
                    surname,
                    mother_surname,
                    title_id,
                    origin_id,
                    position_id,
                    department_id,
                    phone_office,
                    phone_office_extension,
                    phone_mobile,
                    phone_other,
                    email,
                    email_folded: None,
                    skype,
                    linkedin,
                    twitter,
                    shipping_address,
                    billing_address,
                    assistant,
                    picture_id,
                    inputs,
                    files,
                    external_ids,
                    user_id,
                    mail_blocked,
                };
                contact.refolded()
            },
        )
        .boxed()
}

fn item() -> BoxedStrategy<Item> {
    let columns = (
        [text(), text()],
        [maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text()],
        (money(), option::of(money())),
        [maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id()],
        ids(),
        texts(),
        [any::<bool>(), any::<bool>(), any::<bool>()],
        json_object(),
        external_ids(),
    );
    columns
        .prop_map(|(own, optional, (value, min_quantity), ids, taxes, tags, [featured, retired, public], inputs, external_ids)| {
            let [name, slug] = own;
            let [short_name, sku, description, location, vendor] = optional;
            let [profile_currency_type_id, product_discount_id, product_validity_id, product_measury_id, ids @ ..] = ids;
            let [company_id, picture_id, user_id] = ids;
            Item {
                name,
                slug,
                short_name,
                value,
                sku,
                description,
                profile_currency_type_id,
                product_discount_id,
                product_validity_id,
                product_measury_id,
                taxes,
                featured,
                tags,
                location,
                min_quantity,
                vendor,
                company_id,
                picture_id,
                retired,
                inputs,
                external_ids,
                user_id,
                public,
            }
        })
        .boxed()
}

fn product() -> BoxedStrategy<Product> {
    (item(), maybe_id(), maybe_id())
        .prop_map(|(item, product_category_id, product_subcategory_id)| Product {
            item,
            own: product::Own { product_category_id, product_subcategory_id },
        })
        .boxed()
}

fn service() -> BoxedStrategy<Service> {
    (item(), maybe_id(), maybe_id(), maybe_text())
        .prop_map(|(item, service_category_id, service_subcategory_id, brand)| Service {
            item,
            own: service::Own { service_category_id, service_subcategory_id, brand },
        })
        .boxed()
}

fn lead() -> BoxedStrategy<Lead> {
    let columns = (
        [text(), text()],
        [maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text()],
        [maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id()],
        option::of(money()),
        [maybe_instant(), maybe_instant()],
        any::<bool>(),
        json_object(),
        external_ids(),
    );
    columns
        .prop_map(|([name, status], optional, ids, score, [last_contact, converted_at], consent, inputs, external_ids)| {
            let [surname, mother_surname, email, phone, mobile, company, designation, notes] = optional;
            let [company_id, contact_id, type_id, source_id, ids @ ..] = ids;
            let [campaign_id, product_id, service_id, picture_id, user_id] = ids;
            Lead {
                name,
                surname,
                mother_surname,
                email,
                phone,
                mobile,
                company,
                company_id,
                contact_id,
                designation,
                type_id,
                source_id,
                campaign_id,
                status,
                score,
                product_id,
                service_id,
                notes,
                last_contact,
                consent,
                picture_id,
                user_id,
                converted_at,
                inputs,
                external_ids,
            }
        })
        .boxed()
}

fn interaction() -> BoxedStrategy<Interaction> {
    let columns = (
        [maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id(), maybe_id()],
        text(),
        [maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text()],
        instant(),
        [maybe_instant(), maybe_instant(), maybe_instant()],
        any::<bool>(),
        json_object(),
        external_ids(),
    );
    columns
        .prop_map(|(ids, kind, texts, date, dates, next_action_done, inputs, external_ids)| {
            let [lead_id, company_id, contact_id, opportunity_id, ticket_id, order_id, user_id] = ids;
            let [direction, subject, description, outcome, next_action] = texts;
            let [next_action_date, reminded_for, escalated_for] = dates;
            Interaction {
                lead_id,
                company_id,
                contact_id,
                opportunity_id,
                ticket_id,
                order_id,
                kind,
                direction,
                subject,
                description,
                date,
                outcome,
                next_action,
                next_action_date,
                next_action_done,
                user_id,
                reminded_for,
                escalated_for,
                inputs,
                external_ids,
            }
        })
        .boxed()
}

fn feedback() -> BoxedStrategy<Feedback> {
    let columns = (
        id(),
        [maybe_id(), maybe_id(), maybe_id(), maybe_id()],
        [text(), text()],
        [maybe_text(), maybe_text(), maybe_text()],
        instant(),
        [maybe_instant(), maybe_instant(), maybe_instant(), maybe_instant()],
        0..3_i64,
        external_ids(),
    );
    columns
        .prop_map(|(company_id, ids, [scale, status], texts, expires_at, times, reminders, external_ids)| {
            let [contact_id, order_id, ticket_id, rating] = ids;
            let [subject, comment, category] = texts;
            let [mailed_at, reminded_at, reminder_at, answered_at] = times;
            Feedback {
                company_id,
                contact_id,
                order_id,
                ticket_id,
                subject,
                scale,
                status,
                open_key: None,
                expires_at,
                mailed_at,
                reminders,
                reminded_at,
                reminder_at,
                rating,
                comment,
                category,
                answered_at,
                external_ids,
            }
        })
        .boxed()
}

/// The columns that quotations and orders have alike.
#[derive(Debug)]
struct OfDocument {
    currency_id: Option<i64>,
    addresses: [Option<String>; 2],
    lines: String,
    amounts: [Money; 4],
    notes: Option<String>,
    inputs: String,
    files: String,
    external_ids: String,
}

fn of_document() -> impl Strategy<Value = OfDocument> {
    let line = (id(), [id(), id()], [money(), money(), money(), money(), money()], json_object()).prop_map(
        |(line_id, [product_id, _], [amount, price, discount, total, net], inputs)| DocumentLine {
            line_id,
            line: Line { product_id, amount, price, discount, tax: Money::ONE, total },
            net,
            inputs,
        },
    );
    let lines = vec(line, 0..4).prop_map(|lines| document_lines_as_kept(&lines).unwrap());
    let columns = (
        maybe_id(),
        [option::of(json_object()), option::of(json_object())],
        lines,
        [money(), money(), money(), money()],
        maybe_text(),
        (json_object(), attached()),
        external_ids(),
    );
    columns.prop_map(|(currency_id, addresses, lines, amounts, notes, (inputs, files), external_ids)| OfDocument {
        currency_id,
        addresses,
        lines,
        amounts,
        notes,
        inputs,
        files,
        external_ids,
    })
}

fn quotation() -> BoxedStrategy<Quotation> {
    let columns = (
        [maybe_text(), maybe_text(), maybe_text()],
        (id(), id(), text()),
        [maybe_id(), maybe_id(), maybe_id()],
        option::of(day()),
        [maybe_instant(), maybe_instant(), maybe_instant(), maybe_instant(), maybe_instant()],
        of_document(),
    );
    columns
        .prop_map(|(texts, (revision, company_id, status), ids, valid_until, times, of_document)| {
            let [number, rejected_reason, mailed_to] = texts;
            let [contact_id, opportunity_id, user_id] = ids;
            let [sent_at, mailed_at, accepted_at, rejected_at, superseded_at] = times;
            let OfDocument { currency_id, addresses, lines, amounts, notes, inputs, files, external_ids } = of_document;
            let [billing_address, shipping_address] = addresses;
            let [subtotal, discount, tax, total] = amounts;
            Quotation {
                number,
                revision,
                company_id,
                contact_id,
                opportunity_id,
                user_id,
                status,
                valid_until,
                currency_id,
                billing_address,
                shipping_address,
                lines,
                subtotal,
                discount,
                tax,
                total,
                taxes: "[]".to_owned(),
                notes,
                sent_at,
                mailed_to,
                mailed_at,
                accepted_at,
                rejected_at,
                rejected_reason,
                superseded_at,
                inputs,
                files,
                external_ids,
            }
        })
        .boxed()
}

fn order() -> BoxedStrategy<Order> {
    let columns = (
        [text(), text()],
        id(),
        [maybe_id(), maybe_id(), maybe_id()],
        day(),
        [maybe_instant(), maybe_instant(), maybe_instant(), maybe_instant(), maybe_instant()],
        of_document(),
    );
    columns
        .prop_map(|([number, status], company_id, ids, order_date, times, of_document)| {
            let [contact_id, quotation_id, user_id] = ids;
            let [pending_at, processing_at, shipped_at, delivered_at, cancelled_at] = times;
            let OfDocument { currency_id, addresses, lines, amounts, notes, inputs, files, external_ids } = of_document;
            let [billing_address, shipping_address] = addresses;
            let [subtotal, discount, tax, total] = amounts;
            Order {
                number,
                company_id,
                contact_id,
                quotation_id,
                user_id,
                status,
                order_date,
                currency_id,
                billing_address,
                shipping_address,
                lines,
                subtotal,
                discount,
                tax,
                total,
                taxes: "[]".to_owned(),
                notes,
                pending_at,
                processing_at,
                shipped_at,
                delivered_at,
                cancelled_at,
                inputs,
                files,
                external_ids,
            }
        })
        .boxed()
}

/// The document that keeps a line brings it back, and nothing else does.
fn comes_with_its_document<R: Record>() {
    assert!(R::REVIVE.is_none());
}

fn opportunity() -> BoxedStrategy<Opportunity> {
    let columns = (
        [text(), text(), text(), text()],
        maybe_text(),
        money(),
        (day(), maybe_instant()),
        [id(), id(), id(), id()],
        [maybe_id(), maybe_id(), maybe_id(), maybe_id()],
        [any::<bool>(), any::<bool>()],
        lines(),
        (json_object(), attached()),
        external_ids(),
    );
    columns
        .prop_map(
            |(
                texts,
                lost_reason,
                value,
                ends,
                ids,
                [campaign_id, type_id, currency_id, lead_id],
                wants,
                products,
                (inputs, files),
                external_ids,
            )| {
                let [title, prospect_type, operation_type, status] = texts;
                let (estimated_end_at, closed_at) = ends;
                let [user_id, stage_id, company_id, contact_id] = ids;
                let [want_products, want_tax] = wants;
                Opportunity {
                    user_id,
                    title,
                    value,
                    estimated_end_at,
                    prospect_type,
                    operation_type,
                    status,
                    lost_reason,
                    closed_at,
                    stage_id,
                    company_id,
                    contact_id,
                    campaign_id,
                    lead_id,
                    want_products,
                    want_tax,
                    products,
                    inputs,
                    files,
                    external_ids,
                    type_id,
                    currency_id,
                }
            },
        )
        .boxed()
}

fn ticket() -> BoxedStrategy<Ticket> {
    let columns = (
        [text(), text(), text()],
        [id(), id(), id(), id(), id()],
        [maybe_id(), maybe_id()],
        day(),
        [maybe_instant(), maybe_instant()],
        json_object(),
        (attached(), external_ids()),
    );
    columns
        .prop_map(|(texts, ids, maybe_ids, estimated_end_at, [solved_at, closed_at], inputs, (files, external_ids))| {
            let [title, description, status] = texts;
            let [company_id, user_id, origin_id, case_id, priority_id] = ids;
            let [contact_id, opportunity_id] = maybe_ids;
            Ticket {
                title,
                description,
                company_id,
                contact_id,
                opportunity_id,
                user_id,
                origin_id,
                case_id,
                priority_id,
                estimated_end_at,
                status,
                solved_at,
                closed_at,
                inputs,
                files,
                external_ids,
            }
        })
        .boxed()
}

fn ticket_comment() -> BoxedStrategy<TicketComment> {
    ([id(), id()], text(), external_ids())
        .prop_map(|([ticket_id, user_id], comment, external_ids)| TicketComment { ticket_id, user_id, comment, external_ids })
        .boxed()
}

#[cfg(feature = "vehicles")]
fn vehicle() -> BoxedStrategy<super::vehicle::Vehicle> {
    let columns = (id(), maybe_id(), [text(), text()], json_object(), external_ids());
    columns
        .prop_map(|(company_id, contact_id, [plate, name], inputs, external_ids)| super::vehicle::Vehicle {
            company_id,
            contact_id,
            plate,
            name,
            inputs,
            external_ids,
        })
        .boxed()
}

fn notification() -> BoxedStrategy<Notification> {
    ([id(), id()], [text(), text()], maybe_text(), maybe_instant())
        .prop_map(|([user_id, record_id], [entity, subject], comment, read_at)| Notification {
            user_id,
            entity,
            record_id,
            subject,
            comment,
            read_at,
        })
        .boxed()
}

fn application_token() -> BoxedStrategy<ApplicationToken> {
    let columns = (id(), [text(), text(), text()], json_object(), maybe_text(), [maybe_instant(), maybe_instant()], maybe_id());
    columns
        .prop_map(|(user_id, [name, prefix, hash], rights, origin, [expires_at, revoked_at], member_id)| ApplicationToken {
            user_id,
            name,
            prefix,
            hash,
            rights,
            origin,
            expires_at,
            revoked_at,
            member_id,
        })
        .boxed()
}

fn invitation() -> BoxedStrategy<Invitation> {
    (id(), [text(), text()], [maybe_text(), maybe_text()], any::<i32>())
        .prop_map(|(user_id, [email, role], [name, mobile], seconds)| {
            let expires_at = Instant::from_microseconds(0).plus_seconds(i64::from(seconds).abs());
            Invitation { user_id, email, name, mobile, role, expires_at }
        })
        .boxed()
}

fn webhook() -> BoxedStrategy<Webhook> {
    let columns = (
        [text(), text()],
        [maybe_text(), maybe_text(), maybe_text(), maybe_text()],
        [texts(), texts()],
        any::<bool>(),
        [maybe_instant(), maybe_instant()],
    );
    columns
        .prop_map(|([url, secret], optional, [entities, operations], enabled, [disabled_at, previous_secret_ends_at])| {
            let [description, exclude_origin, disabled_reason, previous_secret] = optional;
            Webhook {
                url,
                description,
                entities,
                operations,
                exclude_origin,
                enabled,
                disabled_at,
                disabled_reason,
                secret,
                previous_secret,
                previous_secret_ends_at,
            }
        })
        .boxed()
}
