//! The sums of documents, exact to the cent, compared with Python's `decimal`.

use std::io::Write;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use ventanilla::fields::Money;
use ventanilla::records::line::{DocumentLine, Line, NO_INPUTS, Sums};

use super::product;
use crate::service::services;

/// Amount, price, discount and tax of a line.
type Numbers = [Money; 4];

/// A document's lines, often with round numbers and few rates, as documents have them.
fn document() -> impl Strategy<Value = Vec<Numbers>> {
    let number = || {
        prop_oneof![1..=100_000_000_i64, (1..=1_000_i64).prop_map(|whole| whole * 10_000), (1..=10_000_i64).prop_map(|cents| cents * 100)]
    };
    let tax = prop_oneof![Just(0_i64), Just(1_600), Just(800), Just(825), 0..=10_000_i64];
    let line = (number(), number(), 0..=10_000_i64, any::<bool>(), tax).prop_map(|(amount, price, share, has_discount, tax)| {
        let discount = if has_discount { price * share / 10_000 } else { 0 };
        [amount, price, discount, tax].map(Money::from_ten_thousandths)
    });
    proptest::collection::vec(line, 1..12)
}

fn documents(number: usize) -> Vec<Vec<Numbers>> {
    let mut runner = TestRunner::deterministic();
    (0..number).map(|_| document().new_tree(&mut runner).expect("a document").current()).collect()
}

/// The sums as Python computes them: subtotal, discount, tax, total, and three numbers for each rate.
fn by_python(documents: &[Vec<Numbers>]) -> Vec<Vec<Money>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/orders/sums.py");
    let mut python = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is there: these sums are worth nothing unchecked");
    let mut input = python.stdin.take().expect("a pipe");
    let text: String = documents
        .iter()
        .map(|lines| {
            let lines: String = lines.iter().map(|[amount, price, discount, tax]| format!("{amount} {price} {discount} {tax}\n")).collect();
            lines + "\n"
        })
        .collect();
    let writing = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = python.wait_with_output().expect("python3 ends");
    writing.join().expect("no panic").expect("python3 reads");
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8(output.stdout).expect("text");
    told.lines().map(|line| line.split(' ').map(|number| number.parse().expect("an amount")).collect()).collect()
}

/// The numbers of a document in the form of [`by_python`].
fn told(document: &Value) -> Vec<Money> {
    let money = |value: &Value| value.to_string().parse::<Money>().expect("an amount");
    let mut numbers: Vec<Money> = ["subtotal", "discount", "tax", "total"].map(|name| money(&document[name])).into();
    for tax in document["taxes"].as_array().expect("taxes") {
        numbers.extend(["rate", "base", "tax"].map(|name| money(&tax[name])));
    }
    numbers
}

#[test]
fn ten_thousand_documents_have_the_sums_of_pythons_decimal() {
    let documents = documents(10_000);
    let expected = by_python(&documents);
    assert_eq!(expected.len(), documents.len());
    for (lines, expected) in documents.iter().zip(&expected) {
        let kept = lines.iter().map(|[amount, price, discount, tax]| {
            let line = Line::of(1, *amount, *price, *discount, *tax).expect("small numbers");
            DocumentLine { line_id: 1, line, net: line.net().expect("small numbers"), inputs: NO_INPUTS.to_owned() }
        });
        let Sums { subtotal, discount, tax, total, taxes } = Sums::of(&kept.collect::<Vec<_>>()).expect("JSON").expect("small numbers");
        let taxes: Value = serde_json::from_str(&taxes).expect("JSON");
        let document = json!({ "subtotal": subtotal, "discount": discount, "tax": tax, "total": total, "taxes": taxes });
        assert_eq!(&told(&document), expected, "{lines:?}");
        assert_eq!(subtotal.ten_thousandths() + tax.ten_thousandths(), total.ten_thousandths());
    }
}

#[test]
fn the_endpoint_keeps_and_shows_the_sums_of_pythons_decimal() {
    let documents = documents(40);
    let expected = by_python(&documents);
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let product = product(&service, &ana, "Mug", "1");
        for (lines, expected) in documents.iter().zip(&expected) {
            let lines = lines.iter().map(|[amount, price, discount, tax]| {
                json!({ "product_id": product, "amount": amount, "price": price, "discount": discount, "tax": tax })
            });
            let given = json!({ "company_id": company["id"], "lines": lines.collect::<Value>() });
            let quotation = service.call(&ana, "CreateQuotation", given.clone())["quotation"].clone();
            let order = service.call(&ana, "CreateOrder", given)["order"].clone();
            let found = service.call(&ana, "GetOrder", json!({ "order_id": order["id"] }))["order"].clone();
            for document in [&quotation, &order, &found] {
                assert_eq!(&told(document), expected);
            }
            let of_lines = |key: &str| -> i64 {
                let lines = found["lines"].as_array().expect("lines").iter();
                lines.map(|line| line[key].to_string().parse::<Money>().expect("an amount").ten_thousandths()).sum()
            };
            let sums = [of_lines("net"), of_lines("tax_amount"), of_lines("total")].map(Money::from_ten_thousandths);
            assert_eq!(sums, [expected[0], expected[2], expected[3]]);
        }
    }
}
