//! The columns of the list: their names, headings and widths, and which of them a view shows.
//!
//! Invariant: NAME is always among the columns of a view, and no column is there twice.

use super::field::Field;
use super::vendor::Vendor;

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Column {
    /// The user's id.
    Id,
    /// The name; it always stays.
    #[default]
    Name,
    /// The permission role.
    Role,
    /// Active or inactive.
    User,
    /// The agent's state.
    Agent,
    /// Whether the web login is locked.
    Web,
    /// The worst of USER, AGENT and WEB, in words.
    State,
    /// Whether there is an extension.
    Extension,
    /// The login ID.
    Login,
    /// May call abroad.
    International,
    /// Calls only after signing in.
    LoginBased,
    /// The number.
    Number,
    /// The intercom number.
    Intercom,
    /// The agent's own id.
    AgentId,
    /// The extension itself.
    ExtensionNumber,
}

impl Column {
    /// All columns, in the order in which they are offered.
    pub const ALL: [Self; 15] = [
        Self::Id,
        Self::Name,
        Self::Role,
        Self::User,
        Self::Agent,
        Self::Web,
        Self::State,
        Self::Extension,
        Self::Login,
        Self::International,
        Self::LoginBased,
        Self::Number,
        Self::Intercom,
        Self::AgentId,
        Self::ExtensionNumber,
    ];

    /// The columns that say something about a vendor's users, in the order in which they are
    /// offered.
    #[must_use]
    pub fn of(vendor: Vendor) -> &'static [Self] {
        match vendor {
            Vendor::Smartflo => Self::ALL.split_at(Self::ALL.len() - 1).0,
            Vendor::CommPeak => &[
                Self::Id,
                Self::Name,
                Self::Login,
                Self::Role,
                Self::User,
                Self::ExtensionNumber,
            ],
        }
    }

    /// Its name in the configuration and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Role => "role",
            Self::User => "user",
            Self::Agent => "agent",
            Self::Web => "web",
            Self::State => "state",
            Self::Extension => "extension",
            Self::Login => "login",
            Self::International => "international",
            Self::LoginBased => "login-based",
            Self::Number => "number",
            Self::Intercom => "intercom",
            Self::AgentId => "agent-id",
            Self::ExtensionNumber => "extension-number",
        }
    }

    /// The column of that name, or with that heading, in any case.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let is_named = |column: &&Self| {
            column.name().eq_ignore_ascii_case(name) || column.head().eq_ignore_ascii_case(name)
        };
        Self::ALL.iter().find(is_named).copied()
    }

    /// Its heading.
    #[must_use]
    pub fn head(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Name => "NAME",
            Self::Role => "ROLE",
            Self::User => "USER",
            Self::Agent => "AGENT",
            Self::Web => "WEB",
            Self::State => "STATE",
            Self::Extension => "EXT",
            Self::Login => "LOGIN ID",
            Self::International => "INTL",
            Self::LoginBased => "L-BASED",
            Self::Number => "NUMBER",
            Self::Intercom => "INTERCOM",
            Self::AgentId => "AGENT ID",
            Self::ExtensionNumber => "EXT NO.",
        }
    }

    /// What it says, in words, for the chooser and for charts.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Id => "user id",
            Self::Name => "name; always shown",
            Self::Role => "permission role",
            Self::User => "user status: active or inactive",
            Self::Agent => "state of the agent",
            Self::Web => "web login: open or LOCKED",
            Self::State => "the worst of user, agent and web login",
            Self::Extension => "whether there is an extension",
            Self::Login => "login id",
            Self::International => "may call abroad",
            Self::LoginBased => "calls only after signing in",
            Self::Number => "phone number",
            Self::Intercom => "intercom number",
            Self::AgentId => "id of the agent",
            Self::ExtensionNumber => "number of the extension",
        }
    }

    /// Columns of the screen it takes if nobody chose another width; one of them stays free.
    #[must_use]
    pub fn width(self) -> u16 {
        match self {
            Self::Id | Self::LoginBased => 8,
            Self::Name => 20,
            Self::Role => 11,
            Self::User | Self::Agent | Self::Intercom | Self::ExtensionNumber => 9,
            Self::Web => 7,
            Self::State | Self::Login => 16,
            Self::Extension => 4,
            Self::International => 5,
            Self::Number => 17,
            Self::AgentId => 14,
        }
    }

    /// The field it shows; none for the id, which is no field, and for STATE, which is of several.
    #[must_use]
    pub fn field(self) -> Option<Field> {
        match self {
            Self::Id | Self::State => None,
            Self::Name => Some(Field::Name),
            Self::Role => Some(Field::Role),
            Self::User => Some(Field::UserStatus),
            Self::Agent => Some(Field::AgentStatus),
            Self::Web => Some(Field::BlockWebLogin),
            Self::Extension | Self::ExtensionNumber => Some(Field::Extension),
            Self::Login => Some(Field::LoginId),
            Self::International => Some(Field::InternationalOutbound),
            Self::LoginBased => Some(Field::LoginBasedCalling),
            Self::Number => Some(Field::Number),
            Self::Intercom => Some(Field::Intercom),
            Self::AgentId => Some(Field::AgentId),
        }
    }
}

