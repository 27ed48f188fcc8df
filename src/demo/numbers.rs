//! The neighbours of the users: the account's telephone numbers and its departments.
//! Both are bare arrays on the wire, and every number in them is text.

use serde_json::{Value, json};

const NUMBERS: [(&str, &str, &str); 5] = [
    ("1759333", "Sales", "+91 99999 07001"),
    ("1759334", "Support", "+91 99999 07002"),
    ("1759340", "Collections", "+91 99999 07003"),
    ("1759341", "", "+91 99999 07004"),
    ("1759402", "Pune office", "+91 99999 07005"),
];

/// Whether a `caller_id` of this id can be given to a user.
pub(super) fn exists(id: &str) -> bool {
    NUMBERS.iter().any(|(known, _, _)| *known == id)
}

/// The answer of `GET /my_number`.
pub(super) fn numbers() -> Value {
    NUMBERS
        .iter()
        .map(|(id, alias, did)| {
            json!({
                "id": id,
                "name": did.replace(' ', ""),
                "alias": alias,
                "did": did,
                "destination": "auto_attendant",
                "destination_name": "OFF hours OB",
            })
        })
        .collect()
}

/// The answer of `GET /departments`.
pub(super) fn departments() -> Value {
    [
        ("50801", "Sales", "24"),
        ("50802", "Support", "131"),
        ("50803", "Collections", "0"),
    ]
    .into_iter()
    .map(|(id, name, agents)| {
        json!({
            "id": id,
            "name": name,
            "ring_strategy": "Order By",
            "timeout": "30",
            "agent_count": agents,
        })
    })
    .collect()
}
