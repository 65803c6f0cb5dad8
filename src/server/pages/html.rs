//! The HTML of the pages behind links: small, without script, light or dark as the reader's system is.
//!
//! Invariants: every text that is not ours is escaped. The only style is the one whose hash the header names, and a form
//! posts to the page's own address, which stands nowhere in the page.

use std::fmt::Write;
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::sentences::{Language, Wording};
use crate::server::{named, tell_language};

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The parameter of the method.
    pub name: &'static str,
    pub label: Wording,
    pub holds: Holds,
}

/// The kind of text that a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A person's name.
    Name,
    Password,
    NewPassword,
    /// A whole number, of which each is a button of its own.
    Rating {
        least: u8,
        greatest: u8,
    },
    /// A text of several lines, which may be left empty.
    Comment,
}

impl Holds {
    /// Whether the value is not shown again.
    pub const fn is_secret(self) -> bool {
        matches!(self, Holds::Password | Holds::NewPassword)
    }

    const fn attributes(self) -> &'static str {
        match self {
            Holds::Rating { .. } => r#"type="radio" required"#,
            // So many characters fit into the longest form, whatever they are.
            Holds::Comment => r#"rows="5" maxlength="1500""#,
            Holds::Name => r#"type="text" autocomplete="name" required maxlength="200""#,
            Holds::Password => r#"type="password" autocomplete="current-password" required maxlength="1000""#,
            Holds::NewPassword => r#"type="password" autocomplete="new-password" required maxlength="1000""#,
        }
    }
}

/// The account that a form is for: its address, for the reader and for the program that keeps the reader's passwords. It is not sent.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    pub email: &'a str,
}

/// A form, as it is shown.
pub struct Form<'a> {
    /// The account that the form is for, if it is for one.
    pub account: Option<Account<'a>>,
    pub fields: &'a [Field],
    /// The texts that stand in the form already, by the field's name.
    pub values: &'a [(&'static str, String)],
    pub button: Wording,
    /// The fault of the form as a whole.
    pub complaint: Option<String>,
    /// The fault of each field, by the field's name.
    pub mistakes: Vec<(String, String)>,
}

const STYLE: &str = ":root{color-scheme:light dark}\
body{margin:0;padding:1.5rem 1rem;font:1rem/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}\
main{max-width:26rem;margin:0 auto}\
h1{font-size:1.4rem;line-height:1.25}\
label,legend{display:block;margin-top:1rem;padding:0;font-weight:600}\
fieldset{margin:0;padding:0;border:0}\
.choices{display:flex;flex-wrap:wrap;gap:.25rem}\
.choices label{display:flex;align-items:center;gap:.35rem;margin:.25rem 0 0;padding:.5rem .6rem;font-weight:400;border:1px solid GrayText;border-radius:.3rem}\
.choices input{width:auto;margin:0}\
input,textarea{box-sizing:border-box;width:100%;padding:.6rem;font:inherit;border:1px solid GrayText;border-radius:.3rem;background:Field;color:FieldText}\
input[aria-invalid]{border:2px solid light-dark(#b00020,#ff8a80)}\
input:focus-visible,textarea:focus-visible,button:focus-visible{outline:3px solid Highlight;outline-offset:2px}\
.wrong{margin:.25rem 0 0;color:light-dark(#b00020,#ff8a80)}\
button{margin-top:1.5rem;width:100%;padding:.7rem;font:inherit;font-weight:600;border:0;border-radius:.3rem;\
background:light-dark(#0b57d0,#a8c7fa);color:light-dark(#fff,#062e6f);cursor:pointer}";

/// The only things that the page may do: have its own style, and post to its own origin.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    HeaderValue::from_str(&policy).ok()
});

/// The text with everything escaped that means something in HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A paragraph.
pub fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escaped(text))
}

