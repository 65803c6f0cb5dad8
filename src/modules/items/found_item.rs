//! One item of either kind, by its id, its sku or its slug.

use schemars::JsonSchema;
use serde::Deserialize;

use super::KindOfItem;
use crate::db::look_ups::LookUp;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::SearchValue;
use crate::modules::inputs::shown_inputs;
use crate::modules::lookup::{Sought, by_id, by_text, sought};
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::item::With;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// The item to find.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The field to search by: the record's `id`, its `sku` or its `slug`.
    search_by: SearchBy,
    /// The id, the sku or the slug; instead of an id also an external ID, such as `{"sap": "000123"}`.
    search_value: SearchValue,
}

#[derive(Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SearchBy {
    Id,
    Sku,
    Slug,
}

impl Parameters {
    /// The value to look up. An invalid one is noted.
    pub fn sought(&self, problems: &mut Problems) -> Option<Sought> {
        sought(self.search_by == SearchBy::Id, &self.search_value, problems)
    }

    /// Finds the item, with its inputs.
    pub fn find<R: KindOfItem>(&self, reader: &mut Reader, sought: Sought) -> Result<One<R>> {
        let item = match sought {
            Sought::Id(id) => by_id(reader, &id)?,
            Sought::Text(text) => {
                let look_up = LookUp::key(if self.search_by == SearchBy::Sku { "sku" } else { "slug" });
                by_text(reader, reader.rows::<R>(), &look_up, &text, Sentence::AdviceSearchById)?
            }
        };
        let mut withheld = Withheld::default();
        let inputs = shown_inputs(reader, true, std::slice::from_ref(&item), &mut withheld)?;
        Ok(One::with(item, With { inputs, ..With::shown(reader) }).withholding(withheld))
    }
}
