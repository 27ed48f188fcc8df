//! Where the next page begins, told before the rows of this one are read: whoever reads on can ask
//! for it meanwhile.

use tokio::sync::mpsc;

use super::Client;
use crate::api::dialect::Answer;
use crate::api::transport::{SendError, Transport};
use crate::domain::UserId;

/// The page after `after` says that the next one comes after `cursor`. The page itself decides,
/// once its rows are read.
#[derive(Debug)]
pub struct Foreseen {
    /// Which page says so.
    pub after: Option<UserId>,
    /// Where it says the next one begins.
    pub cursor: UserId,
}

/// Whoever reads on after this page.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// After whom this page comes.
    pub after: Option<UserId>,
    /// Where to tell.
    pub tell: mpsc::UnboundedSender<Foreseen>,
}

impl<T: Transport> Client<T> {
    /// Tells where the next page begins, if the answer says so at a glance, and lets whoever hears
    /// it go first.
    pub(super) async fn look_ahead(&self, ahead: &Ahead, answer: &Result<Answer, SendError>) {
        let Ok(answer) = answer else { return };
        let Some(cursor) = self.dialect.foresee(answer) else {
            return;
        };
        let after = ahead.after.clone();
        // Nobody listens any more: then nobody asks.
        let _ = ahead.tell.send(Foreseen { after, cursor });
        tokio::task::yield_now().await;
    }
}
