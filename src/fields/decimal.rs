//! Decimal numbers as RFC 8259 writes them, read exactly, for amounts and the values of custom fields.

/// A number: its digits without zeros at either end (empty for zero), and the exponent that shifts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    pub negative: bool,
    pub digits: String,
    /// The exponent. Beyond any real need it is only very large, or very small.
    pub exponent: i64,
}

impl Decimal {
    /// Reads `10.10`, `-3`, `1e3`.
    pub fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
            None => (text, 0),
        };
        let (negative, unsigned) = mantissa.strip_prefix('-').map_or((false, mantissa), |unsigned| (true, unsigned));
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (unsigned, ""),
        };
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let all = [whole, fraction].concat();
        let digits = all.trim_end_matches('0');
        let dropped = i64::try_from(all.len() - digits.len()).unwrap_or(i64::MAX);
        let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            return Some(Decimal { negative: false, digits: String::new(), exponent: 0 });
        }
        Some(Decimal { negative, digits: digits.to_owned(), exponent: exponent.saturating_sub(places).saturating_add(dropped) })
    }

    /// The number of digits before the point; below one if zeros follow the point first.
    pub fn digits_before_point(&self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX).saturating_add(self.exponent)
    }

    /// The only spelling of this number: without an exponent, unless that would be long.
    pub fn canonical(&self) -> String {
        const MOST_BEFORE: i64 = 40;
        const MOST_ZEROS_BEHIND: i64 = 20;
        let sign = if self.negative { "-" } else { "" };
        let (digits, before) = (&self.digits, self.digits_before_point());
        if digits.is_empty() {
            return "0".to_owned();
        }
        let zeros = |number: i64| "0".repeat(usize::try_from(number).unwrap_or_default());
        match before {
            _ if self.exponent >= 0 && before <= MOST_BEFORE => format!("{sign}{digits}{}", zeros(self.exponent)),
            1..=MOST_BEFORE => {
                let (whole, fraction) = digits.split_at_checked(usize::try_from(before).unwrap_or_default()).unwrap_or((digits, ""));
                format!("{sign}{whole}.{fraction}")
            }
            _ if (-MOST_ZEROS_BEHIND..=0).contains(&before) => format!("{sign}0.{}{digits}", zeros(-before)),
            _ => {
                let (first, others) = digits.split_at_checked(1).unwrap_or((digits, ""));
                let point = if others.is_empty() { "" } else { "." };
                format!("{sign}{first}{point}{others}e{}", before.saturating_sub(1))
            }
        }
    }
}

fn read_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // The limit is half of the range, so that sums do not overflow.
    let value = digits.parse().unwrap_or(i64::MAX).min(i64::MAX / 2);
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical(text: &str) -> Option<String> {
        Decimal::read(text).map(|decimal| decimal.canonical())
    }

    #[test]
    fn a_number_is_written_in_one_way() {
        for (texts, written) in [
            (vec!["1.5", "1.50", "15e-1", "0.15E+1", "001.500"], "1.5"),
            (vec!["0", "-0", "0.000", "0e99999999999999999999", "-0e-5"], "0"),
            (vec!["100", "1e2", "100.0", "1000e-1"], "100"),
            (vec!["-0.001", "-1e-3"], "-0.001"),
            (vec!["12345678901234567890.12"], "12345678901234567890.12"),
            (vec!["1e39", "1000000000000000000000000000000000000000"], "1000000000000000000000000000000000000000"),
            (vec!["1e40", "10e39"], "1e40"),
            (vec!["-12.5e300", "-125e299"], "-1.25e301"),
            (vec!["12.5e-300", "1.25e-299"], "1.25e-299"),
        ] {
            for text in texts {
                assert_eq!(canonical(text).as_deref(), Some(written), "{text}");
            }
        }
        for wrong in ["", "-", ".5", "5.", "1,5", "0x10", "NaN", "inf", "1 0", "--1", "1.-5", "１", "1e", "1e+", "1e1.5", "e5", "+1"] {
            assert_eq!(canonical(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_the_same_number(text in "-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?") {
            let read = Decimal::read(&text).unwrap();
            let written = read.canonical();
            prop_assert_eq!(Decimal::read(&written), Some(read));
            prop_assert_eq!(written.parse::<f64>().unwrap().to_bits() << 1, text.parse::<f64>().unwrap().to_bits() << 1);
            prop_assert!(serde_json::from_str::<serde_json::Number>(&written).is_ok(), "{}", written);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = canonical(&text);
        }
    }
}
