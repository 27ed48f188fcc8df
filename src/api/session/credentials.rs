//! What the program was given to sign in with, and who is told of the tokens that came of it.
//!
//! Invariant: a secret leaves here in a [`Signature`] or to the [`Keeper`], and is never printed.

use std::sync::Arc;

use crate::api::transport::Signature;
use crate::domain::Secret;
use crate::protocol::{SignIn, Standing, Way};

/// What the program was given to sign in with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Credentials {
    /// Nothing, and nothing is asked for: requests go unsigned.
    #[default]
    Unsigned,
    /// Nothing yet: somebody has to sign in first.
    Nobody {
        /// Whose login it will be, if that is known.
        login_id: Option<String>,
    },
    /// A token from the portal: when it is refused it is over.
    Token(Secret),
    /// A token of an earlier sign-in: it can be renewed.
    Renewable {
        /// The token.
        token: Secret,
        /// Whose.
        login_id: String,
        /// For the day on which it cannot be renewed any more.
        password: Option<Secret>,
    },
    /// Login ID and password, exchanged for a token before the first request.
    Password {
        /// Whose.
        login_id: String,
        /// Kept until it is refused.
        password: Secret,
    },
    /// User name and password with every request.
    Basic {
        /// Whose.
        username: String,
        /// Kept until it is refused.
        password: Secret,
    },
}

impl Credentials {
    /// How somebody is signed in with them at the start.
    #[must_use]
    pub fn sign_in(&self) -> SignIn {
        let (standing, way, login_id) = match self {
            Self::Unsigned => (Standing::In(None), Way::Unsigned, None),
            Self::Nobody { login_id } => (Standing::Out, Way::Password, login_id.clone()),
            Self::Token(_) => (Standing::In(None), Way::Token, None),
            Self::Renewable { login_id, .. } => {
                (Standing::In(None), Way::Password, Some(login_id.clone()))
            }
            Self::Password { login_id, .. } => {
                (Standing::Waiting, Way::Password, Some(login_id.clone()))
            }
            Self::Basic { username, .. } => {
                (Standing::In(None), Way::Basic, Some(username.clone()))
            }
        };
        SignIn {
            renews: matches!(self, Self::Renewable { .. } | Self::Password { .. }),
            ..SignIn::new(standing, way, login_id)
        }
    }

    /// What a request is signed with at first; `None` = somebody has to sign in before.
    #[must_use]
    pub fn signature(&self) -> Option<Signature> {
        match self {
            Self::Unsigned => Some(Signature::Nothing),
            Self::Nobody { .. } | Self::Password { .. } => None,
            Self::Token(token) | Self::Renewable { token, .. } => {
                Some(Signature::Bearer(token.clone()))
            }
            Self::Basic { username, password } => Some(Signature::Basic {
                username: username.clone(),
                password: password.clone(),
            }),
        }
    }
}

/// Told of every token that a sign-in or a renewal gave, and of `None` when it is given up, so
/// that it can be kept where the person wants it kept.
#[derive(Clone)]
pub struct Keeper(pub Arc<Keep>);

/// What is told.
type Keep = dyn Fn(Option<&Secret>) + Send + Sync;

impl std::fmt::Debug for Keeper {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keeper")
    }
}
