//! The review of a form, and the conflict screen:
//!
//! ```text
//! ┌─ Review ─────────────────────────────────────────────────────────────────────┐
//! │PATCH /user/314678                                   base read 9s ago         │
//! │ ~ number                                                                     │
//! │   - "+91 99999 00005"                                                        │
//! │   + "+91 99999 00017"                                                        │
//! │ not sent    13 unchanged or write-only fields                                │
//! │ live check  done 0s ago: the server still holds what you saw, no conflict    │
//! │ undo        possible: the old values are known                               │
//! └─ J raw body   c copy as curl (token left out) ───────────────────────────────┘
//! ```

use ratatui::layout::Rect;

use crate::app::form::{Form, View};
use crate::app::review::{Check, Conflict, Review};
use crate::app::{Model, status};
use crate::domain::body::{self, Secrets};
use crate::domain::{Field, Role, Value, raw};
use crate::text;

use super::pen::{Focus, Pen, Spans, row};

/// Paints the review or the conflict of a form.
pub fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, form: &Form) {
    match &form.view {
        View::Review(review) => draw_review(model, pen, area, form, review),
        View::Conflict(conflict) => draw_conflict(pen, area, form, conflict),
        View::Fields | View::Roles(_) => {}
    }
}

fn draw_review(model: &Model, pen: &mut Pen<'_>, area: Rect, form: &Form, review: &Review) {
    let name = form.base.text(Field::Name);
    let title = format!("Review  {name}  #{}", form.user);
    let inside = pen.frame(
        area,
        &title,
        "J raw body   c copy as curl (token left out)",
        Focus::Here,
    );
    let lines = if review.shows_body {
        body_lines(model, pen, review)
    } else {
        diff_lines(model, pen, form, review, inside.width)
    };
    let body = Rect {
        height: inside.height.saturating_sub(1),
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
    let count = review.change.deltas.len();
    let changes = if count == 1 {
        "1 change".to_owned()
    } else {
        format!("{count} changes")
    };
    let more = if scroll < lowest {
        "   j more above this line"
    } else {
        ""
    };
    let question = format!(
        "Send {changes} on {}? y sends, Enter does nothing{more}",
        model.profile.name
    );
    let theme = *pen.theme();
    pen.cell(body.x, body.bottom(), body.width, &question, theme.question);
}

fn body_lines<'a>(model: &Model, pen: &Pen<'_>, review: &Review) -> Vec<Spans<'a>> {
    let theme = pen.theme();
    let body = body::patch_body(
        &review.change,
        model.profile.designation_key,
        Secrets::Masked,
    );
    let pretty = raw::pretty(&body.to_string());
    pretty
        .lines()
        .map(|line| vec![(line.to_owned().into(), theme.text)])
        .collect()
}

fn diff_lines<'a>(
    model: &Model,
    pen: &Pen<'_>,
    form: &Form,
    review: &Review,
    width: u16,
) -> Vec<Spans<'a>> {
    let theme = *pen.theme();
    let mut lines: Vec<Spans<'a>> = Vec::new();
    let age = status::age(model, form.read.at);
    lines.push(vec![
        (format!("PATCH /user/{}", form.user).into(), theme.title),
        (format!("   base read {age} ago").into(), theme.dim),
    ]);
    lines.push(Vec::new());
    for delta in &review.change.deltas {
        let mut head: Spans<'a> =
            vec![(format!(" ~ {}", delta.field.label()).into(), theme.changed)];
        if let Value::Role(role) = &delta.after
            && model.profile.raises(&form.base, role)
        {
            head.push(("   PRIVILEGE UP".into(), theme.warning));
        }
        lines.push(head);
        if delta.field.is_verifiable() {
            let before = delta.seen.as_ref().map(|value| quoted(delta.field, value));
            let before = before.unwrap_or_else(|| "not known".to_owned());
            lines.push(vec![(format!("   - {before}").into(), theme.before)]);
        } else {
            lines.push(vec![(
                "   - not known: the API never returns it".into(),
                theme.dim,
            )]);
        }
        let seen_on = match &delta.after {
            Value::Role(role) => seen_on(model, role),
            _ => String::new(),
        };
        let after = format!("   + {}{seen_on}", quoted(delta.field, &delta.after));
        lines.push(vec![(after.into(), theme.after)]);
    }
    lines.push(Vec::new());
    let facts = facts(model, form, review);
    for (label, value, is_warning) in facts {
        let style = if is_warning {
            theme.warning
        } else {
            theme.text
        };
        let wrapped = text::wrap(&value, usize::from(width.saturating_sub(14)));
        for (index, part) in wrapped.into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            lines.push(vec![
                (format!(" {label:<12}").into(), theme.label),
                (part.into(), style),
            ]);
        }
    }
    let count = review.change.deltas.len();
    let changes = if count == 1 {
        "1 change".to_owned()
    } else {
        format!("{count} changes")
    };
    lines.push(Vec::new());
    let question = format!(
        "Send {changes} on {}? y sends, Enter does nothing",
        model.profile.name
    );
    lines.push(vec![(question.into(), theme.question)]);
    lines
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

