//! `Quotations.GetLines`: the lines of all quotations.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::rows::Rows;
use crate::db::schema::document_lines;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, Record, Recorded};
use crate::error::Result;
use crate::fields::{Ids, InstantRange, Money, Range};
use crate::modules::items::named_items::check_items;
use crate::modules::lines::items_of_rows;
use crate::modules::list::{LONGEST_SHORT_PAGE, List, Of, SortKey};
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::company::Company;
use crate::records::document_line::{QuotationLine, With};
use crate::records::item::AnyItem;
use crate::records::opportunity::Opportunity;
use crate::records::quotation::Quotation;
use crate::rpc::problems::Problems;

/// Lists the lines of all quotations of a profile, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only lines of these quotations.
    #[serde(default)]
    quotation_id: Ids<Quotation>,
    /// Only lines of quotations of these companies.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only lines of quotations of these opportunities.
    #[serde(default)]
    opportunity_id: Ids<Opportunity>,
    /// Only lines with these products or services.
    #[serde(default)]
    product_id: Ids<AnyItem>,
    /// Only lines with a number of units in this range.
    #[serde(default)]
    amount: Range<Money>,
    /// Only lines with a total in this range.
    #[serde(default)]
    total: Range<Money>,
    /// Only lines created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
}

pub struct GetLines;

impl List for GetLines {
    type Record = QuotationLine;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista las partidas de todas las cotizaciones de un perfil, página por página.";
    const NAME: &'static str = "GetLines";
    const PLURAL: &'static str = "lines";
    const OF: Option<(Facet, &'static [i64])> = Some((QuotationLine::ALL, &[0]));
    const SORTS: &'static [SortKey<QuotationLine>] = &[
        SortKey { name: "amount", column: "amount", of: Of::Number(|kept| kept.row.amount.ten_thousandths()) },
        SortKey { name: "total", column: "total", of: Of::Number(|kept| kept.row.total.ten_thousandths()) },
    ];
    const NULLABLE: &'static [&'static str] = &[];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_referred::<Quotation>(reader, "quotation_id", &filters.quotation_id, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_referred::<Opportunity>(reader, "opportunity_id", &filters.opportunity_id, problems)?;
        check_items(reader, "product_id", &filters.product_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<QuotationLine> {
        let rows = reader
            .rows::<QuotationLine>()
            .among(document_lines::quotation_id, filters.quotation_id.given())
            .among(document_lines::product_id, filters.product_id.given())
            .filter_if(filters.amount.from, |least| document_lines::amount.ge(least))
            .filter_if(filters.amount.to, |greatest| document_lines::amount.le(greatest))
            .filter_if(filters.total.from, |least| document_lines::total.ge(least))
            .filter_if(filters.total.to, |greatest| document_lines::total.le(greatest))
            .filter_if(filters.created_at.from, |from| document_lines::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| document_lines::created_at.lt(until));
        let rows = match filters.company_id.given() {
            Some(companies) => rows.referring("quotation_id", reader.having::<Quotation>("company_id", companies)),
            None => rows,
        };
        match filters.opportunity_id.given() {
            Some(opportunities) => rows.referring("quotation_id", reader.having::<Quotation>("opportunity_id", opportunities)),
            None => rows,
        }
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters { with_inputs: false, ..filters }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<QuotationLine>], withheld: &mut Withheld) -> Result<With> {
        let items = items_of_rows(reader, rows.iter().map(|line| line.row.product_id), ["kind", "name", "sku"], withheld)?;
        Ok(With { inputs: filters.with_inputs, items: items.unwrap_or_default() })
    }

    fn longest_short_page(_: &Filters) -> i64 {
        LONGEST_SHORT_PAGE
    }
}
