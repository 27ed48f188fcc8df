//! The shape of the house: who may name whom, what a file is called, how it opens.
//!
//! Read as text, so it holds for code behind `cfg` too.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Room → the rooms it may name. `main` may name everybody and is not listed.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("text", &[]),
    ("demo", &[]),
    ("protocol", &["domain"]),
    ("exchange", &["domain", "text"]),
    ("app", &["protocol", "exchange", "domain", "text"]),
    ("tui", &["app", "protocol", "exchange", "domain", "text"]),
    ("api", &["protocol", "domain", "text"]),
    ("search", &["protocol", "domain", "text"]),
    ("cli", &["domain", "demo"]),
    ("credentials", &["api", "config", "domain"]),
    (
        "config",
        &["cli", "api", "app", "protocol", "domain", "text"],
    ),
    ("log", &["config", "domain", "text"]),
    (
        "headless",
        &[
            "cli", "config", "api", "protocol", "exchange", "domain", "text",
        ],
    ),
];

#[test]
fn rooms_name_only_those_they_may() {
    let rooms = rooms();
    let mut wrong = Vec::new();
    for file in sources() {
        let room = room_of(&file);
        if room == "main" || room == "lib" {
            continue;
        }
        let allowed = MAY_NAME.iter().find(|(name, _)| *name == room);
        let Some((_, allowed)) = allowed else {
            panic!(
                "src/{room} is a new room: say in MAY_NAME and in lib.rs which rooms it may name"
            );
        };
        for named in named_rooms(&file, &rooms) {
            if named != room && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{} names {named}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_map_names_every_room() {
    let map = fs::read_to_string(source_folder().join("lib.rs")).unwrap();
    for room in rooms() {
        assert!(
            map.contains(&format!("pub mod {room};")),
            "lib.rs does not name {room}"
        );
    }
}

#[test]
fn files_are_named_for_what_they_hold() {
    let nameless = [
        "mod", "utils", "helpers", "common", "manager", "handler", "context",
    ];
    for file in sources() {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(!nameless.contains(&name.as_str()), "{}", file.display());
    }
    // A folder has its top file beside it.
    for folder in folders(&source_folder()) {
        let top = folder.with_extension("rs");
        assert!(
            top.is_file(),
            "{} has no {}",
            folder.display(),
            top.display()
        );
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for file in sources() {
        let text = fs::read_to_string(&file).unwrap();
        let opening = text.lines().next().unwrap_or_default();
        assert!(
            opening.len() > 10 && opening.starts_with("//! "),
            "{} opens with {opening:?}",
            file.display()
        );
    }
}

#[test]
fn nothing_is_left_for_later() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = sources();
    files.extend(rust_files(&root.join("tests")));
    files.extend(rust_files(&root.join("benches")));
    // Put together here, so that this file does not find itself.
    let marks = ["todo", "unimplemented"].map(|name| format!("{name}!("));
    let skipped = format!("#[{}", "ignore");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for mark in marks.iter().chain([&skipped]) {
            assert!(
                !text.contains(mark.as_str()),
                "{mark} in {}",
                file.display()
            );
        }
    }
}

/// A folder of `tests/support` is searched for secrets when it goes, and so is all that a program has
/// said that worked in it. Whatever is written elsewhere, or said to somebody else, is not.
#[test]
fn what_the_product_writes_in_a_test_lies_where_secrets_are_searched_for() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    // Put together here, so that this file does not find itself.
    let ways = [
        ["temp", "file::"],
        ["temp", "_dir("],
        ["CARGO_BIN", "_EXE"],
        ["CARGO_TARGET", "_TMPDIR"],
    ]
    .map(|parts| parts.concat());
    for file in rust_files(&tests) {
        let text = fs::read_to_string(&file).unwrap();
        for way in &ways {
            assert!(
                file.starts_with(tests.join("support")) || !text.contains(way),
                "{way} in {}: use Folder, Program or Pty of tests/support",
                file.display()
            );
        }
    }
}

#[test]
fn the_behaviour_and_the_actor_match_exhaustively() {
    for room in ["app", "api"] {
        let text = fs::read_to_string(source_folder().join(format!("{room}.rs"))).unwrap();
        assert!(
            text.contains("#![warn(clippy::wildcard_enum_match_arm)]"),
            "{room}.rs does not ask for exhaustive matches"
        );
    }
}

#[test]
fn the_scan_sees_what_it_should() {
    let rooms: BTreeSet<String> = ["api", "app", "domain", "text"].map(String::from).into();
    let named = |text: &str, depth| {
        names_in(text, depth, &rooms)
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(named("use crate::api::actor;", 2), ["api"]);
    assert_eq!(
        named("use crate::{app::Model, domain::{Field, text}};", 2),
        ["app", "domain"]
    );
    assert_eq!(named("let a = crate::text::clean(x);", 1), ["text"]);
    assert_eq!(named("use rosterm::api;", 1), ["api"]);
    assert_eq!(named("use super::super::api::actor;", 2), ["api"]);
    assert_eq!(named("use super::api;", 2), Vec::<String>::new());
    assert_eq!(named("use super::api;", 1), ["api"]);
    assert_eq!(
        named("// crate::api is never named here", 1),
        Vec::<String>::new()
    );
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<PathBuf> {
    rust_files(&source_folder())
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(folders(&path));
            found.push(path);
        }
    }
    found
}

/// The names of the top files, without `main` and `lib`.
fn rooms() -> BTreeSet<String> {
    let all: BTreeMap<String, PathBuf> = sources()
        .into_iter()
        .map(|file| (room_of(&file), file))
        .collect();
    all.into_keys()
        .filter(|room| room != "main" && room != "lib")
        .collect()
}

fn room_of(file: &Path) -> String {
    let inside = file.strip_prefix(source_folder()).unwrap();
    let first = inside.components().next().unwrap();
    let name = Path::new(first.as_os_str()).file_stem().unwrap();
    name.to_str().unwrap().to_owned()
}

fn named_rooms(file: &Path, rooms: &BTreeSet<String>) -> BTreeSet<String> {
    let depth = file
        .strip_prefix(source_folder())
        .unwrap()
        .components()
        .count();
    names_in(&fs::read_to_string(file).unwrap(), depth, rooms)
}

/// The rooms that `text`, a file `depth` folders below the root, names by a path from the root.
fn names_in(text: &str, depth: usize, rooms: &BTreeSet<String>) -> BTreeSet<String> {
    let code: Vec<_> = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let code = code.join("\n");
    let roots = [
        "crate::".to_owned(),
        "rosterm::".to_owned(),
        "super::".repeat(depth),
    ];
    let mut named = BTreeSet::new();
    for root in &roots {
        for (start, _) in code.match_indices(root.as_str()) {
            // `super::super::x` holds `super::x` too; only the whole path counts.
            if !code[..start].ends_with("::") {
                named.extend(first_names(&code[start + root.len()..]));
            }
        }
    }
    named.intersection(rooms).cloned().collect()
}

/// The first name of a path, or of each path in a `{…}` group.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        let is_part = |character: &char| character.is_alphanumeric() || *character == '_';
        text.trim_start().chars().take_while(is_part).collect()
    };
    let Some(group) = path.strip_prefix('{') else {
        return vec![name(path)];
    };
    let mut names = vec![name(group)];
    let mut depth = 0;
    for (index, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(&group[index + 1..])),
            _ => {}
        }
    }
    names
}
