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

/// A list of some blocks as it stands on the disk, in its parts: what it is of, its blocks, its
/// end, each with the checksum behind it.
struct Parts {
    owner: Vec<u8>,
    blocks: Vec<Vec<u8>>,
    end: Vec<u8>,
}

impl Parts {
    fn of(bytes: &[u8]) -> Self {
        let number = |at: usize| {
            let bytes = bytes[at..at + 4].try_into().unwrap();
            usize::try_from(u32::from_le_bytes(bytes)).unwrap()
        };
        let mut at = 8 + 4 + 4 + number(12) + 8;
        let owner = bytes[..at].to_vec();
        let mut blocks = Vec::new();
        while number(at) > 0 {
            let next = at + 4 + number(at) + 8;
            blocks.push(bytes[at..next].to_vec());
            at = next;
        }
        Self {
            owner,
            blocks,
            end: bytes[at..].to_vec(),
        }
    }

    /// The file with these of its blocks.
    fn with<'a>(&self, blocks: impl IntoIterator<Item = &'a Vec<u8>>) -> Vec<u8> {
        let blocks = blocks.into_iter().flatten().copied();
        let owner = self.owner.iter().copied();
        owner
            .chain(blocks)
            .chain(self.end.iter().copied())
            .collect()
    }
}

/// What was given out of a file before it was found damaged.
fn rows_before_damage(place: &Place, bytes: &[u8]) -> Vec<Row> {
    fs::write(place.file(), bytes).unwrap();
    let mut rows = Vec::new();
    let read = cache::read(place, |block| {
        rows.extend((0..block.len()).map(|row| block.row(row).unwrap().to_row()));
        true
    });
    read.expect_err("it was believed");
    assert!(!place.file().exists(), "it is still there");
    rows
}

#[test]
fn of_a_damaged_list_nothing_is_given_out_but_what_stands_before_the_damage() {
    let folder = Folder::new();
    let place = here(&folder);
    let list = list(3 * 1024 + 500);
    let kept = rows(&list);
    cache::keep(&place, &list).unwrap();
    let whole = fs::read(place.file()).unwrap();
    let parts = Parts::of(&whole);
    let [one, two, three, four] = &parts.blocks[..] else {
        panic!("{} blocks", parts.blocks.len());
    };
    assert_eq!(parts.with(&parts.blocks), whole);

    // Swapped, told twice, left out: everything from there on is none of the list.
    let moved: [(&[&Vec<u8>], usize); 8] = [
        (&[two, one, three, four], 0),
        (&[one, three, two, four], 1),
        (&[one, two, four, three], 2),
        (&[one, one, two, three, four], 1),
        (&[one, two, three, four, four], 4),
        (&[two, three, four], 0),
        (&[one, two, three], 3),
        (&[], 0),
    ];
    for (blocks, sound) in moved {
        let bytes = parts.with(blocks.iter().copied());
        let given = rows_before_damage(&place, &bytes);
        assert_eq!(given, kept[..kept.len().min(sound * 1024)]);
    }

    // Cut at each border and around it, and in the middle.
    let mut border = parts.owner.len();
    for (number, block) in parts.blocks.iter().enumerate() {
        for cut in [border, border + 3, border + 4, border + block.len() / 2] {
            let given = rows_before_damage(&place, &whole[..cut]);
            assert_eq!(given, kept[..number * 1024], "cut to {cut}");
        }
        border += block.len();
        let given = rows_before_damage(&place, &whole[..border - 1]);
        assert_eq!(given, kept[..number * 1024], "cut to {}", border - 1);
    }
    let whole_but_end = rows_before_damage(&place, &whole[..whole.len() - 1]);
    assert_eq!(whole_but_end, kept, "only the end tells that it is all");

    // A block of another list of the same tenant, at the same place.
    cache::keep(&place, &list_of(5_000..5_000 + 3 * 1024)).unwrap();
    let other = Parts::of(&fs::read(place.file()).unwrap());
    let mixed = parts.with([one, &other.blocks[1], three, four]);
    assert_eq!(rows_before_damage(&place, &mixed), kept[..1024]);
}

#[test]
fn one_byte_changed_anywhere_is_found_where_it_stands() {
    let folder = Folder::new();
    let place = here(&folder);
    let list = list(2 * 1024 + 100);
    let kept = rows(&list);
    cache::keep(&place, &list).unwrap();
    let whole = fs::read(place.file()).unwrap();
    let parts = Parts::of(&whole);
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..200 {
        let at = random.usize(..whole.len());
        let mut bytes = whole.clone();
        bytes[at] ^= random.u8(1..);
        let given = rows_before_damage(&place, &bytes);
        let mut sound = 0;
        let mut border = parts.owner.len();
        for block in &parts.blocks {
            border += block.len();
            sound += usize::from(border <= at);
        }
        let sound = kept.len().min(sound * 1024);
        assert_eq!(given, kept[..sound], "byte {at} of {}", whole.len());
    }
}

#[test]
fn a_sound_list_that_takes_the_place_of_a_damaged_one_while_that_is_read_stays() {
    let folder = Folder::new();
    let place = here(&folder);
    cache::keep(&place, &list(2000)).unwrap();
    let whole = fs::read(place.file()).unwrap();
    fs::write(place.file(), &whole[..whole.len() - 1]).unwrap();
    let read_damaged = cache::read(&place, |_| {
        cache::keep(&place, &list(5)).unwrap();
        true
    });
    assert!(matches!(read_damaged, Err(CacheError::Damaged)));
    assert_eq!(read(&place).unwrap().len(), 5);
}

#[test]
fn a_folder_in_its_place_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    let place = here(&folder);
    cache::keep(&place, &list(3)).unwrap();
    fs::remove_file(place.file()).unwrap();
    fs::create_dir(place.file()).unwrap();
    for _ in 0..2 {
        assert!(matches!(read(&place), Err(CacheError::Disk(_))));
        assert!(place.file().is_dir());
    }
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

    let kept = fs::read(other.file()).unwrap();
    for version in [1, 3] {
        let mut bytes = kept.clone();
        bytes[8] = version;
        fs::write(other.file(), bytes).unwrap();
        assert!(matches!(read(&other), Err(CacheError::Version)));
        assert!(!other.file().exists(), "it is still there");
    }
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
    assert_eq!(told(&mut world).await, (1500, Ok(())));

    // The last block is cut: the first was told by then.
    let whole = fs::read(here(&folder).file()).unwrap();
    fs::write(here(&folder).file(), &whole[..whole.len() - 20]).unwrap();
    let mut world = World::again(tenant.clone(), journal.clone(), settings());
    let reason = "it is cut or damaged".to_owned();
    assert_eq!(told(&mut world).await, (1024, Err(reason)));

    fs::write(here(&folder).file(), "rosterm\nnonsense").unwrap();
    let mut world = World::again(tenant, journal, settings());
    let reason = "another version of this program wrote it".to_owned();
    assert_eq!(told(&mut world).await, (0, Err(reason)));
}

/// How many users of the kept list were told, and how that ended.
async fn told(world: &mut World) -> (usize, Result<(), String>) {
    let end = |event: &Event| match event {
        Event::CacheEnded => Some(Ok(())),
        Event::CacheRefused { reason } => Some(Err(reason.clone())),
        _ => None,
    };
    let end = world.until(end).await;
    let users = world.events.iter().filter_map(cached).sum();
    (users, end)
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
