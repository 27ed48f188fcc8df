//! Files that come in and go out: plans kept for later, sheets of changes, reports of jobs.
//!
//! Pure: text in, values out, and the other way round; whoever calls reads and writes the file.
//! Invariants: nothing secret is ever written; what cannot be understood is named with its line,
//! and then nothing of the file counts.

pub mod csv;
pub mod edit;
pub mod json;
pub mod plan_file;
pub mod report;
pub mod sheet;
