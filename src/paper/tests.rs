//! The whole way: a document in, a file out, and its text read back.

use std::collections::HashMap;
use std::io::Read as _;
use std::str::FromStr;

use chrono::NaiveDate;
use flate2::read::ZlibDecoder;

use super::logo::tests::png;
use super::*;
use crate::fields::{Day, Money, Sum};
use crate::sentences::Language;

pub fn money(hundredths: i64) -> Money {
    Money::from_ten_thousandths(hundredths * 100)
}

pub fn sum(hundredths: i128) -> Sum {
    Sum::from_ten_thousandths(hundredths * 100)
}

fn day(text: &str) -> Day {
    Day::of(NaiveDate::from_str(text).unwrap())
}

pub fn line(name: &str, amount: i64, price: i64, discount: i64, tax: i64) -> Line {
    Line {
        name: name.to_owned(),
        sku: Some("TLR-2040-B".to_owned()),
        description: None,
        amount: money(amount * 100),
        price: money(price),
        discount: money(discount),
        tax: money(tax),
        net: sum(i128::from(amount * (price - discount))),
    }
}

/// A document with these lines.
pub fn document(lines: Vec<Line>, language: Language) -> Document {
    let mut taxes: Vec<TaxOfRate> = Vec::new();
    for line in &lines {
        let (net, rate) = (line.net.ten_thousandths(), line.tax);
        let tax = net * i128::from(rate.ten_thousandths()) / 10_000;
        match taxes.iter_mut().find(|of_rate| of_rate.rate == rate) {
            Some(of_rate) => {
                of_rate.net = Sum::from_ten_thousandths(of_rate.net.ten_thousandths() + net);
                of_rate.tax = Sum::from_ten_thousandths(of_rate.tax.ten_thousandths() + tax);
            }
            None => taxes.push(TaxOfRate { rate, net: Sum::from_ten_thousandths(net), tax: Sum::from_ten_thousandths(tax) }),
        }
    }
    taxes.sort_by_key(|of_rate| std::cmp::Reverse(of_rate.rate));
    let subtotal: i128 = lines.iter().map(|line| line.net.ten_thousandths()).sum();
    let tax: i128 = taxes.iter().map(|of_rate| of_rate.tax.ten_thousandths()).sum();
    let discount: i128 =
        lines.iter().map(|line| i128::from(line.amount.ten_thousandths()) * i128::from(line.discount.ten_thousandths()) / 10_000).sum();
    Document {
        kind: Kind::Quotation,
        number: Some("Q-000042".to_owned()),
        revision: 2,
        stamp: None,
        date: day("2026-11-30"),
        valid_until: Some(day("2026-12-15")),
        currency: Some("MXN".to_owned()),
        sender: Party {
            name: "Talleres Ñandú, S.A. de C.V.".to_owned(),
            address: ["Av. Vallarta 1234, int. 5", "Col. Americana", "44160 Guadalajara, Jalisco", "México"].map(str::to_owned).to_vec(),
            tax_number: Some("TNA010203AB9".to_owned()),
            phone: Some("+52 33 1234 5678".to_owned()),
            email: Some("ventas@nandu.example".to_owned()),
        },
        logo: None,
        customer: Customer {
            party: Party {
                name: "Łódzka Fabryka Okien Sp. z o.o.".to_owned(),
                address: ["Piotrkowska 104", "90-926 Łódź", "Polonia"].map(str::to_owned).to_vec(),
                tax_number: Some("PL7251234567".to_owned()),
                phone: None,
                email: None,
            },
            shipping: ["Bodega 7, Calz. Independencia Norte 3050", "44290 Guadalajara, Jalisco", "México"].map(str::to_owned).to_vec(),
            contact: Some(Party {
                name: "Αθηνά Παπαδοπούλου".to_owned(),
                phone: Some("+48 42 123 45 67".to_owned()),
                email: Some("athina.papadopoulou@okna.example".to_owned()),
                ..Party::default()
            }),
        },
        lines,
        subtotal: Sum::from_ten_thousandths(subtotal),
        discount: Sum::from_ten_thousandths(discount),
        taxes,
        total: Sum::from_ten_thousandths(subtotal + tax),
        notes: Some(language.choose(
            "Delivery within ten working days of the order. Half of the total is due with the order, the rest on delivery.\nThank you for your interest.",
            "Entrega en diez días hábiles a partir del pedido. Anticipo del 50 %; el resto contra entrega.\n¡Gracias por su interés!",
        ).to_owned()),
        language,
        sheet: Sheet::Letter,
    }
}

/// The text of a PDF in the order in which it was written, read as a program reads it that knows nothing of how it was made: by its
/// fonts' tables alone.
fn extracted(pdf: &[u8]) -> String {
    let streams = streams(pdf);
    // The fonts are written in this order.
    let maps: Vec<HashMap<u16, String>> = streams.iter().filter_map(|stream| unicode(stream)).collect();
    let mut text = String::new();
    for stream in streams.iter().filter(|stream| stream.windows(3).any(|window| window == b"BT\n")) {
        let mut font = 0;
        let mut rest = stream.as_slice();
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            match first {
                b'/' if after.starts_with(b"Regular") => font = 0,
                b'/' if after.starts_with(b"Bold") => font = 1,
                b'(' | b'<' => {
                    let (codes, after) = string(*first, after);
                    rest = after;
                    text.extend(codes.as_chunks::<2>().0.iter().map(|code| maps[font][&u16::from_be_bytes(*code)].as_str()));
                    text.push('\n');
                }
                _ => {}
            }
        }
    }
    text
}

fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let mut streams = Vec::new();
    let mut rest = pdf;
    while let Some(position) = rest.windows(8).position(|window| window == b"\nstream\n") {
        rest = &rest[position + 8..];
        let mut stream = Vec::new();
        if ZlibDecoder::new(rest).read_to_end(&mut stream).is_ok() {
            streams.push(stream);
        }
    }
    streams
}

/// The characters by code, of a stream that is such a table.
fn unicode(stream: &[u8]) -> Option<HashMap<u16, String>> {
    let text = std::str::from_utf8(stream).ok().filter(|text| text.contains("beginbfchar"))?;
    let hexadecimal = |text: &str| u16::from_str_radix(text, 16).unwrap();
    let pairs = text.lines().filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"));
    let pairs = pairs.filter(|(code, _)| code.len() == 4).map(|(code, units)| {
        let units: Vec<u16> = units.as_bytes().chunks(4).map(|unit| hexadecimal(std::str::from_utf8(unit).unwrap())).collect();
        (hexadecimal(code), String::from_utf16(&units).unwrap())
    });
    // The table begins with the range of all codes, which looks like one of them.
    Some(pairs.filter(|(_, text)| text != "\u{ffff}").collect())
}

/// The bytes of a string behind its bracket, and what follows.
fn string(bracket: u8, written: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut bytes = Vec::new();
    let mut position = 0;
    if bracket == b'<' {
        let end = written.iter().position(|byte| *byte == b'>').unwrap();
        bytes.extend(written[..end].chunks(2).map(|digits| u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap()));
        return (bytes, &written[end + 1..]);
    }
    let mut depth = 1;
    loop {
        let byte = written[position];
        position += 1;
        depth += i32::from(byte == b'(') - i32::from(byte == b')');
        if depth == 0 {
            return (bytes, &written[position..]);
        }
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let escaped = written[position];
        position += 1;
        bytes.push(match escaped {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'0'..=b'7' => {
                let octal = std::str::from_utf8(&written[position - 1..position + 2]).unwrap();
                position += 2;
                u8::from_str_radix(octal, 8).unwrap()
            }
            other => other,
        });
    }
}

#[test]
fn text_is_found_in_any_script_and_also_where_a_box_is_shown() {
    for (language, words) in [
        (Language::English, ["Quotation", "Revision 2", "Bill to", "30\u{a0}Nov\u{a0}2026", "Tax 16%", "Page 1 of 2"]),
        (Language::Spanish, ["Cotización", "Revisión 2", "Facturar a", "30/11/2026", "Impuesto 16\u{a0}%", "Página 1 de 2"]),
    ] {
        let names = ["Łódź", "Ñandú", "Ελληνικά", "Кириллица", "a 🚀 b", "日本", "A\u{30a}ngström (2 ≤ 3)", "\u{202e}\u{7}\u{0}x\\(("];
        let lines = names.map(|name| line(name, 1, 123_450, 10_000, 16)).to_vec();
        let text = extracted(&render(&document(lines, language)).unwrap());
        let shown = ["Łódź", "Ñandú", "Ελληνικά", "Кириллица", "a 🚀 b", "日本", "Ångström (2 ≤ 3)", "\u{7}\u{0}x\\(("];
        let sums =
            ["Total MXN", "Talleres Ñandú, S.A. de C.V.", "RFC TNA010203AB9", "1,234.50", "1,134.50", "\u{2d}800.00", "Αθηνά Παπαδοπούλου"];
        for wanted in words.into_iter().chain(shown).chain(sums) {
            assert!(text.lines().any(|line| line == wanted), "{wanted:?} in {text}");
        }
    }
}

#[test]
fn the_same_document_is_the_same_bytes() {
    let logo = png(3, 2, png::ColorType::Rgba, &[90; 24]);
    let of = || Document { logo: Some(logo.clone()), ..document(vec![line("🚀 a", 1, 100, 0, 16); 90], Language::Spanish) };
    let pdf = render(&of()).unwrap();
    assert_eq!(pdf, render(&of()).unwrap());
    assert!(pdf.starts_with(b"%PDF-1.7\n") && pdf.ends_with(b"%%EOF"));
    assert!(!pdf.windows(12).any(|window| window == b"CreationDate"));
}

#[test]
fn a_logo_that_is_none_is_left_out() {
    let of = |logo: Option<&[u8]>| render(&Document { logo: logo.map(<[u8]>::to_vec), ..document(vec![], Language::English) }).unwrap();
    let (without, good) = (of(None), png(3, 2, png::ColorType::Rgb, &[90; 18]));
    for bad in [&b""[..], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"<svg/>", good.get(..good.len() - 20).unwrap()] {
        assert_eq!(of(Some(bad)), without, "{bad:?}");
    }
    assert_ne!(of(Some(&good)), without);
}

#[test]
fn a_file_has_no_more_of_the_typeface_than_it_shows() {
    let pdf = render(&document(vec![line("a", 1, 100, 0, 16); 500], Language::Spanish)).unwrap();
    assert!(pdf.len() < 100_000, "{}", pdf.len());
}
