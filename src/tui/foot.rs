//! The bottom: the message line — or a question, or the line being typed — and the hints.
//!
//! ```text
//!  = Verified 14:03:22: web login open. Ravi Kumar Verma (#314678)   z undo
//!  Enter detail  b block  w web login  r role  e edit  / find  f filters  ? help
//! ```

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::Input;
use unicode_segmentation::UnicodeSegmentation;

use crate::app::action::{Action, ListAction, Own, Show, SignInAction};
use crate::app::keymap::{Bound, Scope};
use crate::app::notice::Level;
use crate::app::question::{Ask, Question};
use crate::app::reader::Content;
use crate::app::{Model, Overlay, command, sign_in, status};
use crate::text;

use super::pen::{Pen, row};

/// Paints message and hints; gives where the text caret is, if text is typed here.
pub fn draw(model: &Model, pen: &mut Pen<'_>, message: Rect, hint: Rect) -> Option<Position> {
    let caret = match (&model.opening, &model.question, &model.overlay) {
        (None, Some(asked), _) => question(pen, message, asked),
        (None, None, Some(Overlay::Find(find))) => {
            let found = format!("{} ", model.list.count_label(&model.roster));
            let style = pen.theme().dim;
            pen.right(message, message.x + 10, &found, style);
            Some(typed(pen, message, " /", &find.input))
        }
        (None, None, Some(Overlay::Command(command))) => {
            suggestions(pen, message, command.input.value());
            Some(typed(pen, message, " :", &command.input))
        }
        (Some(_), _, _) | (None, None, _) => {
            note(model, pen, message);
            None
        }
    };
    hints(model, pen, hint);
    caret
}

fn question(pen: &mut Pen<'_>, area: Rect, question: &Question) -> Option<Position> {
    let theme = *pen.theme();
    let lines = question.wrapped(usize::from(area.width.saturating_sub(2)));
    // Should the screen be too low even so, the end of the reasons and the answer stay.
    let hidden = lines.len().saturating_sub(usize::from(area.height));
    let mut caret = None;
    for (index, text) in lines.iter().enumerate().skip(hidden) {
        let line = row(area, index - hidden)?;
        let is_answer = index + 1 == lines.len();
        let style = if index == 0 || is_answer {
            theme.question
        } else {
            theme.text
        };
        let text = format!(" {text}");
        pen.cell(line.x, line.y, line.width, &text, style);
        if let (true, Ask::Typed { input, .. }) = (is_answer, &question.ask) {
            caret = Some(typed(pen, line, &text, input));
        }
    }
    caret
}

/// A prompt and the text typed after it, scrolled so that the caret is visible.
pub(super) fn typed(pen: &mut Pen<'_>, line: Rect, prompt: &str, input: &Input) -> Position {
    let theme = *pen.theme();
    let x = pen.word(line.x, line.y, line.right(), prompt, theme.key);
    text_field(
        pen,
        Rect {
            x,
            width: line.right().saturating_sub(x),
            ..line
        },
        input,
        theme.text,
    )
}

/// A text field; gives where its caret is.
pub(super) fn text_field(pen: &mut Pen<'_>, field: Rect, input: &Input, style: Style) -> Position {
    let room = usize::from(field.width.max(1));
    let before: String = input.value().chars().take(input.cursor()).collect();
    let at = usize::from(pen.width(&before));
    // The start is cut a letter at a time until the caret has room.
    let mut hidden = 0;
    let mut shown = input.value();
    for letter in input.value().graphemes(true) {
        if at.saturating_sub(hidden) < room {
            break;
        }
        hidden += usize::from(pen.width(letter));
        shown = &shown[letter.len()..];
    }
    pen.word(field.x, field.y, field.right(), shown, style);
    let column = u16::try_from(at.saturating_sub(hidden)).unwrap_or(0);
    Position::new(
        (field.x + column).min(field.right().saturating_sub(1)),
        field.y,
    )
}

