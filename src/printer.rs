//! The printer: reads a quotation or an order with all that its paper shows, and prints it.
//!
//! Invariants: what is printed is read in one snapshot, and shows the document as it is at that moment. The logo is read from the store,
//! and the paper made, in the asker's turn, with no connection held; as many papers are made at a time as there are cores, and half of
//! them for one asker.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::db::Database;
use crate::db::call::Call;
use crate::db::papers::read_for;
use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::viewed::viewed;
use crate::fields::{Day, Money, Named, PostalAddress, Sum};
use crate::house::House;
use crate::paper::{self, Customer, Kind, Line, Party, Sheet, Stamp, TaxOfRate, address_lines};
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::document::Document;
use crate::records::file::File;
use crate::records::order::Order;
use crate::records::product::Product;
use crate::records::profile::Profile;
use crate::records::quotation::Quotation;
use crate::records::service::Service;
use crate::sentences::Language;
use crate::turns::{Asker, Turns, stand_back};

/// The most characters of an item's description that are shown below a line.
const DESCRIPTION: usize = 300;

/// A printed document.
pub struct Print {
    /// The name of the file.
    pub name: String,
    pub file: Vec<u8>,
}

#[derive(Clone)]
pub struct Printer {
    database: Database,
    house: Arc<House>,
    /// The call in whose name documents are read: it has no caller.
    call: Arc<Call>,
    turns: Arc<Turns>,
}

impl Printer {
    pub fn new(database: Database, house: Arc<House>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let call = Arc::new(Call::of_service(Arc::clone(&house), Arc::clone(&database.memory)));
        Printer { database, house, call, turns: Turns::new(cores, cores / 2) }
    }

    /// Prints the document of this kind with this id. None if there is none.
    pub async fn print(&self, asker: &Asker, profile_id: i64, kind: &str, id: i64) -> Result<Option<Print>> {
        let language = self.house.language;
        let gather = match kind {
            kind if kind == Quotation::ENTITY.name() => gather::<Quotation>,
            kind if kind == Order::ENTITY.name() => gather::<Order>,
            _ => return Ok(None),
        };
        let reading = move |reader: &mut Reader| gather(reader, id, language);
        let read = read_for(&self.database, Arc::clone(&self.call), asker, profile_id, reading).await?;
        let Some(Gathered { mut document, logo, name }) = read else { return Ok(None) };
        let turn = self.turns.take(asker).await?;
        if let Some(logo) = logo {
            document.logo = Some(self.house.store.get(profile_id, logo.key()).await?.to_vec());
        }
        let printing = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            stand_back();
            paper::render(&document)
        });
        Ok(Some(Print { name, file: printing.await.map_err(Error::internal)?? }))
    }
}

/// All that a paper shows, as it was read.
struct Gathered {
    document: paper::Document,
    logo: Option<Recorded<File>>,
    name: String,
}

/// The parts of a document that its kind decides.
struct Facts<'a> {
    kind: Kind,
    number: Option<&'a str>,
    revision: i64,
    stamp: Option<Stamp>,
    date: Day,
    valid_until: Option<&'a Day>,
    currency_id: Option<i64>,
    billing: Option<&'a str>,
    shipping: Option<&'a str>,
    /// The subtotal, the discount and the total.
    sums: [Money; 3],
    taxes: &'a str,
    notes: Option<&'a str>,
}

/// A kind of document that can be printed.
trait Printed: Document {
    fn facts<'a>(kept: &'a Recorded<Self>, profile: &Profile, today: &Day) -> Facts<'a>;
}

impl Printed for Quotation {
    fn facts<'a>(kept: &'a Recorded<Self>, profile: &Profile, today: &Day) -> Facts<'a> {
        let written = kept.sent_at.unwrap_or(kept.created_at);
        let stamp = match kept.status_on(today) {
            "draft" => Some(Stamp::Draft),
            "expired" => Some(Stamp::Expired),
            "superseded" => Some(Stamp::Superseded),
            "rejected" => Some(Stamp::Rejected),
            _ => None,
        };
        Facts {
            kind: Kind::Quotation,
            number: kept.number.as_deref(),
            revision: kept.revision,
            stamp,
            date: Day::of(profile.time_zone.day_of(written)),
            valid_until: kept.valid_until.as_ref(),
            currency_id: kept.currency_id,
            billing: kept.billing_address.as_deref(),
            shipping: kept.shipping_address.as_deref(),
            sums: [kept.subtotal, kept.discount, kept.total],
            taxes: &kept.taxes,
            notes: kept.notes.as_deref(),
        }
    }
}

