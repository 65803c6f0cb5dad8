//! Tests that each value is read once, and that a mistake in one place hides no mistake in another.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::sample::subsequence;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{Decoded, decode, decode_beside, decode_some};
use crate::error::Error;
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::{
    Edit, ExternalIds, InstantRange, ListOf, MapOf, Money, OptionalText, Ordinal, PostalAddress, Range, Replace, Tags, Text,
};
use crate::rpc::decode::Mentions;
use crate::rpc::problems::{MOST_TOLD, Problems};
use crate::rpc::tree::Tree;
use crate::sentences::Expected;

thread_local! {
    /// The number of values of type [`Counted`] that were read.
    static READ: Cell<usize> = const { Cell::new(0) };
}

/// A number that counts how often it is read.
#[derive(Debug, Clone, PartialEq)]
struct Counted(i64);

impl Leaf for Counted {
    const WHAT: Expected = Expected::WholeNumber;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        READ.set(READ.get() + 1);
        Ordinal::read(written).map(|number| Counted(number.get()))
    }

    fn placeholder() -> Self {
        Counted(1)
    }
}

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

/// The mistakes in a value: the problems that were told, the number of the others, and how many counted numbers were read.
struct Found {
    told: Vec<String>,
    more: usize,
    read: usize,
}

fn found<P>(read: impl FnOnce(&Tree<'_>) -> Result<Decoded<P>, Problems>, value: &Value) -> Found {
    let text = value.to_string();
    READ.set(0);
    let read = read(&Tree::parse(text.as_bytes()).unwrap());
    let problems = match read {
        Ok(Decoded { problems, .. }) => problems,
        Err(_) => panic!("a value could not be read on: {text}"),
    };
    let (told, more) = match problems.settle() {
        Ok(()) => (Vec::new(), 0),
        Err(Error::InvalidParameters { problems, more }) => (problems, more),
        Err(other) => panic!("{other}"),
    };
    let told = told.iter().map(|problem| format!("{} {}", problem.path, problem.rule)).collect();
    Found { told, more, read: READ.get() }
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Red,
    Green,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is only read into")]
struct Part {
    id: Counted,
    price: Money,
    colour: Colour,
    #[serde(default)]
    note: OptionalText<10>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is only read into")]
struct Whole {
    number: Counted,
    name: Text<10>,
    wanted: bool,
    place: i64,
    colour: Colour,
    part: Part,
    #[serde(default = "yes")]
    with_total: bool,
    #[serde(default)]
    limit: Option<u64>,
    #[serde(default)]
    tags: Tags,
    #[serde(default)]
    prices: Range<Money>,
    #[serde(default)]
    created_at: InstantRange,
    #[serde(default)]
    colours: ListOf<Colour, 3>,
    #[serde(default)]
    parts: ListOf<Part, 2000>,
    #[serde(default)]
    values: MapOf<Option<Counted>, 3>,
    #[serde(default)]
    address: Option<PostalAddress>,
    #[serde(default)]
    external_ids: ExternalIds,
}

fn yes() -> bool {
    true
}

fn part() -> Value {
    json!({ "id": 1, "price": "10.25", "colour": "red" })
}

fn whole() -> Value {
    json!({
        "number": "7", "name": "Café", "wanted": "Yes", "place": -3, "colour": "green", "part": part(), "limit": 5,
        "tags": ["a", "b"], "prices": { "from": 1, "to": 2 }, "created_at": { "from": "01/02/24", "to": "2024-02-02" },
        "colours": "red", "parts": [part(), part()], "values": { "one": 1, "two": null },
        "address": { "country": "MX", "state": "JAL", "street": "Juárez", "number": "1", "zip": "44100", "city": "Guadalajara" },
        "external_ids": { "sap": "000123", "shop": null },
    })
}

/// One possible mistake in [`whole`]: its place, the wrong value (none: the key is left out), and the problems to be told. No two
/// of them are in each other's way.
type Damage = (&'static str, Option<Value>, &'static [&'static str]);

fn damages() -> Vec<Damage> {
    vec![
        ("/number", None, &["number required"]),
        ("/name", Some(json!("more than ten")), &["name too_long"]),
        ("/wanted", Some(json!("perhaps")), &["wanted wrong_type"]),
        ("/place", Some(json!(1.5)), &["place wrong_type"]),
        ("/colour", Some(json!("reed")), &["colour unknown_option"]),
        ("/part/id", Some(json!([1])), &["part.id wrong_type"]),
        ("/part/price", None, &["part.price required"]),
        ("/part/colour", Some(json!(null)), &["part.colour required"]),
        ("/part/unknown", Some(json!({})), &["part.unknown unknown_parameter"]),
        ("/with_total", Some(json!("all")), &["with_total wrong_type"]),
        ("/limit", Some(json!(-1)), &["limit out_of_range"]),
        ("/tags/0", Some(json!("")), &["tags.0 empty"]),
        ("/tags/1", Some(json!(5)), &["tags.1 wrong_type"]),
        ("/prices/to", Some(json!("0.5")), &["prices.from inverted_range"]),
        ("/created_at/from", Some(json!("31/02/24")), &["created_at.from no_such_date"]),
        ("/created_at/until", Some(json!("x")), &["created_at.until unknown_parameter"]),
        ("/colours", Some(json!(["red", "red", "red", "red"])), &["colours too_many"]),
        ("/parts/0", Some(json!({})), &["parts.0.id required", "parts.0.price required", "parts.0.colour required"]),
        ("/parts/1", Some(json!(true)), &["parts.1 wrong_type"]),
        ("/values/one", Some(json!({})), &["values.one wrong_type"]),
        ("/values/two", Some(json!(0)), &["values.two out_of_range"]),
        ("/address/state", Some(json!("XXX")), &["address.state unknown_state"]),
        ("/address/zip", None, &["address.zip required"]),
        ("/address/latitude", Some(json!(91)), &["address.latitude out_of_range"]),
        ("/external_ids/sap", Some(json!(true)), &["external_ids.sap wrong_type"]),
        ("/external_ids/SAP", Some(json!("1")), &["external_ids.SAP malformed_system"]),
        ("/unknown", Some(json!([1, 2, 3])), &["unknown unknown_parameter"]),
        ("/part.id", Some(json!(1)), &["part.id unknown_parameter"]),
    ]
}

fn damage(value: &mut Value, place: &str, by: Option<Value>) {
    let (around, name) = place.rsplit_once('/').unwrap();
    match (value.pointer_mut(around).unwrap(), by) {
        (Value::Object(entries), Some(by)) => drop(entries.insert(name.to_owned(), by)),
        (Value::Object(entries), None) => drop(entries.remove(name)),
        (Value::Array(items), Some(by)) => items[name.parse::<usize>().unwrap()] = by,
        (other, by) => panic!("{other} {by:?}"),
    }
}

fn sorted(mut told: Vec<String>) -> Vec<String> {
    told.sort();
    told
}

#[test]
fn what_is_right_is_read() {
    let Found { told, read, .. } = found(decode::<Whole>, &whole());
    assert_eq!((told, read), (vec![], 5));
    let Found { told, .. } =
        found(decode::<Whole>, &json!({ "number": 1, "name": "a", "wanted": 0, "place": "1", "colour": "red", "part": part() }));
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn each_damage_is_told_for_what_it_is() {
    for (place, by, expected) in damages() {
        let mut value = whole();
        damage(&mut value, place, by);
        assert_eq!(found(decode::<Whole>, &value).told, expected, "{place}");
    }
}

proptest! {
    #[test]
    fn many_damages_are_told_as_each_of_them_alone(chosen in subsequence(damages(), 0..=damages().len())) {
        let (mut value, mut expected) = (whole(), Vec::new());
        for (place, by, said) in chosen {
            damage(&mut value, place, by);
            expected.extend(said.iter().map(ToString::to_string));
        }
        let Found { told, more, .. } = found(decode::<Whole>, &value);
        prop_assert_eq!((sorted(told), more), (sorted(expected), 0));
    }

    #[test]
    fn whatever_is_sent_is_read_to_its_end(value in any_json(), name in "number|name|wanted|part|prices|colours|parts|values|address|external_ids") {
        let mut whole = whole();
        whole[name.as_str()] = value;
        whole["zzz"] = json!(1);
        let Found { told, .. } = found(decode::<Whole>, &whole);
        prop_assert!(told.iter().any(|told| told == "zzz unknown_parameter"), "{told:?}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let single = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "[a-z1-9]{0,3}|MX|red|31/12/24".prop_map(Value::from),
    ];
    let name = "id|price|colour|from|to|country|state|sap|[a-z.]{0,2}";
    single.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(name, inner, 0..6).prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

#[test]
fn each_value_is_read_once_however_much_is_wrong() {
    const PARTS: usize = 1000;
    let lacking = json!({ "id": 1, "unknown": 1, "colour": "reed", "note": [] });
    let mut value = whole();
    value["parts"] = vec![lacking; PARTS].into();
    // The required fields of the structs are learnt here, once.
    found(decode::<Whole>, &value);
    let Found { told, more, read } = found(decode::<Whole>, &value);
    assert_eq!(read, PARTS + 3);
    assert_eq!((told.len(), more), (MOST_TOLD, 4 * PARTS - MOST_TOLD));
}

#[test]
fn what_a_struct_requires_is_learnt_once_and_each_field_costs_one_reading() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "it is only read into")]
    struct Fresh {
        counted: Counted,
        first: Money,
        second: bool,
        third: String,
        #[serde(default)]
        fourth: i64,
        inner: ListOf<Inner, 1000>,
    }
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "it is only read into")]
    struct Inner {
        only: Money,
    }
    let value = json!({ "counted": 5, "inner": vec![json!({}); 500] });
    let first = found(decode::<Fresh>, &value);
    assert_eq!(first.read, 5, "once, and once more for each of the four that are missing");
    let second = found(decode::<Fresh>, &value);
    assert_eq!((second.read, second.told.len(), second.more), (1, MOST_TOLD, 403));
    assert!(second.told.contains(&"inner.0.only required".to_owned()));
}

#[test]
fn null_leaves_out_what_may_be_left_out_and_is_a_mistake_elsewhere() {
    #[derive(Debug, Deserialize)]
    struct Asked {
        wanted: bool,
        #[serde(default = "yes")]
        with_total: bool,
        #[serde(default)]
        mine: bool,
        #[serde(default)]
        sort: ListOf<String, 3>,
        #[serde(default = "green")]
        colour: Colour,
        #[serde(default)]
        public: Replace<bool>,
        #[serde(default)]
        tags: Edit<ListOf<String, 3>>,
    }
    fn green() -> Colour {
        Colour::Green
    }
    // However often it is read, and whatever was learnt before.
    for _ in 0..3 {
        let text = json!({ "wanted": true, "with_total": null, "mine": null, "sort": null, "colour": null, "tags": null }).to_string();
        let Ok(Decoded { parameters, problems }) = decode::<Asked>(&Tree::parse(text.as_bytes()).unwrap()) else { panic!() };
        assert!(problems.is_empty(), "{problems:?}");
        assert!(parameters.wanted && parameters.with_total && !parameters.mine && parameters.public.given().is_none());
        assert_eq!((parameters.sort.as_slice(), parameters.colour, parameters.tags), (&[][..], Colour::Green, Edit::Clear));
        let wrong = json!({ "wanted": null, "with_total": null, "public": null, "sort": [null] });
        assert_eq!(found(decode::<Asked>, &wrong).told, ["public required", "sort.0 required", "wanted required"]);
    }
}

#[test]
fn what_is_too_long_is_not_read() {
    let mut value = whole();
    value["parts"] = vec![part(); 2001].into();
    value["values"] = json!({ "one": 1, "two": 2, "three": 3, "four": 4 });
    let Found { told, read, .. } = found(decode::<Whole>, &value);
    assert_eq!((told, read), (vec!["parts too_many".to_owned(), "values too_many".to_owned()], 2));
}

#[test]
fn what_others_read_is_passed_over_and_suggested() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "it is only read into")]
    struct Own {
        #[serde(default)]
        query: Option<bool>,
    }
    let value = json!({ "page": [1], "paje": 1, "query": "perhaps" });
    let beside = |tree: &Tree<'_>| decode_beside::<Own>(tree, &["page"], &Mentions::none());
    assert_eq!(found(beside, &value).told, ["paje unknown_parameter", "query wrong_type"]);
    assert_eq!(found(|tree| decode_some::<Own>(tree, &Mentions::none()), &value).told, ["query wrong_type"]);
    let text = value.to_string();
    let Ok(Decoded { problems, .. }) = beside(&Tree::parse(text.as_bytes()).unwrap()) else { panic!() };
    let Err(Error::InvalidParameters { problems, .. }) = problems.settle() else { panic!() };
    assert!(problems[0].sentence.to_string().contains("Did you mean 'page'?"), "{problems:?}");
}

#[test]
fn nothing_that_is_told_repeats_a_long_name_or_text() {
    let mut value = whole();
    value["n".repeat(10_000)] = json!(1);
    value["values"] = json!({ "v".repeat(10_000): {} });
    value["colour"] = "c".repeat(10_000).into();
    let text = value.to_string();
    let Ok(Decoded { problems, .. }) = decode::<Whole>(&Tree::parse(text.as_bytes()).unwrap()) else { panic!() };
    let Err(Error::InvalidParameters { problems, .. }) = problems.settle() else { panic!() };
    assert_eq!(problems.len(), 3);
    for problem in problems {
        assert!(problem.path.len() < 300 && problem.sentence.to_string().len() < 1000, "{problem:?}");
    }
}
