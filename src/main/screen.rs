//! Opens the screen: the terminal first, then the tenant, then the loop.

use jiff::tz::TimeZone;

use rosterm::app;
use rosterm::cli;
use rosterm::config::{self, Config};
use rosterm::demo;
use rosterm::domain::View;
use rosterm::headless::Exit;
use rosterm::protocol::BudgetState;
use rosterm::search;
use rosterm::tui;
use rosterm::tui::pen::Look;
use rosterm::tui::run::{Channels, Opening};
use rosterm::tui::terminal::Screen;
use rosterm::tui::theme::{Glyphs, Theme, ThemeName};

use super::refuse;
use super::tenant::{Purpose, Terminal, find_tenant};

/// Opens the screen.
pub(crate) async fn run_screen(config: &Config, demo: &demo::Options) -> Exit {
    // Before anything is connected: without a terminal nothing else matters.
    let screen = match Screen::enter() {
        Ok(screen) => screen,
        Err(error) => return refuse(&error.to_string()),
    };
    let mut first = match opening(config, demo, Terminal::Free).await {
        Ok(opening) => opening,
        Err(sentence) => {
            drop(screen);
            return refuse(&sentence);
        }
    };
    let size = screen.size().unwrap_or_default();
    first.options.size = (size.width, size.height);
    let other = |name: &str| {
        let (config, demo) = (config.switched_to(name), demo.clone());
        async move {
            let config = config.ok_or_else(|| "there is no such profile".to_owned())?;
            opening(&config, &demo, Terminal::Taken).await
        }
    };
    let file = config.file.clone();
    let keep_view = move |view: &View| {
        let file = file.as_deref();
        let file =
            file.ok_or("the system names no place for config.toml; set ROSTERM_CONFIG_DIR")?;
        config::keep_view(file, view).map_err(|error| error.to_string())
    };
    match tui::run::run(screen, first, look(config), other, Box::new(keep_view)).await {
        Ok(0) => Exit::Fine,
        Ok(code) => Exit::Signal(code.saturating_sub(128)),
        Err(sentence) => refuse(&sentence),
    }
}

/// Makes the tenant of the profile in force ready; the size of the terminal is not known here.
async fn opening(
    config: &Config,
    demo: &demo::Options,
    terminal: Terminal,
) -> Result<Opening, String> {
    let found = find_tenant(config, demo, terminal).await?;
    let settings = config.settings();
    let options = app::Options {
        profile: found.profile.clone(),
        profiles: config.known_profiles(),
        page_size: config.profile.page_size.value,
        writes: settings.writes,
        sign_in: found.credentials().sign_in(),
        budget: BudgetState {
            rate: settings.rate,
            full_rate: settings.rate,
            refused: 0,
            paused_until: None,
        },
        seed: settings.seed.unwrap_or_else(|| fastrand::u64(..)),
        size: (80, 24),
        zone: TimeZone::system(),
        keeps_list: found.cache(config).is_some(),
        recipes: config.recipes.clone(),
        views: config.views.clone(),
        keymap: config.keymap().clone(),
    };
    let config = config.clone();
    let connect = move || -> Result<Channels, String> {
        let link = found.connect(&config, Purpose::Screen)?;
        let search = search::start()
            .map_err(|error| format!("No thread for find and sort could be started: {error}"))?;
        Ok(Channels {
            commands: link.commands,
            events: link.events,
            search: search.commands,
            arranged: search.events,
            tenant: Box::new(found),
        })
    };
    Ok(Opening {
        options,
        connect: Box::new(connect),
    })
}

fn look(config: &Config) -> Look {
    let name = match config.theme.value {
        cli::Theme::Auto => ThemeName::Auto,
        cli::Theme::Light => ThemeName::Light,
        cli::Theme::Dark => ThemeName::Dark,
        cli::Theme::Mono => ThemeName::Mono,
        cli::Theme::HighContrast => ThemeName::HighContrast,
    };
    let no_color = config.no_color.value.then_some("1");
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(|name| std::env::var(name).ok());
    let glyphs = match config.ascii.value {
        true => Glyphs::ASCII,
        false => Glyphs::detect(locale.each_ref().map(Option::as_deref)),
    };
    Look {
        theme: Theme::pick(name, no_color),
        glyphs,
    }
}
