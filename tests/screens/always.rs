//! What holds in every state: nothing is painted outside, nothing depends on colour, and an ASCII
//! terminal gets ASCII.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use rosterm::tui::pen::Look;
use rosterm::tui::theme::{Glyphs, Theme, ThemeName};

use crate::people;
use crate::scene::lines;
use crate::setup::{Setup, plain_look};
use crate::states::{STATES, state};

/// The cells that a frame's edge or a neighbour owns are never touched: a row is exactly as wide as
/// the screen, whatever stands in it.
#[test]
fn every_row_fills_the_screen_exactly() {
    for (name, ..) in STATES {
        for (columns, rows) in [(120, 36), (80, 24), (60, 20), (40, 10)] {
            let stage = state(name, Setup::at(columns, rows));
            let (buffer, _) = stage.frame();
            for y in 0..rows {
                let mut x = 0;
                while x < columns {
                    let width = rosterm::text::width(buffer[(x, y)].symbol());
                    x += u16::try_from(width.max(1)).expect("a few columns");
                }
                assert_eq!(
                    x,
                    columns,
                    "{name} {columns}x{rows} row {y}:\n{}",
                    stage.text()
                );
            }
            assert_frames_are_whole(&buffer, name);
        }
    }
}

/// Every edge that opens with a corner on the left closes with one on the right.
fn assert_frames_are_whole(buffer: &Buffer, name: &str) {
    for line in lines(buffer) {
        let count = |corner| {
            line.chars()
                .filter(|&character| character == corner)
                .count()
        };
        let is_whole = count('┌') == count('┐') && count('└') == count('┘');
        assert!(is_whole, "{name}: {line}");
    }
}

