//! The public directory of a profile that has one: what it shows to everybody, and the form by which everybody reaches it. This
//! file has what its lists share; the views are [`crate::records::published`], the queries [`crate::db::directory`].
//!
//! Invariants: each method names the profile by its slug, and asks for no token. A profile without a directory is a profile that
//! does not exist, and a record that is not public is a record that does not exist.

mod get_companies;
mod get_company;
mod get_product;
mod get_products;
mod get_service;
mod get_services;
mod honeypot;
mod items;
mod size_or_sort;
mod submit_lead;

use crate::fields::nearest::nearest;
use crate::fields::{Order, PageNumber, PageSize, Paging};
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::{Quoted, Sentence};
use size_or_sort::SizeOrSort;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Directory",
            "The public directory of a profile: companies, products and services for everybody, and a form for leads.",
            "El directorio público de un perfil: empresas, productos y servicios para cualquiera, y un formulario para leads.",
        )
        .later()
        .method(get_companies::GetCompanies)
        .method(get_company::GetCompany)
        .method(get_products::GetProducts)
        .method(get_product::GetProduct)
        .method(get_services::GetServices)
        .method(get_service::GetService)
        .method(submit_lead::SubmitLead);
}

/// The most records on a page: a directory is for people who look at it.
const LONGEST_PAGE: i64 = 100;

/// The number of records on a page if the caller asks for no other.
const USUAL_PAGE: usize = 20;

/// A key that a list can be sorted by, and its column.
type SortKey = (&'static str, &'static str);

const BY_NAME: SortKey = ("name", "name_key");
const BY_AGE: SortKey = ("created_at", "created_at");
const BY_PRICE: SortKey = ("value", "value");

/// The page of a list that a caller asks for. Mistakes are noted; then the page is none that is read.
fn paging(
    sort: Option<&SizeOrSort>,
    pagination: Option<PageSize>,
    page: Option<PageNumber>,
    keys: &[SortKey],
    problems: &mut Problems,
) -> Paging {
    let (sized, sorted) = match sort {
        Some(SizeOrSort::Size(size)) => (Some(*size), None),
        Some(SizeOrSort::Sort(key)) => (None, Some(key.as_str())),
        None => (None, None),
    };
    if pagination.is_some_and(|size| i64::from(size) > LONGEST_PAGE) {
        problems.add("pagination", "out_of_range", Sentence::TakesWholeNumberBetween { least: 1, greatest: LONGEST_PAGE });
    }
    if let (Some(pagination), Some(sized)) = (pagination, sized)
        && pagination != sized
        && !problems.concern("pagination")
    {
        problems.add("sort", "contradiction", Sentence::OtherNameOf { parameter: "pagination".to_owned() });
    }
    let (name, descending) = match sorted {
        Some(key) => key.strip_prefix('-').map_or((key, false), |name| (name, true)),
        None => (BY_NAME.0, false),
    };
    let column = keys.iter().find(|(key, _)| *key == name).map(|(_, column)| *column);
    if column.is_none() {
        let names = || keys.iter().map(|(key, _)| *key);
        let meant = nearest(name, names()).first().map(ToString::to_string);
        problems.add_with("sort", "unknown_option", || Sentence::NoSuchSort {
            key: Quoted::of(name),
            known: names().map(ToOwned::to_owned).collect(),
            meant,
        });
    }
    let order = Order { column: column.unwrap_or(BY_NAME.1), descending, nullable: false };
    Paging::new(pagination.or(sized).unwrap_or_else(|| PageSize::of(USUAL_PAGE)), page.unwrap_or_default(), order)
}
