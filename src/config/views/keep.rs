//! Writes a view into `config.toml`, behind what stands there.
//!
//! Invariants: nothing that stands there is changed, comments and order included; what is added
//! was read back, as the program reads it at its start, before a byte of it was written.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use crate::config::disk;
use crate::config::file::File;
use crate::config::source::ConfigError;
use crate::domain::column::{Columns, Spread};
use crate::domain::{Query, View};

/// Why a view was not written.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The file cannot be understood, so nothing is added to it.
    #[error("{0}; mend it first")]
    Unsound(#[from] ConfigError),
    /// There is one.
    #[error("config.toml has a view {0} already; choose another name, or change it there")]
    Exists(String),
    /// `views` is written in a way that nothing can be added to.
    #[error(
        "nothing can be added to the views as config.toml writes them ({0}); write them as [views.NAME]"
    )]
    Closed(String),
    /// The disk says no.
    #[error("{path} cannot be written: {why}")]
    Disk {
        /// Which file.
        path: String,
        /// What the disk said.
        why: io::Error,
    },
}

/// Adds a view to the file; makes the file where there is none.
///
/// # Errors
/// [`KeepError`]; the file is as it was then.
pub fn keep_view(path: &Path, view: &View) -> Result<(), KeepError> {
    let before = disk::read(path)?.unwrap_or_default();
    let added = addition(&before, view)?;
    append(path, before.len() as u64, &added).map_err(|why| KeepError::Disk {
        path: path.display().to_string(),
        why,
    })
}

/// What is written behind `before`.
fn addition(before: &str, view: &View) -> Result<String, KeepError> {
    let bare = |text: &str| text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    let known = File::read(&bare(before))?.views;
    if let Some(same) = known
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(&view.name))
    {
        return Err(KeepError::Exists(same.name.clone()));
    }
    let gap = match before {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let added = format!("{gap}{}", table(view));
    let after = File::read(&bare(&format!("{before}{added}")));
    let after = after.map_err(|why| KeepError::Closed(why.to_string()))?;
    match after.views.last() {
        Some(last) if *last == *view => Ok(added),
        Some(_) | None => Err(KeepError::Closed("it would be read as another".to_owned())),
    }
}

/// `[views."NAME"]` and what is below it.
fn table(view: &View) -> String {
    let mut text = format!("[views.{}]\n", quoted(&view.name));
    let mut line = |key: &str, value: &str| {
        text.push_str(&format!("{key} = {value}\n"));
    };
    if let Some(key) = view.key {
        line("key", &key.to_string());
    }
    if !view.query.is_empty() {
        line("filters", &filters(&view.query));
    }
    if !view.find.is_empty() {
        line("find", &quoted(&view.find));
    }
    if let Some(sort) = view.sort {
        line("sort", &quoted(&sort.words()));
    }
    if view.columns.chosen() != Columns::default().chosen() {
        line("columns", &columns(&view.columns));
    }
    if view.columns.spread == Spread::Wide {
        line("wide", "true");
    }
    text
}

/// `{ web-login = "off", status = "active" }`.
fn filters(query: &Query) -> String {
    let switches = [
        ("extension", query.extension, ["yes", "no"]),
        ("login-based", query.login_based, ["on", "off"]),
        ("international", query.international, ["on", "off"]),
        ("web-login", query.web_login, ["on", "off"]),
        ("status", query.active, ["active", "inactive"]),
    ];
    let set = switches.iter().filter_map(|(name, state, [yes, no])| {
        let word = if (*state)? { yes } else { no };
        Some(format!("{name} = \"{word}\""))
    });
    format!("{{ {} }}", set.collect::<Vec<_>>().join(", "))
}

/// `["id", "name:30"]`.
fn columns(columns: &Columns) -> String {
    let words = columns.chosen().iter().map(|(column, width)| {
        let name = column.name();
        quoted(&width.map_or(name.to_owned(), |width| format!("{name}:{width}")))
    });
    format!("[{}]", words.collect::<Vec<_>>().join(", "))
}

/// A basic string of TOML; what is not printable is no part of a name or a find.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// All of it or nothing, unless somebody else wrote to the file meanwhile.
fn append(path: &Path, length: u64, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    if file.metadata()?.len() != length {
        return Err(io::Error::other("somebody else is writing it; try again"));
    }
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if written.is_err() {
        // The first error is the one to tell.
        let _ = file.set_len(length);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Column;
    use crate::domain::view::{Direction, Sort};

    fn view(name: &str) -> View {
        View {
            name: name.to_owned(),
            ..View::default()
        }
    }

    fn full() -> View {
        let mut columns = Columns::new(&[(Column::Name, Some(30)), (Column::LoginBased, None)]);
        columns.spread = Spread::Wide;
        View {
            name: "Night \"shift\" \\ ரவி".to_owned(),
            key: None,
            query: Query {
                extension: Some(false),
                login_based: Some(true),
                international: Some(true),
                web_login: Some(false),
                active: Some(false),
            },
            find: "role:agent =\"pune\" \\d".to_owned(),
            sort: Some(Sort {
                column: Column::LoginBased,
                direction: Direction::Descending,
            }),
            columns,
        }
    }

    #[test]
    fn a_view_is_added_behind_what_stands_there_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rosterm").join("config.toml");
        keep_view(&path, &view("bare")).unwrap();
        keep_view(&path, &full()).unwrap();
        let views = File::load(&path).unwrap().views;
        assert_eq!(views, [view("bare"), full()]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn comments_order_and_line_ends_stay_as_they_are() {
        for before in [
            "# mine\r\nrate = 2 # slow\r\n",
            "rate = 2\n[views.mine] # my own\nfind = \"asha\"",
            "\u{feff}[recipes.away]\nblock_agent = true\n\n\n# the end",
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("config.toml");
            fs::write(&path, before).unwrap();
            keep_view(&path, &full()).unwrap();
            let after = fs::read_to_string(&path).unwrap();
            let added = after.strip_prefix(before).expect("all of it stands there");
            assert!(added.starts_with('\n'), "{added:?}");
            assert_eq!(File::load(&path).unwrap().views.last(), Some(&full()));
        }
    }

    #[test]
    fn what_cannot_be_added_to_is_left_alone_and_says_why() {
        for (before, why) in [
            ("[views.Mine]\n", "a view Mine already"),
            ("rate = \n", "mend it first"),
            ("colour = 1\n", "mend it first"),
            (
                "views = { other = { find = \"a\" } }\n",
                "write them as [views.NAME]",
            ),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("config.toml");
            fs::write(&path, before).unwrap();
            let error = keep_view(&path, &view("mine")).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), before);
        }
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("file");
        fs::write(&place, "").unwrap();
        let error = keep_view(&place.join("config.toml"), &view("mine")).unwrap_err();
        assert!(error.to_string().contains("config.toml"), "{error}");
    }
}
