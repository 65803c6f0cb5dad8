//! An object of which only some keys are written.
//!
//! Invariants: a key that is left out is not written and thrown away, but never written.

use serde::ser::{Error, Impossible, SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// The keys of an object that are written.
#[derive(Debug, Clone, Copy)]
pub struct Keys<'k>(pub &'k [String]);

impl Keys<'_> {
    fn has(self, key: &str) -> bool {
        self.0.iter().any(|known| known == key)
    }
}

/// An object with these keys alone, as far as it has them.
pub struct Chosen<'k, V>(pub V, pub Keys<'k>);

impl<V: Serialize> Serialize for Chosen<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Choosing(serializer, self.1))
    }
}

/// Writes the keys of one object. Their values are written whole.
struct Choosing<'k, S>(S, Keys<'k>);

/// The object, while it is written.
struct Writing<'k, O> {
    object: O,
    keys: Keys<'k>,
    /// Whether the value that follows the last key is written, where keys come by themselves.
    is_chosen: bool,
}

impl<O: SerializeMap> SerializeStruct for Writing<'_, O> {
    type Ok = O::Ok;
    type Error = O::Error;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result<(), O::Error> {
        if self.keys.has(key) { self.object.serialize_entry(key, value) } else { Ok(()) }
    }

    fn end(self) -> Result<O::Ok, O::Error> {
        self.object.end()
    }
}

impl<O: SerializeMap> SerializeMap for Writing<'_, O> {
    type Ok = O::Ok;
    type Error = O::Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), O::Error> {
        self.is_chosen = matches!(serde_json::to_value(key), Ok(Value::String(name)) if self.keys.has(&name));
        if self.is_chosen { self.object.serialize_key(key) } else { Ok(()) }
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), O::Error> {
        if self.is_chosen { self.object.serialize_value(value) } else { Ok(()) }
    }

    fn end(self) -> Result<O::Ok, O::Error> {
        self.object.end()
    }
}

fn no_object<E: Error>() -> E {
    E::custom("keys are chosen of what is no object")
}

/// The methods of what is no object.
macro_rules! refuse {
    ($($method:ident($($type:ty),*))*) => {
        $(fn $method(self, $(_: $type),*) -> Result<S::Ok, S::Error> {
            Err(no_object())
        })*
    };
}

impl<'k, S: Serializer> Serializer for Choosing<'k, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = Writing<'k, S::SerializeMap>;
    type SerializeStruct = Writing<'k, S::SerializeMap>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, S::Error> {
        self.serialize_map(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        let Choosing(serializer, keys) = self;
        Ok(Writing { object: serializer.serialize_map(None)?, keys, is_chosen: false })
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(self, _: &'static str, _: u32, _: &'static str, _: &T) -> Result<S::Ok, S::Error> {
        Err(no_object())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Err(no_object())
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, S::Error> {
        Err(no_object())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, S::Error> {
        Err(no_object())
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeTupleVariant, S::Error> {
        Err(no_object())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        Err(no_object())
    }

    refuse! {
        serialize_bool(bool)
        serialize_i8(i8)
        serialize_i16(i16)
        serialize_i32(i32)
        serialize_i64(i64)
        serialize_u8(u8)
        serialize_u16(u16)
        serialize_u32(u32)
        serialize_u64(u64)
        serialize_f32(f32)
        serialize_f64(f64)
        serialize_char(char)
        serialize_str(&str)
        serialize_bytes(&[u8])
        serialize_none()
        serialize_unit()
        serialize_unit_struct(&'static str)
        serialize_unit_variant(&'static str, u32, &'static str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Inner {
        b: i64,
        c: Vec<i64>,
    }

    #[derive(Serialize)]
    struct Outer {
        a: &'static str,
        #[serde(flatten)]
        inner: Inner,
        d: Option<Inner>,
    }

    fn written(keys: &[&str]) -> String {
        let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
        let inner = || Inner { b: 1, c: vec![2] };
        serde_json::to_string(&Chosen(Outer { a: "x", inner: inner(), d: Some(inner()) }, Keys(&keys))).unwrap()
    }

    #[test]
    fn the_chosen_keys_are_written_whole_and_in_the_objects_own_order() {
        assert_eq!(written(&["d", "a"]), r#"{"a":"x","d":{"b":1,"c":[2]}}"#);
        assert_eq!(written(&["c", "nothing"]), r#"{"c":[2]}"#);
        assert_eq!(written(&[]), "{}");
        assert_eq!(serde_json::to_string(&Chosen(Inner { b: 1, c: vec![] }, Keys(&["b".to_owned()]))).unwrap(), r#"{"b":1}"#);
    }

    #[test]
    fn keys_of_what_is_no_object_are_a_mistake_of_ours() {
        assert!(serde_json::to_string(&Chosen(vec![1], Keys(&[]))).is_err());
        assert!(serde_json::to_string(&Chosen("x", Keys(&[]))).is_err());
    }
}
