//! The required fields of the structs that parameters are read into.
//!
//! Serde does not say beforehand which fields are required: a struct with a missing field fails, and everything read of it is
//! lost. So the fields are learnt one by one, once for the whole process. From then on a missing field is noted and gets a
//! placeholder, and the struct does not fail.

use std::any::type_name;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// The required fields that are known.
#[derive(Debug, Default, Clone)]
pub(super) struct Required(HashMap<StructOf, Vec<&'static str>>);

/// A kind of struct, by the address of its visitor's name. Two visitors never share a name; a visitor whose name lies at two
/// addresses is learnt twice.
type StructOf = (usize, usize);

static KNOWN: LazyLock<RwLock<Arc<Required>>> = LazyLock::new(RwLock::default);

impl Required {
    /// The required fields that are known at this moment.
    pub(super) fn known() -> Arc<Self> {
        Arc::clone(&KNOWN.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The known required fields of this visitor's struct, in the struct's own order.
    pub(super) fn of<V>(&self) -> &[&'static str] {
        self.0.get(&kind::<V>()).map_or(&[], Vec::as_slice)
    }

    /// Adds a required field to a struct with these fields.
    pub(super) fn learn<V>(field: &'static str, fields: &[&str]) {
        learn(kind::<V>(), field, fields);
    }
}

fn learn(kind: StructOf, field: &'static str, fields: &[&str]) {
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    // Another thread may have met the field at the same time.
    if known.0.get(&kind).is_some_and(|required| required.contains(&field)) {
        return;
    }
    let required = Arc::make_mut(&mut known).0.entry(kind).or_default();
    required.push(field);
    required.sort_by_key(|field| fields.iter().position(|known| known == field));
}

fn kind<V>() -> StructOf {
    let name = type_name::<V>();
    (name.as_ptr().addr(), name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct First;
    struct Second;

    #[test]
    fn each_kind_of_struct_has_its_own_fields_and_each_is_learnt_once() {
        for field in ["value", "name", "value"] {
            Required::learn::<First>(field, &["name", "note", "value"]);
        }
        Required::learn::<Second>("name", &["name"]);
        assert_eq!(Required::known().of::<First>(), ["name", "value"]);
        assert_eq!(Required::known().of::<Second>(), ["name"]);
        assert!(Required::known().of::<Vec<First>>().is_empty());
    }
}
