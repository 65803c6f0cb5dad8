//! Quotations: offers to companies, from the draft to the acceptance. This file has what the methods share; the record is
//! [`crate::records::quotation`].
//!
//! Invariants: only a draft changes, but for its owner and its names in other systems. The number is given when the quotation is sent. Of the revisions that share a number at most one is
//! a draft, and at most one other is not superseded.

mod accept;
mod add_line;
mod create_quotation;
mod delete_quotation;
mod edit_line;
mod edit_quotation;
mod get_lines;
mod get_pdf;
mod get_quotation;
pub mod get_quotations;
mod letter;
mod reject;
mod remove_line;
mod revise;
mod send;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::{Id, Named};
use crate::modules::documents::lines::{SettledLine, set_lines};
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::modules::one::One;
use crate::records::document::Document;
use crate::records::document_line::QuotationLine;
use crate::records::quotation::{EXPIRED, Quotation, SENT};
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Quotations",
            "Quotations: what is offered to companies, line by line, until they accept or reject it.",
            "Cotizaciones: lo que se ofrece a las empresas, partida por partida, hasta que lo aceptan o lo rechazan.",
        )
        .later()
        .method(Listing::of(get_quotations::GetQuotations))
        .method(get_quotation::GetQuotation)
        .method(get_pdf::GetPdf)
        .method(create_quotation::CreateQuotation)
        .method(edit_quotation::EditQuotation)
        .method(delete_quotation::DeleteQuotation)
        .method(Listing::of(get_lines::GetLines))
        .method(add_line::AddLine)
        .method(edit_line::EditLine)
        .method(remove_line::RemoveLine)
        .method(send::Send)
        .method(accept::Accept)
        .method(reject::Reject)
        .method(revise::Revise)
        .method(Listing::of(ListInputs::of(Quotation::ENTITY)))
        .method(Listing::of(ListInputs::of_lines(QuotationLine::ENTITY)));
}

/// The status of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum QuotationStatus {
    /// In the making.
    Draft,
    /// Sent, and nobody has answered.
    Sent,
    Accepted,
    Rejected,
    /// A later revision was sent.
    Superseded,
    /// Sent, nobody has answered, and its last day is over.
    Expired,
}

impl QuotationStatus {
    const ALL: [QuotationStatus; 6] = [
        QuotationStatus::Draft,
        QuotationStatus::Sent,
        QuotationStatus::Accepted,
        QuotationStatus::Rejected,
        QuotationStatus::Superseded,
        QuotationStatus::Expired,
    ];

    fn name(self) -> &'static str {
        match self {
            QuotationStatus::Draft => "draft",
            QuotationStatus::Sent => SENT,
            QuotationStatus::Accepted => "accepted",
            QuotationStatus::Rejected => "rejected",
            QuotationStatus::Superseded => "superseded",
            QuotationStatus::Expired => EXPIRED,
        }
    }

    /// The status of a quotation today. An unknown one, which this program never writes, counts as superseded: nothing changes it.
    fn today(editor: &Editor, quotation: &Quotation) -> Self {
        let name = quotation.status_on(&editor.today());
        Self::ALL.into_iter().find(|status| status.name() == name).unwrap_or(QuotationStatus::Superseded)
    }
}

/// The quotation with this id, held until the transaction ends, so that callers who move it at once follow one another.
fn held(editor: &mut Editor, id: Id<Quotation>) -> Result<Recorded<Quotation>> {
    editor.hold::<Quotation>(id.get())?;
    editor.get(id.get())
}

/// Refuses to change a quotation that is no draft.
fn refuse_unless_draft(editor: &Editor, path: &str, quotation: &Quotation) -> Result<()> {
    if quotation.status == QuotationStatus::Draft.name() {
        return Ok(());
    }
    let status = quotation.status_on(&editor.today()).to_owned();
    Err(Error::conflict(path, "no_draft", Sentence::QuotationNoDraft { status }))
}

/// A line of a quotation, with the quotation as it is after the change.
pub struct LineOfQuotation {
    line_id: i64,
    quotation: One<Quotation>,
}

impl Serialize for LineOfQuotation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Reply<'a> {
            line_id: i64,
            #[serde(flatten)]
            quotation: &'a One<Quotation>,
        }
        Reply { line_id: self.line_id, quotation: &self.quotation }.serialize(serializer)
    }
}

impl JsonSchema for LineOfQuotation {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LineOfQuotation".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = One::<Quotation>::json_schema(generator);
        if let Some(properties) = schema.ensure_object().get_mut("properties").and_then(serde_json::Value::as_object_mut) {
            properties.insert("line_id".to_owned(), serde_json::json!({ "type": "integer", "description": "The line's id." }));
        }
        if let Some(required) = schema.ensure_object().get_mut("required").and_then(serde_json::Value::as_array_mut) {
            required.push("line_id".into());
        }
        schema
    }
}

/// Keeps the draft with these lines.
fn keep_lines(editor: &mut Editor, before: Recorded<Quotation>, lines: Vec<SettledLine>) -> Result<Recorded<Quotation>> {
    let mut quotation = before.record.clone();
    set_lines(editor, &mut quotation, lines)?;
    editor.update(before, quotation)
}

/// The quotation that a line belongs to.
fn of_line(editor: &mut Editor, line_id: Id<QuotationLine>) -> Result<Recorded<Quotation>> {
    let line = editor.get::<QuotationLine>(line_id.get())?;
    let quotation_id = line.quotation_id.ok_or_else(|| Error::internal("a line of a quotation names none"))?;
    held(editor, Id::<Quotation>::kept(quotation_id))
}

/// The lines of a quotation as they are, to be kept again.
fn settled(quotation: &Quotation) -> Result<Vec<SettledLine>> {
    Ok(quotation.kept_lines()?.into_iter().map(SettledLine::from).collect())
}
