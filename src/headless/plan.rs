//! `rosterm plan`: who would be changed to what, reviewed and kept in a file. Nothing is sent.
//!
//! Invariants: the words, the recipe and the file are understood before anything is asked of the
//! server; who cannot be found, or a page that cannot be read, means no plan at all.

mod choice;
mod known;
pub(super) mod review;
mod wanted;

use std::path::PathBuf;

use jiff::Timestamp;

use crate::cli::KeyColumn;
use crate::domain::planning::{Candidate, Line, Place, Proposal};
use crate::domain::recipe::Recipe;
use crate::domain::{EditId, Field, Profile, Query, UserId, Value};
use crate::exchange::plan_file::{Made, PlanFile};
use crate::exchange::sheet::{Entry, same_number};

use super::console::Console;
use super::exit::Exit;
use super::file;
use super::session::Session;
use choice::Choice;
use known::Known;

/// What shall be planned.
#[derive(Debug, Clone)]
pub struct Request {
    /// Ids and assignments, as given.
    pub words: Vec<String>,
    /// A sheet of users and what to set for each; `-` = standard input.
    pub from: Option<PathBuf>,
    /// The column that says who is meant.
    pub key: Option<KeyColumn>,
    /// The server filters.
    pub query: Query,
    /// Words that must occur in a user, compared here.
    pub find: Option<String>,
    /// The name of a recipe.
    pub recipe: Option<String>,
    /// The recipes there are.
    pub recipes: Vec<Recipe>,
    /// Why, for the journal.
    pub reason: Option<String>,
    /// Where the plan is written; `-` = standard output.
    pub output: PathBuf,
    /// Whose users.
    pub profile: Profile,
    /// Users asked for in one page.
    pub page_size: u32,
    /// Requests a second, to say how long it will take.
    pub rate: f64,
    /// The time.
    pub now: Timestamp,
    /// The command line of all this, to be told when the plan is too old.
    pub command: String,
}

/// Reads, reviews, writes the file.
pub async fn run(request: Request, session: &mut Session, console: &mut Console<'_>) -> Exit {
    match make(&request, session, console).await {
        Ok(proposal) => keep(&request, &proposal, console),
        Err(exit) => exit,
    }
}

/// Whom, what of each: the fields in the order of the form.
type Wishes = Vec<(UserId, Vec<(Field, Value)>)>;

async fn make(
    request: &Request,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Proposal, Exit> {
    let refuse = |console: &mut Console<'_>, sentence: &str| {
        console.error(sentence);
        Exit::Usage
    };
    let asked = wanted::read(request, console).map_err(|what| refuse(console, &what))?;
    let choice = choice::read(request, asked.ids).map_err(|bad| {
        for sentence in bad.lines() {
            console.error(sentence);
        }
        console.notice("no plan was made");
        Exit::Usage
    })?;
    let is_row_empty = |row: &Entry| row.wishes.is_empty();
    let sets_nothing = match &choice {
        Choice::Sheet(sheet) => sheet.rows.iter().all(is_row_empty),
        Choice::Ids(_) | Choice::Matching => true,
    };
    if sets_nothing && asked.wishes.is_empty() {
        let what = "nothing to set; add FIELD=VALUE, a recipe, or a column with values";
        return Err(refuse(console, what));
    }
    let common = wanted::resolve(&asked.wishes, request, session, console).await?;
    let source = choice::source(request, &choice);
    let title = wanted::title(request, &choice, &common);
    let (wishes, known) = match choice {
        Choice::Ids(ids) => {
            let wishes = ids.into_iter().map(|id| (id, common.clone())).collect();
            let known = known::of_ids(&wishes, request, session, console).await?;
            (wishes, known)
        }
        Choice::Sheet(sheet) => known::of_sheet(sheet, &common, request, session, console).await?,
        Choice::Matching => known::matching(&common, request, session, console).await?,
    };
    let lines = wishes.iter().filter_map(|(user, wanted)| {
        let known = known.get(user)?;
        Some(line(&request.profile, user, known, wanted))
    });
    Ok(Proposal::new(title, source, lines.collect()))
}

fn line(profile: &Profile, user: &UserId, known: &Known, wanted: &[(Field, Value)]) -> Line {
    let value = |field| known.get(field);
    let candidate = Candidate {
        id: user,
        value: &value,
        place: Place::Shown,
    };
    // A spreadsheet drops the plus and leading zeros: such a number is the one that is there.
    let is_news = |(field, after): &&(Field, Value)| {
        let now = known.get(*field);
        let texts = after.text().zip(now.as_ref().and_then(Value::text));
        *field != Field::Number || !texts.is_some_and(|(after, now)| same_number(after, now))
    };
    let wanted: Vec<_> = wanted.iter().filter(is_news).cloned().collect();
    Line::new(profile, candidate, &wanted)
}

/// Writes the plan and says what is in it.
fn keep(request: &Request, proposal: &Proposal, console: &mut Console<'_>) -> Exit {
    let mut random = fastrand::Rng::new();
    let made = Made {
        profile: &request.profile,
        at: request.now,
        reason: request.reason.as_deref(),
        again: Some(&request.command),
    };
    let mint = || EditId::mint(request.now.as_millisecond(), &mut random);
    let plan = PlanFile::new(proposal, made, mint);
    let text = plan.write();
    console.clear_progress();
    if file::is_stream(&request.output) {
        let _ = review::write(&plan, request.rate, console.err);
        let written = console.out.write_all(text.as_bytes());
        let written = written.and_then(|()| console.out.flush());
        return console.finish(written);
    }
    if let Err(sentence) = file::write(&request.output, &text, PlanFile::is_one) {
        console.error(&sentence);
        return Exit::Usage;
    }
    let reviewed = review::write(&plan, request.rate, console.out);
    let exit = console.finish(reviewed);
    let name = file::name(&request.output);
    match plan.edits.len() {
        0 => console.notice(&format!("{name}: nothing would change")),
        count => console.notice(&format!(
            "{name} is written; nothing was sent. Carry it out within 24 hours: rosterm apply \
             {name} --yes {count}"
        )),
    }
    exit
}
