//! A block as bytes and back: what is kept of a list between two runs.
//!
//! Invariants: only what pages told is frozen, never a full record; bytes that are no block thaw to
//! nothing, whatever they are, and never panic; what thaws was sent before anything of this run.

use std::sync::Arc;

use compact_str::CompactString;
use jiff::Timestamp;

use crate::domain::user::{Row, RowAgent, UserId};
use crate::domain::value::{AgentStatus, Role, UserStatus};

use super::packed::{BYTES, Packed};
use super::{Block, Slot, Stamp};

/// The rows in these slots, in blocks of their own and in this order.
pub fn gather(blocks: &[Arc<Block>], slots: &[Slot]) -> impl Iterator<Item = Block> {
    slots.chunks(Block::ROWS).map(|slots| {
        let place = |slot: &Slot| (blocks[slot.block()].as_ref(), slot.row());
        Block::gather(slots.iter().map(place))
    })
}

impl Block {
    /// The rows as bytes.
    #[must_use]
    pub fn freeze(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.rows.len() * (BYTES + 80));
        count(&mut out, self.stamps.len());
        for stamp in &self.stamps {
            out.extend(stamp.at.as_second().to_le_bytes());
        }
        count(&mut out, self.roles.len());
        for role in &self.roles {
            text(&mut out, &role.id);
            text(&mut out, &role.name);
        }
        count(&mut out, self.rows.len());
        for packed in &self.rows {
            out.extend(packed.to_bytes());
        }
        for packed in &self.rows {
            out.extend(self.texts_of(*packed).as_bytes());
        }
        count(&mut out, self.odd.len());
        for (row, told) in &self.odd {
            count(&mut out, usize::from(*row));
            odd(&mut out, told);
        }
        out
    }

    /// The block that these bytes were; `None` = they were none.
    #[must_use]
    pub fn thaw(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let mut block = Self::default();
        for _ in 0..bytes.count()? {
            let at = Timestamp::from_second(i64::from_le_bytes(bytes.array()?)).ok()?;
            block.stamps.push(Stamp::earlier(at));
        }
        for _ in 0..bytes.count()? {
            let (id, name) = (bytes.text()?.into(), bytes.text()?.into());
            block.roles.push(Arc::new(Role { id, name }));
        }
        let rows = bytes.count()?;
        if rows > Self::ROWS || block.stamps.len() > usize::from(u16::MAX) {
            return None;
        }
        let mut start = 0;
        for _ in 0..rows {
            let packed = Packed::from_bytes(bytes.array()?, u32::try_from(start).ok()?);
            start += packed.length();
            block.rows.push(packed);
        }
        std::str::from_utf8(bytes.take(start)?)
            .ok()?
            .clone_into(&mut block.texts);
        for _ in 0..bytes.count()? {
            let row = u16::try_from(bytes.count()?).ok()?;
            block.odd.insert(row, Box::new(bytes.row()?));
        }
        let is_sound = bytes.0.is_empty() && (0..rows).all(|row| block.is_sound(row));
        is_sound.then_some(block)
    }

    /// Whether a thawed row is one that could have been frozen.
    fn is_sound(&self, row: usize) -> bool {
        let packed = self.rows[row];
        let mut end = packed.start as usize;
        let is_whole = packed.lengths.iter().all(|length| {
            end += usize::from(*length);
            self.texts.is_char_boundary(end)
        });
        let told_by = |code: u16| usize::from(code) <= self.stamps.len();
        let has_role = packed.role().is_none_or(|role| role < self.roles.len());
        let odd = u16::try_from(row).ok().and_then(|row| self.odd.get(&row));
        is_whole
            && packed.read > 0
            && (told_by(packed.read) && told_by(packed.web))
            && has_role
            && UserId::new(self.id(row)).is_ok()
            && packed.is_odd() == odd.is_some()
            && odd.is_none_or(|odd| odd.id.as_str() == self.id(row))
    }
}

fn count(out: &mut Vec<u8>, count: usize) {
    let count = u32::try_from(count).expect("a block holds less than that of anything");
    out.extend(count.to_le_bytes());
}

fn text(out: &mut Vec<u8>, text: &str) {
    count(out, text.len());
    out.extend(text.as_bytes());
}

fn option<T>(out: &mut Vec<u8>, value: Option<T>, put: impl FnOnce(&mut Vec<u8>, T)) {
    out.push(value.is_some().into());
    if let Some(value) = value {
        put(out, value);
    }
}

fn odd(out: &mut Vec<u8>, row: &Row) {
    let number = |out: &mut Vec<u8>, number: i64| out.extend(number.to_le_bytes());
    let flag = |out: &mut Vec<u8>, flag: bool| out.push(flag.into());
    text(out, row.id.as_str());
    text(out, &row.name);
    option(out, row.login_id.as_deref(), text);
    option(out, row.role.as_ref(), |out, role| {
        text(out, &role.id);
        text(out, &role.name);
    });
    option(out, row.user_status.map(UserStatus::number), number);
    option(out, row.agent.as_ref(), |out, agent| {
        text(out, &agent.id);
        option(out, agent.name.as_deref(), text);
        option(out, agent.status.map(AgentStatus::number), number);
        option(out, agent.number.as_deref(), text);
    });
    option(out, row.login_based_calling, flag);
    option(out, row.international_outbound, flag);
    option(out, row.extension.as_deref(), text);
    option(out, row.intercom.as_deref(), text);
}

/// What is left to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        self.take(LENGTH)?.try_into().ok()
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.array()?)).ok()
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.count()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// Outer `None` = no such bytes.
    fn option<T>(&mut self, get: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.array()? {
            [0] => Some(None),
            [1] => get(self).map(Some),
            [_] => None,
        }
    }

    fn compact(&mut self) -> Option<CompactString> {
        self.text().map(CompactString::from)
    }

    fn number(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    fn flag(&mut self) -> Option<bool> {
        self.array().map(|[flag]| flag == 1)
    }

    fn row(&mut self) -> Option<Row> {
        Some(Row {
            id: UserId::new(self.text()?).ok()?,
            name: self.compact()?,
            login_id: self.option(Self::compact)?,
            role: self.option(|bytes| {
                let (id, name) = (bytes.compact()?, bytes.compact()?);
                Some(Role { id, name })
            })?,
            user_status: self.option(Self::number)?.map(UserStatus::from_number),
            agent: self.option(|bytes| {
                Some(RowAgent {
                    id: bytes.compact()?,
                    name: bytes.option(Self::compact)?,
                    status: bytes.option(Self::number)?.map(AgentStatus::from_number),
                    number: bytes.option(Self::compact)?,
                })
            })?,
            login_based_calling: self.option(Self::flag)?,
            international_outbound: self.option(Self::flag)?,
            extension: self.option(Self::compact)?,
            intercom: self.option(Self::compact)?,
            block_web_login: None,
        })
    }
}
