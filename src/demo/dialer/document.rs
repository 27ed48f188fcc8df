//! One user of the dialer on the wire.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::super::names::Name;
use super::super::person::Population;
use super::super::{hostile, ids};
use super::id_of;

/// What is peculiar about a user; whatever is not named is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Oddity {
    Plain,
    Inactive,
    Deleted,
    ClockedIn,
    /// Desks as a map, and no end of groups.
    DesksAsMap,
    /// Names that attack whoever prints them.
    Hostile,
    /// Hardly a field at all.
    Bare,
    NoRoles,
    SeveralRoles,
    Nameless,
}

/// The first users, one of each kind.
const CAST: [(&str, &str, Oddity); 10] = [
    ("Asha", "Rao", Oddity::Plain),
    ("Bilal", "Qureshi", Oddity::Inactive),
    ("Chitra", "Iyer", Oddity::Deleted),
    ("Dev", "Malhotra", Oddity::ClockedIn),
    ("Esha", "Kulkarni", Oddity::DesksAsMap),
    ("Farid", "Shaikh", Oddity::Hostile),
    ("", "", Oddity::Bare),
    ("Gita", "Nair", Oddity::NoRoles),
    ("Hari", "Pillai", Oddity::SeveralRoles),
    ("", "", Oddity::Nameless),
];

const DESKS: [(u32, &str); 4] = [
    (12, "Sales"),
    (14, "Night shift"),
    (21, "Support"),
    (30, "Retention"),
];
const ROLES: [(u32, &str); 4] = [
    (3, "Agent"),
    (5, "Team leader"),
    (8, "Quality"),
    (10, "Administrator"),
];

/// The `n`th user.
pub(super) fn user(population: Population, n: u64) -> Value {
    let mut random = Rng::with_seed(ids::scatter(population.seed ^ 0x0d1a_1e12, n));
    let (first, last, mut oddity) = person(n, &mut random);
    let is_hostile = ids::scatter(!population.seed, n) % 100 < u64::from(population.hostile);
    if is_hostile {
        oddity = Oddity::Hostile;
    }
    let username = username(&first, &last, n);
    if oddity == Oddity::Bare {
        return json!({ "id": id_of(n), "username": username });
    }
    let (first, last) = match oddity {
        Oddity::Hostile => (hostile::name(n * 4), hostile::name(n * 4 + 2)),
        _ => (first, last),
    };
    let spelling = Spelling::of(n);
    let extension = match random.u8(..8) {
        0 => Value::Null,
        _ => json!(format!("{:04}", 2_001 + n)),
    };
    let mut user = Map::new();
    let mut set = |name: &str, value: Value| drop(user.insert(name.to_owned(), value));
    set("id", json!(id_of(n).to_string()));
    set("username", json!(username));
    set("email", json!(format!("{username}@example.in")));
    set(
        "registration_password",
        json!(format!("demo-sip-{:06x}", random.u32(..1 << 24))),
    );
    let is_active = match oddity {
        Oddity::Inactive => false,
        Oddity::Plain | Oddity::ClockedIn => true,
        _ => random.u8(..10) > 0,
    };
    set("is_active", spelling.flag(is_active));
    set(
        "is_clockedin",
        spelling.flag(oddity == Oddity::ClockedIn || random.u8(..3) == 0),
    );
    set("sip_uri", json!(format!("sip:{username}@demo.example.in")));
    set("auto_dial", spelling.flag(random.bool()));
    set("is_deleted", spelling.flag(oddity == Oddity::Deleted));
    set("use_extended_ip_acl", spelling.flag(random.u8(..6) == 0));
    set("user_route_caller_id", caller_id(n));
    set("timezone_id", json!("47"));
    set("use_webrtc", spelling.flag(random.bool()));
    set("first_name", json!(first));
    set("last_name", json!(last));
    set("virtual_extension", extension);
    set("default_language", json!("en"));
    set("max_session_time", json!("28800"));
    set("max_concurrent_sessions", json!("1"));
    set(
        "twofa_type",
        json!(["none", "email", "totp"][random.usize(..3)]),
    );
    set("member_all_desks", spelling.flag(random.u8(..5) == 0));
    set("desks", desks(oddity, &mut random));
    set("roles", roles(oddity, &mut random));
    set("groups", groups(oddity));
    Value::Object(user)
}

