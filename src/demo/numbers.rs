//! The neighbours of the users: the account's telephone numbers and its departments.
//! Both are bare arrays on the wire, and every number in them is text.

use serde_json::{Value, json};

use super::hostile;

/// How numbers and departments are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Plain,
    Hostile,
}

/// Where calls to a number go: kind and name.
type Destination = Option<(&'static str, &'static str)>;

const MENU: Destination = Some(("auto_attendant", "OFF hours OB"));
const TEAM: Destination = Some(("department", "Collections"));

/// Id, alias, number, destination.
const NUMBERS: [(&str, &str, &str, Destination); 5] = [
    ("1759333", "Sales", "+91 99999 07001", MENU),
    ("1759334", "Support", "+91 99999 07002", MENU),
    ("1759340", "Collections", "+91 99999 07003", TEAM),
    ("1759341", "", "+91 99999 07004", None),
    ("1759402", "Pune office", "+91 99999 07005", MENU),
];

impl Names {
    /// What the `n`th of them is called.
    fn call(self, n: u64, plain: &str) -> String {
        match self {
            Self::Plain => plain.to_owned(),
            Self::Hostile => hostile::name(n * 3),
        }
    }
}

/// Whether a `caller_id` of this id can be given to a user.
pub(super) fn exists(id: &str) -> bool {
    NUMBERS.iter().any(|(known, ..)| *known == id)
}

/// The answer of `GET /my_number`.
pub(super) fn numbers(names: Names) -> Value {
    (0..)
        .zip(NUMBERS)
        .map(|(n, (id, alias, did, destination))| {
            json!({
                "id": id,
                "name": did.replace(' ', ""),
                "alias": names.call(n, alias),
                "did": did,
                "destination": destination.map(|(kind, _)| kind),
                "destination_name": destination.map(|(_, name)| name),
            })
        })
        .collect()
}

/// The answer of `GET /departments`.
pub(super) fn departments(names: Names) -> Value {
    let departments = [
        ("50801", "Sales", "24"),
        ("50802", "Support", "131"),
        ("50803", "Collections", "0"),
    ];
    (5..)
        .zip(departments)
        .map(|(n, (id, name, agents))| {
            json!({
                "id": id,
                "name": names.call(n, name),
                "ring_strategy": "Order By",
                "timeout": "30",
                "agent_count": agents,
            })
        })
        .collect()
}
