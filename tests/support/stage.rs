//! The stage of a script: the model, the clocks, and workers that answer when told to.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use rosterm::app::keymap::{Key, Keymap, Preset};
use rosterm::app::{self, Event, Model, Now, Options};
use rosterm::domain::job::{Halt, JobStage};
use rosterm::domain::outcome::FieldResult;
use rosterm::domain::paging::{Page, Query};
use rosterm::domain::plan::Identity;
use rosterm::domain::profile::{Confirm, GroupKey};
use rosterm::domain::recipe::{Recipe, Step};
use rosterm::domain::roster::Block;
use rosterm::domain::{
    Change, Delta, Edit, EditId, Field, History, JobId, Neighbour, NeighbourList, Neighbours,
    Outcome, Plan, Profile, Roster, Settled, Stamp, Tally, UserId, Value, Vendor, View,
};
use rosterm::protocol::{
    self, ApiCommand, BudgetState, Cause, Command, Failure, ListingId, Priority, ReadOnly, SignIn,
    Standing, TerminalCommand, Way, Writes,
};

use rosterm::search::Matcher;

use super::cast;
use super::words::{self, Begun};

/// A model with its clocks and what the workers were told.
pub(crate) struct Stage {
    pub(crate) model: Model,
    pub(crate) now: Now,
    /// Edits in the order in which they were begun: "#1" is the first.
    pub(crate) edits: Vec<Begun>,
    /// Every command so far.
    pub(crate) told: Vec<Command>,
    asked: Option<(ListingId, Option<UserId>)>,
    /// Whether the next page is one of all the rest.
    asked_rest: bool,
    swept: Option<ListingId>,
    sent: u64,
    shows_fill: bool,
    /// The matcher answers before anything else happens, unless it is held up.
    matcher: Matcher,
    /// The matcher takes its time.
    pub(crate) search_waits: bool,
}

impl Stage {
    /// `read-only confirm=always own=ravi.678 protected=314612 privileged=54742 size=80x24
    /// limit=100 fill keeps`; reads in the background are only written down with `fill`.
    pub(crate) fn start(options: &str) -> (Self, Vec<String>) {
        let now = Now {
            mono: Duration::from_secs(10),
            wall: "2026-03-02T14:00:00Z".parse().unwrap(),
        };
        let mut shows_fill = false;
        let mut chosen = plain_options();
        for option in options.split_whitespace() {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            match name {
                "read-only" => chosen.writes = Writes::Forbidden(ReadOnly::Asked),
                "always-read-only" => chosen.writes = Writes::Forbidden(ReadOnly::Always),
                "production" => {
                    chosen.profile.production = true;
                    chosen.writes = Writes::Forbidden(ReadOnly::Asked);
                }
                "profile" => chosen.profiles.push(other(value)),
                "confirm" => chosen.profile.confirm = Confirm::Always,
                "own" => chosen.profile.own_login = Some(value.to_owned()),
                "protected" => chosen.profile.protected.push(value.to_owned()),
                "privileged" => chosen.profile.privileged_roles.push(value.into()),
                "groups-by-id" => chosen.profile.agent_group_key = GroupKey::Id,
                "size" => chosen.size = size(value),
                "limit" => chosen.page_size = value.parse().unwrap(),
                "vendor" => chosen.profile.vendor = Vendor::by_name(value).expect("a vendor"),
                "fill" => shows_fill = true,
                "keeps" => chosen.keeps_list = true,
                "signed-out" => chosen.sign_in = SignIn::new(Standing::Out, Way::Password, None),
                "recipe" => chosen.recipes.push(recipe(value)),
                "view" => chosen.views.push(view(value)),
                "preset" => {
                    let preset = Preset::by_name(value).expect("a preset");
                    chosen.keymap = Keymap::of_preset(preset);
                }
                "key" => bind(&mut chosen.keymap, value),
                _ => panic!("there is no option {option:?}"),
            }
        }
        chosen.keymap.check().unwrap();
        let (model, commands) = Model::start(chosen, now);
        let mut stage = Self {
            model,
            now,
            edits: Vec::new(),
            told: Vec::new(),
            asked: None,
            asked_rest: false,
            swept: None,
            sent: 0,
            shows_fill,
            matcher: Matcher::default(),
            search_waits: false,
        };
        let mut said = stage.note(commands);
        said.extend(stage.search());
        (stage, said)
    }

