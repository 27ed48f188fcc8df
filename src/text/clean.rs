//! The one sanitiser.
//!
//! Invariant: its answer holds no hidden character, no grapheme above 16 code points or 64 bytes,
//! no grapheme without a column, and at most 4 KiB; cleaning it again changes nothing.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::character::{
    EMOJI_SELECTOR, JOINER, NON_JOINER, TEXT_SELECTOR, is_cursive, is_emoji, is_hidden, is_indic,
    is_ordinary_letter, is_skin_tone, is_virama, push_token,
};
use super::layout::width;

/// Bytes of one value that are ever shown.
const VALUE_BYTES: usize = 4096;
/// Code points of one grapheme that are shown; the longest emoji in use has ten.
const GRAPHEME_CHARACTERS: usize = 16;
/// Bytes of one grapheme that are shown.
const GRAPHEME_BYTES: usize = 64;
/// Stands where something was left out.
const ELLIPSIS: char = '…';
/// Carries a mark that has no letter to sit on.
const DOTTED_CIRCLE: char = '◌';

/// Makes a text from outside safe to show.
///
/// Control characters become visible tokens (`^[`, `^J`, `<9B>`); bidirectional controls, line
/// separators, invisible characters, private use and noncharacters become `<U+202E>` and the like.
/// The two joiners stay where a script or an emoji needs them. Marks without a letter get a dotted
/// circle. Overlong graphemes and values end in `…`.
///
/// Borrowed when nothing had to change.
#[must_use]
pub fn clean(raw: &str) -> Cow<'_, str> {
    if raw.len() <= VALUE_BYTES && (is_printable_ascii(raw) || is_ordinary(raw)) {
        return Cow::Borrowed(raw);
    }
    let considered = truncated(raw, VALUE_BYTES);
    let shown = cap_graphemes(&show_hidden(considered));
    if shown == raw {
        return Cow::Borrowed(raw);
    }
    if considered.len() == raw.len() && shown.len() <= VALUE_BYTES {
        return Cow::Owned(shown);
    }
    Cow::Owned(cap_value(&shown))
}

fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether a short look proves that nothing has to change, as it does for most names: letters and
/// their marks in words short enough that no grapheme can be overlong, and a letter first.
fn is_ordinary(text: &str) -> bool {
    let mut characters = text.chars();
    let has_base = characters
        .next()
        .is_some_and(|first| first.width() != Some(0));
    let mut word = 0;
    has_base
        && text.chars().all(|character| {
            // ASCII begins a grapheme; so the longest possible one is a word and what is before it.
            word = if character.is_ascii() { 0 } else { word + 1 };
            word < GRAPHEME_CHARACTERS && is_ordinary_letter(character)
        })
}

/// The longest prefix of at most `bytes` bytes that ends between two characters.
fn truncated(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// What the characters before the present one allow.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// Start of the text, or a token: a mark has nothing to sit on.
    Nothing,
    /// An emoji and its selector or skin tone.
    DressedEmoji,
    /// Any other shown character.
    Shown(char),
}

impl Before {
    /// Asked only where it matters: it costs more than all the rest.
    fn is_emoji(self) -> bool {
        match self {
            Self::Nothing => false,
            Self::DressedEmoji => true,
            Self::Shown(character) => is_emoji(character),
        }
    }
}

fn show_hidden(raw: &str) -> String {
    let mut shown = String::with_capacity(raw.len() + 16);
    let mut before = Before::Nothing;
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let kept = match character {
            JOINER | NON_JOINER => is_joiner_needed(character, before, next),
            // Also the digit of a keycap: 1, selector, U+20E3.
            EMOJI_SELECTOR | TEXT_SELECTOR => {
                before.is_emoji()
                    || next == Some('\u{20E3}')
                        && matches!(before, Before::Shown('0'..='9' | '#' | '*'))
            }
            _ => !is_hidden(character),
        };
        if !kept {
            push_token(&mut shown, character);
            before = Before::Nothing;
            continue;
        }
        if before == Before::Nothing && character.width() == Some(0) {
            push_orphan(&mut shown, character);
        } else {
            shown.push(character);
        }
        let is_dress =
            matches!(character, EMOJI_SELECTOR | TEXT_SELECTOR) || is_skin_tone(character);
        before = if is_dress && before.is_emoji() {
            Before::DressedEmoji
        } else {
            Before::Shown(character)
        };
    }
    shown
}

