//! The countries whose addresses have postal codes.
//!
//! The source is the CLDR of Unicode, `common/supplemental/postalCodeData.xml`: the territories with a pattern that an empty text
//! does not match. A country whose codes came later, or are seldom used, is not among them, because a code that nobody knows must
//! not keep an address out.

use super::country::Country;

/// Their codes of ISO 3166-1, in alphabetical order.
#[rustfmt::skip]
const WITH_POSTAL_CODES: [&str; 147] = [
    "AD", "AM", "AR", "AS", "AT", "AU", "AX", "AZ", "BA", "BD", "BE", "BG", "BM", "BN", "BR", "BY", "CA", "CC", "CH", "CK",
    "CL", "CN", "CR", "CV", "CX", "CY", "CZ", "DE", "DK", "DO", "DZ", "EE", "EG", "ES", "ET", "FI", "FK", "FM", "FO", "FR",
    "GB", "GE", "GF", "GG", "GL", "GN", "GP", "GR", "GS", "GT", "GU", "GW", "HM", "HR", "HT", "HU", "ID", "IL", "IM", "IN",
    "IO", "IQ", "IS", "IT", "JE", "JO", "JP", "KE", "KG", "KH", "KR", "KW", "KZ", "LA", "LI", "LK", "LR", "LS", "LT", "LU",
    "LV", "MA", "MC", "MD", "ME", "MG", "MH", "MK", "MN", "MP", "MQ", "MT", "MV", "MX", "MY", "NC", "NE", "NF", "NL", "NO",
    "NP", "NZ", "OM", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PT", "PW", "PY", "RE", "RO", "RS", "RU", "SA", "SE",
    "SG", "SH", "SI", "SJ", "SK", "SM", "SN", "SO", "SZ", "TC", "TH", "TJ", "TM", "TN", "TR", "TW", "UA", "US", "UY", "UZ",
    "VA", "VE", "VI", "WF", "YT", "ZA", "ZM",
];

/// Whether an address in this country needs a postal code.
pub fn has_postal_codes(country: &Country) -> bool {
    WITH_POSTAL_CODES.binary_search(&country.code).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::country::{countries, country};

    #[test]
    fn the_table_has_countries_in_alphabetical_order() {
        assert!(WITH_POSTAL_CODES.is_sorted());
        for code in WITH_POSTAL_CODES {
            assert!(country(code).is_some(), "{code}");
        }
        assert_eq!(countries().iter().filter(|country| has_postal_codes(country)).count(), WITH_POSTAL_CODES.len());
    }

    #[test]
    fn mexico_has_postal_codes_and_hong_kong_has_none() {
        let has = |code| has_postal_codes(country(code).unwrap());
        assert!(["MX", "ES", "US", "GB", "BR"].into_iter().all(has));
        assert!(!["HK", "AE", "PA", "BO", "QA", "IE"].into_iter().any(has));
    }
}
