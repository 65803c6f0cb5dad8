//! The products and services of Comercial del Valle, and its vocabularies and inputs beside those of every new profile.

use super::entries::Entries;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::external_ids::NONE;
use crate::fields::folding::slug_of;
use crate::fields::{Entity, Money, Named};
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::input::Input;
use crate::records::item;
use crate::records::lead::Lead;
use crate::records::opportunity::Opportunity;
use crate::records::product::{self, Product};
use crate::records::service::{self, Service};
use crate::records::ticket::Ticket;

/// Entity, slug, name, kind and options of the inputs.
const INPUTS: [(Entity, &str, &str, &str, &str); 14] = [
    (Company::ENTITY, "segment", "Segment", "list", r#"["Gold","Silver","Bronze"]"#),
    (Company::ENTITY, "employees", "Employees", "integer", "[]"),
    (Company::ENTITY, "credit_approved", "Credit approved", "checkbox", "[]"),
    (Company::ENTITY, "delivery_notes", "Delivery notes", "string", "[]"),
    (Contact::ENTITY, "preferred_channel", "Preferred channel", "list", r#"["WhatsApp","E-mail","Telephone"]"#),
    (Contact::ENTITY, "newsletter", "Newsletter", "checkbox", "[]"),
    (Product::ENTITY, "warranty_months", "Warranty in months", "integer", "[]"),
    (Product::ENTITY, "weight_kg", "Weight in kg", "double", "[]"),
    (Product::ENTITY, "needs_installation", "Needs installation", "checkbox", "[]"),
    (Opportunity::ENTITY, "payment_terms", "Payment terms", "list", r#"["Cash","15 days","30 days"]"#),
    (Opportunity::ENTITY, "competitor", "Competitor", "string", "[]"),
    (Opportunity::ENTITY, "delivery_date", "Delivery date", "date", "[]"),
    (Product::ENTITY, "data_sheet", "Data sheet", "url", "[]"),
    (Ticket::ENTITY, "serial_number", "Serial number", "string", "[]"),
];

const CAMPAIGNS: [&str; 5] = ["Expo Café y Gourmet", "Día de las Madres", "Regreso a clases", "Preventa navideña", "Boletín mensual"];

/// The categories with their subcategories; the last one is of services.
const CATEGORIES: [(&str, &[&str]); 6] = [
    ("Café y bebidas", &["Máquinas de espresso", "Molinos", "Café en grano", "Jarabes y bases"]),
    ("Panadería", &["Hornos", "Amasado y batido", "Moldes y charolas", "Harinas y mezclas"]),
    ("Cocina", &["Cocción", "Refrigeración", "Preparación"]),
    ("Sala y barra", &["Vajilla", "Cristalería", "Utensilios de barra"]),
    ("Desechables", &["Vasos y tapas", "Empaque"]),
    ("Servicios", &["Instalación", "Mantenimiento", "Capacitación"]),
];

/// The place of the category of services.
const SERVICES: usize = 5;

/// A product or a service that is sold.
struct Item {
    sku: &'static str,
    name: &'static str,
    subcategory: &'static str,
    vendor: Option<&'static str>,
    /// The short form of an entry of the measures.
    measure: &'static str,
    /// The price without taxes.
    cents: i64,
    /// The most units that are sold at once.
    most: i64,
    tax: Tax,
    /// The discount as a percentage; 0 if it is sold at its price.
    discount: i64,
    featured: bool,
    retired: bool,
}

#[derive(Clone, Copy)]
enum Tax {
    Sixteen,
    Eight,
    Exempt,
}

impl Tax {
    fn name(self) -> &'static str {
        match self {
            Tax::Sixteen => "IVA 16 %",
            Tax::Eight => "IVA 8 %",
            Tax::Exempt => "Exempt",
        }
    }

    fn percent(self) -> i64 {
        match self {
            Tax::Sixteen => 16,
            Tax::Eight => 8,
            Tax::Exempt => 0,
        }
    }
}

const PIECE: Item = Item {
    sku: "",
    name: "",
    subcategory: "",
    vendor: None,
    measure: "Piece",
    cents: 0,
    most: 1,
    tax: Tax::Sixteen,
    discount: 0,
    featured: false,
    retired: false,
};

const fn machine(sku: &'static str, name: &'static str, subcategory: &'static str, vendor: &'static str, pesos: i64) -> Item {
    Item { sku, name, subcategory, vendor: Some(vendor), cents: pesos * 100, most: 2, ..PIECE }
}

const fn supply(sku: &'static str, name: &'static str, subcategory: &'static str, cents: i64, most: i64) -> Item {
    Item { sku, name, subcategory, cents, most, ..PIECE }
}

const fn food(sku: &'static str, name: &'static str, subcategory: &'static str, measure: &'static str, cents: i64, tax: Tax) -> Item {
    Item { sku, name, subcategory, measure, cents, most: 40, tax, ..PIECE }
}

const fn hours(sku: &'static str, name: &'static str, subcategory: &'static str, pesos: i64) -> Item {
    Item { sku, name, subcategory, measure: "Hour", cents: pesos * 100, most: 12, ..PIECE }
}

#[rustfmt::skip]
const ITEMS: [Item; 64] = [
    Item { featured: true, ..machine("CAF-101", "Cafetera espresso automática 2 grupos", "Máquinas de espresso", "Sanremo", 118_900) },
    machine("CAF-102", "Cafetera espresso 1 grupo", "Máquinas de espresso", "Sanremo", 64_500),
    Item { discount: 5, ..machine("CAF-103", "Cafetera espresso 3 grupos", "Máquinas de espresso", "Sanremo", 164_900) },
    machine("CAF-104", "Cafetera de filtro con dos jarras", "Máquinas de espresso", "Bunn", 14_250),
    Item { retired: true, ..machine("CAF-105", "Cafetera espresso semiautomática, modelo anterior", "Máquinas de espresso", "Sanremo", 52_300) },
    Item { featured: true, ..machine("MOL-101", "Molino bajo demanda con báscula", "Molinos", "Mazzer", 28_400) },
    machine("MOL-102", "Molino de muelas cónicas 83 mm", "Molinos", "Mazzer", 46_700),
    machine("MOL-103", "Molino para tienda 1 kg", "Molinos", "Bunn", 19_800),
    Item { featured: true, ..food("GRA-201", "Café de Chiapas de altura, tueste medio", "Café en grano", "Kilogram", 31_500, Tax::Exempt) },
    food("GRA-202", "Café de Coatepec, tueste oscuro", "Café en grano", "Kilogram", 28_950, Tax::Exempt),
    food("GRA-203", "Café Pluma Hidalgo, lavado", "Café en grano", "Kilogram", 36_200, Tax::Exempt),
    food("GRA-204", "Café descafeinado", "Café en grano", "Kilogram", 38_450, Tax::Exempt),
    Item { discount: 10, ..food("JAR-201", "Jarabe de vainilla 750 ml", "Jarabes y bases", "Piece", 15_890, Tax::Eight) },
    food("JAR-202", "Jarabe de caramelo 750 ml", "Jarabes y bases", "Piece", 15_890, Tax::Eight),
    food("JAR-203", "Base de chai en polvo", "Jarabes y bases", "Kilogram", 24_675, Tax::Eight),
    food("JAR-204", "Chocolate de mesa para barra", "Jarabes y bases", "Kilogram", 18_240, Tax::Eight),
    Item { featured: true, ..machine("HOR-101", "Horno de convección para 5 charolas", "Hornos", "Unox", 74_300) },
    machine("HOR-102", "Horno rotatorio para 15 charolas", "Hornos", "Europan", 238_000),
    machine("HOR-103", "Horno de piso, dos cámaras", "Hornos", "Europan", 126_500),
    machine("HOR-104", "Cámara de fermentación", "Hornos", "Europan", 58_900),
    machine("AMA-101", "Amasadora de espiral 25 kg", "Amasado y batido", "Europan", 49_700),
    machine("AMA-102", "Batidora planetaria 20 l", "Amasado y batido", "Hobart", 38_600),
    Item { discount: 5, ..machine("AMA-103", "Batidora planetaria 10 l", "Amasado y batido", "Hobart", 21_900) },
    machine("AMA-104", "Laminadora de sobremesa", "Amasado y batido", "Europan", 67_400),
    supply("MOL-201", "Charola de aluminio 45 × 65 cm", "Moldes y charolas", 28_950, 60),
    supply("MOL-202", "Molde para pan de caja con tapa", "Moldes y charolas", 34_600, 40),
    supply("MOL-203", "Molde de silicón para 24 panqués", "Moldes y charolas", 51_275, 20),
    supply("MOL-204", "Rejilla para enfriar", "Moldes y charolas", 19_990, 40),
    food("HAR-201", "Harina de trigo panadera, costal de 44 kg", "Harinas y mezclas", "Piece", 78_500, Tax::Exempt),
    food("HAR-202", "Harina integral", "Harinas y mezclas", "Kilogram", 2_435, Tax::Exempt),
    food("HAR-203", "Mezcla para concha y bizcocho", "Harinas y mezclas", "Kilogram", 6_780, Tax::Eight),
    food("HAR-204", "Mantequilla sin sal para hojaldre", "Harinas y mezclas", "Kilogram", 18_925, Tax::Exempt),
    machine("COC-101", "Estufa de 6 quemadores con horno", "Cocción", "Coriat", 36_800),
    machine("COC-102", "Plancha de gas 90 cm", "Cocción", "Coriat", 18_450),
    machine("COC-103", "Freidora doble de 15 l", "Cocción", "Coriat", 16_990),
    machine("COC-104", "Salamandra", "Cocción", "Coriat", 12_700),
    machine("COC-105", "Comal para tortillería", "Cocción", "Coriat", 9_850),
    Item { featured: true, ..machine("REF-101", "Refrigerador vertical de dos puertas", "Refrigeración", "Torrey", 42_300) },
    machine("REF-102", "Congelador horizontal", "Refrigeración", "Torrey", 18_750),
    machine("REF-103", "Vitrina pastelera curva", "Refrigeración", "Torrey", 39_990),
    machine("REF-104", "Mesa fría para preparación", "Refrigeración", "Torrey", 34_200),
    machine("REF-105", "Máquina de hielo 120 kg", "Refrigeración", "Hoshizaki", 61_800),
    Item { retired: true, ..machine("REF-106", "Vitrina pastelera recta", "Refrigeración", "Torrey", 31_500) },
    machine("PRE-101", "Licuadora industrial 5 l", "Preparación", "International", 8_690),
    machine("PRE-102", "Rebanadora de 12 pulgadas", "Preparación", "Torrey", 15_340),
    machine("PRE-103", "Báscula digital 40 kg", "Preparación", "Torrey", 4_275),
    supply("PRE-201", "Tabla de corte de colores", "Preparación", 26_900, 24),
    supply("VAJ-201", "Taza de espresso 90 ml", "Vajilla", 4_850, 120),
    supply("VAJ-202", "Taza de capuchino 180 ml", "Vajilla", 6_125, 120),
    Item { discount: 10, ..supply("VAJ-203", "Plato trinche 27 cm", "Vajilla", 8_940, 150) },
    supply("CRI-201", "Vaso templado 355 ml", "Cristalería", 3_275, 200),
    supply("CRI-202", "Copa malteadera", "Cristalería", 5_690, 96),
    supply("BAR-201", "Jarra para espumar 600 ml", "Utensilios de barra", 38_500, 12),
    supply("BAR-202", "Apisonador de 58 mm", "Utensilios de barra", 72_450, 6),
    supply("DES-201", "Vaso de papel 12 oz, caja con 1000", "Vasos y tapas", 164_500, 20),
    supply("DES-202", "Tapa viajera 12 oz, caja con 1000", "Vasos y tapas", 92_325, 20),
    Item { discount: 5, ..supply("DES-203", "Bolsa de papel kraft, caja con 500", "Empaque", 61_890, 30) },
    hours("SER-101", "Instalación y puesta en marcha", "Instalación", 950),
    hours("SER-102", "Mantenimiento preventivo", "Mantenimiento", 780),
    Item { featured: true, ..hours("SER-103", "Capacitación de baristas", "Capacitación", 1_150) },
    Item { vendor: Some("Sanremo"), ..hours("SER-104", "Reparación en sitio de cafeteras", "Mantenimiento", 890) },
    hours("SER-105", "Asesoría para la carta de café", "Capacitación", 1_400),
    hours("SER-106", "Traslado y reinstalación de equipo", "Instalación", 720),
    hours("SER-107", "Capacitación de panaderos en horno nuevo", "Capacitación", 1_050),
];

/// A product or a service, with the values that an opportunity's lines need.
#[derive(Clone, Copy)]
pub struct Offer {
    pub product_id: i64,
    pub is_service: bool,
    pub category: usize,
    pub cents: i64,
    pub most: i64,
    pub tax_percent: i64,
    pub discount_percent: i64,
    pub retiring: bool,
}

/// Vocabularies and inputs.
pub fn furnish(manager: &mut Manager) -> Result<()> {
    for (position, (owner, slug, name, kind, options)) in (1..).zip(INPUTS) {
        manager.insert(Input {
            entity: owner.name().to_owned(),
            slug: slug.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            options: options.to_owned(),
            position,
            required: false,
            // What is known of a product is no secret.
            public: owner == Product::ENTITY,
            default_value: None,
            external_ids: NONE.to_owned(),
            link: None,
        })?;
    }
    // What a lead asks about has a price, which is shown with the lead.
    manager.note_links()?;
    manager.insert(Input {
        entity: Lead::ENTITY.name().to_owned(),
        slug: "list_price".to_owned(),
        name: "List price".to_owned(),
        kind: "linked".to_owned(),
        options: "[]".to_owned(),
        position: 100,
        required: false,
        public: false,
        default_value: None,
        external_ids: NONE.to_owned(),
        link: Some(r#"{"through":"product_id","field":"value"}"#.to_owned()),
    })?;
    let entry = |catalog: &str, name: &str, position, parent_id| CatalogEntry {
        catalog: catalog.to_owned(),
        name: name.to_owned(),
        position,
        retired: false,
        code: None,
        value: None,
        parent_id,
        external_ids: NONE.to_owned(),
    };
    for (position, name) in (1..).zip(CAMPAIGNS) {
        manager.insert(entry(catalog::CAMPAIGNS, name, position, None))?;
    }
    // The two categories of every new profile come first.
    for (place, (category, subcategories)) in CATEGORIES.into_iter().enumerate() {
        let (categories, subcategory) = catalogs_of(place);
        let position = i64::try_from(place).unwrap_or(0) + 3;
        let category = manager.insert(entry(categories, category, position, None))?;
        for (position, name) in (1..).zip(subcategories) {
            manager.insert(entry(subcategory, name, position, Some(category.id)))?;
        }
    }
    Ok(())
}

/// The catalog of a category, and that of its subcategories.
fn catalogs_of(category: usize) -> (&'static str, &'static str) {
    if category == SERVICES {
        (catalog::SERVICE_CATEGORIES, catalog::SERVICE_SUBCATEGORIES)
    } else {
        (catalog::PRODUCT_CATEGORIES, catalog::PRODUCT_SUBCATEGORIES)
    }
}

/// Creates the products and the services.
pub fn stock(manager: &mut Manager, entries: &Entries) -> Result<Vec<Offer>> {
    let (mut offers, buyer) = (Vec::new(), manager.user_id()?);
    for (number, item) in ITEMS.iter().enumerate() {
        let missing = || Error::internal(format!("the demonstration has no category for {}", item.subcategory));
        let mut categories = CATEGORIES.iter().enumerate();
        let (category, (category_name, _)) = categories.find(|(_, (_, own))| own.contains(&item.subcategory)).ok_or_else(missing)?;
        let is_service = category == SERVICES;
        let inputs = match item.vendor.filter(|_| !is_service) {
            Some(_) => format!(
                r#"{{"needs_installation":{},"warranty_months":{},"weight_kg":{}.5}}"#,
                number % 3 != 2,
                12 + number % 2 * 12,
                18 + number * 7 % 160
            ),
            None => "{}".to_owned(),
        };
        let kept = item::Item {
            name: item.name.to_owned(),
            slug: slug_of(item.name),
            short_name: item.name.split(',').next().filter(|short| *short != item.name).map(ToOwned::to_owned),
            value: Money::from_ten_thousandths(item.cents * 100),
            sku: Some(item.sku.to_owned()),
            description: Some(format!("{}. {category_name}, {}.", item.name, item.subcategory.to_lowercase())),
            profile_currency_type_id: Some(entries.named(catalog::CURRENCIES, "Mexican peso")?),
            product_discount_id: Some(match item.discount {
                0 => entries.named(catalog::PRODUCT_DISCOUNTS, "None")?,
                percent => entries.named(catalog::PRODUCT_DISCOUNTS, &format!("{percent} %"))?,
            }),
            product_validity_id: Some(
                entries.named(catalog::PRODUCT_VALIDITIES, if item.vendor.is_some() { "30 days" } else { "15 days" })?,
            ),
            product_measury_id: Some(entries.named(catalog::PRODUCT_MEASURES, item.measure)?),
            taxes: format!("[{}]", entries.named(catalog::PRODUCT_TAXES, item.tax.name())?),
            featured: item.featured,
            tags: serde_json::to_string(&[slug_of(category_name), slug_of(item.subcategory)])?,
            location: (!is_service).then(|| format!("Almacén {}, pasillo {}", 1 + category / 3, 1 + number % 9)),
            min_quantity: (item.most >= 100).then(|| Money::from_ten_thousandths(120_000)),
            vendor: item.vendor.filter(|_| !is_service).map(ToOwned::to_owned),
            company_id: None,
            picture_id: None,
            retired: false,
            inputs,
            external_ids: NONE.to_owned(),
            user_id: item.vendor.and(Some(buyer)),
            public: true,
        };
        let (categories, subcategories) = catalogs_of(category);
        let category_id = Some(entries.named(categories, category_name)?);
        let subcategory_id = Some(entries.named(subcategories, item.subcategory)?);
        let product_id = if is_service {
            let brand = item.vendor.map(ToOwned::to_owned);
            let own = service::Own { service_category_id: category_id, service_subcategory_id: subcategory_id, brand };
            manager.insert(Service { item: kept, own })?.id
        } else {
            let own = product::Own { product_category_id: category_id, product_subcategory_id: subcategory_id };
            manager.insert(Product { item: kept, own })?.id
        };
        offers.push(Offer {
            product_id,
            is_service,
            category,
            cents: item.cents,
            most: item.most,
            tax_percent: item.tax.percent(),
            discount_percent: item.discount,
            retiring: item.retired,
        });
    }
    Ok(offers)
}

/// Retires the products that are not made any more, and removes them from the offers.
pub fn retire(manager: &mut Manager, offers: &mut Vec<Offer>) -> Result<()> {
    for offer in offers.extract_if(.., |offer| offer.retiring) {
        let kept: Recorded<Product> = manager.get(offer.product_id)?;
        let mut retired = kept.record.clone();
        (retired.retired, retired.featured, retired.public) = (true, false, false);
        manager.update(kept, retired)?;
    }
    Ok(())
}
