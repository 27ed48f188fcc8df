//! The loop: wait for one thing, drain what else is ready, update, send, draw once.
//!
//! Invariant: nothing wakes the loop without a cause; a time is waited for only while something
//! on screen depends on it. Writes in flight are given time to settle before a tenant is left.

mod clock;
mod conversation;

use std::io::{self, Write};
use std::pin::Pin;
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tokio::time::Instant;

use crate::app::keymap::Key;
use crate::app::{Event, Model};
use crate::domain::View;
use crate::protocol::{self, Command, TerminalCommand};

use super::pen::Look;
use super::terminal::{self, Exit, Inputs, Screen, Wake};
use super::{file, screen};

use clock::Clock;
pub use conversation::{Channels, Connect, Opening};
use conversation::{Conversation, Haste};

/// How many causes are taken in before the screen is drawn.
const DRAINED: usize = 64;
/// How long they are taken in: a page of a thousand users takes a part of a millisecond, and
/// whoever presses a key meanwhile waits.
const TAKING_IN: Duration = Duration::from_millis(4);

/// Adds a view to the configuration; else says why not.
pub type KeepView = Box<dyn Fn(&View) -> Result<(), String>>;

/// Plays the program on a terminal until the person leaves or a signal ends it. Gives the exit
/// code: 0, or 128 and the signal's number; a terminal that is gone counts as a hang-up.
///
/// The workers are connected once the first frame is painted: the person sees at once that the
/// program is there, whatever it takes to get ready to connect. `open` makes ready the tenant of
/// another profile, by its name; that is one more thing to wait for, and is dropped when the person
/// stays after all.
///
/// # Errors
/// Why the first tenant could not be connected; the terminal has been given back.
pub async fn run<F>(
    mut screen: Screen,
    first: Opening,
    look: Look,
    open: impl Fn(&str) -> F,
    keep_view: KeepView,
) -> Result<u8, String>
where
    F: Future<Output = Result<Opening, String>> + 'static,
{
    let clock = Clock::start();
    let (model, commands) = Model::start(first.options, clock.now());
    let painted = screen.draw(|frame| screen::draw(&model, &look, frame));
    let (Ok(()), Ok(inputs)) = (painted, Inputs::start()) else {
        return Ok(Exit::TerminalLost.code());
    };
    let channels = (first.connect)()?;
    let mut play = Play {
        screen,
        inputs,
        clock,
        look,
        talk: Conversation::new(model, commands, channels),
        keep_view,
        kept: Vec::new(),
        opening: None,
    };
    let code = loop {
        match play.turn().await {
            Ok(None) => {}
            Ok(Some(Turn::Leave(code))) => break code,
            Ok(Some(Turn::Open(profile))) => {
                let tenant = open(&profile);
                let tenant = Box::pin(async move { tenant.await.map(Box::new) });
                play.opening = Some(Underway { profile, tenant });
            }
            Ok(Some(Turn::Opened(profile, opened))) => play.go(profile, opened).await,
            Err(_) => break Exit::TerminalLost.code(),
        }
    };
    let haste = match code {
        0 => Haste::None,
        _ => Haste::Signalled,
    };
    play.leave(haste).await;
    Ok(code)
}

/// Everything the loop holds.
struct Play {
    screen: Screen,
    inputs: Inputs,
    clock: Clock,
    look: Look,
    talk: Conversation,
    keep_view: KeepView,
    /// The views that were kept since the start: the configuration that was read has not got them.
    kept: Vec<View>,
    /// The profile whose tenant is being made ready.
    opening: Option<Underway>,
}

/// A tenant that is being made ready.
struct Underway {
    profile: String,
    tenant: Pin<Box<dyn Future<Output = Opened>>>,
}

/// A tenant that was made ready, or in a sentence why it could not be.
type Opened = Result<Box<Opening>, String>;

/// What a turn ends with that is more than a new frame.
enum Turn {
    /// The program ends with this code.
    Leave(u8),
    /// The person wants another profile.
    Open(String),
    /// Its tenant is ready, or cannot be had.
    Opened(String, Opened),
}

