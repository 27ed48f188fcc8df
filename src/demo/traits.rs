//! The part of a user that server filters look at. It is drawn before any text is made and holds
//! no allocation: a filter can walk a million people without building one of them.

use fastrand::Rng;

/// The filterable states of one user, in the numbers of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Traits {
    /// 0 enabled, 1 blocked, 2 disabled, 3 busy, 4 offline, 9 undocumented; none without an agent.
    pub(super) agent_status: Option<i64>,
    /// 1 active, 0 inactive.
    pub(super) user_status: i64,
    /// 0 blocked, 1 unblocked: the opposite sense of an agent's status.
    pub(super) member_status: i64,
    pub(super) web_login_blocked: bool,
    pub(super) login_based: bool,
    pub(super) international: bool,
    pub(super) extension: bool,
}

impl Traits {
    /// A realistic mix.
    pub(super) fn draw(random: &mut Rng) -> Self {
        let agent_status = match random.u8(0..100) {
            0..69 => Some(0),
            69..73 => Some(1),
            73..77 => Some(2),
            77..86 => Some(3),
            86..93 => Some(4),
            93 => Some(9),
            _ => None,
        };
        let inactive = agent_status == Some(1) || random.u8(0..100) < 3;
        Self {
            agent_status,
            user_status: i64::from(!inactive),
            member_status: i64::from(!inactive),
            web_login_blocked: random.u8(0..100) < 7,
            login_based: random.u8(0..100) < 20,
            international: random.u8(0..100) < 8,
            extension: agent_status.is_some() && random.u8(0..100) < 85,
        }
    }
}

/// The server-side filters of the list; `None` asks for nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) extension: Option<bool>,
    pub(super) login_based: Option<bool>,
    pub(super) international: Option<bool>,
    /// Whether web login is *enabled*: the opposite sense of the stored block.
    pub(super) web_login: Option<bool>,
    pub(super) active: Option<bool>,
}

impl Filter {
    pub(super) fn accepts(&self, traits: &Traits) -> bool {
        [
            (self.extension, traits.extension),
            (self.login_based, traits.login_based),
            (self.international, traits.international),
            (self.web_login, !traits.web_login_blocked),
            (self.active, traits.user_status == 1),
        ]
        .into_iter()
        .all(|(wanted, is)| wanted.is_none_or(|wanted| wanted == is))
    }
}
