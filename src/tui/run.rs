//! The loop: wait for one thing, drain what else is ready, update, send, draw once.
//!
//! Invariant: nothing wakes the loop without a cause; a time is waited for only while something
//! on screen depends on it. Writes in flight are given time to settle before the program ends.

use std::io::{self, Write};
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::app::job::Job;
use crate::app::keymap::Key;
use crate::app::{self, Event, Model, Now, Options};
use crate::domain::{Edit, View};
use crate::protocol::{self, ApiCommand, Command, SearchCommand, TerminalCommand};

use super::pen::Look;
use super::terminal::{self, Exit, Inputs, Screen, Wake};
use super::{file, screen};

/// How many causes are taken in before the screen is drawn.
const DRAINED: usize = 64;
/// How long writes in flight may take to settle when the program was told to end.
const SETTLE: Duration = Duration::from_millis(2000);

/// The channels to the workers.
#[derive(Debug)]
pub struct Channels {
    /// Commands to the API actor.
    pub commands: mpsc::UnboundedSender<ApiCommand>,
    /// What it reports.
    pub events: mpsc::Receiver<protocol::Event>,
    /// Commands to the matcher thread.
    pub search: std::sync::mpsc::Sender<SearchCommand>,
    /// What it works out.
    pub arranged: mpsc::UnboundedReceiver<protocol::Event>,
}

/// Adds a view to the configuration; else says why not.
pub type KeepView = Box<dyn Fn(&View) -> Result<(), String>>;

/// Plays the program on a terminal until the person leaves or a signal ends it. Gives the exit
/// code: 0, or 128 and the signal's number; a terminal that is gone counts as a hang-up.
///
/// `connect` gives the channels once the first frame is painted: the person sees at once that the
/// program is there, whatever it takes to get ready to connect.
///
/// # Errors
/// That of `connect`; the terminal has been given back.
pub async fn run<Refusal>(
    mut screen: Screen,
    options: Options,
    look: Look,
    connect: impl FnOnce() -> Result<Channels, Refusal>,
    keep_view: KeepView,
) -> Result<u8, Refusal> {
    let clock = Clock::start();
    let (model, commands) = Model::start(options, clock.now());
    let painted = screen.draw(|frame| screen::draw(&model, &look, frame));
    let (Ok(()), Ok(inputs)) = (painted, Inputs::start()) else {
        return Ok(Exit::TerminalLost.code());
    };
    let channels = connect()?;
    let mut play = Play {
        screen,
        inputs,
        channels,
        has_worker: true,
        has_search: true,
        clock,
        look,
        model,
        commands,
        keep_view,
    };
    let code = loop {
        match play.turn().await {
            Ok(None) => {}
            Ok(Some(code)) => break code,
            Err(_) => break Exit::TerminalLost.code(),
        }
    };
    play.leave().await;
    Ok(code)
}

/// Everything the loop holds.
struct Play {
    screen: Screen,
    inputs: Inputs,
    channels: Channels,
    has_worker: bool,
    has_search: bool,
    clock: Clock,
    look: Look,
    model: Model,
    commands: Vec<Command>,
    keep_view: KeepView,
}

impl Play {
    /// One turn of the loop; `Some` = leave with this code.
    async fn turn(&mut self) -> io::Result<Option<u8>> {
        for command in std::mem::take(&mut self.commands) {
            match command {
                // A closed channel is reported by the event side as `WorkerStopped`.
                Command::Api(command) => drop(self.channels.commands.send(command)),
                // The same for `SearchStopped`.
                Command::Search(command) => drop(self.channels.search.send(command)),
                Command::Terminal(TerminalCommand::Quit) => return Ok(Some(0)),
                Command::Terminal(TerminalCommand::Save {
                    path,
                    text,
                    existing,
                }) => self.take(file::save(path, text, existing)),
                Command::Terminal(TerminalCommand::KeepView(view)) => {
                    let ended = (self.keep_view)(&view);
                    self.take(Event::ViewKept { view, ended });
                }
                Command::Terminal(TerminalCommand::Read { path }) => self.take(file::read(path)),
                Command::Terminal(command) => obey(&mut self.screen, command)?,
            }
        }
        terminal::set_in_flight(in_flight(&self.model));
        let (model, look) = (&self.model, &self.look);
        self.screen.draw(|frame| screen::draw(model, look, frame))?;
        let mut next = Some(self.wait().await);
        let mut taken = 0;
        while let Some(cause) = next.take() {
            let event = match cause {
                Cause::Input(Wake::Exit(why)) => return Ok(Some(why.code())),
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
            };
            if let Some(event) = event {
                self.take(event);
            }
            taken += 1;
            // A bound, so that a flood of events cannot keep the screen from being drawn.
            if taken < DRAINED {
                next = self.ready();
            }
        }
        Ok(None)
    }

