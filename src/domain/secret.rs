//! A text that cannot be printed: passwords and tokens.
//!
//! Invariant: neither `Debug` nor any other formatting shows it, and its memory is wiped on drop.
//! The one way to the text is [`Secret::expose`], so a search for that name finds every use.

use secrecy::{ExposeSecret, SecretString};

/// A password or token. Compares by content, prints as `***`.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes ownership of the text; the caller's copy is its own to wipe.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
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
