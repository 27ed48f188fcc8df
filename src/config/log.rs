//! The log as it was configured: which events, and where to.
//!
//! Invariant: a level without a file is refused, as the log never goes to the terminal.

use std::path::PathBuf;

use tracing_subscriber::filter::Targets;

use super::source::{ConfigError, Scope, Setting};
use super::spec;

/// The log: which events, and where to.
#[derive(Debug, Clone)]
pub struct Log {
    /// Which events.
    pub targets: Setting<Targets>,
    /// Where to.
    pub file: Setting<PathBuf>,
}

/// Reads the level and the file; `None` = no log.
pub(super) fn read(layers: &Scope<'_>) -> Result<Option<Log>, ConfigError> {
    let targets = layers.value(&spec::LOG, None, |text| {
        text.parse::<Targets>().ok().map(Some)
    })?;
    let file = layers.path(&spec::LOG_FILE)?;
    let Some(path) = file.value else {
        return match targets.value {
            Some(_) => Err(ConfigError::NoLogFile(targets.source)),
            None => Ok(None),
        };
    };
    let info = || Targets::new().with_default(tracing::Level::INFO);
    Ok(Some(Log {
        targets: Setting {
            value: targets.value.unwrap_or_else(info),
            source: targets.source,
        },
        file: Setting {
            value: path,
            source: file.source,
        },
    }))
}
