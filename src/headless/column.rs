//! The columns of the list: one table for `--fields`, the printed table and CSV.
//!
//! Invariant: a column is named as the command line names the field, so that a file exported
//! under these names can be read as changes again.

use std::borrow::Cow;

use crate::domain::{Field, Value, Vendor};

use super::record::{Listed, Record, WebLogin};

/// A column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name for `--fields` and in the first line of CSV.
    pub name: &'static str,
    /// Its heading in the table.
    pub(super) heading: &'static str,
    /// The key under which a user's JSON carries it.
    pub(super) key: &'static str,
    /// The most columns it takes in the table.
    pub(super) widest: usize,
    content: Content,
}

#[derive(Debug, PartialEq, Eq)]
enum Content {
    Id,
    RoleName,
    Of(Field),
}

/// Every column the list knows, in the order of CSV.
pub static COLUMNS: [Column; 16] = [
    column("id", "ID", "id", 20, Content::Id),
    column("name", "NAME", "name", 28, Content::Of(Field::Name)),
    column("number", "NUMBER", "number", 16, Content::Of(Field::Number)),
    column(
        "login_id",
        "LOGIN ID",
        "login_id",
        32,
        Content::Of(Field::LoginId),
    ),
    column("user_role", "ROLE", "role", 18, Content::Of(Field::Role)),
    column("role_name", "ROLE NAME", "role", 18, Content::RoleName),
    column(
        "user_status",
        "USER",
        "user_status",
        10,
        Content::Of(Field::UserStatus),
    ),
    column(
        "agent_id",
        "AGENT ID",
        "agent",
        16,
        Content::Of(Field::AgentId),
    ),
    column(
        "agent_name",
        "AGENT NAME",
        "agent",
        28,
        Content::Of(Field::AgentName),
    ),
    column(
        "agent_status",
        "AGENT",
        "agent",
        12,
        Content::Of(Field::AgentStatus),
    ),
    column(
        "intercom",
        "INTERCOM",
        "agent",
        10,
        Content::Of(Field::Intercom),
    ),
    column(
        "extension",
        "EXT",
        "extension",
        16,
        Content::Of(Field::Extension),
    ),
    column(
        "block_agent",
        "BLOCK",
        "block_agent",
        10,
        Content::Of(Field::BlockAgent),
    ),
    column(
        "block_web_login",
        "WEB",
        "block_web_login",
        6,
        Content::Of(Field::BlockWebLogin),
    ),
    column(
        "login_based_calling",
        "LOGIN-BASED",
        "login_based_calling",
        11,
        Content::Of(Field::LoginBasedCalling),
    ),
    column(
        "international_outbound",
        "INTL",
        "international_outbound",
        5,
        Content::Of(Field::InternationalOutbound),
    ),
];

/// What the table shows when nobody says.
const TABLE: [&str; 9] = [
    "id",
    "name",
    "user_role",
    "user_status",
    "agent_status",
    "block_web_login",
    "extension",
    "number",
    "login_id",
];

/// What every vendor's list has.
const COMMON: [&str; 7] = [
    "id",
    "name",
    "login_id",
    "user_role",
    "role_name",
    "user_status",
    "extension",
];

/// Why `--fields` cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadColumn {
    /// No such column.
    #[error("--fields: the list has no \"{name}\"; it has {}", names(*.vendor))]
    Unknown {
        /// What was asked for.
        name: String,
        /// Whose list.
        vendor: Vendor,
    },
    /// Nothing asked for the sweep that would fill it.
    #[error(
        "--fields: the list does not carry block_web_login; add --web-login-state, which reads the list once more"
    )]
    NeedsSweep,
}

