//! A text that cannot be printed: passwords and tokens.
//!
//! Invariants: neither `Debug` nor any other formatting shows it, and its memory is wiped when the
//! last copy goes. The one way to the text is [`Secret::expose`], so a search for that name finds
//! every use. As long as it lives, [`hide_all`] takes it out of any text, whoever made it and
//! whenever: there is no second list of what has to be hidden.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use secrecy::{ExposeSecret, SecretString};

/// Fewer letters than this hide nothing: at the end of a cut sentence they are chance, and a
/// "secret" as short would take letters out of every line.
const TELLING: usize = 4;

/// Every secret that lives in this process. A log and the report of a panic belong to the whole
/// process, too, and nobody who makes a secret has to think of them.
static ALIVE: Mutex<Vec<Weak<SecretString>>> = Mutex::new(Vec::new());

/// A password or token. Compares by content, prints as `***`.
#[derive(Clone)]
pub struct Secret(Arc<SecretString>);

impl Secret {
    /// Takes ownership of the text; the caller's copy is its own to wipe.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = Arc::new(SecretString::from(text.into()));
        if text.expose_secret().len() >= TELLING {
            let mut alive = ALIVE.lock().unwrap_or_else(PoisonError::into_inner);
            alive.retain(|secret| secret.strong_count() > 0);
            alive.push(Arc::downgrade(&text));
        }
        Self(text)
    }

    /// The text itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// `text` without it: as it is, as JSON and `Debug` spell it, and as the beginning of it where
    /// a sentence was cut off.
    #[must_use]
    pub fn hide_in(&self, text: &str) -> String {
        let plain = self.expose();
        let escaped = plain.replace('\\', "\\\\").replace('"', "\\\"");
        let mut text = text.to_owned();
        for spelling in [plain, &*escaped, &*escaped.replace('/', "\\/")] {
            if !spelling.is_empty() {
                text = without_beginning(&text.replace(spelling, "***"), spelling);
            }
        }
        text
    }
}

/// `text` without any secret that lives in this process.
#[must_use]
pub fn hide_all(text: &str) -> String {
    let alive = ALIVE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut secrets: Vec<_> = alive.iter().filter_map(Weak::upgrade).map(Secret).collect();
    drop(alive);
    // One may begin with another: what is left of it would tell the rest.
    secrets.sort_unstable_by(|a, b| {
        b.expose()
            .len()
            .cmp(&a.expose().len())
            .then_with(|| a.expose().cmp(b.expose()))
    });
    secrets.dedup();
    let hide = |text: String, secret: &Secret| secret.hide_in(&text);
    secrets.iter().fold(text.to_owned(), hide)
}

/// Takes the beginning of the secret away where the text was cut off in the middle of it.
fn without_beginning(text: &str, secret: &str) -> String {
    let lengths = (TELLING..secret.len()).rev();
    let mut beginnings = lengths.filter_map(|length| secret.get(..length));
    let cut = beginnings.find_map(|beginning| {
        let cut = format!("{beginning}…");
        text.contains(&cut).then(|| text.replace(&cut, "***…"))
    });
    cut.unwrap_or_else(|| text.to_owned())
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_hidden_in_every_spelling_of_an_answer() {
        let token = Secret::new("q/Z+7\"x9Kt");
        let password = Secret::new("hunter2-hunter2");
        for (text, hidden) in [
            ("token q/Z+7\"x9Kt is no good", "token *** is no good"),
            (r#"{"t":"q/Z+7\"x9Kt"}"#, r#"{"t":"***"}"#),
            (r#"{"t":"q\/Z+7\"x9Kt"}"#, r#"{"t":"***"}"#),
            ("too weak: hunter2-hunter2", "too weak: ***"),
            ("too weak: hunter2-hun…", "too weak: ***…"),
            ("too weak: hunt…", "too weak: ***…"),
            ("hunting hun…", "hunting hun…"),
            ("nothing of it", "nothing of it"),
        ] {
            assert_eq!(password.hide_in(&token.hide_in(text)), hidden);
        }
    }

    #[test]
    fn what_lives_is_hidden_and_what_is_gone_is_nobodys_secret() {
        let text = "kept: Wm4-first, typed: Wm4-first-and-more, short: ab";
        let first = Secret::new("Wm4-first");
        let longer = Secret::new("Wm4-first-and-more");
        let _short = Secret::new("ab");
        assert_eq!(hide_all(text), "kept: ***, typed: ***, short: ab");
        let copy = first.clone();
        drop((first, longer));
        assert_eq!(hide_all(text), "kept: ***, typed: ***-and-more, short: ab");
        drop(copy);
        assert_eq!(hide_all(text), text);
    }
}
