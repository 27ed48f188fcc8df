//! Facts about views, columns, counts and comparisons, for scripts.

use rosterm::app::columns;
use rosterm::app::columns::chooser::{Chooser, Shown};
use rosterm::app::compare::{self, Comparison, Fields, Verdict};
use rosterm::app::count::{self, CountScreen};
use rosterm::app::form::View;
use rosterm::app::neighbours::Reading;
use rosterm::app::neighbours::picker::Choice;
use rosterm::app::{Model, Overlay};

/// The open view, its find and its order.
pub(super) fn view(model: &Model) -> String {
    let sort = model.list.sort.map_or("-".to_owned(), |sort| sort.words());
    let find = match model.list.find.as_str() {
        "" => "-",
        find => find,
    };
    format!("{} | find {find} | sort {sort}", model.views.name())
}

/// The views with their keys and what is known of their size.
pub(super) fn tabs(model: &Model) -> String {
    let tabs = model.views.tabs().iter().enumerate();
    let say = |(index, tab): (usize, &rosterm::app::views::Tab)| {
        let open = if model.views.open() == Some(index) {
            ">"
        } else {
            ""
        };
        let key = tab
            .view
            .key
            .map(|key| format!("{key} "))
            .unwrap_or_default();
        let count = tab.count.as_ref().map(|count| format!(" {count}"));
        format!("{open}{key}{}{}", tab.view.name, count.unwrap_or_default())
    };
    tabs.map(say).collect::<Vec<_>>().join(" | ")
}

/// The columns on screen with their widths, the one under the cursor marked.
pub(super) fn on_screen(model: &Model) -> String {
    let cursor = columns::under_cursor(model);
    let placed = columns::on_screen(model).into_iter();
    let say = placed.map(|(column, width)| {
        let sign = if column == cursor { ">" } else { "" };
        format!("{sign}{}:{width}", column.name())
    });
    say.collect::<Vec<_>>().join(" ")
}

/// The chooser's lines.
pub(super) fn columns(chooser: &Chooser) -> String {
    let lines = chooser.lines.iter().enumerate().map(|(index, choice)| {
        let cursor = if index == chooser.cursor { ">" } else { "" };
        let shown = match choice.shown {
            Shown::Yes => "",
            Shown::No => "-",
        };
        let width = choice.width.map(|width| format!(":{width}"));
        format!(
            "{cursor}{shown}{}{}",
            choice.column.name(),
            width.unwrap_or_default()
        )
    });
    format!("columns: {}", lines.collect::<Vec<_>>().join(" "))
}

/// The bars.
pub(super) fn count(model: &Model, screen: &CountScreen) -> String {
    let bars = screen.bars.iter().enumerate().map(|(index, bar)| {
        let cursor = if index == screen.cursor { ">" } else { "" };
        format!("{cursor}{} {}", bar.label, bar.users)
    });
    let rest = screen
        .rest
        .map(|rest| format!(" | {} others {}", rest.values, rest.users));
    format!(
        "count by {}: {}{} ({})",
        screen.column.name(),
        bars.collect::<Vec<_>>().join(" | "),
        rest.unwrap_or_default(),
        count::about(model, screen)
    )
}

/// The fields shown.
pub(super) fn compare(model: &Model, comparison: &Comparison) -> String {
    let ages: Vec<_> = (0..2)
        .map(|index| compare::ages(model, comparison, index))
        .map(|(fetched, listed)| format!("{fetched}, {listed}"))
        .collect();
    let pairs = compare::pairs(model, comparison);
    let shown = pairs
        .iter()
        .filter(|pair| comparison.fields == Fields::All || pair.verdict == Verdict::Differs);
    let words = shown.map(|pair| {
        let [left, right] = &pair.words;
        format!("{} {left}/{right}", pair.field.name())
    });
    let [left, right] = &comparison.users;
    format!(
        "{left} ({}) and {right} ({}): {}",
        ages[0],
        ages[1],
        words.collect::<Vec<_>>().join(", ")
    )
}

/// The lines of the picker of numbers or departments, with their marks, and how the list stands.
pub(super) fn picker(model: &Model) -> Option<String> {
    let Some(Overlay::Form(form)) = &model.overlay else {
        return None;
    };
    let View::Neighbours(picker) = &form.view else {
        return None;
    };
    let shelf = model.neighbours.of(picker.of);
    let marked = form.texts(picker.of.field());
    let line = |index: usize| {
        let choice = picker.choice(shelf, index)?;
        let cursor = if picker.cursor == Some(index) {
            ">"
        } else {
            ""
        };
        let texts = choice.texts(shelf, model.profile.agent_group_key);
        let is_marked = texts.iter().all(|text| shelf.holds(&marked, text));
        let mark = if is_marked { "*" } else { "" };
        let words = match choice {
            Choice::Listed(row) => format!("{} {}", row.id, row.name),
            Choice::Typed(texts) => format!("add {}", texts.join(" and ")),
        };
        Some(format!("{cursor}{mark}{}", words.trim_end()))
    };
    let lines: Vec<_> = (0..picker.count(shelf)).filter_map(line).collect();
    let lines = match lines.is_empty() {
        true => "nothing".to_owned(),
        false => lines.join(" | "),
    };
    let reading = match &shelf.reading {
        Reading::Idle => String::new(),
        Reading::Asked(_) => " (reading)".to_owned(),
        Reading::Failed(failure) => format!(" (failed: {})", failure.text),
    };
    Some(format!("{lines}{reading}"))
}
