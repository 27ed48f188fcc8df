//! The keyring of the operating system, where this program was built with it.
//!
//! Invariant: where there is none that is said in words; nothing is put anywhere else instead.

use super::StoreError;
use crate::domain::Secret;

#[cfg(not(feature = "keyring"))]
mod way {
    use super::{Secret, StoreError};

    fn none() -> StoreError {
        StoreError::Keyring(
            "cannot be used: this rosterm was built without it (cargo feature keyring); use \
             token_command, for example [\"secret-tool\", \"lookup\", \"rosterm\", \"acme\"], or \
             token_file"
                .to_owned(),
        )
    }

    pub(super) fn read(_: &str) -> Result<Option<Secret>, StoreError> {
        Err(none())
    }

    pub(super) fn write(_: &str, _: &Secret) -> Result<(), StoreError> {
        Err(none())
    }

    pub(super) fn remove(_: &str) -> Result<(), StoreError> {
        Err(none())
    }
}

#[cfg(feature = "keyring")]
mod way {
    use keyring_core::{Entry, Error};

    use super::{Secret, StoreError};

    const SERVICE: &str = "rosterm";

    /// The entry of a profile, once the system's store is there.
    fn entry(profile: &str) -> Result<Entry, StoreError> {
        if keyring_core::get_default_store().is_none() {
            keyring_core::set_default_store(store().map_err(|error| refuse(&error))?);
        }
        Entry::new(SERVICE, profile).map_err(|error| refuse(&error))
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    fn store() -> Result<std::sync::Arc<keyring_core::CredentialStore>, Error> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    #[cfg(target_os = "macos")]
    fn store() -> Result<std::sync::Arc<keyring_core::CredentialStore>, Error> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    #[cfg(windows)]
    fn store() -> Result<std::sync::Arc<keyring_core::CredentialStore>, Error> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    fn refuse(error: &Error) -> StoreError {
        StoreError::Keyring(format!(
            "cannot be used: {error}; unlock or start it, or use token_command or token_file"
        ))
    }

    pub(super) fn read(profile: &str) -> Result<Option<Secret>, StoreError> {
        match entry(profile)?.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refuse(&error)),
        }
    }

    pub(super) fn write(profile: &str, secret: &Secret) -> Result<(), StoreError> {
        let written = entry(profile)?.set_password(secret.expose());
        written.map_err(|error| refuse(&error))
    }

    pub(super) fn remove(profile: &str) -> Result<(), StoreError> {
        match entry(profile)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(refuse(&error)),
        }
    }
}

/// What the keyring holds for a profile; `None` = nothing.
pub(super) fn read(profile: &str) -> Result<Option<Secret>, StoreError> {
    way::read(profile)
}

/// Puts a secret there.
pub(super) fn write(profile: &str, secret: &Secret) -> Result<(), StoreError> {
    way::write(profile, secret)
}

/// Takes it away.
pub(super) fn remove(profile: &str) -> Result<(), StoreError> {
    way::remove(profile)
}
