//! "Did you mean …?": the nearest known names to one that is not known.

/// The known names close enough to be meant, nearest first, three at most. Letter case is no distance.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    // Names are short; a name of a megabyte must not be compared with all of them.
    if name.len() > 100 {
        return Vec::new();
    }
    let name = name.to_lowercase();
    let mut close: Vec<(f64, &str)> = known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&name, &candidate.to_lowercase()), candidate))
        .filter(|(similarity, _)| *similarity > 0.8)
        .collect();
    close.sort_by(|(first, _), (second, _)| second.total_cmp(first));
    close.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        assert_eq!(nearest("tittle", ["name", "title"]).first(), Some(&"title"));
        assert_eq!(nearest("companies.getcompanies", ["Auth.Login", "Companies.GetCompanies"]).first(), Some(&"Companies.GetCompanies"));
        assert!(nearest("zzzz", ["name", "title"]).is_empty());
        assert!(nearest(&"a".repeat(1_000_000), ["a"]).is_empty());
    }
}
