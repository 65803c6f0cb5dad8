//! Catalogs: every vocabulary of a profile, from stages to tax rates, in one table.
//!
//! [`CATALOGS`] has a line for each. The method that a client knows (`Companies.GetTypes`) is one struct, registered once per
//! line; to add a vocabulary is to add a line.

mod create_entry;
mod delete_entry;
mod edit_entry;
mod get_catalogs;
mod get_entries;
mod list_catalog;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::auth::permission::Permission;
use crate::auth::rights::Right;
use crate::db::mentions::Mention;
use crate::db::rows::Rows;
use crate::db::schema::catalog_entries;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::external_ids::NONE;
use crate::fields::id::NO_RECORD;
use crate::fields::nearest::nearest;
use crate::fields::{Ids, Money, Named, Order};
use crate::modules::list::{Listing, Of, SortKey};
use crate::records::catalog;
use crate::records::catalog_entry::{CatalogEntry, EntryView, FirstEntry};
use crate::records::kinds::kind_of;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::{Language, Meaning, Sentence};
use list_catalog::{ListCatalog, OfAll, OfCategories, OfPipelines, OfServiceCategories};

pub fn register(registry: &mut Registry) {
    registry
        .module("Catalogs", "The catalogs of a profile, for its managers.", "Los catálogos de un perfil, para sus administradores.")
        .method(get_catalogs::GetCatalogs)
        .method(Listing::of(get_entries::GetEntries))
        .method(create_entry::CreateEntry)
        .method(edit_entry::EditEntry)
        .method(delete_entry::DeleteEntry);
    for catalog in CATALOGS.iter().chain(ALSO_LISTED) {
        let mut module = registry.module(catalog.module, "", "");
        if catalog.is_later {
            module.later();
        }
        match catalog.name {
            catalog::STAGES => module.method(Listing::of(ListCatalog::<OfPipelines>::of(catalog))),
            catalog::PRODUCT_SUBCATEGORIES => module.method(Listing::of(ListCatalog::<OfCategories>::of(catalog))),
            catalog::SERVICE_SUBCATEGORIES => module.method(Listing::of(ListCatalog::<OfServiceCategories>::of(catalog))),
            _ => module.method(Listing::of(ListCatalog::<OfAll>::of(catalog))),
        };
    }
}

/// One vocabulary.
#[derive(Debug)]
pub struct Catalog {
    /// The catalog's name in the module Catalogs.
    pub name: &'static str,
    /// The entries' Spanish name, with the article: `las etapas`.
    in_spanish: &'static str,
    /// The module whose method lists the catalog.
    module: &'static str,
    method: &'static str,
    /// The key of the entries in that method's reply.
    plural: &'static str,
    /// The meaning of an entry's `value`, if its entries have one.
    value: Option<Number>,
    /// The meaning of an entry's `code`, if its entries have one.
    code: Option<Meaning>,
    /// The catalog that the entries' parents come from.
    parent: Option<&'static str>,
    /// The entries that a new profile starts with.
    defaults: &'static [Default],
    /// More of them, which came later: they are created after those of all catalogs, so that the ids of those stay.
    later_defaults: &'static [Default],
    /// Whether the catalog's method came after the first ones, so that its bare name stays that of an older one.
    is_later: bool,
}

/// The meaning and the range of an entry's value.
#[derive(Debug)]
struct Number {
    meaning: Meaning,
    /// The greatest value; the least is 0.
    greatest: Money,
}

impl Number {
    fn text(&self, language: Language) -> String {
        self.meaning.up_to(&self.greatest.to_string(), language)
    }
}

const fn fraction(meaning: Meaning) -> Option<Number> {
    Some(Number { meaning, greatest: Money::ONE })
}

const fn days(meaning: Meaning) -> Option<Number> {
    Some(Number { meaning, greatest: Money::from_ten_thousandths(36_500 * 10_000) })
}

/// An entry that a new profile starts with.
#[derive(Debug)]
struct Default {
    name: &'static str,
    code: Option<&'static str>,
    value: Option<Money>,
}

const fn named(name: &'static str) -> Default {
    Default { name, code: None, value: None }
}

const fn coded(code: &'static str, name: &'static str) -> Default {
    Default { name, code: Some(code), value: None }
}

