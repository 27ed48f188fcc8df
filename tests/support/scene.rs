//! A stage for the screen: the model is built only by keys and by events, at a clock that stands
//! still unless it is told to move, and looked at through the real drawing.
//!
//! Invariant: nothing reaches into the model; what a test shows, a person could have brought about.

#![allow(dead_code)]

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use rosterm::app::keymap::{self, Key, Keymap};
use rosterm::app::{self, Event, Model, Now};
use rosterm::domain::outcome::FieldResult;
use rosterm::domain::{Edit, Outcome, Page, Settled, Stamp, UserId, Value};
use rosterm::protocol::{self, ApiCommand, Cause, Command, Failure, ListingId, RequestLine};
use rosterm::search::Matcher;
use rosterm::tui::pen::Look;
use rosterm::tui::screen;

use super::beside::beside;
use super::people::Person;

/// Longer than a burst, a settling dialog, or a rest on a row.
const HAND: Duration = Duration::from_millis(300);

/// A model, the people behind it, and what it asked for.
pub(crate) struct Stage {
    pub(crate) model: Model,
    pub(crate) people: Vec<Person>,
    pub(crate) look: Look,
    /// Commands nobody has answered.
    pub(crate) asked: Vec<ApiCommand>,
    now: Now,
    sent: u64,
    matcher: Matcher,
}

impl Stage {
    /// A program that was just started.
    pub(crate) fn new(
        model: Model,
        people: Vec<Person>,
        look: Look,
        now: Now,
        commands: Vec<Command>,
    ) -> Self {
        let mut stage = Self {
            model,
            people,
            look,
            asked: Vec::new(),
            matcher: Matcher::default(),
            now,
            sent: 0,
        };
        stage.take(commands);
        stage
    }

