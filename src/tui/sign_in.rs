//! The box in which one signs in: what happened, what is kept, the ways on; then what is typed.
//!
//! Invariant: a password or token is drawn as stars, whatever was typed.

use ratatui::layout::{Position, Rect};
use tui_input::Input;

use crate::app::Model;
use crate::app::action::SignInAction;
use crate::app::keymap::Scope;
use crate::app::sign_in::{SignInScreen, Step, can_try_again, story, takes_token};
use crate::text;

use super::foot::typed;
use super::pen::{Focus, Pen, centered, row};

/// Paints the box; gives where the text caret is.
pub fn draw(
    model: &Model,
    pen: &mut Pen<'_>,
    body: Rect,
    screen: &SignInScreen,
) -> Option<Position> {
    let theme = *pen.theme();
    let width = body.width.min(78);
    let room = usize::from(width.saturating_sub(4)).max(1);
    let mut lines: Vec<_> = story(model)
        .iter()
        .flat_map(|sentence| text::wrap(sentence, room))
        .map(|line| (line, theme.text))
        .collect();
    if let Some(problem) = &screen.problem {
        let problem = format!("! {problem}");
        lines.extend(
            text::wrap(&problem, room)
                .into_iter()
                .map(|line| (line, theme.error)),
        );
    }
    let asked = match screen.step {
        Step::Choose => {
            lines.push((String::new(), theme.text));
            let ways = text::wrap(&ways(model), room);
            lines.extend(ways.into_iter().map(|line| (line, theme.key)));
            0
        }
        Step::Asked | Step::LoginId | Step::Password | Step::Token => 2,
    };
    let height = u16::try_from(lines.len() + 2 + asked).unwrap_or(u16::MAX);
    let area = centered(body, width, height);
    let title = match model.sign_in.is_needed() {
        true => "Not signed in",
        false => "Signed in",
    };
    let inside = pen.frame(area, title, foot(screen.step), Focus::Here);
    // Where there is no room for all, what is asked goes before the story.
    let kept = usize::from(inside.height)
        .saturating_sub(asked)
        .min(lines.len());
    for (index, (line, style)) in lines[lines.len() - kept..].iter().enumerate() {
        if let Some(place) = row(inside, index) {
            pen.cell(place.x + 1, place.y, place.width - 1, line, *style);
        }
    }
    let line = row(inside, usize::from(inside.height.saturating_sub(1)))?;
    match screen.step {
        Step::Choose => None,
        Step::Asked => {
            let text = "Asking the server…";
            pen.cell(line.x + 1, line.y, line.width - 1, text, theme.dim);
            None
        }
        Step::LoginId => Some(typed(pen, line, " login ID: ", &screen.login_id)),
        Step::Password => {
            let label = format!(" password of {}: ", text::cut(screen.login_id.value(), 30));
            Some(typed(pen, line, &label, &stars(&screen.secret)))
        }
        Step::Token => Some(typed(pen, line, " token: ", &stars(&screen.secret))),
    }
}

fn foot(step: Step) -> &'static str {
    match step {
        Step::Choose => "esc looks at what is loaded",
        Step::Asked => "esc leaves; the answer is told",
        Step::LoginId | Step::Password | Step::Token => "Enter takes it   esc back   kept nowhere",
    }
}

fn ways(model: &Model) -> String {
    let ways = [
        (true, SignInAction::Password, "sign in"),
        (true, SignInAction::Other, "as somebody else"),
        (takes_token(model), SignInAction::Token, "paste a token"),
        (
            can_try_again(model),
            SignInAction::Again,
            "try the same again",
        ),
    ];
    let open = ways.into_iter().filter(|(is_open, ..)| *is_open);
    let words = |(_, action, words)| {
        let key = model.keymap.key(Scope::SignIn, action);
        format!("{key} {words}")
    };
    open.map(words).collect::<Vec<_>>().join("   ")
}

fn stars(secret: &Input) -> Input {
    let stars = "*".repeat(secret.value().chars().count());
    Input::from(stars).with_cursor(secret.cursor())
}
