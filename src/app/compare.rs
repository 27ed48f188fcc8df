//! Two users beside each other: what differs between them.
//!
//! Invariants: a value that is not known of one of them is no difference; everything is looked up
//! by the two ids, so nobody else's value can appear here.

use std::time::Duration;

use crate::domain::change::{Agreement, agreement};
use crate::domain::field::{Kind, Write};
use crate::domain::roster::Shown;
use crate::domain::{Field, UserId, Value};
use crate::protocol::{Command, Failure, Priority};
use crate::text;

use super::action::{Action, ListAction, MarkAction, Own, PanelAction};
use super::keymap::Scope;
use super::notice::Level;
use super::write::capitalise;
use super::{Model, Overlay, detail, layout, marks, status};

/// The two users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Who.
    pub users: [UserId; 2],
    /// How their reading stands.
    pub reads: [Reading; 2],
    /// Which fields are shown.
    pub fields: Fields,
    /// The first line shown.
    pub scroll: usize,
}

/// Which fields are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// Those in which the two differ.
    Differing,
    /// All.
    All,
}

/// The reading of one of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Asked for at this time.
    Asked(Duration),
    /// The roster has the full record.
    Done,
    /// It failed: why. Untrusted text.
    Failed(String),
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They differ.
    Differs,
    /// They are the same.
    Same,
    /// One of them is not known.
    Unknown,
}

/// A field of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Which.
    pub field: Field,
    /// In words; untrusted text.
    pub words: [String; 2],
    /// How they stand to each other.
    pub verdict: Verdict,
}

/// What `=` would compare: two marks, or the mark and the row under the cursor; else a sentence.
///
/// # Errors
/// Why there are not two.
pub(super) fn chosen(model: &Model) -> Result<[UserId; 2], String> {
    let marked: Vec<UserId> = marks::marked(model)
        .take(3)
        .map(|(shown, _)| shown.id().clone())
        .collect();
    match (marked.as_slice(), model.target()) {
        ([left, right], _) => Ok([left.clone(), right.clone()]),
        ([left], Some(right)) if *left != right => Ok([left.clone(), right]),
        ([_], _) => {
            Err("one user is marked: put the cursor on the other one, or mark it too".to_owned())
        }
        ([], _) => Err(format!(
            "mark one user with {} and put the cursor on the other, then {}",
            model.keymap.key(Scope::List, MarkAction::One),
            model.keymap.key(Scope::List, ListAction::Compare)
        )),
        (_, _) => Err(format!(
            "two users are compared, and {} are marked: {} clears the marks",
            model.marks.len(),
            model.keymap.key(Scope::List, MarkAction::Clear)
        )),
    }
}

/// `=`.
pub(super) fn open(model: &mut Model, out: &mut Vec<Command>) {
    let users = match chosen(model) {
        Ok(users) => users,
        Err(why) => return model.say(Level::Info, capitalise(&why)),
    };
    let comparison = Comparison {
        users,
        reads: [Reading::Done, Reading::Done],
        fields: Fields::Differing,
        scroll: 0,
    };
    model.open(Overlay::Compare(comparison));
    read(model, Which::Missing, out);
}

/// Whom to read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Missing,
    Both,
}

fn read(model: &mut Model, which: Which, out: &mut Vec<Command>) {
    let now = model.now.mono;
    let Some(Overlay::Compare(comparison)) = &mut model.overlay else {
        return;
    };
    let mut asked = 0;
    for (user, reading) in comparison.users.iter().zip(&mut comparison.reads) {
        let shown = model.roster.get(user);
        let is_read = shown.is_some_and(|shown| shown.user().is_some());
        if which == Which::Both || !is_read {
            *reading = Reading::Asked(now);
            out.push(detail::load(user, Priority::Key));
            asked += 1;
        }
    }
    let text = match asked {
        0 => return,
        1 => "Reading the one that was not read yet: 1 request",
        _ => "Reading both: 2 requests",
    };
    model.say(Level::Info, text);
}

/// A record came.
pub(super) fn heard(model: &mut Model, user: &UserId) {
    if note(model, user, &Reading::Done) {
        model.say(Level::Info, "Both are compared as they were just read");
    }
}

