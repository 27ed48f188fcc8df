//! The roles of the tenant. The API has no list of roles: clients learn them from users, and one
//! of these has no name, so that a role known by its id alone is met early.

use fastrand::Rng;

/// A permission role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) id: u32,
    pub(super) name: Option<&'static str>,
}

const fn role(id: u32, name: &'static str) -> Role {
    Role {
        id,
        name: Some(name),
    }
}

pub(super) const AGENT: Role = role(54_601, "Agent");
pub(super) const OWNER: Role = role(54_600, "Owner");
pub(super) const SUPERVISOR: Role = role(54_611, "Supervisor");
pub(super) const QUALITY: Role = role(54_630, "Quality");
pub(super) const TEAM_LEAD: Role = role(54_655, "Team Lead");
pub(super) const ADMIN_NEW: Role = role(54_742, "Admin New");
pub(super) const SUPERVISOR_PUNE: Role = role(54_790, "Supervisor-Pune");
pub(super) const TRAINER: Role = role(54_812, "Trainer");
pub(super) const NAMELESS: Role = Role {
    id: 54_799,
    name: None,
};

const ALL: [Role; 9] = [
    OWNER,
    AGENT,
    SUPERVISOR,
    QUALITY,
    TEAM_LEAD,
    ADMIN_NEW,
    SUPERVISOR_PUNE,
    NAMELESS,
    TRAINER,
];

/// The ids of the roles that give power over others: Admin New and Owner.
pub const PRIVILEGED_ROLES: [&str; 2] = ["54742", "54600"];

impl Role {
    pub(super) fn by_id(id: &str) -> Option<Self> {
        let id: u32 = id.parse().ok()?;
        ALL.into_iter().find(|role| role.id == id)
    }

    /// A role for somebody invented; mostly agents, never the owner.
    pub(super) fn draw(random: &mut Rng) -> Self {
        match random.u8(0..100) {
            0..70 => AGENT,
            70..78 => QUALITY,
            78..85 => TEAM_LEAD,
            85..90 => SUPERVISOR,
            90..94 => SUPERVISOR_PUNE,
            94..97 => TRAINER,
            97 => ADMIN_NEW,
            _ => NAMELESS,
        }
    }
}
