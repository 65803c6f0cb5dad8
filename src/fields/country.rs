//! The countries of the world and their subdivisions, for fields that hold an address.
//!
//! Invariants:
//!
//! - The two tables are part of the program. Nothing is read or fetched while it runs, and what
//!   was parsed once stays for as long as the program does.
//! - Countries are those ISO 3166-1 assigns an alpha-2 code to. Reserved codes and codes in common
//!   use without being assigned, such as `UK` and `XK`, are not among them.
//! - Subdivisions are those of ISO 3166-2, at every level: both `ES-CT` Catalunya and the province
//!   `ES-B` Barcelona inside it. One code names one place within its country, but two places may
//!   share a name, as the two Cantabrias of Spain do.
//! - Codes are kept in capitals and a subdivision's code without its country: `JAL`, not `MX-JAL`. Callers may write them in any
//!   letter case.
//! - Both tables are sorted by the bytes of their codes, because the lookups search by halves. The
//!   tests below watch over that.
//!
//! # Where the tables come from
//!
//! `countries.tsv` (code, name) and `states.tsv` (country, code, name) were taken from version
//! 4.4.0 of the npm package `iso-3166`, whose license is at the end of this file. Names are the
//! package's own, which takes them from Wikipedia's account of the standard, save for these
//! corrections:
//!
//! - Fourteen names the package cuts short are whole here: `GR-A`; `KZ-10`, `KZ-19`, `KZ-23`,
//!   `KZ-62`; `RU-KB`, `RU-KC`, `RU-KHM`, `RU-LEN`, `RU-NEN`, `RU-NVS`, `RU-VGG`, `RU-VLA`,
//!   `RU-YAN`.
//! - Twenty-one codes the package still lists although the standard has withdrawn them are left
//!   out: the Danish counties (`DK-` followed by 015, 020, 025, 030, 035, 040, 042, 050, 055, 060,
//!   065, 070, 076, 080, 101, 147), `GH-BA`, `LU-D`, `LU-G`, `LU-L` and `PK-TA`.
//!
//! To refresh them, install the package, write one line for every entry of `iso31661` (`alpha2`,
//! `name`) and of `iso31662` (the two sides of the hyphen in `code`, `name`) with tabs between the
//! columns and no heading, apply the corrections that are still needed, and sort with
//! `LC_ALL=C sort`. Then run the tests and put the new totals in them.

use std::collections::HashMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Serialize;

use super::folding::slug_of;

/// A country, as ISO 3166-1 lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Country {
    /// The two letter code, such as `MX`.
    pub code: &'static str,
    /// The name in English, such as `Mexico`.
    pub name: &'static str,
}

/// A subdivision of a country, as ISO 3166-2 lists it: a state, a province, a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct State {
    /// The code without its country, such as `JAL`.
    pub code: &'static str,
    /// The name, usually in the language of the country, such as `Jalisco`.
    pub name: &'static str,
}

static COUNTRIES_TABLE: &str = include_str!("countries.tsv");
static STATES_TABLE: &str = include_str!("states.tsv");

static COUNTRIES: LazyLock<Vec<Country>> =
    LazyLock::new(|| COUNTRIES_TABLE.lines().filter_map(|line| line.split_once('\t')).map(|(code, name)| Country { code, name }).collect());

static STATES: LazyLock<HashMap<&'static str, Vec<State>>> = LazyLock::new(|| {
    let mut by_country: HashMap<&'static str, Vec<State>> = HashMap::new();
    for line in STATES_TABLE.lines() {
        if let Some((country, rest)) = line.split_once('\t')
            && let Some((code, name)) = rest.split_once('\t')
        {
            by_country.entry(country).or_default().push(State { code, name });
        }
    }
    by_country
});

/// All countries, ordered by code.
pub fn countries() -> &'static [Country] {
    &COUNTRIES
}

/// The country with this two-letter code, in any letter case.
pub fn country(code: &str) -> Option<&'static Country> {
    find(countries(), code, |country| country.code)
}

/// The subdivisions of a country, ordered by code; empty if it has none.
pub fn states(country: &Country) -> &'static [State] {
    STATES.get(country.code).map_or(&[], Vec::as_slice)
}

