//! What was sent in confidence must not come back in the server's words.
//!
//! Invariant: a sentence that has passed here holds none of the secrets of its request, not even
//! the beginning of one where the sentence was cut off.

use crate::api::dialect::Verdict;
use crate::api::transport::Signature;
use crate::domain::{Change, Secret, Value};
use crate::protocol::Failure;

/// The secrets of one request.
#[derive(Debug)]
pub struct Masks(Vec<Secret>);

impl Masks {
    /// Those that sign it.
    #[must_use]
    pub fn of(signature: &Signature) -> Self {
        match signature {
            Signature::Nothing => Self(Vec::new()),
            Signature::Bearer(token) => Self(vec![token.clone()]),
            Signature::Basic { username, password } => {
                let pair = format!("{username}:{}", password.expose());
                Self(vec![password.clone(), Secret::new(base64(pair.as_bytes()))])
            }
        }
    }

    /// This one, too.
    #[must_use]
    pub fn and(mut self, secret: &Secret) -> Self {
        self.0.push(secret.clone());
        self
    }

    /// Those that it changes, too.
    #[must_use]
    pub fn and_of(self, change: &Change) -> Self {
        let after = change.deltas.iter().map(|delta| &delta.after);
        after.fold(self, |masks, value| {
            if let Value::Secret(secret) = value {
                masks.and(secret)
            } else {
                masks
            }
        })
    }

    /// `text` without them.
    #[must_use]
    pub fn mask(&self, text: &str) -> String {
        let hide = |text: String, secret: &Secret| secret.hide_in(&text);
        self.0.iter().fold(text.to_owned(), hide)
    }

    /// The failure, its sentence masked.
    #[must_use]
    pub fn failure(&self, failure: Failure) -> Failure {
        Failure {
            text: self.mask(&failure.text),
            ..failure
        }
    }

    /// The verdict, the server's words masked.
    #[must_use]
    pub fn verdict(&self, verdict: Verdict) -> Verdict {
        match verdict {
            Verdict::Accepted { message } => Verdict::Accepted {
                message: self.mask(&message),
            },
            Verdict::Rejected { status, message } => Verdict::Rejected {
                status,
                message: self.mask(&message),
            },
            Verdict::SignedOut { message } => Verdict::SignedOut {
                message: self.mask(&message),
            },
            Verdict::Unclear { cause } => Verdict::Unclear {
                cause: self.mask(&cause),
            },
            Verdict::Throttled { .. } => verdict,
        }
    }
}

/// As the header of Basic authentication carries it.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |index: usize| usize::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            match place <= group.len() {
                true => text.push(char::from(LETTERS[bits >> (18 - 6 * place) & 63])),
                false => text.push('='),
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_name_and_password_are_masked_as_the_header_has_them() {
        for (password, header) in [
            ("p:w", "YXNoYTpwOnc="),
            ("open sesame", "YXNoYTpvcGVuIHNlc2FtZQ=="),
            ("abcd", "YXNoYTphYmNk"),
        ] {
            let masks = Masks::of(&Signature::Basic {
                username: "asha".to_owned(),
                password: Secret::new(password),
            });
            assert_eq!(
                masks.mask(&format!("Basic {header} {password}")),
                "Basic *** ***"
            );
        }
    }
}
