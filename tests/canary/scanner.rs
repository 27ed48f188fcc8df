//! Finds a secret in bytes: plain, escaped, in base64, in hexadecimal, percent-encoded.

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FOR_URLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// How the secret stands in the bytes, if it does.
pub(crate) fn find(bytes: &[u8], secret: &str) -> Option<&'static str> {
    let lower = bytes.to_ascii_lowercase();
    let mut dresses = dresses(secret).into_iter();
    let found = dresses.find(|(_, needle, case)| {
        let haystack = match case {
            Case::Matters => bytes,
            Case::IsAllTheSame => &lower,
        };
        memchr::memmem::find(haystack, needle).is_some()
    });
    found.map(|(name, ..)| name)
}

/// Whether upper and lower case are different letters in a dress.
#[derive(Clone, Copy)]
enum Case {
    Matters,
    IsAllTheSame,
}

fn dresses(secret: &str) -> Vec<(&'static str, Vec<u8>, Case)> {
    use Case::{IsAllTheSame, Matters};

    let bytes = secret.as_bytes();
    let hex = |before: &str, byte: &u8| format!("{before}{byte:02x}");
    let all_in = |before: &str| {
        bytes
            .iter()
            .map(|byte| hex(before, byte))
            .collect::<String>()
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
    let mut all = vec![
        ("plain", bytes.to_vec(), Matters),
        (
            "with escaped slashes",
            secret.replace('/', "\\/").into(),
            Matters,
        ),
        ("in hexadecimal", all_in("").into(), IsAllTheSame),
        (
            "in spaced hexadecimal",
            all_in(" ").trim().into(),
            IsAllTheSame,
        ),
        ("in JSON escapes", all_in("\\u00").into(), IsAllTheSame),
        (
            "percent-encoded",
            encoded.to_ascii_lowercase().into(),
            IsAllTheSame,
        ),
        (
            "percent-encoded letter by letter",
            all_in("%").into(),
            IsAllTheSame,
        ),
        (
            "as a list of bytes",
            format!("{bytes:?}").trim_matches(['[', ']']).into(),
            Matters,
        ),
    ];
    for alphabet in [STANDARD, FOR_URLS] {
        for shift in 0..3 {
            all.push(("in base64", base64(alphabet, shift, bytes), Matters));
        }
    }
    all
}

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

#[test]
fn a_planted_secret_is_found_in_every_dress() {
    let secret = "q/Z+7=x9Kt";
    for (planted, dress) in [
        ("a q/Z+7=x9Kt b", "plain"),
        (r#"{"t":"q\/Z+7=x9Kt"}"#, "with escaped slashes"),
        ("..712f5a2b373d78394b74..", "in hexadecimal"),
        ("712F5A2B373D78394B74", "in hexadecimal"),
        ("71 2f 5a 2b 37 3d 78 39 4b 74", "in spaced hexadecimal"),
        ("?t=q%2FZ%2B7%3Dx9Kt&", "percent-encoded"),
        ("?t=q%2fZ%2b7%3dx9Kt&", "percent-encoded"),
        (
            "%71%2F%5A%2B%37%3D%78%39%4B%74",
            "percent-encoded letter by letter",
        ),
        (
            "[113, 47, 90, 43, 55, 61, 120, 57, 75, 116]",
            "as a list of bytes",
        ),
        // base64 of the secret, of "a" and it, of "ab" and it, of "user:" and it
        ("cS9aKzc9eDlLdA==", "in base64"),
        ("YXEvWis3PXg5S3Q=", "in base64"),
        ("YWJxL1orNz14OUt0", "in base64"),
        ("dXNlcjpxL1orNz14OUt0", "in base64"),
    ] {
        assert_eq!(find(planted.as_bytes(), secret), Some(dress), "{planted}");
    }
    let escaped: String = secret
        .bytes()
        .map(|byte| format!("\\u00{byte:02X}"))
        .collect();
    assert_eq!(find(escaped.as_bytes(), secret), Some("in JSON escapes"));
    // Its other half only, or in another case.
    for harmless in ["q/Z+7=x9K", "Q/z+7=X9kT", "cS9aKzc9eDlL?", ""] {
        assert_eq!(find(harmless.as_bytes(), secret), None, "{harmless}");
    }
}

#[test]
fn base64_for_addresses_is_found_too() {
    let secret = "k?>~\u{7f}k?>~~";
    assert_eq!(find(b"az8-fn9rPz5-fg", secret), Some("in base64"));
}
