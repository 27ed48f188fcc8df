//! Columns: how wide a text is, and how it is made to fit.
//!
//! Invariant: the measure is the one the screen buffer uses (a grapheme at a time), so a text of
//! `n` columns fills exactly `n` cells; every function but [`width`] cleans first.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

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

/// [`fit`] for a terminal that shows ASCII only: other letters are written in the Latin alphabet,
/// what has no such form is `?`, and the mark of a cut is `~`.
#[must_use]
pub fn fit_ascii(raw: &str, columns: usize) -> String {
    let cleaned = clean(raw);
    let latin = if cleaned.is_ascii() {
        cleaned
    } else {
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
    };
    padded(cut_with(latin, columns, '~'), columns)
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

/// A message as lines of at most `columns` columns (at least one), broken between words and where
/// the message has line breaks; a word longer than a line is broken between graphemes. A grapheme
/// wider than the line is shown as `…`.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    text.lines()
        .flat_map(|paragraph| wrap_paragraph(paragraph, columns))
        .collect()
}

fn wrap_paragraph(paragraph: &str, columns: usize) -> Vec<String> {
    let cleaned = super::one_line(paragraph);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in cleaned.split(' ') {
        let used = width(&line);
        if !line.is_empty() && used + 1 + width(word) <= columns {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while width(rest) > columns {
            let (head, tail) = split_at_columns(rest, columns);
            if head.is_empty() {
                let first = rest.graphemes(true).next().map_or(rest.len(), str::len);
                lines.push("…".to_owned());
                rest = &rest[first..];
            } else {
                lines.push(head.to_owned());
                rest = tail;
            }
        }
        line.push_str(rest);
    }
    lines.push(line);
    lines
}
