//! What reaches the terminal: its bytes without colour, in ASCII, at any size, with letters whose
//! width nobody agrees on.

use rosterm::demo::Options;
use vt100::Screen;

use crate::hand::{ENTER, Hand, ctrl, program};
use crate::oracle::Oracle;

fn open(arguments: &[&str], environment: &[(&str, &str)]) -> (Oracle, Hand) {
    let oracle = Oracle::start(Options::default());
    let mut command = program(&oracle.api(), arguments);
    for (name, value) in environment {
        command.env(name, value);
    }
    let hand = Hand::open(command);
    hand.see("Aarti Deshmukh");
    (oracle, hand)
}

/// The numbers of every `CSI … m` in the bytes.
fn looks(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let commands = text.split("\x1b[").skip(1);
    let looks = commands.filter_map(|rest| {
        let end = rest.find(|character: char| character.is_ascii_alphabetic())?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    looks.collect()
}

fn is_cursor_row_reversed(screen: &Screen) -> bool {
    let line = |row: u16| screen.contents_between(row, 0, row, 80);
    let row = (0..24).find(|row| line(*row).contains("Aarti Deshmukh"));
    row.is_some_and(|row| screen.cell(row, 12).is_some_and(vt100::Cell::inverse))
}

#[test]
fn without_colour_the_cursor_row_is_still_reversed() {
    for (arguments, environment) in [
        (&[][..], &[("NO_COLOR", "1")][..]),
        (&["--theme", "mono"][..], &[][..]),
        (&["--theme", "dark"][..], &[("NO_COLOR", "1")][..]),
    ] {
        let (_oracle, hand) = open(arguments, environment);
        assert!(hand.pty.look(is_cursor_row_reversed), "{}", hand.pty.grid());
        hand.press("w");
        hand.see("= Verified");
        hand.press("e");
        hand.see("Edit  Aarti Deshmukh");
        let looks = looks(&hand.pty.raw());
        assert!(looks.contains(&"0;7".to_owned()) || looks.contains(&"0;1;7".to_owned()));
        for look in looks {
            let allowed = |number: &str| number.parse().is_ok_and(|number: u8| number < 10);
            assert!(
                !look.is_empty() && look.split(';').all(allowed),
                "{arguments:?} {environment:?}: CSI {look} m is a colour or an empty reset"
            );
        }
    }
    let (_oracle, hand) = open(&[], &[]);
    let has_color = |look: &String| look.split(';').any(|number| number.len() > 1);
    assert!(
        looks(&hand.pty.raw()).iter().any(has_color),
        "the test sees colours"
    );
}

#[test]
fn ascii_means_ascii() {
    for (arguments, locale) in [(&["--ascii"][..], "C.UTF-8"), (&[][..], "C")] {
        let (_oracle, hand) = open(arguments, &[("LANG", locale)]);
        hand.press(ENTER);
        hand.see("IDENTITY");
        hand.press("e");
        hand.see("Edit  Aarti Deshmukh");
        assert!(hand.pty.raw().is_ascii(), "{}", hand.pty.grid());
    }
}

#[test]
fn any_size_and_back() {
    let (_oracle, hand) = open(&[], &[]);
    hand.pty.resize(1, 1);
    hand.pty.wait_for("one letter", |screen| {
        screen.contents().chars().count() == 1
    });
    hand.pty.resize(9, 39);
    hand.see("terminal is 39x9, need 40x10");
    hand.see("nothing is lost; make it larger");
    // A write key does nothing where nobody can see what it would do.
    hand.press("w");
    hand.pty.resize(24, 80);
    let grid = hand.see("too small to see what is changed");
    assert!(grid.contains("Aarti Deshmukh"), "{grid}");
    hand.pty.resize(40, 132);
    hand.see("LOGIN ID");
    hand.leave();
}

#[test]
fn a_terminal_without_abilities_or_a_name() {
    for terminal in ["dumb", ""] {
        let (_oracle, hand) = open(&[], &[("TERM", terminal)]);
        hand.press("j");
        hand.see("2 of 100+");
        hand.leave();
    }
}

/// Blanks at the end of a line look the same whether they were written or not.
fn trimmed(grid: &str) -> String {
    let lines: Vec<_> = grid.lines().map(str::trim_end).collect();
    lines.join("\n")
}

#[test]
fn letters_of_uncertain_width_leave_nothing_behind() {
    let (_oracle, hand) = open(&[], &[]);
    let is_indic = |grid: &str| {
        let is_of_uncertain_width = |letter| ('\u{600}'..='\u{d7f}').contains(&letter);
        grid.contains(is_of_uncertain_width)
    };
    let mut indic_grids = 0;
    for page in 1..=9 {
        hand.press(&ctrl('d'));
        let row = format!("Users  {} of", 1 + page * 9);
        if is_indic(&hand.see(&row)) {
            indic_grids += 1;
            looks_the_same_drawn_whole(&hand);
        }
    }
    assert!(indic_grids > 3, "names in many scripts were scrolled past");
    hand.press("/");
    hand.see("Enter take it");
    hand.type_text("!");
    hand.see("/!");
    hand.type_text("zzzz");
    hand.see("/!zzzz");
    hand.press(&ctrl('u'));
    hand.type_text("zzzz");
    hand.see("0 of 0 found");
    hand.press(ENTER);
    hand.see("Enter detail");
    let grid = hand.pty.grid();
    assert!(!is_indic(&grid), "stray letters:\n{grid}");
    // Between frame and frame there is nothing but the sentence about it.
    let rows: Vec<_> = grid
        .lines()
        .skip(4)
        .take_while(|line| !line.contains('└'))
        .collect();
    for row in rows.iter().filter(|row| !row.contains("zzzz")) {
        let inside = row.trim_matches('│');
        assert!(
            inside.is_ascii() && inside.chars().count() == 78,
            "{row:?} in\n{grid}"
        );
    }
    hand.press("q");
    hand.see_no_find();
    hand.press("g");
    hand.see("Aarti Deshmukh");
    looks_the_same_drawn_whole(&hand);
    hand.leave();
}

/// What was drawn by its changes looks as if it were drawn from nothing.
fn looks_the_same_drawn_whole(hand: &Hand) {
    // Up to the names: what stands behind them is still being filled in.
    let names = |screen: &Screen| trimmed(&screen.rows(0, 40).collect::<Vec<_>>().join("\n"));
    let before = hand.pty.look(names);
    let frames = crate::pty::count(&hand.pty.raw(), "\x1b[2J");
    hand.press(&ctrl('l'));
    while crate::pty::count(&hand.pty.raw(), "\x1b[2J") == frames {
        std::thread::yield_now();
    }
    hand.pty.wait_for("the same names, drawn whole", |screen| {
        names(screen) == before
    });
}