    /// Takes an event in; what follows from it is done in the next turn.
    fn take(&mut self, event: Event) {
        let commands = app::update(&mut self.model, self.clock.now(), event);
        self.commands.extend(commands);
    }

    /// Waits for one thing.
    async fn wait(&mut self) -> Cause {
        let wake = self.model.next_wake().map(|at| self.clock.instant + at);
        tokio::select! {
            input = self.inputs.next() => Cause::Input(input),
            event = self.channels.events.recv(), if self.has_worker => {
                self.has_worker = event.is_some();
                Cause::worker(event)
            }
            event = self.channels.arranged.recv(), if self.has_search => {
                self.has_search = event.is_some();
                Cause::Worker(event.unwrap_or(protocol::Event::SearchStopped))
            }
            () = sleep_until(wake) => Cause::Tick,
        }
    }

    /// What is there without waiting; keys go before workers.
    fn ready(&mut self) -> Option<Cause> {
        let channels = &mut self.channels;
        let input = self.inputs.ready().map(Cause::Input);
        input
            .or_else(|| channels.arranged.try_recv().ok().map(Cause::Worker))
            .or_else(|| channels.events.try_recv().ok().map(Cause::Worker))
    }

    /// Gives the terminal back, lets writes in flight settle, and says what became of them.
    async fn leave(self) {
        let Self {
            screen,
            channels:
                Channels {
                    commands,
                    mut events,
                    ..
                },
            clock,
            mut model,
            ..
        } = self;
        // Nobody is left to tell if the terminal does not take it.
        let _ = screen.leave();
        let farewell = app::list::kept::farewell(&mut model);
        let is_kept = farewell.is_some();
        if let Some(command) = farewell {
            // A worker that is gone keeps nothing.
            drop(commands.send(command));
        }
        drop(commands);
        let deadline = Instant::now() + SETTLE;
        let begun: Vec<_> = on_the_way(&model).map(|edit| edit.id).collect();
        while on_the_way(&model).next().is_some() {
            match tokio::time::timeout_at(deadline, events.recv()).await {
                Ok(Some(event)) => drop(app::update(&mut model, clock.now(), Event::Worker(event))),
                Ok(None) | Err(_) => break,
            }
        }
        // The channel closes when the list is kept; a disk that takes longer keeps the last one.
        while is_kept
            && let Ok(Some(event)) = tokio::time::timeout_at(deadline, events.recv()).await
        {
            drop(app::update(&mut model, clock.now(), Event::Worker(event)));
        }
        let ended = model
            .history
            .iter()
            .filter(|settled| begun.contains(&settled.edit));
        let ended = ended.map(|settled| {
            let clock = app::status::clock(&model, settled.at);
            let name = settled.name.as_deref().unwrap_or_default();
            format!("#{} \"{name}\": {}", settled.user, settled.sentence(&clock))
        });
        for sentence in ended.chain(in_flight(&model)) {
            let line = crate::text::one_line(&sentence);
            // `eprintln!` would panic on a terminal that is gone.
            let _ = writeln!(io::stderr(), "rosterm: {line}");
        }
    }
}

/// The edits on the wire, those of jobs included: what a job has not begun waits in the journal.
fn on_the_way(model: &Model) -> impl Iterator<Item = &Edit> {
    let single = model.flights.values().map(|flight| &flight.edit);
    let jobs = model.jobs.values().flat_map(Job::under_way);
    single.chain(jobs)
}

/// Names in a crash report are not worth more lines than these.
const NAMED: usize = 5;

/// What a crash report and the last line say about writes in flight.
fn in_flight(model: &Model) -> Option<String> {
    let say = |edit: &Edit| {
        let fields: Vec<_> = edit.change.fields().map(|field| field.label()).collect();
        let name = edit.identity.name.as_deref().unwrap_or_default();
        format!("{name} (#{}) ({})", edit.user, fields.join(", "))
    };
    let mut flights: Vec<_> = on_the_way(model).take(NAMED).map(say).collect();
    let more = on_the_way(model).count().saturating_sub(NAMED);
    if more > 0 {
        flights.push(format!("{more} more"));
    }
    (!flights.is_empty()).then(|| {
        format!(
            "on the way and not verified: {}; read these users again",
            flights.join("; ")
        )
    })
}

enum Cause {
    Input(Wake),
    Worker(protocol::Event),
    Tick,
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
        | TerminalCommand::Save { .. }
        | TerminalCommand::Read { .. }
        | TerminalCommand::KeepView(_) => Ok(()),
    }
}

/// The program's two clocks.
struct Clock {
    instant: Instant,
}

impl Clock {
    fn start() -> Self {
        Self {
            instant: Instant::now(),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the loop is where the time is asked"
    )]
    fn now(&self) -> Now {
        Now {
            mono: self.instant.elapsed(),
            wall: Timestamp::now(),
        }
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
