//! Long texts over the panes — help, messages, raw JSON — and the request log below them.

use ratatui::layout::{Position, Rect};

use crate::app::Model;
use crate::app::action::{Motion, Show};
use crate::app::keymap::Scope;
use crate::app::reader::{self, Content, Reader};

use super::foot::typed;
use super::pen::{Focus, Pen, row};

/// Paints a reader over the body; gives where the text caret is, if it is searched by typing.
pub fn draw(model: &Model, pen: &mut Pen<'_>, body: Rect, reader: &Reader) -> Option<Position> {
    let theme = *pen.theme();
    let title = reader.title();
    let (scope, motions) = match reader.content {
        Content::Help { .. } => (Scope::Picker, [Motion::Up, Motion::Down]),
        Content::Notices | Content::Raw(_) | Content::Requests | Content::Text { .. } => {
            (Scope::Reader, [Motion::Down, Motion::Up])
        }
    };
    let [first, second] = motions.map(|motion| model.keymap.key(scope, motion));
    let foot = format!("{first} {second} move   esc back");
    let inside = pen.frame(body, &title, &foot, Focus::Here);
    let (text, caret) = match &reader.content {
        Content::Help { query, .. } if inside.height > 0 => {
            let text = Rect {
                height: inside.height - 1,
                ..inside
            };
            let last = Rect {
                y: text.bottom(),
                height: 1,
                ..inside
            };
            (text, Some(typed(pen, last, "type to search keys: ", query)))
        }
        Content::Help { .. }
        | Content::Notices
        | Content::Raw(_)
        | Content::Requests
        | Content::Text { .. } => (inside, None),
    };
    let lines = reader::lines(model, reader, usize::from(inside.width));
    if lines.is_empty() {
        pen.cell(text.x, text.y, text.width, " nothing here yet", theme.dim);
    }
    let lowest = lines.len().saturating_sub(usize::from(text.height));
    let top = reader.scroll.min(lowest);
    for (index, line) in lines.iter().skip(top).enumerate() {
        let Some(place) = row(text, index) else { break };
        let is_heading = matches!(reader.content, Content::Help { .. })
            && line.chars().next().is_some_and(char::is_uppercase)
            && line
                .chars()
                .all(|character| character.is_uppercase() || character == ' ');
        let style = if is_heading {
            theme.heading
        } else {
            theme.text
        };
        pen.cell(place.x, place.y, place.width, line, style);
    }
    if lines.len() > usize::from(text.height) {
        let last = (top + usize::from(text.height)).min(lines.len());
        let place = format!("{}-{last} of {}", top + 1, lines.len());
        pen.corner(body, &title, &place);
    }
    caret
}

/// The request log below the panes, newest last.
pub fn draw_requests(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let theme = *pen.theme();
    let foot = format!("{} hides", model.keymap.key(Scope::List, Show::Requests));
    let inside = pen.frame(area, "Requests (redacted)", &foot, Focus::Elsewhere);
    let rows = usize::from(inside.height);
    let skipped = model.requests.len().saturating_sub(rows);
    for (index, line) in model.requests.iter().skip(skipped).enumerate() {
        let Some(place) = row(inside, index) else {
            break;
        };
        let is_fine = line
            .status
            .is_some_and(|status| (200..300).contains(&status));
        let style = if is_fine { theme.text } else { theme.warning };
        let text = reader::request_text(model, line);
        pen.cell(place.x, place.y, place.width, &text, style);
    }
}
