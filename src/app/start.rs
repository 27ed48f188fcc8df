//! How a session with a tenant begins: what was chosen, the first model, the first commands.
//!
//! Invariants: the same options at the same time give the same model and commands; where a vendor's
//! users are only read, nothing that was chosen allows writing.

use std::collections::{BTreeMap, HashMap, VecDeque};

use jiff::tz::TimeZone;

use super::hand::KeyTimes;
use super::keymap::Keymap;
use super::list::kept::Keeps;
use super::list::{self, List};
use super::marks::Marks;
use super::neighbours::Shelves;
use super::notice::Notices;
use super::views::Views;
use super::{Model, Now, Pane, sign_in};
use crate::domain::recipe::Recipe;
use crate::domain::{History, Profile, Roster, View};
use crate::protocol::{BudgetState, Command, ReadOnly, SignIn, Writes};

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
}
