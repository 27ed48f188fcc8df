//! The list pane:
//!
//! ```text
//! ┌─ Users  5 of 240+ ───────────────────────────────────────────────────────┐
//! │    ID      NAME               ROLE       USER     AGENT    WEB     EXT   │
//! │    314660  Anjali R. Pillai   Agent      active   enabled  LOCKED  yes   │
//! │> = 314678  Ravi Kumar Verma   Quality    active   enabled  open    -     │
//! │  ~ 314733  Gurpreet Kaur      Supervisor active   enabled  ..      yes   │
//! └──────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! Invariant: only the rows of the window are ever looked at, so a frame costs the same for a
//! thousand users and for a million.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::filters::FilterPanel;
use crate::app::list::Load;
use crate::app::{Model, Pane, find, status};
use crate::domain::paging::Next;
use crate::domain::roster::Shown;
use crate::domain::value::{AgentStatus, UserStatus};
use crate::domain::{Field, Value};
use crate::text;

use super::pen::{Focus, Pen, row};

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Name,
    Role,
    User,
    Agent,
    Web,
    State,
    Extension,
    Login,
    International,
    LoginBased,
    Number,
}

/// Cursor, mark and sign in front of each row.
const PREFIX: u16 = 4;

impl Column {
    fn head(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Name => "NAME",
            Self::Role => "ROLE",
            Self::User => "USER",
            Self::Agent => "AGENT",
            Self::Web => "WEB",
            Self::State => "STATE",
            Self::Extension => "EXT",
            Self::Login => "LOGIN ID",
            Self::International => "INTL",
            Self::LoginBased => "L-BASED",
            Self::Number => "NUMBER",
        }
    }

    fn width(self) -> u16 {
        match self {
            Self::Id | Self::LoginBased => 8,
            Self::Name => 20,
            Self::Role => 11,
            Self::User => 9,
            Self::Agent => 9,
            Self::Web => 7,
            Self::State => 16,
            Self::Extension => 4,
            Self::Login => 16,
            Self::International => 5,
            Self::Number => 17,
        }
    }
}

/// The columns for a width, and their widths; NAME takes what is left.
fn columns(width: u16) -> Vec<(Column, u16)> {
    use Column as C;
    let mut chosen: Vec<Column> = match width {
        0..50 => vec![C::Name, C::State],
        50..70 => vec![C::Name, C::Role, C::State, C::Extension],
        _ => vec![
            C::Id,
            C::Name,
            C::Role,
            C::User,
            C::Agent,
            C::Web,
            C::Extension,
        ],
    };
    let total = |columns: &[Column]| columns.iter().map(|column| column.width()).sum::<u16>();
    if width >= 70 {
        for column in [C::Login, C::International, C::LoginBased, C::Number] {
            chosen.push(column);
            if PREFIX + total(&chosen) > width {
                chosen.pop();
                break;
            }
        }
    }
    let rest = width.saturating_sub(PREFIX + total(&chosen));
    let widen = |column: Column| match column {
        Column::Name => column.width() + rest.min(20),
        other => other.width(),
    };
    chosen
        .into_iter()
        .map(|column| (column, widen(column)))
        .collect()
}

/// Paints the pane.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let focus = if model.detail.is_some() && model.focus == Pane::Detail {
        Focus::Elsewhere
    } else {
        Focus::Here
    };
    let title = format!("Users  {}", model.list.count_label(&model.roster));
    let inside = pen.frame(area, &title, &foot(model), focus);
    if inside.height < 2 {
        return;
    }
    let columns = columns(inside.width);
    heads(pen, inside, &columns);
    let body = Rect {
        y: inside.y + 1,
        height: inside.height - 1,
        ..inside
    };
    let rows = model.list.rows(&model.roster);
    let window = rows
        .iter()
        .skip(model.list.top)
        .take(usize::from(body.height));
    let shown: Vec<Shown<'_>> = window.map(|&slot| model.roster.shown(slot)).collect();
    let names: Vec<String> = shown.iter().map(Shown::name).collect();
    for (index, user) in shown.iter().enumerate() {
        let Some(line) = row(body, index) else { break };
        let is_cursor = model.list.top + index == model.list.cursor();
        let is_twin = !names[index].is_empty()
            && names.iter().filter(|name| **name == names[index]).count() > 1;
        let label = name_label(user, &names[index], is_twin && columns[0].0 != Column::Id);
        user_row(model, pen, line, &columns, user, &label, is_cursor);
    }
    below(model, pen, body, shown.len());
}

fn heads(pen: &mut Pen<'_>, inside: Rect, columns: &[(Column, u16)]) {
    let style = pen.theme().heading;
    let mut x = inside.x + PREFIX;
    for (column, width) in columns {
        x = pen.cell(
            x,
            inside.y,
            (*width).min(inside.right().saturating_sub(x)),
            column.head(),
            style,
        );
    }
}

/// Equal names get `#` and the last digits of the id.
fn name_label(user: &Shown<'_>, name: &str, is_twin: bool) -> String {
    if name.trim().is_empty() {
        return "(no name)".to_owned();
    }
    if !is_twin {
        return name.to_owned();
    }
    let id = user.id().as_str();
    format!("{name} #{}", &id[id.len().saturating_sub(3)..])
}

