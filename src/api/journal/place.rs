//! Where the journal of a profile lies.
//!
//! Invariant: two profiles, or one profile at two APIs, never share a folder.

use std::path::{Path, PathBuf};

use crc::{CRC_64_XZ, Crc};

use super::Tenant;

/// The folder of one journal below the data directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub(super) data: PathBuf,
    pub(super) tenant: Tenant,
}

impl Place {
    /// Below `data`, which holds the journals of all profiles.
    #[must_use]
    pub fn new(data: &Path, tenant: Tenant) -> Self {
        Self {
            data: data.to_owned(),
            tenant,
        }
    }

    /// Whose journal it is.
    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// The folders from the data directory down to that of this journal.
    pub(super) fn folders(&self) -> [PathBuf; 3] {
        let journals = self.data.join("journal");
        let own = journals.join(folder_name(&self.tenant));
        [self.data.clone(), journals, own]
    }

    /// The folder of this journal.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        let [.., own] = self.folders();
        own
    }
}

/// The profile's name as far as it can be a file name, and a checksum of what it is bound to.
pub(in crate::api) fn folder_name(tenant: &Tenant) -> String {
    let plain = |character: char| match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => character,
        _ => '_',
    };
    let Tenant { profile, origin } = tenant;
    let sum = Crc::<u64>::new(&CRC_64_XZ).checksum(format!("{profile}\n{origin}").as_bytes());
    let profile: String = profile.chars().take(40).map(plain).collect();
    format!("{profile}-{sum:016x}")
}
