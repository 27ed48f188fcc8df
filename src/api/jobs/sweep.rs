//! Reading the list for the state of everybody in a plan.
//!
//! Invariant: a user is found only with every value that was looked for, each as the server wrote
//! it; whoever is missing, unreadable or on the other side of the web-login filter is not found,
//! and needs a read of their own.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Sense;
use super::course::Reader;
use crate::api::budget::Urgency;
use crate::api::client::Account;
use crate::api::desk::Desk;
use crate::api::transport::Transport;
use crate::domain::job::JobStage;
use crate::domain::paging::{Guard, Next};
use crate::domain::{Change, Field, JobId, Page, Query, Row, User, UserId, Value};
use crate::protocol::{Event, Failure, Priority};

/// What the list is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Purpose {
    /// To compare it with the plan before anything is sent.
    Compare,
    /// To see what became of what was sent.
    ReadBack,
}

/// Whom to look for, and what about them.
#[derive(Debug)]
pub(in crate::api) struct Wanted {
    user: UserId,
    fields: Vec<Field>,
    /// The web login looked for, if that is among the fields.
    locked: Option<bool>,
}

/// What was found.
#[derive(Debug, Default)]
pub(in crate::api) struct Found {
    pub(in crate::api) users: HashMap<UserId, Arc<User>>,
    /// Rows read.
    pub(in crate::api) read: usize,
}

/// A reading of the list under way.
pub(in crate::api) struct Sweep<T> {
    pub(in crate::api) desk: Arc<Desk<T>>,
    pub(in crate::api) job: JobId,
    pub(in crate::api) purpose: Purpose,
    pub(in crate::api) reader: Reader,
}

impl Purpose {
    /// The stage of a job for which so many users were read.
    pub(super) fn stage(self, read: usize) -> JobStage {
        match self {
            Self::Compare => JobStage::Comparing { read },
            Self::ReadBack => JobStage::ReadingBack { read },
        }
    }

    /// What to look for about a user who is to be changed: the value from before, or the wanted.
    pub(in crate::api) fn wanted(self, user: &UserId, change: &Change) -> Wanted {
        let after = change.get(Field::BlockWebLogin);
        let after = after.and_then(|delta| delta.after.flag());
        let locked = after.map(|after| match self {
            Self::Compare => !after,
            Self::ReadBack => after,
        });
        Wanted {
            user: user.clone(),
            fields: change.fields().collect(),
            locked,
        }
    }
}

/// Whether the list tells every value of a change. The number it carries is the agent's, which is
/// not certainly the user's.
pub(in crate::api) fn can_tell(change: &Change) -> bool {
    let is_listed = |field| {
        matches!(
            field,
            Field::Name
                | Field::Role
                | Field::BlockAgent
                | Field::DisableAgent
                | Field::LoginBasedCalling
                | Field::InternationalOutbound
                | Field::BlockWebLogin
        )
    };
    change.fields().all(is_listed)
}

impl<T: Transport> Sweep<T> {
    /// Reads until everybody was seen, or to the end of the list.
    ///
    /// # Errors
    /// A [`Failure`] of a page, retries included; `Cancelled` when the reader was.
    pub(in crate::api) async fn read(&self, wanted: Vec<Wanted>) -> Result<Found, Failure> {
        let mut found = Found::default();
        let mut missing: HashSet<UserId> =
            wanted.iter().map(|wanted| wanted.user.clone()).collect();
        let sides = sides(&wanted);
        let wanted = wanted
            .into_iter()
            .map(|wanted| (wanted.user.clone(), wanted));
        let wanted: HashMap<UserId, Wanted> = wanted.collect();
        let mut account = Account::new(Urgency::new(Priority::Job), (*self.reader).clone());
        for side in sides {
            let mut after: Option<UserId> = None;
            let mut guard = Guard::default();
            let mut query = self.query(side).await;
            while !missing.is_empty() {
                let mut page = self.page(&mut account, &query, after.as_ref()).await?;
                if let Some(filter) = query.web_login
                    && self.desk.sense().await.is_none()
                    && !page.rows.is_empty()
                {
                    let found_out = self.desk.find_out(&mut account, filter, &page.rows);
                    match found_out.await {
                        Some(Sense::Open) => {}
                        Some(Sense::Locked) => {
                            query = self.query(side).await;
                            page = self.page(&mut account, &query, after.as_ref()).await?;
                        }
                        // Nobody knows what the filter means: nothing is taken from it.
                        None => return Ok(found),
                    }
                }
                for row in &page.rows {
                    if missing.remove(&row.id)
                        && let Some(user) = listed(row, &wanted[&row.id], side)
                    {
                        found.users.insert(row.id.clone(), Arc::new(user));
                    }
                }
                found.read += page.rows.len();
                self.tell(found.read).await;
                let is_new =
                    |row: &&Row| after.as_ref().is_none_or(|after| row.id.comes_after(after));
                let new = page.rows.iter().filter(is_new).count();
                match guard.follow(&page, new) {
                    Next::After(cursor) => after = Some(cursor),
                    // Whoever stands behind a cursor that cannot be followed is not found.
                    Next::End | Next::Untold | Next::Stopped(_) => break,
                }
            }
        }
        Ok(found)
    }

    async fn page(
        &self,
        account: &mut Account,
        query: &Query,
        after: Option<&UserId>,
    ) -> Result<Page, Failure> {
        let limit = self.desk.settings.page_size;
        let page = self.desk.client.page(account, query, after, limit).await;
        page.map(|(_, page)| page)
    }

    /// The filter for one side, in the sense known or, while none is, that of the vendor's page.
    async fn query(&self, side: Option<bool>) -> Query {
        let sense = self.desk.sense().await.unwrap_or(Sense::Open);
        Query {
            web_login: side.map(|locked| sense.filter(locked)),
            ..Query::default()
        }
    }

    async fn tell(&self, read: usize) {
        let (job, stage) = (self.job, self.purpose.stage(read));
        if !self.reader.is_cancelled() {
            self.desk.client.tell(Event::JobMoved { job, stage }).await;
        }
    }
}

/// The readings that show everybody: one of the whole list, or of one side of the web-login
/// filter, or of both sides, which together are the whole list as well.
fn sides(wanted: &[Wanted]) -> Vec<Option<bool>> {
    let has = |side: Option<bool>| wanted.iter().any(|wanted| wanted.locked == side);
    match (has(None), has(Some(false)), has(Some(true))) {
        (_, false, false) => vec![None],
        (false, true, false) => vec![Some(false)],
        (false, false, true) => vec![Some(true)],
        (_, _, _) => vec![Some(false), Some(true)],
    }
}

/// The user as far as the list tells; `None` = it does not tell all that was looked for.
fn listed(row: &Row, wanted: &Wanted, side: Option<bool>) -> Option<User> {
    let mut values = crate::domain::Values::default();
    for field in &wanted.fields {
        let value = if *field == Field::BlockWebLogin {
            Value::Flag(wanted.locked.filter(|_| wanted.locked == side)?)
        } else {
            known(row, *field)?
        };
        values.insert(*field, value);
    }
    for field in [Field::Name, Field::LoginId] {
        if let Some(value) = known(row, field) {
            values.insert(field, value);
        }
    }
    Some(User {
        id: row.id.clone(),
        values,
        raw: "".into(),
    })
}

/// A value of the row. Null may be something that could not be read: it tells nothing.
fn known(row: &Row, field: Field) -> Option<Value> {
    let is_empty = |value: &Value| *value == Value::Null || value.text() == Some("");
    row.get(field).filter(|value| !is_empty(value))
}