fn seen_on(model: &Model, role: &Role) -> String {
    let has_role = |slot: &&crate::domain::roster::Slot| {
        let confirmed = model.roster.shown(**slot).confirmed(Field::Role);
        matches!(confirmed, Some((Value::Role(seen), _)) if seen.id == role.id)
    };
    match model.roster.listing().iter().filter(has_role).count() {
        0 => "   (seen on no loaded user)".to_owned(),
        1 => "   (seen on 1 user)".to_owned(),
        many => format!("   (seen on {many} users)"),
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

/// ```text
/// │ FIELD        WHEN YOU OPENED     ON SERVER NOW       YOURS                   │
/// │# role        Quality             Supervisor          Admin New      both     │
/// ```
fn draw_conflict(pen: &mut Pen<'_>, area: Rect, form: &Form, conflict: &Conflict) {
    let theme = *pen.theme();
    let name = form.base.text(Field::Name);
    let title = format!("Conflict  {name}  #{}", form.user);
    let inside = pen.frame(area, &title, "nothing was sent", Focus::Here);
    let real = conflict
        .rows
        .iter()
        .filter(|row| row.mine.is_some())
        .count();
    let fields = if real == 1 {
        "1 field".to_owned()
    } else {
        format!("{real} fields")
    };
    let intro = format!(
        "Someone changed this user after you opened the form: {fields} that you edited too."
    );
    let mut y = 0;
    for line in text::wrap(&intro, usize::from(inside.width)) {
        if let Some(place) = row(inside, y) {
            pen.cell(place.x, place.y, place.width, &line, theme.conflict);
        }
        y += 1;
    }
    let column = (inside.width.saturating_sub(16)) / 3;
    let draw_row = |pen: &mut Pen<'_>, y: usize, cells: [&str; 4], style| {
        let Some(place) = row(inside, y) else { return };
        let mut x = pen.cell(place.x, place.y, 16, cells[0], style);
        for text in &cells[1..] {
            pen.cell(x, place.y, column.saturating_sub(1), text, style);
            x += column;
        }
    };
    draw_row(
        pen,
        y + 1,
        ["  FIELD", "WHEN YOU OPENED", "ON SERVER NOW", "YOURS"],
        theme.heading,
    );
    for (index, conflict_row) in conflict.rows.iter().enumerate() {
        let field = conflict_row.field;
        let say = |value: &Option<Value>| {
            value
                .as_ref()
                .map_or_else(|| "not known".to_owned(), |value| field.words(value))
        };
        let mine = match &conflict_row.mine {
            Some(value) => field.words(value),
            None => "(not edited)".to_owned(),
        };
        let sign = if conflict_row.mine.is_some() {
            '#'
        } else {
            ' '
        };
        let is_cursor = index == conflict.cursor;
        let cursor = if is_cursor { '>' } else { ' ' };
        let label = format!("{cursor}{sign}{}", field.label());
        let style = match (is_cursor, conflict_row.mine.is_some()) {
            (true, _) => theme.cursor,
            (false, true) => theme.conflict,
            (false, false) => theme.text,
        };
        let cells = [
            &*label,
            &say(&conflict_row.seen),
            &say(&conflict_row.live),
            &mine,
        ];
        draw_row(pen, y + 2 + index, cells, style);
    }
    let help = "m mine for this field   t theirs   r theirs for all, keep my other edits";
    if let Some(place) = row(inside, y + 3 + conflict.rows.len()) {
        pen.cell(place.x, place.y, place.width, help, theme.dim);
    }
}
