//! 1,024 users in packed columns: what pages told of them, and the full records that were read.
//!
//! Invariants: a row's place never changes; a shared block never changes (the roster copies it
//! before it writes); an older read never takes the place of a newer one; whatever does not fit
//! the packed form is kept beside it as it came, so nothing is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::field::Field;
use crate::domain::user::{Row, RowRef, User};
use crate::domain::value::{Role, Value};

use super::Stamp;
use super::packed::Packed;

/// A run of users, by the order in which they became known.
#[derive(Clone, Default, PartialEq)]
pub struct Block {
    pub(super) rows: Vec<Packed>,
    /// The texts of all rows, one row's behind another's; also what no row points to any more.
    pub(super) texts: String,
    /// How many bytes of `texts` no row points to.
    dead: usize,
    pub(super) roles: Vec<Arc<Role>>,
    pub(super) stamps: Vec<Stamp>,
    /// Rows that do not pack.
    pub(super) odd: BTreeMap<u16, Box<Row>>,
    /// Single reads.
    pub(super) users: BTreeMap<u16, (Stamp, Arc<User>)>,
}

impl Block {
    /// Rows in a block, except the last one's.
    pub const ROWS: usize = 1024;

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The id of the user in `row`.
    #[must_use]
    pub fn id(&self, row: usize) -> &str {
        let packed = &self.rows[row];
        let start = packed.start as usize;
        &self.texts[start..start + packed.id_length()]
    }

    /// What the newest read that carries `field` says; `None` = unknown. Pending edits are not in
    /// it: they are the roster's.
    #[must_use]
    pub fn get(&self, row: usize, field: Field) -> Option<Value> {
        if self.users.is_empty() {
            return self.page_value(row, field);
        }
        self.confirmed(row, field).map(|(value, _)| value)
    }

    /// The text of the same, of a role its name; `None` = null, unknown, or not a text.
    #[must_use]
    pub fn text(&self, row: usize, field: Field) -> Option<&str> {
        if self.users.is_empty() {
            return self.page_text(row, field);
        }
        match self.newest(row, field)? {
            Told::ByPage(_) => self.page_text(row, field),
            Told::ByUser(_, Value::Text(text)) => Some(text),
            Told::ByUser(_, Value::Role(role)) => Some(&role.name),
            Told::ByUser(_, _) => None,
        }
    }

    /// What the newest read that carries `field` says, and when it was sent.
    #[must_use]
    pub fn confirmed(&self, row: usize, field: Field) -> Option<(Value, Stamp)> {
        match self.newest(row, field)? {
            Told::ByPage(stamp) => Some((self.page_value(row, field)?, stamp)),
            Told::ByUser(stamp, value) => Some((value.clone(), stamp)),
        }
    }

    /// What pages told; `None` = no page did.
    #[must_use]
    pub fn row(&self, row: usize) -> Option<RowRef<'_>> {
        let packed = self.rows[row];
        if packed.read == 0 {
            return None;
        }
        if packed.is_odd() {
            let told = self.odd.get(&index(row)).map(|told| told.as_ref().as_ref());
            let block_web_login = packed.web_login();
            return told.map(|told| RowRef {
                block_web_login,
                ..told
            });
        }
        let role = packed.role().map(|role| self.roles[role].as_ref());
        Some(packed.unpack(self.texts_of(packed), role))
    }

    /// When the page that told the row was sent.
    #[must_use]
    pub fn read_at(&self, row: usize) -> Option<Stamp> {
        self.stamp(self.rows[row].read)
    }

    /// When the page that told its web-login state was sent.
    #[must_use]
    pub fn web_login_at(&self, row: usize) -> Option<Stamp> {
        self.stamp(self.rows[row].web)
    }

    /// The full record and when it was read, if it was.
    #[must_use]
    pub fn user(&self, row: usize) -> Option<(Stamp, &Arc<User>)> {
        let read = self.users.get(&index(row));
        read.map(|(stamp, user)| (*stamp, user))
    }

    /// The role of the user in `row`, as [`Block::get`] says.
    #[must_use]
    pub fn role(&self, row: usize) -> Option<&Role> {
        match self.newest(row, Field::Role)? {
            Told::ByPage(_) if self.rows[row].is_odd() => self.row(row)?.role,
            Told::ByPage(_) => self.rows[row].role().map(|role| self.roles[role].as_ref()),
            Told::ByUser(_, Value::Role(role)) => Some(role),
            Told::ByUser(_, _) => None,
        }
    }

    /// Which roles the users in the rows asked for have, and how many of them each.
    pub fn roles(&self, is_asked_for: impl Fn(usize) -> bool) -> Vec<(&Role, usize)> {
        let mut counts = vec![0; self.roles.len()];
        let mut others = Vec::new();
        for row in (0..self.len()).filter(|row| is_asked_for(*row)) {
            let packed = self.rows[row];
            if self.users.contains_key(&index(row)) || packed.is_odd() {
                others.extend(self.role(row).map(|role| (role, 1)));
            } else if let Some(role) = packed.role() {
                counts[role] += 1;
            }
        }
        let roles = self.roles.iter().map(AsRef::as_ref).zip(counts);
        others.extend(roles.filter(|(_, count)| *count > 0));
        others
    }

    /// Whether more than the id of the user in `row` is known.
    pub(super) fn knows(&self, row: usize) -> bool {
        self.rows[row].read > 0 || self.users.contains_key(&index(row))
    }

    /// Bytes of memory, the full records excepted.
    #[must_use]
    pub fn bytes(&self) -> usize {
        // Of a map, the entries: what its nodes cost on top is not told by anybody.
        size_of::<Self>()
            + self.rows.capacity() * size_of::<Packed>()
            + self.texts.capacity()
            + self.roles.capacity() * size_of::<Arc<Role>>()
            + self.stamps.capacity() * size_of::<Stamp>()
            + self.odd.len() * (size_of::<Row>() + size_of::<(u16, Box<Row>)>())
            + self.users.len() * size_of::<(u16, (Stamp, Arc<User>))>()
    }

    fn newest(&self, row: usize, field: Field) -> Option<Told<'_>> {
        let read_at = match field {
            Field::BlockWebLogin => self.web_login_at(row),
            _ => self.read_at(row),
        };
        let user = self.user(row);
        let user = user.and_then(|(stamp, user)| Some((stamp, user.get(field)?)));
        let Some((user_at, value)) = user else {
            return read_at.map(Told::ByPage);
        };
        let is_told_later = read_at.filter(|read_at| *read_at > user_at);
        let page = is_told_later.filter(|_| self.page_value(row, field).is_some());
        Some(page.map_or(Told::ByUser(user_at, value), Told::ByPage))
    }

    pub(super) fn stamp(&self, code: u16) -> Option<Stamp> {
        let index = usize::from(code).checked_sub(1)?;
        Some(self.stamps[index])
    }

    pub(super) fn texts_of(&self, packed: Packed) -> &str {
        let start = packed.start as usize;
        &self.texts[start..start + packed.length()]
    }
}

