//! Looks: what the model looks like on a terminal, and the terminal's own life.
//!
//! Invariant: nothing here changes the model. Drawing reads it; keys become actions elsewhere.

pub mod terminal;
pub mod theme;