/// An entry with a share, given in hundredths.
const fn share(name: &'static str, hundredths: i64) -> Default {
    Default { name, code: None, value: Some(Money::from_ten_thousandths(hundredths * 100)) }
}

const PLAIN: Catalog = Catalog {
    name: "",
    in_spanish: "",
    module: "",
    method: "",
    plural: "",
    value: None,
    code: None,
    parent: None,
    defaults: &[],
    later_defaults: &[],
    is_later: false,
};

#[rustfmt::skip]
pub const CATALOGS: &[Catalog] = &[
    Catalog { name: catalog::STAGES, in_spanish: "las etapas", module: "Profiles", method: "GetStages", plural: "stages", value: fraction(Meaning::Probability), parent: Some(catalog::PIPELINES),
        defaults: &[share("Prospecting", 10), share("Qualification", 25), share("Proposal", 50), share("Negotiation", 75), share("Closing", 90)], ..PLAIN },
    Catalog { name: catalog::CURRENCIES, in_spanish: "las monedas", module: "Profiles", method: "GetCurrencies", plural: "currencies", code: Some(Meaning::CurrencyCode),
        defaults: &[coded("MXN", "Mexican peso"), coded("USD", "US dollar"), coded("EUR", "Euro")], ..PLAIN },
    Catalog { name: catalog::CAMPAIGNS, in_spanish: "las campañas", module: "Profiles", method: "GetCampaigns", plural: "campaigns", ..PLAIN },
    Catalog { name: catalog::COMPANY_TYPES, in_spanish: "los tipos de empresa", module: "Companies", method: "GetTypes", plural: "types",
        defaults: &[named("Prospect"), named("Customer"), named("Partner"), named("Supplier"), named("Other")], ..PLAIN },
    Catalog { name: catalog::COMPANY_INDUSTRIES, in_spanish: "los sectores de las empresas", module: "Companies", method: "GetIndustries", plural: "industries",
        defaults: &[named("Agriculture"), named("Construction"), named("Education"), named("Finance"), named("Food and beverages"), named("Government"), named("Health"), named("Manufacturing"), named("Retail"), named("Services"), named("Technology"), named("Transport"), named("Other")], ..PLAIN },
    Catalog { name: catalog::CONTACT_ORIGINS, in_spanish: "los orígenes de los contactos", module: "Contacts", method: "GetOrigins", plural: "origins", code: Some(Meaning::SourceName),
        defaults: &[coded("website", "Website"), coded("referral", "Referral"), coded("campaign", "Campaign"), coded("social", "Social media"), named("Trade fair"), named("Cold call"), coded("other", "Other")],
        later_defaults: &[coded("direct", "Direct"), coded("email", "E-mail")], ..PLAIN },
    Catalog { name: catalog::CONTACT_TITLES, in_spanish: "los tratamientos de los contactos", module: "Contacts", method: "GetTitles", plural: "titles",
        defaults: &[named("Mr."), named("Ms."), named("Dr."), named("Eng."), named("Lic.")], ..PLAIN },
    Catalog { name: catalog::CONTACT_DEPARTMENTS, in_spanish: "los departamentos de los contactos", module: "Contacts", method: "GetDepartments", plural: "departments",
        defaults: &[named("Management"), named("Purchasing"), named("Sales"), named("Finance"), named("Operations"), named("Human resources"), named("IT")], ..PLAIN },
    Catalog { name: catalog::CONTACT_POSITIONS, in_spanish: "los puestos de los contactos", module: "Contacts", method: "GetPositions", plural: "positions",
        defaults: &[named("Owner"), named("Director"), named("Manager"), named("Buyer"), named("Assistant")], ..PLAIN },
    Catalog { name: catalog::PRODUCT_CATEGORIES, in_spanish: "las categorías de los productos", module: "Products", method: "GetCategories", plural: "categories",
        defaults: &[named("Goods"), named("Services")], ..PLAIN },
    Catalog { name: catalog::PRODUCT_SUBCATEGORIES, in_spanish: "las subcategorías de los productos", module: "Products", method: "GetSubcategories", plural: "subcategories", parent: Some(catalog::PRODUCT_CATEGORIES), ..PLAIN },
    Catalog { name: catalog::PRODUCT_VALIDITIES, in_spanish: "las vigencias de los productos", module: "Products", method: "GetValidities", plural: "validities", value: days(Meaning::DaysOfOffer),
        defaults: &[Default { name: "15 days", code: None, value: Some(Money::from_ten_thousandths(150_000)) }, Default { name: "30 days", code: None, value: Some(Money::from_ten_thousandths(300_000)) }], ..PLAIN },
    Catalog { name: catalog::PRODUCT_DISCOUNTS, in_spanish: "los descuentos de los productos", module: "Products", method: "GetDiscounts", plural: "discounts", value: fraction(Meaning::ShareOfPrice),
        defaults: &[share("None", 0), share("5 %", 5), share("10 %", 10)], ..PLAIN },
    Catalog { name: catalog::PRODUCT_MEASURES, in_spanish: "las unidades de medida de los productos", module: "Products", method: "GetMeasures", plural: "measures", code: Some(Meaning::UnitShortForm),
        defaults: &[coded("pc", "Piece"), coded("kg", "Kilogram"), coded("m", "Metre"), coded("l", "Litre"), coded("h", "Hour")], ..PLAIN },
    Catalog { name: catalog::PRODUCT_TAXES, in_spanish: "los impuestos de los productos", module: "Products", method: "GetTaxes", plural: "taxes", value: fraction(Meaning::TaxRate),
        defaults: &[share("IVA 16 %", 16), share("IVA 8 %", 8), share("Exempt", 0)], ..PLAIN },
    Catalog { name: catalog::TICKET_ORIGINS, in_spanish: "los orígenes de los tickets", module: "Tickets", method: "GetOrigins", plural: "origins",
        defaults: &[named("E-mail"), named("Telephone"), named("Website"), named("Chat")], ..PLAIN },
    Catalog { name: catalog::TICKET_CASES, in_spanish: "los tipos de caso de los tickets", module: "Tickets", method: "GetCases", plural: "cases",
        defaults: &[named("Question"), named("Complaint"), named("Fault"), named("Request")], ..PLAIN },
    Catalog { name: catalog::TICKET_PRIORITIES, in_spanish: "las prioridades de los tickets", module: "Tickets", method: "GetPriorities", plural: "priorities",
        defaults: &[named("Low"), named("Normal"), named("High"), named("Urgent")], ..PLAIN },
    Catalog { name: catalog::PIPELINES, in_spanish: "los embudos de venta", module: "Profiles", method: "GetPipelines", plural: "pipelines",
        defaults: &[named(catalog::FIRST_PIPELINE)], ..PLAIN },
    Catalog { name: catalog::OPPORTUNITY_TYPES, in_spanish: "los tipos de oportunidad", module: "Opportunities", method: "GetTypes", plural: "types", is_later: true,
        defaults: &[named("New business"), named("Existing business"), named("Renewal")], ..PLAIN },
    Catalog { name: catalog::LEAD_TYPES, in_spanish: "los tipos de lead", module: "Leads", method: "GetTypes", plural: "types", is_later: true,
        defaults: &[named("Cold"), named("Warm"), named("Hot")], ..PLAIN },
    Catalog { name: catalog::SERVICE_CATEGORIES, in_spanish: "las categorías de los servicios", module: "Services", method: "GetCategories", plural: "categories", is_later: true, ..PLAIN },
    Catalog { name: catalog::SERVICE_SUBCATEGORIES, in_spanish: "las subcategorías de los servicios", module: "Services", method: "GetSubcategories", plural: "subcategories", parent: Some(catalog::SERVICE_CATEGORIES), is_later: true, ..PLAIN },
];