    fn take(&mut self, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::Api(command) => self.asked.push(command),
                Command::Search(command) => self.matcher.take(command),
                Command::Terminal(_) => {}
            }
        }
        while !self.matcher.is_idle() {
            if let Some(event) = self.matcher.step() {
                self.happen(Event::Worker(event));
            }
        }
    }

    /// One event happens now.
    pub(crate) fn happen(&mut self, event: Event) {
        let commands = app::update(&mut self.model, self.now, event);
        self.take(commands);
    }

    /// A worker reports.
    pub(crate) fn hear(&mut self, event: protocol::Event) {
        self.happen(Event::Worker(event));
    }

    /// Time passes; the program is woken if it wished to be.
    pub(crate) fn wait(&mut self, span: Duration) {
        self.now.mono += span;
        let signed = SignedDuration::try_from(span).expect("a short while");
        self.now.wall = self.now.wall.checked_add(signed).expect("a near time");
        self.happen(Event::Ticked);
    }

    /// One key of those the program comes with, at a hand's pace; no wall-clock second passes. Where
    /// what it does has another key, that one is pressed.
    pub(crate) fn press(&mut self, key: Key) {
        self.now.mono += HAND;
        self.happen(Event::Key(self.meant(key)));
    }

    /// The key that does here what this one does as the program comes.
    fn meant(&self, key: Key) -> Key {
        let scope = self.model.scope();
        let usual = Keymap::default().action(scope, key);
        let lines = self.model.keymap.of(scope);
        let mut named = lines.filter(|line| keymap::name(line.binding.action).is_some());
        let line = named.find(|line| Some(line.binding.action) == usual);
        line.map_or(key, |line| match line.keys.contains(&key) {
            true => key,
            false => line.keys[0],
        })
    }

    /// Keys as they are written in the help: `jj<Enter>w<ctrl-s>`.
    pub(crate) fn keys(&mut self, script: &str) -> &mut Self {
        let mut rest = script;
        while let Some(character) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
            if let Some((name, behind)) = named {
                self.press(named_key(name));
                rest = behind;
            } else {
                self.press(Key::Char(character));
                rest = &rest[character.len_utf8()..];
            }
        }
        self
    }

    /// Pastes a text.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.happen(Event::Pasted(text.to_owned()));
        self
    }

    /// Changes the size of the terminal.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.happen(Event::Resized { columns, rows });
    }

    /// The place of the next request in the order of all requests.
    pub(crate) fn stamp(&mut self) -> Stamp {
        self.sent += 1;
        Stamp {
            sent: self.sent,
            at: self.now.wall,
        }
    }

    /// Answers every read that was asked for, and those that follow from the answers. Plans stay
    /// unanswered: they are settled by hand.
    pub(crate) fn answer(&mut self) -> &mut Self {
        loop {
            let (reads, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.asked)
                .into_iter()
                .partition(|command| {
                    matches!(
                        command,
                        ApiCommand::LoadPage { .. }
                            | ApiCommand::LoadUser { .. }
                            | ApiCommand::LoadNeighbours(_)
                    )
                });
            self.asked = others;
            if reads.is_empty() {
                return self;
            }
            for command in reads {
                self.answer_read(command);
            }
        }
    }

    fn answer_read(&mut self, command: ApiCommand) {
        let stamp = self.stamp();
        match command {
            ApiCommand::LoadPage {
                listing,
                after,
                limit,
                ..
            } => {
                let is_after = |person: &&Person| {
                    after
                        .as_ref()
                        .is_none_or(|after| person.row().id.comes_after(after))
                };
                let mut rows: Vec<_> = self.people.iter().filter(is_after).collect();
                let has_more = rows.len() > limit as usize;
                rows.truncate(limit as usize);
                let rows: Vec<_> = rows.into_iter().map(Person::row).collect();
                let page = Page {
                    cursor: rows.last().map(|row| row.id.clone()),
                    rows,
                    skipped: 0,
                    has_more,
                    ..Page::default()
                };
                self.hear(protocol::Event::PageLoaded {
                    listing,
                    after,
                    stamp,
                    page,
                });
            }
            ApiCommand::LoadUser { id, .. } => {
                let person = self
                    .people
                    .iter()
                    .find(|person| person.id.to_string() == id.as_str());
                let event = match person.map(Person::user) {
                    Some(user) => protocol::Event::UserLoaded { stamp, user },
                    None => protocol::Event::UserFailed {
                        id: id.clone(),
                        failure: failure(
                            Cause::NotFound,
                            &format!("User {id} was not found (404)"),
                        ),
                    },
                };
                self.hear(event);
            }
            ApiCommand::LoadNeighbours(of) => {
                let list = beside(of, &self.people);
                self.hear(protocol::Event::NeighboursLoaded { stamp, list });
            }
            _ => {}
        }
    }

    /// The listing that the newest page request belongs to.
    pub(crate) fn listing(&self) -> ListingId {
        self.model.list.listing
    }

    /// The edit that was begun last.
    pub(crate) fn begun(&self) -> Edit {
        let newest = self.asked.iter().rev().find_map(|command| match command {
            ApiCommand::Begin(plan) => plan.edits.first().cloned(),
            _ => None,
        });
        newest.unwrap_or_else(|| panic!("no plan was begun:\n{}", self.text()))
    }

    /// Settles the edit that was begun last.
    pub(crate) fn settle(&mut self, outcome: Outcome, detail: &str) -> &mut Self {
        let edit = self.begun();
        self.settle_edit(&edit, outcome, detail)
    }

    /// Settles an edit; what was read back follows from the outcome.
    pub(crate) fn settle_edit(&mut self, edit: &Edit, outcome: Outcome, detail: &str) -> &mut Self {
        let result = |delta: &rosterm::domain::Delta| {
            let now = match outcome {
                Outcome::Verified => Some(delta.after.clone()),
                Outcome::Refused | Outcome::NotApplied => delta.seen.clone(),
                _ => None,
            };
            FieldResult {
                field: delta.field,
                seen: delta.seen.clone(),
                before: delta.seen.clone(),
                after: delta.after.clone(),
                now,
            }
        };
        let settled = Settled {
            edit: edit.id,
            job: rosterm::domain::JobId(1),
            user: edit.user.clone(),
            name: edit.identity.name.clone(),
            outcome,
            fields: edit.change.deltas.iter().map(result).collect(),
            detail: detail.to_owned(),
            read_back: matches!(outcome, Outcome::Verified | Outcome::Refused),
            attempts: Vec::new(),
            requests: 3,
            at: self.now.wall,
            undo_of: edit.undo_of,
            reason: None,
        };
        self.hear(protocol::Event::EditSettled(Arc::new(settled)));
        self
    }

    /// One line of the request log.
    pub(crate) fn log(&mut self, method: &'static str, path: &str, status: u16, note: &str) {
        let line = RequestLine {
            at: self.now.wall,
            method,
            path: path.to_owned(),
            fields: match method {
                "PATCH" => vec!["block_web_login"],
                _ => Vec::new(),
            },
            status: (status > 0).then_some(status),
            took: Duration::from_millis(410),
            note: note.to_owned(),
        };
        self.hear(protocol::Event::RequestLogged(line));
    }

    /// Somebody else changes a person behind the program's back.
    pub(crate) fn behind(&mut self, id: u64, change: impl FnOnce(&mut Person)) {
        let person = self.people.iter_mut().find(|person| person.id == id);
        change(person.expect("such a person"));
    }

    /// What is on the terminal, cell by cell, and where its caret is.
    pub(crate) fn frame(&self) -> (Buffer, Option<Position>) {
        let (columns, rows) = self.model.size;
        let mut terminal =
            Terminal::new(TestBackend::new(columns, rows)).expect("a terminal in memory");
        let frame = terminal
            .draw(|frame| screen::draw(&self.model, &self.look, frame))
            .expect("a drawing in memory");
        let buffer = frame.buffer.clone();
        let caret = terminal
            .backend()
            .cursor_visible()
            .then(|| terminal.backend().cursor_position());
        (buffer, caret)
    }

    /// What is on the terminal, as text without styles.
    pub(crate) fn text(&self) -> String {
        let (buffer, _) = self.frame();
        lines(&buffer).join("\n")
    }
}

