//! What a person sees of a text that somebody else wrote: nothing that steers the terminal, nothing
//! invisible, names in their own script unharmed, and exactly the columns asked for.

use std::borrow::Cow;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use rosterm::text::{broken, clean, cut, fit, fit_ascii, fold, one_line, width, wrap};
use unicode_segmentation::UnicodeSegmentation;

/// Written down apart from the code under test: Cc, Cf, Zl, Zp, Co, noncharacters and
/// Default_Ignorable_Code_Point of Unicode 16, as inclusive ranges.
const NEVER_SHOWN: &[(u32, u32)] = &[
    (0x0000, 0x001F),
    (0x007F, 0x009F),
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x0600, 0x0605),
    (0x061C, 0x061C),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xE000, 0xF8FF),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
    (0xF0000, 0x10FFFF),
];

fn is_never_shown(character: char) -> bool {
    let code = u32::from(character);
    code & 0xFFFE == 0xFFFE
        || NEVER_SHOWN
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&code))
}

/// Columns the screen buffer really fills.
fn columns_on_screen(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 10_000, 1));
    usize::from(buffer.set_stringn(0, 0, text, 10_000, Style::default()).0)
}

/// Alone, inside a word, doubled and between blanks.
fn in_context(character: char) -> String {
    format!("{character} a{character}b {character}{character} {character}x")
}

#[test]
fn no_character_that_steers_or_hides_is_ever_shown() {
    // From plane 2 on there are ideographs and nothing else to be unharmed: a shorter context.
    let letters = ('\0'..='\u{1FFFF}').map(in_context);
    let rest = ('\u{20000}'..=char::MAX).map(|character| format!("a{character}b"));
    for raw in letters.chain(rest) {
        let shown = clean(&raw);
        assert!(
            !shown.chars().any(is_never_shown),
            "{raw:?} was shown as {shown:?}"
        );
    }
}

#[test]
fn every_assigned_character_is_stable_and_has_a_column() {
    for character in ('\0'..='\u{323AF}').chain('\u{E0000}'..='\u{E01EF}') {
        // One ideograph or Hangul syllable of sixteen stands for its like.
        let alike = matches!(character, '\u{3400}'..='\u{D7A3}' | '\u{17000}'..='\u{18CFF}' | '\u{20000}'..);
        if alike && u32::from(character) % 16 != 0 {
            continue;
        }
        let raw = in_context(character);
        let shown = clean(&raw);
        assert_eq!(shown, clean(&shown), "cleaning {raw:?} twice differs");
        for grapheme in shown.graphemes(true) {
            assert!(width(grapheme) > 0, "{raw:?}: {grapheme:?} has no column");
        }
    }
}

#[test]
fn no_character_hides_between_letters_of_scripts_that_use_joiners() {
    // Only the joiners have a place there; the selectors of emoji do not.
    for before in ["क", "ب", "ക", "é", "王"] {
        // Private use is not there: 140,000 characters that all take the same way.
        let steering = ('\0'..='\u{D7FF}')
            .chain('\u{F900}'..='\u{EFFFF}')
            .filter(|one| is_never_shown(*one));
        for character in steering {
            if matches!(character, '\u{200C}' | '\u{200D}') {
                continue;
            }
            let shown = clean(&format!("{before}{character}{before}")).into_owned();
            assert!(
                !shown.chars().any(is_never_shown),
                "{before} {character:?} was shown as {shown:?}"
            );
        }
    }
}

#[test]
fn hidden_characters_have_readable_tokens() {
    let cases = [
        ("\u{1B}[31mred", "^[[31mred"),
        ("two\nlines\ttab", "two^Jlines^Itab"),
        ("nul\0del\u{7F}", "nul^@del^?"),
        ("c1\u{9B}31m", "c1<9B>31m"),
        ("exe.\u{202E}fdp", "exe.<U+202E>fdp"),
        ("ad\u{200B}min", "ad<U+200B>min"),
        ("ad\u{200D}min", "ad<U+200D>min"),
        ("\u{FEFF}Asha", "<U+FEFF>Asha"),
        ("As\u{AD}ha", "As<U+00AD>ha"),
        ("\u{3164}", "<U+3164>"),
        ("\u{E0041}", "<U+E0041>"),
        ("\u{F8FF}", "<U+F8FF>"),
        ("\u{301}acute first", "◌\u{301}acute first"),
        ("a\n\u{301}", "a^J◌\u{301}"),
        ("\u{1161}", "<U+1161>"),
    ];
    for (raw, expected) in cases {
        assert_eq!(clean(raw), expected, "{raw:?}");
    }
}

