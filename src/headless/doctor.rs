//! `rosterm doctor`: what would stand in the way, and what to do about it.
//!
//! Invariants: it changes nothing; it sends one request (two, where a password is exchanged for a
//! token first); every finding that is not fine says what to do.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::api::dialect::{Answer, Dialect};
use crate::api::session::Credentials;
use crate::api::transport::{Signature, Transport};
use crate::domain::{Query, Vendor};
use crate::protocol::Cause;
use crate::text;

use super::console::Console;
use super::exit::Exit;

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
            let (asked, exit) = ask(&facts, &transport, dialect, credentials, now).await;
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

/// Asks the server for one user of the list, and looks at the answer from all sides.
async fn ask<T: Transport>(
    facts: &Facts,
    transport: &T,
    dialect: &Dialect,
    credentials: &Credentials,
    now: impl Fn() -> Timestamp,
) -> (Vec<Finding>, Exit) {
    let mut findings = Vec::new();
    let signature = match exchange(transport, dialect, credentials).await {
        Ok(Some(signature)) => signature,
        Ok(None) => return (findings, Exit::SignedOut),
        Err((text, exit)) => {
            findings.push(Finding::new("sign-in", Verdict::Bad, text));
            return (findings, exit);
        }
    };
    let request = match dialect.page_request(&Query::default(), None, 1) {
        Ok(request) => request,
        Err(failure) => {
            findings.push(Finding::new("answer", Verdict::Bad, failure.text));
            return (findings, Exit::Unknown);
        }
    };
    let began = now();
    let answer = match transport.send(request, signature).await {
        Ok(answer) => answer,
        Err(error) => {
            let advice = match (error.never_sent, error.timed_out) {
                (true, _) => {
                    "check the base URL, the network, ca_file and the clock; nothing was sent"
                }
                (false, true) => {
                    "the server is slow or unreachable; try again, or raise answer_timeout"
                }
                (false, false) => "try again; a proxy or firewall on the way may cut connections",
            };
            let text = format!("{}; {advice}", error.text);
            findings.push(Finding::new("connection", Verdict::Bad, text));
            return (findings, Exit::Unknown);
        }
    };
    let ended = now();
    let took = ended.duration_since(began).unsigned_abs();
    findings.push(connection(facts, took));
    findings.extend(clock(&answer, began, ended));
    let (finding, exit) = judge(dialect, &answer);
    findings.push(finding);
    (findings, exit)
}

/// What to sign with; a password is exchanged first. `None` = nobody is signed in.
async fn exchange<T: Transport>(
    transport: &T,
    dialect: &Dialect,
    credentials: &Credentials,
) -> Result<Option<Signature>, (String, Exit)> {
    let (login_id, password) = match credentials {
        Credentials::Password { login_id, password } => (login_id, password),
        Credentials::Unsigned
        | Credentials::Nobody { .. }
        | Credentials::Token(_)
        | Credentials::Renewable { .. }
        | Credentials::Basic { .. } => return Ok(credentials.signature()),
    };
    let Some(tokens) = dialect.tokens() else {
        return Ok(None);
    };
    let request = tokens.login_request(login_id, password);
    let answer = transport.send(request, Signature::Nothing).await;
    let answer = answer.map_err(|error| (error.text, Exit::Unknown))?;
    let token = tokens.read_token(&answer);
    let token = token.map_err(|refused| {
        let exit = Exit::from(&refused.failure);
        (refused.failure.text, exit)
    })?;
    Ok(Some(Signature::Bearer(token.secret)))
}

fn connection(facts: &Facts, took: Duration) -> Finding {
    let roots = match &facts.ca_file {
        Some(path) => format!("only the roots in {} are trusted", path.display()),
        None => "the system's roots are trusted".to_owned(),
    };
    let tls = match facts.base_url.starts_with("https://") {
        true => format!("TLS verified ({roots})"),
        false => "not encrypted, on this machine".to_owned(),
    };
    let milliseconds = took.as_millis();
    let text = format!("the server answered in {milliseconds} ms; {tls}");
    Finding::new("connection", Verdict::Fine, text)
}

/// A clock that is further off than this makes tokens and certificates fail.
const CLOCK_OFF: Duration = Duration::from_secs(60);

fn clock(answer: &Answer, began: Timestamp, ended: Timestamp) -> Option<Finding> {
    let date = rfc2822::parse(answer.date.as_deref()?).ok()?.timestamp();
    let off = if date < began {
        began.duration_since(date)
    } else if date > ended {
        date.duration_since(ended)
    } else {
        jiff::SignedDuration::ZERO
    };
    let off = off.unsigned_abs();
    let way = if date < began { "ahead of" } else { "behind" };
    Some(match off > CLOCK_OFF {
        true => Finding::new(
            "clock",
            Verdict::Bad,
            format!(
                "this machine's clock is {} s {way} the server's: tokens and certificates fail; \
                 set it (timedatectl set-ntp true)",
                off.as_secs()
            ),
        ),
        false => Finding::new("clock", Verdict::Fine, "agrees with the server's"),
    })
}

fn judge(dialect: &Dialect, answer: &Answer) -> (Finding, Exit) {
    match dialect.read_page(answer) {
        Ok(page) => {
            let users = match page.rows.len() {
                1 => "a user".to_owned(),
                count => format!("{count} users"),
            };
            let text = format!("signed in; the list gave {users}");
            (Finding::new("answer", Verdict::Fine, text), Exit::Fine)
        }
        Err(failure) => {
            let advice = match (failure.cause, dialect.vendor()) {
                (Cause::SignedOut, Vendor::Smartflo) => {
                    ". Run rosterm login, or put a new token in its place"
                }
                (Cause::Throttled, _) => ". Others use the account's limit too: lower rate",
                (_, _) => "",
            };
            let text = format!("{}{advice}", failure.text);
            let exit = Exit::from(&failure);
            (Finding::new("answer", Verdict::Bad, text), exit)
        }
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

fn file(fact: &FileFact) -> Finding {
    let path = fact.path.display();
    match &fact.problem {
        None => Finding::new(fact.what, Verdict::Fine, path.to_string()),
        Some(problem) => Finding::new(fact.what, Verdict::Bad, format!("{path} {problem}")),
    }
}

fn terminal(facts: &TerminalFacts) -> Vec<Finding> {
    let about = "terminal";
    if !facts.is_terminal {
        let text = "standard output is none: the verbs work, the screen does not";
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

#[cfg(test)]
mod tests {
    use super::*;

    fn clock_of(date: &str) -> Option<(Verdict, String)> {
        let answer = Answer {
            date: Some(date.to_owned()),
            ..Answer::default()
        };
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let (began, ended) = (at("2026-01-31T12:00:00Z"), at("2026-01-31T12:00:02Z"));
        let finding = clock(&answer, began, ended)?;
        Some((finding.verdict, finding.text))
    }

    #[test]
    fn a_clock_that_is_off_is_told_with_its_way_and_what_to_do() {
        let near = clock_of("Sat, 31 Jan 2026 12:00:40 GMT").expect("a date");
        assert_eq!(near.0, Verdict::Fine);
        for (date, words) in [
            (
                "Sat, 31 Jan 2026 11:50:00 GMT",
                "600 s ahead of the server's",
            ),
            (
                "Sat, 31 Jan 2026 13:00:02 GMT",
                "3600 s behind the server's",
            ),
        ] {
            let (verdict, text) = clock_of(date).expect("a date");
            assert_eq!(verdict, Verdict::Bad);
            assert!(text.contains(words) && text.contains("set it"), "{text}");
        }
        assert_eq!(clock_of("yesterday"), None);
    }
}
