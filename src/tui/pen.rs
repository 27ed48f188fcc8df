//! The one way onto the screen: every text passes the sanitiser here and lands in its own columns.
//!
//! Invariant: nothing is painted outside the rectangle it was given, and no raw text reaches the
//! buffer; widgets of the drawing library that take text are not used elsewhere.

use std::borrow::Cow;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text;

use super::theme::{Glyphs, Theme};

/// How everything looks: the styles and the signs.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The styles.
    pub theme: Theme,
    /// Lines and letters.
    pub glyphs: Glyphs,
}

/// A buffer and the look to paint it with.
#[derive(Debug)]
pub struct Pen<'a> {
    /// The cells.
    pub buffer: &'a mut Buffer,
    /// The look.
    pub look: &'a Look,
}

/// A text and its style.
pub type Span<'a> = (Cow<'a, str>, Style);

/// Texts in one line, one after the other.
pub type Spans<'a> = Vec<Span<'a>>;

/// Whether a pane has the keys; its frame shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Keys go here.
    Here,
    /// Keys go elsewhere.
    Elsewhere,
}

impl Pen<'_> {
    /// The styles.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        &self.look.theme
    }

    /// Columns a raw text takes when it is written.
    #[must_use]
    pub fn width(&self, raw: &str) -> u16 {
        let columns = if is_plain(raw) {
            raw.len()
        } else {
            text::width(&self.look.glyphs.shown(raw))
        };
        u16::try_from(columns).unwrap_or(u16::MAX)
    }

    /// Writes raw text at `x`, `y`, cut and padded to exactly `columns`. Gives the column after it.
    pub fn cell(&mut self, x: u16, y: u16, columns: u16, raw: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() {
            return x;
        }
        let columns = columns.min(area.right() - x);
        if is_plain(raw) && raw.len() <= usize::from(columns) {
            self.plain(x, y, columns, raw, style);
        } else {
            let fitted = self.look.glyphs.fit(raw, usize::from(columns));
            self.buffer
                .set_stringn(x, y, fitted, usize::from(columns), style);
        }
        x + columns
    }

    /// Nearly every text is printable ASCII that fits: one byte, one cell.
    fn plain(&mut self, x: u16, y: u16, columns: u16, text: &str, style: Style) {
        let cells = self.cells(x, y, columns);
        let (written, blank) = cells.split_at_mut(text.len());
        for (cell, letter) in written.iter_mut().zip(text.bytes()) {
            cell.set_char(char::from(letter)).set_style(style);
        }
        for cell in blank {
            // Most are blank already, and a letter costs more than a look.
            if cell.symbol() != " " {
                cell.set_char(' ');
            }
            cell.set_style(style);
        }
    }

    /// Cells of one line, all of them on the screen.
    fn cells(&mut self, x: u16, y: u16, columns: u16) -> &mut [Cell] {
        let start = self.buffer.index_of(x, y);
        &mut self.buffer.content[start..start + usize::from(columns)]
    }

    /// Writes raw text at `x`, `y` in as many columns as it needs, at most up to `right`.
    /// Gives the column after it.
    pub fn word(&mut self, x: u16, y: u16, right: u16, raw: &str, style: Style) -> u16 {
        if x >= right {
            return x;
        }
        let columns = self.width(raw).min(right - x);
        self.cell(x, y, columns, raw, style)
    }

    /// Writes texts one after the other into a line; what does not fit is cut.
    pub fn line(&mut self, line: Rect, spans: &[Span<'_>]) {
        let mut x = line.x;
        for (raw, style) in spans {
            x = self.word(x, line.y, line.right(), raw, *style);
        }
    }

    /// Writes raw text flush right, if it fits behind `after`.
    pub fn right(&mut self, line: Rect, after: u16, raw: &str, style: Style) {
        let columns = self.width(raw);
        if columns < line.width && line.right() - columns > after {
            self.cell(line.right() - columns, line.y, columns, raw, style);
        }
    }

    /// Paints a whole line's background.
    pub fn fill(&mut self, line: Rect, style: Style) {
        self.buffer
            .set_style(line.intersection(self.buffer.area), style);
    }

    /// Draws an empty frame with a title above and hints below; gives its inside.
    pub fn frame(&mut self, area: Rect, title: &str, foot: &str, focus: Focus) -> Rect {
        let area = area.intersection(self.buffer.area);
        if area.width < 2 || area.height < 2 {
            return Rect::default();
        }
        let theme = self.look.theme;
        let border = match focus {
            Focus::Here => theme.border_focused,
            Focus::Elsewhere => theme.border,
        };
        self.edges(area, border);
        self.inset(area, area.y, title, theme.title);
        self.foot(area, foot);
        Rect {
            x: area.x + 1,
            y: area.y + 1,
            width: area.width - 2,
            height: area.height - 2,
        }
    }

    /// The lines of a frame, and nothing inside it: by hand, because a frame is most of a screen
    /// and the library's ready one looks at each of its cells twice.
    fn edges(&mut self, area: Rect, style: Style) {
        let set = self.look.glyphs.border;
        let last = usize::from(area.width) - 1;
        for y in area.top()..area.bottom() {
            let (left, between, right) = if y == area.top() {
                (set.top_left, Some(set.horizontal_top), set.top_right)
            } else if y + 1 == area.bottom() {
                (
                    set.bottom_left,
                    Some(set.horizontal_bottom),
                    set.bottom_right,
                )
            } else {
                (set.vertical_left, None, set.vertical_right)
            };
            let cells = self.cells(area.x, y, area.width);
            cells.iter_mut().for_each(Cell::reset);
            if let Some(line) = between {
                for cell in &mut cells[1..last] {
                    cell.set_symbol(line).set_style(style);
                }
            }
            cells[0].set_symbol(left).set_style(style);
            cells[last].set_symbol(right).set_style(style);
        }
    }

    /// Writes hints into the lower edge of a frame. They are ours and stand three blanks apart;
    /// where they do not fit, whole hints go, from the right.
    pub fn foot(&mut self, area: Rect, foot: &str) {
        if area.width < 2 || area.height < 2 {
            return;
        }
        let room = usize::from(area.width.saturating_sub(6));
        let mut fitting = foot;
        while fitting.len() > room
            && let Some((shorter, _)) = fitting.rsplit_once("   ")
        {
            fitting = shorter;
        }
        let style = self.look.theme.dim;
        self.inset(area, area.bottom() - 1, fitting, style);
    }

    /// Writes into the right end of a frame's upper edge, if the title leaves room for it.
    pub fn corner(&mut self, area: Rect, title: &str, raw: &str) {
        let edge = Rect {
            width: area.width.saturating_sub(2),
            height: 1,
            ..area
        };
        let after = area.x.saturating_add(self.width(title)).saturating_add(5);
        let style = self.look.theme.dim;
        self.right(edge, after, &format!(" {raw} "), style);
    }

    /// Writes into a frame's edge with a blank on both sides; the corners stay.
    fn inset(&mut self, area: Rect, y: u16, raw: &str, style: Style) {
        let (x, right) = (area.x + 2, area.right().saturating_sub(2));
        if !raw.is_empty() && x + 3 < right {
            self.word(x, y, right, &format!(" {raw} "), style);
        }
    }
}

/// Whether every byte is a letter with one column that needs no cleaning.
fn is_plain(raw: &str) -> bool {
    raw.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// A rectangle of at most `width` × `height` in the middle of `area`.
#[must_use]
pub fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// The line `index` of `area`; `None` below its end.
#[must_use]
pub fn row(area: Rect, index: usize) -> Option<Rect> {
    let index = u16::try_from(index).ok()?;
    (index < area.height).then(|| Rect {
        y: area.y + index,
        height: 1,
        ..area
    })
}