/// The columns of a view, in their order, with the widths that were chosen for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    chosen: Vec<(Column, Option<u16>)>,
    /// What happens to columns that do not fit.
    pub spread: Spread,
}

/// What happens to columns that do not fit the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spread {
    /// The less important ones are left out.
    #[default]
    Fitting,
    /// None is left out, not even those the view does not name; the column cursor scrolls.
    Wide,
}

impl Default for Columns {
    fn default() -> Self {
        Self::new(&[
            (Column::Id, None),
            (Column::Name, None),
            (Column::Role, None),
            (Column::User, None),
            (Column::Agent, None),
            (Column::Web, None),
            (Column::Extension, None),
            (Column::Login, None),
            (Column::International, None),
            (Column::LoginBased, None),
            (Column::Number, None),
        ])
    }
}

impl Columns {
    /// Widths that can be chosen.
    pub const WIDTHS: std::ops::RangeInclusive<u16> = 4..=80;

    /// These columns in this order; NAME goes first where it is not named, and who is named twice
    /// stands where it was named first.
    #[must_use]
    pub fn new(wanted: &[(Column, Option<u16>)]) -> Self {
        let mut chosen: Vec<(Column, Option<u16>)> = Vec::with_capacity(wanted.len());
        for (column, width) in wanted {
            if chosen.iter().all(|(known, _)| known != column) {
                chosen.push((*column, *width));
            }
        }
        if chosen.iter().all(|(column, _)| *column != Column::Name) {
            chosen.insert(0, (Column::Name, None));
        }
        Self {
            chosen,
            spread: Spread::Fitting,
        }
    }

    /// The columns of a vendor's users if nobody chose others.
    #[must_use]
    pub fn usual(vendor: Vendor) -> Self {
        match vendor {
            Vendor::Smartflo => Self::default(),
            Vendor::CommPeak => {
                let all = Column::of(vendor).iter().map(|column| (*column, None));
                Self::new(&all.collect::<Vec<_>>())
            }
        }
    }

    /// The same for a vendor's users: the usual ones if these are the usual ones of all, else
    /// those of them that say something.
    #[must_use]
    pub fn for_vendor(self, vendor: Vendor) -> Self {
        if self == Self::default() {
            return Self::usual(vendor);
        }
        let says = |(column, _): &(Column, _)| Column::of(vendor).contains(column);
        let chosen: Vec<_> = self.chosen.into_iter().filter(says).collect();
        Self {
            spread: self.spread,
            ..Self::new(&chosen)
        }
    }

    /// The columns and the widths chosen for them, in their order.
    #[must_use]
    pub fn chosen(&self) -> &[(Column, Option<u16>)] {
        &self.chosen
    }

    /// Whether the view shows this column where there is room.
    #[must_use]
    pub fn has(&self, column: Column) -> bool {
        self.chosen.iter().any(|(known, _)| *known == column)
    }
}