    pub(crate) fn advance(&mut self, span: Duration) {
        self.now.mono += span;
        self.now.wall += SignedDuration::try_from(span).unwrap();
    }

    /// Something happens; the commands that follow, as text.
    pub(crate) fn happen(&mut self, event: Event) -> Vec<String> {
        let commands = app::update(&mut self.model, self.now, event);
        let mut said = self.note(commands);
        said.extend(self.search());
        said
    }

    /// The matcher does all it was told to.
    pub(crate) fn search(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        while !self.search_waits && !self.matcher.is_idle() {
            if let Some(event) = self.matcher.step() {
                let event = Event::Worker(event);
                let commands = app::update(&mut self.model, self.now, event);
                said.extend(self.note(commands));
            }
        }
        said
    }

    pub(crate) fn hear(&mut self, event: protocol::Event) -> Vec<String> {
        self.happen(Event::Worker(event))
    }

    pub(crate) fn note(&mut self, commands: Vec<Command>) -> Vec<String> {
        let mut said = Vec::new();
        for command in commands {
            if let Command::Search(command) = command {
                self.matcher.take(command);
                continue;
            }
            let mut is_fill = false;
            match &command {
                Command::Api(ApiCommand::LoadPage { listing, after, .. }) => {
                    self.asked = Some((*listing, after.clone()));
                    self.asked_rest = false;
                }
                Command::Api(ApiCommand::LoadRest { listing, after, .. }) => {
                    self.asked = Some((*listing, after.clone()));
                    self.asked_rest = true;
                }
                Command::Api(ApiCommand::Sweep { listing, .. }) => {
                    self.swept = Some(*listing);
                }
                Command::Api(ApiCommand::Begin(plan)) => {
                    let edits = plan.edits.iter();
                    self.edits
                        .extend(edits.map(|edit| (plan.job, edit.clone())));
                }
                Command::Api(ApiCommand::LoadUser { priority, .. }) => {
                    is_fill = *priority == Priority::Background;
                }
                Command::Api(_) | Command::Search(_) | Command::Terminal(_) => {}
            }
            if self.shows_fill || !is_fill {
                said.push(words::say(&self.edits, &command));
            }
            self.told.push(command);
        }
        said
    }

    fn stamp(&mut self) -> Stamp {
        self.sent += 1;
        Stamp {
            sent: self.sent,
            at: self.now.wall,
        }
    }

    /// `5 more`, `314612 314678 end skipped=2 cursor=none late`, `failed TEXT`: answers the last
    /// request for a page.
    pub(crate) fn page(&mut self, text: &str) -> Vec<String> {
        let (mut listing, after) = self.asked.clone().expect("a page that was asked for");
        if let Some(text) = text.strip_prefix("failed ") {
            return self.hear(protocol::Event::PageFailed {
                listing,
                after,
                failure: failure(text),
            });
        }
        if text == "signed out" {
            let failure = Failure {
                cause: Cause::SignedOut,
                text: "The list could not be read: 401".to_owned(),
            };
            return self.hear(protocol::Event::PageFailed {
                listing,
                after,
                failure,
            });
        }
        let start = after.as_ref().map_or(0, |id| id.as_str().parse().unwrap());
        let mut ids = Vec::new();
        let mut page = Page::default();
        let mut cursor = None;
        for word in text.split_whitespace() {
            match word.split_once('=').unwrap_or((word, "")) {
                ("more", _) => page.has_more = true,
                ("end", _) => page.has_more = false,
                ("late", _) => listing = ListingId(listing.0 - 1),
                ("skipped", count) => page.skipped = count.parse().unwrap(),
                ("cursor", "none") => cursor = Some(None),
                ("cursor", id) => cursor = Some(Some(UserId::new(id).unwrap())),
                (number, _) => match number.parse().expect("an id or a count") {
                    id @ 100_000.. => ids.push(id),
                    count => {
                        let count = usize::try_from(count).unwrap();
                        ids.extend(cast::ids_after(start).take(count));
                    }
                },
            }
        }
        page.rows = ids.into_iter().map(cast::row).collect();
        page.cursor = cursor.unwrap_or_else(|| page.rows.last().map(|row| row.id.clone()));
        let stamp = self.stamp();
        if self.asked_rest {
            self.asked = Some((listing, page.cursor.clone()));
        }
        self.hear(protocol::Event::PageLoaded {
            listing,
            after,
            stamp,
            page,
        })
    }