impl Printed for Order {
    fn facts<'a>(kept: &'a Recorded<Self>, _: &Profile, _: &Day) -> Facts<'a> {
        Facts {
            kind: Kind::Order,
            number: Some(&kept.number),
            revision: 1,
            stamp: (kept.status == "cancelled").then_some(Stamp::Cancelled),
            date: kept.order_date.clone(),
            valid_until: None,
            currency_id: kept.currency_id,
            billing: kept.billing_address.as_deref(),
            shipping: kept.shipping_address.as_deref(),
            sums: [kept.subtotal, kept.discount, kept.total],
            taxes: &kept.taxes,
            notes: kept.notes.as_deref(),
        }
    }
}

fn gather<D: Printed>(reader: &mut Reader, id: i64, otherwise: Language) -> Result<Option<Gathered>> {
    let Some(kept) = reader.find::<D>(id)? else { return Ok(None) };
    let profile = reader.profile()?;
    let language = profile.language.as_deref().and_then(Language::of_code).unwrap_or(otherwise);
    let today = Day::of(profile.time_zone.day_of(reader.moment()));
    let facts = D::facts(&kept, &profile, &today);
    let companies = reader.by_ids::<Company>([Some(kept.company_id()), profile.company_id].into_iter().flatten())?;
    let contact = kept.contact_id().map(|id| reader.find::<Contact>(id)).transpose()?.flatten();
    let currency = facts.currency_id.map(|id| reader.find::<CatalogEntry>(id)).transpose()?.flatten();
    let own = profile.company_id.and_then(|id| companies.get(&id));
    let logo = own.and_then(|own| own.logo_id).map(|id| reader.find::<File>(id)).transpose()?.flatten();

    let home = own.map(|own| read_address(own.billing_address.as_deref())).transpose()?.flatten();
    let country = home.as_ref().and_then(|home| home.country.clone());
    let lines_of =
        |address: &Option<PostalAddress>| address.iter().flat_map(|address| address_lines(address, country.as_deref(), language)).collect();
    let sender = match own {
        Some(own) => Party { address: lines_of(&home), ..party(own) },
        None => Party { name: profile.name.clone(), ..Party::default() },
    };
    let (billing, shipping): (Vec<String>, Vec<String>) =
        (lines_of(&read_address(facts.billing)?), lines_of(&read_address(facts.shipping)?));
    let customer = companies.get(&kept.company_id()).map(|company| party(company)).unwrap_or_default();
    let [subtotal, discount, total] = facts.sums.map(sum_of);
    let document = paper::Document {
        kind: facts.kind,
        number: facts.number.map(str::to_owned),
        revision: facts.revision,
        stamp: facts.stamp,
        date: facts.date,
        valid_until: facts.valid_until.cloned(),
        currency: currency.map(|currency| currency.record.code.clone().unwrap_or_else(|| currency.record.name.clone())),
        sender,
        logo: None,
        customer: Customer {
            shipping: if shipping == billing { Vec::new() } else { shipping },
            party: Party { address: billing, ..customer },
            contact: contact.map(|contact| Party {
                name: contact.whole_name(),
                phone: [&contact.phone_mobile, &contact.phone_office].into_iter().flatten().next().cloned(),
                email: contact.email.clone(),
                ..Party::default()
            }),
        },
        lines: lines(reader, &kept)?,
        subtotal,
        discount,
        taxes: taxes(facts.taxes)?,
        total,
        notes: facts.notes.map(str::to_owned),
        language,
        sheet: country.as_deref().map_or(Sheet::A4, Sheet::used_in),
    };
    let name = match &document.number {
        Some(number) if document.revision > 1 => format!("{number}-{}.pdf", document.revision),
        Some(number) => format!("{number}.pdf"),
        None => format!("{}-{id}.pdf", D::ENTITY.name()),
    };
    Ok(Some(Gathered { document, logo, name: name.replace(['/', '\\'], "-") }))
}

