//! The picture in the README is what the program draws: the real client against the real demo
//! tenant over HTTP, one web login opened with one key and read back.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use rosterm::api::actor::{self, Link, Settings};
use rosterm::api::session::Credentials;
use rosterm::api::smartflo::Smartflo;
use rosterm::api::transport::{Connection, Http};
use rosterm::app::detail::Read;
use rosterm::app::keymap::{Key, Keymap};
use rosterm::app::{self, Event, Model, Now, Options};
use rosterm::demo;
use rosterm::domain::{Field, Profile, Secret};
use rosterm::protocol::{self, Command, Writes};
use rosterm::search::Matcher;
use rosterm::tui::screen;

use crate::setup::{SEED, budget, noon, plain_look};
use crate::svg;

/// Set it to draw the picture anew.
const UPDATE: &str = "ROSTERM_UPDATE_PICTURE";
const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/screen.svg");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_readme_shows_what_the_program_draws() {
    let drawn = picture().await;
    let path = Path::new(PICTURE);
    if std::env::var_os(UPDATE).is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let line = kept
        .lines()
        .zip(drawn.lines())
        .find(|(kept, drawn)| kept != drawn);
    assert!(
        kept == drawn,
        "assets/screen.svg is not what the program draws any more: run this test with {UPDATE}=1, \
         look at the picture, and commit it. First difference: {line:?}"
    );
}

async fn picture() -> String {
    let tenant = demo::start(demo::Options::default())
        .await
        .expect("a tenant on a free port");
    let mut play = Play::start(&tenant);
    play.until("the visible rows are read", |model| {
        let rows = model.list.rows(&model.roster).iter();
        let known = rows.filter(|&&slot| {
            let web_login = model.roster.shown(slot).get(Field::BlockWebLogin);
            web_login.is_some()
        });
        !model.list.is_reading() && known.count() == app::list::Fill::ALLOWANCE
    })
    .await;
    play.press("jj");
    play.press("w");
    play.until("the change is read back", |model| {
        model.flights.is_empty() && model.history.iter().next().is_some()
    })
    .await;
    play.press("d");
    play.until(
        "the detail is read",
        |model| matches!(&model.detail, Some(detail) if detail.read == Read::Done),
    )
    .await;
    play.now.wall = noon() + Duration::from_secs(3);
    play.happen(Event::Ticked);
    let title = "rosterm on its demo tenant: the list of users, one of them open, a web login just \
                 opened and verified";
    let drawn = svg::picture(&play.draw(), title);
    tenant.shutdown().await;
    drawn
}

/// The program without a terminal: its model and its actor.
struct Play {
    model: Model,
    link: Link,
    now: Now,
    matcher: Matcher,
}

impl Play {
    fn start(tenant: &demo::Tenant) -> Self {
        let profile = Profile {
            name: "demo".to_owned(),
            base_url: tenant.base_url(),
            demo: true,
            own_login: Some(tenant.own_login().to_owned()),
            privileged_roles: demo::PRIVILEGED_ROLES.map(Into::into).to_vec(),
            ..Profile::default()
        };
        let connection = Connection::new(tenant.base_url());
        // Nobody else is at this tenant: the requests of the picture need not wait.
        let credentials = Credentials::Token(Secret::new(tenant.token()));
        let settings = Settings {
            credentials: credentials.clone(),
            rate: 1_000.0,
            burst: 1_000,
            seed: Some(SEED),
            ..Settings::default()
        };
        let transport = Http::new(connection).expect("a client");
        let link = actor::start(transport, Smartflo::default(), settings);
        let options = Options {
            profile,
            page_size: 100,
            writes: Writes::Allowed,
            sign_in: credentials.sign_in(),
            budget: budget(2.0, 0),
            seed: SEED,
            size: (120, 36),
            zone: TimeZone::UTC,
            keeps_list: false,
            recipes: Vec::new(),
            views: Vec::new(),
            keymap: Keymap::default(),
            profiles: Vec::new(),
        };
        let now = Now {
            mono: Duration::from_secs(60),
            wall: noon(),
        };
        let (model, commands) = Model::start(options, now);
        let matcher = Matcher::default();
        let mut play = Self {
            model,
            link,
            now,
            matcher,
        };
        play.send(commands);
        play
    }

    fn send(&mut self, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::Api(command) => {
                    self.link.commands.send(command).expect("a living actor");
                }
                Command::Search(command) => self.matcher.take(command),
                Command::Terminal(_) => {}
            }
        }
        while !self.matcher.is_idle() {
            if let Some(event) = self.matcher.step() {
                self.happen(Event::Worker(event));
            }
        }
    }

    fn happen(&mut self, event: Event) {
        let commands = app::update(&mut self.model, self.now, event);
        self.send(commands);
    }

    fn press(&mut self, keys: &str) {
        for key in keys.chars() {
            self.now.mono += Duration::from_millis(300);
            self.happen(Event::Key(Key::Char(key)));
        }
    }

    /// Takes events in until the model is so.
    async fn until(&mut self, what: &str, is_so: impl Fn(&Model) -> bool) {
        while !is_so(&self.model) {
            let event = tokio::time::timeout(Duration::from_secs(30), self.link.events.recv());
            let Ok(Some(event)) = event.await else {
                panic!(
                    "waited in vain until {what}: {:?}",
                    self.model.notices.latest()
                );
            };
            if let Some(event) = timeless(event) {
                self.happen(Event::Worker(event));
            }
        }
    }

    fn draw(&self) -> ratatui::buffer::Buffer {
        let (columns, rows) = self.model.size;
        let backend = ratatui::backend::TestBackend::new(columns, rows);
        let mut terminal = ratatui::Terminal::new(backend).unwrap();
        let frame = terminal
            .draw(|frame| screen::draw(&self.model, &plain_look(), frame))
            .unwrap();
        frame.buffer.clone()
    }
}

/// What the actor reports, as if it had happened at noon and at the usual rate: a picture that
/// changes by itself could not be compared.
fn timeless(event: protocol::Event) -> Option<protocol::Event> {
    use protocol::Event as Heard;
    Some(match event {
        Heard::BudgetChanged(_) | Heard::RequestLogged(_) => return None,
        Heard::PageLoaded {
            listing,
            after,
            mut stamp,
            page,
        } => {
            stamp.at = noon();
            Heard::PageLoaded {
                listing,
                after,
                stamp,
                page,
            }
        }
        Heard::UserLoaded { mut stamp, user } => {
            stamp.at = noon();
            Heard::UserLoaded { stamp, user }
        }
        Heard::EditSettled(settled) => {
            let mut settled = Arc::unwrap_or_clone(settled);
            settled.at = noon();
            Heard::EditSettled(Arc::new(settled))
        }
        other => other,
    })
}
