//! `rosterm user`: one user with everything the single read tells.

use std::io::{self, Write};

use crate::domain::field::{self, Section, Spec};
use crate::domain::{Field, User, UserId, commpeak, raw};
use crate::text;

use super::console::Console;
use super::exit::Exit;
use super::json::{self, Document};
use super::record;
use super::session::Session;

/// How the user is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// In sections, for eyes.
    Words,
    /// One document.
    Json,
    /// The answer as received, indented, secrets masked.
    Raw,
}

/// Reads and prints.
pub async fn run(
    id: &str,
    format: Format,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Exit {
    let id = match UserId::new(id) {
        Ok(id) => id,
        Err(invalid) => {
            console.error(&invalid.to_string());
            return Exit::Usage;
        }
    };
    let user = match session.user(&id).await {
        Ok(user) => user,
        Err(trouble) => {
            console.error(&trouble.to_string());
            return trouble.exit();
        }
    };
    let printed = print(&user, format, console.out);
    console.finish(printed)
}

fn print(user: &User, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Words => print_words(out, user)?,
        Format::Json => {
            json::write(out, &Document(user))?;
            writeln!(out)?;
        }
        Format::Raw => {
            json::write_harmless(out, &raw::pretty(&user.raw))?;
            writeln!(out)?;
        }
    }
    out.flush()
}

/// The sections of the detail pane. Write-only fields are not shown: nobody can read them.
fn print_words(out: &mut dyn Write, user: &User) -> io::Result<()> {
    let listed = commpeak::row_of(user);
    let name = listed
        .as_ref()
        .map_or(user.text(Field::Name), |row| &row.name);
    writeln!(out, "{}  {}", user.id, text::one_line(name))?;
    for section in Section::of(user.vendor()) {
        let is_readable = |spec: &&Spec| !matches!(spec.write, field::Write::Blind(_));
        let mut specs = Field::of(user.vendor())
            .iter()
            .filter(|spec| spec.section == section)
            .filter(is_readable)
            .peekable();
        if specs.peek().is_some() {
            writeln!(out, "\n{}", section.title())?;
        }
        for spec in specs {
            let words = match user.get(spec.field) {
                Some(value) => spec.field.words(value),
                None if record::carries(user, spec.field) => "?".to_owned(),
                None => continue,
            };
            writeln!(out, "  {:<16}{}", spec.label, text::one_line(&words))?;
        }
    }
    Ok(())
}