/// Who told a value last.
enum Told<'a> {
    ByPage(Stamp),
    ByUser(Stamp, &'a Value),
}

/// Writing: the roster's alone.
impl Block {
    /// A new row, of which only the id is known.
    pub(super) fn push(&mut self, id: &str) {
        let start = arena_place(self.texts.len());
        self.rows.push(Packed::of_id(id, start));
        self.texts.push_str(id);
    }

    /// Takes what a page told of the user in `row`; `role` is the row's own, shared.
    pub(super) fn confirm_row(
        &mut self,
        row: usize,
        stamp: Stamp,
        told: &Row,
        role: Option<Arc<Role>>,
    ) {
        if let Some(state) = told.block_web_login
            && self.web_login_at(row).is_none_or(|older| older <= stamp)
        {
            let code = self.stamp_code(stamp);
            self.rows[row].set_web_login(Some(state));
            self.rows[row].web = code;
        }
        if self.read_at(row).is_none_or(|older| older <= stamp) {
            let code = self.stamp_code(stamp);
            self.write(row, told, role);
            self.rows[row].read = code;
        }
        self.tidy();
    }

    /// The web-login state of a row that a reading of the other side left out.
    pub(super) fn infer_web_login(&mut self, row: usize, stamp: Stamp, locked: bool) {
        if self.web_login_at(row).is_none_or(|older| older <= stamp) {
            let code = self.stamp_code(stamp);
            self.rows[row].set_web_login(Some(locked));
            self.rows[row].web = code;
            self.tidy();
        }
    }

    /// Takes a single read; `false` = a newer one is known.
    pub(super) fn confirm_user(&mut self, row: usize, stamp: Stamp, user: Arc<User>) -> bool {
        let older = self.user(row).map(|(older, _)| older);
        let is_newer = older.is_none_or(|older| older <= stamp);
        if is_newer {
            self.users.insert(index(row), (stamp, user));
        }
        is_newer
    }

    /// Keeps memory for all rows that it can have, if their texts are about as long as those of the
    /// block before it: a million users that came in growing pieces would leave holes everywhere.
    pub(super) fn make_room(&mut self, bytes_before: usize) {
        self.rows.reserve_exact(Self::ROWS - self.rows.len());
        let bytes = bytes_before + bytes_before / 64;
        self.texts
            .reserve_exact(bytes.saturating_sub(self.texts.len()));
    }

    /// Bytes of the texts of all rows.
    pub(super) fn text_bytes(&self) -> usize {
        self.texts.len()
    }

    /// Gives back memory that was kept for rows to come.
    pub(super) fn shrink(&mut self) {
        self.rows.shrink_to_fit();
        self.texts.shrink_to_fit();
        self.roles.shrink_to_fit();
        self.stamps.shrink_to_fit();
    }

