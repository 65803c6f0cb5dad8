//! "Did you mean …?": the known names that are nearest to an unknown one.

use std::borrow::Cow;

/// The least similarity for a suggestion.
const LEAST: f64 = 0.8;

/// The known names that are close enough, nearest first, three at most. Letter case does not matter.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    nearest_of(name, &mut known.into_iter())
}

fn nearest_of<'k>(name: &str, known: &mut dyn Iterator<Item = &'k str>) -> Vec<&'k str> {
    // A name of a megabyte must not be compared with all known names, which are short.
    if name.len() > 100 {
        return Vec::new();
    }
    let name = lower(name);
    let letters = Letters::of(&name);
    let mut close: Vec<(f64, &str)> = known
        .into_iter()
        .filter_map(|candidate| {
            let lowered = lower(candidate);
            letters.may_be_close(&lowered).then(|| (strsim::jaro_winkler(&name, &lowered), candidate))
        })
        .filter(|(similarity, _)| *similarity > LEAST)
        .collect();
    close.sort_by(|(first, _), (second, _)| second.total_cmp(first));
    close.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// The name in small letters, which most names have already.
fn lower(name: &str) -> Cow<'_, str> {
    let is_low = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_low { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) }
}

/// The counts of each byte in a name. Comparing two names costs the product of their lengths, and a call may bring hundreds of
/// unknown names. These counts quickly rule out names with few letters in common.
struct Letters {
    counts: [u8; 256],
    length: usize,
}

impl Letters {
    /// The letters of a name, which has at most 100 bytes.
    fn of(name: &str) -> Self {
        let mut counts = [0; 256];
        for byte in name.bytes() {
            if let Some(count) = counts.get_mut(usize::from(byte)) {
                *count += 1;
            }
        }
        Letters { counts, length: name.chars().count() }
    }

    /// Whether the Jaro-Winkler similarity can reach the least one. Jaro's is highest if all common letters stand in their order;
    /// Winkler adds at most four tenths of the rest.
    fn may_be_close(&self, other: &str) -> bool {
        const MOST_OF_WINKLER: f64 = 0.4;
        let (mut left, mut common) = (self.counts, 0_u32);
        for byte in other.bytes() {
            if let Some(count) = left.get_mut(usize::from(byte)).filter(|count| **count > 0) {
                *count -= 1;
                common += 1;
            }
        }
        let (own, others) = (length(self.length), length(other.chars().count()));
        let common = f64::from(common).min(own).min(others);
        if common == 0.0 {
            return own == 0.0 && others == 0.0;
        }
        let jaro = (common / own + common / others + 1.0) / 3.0;
        jaro + MOST_OF_WINKLER * (1.0 - jaro) > LEAST
    }
}

fn length(characters: usize) -> f64 {
    u32::try_from(characters).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_name_that_is_close_is_passed_over(name in "[a-dA-Dáß_]{0,12}", candidate in "[a-dA-Dáß_]{0,12}") {
            let (name, candidate) = (lower(&name), lower(&candidate));
            let is_close = strsim::jaro_winkler(&name, &candidate) > LEAST;
            prop_assert!(!is_close || Letters::of(&name).may_be_close(&candidate));
        }
    }

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        assert_eq!(nearest("tittle", ["name", "title"]).first(), Some(&"title"));
        assert_eq!(nearest("companies.getcompanies", ["Auth.Login", "Companies.GetCompanies"]).first(), Some(&"Companies.GetCompanies"));
        assert!(nearest("zzzz", ["name", "title"]).is_empty());
        assert!(nearest(&"a".repeat(1_000_000), ["a"]).is_empty());
    }
}