#[test]
fn names_in_every_script_stay_as_they_are() {
    for name in [
        "Ravi Kumar Verma",
        "Zoë Müller-Łuczak",
        "रवि कुमार वर्मा",
        "क्\u{200D}ष",         // half form asked for
        "राम\u{94D}\u{200C}", // visible virama
        "র\u{200D}্যাম",        // Bengali ya-phalaa
        "தமிழ்ச்செல்வன்",
        "க்\u{200C}ஷ",  // Tamil, ligature refused
        "അവന്\u{200D}", // Malayalam chillu in the old spelling
        "ശ്രീലക്ഷ്മി",
        "ක්\u{200D}රි", // Sinhala
        "محمد\u{200C}رضا",
        "علی\u{200C}نژاد می\u{200C}رود",
        "יוסף",
        "김민준",
        "王小明",
        "สมชาย",
        "👨\u{200D}👩\u{200D}👧\u{200D}👦",
        "👩🏽\u{200D}💻",
        "🏳\u{FE0F}\u{200D}🌈",
        "❤\u{FE0F} 1\u{FE0F}\u{20E3} 🇮🇳",
    ] {
        assert!(
            matches!(clean(name), Cow::Borrowed(same) if same == name),
            "{name} became {}",
            clean(name)
        );
    }
}

#[test]
fn joiners_stay_only_where_they_do_something() {
    for (raw, expected) in [
        ("क\u{200C}क", "क<U+200C>क"),
        ("क्\u{200D}\u{200D}ष", "क्\u{200D}<U+200D>ष"),
        ("👩\u{200D}x", "👩<U+200D>x"),
        ("ب\u{200C}a", "ب<U+200C>a"),
        ("\u{200D}👩", "<U+200D>👩"),
        ("a\u{FE0F}", "a<U+FE0F>"),
    ] {
        assert_eq!(clean(raw), expected, "{raw:?}");
    }
}

#[test]
fn towers_of_marks_and_endless_values_are_cut_with_a_mark() {
    let tower = clean(&format!("a{}", "\u{301}".repeat(15))).into_owned();
    assert_eq!(tower.chars().count(), 16, "sixteen code points are allowed");
    assert!(!tower.contains('…'));

    for marks in [16, 500, 5_000] {
        let shown = clean(&format!("a{}b", "\u{301}".repeat(marks))).into_owned();
        assert!(shown.chars().count() <= 18, "{marks} marks: {shown:?}");
        assert!(shown.contains('…'));
        assert!(width(&shown) <= 3);
    }

    for raw in ["x".repeat(9_000), "é".repeat(9_000), "\u{1B}".repeat(9_000)] {
        let shown = clean(&raw);
        assert!(
            shown.len() <= 4_096 && shown.len() > 4_000,
            "{} bytes",
            shown.len()
        );
        assert!(shown.ends_with('…'));
        assert_eq!(shown, clean(&shown));
    }
    let whole = "x".repeat(4_096);
    assert_eq!(clean(&whole), whole.as_str());
}

#[test]
fn texts_are_cut_at_graphemes_and_padded() {
    assert_eq!(fit("Divya Krishnamurthy", 10), "Divya Kri…");
    assert_eq!(fit("Asha", 6), "Asha  ");
    assert_eq!(fit("王小明", 5), "王小…");
    assert_eq!(fit("王小明", 4), "王… ");
    assert_eq!(fit("Asha", 1), "…");
    assert_eq!(fit("Asha", 0), "");
    assert_eq!(cut("Asha", 6), "Asha");
    assert_eq!(cut("", 3), "");
    assert_eq!(fit("a\nb", 5), "a^Jb ");
    assert_eq!(fit_ascii("Zoë Müller", 12), "Zoe Muller  ");
    assert_eq!(fit_ascii("Divya Krishnamurthy", 10), "Divya Kri~");
    assert_eq!(fit_ascii("Борис", 8), "Boris   ");
    assert_eq!(fit_ascii("\u{1B}[2J", 6), "^[[2J ");
}

