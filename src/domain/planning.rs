//! Many users, one wish: what would change, what is so already, what stands in the way.
//!
//! Invariants: a proposal sets a direction and never toggles; the users are frozen when it is
//! made, each once, hidden ones first; what it counts is what its edits will be.

use compact_str::CompactString;

use super::change::{Agreement, Change, Delta, agreement, can_express};
use super::field::Field;
use super::plan::{Edit, EditId, Identity};
use super::profile::{Profile, Protection};
use super::roster::Shown;
use super::user::UserId;
use super::value::Value;

/// Requests an edit costs at most when nothing goes wrong: read, write, read back.
pub const REQUESTS_PER_EDIT: usize = 3;

/// A plan before it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What is wanted, for everybody.
    pub wanted: Vec<(Field, Value)>,
    /// The users, hidden ones first.
    pub lines: Vec<Line>,
}

/// One user of a [`Proposal`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whom.
    pub user: UserId,
    /// The name on screen; untrusted.
    pub name: CompactString,
    /// The fields that would be sent.
    pub change: Change,
    /// What would happen.
    pub verdict: Verdict,
    /// Whether the user is hidden by a find or a filter right now.
    pub place: Place,
    identity: Identity,
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
            Self::AlreadySo | Self::Protected(_) | Self::Impossible => false,
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
    /// What `wanted` would do to `users`.
    pub fn new<'a>(
        profile: &Profile,
        wanted: Vec<(Field, Value)>,
        users: impl Iterator<Item = (Shown<'a>, Place)>,
    ) -> Self {
        let mut lines: Vec<Line> = users
            .map(|(shown, place)| Line::new(profile, &wanted, &shown, place))
            .collect();
        lines.sort_by_key(|line| line.place);
        Self { wanted, lines }
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

    /// What is wanted, in words: `web login open`. Untrusted text.
    #[must_use]
    pub fn words(&self) -> String {
        let say =
            |(field, value): &(Field, Value)| format!("{} {}", field.label(), field.words(value));
        self.wanted.iter().map(say).collect::<Vec<_>>().join(", ")
    }

    /// The edits, in the order of the lines.
    pub fn edits(&self, mut mint: impl FnMut() -> EditId) -> Vec<Edit> {
        let sent = self.lines.iter().filter(|line| line.verdict.is_sent());
        sent.map(|line| Edit {
            id: mint(),
            user: line.user.clone(),
            identity: line.identity.clone(),
            change: line.change.clone(),
            undo_of: None,
            force: false,
        })
        .collect()
    }
}

impl Line {
    fn new(profile: &Profile, wanted: &[(Field, Value)], shown: &Shown<'_>, place: Place) -> Self {
        let confirmed = |field| shown.confirmed(field).map(|(value, _)| value);
        let text = |field| {
            let value = confirmed(field)?;
            value
                .text()
                .filter(|text| !text.is_empty())
                .map(CompactString::from)
        };
        let identity = Identity {
            name: text(Field::Name),
            login_id: text(Field::LoginId),
        };
        let is_so = |(field, after): &&(Field, Value)| {
            confirmed(*field).is_some_and(|now| agreement(*field, after, &now) == Agreement::Same)
        };
        let needed = wanted.iter().filter(|wish| !is_so(wish));
        let deltas: Vec<Delta> = needed
            .map(|(field, after)| Delta::new(*field, confirmed(*field), after.clone()))
            .collect();
        let verdict = verdict(profile, shown, &identity, &deltas);
        Self {
            user: shown.id().clone(),
            name: shown.name().into(),
            change: Change { deltas },
            verdict,
            place,
            identity,
        }
    }
}

fn verdict(profile: &Profile, shown: &Shown<'_>, identity: &Identity, deltas: &[Delta]) -> Verdict {
    let login = identity.login_id.as_deref().unwrap_or_default();
    let needs_agent =
        |delta: &Delta| matches!(delta.field, Field::BlockAgent | Field::DisableAgent);
    let has_agent = shown.get(Field::AgentStatus) != Some(Value::Null);
    if deltas.is_empty() {
        Verdict::AlreadySo
    } else if let Some(protection) = profile.protection(shown.id().as_str(), login) {
        Verdict::Protected(protection)
    } else if deltas.iter().any(|delta| needs_agent(delta) && !has_agent)
        || deltas
            .iter()
            .any(|delta| !can_express(delta.field, &delta.after))
    {
        Verdict::Impossible
    } else if deltas
        .iter()
        .any(|delta| delta.seen.is_none() && delta.field.is_verifiable())
    {
        Verdict::WillBeRead
    } else {
        Verdict::WillChange
    }
}
