//! Many users, one wish: what would change, what is so already, what stands in the way.
//!
//! Invariants: a proposal sets a direction and never toggles; the users are frozen when it is
//! made, each once, hidden ones first; what it counts is what its edits will be.

use compact_str::CompactString;

use super::change::{Agreement, Change, Delta, agreement, can_express};
use super::field::Field;
use super::plan::{Edit, EditId, Identity, JobId};
use super::profile::{Profile, Protection};
use super::user::UserId;
use super::value::Value;

/// Requests an edit costs at most when nothing goes wrong: read, write, read back.
pub const REQUESTS_PER_EDIT: usize = 3;

/// A plan before it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What is wanted, in words: `web login open`. Untrusted text.
    pub title: String,
    /// Where the users come from.
    pub source: Source,
    /// The users, hidden ones first; each once.
    pub lines: Vec<Line>,
}

/// Where the users of a proposal come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The marks.
    Marks,
    /// Ids given one by one.
    Ids,
    /// Everybody who matches filters, in words.
    Matching(String),
    /// A file of this name.
    File(String),
    /// A recipe of this name, for the users otherwise chosen.
    Recipe(String),
    /// The edits of a job, to be taken back.
    UndoOf(JobId),
}

/// What is known of a user when a proposal is made.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// Whom.
    pub id: &'a UserId,
    /// A confirmed value, if it is known.
    pub value: &'a dyn Fn(Field) -> Option<Value>,
    /// Whether the user can be seen where the choice was made.
    pub place: Place,
}

/// One user of a [`Proposal`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whom.
    pub user: UserId,
    /// The name as it is known; untrusted.
    pub name: CompactString,
    /// The fields that would be sent.
    pub change: Change,
    /// What would happen.
    pub verdict: Verdict,
    /// Whether the user is hidden by a find or a filter right now.
    pub place: Place,
    /// What the person knows the user by.
    pub identity: Identity,
    /// The edit that this line takes back.
    pub undo_of: Option<EditId>,
}

/// What would happen to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Will be changed.
    WillChange,
    /// The state is not known yet; the read before the write decides.
    WillBeRead,
    /// Already so: no request.
    AlreadySo,
    /// The value is not what it was when it was last known: somebody changed it. Left out.
    Moved,
    /// The person's own login, or listed by the profile: left out.
    Protected(Protection),
    /// It makes no sense for this user (no agent, or nothing the API could send): left out.
    Impossible,
}

impl Verdict {
    /// Whether an edit follows.
    #[must_use]
    pub fn is_sent(self) -> bool {
        match self {
            Self::WillChange | Self::WillBeRead => true,
            Self::AlreadySo | Self::Moved | Self::Protected(_) | Self::Impossible => false,
        }
    }
}

/// Whether a marked user can be seen where the marks were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Hidden by a find or a server filter.
    Hidden,
    /// Among the rows.
    Shown,
}

impl Proposal {
    /// A proposal of these lines; hidden ones are put first.
    #[must_use]
    pub fn new(title: String, source: Source, mut lines: Vec<Line>) -> Self {
        lines.sort_by_key(|line| line.place);
        Self {
            title,
            source,
            lines,
        }
    }

    /// How many users have this verdict.
    #[must_use]
    pub fn count(&self, wanted: impl Fn(Verdict) -> bool) -> usize {
        self.lines
            .iter()
            .filter(|line| wanted(line.verdict))
            .count()
    }

    /// How many edits follow.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.count(Verdict::is_sent)
    }

    /// How many of them can be taken back as far as is known now.
    #[must_use]
    pub fn undoable(&self) -> usize {
        let is_undoable = |line: &&Line| {
            let seen_as_before = |delta: &Delta| Delta {
                before: delta.seen.clone(),
                ..delta.clone()
            };
            let change = Change {
                deltas: line.change.deltas.iter().map(seen_as_before).collect(),
            };
            line.verdict.is_sent() && change.invert().1.is_empty()
        };
        self.lines.iter().filter(is_undoable).count()
    }

    /// The edits, in the order of the lines.
    pub fn edits(&self, mut mint: impl FnMut() -> EditId) -> Vec<Edit> {
        let sent = self.lines.iter().filter(|line| line.verdict.is_sent());
        sent.map(|line| Edit {
            id: mint(),
            user: line.user.clone(),
            identity: line.identity.clone(),
            change: line.change.clone(),
            undo_of: line.undo_of,
            force: false,
        })
        .collect()
    }
}

