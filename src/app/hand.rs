//! A hand or a burst: when keys came, and whether a write key is to be believed.
//!
//! Invariant: nothing that no hand types — a paste read as keys, a key held before a dialog opened
//! — ever changes a user.

use std::time::Duration;

/// When keys came. A burst is what no hand does: three keys within [`KeyTimes::BURST`].
#[derive(Debug, Clone, Default)]
pub struct KeyTimes {
    last: [Option<Duration>; 2],
    opened: Option<Duration>,
}

impl KeyTimes {
    /// Keys closer together than this come from a paste or a script, not from a hand.
    pub const BURST: Duration = Duration::from_millis(50);
    /// After focus or a new dialog, write keys are not believed for this long.
    pub const SETTLE: Duration = Duration::from_millis(150);

    pub(super) fn note(&mut self, now: Duration) {
        self.last = [self.last[1], Some(now)];
    }

    /// A dialog opened or the focus came: keys typed blindly before must not answer it.
    pub fn opened(&mut self, now: Duration) {
        self.opened = Some(now);
    }

    /// Why a write key that comes now is not believed, if it is not.
    #[must_use]
    pub fn doubt(&self, now: Duration) -> Option<&'static str> {
        let within = |then: Option<Duration>, span| then.is_some_and(|then| now < then + span);
        if within(self.last[0], Self::BURST) {
            Some("many keys at once: write keys ignored; press it again")
        } else if within(self.opened, Self::SETTLE) {
            Some("too quick after the screen changed: key ignored; press it again")
        } else {
            None
        }
    }
}
