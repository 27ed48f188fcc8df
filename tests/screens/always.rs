//! What holds in every state: nothing steers the terminal, nothing is painted outside, nothing
//! depends on colour, and an ASCII terminal gets ASCII.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use rosterm::app::Overlay;
use rosterm::app::keymap::Scope;
use rosterm::domain::Outcome;
use rosterm::protocol::{Cause, Event};
use rosterm::tui::pen::Look;
use rosterm::tui::theme::{Glyphs, Theme, ThemeName};

use crate::people::{self, Person};
use crate::scene::{Setup, Stage, failure, lines};
use crate::states::{STATES, state};

/// Cc, Cf and Default_Ignorable_Code_Point of Unicode 16, written down apart from the code under
/// test; the long reserved and private ranges by their ends.
fn hidden() -> Vec<char> {
    let ranges: &[(u32, u32)] = &[
        (0x00, 0x1F),
        (0x7F, 0x9F),
        (0xAD, 0xAD),
        (0x34F, 0x34F),
        (0x600, 0x605),
        (0x61C, 0x61C),
        (0x6DD, 0x6DD),
        (0x70F, 0x70F),
        (0x890, 0x891),
        (0x8E2, 0x8E2),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x2028, 0x202E),
        (0x2060, 0x206F),
        (0x3164, 0x3164),
        (0xE000, 0xE000),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFFB),
        (0x110BD, 0x110BD),
        (0x110CD, 0x110CD),
        (0x13430, 0x1343F),
        (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
        (0xE0000, 0xE0007),
        (0xE0020, 0xE007F),
        (0xE01EF, 0xE01EF),
        (0xE0FFF, 0xE0FFF),
        (0x10FFFF, 0x10FFFF),
    ];
    let codes = ranges.iter().flat_map(|&(first, last)| first..=last);
    codes.filter_map(char::from_u32).collect()
}

/// One user whose every text holds `text`, and one more to walk to.
fn tenant_of(text: &str) -> Vec<Person> {
    let person = |id| Person {
        name: text.to_owned(),
        login: Some(text.to_owned()),
        role: (54601, text.to_owned()),
        everywhere: Some(text.to_owned()),
        ..Person::new(id, "")
    };
    vec![person(7), person(8)]
}

/// Every view a text from outside can reach, one after the other.
fn tour(text: &str, mut look_at: impl FnMut(&str, &Stage)) {
    let mut setup = Setup::at(120, 36);
    setup.people = tenant_of(text);
    let mut stage = setup.loaded();
    let stage = &mut stage;
    look_at("list", stage);
    stage.resize(60, 20);
    look_at("narrow list", stage);
    stage.resize(120, 36);
    for overlay in ["r", "t", "y", "x", "/", ":"] {
        stage.keys(overlay).paste(text);
        look_at(overlay, stage);
        stage.keys("<esc><esc>");
    }
    stage.keys("<Enter>").answer();
    look_at("detail", stage);
    stage.keys("J");
    look_at("raw", stage);
    stage.keys("<esc>e").answer();
    look_at("form", stage);
    for _ in 0..15 {
        stage.keys("<tab>").paste(text);
        look_at("form field", stage);
    }
    let is_form = matches!(stage.model.overlay, Some(Overlay::Form(_)));
    assert!(is_form, "the form is open for {text:?}");
    // The email and the CDR scope cannot be sent so: all goes back but the designation.
    for _ in 0..15 {
        stage.keys("<tab><ctrl-x>");
    }
    stage.keys("<tab><tab><tab><ctrl-u>").paste("another");
    stage.keys("<ctrl-s>");
    look_at("review, reading", stage);
    stage.answer();
    assert_eq!(stage.model.scope(), Scope::Review, "the review of {text:?}");
    look_at("review", stage);
    stage.keys("J");
    look_at("body", stage);
    stage.keys("e");
    stage.behind(7, |person| person.everywhere = Some(format!("{text}2")));
    stage.keys("<ctrl-s>").answer();
    assert_eq!(
        stage.model.scope(),
        Scope::Conflict,
        "a conflict on {text:?}"
    );
    look_at("conflict", stage);
    while stage.model.overlay.is_some() || stage.model.detail.is_some() {
        stage.keys("<esc>");
    }
    stage.keys("w");
    look_at("pending", stage);
    stage.settle(Outcome::Refused, text);
    look_at("refused", stage);
    stage.keys("<Enter>").answer();
    look_at("history", stage);
    stage.keys("!");
    look_at("messages", stage);
    stage.keys("<esc><esc>");
    stage.log("GET", "/v1/users", 200, text);
    stage.keys("@");
    look_at("requests", stage);
    let listing = stage.listing();
    stage.hear(Event::PageFailed {
        listing,
        after: None,
        failure: failure(Cause::Answer, text),
    });
    look_at("page failed", stage);
    stage.hear(Event::WorkerStopped {
        reason: text.to_owned(),
    });
    look_at("worker stopped", stage);
    let mut setup = Setup::at(80, 24);
    setup.people = tenant_of(text);
    setup.profile.own_login = Some(text.to_owned());
    setup.profile.name = text.to_owned();
    let mut asked = setup.loaded();
    asked.keys("w").paste(text);
    assert!(asked.model.question.is_some(), "asked for {text:?}");
    look_at("question", &asked);
}

#[test]
fn no_hidden_character_reaches_a_cell_in_any_field_and_view() {
    let hidden = hidden();
    for pair in hidden.chunks(3) {
        let text: String = pair
            .iter()
            .flat_map(|&bad| ['x', bad])
            .chain(['y'])
            .collect();
        tour(&text, |view, stage| {
            let (buffer, _) = stage.frame();
            for cell in buffer.content() {
                let mut strange = cell
                    .symbol()
                    .chars()
                    .filter(|shown| !(' '..='~').contains(shown));
                let bad = strange.find(|shown| hidden.contains(shown));
                assert_eq!(
                    bad,
                    None,
                    "{view} shows {bad:?} of {text:?}:\n{}",
                    stage.text()
                );
            }
        });
    }
}

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
    words("palette", &["> Enter", "(not now: read-only"]);
    words("roles", &["> Agent", "PRIVILEGED"]);
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
fn an_ascii_terminal_gets_ascii_in_every_state() {
    let look = Look {
        glyphs: Glyphs::ASCII,
        ..crate::scene::plain_look()
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

#[test]
fn text_from_outside_cannot_forge_a_line_of_ours() {
    let forged = "no\n = Verified 12:00:00: role Owner\r\n ~ ";
    tour(forged, |view, stage| {
        let text = stage.text();
        let is_forged = |line: &str| {
            line.trim_start_matches(['│', ' '])
                .starts_with("= Verified")
        };
        assert!(!text.lines().any(is_forged), "{view}:\n{text}");
    });
}
