//! The review of a form — what would be sent — and the conflict screen beside it:
//!
//! ```text
//! ┌─ Review  Ravi Kumar Verma  #314678 ──────────────────────────────────────────┐
//! │PATCH /user/314678   base read 9s ago                                         │
//! │ ~ number                                                                     │
//! │   - "+91 99999 00005"                                                        │
//! │   + "+91 99999 00017"                                                        │
//! │ not sent    13 unchanged or write-only fields                                │
//! │ live check  done 0s ago: the server still holds what you saw, no conflict    │
//! │ undo        possible: the old values are known                               │
//! │                                                                              │
//! │Send 1 change on acme-prod? y sends and verifies, Enter does nothing          │
//! └─ J raw body   c copy as curl (token left out) ───────────────────────────────┘
//! ```
//!
//! Invariant: the question is always in sight, and every character that would be sent can be read
//! above it, if need be by scrolling.

mod conflict;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::action::{Action, Motion, ReviewAction};
use crate::app::form::{Form, View};
use crate::app::keymap::Scope;
use crate::app::review::{Check, Review};
use crate::app::{Model, status};
use crate::domain::body::{self, Secrets};
use crate::domain::{Delta, Field, Value, raw};
use crate::text;

use super::pen::{Focus, Pen, Spans, row};

/// Paints the review or the conflict of a form.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, form: &Form) {
    match &form.view {
        View::Review(review) => draw_review(model, pen, area, form, review),
        View::Conflict(conflict) => conflict::draw(model, pen, area, form, conflict),
        View::Fields | View::Roles(_) | View::Neighbours(_) => {}
    }
}

fn draw_review(model: &Model, pen: &mut Pen<'_>, area: Rect, form: &Form, review: &Review) {
    let theme = *pen.theme();
    let name = form.base.text(Field::Name);
    let title = format!("Review  {name}  #{}", form.user);
    let key = |action: Action| model.keymap.key(Scope::Review, action);
    let foot = format!(
        "{} raw body   {} copy as curl (token left out)",
        key(ReviewAction::Body.into()),
        key(ReviewAction::Curl.into())
    );
    let inside = pen.frame(area, &title, &foot, Focus::Here);
    let width = usize::from(inside.width);
    let lines = if review.shows_body {
        body_lines(model, pen, review, width)
    } else {
        diff_lines(model, pen, form, review, width)
    };
    let changes = match review.change.deltas.len() {
        1 => "1 change".to_owned(),
        many => format!("{many} changes"),
    };
    let question = format!(
        "Send {changes} on {}? y sends and verifies, Enter does nothing",
        model.profile.name
    );
    let question = text::wrap(&question, width);
    let asked = u16::try_from(question.len())
        .unwrap_or(u16::MAX)
        .min(inside.height);
    let body = Rect {
        height: inside.height - asked,
        ..inside
    };
    let lowest = lines.len().saturating_sub(usize::from(body.height));
    let scroll = review.scroll.min(lowest);
    for (index, spans) in lines.iter().skip(scroll).enumerate() {
        match row(body, index) {
            Some(line) => pen.line(line, spans),
            None => break,
        }
    }
    let below = (lines.len() + 1).min(usize::from(body.height));
    for (index, line) in question.iter().enumerate() {
        if let Some(place) = row(inside, below + index) {
            pen.cell(place.x, place.y, place.width, line, theme.question);
        }
    }
    if lowest > 0 {
        let last = lines.len() - (lowest - scroll);
        let place = format!(
            "{} {} {}-{last} of {}   {foot}",
            key(Motion::Down.into()),
            key(Motion::Up.into()),
            scroll + 1,
            lines.len()
        );
        pen.foot(area, &place);
    }
}

fn body_lines(model: &Model, pen: &Pen<'_>, review: &Review, width: usize) -> Vec<Spans<'static>> {
    let theme = pen.theme();
    let body = body::patch_body(
        &review.change,
        model.profile.designation_key,
        Secrets::Masked,
    );
    let pretty = raw::pretty(&body.to_string());
    pretty
        .lines()
        .flat_map(|line| text::broken(line, width))
        .map(|line| vec![(line.into(), theme.text)])
        .collect()
}

fn diff_lines(
    model: &Model,
    pen: &Pen<'_>,
    form: &Form,
    review: &Review,
    width: usize,
) -> Vec<Spans<'static>> {
    let theme = *pen.theme();
    let age = status::age(model, form.read.at);
    let mut lines: Vec<Spans<'static>> = vec![
        vec![
            (format!("PATCH /user/{}", form.user).into(), theme.title),
            (format!("   base read {age} ago").into(), theme.dim),
        ],
        Vec::new(),
    ];
    for delta in &review.change.deltas {
        lines.extend(delta_lines(model, pen, form, review, delta, width));
    }
    lines.push(Vec::new());
    for (label, value, is_warning) in facts(model, form, review) {
        let style = if is_warning {
            theme.warning
        } else {
            theme.text
        };
        let wrapped = text::wrap(&value, width.saturating_sub(14));
        for (index, part) in wrapped.into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            lines.push(vec![
                (format!(" {label:<12}").into(), theme.label),
                (part.into(), style),
            ]);
        }
    }
    lines
}