/// The columns of these names; `web_login` = whether the sweep is asked for.
///
/// # Errors
/// [`BadColumn`] for the first name that is none.
pub fn select(
    names: &[String],
    vendor: Vendor,
    web_login: Sweep,
) -> Result<Vec<&'static Column>, BadColumn> {
    let named = |name: &str| columns_of(vendor).find(|column| column.name == name);
    let find = |name: &String| match named(name.trim()) {
        None => Err(BadColumn::Unknown {
            name: name.clone(),
            vendor,
        }),
        Some(column) if column.needs_sweep() && web_login == Sweep::No => {
            Err(BadColumn::NeedsSweep)
        }
        Some(column) => Ok(column),
    };
    names.iter().map(find).collect()
}

/// The columns that say something about a vendor's users.
fn columns_of(vendor: Vendor) -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(move |column| match vendor {
        Vendor::Smartflo => true,
        Vendor::CommPeak => COMMON.contains(&column.name),
    })
}

/// Whether the web-login state is read as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sweep {
    /// By reading the list once more.
    Yes,
    /// It is not known.
    No,
}

/// The columns of the printed table when nobody says.
#[must_use]
pub fn table_columns(vendor: Vendor, web_login: Sweep) -> Vec<&'static Column> {
    let find = |name: &&str| columns_of(vendor).find(|column| column.name == *name);
    let known = |column: &&Column| web_login == Sweep::Yes || !column.needs_sweep();
    TABLE.iter().filter_map(find).filter(known).collect()
}

/// Every column there is a value for.
#[must_use]
pub fn all_columns(vendor: Vendor, web_login: Sweep) -> Vec<&'static Column> {
    columns_of(vendor)
        .filter(|column| web_login == Sweep::Yes || !column.needs_sweep())
        .collect()
}

impl Column {
    fn needs_sweep(&self) -> bool {
        self.content == Content::Of(Field::BlockWebLogin)
    }

    /// The cell for a person, untrusted: `?` unknown, `-` nothing there.
    pub(super) fn words(&self, listed: &Listed) -> String {
        match (&self.content, self.value(listed)) {
            (Content::Id, _) => listed.row.id.to_string(),
            (Content::RoleName | Content::Of(Field::Role), Some(Value::Role(role))) => role.short(),
            (Content::Of(Field::BlockWebLogin), None) if listed.web_login == WebLogin::NotAsked => {
                "..".to_owned()
            }
            (Content::Of(field), Some(value)) => field.words(&value),
            (Content::RoleName, Some(value)) => value.plain(),
            (Content::RoleName | Content::Of(_), None) => "?".to_owned(),
        }
    }

    /// The cell for a program: `true`/`false`, a role's id, and nothing for what is null or
    /// unknown. Untrusted. Borrowed wherever the row has the text: a million rows are written.
    pub(super) fn plain<'a>(&self, listed: &'a Listed) -> Cow<'a, str> {
        let row = &listed.row;
        let text = match self.content {
            Content::Id => Some(row.id.as_str()),
            Content::RoleName => row.role.as_ref().map(|role| role.name.as_str()),
            Content::Of(Field::Role) => row.role.as_ref().map(|role| role.id.as_str()),
            Content::Of(field) => row.as_ref().text(field),
        };
        if let Some(text) = text {
            return Cow::Borrowed(text);
        }
        match self.value(listed) {
            Some(Value::Flag(flag)) => Cow::Borrowed(if flag { "true" } else { "false" }),
            Some(Value::AgentStatus(status)) => status.word(),
            Some(Value::UserStatus(status)) => status.word(),
            Some(Value::Null) | None => Cow::Borrowed(""),
            Some(value) => Cow::Owned(value.plain()),
        }
    }

    fn value(&self, listed: &Listed) -> Option<Value> {
        match self.content {
            Content::Id => None,
            Content::RoleName => Record::Listed(listed).get(Field::Role),
            Content::Of(field) => Record::Listed(listed).get(field),
        }
    }
}

const fn column(
    name: &'static str,
    heading: &'static str,
    key: &'static str,
    widest: usize,
    content: Content,
) -> Column {
    Column {
        name,
        heading,
        key,
        widest,
        content,
    }
}

fn names(vendor: Vendor) -> String {
    columns_of(vendor)
        .map(|column| column.name)
        .collect::<Vec<_>>()
        .join(", ")
}
