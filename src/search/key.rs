//! What rows are sorted by: eight bytes that decide nearly always, and the rest of the text.
//!
//! Invariant: unknown and empty values have no key; they stand last in both directions.

use std::borrow::Cow;

use crate::domain::roster::{Block, Slot};
use crate::domain::value::{AgentStatus, UserStatus};
use crate::domain::{Column, Field, Value};

use super::haystack::Haystack;

/// A key in eight bytes, and what follows it where that is not all.
pub(super) struct Key<'a> {
    /// Compared first; less than the largest number there is.
    pub(super) first: u64,
    rest: Cow<'a, str>,
    /// Where in `rest` the second eight bytes begin.
    from: usize,
}

/// Texts that begin with as many times eight equal bytes count as equal.
pub(super) const DEPTHS: usize = 64;

/// Digits that surely fit eight bytes, with room for what comes after all numbers.
const SHORT_NUMBER: usize = 18;

impl<'a> Key<'a> {
    /// The key of a row; `None` = there is no value.
    pub(super) fn of(haystacks: &'a [Haystack], slot: Slot, column: Column) -> Option<Self> {
        let haystack = haystacks.get(slot.index() / Block::ROWS)?;
        let row = slot.index() % Block::ROWS;
        let block = haystack.block();
        if row >= block.len() {
            return None;
        }
        match column {
            Column::Id => Some(Self::number(block.id(row).into())),
            Column::Name | Column::Role | Column::Login => {
                Self::text(haystack.text(row, column.field()?)?)
            }
            Column::Number
            | Column::Extension
            | Column::Intercom
            | Column::AgentId
            | Column::ExtensionNumber => {
                let text = haystack.text(row, column.field()?)?;
                (!text.is_empty()).then(|| Self::number(text))
            }
            Column::User => match block.get(row, Field::UserStatus)? {
                Value::UserStatus(UserStatus::Active) => Some(Self::rank(0)),
                Value::UserStatus(UserStatus::Inactive) => Some(Self::rank(1)),
                _ => Some(Self::rank(2)),
            },
            Column::Agent => match block.get(row, Field::AgentStatus)? {
                Value::AgentStatus(status) => Some(Self::rank(agent_rank(status))),
                _ => None,
            },
            Column::Web | Column::International | Column::LoginBased => {
                let value = block.get(row, column.field()?)?;
                value.flag().map(|flag| Self::rank(flag.into()))
            }
            Column::State => Some(Self::rank(severity(block, row))),
        }
    }

    /// Text without case and accents.
    fn text(text: Cow<'a, str>) -> Option<Self> {
        (!text.is_empty()).then(|| Self {
            first: eight(text.as_bytes()),
            rest: text,
            from: 8,
        })
    }

    /// Numbers of any length by value, then everything else as text.
    fn number(text: Cow<'a, str>) -> Self {
        let digits = text.strip_prefix('+').unwrap_or(&text);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let value = digits.trim_start_matches('0');
        let first = match is_number {
            true if value.len() <= SHORT_NUMBER => value
                .bytes()
                .fold(0, |sum, digit| 10 * sum + u64::from(digit - b'0')),
            true => LONG_NUMBER | value.len() as u64,
            false => NO_NUMBER,
        };
        let from = match is_number && value.len() > SHORT_NUMBER {
            true => text.len() - value.len(),
            false => 0,
        };
        Self {
            first,
            rest: text,
            from,
        }
    }

    fn rank(rank: u64) -> Self {
        Self {
            first: rank,
            rest: Cow::Borrowed(""),
            from: 0,
        }
    }

    /// The eight bytes at `depth`; 0 = the first.
    pub(super) fn at(&self, depth: usize) -> u64 {
        match depth {
            0 => self.first,
            _ => eight(self.behind(depth)),
        }
    }

    /// Whether nothing follows a key at this depth: the text ended in it.
    pub(super) fn is_last(key: u64, depth: usize) -> bool {
        depth > 0 && key.to_be_bytes()[7] == 0
    }

    /// Whether equal keys of this column may differ in what follows.
    pub(super) fn may_go_on(column: Column) -> bool {
        match column {
            Column::Id
            | Column::Name
            | Column::Role
            | Column::Login
            | Column::Number
            | Column::Extension
            | Column::ExtensionNumber
            | Column::Intercom
            | Column::AgentId => true,
            Column::User
            | Column::Agent
            | Column::Web
            | Column::State
            | Column::International
            | Column::LoginBased => false,
        }
    }

    /// What stands at `depth` and further on; `depth` is not 0.
    fn behind(&self, depth: usize) -> &[u8] {
        let from = self.from + 8 * (depth - 1);
        self.rest.as_bytes().get(from..).unwrap_or_default()
    }

    pub(super) fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let mut depth = 0;
        loop {
            let (mine, theirs) = (self.at(depth), other.at(depth));
            if mine != theirs || Self::is_last(mine, depth) || depth == DEPTHS {
                return mine.cmp(&theirs);
            }
            depth += 1;
        }
    }
}

/// Longer numbers come after all short ones, before all texts, and first by their length.
const LONG_NUMBER: u64 = 1 << 63;
const NO_NUMBER: u64 = u64::MAX - 1;

/// Eight bytes of ASCII text in lower case, in the order of the text.
fn eight(text: &[u8]) -> u64 {
    let mut bytes = match text.first_chunk() {
        Some(bytes) => *bytes,
        None => {
            let mut bytes = [0; 8];
            bytes[..text.len()].copy_from_slice(text);
            bytes
        }
    };
    bytes.make_ascii_lowercase();
    u64::from_be_bytes(bytes)
}

fn agent_rank(status: AgentStatus) -> u64 {
    match status {
        AgentStatus::Enabled => 0,
        AgentStatus::Busy => 1,
        AgentStatus::Offline => 2,
        AgentStatus::Disabled => 3,
        AgentStatus::Blocked => 4,
        AgentStatus::Other(_) => 5,
    }
}

/// As STATE says it: the worst last.
fn severity(block: &Block, row: usize) -> u64 {
    let is = |field| block.get(row, field).and_then(|value| value.flag()) == Some(true);
    if is(Field::BlockAgent) {
        return 9;
    }
    if is(Field::BlockWebLogin) {
        return 8;
    }
    let inactive = Value::UserStatus(UserStatus::Inactive);
    if block.get(row, Field::UserStatus) == Some(inactive) {
        return 7;
    }
    match block.get(row, Field::AgentStatus) {
        Some(Value::AgentStatus(status)) => agent_rank(status),
        Some(Value::Null) => 6,
        Some(_) | None => 0,
    }
}
