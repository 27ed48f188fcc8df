//! rosterm: the users of your phone system, in the terminal.
//!
//! # The map
//!
//! Read in this order; each line may name only what stands above it, as far as the arrows allow.
//!
//! | module | what it is | may name |
//! | --- | --- | --- |
//! | [`text`] | untrusted text → what may be shown | nothing of ours |
//! | [`domain`] | users, fields, changes, plans, outcomes, the roster; no terminal, network or clock | nothing of ours |
//! | [`protocol`] | every [`Command`](protocol::Command) and [`Event`](protocol::Event) that crosses a channel | domain |
//! | [`exchange`] | files that come in and go out: plans, sheets of changes, reports; pure | domain, text |
//! | [`app`] | the [`Model`](app::Model) and its one [`update`](app::update): all behaviour of the screen | protocol, exchange, domain, text |
//! | [`tui`] | what it looks like, the loop, the life of the terminal | app, protocol, exchange, domain, text |
//! | [`api`] | the actor: network, request budget, one edit's way, journal | protocol, domain, text |
//! | [`search`] | the matcher thread: which of the loaded rows are shown, in which order | protocol, domain, text |
//! | [`headless`] | the verbs without a screen, over the same actor | api, protocol, exchange, domain, text |
//! | [`cli`] | the command line | domain, demo |
//! | [`config`] | its values and where they come from | cli, api, app, protocol, domain, text |
//! | [`log`] | the log file | config, domain, text |
//! | [`credentials`] | where tokens are kept outside: a file, a program, the keyring | api, config, domain |
//! | [`demo`] | the demo tenant: a server that shares no code with the client | nothing of ours |
//!
//! `main` introduces them to each other. A key travels `tui::run` → `app::keymap` → `app::update`
//! → [`Command`](protocol::Command) → `api::actor` → [`Event`](protocol::Event) → `app::update` →
//! `tui::screen`.
//!
//! # What is never done
//!
//! - Nothing but [`app::update`] changes what the person sees; drawing changes nothing.
//! - Nothing is written to a tenant but by a [`Plan`](domain::Plan), after a fresh read of the user
//!   and a durable journal entry, and nothing is called verified that was not read back.
//! - A PATCH is never repeated blindly, a redirect never followed, a token never printed.
//! - Users are named by id; row numbers live only between the roster and the window.
//! - Text from the API never reaches a terminal, a table or a log without passing [`text::clean`].

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod credentials;
pub mod demo;
pub mod domain;
pub mod exchange;
pub mod headless;
pub mod log;
pub mod protocol;
pub mod search;
pub mod text;
pub mod tui;