fn person(n: u64, random: &mut Rng) -> (String, String, Oddity) {
    let known = usize::try_from(n).ok().and_then(|n| CAST.get(n));
    if let Some((first, last, oddity)) = known {
        return ((*first).to_owned(), (*last).to_owned(), *oddity);
    }
    let name = Name::draw(random).full;
    let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
    let oddity = match random.u8(..40) {
        0 => Oddity::Inactive,
        1 => Oddity::Deleted,
        2..6 => Oddity::DesksAsMap,
        6 => Oddity::Bare,
        7 => Oddity::NoRoles,
        8 => Oddity::SeveralRoles,
        9..20 => Oddity::ClockedIn,
        _ => Oddity::Plain,
    };
    (first.to_owned(), last.to_owned(), oddity)
}

fn username(first: &str, last: &str, n: u64) -> String {
    let plain = |text: &str| {
        text.to_ascii_lowercase()
            .chars()
            .filter(char::is_ascii_lowercase)
            .collect::<String>()
    };
    match (plain(first), plain(last).get(..1)) {
        (first, _) if first.is_empty() => format!("agent{}", id_of(n)),
        (first, Some(initial)) => format!("{first}.{initial}{n}"),
        (first, None) => format!("{first}{n}"),
    }
}

fn caller_id(n: u64) -> Value {
    match n % 3 {
        0 => json!(format!("+9199999{n:05}")),
        1 => json!(""),
        _ => Value::Null,
    }
}

fn desks(oddity: Oddity, random: &mut Rng) -> Value {
    let chosen = &DESKS[..random.usize(..=DESKS.len())];
    let named = |(id, name): &(u32, &str)| json!({ "id": id.to_string(), "name": name });
    match oddity {
        Oddity::DesksAsMap => {
            let entries = DESKS.iter().map(|desk| (desk.0.to_string(), named(desk)));
            Value::Object(entries.collect())
        }
        Oddity::SeveralRoles => {
            let entries = chosen
                .iter()
                .map(|(id, name)| (id.to_string(), json!(name)));
            Value::Object(entries.collect())
        }
        Oddity::Hostile => json!([{ "id": "12", "name": hostile::name(0) }]),
        _ => chosen.iter().map(named).collect(),
    }
}

fn roles(oddity: Oddity, random: &mut Rng) -> Value {
    let (id, name) = ROLES[match random.u8(..10) {
        0..7 => 0,
        7 => 1,
        8 => 2,
        _ => 3,
    }];
    match oddity {
        Oddity::NoRoles => Value::Null,
        Oddity::Nameless => json!([]),
        Oddity::SeveralRoles => {
            let named = |(id, name): &(u32, &str)| json!({ "id": id, "name": name });
            ROLES[..2].iter().map(named).collect()
        }
        Oddity::Hostile => json!({ "3": hostile::role_name("Agent") }),
        Oddity::DesksAsMap => json!({ id.to_string(): name }),
        _ => json!({ "id": id.to_string(), "name": name }),
    }
}

fn groups(oddity: Oddity) -> Value {
    match oddity {
        Oddity::DesksAsMap => (1..=40)
            .map(|group| json!(format!("Group {group}")))
            .collect(),
        Oddity::NoRoles => Value::Null,
        _ => json!(["Everybody"]),
    }
}

/// How a user's flags are spelt.
#[derive(Debug, Clone, Copy)]
enum Spelling {
    DigitText,
    Digit,
    Word,
    WordText,
}

impl Spelling {
    fn of(n: u64) -> Self {
        match n % 8 {
            5 => Self::Digit,
            3 => Self::Word,
            7 => Self::WordText,
            _ => Self::DigitText,
        }
    }

    fn flag(self, flag: bool) -> Value {
        match self {
            Self::DigitText => json!(u8::from(flag).to_string()),
            Self::Digit => json!(u8::from(flag)),
            Self::Word => json!(flag),
            Self::WordText => json!(flag.to_string()),
        }
    }
}
