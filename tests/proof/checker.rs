//! The invariants I1 to I8 of "Writes" over what was said, what was journaled and what happened;
//! over several runs that is I9.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use rosterm::domain::history::Record;
use rosterm::domain::{EditId, Field, Outcome, Value};
use serde_json::{Map, Value as Json, json};

use crate::oracle::{Entry, Oracle, Person};
use crate::witness::{Witness, Word};

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) violations: Vec<String>,
    pub(crate) outcomes: BTreeMap<Outcome, usize>,
    /// Somebody else's change that was lost under ours, between our read and the write.
    pub(crate) overwritten: usize,
}

/// A PATCH as the server saw it.
struct Arrival<'a> {
    at: usize,
    /// A whole 429 says no for certain: nothing has to be read after it.
    is_refusal: bool,
    user: &'a str,
    body: &'a Map<String, Json>,
    journaled: bool,
}

struct Case<'a> {
    witness: &'a Witness,
    log: &'a [Entry],
    arrivals: HashMap<&'a str, Vec<Arrival<'a>>>,
    /// When each attempt was carried out, and over what.
    applied: HashMap<&'a str, Vec<(usize, &'a Person)>>,
    /// Where each user is mentioned.
    of_user: HashMap<&'a str, Vec<usize>>,
    verdict: Verdict,
}

/// Judges everything.
pub(crate) fn check(witness: &Witness, oracle: &Oracle) -> Verdict {
    let state = oracle.lock();
    let mut case = Case {
        witness,
        log: &state.log,
        arrivals: HashMap::new(),
        applied: HashMap::new(),
        of_user: HashMap::new(),
        verdict: Verdict::default(),
    };
    case.sort();
    case.check_arrivals();
    for plan in witness.plans.values() {
        for edit in &plan.edits {
            case.check_words(edit.id);
        }
    }
    case.check_sums();
    case.verdict
}

impl<'a> Case<'a> {
    fn sort(&mut self) {
        for (at, entry) in self.log.iter().enumerate() {
            if let Some(user) = entry.user() {
                self.of_user.entry(user).or_default().push(at);
            }
            match entry {
                Entry::Arrived {
                    attempt,
                    user,
                    body,
                    journaled,
                    what,
                } => self.arrivals.entry(attempt).or_default().push(Arrival {
                    at,
                    is_refusal: *what == "429",
                    user,
                    body,
                    journaled: *journaled,
                }),
                Entry::Applied { attempt, over, .. } => {
                    self.applied.entry(attempt).or_default().push((at, over));
                }
                Entry::Strayed { request } => self
                    .verdict
                    .violations
                    .push(format!("I7: a request went astray: {request}")),
                Entry::Read { .. } | Entry::Edited { .. } => {}
            }
        }
    }

    fn blame(&mut self, invariant: &str, edit: Option<EditId>, why: &str) {
        let mut text = format!("{invariant}: {why}");
        if let Some(edit) = edit {
            self.tell(edit, &mut text);
        }
        self.verdict.violations.push(text);
    }

    /// The whole story of an edit.
    fn tell(&self, edit: EditId, text: &mut String) {
        let planned = self.witness.edits.get(&edit);
        let _ = write!(text, "\n  edit {edit}: {planned:?}");
        for (attempt, (owner, record)) in &self.witness.attempts {
            if *owner == edit {
                let _ = write!(text, "\n  journal {attempt}: {record:?}");
            }
        }
        let user = planned.map(|edit| edit.user.as_str()).unwrap_or_default();
        for at in self.of_user.get(user).into_iter().flatten() {
            let _ = write!(text, "\n  {at:>6} {:?}", self.log[*at]);
        }
        for word in self.witness.words.get(&edit).into_iter().flatten() {
            let _ = write!(text, "\n  said at {}: {:?}", word.heard_at, word.settled);
        }
    }