/// Catalogs of other modules that a module lists under another name.
#[rustfmt::skip]
const ALSO_LISTED: &[Catalog] = &[
    Catalog { name: catalog::CONTACT_ORIGINS, in_spanish: "los orígenes de los leads, que son los de los contactos,", module: "Leads", method: "GetSources", plural: "sources", code: Some(Meaning::SourceName), is_later: true, ..PLAIN },
];

/// The reply of the methods that change one entry.
#[derive(Serialize, JsonSchema)]
pub struct OneEntry {
    entry: EntryView,
}

/// The entries of all catalogs of a new profile. Those of a catalog with parents belong to the first one of the parents' catalog.
pub fn default_entries() -> Vec<FirstEntry> {
    let entry = |(catalog, position, default): (&Catalog, i64, &Default)| CatalogEntry {
        catalog: catalog.name.to_owned(),
        name: default.name.to_owned(),
        position,
        retired: false,
        code: default.code.map(ToOwned::to_owned),
        value: default.value,
        parent_id: None,
        external_ids: NONE.to_owned(),
    };
    let all = |catalog: &'static Catalog| {
        (1..).zip(catalog.defaults.iter().chain(catalog.later_defaults)).map(move |(position, default)| (catalog, position, default))
    };
    let first = |catalog: &'static Catalog| all(catalog).take(catalog.defaults.len());
    let later = |catalog: &'static Catalog| all(catalog).skip(catalog.defaults.len());
    let entries = CATALOGS.iter().flat_map(first).chain(CATALOGS.iter().flat_map(later)).map(entry);
    let entries: Vec<CatalogEntry> = entries.collect();
    let first_of = |catalog: &str| entries.iter().position(|entry| entry.catalog == catalog);
    let parents: Vec<Option<usize>> = entries.iter().map(|entry| parents_of(&entry.catalog).and_then(first_of)).collect();
    entries.into_iter().zip(parents).map(|(entry, parent)| FirstEntry { entry, parent }).collect()
}

