//! Facts of the model that scripts ask for, as a person would see them.

#[path = "facts_bulk.rs"]
mod bulk;
#[path = "facts_over.rs"]
mod over;

use rosterm::app::detail::Read;
use rosterm::app::form::{Form, View};
use rosterm::app::list::{Load, kept};
use rosterm::app::review::Check;
use rosterm::app::roles::{RoleChoice, RolePicker};
use rosterm::app::{Model, Overlay, reader, status};
use rosterm::domain::roster::Slot;
use rosterm::domain::{Field, UserId, Value};
use rosterm::protocol::{ApiCommand, Command};

use super::stage::{self, Stage};
use super::words;

/// Why the last plan was begun, as the journal has it.
fn reason(stage: &Stage) -> Option<String> {
    stage.told.iter().rev().find_map(|command| match command {
        Command::Api(ApiCommand::Begin(plan)) => plan.reason.clone(),
        _ => None,
    })
}

/// The answer to `? fact`.
pub(crate) fn say(stage: &Stage, fact: &str) -> String {
    let model = &stage.model;
    let none = || "-".to_owned();
    let (name, rest) = fact.split_once(' ').unwrap_or((fact, ""));
    match name {
        "status" => status::status(model).to_string(),
        "keeping" => match kept::is_under_way(model) {
            true => "yes".to_owned(),
            false => "no".to_owned(),
        },
        "message" => status::message(model).map_or_else(none, |(_, text)| text),
        "notice" => notice(model, 0),
        "notice-1" => notice(model, 1),
        "notice-2" => notice(model, 2),
        "reason" => reason(stage).unwrap_or_else(none),
        "scope" => model.scope().title().to_owned(),
        "cursor" => cursor(model).unwrap_or_else(none),
        "target" => model.target().map_or_else(none, |user| user.to_string()),
        "count" => model.list.count_label(&model.roster),
        "rows" => rows(model),
        "top" => model.list.top.to_string(),
        "view" => over::view(model),
        "tabs" => over::tabs(model),
        "columns" => over::on_screen(model),
        "load" => load(model),
        "filters" => words::filters(&model.list.query).trim().to_owned(),
        "find" => model.list.find.clone(),
        "shows" => shows(model, rest),
        "detail" => detail(model),
        "question" => model.question.as_ref().map_or_else(none, |question| {
            question.wrapped(1000).join(" / ").trim().to_owned()
        }),
        "wake" => model.next_wake().map_or("never".to_owned(), |wake| {
            format!("in {:?}", wake.saturating_sub(stage.now.mono))
        }),
        "pending" => model.roster.pending_count().to_string(),
        "drafts" => model.drafts.len().to_string(),
        "form" => form(model).unwrap_or_else(none),
        "review" => review(model).unwrap_or_else(none),
        "conflict" => conflict(model).unwrap_or_else(none),
        "roles" => roles(model).unwrap_or_else(none),
        "picker" => over::picker(model).unwrap_or_else(none),
        "overlay" => overlay(model),
        "marks" => model.marks.words(),
        "plan" => bulk::plan_rows(model),
        "job" => bulk::job_rows(model),
        _ => panic!("a script knows no fact {fact:?}"),
    }
}

fn notice(model: &Model, back: usize) -> String {
    let notice = model.notices.iter().rev().nth(back);
    notice.map_or("-".to_owned(), |notice| {
        let line = format!("{} {}", notice.level.sign(), notice.text);
        line.trim().to_owned()
    })
}

fn cursor(model: &Model) -> Option<String> {
    let id = model.list.cursor_id(&model.roster)?;
    Some(format!("{id} {}", model.roster.get(&id)?.name()))
}

/// The ids of the rows, with `~` before those with a pending edit; long lists by their ends.
fn rows(model: &Model) -> String {
    let say = |slot: &Slot| {
        let shown = model.roster.shown(*slot);
        let is_pending = shown.pending().next().is_some();
        format!("{}{}", if is_pending { "~" } else { "" }, shown.id())
    };
    match model.list.rows(&model.roster) {
        [first, .., last] if model.list.rows(&model.roster).len() > 12 => {
            let count = model.list.rows(&model.roster).len();
            format!("{} … {} ({count} rows)", say(first), say(last))
        }
        rows => rows.iter().map(say).collect::<Vec<_>>().join(" "),
    }
}

fn load(model: &Model) -> String {
    match &model.list.load {
        Load::Idle => "idle".to_owned(),
        Load::Rest { .. } => "the rest".to_owned(),
        Load::Reading { again: true, .. } => "reading again".to_owned(),
        Load::Reading { again: false, .. } => "reading".to_owned(),
        Load::Failed(failure) => format!("failed: {}", failure.text),
        Load::Stopped => "stopped".to_owned(),
    }
}

/// `shows 314678 web`: the value in the list and the pane.
fn shows(model: &Model, what: &str) -> String {
    let (id, field) = what.split_once(' ').expect("an id and a field");
    let (id, field) = (UserId::new(id).unwrap(), stage::field(field));
    let shown = model.roster.get(&id).expect("a known user");
    shown
        .get(field)
        .map_or("..".to_owned(), |value| field.words(&value))
}

fn detail(model: &Model) -> String {
    let Some(detail) = &model.detail else {
        return "-".to_owned();
    };
    let read = match &detail.read {
        Read::Due(_) => "due".to_owned(),
        Read::Asked(_) => "asked".to_owned(),
        Read::Done => "done".to_owned(),
        Read::Failed(failure) => format!("failed: {}", failure.text),
    };
    let keys = if model.detail_has_keys() {
        "has the keys"
    } else {
        "beside the list"
    };
    format!("{} {read}, {keys}", detail.user)
}