    /// I1, I2, I7, I8: every PATCH that came in was allowed to.
    fn check_arrivals(&mut self) {
        let arrivals = std::mem::take(&mut self.arrivals);
        for (attempt, several) in &arrivals {
            let known = self.witness.attempts.get(*attempt);
            let Some((edit, record)) = known.map(|(edit, record)| (*edit, record)) else {
                self.blame(
                    "I1",
                    None,
                    &format!("attempt {attempt} is not in the journal"),
                );
                continue;
            };
            if several.len() > 1 {
                self.blame(
                    "I2",
                    Some(edit),
                    &format!("{attempt} came {} times", several.len()),
                );
            }
            for arrival in several {
                if !arrival.journaled {
                    self.blame("I1", Some(edit), &format!("{attempt} was not durable yet"));
                }
                self.check_target(edit, arrival);
                self.check_grounds(edit, record, arrival);
            }
            self.count_overwritten(attempt, record);
        }
        self.arrivals = arrivals;
    }

    fn check_target(&mut self, edit: EditId, arrival: &Arrival<'_>) {
        let Some(planned) = self.witness.edits.get(&edit) else {
            return self.blame("I7", None, &format!("edit {edit} was never planned"));
        };
        if planned.user.as_str() != arrival.user {
            self.blame("I7", Some(edit), &format!("sent to {}", arrival.user));
        }
        for (key, value) in arrival.body {
            let delta = planned
                .change
                .deltas
                .iter()
                .find(|delta| wire(delta.field) == key);
            if delta.is_none_or(|delta| json_of(&delta.after) != *value) {
                self.blame(
                    "I7",
                    Some(edit),
                    &format!("{key} = {value} was not asked for"),
                );
            }
        }
    }

    /// Since the last PATCH to the user, a read showed the values this one was meant to replace.
    fn check_grounds(&mut self, edit: EditId, record: &Record, arrival: &Arrival<'_>) {
        let Some(planned) = self.witness.edits.get(&edit) else {
            return;
        };
        let Record::Attempt { change, .. } = record else {
            return;
        };
        let before: Vec<_> = change
            .deltas
            .iter()
            .filter(|delta| delta.field.is_verifiable())
            .collect();
        let earlier = self.of_user[arrival.user].iter().rev();
        let since = earlier
            .filter(|at| **at < arrival.at)
            .map(|at| &self.log[*at])
            .take_while(|entry| !matches!(entry, Entry::Arrived { .. }));
        let shows = |held: &Person| {
            before.iter().all(|delta| {
                let was = delta.before.as_ref().map(json_of);
                was.as_ref() == held.get(wire(delta.field))
            })
        };
        let is_ground =
            |entry: &Entry| matches!(entry, Entry::Read { held, whole: true, .. } if shows(held));
        if !before.is_empty() && !{ since }.any(is_ground) {
            self.blame("I8", Some(edit), "sent without a read of what it replaces");
        }
        let moved = |field: Field| {
            let delta = change.get(field)?;
            let seen = planned.change.get(field)?.seen.as_ref()?;
            (delta.before.as_ref() != Some(seen)).then_some(field)
        };
        if !planned.force
            && let Some(field) = change.fields().find_map(moved)
        {
            self.blame(
                "I8",
                Some(edit),
                &format!("{field:?} had moved since it was seen"),
            );
        }
    }

    fn count_overwritten(&mut self, attempt: &str, record: &Record) {
        let Record::Attempt { change, .. } = record else {
            return;
        };
        for (_, over) in self.applied.get(attempt).into_iter().flatten() {
            let lost = change.deltas.iter().any(|delta| {
                let was = delta.before.as_ref().map(json_of);
                was.is_some() && was.as_ref() != over.get(wire(delta.field))
            });
            self.verdict.overwritten += usize::from(lost);
        }
    }

    /// I3, I4, I5: every word on an edit was true when it was said.
    fn check_words(&mut self, edit: EditId) {
        let words = self.witness.words.get(&edit);
        let Some(words) = words.filter(|words| !words.is_empty()) else {
            return self.blame("I6", Some(edit), "nothing was said of it");
        };
        if let Some(last) = words.last() {
            *self
                .verdict
                .outcomes
                .entry(last.settled.outcome)
                .or_default() += 1;
        }
        for word in words.clone() {
            self.check_word(edit, &word);
        }
    }

