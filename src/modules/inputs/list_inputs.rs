//! `Companies.GetInputs` and its like: the inputs of one kind of record.

use std::borrow::Cow;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::rows::Rows;
use crate::db::schema::inputs;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Entity, Order};
use crate::modules::list::{List, Of, SortKey};
use crate::modules::withheld::Withheld;
use crate::records::input::Input;
use crate::records::kinds::{Kind, kind_of};
use crate::sentences::Language;

#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {}

/// The method that lists the inputs of this kind of record.
pub struct ListInputs {
    entity: Entity,
    name: &'static str,
}

impl ListInputs {
    pub const fn of(entity: Entity) -> Self {
        ListInputs { entity, name: "GetInputs" }
    }

    /// The same for the lines of a module's documents, which have inputs of their own.
    pub const fn of_lines(entity: Entity) -> Self {
        ListInputs { entity, name: "GetLineInputs" }
    }
}

impl List for ListInputs {
    type Record = Input;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista, en su orden, los campos adicionales de un tipo de registro.";
    const NAME: &'static str = "GetInputs";
    const PLURAL: &'static str = "inputs";
    const WHOLE: bool = true;
    const FEW: bool = true;
    const ORDER: Order = Order { column: "position", descending: false, nullable: false };
    const SORTS: &'static [SortKey<Input>] = &[SortKey { name: "position", column: "position", of: Of::Number(|kept| kept.position) }];
    const NULLABLE: &'static [&'static str] = &[];

    fn rows(reader: &Reader, _: &Filters) -> Rows<Input> {
        reader.rows::<Input>()
    }

    fn narrowing(filters: Filters) -> Filters {
        filters
    }

    fn with(_: &mut Reader, _: &Filters, _: &[Recorded<Input>], _: &mut Withheld) -> Result<()> {
        Ok(())
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn identity(&self) -> &'static str {
        self.entity.name()
    }

    fn part(&self, rows: Rows<Input>) -> Rows<Input> {
        rows.filter(inputs::entity.eq(self.entity.name()))
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let records = kind_of(self.entity).map_or("records", |kind| kind.noun.several(Language::English));
        Some(format!("Lists the custom fields of {records} in this profile, in their order.").into())
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        let Ok(Kind { noun, .. }) = kind_of(self.entity) else { return Self::SUMMARY_IN_SPANISH.into() };
        let (article, records) = (noun.agreeing("las", "los"), noun.several(Language::Spanish));
        format!("Lista, en su orden, los campos adicionales que tienen {article} {records} de este perfil.").into()
    }
}
