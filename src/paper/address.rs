//! Postal addresses as lines, in the order in which their country writes them.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::fields::PostalAddress;
use crate::fields::country::{country, state};
use crate::sentences::Language;

/// The names of the countries by their codes, in English and in Spanish, as people say them: those of the Unicode Common Locale Data
/// Repository.
static NAMES: LazyLock<HashMap<&str, [&str; 2]>> = LazyLock::new(|| {
    let rows = include_str!("countries.tsv").lines().filter_map(|row| {
        let mut columns = row.split('\t');
        Some((columns.next()?, [columns.next()?, columns.next()?]))
    });
    rows.collect()
});

/// Countries that write the number before the street, and the postal code after the city and the state's code.
const NUMBER_FIRST: [&str; 9] = ["AU", "CA", "GB", "IE", "IN", "NZ", "PH", "US", "ZA"];

/// The lines of an address. The country is left out if it is `home`, the country of the sender.
pub fn address_lines(address: &PostalAddress, home: Option<&str>, language: Language) -> Vec<String> {
    let written = |field: &Option<String>| field.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    if let Some(text) = written(&address.text) {
        return text.lines().map(str::to_owned).collect();
    }
    let code = address.country.as_deref().unwrap_or_default();
    let number_first = NUMBER_FIRST.contains(&code);
    let state_name = || {
        let found = state(country(code)?, address.state.as_deref()?)?;
        Some(if number_first { found.code } else { found.name }.to_owned())
    };
    let state = state_name().or_else(|| written(&address.state));
    let joined = |parts: [Option<String>; 2], between: &str| {
        let there: Vec<String> = parts.into_iter().flatten().collect();
        (!there.is_empty()).then(|| there.join(between))
    };
    let (street, number, interior) = (written(&address.street), written(&address.number), written(&address.interior_number));
    let (zip, city) = (written(&address.zip), written(&address.city));
    let interior = interior.map(|interior| if number_first { interior } else { format!("int. {interior}") });
    let (building, town) = match number_first {
        true => (joined([number, street], " "), joined([joined([city, state], ", "), zip], " ")),
        false => (joined([street, number], " "), joined([joined([zip, city], " "), state], ", ")),
    };
    let name = || {
        let [english, spanish] = NAMES.get(code)?;
        Some(language.choose(english, spanish).to_owned())
    };
    let abroad = if home == Some(code) { None } else { name() };
    [joined([building, interior], ", "), written(&address.suburb), town, abroad].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::country::countries;

    fn address(country: &str, state: &str) -> PostalAddress {
        let some = |text: &str| Some(text.to_owned());
        PostalAddress {
            country: some(country),
            state: some(state),
            street: some("Av. Vallarta"),
            number: some("1234"),
            interior_number: some("5"),
            zip: some("44160"),
            suburb: some("Americana"),
            city: some("Guadalajara"),
            ..PostalAddress::default()
        }
    }

    #[test]
    fn an_address_is_written_as_its_country_does() {
        let lines = |address: &PostalAddress, home| address_lines(address, home, Language::Spanish);
        let mexican = address("MX", "JAL");
        assert_eq!(lines(&mexican, None), ["Av. Vallarta 1234, int. 5", "Americana", "44160 Guadalajara, Jalisco", "México"]);
        assert_eq!(lines(&mexican, Some("MX")).last().map(String::as_str), Some("44160 Guadalajara, Jalisco"));
        assert_eq!(
            lines(&address("US", "TX"), Some("MX")),
            ["1234 Av. Vallarta, 5", "Americana", "Guadalajara, TX 44160", "Estados Unidos"]
        );
        assert_eq!(address_lines(&address("US", "TX"), None, Language::English).last().map(String::as_str), Some("United States"));
    }

    #[test]
    fn what_an_address_lacks_leaves_no_trace() {
        let text = PostalAddress { text: Some("Calle 1\nCentro".to_owned()), ..PostalAddress::default() };
        assert_eq!(address_lines(&text, None, Language::Spanish), ["Calle 1", "Centro"]);
        let city = PostalAddress { country: Some("ES".to_owned()), city: Some("Ávila".to_owned()), ..PostalAddress::default() };
        assert_eq!(address_lines(&city, None, Language::Spanish), ["Ávila", "España"]);
        assert_eq!(address_lines(&PostalAddress::default(), None, Language::Spanish), Vec::<String>::new());
    }

    #[test]
    fn each_country_has_a_name_in_both_languages() {
        for country in countries() {
            let [english, spanish] = NAMES.get(country.code).unwrap();
            assert!(!english.is_empty() && !spanish.is_empty(), "{}", country.code);
        }
        assert_eq!(NAMES.len(), countries().len());
    }
}
