//! The server's words, whatever shape they have, as one short line for the person.
//!
//! Invariant: a line has a bound and no line break. It is untrusted text: whoever shows it cleans
//! it, as every other text of the API.

use super::envelope::{text_of, without_mark};
use super::json::Raw;
use crate::domain::raw::pretty;

/// The longest server message that is passed on, in characters.
const MESSAGE_LIMIT: usize = 500;
/// The longest excerpt of a body that stands in for a message, in characters.
const EXCERPT_LIMIT: usize = 200;
/// How deep `errors` is taken apart: field → list of texts, and one more for good measure.
const MESSAGE_DEPTH: usize = 3;

/// The beginning of a body in one line of at most 200 characters, secrets masked.
pub(in crate::api) fn excerpt(body: &[u8]) -> String {
    // More than enough bytes for the limit, and few enough to be read at every failure.
    let start = body
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .unwrap_or(body.len());
    let end = body.len().min(start + EXCERPT_LIMIT * 16);
    let text = text_of(&body[start..end]);
    let text = without_mark(&text);
    if text.starts_with(['{', '[']) {
        one_line(&pretty(text), EXCERPT_LIMIT)
    } else {
        one_line(text, EXCERPT_LIMIT)
    }
}

/// The texts in `values`, a string, array or object each, as one line.
pub(in crate::api) fn flattened(values: &[Raw<'_>]) -> String {
    let mut line = String::new();
    for value in values {
        flatten(*value, MESSAGE_DEPTH, &mut line);
    }
    one_line(&line, MESSAGE_LIMIT)
}

fn flatten(value: Raw<'_>, depth: usize, line: &mut String) {
    // What would be cut off later need not be built; no character has more than four bytes.
    if line.len() > MESSAGE_LIMIT * 4 || value.is_empty() {
        return;
    }
    if let Some(text) = value.text() {
        push(&text, line);
    } else if depth == 0 {
        push(value.source(), line);
    } else if let Some(elements) = value.elements() {
        elements
            .into_iter()
            .for_each(|element| flatten(element, depth - 1, line));
    } else if let Some(members) = value.members() {
        for (name, member) in members {
            let mut inner = String::new();
            flatten(member, depth - 1, &mut inner);
            if !inner.is_empty() {
                push(&format!("{name}: {inner}"), line);
            }
        }
    }
}

fn push(text: &str, line: &mut String) {
    let text = text.trim();
    if !line.is_empty() && !text.is_empty() {
        line.push_str("; ");
    }
    line.extend(text.chars().take(MESSAGE_LIMIT));
}

/// Blanks and control characters become single blanks; at most `limit` characters, with a mark
/// where something was cut.
pub(in crate::api) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let words = text.split(|character: char| character.is_whitespace() || character.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        for character in word.chars() {
            if length + 1 >= limit {
                line.push('…');
                return line;
            }
            line.push(character);
            length += 1;
        }
    }
    line
}