    /// `failed TEXT`: what became of the view that was to be kept last.
    pub(crate) fn kept(&mut self, text: &str) -> Vec<String> {
        let mut told = self.told.iter().rev();
        let view = told.find_map(|command| match command {
            Command::Terminal(TerminalCommand::KeepView(view)) => Some(view.clone()),
            Command::Terminal(_) | Command::Api(_) | Command::Search(_) => None,
        });
        let ended = match text.strip_prefix("failed ") {
            Some(why) => Err(why.to_owned()),
            None => Ok(()),
        };
        let view = view.expect("a view that was to be kept");
        self.happen(Event::ViewKept { view, ended })
    }

    /// `locked 314660 314690`, `open 314612`: users on one side of the web-login filter.
    /// `others locked 3`: so many requests showed that all others are that.
    /// `failed TEXT`: it could not be read.
    pub(crate) fn swept(&mut self, text: &str) -> Vec<String> {
        let listing = self.swept.expect("a sweep that was asked for");
        if let Some(text) = text.strip_prefix("failed ") {
            let failure = failure(text);
            return self.hear(protocol::Event::SweepFailed { listing, failure });
        }
        let stamp = self.stamp();
        let mut words = text.split_whitespace();
        match words.next() {
            Some("others") => self.hear(protocol::Event::Swept {
                listing,
                stamp,
                others_locked: words.next() == Some("locked"),
                requests: words.next().map_or(1, |count| count.parse().unwrap()),
            }),
            side => {
                let row = |id: &str| rosterm::domain::Row {
                    block_web_login: Some(side == Some("locked")),
                    ..cast::row(id.parse().unwrap())
                };
                let rows = words.map(row).collect();
                self.hear(protocol::Event::SideLoaded {
                    listing,
                    stamp,
                    rows,
                })
            }
        }
    }

    /// `ahead=500 lanes=8 left=12`: how far the rest has come.
    pub(crate) fn rest(&mut self, text: &str) -> Vec<String> {
        let listing = self.model.list.listing;
        if let Some(cause) = text.strip_prefix("slowed ") {
            let cause = cause.to_owned();
            return self.hear(protocol::Event::RestSlowed { listing, cause });
        }
        let mut progress = protocol::RestProgress::default();
        for (name, value) in text
            .split_whitespace()
            .filter_map(|word| word.split_once('='))
        {
            let value: u64 = value.parse().unwrap();
            match name {
                "ahead" => progress.ahead = value.try_into().unwrap(),
                "lanes" => progress.lanes = value.try_into().unwrap(),
                _ => progress.left = Some(std::time::Duration::from_secs(value)),
            }
        }
        self.hear(protocol::Event::RestMoved { listing, progress })
    }

    /// `5 3h`: the next 5 people of the list that an earlier run read 3 hours ago.
    pub(crate) fn cached(&mut self, text: &str) -> Vec<String> {
        let (count, hours) = text.split_once(' ').expect("how many and how old");
        let hours = hours.trim_end_matches('h').parse().expect("hours");
        let at = self.now.wall - jiff::SignedDuration::from_hours(hours);
        let known = self.model.roster.listing().last();
        let last = known.map_or(0, |&slot| {
            let id = self.model.roster.shown(slot).id();
            id.as_str().parse().unwrap()
        });
        let people = cast::ids_after(last).take(count.parse().unwrap());
        let mut earlier = Roster::default();
        let page = Page {
            rows: people.map(cast::row).collect(),
            ..Page::default()
        };
        earlier.join_page(None, Stamp { sent: 1, at }, page);
        let frozen = earlier.blocks()[0].freeze();
        let block = Block::thaw(&frozen).expect("a block");
        self.hear(protocol::Event::CacheRead(Arc::new(block)))
    }

    /// `314678 web=locked`; with `old` the read was sent before everything else.
    pub(crate) fn loaded(&mut self, text: &str) -> Vec<String> {
        let mut words = text.split_whitespace();
        let number = words.next().and_then(|id| id.parse().ok()).expect("an id");
        let (old, changes): (Vec<_>, Vec<_>) = words.partition(|word| *word == "old");
        let mut stamp = self.stamp();
        if !old.is_empty() {
            stamp.sent = 0;
        }
        let user = Arc::new(cast::user(number, &changes));
        self.hear(protocol::Event::UserLoaded { stamp, user })
    }

