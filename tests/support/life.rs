//! A very small program over `Screen`, `Inputs` and `Theme`, to see the terminal's life apart from
//! all else: one row under the cursor, a counter of keys, and a key for each way to end.

use std::io::Write;

use ratatui::Frame;
use ratatui::crossterm::event::{Event, KeyCode};
use ratatui::layout::Position;
use ratatui::text::{Line, Span};
use rosterm::tui::terminal::{Exit, Inputs, Screen, Wake, request_suspend, set_in_flight};
use rosterm::tui::theme::{Theme, ThemeName};

/// What it shows.
#[derive(Default)]
struct Life {
    keys: usize,
    note: String,
}

enum Step {
    Go,
    End(u8),
}

/// Plays until a key or a signal ends it; returns the exit code.
pub(crate) fn play() -> u8 {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let ended = runtime.block_on(run());
    // A worker that hangs must not keep the process.
    runtime.shutdown_background();
    match ended {
        Ok(code) => code,
        Err(error) => {
            // The terminal may be gone: `eprintln` would panic.
            let _ = writeln!(std::io::stderr(), "rosterm: {error}");
            1
        }
    }
}

async fn run() -> Result<u8, Box<dyn std::error::Error>> {
    let mut screen = Screen::enter()?;
    let mut inputs = Inputs::start()?;
    let mut life = Life::default();
    let is_deaf = std::env::var_os("LIFE_IGNORES_HANGUP").is_some();
    loop {
        if screen.draw(|frame| life.draw(frame)).is_err() {
            return Ok(Exit::TerminalLost.code());
        }
        let mut wake = Some(inputs.next().await);
        while let Some(next) = wake {
            match next {
                Wake::Terminal(event) => {
                    if let Step::End(code) = life.update(&event, &mut screen)? {
                        screen.leave()?;
                        return Ok(code);
                    }
                }
                Wake::Suspend => screen.suspend()?,
                Wake::Resumed => {
                    if screen.resume().is_err() {
                        return Ok(Exit::TerminalLost.code());
                    }
                    life.note = "resumed".to_owned();
                }
                Wake::Exit(Exit::HangUp) if is_deaf => {
                    // Only the watch on the terminal is left to tell.
                    while inputs.next().await != Wake::Exit(Exit::TerminalLost) {}
                    return Ok(Exit::TerminalLost.code());
                }
                Wake::Exit(exit) => {
                    // Nobody is there to tell if the terminal is gone.
                    let _ = screen.leave();
                    let _ = writeln!(std::io::stdout(), "ended by {exit:?}");
                    return Ok(exit.code());
                }
            }
            wake = inputs.ready();
        }
    }
}

impl Life {
    fn update(&mut self, event: &Event, screen: &mut Screen) -> std::io::Result<Step> {
        match event {
            Event::Paste(text) => self.note = format!("pasted {}", rosterm::text::clean(text)),
            Event::Resize(columns, rows) => self.note = format!("now {columns}x{rows}"),
            // Not ctrl-d: it comes with the end of a terminal.
            Event::Key(key) if key.modifiers.is_empty() => match key.code {
                KeyCode::Char('q') => return Ok(Step::End(0)),
                KeyCode::Char('e') => return Err(std::io::Error::other("the loop failed")),
                KeyCode::Char('p') => {
                    set_in_flight(Some("1 write was on its way: Asha (#7)".to_owned()));
                    panic!("boom \x1b[2J\u{202E}");
                }
                KeyCode::Char('d') => screen.draw(|_| panic!("boom while drawing"))?,
                KeyCode::Char('t') => {
                    tokio::spawn(async { panic!("boom in a task") });
                }
                KeyCode::Char('h') => {
                    std::thread::spawn(|| panic!("boom in a thread"));
                }
                KeyCode::Char('z') => {
                    if !request_suspend()? {
                        self.note = "no shell to return to".to_owned();
                    }
                }
                KeyCode::Char('n') => {}
                KeyCode::Char('m') => self.note = "marker".to_owned(),
                _ => self.keys += 1,
            },
            _ => {}
        }
        Ok(Step::Go)
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        let theme = Theme::pick(ThemeName::Auto, std::env::var("NO_COLOR").ok().as_deref());
        let lines = [
            Line::styled("life", theme.title),
            Line::from(vec![
                Span::styled(">", theme.cursor),
                Span::styled(format!("keys {}", self.keys), theme.cursor),
                Span::styled(" failed", theme.error),
            ]),
            Line::from(rosterm::text::fit("रवि श्री 👨\u{200D}👩\u{200D}👧", 12) + "|"),
            Line::from(self.note.as_str()),
        ];
        for (line, row) in lines.iter().zip(frame.area().rows()) {
            frame.render_widget(line, row);
        }
        if self.note == "marker" {
            frame.set_cursor_position(Position::new(0, 3));
        }
    }
}
