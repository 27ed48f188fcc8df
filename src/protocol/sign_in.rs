//! How somebody is signed in to a tenant, as far as the person is told.
//!
//! Invariant: no secret travels towards the screen; a password or token only goes from it.

use jiff::Timestamp;

/// How somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Whether requests can be signed.
    pub standing: Standing,
    /// By what.
    pub way: Way,
    /// Whose it is; `None` = nobody told us (a token says nothing about its owner).
    pub login_id: Option<String>,
    /// When the token ends, if the server said so.
    pub expires_at: Option<Timestamp>,
    /// Whether it is renewed before that without asking.
    pub renews: bool,
    /// Days until the password ends, as told when signing in.
    pub password_days: Option<u32>,
    /// Sign-ins refused in a row, by the server's count if it told one.
    pub failed: u32,
    /// The server takes no sign-in before this time.
    pub not_before: Option<Timestamp>,
}

/// Whether requests can be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Yes, since then; `None` = since before the program.
    In(Option<Timestamp>),
    /// Not yet: the first request signs in.
    Waiting,
    /// Nobody has signed in, or somebody signed out.
    Out,
    /// What was used was refused.
    Lost {
        /// When.
        at: Timestamp,
        /// How long it had been in use.
        since: Option<Timestamp>,
    },
}

/// By what requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Nothing is asked for.
    Unsigned,
    /// A token from the portal: when it is refused it is over.
    Token,
    /// A token that login ID and password were exchanged for.
    Password,
    /// User name and password with every request.
    Basic,
}

impl SignIn {
    /// Where nothing was tried yet.
    #[must_use]
    pub fn new(standing: Standing, way: Way, login_id: Option<String>) -> Self {
        Self {
            standing,
            way,
            login_id,
            expires_at: None,
            renews: false,
            password_days: None,
            failed: 0,
            not_before: None,
        }
    }

    /// Whether requests are refused before they are sent, until somebody signs in.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        match self.standing {
            Standing::In(_) | Standing::Waiting => false,
            Standing::Out | Standing::Lost { .. } => true,
        }
    }
}
