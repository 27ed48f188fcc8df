//! Scripts: a conversation of a person, the program and invented workers, as text.
//!
//! [`check`] plays the lines of a script and writes down what the program did; the result must be
//! the script itself. A line is an input, a blank or comment (`#`), or an answer of the program:
//!
//! ```text
//! start                                   the model; options: read-only confirm=always size=80x24 …
//! > LoadPage after=- limit=100            every command, in order, as answers to the line above
//! page 5 more                             the page asked for: the next 5 invented people
//! keys /ravi<enter>w                      200 ms before each key; <fast> 10 ms, <slow> 200 ms again
//! cached 5 3h                             a part of an earlier run's list: 5 people, 3 h old
//! > Begin #1 314678 block_web_login ?->open
//! settled verified                        the last edit begun; "#1" names another
//! ? status: IDLE                          a fact about the model, see `facts.rs`
//! ```
//!
//! Also: `numbers ID:NAME:NUMBER …`, `departments …` (or `failed TEXT`, `refused TEXT`, `cancelled`),
//! `cached end`, `uncached TEXT`, `leaving`, `loaded ID field=value …`, `failed ID TEXT`,
//! `page failed TEXT`, `moved STAGE`,
//! `job N STAGE`, `recovered N FIELD=VALUE USER=OUTCOME …`, `read FILE TEXT`, `saved FILE`,
//! `exists FILE TEXT`, `paste TEXT`, `resize 60x20`, `focus`, `tick`, `wait 30m`, `writes …`,
//! `sign-in lost|out|asha 60m|refused TEXT`, `stopped TEXT`, `kept`, `kept failed TEXT`,
//! `search stopped`, `search waits`, `search answers`.

#[path = "cast.rs"]
pub(crate) mod cast;
#[path = "facts.rs"]
mod facts;
#[path = "stage.rs"]
pub(crate) mod stage;
#[path = "words.rs"]
mod words;

use std::time::Duration;

use rosterm::app::Event;
use rosterm::app::file::Ended;
use rosterm::app::keymap::Key;
use rosterm::app::list::kept;
use rosterm::domain::Neighbours;
use rosterm::protocol::{self, Command};

use stage::Stage;

/// Plays a script; panics with the whole conversation if it is not the script.
#[track_caller]
pub(crate) fn check(script: &str) {
    let script: Vec<&str> = script.lines().map(str::trim).collect();
    let mut actual = Vec::new();
    let mut stage = None;
    for &line in &script {
        if line.starts_with('>') {
            continue;
        }
        if line.is_empty() || line.starts_with('#') {
            actual.push(line.to_owned());
            continue;
        }
        if let Some(fact) = line.strip_prefix('?') {
            let fact = fact.split(':').next().unwrap_or_default().trim();
            let stage = stage.as_ref().expect("a script opens with start");
            let answer = format!("? {fact}: {}", facts::say(stage, fact));
            actual.push(answer.trim().to_owned());
            continue;
        }
        actual.push(line.to_owned());
        let commands = match line.split_once(' ').unwrap_or((line, "")) {
            ("start", options) => {
                let (new, commands) = Stage::start(options);
                stage = Some(new);
                commands
            }
            (verb, rest) => {
                let stage = stage.as_mut().expect("a script opens with start");
                play(stage, verb, rest.trim())
            }
        };
        actual.extend(commands.iter().map(|command| format!("> {command}")));
    }
    let expected = script.join("\n");
    let actual = actual.join("\n");
    assert!(
        actual == expected,
        "the conversation was\n----\n{actual}\n----\nbut the script is\n----\n{expected}\n----"
    );
}

/// The answer to `? fact`.
pub(crate) fn fact(stage: &Stage, fact: &str) -> String {
    facts::say(stage, fact)
}