    /// `314678 There is no such user`.
    pub(crate) fn failed(&mut self, text: &str) -> Vec<String> {
        let (id, text) = text.split_once(' ').expect("an id and a text");
        let (id, failure) = (UserId::new(id).unwrap(), failure(text));
        self.hear(protocol::Event::UserFailed { id, failure })
    }

    /// `1759333:Sales:+91_99999_07001 7: skipped=2`: a list beside the users, with `_` for blanks.
    /// `failed TEXT`, `refused TEXT`, `cancelled`: it could not be read.
    pub(crate) fn neighbours(&mut self, of: Neighbours, text: &str) -> Vec<String> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let cause = match word {
            "failed" => Some(Cause::Network),
            "refused" => Some(Cause::Answer),
            "cancelled" => Some(Cause::Cancelled),
            _ => None,
        };
        if let Some(cause) = cause {
            let failure = Failure {
                cause,
                text: rest.to_owned(),
            };
            return self.hear(protocol::Event::NeighboursFailed { of, failure });
        }
        let mut skipped = 0;
        let mut rows = Vec::new();
        for word in text.split_whitespace() {
            if let Some(count) = word.strip_prefix("skipped=") {
                skipped = count.parse().unwrap();
                continue;
            }
            let mut parts = word.split(':').map(|part| part.replace('_', " ").into());
            rows.push(Neighbour {
                id: parts.next().unwrap_or_default(),
                name: parts.next().unwrap_or_default(),
                did: parts.next().unwrap_or_default(),
                about: parts.next().unwrap_or_default(),
            });
        }
        let stamp = self.stamp();
        let list = Arc::new(NeighbourList { of, rows, skipped });
        self.hear(protocol::Event::NeighboursLoaded { stamp, list })
    }

    /// `sending`, `#1 quiet`.
    pub(crate) fn moved(&mut self, text: &str) -> Vec<String> {
        let (index, text) = self.edit(text);
        let until = self.now.wall + SignedDuration::from_secs(60);
        let stage = match text {
            "preflight" => protocol::Stage::PreFlight,
            "sending" => protocol::Stage::Sending,
            "readingback" => protocol::Stage::ReadingBack,
            "quiet" => protocol::Stage::Quiet { until },
            _ => panic!("there is no stage {text:?}"),
        };
        let edit = self.edits[index].1.id;
        self.hear(protocol::Event::EditMoved { edit, stage })
    }

    /// `verified`, `#1 refused 400 "Invalid role"`: the outcome's word and the detail.
    pub(crate) fn settled(&mut self, text: &str) -> Vec<String> {
        let (index, text) = self.edit(text);
        let (word, detail) = text.split_once(' ').unwrap_or((text, ""));
        let mut outcomes = Outcome::ALL.into_iter();
        let outcome = outcomes.find(|outcome| outcome.word().eq_ignore_ascii_case(word));
        let outcome = outcome.expect("an outcome's word");
        let settled = settle(&self.edits[index], outcome, detail, self.now.wall);
        self.hear(protocol::Event::EditSettled(Arc::new(settled)))
    }

    /// `1 first`, `1 paused`, `1 ended`: a job comes to another stage, or to its end.
    pub(crate) fn job(&mut self, text: &str) -> Vec<String> {
        let (job, stage) = text.split_once(' ').expect("a number and a stage");
        let job = JobId(job.parse().unwrap());
        let stage = match stage {
            "comparing" => JobStage::Comparing { read: 200 },
            "first" => JobStage::First,
            "few" => JobStage::Few,
            "rest" => JobStage::Rest,
            "reading" => JobStage::ReadingBack { read: 200 },
            "paused" => JobStage::Paused(Halt::Asked),
            "refused" => JobStage::Paused(Halt::Trial(Outcome::Refused)),
            "ended" => {
                let tally = Tally::default();
                return self.hear(protocol::Event::JobEnded { job, tally });
            }
            _ => panic!("there is no stage {stage:?}"),
        };
        self.hear(protocol::Event::JobMoved { job, stage })
    }

    /// `7 block_web_login=true ago=2h 314612=verified 314655`: a job of an earlier run; of users
    /// without a word nothing is known.
    pub(crate) fn recovered(&mut self, text: &str) -> Vec<String> {
        let mut words = text.split_whitespace();
        let job = JobId(words.next().unwrap().parse().unwrap());
        let (name, value) = words.next().unwrap().split_once('=').unwrap();
        let field = field(name);
        let after = match field {
            Field::Password => Value::Null,
            field => rosterm::domain::input::parse(field, value).unwrap(),
        };
        let mut at = self.now.wall;
        let mut random = fastrand::Rng::with_seed(job.0);
        let mut history = History::default();
        let mut edits = Vec::new();
        let mut ends = Vec::new();
        for word in words {
            match word.split_once('=').unwrap_or((word, "")) {
                ("ago", span) => at -= SignedDuration::try_from(super::span(span)).unwrap(),
                (user, outcome) => {
                    let change = Change::one(field, None, after.clone());
                    edits.push(Edit {
                        id: EditId::mint(at.as_millisecond(), &mut random),
                        user: UserId::new(user).unwrap(),
                        identity: Identity::default(),
                        change,
                        undo_of: None,
                        force: false,
                    });
                    ends.push(outcome);
                }
            }
        }
        for (edit, end) in edits.iter().zip(ends) {
            let begun = (job, edit.clone());
            let mut outcomes = Outcome::ALL.into_iter();
            if let Some(outcome) = outcomes.find(|known| known.word().eq_ignore_ascii_case(end)) {
                history.note(Arc::new(settle(&begun, outcome, "", at)));
            }
            self.edits.push(begun);
        }
        let title = format!("{} {value}", field.label());
        let plan = Plan {
            title,
            ..Plan::new(job, edits)
        };
        history.note_plan(Arc::new(plan), at);
        self.hear(protocol::Event::Recovered {
            history: Arc::new(history),
            next_job: JobId(job.0 + 1),
            warnings: Vec::new(),
        })
    }

    fn edit<'text>(&self, text: &'text str) -> (usize, &'text str) {
        match text.strip_prefix('#') {
            Some(rest) => {
                let (number, rest) = rest.split_once(' ').expect("a number and more");
                (number.parse::<usize>().unwrap() - 1, rest)
            }
            None => (self.edits.len().checked_sub(1).expect("an edit"), text),
        }
    }

    /// `allowed`, `until 30m`, `forbidden`, `journal`.
    pub(crate) fn writes(&self, text: &str) -> Writes {
        match text.split_once(' ').unwrap_or((text, "")) {
            ("allowed", _) => Writes::Allowed,
            ("until", span) => {
                let span = SignedDuration::try_from(super::span(span)).unwrap();
                Writes::Until(self.now.wall + span)
            }
            ("forbidden", _) => Writes::Forbidden(ReadOnly::Asked),
            ("journal", _) => Writes::Forbidden(ReadOnly::JournalFailed),
            _ => panic!("writes cannot be {text:?}"),
        }
    }

    /// `lost`, `out`, `asha 60m` (signed in, the token lasts so long), `refused TEXT`.
    pub(crate) fn sign_in(&mut self, text: &str) -> Vec<String> {
        let before = self.model.sign_in.clone();
        let state = match text.split_once(' ').unwrap_or((text, "")) {
            ("lost", _) => {
                let at = self.now.wall;
                SignIn {
                    standing: Standing::Lost { at, since: None },
                    ..before
                }
            }
            ("out", _) => SignIn {
                standing: Standing::Out,
                ..before
            },
            // A refusal is counted; who was signed in stays so.
            ("counted", _) => SignIn {
                failed: before.failed + 1,
                ..before
            },
            ("refused", text) => {
                return self.hear(protocol::Event::SignInFailed(Failure {
                    cause: Cause::SignedOut,
                    text: text.to_owned(),
                }));
            }
            (login_id, span) => {
                let span = SignedDuration::try_from(super::span(span)).unwrap();
                SignIn {
                    expires_at: Some(self.now.wall + span),
                    renews: true,
                    password_days: Some(5),
                    ..SignIn::new(
                        Standing::In(Some(self.now.wall)),
                        Way::Password,
                        Some(login_id.to_owned()),
                    )
                }
            }
        };
        self.hear(protocol::Event::SignInChanged(state))
    }

    /// So many answers were 429 so far.
    pub(crate) fn throttled(&mut self, refused: u64) -> Vec<String> {
        self.hear(protocol::Event::BudgetChanged(BudgetState {
            rate: 1.0,
            refused,
            ..self.model.budget
        }))
    }
}

