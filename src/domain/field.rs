//! The field registry: one table that says everything about every field of a user.
//!
//! List columns, the detail pane, the form, plans, the command line and the dialect all read this
//! table; a field is added here and nowhere else. The facts are those of the vendor's pages
//! ("Fetch Multiple Users", "Fetch Single User", "Patch a User"); where those contradict each
//! other the reading order of the sources decides.

use super::commpeak::{self, CommPeakField};
use super::value::Value;
use super::vendor::Vendor;

/// A field of a user, by the meaning it has in the PATCH request or, if it is never sent, in the
/// answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The user's name.
    Name,
    /// The mobile number.
    Number,
    /// The e-mail address.
    Email,
    /// The designation ("destination" on the wire, by the vendor's page).
    Designation,
    /// The login ID, opaque.
    LoginId,
    /// The password for the web login; write-only.
    Password,
    /// The permission role.
    Role,
    /// `user_status` of the list.
    UserStatus,
    /// `team_member.status` of the single read.
    TeamStatus,
    /// Whether the web login is locked.
    BlockWebLogin,
    /// Whether calling needs a sign-in to the application.
    LoginBasedCalling,
    /// Whose call records the user sees.
    CdrScope,
    /// The agent's state.
    AgentStatus,
    /// Whether the agent is blocked (derived: two polarities in one record).
    BlockAgent,
    /// Whether the agent is disabled (derived from the state).
    DisableAgent,
    /// May call abroad.
    InternationalOutbound,
    /// The agent's id, leading zeros kept.
    AgentId,
    /// The agent's own name.
    AgentName,
    /// The agent's own number.
    AgentNumber,
    /// The intercom number.
    Intercom,
    /// The extension's user name.
    Extension,
    /// Whether the extension may not call out.
    ExtensionOutboundBlock,
    /// Sticky-agent settings.
    StickyAgent,
    /// The time group.
    TimeGroup,
    /// Where calls go when the agent does not pick up.
    Failover,
    /// Ids of numbers allotted to the user; write-only.
    CallerId,
    /// Agent groups; write-only.
    AgentGroup,
    /// A field of CommPeak Dialer; all others are Smartflo's.
    CommPeak(CommPeakField),
}

/// The block of the detail pane and the form a field stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// Who it is.
    Identity,
    /// What the person may do.
    Access,
    /// The agent behind the user.
    Agent,
    /// Where calls go.
    Routing,
    /// Sent but never read back.
    WriteOnly,
    /// How calls are made and taken.
    Calling,
    /// Roles, desks and groups.
    Membership,
}

impl Section {
    /// The sections of a vendor's users, in the order in which they are shown.
    #[must_use]
    pub fn of(vendor: Vendor) -> [Self; 4] {
        match vendor {
            Vendor::Smartflo => [Self::Identity, Self::Access, Self::Agent, Self::Routing],
            Vendor::CommPeak => [
                Self::Identity,
                Self::Access,
                Self::Calling,
                Self::Membership,
            ],
        }
    }

    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Identity => "Identity",
            Self::Access => "Access",
            Self::Agent => "Agent",
            Self::Routing => "Routing",
            Self::WriteOnly => "Write-only",
            Self::Calling => "Calling",
            Self::Membership => "Membership",
        }
    }
}

/// How a value is typed, checked, compared and put into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text,
    /// A phone number, passed through unchanged; equal digits count as equal.
    Phone,
    /// An e-mail address; compared without case.
    Email,
    /// A flag and its two words.
    Flag {
        /// The word for true.
        yes: &'static str,
        /// The word for false.
        no: &'static str,
    },
    /// A permission role, compared by id.
    Role,
    /// Whose call records.
    CdrScope,
    /// A list of texts.
    Texts,
    /// A password.
    Secret,
    /// Only ever shown.
    Shown,
}

/// Whether a field can be sent, and what can be known afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// Never sent.
    No,
    /// Sent under this key; reads back, so it is verified and can be undone.
    Verifiable(&'static str),
    /// Sent under this key; never returned: can be neither checked nor undone.
    Blind(&'static str),
}

/// Everything there is to know about a field.
#[derive(Debug)]
pub struct Spec {
    /// The field.
    pub field: Field,
    /// The name in the command line, exports and the journal (the API's own where it has one).
    pub name: &'static str,
    /// The label on screen.
    pub label: &'static str,
    /// Where it is shown.
    pub section: Section,
    /// How it is typed and compared.
    pub kind: Kind,
    /// Whether and as what it is sent.
    pub write: Write,
    /// Where the single read carries it, below `data`: the first path that is present counts.
    /// Empty for what is derived or not carried.
    pub single: &'static [&'static str],
    /// Where a list item carries it; `None` if it does not.
    pub list: Option<&'static str>,
}

