//! A sheet in JSON: a list of objects, or one object a line; each is a row, its members are named
//! like the columns.
//!
//! Invariant: read as exactly as CSV: a member that is there twice, a number with a fraction or a
//! nested value where none belongs is a bad row, never a guess. `null` is an empty cell, as
//! `rosterm users --json` writes it for what is not known.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value as Json;

use super::problem::{BadSheet, Place, Problem};
use super::table::{Row, Table};

/// The members of one object, in order, twice what is there twice.
struct Members(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object for each user")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Collect)
    }
}

pub(super) fn read(text: &str) -> Result<Table, BadSheet> {
    let entries: Result<Vec<Members>, _> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text)
    } else {
        serde_json::Deserializer::from_str(text)
            .into_iter()
            .collect()
    };
    let entries = entries.map_err(|error| BadSheet::one(syntax(&error)))?;
    if entries.is_empty() {
        return Err(BadSheet::one(Problem::of_file(
            "it holds no entries; it needs an object for each user",
        )));
    }
    Ok(table(entries))
}

fn syntax(error: &serde_json::Error) -> Problem {
    let place = Place::Line(u64::try_from(error.line()).unwrap_or(1));
    if error.is_eof() {
        return Problem::at(place, "the JSON ends too early; it was cut off");
    }
    let column = error.column();
    Problem::at(
        place,
        format!(
            "column {column}: this is not a list of objects, one for each user, such as \
             [{{\"id\":\"314678\",\"block_web_login\":false}}]"
        ),
    )
}

fn table(entries: Vec<Members>) -> Table {
    let mut header: Vec<String> = Vec::new();
    for Members(members) in &entries {
        for (name, _) in members {
            if !header.contains(name) {
                header.push(name.clone());
            }
        }
    }
    let mut rows = Vec::with_capacity(entries.len());
    let mut problems = Vec::new();
    for (Members(members), number) in entries.into_iter().zip(1..) {
        let place = Place::Entry(number);
        let mut cells = vec![None; header.len()];
        let well = problems.len();
        for (name, value) in members {
            let column = header.iter().position(|known| *known == name);
            let cell = match column.map(|column| &mut cells[column]) {
                Some(cell @ None) => cell,
                Some(Some(_)) | None => {
                    let what = format!("\"{name}\" is there twice; keep one of the two");
                    problems.push(Problem::at(place, what));
                    continue;
                }
            };
            match text_of(&value) {
                Some(text) => *cell = Some(text),
                None => {
                    let what = format!(
                        "the value of \"{name}\" is neither a text, a flag nor a \
                         whole number; write it as a text"
                    );
                    problems.push(Problem::at(place, what));
                }
            }
        }
        let cells = cells.into_iter().map(Option::unwrap_or_default).collect();
        if problems.len() == well {
            rows.push(Row { place, cells });
        }
    }
    Table {
        place: Place::File,
        header,
        rows,
        problems,
    }
}

/// The value as a cell would hold it; `None` = it cannot be one.
fn text_of(value: &Json) -> Option<String> {
    let plain = |value: &Json| match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) if number.is_u64() => Some(number.to_string()),
        _ => None,
    };
    let list = |values: &[Json]| {
        let texts: Option<Vec<_>> = values.iter().map(plain).collect();
        texts.map(|texts| texts.join(","))
    };
    match value {
        Json::Null => Some(String::new()),
        Json::Bool(flag) => Some(flag.to_string()),
        Json::String(_) | Json::Number(_) => plain(value),
        Json::Array(values) => list(values),
        Json::Object(members) => match (members.get("id"), members.get("type")) {
            // As `rosterm user --json` writes a role, an agent, and whose call records.
            (Some(Json::Null), _) => Some(String::new()),
            (Some(id), _) => plain(id),
            (None, Some(kind)) => match members.get("value") {
                None | Some(Json::Null) => plain(kind),
                Some(Json::Array(ids)) => Some(format!("{}:{}", plain(kind)?, list(ids)?)),
                Some(_) => None,
            },
            (None, None) => None,
        },
    }
}
