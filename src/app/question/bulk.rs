//! Questions about many users, jobs and files.

use jiff::Timestamp;
use tui_input::Input;

use crate::app::notice::plural;
use crate::app::{Model, status};
use crate::domain::history::Again;
use crate::domain::planning::Line;
use crate::domain::profile::{Profile, Protection};
use crate::domain::{Field, Plan, Value};

use super::{Ask, Question, Then};

impl Question {
    /// Which way a flag is to be set for everybody who is marked.
    #[must_use]
    pub fn direction(model: &Model, field: Field) -> Self {
        let count = plural(model.marks.len(), "marked user", "marked users");
        let say = |flag| field.words(&Value::Flag(flag));
        let lines = vec![
            format!("{}: {} of {count}", model.profile.name, field.label()),
            format!(
                "1 {}   2 {}   (nothing is sent before the plan)",
                say(true),
                say(false)
            ),
        ];
        Self {
            lines,
            ask: Ask::Either,
            then: Then::Direction(field),
        }
    }

    /// Whether all pages are to be read, to mark everybody.
    #[must_use]
    pub fn about_matching(lines: Vec<String>) -> Self {
        Self {
            lines,
            ask: Ask::YesNo,
            then: Then::Matching,
        }
    }

    /// Whether everybody's web-login state is to be read.
    #[must_use]
    pub fn about_sweep(lines: Vec<String>) -> Self {
        Self {
            lines,
            ask: Ask::YesNo,
            then: Then::Sweep,
        }
    }

    /// Whether a protected user is to be changed by a plan: its login id is typed.
    #[must_use]
    pub fn about_unlocking(profile: &Profile, line: &Line, protection: Protection) -> Self {
        let why = match protection {
            Protection::OwnLogin => "this is your own login",
            Protection::Listed => "the profile protects this user",
        };
        let lines = vec![
            format!("{}: take into the plan", profile.name),
            format!("\"{}\"", line.name),
            format!("#{}", line.user),
            why.to_owned(),
        ];
        let login = line.identity.login_id.as_deref().unwrap_or_default();
        let expected = match login {
            "" => line.user.to_string(),
            login => login.to_owned(),
        };
        Self {
            lines,
            ask: typed(expected),
            then: Then::Unlock(line.user.clone()),
        }
    }

    /// Whether edits of a job are to be carried out again: their number is typed.
    #[must_use]
    pub fn about_again(model: &Model, plan: Plan, which: Again, at: Option<Timestamp>) -> Self {
        let count = plan.edits.len();
        let edits = plural(count, "edit", "edits");
        let what = match which {
            Again::Rest => format!("{edits} never sent"),
            Again::Failed => format!("{edits} that failed and changed nothing"),
        };
        let age = at.map(|at| status::age(model, at)).unwrap_or_default();
        let lines = vec![
            format!("{}: job {}, {what}", model.profile.name, plan.job),
            format!("\"{}\"", plan.title),
            format!("planned {age} ago; whoever was changed since then is left alone, and told"),
        ];
        Self {
            lines,
            ask: typed(count.to_string()),
            then: Then::Again(Box::new(plan)),
        }
    }

    /// Whether a file that is there is to be replaced.
    #[must_use]
    pub fn about_overwriting(path: String, text: String) -> Self {
        Self {
            lines: vec![
                "There is such a file already; replace it?".to_owned(),
                format!("\"{path}\""),
            ],
            ask: Ask::YesNo,
            then: Then::Overwrite { path, text },
        }
    }
}

fn typed(expected: String) -> Ask {
    Ask::Typed {
        expected,
        input: Input::default(),
    }
}
