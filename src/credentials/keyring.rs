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
        let cause = match error {
            // Behind the name of its kind, which says nothing to a person.
            Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => cause.to_string(),
            error => error.to_string(),
        };
        StoreError::Keyring(format!(
            "cannot be used: {cause}; unlock or start it, or use token_command or token_file"
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

#[cfg(all(test, feature = "keyring"))]
mod tests {
    use super::*;

    /// In the store that its makers give for tests; what a real one does differs by the system.
    #[test]
    fn what_is_put_there_is_found_again_until_it_is_taken_away() {
        let store = keyring_core::mock::Store::new().expect("a store in memory");
        keyring_core::set_default_store(store);
        let kept = |profile: &str| read(profile).expect("a store");
        assert_eq!(kept("acme"), None);
        for text in ["first", "second"] {
            write("acme", &Secret::new(text)).expect("a store");
            assert_eq!(kept("acme"), Some(Secret::new(text)));
            assert_eq!(kept("pune"), None, "each profile has its own");
        }
        remove("acme").expect("a store");
        assert_eq!(kept("acme"), None);
        remove("acme").expect("nothing there is fine");
    }
}
