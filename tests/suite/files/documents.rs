//! Documents: which are taken, and how they are served.

use serde_json::{Value, json};

use super::{PNG, encoded, upload};
use crate::calls::{message, rules};
use crate::service::{Person, Reply, Service, services};

/// A package of these parts, not compressed.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let two = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let head = bytes.len();
        bytes.extend([b"PK\x03\x04".as_slice(), &[0; 14], &four(content.len()), &four(content.len())].concat());
        bytes.extend([&two(name.len())[..], &two(0), name.as_bytes(), content.as_bytes()].concat());
        directory.extend([b"PK\x01\x02".as_slice(), &[0; 16], &four(content.len()), &four(content.len())].concat());
        directory.extend([&two(name.len())[..], &[0; 12], &four(head), name.as_bytes()].concat());
    }
    let start = bytes.len();
    bytes.extend(&directory);
    bytes.extend([b"PK\x05\x06".as_slice(), &[0; 6], &two(parts.len()), &four(directory.len()), &four(start), &two(0)].concat());
    bytes
}

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

fn word(more: &[(&str, &str)]) -> Vec<u8> {
    let list = format!(r#"<Types><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>"#);
    package(&[&[("[Content_Types].xml", list.as_str())], more].concat())
}

pub fn try_upload_named(service: &Service, person: &Person, bytes: &[u8], name: &str) -> Reply {
    service.try_call(person, "Files.Upload", json!({ "content": encoded(bytes), "name": name }))
}

pub fn upload_named(service: &Service, person: &Person, bytes: &[u8], name: &str) -> Value {
    try_upload_named(service, person, bytes, name).success()["file"].clone()
}

#[test]
fn a_document_is_known_by_its_content_and_saved_under_its_name() {
    let spreadsheet = "application/vnd.oasis.opendocument.spreadsheet";
    let documents = [
        (
            b"%PDF-1.7\n%%EOF".to_vec(),
            "Oferta Núñez 2026.pdf",
            "application/pdf",
            "attachment; filename=\"Oferta N__ez 2026.pdf\"; filename*=UTF-8''Oferta%20N%C3%BA%C3%B1ez%202026.pdf",
        ),
        ("Entregar mañana".as_bytes().to_vec(), "notas.txt", "text/plain", "attachment; filename=\"notas.txt\""),
        (b"a;b\n1;2\n".to_vec(), "precios.CSV", "text/csv", "attachment; filename=\"precios.CSV\""),
        (b"a\xf1o;total\n1;2\n".to_vec(), "ventas.csv", "text/csv", "attachment; filename=\"ventas.csv\""),
        (word(&[]), "contrato", WORD, "attachment; filename=\"contrato.docx\""),
        (package(&[("mimetype", spreadsheet)]), "a'b \"c\".ods", spreadsheet, ""),
        (package(&[("mimetype", spreadsheet)]), "a'b.ods", spreadsheet, "attachment; filename=\"a_b.ods\"; filename*=UTF-8''a%27b.ods"),
    ];
    for service in services() {
        let ana = service.register("Ana");
        for (bytes, name, content_type, disposition) in &documents {
            let reply = try_upload_named(&service, &ana, bytes, name);
            if disposition.is_empty() {
                assert_eq!(rules(&reply), ["name malformed_file_name"]);
                continue;
            }
            let file = reply.success()["file"].clone();
            assert_eq!((file["content_type"].as_str(), file["name"].as_str()), (Some(*content_type), Some(*name)));
            let served = service.get(file["url"].as_str().expect("an address"));
            assert_eq!(served.bytes, *bytes);
            assert_eq!(served.header("content-disposition"), Some(*disposition));
            assert_eq!(served.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(served.header("content-security-policy"), Some("default-src 'none'; sandbox"));
            assert_eq!(served.header("content-type"), Some(*content_type), "{name}");
        }
        let unnamed = upload(&service, &ana, b"%PDF-1.4 without a name");
        let served = service.get(unnamed["url"].as_str().expect("an address"));
        assert_eq!(served.header("content-disposition"), Some(&*format!("attachment; filename=\"file-{}.pdf\"", unnamed["id"])));
        let picture = upload_named(&service, &ana, PNG, "logo.png");
        let served = service.get(picture["url"].as_str().expect("an address"));
        assert_eq!(served.header("content-disposition"), Some("inline; filename=\"logo.png\""));
    }
}

#[test]
fn other_contents_and_names_that_lie_are_refused() {
    for service in services() {
        let ana = service.register("Ana");
        for (bytes, name, expected) in [
            (b"<html></html>".to_vec(), "a.txt", "content unknown_type"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "a.svg", "content unknown_type"),
            (b"#!/bin/sh\n".to_vec(), "a.txt", "content unknown_type"),
            (b"MZ\x90\0\x03".to_vec(), "a.exe", "content unknown_type"),
            (package(&[("a.txt", "a")]), "a.docx", "content unknown_type"),
            (word(&[("word/vbaProject.bin", "x")]), "a.docx", "content with_macros"),
            (word(&[]), "a.xlsx", "name name_of_other_type"),
            (b"alert(1)".to_vec(), "a.js", "name name_of_other_type"),
            (b"%PDF-1.7".to_vec(), "../a.pdf", "name malformed_file_name"),
            (b"%PDF-1.7".to_vec(), "a.pdf\u{202e}fdp.exe", "name malformed_file_name"),
        ] {
            let reply = try_upload_named(&service, &ana, &bytes, name);
            assert_eq!(rules(&reply), [expected], "{name}");
        }
        let reply = try_upload_named(&service, &ana, b"MZ\x90\0", "a.exe");
        assert!(message(&reply, "content").contains("PDF"));
    }
}

#[test]
fn a_file_keeps_its_first_name() {
    for service in services() {
        let ana = service.register("Ana");
        let first = upload(&service, &ana, b"the same text");
        let named = upload_named(&service, &ana, b"the same text", "first.txt");
        let again = upload_named(&service, &ana, b"the same text", "second.txt");
        assert_eq!((&first["id"], &named["id"]), (&named["id"], &again["id"]));
        assert_eq!((&first["name"], &named["name"], &again["name"]), (&Value::Null, &json!("first.txt"), &json!("first.txt")));
    }
}