/// The rows of a buffer as text; a wide letter counts once.
pub(crate) fn lines(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    let line = |y: u16| {
        let mut text = String::new();
        let mut x = area.left();
        while x < area.right() {
            let symbol = buffer[(x, y)].symbol();
            text.push_str(symbol);
            let columns = u16::try_from(rosterm::text::width(symbol)).unwrap_or(1);
            x += columns.max(1);
        }
        text.trim_end().to_owned()
    };
    (area.top()..area.bottom()).map(line).collect()
}

/// A failed read.
pub(crate) fn failure(cause: Cause, text: &str) -> Failure {
    Failure {
        cause,
        text: text.to_owned(),
    }
}

/// A user's id.
pub(crate) fn id(number: u64) -> UserId {
    UserId::new(&number.to_string()).expect("digits")
}

/// A value of text.
pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.into())
}

fn named_key(name: &str) -> Key {
    match name {
        "Enter" => Key::Enter,
        "esc" => Key::Esc,
        "tab" => Key::Tab,
        "shift-tab" => Key::BackTab,
        "up" => Key::Up,
        "down" => Key::Down,
        "left" => Key::Left,
        "right" => Key::Right,
        "End" => Key::End,
        "PgDn" => Key::PageDown,
        "backspace" => Key::Backspace,
        "space" => Key::Char(' '),
        _ => match name.strip_prefix("ctrl-").map(str::chars) {
            Some(mut rest) => Key::Ctrl(rest.next().expect("a letter after ctrl-")),
            None => panic!("there is no key <{name}>"),
        },
    }
}
