//! One user in full, computed from the seed and a number: there is no table of people.
//! What is drawn here never depends on anything but the seed, the number and the share of hostile
//! names, so a user looks the same on every read until somebody changes them.

use std::borrow::Cow;

use fastrand::Rng;
use serde_json::{Value, json};

use super::cast::{self, DEFAULT_SEED, OWN};
use super::ids;
use super::names::Name;
use super::role::Role;
use super::traits::Traits;
use super::{agent::Agent, hostile};

/// A user as the tenant stores them.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) number: String,
    pub(super) email: String,
    pub(super) login_id: Option<String>,
    pub(super) designation: Option<Cow<'static, str>>,
    pub(super) role: Role,
    pub(super) user_status: i64,
    pub(super) member_status: i64,
    pub(super) web_login_blocked: bool,
    pub(super) login_based: bool,
    pub(super) international: bool,
    pub(super) cdr: CdrScope,
    pub(super) agent: Option<Agent>,
    /// Whether this person's texts attack the reader.
    pub(super) hostile: bool,
    pub(super) write_only: WriteOnly,
}

/// Whose call records a user may see.
#[derive(Debug, Clone)]
pub(super) struct CdrScope {
    pub(super) kind: Cow<'static, str>,
    pub(super) value: Value,
}

/// What a PATCH stores and no route gives back.
#[derive(Debug, Clone, Default)]
pub(super) struct WriteOnly {
    pub(super) caller_ids: Vec<String>,
    pub(super) agent_groups: Vec<String>,
    /// How often the password was set; the password itself is not kept.
    pub(super) passwords: u32,
}

impl Person {
    pub(super) fn traits(&self) -> Traits {
        Traits {
            agent_status: self.agent.as_ref().map(|agent| agent.status),
            user_status: self.user_status,
            member_status: self.member_status,
            web_login_blocked: self.web_login_blocked,
            login_based: self.login_based,
            international: self.international,
            extension: self
                .agent
                .as_ref()
                .is_some_and(|agent| agent.extension.is_some()),
        }
    }
}

/// All the people there are before anybody changes one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Population {
    pub(super) seed: u64,
    pub(super) users: u64,
    /// How many people in a hundred have hostile names.
    pub(super) hostile: u8,
}

impl Population {
    /// The number of the user with this id, if there is one.
    pub(super) fn number_of(&self, id: u64) -> Option<u64> {
        ids::number_of(self.seed, id).filter(|n| *n < self.users)
    }

    /// The states of the `n`th person, cheaply.
    pub(super) fn traits(&self, n: u64) -> Traits {
        self.states(n, &mut self.random(n))
    }

    /// The `n`th person.
    pub(super) fn person(&self, n: u64) -> Person {
        let mut random = self.random(n);
        let traits = self.states(n, &mut random);
        let member = cast::at(n);
        let role = member.map_or_else(|| Role::draw(&mut random), |member| member.role);
        let drawn = Name::draw(&mut random);
        let known = member.filter(|_| self.seed == DEFAULT_SEED || n == OWN);
        let (mut name, login_id) = match known {
            Some(member) => (member.name.to_owned(), member.login_id.map(str::to_owned)),
            // One in a hundred has no web login at all, hence nothing to sign in with.
            None if random.u8(0..100) == 0 => (drawn.full, None),
            None => (drawn.full, Some(format!("{}{n}", drawn.handle))),
        };
        let domain = if n % 3 == 2 {
            "example.com"
        } else {
            "example.in"
        };
        let email = match &login_id {
            Some(login_id) => format!("{login_id}@{domain}"),
            None => format!("{}{n}@{domain}", drawn.handle),
        };
        let hostile = ids::scatter(!self.seed, n) % 100 < u64::from(self.hostile);
        if hostile {
            name = hostile::name(n);
        }
        Person {
            id: ids::id_of(self.seed, n),
            name,
            number: number(n),
            email,
            login_id,
            designation: designation(n, &mut random),
            role,
            user_status: traits.user_status,
            member_status: traits.member_status,
            web_login_blocked: traits.web_login_blocked,
            login_based: traits.login_based,
            international: traits.international,
            cdr: CdrScope::draw(n, &mut random),
            agent: Agent::draw(n, &traits, &mut random),
            hostile,
            write_only: WriteOnly::default(),
        }
    }

    fn random(&self, n: u64) -> Rng {
        Rng::with_seed(ids::scatter(self.seed, n))
    }

    fn states(&self, n: u64, random: &mut Rng) -> Traits {
        cast::at(n).map_or_else(|| Traits::draw(random), |member| member.traits)
    }
}

impl CdrScope {
    fn draw(n: u64, random: &mut Rng) -> Self {
        let (kind, value) = match random.u8(0..20) {
            _ if n < 8 => ("all", Value::Null),
            0..14 => ("all", Value::Null),
            14..17 => ("none", Value::Null),
            17 | 18 => ("user", json!(["314612", "314655"])),
            _ => ("agent", json!(["0502842370093"])),
        };
        Self {
            kind: kind.into(),
            value,
        }
    }
}

/// A telephone number that is nobody's: 99999 0xxxx, then numbers that begin with a zero.
fn number(n: u64) -> String {
    match n {
        0..40 => format!("+91 99999 {:05}", n + 1),
        40..99_999 => format!("+9199999{:05}", n + 1),
        _ => format!("+910{n:09}"),
    }
}

fn designation(n: u64, random: &mut Rng) -> Option<Cow<'static, str>> {
    const TITLES: [&str; 6] = [
        "Executive",
        "Senior Executive",
        "Process Trainer",
        "Shift Lead",
        "Floor Manager",
        "Quality Analyst",
    ];
    let drawn = random.usize(..9);
    // Ravi Kumar Verma, whom the documentation shows, has none.
    if n == 4 {
        return None;
    }
    TITLES.get(drawn).map(|title| (*title).into())
}
