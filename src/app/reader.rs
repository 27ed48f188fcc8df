//! Things to read: help, messages, raw JSON, the request log.
//!
//! Help is made from the key table; there is no hand-written list of keys anywhere.

use std::borrow::Cow;

use tui_input::Input;

use crate::domain::{UserId, raw};
use crate::protocol::RequestLine;
use crate::text;

use super::action::{Action, Motion, Show};
use super::keymap::{Binding, Bound, Scope};
use super::notice::Level;
use super::{Model, Overlay, layout, status, views};

/// Lines of the request log that are kept.
pub const REQUESTS_KEPT: usize = 500;

/// Something to read.
#[derive(Debug, Clone)]
pub struct Reader {
    /// What.
    pub content: Content,
    /// First line shown.
    pub scroll: usize,
}

/// What is being read.
#[derive(Debug, Clone)]
pub enum Content {
    /// The keys of a scope, searched by typing.
    Help {
        /// The scope it was opened in.
        scope: Scope,
        /// What was typed.
        query: Input,
    },
    /// All messages, newest first.
    Notices,
    /// A user's record as received.
    Raw(UserId),
    /// The redacted request log, newest first.
    Requests,
    /// Sentences about something that was asked for.
    Text {
        /// The heading; untrusted text.
        title: String,
        /// The sentences; untrusted text.
        lines: Vec<String>,
    },
}

impl Reader {
    /// All messages.
    #[must_use]
    pub fn notices() -> Self {
        Self {
            content: Content::Notices,
            scroll: 0,
        }
    }

    /// What has the keys: help is searched by typing.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match self.content {
            Content::Help { .. } => Scope::Picker,
            Content::Notices | Content::Raw(_) | Content::Requests | Content::Text { .. } => {
                Scope::Reader
            }
        }
    }

    /// The heading; untrusted text.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.content {
            Content::Help { scope, .. } => format!("Help: {}", scope.title()),
            Content::Notices => "Messages   newest first".to_owned(),
            Content::Raw(user) => format!("Raw JSON of #{user}   as received, secrets masked"),
            Content::Requests => "Requests (redacted)   newest first".to_owned(),
            Content::Text { title, .. } => title.clone(),
        }
    }
}

pub(super) fn open_help(model: &mut Model) {
    let scope = model.scope();
    let content = Content::Help {
        scope,
        query: Input::default(),
    };
    model.open(Overlay::Reader(Reader { content, scroll: 0 }));
}

pub(super) fn open_raw(model: &mut Model) {
    let user = model.target();
    let record = user.and_then(|user| {
        let is_read = model.roster.get(&user)?.user().is_some();
        is_read.then_some(user)
    });
    match record {
        Some(user) => {
            let content = Content::Raw(user);
            model.open(Overlay::Reader(Reader { content, scroll: 0 }));
        }
        None => {
            let key = model.keymap.key(Scope::List, Show::Raw);
            let text = format!("This user was not read yet: Enter opens it, then {key}");
            model.say(Level::Info, text);
        }
    }
}

/// `@`: below the panes where there is room, else over them.
pub(super) fn toggle_requests(model: &mut Model) {
    model.shows_requests = !model.shows_requests;
    let has_room = layout::regions(model.size, model).requests.height > 0;
    if model.shows_requests && !has_room {
        model.shows_requests = false;
        model.open(Overlay::Reader(Reader {
            content: Content::Requests,
            scroll: 0,
        }));
    }
}

pub(super) fn act(model: &mut Model, action: Action) {
    let rows = layout::body_rows(model.size, model);
    let width = usize::from(model.size.0).saturating_sub(2);
    let lines = match &model.overlay {
        Some(Overlay::Reader(reader)) => lines(model, reader, width).len(),
        _ => return,
    };
    let Some(Overlay::Reader(reader)) = &mut model.overlay else {
        return;
    };
    let lowest = lines.saturating_sub(rows);
    match action {
        Action::Back => model.overlay = None,
        Action::Type(request) => {
            if let Content::Help { query, .. } = &mut reader.content {
                query.handle(request);
                reader.scroll = 0;
            }
        }
        Action::Move(motion) => {
            reader.scroll = match motion {
                Motion::Up => reader.scroll.saturating_sub(1),
                Motion::Down => reader.scroll + 1,
                Motion::PageUp => reader.scroll.saturating_sub(rows.div_ceil(2)),
                Motion::PageDown => reader.scroll + rows.div_ceil(2),
                Motion::First => 0,
                Motion::Last => lowest,
                Motion::Left | Motion::Right => reader.scroll,
            }
            .min(lowest);
        }
        Action::Accept | Action::Sift | Action::Save | Action::Own(_) | Action::Program(_) => {}
    }
}