    fn write(&mut self, row: usize, told: &Row, role: Option<Arc<Role>>) {
        let old = self.rows[row];
        let old_length = old.length();
        let is_last = old.start as usize + old_length == self.texts.len();
        // A user that became known just now: its id need not stand twice.
        if old.read == 0 && is_last {
            self.texts.truncate(old.start as usize);
        } else if self.texts.capacity() - self.texts.len() < GROWTH && self.rows.len() == Self::ROWS
        {
            self.texts.reserve_exact(GROWTH);
        }
        let start = self.texts.len();
        let mut new = match Packed::pack(told, &mut self.texts) {
            Some(packed) => {
                self.odd.remove(&index(row));
                packed
            }
            None => {
                let odd = Box::new(told.clone());
                self.odd.insert(index(row), odd);
                self.texts.push_str(told.id.as_str());
                let mut packed = Packed::of_id(told.id.as_str(), 0);
                packed.set_odd();
                packed
            }
        };
        let role = role.filter(|_| !new.is_odd());
        new.set_role(role.map(|role| self.role_index(role)));
        new.set_web_login(old.web_login());
        (new.read, new.web) = (old.read, old.web);
        let is_same =
            old.read != 0 && new.says_same(&old) && self.texts_of(old) == &self.texts[start..];
        if is_same {
            // Nothing new but the stamp.
            return self.texts.truncate(start);
        }
        new.start = arena_place(start);
        if !(old.read == 0 && is_last) {
            self.dead += old_length;
        }
        self.rows[row] = new;
    }

    fn role_index(&mut self, role: Arc<Role>) -> usize {
        let known = self
            .roles
            .iter()
            .position(|known| Arc::ptr_eq(known, &role));
        known.unwrap_or_else(|| {
            self.roles.push(role);
            self.roles.len() - 1
        })
    }

    fn stamp_code(&mut self, stamp: Stamp) -> u16 {
        if self.stamps.last() != Some(&stamp) {
            self.stamps.push(stamp);
        }
        u16::try_from(self.stamps.len()).expect("tidied long before")
    }

    /// Drops what no row points to, once that is as much as what they do.
    fn tidy(&mut self) {
        let is_tidy = self.dead <= GROWTH.max(self.texts.len() / 2)
            && self.stamps.len() <= 4 * Self::ROWS
            && self.roles.len() <= 4 * Self::ROWS;
        if is_tidy {
            return;
        }
        let mut old = std::mem::take(self);
        self.texts
            .reserve_exact(old.texts.len() - old.dead + GROWTH);
        let mut stamps = BTreeMap::new();
        for row in 0..old.len() {
            self.copy(&old, row, &mut stamps);
        }
        self.users = std::mem::take(&mut old.users);
    }

    /// A block of these rows, without their full records.
    pub(super) fn gather<'a>(rows: impl Iterator<Item = (&'a Block, usize)>) -> Self {
        let mut gathered = Self::default();
        let mut stamps = BTreeMap::new();
        for (block, row) in rows {
            gathered.copy(block, row, &mut stamps);
        }
        gathered.shrink();
        gathered
    }

    /// Appends a row of another block as it stands there; `stamps` are those seen so far.
    fn copy(&mut self, from: &Self, row: usize, stamps: &mut BTreeMap<Stamp, u16>) {
        self.copy_as(from.rows[row], from, row, stamps);
    }

    /// The same where what is not text is to be as in `old`.
    pub(super) fn copy_as(
        &mut self,
        old: Packed,
        from: &Self,
        row: usize,
        stamps: &mut BTreeMap<Stamp, u16>,
    ) {
        let mut new = old;
        new.start = arena_place(self.texts.len());
        self.texts.push_str(from.texts_of(old));
        let role = old.role().map(|role| from.roles[role].clone());
        new.set_role(role.map(|role| self.role_index(role)));
        for code in [&mut new.read, &mut new.web] {
            if let Some(stamp) = from.stamp(*code) {
                let known = stamps.entry(stamp);
                *code = *known.or_insert_with(|| self.stamp_code(stamp));
            }
        }
        if let Some(odd) = from.odd.get(&index(row)) {
            self.odd.insert(index(self.rows.len()), odd.clone());
        }
        self.rows.push(new);
    }

    /// Lets the roster keep each role once for all blocks.
    pub(super) fn share_roles(&mut self, mut shared: impl FnMut(&Role) -> Arc<Role>) {
        for role in &mut self.roles {
            *role = shared(role);
        }
    }
}

/// Bytes kept free for rows that are read again, and the least waste worth a tidying.
const GROWTH: usize = 4096;

const _: () = assert!(4 * Block::ROWS + Block::ROWS < Packed::ROLES);

impl std::fmt::Debug for Block {
    /// A block's rows would fill a screen each time somebody prints a message.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Block({} rows)", self.len())
    }
}

fn index(row: usize) -> u16 {
    u16::try_from(row).expect("a block has 1,024 rows")
}

fn arena_place(length: usize) -> u32 {
    // 1,024 rows of at most 8 × 255 bytes, and as much again before it is tidied.
    u32::try_from(length).expect("the texts of a block are a few MB at most")
}