impl Play {
    /// One turn of the loop; `Some` = something follows that is more than a new frame.
    async fn turn(&mut self) -> io::Result<Option<Turn>> {
        let mut ends = None;
        for command in std::mem::take(&mut self.talk.commands) {
            match command {
                // A closed channel is reported by the event side as `WorkerStopped`.
                Command::Api(command) => drop(self.talk.channels.commands.send(command)),
                // The same for `SearchStopped`.
                Command::Search(command) => drop(self.talk.channels.search.send(command)),
                Command::Terminal(TerminalCommand::Quit) => return Ok(Some(Turn::Leave(0))),
                Command::Terminal(TerminalCommand::Switch { profile }) => {
                    ends = Some(Turn::Open(profile));
                }
                Command::Terminal(TerminalCommand::Stay) => self.opening = None,
                Command::Terminal(TerminalCommand::Save {
                    path,
                    text,
                    existing,
                }) => self.take(file::save(path, text, existing)),
                Command::Terminal(TerminalCommand::KeepView(view)) => {
                    let ended = (self.keep_view)(&view);
                    if ended.is_ok() {
                        self.kept.retain(|known| known.name != view.name);
                        self.kept.push(view.clone());
                    }
                    self.take(Event::ViewKept { view, ended });
                }
                Command::Terminal(TerminalCommand::Read { path }) => self.take(file::read(path)),
                Command::Terminal(command) => obey(&mut self.screen, command)?,
            }
        }
        terminal::set_in_flight(self.talk.in_flight());
        let (model, look) = (&self.talk.model, &self.look);
        self.screen.draw(|frame| screen::draw(model, look, frame))?;
        if ends.is_some() {
            return Ok(ends);
        }
        let mut next = Some(self.wait().await);
        let (since, mut taken) = (Instant::now(), 0);
        while let Some(cause) = next.take() {
            let is_input = matches!(cause, Cause::Input(_));
            let event = match cause {
                Cause::Input(Wake::Exit(why)) => return Ok(Some(Turn::Leave(why.code()))),
                Cause::Input(Wake::Suspend) => {
                    self.screen.suspend()?;
                    None
                }
                Cause::Input(Wake::Resumed) => {
                    self.screen.resume()?;
                    Some(Event::Focused)
                }
                Cause::Input(Wake::Terminal(event)) => translate(&event),
                Cause::Worker(event) => Some(Event::Worker(event)),
                Cause::Tick => Some(Event::Ticked),
                Cause::Opened(profile, opened) => return Ok(Some(Turn::Opened(profile, opened))),
            };
            if let Some(event) = event {
                self.take(event);
            }
            taken += 1;
            // Bounds, so that a flood of events cannot keep the screen from being drawn; and what
            // was typed is shown before more of what workers report is taken in.
            next = match (taken < DRAINED, is_input) {
                (false, _) => None,
                (true, true) => self.inputs.ready().map(Cause::Input),
                (true, false) if since.elapsed() < TAKING_IN => self.ready(),
                (true, false) => None,
            };
        }
        Ok(None)
    }

    /// Goes to the tenant of another profile on the same terminal and leaves this one; if it cannot
    /// be had, stays.
    async fn go(&mut self, profile: String, opened: Opened) {
        let opened = opened.and_then(|opening| {
            let mut options = opening.options;
            options.size = self.talk.model.size;
            let kept = |view: &View| self.kept.iter().any(|known| known.name == view.name);
            options.views.retain(|view| !kept(view));
            options.views.extend(self.kept.iter().cloned());
            let (model, commands) = Model::start(options, self.clock.now());
            Ok(Conversation::new(model, commands, (opening.connect)()?))
        });
        let event = match opened {
            Err(cause) => Event::Stayed { profile, cause },
            Ok(talk) => {
                let old = std::mem::replace(&mut self.talk, talk);
                let from = old.model.profile.name.clone();
                let left = old.end_wholly(&self.clock).await;
                Event::Arrived { from, left }
            }
        };
        self.take(event);
    }

    /// Takes an event in; what follows from it is done in the next turn.
    fn take(&mut self, event: Event) {
        self.talk.take(event, &self.clock);
    }

