//! The behaviour of the screen, as scripts: keys and events in, commands and facts out.

#[path = "../support/script.rs"]
mod script;

mod safe_keys;
