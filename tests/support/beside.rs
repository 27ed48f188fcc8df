//! Invented numbers and departments as the vendor's answers print them, decoded by the real dialect.

use std::sync::Arc;

use rosterm::api::dialect::Answer;
use rosterm::api::smartflo::Smartflo;
use rosterm::domain::{NeighbourList, Neighbours};
use serde_json::{Value, json};

use super::people::Person;

/// The list beside these people. Where a text stands everywhere in them, so it does here, each
/// person's in a row.
pub(crate) fn beside(of: Neighbours, people: &[Person]) -> Arc<NeighbourList> {
    let everywhere: Vec<_> = people
        .iter()
        .filter_map(|person| person.everywhere.clone())
        .collect();
    let rows: Vec<Value> = match (of, everywhere.is_empty()) {
        (Neighbours::Numbers, true) => numbers(),
        (Neighbours::Departments, true) => departments(),
        (_, false) => (1_759_333..).zip(&everywhere).map(strange).collect(),
    };
    let answer = Answer {
        status: 200,
        body: Value::from(rows).to_string().into_bytes(),
        ..Answer::default()
    };
    let read = Smartflo::default().read_neighbours(of, &answer);
    Arc::new(read.expect("a list"))
}

fn numbers() -> Vec<Value> {
    let rows = [
        ("1759333", "Sales", "+91 99999 07001"),
        ("1759334", "Support", "+91 99999 07002"),
        ("1759340", "सुनीता कुलकर्णी", "+91 99999 07003"),
        ("1759341", "919999907004", "+91 99999 07004"),
        ("1759402", "Pune office, second floor", "+91 99999 07005"),
    ];
    let row = |(id, alias, did): (&str, &str, &str)| {
        json!({ "id": id, "name": did, "alias": alias, "did": did,
                "destination": "auto_attendant", "destination_name": "OFF hours OB" })
    };
    let mut rows: Vec<_> = rows.into_iter().map(row).collect();
    rows.push(json!({ "name": "without an id" }));
    rows
}

fn departments() -> Vec<Value> {
    let rows = [
        ("50801", "Sales", "24"),
        ("50802", "Support, Pune", "131"),
        ("50803", "Support", "1"),
        ("50804", "Support", "0"),
    ];
    rows.into_iter()
        .map(|(id, name, agents)| json!({ "id": id, "name": name, "agent_count": agents }))
        .collect()
}

fn strange((id, text): (u64, &String)) -> Value {
    json!({ "id": id, "name": text, "alias": text, "did": text, "destination": text,
            "destination_name": text, "description": text, "agent_count": text })
}
