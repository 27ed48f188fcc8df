//! One state, one `update`: everything the person sees is decided here.
//!
//! [`update`] is the only writer of [`Model`]. It cannot fail, wait or ask the time: events and
//! `now` come in, commands for the workers go out. Behaviour stands in one file a pane; this file
//! only routes.

#![warn(clippy::wildcard_enum_match_arm)]

pub mod action;
pub mod detail;
pub mod form;
pub mod intent;
pub mod keymap;
pub mod layout;
pub mod line;
pub mod list;
pub mod menu;
pub mod notice;
pub mod question;
pub mod reader;
pub mod review;
pub mod roles;
pub mod status;
pub mod toggle;
pub mod write;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::{EditId, History, JobId, Profile, Roster, UserId};
use crate::protocol::{self, BudgetState, Command, RequestLine, TerminalCommand, Writes};

use action::{Action, ListAction, Motion, Show, WriteAction};
use detail::Detail;
use form::Form;
use intent::Intent;
use keymap::{Key, Scope};
use line::{CommandLine, FindLine};
use list::List;
use menu::{FilterPanel, Menu, Picker};
use notice::{Level, Notices};
use question::Question;
use reader::Reader;
use roles::RolePicker;
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
}

/// What the person chose at the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The tenant.
    pub profile: Profile,
    /// Rows to ask for per page.
    pub page_size: u32,
    /// Whether writes are allowed at the start.
    pub writes: Writes,
    /// The budget as configured, until the actor reports.
    pub budget: BudgetState,
    /// Seed for ids; the same seed and the same events give the same commands.
    pub seed: u64,
    /// The size of the terminal.
    pub size: (u16, u16),
    /// The zone in which clocks are shown.
    pub zone: TimeZone,
}

/// Everything the person sees, and what is needed to decide what comes next.
#[derive(Debug)]
pub struct Model {
    /// The tenant.
    pub profile: Profile,
    /// Rows to ask for per page.
    pub page_size: u32,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The zone in which clocks are shown.
    pub zone: TimeZone,
    /// The time of the last event.
    pub now: Now,
    /// What the server confirmed, with pending edits over it.
    pub roster: Roster,
    /// The list pane.
    pub list: List,
    /// The detail pane, if it is open.
    pub detail: Option<Detail>,
    /// Which of the two has the keys while both are on screen.
    pub focus: Pane,
    /// What lies over the panes.
    pub overlay: Option<Overlay>,
    /// A question before a write; lies over everything.
    pub question: Option<Question>,
    /// What a key press waits for a read to decide.
    pub intent: Option<Intent>,
    /// Forms with changes that were left with esc, or sent and not yet verified.
    pub drafts: HashMap<UserId, Form>,
    /// Edits on their way.
    pub flights: HashMap<EditId, Flight>,
    /// Edits that ended in this session.
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
    /// When keys came, to tell a hand from a burst.
    pub keys: KeyTimes,
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

/// What lies over the panes; one at a time.
#[derive(Debug)]
pub enum Overlay {
    /// The find line.
    Find(FindLine),
    /// The command line.
    Command(CommandLine),
    /// The server filters.
    Filters(FilterPanel),
    /// A short menu: other toggles, copy.
    Menu(Menu),
    /// Actions or palette.
    Picker(Picker),
    /// The role picker for a toggle-like role change.
    Roles(RolePicker),
    /// Help, messages, raw JSON, the request log on a small screen.
    Reader(Reader),
    /// The edit form with its review and conflict screens.
    Form(Box<Form>),
}

/// When keys came. A burst is what no hand does: three keys within [`KeyTimes::BURST`].
#[derive(Debug, Clone, Default)]
pub struct KeyTimes {
    last: [Option<Duration>; 2],
    opened: Option<Duration>,
}

impl KeyTimes {
    /// Keys closer together than this come from a paste or a script, not from a hand.
    pub const BURST: Duration = Duration::from_millis(50);
    /// After focus or a new dialog, write keys are not believed for this long.
    pub const SETTLE: Duration = Duration::from_millis(150);

    fn note(&mut self, now: Duration) {
        self.last = [self.last[1], Some(now)];
    }

    /// A dialog opened or the focus came: keys typed blindly before must not answer it.
    pub fn opened(&mut self, now: Duration) {
        self.opened = Some(now);
    }

    /// Why a write key that comes now is not believed, if it is not.
    #[must_use]
    pub fn doubt(&self, now: Duration) -> Option<&'static str> {
        let within = |then: Option<Duration>, span| then.is_some_and(|then| now < then + span);
        if within(self.last[0], Self::BURST) {
            Some("many keys at once: write keys ignored; press it again")
        } else if within(self.opened, Self::SETTLE) {
            Some("too quick after the screen changed: key ignored; press it again")
        } else {
            None
        }
    }
}

