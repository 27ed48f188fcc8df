//! `rosterm doctor`: what would stand in the way, and what to do about it.
//!
//! Invariants: it changes nothing; it sends one request (two, where a password is exchanged for a
//! token first); every finding that is not fine says what to do; what the server repeats of a secret
//! is masked.

mod machine;
mod server;

use std::path::PathBuf;

use jiff::Timestamp;

use crate::api::dialect::Dialect;
use crate::api::session::Credentials;
use crate::api::transport::Transport;
use crate::text;

use super::console::Console;
use super::exit::Exit;

pub use machine::{FileFact, TerminalFacts};
use machine::{file, terminal};

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing to do.
    Fine,
    /// Works, but could be better.
    Advice,
    /// Stands in the way.
    Bad,
}

/// What was found out about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `clock`.
    pub about: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// In a sentence; untrusted text in quotes.
    pub text: String,
}

impl Finding {
    fn new(about: &'static str, verdict: Verdict, text: impl Into<String>) -> Self {
        Self {
            about,
            verdict,
            text: text.into(),
        }
    }
}

/// What is known without asking the server.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The profile, as on screen.
    pub profile: String,
    /// Its base URL.
    pub base_url: String,
    /// Whether it is production.
    pub is_production: bool,
    /// What it is signed in with; else why that cannot be had.
    pub credentials: Result<Credentials, String>,
    /// Where the token comes from, in words.
    pub token_place: Option<String>,
    /// Private roots.
    pub ca_file: Option<PathBuf>,
    /// The proxy of the profile, without its password.
    pub proxy: Option<String>,
    /// Variables of the environment that name a proxy.
    pub proxy_variables: Vec<&'static str>,
    /// Requests a second.
    pub rate: f64,
    /// Files and folders, and how private they are.
    pub files: Vec<FileFact>,
    /// The terminal.
    pub terminal: TerminalFacts,
}

/// Looks, prints, and tells a script by the exit status.
pub async fn run<T: Transport>(
    facts: Facts,
    transport: Result<T, String>,
    dialect: &Dialect,
    now: impl Fn() -> Timestamp,
    console: &mut Console<'_>,
) -> Exit {
    let mut findings = vec![profile(&facts), sign_in(&facts), proxy(&facts)];
    let exit = match (transport, &facts.credentials) {
        (Err(problem), _) => {
            findings.push(Finding::new("connection", Verdict::Bad, problem));
            Exit::Usage
        }
        (Ok(_), Err(_)) => Exit::Usage,
        (Ok(transport), Ok(credentials)) => {
            let (asked, exit) = server::ask(&facts, &transport, dialect, credentials, now).await;
            findings.extend(asked);
            exit
        }
    };
    findings.push(budget(&facts));
    findings.extend(facts.files.iter().map(file));
    findings.extend(terminal(&facts.terminal));
    print(&findings, exit, console)
}

/// The same about the machine alone, where there is no tenant.
pub fn machine(files: &[FileFact], facts: &TerminalFacts, console: &mut Console<'_>) -> Exit {
    let mut findings: Vec<_> = files.iter().map(file).collect();
    findings.extend(terminal(facts));
    print(&findings, Exit::Fine, console)
}

fn print(findings: &[Finding], exit: Exit, console: &mut Console<'_>) -> Exit {
    let worst = findings.iter().map(|finding| finding.verdict).max();
    let printed = findings.iter().try_for_each(|finding| {
        let word = match finding.verdict {
            Verdict::Fine => "ok",
            Verdict::Advice => "look",
            Verdict::Bad => "BAD",
        };
        let sentence = text::one_line(&finding.text);
        writeln!(console.out, "{word:<5}{:<12}{sentence}", finding.about)
    });
    let printed = printed.and_then(|()| console.out.flush());
    let printed = console.finish(printed);
    let found = match worst {
        Some(Verdict::Bad) if exit == Exit::Fine => Exit::Usage,
        Some(Verdict::Fine | Verdict::Advice | Verdict::Bad) | None => exit,
    };
    printed.max(found)
}

fn profile(facts: &Facts) -> Finding {
    let production = match facts.is_production {
        true => ", PROD: starts read-only",
        false => "",
    };
    let text = format!("{} at {}{production}", facts.profile, facts.base_url);
    Finding::new("profile", Verdict::Fine, text)
}

fn sign_in(facts: &Facts) -> Finding {
    let place = facts.token_place.as_deref().unwrap_or("the profile");
    let about = "sign-in";
    match &facts.credentials {
        Err(problem) => Finding::new(about, Verdict::Bad, problem.clone()),
        Ok(Credentials::Unsigned) => Finding::new(about, Verdict::Advice, "requests go unsigned"),
        Ok(Credentials::Nobody { .. }) => Finding::new(
            about,
            Verdict::Bad,
            format!("nobody is signed in: {place} holds no token; run rosterm login"),
        ),
        Ok(Credentials::Token(_)) => Finding::new(
            about,
            Verdict::Fine,
            format!("a token from {place}; when it is refused, put a new one there"),
        ),
        Ok(Credentials::Renewable { login_id, .. }) => Finding::new(
            about,
            Verdict::Fine,
            format!("a token of \"{login_id}\" from {place}; it is renewed by itself"),
        ),
        Ok(Credentials::Password { login_id, .. }) => Finding::new(
            about,
            Verdict::Fine,
            format!("login ID \"{login_id}\" and a password; sent once, never again when refused"),
        ),
        Ok(Credentials::Basic { username, .. }) => Finding::new(
            about,
            Verdict::Fine,
            format!("user name \"{username}\" and a password with every request"),
        ),
    }
}

fn proxy(facts: &Facts) -> Finding {
    match (&facts.proxy, &*facts.proxy_variables) {
        (Some(proxy), _) => {
            Finding::new("proxy", Verdict::Fine, format!("{proxy}, by the profile"))
        }
        (None, []) => Finding::new("proxy", Verdict::Fine, "none"),
        (None, variables) => Finding::new(
            "proxy",
            Verdict::Advice,
            format!(
                "none: {} in the environment is not used; set proxy in the profile if you need one",
                variables.join(", ")
            ),
        ),
    }
}

/// The documented example of an account's limit, shared with its live calls.
const USUAL_LIMIT: f64 = 3.0;

fn budget(facts: &Facts) -> Finding {
    let rate = facts.rate;
    match rate > USUAL_LIMIT {
        true => Finding::new(
            "budget",
            Verdict::Advice,
            format!(
                "{rate} requests a second: the account's limit is shared with live calls and is \
                 often {USUAL_LIMIT}; set rate lower unless you know yours"
            ),
        ),
        false => Finding::new("budget", Verdict::Fine, format!("{rate} requests a second")),
    }
}