/// What could be meant by the command being typed, behind the typed text.
fn suggestions(pen: &mut Pen<'_>, line: Rect, typed: &str) {
    let theme = *pen.theme();
    let mut x = line.x.saturating_add(6).saturating_add(pen.width(typed));
    let fitting = command::suggestions(typed);
    if let [(name, arguments, what)] = fitting[..] {
        pen.word(
            x,
            line.y,
            line.right(),
            &format!("{name} {arguments}  {what}"),
            theme.dim,
        );
        return;
    }
    for (name, ..) in fitting {
        x = pen.word(x, line.y, line.right(), &format!("{name}  "), theme.dim);
    }
}

/// The newest message, or what is on its way.
fn note(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let theme = *pen.theme();
    let Some((level, text)) = status::message(model) else {
        return;
    };
    let style = match level {
        None => theme.pending,
        Some(Level::Done) => theme.ok,
        Some(Level::Info) => theme.text,
        Some(Level::Warning) => theme.warning,
        Some(Level::Error) => theme.error,
        Some(Level::Conflict) => theme.conflict,
        Some(Level::Unknown) => theme.unknown,
    };
    let room = usize::from(area.width.saturating_sub(2));
    let wrapped = text::wrap(&text, room);
    let height = usize::from(area.height);
    for (index, line) in wrapped.iter().enumerate().take(height) {
        let Some(place) = row(area, index) else {
            return;
        };
        let is_cut = index + 1 == height && height < wrapped.len();
        let line = if is_cut {
            let more = format!(" … {} all", model.keymap.key(Scope::List, Show::Notices));
            let kept = text::cut(line, room.saturating_sub(text::width(&more)));
            format!(" {}{more}", kept.trim_end_matches('…'))
        } else {
            format!(" {line}")
        };
        pen.cell(place.x, place.y, place.width, &line, style);
    }
}

/// Whether the key does more here than say why it does nothing: the line is too short for those.
fn is_of_use(model: &Model, action: Action) -> bool {
    let vendor = model.profile.vendor;
    match action {
        Action::Own(Own::Write(_)) => vendor.no_writes().is_none(),
        Action::Own(Own::Show(Show::Filters)) => vendor.no_filters().is_none(),
        Action::Own(Own::SignIn(SignInAction::Token)) => sign_in::takes_token(model),
        Action::Own(Own::SignIn(SignInAction::Again)) => sign_in::can_try_again(model),
        Action::Own(Own::List(ListAction::LoadRest)) => !model.roster.is_complete(),
        _ => true,
    }
}

/// The keys of the scope; from the right, words are dropped, `? help` last.
fn hints(model: &Model, pen: &mut Pen<'_>, line: Rect) {
    let theme = *pen.theme();
    let scope = model.scope();
    // Help is searched like a picker, but there is nothing to take.
    let is_help = matches!(
        &model.overlay,
        Some(Overlay::Reader(reader)) if matches!(reader.content, Content::Help { .. })
    );
    let shown = |bound: &&Bound| {
        let is_hinted = !bound.binding.hint.is_empty();
        let is_of_use = is_of_use(model, bound.binding.action);
        is_hinted && is_of_use && !(is_help && bound.binding.action == Action::Accept)
    };
    let first = |bound: &Bound| bound.keys.first().map(ToString::to_string);
    let mut hints: Vec<(String, &str)> = model
        .keymap
        .of(scope)
        .filter(shown)
        .filter_map(|bound| Some((first(bound)?, bound.binding.hint)))
        .collect();
    if scope.takes_text() {
        hints.sort_by_key(|(_, word)| *word == "back");
    }
    let width = |(key, word): &(String, &str)| key.len() + word.len() + 3;
    let room = usize::from(line.width.saturating_sub(1));
    while hints.len() > 1 && hints.iter().map(width).sum::<usize>() > room {
        let is_last_to_go = |(_, word): &(String, &str)| *word == "help";
        let victim = hints.iter().rposition(|hint| !is_last_to_go(hint));
        hints.remove(victim.unwrap_or(0));
    }
    let mut x = line.x + 1;
    for (key, word) in hints {
        x = pen.word(x, line.y, line.right(), &key, theme.key);
        x = pen.word(x, line.y, line.right(), &format!(" {word}  "), theme.hint);
    }
}
