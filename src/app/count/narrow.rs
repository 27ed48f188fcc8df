//! From a bar of the chart to the users it counted.
//!
//! Invariant: where the server has a filter for a value it is asked, for it knows those who are not
//! loaded too; else the loaded rows are searched, and it is said.

use crate::app::action::{ListAction, Motion};
use crate::app::columns::words::{self, NONE, UNKNOWN};
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::app::{Model, Overlay, detail, list, views};
use crate::domain::roster::Shown;
use crate::domain::{Column, Field, Query, Value};
use crate::protocol::Command;

/// How the list can be narrowed to a bar.
enum Way {
    /// The server filters it: everybody is found, loaded or not.
    Server(Query),
    /// Among the rows that are loaded.
    Find(String),
    /// By other columns: it is made of several.
    Several,
    /// Not at all: why.
    No(&'static str),
}

/// `Enter`: only the users of the bar under the cursor.
pub(super) fn narrow(model: &mut Model, out: &mut Vec<Command>) {
    let Some(Overlay::Count(screen)) = &model.overlay else {
        return;
    };
    let Some(bar) = screen.bars.get(screen.cursor) else {
        return;
    };
    let user = model.roster.shown(bar.slot);
    let way = way(screen.column, &user, model.list.query);
    match without_filters(model, screen.column, way) {
        Way::Several => {
            let text = format!(
                "STATE is made of several columns: {} and {} go to USER, AGENT and WEB",
                model.keymap.key(Scope::Count, Motion::Left),
                model.keymap.key(Scope::Count, Motion::Right)
            );
            model.say(Level::Info, text);
        }
        Way::No(why) => model.say(Level::Info, why),
        Way::Server(query) => {
            model.overlay = None;
            if query == model.list.query {
                return model.say(Level::Info, "The server filters are these already");
            }
            views::set_query(model, query, out);
            let key = model.keymap.key(Scope::List, ListAction::DropFilters);
            let text = format!("Filtered by the server; {key} drops the filters");
            model.say(Level::Info, text);
        }
        Way::Find(term) => {
            model.overlay = None;
            let find = format!("{} {term}", model.list.find);
            let sort = model.list.sort;
            list::arrange(model, find.trim(), sort);
            model.list.hold_cursor(&model.roster);
            detail::follow_cursor(model);
            let text = format!("Found in the loaded rows by {term}; esc drops the find");
            model.say(Level::Info, text);
        }
    }
}

/// Where the server does not filter, the same is found among the loaded rows.
fn without_filters(model: &Model, column: Column, way: Way) -> Way {
    let (Some(why), Way::Server(query)) = (model.profile.vendor.no_filters(), &way) else {
        return way;
    };
    let term = match (column, query.active, query.extension) {
        (Column::User, Some(true), _) => "status:active",
        (Column::User, Some(false), _) => "status:inactive",
        (Column::Extension, _, Some(true)) => "ext:yes",
        (Column::Extension, _, Some(false)) => "ext:no",
        _ => return Way::No(why),
    };
    Way::Find(term.to_owned())
}

fn way(column: Column, user: &Shown<'_>, query: Query) -> Way {
    let flag = |field| user.get(field).and_then(|value| value.flag());
    let server =
        |value: Option<bool>, unknown: &str, filtered: fn(bool, Query) -> Query| match value {
            Some(value) => Way::Server(filtered(value, query)),
            None => Way::Find(unknown.to_owned()),
        };
    match column {
        Column::User => match &*words::told(column, user).0 {
            "active" => Way::Server(Query {
                active: Some(true),
                ..query
            }),
            "INACTIVE" => Way::Server(Query {
                active: Some(false),
                ..query
            }),
            UNKNOWN => Way::Find("status:unknown".to_owned()),
            _ => Way::No("The server's filter knows active and inactive only"),
        },
        Column::Web => server(
            flag(Field::BlockWebLogin),
            "web:unknown",
            |locked, query| Query {
                web_login: Some(!locked),
                ..query
            },
        ),
        Column::International => {
            let value = flag(Field::InternationalOutbound);
            server(value, "intl:unknown", |on, query| Query {
                international: Some(on),
                ..query
            })
        }
        Column::LoginBased => {
            let value = flag(Field::LoginBasedCalling);
            server(value, "based:unknown", |on, query| Query {
                login_based: Some(on),
                ..query
            })
        }
        Column::Extension => {
            let value = user.get(Field::Extension);
            let value = value.map(|value| value.text() != Some(""));
            server(value, "ext:unknown", |with, query| Query {
                extension: Some(with),
                ..query
            })
        }
        Column::Agent => match &*words::told(column, user).0 {
            "unknown" => Way::No("This agent's state is a number that the vendor does not explain"),
            UNKNOWN => Way::Find("agent:unknown".to_owned()),
            NONE => Way::Find("agent:none".to_owned()),
            word => Way::Find(format!("agent:{}", word.to_lowercase())),
        },
        Column::Role => match user.get(Field::Role) {
            Some(Value::Role(role)) if role.name.is_empty() => {
                Way::Find(format!("role:={}", role.id))
            }
            Some(Value::Role(role)) => quoted("role", &role.name),
            Some(_) | None => Way::No("There is no find for users without a role"),
        },
        Column::State => Way::Several,
        Column::Name => quoted("name", user.name()),
        Column::Login => quoted("login", user.text(Field::LoginId)),
        Column::Number => quoted("number", user.text(Field::Number)),
        Column::Intercom => Way::No("Nothing finds by intercom number"),
        Column::Id => quoted("id", user.id().as_str()),
        Column::AgentId => Way::No("Nothing finds by agent id"),
        Column::ExtensionNumber => quoted("ext", user.text(Field::Extension)),
    }
}

/// `role:="Admin New"`.
fn quoted(prefix: &str, text: &str) -> Way {
    match text {
        "" => Way::No("There is no find for what is empty"),
        text if text.contains('"') => Way::No("There is no find for a text with quotes in it"),
        text => Way::Find(format!("{prefix}:=\"{text}\"")),
    }
}