const LOCKED: Kind = Kind::Flag {
    yes: "LOCKED",
    no: "open",
};
const BLOCKED: Kind = Kind::Flag {
    yes: "BLOCKED",
    no: "unblocked",
};
const DISABLED: Kind = Kind::Flag {
    yes: "disabled",
    no: "not disabled",
};
const ON: Kind = Kind::Flag {
    yes: "on",
    no: "off",
};

/// The table of Smartflo's, in the order of the detail pane and the form.
#[rustfmt::skip]
pub static FIELDS: [Spec; 27] = {
    use {Field as F, Kind as K, Section as S, Write::{Blind, No, Verifiable}};
    [
    Spec { field: F::Name, name: "name", label: "name", section: S::Identity, kind: K::Text,
           write: Verifiable("name"), single: &["name"], list: Some("name") },
    Spec { field: F::Number, name: "number", label: "number", section: S::Identity, kind: K::Phone,
           write: Verifiable("number"), single: &["number"], list: Some("agent.follow_me_number") },
    Spec { field: F::Email, name: "email", label: "email", section: S::Identity, kind: K::Email,
           write: Verifiable("email"), single: &["team_member.email", "email"], list: None },
    // The key is the profile's `designation_key`: the page says "destination: Designation of the user".
    Spec { field: F::Designation, name: "designation", label: "designation", section: S::Identity, kind: K::Text,
           write: Verifiable("destination"), single: &["team_member.designation", "designation"], list: None },
    Spec { field: F::LoginId, name: "login_id", label: "login id", section: S::Access, kind: K::Text,
           write: Verifiable("login_id"), single: &["team_member.login_id", "login_id"], list: Some("login_id") },
    Spec { field: F::Password, name: "password", label: "password", section: S::Access, kind: K::Secret,
           write: Blind("password"), single: &[], list: None },
    Spec { field: F::UserStatus, name: "user_status", label: "user status", section: S::Access, kind: K::Shown,
           write: No, single: &[], list: Some("user_status") },
    Spec { field: F::TeamStatus, name: "team_status", label: "member status", section: S::Access, kind: K::Shown,
           write: No, single: &["team_member.status", "status"], list: None },
    Spec { field: F::BlockWebLogin, name: "block_web_login", label: "web login", section: S::Access, kind: LOCKED,
           write: Verifiable("block_web_login"), single: &["team_member.is_web_login_block", "is_web_login_block"], list: None },
    Spec { field: F::Role, name: "user_role", label: "role", section: S::Access, kind: K::Role,
           write: Verifiable("user_role"), single: &["team_member.role", "role"], list: Some("user_role") },
    Spec { field: F::LoginBasedCalling, name: "login_based_calling", label: "login-based", section: S::Access, kind: ON,
           write: Verifiable("login_based_calling"), single: &["team_member.is_login_based_calling", "is_login_based_calling"],
           list: Some("is_login_based_calling_enabled") },
    Spec { field: F::CdrScope, name: "user_for_cdr", label: "CDR scope", section: S::Access, kind: K::CdrScope,
           write: Verifiable("user_for_cdr"), single: &["team_member.users_for_cdr", "users_for_cdr"], list: None },
    Spec { field: F::AgentStatus, name: "agent_status", label: "agent", section: S::Agent, kind: K::Shown,
           write: No, single: &["agent.agent_status", "agent.status"], list: Some("agent.status") },
    Spec { field: F::BlockAgent, name: "block_agent", label: "block agent", section: S::Agent, kind: BLOCKED,
           write: Verifiable("block_agent"), single: &[], list: None },
    Spec { field: F::DisableAgent, name: "disable_agent", label: "disable agent", section: S::Agent, kind: DISABLED,
           write: Verifiable("disable_agent"), single: &[], list: None },
    Spec { field: F::InternationalOutbound, name: "international_outbound", label: "intl outbound", section: S::Agent, kind: ON,
           write: Verifiable("international_outbound"),
           single: &["agent.is_international_outbound_enabled", "is_international_outbound_enabled"],
           list: Some("is_international_outbound_enabled") },
    Spec { field: F::AgentId, name: "agent_id", label: "agent id", section: S::Agent, kind: K::Shown,
           write: No, single: &["agent.id"], list: Some("agent.id") },
    Spec { field: F::AgentName, name: "agent_name", label: "agent name", section: S::Agent, kind: K::Shown,
           write: No, single: &["agent.name"], list: Some("agent.name") },
    Spec { field: F::AgentNumber, name: "agent_number", label: "agent number", section: S::Agent, kind: K::Shown,
           write: No, single: &["agent.number", "agent.follow_me_number"], list: None },
    Spec { field: F::Intercom, name: "intercom", label: "intercom", section: S::Agent, kind: K::Shown,
           write: No, single: &["agent.intercom", "intercom"], list: Some("intercom") },
    Spec { field: F::Extension, name: "extension", label: "extension", section: S::Agent, kind: K::Shown,
           write: No, single: &["agent.extension", "extension"], list: Some("extension") },
    Spec { field: F::ExtensionOutboundBlock, name: "extension_outbound_block", label: "ext. outbound", section: S::Agent,
           kind: K::Flag { yes: "blocked", no: "allowed" },
           write: No, single: &["agent.extension.outbound_block", "extension.outbound_block"], list: None },
    Spec { field: F::StickyAgent, name: "sticky_agent", label: "sticky agent", section: S::Agent, kind: K::Shown,
           write: No, single: &["agent.sticky_Agent", "sticky_Agent"], list: None },
    Spec { field: F::TimeGroup, name: "time_group", label: "time group", section: S::Routing, kind: K::Shown,
           write: No, single: &["agent.time_group", "time_group"], list: None },
    Spec { field: F::Failover, name: "failover_destination", label: "failover", section: S::Routing, kind: K::Shown,
           write: No, single: &["agent.failover_destination", "failover_destination"], list: None },
    Spec { field: F::CallerId, name: "caller_id", label: "caller ids", section: S::WriteOnly, kind: K::Texts,
           write: Blind("caller_id"), single: &[], list: None },
    Spec { field: F::AgentGroup, name: "agent_group", label: "agent groups", section: S::WriteOnly, kind: K::Texts,
           write: Blind("agent_group"), single: &[], list: None },
    ]
};