fn user_row(
    model: &Model,
    pen: &mut Pen<'_>,
    line: Rect,
    columns: &[(Column, u16)],
    user: &Shown<'_>,
    name: &str,
    is_cursor: bool,
) {
    let theme = *pen.theme();
    let (sign, sign_style) = sign(model, pen, user);
    let base = if is_cursor { theme.cursor } else { theme.text };
    // Under the cursor the line's own style says where the cursor is; words carry the meaning.
    let paint = |style: Style| if is_cursor { base } else { style };
    if is_cursor {
        pen.fill(line, base);
    }
    pen.cell(line.x, line.y, 1, if is_cursor { ">" } else { "" }, base);
    let is_marked = model.marks.selection.contains(user.id());
    let mark = if is_marked { "*" } else { "" };
    pen.cell(line.x + 1, line.y, 1, mark, paint(theme.marked));
    pen.cell(line.x + 2, line.y, 2, sign, paint(sign_style));
    let mut x = line.x + PREFIX;
    for (column, width) in columns {
        let (text, style) = match column {
            Column::Name => (name.to_owned(), theme.text),
            other => value(pen, user, *other),
        };
        let width = (*width).min(line.right().saturating_sub(x));
        // One column is kept free so that a glyph wider than it claims cannot touch its neighbour.
        pen.cell(x, line.y, width.saturating_sub(1), &text, paint(style));
        x += width;
    }
}

/// `~` on its way, else how the last edit of this user ended.
fn sign(model: &Model, pen: &Pen<'_>, user: &Shown<'_>) -> (&'static str, Style) {
    let theme = pen.theme();
    if user.pending().next().is_some() {
        return ("~", theme.pending);
    }
    let last = model.history.of(user.id()).next_back();
    match last.map(|settled| settled.outcome.sign()) {
        Some('=') => ("=", theme.ok),
        Some('+') => ("+", theme.ok),
        Some('#') => ("#", theme.conflict),
        Some('?') => ("?", theme.unknown),
        Some('!') => ("!", theme.error),
        Some(_) | None => ("", theme.text),
    }
}

fn value(pen: &Pen<'_>, user: &Shown<'_>, column: Column) -> (String, Style) {
    let theme = pen.theme();
    let plain = |field: Field| {
        let value = user.get(field);
        (
            value.map_or_else(|| "..".to_owned(), |value| field.words(&value)),
            theme.text,
        )
    };
    match column {
        Column::Id => (user.id().to_string(), theme.dim),
        Column::Name => (user.name(), theme.text),
        Column::Role => match user.get(Field::Role) {
            Some(Value::Role(role)) => (role.short(), theme.text),
            _ => ("-".to_owned(), theme.dim),
        },
        Column::User => match user.get(Field::UserStatus) {
            Some(Value::UserStatus(UserStatus::Inactive)) => ("INACTIVE".to_owned(), theme.warning),
            Some(value) => (value.plain(), theme.text),
            None => ("..".to_owned(), theme.dim),
        },
        Column::Agent => agent(pen, user),
        Column::Web => match user
            .get(Field::BlockWebLogin)
            .and_then(|value| value.flag())
        {
            Some(true) => ("LOCKED".to_owned(), theme.warning),
            Some(false) => ("open".to_owned(), theme.text),
            None => ("..".to_owned(), theme.dim),
        },
        Column::State => state(pen, user),
        Column::Extension => match user.text(Field::Extension).is_empty() {
            true => ("-".to_owned(), theme.dim),
            false => ("yes".to_owned(), theme.text),
        },
        Column::Login => plain(Field::LoginId),
        Column::International => plain(Field::InternationalOutbound),
        Column::LoginBased => plain(Field::LoginBasedCalling),
        Column::Number => plain(Field::Number),
    }
}

/// The agent's state; a block that is known or wanted goes before what the number says.
fn agent(pen: &Pen<'_>, user: &Shown<'_>) -> (String, Style) {
    let theme = pen.theme();
    let is_blocked = user.get(Field::BlockAgent).and_then(|value| value.flag());
    match (is_blocked, user.get(Field::AgentStatus)) {
        (_, Some(Value::Null)) => ("-".to_owned(), theme.dim),
        (Some(true), _) => ("BLOCKED".to_owned(), theme.warning),
        (_, Some(Value::AgentStatus(AgentStatus::Blocked))) => ("enabled".to_owned(), theme.text),
        (_, Some(Value::AgentStatus(status))) => match status {
            AgentStatus::Enabled => (status.word().into_owned(), theme.text),
            AgentStatus::Busy | AgentStatus::Other(_) => {
                (status.word().into_owned(), theme.pending)
            }
            AgentStatus::Disabled | AgentStatus::Offline | AgentStatus::Blocked => {
                (status.word().into_owned(), theme.dim)
            }
        },
        (_, _) => ("..".to_owned(), theme.dim),
    }
}