/// A company as a party. Its address is for the document to say.
fn party(company: &Company) -> Party {
    Party {
        name: company.billing_name.as_ref().unwrap_or(&company.name).clone(),
        address: Vec::new(),
        tax_number: company.rfc.clone(),
        phone: company.phone.as_ref().or(company.mobile.as_ref()).cloned(),
        email: company.email.clone(),
    }
}

fn read_address(kept: Option<&str>) -> Result<Option<PostalAddress>> {
    /// An address as it is kept. It was checked when it was written.
    #[derive(Deserialize)]
    struct Kept {
        #[serde(default)]
        text: Option<String>,
        country: Option<String>,
        state: Option<String>,
        street: Option<String>,
        number: Option<String>,
        interior_number: Option<String>,
        zip: Option<String>,
        suburb: Option<String>,
        city: Option<String>,
    }
    let Some(kept) = kept else { return Ok(None) };
    let Kept { text, country, state, street, number, interior_number, zip, suburb, city } = serde_json::from_str(kept)?;
    let written = PostalAddress { text, country, state, street, number, interior_number, zip, suburb, city, ..PostalAddress::default() };
    Ok(Some(written))
}

/// The taxes by their rates, as a document keeps them.
fn taxes(kept: &str) -> Result<Vec<TaxOfRate>> {
    #[derive(Deserialize)]
    struct Kept {
        #[serde(deserialize_with = "viewed")]
        rate: Money,
        #[serde(deserialize_with = "viewed")]
        base: Money,
        #[serde(deserialize_with = "viewed")]
        tax: Money,
    }
    let kept: Vec<Kept> = serde_json::from_str(kept)?;
    Ok(kept.into_iter().map(|Kept { rate, base, tax }| TaxOfRate { rate, net: sum_of(base), tax: sum_of(tax) }).collect())
}

fn sum_of(amount: Money) -> Sum {
    Sum::from_ten_thousandths(amount.ten_thousandths().into())
}

/// The lines with the names of their products and services.
fn lines<D: Printed>(reader: &mut Reader, kept: &Recorded<D>) -> Result<Vec<Line>> {
    type Row = (i64, String, Option<String>, Option<String>);
    const COLUMNS: (products::id, products::name, products::sku, products::description) =
        (products::id, products::name, products::sku, products::description);
    let lines = kept.kept_lines()?;
    let ids: Vec<i64> = lines.iter().map(|line| line.line.product_id).collect();
    let mut items: HashMap<i64, Row> = HashMap::new();
    if !ids.is_empty() {
        let (of_products, of_services) =
            (reader.rows::<Product>().among(products::id, Some(&ids)), reader.rows::<Service>().among(products::id, Some(&ids)));
        let found: [Vec<Row>; 2] = [reader.columns(of_products, COLUMNS)?, reader.columns(of_services, COLUMNS)?];
        items.extend(found.into_iter().flatten().map(|row| (row.0, row)));
    }
    let printed = lines.into_iter().map(|line| {
        let (name, sku, description) = match items.get(&line.line.product_id) {
            Some((_, name, sku, description)) => (name.clone(), sku.clone(), description.as_deref().map(shortened)),
            None => Default::default(),
        };
        Line {
            name,
            sku,
            description,
            amount: line.line.amount,
            price: line.line.price,
            discount: line.line.discount,
            tax: line.line.tax,
            net: sum_of(line.net),
        }
    });
    Ok(printed.collect())
}

/// The beginning of a description, to the end of a word.
fn shortened(description: &str) -> String {
    let Some((end, _)) = description.char_indices().nth(DESCRIPTION) else { return description.to_owned() };
    let beginning = description.get(..end).unwrap_or_default();
    let words = beginning.rsplit_once(char::is_whitespace).map_or(beginning, |(words, _)| words);
    format!("{}…", words.trim_end())
}