/// The field, what it was, what it will be; a long value goes on below itself.
fn delta_lines(
    model: &Model,
    pen: &Pen<'_>,
    form: &Form,
    review: &Review,
    delta: &Delta,
    width: usize,
) -> Vec<Spans<'static>> {
    let theme = *pen.theme();
    let mut head: Spans<'static> =
        vec![(format!(" ~ {}", delta.field.label()).into(), theme.changed)];
    if let Value::Role(role) = &delta.after
        && model.profile.raises(&form.base, role)
    {
        head.push(("   PRIVILEGE UP".into(), theme.warning));
    }
    let before = match &delta.seen {
        _ if !delta.field.is_verifiable() => "not known: the API never returns it".to_owned(),
        Some(value) => quoted(delta.field, value),
        None => "not known".to_owned(),
    };
    let seen_on = match (&delta.after, review.seen_on) {
        (Value::Role(_), Some(0)) => "   (seen on no loaded user)".to_owned(),
        (Value::Role(_), Some(1)) => "   (seen on 1 user)".to_owned(),
        (Value::Role(_), Some(many)) => format!("   (seen on {many} users)"),
        _ => String::new(),
    };
    let mut lines = vec![head];
    lines.extend(value_lines('-', &before, theme.before, width));
    if let Value::Texts(texts) = &delta.after {
        // Each on a line of its own: a name cannot pass for another id.
        for text in texts {
            let name = model.neighbours.explain(delta.field, text);
            let name = name.unwrap_or_default().join(", ");
            let wanted = format!("\"{text}\"   {name}");
            let wanted = wanted.trim_end();
            lines.extend(value_lines('+', wanted, theme.after, width));
        }
        return lines;
    }
    let after = format!("{}{seen_on}", quoted(delta.field, &delta.after));
    lines.extend(value_lines('+', &after, theme.after, width));
    lines
}

fn value_lines(
    sign: char,
    value: &str,
    style: Style,
    width: usize,
) -> impl Iterator<Item = Spans<'static>> {
    let parts = text::broken(value, width.saturating_sub(5)).into_iter();
    parts.enumerate().map(move |(index, part)| {
        let sign = if index == 0 { sign } else { ' ' };
        vec![(format!("   {sign} {part}").into(), style)]
    })
}

/// Text in quotes, so that blanks and look-alikes show; the other kinds in their own words.
fn quoted(field: Field, value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{text}\""),
        Value::Null => "nothing".to_owned(),
        Value::Role(role) => format!("{}  {}", role.id, role.name),
        other => field.words(other),
    }
}

fn facts(model: &Model, form: &Form, review: &Review) -> Vec<(&'static str, String, bool)> {
    let names = |fields: &mut dyn Iterator<Item = Field>| {
        fields.map(Field::label).collect::<Vec<_>>().join(", ")
    };
    let check = match &review.check {
        Check::Reading(since) => {
            let seconds = model.now.mono.saturating_sub(*since).as_secs();
            (format!("reading the user, {seconds}s"), false)
        }
        Check::Same(at) => {
            let age = status::age(model, *at);
            (
                format!("done {age} ago: the server still holds what you saw, no conflict"),
                false,
            )
        }
        Check::Failed(why) => (
            format!("failed: {why}. It is read again before sending"),
            true,
        ),
    };
    let secrets = match review.change.fields().any(|field| field == Field::Password) {
        true => "a password; it goes into no log, journal or clipboard",
        false => "none",
    };
    let after = match names(&mut review.verifiable()) {
        names if names.is_empty() => "nothing can be read back".to_owned(),
        names => format!("read again and compare {names}"),
    };
    let lost = review.lost();
    let undo = match (lost.is_empty(), lost.len() == review.change.deltas.len()) {
        (true, _) => ("possible: the old values are known".to_owned(), false),
        (false, true) => (
            "not possible: the old values are not known".to_owned(),
            true,
        ),
        (false, false) => {
            let names = names(&mut lost.into_iter());
            (format!("not for {names}; possible for the rest"), true)
        }
    };
    let not_sent = form.cells.len() - review.change.deltas.len();
    vec![
        (
            "not sent",
            format!("{not_sent} unchanged or write-only fields"),
            false,
        ),
        ("secrets", secrets.to_owned(), false),
        ("live check", check.0, check.1),
        ("after send", after, false),
        ("undo", undo.0, undo.1),
        (
            "cost",
            "1 PATCH and at least 1 GET of the request budget".to_owned(),
            false,
        ),
    ]
}
