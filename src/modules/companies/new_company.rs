//! The names that a new company gets: its client number and its slug, which are made up unless the caller chooses them.

use diesel::prelude::*;

use crate::db::rows::Rows;
use crate::db::schema::companies;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::Instant;
use crate::fields::folding::slugs;
use crate::modules::free_name::free_name;
use crate::records::company::Company;

/// The names of a new company, as far as the caller chooses them.
pub struct NewNames<'a> {
    pub name: &'a str,
    pub client_number: Option<String>,
    pub slug: Option<String>,
    /// When the company was made, if the caller says so.
    pub made_at: Option<Instant>,
}

/// Keeps a new company under these names.
pub fn with_names(editor: &mut Editor, names: NewNames<'_>, company: Company) -> Result<Recorded<Company>> {
    let reserved = editor.reserve::<Company>()?.made_at(names.made_at);
    let id = reserved.id();
    let made_up = [("client_number", names.client_number.is_none()), ("slug", names.slug.is_none())];
    let client_number = match names.client_number {
        Some(own) => own,
        None => free_name(editor, numbers(id), |rows: Rows<Company>, number| rows.filter(companies::client_number.eq(number)))?,
    };
    let slug = match names.slug {
        Some(own) => own,
        None => {
            let slugs = slugs(names.name, "company", id);
            free_name(editor, slugs, |rows: Rows<Company>, slug| rows.filter(companies::slug.eq(slug)))?
        }
    };
    let company = Company { client_number, slug, ..company };
    editor.insert_reserved(reserved, company).map_err(|cause| cause.or_given_meanwhile(&made_up))
}

/// The candidates for the client number of the company with this id.
fn numbers(id: i64) -> impl Fn(u32) -> String {
    move |tried| match tried {
        0 => format!("C{id:06}"),
        tried => format!("C{id:06}-{}", tried + 1),
    }
}
