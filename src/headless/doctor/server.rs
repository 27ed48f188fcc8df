//! What `doctor` asks the server: one user of the list, and what the answer tells from all sides.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::api::dialect::{Answer, Dialect};
use crate::api::masking::Masks;
use crate::api::session::Credentials;
use crate::api::transport::{Signature, Transport};
use crate::domain::{Query, Vendor};
use crate::headless::exit::Exit;
use crate::protocol::Cause;

use super::{Facts, Finding, Verdict};

/// Asks the server for one user of the list, and looks at the answer from all sides.
pub(super) async fn ask<T: Transport>(
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
    let masks = Masks::of(&signature);
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
    let (finding, exit) = judge(dialect, &answer, &masks);
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
        let masks = Masks::of(&Signature::Nothing).and(password);
        let failure = masks.failure(refused.failure);
        let exit = Exit::from(&failure);
        (failure.text, exit)
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

fn judge(dialect: &Dialect, answer: &Answer, masks: &Masks) -> (Finding, Exit) {
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
            let failure = masks.failure(failure);
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
