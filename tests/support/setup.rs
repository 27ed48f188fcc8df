//! How the program is started for a test: at a clock that stands still, with a seed, on a tenant of
//! invented people.

#![allow(dead_code)]

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rosterm::app::keymap::Keymap;
use rosterm::app::{Model, Now, Options};
use rosterm::domain::recipe::Recipe;
use rosterm::domain::{Profile, View};
use rosterm::protocol::{BudgetState, SignIn, Standing, Way, Writes};
use rosterm::tui::pen::Look;
use rosterm::tui::theme::{Glyphs, Theme, ThemeName};

use super::people::Person;
use super::scene::Stage;

/// The ids of edits are drawn from it.
pub(crate) const SEED: u64 = 7;

/// Stands still.
pub(crate) fn noon() -> Timestamp {
    "2026-11-23T12:43:02Z".parse().expect("a time")
}

/// A profile with everything that guards a write.
pub(crate) fn profile() -> Profile {
    Profile {
        name: "acme-prod".to_owned(),
        base_url: "https://api.example.in/v1".to_owned(),
        own_login: Some("demo.admin".to_owned()),
        privileged_roles: vec!["54742".into(), "54600".into()],
        ..Profile::default()
    }
}

/// How the program is started.
pub(crate) struct Setup {
    pub(crate) size: (u16, u16),
    pub(crate) profile: Profile,
    pub(crate) writes: Writes,
    pub(crate) people: Vec<Person>,
    pub(crate) page_size: u32,
    pub(crate) look: Look,
    pub(crate) keeps_list: bool,
    pub(crate) recipes: Vec<Recipe>,
    pub(crate) views: Vec<View>,
    pub(crate) keymap: Keymap,
    pub(crate) profiles: Vec<Profile>,
}

/// Colours and lines as most people see them.
pub(crate) fn plain_look() -> Look {
    Look {
        theme: Theme::pick(ThemeName::Auto, None),
        glyphs: Glyphs::UNICODE,
    }
}

impl Setup {
    /// The usual tenant at this size.
    pub(crate) fn at(columns: u16, rows: u16) -> Self {
        Self {
            size: (columns, rows),
            profile: profile(),
            writes: Writes::Allowed,
            people: super::people::cast(),
            page_size: 20,
            look: plain_look(),
            keeps_list: false,
            recipes: Vec::new(),
            views: Vec::new(),
            keymap: Keymap::default(),
            profiles: Vec::new(),
        }
    }

    /// Starts the program; nothing has been answered.
    pub(crate) fn start(self) -> Stage {
        let options = Options {
            profile: self.profile,
            page_size: self.page_size,
            writes: self.writes,
            sign_in: SignIn::new(Standing::In(None), Way::Token, None),
            budget: budget(2.0, 0),
            seed: SEED,
            size: self.size,
            zone: TimeZone::UTC,
            keeps_list: self.keeps_list,
            recipes: self.recipes,
            views: self.views,
            keymap: self.keymap,
            profiles: self.profiles,
        };
        let now = Now {
            mono: Duration::from_secs(60),
            wall: noon(),
        };
        let (model, commands) = Model::start(options, now);
        Stage::new(model, self.people, self.look, now, commands)
    }

    /// Starts the program and answers what it reads by itself.
    pub(crate) fn loaded(self) -> Stage {
        let mut stage = self.start();
        stage.answer();
        stage
    }
}

/// A budget of two requests a second.
pub(crate) fn budget(rate: f64, refused: u64) -> BudgetState {
    BudgetState {
        rate,
        full_rate: 2.0,
        refused,
        paused_until: None,
    }
}
