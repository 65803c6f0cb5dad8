//! The values that cross the wire: ids with their kinds of record, texts, keys, dates, amounts, ranges, pages,
//! addresses.
//!
//! Invariants: a type is its own proof, so a value need not be checked again. A [`Money`] was never a float, a [`Text`] is
//! not empty and not too long, and a page size is never zero. Two types prove less: the record of an [`Id`] may be missing, and an
//! [`OrKept`] may hold a value that only a record that has it already may keep. Nothing here knows a database, except for how a
//! value is stored in one column.

pub mod address;
pub mod any_of;
pub mod attempt;
pub mod author;
pub mod base64;
pub mod bounded;
pub mod country;
pub mod cursor;
pub mod day;
pub mod decimal;
pub mod designation;
pub mod edit;
pub mod email;
pub mod entity;
pub mod external_ids;
pub mod feedback_themes;
pub mod file_name;
pub mod folding;
pub mod health_weights;
pub mod id;
pub mod idempotency_key;
pub mod ids_or_none;
pub mod leaf;
pub mod money;
pub mod name_or_id;
pub mod nearest;
pub mod one_of;
pub mod or_kept;
pub mod origin;
pub mod page;
pub mod phone;
pub mod postal_codes;
pub mod range;
pub mod search_value;
pub mod searched;
pub mod segment_cuts;
pub mod tags;
pub mod tax_number;
pub mod text;
pub mod time;
pub mod time_zone;
pub mod verbatim;
pub mod viewed;
pub mod web_address;
pub mod whole;

pub use address::{AddressOrText, PostalAddress};
pub use any_of::AnyOf;
pub use author::Author;
pub use base64::Base64;
pub use bounded::{ListOf, MapOf};
pub use cursor::Cursor;
pub use day::Day;
pub use designation::Designation;
pub use edit::{Edit, Replace};
pub use email::{Email, OptionalEmail, SignInEmail};
pub use entity::{Entity, Named};
pub use external_ids::ExternalIds;
pub use feedback_themes::{FeedbackTheme, GivenFeedbackThemes};
pub use file_name::FileName;
pub use health_weights::{GivenHealthWeights, HealthWeights};
pub use id::{Id, Ids, Ordinal};
pub use idempotency_key::IdempotencyKey;
pub use ids_or_none::IdsOrNone;
pub use money::{Money, Sum};
pub use name_or_id::NameOrId;
pub use or_kept::OrKept;
pub use origin::Origin;
pub use page::{Order, Page, PageNumber, PageSize, Paging, Place, Sort};
pub use phone::Phone;
pub use range::Range;
pub use search_value::SearchValue;
pub use segment_cuts::{GivenSegmentCuts, SegmentCuts};
pub use tags::Tags;
pub use text::{Key, OptionalKey, OptionalText, Text};
pub use time::{Beginning, Deadline, Instant, InstantRange};
pub use time_zone::TimeZone;
pub use verbatim::Verbatim;
pub use web_address::{NetworkAccount, Website};
