//! The faults the tenant can be told to make, and the seeded dice that decide when.
//! A fault concerns the data routes only: signing in stays possible, so that `expire` can be
//! recovered from. The same seed and the same order of requests give the same faults.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// One kind of misbehaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chaos {
    /// Answers 0.3 to 2.5 seconds late.
    Latency,
    /// Answers 429, whatever the rate is.
    TooMany,
    /// Answers 500; a PATCH has been applied all the same half of the time.
    ServerError,
    /// Never answers and keeps the connection open; a PATCH has been applied.
    Timeout,
    /// Cuts the connection before or in the middle of the answer, by a TCP reset or by an early
    /// end; a PATCH has been applied half of the time.
    Reset,
    /// Says that a PATCH succeeded and changes nothing.
    Liar,
    /// Says that a PATCH succeeded and applies it later ([`Options::late`](super::Options::late)).
    Late,
    /// The token that was used is dead from then on, even the static one.
    Expire,
    /// Rows of wrong types or without ids, HTML, an empty body, cut JSON.
    Malformed,
    /// `last_seen_id` does not move, or goes back, while `has_more` stays true.
    Cursor,
    /// People, roles, numbers and departments with names made of escape sequences, bidirectional
    /// overrides, formulas, thousands of combining marks, 100 KB. The percentage is of people, not
    /// of requests.
    Hostile,
    /// The account's numbers and departments are nowhere: 404.
    Absent,
    /// The token may not read the account's numbers and departments: 403.
    Refused,
}

impl Chaos {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 13] = [
        Self::Latency,
        Self::TooMany,
        Self::ServerError,
        Self::Timeout,
        Self::Reset,
        Self::Liar,
        Self::Late,
        Self::Expire,
        Self::Malformed,
        Self::Cursor,
        Self::Hostile,
        Self::Absent,
        Self::Refused,
    ];

    /// The word of the command line for this kind.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::TooMany => "429",
            Self::ServerError => "500",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Liar => "liar",
            Self::Late => "late",
            Self::Expire => "expire",
            Self::Malformed => "malformed",
            Self::Cursor => "cursor",
            Self::Hostile => "hostile",
            Self::Absent => "absent",
            Self::Refused => "refused",
        }
    }

    /// How often it happens when nobody says: a lying cursor, a hostile name and what is not there
    /// or not allowed are properties of the tenant, the others come and go.
    #[must_use]
    pub fn default_percent(self) -> u8 {
        match self {
            Self::Cursor | Self::Hostile | Self::Absent | Self::Refused => 100,
            Self::Latency
            | Self::TooMany
            | Self::ServerError
            | Self::Timeout
            | Self::Reset
            | Self::Liar
            | Self::Late
            | Self::Expire
            | Self::Malformed => 25,
        }
    }

    fn concerns(self, target: Target) -> bool {
        match self {
            Self::Latency
            | Self::TooMany
            | Self::ServerError
            | Self::Timeout
            | Self::Reset
            | Self::Expire
            | Self::Malformed => true,
            Self::Liar | Self::Late => target == Target::Patch,
            Self::Cursor => target == Target::List,
            Self::Absent | Self::Refused => target == Target::Beside,
            // Hostile people are born that way; no request makes them so.
            Self::Hostile => false,
        }
    }
}

impl fmt::Display for Chaos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Chaos {
    type Err = FaultError;

    fn from_str(word: &str) -> Result<Self, FaultError> {
        Self::ALL
            .into_iter()
            .find(|chaos| chaos.word() == word)
            .ok_or_else(|| FaultError::Kind(word.to_owned()))
    }
}

/// A kind of misbehaviour and how often it happens. Written `liar` or `liar:40`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What happens.
    pub chaos: Chaos,
    /// To how many requests in a hundred (for `hostile`: to how many people).
    pub percent: u8,
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let Some((word, share)) = text.split_once(':') else {
            let chaos: Chaos = text.parse()?;
            return Ok(Self {
                chaos,
                percent: chaos.default_percent(),
            });
        };
        let chaos = word.parse()?;
        match share.trim_end_matches('%').parse() {
            Ok(percent @ 0..=100) => Ok(Self { chaos, percent }),
            Ok(_) | Err(_) => Err(FaultError::Percent(share.to_owned())),
        }
    }
}

/// Why a text is not a [`Fault`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultError {
    /// No such kind.
    Kind(String),
    /// The part after the colon is not a whole number from 0 to 100.
    Percent(String),
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(word) => {
                let words = Chaos::ALL.map(Chaos::word).join(", ");
                write!(
                    f,
                    "no fault is called {word:?}; use one of {words}, with a percentage if wanted (liar:40)"
                )
            }
            Self::Percent(share) => write!(
                f,
                "{share:?} is not a percentage; use a whole number from 0 to 100"
            ),
        }
    }
}

impl std::error::Error for FaultError {}

/// What a request is aimed at, as far as faults care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    List,
    Patch,
    /// What stands beside the users.
    Beside,
    Other,
}

/// What the dice decided for one request: perhaps a delay, and at most one act.
#[derive(Debug, Default)]
pub(super) struct Mischief {
    pub(super) delay: Option<Duration>,
    pub(super) act: Option<Chaos>,
}

/// The dice of one tenant.
#[derive(Debug)]
pub(super) struct Dice {
    faults: Vec<Fault>,
    random: fastrand::Rng,
}

impl Dice {
    pub(super) fn new(faults: &[Fault], seed: u64) -> Self {
        Self {
            faults: faults.to_vec(),
            random: fastrand::Rng::with_seed(seed ^ 0x000d_1ce0),
        }
    }

    /// Rolls once for each configured fault; a delay may join another act, of the acts the first
    /// wins.
    pub(super) fn roll(&mut self, target: Target) -> Mischief {
        let mut mischief = Mischief::default();
        for fault in &self.faults {
            if !fault.chaos.concerns(target) || self.random.u8(0..100) >= fault.percent {
                continue;
            }
            if fault.chaos == Chaos::Latency {
                mischief.delay = Some(Duration::from_millis(self.random.u64(300..=2_500)));
            } else if mischief.act.is_none() {
                mischief.act = Some(fault.chaos);
            }
        }
        mischief
    }

    /// For the details of an act: which of its shapes, applied or not.
    pub(super) fn pick(&mut self, choices: u8) -> u8 {
        self.random.u8(0..choices)
    }
}
