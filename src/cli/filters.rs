//! The five filters of the server, as words of the command line.

use clap::{Args, ValueEnum};

use crate::domain::Query;

/// The five filters of the server.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = "Filters (applied by the server)")]
pub struct Filters {
    /// With or without an extension
    #[arg(long, value_name = "yes|no")]
    pub extension: Option<YesNo>,
    /// Login-based calling
    #[arg(long, value_name = "on|off")]
    pub login_based: Option<OnOff>,
    /// International outbound calls
    #[arg(long, value_name = "on|off")]
    pub international: Option<OnOff>,
    /// Web login: on = open, off = locked
    #[arg(long, value_name = "on|off")]
    pub web_login: Option<OnOff>,
    /// The user's status
    #[arg(long, value_name = "active|inactive")]
    pub status: Option<Status>,
}

impl Filters {
    /// The same filters in the domain's words.
    #[must_use]
    pub fn query(&self) -> Query {
        let is_on = |switch: OnOff| switch == OnOff::On;
        Query {
            extension: self.extension.map(|answer| answer == YesNo::Yes),
            login_based: self.login_based.map(is_on),
            international: self.international.map(is_on),
            web_login: self.web_login.map(is_on),
            active: self.status.map(|status| status == Status::Active),
        }
    }
}

/// `yes` or `no`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// `on` or `off`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnOff {
    /// On.
    On,
    /// Off.
    Off,
}

/// `active` or `inactive`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Status {
    /// Active.
    Active,
    /// Inactive.
    Inactive,
}
