//! The list that is kept between two runs: what comes back, and what is refused.

use std::fs;
use std::path::Path;

use rosterm::api::actor::Settings;
use rosterm::api::cache::{self, CacheError, Place};
use rosterm::api::journal::Tenant;
use rosterm::domain::{Page, Roster, Row, Stamp, UserId};
use rosterm::protocol::{ApiCommand, Event, KeptList};

use crate::folder::Folder;
use crate::world::{World, quick};

fn place(folder: &Path, origin: &str) -> Place {
    let tenant = Tenant {
        profile: "acme".to_owned(),
        origin: origin.to_owned(),
    };
    Place::new(&folder.join("cache"), tenant)
}

pub(crate) fn here(folder: &Path) -> Place {
    place(folder, "https://api.example.test/v1")
}

fn row(number: u32, name: &str) -> Row {
    Row {
        id: UserId::new(&number.to_string()).unwrap(),
        name: name.into(),
        login_id: number.is_multiple_of(2).then(|| "asha".into()),
        role: None,
        user_status: None,
        agent: None,
        login_based_calling: Some(true),
        international_outbound: None,
        extension: None,
        intercom: None,
        block_web_login: number.is_multiple_of(3).then_some(true),
    }
}

fn list(users: u32) -> KeptList {
    list_of(1..=users)
}

/// The list of the users with these ids.
pub(crate) fn list_of(ids: impl IntoIterator<Item = u32>) -> KeptList {
    let rows = ids.into_iter();
    let rows = rows.map(|number| row(number, &format!("Asha ரவி {number}")));
    let page = Page {
        rows: rows.collect(),
        ..Page::default()
    };
    let at = "2026-03-02T14:00:00Z".parse().unwrap();
    let mut roster = Roster::default();
    roster.join_page(None, Stamp { sent: 9, at }, page);
    KeptList {
        blocks: roster.blocks().to_vec(),
        slots: roster.listing().to_vec(),
    }
}

/// The rows that come back.
fn read(place: &Place) -> Result<Vec<Row>, CacheError> {
    let mut rows = Vec::new();
    cache::read(place, |block| {
        rows.extend((0..block.len()).map(|row| block.row(row).unwrap().to_row()));
        true
    })?;
    Ok(rows)
}

fn rows(list: &KeptList) -> Vec<Row> {
    let row = |slot: &rosterm::domain::roster::Slot| {
        let block = &list.blocks[slot.block()];
        block.row(slot.row()).unwrap().to_row()
    };
    list.slots.iter().map(row).collect()
}

#[test]
fn what_is_kept_comes_back_in_its_order() {
    let folder = Folder::new();
    let place = here(&folder);
    assert_eq!(read(&place).unwrap(), []);
    for users in [0, 1, 1024, 2500] {
        let mut list = list(users);
        list.slots.reverse();
        cache::keep(&place, &list).unwrap();
        assert_eq!(read(&place).unwrap(), rows(&list), "{users} users");
    }
}

#[test]
fn a_file_cut_anywhere_or_changed_anywhere_is_thrown_away() {
    let folder = Folder::new();
    let place = here(&folder);
    cache::keep(&place, &list(3)).unwrap();
    let whole = fs::read(place.file()).unwrap();
    let mut damaged: Vec<_> = (0..whole.len()).map(|cut| whole[..cut].to_vec()).collect();
    damaged.extend((0..whole.len() * 8).map(|bit| {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    }));
    damaged.push([&whole[..], b"more"].concat());
    for bytes in damaged {
        fs::write(place.file(), &bytes).unwrap();
        read(&place).expect_err("it was believed");
        assert!(!place.file().exists(), "it is still there");
    }
    fs::write(place.file(), &whole).unwrap();
    assert_eq!(read(&place).unwrap().len(), 3);
}

#[test]
fn a_list_of_another_version_or_address_says_so() {
    let folder = Folder::new();
    let (mine, other) = (here(&folder), place(&folder, "https://other.test"));
    cache::keep(&mine, &list(3)).unwrap();
    cache::keep(&other, &list(2)).unwrap();
    assert_eq!(read(&mine).unwrap().len(), 3, "each address has its own");
    fs::copy(other.file(), mine.file()).unwrap();
    assert!(matches!(read(&mine), Err(CacheError::OtherTenant)));

    let mut newer = fs::read(other.file()).unwrap();
    newer[8] += 1;
    fs::write(other.file(), newer).unwrap();
    assert!(matches!(read(&other), Err(CacheError::Version)));
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it_and_no_link_is_followed() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    let folder = Folder::new();
    let place = here(&folder);
    cache::keep(&place, &list(3)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let own = place.file().parent().unwrap().to_owned();
    assert_eq!((mode(&place.file()), mode(&own)), (0o600, 0o700));
    let names: Vec<_> = fs::read_dir(&own)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(!names.iter().any(|name| name == "list.new"), "{names:?}");

    let elsewhere = folder.join("elsewhere");
    fs::rename(place.file(), &elsewhere).unwrap();
    symlink(&elsewhere, place.file()).unwrap();
    read(&place).expect_err("the link was followed");
    cache::keep(&place, &list(2)).unwrap();
    assert!(fs::symlink_metadata(place.file()).unwrap().is_file());
    assert_eq!(read(&place).unwrap().len(), 2);
    assert!(
        fs::metadata(&elsewhere).unwrap().size() > 0,
        "left as it is"
    );
}

#[tokio::test]
async fn the_next_actor_tells_what_the_last_one_kept() {
    let folder = Folder::new();
    let settings = || Settings {
        cache: Some(here(&folder)),
        ..quick()
    };
    let world = World::with(settings());
    world.send(ApiCommand::KeepList(list(1500)));
    // It ends when the list is on the disk.
    let (tenant, journal, _) = world.close().await;

    let mut world = World::again(tenant.clone(), journal.clone(), settings());
    let mut users = 0;
    while users < 1500 {
        users += world.until(cached).await;
    }
    assert_eq!(users, 1500);

    fs::write(here(&folder).file(), "rosterm\nnonsense").unwrap();
    let mut world = World::again(tenant, journal, settings());
    let reason = world
        .until(|event| match event {
            Event::CacheRefused { reason } => Some(reason.clone()),
            _ => None,
        })
        .await;
    assert_eq!(reason, "another version of this program wrote it");
}

#[tokio::test]
async fn of_two_lists_at_once_the_last_one_stays_and_both_are_told() {
    let folder = Folder::new();
    let place = here(&folder);
    let settings = Settings {
        cache: Some(place.clone()),
        ..quick()
    };
    let world = World::with(settings);
    for users in [4000, 1500] {
        world.send(ApiCommand::KeepList(list(users)));
    }
    let (_, _, events) = world.close().await;
    let kept = events.iter().filter(|event| **event == Event::ListKept);
    assert_eq!(kept.count(), 2);
    assert_eq!(read(&place).unwrap().len(), 1500);
}

fn cached(event: &Event) -> Option<usize> {
    match event {
        Event::CacheRead(block) => Some(block.len()),
        _ => None,
    }
}