#[test]
fn no_size_panics_or_writes_outside() {
    let sizes = |end: u16, step: usize| (1..=end).step_by(step);
    let every_state = STATES.iter().map(|(name, ..)| *name);
    for name in every_state {
        let mut stage = state(name, Setup::at(120, 36));
        for columns in sizes(200, 43).chain([39, 40, 99, 200]) {
            for rows in sizes(60, 23).chain([9, 10, 60]) {
                stage.resize(columns, rows);
                let (buffer, caret) = stage.frame();
                assert_eq!((buffer.area.width, buffer.area.height), (columns, rows));
                if let Some(caret) = caret {
                    assert!(
                        caret.x < columns && caret.y < rows,
                        "{name}: caret {caret} outside of {columns}x{rows}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_size_there_is_can_be_drawn() {
    for name in [
        "list", "detail", "form", "review", "either", "palette", "help", "conflict",
    ] {
        let mut stage = state(name, Setup::at(80, 24));
        for columns in (1..=60).chain([75, 76, 101]) {
            for rows in 1..=24 {
                stage.resize(columns, rows);
                stage.frame();
            }
        }
    }
}

#[test]
fn the_cursor_and_every_state_are_told_without_styles() {
    let words = |name: &str, wanted: &[&str]| {
        let text = state(name, Setup::at(120, 36)).text();
        for word in wanted {
            assert!(text.contains(word), "{name} does not say {word:?}:\n{text}");
        }
    };
    words(
        "list",
        &[
            ">   314612",
            "LOCKED",
            "BLOCKED",
            "INACTIVE",
            "busy",
            "offline",
            "disabled",
        ],
    );
    words("found", &[">   314671"]);
    words(
        "signs",
        &[
            "= 314612",
            "! 314655",
            "# 314660",
            "? 314671",
            "+ 314678",
            "> ~ 314702",
            "SENDING 1",
        ],
    );
    words("loading", &["LOADING", "reading the first page"]);
    words("unknown", &["UNKNOWN 1", "? Unknown whether applied"]);
    words("refused", &["! Refused"]);
    words(
        "throttled",
        &["429: 3", "1.0/2.0 rps", "next request in 4s"],
    );
    words("read_only", &["READ-ONLY"]);
    words("write_until", &["WRITE until 13:13"]);
    words("worker_stopped", &["READ-ONLY", "worker stopped"]);
    words("demo", &["DEMO"]);
    words("production", &["PROD acme-prod"]);
    words("cursor_warning", &["2 unreadable", "may be incomplete"]);
    words("filtered", &["extension: with", "web login: LOCKED"]);
    words("detail_pending", &["~ LOCKED"]);
    words(
        "detail_history",
        &["= 12:4", "Verified", "Unknown", "open: R checks"],
    );
    words(
        "form_problem",
        &[
            "*number",
            "!email",
            ">",
            "invalid 1",
            "was ravi.678@example.in",
        ],
    );
    words(
        "form_flags",
        &["*web login", "[x] LOCKED", ">*login-based", "[x] on"],
    );
    words("review_privilege", &["PRIVILEGE UP"]);
    words(
        "review",
        &[
            "- \"+91 99999 14678\"",
            "+ \"+91 99999 00017\"",
            "no conflict",
        ],
    );
    words("conflict", &[">#number", " #designation", "(not edited)"]);
    words("filters", &["> web login", "(x) LOCKED", "(x) with"]);
    words("toggles", &["> i  intl outbound"]);
    words("palette", &["> Enter"]);
    words("palette_found", &["(not now: read-only"]);
    words("roles", &["> Quality", "PRIVILEGED"]);
}

#[test]
fn the_cursor_of_a_short_window_is_in_sight() {
    for (name, last) in [
        ("copy", "curl"),
        ("filters", "user status"),
        ("toggles", "disable"),
    ] {
        let mut stage = state(name, Setup::at(80, 24));
        stage.resize(40, 10);
        stage.keys("jjjjjjjj");
        let text = stage.text();
        let cursor = text.lines().find(|line| line.contains("│> "));
        assert!(
            cursor.is_some_and(|line| line.contains(last)),
            "{name}:\n{text}"
        );
    }
    let mut form = state("form", Setup::at(40, 10));
    for field in [
        "number",
        "email",
        "designation",
        "login id",
        "password",
        "web login",
    ] {
        form.keys("<tab>");
        let text = form.text();
        let cursor = text.lines().find(|line| line.contains("│>"));
        assert!(
            cursor.is_some_and(|line| line.contains(field)),
            "{field}:\n{text}"
        );
    }
}

/// A typed line that is longer than its field shows its end, in whole letters.
#[test]
fn the_start_of_a_long_line_is_hidden_by_whole_letters() {
    let mut stage = Setup::at(80, 24).loaded();
    stage.keys("/");
    let family = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
    stage.paste(&format!("{}end", family.repeat(40)));
    let (buffer, caret) = stage.frame();
    let typed: String = (0..80).map(|x| buffer[(x, 22)].symbol()).collect();
    let typed = typed.trim_start().trim_start_matches('/');
    assert!(typed.starts_with(family), "{typed:?}");
    assert!(caret.is_some_and(|caret| buffer[(caret.x - 1, 22)].symbol() == "d"));
}

#[test]
fn the_mono_theme_sends_no_colour() {
    for no_color in [None, Some("1")] {
        let name = if no_color.is_some() {
            ThemeName::Dark
        } else {
            ThemeName::Mono
        };
        for (state_name, ..) in STATES {
            let mut stage = state(state_name, Setup::at(120, 36));
            stage.look.theme = Theme::pick(name, no_color);
            for cell in stage.frame().0.content() {
                assert_eq!(
                    (cell.fg, cell.bg),
                    (Color::Reset, Color::Reset),
                    "{state_name}"
                );
            }
        }
    }
}

#[test]
fn the_row_under_the_cursor_is_reversed_from_edge_to_edge() {
    let stage = state("list", Setup::at(80, 24));
    let (buffer, _) = stage.frame();
    for x in 1..79 {
        assert!(
            buffer[(x, 4)].modifier.contains(Modifier::REVERSED),
            "column {x}"
        );
        assert!(
            !buffer[(x, 5)].modifier.contains(Modifier::REVERSED),
            "column {x}"
        );
    }
}

#[test]
fn what_was_found_is_bold_and_underlined_whatever_the_theme() {
    for theme in [ThemeName::Dark, ThemeName::Mono] {
        let mut stage = Setup::at(120, 36).loaded();
        stage.look.theme = Theme::pick(theme, None);
        stage.keys("/ravi qual +919999914678<Enter>j");
        let (buffer, _) = stage.frame();
        let marked: String = (1..119)
            .map(|x| &buffer[(x, 5)])
            .filter(|cell| {
                let wanted = Modifier::BOLD | Modifier::UNDERLINED;
                cell.modifier.contains(wanted)
            })
            .map(|cell| cell.symbol())
            .collect();
        // the name, the role, the login id, the number whatever stands between its digits
        assert_eq!(marked, "RaviQualravi+91 99999 14678", "{}", stage.text());
    }
}

#[test]
fn an_ascii_terminal_gets_ascii_in_every_state() {
    let look = Look {
        glyphs: Glyphs::ASCII,
        ..plain_look()
    };
    for (name, ..) in STATES {
        for (columns, rows) in [(120, 36), (80, 24), (40, 10)] {
            let mut stage = state(name, Setup::at(columns, rows));
            stage.look = look;
            let text = stage.text();
            assert!(text.is_ascii(), "{name} {columns}x{rows}:\n{text}");
        }
    }
    let mut setup = Setup::at(80, 24);
    setup.people = people::scripts();
    setup.look = look;
    let text = setup.loaded().text();
    assert!(text.contains("Zoe Muller-Lukasz"), "{text}");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("ascii", text);
    });
}
