//! Quotients of whole numbers, for figures: shares, averages and rates.
//!
//! Invariants: a quotient is rounded half up, computed without floating point, so that the same records give the same figures on every
//! machine. A quotient of nothing is None, never zero.

use crate::fields::Money;

/// A quotient, rounded half up. None without a divisor above zero.
pub fn quotient(dividend: i128, divisor: i128) -> Option<i128> {
    if divisor <= 0 {
        return None;
    }
    Some(dividend.checked_mul(2)?.checked_add(divisor)?.div_euclid(divisor.checked_mul(2)?))
}

/// A quotient with so many places, at most four. None without a divisor above zero.
pub fn with_places(dividend: i128, divisor: i128, places: u32) -> Option<Money> {
    const MOST_PLACES: u32 = 4;
    let power = |places: u32| 10_i128.checked_pow(places);
    let rounded = quotient(dividend.checked_mul(power(places)?)?, divisor)?;
    let ten_thousandths = rounded.checked_mul(power(MOST_PLACES.checked_sub(places)?)?)?;
    i64::try_from(ten_thousandths).ok().map(Money::from_ten_thousandths)
}

/// The share of a whole that a part is: 0 to 1, with four places. None without a whole.
pub fn share(part: i64, whole: i64) -> Option<Money> {
    with_places(part.into(), whole.into(), 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_rounded_half_up_and_a_quotient_of_nothing_is_none() {
        let told = |figure: Option<Money>| figure.map(|figure| figure.to_string());
        assert_eq!(
            [share(1, 3), share(2, 3), share(0, 5), share(5, 0)].map(told),
            [Some("0.3333"), Some("0.6667"), Some("0"), None].map(|share| share.map(str::to_owned))
        );
        assert_eq!((quotient(5, 2), quotient(-5, 2), quotient(1, 0), quotient(1, -1)), (Some(3), Some(-2), None, None));
        assert_eq!(told(with_places(-100, 7, 2)).as_deref(), Some("-14.29"));
        assert_eq!((with_places(1, 1, 5), with_places(i128::MAX, 1, 4)), (None, None));
    }
}
