//! Customers: the companies that buy from the business. A customer is a company with `customer_since`: one record, which the methods
//! of companies and those of customers both show and change. This file has what the methods of customers share.
//!
//! Invariants: a company that is no customer is missing to all these methods. They need the rights of companies beside their own.

mod create_customer;
mod delete_customer;
mod edit_customer;
mod get_customer;
mod get_customers;
mod get_health;
mod get_segments;
mod segments;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Id, Named};
use crate::modules::list::Listing;
use crate::modules::one::One;
use crate::records::company::Company;
use crate::records::kinds::{Kind, not_found};
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Customers",
            "Customers: the companies and people that buy from the business.",
            "Clientes: las empresas y personas que compran al negocio.",
        )
        .later()
        .method(Listing::of(get_customers::GetCustomers))
        .method(get_customer::GetCustomer)
        .method(create_customer::CreateCustomer)
        .method(edit_customer::EditCustomer)
        .method(delete_customer::DeleteCustomer)
        .method(get_health::GetHealth)
        .method(get_segments::GetSegments);
}

/// The key of a customer in replies.
const CUSTOMER: &str = "customer";

/// A customer, under that name: `{"customer": {…}}`.
pub struct OneCustomer(One<Company>);

impl Serialize for OneCustomer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_as(CUSTOMER, serializer)
    }
}

impl JsonSchema for OneCustomer {
    fn schema_name() -> Cow<'static, str> {
        format!("One_{CUSTOMER}").into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        One::<Company>::schema_as(CUSTOMER, generator)
    }
}

/// The kinds that a method of customers writes: a customer is a company.
fn touches(kind: &Kind) -> bool {
    kind.entity == Company::ENTITY
}

/// The customer with this id, for a caller who may read or write companies.
///
/// # Errors
///
/// `not_found` if the profile has no such company, or if the company is no customer.
fn customer(reader: &mut Reader, id: Id<Company>) -> Result<Recorded<Company>> {
    let company = reader.get::<Company>(id.get())?;
    if company.customer_since.is_some() { Ok(company) } else { Err(not_found(Company::ENTITY)) }
}
