//! A job, and all jobs:
//!
//! ```text
//! ┌─ Job 7   web login open ─────────────────────────────────────────────────────┐
//! │31 users   begun 12:44:10   reason: "Monday lockouts"                          │
//! │[##############........................]  12 of 31   38%   about 0:38 left     │
//! │9 verified, 1 refused, 1 in conflict   19 to go                                │
//! │the rest, 4 under way                                                          │
//! │ST  ID      NAME                 CHANGE                 RESULT                 │
//! │>=  314660  Anjali R. Pillai     LOCKED -> open         verified 12:44:12      │
//! │ ~  314812  Lata Menon           LOCKED -> open         sending                │
//! └─ journaled before it is sent: quit or crash, then :jobs ─────────────────────┘
//! ```
//!
//! Invariant: only the rows in sight are looked up, so a frame costs the same for five users and
//! for five thousand.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::action::{Action, JobAction};
use crate::app::job::{
    Job, JobScreen, JobsScreen, Shows, State, result_words, rows, stage_words, state, tally_words,
};
use crate::app::keymap::Scope;
use crate::app::{Model, plan as plans, status};
use crate::domain::history::Planned;
use crate::domain::job::JobStage;
use crate::domain::{Delta, Edit};
use crate::protocol::Stage;
use crate::text;

use super::pen::{Focus, Pen, row};
use super::plan::before_after;

/// Paints a job.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, screen: &JobScreen) {
    let theme = *pen.theme();
    let Some(planned) = model.history.plan(screen.job) else {
        return;
    };
    let job = model.jobs.get(&screen.job);
    let is_running = job.is_some_and(Job::is_running);
    let key = |action: Action| model.keymap.key(Scope::Job, action);
    let foot = match is_running {
        true => format!(
            "{} leaves, the job goes on   ctrl-c stops it   quit or crash: :jobs carries on",
            key(Action::Back)
        ),
        false => format!(
            "Enter user   {} carries out what is left   {} retries   {} takes back",
            key(JobAction::Hold.into()),
            key(JobAction::Retry.into()),
            key(JobAction::TakeBack.into())
        ),
    };
    let title = format!("Job {}   {}", screen.job, planned.plan.title);
    let inside = pen.frame(area, &title, &foot, Focus::Here);
    let rows = rows(model, screen);
    let cursor = screen.cursor(model, &rows);
    let shown = match screen.shows {
        Shows::All => format!("row {} of {}", cursor + 1, rows.len()),
        Shows::Failed => {
            let all = key(JobAction::Failed.into());
            format!("{} that did not go well   {all} all", rows.len())
        }
    };
    pen.corner(area, &title, &shown);
    let head = head(model, pen, screen, planned, job, inside);
    let height = usize::from(inside.height);
    for (index, (text, style)) in head.iter().enumerate().take(height) {
        if let Some(line) = row(inside, index) {
            pen.cell(line.x, line.y, line.width, text, *style);
        }
    }
    let body = Rect {
        y: inside.y + u16::try_from(head.len()).unwrap_or(inside.height),
        height: u16::try_from(height.saturating_sub(head.len())).unwrap_or(0),
        ..inside
    };
    if body.height < 2 {
        return;
    }
    let columns = Columns::of(body.width);
    columns.paint(
        pen,
        body,
        ["ST", "ID", "NAME", "CHANGE", "RESULT"],
        theme.heading,
    );
    let window = usize::from(body.height) - 1;
    let top = cursor
        .saturating_sub(window / 2)
        .min(rows.len().saturating_sub(window));
    for index in top..rows.len().min(top + window) {
        let edit = rows.place(index).and_then(|at| planned.plan.edits.get(at));
        if let (Some(line), Some(edit)) = (row(body, index - top + 1), edit) {
            edit_row(model, pen, line, screen, edit, index == cursor);
        }
    }
    if rows.is_empty()
        && let Some(line) = row(body, 1)
    {
        pen.cell(line.x, line.y, line.width, "nothing went wrong", theme.dim);
    }
}