    /// Waits for one thing.
    async fn wait(&mut self) -> Cause {
        let talk = &mut self.talk;
        let wake = talk.model.next_wake().map(|at| self.clock.instant + at);
        tokio::select! {
            input = self.inputs.next() => Cause::Input(input),
            event = talk.channels.events.recv(), if talk.has_worker => {
                talk.has_worker = event.is_some();
                Cause::worker(event)
            }
            event = talk.channels.arranged.recv(), if talk.has_search => {
                talk.has_search = event.is_some();
                Cause::Worker(event.unwrap_or(protocol::Event::SearchStopped))
            }
            (profile, opened) = ready_to_go(&mut self.opening) => Cause::Opened(profile, opened),
            () = sleep_until(wake) => Cause::Tick,
        }
    }

    /// What is there without waiting; keys go before workers.
    fn ready(&mut self) -> Option<Cause> {
        let channels = &mut self.talk.channels;
        let input = self.inputs.ready().map(Cause::Input);
        input
            .or_else(|| channels.arranged.try_recv().ok().map(Cause::Worker))
            .or_else(|| channels.events.try_recv().ok().map(Cause::Worker))
    }

    /// Gives the terminal back, lets writes in flight settle, and says what became of them.
    async fn leave(self, haste: Haste) {
        // Nobody is left to tell if the terminal does not take it.
        let _ = self.screen.leave();
        for sentence in self.talk.end(&self.clock, haste).await {
            let line = crate::text::one_line(&sentence);
            // `eprintln!` would panic on a terminal that is gone.
            let _ = writeln!(io::stderr(), "rosterm: {line}");
        }
    }
}

enum Cause {
    Input(Wake),
    Worker(protocol::Event),
    Tick,
    Opened(String, Opened),
}

impl Cause {
    /// A closed channel means that the worker is gone.
    fn worker(event: Option<protocol::Event>) -> Self {
        let gone = || protocol::Event::WorkerStopped {
            reason: "its channel is closed".to_owned(),
        };
        Self::Worker(event.unwrap_or_else(gone))
    }
}

/// Ends when the tenant that is being made ready is, or cannot be; never, when there is none.
async fn ready_to_go(opening: &mut Option<Underway>) -> (String, Opened) {
    let Some(underway) = opening else {
        return std::future::pending().await;
    };
    let opened = underway.tenant.as_mut().await;
    let profile = std::mem::take(&mut underway.profile);
    *opening = None;
    (profile, opened)
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn obey(screen: &mut Screen, command: TerminalCommand) -> io::Result<()> {
    match command {
        TerminalCommand::Copy(text) => {
            crossterm::execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
        }
        TerminalCommand::Redraw => screen.resume(),
        // Where no shell could continue the process, ctrl-z does nothing.
        TerminalCommand::Suspend => terminal::request_suspend().map(|_| ()),
        // These are seen to where commands are taken up.
        TerminalCommand::Quit
        | TerminalCommand::Switch { .. }
        | TerminalCommand::Stay
        | TerminalCommand::Save { .. }
        | TerminalCommand::Read { .. }
        | TerminalCommand::KeepView(_) => Ok(()),
    }
}

/// A terminal's event in the program's words; `None` = of no interest.
#[must_use]
pub fn translate(event: &TerminalEvent) -> Option<Event> {
    match event {
        TerminalEvent::Key(key) => translate_key(key).map(Event::Key),
        TerminalEvent::Paste(text) => Some(Event::Pasted(text.clone())),
        TerminalEvent::Resize(columns, rows) => Some(Event::Resized {
            columns: *columns,
            rows: *rows,
        }),
        TerminalEvent::FocusGained => Some(Event::Focused),
        TerminalEvent::FocusLost | TerminalEvent::Mouse(_) => None,
    }
}

/// Presses, and repeats of movement only: a held key must not fire a toggle again.
fn translate_key(key: &KeyEvent) -> Option<Key> {
    let is_ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    if key
        .modifiers
        .intersects(KeyModifiers::ALT | KeyModifiers::META)
    {
        return None;
    }
    let translated = match key.code {
        KeyCode::Char(character) if is_ctrl => Key::Ctrl(character.to_ascii_lowercase()),
        KeyCode::Char(character) => Key::Char(character),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        _ => return None,
    };
    let is_movement = matches!(
        translated,
        Key::Up | Key::Down | Key::PageUp | Key::PageDown | Key::Char('j' | 'k')
    );
    match key.kind {
        KeyEventKind::Press => Some(translated),
        KeyEventKind::Repeat => is_movement.then_some(translated),
        KeyEventKind::Release => None,
    }
}
