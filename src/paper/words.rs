//! The words that are printed on every paper, in each language.

use super::document::{Kind, Stamp};
use crate::sentences::Language;

/// A language's words.
#[derive(Debug)]
pub struct Words {
    pub bill_to: &'static str,
    pub ship_to: &'static str,
    pub contact: &'static str,
    pub date: &'static str,
    pub valid_until: &'static str,
    pub currency: &'static str,
    pub description: &'static str,
    pub amount: &'static str,
    pub price: &'static str,
    pub discount: &'static str,
    pub unit_discount: &'static str,
    pub tax: &'static str,
    pub net: &'static str,
    pub before_discount: &'static str,
    pub subtotal: &'static str,
    pub total: &'static str,
    pub notes: &'static str,
    pub sku: &'static str,
    pub tax_number: &'static str,
    pub revision: &'static str,
    pub page: &'static str,
    pub of: &'static str,
    /// Before the amount that a tax is computed of.
    pub on: &'static str,
    quotation: &'static str,
    order: &'static str,
    draft: &'static str,
    expired: &'static str,
    superseded: &'static str,
    rejected: &'static str,
    cancelled: &'static str,
}

const ENGLISH: Words = Words {
    bill_to: "Bill to",
    ship_to: "Ship to",
    contact: "Contact",
    date: "Date",
    valid_until: "Valid until",
    currency: "Currency",
    description: "Description",
    amount: "Quantity",
    price: "Unit price",
    discount: "Discount",
    unit_discount: "Unit discount",
    tax: "Tax",
    net: "Amount",
    before_discount: "Before discount",
    subtotal: "Subtotal",
    total: "Total",
    notes: "Notes",
    sku: "SKU",
    tax_number: "Tax ID",
    revision: "Revision",
    page: "Page",
    of: "of",
    on: "on",
    quotation: "Quotation",
    order: "Order",
    draft: "Draft",
    expired: "Expired",
    superseded: "Superseded",
    rejected: "Rejected",
    cancelled: "Cancelled",
};

const SPANISH: Words = Words {
    bill_to: "Facturar a",
    ship_to: "Enviar a",
    contact: "Contacto",
    date: "Fecha",
    valid_until: "Válida hasta",
    currency: "Moneda",
    description: "Descripción",
    amount: "Cantidad",
    price: "P. unitario",
    discount: "Descuento",
    unit_discount: "Desc. unitario",
    tax: "Impuesto",
    net: "Importe",
    before_discount: "Antes del descuento",
    subtotal: "Subtotal",
    total: "Total",
    notes: "Notas",
    sku: "SKU",
    tax_number: "Id. fiscal",
    revision: "Revisión",
    page: "Página",
    of: "de",
    on: "sobre",
    quotation: "Cotización",
    order: "Pedido",
    draft: "Borrador",
    expired: "Vencida",
    superseded: "Reemplazada",
    rejected: "Rechazada",
    cancelled: "Cancelado",
};

impl Words {
    pub const fn of(language: Language) -> &'static Words {
        match language {
            Language::English => &ENGLISH,
            Language::Spanish => &SPANISH,
        }
    }

    pub const fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Quotation => self.quotation,
            Kind::Order => self.order,
        }
    }

    pub const fn stamp(&self, stamp: Stamp) -> &'static str {
        match stamp {
            Stamp::Draft => self.draft,
            Stamp::Expired => self.expired,
            Stamp::Superseded => self.superseded,
            Stamp::Rejected => self.rejected,
            Stamp::Cancelled => self.cancelled,
        }
    }

    /// The name of a number with which somebody pays taxes. A Mexican one is called by its own name in both languages.
    pub fn name_of_tax_number(&self, number: &str) -> &'static str {
        let characters: Vec<char> = number.chars().collect();
        let letters = characters.iter().take_while(|character| character.is_alphabetic() || **character == '&').count();
        let date = characters.get(letters..letters + 6).is_some_and(|date| date.iter().all(char::is_ascii_digit));
        let is_mexican = (3..=4).contains(&letters) && date && characters.len() == letters + 9;
        if is_mexican { "RFC" } else { self.tax_number }
    }
}