fn head(
    model: &Model,
    pen: &Pen<'_>,
    screen: &JobScreen,
    planned: &Planned,
    job: Option<&Job>,
    inside: Rect,
) -> Vec<(String, Style)> {
    let theme = *pen.theme();
    let width = usize::from(inside.width);
    let plan = &planned.plan;
    let users = match plan.edits.len() {
        1 => "1 user".to_owned(),
        many => format!("{many} users"),
    };
    let begun = status::clock(model, planned.at);
    let reason = plan.reason.as_deref();
    let reason = reason.map(|reason| format!("   reason: \"{reason}\""));
    let undo = plan.undo_of.map(|job| format!("   takes back job {job}"));
    let about = format!(
        "{users}   begun {begun}{}{}",
        undo.unwrap_or_default(),
        reason.unwrap_or_default()
    );
    let progress = model.history.progress(screen.job).filter(|_| job.is_none());
    let (tally, left) = match (job, &progress) {
        (Some(job), _) => (
            &job.tally,
            plan.edits.len().saturating_sub(job.tally.total()),
        ),
        (None, Some(progress)) => (&progress.tally, progress.left()),
        (None, None) => return Vec::new(),
    };
    let left_words = match (left, job.is_some_and(Job::is_running)) {
        (0, _) => String::new(),
        (left, true) => format!("{left} to go"),
        (left, false) => format!("{left} never sent"),
    };
    let counts = [tally_words(tally), left_words];
    let counts: Vec<_> = counts.into_iter().filter(|text| !text.is_empty()).collect();
    let mut lines = vec![(about, theme.text)];
    if let Some(job) = job.filter(|job| job.is_running()) {
        lines.push((bar(model, job, width), theme.text));
    }
    lines.push((counts.join("   "), theme.text));
    let stage = match job {
        Some(_) => stage_words(model, screen.job),
        None if left > 0 => {
            let key = model.keymap.key(Scope::Job, JobAction::Hold);
            format!("from last time: {key} carries out what was never sent")
        }
        None => "from last time".to_owned(),
    };
    let is_paused = job.is_some_and(|job| matches!(job.stage, Some(JobStage::Paused(_))));
    let is_warning = is_paused && job.is_some_and(Job::is_running);
    let style = if is_warning { theme.warning } else { theme.dim };
    let stage = text::wrap(&stage, width).into_iter();
    lines.extend(stage.take(2).map(|line| (line, style)));
    if inside.height > 22 {
        let stop = "stops by itself at 401, 5 unknown in a row, 11 of 50 failed, repeated 429";
        lines.push((stop.to_owned(), theme.dim));
        lines.push((String::new(), theme.text));
    }
    lines
}

/// `[######......]  12 of 31   38%   about 0:38 left   1.0/2.0 rps`.
fn bar(model: &Model, job: &Job, width: usize) -> String {
    let (done, size) = (job.done(), job.size.max(1));
    let left = match job.seconds_left(model.now.mono) {
        Some(_) if matches!(job.stage, Some(JobStage::Paused(_))) => String::new(),
        Some(seconds) => format!("   about {} left", plans::span(seconds)),
        None => String::new(),
    };
    let budget = &model.budget;
    let rate = match width {
        70.. => format!("   {:.1}/{:.1} rps", budget.rate, budget.full_rate),
        _ => String::new(),
    };
    let percent = done.saturating_mul(100) / size;
    let facts = format!("  {done} of {}   {percent}%{left}{rate}", job.size);
    let cells = width.saturating_sub(facts.len() + 2).min(40);
    let filled = done * cells / size;
    let bar: String = (0..cells)
        .map(|at| if at < filled { '#' } else { '.' })
        .collect();
    format!("[{bar}]{facts}")
}

