//! Where everything is: one pure function of the size and the model.
//!
//! `update` needs it to know what half a page is, `draw` to know where to paint; nothing is
//! written back from drawing.

use ratatui::layout::Rect;

use crate::text;

use super::{Model, Overlay};

/// Below this there is one sentence and nothing else.
pub const SMALLEST: (u16, u16) = (40, 10);

/// The places on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Regions {
    /// The top line.
    pub header: Rect,
    /// The line of views; empty on a narrow screen, where the chips name the open one.
    pub tabs: Rect,
    /// The line of filters, find and order; empty where the list's title says them.
    pub chips: Rect,
    /// The list with its frame; empty when covered.
    pub list: Rect,
    /// The detail pane with its frame; empty when closed.
    pub detail: Rect,
    /// The request log with its frame; empty when off.
    pub requests: Rect,
    /// Everything between chips and message line: where overlays lie.
    pub body: Rect,
    /// The message line, or the question.
    pub message: Rect,
    /// The hint line.
    pub hints: Rect,
}

/// Whether the terminal is large enough to be used.
#[must_use]
pub fn is_usable(size: (u16, u16)) -> bool {
    size.0 >= SMALLEST.0 && size.1 >= SMALLEST.1
}

/// Whether list and detail fit side by side.
#[must_use]
pub fn has_room_for_both(size: (u16, u16)) -> bool {
    size.0 >= 100
}

/// Where everything is. All empty when the terminal is too small.
#[must_use]
pub fn regions(size: (u16, u16), model: &Model) -> Regions {
    if !is_usable(size) {
        return Regions::default();
    }
    let (width, height) = size;
    let line = |y: u16, lines: u16| Rect::new(0, y, width, lines);
    let message_lines = message_lines(model, size);
    let foot = message_lines + 1;
    let (tabs, chips) = match (width, height) {
        (..80, _) => (line(1, 0), line(1, 1)),
        (100.., 30..) => (line(1, 1), line(2, 1)),
        (_, _) => (line(1, 1), line(2, 0)),
    };
    let top = chips.bottom();
    let body = line(top, height - top - foot);
    let requests_height = match model.shows_requests {
        true if body.height >= 16 => (body.height / 4).clamp(4, 10),
        true | false => 0,
    };
    let panes = Rect {
        height: body.height - requests_height,
        ..body
    };
    let (list, detail) = match &model.detail {
        None => (panes, Rect::default()),
        Some(_) if has_room_for_both(size) => {
            let left = panes.width * 62 / 100;
            let list = Rect {
                width: left,
                ..panes
            };
            let detail = Rect {
                x: left,
                width: panes.width - left,
                ..panes
            };
            (list, detail)
        }
        Some(_) => (Rect::default(), panes),
    };
    Regions {
        header: line(0, 1),
        tabs,
        chips,
        list,
        detail,
        requests: Rect {
            y: panes.bottom(),
            height: requests_height,
            ..body
        },
        body,
        message: line(body.bottom(), message_lines),
        hints: line(height - 1, 1),
    }
}

/// Rows of the list that are visible: its frame and its heading take three.
#[must_use]
pub fn list_rows(size: (u16, u16), model: &Model) -> usize {
    let regions = regions(size, model);
    // While the detail pane covers the list, the list moves as if it were there.
    let height = if regions.list.height == 0 {
        regions.detail.height
    } else {
        regions.list.height
    };
    usize::from(height.saturating_sub(3))
}

/// Columns of the screen inside the list's frame.
#[must_use]
pub fn list_width(size: (u16, u16), model: &Model) -> u16 {
    regions(size, model).list.width.saturating_sub(2)
}

/// Rows of an overlay that fills the body: its frame takes two.
#[must_use]
pub fn body_rows(size: (u16, u16), model: &Model) -> usize {
    usize::from(regions(size, model).body.height.saturating_sub(2))
}

/// One line for messages, up to three for one that does not fit; a question takes what it needs,
/// for what is asked must be seen whole.
fn message_lines(model: &Model, (width, height): (u16, u16)) -> u16 {
    let room = usize::from(width.saturating_sub(2));
    let (wanted, most) = match (&model.question, &model.overlay) {
        (Some(question), _) => (question.wrapped(room).len(), height.saturating_sub(3)),
        (None, Some(Overlay::Command(_) | Overlay::Find(_))) => (1, 1),
        (None, _) => {
            let text = super::status::message(model).map(|(_, text)| text);
            let lines = text::wrap(&text.unwrap_or_default(), room).len();
            (lines.clamp(1, 3), height / 2)
        }
    };
    u16::try_from(wanted).unwrap_or(u16::MAX).min(most)
}
