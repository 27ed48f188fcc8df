//! Edits and plans: the one shape of every write.
//!
//! A toggle is a plan of one edit, a form save too, undo is the inverse plan, a bulk is a plan of
//! many. Invariant: a plan is frozen when it is made; what runs is what was shown.

use compact_str::CompactString;
use ulid::Ulid;

use super::change::Change;
use super::user::UserId;

/// Names one edit for ever: in events, in the journal, in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EditId(Ulid);

/// Names one PATCH on the wire; sent as `X-Request-Id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttemptId(Ulid);

/// The number of a job within a profile, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

impl EditId {
    /// A new id from the time (milliseconds since 1970) and 80 random bits.
    #[must_use]
    pub fn mint(milliseconds: i64, random: &mut fastrand::Rng) -> Self {
        Self(mint(milliseconds, random))
    }

    /// Reads the 26 characters back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Ulid::from_string(text).ok().map(Self)
    }

    /// When it was minted, which is when the edit was wished for; milliseconds since 1970.
    #[must_use]
    pub fn minted(self) -> u64 {
        self.0.timestamp_ms()
    }
}

impl AttemptId {
    /// A new id from the time (milliseconds since 1970) and 80 random bits.
    #[must_use]
    pub fn mint(milliseconds: i64, random: &mut fastrand::Rng) -> Self {
        Self(mint(milliseconds, random))
    }

    /// Reads the 26 characters back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Ulid::from_string(text).ok().map(Self)
    }
}

fn mint(milliseconds: i64, random: &mut fastrand::Rng) -> Ulid {
    Ulid::from_parts(u64::try_from(milliseconds).unwrap_or(0), random.u128(..))
}

impl std::fmt::Display for EditId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::fmt::Display for AttemptId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::fmt::Display for JobId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A change of one user on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Its id.
    pub id: EditId,
    /// Whom it changes.
    pub user: UserId,
    /// What the person knew the user by; the guard against a recycled record.
    pub identity: Identity,
    /// The fields.
    pub change: Change,
    /// The edit this one takes back, if any.
    pub undo_of: Option<EditId>,
    /// Send although the value moved since it was seen (the person said "mine"). Journaled.
    pub force: bool,
}

/// Who the person believed the user to be. If *both* differ in the pre-flight read, the record
/// was recycled and nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// The name on screen, if known.
    pub name: Option<CompactString>,
    /// The login ID on screen, if known.
    pub login_id: Option<CompactString>,
}

/// A frozen list of edits, reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The job that carries it out.
    pub job: JobId,
    /// What it does, in words: `web login open`. Untrusted text; empty when the edits say it all.
    pub title: String,
    /// The edits, each user at most once.
    pub edits: Vec<Edit>,
    /// Why, in the person's words; goes into the journal.
    pub reason: Option<String>,
    /// How its edits are read before and after.
    pub check: Check,
    /// The job this one takes back, if any.
    pub undo_of: Option<JobId>,
}

/// How the edits of a job are read before and after they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Check {
    /// Each by single reads: three requests an edit.
    #[default]
    Each,
    /// By reading the list at the beginning and at the end, as far as the list (or its web-login
    /// filter) carries the fields: about one request an edit.
    Sweep,
}

impl Check {
    /// Up to so many edits each is read by itself unless asked otherwise.
    pub const LARGEST_EACH: usize = 500;

    /// What is done for a plan of so many edits when nothing is asked.
    #[must_use]
    pub fn for_edits(count: usize) -> Self {
        if count > Self::LARGEST_EACH {
            Self::Sweep
        } else {
            Self::Each
        }
    }

    /// The word on command lines and in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::Sweep => "sweep",
        }
    }

    /// The check of that word.
    #[must_use]
    pub fn by_word(word: &str) -> Option<Self> {
        [Self::Each, Self::Sweep]
            .into_iter()
            .find(|check| check.word() == word)
    }
}

impl Plan {
    /// A plan of one edit.
    #[must_use]
    pub fn of_one(job: JobId, edit: Edit, reason: Option<String>) -> Self {
        Self {
            reason,
            ..Self::new(job, vec![edit])
        }
    }

    /// A plan without title and reason, whose edits are each read by themselves.
    #[must_use]
    pub fn new(job: JobId, edits: Vec<Edit>) -> Self {
        Self {
            job,
            title: String::new(),
            edits,
            reason: None,
            check: Check::Each,
            undo_of: None,
        }
    }
}
