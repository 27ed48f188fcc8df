//! What `doctor` says of the machine: files and their rights, and what the terminal can do.

use std::path::PathBuf;

use super::{Finding, Verdict};

/// A file or folder of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFact {
    /// What it is for.
    pub what: &'static str,
    /// Where.
    pub path: PathBuf,
    /// What is wrong with it; `None` = fine, or not there yet.
    pub problem: Option<String>,
}

/// What the terminal says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TerminalFacts {
    /// Whether standard output is one.
    pub is_terminal: bool,
    /// `TERM`.
    pub term: Option<String>,
    /// `LC_ALL`, `LC_CTYPE` or `LANG`, the first that is set.
    pub locale: Option<String>,
    /// Columns and rows.
    pub size: Option<(u16, u16)>,
}

pub(super) fn file(fact: &FileFact) -> Finding {
    let path = fact.path.display();
    match &fact.problem {
        None => Finding::new(fact.what, Verdict::Fine, path.to_string()),
        Some(problem) => Finding::new(fact.what, Verdict::Bad, format!("{path} {problem}")),
    }
}

pub(super) fn terminal(facts: &TerminalFacts) -> Vec<Finding> {
    let about = "terminal";
    if !facts.is_terminal {
        let text = "standard output is no terminal: the verbs work, the screen does not";
        return vec![Finding::new(about, Verdict::Advice, text)];
    }
    let mut findings = Vec::new();
    match facts.term.as_deref() {
        None | Some("" | "dumb") => findings.push(Finding::new(
            about,
            Verdict::Bad,
            "TERM is not set or dumb: set it to what the terminal is, such as xterm-256color",
        )),
        Some(term) => findings.push(Finding::new(about, Verdict::Fine, format!("TERM {term}"))),
    }
    if let Some((columns, rows)) = facts.size {
        let text = format!("{columns}x{rows}");
        findings.push(match columns >= 40 && rows >= 10 {
            true => Finding::new(about, Verdict::Fine, text),
            false => Finding::new(about, Verdict::Bad, format!("{text}: need at least 40x10")),
        });
    }
    let locale = facts.locale.as_deref().unwrap_or_default();
    let is_utf8 = ["utf-8", "utf8"]
        .iter()
        .any(|name| locale.to_ascii_lowercase().contains(name));
    findings.push(match is_utf8 {
        true => Finding::new(about, Verdict::Fine, format!("locale {locale}")),
        false => Finding::new(
            about,
            Verdict::Advice,
            "the locale is not UTF-8: drawn in ASCII; set LANG to one such as en_IN.UTF-8",
        ),
    });
    findings
}
