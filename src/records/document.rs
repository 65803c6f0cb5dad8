//! The document: what a quotation and an order have in common.
//!
//! Invariants: a document's sums are those of its lines, because both are set together ([`Document::take_lines`]).

use std::collections::HashMap;

use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::Day;
use crate::records::attachment::ShownFiles;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::interaction::LatestInteractions;
use crate::records::line::{DocumentLine, ShownLines, Sums, document_lines, document_lines_as_kept};
use crate::records::user::UserView;

/// A kind of document.
pub trait Document: Stored<With = With> {
    /// The kind of its lines.
    type Line: Stored;

    /// The letter before the numbers of the sequence: `O` for `O-000001`.
    const LETTER: char;

    fn user_id(&self) -> Option<i64>;

    fn company_id(&self) -> i64;

    fn contact_id(&self) -> Option<i64>;

    /// The lines as the document keeps them.
    fn lines(&self) -> &str;

    /// Sets the lines, as the document keeps them, with their sums.
    fn set_lines(&mut self, lines: String, sums: Sums);

    /// The lines that the document keeps.
    fn kept_lines(&self) -> Result<Vec<DocumentLine>> {
        document_lines(self.lines())
    }

    /// Gives the document these lines, and the sums of them.
    fn take_lines(&mut self, lines: &[DocumentLine], sums: Sums) -> Result<()> {
        self.set_lines(document_lines_as_kept(lines)?, sums);
        Ok(())
    }
}

/// The related records that are shown with a document, loaded for a whole page at once.
#[derive(Debug, Default)]
pub struct With {
    /// The day that it is, which tells whether a quotation is expired. None for the status as it is kept.
    pub today: Option<Day>,
    pub users: Option<HashMap<i64, UserView>>,
    pub companies: Option<HashMap<i64, Recorded<Company>>>,
    pub contacts: Option<HashMap<i64, Recorded<Contact>>>,
    pub lines: ShownLines,
    pub inputs: bool,
    pub files: ShownFiles,
    /// The latest interactions of an order, if they are shown.
    pub interactions: Option<LatestInteractions>,
}

impl With {
    /// The parts that the change record keeps.
    pub fn whole() -> Self {
        With { lines: ShownLines::AsKept, inputs: true, files: ShownFiles::AsKept, ..With::default() }
    }
}