fn edit_row(
    model: &Model,
    pen: &mut Pen<'_>,
    line: Rect,
    screen: &JobScreen,
    edit: &Edit,
    is_cursor: bool,
) {
    let theme = *pen.theme();
    let state = state(model, screen.job, edit);
    let (sign, style) = match state {
        State::Left(Stage::Waiting) | State::NoWord => (".", theme.dim),
        State::Left(_) => ("~", theme.pending),
        State::Ended(settled) => match settled.outcome.sign() {
            '=' => ("=", theme.ok),
            '+' => ("+", theme.ok),
            '#' => ("#", theme.conflict),
            '?' => ("?", theme.unknown),
            '!' => ("!", theme.error),
            _ => ("-", theme.dim),
        },
    };
    let name = edit.identity.name.as_deref().unwrap_or("(no name)");
    let change = match edit.change.deltas.as_slice() {
        [delta] => before_after(delta),
        deltas => {
            let say = |delta: &Delta| format!("{} {}", delta.field.label(), before_after(delta));
            deltas.iter().map(say).collect::<Vec<_>>().join(", ")
        }
    };
    let result = result_words(model, state);
    let style = if is_cursor { theme.cursor } else { style };
    if is_cursor {
        pen.fill(line, theme.cursor);
    }
    // The sign of the cursor is for those who see no colour.
    let sign = format!("{}{sign}", if is_cursor { '>' } else { ' ' });
    let texts = [&*sign, edit.user.as_str(), name, &change, &result];
    Columns::of(line.width).paint(pen, line, texts, style);
}

/// The widths of sign, id, name and change; the result takes the rest.
struct Columns([u16; 4]);

impl Columns {
    fn of(width: u16) -> Self {
        Self(match width {
            110.. => [4, 10, 28, 36],
            90.. => [3, 9, 24, 30],
            76.. => [3, 9, 20, 20],
            56.. => [3, 0, 22, 0],
            _ => [3, 0, 15, 0],
        })
    }

    /// A column of no width is left out; the others keep a blank before the next.
    fn paint(&self, pen: &mut Pen<'_>, line: Rect, texts: [&str; 5], style: Style) {
        let mut x = line.x;
        for (width, text) in self.0.into_iter().zip(texts) {
            if width > 0 {
                pen.cell(x, line.y, width - 1, text, style);
                x += width;
            }
        }
        pen.cell(x, line.y, line.right().saturating_sub(x), texts[4], style);
    }
}

/// Paints all jobs.
pub fn draw_all(model: &Model, pen: &mut Pen<'_>, area: Rect, screen: &JobsScreen) {
    let theme = *pen.theme();
    let key = model.keymap.key(Scope::Job, JobAction::Hold);
    let foot = format!("Enter opens a job: {key} carries out what is left   esc back");
    let inside = pen.frame(area, "Jobs   newest first", &foot, Focus::Here);
    let height = usize::from(inside.height);
    let lowest = screen.jobs.len().saturating_sub(height);
    let top = screen.cursor.saturating_sub(height / 2).min(lowest);
    for (index, job) in screen.jobs.iter().enumerate().skip(top).take(height) {
        let Some(line) = row(inside, index - top) else {
            return;
        };
        let is_cursor = index == screen.cursor;
        let style = if is_cursor { theme.cursor } else { theme.text };
        if is_cursor {
            pen.fill(line, theme.cursor);
        }
        let running = model.jobs.get(&job.id).filter(|job| job.is_running());
        let words = match running {
            Some(running) => format!("running: {} of {}", running.done(), running.size),
            None => job.words(),
        };
        let cursor = if is_cursor { ">" } else { "" };
        let title = match line.width {
            100.. => 34,
            70.. => 22,
            _ => 14,
        };
        let x = pen.cell(line.x, line.y, 2, cursor, style);
        let x = pen.cell(x, line.y, 6, &job.id.to_string(), style);
        let when = match line.width {
            70.. => status::when(model, job.at),
            _ => String::new(),
        };
        let when_width = if when.is_empty() { 0 } else { 13 };
        let x = pen.cell(x, line.y, when_width, &when, style);
        let x = pen.cell(x, line.y, title - 1, &job.title, style) + 1;
        let x = pen.cell(x, line.y, 7, &format!("{:>5}", job.planned), style);
        pen.cell(x, line.y, line.right().saturating_sub(x), &words, style);
    }
}
