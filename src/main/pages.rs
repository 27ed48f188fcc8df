//! What needs no tenant: the settings, the manual page and the completion scripts.

use std::io::{self, Write};

use clap::CommandFactory;

use rosterm::cli::Cli;
use rosterm::config::Config;
use rosterm::headless::Exit;
use rosterm::text;

/// Prints the completion script of a shell.
pub(crate) fn completions(shell: clap_complete::Shell) -> Exit {
    print(|mut out| {
        clap_complete::generate(shell, &mut Cli::command(), "rosterm", &mut out);
        Ok(())
    })
}

/// Prints each setting with where it comes from.
pub(crate) fn settings(config: &Config) -> Exit {
    print(|out| {
        for line in config.lines() {
            writeln!(out, "{}", text::clean(&line))?;
        }
        Ok(())
    })
}

/// Prints the manual page: the program, then each verb.
pub(crate) fn man() -> Exit {
    print(manual)
}

fn manual(out: &mut dyn Write) -> io::Result<()> {
    let mut program = Cli::command();
    program.build();
    clap_mangen::Man::new(program.clone()).render(out)?;
    for verb in program
        .get_subcommands()
        .filter(|verb| verb.get_name() != "help")
    {
        let mut page = Vec::new();
        clap_mangen::Man::new(verb.clone()).render(&mut page)?;
        let title = format!("ROSTERM {}", verb.get_name().to_uppercase());
        // A section of the one page instead of a page of its own.
        for line in String::from_utf8_lossy(&page).lines() {
            match line.strip_prefix(".SH ") {
                Some("NAME") => writeln!(out, ".SH \"{title}\"")?,
                Some(heading) => writeln!(out, ".SS {heading}")?,
                None if line.starts_with(".TH ") => {}
                None => writeln!(out, "{line}")?,
            }
        }
    }
    Ok(())
}

/// Into memory first: the library of the scripts panics where a stream cannot be written.
fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Exit {
    let mut page = Vec::new();
    let mut out = io::stdout();
    let printed = write(&mut page).and_then(|()| out.write_all(&page));
    match printed.and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            crate::complain(&format!("standard output cannot be written: {error}"));
            Exit::Output
        }
        Ok(()) | Err(_) => Exit::Fine,
    }
}
