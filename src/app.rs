//! One state, one `update`: everything the person sees is decided here.
//!
//! [`update`] is the only writer of [`Model`]. It cannot fail, wait or ask the time: events and
//! `now` come in, commands for the workers go out. Behaviour stands in one file a pane; this file
//! only routes.

#![warn(clippy::wildcard_enum_match_arm)]

pub mod action;
mod browse;
pub mod columns;
pub mod command;
pub mod compare;
pub mod count;
pub mod detail;
pub mod file;
pub mod filters;
pub mod find;
pub mod form;
pub mod hand;
mod hear;
pub mod intent;
pub mod job;
pub mod journal;
pub mod keymap;
pub mod layout;
pub mod list;
pub mod marks;
pub mod menu;
pub mod neighbours;
pub mod notice;
pub mod overlay;
pub mod palette;
mod parting;
pub mod plan;
pub mod profiles;
pub mod prompt;
pub mod question;
pub mod reader;
pub mod review;
pub mod roles;
pub mod sign_in;
pub mod status;
pub mod toggle;
mod unlock;
pub mod views;
pub mod write;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::recipe::Recipe;
use crate::domain::{EditId, History, JobId, Profile, Roster, UserId, View};
use crate::exchange::sheet;
use crate::protocol::{
    self, BudgetState, Command, ReadOnly, RequestLine, SignIn, TerminalCommand, Writes,
};

use action::{Action, Program};
use detail::Detail;
use form::Form;
use hand::KeyTimes;
use intent::Intent;
use job::Job;
use keymap::{Key, Keymap, Scope};
use list::List;
use list::kept::Keeps;
use marks::Marks;
use neighbours::Shelves;
use notice::{Level, Notices};
pub use overlay::Overlay;
use profiles::Opening;
use question::Question;
use views::Views;
use write::Flight;

/// The two clocks, read once per event by the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Since the program started; for intervals.
    pub mono: Duration,
    /// The wall clock; for what is shown and journaled.
    pub wall: Timestamp,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// A text was pasted; never keys.
    Pasted(String),
    /// The terminal has this size now.
    Resized {
        /// In columns.
        columns: u16,
        /// In rows.
        rows: u16,
    },
    /// The terminal got the focus, or came back from suspension.
    Focused,
    /// A time asked for by [`Model::next_wake`] has come.
    Ticked,
    /// A worker reports.
    Worker(protocol::Event),
    /// A file was saved, or not.
    Saved {
        /// Where, as the person typed it.
        path: String,
        /// How that went.
        ended: file::Ended,
    },
    /// The person came here from another tenant.
    Arrived {
        /// From which profile.
        from: String,
        /// What became of what was on its way there, a sentence each.
        left: Vec<String>,
    },
    /// Another tenant could not be opened: the person stays.
    Stayed {
        /// Which profile was wanted.
        profile: String,
        /// Why not.
        cause: String,
    },
    /// A view was added to the configuration, or why not.
    ViewKept {
        /// The view.
        view: View,
        /// How that went; else a sentence.
        ended: Result<(), String>,
    },
    /// A file was read, or why not.
    Read {
        /// Where, as the person typed it.
        path: String,
        /// Its text; else a sentence.
        text: Result<String, String>,
    },
}