    fn check_word(&mut self, edit: EditId, word: &Word) {
        let settled = &word.settled;
        let attempts: Vec<String> = settled.attempts.iter().map(ToString::to_string).collect();
        let arrived = attempts
            .iter()
            .filter_map(|attempt| self.arrivals.get(attempt.as_str()));
        let last_arrival = arrived
            .flatten()
            .filter(|arrival| !arrival.is_refusal)
            .map(|arrival| arrival.at)
            .filter(|at| *at < word.heard_at)
            .max();
        let applied = attempts
            .iter()
            .filter_map(|attempt| self.applied.get(attempt.as_str()));
        let first_applied = applied.flatten().map(|(at, _)| *at).min();
        let verifiable = settled
            .fields
            .iter()
            .filter(|result| result.field.is_verifiable());
        let wanted: Vec<_> = verifiable
            .clone()
            .map(|result| (wire(result.field), json_of(&result.after)))
            .collect();
        let now: Option<Vec<_>> = verifiable
            .map(|result| Some((wire(result.field), json_of(result.now.as_ref()?))))
            .collect();
        let reads = self
            .of_user
            .get(settled.user.as_str())
            .into_iter()
            .flatten();
        let reads: Vec<usize> = reads
            .copied()
            .filter(|at| *at < word.heard_at && last_arrival.is_none_or(|last| *at > last))
            .filter(|at| matches!(self.log[*at], Entry::Read { whole: true, .. }))
            .collect();
        let shows = |at: usize, values: &[(&str, Json)]| match &self.log[at] {
            Entry::Read { held, .. } => values.iter().all(|(key, value)| held[*key] == *value),
            _ => false,
        };
        match settled.outcome {
            Outcome::Verified => {
                if !reads.iter().any(|at| shows(*at, &wanted)) {
                    self.blame("I3", Some(edit), "verified, but no read showed it");
                }
            }
            Outcome::NotSent | Outcome::Conflict | Outcome::Unchanged | Outcome::Withdrawn => {
                if first_applied.is_some() {
                    self.blame("I4", Some(edit), "said not to be sent, but was carried out");
                }
            }
            Outcome::Refused | Outcome::NotApplied if settled.read_back => {
                let Some(now) = now.filter(|now| !now.is_empty()) else {
                    return self.blame("I4", Some(edit), "read back without a value");
                };
                let is_true = |at: &usize| {
                    shows(*at, &now) && first_applied.is_none_or(|applied| applied > *at)
                };
                if !reads.iter().any(is_true) {
                    self.blame("I4", Some(edit), "said not to be applied, but was by then");
                }
            }
            Outcome::Unknown => {
                if word.was_readable && !settled.read_back {
                    self.blame("I5", Some(edit), "unknown, although it could be read");
                }
            }
            Outcome::Refused
            | Outcome::NotApplied
            | Outcome::Accepted
            | Outcome::Partial
            | Outcome::Superseded => {}
        }
    }

    /// I6: what was told of each job adds up to its plan.
    fn check_sums(&mut self) {
        for (job, tally) in &self.witness.ended {
            let Some(plan) = self.witness.plans.get(job) else {
                continue;
            };
            if tally.total() > plan.edits.len() {
                let (told, planned) = (tally.total(), plan.edits.len());
                self.verdict.violations.push(format!(
                    "I6: job {job} told {told} outcomes of {planned} edits"
                ));
            }
        }
    }
}

/// The key of a PATCH for a field.
pub(crate) fn wire(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Email => "email",
        Field::Designation => "destination",
        Field::BlockWebLogin => "block_web_login",
        Field::LoginBasedCalling => "login_based_calling",
        Field::Password => "password",
        other => panic!("no plan of these tests has {other:?}"),
    }
}

/// A value as the server holds it.
pub(crate) fn json_of(value: &Value) -> Json {
    match value {
        Value::Flag(flag) => json!(flag),
        Value::Text(text) => json!(text.as_str()),
        Value::Null => Json::Null,
        Value::Secret(secret) => json!(secret.expose()),
        other => panic!("no plan of these tests has {other:?}"),
    }
}