/// What is wanted, in words: `web login open, role Quality (54630)`. Untrusted text.
#[must_use]
pub fn words(wanted: &[(Field, Value)]) -> String {
    let say = |(field, value): &(Field, Value)| format!("{} {}", field.label(), field.words(value));
    wanted.iter().map(say).collect::<Vec<_>>().join(", ")
}

impl Line {
    /// What `wanted` would do to a user.
    #[must_use]
    pub fn new(profile: &Profile, candidate: Candidate<'_>, wanted: &[(Field, Value)]) -> Self {
        let is_so = |(field, after): &&(Field, Value)| {
            (candidate.value)(*field)
                .is_some_and(|now| agreement(*field, after, &now) == Agreement::Same)
        };
        let needed = wanted.iter().filter(|wish| !is_so(wish));
        let deltas = needed
            .map(|(field, after)| Delta::new(*field, (candidate.value)(*field), after.clone()));
        let deltas = deltas.collect();
        Self::of(profile, candidate, Change { deltas }, None)
    }

    /// What taking back an edit would do: `change` is its inverse.
    #[must_use]
    pub fn undo(profile: &Profile, candidate: Candidate<'_>, change: Change, edit: EditId) -> Self {
        Self::of(profile, candidate, change, Some(edit))
    }

    /// The same line after the person typed the login id of a protected user.
    #[must_use]
    pub fn unlocked(&self, candidate: Candidate<'_>) -> Self {
        let nobody_protected = Profile::default();
        let place = self.place;
        let candidate = Candidate { place, ..candidate };
        Self::of(
            &nobody_protected,
            candidate,
            self.change.clone(),
            self.undo_of,
        )
    }

    fn of(
        profile: &Profile,
        candidate: Candidate<'_>,
        change: Change,
        undo_of: Option<EditId>,
    ) -> Self {
        let text = |field| {
            let value = (candidate.value)(field)?;
            value
                .text()
                .filter(|text| !text.is_empty())
                .map(CompactString::from)
        };
        let identity = Identity {
            name: text(Field::Name),
            login_id: text(Field::LoginId),
        };
        let verdict = verdict(profile, candidate, &identity, &change.deltas);
        Self {
            user: candidate.id.clone(),
            name: identity.name.clone().unwrap_or_default(),
            change,
            verdict,
            place: candidate.place,
            identity,
            undo_of,
        }
    }
}

fn verdict(
    profile: &Profile,
    candidate: Candidate<'_>,
    identity: &Identity,
    deltas: &[Delta],
) -> Verdict {
    let login = identity.login_id.as_deref().unwrap_or_default();
    let needs_agent =
        |delta: &Delta| matches!(delta.field, Field::BlockAgent | Field::DisableAgent);
    let has_agent = (candidate.value)(Field::AgentStatus) != Some(Value::Null);
    // Somebody changed what is to be taken back, or what a file was made from.
    let has_moved = |delta: &Delta| {
        let now = (candidate.value)(delta.field);
        delta
            .seen
            .as_ref()
            .zip(now.as_ref())
            .is_some_and(|(seen, now)| agreement(delta.field, seen, now) == Agreement::Different)
    };
    if deltas.is_empty() {
        Verdict::AlreadySo
    } else if let Some(protection) = profile.protection(candidate.id.as_str(), login) {
        Verdict::Protected(protection)
    } else if deltas.iter().any(|delta| needs_agent(delta) && !has_agent)
        || deltas
            .iter()
            .any(|delta| !can_express(delta.field, &delta.after))
    {
        Verdict::Impossible
    } else if deltas.iter().any(has_moved) {
        Verdict::Moved
    } else if deltas
        .iter()
        .any(|delta| delta.seen.is_none() && delta.field.is_verifiable())
    {
        Verdict::WillBeRead
    } else {
        Verdict::WillChange
    }
}
