//! Many single reads, a few at a time.
//!
//! Invariant: the reading ends at the first answer that leaves a user unread for another reason
//! than that there is no such user.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Session, Trouble};
use crate::domain::{User, UserId};
use crate::protocol::{ApiCommand, Cause, Event, Priority};

/// Reads on their way at once; the actor has its own, smaller limit.
const AT_ONCE: usize = 16;

impl Session {
    /// The single reads of these users; who does not exist is missing. `told` hears how many have
    /// been read.
    pub(in crate::headless) async fn users(
        &mut self,
        ids: &[UserId],
        mut told: impl FnMut(usize),
    ) -> Result<HashMap<UserId, Arc<User>>, Trouble> {
        let mut waiting = ids.iter();
        let mut users = HashMap::with_capacity(ids.len());
        for id in waiting.by_ref().take(AT_ONCE) {
            self.ask_user(id);
        }
        let mut answered = 0;
        while answered < ids.len() {
            match self.event().await? {
                Event::UserLoaded { user, .. } => {
                    users.insert(user.id.clone(), user);
                }
                Event::UserFailed { failure, .. } if failure.cause == Cause::NotFound => {}
                Event::UserFailed { failure, .. } => return Err(Trouble::Failed(failure)),
                _ => continue,
            }
            answered += 1;
            told(answered);
            if let Some(id) = waiting.next() {
                self.ask_user(id);
            }
        }
        Ok(users)
    }

    fn ask_user(&self, id: &UserId) {
        self.command(ApiCommand::LoadUser {
            id: id.clone(),
            priority: Priority::Job,
        });
    }
}
