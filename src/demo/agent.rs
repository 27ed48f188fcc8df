//! The agent half of a user: the telephone side, which some users do not have.
//! Agent ids and extension names begin with a zero and are text.

use fastrand::Rng;

use super::traits::Traits;

/// An agent and where their calls go.
#[derive(Debug, Clone)]
pub(super) struct Agent {
    pub(super) id: String,
    pub(super) intercom: u64,
    pub(super) status: i64,
    pub(super) extension: Option<Extension>,
    pub(super) sticky: Option<Sticky>,
    pub(super) time_group: Option<(u32, &'static str)>,
    pub(super) failover: Option<Failover>,
}

/// A telephone extension.
#[derive(Debug, Clone)]
pub(super) struct Extension {
    pub(super) username: String,
    pub(super) outbound_block: bool,
    pub(super) shape: Shape,
}

/// How the list writes an extension: the documentation says text, rarely it is something else.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Text,
    /// Loses the leading zero.
    Number,
    Object,
}

/// Keeping a caller with the agent they spoke to before.
#[derive(Debug, Clone)]
pub(super) struct Sticky {
    pub(super) timeout: u32,
    pub(super) ring_strategy: &'static str,
    pub(super) alternate_numbers: String,
}

/// Where a call goes when the agent does not answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failover {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
}

const TIME_GROUPS: [(u32, &str); 4] = [
    (23_743, "TEster OCT NOV"),
    (23_801, "General shift"),
    (23_802, "Night shift"),
    (23_915, "Sundays & holidays"),
];

const FAILOVERS: [Failover; 4] = [
    Failover {
        id: "50757",
        name: "OFF hours OB",
        kind: "auto_attendant",
    },
    Failover {
        id: "50801",
        name: "Sales overflow",
        kind: "department",
    },
    Failover {
        id: "0502842370093",
        name: "Aarti Deshmukh",
        kind: "agent",
    },
    Failover {
        id: "50944",
        name: "Voicemail",
        kind: "voicemail",
    },
];

impl Agent {
    /// The agent of the `n`th person, if their states say that there is one.
    pub(super) fn draw(n: u64, traits: &Traits, random: &mut Rng) -> Option<Self> {
        let status = traits.agent_status?;
        let time_group = random.usize(..7);
        let failover = random.usize(..8);
        let sticky = random.u8(0..10) == 0;
        // Ravi Kumar Verma, whom the documentation shows, has the first of each.
        let (time_group, failover) = if n == 4 {
            (0, 0)
        } else {
            (time_group, failover)
        };
        Some(Self {
            id: format!("0502842{}", 370_093 + n),
            intercom: 998 + n,
            status,
            extension: traits.extension.then(|| Extension::draw(n, random)),
            sticky: (sticky && n != 4).then(|| Sticky {
                timeout: 15 + random.u32(0..4) * 15,
                ring_strategy: if random.bool() {
                    "Order By"
                } else {
                    "Round Robin"
                },
                alternate_numbers: format!("+9199999{:05}", n % 99_999),
            }),
            time_group: TIME_GROUPS.get(time_group).copied(),
            failover: FAILOVERS.get(failover).copied(),
        })
    }
}

impl Extension {
    fn draw(n: u64, random: &mut Rng) -> Self {
        let shape = match (n, random.u8(0..50)) {
            (17, _) | (40.., 0) => Shape::Number,
            (18, _) | (40.., 1) => Shape::Object,
            _ => Shape::Text,
        };
        Self {
            username: format!("0602842{}", 370_073 + n),
            outbound_block: random.u8(0..20) == 0,
            shape,
        }
    }
}