impl Model {
    /// The model at the start, and the first commands: read the first page.
    #[must_use]
    pub fn start(options: Options, now: Now) -> (Self, Vec<Command>) {
        let mut model = Self {
            profile: options.profile,
            page_size: options.page_size,
            size: options.size,
            zone: options.zone,
            now,
            roster: Roster::default(),
            list: List::default(),
            detail: None,
            focus: Pane::List,
            overlay: None,
            question: None,
            intent: None,
            drafts: HashMap::new(),
            flights: HashMap::new(),
            history: History::default(),
            notices: Notices::default(),
            requests: VecDeque::new(),
            shows_requests: false,
            budget: options.budget,
            writes: options.writes,
            keys: KeyTimes::default(),
            next_job: 1,
            random: fastrand::Rng::with_seed(options.seed),
            interrupted_at: None,
            commands_run: Vec::new(),
        };
        let mut out = Vec::new();
        list::settle(&mut model, &mut out);
        (model, out)
    }

    /// What has the keys.
    #[must_use]
    pub fn scope(&self) -> Scope {
        if let Some(question) = &self.question {
            return question.scope();
        }
        match &self.overlay {
            Some(Overlay::Find(_) | Overlay::Command(_)) => Scope::Line,
            Some(Overlay::Filters(_)) => Scope::Filters,
            Some(Overlay::Menu(_)) => Scope::Menu,
            Some(Overlay::Picker(_) | Overlay::Roles(_)) => Scope::Picker,
            Some(Overlay::Reader(reader)) => reader.scope(),
            Some(Overlay::Form(form)) => form.scope(),
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

    /// The user that a key acts on: the one in the open detail pane, else the row under the cursor.
    #[must_use]
    pub fn target(&self) -> Option<UserId> {
        match &self.detail {
            Some(detail) => Some(detail.user.clone()),
            None => self.list.cursor_id(&self.roster).cloned(),
        }
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
            if let Some(action) = keymap::action(model.scope(), key) {
                act(model, action, &mut out);
            } else {
                menu::press(model, key, &mut out);
            }
            model.keys.note(now.mono);
        }
        Event::Pasted(text) => paste(model, &text),
        Event::Resized { columns, rows } => model.size = (columns, rows),
        Event::Focused => model.keys.opened(now.mono),
        Event::Ticked => {}
        Event::Worker(event) => hear(model, event, &mut out),
    }
    detail::settle(model, &mut out);
    list::settle(model, &mut out);
    status::settle(model);
    out
}

/// Does what the person asked for.
pub(crate) fn act(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    match action {
        Action::Interrupt => return interrupt(model, out),
        Action::Redraw => return out.push(Command::Terminal(TerminalCommand::Redraw)),
        Action::Suspend => return out.push(Command::Terminal(TerminalCommand::Suspend)),
        Action::Move(_)
        | Action::Accept
        | Action::Back
        | Action::Leave
        | Action::Type(_)
        | Action::List(_)
        | Action::Show(_)
        | Action::Write(_)
        | Action::Form(_)
        | Action::Review(_)
        | Action::Conflict(_)
        | Action::Answer(_) => {}
    }
    if model.question.is_some() {
        return question::act(model, action, out);
    }
    match &model.overlay {
        Some(Overlay::Find(_)) => line::act_find(model, action),
        Some(Overlay::Command(_)) => line::act_command(model, action, out),
        Some(Overlay::Filters(_)) => menu::act_filters(model, action, out),
        Some(Overlay::Menu(_)) => menu::act_menu(model, action, out),
        Some(Overlay::Picker(_)) => menu::act_picker(model, action, out),
        Some(Overlay::Roles(_)) => roles::act(model, action, out),
        Some(Overlay::Reader(_)) => reader::act(model, action),
        Some(Overlay::Form(_)) => form::act(model, action, out),
        None => browse(model, action, out),
    }
}

/// The list and the detail pane.
fn browse(model: &mut Model, action: Action, out: &mut Vec<Command>) {
    match action {
        Action::Move(motion) => match motion {
            Motion::PageUp | Motion::PageDown if model.detail_has_keys() => {
                detail::scroll(model, motion);
            }
            Motion::Up
            | Motion::Down
            | Motion::PageUp
            | Motion::PageDown
            | Motion::First
            | Motion::Last
            | Motion::Left
            | Motion::Right => list::travel(model, motion),
        },
        Action::List(action) => list::act(model, action, out),
        Action::Show(show) => self::show(model, show),
        Action::Write(action) => write(model, action, out),
        Action::Back => back(model),
        Action::Leave if model.detail.is_some() => detail::close(model),
        Action::Leave => leave(model, out),
        Action::Accept
        | Action::Type(_)
        | Action::Form(_)
        | Action::Review(_)
        | Action::Conflict(_)
        | Action::Answer(_)
        | Action::Interrupt
        | Action::Redraw
        | Action::Suspend => {}
    }
}

fn show(model: &mut Model, show: Show) {
    match show {
        Show::Detail => detail::open(model),
        Show::Raw => reader::open_raw(model),
        Show::Help => reader::open_help(model),
        Show::Notices => model.open(Overlay::Reader(Reader::notices())),
        Show::Requests => reader::toggle_requests(model),
        Show::Actions => menu::open_actions(model),
        Show::Palette => menu::open_palette(model),
        Show::Command => line::open_command(model),
        Show::Find => line::open_find(model),
        Show::Filters => menu::open_filters(model),
        Show::Copy => menu::open_copy(model),
    }
}

fn write(model: &mut Model, action: WriteAction, out: &mut Vec<Command>) {
    if let Some(doubt) = model.keys.doubt(model.now.mono) {
        return model.say(Level::Warning, doubt);
    }
    match action {
        WriteAction::Block => toggle::press(model, crate::domain::Field::BlockAgent, out),
        WriteAction::WebLogin => toggle::press(model, crate::domain::Field::BlockWebLogin, out),
        WriteAction::Flags => toggle::open_menu(model),
        WriteAction::Role => roles::press(model, out),
        WriteAction::Edit => form::press(model, out),
        WriteAction::Undo => write::undo(model, out),
        WriteAction::Redo => write::redo(model, out),
    }
}

/// Esc where nothing lies over the panes: one layer back, never out of the program.
fn back(model: &mut Model) {
    if model.intent.take().is_some() {
        model.say(Level::Info, "Cancelled; nothing was sent");
    } else if model.detail.is_some() {
        detail::close(model);
    } else if !model.list.step_back(&model.roster) {
        model.say(Level::Info, "q quits");
    }
}

/// Leaves, asking first if a write is in flight or a draft would be lost.
pub(crate) fn leave(model: &mut Model, out: &mut Vec<Command>) {
    match question::before_leaving(model) {
        Some(question) => question::ask(model, question),
        None => out.push(Command::Terminal(TerminalCommand::Quit)),
    }
}

/// ctrl-c: cancels what waits; twice within two seconds leaves.
fn interrupt(model: &mut Model, out: &mut Vec<Command>) {
    let twice = model
        .interrupted_at
        .is_some_and(|then| model.now.mono < then + Duration::from_secs(2));
    if twice {
        return out.push(Command::Terminal(TerminalCommand::Quit));
    }
    model.interrupted_at = Some(model.now.mono);
    model.question = None;
    if !matches!(model.overlay, Some(Overlay::Form(_))) {
        model.overlay = None;
    }
    model.intent = None;
    list::stop_reading(model, out);
    model.say(
        Level::Info,
        "Cancelled what was waiting; ctrl-c again within 2 s quits",
    );
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
        .collect();
    let mut nothing_to_send = Vec::new();
    for character in line.chars().take(4096) {
        let typed = Action::Type(tui_input::InputRequest::InsertChar(character));
        act(model, typed, &mut nothing_to_send);
    }
}

/// Takes a worker's report in.
fn hear(model: &mut Model, event: protocol::Event, out: &mut Vec<Command>) {
    use protocol::Event as Heard;
    match event {
        Heard::PageLoaded {
            listing,
            after,
            stamp,
            page,
        } => {
            list::page_loaded(model, listing, after.as_ref(), stamp, page);
        }
        Heard::PageFailed {
            listing,
            after: _,
            failure,
        } => {
            list::page_failed(model, listing, failure);
        }
        Heard::UserLoaded { stamp, user } => {
            model.list.fill.answered(&user.id);
            if model.roster.confirm_user(stamp, user.clone()) {
                detail::heard(model, &user);
                form::heard(model, &user, stamp);
                intent::resolve(model, &user, out);
            }
        }
        Heard::UserFailed { id, failure } => {
            model.list.fill.answered(&id);
            detail::failed(model, &id, &failure);
            form::failed(model, &id, &failure);
            intent::failed(model, &id, &failure);
        }
        Heard::Recovered {
            history,
            next_job,
            warnings,
        } => write::recovered(model, &history, next_job, warnings),
        Heard::EditMoved { edit, stage } => {
            if let Some(flight) = model.flights.get_mut(&edit) {
                flight.stage = stage;
            }
        }
        Heard::EditSettled(settled) => write::settled(model, settled),
        Heard::JobEnded { job: _, tally: _ } => {}
        Heard::RequestLogged(line) => {
            if model.requests.len() == reader::REQUESTS_KEPT {
                model.requests.pop_front();
            }
            model.requests.push_back(line);
        }
        Heard::BudgetChanged(budget) => {
            if budget.refused > model.budget.refused {
                model.notices.slowed_down(model.now.wall, &budget);
            }
            model.budget = budget;
        }
        Heard::WritesChanged(writes) => status::writes_changed(model, writes),
        Heard::WorkerStopped { reason } => {
            model.writes = Writes::Forbidden(protocol::ReadOnly::WorkerStopped);
            model.list.worker_stopped();
            model.say(
                Level::Error,
                format!("The API worker stopped: {reason}. Read-only now; quit and start again"),
            );
        }
    }
}

/// The action a list key stands for when it is chosen from a menu instead.
impl From<ListAction> for Action {
    fn from(action: ListAction) -> Self {
        Self::List(action)
    }
}
