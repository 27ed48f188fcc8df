//! The whole screen, from top to bottom:
//!
//! ```text
//!  rosterm DEMO demo  WRITE                              IDLE  2.0 of 2.0 rps  429: 0
//!  0 All 240+   1 Active  [2 Web-locked 7]   3 No extension   4 Intl on
//!  server: web login: LOCKED   find: ravi   sort: server's order
//! ┌─ Users  5 of 240+ ─────────────────────┐┌─ User ──────────────────────────────┐
//! │ list                                   ││ detail                              │
//! └────────────────────────────────────────┘└─────────────────────────────────────┘
//! ┌─ Requests (redacted) ──────────────────────────────────────────────────────────┐
//! └────────────────────────────────────────────────────────────────────────────────┘
//!  = Verified 14:03:22: web login open. Ravi Kumar Verma (#314678)   z undo
//!  Enter detail  b block  w web login  r role  e edit  / find  f filters  ? help
//! ```
//!
//! Invariant: drawing only reads the model; where things are is asked of [`layout::regions`].

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::layout::{self, SMALLEST};
use crate::app::{Model, Overlay, form};
use crate::text;

use super::pen::{Look, Pen};
use super::{
    columns, compare, count, detail, foot, form as form_pane, header, job, journal, list,
    neighbours, pickers, plan, prompt, reader, review, sign_in,
};

/// Paints everything.
pub fn draw(model: &Model, look: &Look, frame: &mut Frame<'_>) {
    let size = (frame.area().width, frame.area().height);
    let regions = layout::regions(size, model);
    let mut pen = Pen {
        buffer: frame.buffer_mut(),
        look,
    };
    if !layout::is_usable(size) {
        return too_small(model, &mut pen, size);
    }
    header::draw(model, &mut pen, &regions);
    // A prompt and the sign-in lie over whatever they were called from.
    let below = model.overlay.as_ref().and_then(Overlay::behind);
    let covers = matches!(
        below,
        Some(
            Overlay::Form(_)
                | Overlay::Reader(_)
                | Overlay::Plan(_)
                | Overlay::Job(_)
                | Overlay::Jobs(_)
                | Overlay::Journal(_)
                | Overlay::Count(_)
                | Overlay::Compare(_)
        )
    );
    if !covers {
        if regions.list.height > 0 {
            list::draw(model, &mut pen, regions.list);
        }
        if regions.detail.height > 0 {
            detail::draw(model, &mut pen, regions.detail);
        }
        if regions.requests.height > 0 {
            reader::draw_requests(model, &mut pen, regions.requests);
        }
    }
    let mut caret = overlay(model, &mut pen, regions.body, below);
    match &model.overlay {
        Some(Overlay::Prompt(asked)) => caret = prompt::draw(&mut pen, regions.body, asked),
        Some(Overlay::SignIn(screen)) => {
            caret = sign_in::draw(model, &mut pen, regions.body, screen)
        }
        Some(_) | None => {}
    }
    caret = foot::draw(model, &mut pen, regions.message, regions.hints).or(caret);
    if let Some(caret) = caret {
        frame.set_cursor_position(caret);
    }
}

/// What lies over the panes; gives where the text caret is, if text is typed there.
fn overlay(
    model: &Model,
    pen: &mut Pen<'_>,
    body: Rect,
    overlay: Option<&Overlay>,
) -> Option<Position> {
    match overlay {
        None
        | Some(Overlay::Find(_) | Overlay::Command(_) | Overlay::Prompt(_) | Overlay::SignIn(_)) => {
            None
        }
        Some(Overlay::Filters(panel)) => {
            pickers::draw_filters(pen, body, panel);
            None
        }
        Some(Overlay::Menu(menu)) => {
            pickers::draw_menu(model, pen, body, menu);
            None
        }
        Some(Overlay::Picker(picker)) => pickers::draw_picker(pen, body, picker),
        Some(Overlay::Roles(picker)) => pickers::draw_roles(model, pen, body, picker),
        Some(Overlay::Reader(reader)) => reader::draw(model, pen, body, reader),
        Some(Overlay::Plan(screen)) => plan::draw(model, pen, body, screen),
        Some(Overlay::Job(screen)) => {
            job::draw(model, pen, body, screen);
            None
        }
        Some(Overlay::Jobs(screen)) => {
            job::draw_all(model, pen, body, screen);
            None
        }
        Some(Overlay::Journal(screen)) => journal::draw(model, pen, body, screen),
        Some(Overlay::Columns(chooser)) => {
            columns::draw(model, pen, body, chooser);
            None
        }
        Some(Overlay::Count(screen)) => {
            count::draw(model, pen, body, screen);
            None
        }
        Some(Overlay::Compare(comparison)) => {
            compare::draw(model, pen, body, comparison);
            None
        }
        Some(Overlay::Form(form)) => match &form.view {
            form::View::Fields => form_pane::draw(model, pen, body, form),
            form::View::Roles(picker) => {
                form_pane::draw(model, pen, body, form);
                pickers::draw_roles(model, pen, body, picker)
            }
            form::View::Neighbours(picker) => {
                form_pane::draw(model, pen, body, form);
                neighbours::draw(model, pen, body, form, picker)
            }
            form::View::Review(_) | form::View::Conflict(_) => {
                review::draw(model, pen, body, form);
                None
            }
        },
    }
}

/// Below the smallest size there is one sentence; writes go on.
fn too_small(model: &Model, pen: &mut Pen<'_>, (width, height): (u16, u16)) {
    let (columns, rows) = SMALLEST;
    let in_flight = match model.flights.len() {
        0 => String::new(),
        1 => "1 write in flight goes on".to_owned(),
        many => format!("{many} writes in flight go on"),
    };
    let sentences = [
        format!("terminal is {width}x{height}, need {columns}x{rows}"),
        "nothing is lost; make it larger".to_owned(),
        in_flight,
    ];
    let style = pen.theme().text;
    let lines = sentences
        .iter()
        .flat_map(|sentence| text::wrap(sentence, usize::from(width)));
    for (y, line) in (0..height).zip(lines) {
        pen.cell(0, y, width, &line, style);
    }
}
