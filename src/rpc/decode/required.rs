//! Which fields the structs require that parameters are read into.
//!
//! Serde does not say this beforehand: a struct whose field is missing fails, and what has been read of it is lost. So it is
//! learnt, field by field, once for the whole process. From then on a missing field is noted and gets a placeholder, and
//! the struct does not fail.

use std::any::type_name;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// What is known.
#[derive(Debug, Default, Clone)]
pub(super) struct Required(HashMap<StructOf, Vec<&'static str>>);

/// A kind of struct, by where the name of its visitor lies. Two visitors with one name do not exist; one visitor whose name
/// lies in two places is learnt twice.
type StructOf = (usize, usize);

static KNOWN: LazyLock<RwLock<Arc<Required>>> = LazyLock::new(RwLock::default);

impl Required {
    /// What is known at this moment.
    pub(super) fn known() -> Arc<Self> {
        Arc::clone(&KNOWN.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The fields that the struct of this visitor requires, as far as they are known, in its own order.
    pub(super) fn of<V>(&self) -> &[&'static str] {
        self.0.get(&kind::<V>()).map_or(&[], Vec::as_slice)
    }

    /// Adds one to what is known of a struct with these fields.
    pub(super) fn learn<V>(field: &'static str, fields: &[&str]) {
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have met it at the same time.
        if !known.of::<V>().contains(&field) {
            let required = Arc::make_mut(&mut known).0.entry(kind::<V>()).or_default();
            required.push(field);
            required.sort_by_key(|field| fields.iter().position(|known| known == field));
        }
    }
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
