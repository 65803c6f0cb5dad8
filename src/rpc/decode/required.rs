//! The fields of the structs that parameters are read into: which are required, and which null leaves out.
//!
//! Serde does not say beforehand which fields are required: a struct with a missing field fails, and everything read of it is
//! lost. So the fields are learnt one by one, once for the whole process. From then on a missing field is noted and gets a
//! placeholder, and the struct does not fail.
//!
//! A type that takes no null fails on one, and does not know whether the field may be left out. So such fields are learnt, too: from
//! then on null is no value of theirs, and the struct takes its default.

use std::any::type_name;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// The fields that are known to be required, and those that null leaves out.
#[derive(Debug, Default, Clone)]
pub(super) struct Required {
    of: HashMap<StructOf, Vec<&'static str>>,
    left_out_by_null: HashSet<Field>,
}

/// A field of a kind of struct.
pub(super) type Field = (StructOf, &'static str);

/// A kind of struct, by the address of its visitor's name. Two visitors never share a name; a visitor whose name lies at two
/// addresses is learnt twice.
pub(super) type StructOf = (usize, usize);

static KNOWN: LazyLock<RwLock<Arc<Required>>> = LazyLock::new(RwLock::default);

impl Required {
    /// The required fields that are known at this moment.
    pub(super) fn known() -> Arc<Self> {
        Arc::clone(&KNOWN.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The known required fields of this visitor's struct, in the struct's own order.
    pub(super) fn of<V>(&self) -> &[&'static str] {
        self.of.get(&kind::<V>()).map_or(&[], Vec::as_slice)
    }

    /// Whether null in this field means the same as no value.
    pub(super) fn is_left_out_by_null(&self, field: Field) -> bool {
        self.left_out_by_null.contains(&field)
    }

    /// Adds a field that null leaves out.
    pub(super) fn learn_null(field: Field) {
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        if !known.left_out_by_null.contains(&field) {
            Arc::make_mut(&mut known).left_out_by_null.insert(field);
        }
    }

    /// Adds a required field to a struct with these fields.
    pub(super) fn learn<V>(field: &'static str, fields: &[&str]) {
        learn(kind::<V>(), field, fields);
    }
}

fn learn(kind: StructOf, field: &'static str, fields: &[&str]) {
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    // Another thread may have met the field at the same time.
    if known.of.get(&kind).is_some_and(|required| required.contains(&field)) {
        return;
    }
    let required = Arc::make_mut(&mut known).of.entry(kind).or_default();
    required.push(field);
    required.sort_by_key(|field| fields.iter().position(|known| known == field));
}

/// The kind of struct that this visitor reads.
pub(super) fn kind<V>() -> StructOf {
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