/// A profile that can be gone to.
fn other(name: &str) -> Profile {
    Profile {
        name: name.to_owned(),
        base_url: format!("https://{name}.example.in/v1"),
        production: name.ends_with("prod"),
        ..Profile::default()
    }
}

/// `block:W,ctrl-o`.
fn bind(keymap: &mut Keymap, text: &str) {
    let (action, keys) = text.split_once(':').unwrap();
    let keys: Vec<_> = keys.split(',').filter_map(Key::read).collect();
    keymap.bind(action, &keys).unwrap();
}

/// Writes allowed, 80×24, pages of 100, nobody protected.
pub(crate) fn plain_options() -> Options {
    Options {
        profile: Profile {
            name: "acme".to_owned(),
            base_url: "https://api.example.in/v1".to_owned(),
            ..Profile::default()
        },
        page_size: 100,
        writes: Writes::Allowed,
        sign_in: SignIn::new(Standing::In(None), Way::Token, None),
        budget: BudgetState {
            rate: 2.0,
            full_rate: 2.0,
            refused: 0,
            paused_until: None,
        },
        seed: 7,
        size: (80, 24),
        zone: TimeZone::UTC,
        keeps_list: false,
        recipes: Vec::new(),
        views: Vec::new(),
        keymap: Keymap::default(),
        profiles: Vec::new(),
    }
}

