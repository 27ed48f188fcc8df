//! What the filter `is_web_login` means on this server: by the vendor's page true is open, the
//! opposite of `block_web_login`.
//!
//! Invariant: the filter is believed only after single reads agree with it. One that agrees is
//! enough; to call it reversed takes two, since somebody may have changed the first user meanwhile.

use crate::api::client::Account;
use crate::api::desk::Desk;
use crate::api::transport::Transport;
use crate::domain::{Field, Row};

/// What `is_web_login=true` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Sense {
    /// Web login is open.
    Open,
    /// Web login is locked.
    Locked,
}

impl Sense {
    /// The filter that lists the users whose web login is `locked`.
    pub(in crate::api) fn filter(self, locked: bool) -> bool {
        match self {
            Self::Open => !locked,
            Self::Locked => locked,
        }
    }

    /// Whether the web login of the users whom this filter lists is locked.
    pub(in crate::api) fn locked(self, filter: bool) -> bool {
        // Either sense turns a value around twice, or not at all.
        self.filter(filter)
    }
}

/// Compares users listed as `locked` under [`Sense::Open`] with their own records. `None` = they
/// do not tell.
pub(in crate::api) async fn find_out<T: Transport>(
    desk: &Desk<T>,
    account: &mut Account,
    rows: &[Row],
    locked: bool,
) -> Option<Sense> {
    let mut contradictions = 0;
    for row in rows.iter().take(2) {
        let user = desk.user(account, &row.id).await.ok()?;
        match user.get(Field::BlockWebLogin)?.flag()? == locked {
            true if contradictions == 0 => return Some(Sense::Open),
            true => return None,
            false => contradictions += 1,
        }
    }
    (contradictions == 2).then_some(Sense::Locked)
}
