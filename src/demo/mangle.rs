//! Answers gone wrong: the `malformed` and the `cursor` faults. What was asked for has been done;
//! only the telling of it is broken.

use serde_json::{Value, json};

use super::document::Envelope;
use super::fault::Dice;
use super::reply::Reply;

/// Breaks a whole answer in one of several ways; its status stays, or a refusal would turn into a
/// success.
pub(super) fn malformed(reply: &Reply, dice: &mut Dice) -> Reply {
    let document = serde_json::from_slice::<Value>(&reply.body).ok();
    match (dice.pick(7), document) {
        (0, _) => Reply::html(reply.status),
        (1, _) => Reply::raw(reply.status, Vec::new()),
        (2, Some(Value::Object(mut document))) => {
            // A page without its envelope, a user without theirs.
            let data = document.remove("data").unwrap_or(Value::Null);
            Reply::json(reply.status, &data)
        }
        (3..6, Some(mut document)) if document.get("data").is_some() => {
            match &mut document["data"] {
                Value::Array(rows) => rows.iter_mut().for_each(|row| spoil_row(row, dice)),
                user => spoil_user(user, dice),
            }
            Reply::json(reply.status, &document)
        }
        (3..6, Some(Value::Array(mut rows))) => {
            rows.iter_mut().for_each(|row| spoil_row(row, dice));
            Reply::json(reply.status, &rows)
        }
        (_, _) => Reply::raw(reply.status, reply.body[..reply.body.len() / 2].to_vec()),
    }
}

/// Spoils about a third of the rows beyond use and another third a little.
fn spoil_row(row: &mut Value, dice: &mut Dice) {
    match dice.pick(24) {
        0 => *row = Value::Null,
        1 => *row = json!("row"),
        2 => *row = json!([row.clone()]),
        3 => row["id"] = Value::Null,
        4 => row["id"] = json!({ "value": 7 }),
        5 => row["id"] = json!("../../user/1"),
        6 => drop(row.as_object_mut().and_then(|row| row.shift_remove("id"))),
        7 => row["id"] = json!(-1),
        8 => row["name"] = json!(42),
        9 => row["agent"] = json!("none"),
        10 => row["user_role"] = json!([]),
        11 => row["user_status"] = json!("1"),
        12 => row["is_login_based_calling_enabled"] = json!("true"),
        13 => row["agent"] = json!({ "id": 502, "status": "3" }),
        14 => row["id"] = row["id"].to_string().into(),
        15 => row["extension"] = json!([false]),
        _ => {}
    }
}

fn spoil_user(user: &mut Value, dice: &mut Dice) {
    match dice.pick(8) {
        0 => *user = json!([]),
        1 => *user = Value::Null,
        2 => user["team_member"] = json!("gone"),
        3 => user["agent"] = json!([]),
        4 => drop(
            user.as_object_mut()
                .and_then(|user| user.shift_remove("id")),
        ),
        // Somebody else's record.
        5 => user["id"] = json!("314612"),
        6 => user["team_member"]["status"] = json!("blocked"),
        _ => *user = json!([user.clone()]),
    }
}

/// Makes a page claim that there is more, at or before the place just asked for.
pub(super) fn stuck(envelope: &mut Envelope<'_>, asked_after: u64, dice: &mut Dice) {
    envelope.has_more = true;
    envelope.last_seen_id = Some(match dice.pick(2) {
        0 => asked_after,
        _ => asked_after.saturating_sub(100),
    });
}
