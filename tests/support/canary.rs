//! What is to be found nowhere: the secrets of all tests, and the search for them, plain and in
//! every dress they could wear.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test target uses its own part of it"
)]

use std::sync::OnceLock;

use memchr::memmem::Finder;

/// The token of a portal, of letters that escapes and addresses spell otherwise.
pub const TOKEN: &str = "q/Z+7=x9Kt";
/// The password of the person who signs in; as long as the demo tenant's own.
pub const PASSWORD: &str = "pW3&Can%ry/7q";
/// A new password that is set for a user.
pub const NEW_PASSWORD: &str = "Kw7#New/Pa55=x";
/// The token of servers that are played by a test.
pub const PLAYED_TOKEN: &str = "canary-3f9a-token";

/// All of them, and those of the demo tenants: given, handed out by the first to the ninth sign-in,
/// and of telephones.
const SECRETS: [&str; 16] = [
    TOKEN,
    PASSWORD,
    NEW_PASSWORD,
    PLAYED_TOKEN,
    "demo-token",
    "demo-password",
    "demo-sip-",
    "demo.1.",
    "demo.2.",
    "demo.3.",
    "demo.4.",
    "demo.5.",
    "demo.6.",
    "demo.7.",
    "demo.8.",
    "demo.9.",
];

/// Every secret in the bytes, with the dress it stands there in.
pub fn search(bytes: &[u8]) -> Vec<(&'static str, &'static str)> {
    static DRESSED: OnceLock<Vec<(&str, Vec<Dress>)>> = OnceLock::new();
    let dressed = DRESSED.get_or_init(|| SECRETS.map(|secret| (secret, dresses(secret))).into());
    let lower = bytes.to_ascii_lowercase();
    let found = dressed.iter().filter_map(|(secret, dresses)| {
        let dress = dresses.iter().find(|dress| dress.is_in(bytes, &lower))?;
        Some((*secret, dress.name))
    });
    found.collect()
}

/// How the secret stands in the bytes, if it does.
pub fn find(bytes: &[u8], secret: &str) -> Option<&'static str> {
    let lower = bytes.to_ascii_lowercase();
    let dresses = dresses(secret);
    let found = dresses.iter().find(|dress| dress.is_in(bytes, &lower))?;
    Some(found.name)
}

/// A way to write a secret.
struct Dress {
    name: &'static str,
    needle: Finder<'static>,
    case: Case,
}

/// Whether upper and lower case are different letters in a dress.
#[derive(Clone, Copy)]
enum Case {
    Matters,
    IsAllTheSame,
}

impl Dress {
    fn new(name: &'static str, needle: impl Into<Vec<u8>>, case: Case) -> Self {
        Self {
            name,
            needle: Finder::new(&needle.into()).into_owned(),
            case,
        }
    }

    fn is_in(&self, bytes: &[u8], lower: &[u8]) -> bool {
        let haystack = match self.case {
            Case::Matters => bytes,
            Case::IsAllTheSame => lower,
        };
        self.needle.find(haystack).is_some()
    }
}

fn dresses(secret: &str) -> Vec<Dress> {
    use Case::{IsAllTheSame, Matters};

    let bytes = secret.as_bytes();
    let hex = |before: &str, byte: &u8| format!("{before}{byte:02x}");
    let all_in = |before: &str| {
        let all = bytes.iter().map(|byte| hex(before, byte));
        all.collect::<String>()
    };
    // As forms and addresses do it: letters and digits stay.
    let encoded: String = bytes
        .iter()
        .map(
            |byte| match byte.is_ascii_alphanumeric() || b"-_.~".contains(byte) {
                true => char::from(*byte).to_string(),
                false => hex("%", byte),
            },
        )
        .collect();
    let list = format!("{bytes:?}");
    let mut all = vec![
        Dress::new("plain", bytes, Matters),
        Dress::new("with escaped slashes", secret.replace('/', "\\/"), Matters),
        Dress::new("in hexadecimal", all_in(""), IsAllTheSame),
        Dress::new("in spaced hexadecimal", all_in(" ").trim(), IsAllTheSame),
        Dress::new("in JSON escapes", all_in("\\u00"), IsAllTheSame),
        Dress::new(
            "percent-encoded",
            encoded.to_ascii_lowercase(),
            IsAllTheSame,
        ),
        Dress::new(
            "percent-encoded letter by letter",
            all_in("%"),
            IsAllTheSame,
        ),
        Dress::new("as a list of bytes", list.trim_matches(['[', ']']), Matters),
    ];
    for alphabet in [STANDARD, FOR_URLS] {
        for shift in 0..3 {
            let needle = base64(alphabet, shift, bytes);
            all.push(Dress::new("in base64", needle, Matters));
        }
    }
    all
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FOR_URLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The characters of base64 that depend on nothing but the secret, when so many bytes stand before
/// it.
fn base64(alphabet: &[u8; 64], shift: usize, secret: &[u8]) -> Vec<u8> {
    let bit = |number: usize| {
        let byte = secret[(number - shift * 8) / 8];
        usize::from(byte >> (7 - number % 8) & 1)
    };
    let (first, behind) = ((shift * 8).div_ceil(6), (shift + secret.len()) * 8 / 6);
    let characters = (first..behind).map(|index| {
        let value = (0..6).fold(0, |value, place| value << 1 | bit(index * 6 + place));
        alphabet[value]
    });
    characters.collect()
}