/// A record could not be read.
pub(super) fn failed(model: &mut Model, user: &UserId, failure: &Failure) {
    if note(model, user, &Reading::Failed(failure.text.clone())) {
        let key = model.keymap.key(Scope::Compare, ListAction::Reread);
        let text = format!("{}; {key} reads both again", failure.text);
        model.say(Level::Warning, text);
    }
}

/// Whether that was the last one awaited.
fn note(model: &mut Model, user: &UserId, reading: &Reading) -> bool {
    let Some(Overlay::Compare(comparison)) = &mut model.overlay else {
        return false;
    };
    let was_reading = is_reading(comparison);
    let both = comparison.users.iter().zip(&mut comparison.reads);
    for (_, known) in both.filter(|(known, _)| *known == user) {
        known.clone_from(reading);
    }
    was_reading && !is_reading(comparison)
}

/// Whether a record is awaited, so that its seconds are counted on screen.
#[must_use]
pub fn is_reading(comparison: &Comparison) -> bool {
    let is_asked = |reading: &Reading| matches!(reading, Reading::Asked(_));
    comparison.reads.iter().any(is_asked)
}

/// All fields that can be read, each with both values.
#[must_use]
pub fn pairs(model: &Model, comparison: &Comparison) -> Vec<Pair> {
    let shown = comparison
        .users
        .each_ref()
        .map(|user| model.roster.get(user));
    let is_read = |field: &Field| {
        let spec = field.spec();
        spec.kind != Kind::Secret && !matches!(spec.write, Write::Blind(_))
    };
    let fields = Field::of(model.profile.vendor).iter();
    let fields = fields.map(|spec| spec.field).filter(is_read);
    fields.map(|field| pair(field, &shown)).collect()
}

