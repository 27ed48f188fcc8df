//! Files that come in and go out: sheets of changes, plan files, reports.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

mod fuzz;
mod plans;
mod reports;
mod sheets;
