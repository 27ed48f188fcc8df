//! The vendors' answers and requests, with invented people: one test a rule, a tolerance or a
//! contradiction of the documentation.

mod commpeak;
mod commpeak_fields;
mod commpeak_shapes;
mod smartflo_hostile;
mod smartflo_list;
mod smartflo_neighbours;
mod smartflo_refusal;
mod smartflo_request;
mod smartflo_sign_in;
mod smartflo_single;
mod smartflo_verdict;

use rosterm::api::dialect::Answer;
use rosterm::api::smartflo::Smartflo;
use rosterm::domain::{Page, User};
use rosterm::protocol::Failure;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.as_bytes().to_vec(),
        ..Answer::default()
    }
}

fn read_page(body: &str) -> Result<Page, Failure> {
    Smartflo::default().read_page(&answer(200, body))
}

/// The page with these items as `data`.
fn page_of(items: &str) -> Page {
    read_page(&format!(r#"{{"has_more":false,"data":[{items}]}}"#)).expect("a page")
}

fn read_user(body: &str) -> Result<User, Failure> {
    Smartflo::default().read_user(&answer(200, body))
}

/// The user with these members besides an id.
fn user_with(members: &str) -> User {
    read_user(&format!(r#"{{"data":{{"id":"288256",{members}}}}}"#)).expect("a user")
}
