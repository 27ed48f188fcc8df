//! CommPeak's answers, read.

use rosterm::api::commpeak::CommPeak;
use rosterm::domain::{Page, User};
use rosterm::protocol::Failure;

pub(crate) use super::answer;

pub(crate) fn list(body: &str) -> Result<Page, Failure> {
    CommPeak::default().read_page(&answer(200, body))
}

/// The list of these users.
pub(crate) fn list_of(users: &str) -> Page {
    list(&format!(r#"{{"users":[{users}]}}"#)).expect("a list")
}

pub(crate) fn user(body: &str) -> Result<User, Failure> {
    CommPeak::default().read_user(&answer(200, body))
}

/// The user with these members besides an id.
pub(crate) fn user_with(members: &str) -> User {
    user(&format!(r#"{{"users":[{{"id":"17",{members}}}]}}"#)).expect("a user")
}