/// The lines to read, wrapped to `width` columns and harmless; `update` counts them, `draw`
/// paints them.
#[must_use]
pub fn lines(model: &Model, reader: &Reader, width: usize) -> Vec<String> {
    match &reader.content {
        Content::Help { scope, query } => help_lines(model, *scope, query.value(), width),
        Content::Notices => {
            let newest_first = model.notices.iter().rev();
            let texts = newest_first.map(|notice| {
                let clock = status::clock(model, notice.at);
                format!("{} {clock}  {}", notice.level.sign(), notice.text)
            });
            wrapped(texts, width)
        }
        Content::Raw(user) => {
            let record = model.roster.get(user).and_then(|shown| shown.user());
            let body = record
                .map(|(_, user)| raw::pretty(&user.raw))
                .unwrap_or_default();
            // Long values are broken anywhere: a word border would hide blanks.
            body.lines()
                .flat_map(|line| text::broken(line, width))
                .collect()
        }
        Content::Text { lines, .. } => wrapped(lines.iter().cloned(), width),
        Content::Requests => {
            let newest_first = model.requests.iter().rev();
            wrapped(newest_first.map(|line| request_text(model, line)), width)
        }
    }
}

fn wrapped(texts: impl Iterator<Item = String>, width: usize) -> Vec<String> {
    texts.flat_map(|line| text::wrap(&line, width)).collect()
}

/// One line of the request log: `12:41:07 GET /v1/users?limit=100  200  0.41s  page, 100 rows`.
#[must_use]
pub fn request_text(model: &Model, line: &RequestLine) -> String {
    let clock = status::clock(model, line.at);
    let fields = if line.fields.is_empty() {
        String::new()
    } else {
        format!(" {{{}}}", line.fields.join(", "))
    };
    let status = line
        .status
        .map_or("---".to_owned(), |status| status.to_string());
    let took = line.took.as_secs_f64();
    format!(
        "{clock} {:5} {}{fields}  {status}  {took:.2}s  {}",
        line.method, line.path, line.note
    )
}

/// The help of one scope, group by group; `query` narrows it.
fn help_lines(model: &Model, scope: Scope, query: &str, width: usize) -> Vec<String> {
    let words: Vec<_> = query.split_whitespace().map(text::fold).collect();
    let matches = |(bound, label): &(&Bound, Cow<'static, str>)| {
        let Binding { group, hint, .. } = bound.binding;
        let haystack = text::fold(&format!("{label} {group} {hint}"));
        let keys: Vec<_> = bound.keys.iter().map(ToString::to_string).collect();
        words
            .iter()
            .all(|word| haystack.contains(word.as_str()) || keys.contains(word))
    };
    let bindings: Vec<_> = model
        .keymap
        .of(scope)
        .filter_map(|bound| Some((bound, views::label(model, bound.binding)?)))
        .filter(matches)
        .collect();
    let mut groups: Vec<&str> = Vec::new();
    for (bound, _) in &bindings {
        if !groups.contains(&bound.binding.group) {
            groups.push(bound.binding.group);
        }
    }
    let mut lines = Vec::new();
    for group in groups {
        lines.push(group.to_uppercase());
        let of_group = bindings
            .iter()
            .filter(|(bound, _)| bound.binding.group == group);
        for (bound, label) in of_group {
            lines.extend(help_line(bound, label, width));
        }
        lines.push(String::new());
    }
    if bindings.iter().any(|(bound, _)| bound.is_own) {
        lines.push("Keys marked with a dot were bound in config.toml".to_owned());
    }
    if words.is_empty() {
        let about = [
            "SIGNS  = verified   ~ on its way   ! failed   # conflict   ? unknown   + accepted",
            "Every write is read back; only what was read back is called verified. Another \
             person's change made within about one round trip before your write can be \
             overwritten; the history of the user shows it.",
        ];
        lines.extend(about.iter().flat_map(|line| text::wrap(line, width)));
    }
    if lines.is_empty() {
        lines.push(format!("No key matches {query:?}"));
    }
    lines
}

/// `b            block or unblock the agent`; with a dot before keys that the person bound.
fn help_line(bound: &Bound, label: &str, width: usize) -> Vec<String> {
    const KEYS: usize = 14;
    let dot = if bound.is_own { "." } else { "" };
    let keys: Vec<_> = bound.keys.iter().map(ToString::to_string).collect();
    let keys = format!("{dot}{}", keys.join(" "));
    let label = text::wrap(label, width.saturating_sub(KEYS));
    let lines = label.into_iter().enumerate();
    lines
        .map(|(index, part)| format!(" {:<12} {part}", if index == 0 { &*keys } else { "" }))
        .collect()
}
