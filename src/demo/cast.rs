//! The people everybody meets first. With the default seed they have these names and ids; with any
//! other seed the first users are strangers in the same states, so that every state the API knows
//! stands on the first page of every tenant.

use super::role::{ADMIN_NEW, AGENT, NAMELESS, OWNER, QUALITY, Role, SUPERVISOR, TEAM_LEAD};
use super::traits::Traits;

/// The seed whose first users are the cast.
pub(super) const DEFAULT_SEED: u64 = 1;

/// The number of the user as whom the demo signs in; present in every tenant that is large enough.
pub(super) const OWN: u64 = 20;

/// One of the cast.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) id: u64,
    pub(super) name: &'static str,
    pub(super) login_id: Option<&'static str>,
    pub(super) role: Role,
    pub(super) traits: Traits,
}

/// Who the `n`th user is, when that is written down rather than drawn.
pub(super) fn member(seed: u64, n: u64) -> Option<&'static Member> {
    at(n).filter(|_| seed == DEFAULT_SEED)
}

/// The `n`th of the cast, whose states hold for every seed.
pub(super) fn at(n: u64) -> Option<&'static Member> {
    CAST.get(usize::try_from(n).ok()?)
}

const WELL: Traits = Traits {
    agent_status: Some(0),
    user_status: 1,
    member_status: 1,
    web_login_blocked: false,
    login_based: false,
    international: false,
    extension: true,
};
const LOCKED: Traits = Traits {
    web_login_blocked: true,
    ..WELL
};
const AGENTLESS: Traits = Traits {
    agent_status: None,
    extension: false,
    ..WELL
};

const fn with_status(status: i64) -> Traits {
    Traits {
        agent_status: Some(status),
        ..WELL
    }
}

const fn cast(
    id: u64,
    name: &'static str,
    login_id: &'static str,
    role: Role,
    traits: Traits,
) -> Member {
    Member {
        id,
        name,
        login_id: Some(login_id),
        role,
        traits,
    }
}

pub(super) const CAST: [Member; 21] = [
    cast(314_612, "Aarti Deshmukh", "aarti.d", AGENT, WELL),
    cast(
        314_655,
        "Abdul Rahim Shaikh",
        "abdul.s",
        AGENT,
        with_status(3),
    ),
    cast(314_660, "Anjali R. Pillai", "anjali.p", AGENT, LOCKED),
    cast(
        314_671,
        "Bharat Singh Negi",
        "bharat.n",
        QUALITY,
        Traits {
            login_based: true,
            ..with_status(4)
        },
    ),
    cast(
        314_678,
        "Ravi Kumar Verma",
        "ravi.v",
        QUALITY,
        Traits {
            extension: false,
            ..WELL
        },
    ),
    cast(314_690, "Divya Krishnamurthy", "divya.k", AGENT, LOCKED),
    Member {
        login_id: None,
        ..cast(314_702, "Farhan Q.", "", AGENT, WELL)
    },
    cast(
        314_733,
        "Gurpreet Kaur",
        "gurpreet.k",
        SUPERVISOR,
        Traits {
            international: true,
            ..WELL
        },
    ),
    cast(
        314_760,
        "Harish B",
        "harish.b",
        AGENT,
        Traits {
            user_status: 0,
            member_status: 0,
            ..with_status(1)
        },
    ),
    cast(314_761, "Harish B", "harish.b2", AGENT, AGENTLESS),
    cast(314_790, "Irfan Ali", "irfan.a", AGENT, LOCKED),
    cast(314_802, "Jaya Lakshmi S", "jaya.s", AGENT, with_status(2)),
    cast(
        314_811,
        "Kiran Joshi",
        "kiran.j",
        AGENT,
        Traits {
            login_based: true,
            ..LOCKED
        },
    ),
    cast(
        314_812,
        "Lata Menon",
        "lata.m",
        ADMIN_NEW,
        Traits {
            international: true,
            ..LOCKED
        },
    ),
    cast(
        314_830,
        "M. Senthil Kumaran",
        "senthil.m",
        AGENT,
        Traits {
            web_login_blocked: true,
            ..with_status(4)
        },
    ),
    cast(314_844, "Naveen", "naveen", AGENT, LOCKED),
    cast(314_851, "", "user314851", NAMELESS, AGENTLESS),
    cast(
        314_860,
        "Om Prakash",
        "om.p",
        AGENT,
        Traits {
            international: true,
            ..WELL
        },
    ),
    cast(314_866, "Pooja S", "pooja.s", AGENT, WELL),
    cast(
        314_873,
        "Qamar Sultana",
        "qamar.s",
        TEAM_LEAD,
        with_status(9),
    ),
    cast(314_884, "Demo Admin", "demo.admin", OWNER, AGENTLESS),
];
