//! One list row in 20 bytes and its texts.
//!
//! Invariant: [`Packed::pack`] and [`Packed::unpack`] are each other's inverse for every row that
//! packs at all; null, empty and unknown stay three different things. A row that does not fit (a
//! text beyond 255 bytes, a status number that the vendor's page does not list) does not pack.

use std::ops::Range;

use crate::domain::field::Field;
use crate::domain::find::Place;
use crate::domain::user::{AgentRef, Row, RowRef};
use crate::domain::value::{AgentStatus, Role, UserStatus};

/// A row without its texts, role and stamps: where they are, and everything that is not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Packed {
    /// Where its texts start in the block's arena.
    pub(super) start: u32,
    /// How long each of them is, in the order in which they stand there.
    pub(super) lengths: [u8; TEXTS],
    bits: u32,
    /// The page that told the row: an index into the block's stamps, plus one; 0 = none did.
    pub(super) read: u16,
    /// The page that told its web-login state, in the same way.
    pub(super) web: u16,
}

/// The texts of a row.
pub(super) const TEXTS: usize = 8;

/// Bytes of a row beside its texts, where it is kept.
pub(super) const BYTES: usize = TEXTS + 4 + 2 + 2;

const ID: usize = 0;
const NAME: usize = 1;
const LOGIN_ID: usize = 2;
const AGENT_ID: usize = 3;
const AGENT_NAME: usize = 4;
const NUMBER: usize = 5;
const EXTENSION: usize = 6;
const INTERCOM: usize = 7;

/// What a find calls the texts; it looks into no others.
const PLACES: [Option<Place>; TEXTS] = [
    Some(Place::Id),
    Some(Place::Name),
    Some(Place::Login),
    None,
    None,
    Some(Place::Number),
    Some(Place::Extension),
    None,
];

/// A run of bits in [`Packed::bits`].
#[derive(Clone, Copy)]
struct Bits {
    from: u32,
    width: u32,
}

const HAS_LOGIN_ID: Bits = bits(0, 1);
const HAS_AGENT: Bits = bits(1, 1);
const HAS_AGENT_NAME: Bits = bits(2, 1);
/// The agent is called like the user, as nearly all are: the text is kept once.
const SAME_NAME: Bits = bits(3, 1);
const HAS_NUMBER: Bits = bits(4, 1);
const HAS_EXTENSION: Bits = bits(5, 1);
const HAS_INTERCOM: Bits = bits(6, 1);
const LOGIN_BASED: Bits = bits(7, 2);
const INTERNATIONAL: Bits = bits(9, 2);
const WEB_LOGIN: Bits = bits(11, 2);
const USER_STATUS: Bits = bits(13, 2);
const AGENT_STATUS: Bits = bits(15, 3);
/// The row stands unpacked beside the block's rows; only its id is in the arena.
const IS_ODD: Bits = bits(18, 1);
/// The role's index in the block's roles, plus one; 0 = none.
const ROLE: Bits = bits(19, 13);

const fn bits(from: u32, width: u32) -> Bits {
    Bits { from, width }
}

impl Packed {
    /// Roles that an index can tell apart.
    pub(super) const ROLES: usize = (1 << ROLE.width) - 1;

    /// A user of whom only the id is known.
    pub(super) fn of_id(id: &str, start: u32) -> Self {
        let mut packed = Self {
            start,
            ..Self::default()
        };
        packed.lengths[ID] = short(id).expect("an id has at most 64 characters");
        packed
    }

