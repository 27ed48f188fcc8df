//! JSON for the eyes: indented, secrets masked, every other token exactly as received.
//!
//! It never goes through numbers or strings of ours, so nothing is rounded, reordered or
//! unescaped on the way; text that is not JSON comes out as it is.

/// Field names that hold a secret, by what they contain.
const SECRET_NAMES: [&str; 5] = ["password", "passwd", "secret", "token", "pin"];

const PUNCTUATION: [char; 6] = ['{', '}', '[', ']', ',', ':'];

/// `raw` with line breaks, two blanks a level, and the values of secret fields as `"***"`.
#[must_use]
pub fn pretty(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() * 2);
    let mut depth = 0_usize;
    let mut key = String::new();
    // The depth at which a secret field stands; all that is inside it is masked.
    let mut secret_at: Option<usize> = None;
    let mut rest = raw.trim();
    while let Some(token) = next_token(rest) {
        let behind = &rest[token.len()..];
        rest = behind.trim_start();
        let is_key = token.starts_with('"') && rest.starts_with(':');
        match token {
            "{" | "[" => {
                out.push_str(token);
                depth += 1;
                if rest.starts_with(['}', ']']) {
                    continue;
                }
                new_line(&mut out, depth);
            }
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                secret_at = secret_at.filter(|at| *at <= depth);
                if !out.is_empty() && !out.ends_with(['{', '[']) {
                    new_line(&mut out, depth);
                }
                out.push_str(token);
            }
            "," => {
                out.push(',');
                secret_at = secret_at.filter(|at| *at < depth);
                new_line(&mut out, depth);
            }
            ":" => {
                out.push_str(": ");
                if is_secret(&key) {
                    secret_at = secret_at.or(Some(depth));
                }
            }
            _ if is_key => {
                key = name(token);
                out.push_str(token);
            }
            "null" => out.push_str("null"),
            _ if secret_at.is_some() => out.push_str("\"***\""),
            _ => out.push_str(token),
        }
        // Between two words there is a blank only in what is not JSON.
        let is_word = |text: &str| !text.is_empty() && !text.starts_with(PUNCTUATION);
        if behind.len() > rest.len() && is_word(token) && is_word(rest) {
            out.push(' ');
        }
    }
    out
}

/// The name that a quoted key spells, its escapes resolved; a broken one stays as it is.
fn name(token: &str) -> String {
    serde_json::from_str(token).unwrap_or_else(|_| token.trim_matches('"').to_owned())
}

/// Whether a field of this name holds a secret.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // "pin" alone would hide "shipping"; as a word of its own it is a secret.
    SECRET_NAMES.iter().any(|secret| match *secret {
        "pin" => name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| word == "pin"),
        secret => name.contains(secret),
    })
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    // A hostile body may nest a thousand deep; the eyes need no more than this.
    out.extend(std::iter::repeat_n("  ", depth.min(32)));
}

/// The next token: a string with its quotes, one punctuation mark, or a run of anything else.
fn next_token(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let end = match first {
        '{' | '}' | '[' | ']' | ',' | ':' => 1,
        '"' => string_end(text),
        _ => {
            let stop = |character: char| character == '"' || PUNCTUATION.contains(&character);
            text.char_indices()
                .skip(1)
                .find(|(_, character)| stop(*character) || character.is_whitespace())
                .map_or(text.len(), |(index, _)| index)
        }
    };
    Some(&text[..end])
}

fn string_end(text: &str) -> usize {
    let mut is_escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_stay_and_secrets_go() {
        let raw = r#"{"id":314678123456789012345,"a":[],"registration_password":"hunter2","access_token":"a\"b","n":{"x":1.10},"pin":12,"shipping":"yes"}"#;
        let shown = pretty(raw);
        assert!(shown.contains("314678123456789012345"));
        assert!(shown.contains("1.10"));
        assert!(shown.contains("\"shipping\": \"yes\""));
        assert!(
            !shown.contains("hunter2")
                && !shown.contains("a\\\"b")
                && !shown.contains("12,\n  \"shipping")
        );
    }

    #[test]
    fn what_is_not_json_does_not_hurt() {
        assert_eq!(pretty(""), "");
        assert_eq!(pretty("}]"), "}\n]");
        assert!(pretty("<html>502</html>").contains("502"));
        assert!(!pretty("\"open string \\").is_empty());
    }
}
