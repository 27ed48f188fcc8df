//! The invented people of the scripts: the same number always gives the same person.

use compact_str::CompactString;

use rosterm::domain::user::RowAgent;
use rosterm::domain::value::{AgentStatus, CdrScope, UserStatus};
use rosterm::domain::{Field, Role, Row, User, UserId, Value, Values, input};

type NamedRole = (&'static str, &'static str);
const AGENT: NamedRole = ("54611", "Agent");
const QUALITY: NamedRole = ("54630", "Quality");
const ADMIN: NamedRole = ("54742", "Admin New");

/// Id, name, role, agent.
const PEOPLE: [(u64, &str, NamedRole, Option<AgentStatus>); 9] = [
    (314_612, "Aarti Deshmukh", AGENT, Some(AgentStatus::Enabled)),
    (
        314_655,
        "Abdul Rahim Shaikh",
        AGENT,
        Some(AgentStatus::Busy),
    ),
    (314_660, "Anjali Pillai", AGENT, Some(AgentStatus::Blocked)),
    (
        314_671,
        "Bharat Singh Negi",
        QUALITY,
        Some(AgentStatus::Offline),
    ),
    (
        314_678,
        "Ravi Kumar Verma",
        QUALITY,
        Some(AgentStatus::Enabled),
    ),
    (
        314_690,
        "Divya Krishnamurthy",
        AGENT,
        Some(AgentStatus::Disabled),
    ),
    (314_760, "Harish B", AGENT, Some(AgentStatus::Enabled)),
    (314_761, "Harish B", AGENT, None),
    (314_812, "Lata Menon", ADMIN, Some(AgentStatus::Enabled)),
];

/// Behind the people with a face, a crowd as large as needed.
const CROWD: u64 = 315_000;

/// The ids of the cast after `after`, ascending, without end.
pub(crate) fn ids_after(after: u64) -> impl Iterator<Item = u64> {
    let known = PEOPLE.iter().map(|(id, ..)| *id);
    known.chain(CROWD..).filter(move |id| *id > after)
}

/// The list row of a person.
pub(crate) fn row(number: u64) -> Row {
    let (name, role, status) = person(number);
    Row {
        id: UserId::new(&number.to_string()).unwrap(),
        login_id: Some(login(&name, number)),
        role: Some(role),
        user_status: Some(UserStatus::Active),
        agent: status.map(|status| RowAgent {
            id: format!("0502{number}").into(),
            name: Some(name.clone()),
            status: Some(status),
            number: Some(phone(number)),
        }),
        login_based_calling: Some(false),
        international_outbound: Some(false),
        extension: Some(format!("0602{number}").into()),
        intercom: None,
        block_web_login: None,
        name,
    }
}

/// The full record of a person, web login open, but for what `changes` say: `web=locked`,
/// `name=Asha_Rao`; `unknown` takes a field away.
pub(crate) fn user(number: u64, changes: &[&str]) -> User {
    let mut values = record(number);
    for change in changes {
        let (name, value) = change.split_once('=').expect("field=value");
        let field = super::stage::field(name);
        let value = match value {
            "unknown" => None,
            "null" => Some(Value::Null),
            "busy" => Some(Value::AgentStatus(AgentStatus::Busy)),
            "enabled" => Some(Value::AgentStatus(AgentStatus::Enabled)),
            typed => Some(input::parse(field, &typed.replace('_', " ")).unwrap()),
        };
        match value {
            Some(value) => values.insert(field, value),
            None => values.remove(&field),
        };
    }
    let raw = format!(r#"{{"id":"{number}","registration_password":"hidden-{number}"}}"#);
    User {
        id: UserId::new(&number.to_string()).unwrap(),
        values,
        raw: raw.into(),
    }
}

fn record(number: u64) -> Values {
    let (name, role, status) = person(number);
    let flag = |flag: Option<bool>| flag.map(Value::Flag);
    let text = |text: CompactString| Some(Value::Text(text));
    let everything = CdrScope {
        kind: "all".into(),
        ids: None,
    };
    let status_value = status.map_or(Value::Null, Value::AgentStatus);
    let values = [
        (Field::LoginId, text(login(&name, number))),
        (Field::Name, text(name)),
        (Field::Number, text(phone(number))),
        (
            Field::Email,
            text(format!("user{number}@example.in").into()),
        ),
        (Field::Designation, Some(Value::Null)),
        (Field::Role, Some(Value::Role(role))),
        (Field::BlockWebLogin, flag(Some(false))),
        (Field::AgentStatus, Some(status_value)),
        (
            Field::BlockAgent,
            flag(status.and_then(AgentStatus::says_blocked)),
        ),
        (
            Field::DisableAgent,
            flag(status.and_then(AgentStatus::says_disabled)),
        ),
        (Field::LoginBasedCalling, flag(Some(false))),
        (Field::InternationalOutbound, flag(Some(false))),
        (Field::CdrScope, Some(Value::Cdr(everything))),
    ];
    let known = values.into_iter();
    known
        .filter_map(|(field, value)| Some((field, value?)))
        .collect()
}

fn person(number: u64) -> (CompactString, Role, Option<AgentStatus>) {
    let known = PEOPLE.iter().find(|(id, ..)| *id == number);
    let (name, (id, role), status) = match known {
        Some((_, name, role, status)) => ((*name).into(), *role, *status),
        None => {
            let name = format!("Kiran Joshi {number}").into();
            (name, AGENT, Some(AgentStatus::Enabled))
        }
    };
    let role = Role {
        id: id.into(),
        name: role.into(),
    };
    (name, role, status)
}

fn login(name: &str, number: u64) -> CompactString {
    let first = name.split(' ').next().unwrap_or_default().to_lowercase();
    format!("{first}.{}", number % 1000).into()
}

fn phone(number: u64) -> CompactString {
    format!("+91 99999 {:05}", number % 100_000).into()
}
