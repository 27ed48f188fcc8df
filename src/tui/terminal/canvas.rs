//! Cells → bytes: a ratatui backend of our own, for what the ready one does not do.
//!
//! Invariants: a frame without a change is not one byte; a frame is one write, shown at once
//! (synchronized update); a cell lands in its column even where the terminal measures the letter
//! before it differently; a style without colours sends no colour command, so reverse and bold
//! survive NO_COLOR (crossterm 0.29 sends a full reset in place of each colour then).

use std::io::{self, Write};
use std::ops::Range;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{self, BeginSynchronizedUpdate, Clear, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};

use super::tty;
use crate::text;

/// Collects the bytes of a frame and writes them in one go.
#[derive(Debug)]
pub(super) struct Canvas {
    frame: Vec<u8>,
    /// What the frame asks for; `None` is hidden.
    wanted_cursor: Option<Position>,
    /// What the terminal shows.
    shown_cursor: Option<Position>,
    last_cursor: Position,
    /// What was drawn last: a letter of uncertain width may have spilled beyond its cells, where
    /// the diff sees no change.
    drawn: Buffer,
}

/// How far beyond its own cell a letter may have spilled.
const SPILL: u16 = 2;

impl Canvas {
    /// For a terminal just taken over: empty, cursor hidden.
    pub(super) fn new() -> Self {
        Self {
            frame: Vec::new(),
            wanted_cursor: None,
            shown_cursor: None,
            last_cursor: Position::ORIGIN,
            drawn: Buffer::empty(Rect::ZERO),
        }
    }

    /// Notes what is drawn now at this place; what was.
    fn note(&mut self, x: u16, y: u16, cell: &Cell, columns: u16) -> Cell {
        if x >= self.drawn.area.width || y >= self.drawn.area.height {
            self.grow(x + 1, y + 1);
        }
        let place = self.drawn.index_of(x, y);
        let old = std::mem::replace(&mut self.drawn.content[place], cell.clone());
        // The cells under a wide letter are not told of: they are blank now.
        let right = x.saturating_add(columns).min(self.drawn.area.width);
        for x in x + 1..right {
            self.drawn[(x, y)] = Cell::EMPTY;
        }
        old
    }

    /// Makes room for cells up to this width and height; what is there stays where it is.
    fn grow(&mut self, width: u16, height: u16) {
        let (columns, rows) = tty::size().unwrap_or_default();
        let area = self.drawn.area;
        let mut grown = Buffer::empty(Rect {
            width: width.max(area.width).max(columns),
            height: height.max(area.height).max(rows),
            ..Rect::ZERO
        });
        for position in area.positions() {
            grown[position] = self.drawn[position].clone();
        }
        self.drawn = grown;
    }

    /// Called before each byte of a frame: the first opens the synchronized update.
    fn open(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            queue!(self.frame, BeginSynchronizedUpdate)?;
        }
        Ok(())
    }

    /// Sends one cell.
    fn send(&mut self, pen: &mut Pen, at: Position, symbol: &str, look: Look) -> io::Result<()> {
        // A blank sent here would wipe out the wide letter that was sent just before.
        if pen.covered.0 == at.y && pen.covered.1.contains(&at.x) {
            return Ok(());
        }
        self.open()?;
        if pen.at != Some(at) {
            queue!(self.frame, MoveTo(at.x, at.y))?;
        }
        if look != pen.look {
            pen.look = look;
            look.write(&mut self.frame)?;
        }
        let columns = columns(symbol);
        let certain = is_width_certain(symbol);
        if !certain && columns > 1 {
            // Where the terminal draws it narrower, no remains of the old letter stay beside it.
            let blanks = std::iter::repeat_n(b' ', usize::from(columns));
            self.frame.extend(blanks);
            queue!(self.frame, MoveTo(at.x, at.y))?;
        }
        self.frame.extend_from_slice(symbol.as_bytes());
        let right = at.x.saturating_add(columns);
        pen.at = certain.then_some(Position { x: right, ..at });
        pen.covered = (at.y, at.x + 1..right);
        Ok(())
    }

    /// Sends the cells that a vanished letter may have spilled into, up to the next that is told of.
    fn send_spilled(&mut self, pen: &mut Pen, next: Position) -> io::Result<()> {
        let (y, columns) = pen.spilled.clone();
        for x in columns {
            if (y, x) >= (next.y, next.x) {
                // This one is told of, those behind it perhaps not.
                pen.spilled.1.start = if (y, x) == (next.y, next.x) { x + 1 } else { x };
                return Ok(());
            }
            let cell = self.drawn[(x, y)].clone();
            self.send(pen, Position { x, y }, cell.symbol(), Look::of(&cell))?;
        }
        pen.spilled.1 = 0..0;
        Ok(())
    }
}

/// Where the terminal writes next, and how.
struct Pen {
    /// `None` = that is not certain.
    at: Option<Position>,
    look: Look,
    /// A row, and the columns of it that the letter sent last covers beside its own.
    covered: (u16, Range<u16>),
    /// A row, and the columns of it that a vanished letter may have spilled into.
    spilled: (u16, Range<u16>),
}

