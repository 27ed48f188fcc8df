//! The actor's hold on an edit under way: taking it back before it is sent, and knowing when that
//! is no longer possible.
//!
//! Invariant: an edit is either withdrawn or sent, never both; the decision falls in one place.

use std::sync::{Mutex, MutexGuard};

use tokio_util::sync::CancellationToken;

/// Where an edit is, as far as taking it back is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing is on the wire.
    Open,
    /// A PATCH is on the wire, or was and is being followed up.
    Sent,
    /// It has ended.
    Ended,
}

/// What was asked of the edit.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wish {
    /// To go its way.
    GoOn,
    /// To go back to its job's queue, if nothing is on the wire.
    ComeBack,
    /// To end without sending (more); why.
    End(String),
}

/// Held by the actor and by the edit.
#[derive(Debug)]
pub(in crate::api) struct Leash {
    state: Mutex<(Phase, Wish)>,
    token: CancellationToken,
}

impl Leash {
    pub(in crate::api) fn new() -> Self {
        Self {
            state: Mutex::new((Phase::Open, Wish::GoOn)),
            token: CancellationToken::new(),
        }
    }

    /// Asks the edit to send nothing (more). `true` = nothing is on the wire, so it will end
    /// without having been sent.
    pub(in crate::api) fn withdraw(&self, reason: &str) -> bool {
        let mut state = self.lock();
        match state.1 {
            Wish::GoOn | Wish::ComeBack => state.1 = Wish::End(reason.to_owned()),
            Wish::End(_) => {}
        }
        self.token.cancel();
        state.0 == Phase::Open
    }

    /// Asks the edit to send nothing (more) for now: if nothing is on the wire it goes back to
    /// where it came from.
    pub(in crate::api) fn recall(&self) {
        let mut state = self.lock();
        if state.1 == Wish::GoOn {
            state.1 = Wish::ComeBack;
        }
        self.token.cancel();
    }

    /// Whether it was asked to go back, and nobody asked for its end since.
    pub(in crate::api) fn is_recalled(&self) -> bool {
        self.lock().1 == Wish::ComeBack
    }

    /// Whether the edit can still be taken back.
    pub(in crate::api) fn is_unsent(&self) -> bool {
        self.lock().0 == Phase::Open
    }

    /// The edit is about to be sent. `false` = it was withdrawn.
    pub(in crate::api) fn commit(&self) -> bool {
        let mut state = self.lock();
        if state.1 != Wish::GoOn {
            return false;
        }
        state.0 = Phase::Sent;
        true
    }

    /// What was sent is certainly not applied: it can be taken back again.
    pub(in crate::api) fn reopen(&self) {
        self.lock().0 = Phase::Open;
    }

    /// The edit has ended.
    pub(in crate::api) fn finish(&self) {
        self.lock().0 = Phase::Ended;
    }

    /// Whether somebody asked it to send nothing (more).
    pub(in crate::api) fn is_withdrawn(&self) -> bool {
        self.lock().1 != Wish::GoOn
    }

    /// Why.
    pub(in crate::api) fn reason(&self) -> String {
        match &self.lock().1 {
            Wish::GoOn => String::new(),
            Wish::ComeBack => "the job is paused".to_owned(),
            Wish::End(reason) => reason.clone(),
        }
    }

    /// Cancelled by [`Leash::withdraw`] and [`Leash::recall`].
    pub(in crate::api) fn token(&self) -> CancellationToken {
        self.token.clone()
    }

    fn lock(&self) -> MutexGuard<'_, (Phase, Wish)> {
        self.state
            .lock()
            .expect("nothing panics while the leash is locked")
    }
}
