//! Amounts, rates and days as a language writes them. Spanish is Mexico's, which writes numbers as English does.

use crate::fields::{Day, Money, Sum};
use crate::sentences::Language;

/// The sign before a negative figure.
pub const MINUS: char = '\u{2212}';
const ONE: u128 = 10_000;

/// Money, with two places at least: `1,234.50`.
pub fn money(amount: Money) -> String {
    figure(i128::from(amount.ten_thousandths()), 2)
}

/// A sum of money, with two places at least.
pub fn sum(sum: Sum) -> String {
    figure(sum.ten_thousandths(), 2)
}

/// The same, taken off.
pub fn taken_off(sum: Sum) -> String {
    figure(sum.ten_thousandths().saturating_neg(), 2)
}

/// A number of units, with the places that it has: `1,000`, `2.5`.
pub fn units(amount: Money) -> String {
    figure(i128::from(amount.ten_thousandths()), 0)
}

/// A fraction as a percentage: `16%`. Spanish sets a space, at which no line breaks.
pub fn rate(fraction: Money, language: Language) -> String {
    figure(i128::from(fraction.ten_thousandths()) * 100, 0) + language.choose("%", "\u{a0}%")
}

/// A day: `30 Nov 2026`, which the English read alike on both sides of the ocean, and `30/11/2026`.
pub fn day(day: &Day, language: Language) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let written = day.as_str();
    let mut parts = written.splitn(3, '-');
    let (Some(year), Some(month), Some(of_month)) = (parts.next(), parts.next(), parts.next()) else { return written.to_owned() };
    match language {
        Language::Spanish => format!("{of_month}/{month}/{year}"),
        Language::English => {
            let name = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
            name.map_or_else(|| written.to_owned(), |name| format!("{}\u{a0}{name}\u{a0}{year}", of_month.trim_start_matches('0')))
        }
    }
}

fn figure(ten_thousandths: i128, least_places: usize) -> String {
    let magnitude = ten_thousandths.unsigned_abs();
    let whole = (magnitude / ONE).to_string();
    let places = format!("{:04}", magnitude % ONE);
    let kept = places.trim_end_matches('0').len().max(least_places);
    let mut figure = String::new();
    if ten_thousandths < 0 {
        figure.push(MINUS);
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            figure.push(',');
        }
        figure.push(digit);
    }
    if kept > 0 {
        figure.push('.');
        figure.extend(places.chars().take(kept));
    }
    figure
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn figures_have_their_places_and_groups() {
        for (ten_thousandths, as_money, as_units) in [
            (0, "0.00", "0"),
            (12_345_000, "1,234.50", "1,234.5"),
            (10_000, "1.00", "1"),
            (1, "0.0001", "0.0001"),
            (-9_995_000, "\u{2212}999.50", "\u{2212}999.5"),
            (-10_000_000, "\u{2212}1,000.00", "\u{2212}1,000"),
            (i64::MAX, "922,337,203,685,477.5807", "922,337,203,685,477.5807"),
            (i64::MIN, "\u{2212}922,337,203,685,477.5808", "\u{2212}922,337,203,685,477.5808"),
        ] {
            let amount = Money::from_ten_thousandths(ten_thousandths);
            assert_eq!(money(amount), as_money);
            assert_eq!(units(amount), as_units);
            assert_eq!(sum(Sum::from_ten_thousandths(ten_thousandths.into())), as_money);
        }
        assert_eq!(taken_off(Sum::from_ten_thousandths(5_000)), "\u{2212}0.50");
        assert!(taken_off(Sum::from_ten_thousandths(i128::MIN)).starts_with("17,014,118,346"));
    }

    #[test]
    fn a_rate_is_a_percentage() {
        for (fraction, english, spanish) in
            [(1_600, "16%", "16\u{a0}%"), (800, "8%", "8\u{a0}%"), (0, "0%", "0\u{a0}%"), (1_055, "10.55%", "10.55\u{a0}%")]
        {
            assert_eq!(rate(Money::from_ten_thousandths(fraction), Language::English), english);
            assert_eq!(rate(Money::from_ten_thousandths(fraction), Language::Spanish), spanish);
        }
    }

    #[test]
    fn a_day_is_written_as_its_language_does() {
        let written = |text: &str, language| day(&of(text), language).replace('\u{a0}', " ");
        assert_eq!(written("2026-11-30", Language::Spanish), "30/11/2026");
        assert_eq!(written("2026-11-30", Language::English), "30 Nov 2026");
        assert_eq!(written("2027-02-03", Language::Spanish), "03/02/2027");
        assert_eq!(written("2027-02-03", Language::English), "3 Feb 2027");
    }

    fn of(text: &str) -> Day {
        Day::of(chrono::NaiveDate::from_str(text).unwrap())
    }
}
