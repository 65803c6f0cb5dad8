//! The document that is printed: plain values, all of them decided.

use crate::fields::{Day, Money, Sum};
use crate::sentences::Language;

/// A quotation or an order, as its paper shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub kind: Kind,
    /// None while it is a draft.
    pub number: Option<String>,
    /// Shown from the second revision on.
    pub revision: i64,
    /// A state in which a customer must not act on the paper.
    pub stamp: Option<Stamp>,
    pub date: Day,
    pub valid_until: Option<Day>,
    /// The currency's code, such as `MXN`.
    pub currency: Option<String>,
    pub sender: Party,
    /// The sender's logo: the bytes of a PNG or a JPEG. Anything else is left out.
    pub logo: Option<Vec<u8>>,
    pub customer: Customer,
    pub lines: Vec<Line>,
    /// The sum of the lines before taxes, with their discounts taken off.
    pub subtotal: Sum,
    /// The sum of the discounts.
    pub discount: Sum,
    pub taxes: Vec<TaxOfRate>,
    pub total: Sum,
    pub notes: Option<String>,
    pub language: Language,
    pub sheet: Sheet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Quotation,
    Order,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    Draft,
    Expired,
    Superseded,
    Rejected,
    Cancelled,
}

/// Somebody on the paper. Whatever is empty is left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Party {
    pub name: String,
    /// The address, as lines ([`super::address_lines`]).
    pub address: Vec<String>,
    /// The number with which they pay taxes, an RFC in Mexico.
    pub tax_number: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Customer {
    /// The address here is the one for the bill.
    pub party: Party,
    /// The address for deliveries, as lines.
    pub shipping: Vec<String>,
    pub contact: Option<Party>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub name: String,
    pub sku: Option<String>,
    pub description: Option<String>,
    /// The number of units.
    pub amount: Money,
    /// The price of a unit.
    pub price: Money,
    /// The discount on the price of a unit.
    pub discount: Money,
    /// The tax as a fraction, 0 to 1.
    pub tax: Money,
    /// The line before taxes: amount × (price − discount).
    pub net: Sum,
}

/// The tax of all lines with one rate.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxOfRate {
    /// A fraction, 0 to 1.
    pub rate: Money,
    /// The sum of these lines before taxes.
    pub net: Sum,
    pub tax: Sum,
}

/// The size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sheet {
    #[default]
    A4,
    Letter,
}

impl Sheet {
    /// The countries that print on Letter, as the Unicode Common Locale Data Repository has them.
    const WITH_LETTER: [&str; 14] = ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"];

    /// The paper that a country uses, by its code of ISO 3166-1.
    pub fn used_in(country: &str) -> Self {
        if Sheet::WITH_LETTER.contains(&country) { Sheet::Letter } else { Sheet::A4 }
    }

    /// Its width and height in points.
    pub const fn size(self) -> (f32, f32) {
        match self {
            Sheet::A4 => (595.276, 841.89),
            Sheet::Letter => (612.0, 792.0),
        }
    }
}
