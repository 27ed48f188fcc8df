//! No screen and no sentence names a key that was bound to something else.

use std::fs;
use std::path::{Path, PathBuf};

use rosterm::app::keymap::{self, Key};

use crate::setup::Setup;
use crate::states::STATES;

/// Every action that can be bound has a key that nobody would write into a sentence; where text is
/// typed, another with ctrl.
fn strange(mut setup: Setup) -> Setup {
    let letters = ('Α'..='Ω').chain('А'..='я').chain('α'..='ω');
    let letters = letters.filter(|letter| letter.is_alphabetic());
    for (action, letter) in keymap::named().into_iter().zip(letters) {
        let mut keys = vec![Key::Char(letter)];
        keys.extend(match action {
            "reload" => Some(Key::Ctrl('g')),
            "revert" => Some(Key::Ctrl('o')),
            "review" => Some(Key::Ctrl('y')),
            _ => None,
        });
        setup.keymap.bind(action, &keys).expect("good keys");
    }
    setup.keymap.check().expect("a key an action");
    setup
}

/// The first key of those the program comes with that a text names, with the word behind it:
/// `z undo`, `ctrl-r tries`, `space goes`.
fn named_key(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let named = (1..words.len()).find(|&at| {
        let before = at.checked_sub(2).map_or("", |before| words[before]);
        let is_word = words[at].starts_with(|character: char| character.is_ascii_lowercase());
        is_word && is_key(before, words[at - 1])
    });
    named.map(|at| words[at - 1..=at].join(" "))
}

/// Whether a word is a key that can be bound: a letter, `/`, space, or a letter with ctrl.
fn is_key(before: &str, word: &str) -> bool {
    let word = word.trim_start_matches(['(', '"']);
    let mut characters = word.chars();
    match (characters.next(), characters.next()) {
        // An article, and the answers to a question, which nobody can bind.
        (Some('a' | 'y' | 'n'), None) => false,
        (Some('A'), None) => !before.is_empty(),
        // Seconds.
        (Some('s'), None) => !before.ends_with(|last: char| last.is_ascii_digit() || last == '}'),
        (Some(only), None) => only.is_ascii_alphabetic() || only == '/',
        _ => match word.strip_prefix("ctrl-") {
            Some(letter) => !matches!(letter, "" | "c" | "g" | "l" | "o" | "y" | "z"),
            None => word == "space",
        },
    }
}

#[test]
fn no_screen_names_a_key_that_is_bound_otherwise() {
    let mut wrong = Vec::new();
    for (name, _, way) in STATES {
        let stage = way(strange(Setup::at(120, 36)));
        let text = stage.text();
        let lines = text.lines().filter(|line| named_key(line).is_some());
        wrong.extend(lines.map(|line| format!("{name}: {line}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sentences that no named state shows are found where they are written.
#[test]
fn no_sentence_has_a_key_written_into_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    // These speak to a shell, where there are no keys.
    let speaks_to_shell = |file: &Path| {
        let room = file.strip_prefix(&source).expect("below src");
        let room = room.iter().next().and_then(|room| room.to_str());
        let room = room.map(|room| room.trim_end_matches(".rs"));
        matches!(room, Some("headless" | "cli" | "demo"))
    };
    let files = rust_files(&source).into_iter();
    for file in files.filter(|file| !speaks_to_shell(file)) {
        let text = fs::read_to_string(&file).expect("a source file");
        let found = strings(&text)
            .into_iter()
            .filter_map(|text| named_key(&text));
        wrong.extend(found.map(|found| format!("{}: {found}", file.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The texts in the code of a file, without comments and tests.
fn strings(source: &str) -> Vec<String> {
    let code = source
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let code: Vec<_> = code.lines().filter(is_code).collect();
    let code = code.join("\n").replace("'\"'", "").replace("\\\"", "'");
    code.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
