//! The one state: everything the person sees, and what is asked of it.
//!
//! Invariants: only what [`update`](super::update) calls changes it; what can be worked out from it,
//! like who has the keys, is a question and no second field; users are named by id.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::detail::Detail;
use super::form::Form;
use super::hand::KeyTimes;
use super::intent::Intent;
use super::job::Job;
use super::keymap::{Keymap, Scope};
use super::list::List;
use super::marks::Marks;
use super::neighbours::Shelves;
use super::notice::{Level, Notices};
use super::profiles::Opening;
use super::question::Question;
use super::views::Views;
use super::write::Flight;
use super::{Now, Overlay, layout, status};
use crate::domain::recipe::Recipe;
use crate::domain::{EditId, History, JobId, Profile, Roster, UserId};
use crate::exchange::sheet;
use crate::protocol::{BudgetState, RequestLine, SignIn, Writes};

/// Everything the person sees, and what is needed to decide what comes next.
#[derive(Debug)]
pub struct Model {
    /// The tenant.
    pub profile: Profile,
    /// All tenants that can be gone to, this one among them.
    pub profiles: Vec<Profile>,
    /// Rows to ask for per page.
    pub page_size: u32,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The zone in which clocks are shown.
    pub zone: TimeZone,
    /// What can be set for many at once by name.
    pub recipes: Vec<Recipe>,
    /// What the keys mean.
    pub keymap: Keymap,
    /// The time of the last event.
    pub now: Now,
    /// What the server confirmed, with pending edits over it.
    pub roster: Roster,
    /// The saved views.
    pub views: Views,
    /// The list pane.
    pub list: List,
    /// Which users are marked.
    pub marks: Marks,
    /// Plans of many edits that were begun in this session.
    pub jobs: BTreeMap<JobId, Job>,
    /// The detail pane, if it is open.
    pub detail: Option<Detail>,
    /// Which of the two has the keys while both are on screen.
    pub focus: Pane,
    /// What lies over the panes.
    pub overlay: Option<Overlay>,
    /// Another tenant that is being opened; lies over everything.
    pub opening: Option<Opening>,
    /// A question before a write; lies over everything but that.
    pub question: Option<Question>,
    /// What a key press waits for a read to decide.
    pub intent: Option<Intent>,
    /// Forms with changes that were left with esc, or sent and not yet verified.
    pub drafts: HashMap<UserId, Form>,
    /// What stands beside the users, as far as it was read.
    pub neighbours: Shelves,
    /// Edits on their way.
    pub flights: HashMap<EditId, Flight>,
    /// What was done, in this session and in earlier ones.
    pub history: History,
    /// Messages.
    pub notices: Notices,
    /// The redacted request log, newest last.
    pub requests: VecDeque<RequestLine>,
    /// Whether the request log is shown below the panes.
    pub shows_requests: bool,
    /// The request budget.
    pub budget: BudgetState,
    /// Whether writes are allowed.
    pub writes: Writes,
    /// How somebody is signed in.
    pub sign_in: SignIn,
    /// When keys came, to tell a hand from a burst.
    pub keys: KeyTimes,
    /// Why writing was unlocked for a time.
    pub(super) unlocked_for: Option<String>,
    /// The reason typed on a plan that was left.
    pub(super) reason_kept: String,
    /// The column of the sheet being read that says who is meant.
    pub(super) sheet_key: Option<sheet::Key>,
    pub(super) next_job: u64,
    pub(super) random: fastrand::Rng,
    pub(super) interrupted_at: Option<Duration>,
    pub(super) commands_run: Vec<String>,
}

/// The panes that can be on screen at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The list.
    List,
    /// The detail pane.
    Detail,
}

impl Model {
    /// What has the keys.
    #[must_use]
    pub fn scope(&self) -> Scope {
        if self.opening.is_some() {
            return Scope::Opening;
        }
        if let Some(question) = &self.question {
            return question.scope();
        }
        match &self.overlay {
            Some(overlay) => overlay.scope(),
            None if self.detail_has_keys() => Scope::Detail,
            None => Scope::List,
        }
    }

    /// Whether the detail pane is what the keys go to: it covers the list, or has the focus.
    #[must_use]
    pub fn detail_has_keys(&self) -> bool {
        self.detail.is_some()
            && (self.focus == Pane::Detail || !layout::has_room_for_both(self.size))
    }

    /// The user that a key acts on: the one in the detail pane if that has the keys, else the row
    /// under the cursor.
    #[must_use]
    pub fn target(&self) -> Option<UserId> {
        match &self.detail {
            Some(detail) if self.detail_has_keys() => Some(detail.user.clone()),
            Some(_) | None => self.list.cursor_id(&self.roster),
        }
    }

    /// Why a write key that comes now is not believed, if it is not: nobody can see what it would
    /// do, or no hand pressed it.
    #[must_use]
    pub fn doubt(&self) -> Option<&'static str> {
        if self.list.shows_older() {
            Some("the rows are still being searched: key ignored; press it again")
        } else if layout::is_usable(self.size) {
            self.keys.doubt(self.now.mono)
        } else {
            Some("the terminal is too small to see what is changed: key ignored; make it larger")
        }
    }

    /// Whether a write key is believed; if not, says why.
    pub(super) fn believes_key(&mut self) -> bool {
        let doubt = self.doubt();
        if let Some(doubt) = doubt {
            self.say(Level::Warning, doubt);
        }
        doubt.is_none()
    }

    /// When the screen changes by itself next; `None` = not before something happens.
    #[must_use]
    pub fn next_wake(&self) -> Option<Duration> {
        status::next_wake(self)
    }

    pub(super) fn next_job(&mut self) -> JobId {
        let job = JobId(self.next_job);
        self.next_job += 1;
        job
    }

    /// Puts something over the panes.
    pub(super) fn open(&mut self, overlay: Overlay) {
        self.keys.opened(self.now.mono);
        self.overlay = Some(overlay);
    }

    pub(super) fn say(&mut self, level: Level, text: impl Into<String>) {
        self.notices.say(self.now.wall, level, text);
    }
}