/// The worst state in words, `+1` if there are more, `..` while the web login is not known.
fn state(pen: &Pen<'_>, user: &Shown<'_>) -> (String, Style) {
    let theme = pen.theme();
    let web = user
        .get(Field::BlockWebLogin)
        .and_then(|value| value.flag());
    let (agent, agent_style) = agent(pen, user);
    let mut states: Vec<(String, Style)> = Vec::new();
    if agent == "BLOCKED" {
        states.push((agent.clone(), theme.warning));
    }
    if web == Some(true) {
        states.push(("web LOCKED".to_owned(), theme.warning));
    }
    if user.get(Field::UserStatus) == Some(Value::UserStatus(UserStatus::Inactive)) {
        states.push(("INACTIVE".to_owned(), theme.warning));
    }
    match &*agent {
        "BLOCKED" | "enabled" | ".." => {}
        "-" => states.push(("no agent".to_owned(), theme.dim)),
        _ => states.push((agent, agent_style)),
    }
    let more = states.len().saturating_sub(1);
    let (mut word, style) = states
        .into_iter()
        .next()
        .unwrap_or(("ok".to_owned(), theme.text));
    if more > 0 {
        word.push_str(&format!(" +{more}"));
    }
    if web.is_none() {
        word.push_str(" ..");
    }
    (word, style)
}

/// What stands below the last row: loading, empty, end and failed are four different things.
fn below(model: &Model, pen: &mut Pen<'_>, body: Rect, rows: usize) {
    let theme = *pen.theme();
    let is_empty = rows == 0;
    let mut texts: Vec<(String, Style)> = Vec::new();
    match &model.list.load {
        Load::Reading { since, .. } => {
            let seconds = model.now.mono.saturating_sub(*since).as_secs();
            let what = if is_empty {
                "reading the first page"
            } else {
                "reading the next page"
            };
            texts.push((
                format!("{what}, {seconds}s so far (given up after 30 s)   ctrl-c cancels"),
                theme.pending,
            ));
        }
        Load::Failed(failure) => {
            texts.push((failure.text.clone(), theme.error));
            texts.push((
                "what is loaded stays   ctrl-r tries again   ! all messages".to_owned(),
                theme.dim,
            ));
        }
        Load::Stopped => {
            texts.push(("reading was stopped   ctrl-r goes on".to_owned(), theme.dim));
        }
        Load::Idle if is_empty && !model.list.find.is_empty() => {
            texts.push((find::no_match(model), theme.text));
            texts.push(("esc drops the find".to_owned(), theme.dim));
        }
        Load::Idle if is_empty => empty(model, pen, &mut texts),
        Load::Idle => match model.roster.next() {
            Some(Next::Stopped(warning)) => texts.push((warning.to_string(), theme.warning)),
            Some(Next::End) if model.list.find.is_empty() => {
                let count = model.roster.count_label();
                texts.push((format!("end of the list: {count} users"), theme.dim));
            }
            Some(Next::End | Next::After(_)) | None => {}
        },
    }
    let width = usize::from(body.width.saturating_sub(2));
    let lines = texts.iter().flat_map(|(text, style)| {
        text::wrap(text, width)
            .into_iter()
            .map(move |line| (line, *style))
    });
    let start = if is_empty { 1 } else { rows };
    for (index, (text, style)) in lines.enumerate() {
        if let Some(line) = row(body, start + index) {
            pen.cell(line.x + 1, line.y, line.width - 1, &text, style);
        }
    }
}

/// The server's answer was: nobody.
fn empty(model: &Model, pen: &Pen<'_>, texts: &mut Vec<(String, Style)>) {
    let theme = pen.theme();
    let query = &model.list.query;
    if query.is_empty() {
        texts.push((
            "The server has no users. This is its answer, all pages read".to_owned(),
            theme.text,
        ));
        return;
    }
    let filters: Vec<_> = (0..FilterPanel::FILTERS.len())
        .filter_map(|index| FilterPanel::words(query, index))
        .collect();
    texts.push((
        format!("No users match on the server:  {}", filters.join("  ")),
        theme.text,
    ));
    texts.push((
        "f changes the filters   X drops all server filters".to_owned(),
        theme.dim,
    ));
    texts.push((
        "This is the server's answer, all pages read".to_owned(),
        theme.dim,
    ));
}

/// What stands in the lower edge: loading everything, or how old the rows are.
fn foot(model: &Model) -> String {
    let count = model.roster.listing().len();
    if !model.marks.is_empty() {
        return format!("{}   M clears   b w r t change them", model.marks.words());
    }
    if model.list.wants_rest() {
        return format!("loading the rest: {count} so far   esc stops");
    }
    let rows = model.list.rows(&model.roster);
    let first = rows
        .get(model.list.top)
        .map(|&slot| model.roster.shown(slot));
    let read = first
        .and_then(|shown| shown.row())
        .map(|(stamp, _)| stamp.at);
    match read {
        Some(at) if status::is_old(model, at) => {
            format!(
                "read {} ago   ctrl-r reads this page again",
                status::age(model, at)
            )
        }
        Some(_) | None if model.roster.is_complete() || count == 0 => String::new(),
        Some(_) | None => "more on the server   L loads the rest".to_owned(),
    }
}
