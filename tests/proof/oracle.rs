//! What really happened: the users the server holds, and everything that was done to them, in
//! order.
//!
//! Invariant: entries are numbered in the order in which they came true; a read is noted with the
//! values it showed, and as whole only if every byte of it was handed over.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Map, Value as Json, json};

/// The values of one user, by the keys of a PATCH.
pub(crate) type Person = BTreeMap<String, Json>;

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    /// A read was answered.
    Read {
        user: String,
        held: Person,
        whole: bool,
    },
    /// A PATCH came in; `journaled` = its attempt was durable by then.
    Arrived {
        attempt: String,
        user: String,
        body: Map<String, Json>,
        journaled: bool,
        what: &'static str,
    },
    /// It was carried out; `over` = the values it replaced.
    Applied {
        attempt: String,
        user: String,
        over: Person,
    },
    /// Somebody else changed a user.
    #[expect(
        dead_code,
        reason = "key and value are for whoever reads the story of an edit"
    )]
    Edited { user: String, key: String, to: Json },
    /// Somebody followed a redirect, or asked for what is not there.
    Strayed { request: String },
}

impl Entry {
    /// The user it is about.
    pub(crate) fn user(&self) -> Option<&str> {
        match self {
            Self::Read { user, .. }
            | Self::Arrived { user, .. }
            | Self::Applied { user, .. }
            | Self::Edited { user, .. } => Some(user),
            Self::Strayed { .. } => None,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) people: BTreeMap<String, Person>,
    pub(crate) log: Vec<Entry>,
}

/// Shared by the server and those who judge it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Oracle(Arc<Mutex<State>>);

impl Oracle {
    /// A tenant of so many people, ids from 1000 on.
    pub(crate) fn new(count: u64) -> Self {
        let oracle = Self::default();
        let mut state = oracle.lock();
        for number in 0..count {
            let id = (1_000 + number).to_string();
            let person = [
                ("name", json!(format!("Person {number}"))),
                ("email", json!(format!("person{number}@acme.example"))),
                ("destination", json!("Agent")),
                ("block_web_login", json!(number % 2 == 0)),
                ("login_based_calling", json!(false)),
            ];
            let person = person.map(|(key, value)| (key.to_owned(), value));
            state.people.insert(id, person.into());
        }
        drop(state);
        oracle
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// How many things happened so far.
    pub(crate) fn now(&self) -> usize {
        self.lock().log.len()
    }

    pub(crate) fn value(&self, user: &str, key: &str) -> Json {
        self.lock().people[user][key].clone()
    }
}

impl State {
    pub(crate) fn apply(&mut self, attempt: &str, user: &str, body: &Map<String, Json>) {
        let Some(person) = self.people.get_mut(user) else {
            return;
        };
        let over = person.clone();
        for (key, value) in body {
            person.insert(key.clone(), value.clone());
        }
        self.log.push(Entry::Applied {
            attempt: attempt.to_owned(),
            user: user.to_owned(),
            over,
        });
    }

    /// Somebody else changes a user; every value is new, so that nobody takes it for an old one.
    pub(crate) fn edit(&mut self, user: &str, key: &str, random: &mut fastrand::Rng) {
        let Some(person) = self.people.get_mut(user) else {
            return;
        };
        let to = json!(format!("other {:x}", random.u64(..)));
        person.insert(key.to_owned(), to.clone());
        self.log.push(Entry::Edited {
            user: user.to_owned(),
            key: key.to_owned(),
            to,
        });
    }
}
