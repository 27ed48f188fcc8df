//! What a proposal comes to: counts by verdict, cost, what can be taken back, in words.
//!
//! Invariant: counted once when the proposal is made or changed, never while drawing.

use std::collections::{BTreeMap, HashSet};

use crate::app::action::PlanAction;
use crate::app::keymap::Scope;
use crate::app::{Model, list};
use crate::domain::change::can_express;
use crate::domain::plan::Check;
use crate::domain::planning::{Line, Place, Proposal, REQUESTS_PER_EDIT, Source, Verdict};
use crate::domain::profile::Protection;
use crate::domain::{Delta, Field};

use super::PlanScreen;

/// The counts of a proposal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many edits follow.
    pub changes: usize,
    /// Users by what would happen to them.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// Users hidden by a find or a filter.
    pub hidden: usize,
    /// How many different fields are touched.
    pub fields: usize,
    /// Edits whose old value is not known yet; the read before the write tells it.
    pub learnt: usize,
    /// Fields that can never be put back, and for how many users.
    pub lost: BTreeMap<&'static str, usize>,
    /// Agents perhaps on a call who would be blocked.
    pub busy: usize,
    /// Users whose new role raises privileges.
    pub raised: usize,
}

impl Summary {
    /// Counts a proposal.
    #[must_use]
    pub fn of(proposal: &Proposal) -> Self {
        let mut summary = Self::default();
        let mut fields = HashSet::new();
        for line in &proposal.lines {
            *summary.verdicts.entry(line.verdict).or_default() += 1;
            summary.hidden += usize::from(line.place == Place::Hidden);
            if line.verdict.is_sent() {
                summary.changes += 1;
                summary.count_undo(line);
                fields.extend(line.change.fields());
            }
        }
        summary.fields = fields.len();
        summary
    }

    fn count_undo(&mut self, line: &Line) {
        let is_lost = |delta: &&Delta| {
            let seen = delta.seen.as_ref();
            !delta.field.is_verifiable() || seen.is_some_and(|seen| !can_express(delta.field, seen))
        };
        let deltas = &line.change.deltas;
        let lost: Vec<Field> = deltas
            .iter()
            .filter(is_lost)
            .map(|delta| delta.field)
            .collect();
        let is_unknown = |delta: &Delta| delta.field.is_verifiable() && delta.seen.is_none();
        self.learnt += usize::from(deltas.iter().any(is_unknown));
        self.lose(&lost);
    }

    /// Counts fields of a user that cannot be put back.
    pub(super) fn lose(&mut self, fields: &[Field]) {
        for field in fields {
            *self.lost.entry(field.label()).or_default() += 1;
        }
    }
}

/// A line of the summary: what it is about, and what is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// `cost`, `stop`; empty for a count.
    pub about: &'static str,
    /// What is said; untrusted text.
    pub text: String,
    /// How much it matters when there is little room: those of a higher rank go first.
    pub rank: u8,
}

/// The summary of an open plan, in the order of the screen.
#[must_use]
pub fn facts(model: &Model, screen: &PlanScreen) -> Vec<Fact> {
    let fact = |rank, about, text| Fact { about, text, rank };
    let summary = &screen.summary;
    let mut facts = vec![fact(1, "source", source(&screen.proposal, summary))];
    for (verdict, count) in &summary.verdicts {
        let words = verdict_here(model, *verdict);
        facts.push(fact(0, "", format!("{count:>5}  {words}")));
    }
    if summary.raised > 0 {
        let text = format!("PRIVILEGE UP for {} users", summary.raised);
        facts.push(fact(0, "mind", text));
    }
    if summary.busy > 0 {
        let text = format!("{} are busy, perhaps on a call", summary.busy);
        facts.push(fact(0, "mind", text));
    }
    if summary.changes == 0 {
        return facts;
    }
    facts.push(fact(1, "cost", cost(model, screen)));
    let first = match summary.changes {
        1 => "read, sent, read back",
        _ => "1 alone, verified; then 5; then the rest",
    };
    facts.push(fact(3, "first", first.to_owned()));
    let stop = "by itself at 401, 5 unknown in a row, 11 of 50 failed, repeated 429";
    facts.push(fact(3, "stop", stop.to_owned()));
    facts.push(fact(2, "undo", undo(summary)));
    facts
}

