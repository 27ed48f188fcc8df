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
    let answer = answer(200, body);
    let page = Smartflo::default().read_page(&answer);
    if let Ok(page) = &page {
        agrees_with_foresight(&answer, page);
    }
    page
}

/// What is told at a glance of the page after this one is what the page says, or nothing.
fn agrees_with_foresight(answer: &Answer, page: &Page) {
    if let Some(cursor) = Smartflo::foresee(answer) {
        assert!(page.has_more, "{answer:?}");
        assert_eq!(page.cursor, Some(cursor), "{answer:?}");
    }
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
