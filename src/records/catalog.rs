//! The names of the catalogs, each once. [`crate::modules::catalogs`] says what a catalog's entries have, and which entries a new
//! profile starts with.

pub const STAGES: &str = "stages";
pub const CURRENCIES: &str = "currencies";
pub const CAMPAIGNS: &str = "campaigns";
pub const COMPANY_TYPES: &str = "company_types";
pub const COMPANY_INDUSTRIES: &str = "company_industries";
pub const CONTACT_ORIGINS: &str = "contact_origins";
pub const CONTACT_TITLES: &str = "contact_titles";
pub const CONTACT_DEPARTMENTS: &str = "contact_departments";
pub const CONTACT_POSITIONS: &str = "contact_positions";
pub const PRODUCT_CATEGORIES: &str = "product_categories";
pub const PRODUCT_SUBCATEGORIES: &str = "product_subcategories";
pub const PRODUCT_VALIDITIES: &str = "product_validities";
pub const PRODUCT_DISCOUNTS: &str = "product_discounts";
pub const PRODUCT_MEASURES: &str = "product_measures";
pub const PRODUCT_TAXES: &str = "product_taxes";
pub const TICKET_ORIGINS: &str = "ticket_origins";
pub const TICKET_CASES: &str = "ticket_cases";
pub const TICKET_PRIORITIES: &str = "ticket_priorities";
pub const PIPELINES: &str = "pipelines";
pub const OPPORTUNITY_TYPES: &str = "opportunity_types";

/// The name of the pipeline that every profile begins with.
pub const FIRST_PIPELINE: &str = "Sales";
pub const LEAD_TYPES: &str = "lead_types";
pub const SERVICE_CATEGORIES: &str = "service_categories";
pub const SERVICE_SUBCATEGORIES: &str = "service_subcategories";
