//! `plan.json`: a reviewed plan kept for later.
//!
//! Invariants: what is carried out is exactly what was shown, so the users, the values they were
//! seen with and the ids of the edits are pinned, and a checksum over all of it notices every
//! change by hand; a secret is its field name only.

mod document;

use std::fmt::Write as _;

use compact_str::CompactString;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};

use crate::domain::plan::Check;
use crate::domain::planning::{Proposal, Source, Verdict};
use crate::domain::{Change, Edit, EditId, Field, JobId, Plan, Profile, UserId, Value};

use document::{Content, Document};

/// A plan as a file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFile {
    /// The profile it was made for.
    pub profile: String,
    /// The API it was made for: [`origin`].
    pub origin: String,
    /// When it was made.
    pub made: Timestamp,
    /// What it does, in words. Untrusted.
    pub title: String,
    /// Where its users come from.
    pub source: Source,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// How its edits are read before and after, unless asked otherwise.
    pub check: Check,
    /// The job it takes back, if any.
    pub undo_of: Option<JobId>,
    /// The command that makes it anew, where one made it.
    pub again: Option<String>,
    /// The edits. A password has [`Value::Null`] for what it is set to.
    pub edits: Vec<Edit>,
    /// Who was chosen and is left out.
    pub left_out: Vec<LeftOut>,
}

/// A user who is left out of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Whom.
    pub user: UserId,
    /// The name as it was known; untrusted.
    pub name: CompactString,
    /// Why.
    pub verdict: Verdict,
    /// What was wanted.
    pub change: Change,
}

/// What a plan is made under.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// For whom.
    pub profile: &'a Profile,
    /// When.
    pub at: Timestamp,
    /// Why, in the person's words.
    pub reason: Option<&'a str>,
    /// The command that makes it anew, where one made it.
    pub again: Option<&'a str>,
}

/// The format that this program writes and reads.
pub const FORMAT: u32 = 1;

/// How long a plan can be carried out.
pub const LIFE: SignedDuration = SignedDuration::from_hours(24);

/// Clocks that go this much wrong are not called wrong.
const SLACK: SignedDuration = SignedDuration::from_mins(5);

/// Why a file is no plan that can be carried out; a sentence that begins with the file's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPlan {
    /// Something else.
    #[error("is not a plan that rosterm wrote ({0}); rosterm plan writes one")]
    NotOne(String),
    /// Not whole.
    #[error(
        "ends too early: it was cut off when it was written or copied; copy it again, or plan anew"
    )]
    CutOff,
    /// From the future of this program.
    #[error(
        "has format {0}, which a newer rosterm wrote, and this one reads format {FORMAT}; use the newer one, or plan anew"
    )]
    Newer(u64),
    /// By hand.
    #[error(
        "was changed after rosterm wrote it, so nobody has reviewed what it would do; change what it was made from, and plan anew"
    )]
    Changed,
    /// Somebody else's.
    #[error(
        "was made for profile \"{theirs}\", and this is \"{ours}\"; use that profile, or plan anew"
    )]
    OtherProfile {
        /// The profile it was made for.
        theirs: String,
        /// The one in use.
        ours: String,
    },
    /// Of another API.
    #[error("was made for {theirs}, and this is {ours}; use that address, or plan anew")]
    OtherOrigin {
        /// The API it was made for.
        theirs: String,
        /// The one in use.
        ours: String,
    },
    /// Too old.
    #[error(
        "was made {hours} hours ago, and a plan is for 24; review it again{}",
        .again.as_ref().map_or_else(String::new, |again| format!(": {again}"))
    )]
    Old {
        /// How long ago.
        hours: i64,
        /// The command that makes it anew.
        again: Option<String>,
    },
    /// Not made yet.
    #[error("was made at {0}, which has not come yet; set the clock right, or plan anew")]
    Early(Timestamp),
}

/// What a plan is bound to: the address of the API, or `demo` for the tenant inside the program,
/// which listens somewhere else every time.
#[must_use]
pub fn origin(profile: &Profile) -> &str {
    if profile.demo {
        "demo"
    } else {
        &profile.base_url
    }
}