/// RFC 5892 appendix A (both joiners after a virama, the non-joiner between cursive letters), and
/// what the scripts do beside it: the joiner before a virama (Bengali ya-phalaa), the joiner after
/// an Arabic letter (abbreviations), the joiner between emoji.
fn is_joiner_needed(joiner: char, before: Before, next: Option<char>) -> bool {
    match before {
        Before::Nothing => false,
        Before::Shown(previous) if is_virama(previous) => true,
        Before::Shown(previous) if is_indic(previous) => {
            joiner == JOINER && next.is_some_and(is_virama)
        }
        Before::Shown(previous) if is_cursive(previous) => {
            next.is_some_and(is_cursive)
                || joiner == JOINER && next.is_none_or(|next| !next.is_alphanumeric())
        }
        Before::DressedEmoji | Before::Shown(_) => {
            joiner == JOINER && before.is_emoji() && next.is_some_and(is_emoji)
        }
    }
}

/// A character without a column of its own and without a letter before it: a screen would drop it
/// or hang it on the frame.
fn push_orphan(shown: &mut String, character: char) {
    let on_circle: String = [DOTTED_CIRCLE, character].iter().collect();
    if on_circle.graphemes(true).count() == 1 {
        shown.push_str(&on_circle);
    } else {
        shown.push_str(&format!("<U+{:04X}>", u32::from(character)));
    }
}

fn cap_graphemes(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        if width(grapheme) == 0 {
            // A vowel of conjoining Hangul without its consonant, a lone prefix sign.
            for character in grapheme.chars() {
                shown.push_str(&format!("<U+{:04X}>", u32::from(character)));
            }
            continue;
        }
        let short = grapheme
            .char_indices()
            .take(GRAPHEME_CHARACTERS)
            .map(|(start, character)| start + character.len_utf8())
            .take_while(|end| *end <= GRAPHEME_BYTES)
            .last()
            .unwrap_or(0);
        if short == grapheme.len() {
            shown.push_str(grapheme);
        } else {
            shown.push_str(without_joiner(&grapheme[..short]));
            shown.push(ELLIPSIS);
        }
    }
    shown
}

/// Cuts at a grapheme border, with the mark that says so.
fn cap_value(text: &str) -> String {
    let room = VALUE_BYTES - ELLIPSIS.len_utf8();
    let end = text
        .grapheme_indices(true)
        .map(|(start, grapheme)| start + grapheme.len())
        .take_while(|end| *end <= room)
        .last()
        .unwrap_or(0);
    let kept = without_joiner(&text[..end]);
    let mut shown = kept.strip_suffix(ELLIPSIS).unwrap_or(kept).to_owned();
    shown.push(ELLIPSIS);
    shown
}

/// A joiner at a cut has lost the neighbour that justified it.
fn without_joiner(text: &str) -> &str {
    text.trim_end_matches([JOINER, NON_JOINER])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn looked_at_in_full(raw: &str) -> String {
        cap_graphemes(&show_hidden(raw))
    }

    #[test]
    fn an_ordinary_letter_needs_no_change_wherever_it_stands() {
        for letter in ('\0'..='\u{1FFFF}').filter(|letter| is_ordinary_letter(*letter)) {
            for text in [
                format!("a{letter}"),
                format!("a {letter}{letter} a"),
                format!("{letter}a{letter}"),
            ] {
                if is_ordinary(&text) {
                    assert_eq!(looked_at_in_full(&text), text);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_short_look_never_overlooks_anything(
            text in "[a ~\u{7f}\u{ad}ÀéĀфसुनीता्नायরয்তكِـعー\u{64b}\u{200c}\u{200d}\u{d4e}\u{600}\u{300}]{0,40}"
        ) {
            if is_ordinary(&text) {
                prop_assert_eq!(looked_at_in_full(&text), text);
            }
        }
    }
}
