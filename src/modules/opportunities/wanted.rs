//! The related records that a caller asks to see with an opportunity: company, contact, owner, lines.

use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::Named;
use crate::modules::files::files_of;
use crate::modules::inputs::shown_inputs;
use crate::modules::interactions::latest_of;
use crate::modules::lines::with_items;
use crate::modules::withheld::Withheld;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::member::Member;
use crate::records::opportunity::{Opportunity, With};
use crate::records::user::UserView;

/// The parts of lines that products and services have.
const OF_ITEMS: [&str; 3] = ["products.kind", "products.name", "products.sku"];

/// The related records that the parameters `with_…` ask for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub user: bool,
    pub company: bool,
    pub contact: bool,
    pub products: bool,
    pub inputs: bool,
    pub files: bool,
    pub interactions: bool,
}

impl Wanted {
    /// Loads the related records for a whole page: one query for each kind.
    pub fn load(self, reader: &mut Reader, rows: &[Recorded<Opportunity>], withheld: &mut Withheld) -> Result<With> {
        let mut with = With { inputs: shown_inputs(reader, self.inputs, rows, withheld)?, ..With::default() };
        with.files = files_of(reader, self.files, rows, withheld)?;
        with.interactions = latest_of(reader, self.interactions, rows, withheld)?;
        if self.user && withheld.shows(reader, Member::ENTITY, &["user"]) {
            let users = reader.users(rows.iter().map(|row| row.user_id))?;
            with.users = Some(users.into_iter().map(|(id, user)| (id, UserView::from(user))).collect());
        }
        if self.company && withheld.shows(reader, Company::ENTITY, &["company"]) {
            with.companies = Some(reader.by_ids(rows.iter().map(|row| row.company_id))?);
        }
        if self.contact && withheld.shows(reader, Contact::ENTITY, &["contact"]) {
            with.contacts = Some(reader.by_ids(rows.iter().map(|row| row.contact_id))?);
        }
        if self.products {
            with.lines = with_items(reader, rows.iter().map(|row| row.products.as_str()), OF_ITEMS, withheld)?;
        }
        Ok(with)
    }
}