#[test]
fn messages_wrap_between_words() {
    assert_eq!(
        wrap("web login unlocked for Ravi Kumar Verma", 14),
        ["web login", "unlocked for", "Ravi Kumar", "Verma"]
    );
    assert_eq!(wrap("first\r\nsecond", 20), ["first  second"]);
    assert_eq!(wrap("first\n\nthird", 7), ["first", "third"]);
    assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
    assert_eq!(wrap("王a", 1), ["…", "a"]);
    assert_eq!(wrap("ab", 0), ["a", "b"]);
    assert_eq!(
        wrap("bad \u{1B}[2J\u{202E} name", 30),
        ["bad ^[[2J<U+202E> name"]
    );
    assert!(wrap("", 10).is_empty());
    assert_eq!(
        wrap("Verified. Ravi   z undo", 16),
        ["Verified. Ravi", "z undo"]
    );
    assert_eq!(wrap("Ravi   z undo", 16), ["Ravi   z undo"]);
}

#[test]
fn values_break_anywhere_and_lose_no_blank() {
    assert_eq!(broken("a  b c", 3), ["a  ", "b c"]);
    assert_eq!(broken("श्रीकांत", 4).concat(), "श्रीकांत");
    assert_eq!(broken("王a", 1), ["…", "a"]);
    assert_eq!(broken("", 5), [""]);
}

#[test]
fn a_message_of_several_lines_reads_as_one() {
    assert_eq!(one_line("  bad\r\n\trequest \u{1B} "), "bad request ^[");
    assert_eq!(one_line(""), "");
}

#[test]
fn find_ignores_case_and_accents() {
    for (text, folded) in [
        ("Müller", "muller"),
        ("GARCÍA", "garcia"),
        ("Wójcik", "wojcik"),
        ("Straße 5", "strasse 5"),
        ("Asha R.", "asha r."),
    ] {
        assert_eq!(fold(text), folded);
    }
    assert_eq!(
        fold("Mu\u{308}ller"),
        fold("Müller"),
        "either way to write an umlaut"
    );
}

/// Texts rich in what is difficult: marks, joiners, wide letters, emoji, controls.
fn difficult_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[ -~]{0,6}",
        "[\u{900}-\u{97F}\u{200C}\u{200D}]{0,5}",
        "[\u{B80}-\u{BFF}\u{D00}-\u{D7F}\u{200C}\u{200D}]{0,5}",
        "[\u{620}-\u{6D3}\u{200C}\u{200D}\u{202E}]{0,5}",
        "[\u{1F300}-\u{1FAFF}\u{FE0F}\u{200D}\u{1F3FB}-\u{1F3FF}]{0,4}",
        "[\u{1100}-\u{11FF}\u{AC00}-\u{AC10}\u{FF9E}\u{FF9F}\u{FF76}]{0,4}",
        "[\u{300}-\u{36F}\u{0}-\u{1F}\u{80}-\u{9F}]{0,20}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn fit_fills_exactly_its_columns(raw in difficult_text(), columns in 0usize..60) {
        let shown = fit(&raw, columns);
        prop_assert_eq!(width(&shown), columns);
        prop_assert_eq!(columns_on_screen(&shown), columns);
        let ascii = fit_ascii(&raw, columns);
        prop_assert!(ascii.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{:?}", ascii);
        prop_assert_eq!(ascii.len(), columns);
        prop_assert!(width(&cut(&raw, columns)) <= columns);
        prop_assert!(wrap(&raw, columns).iter().all(|line| width(line) <= columns.max(1)));
        prop_assert!(broken(&raw, columns).iter().all(|line| width(line) <= columns.max(1)));
    }

    #[test]
    fn cleaning_is_safe_bounded_and_done_once(raw in difficult_text()) {
        let shown = clean(&raw);
        prop_assert_eq!(clean(&shown), shown.as_ref());
        prop_assert_eq!(columns_on_screen(&shown), width(&shown));
        for character in shown.chars() {
            let stays_in_context = matches!(character, '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}');
            prop_assert!(stays_in_context || !is_never_shown(character), "{:?} in {:?}", character, shown);
        }
        for grapheme in shown.graphemes(true) {
            prop_assert!(grapheme.chars().count() <= 16 && grapheme.len() <= 64);
        }
    }
}