fn play(stage: &mut Stage, verb: &str, rest: &str) -> Vec<String> {
    match verb {
        "keys" => keys(stage, rest),
        "paste" => stage.happen(Event::Pasted(rest.replace("\\n", "\n"))),
        "resize" => {
            let (columns, rows) = stage::size(rest);
            stage.happen(Event::Resized { columns, rows })
        }
        "focus" => stage.happen(Event::Focused),
        "tick" => {
            if let Some(wake) = stage.model.next_wake() {
                stage.advance(wake.saturating_sub(stage.now.mono));
            }
            stage.happen(Event::Ticked)
        }
        "wait" => {
            stage.advance(span(rest));
            stage.happen(Event::Ticked)
        }
        "page" => stage.page(rest),
        "rest" => stage.rest(rest),
        "swept" => stage.swept(rest),
        "cached" if rest == "end" => stage.hear(protocol::Event::CacheEnded),
        "cached" => stage.cached(rest),
        "list-kept" => stage.hear(protocol::Event::ListKept),
        "uncached" => stage.hear(protocol::Event::CacheRefused {
            reason: rest.to_owned(),
        }),
        "leaving" => {
            let kept = kept::farewell(&mut stage.model);
            stage.note(kept.map(Command::Api).into_iter().collect())
        }
        "loaded" => stage.loaded(rest),
        "failed" => stage.failed(rest),
        "numbers" => stage.neighbours(Neighbours::Numbers, rest),
        "departments" => stage.neighbours(Neighbours::Departments, rest),
        "moved" => stage.moved(rest),
        "settled" => stage.settled(rest),
        "writes" => {
            let writes = stage.writes(rest);
            stage.hear(protocol::Event::WritesChanged(writes))
        }
        "stayed" => {
            let (profile, cause) = rest.split_once(' ').expect("a profile and a cause");
            stage.happen(Event::Stayed {
                profile: profile.to_owned(),
                cause: cause.to_owned(),
            })
        }
        "arrived" => {
            let (from, left) = rest.split_once(' ').unwrap_or((rest, ""));
            let left = (!left.is_empty()).then(|| left.to_owned());
            stage.happen(Event::Arrived {
                from: from.to_owned(),
                left: left.into_iter().collect(),
            })
        }
        "sign-in" => stage.sign_in(rest),
        "stopped" => stage.hear(protocol::Event::WorkerStopped {
            reason: rest.to_owned(),
        }),
        "kept" => stage.kept(rest),
        "search" => {
            stage.search_waits = rest == "waits";
            match rest {
                "waits" => Vec::new(),
                "answers" => stage.search(),
                "stopped" => stage.hear(protocol::Event::SearchStopped),
                _ => panic!("the matcher waits, answers or stopped; it never {rest:?}"),
            }
        }
        "job" => stage.job(rest),
        "recovered" => stage.recovered(rest),
        "read" => {
            let (path, text) = rest.split_once(' ').expect("a name and a text");
            let text = match text.strip_prefix("failed ") {
                Some(why) => Err(why.to_owned()),
                None => Ok(text.replace("\\n", "\n")),
            };
            let path = path.to_owned();
            stage.happen(Event::Read { path, text })
        }
        "saved" => {
            let path = rest.to_owned();
            let ended = Ended::Saved;
            stage.happen(Event::Saved { path, ended })
        }
        "exists" => {
            let (path, text) = rest.split_once(' ').expect("a name and a text");
            let (path, text) = (path.to_owned(), text.to_owned());
            let ended = Ended::Exists { text };
            stage.happen(Event::Saved { path, ended })
        }
        "throttled" => stage.throttled(rest.parse().expect("how many 429 so far")),
        _ => panic!("a script knows no {verb:?}"),
    }
}

/// `/ravi<enter>w<fast>jjj<slow>`: characters and named keys, with the time between them.
pub(crate) fn keys(stage: &mut Stage, text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut pace = Duration::from_millis(200);
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let name = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let key = match name {
            Some((name, behind)) => {
                rest = behind;
                match name {
                    "fast" => {
                        pace = Duration::from_millis(10);
                        continue;
                    }
                    "slow" => {
                        pace = Duration::from_millis(200);
                        continue;
                    }
                    name => named(name),
                }
            }
            None => {
                rest = &rest[character.len_utf8()..];
                Key::Char(character)
            }
        };
        stage.advance(pace);
        commands.extend(stage.happen(Event::Key(key)));
    }
    commands
}

fn named(name: &str) -> Key {
    match name {
        "enter" => Key::Enter,
        "esc" => Key::Esc,
        "tab" => Key::Tab,
        "shift-tab" => Key::BackTab,
        "space" => Key::Char(' '),
        "lt" => Key::Char('<'),
        "up" => Key::Up,
        "down" => Key::Down,
        "left" => Key::Left,
        "right" => Key::Right,
        "home" => Key::Home,
        "end" => Key::End,
        "pageup" => Key::PageUp,
        "pagedown" => Key::PageDown,
        "backspace" => Key::Backspace,
        "delete" => Key::Delete,
        name => match name
            .strip_prefix("ctrl-")
            .and_then(|rest| rest.chars().next())
        {
            Some(character) => Key::Ctrl(character),
            None => panic!("there is no key <{name}>"),
        },
    }
}

/// `200ms`, `2s`, `30m`.
pub(crate) fn span(text: &str) -> Duration {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let number: u64 = digits.parse().expect("a number and a unit");
    match &text[digits.len()..] {
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number * 60),
        "h" => Duration::from_secs(number * 3600),
        unit => panic!("there is no unit {unit:?}"),
    }
}
