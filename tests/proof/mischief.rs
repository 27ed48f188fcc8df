//! What may happen to a request, and the dice that decide.

/// One way to behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Honest,
    /// 429.
    Throttle,
    /// A status from 408 or 500 on.
    Trouble {
        status: u16,
        applied: bool,
    },
    /// `success: false`.
    No {
        applied: bool,
    },
    /// A page for people.
    NotJson {
        applied: bool,
    },
    /// 307 to another place.
    Redirect,
    /// No answer.
    Silence {
        applied: bool,
    },
    /// The connection breaks.
    Reset {
        applied: bool,
    },
    /// Half an answer.
    Short {
        applied: bool,
    },
    /// The answer comes a few bytes at a time.
    Drip {
        applied: bool,
    },
    /// Says yes and does nothing.
    Liar,
    /// Says yes and does it later.
    LateYes,
    /// Says nothing and does it later.
    LateSilence,
    /// Somebody else's record.
    WrongRecord,
}

impl Act {
    /// Whether a PATCH is carried out at once.
    pub(crate) fn applies(self) -> bool {
        match self {
            Self::Honest => true,
            Self::Trouble { applied, .. }
            | Self::No { applied }
            | Self::NotJson { applied }
            | Self::Silence { applied }
            | Self::Reset { applied }
            | Self::Short { applied }
            | Self::Drip { applied } => applied,
            Self::Throttle
            | Self::Redirect
            | Self::Liar
            | Self::LateYes
            | Self::LateSilence
            | Self::WrongRecord => false,
        }
    }

    /// Whether it is carried out after the answer.
    pub(crate) fn is_late(self) -> bool {
        matches!(self, Self::LateYes | Self::LateSilence)
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Honest => "honest",
            Self::Throttle => "429",
            Self::Trouble { .. } => "5xx",
            Self::No { .. } => "success:false",
            Self::NotJson { .. } => "not JSON",
            Self::Redirect => "redirect",
            Self::Silence { .. } => "no answer",
            Self::Reset { .. } => "reset",
            Self::Short { .. } => "short body",
            Self::Drip { .. } => "slow drip",
            Self::Liar => "liar",
            Self::LateYes => "late after a yes",
            Self::LateSilence => "late without an answer",
            Self::WrongRecord => "wrong record",
        }
    }
}

/// The dice of one server.
pub(crate) struct Dice {
    pub(crate) random: fastrand::Rng,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
        }
    }

    /// What happens to a request; something other than the right thing `percent` times in a hundred.
    pub(crate) fn roll(&mut self, percent: u8, is_write: bool) -> Act {
        if self.random.u8(0..100) >= percent {
            return Act::Honest;
        }
        let applied = self.random.bool();
        let trouble = |status| Act::Trouble { status, applied };
        // A 429 stops everybody for a while, so it comes less often than the others.
        match self.random.u8(0..if is_write { 25 } else { 17 }) {
            0 => Act::Throttle,
            1 | 2 => trouble(500),
            3 => trouble(502),
            4 => trouble(408),
            5 | 6 => Act::NotJson { applied },
            7 => Act::Redirect,
            8 | 9 => Act::Silence { applied },
            10 | 11 => Act::Reset { applied },
            12 | 13 => Act::Short { applied },
            14 => Act::Drip { applied },
            15 | 16 if is_write => Act::No { applied },
            15 | 16 => Act::WrongRecord,
            17 | 18 => Act::Liar,
            19..=21 => Act::LateYes,
            _ => Act::LateSilence,
        }
    }

    /// Whether somebody else changes the user now, and what.
    pub(crate) fn disturbs(&mut self, per_mille: u16) -> Option<&'static str> {
        if self.random.u16(0..1_000) >= per_mille {
            return None;
        }
        let keys = ["name", "email", "destination"];
        Some(keys[self.random.usize(0..keys.len())])
    }
}