/// What the person chose at the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The tenant.
    pub profile: Profile,
    /// All tenants that can be gone to, this one among them.
    pub profiles: Vec<Profile>,
    /// Rows to ask for per page.
    pub page_size: u32,
    /// Whether writes are allowed at the start.
    pub writes: Writes,
    /// How somebody is signed in at the start.
    pub sign_in: SignIn,
    /// The budget as configured, until the actor reports.
    pub budget: BudgetState,
    /// Seed for ids; the same seed and the same events give the same commands.
    pub seed: u64,
    /// The size of the terminal.
    pub size: (u16, u16),
    /// The zone in which clocks are shown.
    pub zone: TimeZone,
    /// Whether the list is kept between runs.
    pub keeps_list: bool,
    /// What can be set for many at once by name.
    pub recipes: Vec<Recipe>,
    /// The person's own views.
    pub views: Vec<View>,
    /// What the keys mean.
    pub keymap: Keymap,
}

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
    unlocked_for: Option<String>,
    /// The reason typed on a plan that was left.
    reason_kept: String,
    /// The column of the sheet being read that says who is meant.
    sheet_key: Option<sheet::Key>,
    next_job: u64,
    random: fastrand::Rng,
    interrupted_at: Option<Duration>,
    commands_run: Vec<String>,
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
    /// The model at the start, and the first commands: read the first page.
    #[must_use]
    pub fn start(options: Options, now: Now) -> (Self, Vec<Command>) {
        let writes = match options.profile.vendor.no_writes() {
            Some(why) => Writes::Forbidden(ReadOnly::Vendor(why)),
            None => options.writes,
        };
        let mut model = Self {
            views: Views::new(&options.views, options.profile.vendor),
            list: List::new(
                options.profile.vendor,
                match options.keeps_list {
                    true => Keeps::BetweenRuns,
                    false => Keeps::Nothing,
                },
            ),
            profile: options.profile,
            profiles: options.profiles,
            page_size: options.page_size,
            size: options.size,
            zone: options.zone,
            recipes: options.recipes,
            keymap: options.keymap,
            now,
            roster: Roster::default(),
            marks: Marks::default(),
            jobs: BTreeMap::new(),
            detail: None,
            focus: Pane::List,
            overlay: None,
            opening: None,
            question: None,
            intent: None,
            drafts: HashMap::new(),
            neighbours: Shelves::default(),
            flights: HashMap::new(),
            history: History::default(),
            notices: Notices::default(),
            requests: VecDeque::new(),
            shows_requests: false,
            budget: options.budget,
            writes,
            sign_in: options.sign_in,
            keys: KeyTimes::default(),
            unlocked_for: None,
            reason_kept: String::new(),
            sheet_key: None,
            next_job: 1,
            random: fastrand::Rng::with_seed(options.seed),
            interrupted_at: None,
            commands_run: Vec::new(),
        };
        if model.sign_in.is_needed() {
            sign_in::open(&mut model);
        }
        let mut out = Vec::new();
        list::settle(&mut model, &mut out);
        (model, out)
    }

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
    fn believes_key(&mut self) -> bool {
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

    fn next_job(&mut self) -> JobId {
        let job = JobId(self.next_job);
        self.next_job += 1;
        job
    }

    /// Puts something over the panes.
    fn open(&mut self, overlay: Overlay) {
        self.keys.opened(self.now.mono);
        self.overlay = Some(overlay);
    }

    fn say(&mut self, level: Level, text: impl Into<String>) {
        self.notices.say(self.now.wall, level, text);
    }
}

/// Takes one event in; gives the commands that follow from it.
pub fn update(model: &mut Model, now: Now, event: Event) -> Vec<Command> {
    model.now = now;
    let mut out = Vec::new();
    match event {
        Event::Key(key) => {
            if let Some(action) = model.keymap.action(model.scope(), key) {
                act(model, action, &mut out);
            } else {
                menu::press(model, key, &mut out);
            }
            model.keys.note(now.mono);
        }
        Event::Pasted(text) => paste(model, &text),
        Event::Resized { columns, rows } => model.size = (columns, rows),
        Event::Focused => model.keys.opened(now.mono),
        Event::Ticked => list::infer_on(model),
        Event::Worker(event) => hear::hear(model, event, &mut out),
        Event::Saved { path, ended } => file::saved(model, &path, ended),
        Event::ViewKept { view, ended } => views::kept(model, view, ended),
        Event::Read { path, text } => file::heard(model, &path, text),
        Event::Arrived { from, left } => profiles::arrived(model, &from, &left),
        Event::Stayed { profile, cause } => profiles::stayed(model, &profile, &cause),
    }
    detail::settle(model, &mut out);
    list::settle(model, &mut out);
    count::settle(model);
    status::settle(model);
    status::withhold(model, &mut out);
    out
}

/// Does what the person asked for.
pub(crate) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    match action {
        Action::Program(Program::Interrupt) => return browse::interrupt(model, out),
        Action::Program(Program::Redraw) => {
            return out.push(Command::Terminal(TerminalCommand::Redraw));
        }
        Action::Program(Program::Suspend) => {
            return out.push(Command::Terminal(TerminalCommand::Suspend));
        }
        Action::Move(_)
        | Action::Accept
        | Action::Back
        | Action::Type(_)
        | Action::Sift
        | Action::Save
        | Action::Own(_) => {}
    }
    if model.opening.is_some() {
        return profiles::act(model, action, out);
    }
    if model.question.is_some() {
        return question::act(model, action, out);
    }
    match &model.overlay {
        Some(_) => overlay::act(model, action, out),
        None => browse::browse(model, action, out),
    }
}

/// A paste is text for a text field, and nothing anywhere else.
fn paste(model: &mut Model, text: &str) {
    if !model.scope().takes_text() {
        return model.say(
            Level::Warning,
            "Pasted text ignored: nothing is being typed here",
        );
    }
    let line: String = text
        .chars()
        .filter(|character| !character.is_control())
        .take(LONGEST_PASTE)
        .collect();
    if model.question.is_none() && matches!(model.overlay, Some(Overlay::Find(_))) {
        return find::paste(model, &line);
    }
    let mut nothing_to_send = Vec::new();
    for character in line.chars() {
        let typed = Action::Type(tui_input::InputRequest::InsertChar(character));
        act(model, typed, &mut nothing_to_send);
    }
}

/// Characters of a paste that are taken; no field of a user is longer.
const LONGEST_PASTE: usize = 1024;
