//! The meaning of a catalog entry's number or code, in each language.

use serde::Serialize;

use super::Language;

/// The meaning of the value or the code of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    #[default]
    Probability,
    DaysOfOffer,
    ShareOfPrice,
    TaxRate,
    CurrencyCode,
    UnitShortForm,
    SourceName,
}

impl Meaning {
    pub const fn text(self, language: Language) -> &'static str {
        let (english, spanish) = match self {
            Meaning::Probability => {
                ("the probability that an opportunity at this stage is won", "la probabilidad de que se gane una oportunidad en esta etapa")
            }
            Meaning::DaysOfOffer => ("how many days an offer holds", "los días de vigencia de una oferta"),
            Meaning::ShareOfPrice => ("the discount as a share of the price", "el descuento como fracción del precio"),
            Meaning::TaxRate => ("the rate as a fraction", "la tasa como fracción"),
            Meaning::CurrencyCode => ("the currency's code of ISO 4217", "el código ISO 4217 de la moneda"),
            Meaning::SourceName => ("the name that programs give the origin", "el nombre que los programas dan al origen"),
            Meaning::UnitShortForm => ("the unit's short form", "la abreviatura de la unidad"),
        };
        language.choose(english, spanish)
    }

    /// The meaning of a number with its bounds: `the rate as a fraction, 0 to 1`.
    pub fn up_to(self, greatest: &str, language: Language) -> String {
        match language {
            Language::English => format!("{}, 0 to {greatest}", self.text(language)),
            Language::Spanish => format!("{}, de 0 a {greatest}", self.text(language)),
        }
    }
}