fn open_form(model: &Model) -> Option<&Form> {
    match &model.overlay {
        Some(Overlay::Form(form)) => Some(form),
        _ => None,
    }
}

/// Cursor, changed fields and problems.
fn form(model: &Model) -> Option<String> {
    let form = open_form(model)?;
    let changed = form
        .cells
        .iter()
        .filter_map(|cell| match cell.wish(&form.base) {
            Ok(None) => None,
            Ok(Some(_)) => Some(format!("*{}={}", cell.field.name(), cell.words())),
            Err(problem) => Some(format!("!{problem}")),
        });
    let at = form.cells[form.cursor].field.name();
    let mut words = vec![format!("{} at {at}", form.user)];
    words.extend(changed);
    Some(words.join(" | "))
}

fn review(model: &Model) -> Option<String> {
    let View::Review(review) = &open_form(model)?.view else {
        return None;
    };
    let names = |fields: Vec<Field>| {
        let names: Vec<_> = fields.into_iter().map(Field::name).collect();
        names.join(", ")
    };
    let check = match &review.check {
        Check::Reading(_) => "being checked".to_owned(),
        Check::Same(at) => format!("same at {}", stage::clock(*at)),
        Check::Failed(text) => format!("not checked: {text}"),
    };
    let lost = names(review.lost());
    let undo = if lost.is_empty() {
        String::new()
    } else {
        format!(" | no undo for {lost}")
    };
    let body = if review.shows_body { " | body" } else { "" };
    let fields = names(review.change.fields().collect());
    Some(format!("{fields} | {check}{undo}{body}"))
}

fn conflict(model: &Model) -> Option<String> {
    let View::Conflict(conflict) = &open_form(model)?.view else {
        return None;
    };
    let rows = conflict.rows.iter().enumerate().map(|(index, row)| {
        let words = |value: &Option<Value>, none: &str| {
            let words = value.as_ref().map(|value| row.field.words(value));
            words.unwrap_or_else(|| none.to_owned())
        };
        let cursor = if index == conflict.cursor { ">" } else { "" };
        let (seen, live) = (words(&row.seen, "-"), words(&row.live, "-"));
        let mine = words(&row.mine, "not edited");
        format!(
            "{cursor}{}: {seen} -> {live}, mine {mine}",
            row.field.name()
        )
    });
    Some(rows.collect::<Vec<_>>().join(" | "))
}

fn roles(model: &Model) -> Option<String> {
    let picker: &RolePicker = match &model.overlay {
        Some(Overlay::Roles(picker)) => picker,
        Some(Overlay::Form(form)) => match &form.view {
            View::Roles(picker) => picker,
            View::Fields | View::Neighbours(_) | View::Review(_) | View::Conflict(_) => {
                return None;
            }
        },
        _ => return None,
    };
    let choices = picker.choices();
    let lines = choices.iter().enumerate().map(|(index, choice)| {
        let cursor = if index == picker.cursor { ">" } else { "" };
        match choice {
            RoleChoice::Learned(learned) => {
                format!("{cursor}{} on {}", learned.role.label(), learned.seen_on)
            }
            RoleChoice::Added(id) => format!("{cursor}add {id}"),
        }
    });
    let lines: Vec<_> = lines.collect();
    Some(if lines.is_empty() {
        "none".to_owned()
    } else {
        lines.join(" | ")
    })
}

/// What lies over the panes, as text.
fn overlay(model: &Model) -> String {
    match &model.overlay {
        None => "-".to_owned(),
        Some(Overlay::SignIn(screen)) => format!(
            "sign-in {:?}{}{}",
            screen.step,
            match screen.login_id.value() {
                "" => String::new(),
                login_id => format!(" {login_id}"),
            },
            screen
                .problem
                .as_ref()
                .map_or(String::new(), |problem| format!(" ! {problem}"))
        ),
        Some(Overlay::Find(line)) => format!("/{}", line.input.value()),
        Some(Overlay::Command(line)) => format!(":{}", line.input.value()),
        Some(Overlay::Filters(panel)) => format!("filters{}", words::filters(&panel.query)),
        Some(Overlay::Menu(menu)) => {
            let items = menu.items.iter();
            let items = items.map(|item| format!("{} {}", item.key, item.label));
            format!("{}: {}", menu.title, items.collect::<Vec<_>>().join(" | "))
        }
        Some(Overlay::Picker(picker)) => {
            let lines = picker
                .shown()
                .into_iter()
                .map(|entry| match &entry.why_not {
                    Some(why) => format!("({} {}: {why})", entry.key, entry.label),
                    None => format!("{} {}", entry.key, entry.label),
                });
            format!(
                "{}: {}",
                picker.title,
                lines.collect::<Vec<_>>().join(" | ")
            )
        }
        Some(Overlay::Roles(picker)) => format!("roles for {}", picker.user),
        Some(Overlay::Reader(open)) => {
            let lines = reader::lines(model, open, 78);
            format!("{}: {}", open.title(), lines.join(" | "))
        }
        Some(Overlay::Form(form)) => format!("form of {}", form.user),
        Some(Overlay::Plan(screen)) => bulk::plan(model, screen),
        Some(Overlay::Job(screen)) => bulk::job(model, screen),
        Some(Overlay::Jobs(screen)) => bulk::jobs(screen),
        Some(Overlay::Journal(screen)) => bulk::journal(model, screen),
        Some(Overlay::Prompt(prompt)) => bulk::prompt(prompt),
        Some(Overlay::Columns(chooser)) => over::columns(chooser),
        Some(Overlay::Count(screen)) => over::count(model, screen),
        Some(Overlay::Compare(comparison)) => over::compare(model, comparison),
    }
}
