//! Tests that pages break between lines, and that each text finds its place on one of them.

use proptest::prelude::*;

use super::*;
use crate::paper::document::Sheet;
use crate::paper::tests::{document, line};
use crate::sentences::Language;

/// The texts of a page, with their baselines, from top to bottom.
fn texts(page: &Page) -> Vec<(f32, &str)> {
    let mut texts: Vec<(f32, &str)> = page
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Text { y, text, .. } => Some((*y, text.as_str())),
            _ => None,
        })
        .collect();
    texts.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    texts
}

fn has(page: &Page, text: &str) -> bool {
    texts(page).iter().any(|(_, other)| *other == text)
}

/// Whether everything on the pages is on the sheet, beside nothing else on its line and between the margins.
fn assert_within(pages: &[Page], sheet: Sheet) {
    let (width, height) = sheet.size();
    for mark in pages.iter().flat_map(|page| &page.marks) {
        let (x, y, length) = match mark {
            Mark::Text { x, y, style, text } => (*x, *y, style.width(text)),
            Mark::Rule { x, y, length, .. } => (*x, *y, *length),
            Mark::Logo { x, y, width, .. } => (*x, *y, *width),
        };
        assert!(x >= SIDE - 0.1 && x + length <= width - SIDE + 0.1, "{mark:?}");
        assert!(y >= 0.0 && y <= height - FOOT + 0.1, "{mark:?}");
    }
    for (page, number) in pages.iter().zip(1..) {
        let foot = format!("Página {number} de {}", pages.len());
        assert!(has(page, &foot), "{foot}");
    }
}

fn numbered(number: usize) -> Vec<Line> {
    (1..=number).map(|number| line(&format!("Línea {number}."), 1, 100, 0, 16)).collect()
}

#[test]
fn totals_are_never_without_a_line_and_each_page_of_the_table_has_its_head() {
    for number in 0..80 {
        let pages = pages(&document(numbered(number), Language::Spanish), None);
        assert_within(&pages, Sheet::Letter);
        let of_total = pages.iter().filter(|page| has(page, "Total MXN")).collect::<Vec<_>>();
        assert_eq!(of_total.len(), 1);
        for page in &pages {
            let has_line = texts(page).iter().any(|(_, text)| text.starts_with("Línea"));
            assert_eq!(has(page, "Importe"), has_line, "{number}");
            assert!(has_line || number == 0 || !has(page, "Total MXN"), "{number}");
        }
        let lines: Vec<&str> = pages.iter().flat_map(texts).map(|(_, text)| text).filter(|text| text.starts_with("Línea")).collect();
        assert_eq!(lines.len(), number);
        assert!(lines.iter().zip(1..).all(|(line, number)| *line == format!("Línea {number}.")));
    }
}

#[test]
fn columns_without_figures_are_left_out() {
    let pages = |lines| pages(&document(lines, Language::English), None);
    let plain = pages(vec![line("a", 1, 100, 0, 0)]);
    assert!(plain.iter().all(|page| !has(page, "Unit discount") && !has(page, "Tax") && !has(page, "Before discount")));
    let full = pages(vec![line("a", 1, 100, 10, 16), line("b", 1, 100, 0, 8)]);
    for text in ["Unit discount", "Tax", "Before discount", "2.00", "\u{2212}0.10", "Tax 16% on 0.90", "Tax 8% on 1.00"] {
        assert!(full.iter().any(|page| has(page, text)), "{text}");
    }
}

#[test]
fn a_line_that_no_page_holds_goes_on_with_its_totals_beside_its_end() {
    let long = Line { description: Some("Frase. ".repeat(4_000)), ..line("Larga", 1, 100, 0, 16) };
    let pages = pages(&document(vec![long], Language::Spanish), None);
    assert!(pages.len() > 2);
    assert_within(&pages, Sheet::Letter);
    let end = pages.iter().find(|page| has(page, "Total MXN")).unwrap();
    assert!(texts(end).iter().any(|(_, text)| text.starts_with("Frase.")));
    let phrases: usize = pages.iter().flat_map(texts).map(|(_, text)| text.matches("Frase.").count()).sum();
    assert_eq!(phrases, 4_000);
}

#[test]
fn a_head_that_no_page_holds_is_cut_short() {
    let long = || vec!["W".repeat(2_000); 9];
    let mut document = document(numbered(1), Language::Spanish);
    document.sender.address = long();
    document.customer.party.address = long();
    document.customer.shipping = long();
    document.number = Some("9".repeat(500));
    let pages = pages(&document, None);
    assert_within(&pages, Sheet::Letter);
    assert_eq!(pages.len(), 2);
}

#[test]
fn figures_of_any_length_stand_beside_each_other() {
    let mut long = line("Todo", 1, 1, 0, 16);
    long.amount = crate::fields::Money::from_ten_thousandths(i64::MIN);
    (long.price, long.discount, long.tax) = (long.amount, long.amount, long.amount);
    long.net = crate::fields::Sum::from_ten_thousandths(i128::from(i64::MIN));
    let document = Document { total: crate::fields::Sum::from_ten_thousandths(i128::MIN), ..document(vec![long], Language::Spanish) };
    assert_within(&pages(&document, None), Sheet::Letter);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_leaves_the_page_and_no_line_is_cut(
        names in prop::collection::vec("[A-ZŁñ日]{1,12}( [a-z]{1,14}){0,40}", 0..60),
        notes in "([a-z ]{0,120}\n?){0,30}",
        is_letter: bool,
    ) {
        let lines = names.iter().map(|name| line(name, 1, 100, 0, 16)).collect();
        let sheet = if is_letter { Sheet::Letter } else { Sheet::A4 };
        let document = Document { notes: Some(notes.clone()), sheet, ..document(lines, Language::Spanish) };
        let pages = pages(&document, None);
        assert_within(&pages, sheet);
        let all: String = pages.iter().flat_map(|page| texts(page)).map(|(_, text)| text).collect();
        prop_assert!(notes.lines().all(|line| line.split(' ').all(|word| all.contains(word))));
        // Each line ends with its number in the catalog, so that its name is cut where a page has one without the other.
        for page in &pages {
            let figures = texts(page).iter().filter(|(_, text)| *text == "16\u{a0}%").count();
            let ends = texts(page).iter().filter(|(_, text)| *text == "SKU TLR-2040-B").count();
            prop_assert_eq!(figures, ends);
        }
    }
}
