//! The totals of lines, exact to the cent, compared with Python's `decimal`.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use ventanilla::fields::Money;
use ventanilla::records::line::total;

use super::Shop;
use crate::service::services;

/// Amount, price, discount, tax.
type Numbers = [Money; 4];

/// Pseudo-random numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number from the least to the greatest, both included.
    fn between(&mut self, least: i64, greatest: i64) -> i64 {
        let range = u64::try_from(greatest - least).expect("a range") + 1;
        least + i64::try_from(self.next() % range).expect("within the range")
    }

    /// An amount of at most this many digits, four of them decimal places; often a round one.
    fn amount(&mut self, digits: u32) -> i64 {
        let digits = u32::try_from(self.between(1, digits.into())).expect("a few");
        let rounded = 10_i64.pow(u32::try_from(self.between(0, 4)).expect("a few"));
        (self.between(0, 10_i64.pow(digits) - 1) / rounded).max(1) * rounded
    }

    fn numbers(&mut self, digits: u32) -> Numbers {
        let price = self.amount(digits);
        let discount = if self.next().is_multiple_of(3) { 0 } else { self.between(0, price) };
        let taxes = [0, 1_600, 800, 10_000, 825, self.between(0, 10_000)];
        let tax = taxes[usize::try_from(self.between(0, 5)).expect("a few")];
        [self.amount(digits), price, discount, tax].map(Money::from_ten_thousandths)
    }
}

/// The totals as Python computes them.
fn by_python(lines: &[Numbers]) -> Vec<Option<Money>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/opportunities/totals.py");
    let mut python = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is there: these totals are worth nothing unchecked");
    let mut input = python.stdin.take().expect("a pipe");
    let text: String = lines.iter().map(|[amount, price, discount, tax]| format!("{amount} {price} {discount} {tax}\n")).collect();
    let writing = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = python.wait_with_output().expect("python3 ends");
    writing.join().expect("no panic").expect("python3 reads");
    assert!(output.status.success(), "{output:?}");
    let totals = String::from_utf8(output.stdout).expect("text");
    totals.lines().map(|total| (total != "none").then(|| total.parse().expect("an amount"))).collect()
}

#[test]
fn ten_thousand_totals_are_those_of_pythons_decimal() {
    let mut chance = Chance(0x5eed_0fc0_ffee);
    let lines: Vec<Numbers> = (0..10_000).map(|number| chance.numbers([6, 9, 14, 18][number % 4])).collect();
    let expected = by_python(&lines);
    assert_eq!(expected.len(), lines.len());
    for (line, expected) in lines.iter().zip(&expected) {
        let [amount, price, discount, tax] = *line;
        assert_eq!(total(amount, price, discount, tax), *expected, "{amount} × ({price} − {discount}) × (1 + {tax})");
    }
    let too_large = expected.iter().filter(|total| total.is_none()).count();
    assert!((500..5_000).contains(&too_large), "large ones are among them, and not too many: {too_large}");
}

#[test]
fn the_endpoint_keeps_the_totals_of_pythons_decimal() {
    let mut chance = Chance(0x0dec_14a1);
    let lines: Vec<Numbers> = (0..400).map(|number| chance.numbers([6, 9][number % 2])).collect();
    let totals: Vec<Money> = by_python(&lines).into_iter().map(|total| total.expect("these are small")).collect();
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        for (lines, totals) in lines.chunks(200).zip(totals.chunks(200)) {
            let given = lines.iter().zip(totals).enumerate().map(|(position, ([amount, price, discount, tax], total))| {
                // The caller's total may be a cent off, from its own rounding; the stored total is the exact one.
                let off = i64::try_from(position % 3).expect("a few") * 100 - 100;
                let total = Money::from_ten_thousandths(total.ten_thousandths() + off);
                shop.line(json!({ "amount": amount, "price": price.to_string(), "discount": discount, "tax": tax, "total": total }))
            });
            let given: Value = given.collect();
            let created = shop.create(json!({ "want_products": true, "want_tax": true, "products": given }));
            let found = json!({ "opportunity_id": created["id"], "with_products": true });
            let found = service.call(&ana, "GetOpportunity", found)["opportunity"]["products"].clone();
            for ((total, created), found) in totals.iter().zip(created["products"].as_array().unwrap()).zip(found.as_array().unwrap()) {
                assert_eq!((created["total"].to_string(), found["total"].to_string()), (total.to_string(), total.to_string()));
            }
        }
    }
}
