//! Facts about plans, jobs and the journal, for scripts.

use rosterm::app::job::{
    JobScreen, JobsScreen, State, result_words, rows, stage_words, state, tally_words,
};
use rosterm::app::journal::{JournalScreen, change_words};
use rosterm::app::plan::{PlanScreen, facts};
use rosterm::app::prompt::Prompt;
use rosterm::app::{Model, Overlay};
use rosterm::domain::planning::{Line, Place};

/// Title, facts, what was typed.
pub(super) fn plan(model: &Model, screen: &PlanScreen) -> String {
    let mut words = vec![format!("plan: {}", screen.proposal.title)];
    words.extend(facts(model, screen).into_iter().map(|fact| {
        format!("{} {}", fact.about, fact.text.trim())
            .trim()
            .to_owned()
    }));
    words.push(format!(
        "reason={:?} typed={:?}",
        screen.reason.value(),
        screen.typed.value()
    ));
    words.join(" | ")
}

/// The users of the plan: verdict and fields.
pub(super) fn plan_rows(model: &Model) -> String {
    let Some(Overlay::Plan(screen)) = &model.overlay else {
        return "-".to_owned();
    };
    let lines = screen.proposal.lines.iter().enumerate();
    let say = |(index, line): (usize, &Line)| {
        let cursor = if index == screen.cursor { ">" } else { "" };
        let hidden = match line.place {
            Place::Hidden => " hidden",
            Place::Shown => "",
        };
        let fields = line.change.deltas.iter().map(|delta| {
            let seen = delta.seen.as_ref();
            let seen = seen.map_or("?".to_owned(), |seen| delta.field.words(seen));
            let after = delta.field.words(&delta.after);
            format!(" {} {seen}->{after}", delta.field.name())
        });
        let fields: String = fields.collect();
        format!("{cursor}{} {:?}{hidden}{fields}", line.user, line.verdict)
    };
    lines.map(say).collect::<Vec<_>>().join(" | ")
}

/// Stage, counts, rows in sight.
pub(super) fn job(model: &Model, screen: &JobScreen) -> String {
    let job = model.jobs.get(&screen.job);
    let counts = job.map(|job| format!("{} of {}", job.done(), job.size));
    let tally = job.map(|job| tally_words(&job.tally));
    format!(
        "job {}: {} | {} | {}",
        screen.job,
        stage_words(model, screen.job),
        counts.unwrap_or_default(),
        tally.unwrap_or_default()
    )
}

/// The rows of the job's screen.
pub(super) fn job_rows(model: &Model) -> String {
    let Some(Overlay::Job(screen)) = &model.overlay else {
        return "-".to_owned();
    };
    let Some(planned) = model.history.plan(screen.job) else {
        return "-".to_owned();
    };
    let rows = rows(model, screen);
    let places = (0..rows.len()).filter_map(|row| rows.place(row));
    let say = |place: usize| {
        let edit = &planned.plan.edits[place];
        let state = state(model, screen.job, edit);
        let sign = match state {
            State::Left(_) => "~".to_owned(),
            State::Ended(settled) => settled.outcome.sign().to_string(),
            State::NoWord => ".".to_owned(),
        };
        format!("{sign} {} {}", edit.user, result_words(model, state))
    };
    places.map(say).collect::<Vec<_>>().join(" | ")
}

pub(super) fn jobs(screen: &JobsScreen) -> String {
    let lines = screen.jobs.iter().map(|job| {
        let words = job.words();
        format!(
            "{} {} of {}: {}",
            job.id,
            job.title,
            job.planned,
            words.trim()
        )
    });
    format!("jobs: {}", lines.collect::<Vec<_>>().join(" | "))
}

pub(super) fn journal(model: &Model, screen: &JournalScreen) -> String {
    let lines = screen.edits.iter().enumerate().map(|(index, edit)| {
        let settled = model.history.get(*edit).unwrap();
        let cursor = if index == screen.cursor { ">" } else { "" };
        let reason = settled.reason.as_deref().unwrap_or_default();
        let reason = match reason {
            "" => String::new(),
            reason => format!(" ({reason})"),
        };
        let words = change_words(settled);
        format!(
            "{cursor}{} {words} {}{reason}",
            settled.user,
            settled.outcome.word()
        )
    });
    format!("journal: {}", lines.collect::<Vec<_>>().join(" | "))
}

pub(super) fn prompt(prompt: &Prompt) -> String {
    let typed = match prompt.is_secret() {
        true => "*".repeat(prompt.input.value().chars().count()),
        false => prompt.input.value().to_owned(),
    };
    let problem = prompt.problem.as_deref().unwrap_or_default();
    let text = format!("{} | {}: {typed} {problem}", prompt.title, prompt.label());
    text.trim().to_owned()
}
