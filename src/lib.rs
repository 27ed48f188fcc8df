//! rosterm: the users of your phone system, in the terminal.

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod headless;
pub mod log;
pub mod protocol;
pub mod text;
pub mod tui;