fn source(proposal: &Proposal, summary: &Summary) -> String {
    let many = |count: usize| match count {
        1 => "1 user".to_owned(),
        count => format!("{count} users"),
    };
    let users = proposal.lines.len();
    let shown = users - summary.hidden;
    let hidden = match summary.hidden {
        0 => String::new(),
        hidden => format!(" + {hidden} hidden by find or filter, listed first"),
    };
    match &proposal.source {
        Source::Marks if hidden.is_empty() => format!("{users} marked"),
        Source::Marks => format!("marks: {shown} shown{hidden}"),
        Source::Ids => format!("{users} ids"),
        Source::Matching(filters) => format!("{} who match {filters}", many(users)),
        Source::File(name) => format!("file {name}: {}", many(users)),
        Source::Recipe(name) => format!("recipe {name} for {}{hidden}", many(shown)),
        Source::UndoOf(job) => format!("what still stands of job {job}: {}", many(users)),
    }
}

/// What a verdict means for the person.
#[must_use]
pub fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::WillChange => "will be changed",
        Verdict::WillBeRead => "not known yet: read first, changed if needed",
        Verdict::AlreadySo => "already so: no request",
        Verdict::Moved => "changed by somebody since: left out",
        Verdict::Protected(Protection::OwnLogin) => "your own login: left out",
        Verdict::Protected(Protection::Listed) => "protected: left out",
        Verdict::Impossible => "not possible for this user: left out",
    }
}

/// The same where something can be done about it: on the screen of the plan.
#[must_use]
pub fn verdict_here(model: &Model, verdict: Verdict) -> String {
    let words = verdict_words(verdict);
    match verdict {
        Verdict::Protected(_) => {
            let key = model.keymap.key(Scope::Plan, PlanAction::Unlock);
            format!("{words}, {key} takes it in")
        }
        Verdict::WillChange
        | Verdict::WillBeRead
        | Verdict::AlreadySo
        | Verdict::Moved
        | Verdict::Impossible => words.to_owned(),
    }
}

/// `93 requests at 2.0 a second: about 0:47; each is read before and after`.
fn cost(model: &Model, screen: &PlanScreen) -> String {
    let (requests, is_least) = requests(model, screen);
    let rate = model.budget.rate;
    #[expect(clippy::cast_precision_loss, reason = "a rough time for the eyes")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and cut at the largest"
    )]
    let seconds = (requests as f64 / rate.max(0.01)).ceil() as u64;
    let how = match screen.check {
        Check::Each => "each read before and after",
        Check::Sweep => "the list read before and after",
    };
    let about = if is_least { "at least" } else { "about" };
    format!(
        "{about} {requests} requests at {rate:.1} a second: {}; {how}",
        span(seconds)
    )
}

/// Requests, and whether more are possible because the list is not read to its end.
fn requests(model: &Model, screen: &PlanScreen) -> (usize, bool) {
    let changes = screen.summary.changes;
    let page = list::rows_a_page(model);
    let pages = model.roster.listing().len().div_ceil(page).max(1);
    match screen.check {
        Check::Each => (changes.saturating_mul(REQUESTS_PER_EDIT), false),
        Check::Sweep => (changes + 2 * pages, !model.roster.is_complete()),
    }
}

/// `0:47`, `1:02:10`.
#[must_use]
pub fn span(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn undo(summary: &Summary) -> String {
    let lost = summary.lost.iter();
    let lost: Vec<_> = lost
        .map(|(field, users)| format!("{field} of {users}"))
        .collect();
    let learnt = match summary.learnt {
        0 => "old values are known".to_owned(),
        all if all == summary.changes => "old values are read before each write".to_owned(),
        some => {
            let known = summary.changes - some;
            format!("{known} old values known, {some} are read before the write")
        }
    };
    match lost.is_empty() {
        true => format!("all of it: {learnt}"),
        false => format!(
            "CANNOT be undone: {}; of the rest {learnt}",
            lost.join(", ")
        ),
    }
}
