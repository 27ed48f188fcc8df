//! The web-login state of listed users, by reading the list a second time with
//! `is_web_login=true`: who is in that reading has an open web login, who is not has a locked one.
//!
//! Invariants: both readings are walked side by side in the order of ids, so memory does not grow
//! with the tenant, and nothing is claimed once that order is broken or the second reading cannot
//! be followed. The sense of the filter, which is the opposite of `block_web_login` by the
//! vendor's page, is checked against the single read of the first user.

use std::collections::VecDeque;

use crate::domain::{Field, Query, UserId};

use super::listing::Listing;
use super::record::WebLogin;
use super::session::{Session, Trouble};

/// The second reading, as far as it has come.
#[derive(Debug)]
pub(super) struct WebLoginSweep {
    listing: Listing,
    page_size: u32,
    ahead: VecDeque<UserId>,
    newest: Option<UserId>,
    asked: Option<UserId>,
    sense: Sense,
    /// Why nothing is claimed any more.
    stopped: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Sense {
    Unchecked,
    Checked {
        user: UserId,
        reversed: bool,
    },
    /// The single read did not tell.
    Assumed,
}

impl WebLoginSweep {
    pub(super) fn new(session: &mut Session, query: Query, page_size: u32) -> Self {
        let query = Query {
            web_login: Some(true),
            ..query
        };
        Self {
            listing: Listing::new(session, query),
            page_size,
            ahead: VecDeque::new(),
            newest: None,
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
        let Some(is_in_reading) = self.advance(session, id).await else {
            return WebLogin::Unclear;
        };
        if self.sense == Sense::Unchecked {
            self.sense = check(session, id, is_in_reading).await;
        }
        let reversed = matches!(self.sense, Sense::Checked { reversed: true, .. });
        WebLogin::Locked(is_in_reading == reversed)
    }

    /// Walks the second reading up to `id` and says whether it is in it.
    async fn advance(&mut self, session: &mut Session, id: &UserId) -> Option<bool> {
        while self.stopped.is_none() {
            while self
                .ahead
                .front()
                .is_some_and(|front| id.comes_after(front))
            {
                self.ahead.pop_front();
            }
            if let Some(front) = self.ahead.front() {
                return Some(front == id);
            }
            if !self.listing.has_more() {
                match self.listing.warning().map(ToString::to_string) {
                    Some(warning) => self.stop(&warning),
                    None => return Some(false),
                }
            } else if let Err(trouble) = self.read(session).await {
                self.stop(&trouble.to_string());
            }
        }
        None
    }

    async fn read(&mut self, session: &mut Session) -> Result<(), Trouble> {
        self.listing.ask(session, self.page_size);
        for row in self.listing.read(session).await? {
            if self
                .newest
                .as_ref()
                .is_some_and(|newest| !row.id.comes_after(newest))
            {
                self.stop("the list is not in the order of ids");
            }
            self.newest = Some(row.id.clone());
            self.ahead.push_back(row.id);
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
                    .to_owned()
            }
            Sense::Checked {
                user,
                reversed: false,
            } => format!(
                "web login: taken from the filter is_web_login=true, which means open here \
                 (checked with user {user})"
            ),
            Sense::Checked {
                user,
                reversed: true,
            } => format!(
                "web login: taken from the filter is_web_login=true, which means LOCKED here, the \
                 opposite of the vendor's page (checked with user {user})"
            ),
        };
        match &self.stopped {
            Some(cause) => format!("{sense}; not known for all users: {cause}"),
            None => sense,
        }
    }
}

/// Compares what the filter says of one user with the user's own record.
async fn check(session: &mut Session, id: &UserId, is_in_reading: bool) -> Sense {
    let user = match session.user(id).await {
        Ok(user) => user,
        Err(_) => return Sense::Assumed,
    };
    match user
        .get(Field::BlockWebLogin)
        .and_then(|value| value.flag())
    {
        Some(locked) => Sense::Checked {
            user: id.clone(),
            reversed: locked == is_in_reading,
        },
        None => Sense::Assumed,
    }
}
