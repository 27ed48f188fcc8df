//! rosterm: the users of your phone system, in the terminal.

pub mod api;
pub mod app;
pub mod demo;
pub mod domain;
pub mod protocol;
pub mod text;
pub mod tui;
