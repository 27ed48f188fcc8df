//! The web-login state of listed users, by reading the smaller side of the web-login filter
//! beside the list: who is in that reading is on that side, who is not is on the other.
//!
//! Invariants: both readings are walked side by side in the order of ids, so memory does not grow
//! with the tenant, and nothing is claimed once that order is broken or a side cannot be followed.
//! The filter is the opposite of `block_web_login` by the vendor's page. Rows of a side that say their
//! state were checked by the actor; where a side has none, the single read of the first user tells.

use std::collections::VecDeque;

use crate::domain::{Field, Query, UserId};

use super::listing::Listing;
use super::record::WebLogin;
use super::session::{Session, Trouble};

/// The state of everybody, as far as it was asked for.
#[derive(Debug)]
pub(super) struct WebLoginSweep {
    /// Both sides at first; after a page of each, the one that reaches further.
    sides: Vec<Side>,
    asked: Option<UserId>,
    sense: Sense,
    /// Why nothing is claimed any more.
    stopped: Option<String>,
}

/// One side of the filter, as far as it was read.
#[derive(Debug)]
struct Side {
    listing: Listing,
    /// What is on this side, by the vendor's page.
    is_open: bool,
    ahead: VecDeque<UserId>,
    /// Its rows say their state: single reads agree with the filter.
    is_checked: bool,
    newest: Option<UserId>,
    has_begun: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Unchecked,
    /// Single reads told what it means; `reversed` = the opposite of what was asked for.
    Checked {
        reversed: bool,
    },
    /// No single read told.
    Assumed,
}

impl WebLoginSweep {
    pub(super) fn new(session: &mut Session, query: Query, page_size: u32) -> Self {
        // By the vendor's page the first are the locked: in most tenants the few.
        let sides = [false, true].map(|is_open| {
            let query = Query {
                web_login: Some(is_open),
                ..query
            };
            Side {
                listing: Listing::in_large_pages(session, query, page_size),
                is_open,
                ahead: VecDeque::new(),
                is_checked: false,
                newest: None,
                has_begun: false,
            }
        });
        Self {
            sides: sides.into(),
            asked: None,
            sense: Sense::Unchecked,
            stopped: None,
        }
    }

    /// The state of the next listed user.
    pub(super) async fn state(&mut self, session: &mut Session, id: &UserId) -> WebLogin {
        if self
            .asked
            .as_ref()
            .is_some_and(|asked| !id.comes_after(asked))
        {
            self.stop("the list is not in the order of ids");
        }
        self.asked = Some(id.clone());
        if self.stopped.is_some() {
            return WebLogin::Unclear;
        }
        let is_open = match self.is_open(session, id).await {
            Ok(is_open) => is_open,
            Err(cause) => {
                self.stop(&cause);
                return WebLogin::Unclear;
            }
        };
        if self.sense == Sense::Unchecked {
            self.sense = match self.sides.first().is_some_and(|side| side.is_checked) {
                true => Sense::Checked { reversed: false },
                false => check(session, id, is_open).await,
            };
        }
        let reversed = self.sense == Sense::Checked { reversed: true };
        WebLogin::Locked(is_open == reversed)
    }

    /// Whether the filter lists this user as open.
    async fn is_open(&mut self, session: &mut Session, id: &UserId) -> Result<bool, String> {
        if self.sides.len() > 1 {
            self.choose(session).await?;
        }
        let side = self.sides.first_mut();
        let side = side.ok_or_else(|| "no side of the filter could be read".to_owned())?;
        Ok(side.holds(session, id).await? == side.is_open)
    }

    /// Reads a page of each side and stays with the one that reaches further.
    async fn choose(&mut self, session: &mut Session) -> Result<(), String> {
        while let [first, ..] = self.sides.as_mut_slice()
            && !first.has_begun
        {
            first.read(session).await?;
            if !first.listing.has_more() {
                self.sides.truncate(1);
                return Ok(());
            }
            self.sides.rotate_left(1);
        }
        let reach = |side: &Side| (!side.listing.has_more(), side.newest.clone());
        if let [one, other] = self.sides.as_slice() {
            let is_further = match (reach(one), reach(other)) {
                ((true, _), _) => true,
                (_, (true, _)) => false,
                ((_, Some(one)), (_, Some(other))) => one.comes_after(&other),
                ((_, one), _) => one.is_some(),
            };
            self.sides.remove(usize::from(is_further));
        }
        Ok(())
    }

    fn stop(&mut self, cause: &str) {
        self.stopped.get_or_insert_with(|| cause.to_owned());
    }

    /// Whether every state asked for could be told.
    pub(super) fn is_whole(&self) -> bool {
        self.stopped.is_none()
    }

    /// How far the states can be trusted, in one sentence.
    pub(super) fn caveat(&self) -> String {
        let sense = match &self.sense {
            Sense::Unchecked | Sense::Assumed => {
                "web login: taken from the filter is_web_login=true, which by the vendor's page \
                 means open; no single read confirmed that sense"
            }
            Sense::Checked { .. } => {
                "web login: taken from the filter is_web_login; what that means here was checked \
                 with single reads"
            }
        };
        match &self.stopped {
            Some(cause) => format!("{sense}; not known for all users: {cause}"),
            None => sense.to_owned(),
        }
    }
}

impl Side {
    /// Walks this side up to `id` and says whether it is there.
    async fn holds(&mut self, session: &mut Session, id: &UserId) -> Result<bool, String> {
        loop {
            while self
                .ahead
                .front()
                .is_some_and(|front| id.comes_after(front))
            {
                self.ahead.pop_front();
            }
            if let Some(front) = self.ahead.front() {
                return Ok(front == id);
            }
            if !self.listing.has_more() {
                return match self.listing.warning() {
                    Some(warning) => Err(warning.to_string()),
                    None => Ok(false),
                };
            }
            self.read(session).await?;
        }
    }

    async fn read(&mut self, session: &mut Session) -> Result<(), String> {
        self.has_begun = true;
        self.listing.ask(session, 0);
        let rows = self.listing.read(session).await;
        for row in rows.map_err(|trouble: Trouble| trouble.to_string())? {
            let newest = self.newest.as_ref();
            if newest.is_some_and(|newest| !row.id.comes_after(newest)) {
                return Err("the list is not in the order of ids".to_owned());
            }
            self.is_checked |= row.block_web_login == Some(!self.is_open);
            self.newest = Some(row.id.clone());
            self.ahead.push_back(row.id);
        }
        Ok(())
    }
}

/// Compares what the filter says of one user with the user's own record.
async fn check(session: &mut Session, id: &UserId, is_open: bool) -> Sense {
    let user = match session.user(id).await {
        Ok(user) => user,
        Err(_) => return Sense::Assumed,
    };
    match user
        .get(Field::BlockWebLogin)
        .and_then(|value| value.flag())
    {
        Some(locked) => Sense::Checked {
            reversed: locked == is_open,
        },
        None => Sense::Assumed,
    }
}
