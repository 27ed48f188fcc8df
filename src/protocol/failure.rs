//! Why something could not be read or done.
//!
//! Invariant: the sentence can be shown as it is, but for untrusted text in quotes, which is
//! sanitised like all such text.

/// Why a read failed, in a sentence that names the thing, the cause and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind, for what follows from it.
    pub cause: Cause,
    /// The sentence; untrusted text in quotes.
    pub text: String,
}

impl Failure {
    /// Whether it may be the page itself that is too much for the server, or for us.
    #[must_use]
    pub fn is_about_page(&self) -> bool {
        match self.cause {
            Cause::Answer | Cause::Network => true,
            Cause::SignedOut | Cause::NotFound | Cause::Throttled | Cause::Cancelled => false,
        }
    }
}

/// The kinds of failure that lead to different next steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The token was refused: sign in again.
    SignedOut,
    /// There is no such user.
    NotFound,
    /// The server asked to slow down, more often than we try.
    Throttled,
    /// No connection, time-out, broken answer.
    Network,
    /// An answer, but not one that can be understood, or a refusal.
    Answer,
    /// Cancelled before it was answered.
    Cancelled,
}
