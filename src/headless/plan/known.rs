//! What is known of the users that are chosen, by as few requests as will do.
//!
//! Invariants: up to [`Check::LARGEST_EACH`] users are read one by one when the list does not
//! carry what is wanted; above that the list is read, and once more for the state of the web
//! login. A reading that does not come to its end is no reading.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::field::{FIELDS, Write};
use crate::domain::plan::Check;
use crate::domain::{Field, Query, Row, User, UserId, Value, Vendor};
use crate::exchange::sheet::{Directory, Key, Sheet, Wish};

use super::{Request, Wishes};
use crate::headless::console::Console;
use crate::headless::exit::Exit;
use crate::headless::file;
use crate::headless::find::Find;
use crate::headless::listing::Listing;
use crate::headless::record::{Listed, Record, WebLogin};
use crate::headless::role;
use crate::headless::session::{Session, Trouble};
use crate::headless::weblogin::WebLoginSweep;

use super::choice::in_file;

/// A user as far as it was read.
#[derive(Debug)]
pub(super) enum Known {
    /// From the list, perhaps with the state of the web login.
    Listed(Box<Listed>),
    /// From the single read.
    Single(Arc<User>),
}

impl Known {
    /// A value, if it is known. The list's number is the agent's, which may be another than the
    /// user's own, so a plan is not made on it.
    pub(super) fn get(&self, field: Field) -> Option<Value> {
        match self {
            Self::Listed(_) if field == Field::Number => None,
            Self::Listed(listed) => Record::Listed(listed).get(field),
            Self::Single(user) => Record::Single(user).get(field),
        }
    }
}

type Readings = HashMap<UserId, Known>;

