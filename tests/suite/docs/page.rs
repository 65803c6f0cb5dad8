//! A page of the documentation: its blocks, headings and links.

use std::path::{Component, Path, PathBuf};

/// A code block: the lines between two lines of three backticks.
pub struct Block {
    /// The word behind the first backticks.
    pub language: String,
    pub text: String,
    /// The number of the block's first line on the page.
    pub line: usize,
}

pub struct Page {
    /// The path from the root of the repository: `docs/api.md`.
    pub path: String,
    pub text: String,
    pub blocks: Vec<Block>,
    /// The lines outside of blocks.
    prose: Vec<String>,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README, then the pages of docs/ in the order of their names.
pub fn pages() -> Vec<Page> {
    let entries = std::fs::read_dir(root().join("docs")).expect("there is a folder of pages");
    let names = entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned());
    let mut paths: Vec<String> = names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}")).collect();
    paths.sort_unstable();
    std::iter::once("README.md".to_owned()).chain(paths).map(|path| Page::read(&path)).collect()
}

/// The anchor that GitHub gives a heading.
pub fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase().replace(' ', "-");
    kept.chars().filter(|character| character.is_alphanumeric() || "-_".contains(*character)).collect()
}

impl Page {
    pub fn read(path: &str) -> Self {
        let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"));
        let (mut blocks, mut prose, mut open) = (Vec::new(), Vec::new(), None::<Block>);
        for (number, line) in (1..).zip(text.lines()) {
            match (line.trim_start().strip_prefix("```"), open.take()) {
                (Some(language), None) => {
                    open = Some(Block { language: language.trim().to_owned(), text: String::new(), line: number + 1 });
                }
                (Some(_), Some(block)) => blocks.push(block),
                (None, Some(mut block)) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                    open = Some(block);
                }
                (None, None) => prose.push(line.to_owned()),
            }
        }
        assert!(open.is_none(), "{path} has a block that does not end");
        Page { path: path.to_owned(), text, blocks, prose }
    }

    pub fn headings(&self) -> Vec<&str> {
        let headings = self.prose.iter().filter(|line| line.starts_with('#'));
        headings.map(|line| line.trim_start_matches('#').trim()).collect()
    }

    /// The targets of the page's links, as they are written.
    pub fn links(&self) -> Vec<String> {
        let prose = self.prose.join("\n");
        prose.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())).collect()
    }

    /// The path from the repository's root of a file that this page links to.
    pub fn beside(&self, file: &str) -> String {
        let folder = Path::new(&self.path).parent().expect("a file is in a folder");
        let mut path = PathBuf::new();
        for part in folder.join(file).components() {
            match part {
                Component::ParentDir => assert!(path.pop(), "{}: {file} leads out of the repository", self.path),
                part => path.push(part),
            }
        }
        path.to_string_lossy().into_owned()
    }
}
