//! The floors of src/: a room uses only rooms on lower floors. The map, src/lib.rs, lists the floors.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The pairs of rooms that may use each other.
const EXCEPTIONS: [[&str; 2]; 1] = [
    // `Recorded`'s private profile is the proof of tenancy, so the SQL that every record shares stays in db.
    ["db", "records"],
];

/// A dependency: the using room and the used room.
type Arrow = (String, String);

/// The floor of each room, the highest first.
fn floors(map: &str) -> BTreeMap<String, usize> {
    let (_, list) = map.split_once("//! ```text\n//! main\n").expect("the map lists the floors, from main down");
    let floors =
        std::iter::once("main").chain(list.lines().map_while(|line| line.strip_prefix("//! ").filter(|line| !line.starts_with("```"))));
    floors.enumerate().flat_map(|(floor, rooms)| rooms.split(' ').map(move |room| (room.to_owned(), floor))).collect()
}

/// The code without comments: a name in a comment is no dependency.
fn code(text: &str) -> String {
    text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).collect::<Vec<_>>().join("\n")
}

/// The first name of a path, or of each path between braces.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect::<String>();
    let path = path.trim_start();
    let Some(several) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut depth, mut names, mut item) = (0_usize, Vec::new(), String::new());
    for character in several.chars() {
        match character {
            '}' if depth == 0 => break,
            ',' if depth == 0 => names.push(name(std::mem::take(&mut item).trim_start())),
            _ => {
                depth = if character == '{' { depth + 1 } else { depth.saturating_sub(usize::from(character == '}')) };
                item.push(character);
            }
        }
    }
    names.push(name(item.trim_start()));
    names.retain(|name| !name.is_empty());
    names
}

/// The rooms that a file uses: in paths from the crate, and in `super` paths that leave the file's own room.
///
/// `depth` is the number of modules around the file's code, its own included.
fn named(text: &str, depth: usize) -> Vec<(usize, String)> {
    let code = code(text);
    let line_at = |position: usize| code.get(..position).unwrap_or_default().lines().count().max(1);
    // A path inside a string, such as "ventanilla::Id", does not count.
    let starts_a_path = |position: usize| {
        !code.get(..position).unwrap_or_default().ends_with(|before: char| before.is_alphanumeric() || "_:\"".contains(before))
    };
    let mut named = Vec::new();
    for root in ["crate::", "ventanilla::"] {
        for (position, _) in code.match_indices(root).filter(|(position, _)| starts_a_path(*position)) {
            named.extend(
                first_names(code.get(position + root.len()..).unwrap_or_default()).into_iter().map(|room| (line_at(position), room)),
            );
        }
    }
    for (position, _) in code.match_indices("super::").filter(|(position, _)| starts_a_path(*position)) {
        let mut path = code.get(position..).unwrap_or_default();
        let mut climbed = 0;
        while let Some(rest) = path.strip_prefix("super::") {
            (path, climbed) = (rest, climbed + 1);
        }
        // Code in a module inside the file is one level deeper.
        let inside = code.get(..position).unwrap_or_default().lines().any(|line| line.starts_with("mod ") && line.ends_with('{'));
        if climbed >= depth + usize::from(inside) {
            named.extend(first_names(path).into_iter().map(|room| (line_at(position), room)));
        }
    }
    named
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of src/").map(|entry| entry.expect("an entry").path());
    let (folders, here): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let sources = here.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    sources.chain(folders.iter().flat_map(|folder| files(folder))).collect()
}

/// Each dependency between two rooms, with the lines that cause it.
fn arrows() -> BTreeMap<Arrow, Vec<String>> {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut arrows: BTreeMap<Arrow, Vec<String>> = BTreeMap::new();
    for file in files(&source) {
        let within = file.strip_prefix(&source).unwrap().with_extension("");
        let parts: Vec<&str> = within.iter().map(|part| part.to_str().unwrap()).collect();
        if parts == ["lib"] {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("a source");
        for (line, to) in named(&text, parts.len()) {
            if to != parts[0] {
                let place = format!("src/{}.rs:{line}", within.display());
                arrows.entry((parts[0].to_owned(), to)).or_default().push(place);
            }
        }
    }
    arrows
}

#[test]
fn a_room_uses_those_below_it_alone() {
    let map = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("the map");
    let floors = floors(&map);
    let rooms: BTreeSet<&str> = map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).chain(["main"]).collect();
    assert_eq!(floors.keys().map(String::as_str).collect::<BTreeSet<_>>(), rooms, "each room has its floor, and each floor its rooms");
    let arrows = arrows();
    assert!(arrows.len() > 40, "there are more arrows than {}", arrows.len());
    let is_exception = |from: &str, to: &str| EXCEPTIONS.iter().any(|rooms| rooms.contains(&from) && rooms.contains(&to));
    let wrong: Vec<String> = arrows
        .iter()
        .filter(|((from, to), _)| !is_exception(from, to) && floors.get(to).is_none_or(|floor| *floor <= floors[from]))
        .map(|((from, to), places)| format!("{from} uses {to}: {}", places.join(", ")))
        .collect();
    assert!(wrong.is_empty(), "arrows go down only\n{}", wrong.join("\n"));
    for [one, other] in EXCEPTIONS {
        for (from, to) in [(one, other), (other, one)] {
            assert!(arrows.contains_key(&(from.to_owned(), to.to_owned())), "{from} needs no exception for {to} any more");
        }
    }
}

#[test]
fn an_arrow_is_found_however_it_is_written() {
    let found = |text: &str, depth| named(text, depth).into_iter().map(|(_, room)| room).collect::<Vec<_>>();
    assert_eq!(found("use crate::db::scope::{Editor, Reader};", 2), ["db"]);
    assert_eq!(found("use crate::{db::{self, scope}, rpc, house::House as Home};", 2), ["db", "rpc", "house"]);
    assert_eq!(found("use crate::{\n    db,\n};", 2), ["db"]);
    assert_eq!(found("    let error = crate::error::Error::internal(1);", 2), ["error"]);
    assert_eq!(found("pub(crate) use ventanilla::mail;", 1), ["mail"]);
    assert_eq!(found("use super::super::db::scope;", 2), ["db"]);
    assert!(found("use super::super::db::scope;", 3).is_empty());
    assert!(found("use super::scope;\nuse self::b;", 2).is_empty());
    assert!(found("mod tests {\n    use super::*;\n}", 1).is_empty());
    assert!(found("//! [`crate::modules`]\n    // use crate::rpc;\n    $crate_::x!();", 1).is_empty());
}