    /// Packs everything but place, role and stamps, and appends the texts to `arena`. `None` = the
    /// row does not pack; the arena is as before then.
    pub(super) fn pack(row: &Row, arena: &mut String) -> Option<Self> {
        let agent = row.agent.as_ref();
        let agent_name = agent.and_then(|agent| agent.name.as_deref());
        let has_same_name = agent_name == Some(row.name.as_str());
        let texts: [Option<&str>; TEXTS] = [
            Some(row.id.as_str()),
            Some(&row.name),
            row.login_id.as_deref(),
            agent.map(|agent| agent.id.as_str()),
            agent_name.filter(|_| !has_same_name),
            agent.and_then(|agent| agent.number.as_deref()),
            row.extension.as_deref(),
            row.intercom.as_deref(),
        ];
        let mut packed = Self::default();
        for (length, text) in packed.lengths.iter_mut().zip(texts) {
            *length = text.map_or(Some(0), short)?;
        }
        let status = agent.and_then(|agent| agent.status);
        packed.set(USER_STATUS, user_status_code(row.user_status)?);
        packed.set(AGENT_STATUS, agent_status_code(status)?);
        packed.set(HAS_LOGIN_ID, texts[LOGIN_ID].is_some().into());
        packed.set(HAS_AGENT, agent.is_some().into());
        packed.set(HAS_AGENT_NAME, agent_name.is_some().into());
        packed.set(SAME_NAME, has_same_name.into());
        packed.set(HAS_NUMBER, texts[NUMBER].is_some().into());
        packed.set(HAS_EXTENSION, texts[EXTENSION].is_some().into());
        packed.set(HAS_INTERCOM, texts[INTERCOM].is_some().into());
        packed.set(LOGIN_BASED, flag_code(row.login_based_calling));
        packed.set(INTERNATIONAL, flag_code(row.international_outbound));
        packed.set_web_login(row.block_web_login);
        arena.extend(texts.into_iter().flatten());
        Some(packed)
    }

    /// The row that was packed; `texts` are its own, `role` the one of its index.
    pub(super) fn unpack<'a>(&self, texts: &'a str, role: Option<&'a Role>) -> RowRef<'a> {
        let mut rest = texts;
        let parts = self.lengths.map(|length| {
            let (part, behind) = rest.split_at(usize::from(length));
            rest = behind;
            part
        });
        let given = |has: Bits, index: usize| (self.at(has) == 1).then(|| parts[index]);
        let agent_name = match self.at(SAME_NAME) {
            1 => NAME,
            _ => AGENT_NAME,
        };
        let states = self.states();
        RowRef {
            id: parts[ID],
            name: parts[NAME],
            login_id: given(HAS_LOGIN_ID, LOGIN_ID),
            role,
            agent: states.agent.map(|agent| AgentRef {
                id: parts[AGENT_ID],
                name: given(HAS_AGENT_NAME, agent_name),
                number: given(HAS_NUMBER, NUMBER),
                ..agent
            }),
            extension: given(HAS_EXTENSION, EXTENSION),
            intercom: given(HAS_INTERCOM, INTERCOM),
            ..states
        }
    }

    /// Everything but the place of its texts, as bytes.
    pub(super) fn to_bytes(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[..8].copy_from_slice(&self.lengths);
        bytes[8..12].copy_from_slice(&self.bits.to_le_bytes());
        bytes[12..14].copy_from_slice(&self.read.to_le_bytes());
        bytes[14..].copy_from_slice(&self.web.to_le_bytes());
        bytes
    }

    /// The same back, with its texts at `start`. Nothing is known of what the numbers say.
    pub(super) fn from_bytes(bytes: [u8; BYTES], start: u32) -> Self {
        let [.., b8, b9, b10, b11, r0, r1, w0, w1] = bytes;
        let mut lengths = [0; TEXTS];
        lengths.copy_from_slice(&bytes[..TEXTS]);
        Self {
            start,
            lengths,
            bits: u32::from_le_bytes([b8, b9, b10, b11]),
            read: u16::from_le_bytes([r0, r1]),
            web: u16::from_le_bytes([w0, w1]),
        }
    }

    /// How many bytes its texts have.
    pub(super) fn length(&self) -> usize {
        self.lengths.iter().map(|length| usize::from(*length)).sum()
    }

