//! Who is chosen: ids, a file, or everybody who matches.
//!
//! Invariant: exactly one of the three, so that nobody is chosen by an oversight.

use crate::cli::KeyColumn;
use crate::domain::planning::Source;
use crate::domain::{Query, UserId};
use crate::exchange::plan_file::PlanFile;
use crate::exchange::sheet::{self, Key, Sheet};

use super::Request;
use crate::headless::file;

/// Who is chosen.
#[derive(Debug)]
pub(super) enum Choice {
    /// These, each for the same.
    Ids(Vec<UserId>),
    /// Those of a sheet, each for what its row says.
    Sheet(Sheet),
    /// Everybody who matches the filters and the search.
    Matching,
}

/// Reads who is chosen; or sentences, one a line.
pub(super) fn read(request: &Request, ids: Vec<UserId>) -> Result<Choice, String> {
    let is_filtered = request.query != Query::default() || request.find.is_some();
    match (&request.from, ids.is_empty(), is_filtered) {
        (None, false, false) => Ok(Choice::Ids(ids)),
        (None, true, true) => Ok(Choice::Matching),
        (Some(path), true, false) => {
            let bytes = file::read(path)?;
            let name = file::name(path);
            if PlanFile::is_one(&bytes) {
                return Err(format!(
                    "{name} is a plan already: rosterm apply carries it out"
                ));
            }
            let key = request.key.map(|key| match key {
                KeyColumn::Id => Key::Id,
                KeyColumn::LoginId => Key::LoginId,
                KeyColumn::Number => Key::Number,
            });
            let sheet = sheet::read(&bytes, key);
            sheet
                .map(Choice::Sheet)
                .map_err(|bad| in_file(&name, &bad.to_string()))
        }
        (None, true, false) => {
            Err("nobody is chosen; give user ids, --from FILE, a filter or --find TEXT".to_owned())
        }
        (Some(_), _, _) => {
            Err("--from says who is meant; leave the ids, the filters and --find out".to_owned())
        }
        (None, false, true) => {
            Err("ids say who is meant; leave the filters and --find out, or the ids".to_owned())
        }
    }
}

/// Each of the sentences with the name of the file.
pub(super) fn in_file(name: &str, sentences: &str) -> String {
    let lines = sentences.lines().map(|line| format!("{name}: {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Where the users come from, for the plan.
pub(super) fn source(request: &Request, choice: &Choice) -> Source {
    match (choice, &request.recipe) {
        (Choice::Ids(_), Some(recipe)) => Source::Recipe(recipe.clone()),
        (Choice::Ids(_), None) => Source::Ids,
        (Choice::Sheet(_), _) => {
            Source::File(request.from.as_deref().map_or_else(String::new, file::name))
        }
        (Choice::Matching, _) => Source::Matching(words(request)),
    }
}

/// The filters and the search in words: `web login off, find "mumbai"`.
fn words(request: &Request) -> String {
    let Query {
        extension,
        login_based,
        international,
        web_login,
        active,
    } = request.query;
    let flag = |name: &str, value: Option<bool>, words: [&str; 2]| {
        value.map(|value| format!("{name} {}", words[usize::from(!value)]))
    };
    let find = request.find.as_ref().map(|text| format!("find \"{text}\""));
    let parts = [
        flag("extension", extension, ["yes", "no"]),
        flag("login-based", login_based, ["on", "off"]),
        flag("international", international, ["on", "off"]),
        flag("web login", web_login, ["on", "off"]),
        flag("status", active, ["active", "inactive"]),
        find,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
