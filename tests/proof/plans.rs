//! Invented edits: of what a person saw, to values nobody had before.

use rosterm::domain::plan::Identity;
use rosterm::domain::{Change, Delta, Edit, EditId, Field, JobId, Plan, UserId, Value};
use serde_json::Value as Json;

use crate::checker::wire;
use crate::oracle::Oracle;

/// The dice that plans are made with.
pub(crate) struct Planner {
    pub(crate) random: fastrand::Rng,
    clock: i64,
}

impl Planner {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            clock: 1_770_000_000_000,
        }
    }

    pub(crate) fn mint(&mut self) -> EditId {
        self.clock += 1;
        EditId::mint(self.clock, &mut self.random)
    }

    /// One or two fields of this user, as seen just now; now and then not seen at all.
    pub(crate) fn edit(&mut self, oracle: &Oracle, user: &str) -> Edit {
        const FIELDS: [Field; 5] = [
            Field::Name,
            Field::BlockWebLogin,
            Field::Email,
            Field::Designation,
            Field::LoginBasedCalling,
        ];
        let mut fields = FIELDS;
        self.random.shuffle(&mut fields);
        let count = if self.random.u8(0..4) == 0 { 2 } else { 1 };
        let deltas = fields[..count].iter().map(|field| {
            let held = oracle.value(user, wire(*field));
            let seen = value_of(&held);
            let after = match &seen {
                Value::Flag(flag) => Value::Flag(!flag),
                _ => Value::Text(format!("wish {:x}", self.random.u64(..)).into()),
            };
            let is_seen = self.random.u8(0..5) > 0;
            Delta::new(*field, is_seen.then_some(seen), after)
        });
        let change = Change {
            deltas: deltas.collect(),
        };
        self.of(user, change)
    }

    pub(crate) fn of(&mut self, user: &str, change: Change) -> Edit {
        Edit {
            id: self.mint(),
            user: UserId::new(user).unwrap(),
            identity: Identity::default(),
            change,
            undo_of: None,
            force: false,
        }
    }

    /// A plan for so many users, each once.
    pub(crate) fn plan(&mut self, oracle: &Oracle, job: u64, count: usize) -> Plan {
        let mut users: Vec<String> = oracle.lock().people.keys().cloned().collect();
        self.random.shuffle(&mut users);
        users.truncate(count);
        let edits = users.iter().map(|user| self.edit(oracle, user)).collect();
        Plan::new(JobId(job), edits)
    }
}

pub(crate) fn value_of(held: &Json) -> Value {
    match held {
        Json::Bool(flag) => Value::Flag(*flag),
        Json::String(text) => Value::Text(text.as_str().into()),
        _ => Value::Null,
    }
}
