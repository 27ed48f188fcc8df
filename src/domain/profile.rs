//! A tenant as far as guarding a write needs to know it: who is protected, what asks first.

use compact_str::CompactString;

use super::Field;
use super::commpeak;
use super::user::{User, UserId};
use super::value::{Role, Value};
use super::vendor::Vendor;

/// A profile: one tenant and what the person told us about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Always on screen.
    pub name: String,
    /// Whose API it speaks to.
    pub vendor: Vendor,
    /// Where below the base URL the users are, if the vendor's usual place is not it. CommPeak only.
    pub path_prefix: Option<String>,
    /// The API's base URL without a trailing slash; journals are bound to it.
    pub base_url: String,
    /// The built-in demo tenant: the header says DEMO.
    pub demo: bool,
    /// Production: `PROD` in words, starts read-only.
    pub production: bool,
    /// The login ID the token belongs to, so that nobody locks himself out.
    pub own_login: Option<String>,
    /// Login IDs or user ids that need a typed confirmation.
    pub protected: Vec<String>,
    /// Role ids that raise privileges.
    pub privileged_roles: Vec<CompactString>,
    /// Which writes ask first.
    pub confirm: Confirm,
    /// The PATCH key of the designation: `destination` (the vendor's page) or `designation`.
    pub designation_key: DesignationKey,
    /// What `agent_group` holds for a department that is picked.
    pub agent_group_key: GroupKey,
}

/// Which writes ask before they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Confirm {
    /// Those that look dangerous.
    #[default]
    Risky,
    /// All of them.
    Always,
}

/// The vendor's page says `destination: Designation of the user`; other pages say `designation`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DesignationKey {
    /// As the page has it.
    #[default]
    Destination,
    /// As other documentation has it.
    Designation,
}

impl DesignationKey {
    /// The key on the wire.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Destination => "destination",
            Self::Designation => "designation",
        }
    }
}

/// What `agent_group` holds for a department. The vendor's page says "for example, sales group" and
/// no more, which reads like a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupKey {
    /// Its name.
    #[default]
    Name,
    /// Its id.
    Id,
}

impl GroupKey {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Name, Self::Id];

    /// The word in the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Id => "id",
        }
    }
}

/// Why a user asks for the login id to be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protection {
    /// It is the person's own login.
    OwnLogin,
    /// The profile lists it.
    Listed,
}

impl Profile {
    /// Whether the user with this id and login is protected, and why.
    #[must_use]
    pub fn protection(&self, id: &str, login_id: &str) -> Option<Protection> {
        let same = |text: &str| !text.is_empty() && text.eq_ignore_ascii_case(login_id);
        if self.own_login.as_deref().is_some_and(same) {
            Some(Protection::OwnLogin)
        } else if self
            .protected
            .iter()
            .any(|entry| entry == id || same(entry))
        {
            Some(Protection::Listed)
        } else {
            None
        }
    }

    /// The address of a user's single read.
    #[must_use]
    pub fn user_url(&self, id: &UserId) -> String {
        let path = match self.vendor {
            Vendor::Smartflo => "/user".to_owned(),
            Vendor::CommPeak => {
                let prefix = self.path_prefix.as_deref();
                commpeak::path_below(prefix.unwrap_or(commpeak::PATH_PREFIX))
            }
        };
        format!("{}{path}/{id}", self.base_url)
    }

    /// Whether giving `role` raises privileges, by the profile's list.
    #[must_use]
    pub fn is_privileged(&self, role: &Role) -> bool {
        self.privileged_roles.contains(&role.id)
    }

    /// Whether setting `user`'s role to `role` raises privileges.
    #[must_use]
    pub fn raises(&self, user: &User, role: &Role) -> bool {
        let already = matches!(
            user.get(Field::Role),
            Some(Value::Role(current)) if self.is_privileged(current)
        );
        self.is_privileged(role) && !already
    }
}