/// How the edit ends: what may have changed holds the value wanted, the rest the one before.
pub(crate) fn settle(begun: &Begun, outcome: Outcome, detail: &str, at: Timestamp) -> Settled {
    let (job, edit) = begun;
    let unread = [
        Outcome::Unknown,
        Outcome::Accepted,
        Outcome::NotSent,
        Outcome::Withdrawn,
    ];
    let read_back = !unread.contains(&outcome);
    let result = |delta: &Delta| {
        let is_read = delta.field.is_verifiable();
        let opposite = delta.after.flag().map(|flag| Value::Flag(!flag));
        let before = delta.seen.clone().or(opposite).filter(|_| is_read);
        let now = if outcome.may_have_changed() {
            Some(delta.after.clone())
        } else {
            before.clone()
        };
        FieldResult {
            field: delta.field,
            seen: delta.seen.clone(),
            before,
            after: delta.after.clone(),
            now: now.filter(|_| read_back && is_read),
        }
    };
    Settled {
        edit: edit.id,
        job: *job,
        user: edit.user.clone(),
        name: edit.identity.name.clone(),
        outcome,
        fields: edit.change.deltas.iter().map(result).collect(),
        detail: detail.to_owned(),
        read_back,
        attempts: Vec::new(),
        requests: 3,
        at,
        undo_of: edit.undo_of,
        reason: None,
    }
}

/// `view=NAME:KEY:FIND`, with `_` for blanks; its server filter is extension=no.
fn view(text: &str) -> View {
    let words: Vec<_> = text.split(':').collect();
    let [name, key, find] = words[..] else {
        panic!("a view is NAME:KEY:FIND");
    };
    View {
        name: name.replace('_', " "),
        key: key.parse().ok(),
        query: Query {
            extension: Some(false),
            ..Query::default()
        },
        find: find.replace('_', " "),
        ..View::default()
    }
}

/// `offboard:block_agent=true,password=?`.
fn recipe(text: &str) -> Recipe {
    let (name, steps) = text.split_once(':').expect("a name and steps");
    let step = |step: &str| {
        let (name, value) = step.split_once('=').expect("field=value");
        let field = field(name);
        let step = match value {
            "?" => Step::Ask,
            value => Step::Set(rosterm::domain::input::parse(field, value).unwrap()),
        };
        (field, step)
    };
    Recipe {
        name: name.to_owned(),
        steps: steps.split(',').map(step).collect(),
    }
}

fn failure(text: &str) -> Failure {
    Failure {
        cause: Cause::Network,
        text: text.to_owned(),
    }
}

pub(crate) fn clock(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%H:%M:%S").to_string()
}

/// `80x24`.
pub(crate) fn size(text: &str) -> (u16, u16) {
    let (columns, rows) = text.split_once('x').expect("80x24");
    (columns.parse().unwrap(), rows.parse().unwrap())
}

/// A field by its name in the command line, or `web`, `block`, `status`.
pub(crate) fn field(name: &str) -> Field {
    match name {
        "web" => Field::BlockWebLogin,
        "block" => Field::BlockAgent,
        "status" => Field::AgentStatus,
        name => Field::by_name(name).expect("a field"),
    }
}
