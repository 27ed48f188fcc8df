//! What a pseudo-terminal has shown: its grid now, every byte, and every grid that there was.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Condvar, Mutex};

use portable_pty::ExitStatus;

/// What the reader and the waiter threads have learnt.
pub(super) struct Seen {
    pub(super) parser: vt100::Parser<Queries>,
    pub(super) raw: Vec<u8>,
    /// The same with what happened in between, for the search at the end.
    pub(super) pieces: Vec<Piece>,
    pub(super) status: Option<ExitStatus>,
    /// The reader is to let go of the terminal.
    pub(super) is_hanging_up: bool,
    /// The reader has let go.
    pub(super) is_closed: bool,
}

impl Seen {
    /// Nothing more will come.
    pub(super) fn is_over(&self) -> bool {
        self.status.is_some() && self.is_closed
    }

    /// Everything that stood on the screen, however it came there: a secret that is drawn letter by
    /// letter is in no run of bytes.
    pub(super) fn grids(&self) -> impl Iterator<Item = String> {
        let mut parser = vt100::Parser::default();
        let mut raw = &*self.raw;
        self.pieces.iter().map(move |piece| {
            match *piece {
                Piece::Written(length) => {
                    let (now, later) = raw.split_at(length);
                    parser.process(now);
                    raw = later;
                }
                Piece::Resized(rows, columns) => {
                    parser.set_size(cells(rows), cells(columns));
                }
            }
            let screen = parser.screen();
            let (_, columns) = screen.size();
            screen.rows(0, columns.into()).collect()
        })
    }
}

/// What the terminal went through.
pub(super) enum Piece {
    /// So many bytes came at once.
    Written(usize),
    /// It got rows and columns.
    Resized(u16, u16),
}

/// The questions a terminal is asked, as answers to write.
#[derive(Default)]
pub(super) struct Queries {
    answers: Vec<u8>,
}

impl vt100::Callbacks for Queries {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        first: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        command: char,
    ) {
        match (first, command, parameters) {
            (None, 'n', [[6]]) => {
                let (row, column) = screen.cursor_position();
                let answer = format!("\x1b[{};{}R", row + 1, column + 1);
                self.answers.extend(answer.into_bytes());
            }
            (None, 'c', _) => self.answers.extend(b"\x1b[?62;22c"),
            (Some(b'?'), 'u', _) => self.answers.extend(b"\x1b[?0u"),
            _ => {}
        }
    }
}

pub(super) fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal of no size is not tested")
}

/// Takes in what the program writes, and answers what it asks the terminal.
pub(super) fn read(
    mut reader: Box<dyn Read + Send>,
    seen: &(Mutex<Seen>, Condvar),
    writer: &Mutex<Option<Box<dyn Write + Send>>>,
) {
    let mut bytes = [0; 4096];
    loop {
        // An error is the end, too: Linux says EIO when the last program has gone.
        let length = reader.read(&mut bytes).unwrap_or(0);
        let mut now = seen.0.lock().unwrap();
        now.raw.extend(&bytes[..length]);
        now.pieces.push(Piece::Written(length));
        now.parser.process(&bytes[..length]);
        let answers = std::mem::take(&mut now.parser.callbacks_mut().answers);
        let is_over = length == 0 || now.is_hanging_up;
        drop(now);
        if !answers.is_empty()
            && let Some(writer) = writer.lock().unwrap().as_mut()
        {
            // The program may have gone meanwhile.
            let _ = writer.write_all(&answers);
        }
        if is_over {
            break;
        }
        seen.1.notify_all();
    }
    drop(reader);
    seen.0.lock().unwrap().is_closed = true;
    seen.1.notify_all();
}