/// The users of these ids; all of them must be there.
pub(super) async fn of_ids(
    wishes: &Wishes,
    request: &Request,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Readings, Exit> {
    let ids: Vec<_> = wishes.iter().map(|(id, _)| id.clone()).collect();
    let known = if ids.len() <= Check::LARGEST_EACH {
        singly(&ids, session, console).await?
    } else {
        let wanted: HashSet<_> = ids.iter().collect();
        let query = Query::default();
        let keep = |row: &Row| wanted.contains(&row.id);
        let rows = list(query, keep, request, session, console).await?;
        let fields = fields(wishes.iter().flat_map(|(_, wanted)| wanted));
        complete(rows, &fields, query, request, session, console).await?
    };
    let mut missing = ids.iter().filter(|id| !known.contains_key(*id)).peekable();
    if missing.peek().is_none() {
        return Ok(known);
    }
    for id in missing.by_ref().take(20) {
        console.error(&format!("there is no user with id {id}"));
    }
    match missing.count() {
        0 => {}
        more => console.error(&format!("and {more} more ids that nobody has")),
    }
    console.notice("no plan was made");
    Err(Exit::Usage)
}

/// The users of a sheet, and what each is wanted to be.
pub(super) async fn of_sheet(
    mut sheet: Sheet,
    common: &[(Field, Value)],
    request: &Request,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<(Wishes, Readings), Exit> {
    let roles = roles(&sheet, request, session, console).await?;
    let fields = {
        let rows = sheet.rows.iter().flat_map(|row| &row.wishes);
        let mut fields = fields(common.iter());
        fields.extend(rows.map(|(field, _)| *field));
        fields
    };
    let query = Query::default();
    let known = if sheet.key == Key::Id && sheet.rows.len() <= Check::LARGEST_EACH {
        let ids = sheet
            .rows
            .iter()
            .filter_map(|row| UserId::new(&row.user).ok());
        let ids: HashSet<UserId> = ids.collect();
        singly(&ids.into_iter().collect::<Vec<_>>(), session, console).await?
    } else {
        let names = sheet.names();
        let rows = list(query, |row| names.mean(row), request, session, console).await?;
        complete(rows, &fields, query, request, session, console).await?
    };
    let users = known.iter().map(|(id, known)| {
        let text = |field| match known {
            // What the sheet is compared with is what the list says.
            Known::Listed(listed) => listed.row.get(field),
            Known::Single(user) => user.get(field).cloned(),
        };
        (id, text(Field::LoginId), text(Field::Number))
    });
    let directory = Directory::new(sheet.key, users);
    let addressed = sheet.address(|key| directory.find(key)).map_err(|bad| {
        let name = request.from.as_deref().map_or_else(String::new, file::name);
        for sentence in in_file(&name, &bad.to_string()).lines() {
            console.error(sentence);
        }
        console.notice("no plan was made");
        Exit::Usage
    })?;
    for note in &sheet.notes {
        console.notice(note);
    }
    let mut wishes = Wishes::with_capacity(addressed.len());
    for row in addressed {
        let mut wanted: Vec<(Field, Value)> = Vec::with_capacity(row.wishes.len());
        for (field, wish) in row.wishes {
            if common.iter().any(|(known, _)| *known == field) {
                console.error(&format!(
                    "{} is set by the file ({}) and by the words as well; keep one of the two",
                    field.name(),
                    row.place
                ));
                return Err(Exit::Usage);
            }
            wanted.push((
                field,
                match wish {
                    Wish::Value(value) => value,
                    Wish::RoleNamed(name) => roles[&name].clone(),
                },
            ));
        }
        wanted.extend(common.iter().cloned());
        wishes.push((row.user, wanted));
    }
    Ok((wishes, known))
}

/// The roles that a sheet names.
async fn roles(
    sheet: &Sheet,
    request: &Request,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<HashMap<compact_str::CompactString, Value>, Exit> {
    let mut roles = HashMap::new();
    for (_, wish) in sheet.rows.iter().flat_map(|row| &row.wishes) {
        if let Wish::RoleNamed(name) = wish
            && !roles.contains_key(name)
        {
            let role = role::find(name, request.page_size, session, console).await?;
            roles.insert(name.clone(), Value::Role(role));
        }
    }
    Ok(roles)
}

/// Everybody who matches the filters and the search.
pub(super) async fn matching(
    common: &[(Field, Value)],
    request: &Request,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<(Wishes, Readings), Exit> {
    // Plans are about users who can be changed.
    let find = Find::new(request.find.as_deref(), Vendor::Smartflo);
    if let Some(problem) = find.impossible().or_else(|| find.problem()) {
        // Whoever is changed must have been meant.
        console.notice(problem);
        return Err(Exit::Usage);
    }
    let keep = |row: &Row| find.matches(row);
    let rows = list(request.query, keep, request, session, console).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    let wishes = ids.into_iter().map(|id| (id, common.to_vec())).collect();
    let fields = fields(common.iter());
    let known = complete(rows, &fields, request.query, request, session, console).await?;
    Ok((wishes, known))
}

fn fields<'a>(wanted: impl Iterator<Item = &'a (Field, Value)>) -> HashSet<Field> {
    wanted.map(|(field, _)| *field).collect()
}

async fn singly(
    ids: &[UserId],
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Readings, Exit> {
    let count = ids.len();
    let users = session
        .users(ids, |read| {
            console.progress(&format!("{read} of {count} users read"));
        })
        .await;
    let users = users.map_err(|trouble| no_plan(&trouble, console))?;
    let known = users
        .into_iter()
        .map(|(id, user)| (id, Known::Single(user)));
    Ok(known.collect())
}

/// The rows of the whole list that are to be kept.
async fn list(
    query: Query,
    keep: impl Fn(&Row) -> bool,
    request: &Request,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Vec<Row>, Exit> {
    let mut listing = Listing::new(session, query);
    let (mut kept, mut read) = (Vec::new(), 0);
    while listing.has_more() {
        listing.ask(session, request.page_size);
        let rows = listing.read(session).await;
        let rows = rows.map_err(|trouble| no_plan(&trouble, console))?;
        read += rows.len();
        kept.extend(rows.into_iter().filter(&keep));
        console.progress(&format!("{read} users read, {} chosen", kept.len()));
    }
    if let Some(warning) = listing.warning() {
        console.error(&format!(
            "no plan was made: the list could not be read to its end: {warning}"
        ));
        return Err(Exit::Unknown);
    }
    if listing.skipped > 0 {
        console.notice(&format!(
            "{} rows of the list could not be read; those users are in no plan",
            listing.skipped
        ));
    }
    Ok(kept)
}

fn no_plan(trouble: &Trouble, console: &mut Console<'_>) -> Exit {
    console.error(&format!("no plan was made: {trouble}"));
    trouble.exit()
}

/// Adds to the rows what is wanted and the list does not carry.
async fn complete(
    rows: Vec<Row>,
    fields: &HashSet<Field>,
    query: Query,
    request: &Request,
    session: &mut Session,
    console: &mut Console<'_>,
) -> Result<Readings, Exit> {
    let is_missing = |field: &&Field| {
        let spec = FIELDS.iter().find(|spec| spec.field == **field);
        let is_listed = |field| {
            matches!(field, Field::BlockAgent | Field::DisableAgent)
                || (field != Field::Number && spec.is_some_and(|spec| spec.list.is_some()))
        };
        matches!(spec.map(|spec| spec.write), Some(Write::Verifiable(_))) && !is_listed(**field)
    };
    let missing: Vec<_> = fields.iter().filter(is_missing).collect();
    let wants_web_login = missing.contains(&&Field::BlockWebLogin);
    let pages = rows.len() / usize::try_from(request.page_size).unwrap_or(1).max(1) + 2;
    let is_cheaper_swept = wants_web_login && missing.len() == 1 && pages < rows.len();
    if !missing.is_empty() && rows.len() <= Check::LARGEST_EACH && !is_cheaper_swept {
        let ids: Vec<_> = rows.into_iter().map(|row| row.id).collect();
        return singly(&ids, session, console).await;
    }
    let mut sweep = wants_web_login.then(|| WebLoginSweep::new(session, query, request.page_size));
    let mut known = Readings::with_capacity(rows.len());
    for row in rows {
        let web_login = match &mut sweep {
            Some(sweep) => sweep.state(session, &row.id).await,
            None => WebLogin::NotAsked,
        };
        known.insert(
            row.id.clone(),
            Known::Listed(Box::new(Listed { row, web_login })),
        );
    }
    if let Some(sweep) = sweep.filter(|_| !known.is_empty()) {
        console.notice(&sweep.caveat());
    }
    Ok(known)
}