impl Backend for Canvas {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let plain = Look::of(&Cell::EMPTY);
        let mut pen = Pen {
            at: None,
            look: plain,
            covered: (0, 0..0),
            spilled: (0, 0..0),
        };
        for (x, y, cell) in content {
            let at = Position { x, y };
            self.send_spilled(&mut pen, at)?;
            let old = self.note(x, y, cell, columns(cell.symbol()));
            self.send(&mut pen, at, cell.symbol(), Look::of(cell))?;
            if !is_width_certain(old.symbol()) {
                let right = (x + 1 + SPILL).min(self.drawn.area.width);
                pen.spilled = (y, x + 1..right);
            }
        }
        self.send_spilled(&mut pen, Position::new(u16::MAX, u16::MAX))?;
        if pen.look != plain {
            plain.write(&mut self.frame)?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted_cursor = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wanted_cursor = Some(self.last_cursor);
        Ok(())
    }

    /// Where we put it. Asking the terminal would race with the reader of the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.last_cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.last_cursor = position.into();
        if let Some(cursor) = &mut self.wanted_cursor {
            *cursor = self.last_cursor;
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        let region = match region {
            ClearType::All => terminal::ClearType::All,
            ClearType::AfterCursor => terminal::ClearType::FromCursorDown,
            ClearType::BeforeCursor => terminal::ClearType::FromCursorUp,
            ClearType::CurrentLine => terminal::ClearType::CurrentLine,
            ClearType::UntilNewLine => terminal::ClearType::UntilNewLine,
        };
        self.drawn = Buffer::empty(Rect::ZERO);
        // Whoever clears has lost track of the terminal, which may show its cursor too.
        self.open()?;
        queue!(self.frame, Clear(region), Hide)?;
        self.shown_cursor = None;
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        tty::size().map(Size::from)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size()?,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() && self.wanted_cursor == self.shown_cursor {
            return Ok(());
        }
        self.open()?;
        match (self.shown_cursor, self.wanted_cursor) {
            (None, None) => {}
            (Some(_), None) => queue!(self.frame, Hide)?,
            (None, Some(cursor)) => queue!(self.frame, MoveTo(cursor.x, cursor.y), Show)?,
            // Also where it has not moved: the pen has.
            (Some(_), Some(cursor)) => queue!(self.frame, MoveTo(cursor.x, cursor.y))?,
        }
        queue!(self.frame, EndSynchronizedUpdate)?;
        self.shown_cursor = self.wanted_cursor;
        let written = tty::write_frame(&self.frame);
        self.frame.clear();
        written
    }
}

/// Colours and modifiers of a cell. Underlines have the colour of their text.
#[derive(Clone, Copy, PartialEq)]
struct Look {
    foreground: Color,
    background: Color,
    modifier: Modifier,
}

/// Modifier → the number that switches it on (ECMA-48, SGR).
const MODIFIERS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

impl Look {
    fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// One command: everything off, then what this look has on.
    fn write(self, bytes: &mut Vec<u8>) -> io::Result<()> {
        bytes.extend_from_slice(b"\x1b[0");
        for (modifier, number) in MODIFIERS {
            if self.modifier.contains(modifier) {
                write!(bytes, ";{number}")?;
            }
        }
        write_color(bytes, self.foreground, 30)?;
        write_color(bytes, self.background, 40)?;
        bytes.push(b'm');
        Ok(())
    }
}

/// `first` is the number of black: 30 for letters, 40 for what is behind them.
fn write_color(bytes: &mut Vec<u8>, color: Color, first: u8) -> io::Result<()> {
    let number = match color {
        Color::Reset => return Ok(()),
        Color::Rgb(red, green, blue) => {
            return write!(bytes, ";{};2;{red};{green};{blue}", first + 8);
        }
        Color::Indexed(index) => return write!(bytes, ";{};5;{index}", first + 8),
        Color::Black => first,
        Color::Red => first + 1,
        Color::Green => first + 2,
        Color::Yellow => first + 3,
        Color::Blue => first + 4,
        Color::Magenta => first + 5,
        Color::Cyan => first + 6,
        Color::Gray => first + 7,
        Color::DarkGray => first + 60,
        Color::LightRed => first + 61,
        Color::LightGreen => first + 62,
        Color::LightYellow => first + 63,
        Color::LightBlue => first + 64,
        Color::LightMagenta => first + 65,
        Color::LightCyan => first + 66,
        Color::White => first + 67,
    };
    write!(bytes, ";{number}")
}

/// How many cells a grapheme is given.
fn columns(symbol: &str) -> u16 {
    if symbol.len() == 1 {
        return 1;
    }
    u16::try_from(text::width(symbol)).unwrap_or(u16::MAX)
}

/// Whether every terminal agrees on the columns: ASCII, single letters of the European alphabets,
/// punctuation, lines and blocks, single ideographs, kana and Hangul. Not: Indic scripts, emoji,
/// anything with marks.
fn is_width_certain(symbol: &str) -> bool {
    if symbol.len() == 1 {
        return true;
    }
    let mut characters = symbol.chars();
    let (Some(character), None) = (characters.next(), characters.next()) else {
        return false;
    };
    matches!(character,
        ' '..='~' | '\u{A1}'..='\u{2FF}' | '\u{370}'..='\u{482}' | '\u{48A}'..='\u{52F}'
        | '\u{2010}'..='\u{2026}' | '\u{2500}'..='\u{259F}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}')
}
