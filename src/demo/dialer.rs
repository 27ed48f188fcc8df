//! The CommPeak Dialer side of the demo: other people, other routes, other words on the wire.
//!
//! Every user is computed from the seed and a number. All values are text as the vendor's page has
//! them, or one of the other spellings that a client has to bear with; whoever reads the first
//! dozen has met them all.

mod document;

use serde_json::{Value, json};

use super::person::Population;
use super::reply::Reply;
use axum::http::StatusCode;

/// `demo.admin:demo-password`, as Basic authentication carries it.
pub(super) const CREDENTIALS: &str = "ZGVtby5hZG1pbjpkZW1vLXBhc3N3b3Jk";

/// All users come in one answer, which has to end somewhere.
pub(super) const MOST_USERS: u64 = 5_000;

/// Ids ascend with gaps.
const FIRST_ID: u64 = 1_001;
const STEP: u64 = 7;

/// `GET /api/users`.
pub(super) fn list(population: Population) -> Reply {
    let users: Vec<Value> = (0..population.users)
        .map(|n| document::user(population, n))
        .collect();
    Reply::ok(&json!({ "users": users }))
}

/// `GET /api/users/{id}`.
pub(super) fn user(population: Population, id: &str) -> Reply {
    match number_of(population, id) {
        Some(n) => Reply::ok(&json!({ "users": [document::user(population, n)] })),
        None => failure(StatusCode::NOT_FOUND, "User not found"),
    }
}

/// A refusal in this vendor's words.
pub(super) fn failure(status: StatusCode, error: &str) -> Reply {
    Reply::json(status, &json!({ "error": error }))
}

/// The id of the `n`th user.
pub(super) fn id_of(n: u64) -> u64 {
    FIRST_ID + n * STEP
}

fn number_of(population: Population, id: &str) -> Option<u64> {
    let n = id.parse::<u64>().ok()?.checked_sub(FIRST_ID)? / STEP;
    (n < population.users && id_of(n).to_string() == id).then_some(n)
}