impl PlanFile {
    /// The plan that a proposal amounts to.
    #[must_use]
    pub fn new(proposal: &Proposal, made: Made<'_>, mint: impl FnMut() -> EditId) -> Self {
        let mut edits = proposal.edits(mint);
        for edit in &mut edits {
            forget_secrets(&mut edit.change);
        }
        let left_out = proposal.lines.iter().filter(|line| !line.verdict.is_sent());
        let left_out = left_out.map(|line| {
            let mut change = line.change.clone();
            forget_secrets(&mut change);
            LeftOut {
                user: line.user.clone(),
                name: line.name.clone(),
                verdict: line.verdict,
                change,
            }
        });
        Self {
            profile: made.profile.name.clone(),
            origin: origin(made.profile).to_owned(),
            made: made.at,
            title: proposal.title.clone(),
            source: proposal.source.clone(),
            reason: made.reason.map(str::to_owned),
            check: Check::for_edits(edits.len()),
            undo_of: match proposal.source {
                Source::UndoOf(job) => Some(job),
                _ => None,
            },
            again: made.again.map(str::to_owned),
            left_out: left_out.collect(),
            edits,
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn write(&self) -> String {
        let plan = Content::of(self);
        let document = Document {
            rosterm_plan: FORMAT,
            hash: hash(&plan),
            plan,
        };
        let mut text = Vec::new();
        let written = crate::exchange::json::write_pretty(&mut text, &document);
        written.expect("texts, numbers and lists can always be written to memory");
        text.push(b'\n');
        String::from_utf8(text).expect("JSON is UTF-8")
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`BadPlan`] when it is not exactly what [`PlanFile::write`] wrote, but for blanks.
    pub fn read(bytes: &[u8]) -> Result<Self, BadPlan> {
        // Some editors put a mark at the beginning; it is no change of the plan.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let format: document::Format = serde_json::from_slice(bytes).map_err(not_one)?;
        match format.rosterm_plan {
            None => return Err(BadPlan::NotOne("it does not say so".to_owned())),
            Some(format) if format > u64::from(FORMAT) => return Err(BadPlan::Newer(format)),
            Some(_) => {}
        }
        let document: Document = serde_json::from_slice(bytes).map_err(|_| BadPlan::Changed)?;
        if document.rosterm_plan != FORMAT || document.hash != hash(&document.plan) {
            return Err(BadPlan::Changed);
        }
        document.plan.plan_file().ok_or(BadPlan::Changed)
    }

    /// Whether this is the beginning of such a file, whole and ours or not.
    #[must_use]
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(b"{\n  \"rosterm_plan\": ")
    }

    /// Whether it may be carried out there and then.
    ///
    /// # Errors
    /// [`BadPlan`] when it is somebody else's, or too old.
    pub fn check(&self, profile: &Profile, now: Timestamp) -> Result<(), BadPlan> {
        if self.profile != profile.name {
            return Err(BadPlan::OtherProfile {
                theirs: self.profile.clone(),
                ours: profile.name.clone(),
            });
        }
        if self.origin != origin(profile) {
            return Err(BadPlan::OtherOrigin {
                theirs: self.origin.clone(),
                ours: origin(profile).to_owned(),
            });
        }
        let age = now.duration_since(self.made);
        if age > LIFE {
            return Err(BadPlan::Old {
                hours: age.as_hours(),
                again: self.again.clone(),
            });
        }
        if age < -SLACK {
            return Err(BadPlan::Early(self.made));
        }
        Ok(())
    }

    /// The plan, to be carried out as this job.
    #[must_use]
    pub fn plan(&self, job: JobId) -> Plan {
        Plan {
            job,
            title: self.title.clone(),
            edits: self.edits.clone(),
            reason: self.reason.clone(),
            check: self.check,
            undo_of: self.undo_of,
        }
    }
}

fn forget_secrets(change: &mut Change) {
    for delta in &mut change.deltas {
        if delta.field == Field::Password {
            delta.after = Value::Null;
        }
    }
}

fn not_one(error: serde_json::Error) -> BadPlan {
    if error.is_eof() {
        return BadPlan::CutOff;
    }
    BadPlan::NotOne(format!("line {}, column {}", error.line(), error.column()))
}

/// SHA-256 over the content, however it is indented.
fn hash(content: &Content) -> String {
    let text = serde_json::to_vec(content);
    let text = text.expect("texts, numbers and lists can always be written to memory");
    let mut hash = "sha256:".to_owned();
    for byte in digest(&SHA256, &text).as_ref() {
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}