fn pair(field: Field, shown: &[Option<Shown<'_>>; 2]) -> Pair {
    let values = shown
        .each_ref()
        .map(|shown| shown.as_ref().and_then(|shown| shown.get(field)));
    let verdict = match &values {
        [Some(left), Some(right)] if is_same(field, left, right) => Verdict::Same,
        [Some(_), Some(_)] => Verdict::Differs,
        [_, _] => Verdict::Unknown,
    };
    let words = values.map(|value| match value {
        None => "..".to_owned(),
        Some(Value::AgentStatus(status)) => format!("{} {}", status.number(), status.word()),
        Some(Value::UserStatus(status)) => format!("{} {}", status.number(), status.word()),
        Some(Value::TeamStatus(status)) => format!("{} {}", status.number(), status.word()),
        Some(value) => field.words(&value),
    });
    Pair {
        field,
        words,
        verdict,
    }
}

fn is_same(field: Field, left: &Value, right: &Value) -> bool {
    match agreement(field, left, right) {
        Agreement::Same | Agreement::StoredAs => true,
        Agreement::Different => false,
    }
}

/// A line of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A heading.
    Section(&'static str),
    /// A field, or the rest of one whose values do not fit one line.
    Pair {
        /// The field's label; empty in a rest.
        label: &'static str,
        /// The values, as wide as they may be.
        cells: [String; 2],
        /// How they stand to each other.
        verdict: Verdict,
    },
    /// A sentence.
    Prose(String),
}

/// The lines below the heads; `cell` is the width of a value.
#[must_use]
pub fn lines(model: &Model, comparison: &Comparison, cell: usize, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (user, reading) in comparison.users.iter().zip(&comparison.reads) {
        if let Reading::Failed(why) = reading {
            let key = model.keymap.key(Scope::Compare, ListAction::Reread);
            let why = format!("#{user}: {why}   {key} tries again");
            lines.extend(text::wrap(&why, width).into_iter().map(Line::Prose));
        }
    }
    let pairs = pairs(model, comparison);
    let is_shown = |pair: &&Pair| match comparison.fields {
        Fields::All => true,
        Fields::Differing => pair.verdict == Verdict::Differs,
    };
    let mut section = "";
    for pair in pairs.iter().filter(is_shown) {
        let title = pair.field.spec().section.title();
        if title != section {
            section = title;
            lines.push(Line::Section(title));
        }
        let [left, right] = pair.words.each_ref().map(|words| text::broken(words, cell));
        for index in 0..left.len().max(right.len()) {
            let part = |cells: &[String]| cells.get(index).cloned().unwrap_or_default();
            lines.push(Line::Pair {
                label: if index == 0 { pair.field.label() } else { "" },
                cells: [part(&left), part(&right)],
                verdict: pair.verdict,
            });
        }
    }
    let (differing, same, unknown) = tally(&pairs);
    if differing == 0 {
        let text = format!("No difference in the {same} fields that are known of both.");
        lines.extend(text::wrap(&text, width).into_iter().map(Line::Prose));
    }
    if comparison.fields == Fields::Differing {
        lines.push(Line::Prose(String::new()));
        let not_known = match unknown {
            0 => String::new(),
            many => format!(", {many} not known of both"),
        };
        let text = format!("{same} fields are the same{not_known}: a shows them");
        lines.extend(text::wrap(&text, width).into_iter().map(Line::Prose));
    }
    lines
}

/// How many fields differ, are the same, and are not known of both.
#[must_use]
pub fn tally(pairs: &[Pair]) -> (usize, usize, usize) {
    let count = |wanted| pairs.iter().filter(|pair| pair.verdict == wanted).count();
    (
        count(Verdict::Differs),
        count(Verdict::Same),
        count(Verdict::Unknown),
    )
}

/// How old what is known of one of them is: the full record, and the list row.
#[must_use]
pub fn ages(model: &Model, comparison: &Comparison, index: usize) -> (String, String) {
    let shown = model.roster.get(&comparison.users[index]);
    let fetched = shown
        .and_then(|shown| shown.user())
        .map(|(stamp, _)| stamp.at);
    let listed = shown
        .and_then(|shown| shown.row())
        .map(|(stamp, _)| stamp.at);
    let old = |at| {
        if status::is_old(model, at) {
            " OLD"
        } else {
            ""
        }
    };
    let fetched = match (&comparison.reads[index], fetched) {
        (Reading::Asked(since), _) => {
            let seconds = model.now.mono.saturating_sub(*since).as_secs();
            format!("reading {seconds}s")
        }
        (Reading::Done | Reading::Failed(_), Some(at)) => {
            format!("fetched {} ago{}", status::age(model, at), old(at))
        }
        (Reading::Failed(_), None) => "could not be read".to_owned(),
        (Reading::Done, None) => "not read".to_owned(),
    };
    let listed = listed.map(|at| format!("list row {} old{}", status::age(model, at), old(at)));
    let listed = listed.unwrap_or_else(|| "not in the list".to_owned());
    (fetched, listed)
}

/// The widths of the label and of each value, inside the frame.
#[must_use]
pub fn widths(inside: u16) -> (u16, u16) {
    let label = if inside >= 70 { 17 } else { 15 };
    let cell = inside.saturating_sub(label + 2) / 2;
    (label, cell.max(1))
}

pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    let rows = layout::body_rows(model.size, model).saturating_sub(3);
    let inside = model.size.0.saturating_sub(2);
    let (_, cell) = widths(inside);
    let count = match &model.overlay {
        Some(Overlay::Compare(comparison)) => {
            lines(model, comparison, usize::from(cell), usize::from(inside)).len()
        }
        _ => return,
    };
    let Some(Overlay::Compare(comparison)) = &mut model.overlay else {
        return;
    };
    let lowest = count.saturating_sub(rows);
    match action {
        Action::Move(motion) => {
            comparison.scroll = motion
                .stride(comparison.scroll, lowest, rows.div_ceil(2))
                .min(lowest);
        }
        Action::Own(Own::List(ListAction::Panel(PanelAction::Everything))) => {
            comparison.scroll = 0;
            comparison.fields = match comparison.fields {
                Fields::Differing => Fields::All,
                Fields::All => Fields::Differing,
            };
        }
        Action::Own(Own::List(ListAction::Reread)) => read(model, Which::Both, out),
        Action::Back => model.overlay = None,
        Action::Accept
        | Action::Type(_)
        | Action::Sift
        | Action::Save
        | Action::Own(_)
        | Action::Program(_) => {}
    }
}