    /// The row without its texts: enough for every field that is none.
    pub(super) fn states(&self) -> RowRef<'static> {
        RowRef {
            id: "",
            name: "",
            login_id: None,
            role: None,
            user_status: user_status(self.at(USER_STATUS)),
            agent: (self.at(HAS_AGENT) == 1).then(|| AgentRef {
                id: "",
                name: None,
                status: agent_status(self.at(AGENT_STATUS)),
                number: None,
            }),
            login_based_calling: flag(self.at(LOGIN_BASED)),
            international_outbound: flag(self.at(INTERNATIONAL)),
            extension: None,
            intercom: None,
            block_web_login: self.web_login(),
        }
    }

    /// Where in its texts the one of this field stands. Outer `None` = the field is no text that
    /// can be told so; inner `None` = there is none.
    pub(super) fn text_place(&self, field: Field) -> Option<Option<Range<usize>>> {
        let (has, index) = match field {
            Field::Name => return Some(Some(self.place(NAME))),
            Field::LoginId => (HAS_LOGIN_ID, LOGIN_ID),
            Field::Number => (HAS_NUMBER, NUMBER),
            Field::AgentId => (HAS_AGENT, AGENT_ID),
            Field::Extension => (HAS_EXTENSION, EXTENSION),
            Field::Intercom => (HAS_INTERCOM, INTERCOM),
            _ => return None,
        };
        Some((self.at(has) == 1).then(|| self.place(index)))
    }

    /// Which of the texts that are searched contains this range of its texts.
    pub(super) fn place_around(&self, range: &Range<usize>) -> Option<Place> {
        let mut end = 0;
        for (index, length) in self.lengths.iter().enumerate() {
            let start = end;
            end += usize::from(*length);
            if range.start < end {
                let is_inside = start <= range.start && range.end <= end;
                return PLACES[index].filter(|_| is_inside);
            }
        }
        None
    }

    fn place(&self, index: usize) -> Range<usize> {
        let before = &self.lengths[..index];
        let start = before.iter().map(|length| usize::from(*length)).sum();
        start..start + usize::from(self.lengths[index])
    }

    /// How many bytes its id has; it stands first.
    pub(super) fn id_length(&self) -> usize {
        usize::from(self.lengths[ID])
    }

    /// Whether the row stands unpacked beside the others.
    pub(super) fn is_odd(&self) -> bool {
        self.at(IS_ODD) == 1
    }

    pub(super) fn set_odd(&mut self) {
        self.set(IS_ODD, 1);
    }

    /// The web-login state that a page told.
    pub(super) fn web_login(&self) -> Option<bool> {
        flag(self.at(WEB_LOGIN))
    }

    pub(super) fn set_web_login(&mut self, state: Option<bool>) {
        self.set(WEB_LOGIN, flag_code(state));
    }

    /// The index of its role in the block.
    pub(super) fn role(&self) -> Option<usize> {
        (self.at(ROLE) as usize).checked_sub(1)
    }

    pub(super) fn set_role(&mut self, role: Option<usize>) {
        let code = role.map_or(0, |index| index + 1);
        self.set(ROLE, u32::try_from(code).expect("roles are counted"));
    }

    /// Whether it says the same as `other`, wherever the texts stand and whoever told it.
    pub(super) fn says_same(&self, other: &Self) -> bool {
        (self.lengths, self.bits) == (other.lengths, other.bits)
    }

    fn at(&self, bits: Bits) -> u32 {
        (self.bits >> bits.from) & ((1 << bits.width) - 1)
    }

    fn set(&mut self, bits: Bits, value: u32) {
        let mask = (1 << bits.width) - 1;
        self.bits = self.bits & !(mask << bits.from) | (value & mask) << bits.from;
    }
}

fn short(text: &str) -> Option<u8> {
    u8::try_from(text.len()).ok()
}

fn flag_code(state: Option<bool>) -> u32 {
    match state {
        None => 0,
        Some(false) => 1,
        Some(true) => 2,
    }
}

fn flag(code: u32) -> Option<bool> {
    (code != 0).then_some(code == 2)
}

fn user_status_code(status: Option<UserStatus>) -> Option<u32> {
    match status {
        None => Some(0),
        Some(UserStatus::Active) => Some(1),
        Some(UserStatus::Inactive) => Some(2),
        Some(UserStatus::Other(_)) => None,
    }
}

fn user_status(code: u32) -> Option<UserStatus> {
    match code {
        1 => Some(UserStatus::Active),
        2 => Some(UserStatus::Inactive),
        _ => None,
    }
}

fn agent_status_code(status: Option<AgentStatus>) -> Option<u32> {
    match status {
        None => Some(0),
        Some(AgentStatus::Enabled) => Some(1),
        Some(AgentStatus::Blocked) => Some(2),
        Some(AgentStatus::Disabled) => Some(3),
        Some(AgentStatus::Busy) => Some(4),
        Some(AgentStatus::Offline) => Some(5),
        Some(AgentStatus::Other(_)) => None,
    }
}

fn agent_status(code: u32) -> Option<AgentStatus> {
    match code {
        1 => Some(AgentStatus::Enabled),
        2 => Some(AgentStatus::Blocked),
        3 => Some(AgentStatus::Disabled),
        4 => Some(AgentStatus::Busy),
        5 => Some(AgentStatus::Offline),
        _ => None,
    }
}