/// The catalog that the parents of this catalog's entries come from.
fn parents_of(catalog: &str) -> Option<&'static str> {
    CATALOGS.iter().find(|known| known.name == catalog)?.parent
}

/// The only pipeline of the profile that is not retired; none if it has several, or none. A stage belongs to it unless a
/// call says otherwise.
fn only_entry(reader: &mut Reader, catalog: &'static str) -> Result<Option<i64>> {
    let mut entries = entries(reader, catalog)?;
    entries.retain(|entry| !entry.retired);
    Ok(match entries.as_slice() {
        [only] => Some(only.id),
        _ => None,
    })
}

/// The catalog with this name. An unknown name is noted.
fn catalog(name: &str, problems: &mut Problems) -> Option<&'static Catalog> {
    let found = CATALOGS.iter().find(|catalog| catalog.name == name);
    if found.is_none() {
        let meant = nearest(name, CATALOGS.iter().map(|catalog| catalog.name)).first().map(ToString::to_string);
        problems.add("catalog", "unknown_catalog", Sentence::NoSuchCatalog { meant });
    }
    found
}

/// The name that a new profile's entry with this code has.
pub fn default_name(catalog: &str, code: &str) -> Option<&'static str> {
    let catalog = CATALOGS.iter().find(|known| known.name == catalog)?;
    let mut defaults = catalog.defaults.iter().chain(catalog.later_defaults);
    defaults.find(|default| default.code == Some(code)).map(|default| default.name)
}

/// The order in which a catalog's entries are listed.
const BY_POSITION: Order = Order { column: "position", descending: false, nullable: false };

/// The keys by which lists of entries are sorted, and the fields that an entry may lack.
const SORTS: &[SortKey<CatalogEntry>] = &[SortKey { name: "position", column: "position", of: Of::Number(|kept| kept.position) }];
const NULLABLE: &[&str] = &["code", "value", "parent_id"];

/// Without the retired entries, unless they are asked for.
fn offered(entries: Rows<CatalogEntry>, with_retired: bool) -> Rows<CatalogEntry> {
    if with_retired { entries } else { entries.filter(catalog_entries::retired.eq(false)) }
}

/// The entries of a catalog, also the retired ones, sorted by position.
pub fn entries(reader: &mut Reader, catalog: &'static str) -> Result<Vec<Recorded<CatalogEntry>>> {
    let mut entries = reader.load(reader.rows::<CatalogEntry>().filter(catalog_entries::catalog.eq(catalog)))?;
    entries.sort_by_key(|entry| (entry.position, entry.id));
    Ok(entries)
}