/// One subdivision of a country by its code, whatever its letter case, with or without the
/// country's prefix: both `JAL` and `MX-JAL` for Mexico.
pub fn state(country: &Country, code: &str) -> Option<&'static State> {
    let states = states(country);
    // The code as written goes first, so that a code that looks like it has a prefix is never
    // taken for another one.
    find(states, code, |state| state.code).or_else(|| {
        let (prefix, rest) = code.split_once('-')?;
        if !prefix.eq_ignore_ascii_case(country.code) {
            return None;
        }
        find(states, rest, |state| state.code)
    })
}

/// The possible meanings of a text that should name one subdivision of a country.
#[derive(Debug, PartialEq)]
pub enum Meant {
    One(&'static State),
    /// Several subdivisions have this name.
    Several(Vec<&'static State>),
    /// No subdivision has it. These are probably meant, the likeliest first.
    Perhaps(Vec<&'static State>),
}

/// The subdivision that a text names, by code or by name, ignoring case, accents and punctuation. The part of a name after a
/// comma may stand first: `Madrid, Comunidad de` is `Comunidad de Madrid`.
pub fn meant(country: &Country, text: &str) -> Meant {
    if let Some(state) = state(country, text) {
        return Meant::One(state);
    }
    let wanted = slug_of(text);
    let named: Vec<(String, &State)> = states(country).iter().map(|state| (slug_of(state.name), state)).collect();
    let turned = |state: &State| state.name.split_once(", ").map(|(name, of)| slug_of(&format!("{of} {name}")));
    let mut called: Vec<&State> = named.iter().filter(|(name, _)| *name == wanted).map(|(_, state)| *state).collect();
    if called.is_empty() {
        called = states(country).iter().filter(|state| turned(state).is_some_and(|name| name == wanted)).collect();
    }
    match called.as_slice() {
        [] => Meant::Perhaps(similar(&wanted, &named)),
        [state] => Meant::One(state),
        _ => Meant::Several(called),
    }
}

/// The subdivisions with names similar to the text; by codes if no name is similar.
fn similar(wanted: &str, named: &[(String, &'static State)]) -> Vec<&'static State> {
    /// The least similarity of names.
    const LEAST: f64 = 0.85;
    const MOST: usize = 3;
    if wanted.is_empty() {
        return Vec::new();
    }
    let words = |name: &str| -> Vec<String> { name.split('-').map(ToOwned::to_owned).collect() };
    let sought = words(wanted);
    let likeness = |name: &str| {
        let own = words(name);
        if own.starts_with(&sought) {
            3.0
        } else if own.windows(sought.len()).any(|window| window == sought) || sought.windows(own.len()).any(|window| window == own) {
            2.5
        } else if name.starts_with(wanted) {
            2.0
        } else {
            strsim::jaro_winkler(wanted, name)
        }
    };
    let mut ranked: Vec<(f64, &State)> =
        named.iter().map(|(name, state)| (likeness(name), *state)).filter(|(likeness, _)| *likeness >= LEAST).collect();
    if ranked.is_empty() {
        ranked = named.iter().map(|(_, state)| (strsim::jaro_winkler(wanted, &state.code.to_lowercase()), *state)).collect();
        ranked.retain(|(likeness, _)| *likeness >= LEAST);
    }
    ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    ranked.into_iter().take(MOST).map(|(_, state)| state).collect()
}

/// Searches by halves a list ordered by code. Letters are compared as capitals one by one, rather
/// than copied into capitals first, since a code comes from outside and may be of any length.
fn find<T>(list: &'static [T], code: &str, code_of: impl Fn(&T) -> &'static str) -> Option<&'static T> {
    let wanted = code.bytes().map(|byte| byte.to_ascii_uppercase());
    list.binary_search_by(|entry| code_of(entry).bytes().cmp(wanted.clone())).ok().and_then(|position| list.get(position))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(code: &str) -> &'static Country {
        country(code).unwrap_or_else(|| panic!("no country {code}"))
    }

    fn codes_of(code: &str) -> Vec<&'static str> {
        states(known(code)).iter().map(|state| state.code).collect()
    }

    fn name_of(country: &str, code: &str) -> Option<&'static str> {
        state(known(country), code).map(|state| state.name)
    }

    #[test]
    fn every_line_of_the_tables_became_an_entry() {
        assert_eq!(COUNTRIES_TABLE.lines().count(), 249);
        assert_eq!(countries().len(), 249);
        assert_eq!(STATES_TABLE.lines().count(), 5049);
        assert_eq!(STATES.values().map(Vec::len).sum::<usize>(), 5049);
        assert_eq!(STATES.len(), 200);
    }

    #[test]
    fn every_subdivision_belongs_to_a_country() {
        for code in STATES.keys() {
            assert_eq!(known(code).code, *code);
        }
    }

    #[test]
    fn country_codes_are_two_capitals() {
        for country in countries() {
            let code = country.code;
            assert_eq!(code.len(), 2, "{code}");
            assert!(code.bytes().all(|byte| byte.is_ascii_uppercase()), "{code}");
        }
    }

    #[test]
    fn subdivision_codes_are_one_to_three_capitals_or_digits() {
        for (country, states) in STATES.iter() {
            for state in states {
                let code = state.code;
                assert!((1..=3).contains(&code.len()), "{country}-{code}");
                assert!(code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()), "{country}-{code}");
            }
        }
    }

    #[test]
    fn codes_rise_strictly_and_so_never_repeat() {
        for pair in countries().windows(2) {
            assert!(pair[0].code < pair[1].code, "{pair:?}");
        }
        for states in STATES.values() {
            for pair in states.windows(2) {
                assert!(pair[0].code < pair[1].code, "{pair:?}");
            }
        }
    }

    #[test]
    fn names_are_whole_and_clean() {
        let names = countries().iter().map(|country| country.name).chain(STATES.values().flatten().map(|state| state.name));
        for name in names {
            assert!(!name.is_empty());
            assert_eq!(name, name.trim());
            assert!(!name.chars().any(char::is_control), "{name:?}");
            // How the package's cut names ended.
            assert!(!name.ends_with('-'), "{name}");
            assert!(!name.ends_with(" kai"), "{name}");
        }
    }

    #[test]
    fn everything_is_found_by_its_code_in_any_case() {
        for country in countries() {
            let lower = country.code.to_ascii_lowercase();
            assert_eq!(super::country(country.code), Some(country));
            assert_eq!(super::country(&lower), Some(country));
            for expected in states(country) {
                let whole = format!("{}-{}", country.code, expected.code);
                for code in [expected.code, &whole] {
                    assert_eq!(state(country, code), Some(expected), "{whole}");
                    let lower = code.to_ascii_lowercase();
                    assert_eq!(state(country, &lower), Some(expected), "{whole}");
                }
            }
        }
    }

    #[test]
    fn unknown_countries_are_not_found() {
        for code in ["", "M", "MEX", "ZZ", "UK", "XK", " MX", "MX ", "ñx", "Mexico"] {
            assert_eq!(country(code), None, "{code:?}");
        }
    }

    #[test]
    fn unknown_subdivisions_are_not_found() {
        let mexico = known("MX");
        for code in ["", "-", "MX", "MX-", "-JAL", "MX-MX-JAL", "US-JAL", "US-CA", "MXJAL", "MX JAL", "JALISCO", "JA", "DIF"] {
            assert_eq!(state(mexico, code), None, "{code:?}");
        }
    }

    #[test]
    fn mexico_has_its_thirty_two_states() {
        assert_eq!(
            codes_of("MX"),
            [
                "AGU", "BCN", "BCS", "CAM", "CHH", "CHP", "CMX", "COA", "COL", "DUR", "GRO", "GUA", "HID", "JAL", "MEX", "MIC", "MOR",
                "NAY", "NLE", "OAX", "PUE", "QUE", "ROO", "SIN", "SLP", "SON", "TAB", "TAM", "TLA", "VER", "YUC", "ZAC",
            ]
        );
        assert_eq!(known("mx").name, "Mexico");
        assert_eq!(name_of("MX", "JAL"), Some("Jalisco"));
        assert_eq!(name_of("MX", "mx-jal"), Some("Jalisco"));
        assert_eq!(name_of("MX", "CMX"), Some("Ciudad de México"));
    }

    #[test]
    fn the_united_states_have_fifty_states_their_capital_and_six_outlying_areas() {
        assert_eq!(
            codes_of("US"),
            [
                "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA", "ID", "IL", "IN", "KS", "KY",
                "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK",
                "OR", "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UM", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
            ]
        );
        assert_eq!(name_of("US", "DC"), Some("District of Columbia"));
    }

    #[test]
    fn spain_has_its_communities_cities_and_provinces() {
        // Seventeen communities, two autonomous cities and fifty provinces.
        assert_eq!(states(known("ES")).len(), 17 + 2 + 50);
        let spain = |code| name_of("ES", code);
        assert_eq!(spain("CT"), Some("Catalunya"));
        assert_eq!(spain("B"), Some("Barcelona"));
        assert_eq!(spain("MD"), Some("Madrid, Comunidad de"));
        assert_eq!(spain("CE"), Some("Ceuta"));
        // The community and the province are two places of one name.
        assert_eq!(spain("CB"), Some("Cantabria"));
        assert_eq!(spain("S"), Some("Cantabria"));
    }

    #[test]
    fn one_code_may_name_places_in_several_countries() {
        assert_eq!(name_of("BR", "PA"), Some("Pará"));
        assert_eq!(name_of("US", "PA"), Some("Pennsylvania"));
        // A code equal to the country's own, as Luxembourg's canton has, needs no prefix.
        assert_eq!(name_of("LU", "LU"), Some("Luxembourg"));
        assert_eq!(name_of("LU", "LU-LU"), Some("Luxembourg"));
    }

    #[test]
    fn a_country_may_have_no_subdivisions() {
        let aruba = known("AW");
        assert!(states(aruba).is_empty());
        assert_eq!(state(aruba, "AW"), None);
    }

    #[test]
    fn the_corrections_to_the_package_hold() {
        for (country, code, name) in [
            ("GR", "A", "Anatolikí Makedonía kai Thráki"),
            ("KZ", "10", "Abay oblysy"),
            ("KZ", "19", "Almaty oblysy"),
            ("KZ", "75", "Almaty"),
            ("KZ", "23", "Atyraū oblysy"),
            ("KZ", "62", "Ulytaū oblysy"),
            ("RU", "KB", "Kabardino-Balkarskaya Respublika"),
            ("RU", "KC", "Karachayevo-Cherkesskaya Respublika"),
            ("RU", "KHM", "Khanty-Mansiyskiy avtonomnyy okrug"),
            ("RU", "LEN", "Leningradskaya oblast'"),
            ("RU", "NEN", "Nenetskiy avtonomnyy okrug"),
            ("RU", "NVS", "Novosibirskaya oblast'"),
            ("RU", "VGG", "Volgogradskaya oblast'"),
            ("RU", "VLA", "Vladimirskaya oblast'"),
            ("RU", "YAN", "Yamalo-Nenetskiy avtonomnyy okrug"),
        ] {
            assert_eq!(name_of(country, code), Some(name));
        }
        assert_eq!(codes_of("DK"), ["81", "82", "83", "84", "85"]);
        assert_eq!(states(known("LU")).len(), 12);
        for (country, code) in [("LU", "L"), ("GH", "BA"), ("PK", "TA")] {
            assert_eq!(name_of(country, code), None);
        }
    }

    #[test]
    fn an_entry_is_written_as_code_and_name() {
        let written = serde_json::to_value(state(known("MX"), "NLE"));
        let expected = serde_json::json!({"code": "NLE", "name": "Nuevo León"});
        assert_eq!(written.ok(), Some(expected));
    }
}

// The license of the package the two tables were taken from, which asks to go with them:
//
// (The MIT License)
//
// Copyright (c) 2020 Titus Wormer <tituswormer@gmail.com>
//
// Permission is hereby granted, free of charge, to any person obtaining
// a copy of this software and associated documentation files (the
// 'Software'), to deal in the Software without restriction, including
// without limitation the rights to use, copy, modify, merge, publish,
// distribute, sublicense, and/or sell copies of the Software, and to
// permit persons to whom the Software is furnished to do so, subject to
// the following conditions:
//
// The above copyright notice and this permission notice shall be
// included in all copies or substantial portions of the Software.
//
// THE SOFTWARE IS PROVIDED 'AS IS', WITHOUT WARRANTY OF ANY KIND,
// EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
// MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT.
// IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
// CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT,
// TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
// SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
