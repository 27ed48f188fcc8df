//! A file that was read in: a plan kept for later, or a sheet of changes.
//!
//! Invariants: a sheet is followed as a whole or not at all, and what is wrong is told with its
//! line; a kept plan runs once, under the ids it was kept with.

use std::collections::HashMap;
use std::path::Path;

use compact_str::CompactString;

use crate::app::action::ListAction;
use crate::app::keymap::Scope;
use crate::app::notice::Level;
use crate::app::reader::{Content, Reader};
use crate::app::roles::{self, LearnedRole};
use crate::app::{Model, Overlay, job, plan, prompt, write};
use crate::domain::planning::{self, Candidate, Line, Place, Proposal, Source, Verdict};
use crate::domain::{Edit, Field, UserId, Value};
use crate::exchange::plan_file::PlanFile;
use crate::exchange::sheet::{self, Addressed, Found, Key, Sheet, Wish, same_number};

/// The text of a file is there.
pub(in crate::app) fn heard(model: &mut Model, path: &str, text: Result<String, String>) {
    let name = Path::new(path).file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    match text {
        Err(why) => model.say(Level::Error, format!("{path} could not be read: {why}")),
        Ok(text) => match PlanFile::read(text.as_bytes()) {
            Ok(kept) => open_kept(model, &name, kept),
            Err(why) if text.contains("\"rosterm_plan\"") => {
                model.say(Level::Error, format!("{name} {why}"));
            }
            Err(_) => open_sheet(model, &name, &text),
        },
    }
}

/// A kept plan: reviewed once more, then carried out exactly.
fn open_kept(model: &mut Model, name: &str, kept: PlanFile) {
    if let Err(why) = kept.check(&model.profile, model.now.wall) {
        return model.say(Level::Error, format!("{name} {why}"));
    }
    let first = kept.edits.first().map(|edit| edit.id);
    let begun = model.history.jobs().find(|planned| {
        let own = planned.plan.edits.first().map(|edit| edit.id);
        first.is_some() && own == first
    });
    if let Some(id) = begun.map(|planned| planned.plan.job) {
        let text = format!("{name} was carried out already, as job {id}: :job {id} shows it");
        return model.say(Level::Warning, text);
    }
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    match kept.edits.iter().any(job::has_forgotten_password) {
        true => prompt::ask_kept(model, kept),
        false => show_kept(model, kept),
    }
}

/// Shows a kept plan that is whole.
pub(in crate::app) fn show_kept(model: &mut Model, kept: PlanFile) {
    let sent = kept.edits.iter().map(|edit: &Edit| Line {
        user: edit.user.clone(),
        name: edit.identity.name.clone().unwrap_or_default(),
        change: edit.change.clone(),
        verdict: Verdict::WillChange,
        place: Place::Shown,
        identity: edit.identity.clone(),
        undo_of: edit.undo_of,
    });
    let left_out = kept.left_out.iter().map(|left| Line {
        user: left.user.clone(),
        name: left.name.clone(),
        change: left.change.clone(),
        verdict: left.verdict,
        place: Place::Shown,
        identity: Default::default(),
        undo_of: None,
    });
    let lines = sent.chain(left_out).collect();
    let proposal = Proposal::new(kept.title.clone(), kept.source.clone(), lines);
    plan::open_kept(model, proposal, &kept);
}

/// A sheet: its users are looked for among those that are loaded.
fn open_sheet(model: &mut Model, name: &str, text: &str) {
    if let Some(refusal) = write::refusal(model) {
        return model.say(Level::Warning, refusal);
    }
    let read = sheet::read(text.as_bytes(), model.sheet_key).and_then(|mut sheet| {
        let known = Known::of(model, &sheet);
        let addressed = sheet.address(|key| known.find(model, key))?;
        Ok((sheet, addressed))
    });
    let (sheet, addressed) = match read {
        Ok(read) => read,
        Err(bad) => return show_problems(model, name, &bad.to_string()),
    };
    let learned = roles::learned(&model.roster);
    let mut problems = Vec::new();
    let mut wanted = Vec::with_capacity(addressed.len());
    for Addressed {
        place,
        user,
        wishes,
    } in addressed
    {
        match values(&learned, wishes) {
            Ok(values) => wanted.push((user, values)),
            Err(why) => problems.push(format!("{place}: {why}")),
        }
    }
    if !problems.is_empty() {
        return show_problems(model, name, &problems.join("\n"));
    }
    let lines = wanted
        .iter()
        .map(|(user, wanted)| line(model, user, wanted));
    let title = match wanted.split_first() {
        Some(((_, first), rest)) if rest.iter().all(|(_, other)| other == first) => {
            planning::words(first)
        }
        Some(_) | None => format!("what {name} says"),
    };
    let proposal = Proposal::new(title, Source::File(name.to_owned()), lines.collect());
    let notes = match sheet.notes.as_slice() {
        [] => String::new(),
        notes => format!("; {}", notes.join("; ")),
    };
    let rows = wanted.len();
    model.say(Level::Info, format!("{name}: {rows} users read{notes}"));
    plan::open_proposal(model, proposal);
}

