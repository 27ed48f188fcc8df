//! Columns: how wide a text is, and how it is made to fit.
//!
//! Invariant: the measure is the one the screen buffer uses (a grapheme at a time), so a text of
//! `n` columns fills exactly `n` cells; every function but [`width`] cleans first.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::character::{JOINER, NON_JOINER};
use super::clean::clean;

/// Columns a cleaned text takes on the screen.
#[must_use]
pub fn width(cleaned: &str) -> usize {
    if cleaned.is_ascii() {
        return cleaned.len();
    }
    cleaned.graphemes(true).map(columns_of).sum()
}

/// Columns of one grapheme, as ratatui counts them: the Unicode width, plus one for each halfwidth
/// katakana sound mark, which terminals draw in a cell of its own.
fn columns_of(grapheme: &str) -> usize {
    let sound_marks = grapheme
        .chars()
        .filter(|character| matches!(character, '\u{FF9E}' | '\u{FF9F}'))
        .count();
    grapheme.width() + sound_marks
}

/// The text in at most `columns` columns; a longer one is cut at a grapheme border and ends in `…`.
#[must_use]
pub fn cut(raw: &str, columns: usize) -> String {
    cut_with(clean(raw), columns, '…')
}

/// The text in exactly `columns` columns: [`cut`], then filled up with blanks.
#[must_use]
pub fn fit(raw: &str, columns: usize) -> String {
    padded(cut(raw, columns), columns)
}

/// [`clean`] for a terminal that shows ASCII only: other letters are written in the Latin alphabet,
/// what has no such form is `?`, and the mark of a cut is `~`.
#[must_use]
pub fn latin(raw: &str) -> Cow<'_, str> {
    let cleaned = clean(raw);
    if cleaned.is_ascii() {
        return cleaned;
    }
    let mut latin = String::with_capacity(cleaned.len());
    for grapheme in cleaned.graphemes(true) {
        let written = any_ascii::any_ascii(grapheme);
        latin.push_str(match (grapheme, written.as_str()) {
            ("…", _) => "~",
            (_, "") => "?",
            (_, written) => written,
        });
    }
    Cow::Owned(latin)
}

/// [`fit`] for a terminal that shows ASCII only, in the letters of [`latin`].
#[must_use]
pub fn fit_ascii(raw: &str, columns: usize) -> String {
    padded(cut_with(latin(raw), columns, '~'), columns)
}

fn cut_with(cleaned: Cow<'_, str>, columns: usize, ellipsis: char) -> String {
    if width(&cleaned) <= columns {
        return cleaned.into_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let (kept, _) = split_at_columns(&cleaned, columns - 1);
    let mut shown = kept.to_owned();
    shown.push(ellipsis);
    shown
}

/// The longest run of whole graphemes within `columns`, and the rest.
fn split_at_columns(text: &str, columns: usize) -> (&str, &str) {
    if text.is_ascii() {
        return text.split_at(columns.min(text.len()));
    }
    let mut used = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        used += columns_of(grapheme);
        if used > columns {
            return text.split_at(start);
        }
    }
    (text, "")
}

fn padded(mut text: String, columns: usize) -> String {
    let missing = columns.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// A message as lines of at most `columns` columns (at least one), broken between words; a word
/// longer than a line is broken between graphemes. A grapheme wider than the line is shown as `…`.
/// Several blanks between two words of a line stay; line breaks of the message become blanks, so
/// that no text can start a line that looks like one of ours.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let blanks = text.replace(['\t', '\r', '\n'], " ");
    let cleaned = clean(blanks.trim());
    // Nearly every message; it is asked for in each frame.
    if !cleaned.is_empty() && width(&cleaned) <= columns {
        return vec![cleaned.into_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut gap = 0;
    for word in cleaned.split(' ') {
        gap += 1;
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            if width(&line) + gap + width(word) <= columns {
                line.extend(std::iter::repeat_n(' ', gap));
                line.push_str(word);
                gap = 0;
                continue;
            }
            lines.push(std::mem::take(&mut line));
        }
        gap = 0;
        line.push_str(fill_lines(word, columns, &mut lines));
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A value as lines of at most `columns` columns (at least one), broken between graphemes wherever
/// a line is full: every blank of it stays. A grapheme wider than the line is shown as `…`.
#[must_use]
pub fn broken(raw: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let cleaned = clean(raw);
    let rest = fill_lines(&cleaned, columns.max(1), &mut lines);
    lines.push(rest.to_owned());
    lines
}

/// Moves full lines of `text` to `lines`; gives the rest, which fits.
fn fill_lines<'a>(text: &'a str, columns: usize, lines: &mut Vec<String>) -> &'a str {
    let mut rest = text;
    loop {
        let (head, tail) = split_at_columns(rest, columns);
        if tail.is_empty() {
            return rest;
        }
        if head.is_empty() {
            let first = rest.graphemes(true).next().map_or(rest.len(), str::len);
            lines.push("…".to_owned());
            rest = &rest[first..];
        } else {
            // A joiner at the break has lost the neighbour that justified it.
            lines.push(head.trim_end_matches([JOINER, NON_JOINER]).to_owned());
            rest = tail;
        }
    }
}