/// Whether the caller may read the entries of a catalog: by the catalog's own method, or by that of all catalogs.
pub fn may_read_catalog(reader: &Reader, catalog: &str) -> bool {
    let mut own = CATALOGS.iter().chain(ALSO_LISTED).filter(|known| known.name == catalog);
    reader.may_read(CatalogEntry::ENTITY) || own.any(|known| reader.allows(Permission::Needs(known.module, Right::Read)))
}

/// Notes an entry that is missing from this catalog of the profile, or is retired. A record may keep a retired entry that it has
/// already.
pub fn check_entry(
    reader: &mut Reader,
    catalog: &'static str,
    path: &str,
    id: impl Into<i64>,
    kept: Option<i64>,
    problems: &mut Problems,
) -> Result<()> {
    let id = id.into();
    if problems.concern(path) || kept == Some(id) {
        return Ok(());
    }
    let found = reader.mention::<CatalogEntry>(id)?;
    note_unfit(reader, found.as_ref(), catalog, path, id, false, problems)
}

/// Notes the same as [`check_entry`], for a record that may name several entries.
pub fn check_entries(
    reader: &mut Reader,
    catalog: &'static str,
    path: &str,
    ids: &Ids<CatalogEntry>,
    kept: &[i64],
    problems: &mut Problems,
) -> Result<()> {
    let found = reader.all_mentioned::<CatalogEntry>(ids.given().unwrap_or_default())?;
    for (place, id) in ids.places(path).filter(|(_, id)| !kept.contains(id)) {
        note_unfit(reader, found.get(&id), catalog, &place, id, false, problems)?;
    }
    Ok(())
}

/// Notes the ids of a filter that are no entries of this catalog of the profile. A filter may name retired entries.
pub fn check_filter(
    reader: &mut Reader,
    catalog: &'static str,
    path: &str,
    ids: &Ids<CatalogEntry>,
    problems: &mut Problems,
) -> Result<()> {
    let found = reader.all_mentioned::<CatalogEntry>(ids.given().unwrap_or_default())?;
    for (place, id) in ids.places(path) {
        note_unfit(reader, found.get(&id), catalog, &place, id, true, problems)?;
    }
    Ok(())
}

/// Notes an id that stands for no entry of this catalog, or for a retired entry that can't be named.
fn note_unfit(
    reader: &Reader,
    found: Option<&Mention>,
    catalog: &'static str,
    place: &str,
    id: i64,
    may_be_retired: bool,
    problems: &mut Problems,
) -> Result<()> {
    match found.filter(|entry| entry.class == catalog) {
        Some(entry) if entry.retired && !may_be_retired => {
            let what = kind_of(CatalogEntry::ENTITY)?.noun;
            let sentence = match may_read_catalog(reader, catalog) {
                true => Sentence::Retired { what, name: (&entry.name).into() },
                false => Sentence::RetiredUnseen { what, id },
            };
            problems.add(place, "retired", sentence);
        }
        Some(_) => {}
        None => problems.add(place, "unknown_id", unknown_entry(catalog, id)),
    }
    Ok(())
}

fn unknown_entry(catalog: &'static str, id: i64) -> Sentence {
    match id {
        NO_RECORD => Sentence::UnknownExternalIdOfEntry { catalog },
        id => Sentence::UnknownEntry { catalog, id },
    }
}

/// Notes a code, value or parent that the entries of this catalog can't have.
fn check_meaning(catalog: &Catalog, code: bool, value: Option<Money>, parent: bool, problems: &mut Problems) {
    if code && catalog.code.is_none() {
        problems.add("code", "meaningless", Sentence::EntryWithoutCode { catalog: catalog.name });
    }
    if parent && catalog.parent.is_none() {
        problems.add("parent_id", "meaningless", Sentence::EntryWithoutParent { catalog: catalog.name });
    }
    match (value, &catalog.value) {
        (Some(_), None) => problems.add("value", "meaningless", Sentence::EntryWithoutValue { catalog: catalog.name }),
        (Some(value), Some(number)) if value < Money::ZERO || value > number.greatest => {
            let Number { meaning, greatest } = *number;
            problems.add("value", "out_of_range", Sentence::EntryValueIs { meaning, greatest: greatest.to_string() });
        }
        (Some(_), Some(_)) => {}
        (None, _) => {}
    }
}