/// What is wrong with a file, to be read; nothing of the file counts.
fn show_problems(model: &mut Model, name: &str, problems: &str) {
    let mut lines = vec![format!("{name}: nothing of it was taken in")];
    // The verbs without a screen say the key with an option; here it follows the name.
    let on_screen = |line: &str| {
        let line = line.replace("add --key ", "put the key behind the name of the file: ");
        line.replace("--key ", "")
    };
    lines.extend(problems.lines().map(on_screen));
    if !model.roster.is_complete() {
        let loaded = model.roster.listing().len();
        lines.push(format!(
            "Users were looked for in {loaded} loaded, more exist: {} loads the rest, then :plan again",
            model.keymap.key(Scope::List, ListAction::LoadRest)
        ));
    }
    model.say(Level::Warning, format!("{name} cannot be followed"));
    model.open(Overlay::Reader(Reader {
        content: Content::Text {
            title: format!("{name}   what is wrong with it"),
            lines,
        },
        scroll: 0,
    }));
}

/// The values of a row; a role by its name must be one that loaded users have.
fn values(
    learned: &[LearnedRole],
    wishes: Vec<(Field, Wish)>,
) -> Result<Vec<(Field, Value)>, String> {
    let value = |(field, wish)| match wish {
        Wish::Value(value) => Ok((field, value)),
        Wish::RoleNamed(name) => {
            let named = learned.iter().filter(|learned| learned.role.name == name);
            let named: Vec<_> = named.collect();
            match named.as_slice() {
                [one] => Ok((field, Value::Role(one.role.clone()))),
                [] => Err(format!(
                    "no loaded user has a role \"{name}\"; give its id instead"
                )),
                [..] => Err(format!(
                    "several roles are called \"{name}\"; give the id instead"
                )),
            }
        }
    };
    wishes.into_iter().map(value).collect()
}

fn line(model: &Model, user: &UserId, wanted: &[(Field, Value)]) -> Line {
    let shown = model.roster.get(user);
    let value = |field: Field| {
        let (value, _) = shown.as_ref()?.confirmed(field)?;
        Some(value)
    };
    // A spreadsheet drops the plus and leading zeros: such a number is the one that is there.
    let is_news = |(field, after): &&(Field, Value)| {
        let now = value(*field);
        let texts = after.text().zip(now.as_ref().and_then(Value::text));
        *field != Field::Number || !texts.is_some_and(|(after, now)| same_number(after, now))
    };
    let wanted: Vec<_> = wanted.iter().filter(is_news).cloned().collect();
    let candidate = Candidate {
        id: user,
        value: &value,
        place: Place::Shown,
    };
    Line::new(&model.profile, candidate, &wanted)
}

/// The loaded users by the key of a sheet; numbers by their last digits, which any spelling keeps.
struct Known {
    key: Key,
    users: HashMap<CompactString, Vec<UserId>>,
}

/// Digits that the spellings of a number have in common.
const LAST_DIGITS: usize = 6;

impl Known {
    fn of(model: &Model, sheet: &Sheet) -> Self {
        let mut users: HashMap<CompactString, Vec<UserId>> = HashMap::new();
        let field = match sheet.key {
            Key::Id => None,
            Key::LoginId => Some(Field::LoginId),
            Key::Number => Some(Field::Number),
        };
        for &slot in field.map_or(&[][..], |_| model.roster.listing()) {
            let shown = model.roster.shown(slot);
            let text = field.map(|field| shown.text(field)).unwrap_or_default();
            if !text.is_empty() {
                let own = index(sheet.key, text);
                users.entry(own).or_default().push(shown.id().clone());
            }
        }
        Self {
            key: sheet.key,
            users,
        }
    }

    fn find(&self, model: &Model, key: &str) -> Found {
        if self.key == Key::Id {
            let user = UserId::new(key).ok();
            let known = user.filter(|user| model.roster.slot(user).is_some());
            return known.map_or(Found::Nobody, Found::One);
        }
        let is_same = |user: &&UserId| {
            let shown = model.roster.get(user);
            let number = shown.map(|shown| shown.text(Field::Number));
            self.key != Key::Number || number.is_some_and(|number| same_number(key, number))
        };
        let found = self.users.get(&index(self.key, key));
        let mut found: Vec<_> = found
            .into_iter()
            .flatten()
            .filter(is_same)
            .cloned()
            .collect();
        match found.len() {
            0 => Found::Nobody,
            1 => Found::One(found.remove(0)),
            _ => Found::Several(found),
        }
    }
}

fn index(key: Key, text: &str) -> CompactString {
    match key {
        Key::Id | Key::LoginId => text.trim().to_lowercase().into(),
        Key::Number => {
            let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
            let start = digits.len().saturating_sub(LAST_DIGITS);
            digits[start..].iter().collect()
        }
    }
}
