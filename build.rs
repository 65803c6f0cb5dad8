//! Gathers the examples, examples/<Module>/<Method>.json, for the definition, which thus shows what the tests execute. With the
//! feature `vehicles` it adds the examples of the tests' own kind of record. Gathers the files of the console, too: console/.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=examples");
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=console");
    let mut folders = vec!["examples"];
    if std::env::var_os("CARGO_FEATURE_VEHICLES").is_some() {
        println!("cargo::rerun-if-changed=tests/migrations");
        println!("cargo::rerun-if-changed=tests/fixtures/examples");
        folders.push("tests/fixtures/examples");
    }
    let mut found = Vec::new();
    for module in folders.into_iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten() {
        let module = module?.path();
        if !module.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(&module)? {
            let file = file?.path();
            if let (Some(module), Some(method)) = (stem(&module), stem(&file))
                && file.extension().is_some_and(|extension| extension == "json")
            {
                found.push((format!("{module}.{method}"), std::fs::read_to_string(&file)?));
            }
        }
    }
    found.sort();
    let mut code = String::from("&[\n");
    for (name, text) in found {
        let _ = writeln!(code, "({name:?}, {text:?}),");
    }
    code.push(']');
    let directory = std::env::var("OUT_DIR").map_err(std::io::Error::other)?;
    std::fs::write(Path::new(&directory).join("examples.rs"), code)?;
    std::fs::write(Path::new(&directory).join("console.rs"), console()?)
}

/// A table of the console's files, ordered by name: the name, a hash of the content, the content.
fn console() -> std::io::Result<String> {
    let root = Path::new("console").canonicalize()?;
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ["html", "js", "css", "svg"].iter().any(|known| ending == *known)) {
                let name = path.strip_prefix(&root).map_err(std::io::Error::other)?.to_string_lossy().replace('\\', "/");
                files.push((name, path));
            }
        }
    }
    files.sort();
    let mut code = String::from("&[\n");
    for (name, path) in files {
        let mut hasher = DefaultHasher::new();
        std::fs::read(&path)?.hash(&mut hasher);
        let _ = writeln!(code, "({name:?}, \"{:016x}\", include_bytes!({:?})),", hasher.finish(), path);
    }
    code.push(']');
    Ok(code)
}

fn stem(path: &Path) -> Option<&str> {
    path.file_stem()?.to_str()
}
