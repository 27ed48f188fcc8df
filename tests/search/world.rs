//! A roster, a matcher that hears of it, and the rows as a screen would have them.

use std::sync::Arc;

use jiff::Timestamp;

use rosterm::domain::arrangement::Arrangement;
use rosterm::domain::find::{Find, Fuzzy};
use rosterm::domain::roster::{Block, Slot};
use rosterm::domain::user::RowAgent;
use rosterm::domain::value::{AgentStatus, UserStatus};
use rosterm::domain::{Page, Role, Roster, Row, Sort, Stamp, UserId};
use rosterm::protocol::{Event, Generation, SearchCommand};
use rosterm::search::Matcher;

/// A roster and a matcher.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) roster: Roster,
    pub(crate) matcher: Matcher,
    pub(crate) rows: Vec<Slot>,
    pub(crate) events: Vec<Told>,
    generation: Generation,
    told: Vec<Arc<Block>>,
    pages: u64,
}

/// What an event said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) generation: Generation,
    pub(crate) keeps: usize,
    pub(crate) rows: usize,
    pub(crate) is_whole: bool,
}

impl World {
    /// One more page, the last one until the next.
    pub(crate) fn page(&mut self, rows: Vec<Row>) {
        self.pages += 1;
        let after = match self.pages {
            1 => None,
            _ => self.roster.next().and_then(|next| match next {
                rosterm::domain::paging::Next::After(id) => Some(id.clone()),
                _ => None,
            }),
        };
        let page = Page {
            cursor: rows.last().map(|row| row.id.clone()),
            rows,
            skipped: 0,
            has_more: true,
            ..Page::default()
        };
        let stamp = Stamp {
            sent: self.pages,
            at: Timestamp::UNIX_EPOCH,
        };
        self.roster.join_page(after.as_ref(), stamp, page);
        for command in self.commands() {
            self.matcher.take(command);
        }
    }

    /// These users were read again; the listing stays as it is.
    pub(crate) fn again(&mut self, rows: &[Row]) {
        self.pages += 1;
        let stamp = Stamp {
            sent: self.pages,
            at: Timestamp::UNIX_EPOCH,
        };
        self.roster.confirm_rows(stamp, rows);
        for command in self.commands() {
            self.matcher.take(command);
        }
    }

    /// What the matcher has to hear of the roster.
    pub(crate) fn commands(&mut self) -> Vec<SearchCommand> {
        let mut commands = Vec::new();
        for (block, rows) in self.roster.blocks().iter().enumerate() {
            if self
                .told
                .get(block)
                .is_none_or(|told| !Arc::ptr_eq(told, rows))
            {
                self.told.truncate(block);
                self.told.push(rows.clone());
                let rows = rows.clone();
                commands.push(SearchCommand::Rows { block, rows });
            }
        }
        if let Some(from) = self.roster.take_listing_change() {
            let slots = self.roster.listing()[from..].to_vec();
            commands.push(SearchCommand::Listing { from, slots });
        }
        commands
    }

    pub(crate) fn arrange(&mut self, find: &str, sort: Option<Sort>) {
        self.generation.0 += 1;
        self.matcher.take(SearchCommand::Arrange {
            generation: self.generation,
            arrangement: arrangement(find, sort),
        });
    }

    /// One step; what it told is taken in.
    pub(crate) fn step(&mut self) {
        if let Some(event) = self.matcher.step() {
            self.hear(event);
        }
    }

    pub(crate) fn settle(&mut self) {
        while !self.matcher.is_idle() {
            self.step();
        }
    }

    pub(crate) fn hear(&mut self, event: Event) {
        let Event::Arranged {
            generation,
            keeps,
            rows,
            is_whole,
        } = event
        else {
            panic!("{event:?}");
        };
        if self.events.last().map(|told| told.generation) != Some(generation) {
            assert_eq!(keeps, 0, "a new generation begins anew");
        }
        self.events.push(Told {
            generation,
            keeps,
            rows: rows.len(),
            is_whole,
        });
        self.rows.truncate(keeps);
        self.rows.extend_from_slice(&rows);
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        let id = |slot: &Slot| self.roster.shown(*slot).id().to_string();
        self.rows.iter().map(id).collect()
    }

    /// Whom a find must find, looked at one by one.
    pub(crate) fn expected(&self, find: &str) -> Vec<Slot> {
        let find = Find::parse(find);
        let mut fuzzy = Fuzzy::default();
        let listing = self.roster.listing().iter().copied();
        listing
            .filter(|slot| {
                let shown = self.roster.shown(*slot);
                find.matches(&shown.row().unwrap().1, &mut fuzzy)
            })
            .collect()
    }
}

pub(crate) fn arrangement(find: &str, sort: Option<Sort>) -> Arrangement {
    Arrangement {
        find: Arc::new(Find::parse(find)),
        sort,
        only: None,
    }
}

/// Invented users with these ids; one of seven in other letters.
pub(crate) fn people(ids: impl IntoIterator<Item = u64>, random: &mut fastrand::Rng) -> Vec<Row> {
    ids.into_iter().map(|id| person(id, random)).collect()
}

fn person(id: u64, random: &mut fastrand::Rng) -> Row {
    let given = ["Asha", "Ravi", "Meera", "Kabir", "Zoë", "ரவி", "सुनीता"];
    let family = ["Iyer", "Varma", "Kulkarni", "Müller", "Rao", ""];
    let roles = [("54630", "Quality"), ("54742", "Admin New"), ("54611", "")];
    let (role, role_name) = roles[random.usize(..3)];
    let number = match random.u8(..4) {
        0 => None,
        1 => Some(format!(
            "+91 {} {}",
            random.u32(70_000..99_999),
            random.u32(10_000..99_999)
        )),
        2 => Some(format!("0{}", random.u32(70_000..99_999))),
        _ => Some(format!("+91{}", random.u64(7_000_000_000..9_999_999_999))),
    };
    let agent = RowAgent {
        id: format!("0502{id}").into(),
        name: None,
        status: Some(AgentStatus::from_number(random.i64(..6))),
        number: number.map(Into::into),
    };
    Row {
        id: UserId::new(&id.to_string()).unwrap(),
        name: format!("{} {}", given[random.usize(..7)], family[random.usize(..6)]).into(),
        login_id: random
            .bool()
            .then(|| format!("User{id}@example.test").into()),
        role: (random.u8(..5) > 0).then(|| Role {
            id: role.into(),
            name: role_name.into(),
        }),
        user_status: Some(UserStatus::from_number(random.i64(..3))),
        agent: (random.u8(..5) > 0).then_some(agent),
        login_based_calling: random.bool().then(|| random.bool()),
        international_outbound: random.bool().then(|| random.bool()),
        extension: random
            .bool()
            .then(|| format!("060{}", random.u8(..)).into()),
        intercom: None,
        block_web_login: None,
    }
}