impl Field {
    /// This field's line of the table.
    #[must_use]
    pub fn spec(self) -> &'static Spec {
        let mut table = Self::of(self.vendor()).iter();
        let found = table.find(|spec| spec.field == self);
        found.expect("every field has a line in the table: a test walks them all")
    }

    /// Whose users have it.
    #[must_use]
    pub fn vendor(self) -> Vendor {
        match self {
            Self::CommPeak(_) => Vendor::CommPeak,
            _ => Vendor::Smartflo,
        }
    }

    /// The fields of a vendor's users, in the order of the detail pane.
    #[must_use]
    pub fn of(vendor: Vendor) -> &'static [Spec] {
        match vendor {
            Vendor::Smartflo => &FIELDS,
            Vendor::CommPeak => &commpeak::FIELDS,
        }
    }

    /// The field of that name in changes, which are Smartflo's alone. `destination` is accepted for `designation`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let name = if name == "destination" {
            "designation"
        } else {
            name
        };
        FIELDS
            .iter()
            .find(|spec| spec.name == name)
            .map(|spec| spec.field)
    }

    /// The fields a PATCH can carry, in form order.
    pub fn writable() -> impl Iterator<Item = Self> {
        FIELDS
            .iter()
            .filter(|spec| spec.write != Write::No)
            .map(|spec| spec.field)
    }

    /// The label on screen.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.spec().label
    }

    /// The name in the command line and the journal.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Whether a single read tells the value afterwards. What cannot be verified cannot be undone
    /// either, and is never sent a second time by itself.
    #[must_use]
    pub fn is_verifiable(self) -> bool {
        matches!(self.spec().write, Write::Verifiable(_))
    }

    /// The value in this field's own words: `LOCKED`, `on`, `Quality (54630)`. Untrusted text.
    #[must_use]
    pub fn words(self, value: &Value) -> String {
        match (self.spec().kind, value) {
            (Kind::Flag { yes, .. }, Value::Flag(true)) => yes.to_owned(),
            (Kind::Flag { no, .. }, Value::Flag(false)) => no.to_owned(),
            (_, value) => value.plain(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_finds_its_field_and_every_field_its_line() {
        for spec in &FIELDS {
            assert_eq!(Field::by_name(spec.name), Some(spec.field));
        }
        for vendor in Vendor::ALL {
            for spec in Field::of(vendor) {
                assert_eq!(spec.field.vendor(), vendor);
                assert_eq!(spec.field.spec().name, spec.name);
            }
        }
        assert_eq!(Field::by_name("destination"), Some(Field::Designation));
        assert_eq!(Field::writable().count(), 15);
    }
}