/// A paragraph that is read out at once.
pub fn alert(text: &str) -> String {
    format!(r#"<p class="wrong" role="alert">{}</p>"#, escaped(text))
}

impl Form<'_> {
    pub fn html(&self, language: Language) -> String {
        const ADDRESS: Wording = Wording { english: "E-mail address", spanish: "Correo electrónico" };
        let mut html = self.complaint.as_deref().map(alert).unwrap_or_default();
        html.push_str(r#"<form method="post">"#);
        if let Some(Account { email }) = self.account {
            let _ = write!(
                html,
                r#"<label for="account">{}</label><input id="account" type="email" autocomplete="username" value="{}" readonly>"#,
                ADDRESS.text(language),
                escaped(email),
            );
        }
        for Field { name, label, holds } in self.fields {
            let mistake = self.mistakes.iter().find(|(path, _)| path == name).map(|(_, mistake)| mistake);
            let wrong = mistake.map(|_| format!(r#" aria-invalid="true" aria-describedby="{name}-wrong""#)).unwrap_or_default();
            let (label, attributes) = (label.text(language), holds.attributes());
            let known = self.values.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
            let _ = match holds {
                Holds::Rating { least, greatest } => {
                    let _ = write!(html, r#"<fieldset role="radiogroup"{wrong}><legend>{label}</legend><div class="choices">"#);
                    for number in *least..=*greatest {
                        let chosen = if known == Some(number.to_string().as_str()) { " checked" } else { "" };
                        let _ = write!(html, r#"<label><input name="{name}" value="{number}" {attributes}{chosen}>{number}</label>"#);
                    }
                    html.write_str("</div></fieldset>")
                }
                Holds::Comment => {
                    // A line feed that comes first is left out by browsers.
                    let value = escaped(known.unwrap_or_default());
                    write!(
                        html,
                        "<label for=\"{name}\">{label}</label><textarea id=\"{name}\" name=\"{name}\" {attributes}{wrong}>\n{value}</textarea>"
                    )
                }
                Holds::Name | Holds::Password | Holds::NewPassword => {
                    let value = known.map(|value| format!(r#" value="{}""#, escaped(value))).unwrap_or_default();
                    write!(html, r#"<label for="{name}">{label}</label><input id="{name}" name="{name}" {attributes}{value}{wrong}>"#)
                }
            };
            if let Some(mistake) = mistake {
                let _ = write!(html, r#"<p class="wrong" id="{name}-wrong">{}</p>"#, escaped(mistake));
            }
        }
        let _ = write!(html, "<button>{}</button></form>", self.button.text(language));
        html
    }
}

/// A page with these contents, which are HTML already.
pub fn page(status: StatusCode, language: Language, title: &str, contents: &str, request_id: &str) -> HttpResponse {
    let title = escaped(title);
    let html = format!(
        r#"<!doctype html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>{contents}</main></body></html>"#,
        language.code()
    );
    let mut response = HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        // The address of the page is a secret.
        .insert_header((HeaderName::from_static("x-robots-tag"), "noindex"))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .body(html);
    // Without its policy a page is not shown.
    match &*POLICY {
        Some(policy) => {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        }
        None => response = HttpResponse::InternalServerError().finish(),
    }
    tell_language(language, &mut response);
    named(response, request_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_an_element_or_an_attribute() {
        let text = r#""><script>alert('x')</script>&amp;"#;
        let form = Form {
            account: Some(Account { email: text }),
            fields: &[
                Field { name: "a", label: Wording { english: "A", spanish: "A" }, holds: Holds::Name },
                Field { name: "b", label: Wording { english: "B", spanish: "B" }, holds: Holds::Comment },
                Field { name: "c", label: Wording { english: "C", spanish: "C" }, holds: Holds::Rating { least: 1, greatest: 5 } },
            ],
            values: &["a", "b", "c"].map(|name| (name, text.to_owned())),
            button: Wording { english: "B", spanish: "B" },
            complaint: Some(text.to_owned()),
            mistakes: vec![("a".to_owned(), text.to_owned())],
        };
        for html in [form.html(Language::English), paragraph(text), alert(text)] {
            assert!(!html.contains("<script") && !html.contains("alert('") && html.contains("&quot;&gt;&lt;script&gt;"), "{html}");
        }
    }
}
