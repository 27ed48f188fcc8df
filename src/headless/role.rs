//! A role by its name: there is no list of roles, so the users are read until one has it.
//!
//! Invariant: only the exact name counts, and the id that was found is said before it is used.

use std::collections::BTreeMap;

use crate::domain::{Query, Role};

use super::console::Console;
use super::exit::Exit;
use super::listing::Listing;
use super::session::Session;

/// The role of that name, or how the verb ends.
pub(super) async fn find(
    name: &str,
    page_size: u32,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Role, Exit> {
    let mut listing = Listing::new(session, Query::default());
    let mut seen = BTreeMap::new();
    let mut read = 0;
    while listing.has_more() {
        listing.ask(session, page_size);
        let rows = listing.read(session).await.map_err(|trouble| {
            console.error(&format!(
                "the role \"{name}\" could not be looked up: {trouble}"
            ));
            trouble.exit()
        })?;
        for row in rows {
            read += 1;
            let Some(role) = row.role else { continue };
            if role.name == name {
                let id = &role.id;
                console.notice(&format!(
                    "role \"{name}\" is {id} (found with user {})",
                    row.id
                ));
                return Ok(role);
            }
            if seen.len() < MOST_NAMES {
                seen.insert(role.name, role.id);
            }
        }
        console.progress(&format!("looking for the role in {read} users"));
    }
    let known: Vec<_> = seen
        .into_iter()
        .map(|(name, id)| format!("{name} ({id})"))
        .collect();
    console.error(&format!(
        "no user of the {read} read has a role named \"{name}\"; give the role's id, or one of: {}",
        known.join(", ")
    ));
    Err(Exit::Usage)
}

/// How many names are listed when none fits.
const MOST_NAMES: usize = 30;
