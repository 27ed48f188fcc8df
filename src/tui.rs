//! Looks: what the model looks like on a terminal, the loop, and the terminal's own life.
//!
//! Invariant: nothing here changes the model but [`run`]'s call of `update`; drawing reads it.
//! Reading order: [`run`] → [`screen`] → the panes → [`pen`] → [`terminal`].

pub mod columns;
pub mod compare;
pub mod count;
pub mod detail;
pub mod file;
pub mod foot;
pub mod form;
pub mod header;
pub mod job;
pub mod journal;
pub mod list;
pub mod neighbours;
pub mod pen;
pub mod pickers;
pub mod plan;
pub mod prompt;
pub mod reader;
pub mod review;
pub mod run;
pub mod screen;
pub mod sign_in;
pub mod terminal;
pub mod theme;
