//! Messages: the line above the hints, and everything it ever said.
//!
//! Invariant: a warning or an error leaves the line only for a newer message, and never the list.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::protocol::BudgetState;

/// How much a message matters; also its sign, so that nothing depends on colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Something went as asked.
    Done,
    /// For information.
    Info,
    /// Look at this.
    Warning,
    /// Something failed.
    Error,
    /// The value moved under the person's hands.
    Conflict,
    /// Nobody knows.
    Unknown,
}

impl Level {
    /// The sign in front of the message.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::Done => '=',
            Self::Info => ' ',
            Self::Warning => '!',
            Self::Error => '!',
            Self::Conflict => '#',
            Self::Unknown => '?',
        }
    }
}

/// `1 draft`, `2 drafts`.
pub(super) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// One message. The text is untrusted: it may quote the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When.
    pub at: Timestamp,
    /// How much it matters.
    pub level: Level,
    /// What.
    pub text: String,
}

/// All messages of the session, the newest last.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    entries: VecDeque<Notice>,
    is_hushed: bool,
}

const KEPT: usize = 500;

impl Notices {
    /// Says something.
    pub fn say(&mut self, at: Timestamp, level: Level, text: impl Into<String>) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.is_hushed = false;
        self.entries.push_back(Notice {
            at,
            level,
            text: text.into(),
        });
    }

    /// Takes a mere information off the line: what it spoke of has come.
    pub fn hush(&mut self) {
        let is_information = |notice: &Notice| notice.level == Level::Info;
        self.is_hushed |= self.entries.back().is_some_and(is_information);
    }

    /// Says that the server asked to slow down; several in a row are one message.
    pub fn slowed_down(&mut self, at: Timestamp, budget: &BudgetState) {
        let text = format!(
            "Slowed down: the server answered 429 (too many requests), {} so far; now {:.1} of \
             {:.1} requests a second. The limit is shared with live calls",
            budget.refused, budget.rate, budget.full_rate
        );
        match self.entries.back_mut() {
            Some(last) if last.text.starts_with("Slowed down:") => {
                *last = Notice {
                    at,
                    level: Level::Warning,
                    text,
                };
            }
            _ => self.say(at, Level::Warning, text),
        }
    }

    /// The newest message: what the message line shows.
    #[must_use]
    pub fn latest(&self) -> Option<&Notice> {
        self.entries.back().filter(|_| !self.is_hushed)
    }

    /// All of them, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Notice> {
        self.entries.iter()
    }
}
