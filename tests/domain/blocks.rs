//! The packed store gives back exactly the rows put in, however odd they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use proptest::option;
use proptest::prelude::*;

use rosterm::domain::paging::Page;
use rosterm::domain::roster::{Block, Parcel};
use rosterm::domain::user::RowAgent;
use rosterm::domain::{AgentStatus, Field, Role, Roster, Row, Stamp, UserId, UserStatus, Value};

use crate::values::{id, row, stamp, user};

/// A text that a server may send: empty, of any script, long.
fn any_text() -> impl Strategy<Value = CompactString> {
    prop_oneof![
        6 => "[ -~]{0,20}",
        2 => "\\PC{0,12}",
        1 => Just(String::new()),
        1 => (250..260_usize).prop_map(|length| "x".repeat(length)),
        1 => (1..700_usize).prop_map(|length| "ரவி".repeat(length)),
    ]
    .prop_map(CompactString::from)
}

fn any_row(numbers: std::ops::Range<u64>) -> impl Strategy<Value = Row> {
    let statuses = || prop_oneof![4 => 0..5_i64, 1 => any::<i64>()];
    let agent = (
        any_text(),
        option::of(any_text()),
        option::of(statuses()),
        option::of(any_text()),
        any::<bool>(),
    );
    let role = ("[0-9]{1,2}", any_text());
    let texts = (
        any_text(),
        option::of(any_text()),
        option::of(any_text()),
        option::of(any_text()),
    );
    let flags: [_; 3] = std::array::from_fn(|_| any::<Option<bool>>());
    let states = (
        option::of(agent),
        option::of(role),
        option::of(statuses()),
        flags,
    );
    (numbers, texts, states).prop_map(|(number, texts, (agent, role, status, flags))| {
        let (name, login_id, extension, intercom) = texts;
        Row {
            id: id(number),
            agent: agent.map(|(id, own, status, number, is_same)| RowAgent {
                id,
                name: if is_same { Some(name.clone()) } else { own },
                status: status.map(AgentStatus::from_number),
                number,
            }),
            name,
            login_id,
            role: role.map(|(id, name)| Role {
                id: id.into(),
                name,
            }),
            user_status: status.map(UserStatus::from_number),
            login_based_calling: flags[0],
            international_outbound: flags[1],
            extension,
            intercom,
            block_web_login: flags[2],
        }
    })
}

proptest! {
    #[test]
    fn a_parcel_gives_back_what_was_packed(
        rows in proptest::collection::vec(any_row(1..1_000_000), 0..40),
        times in 1..60_usize,
    ) {
        // More rows than fit into one block, too.
        let rows: Vec<Row> = (0..times).flat_map(|_| rows.clone()).collect();
        let parcel = Parcel::pack(stamp(1), &rows);
        prop_assert_eq!(parcel.len(), rows.len());
        prop_assert_eq!(parcel.is_empty(), rows.is_empty());
        prop_assert_eq!(parcel.unpack(), rows);
    }
}

/// What the packed store has to agree with: the newest row of each user, and the newest page that
/// told its web-login state.
#[derive(Default)]
struct Plain {
    rows: BTreeMap<UserId, (Stamp, Row)>,
    web: BTreeMap<UserId, (Stamp, bool)>,
}

impl Plain {
    fn take(&mut self, stamp: Stamp, row: &Row) {
        let older = self.rows.get(&row.id);
        if older.is_none_or(|(older, _)| *older <= stamp) {
            self.rows.insert(row.id.clone(), (stamp, row.clone()));
        }
        let older = self.web.get(&row.id);
        if let Some(state) = row.block_web_login
            && older.is_none_or(|(older, _)| *older <= stamp)
        {
            self.web.insert(row.id.clone(), (stamp, state));
        }
    }
}

fn take(roster: &mut Roster, plain: &mut Plain, stamp: Stamp, rows: Vec<Row>) {
    rows.iter().for_each(|row| plain.take(stamp, row));
    roster.restart_listing();
    let page = Page {
        rows,
        ..Page::default()
    };
    roster.join_page(None, stamp, page);
}

fn agree(roster: &Roster, plain: &Plain) -> Result<(), TestCaseError> {
    for (id, (stamp, row)) in &plain.rows {
        let shown = roster.get(id).expect("a known user");
        let web = plain.web.get(id).copied();
        let expected = Row {
            block_web_login: web.map(|(_, state)| state),
            ..row.clone()
        };
        let (read_at, told) = shown.row().expect("a page told of it");
        prop_assert_eq!(told.to_row(), expected.clone());
        prop_assert_eq!(told, expected.as_ref());
        prop_assert_eq!(read_at, *stamp);
        prop_assert_eq!(shown.id(), id.clone());
        for field in [Field::Name, Field::Number, Field::AgentStatus, Field::Role] {
            prop_assert_eq!(shown.get(field), expected.get(field));
        }
        let block = &roster.blocks()[shown.slot().block()];
        prop_assert_eq!(block.id(shown.slot().row()), id.as_str());
        let login_id = block.text(shown.slot().row(), Field::LoginId);
        prop_assert_eq!(login_id, expected.login_id.as_deref());
        let web_login = shown.confirmed(Field::BlockWebLogin);
        let expected = web.map(|(stamp, state)| (Value::Flag(state), stamp));
        prop_assert_eq!(web_login, expected);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_is_put_in_comes_out(
        pages in proptest::collection::vec(
            (1..20_u64, proptest::collection::vec(any_row(1..20), 0..12)), 1..8,
        ),
    ) {
        let (mut roster, mut plain) = (Roster::default(), Plain::default());
        for (sent, rows) in pages {
            take(&mut roster, &mut plain, stamp(sent), rows);
            agree(&roster, &plain)?;
        }
    }

    /// Ids ascend, as servers list them, until one does not.
    #[test]
    fn users_are_found_by_id_in_whatever_order_they_came(
        first in 1..2_000_u64,
        later in proptest::collection::vec(1..3_000_u64, 0..40),
    ) {
        let (mut roster, mut plain) = (Roster::default(), Plain::default());
        let listed = (first..first + 500).map(|number| row(number, "Asha")).collect();
        take(&mut roster, &mut plain, stamp(1), listed);
        let rows = later.iter().map(|number| row(*number, "Ravi")).collect();
        take(&mut roster, &mut plain, stamp(2), rows);
        for number in 1..3_000 {
            let known = plain.rows.contains_key(&id(number));
            prop_assert_eq!(roster.slot(&id(number)).is_some(), known, "{}", number);
        }
        agree(&roster, &plain)?;
    }

    #[test]
    fn a_frozen_block_thaws_to_the_same_rows(
        rows in proptest::collection::vec(any_row(1..40), 0..20),
        cut in any::<prop::sample::Index>(),
        bit in 0..8,
    ) {
        let (mut roster, mut plain) = (Roster::default(), Plain::default());
        take(&mut roster, &mut plain, stamp(0), rows);
        let Some(block) = roster.blocks().first() else { return Ok(()) };
        let frozen = block.freeze();
        let mut thawed = Roster::default();
        let slots = thawed.adopt(Block::thaw(&frozen).expect("a block"));
        thawed.list_cached(&slots);
        prop_assert_eq!(thawed.listing(), &*slots);
        agree(&thawed, &plain)?;

        // Whatever the bytes are: nothing, or a block that can be asked everything.
        let cut = cut.index(frozen.len());
        prop_assert_eq!(Block::thaw(&frozen[..cut]), None);
        let mut changed = frozen;
        changed[cut] ^= 1_u8 << bit;
        if let Some(block) = Block::thaw(&changed) {
            for row in 0..block.len() {
                let asked = (block.id(row), block.read_at(row));
                let told = block.row(row).map(|row| row.to_row());
                let _ = (asked, told, block.get(row, Field::BlockWebLogin));
            }
            Roster::default().adopt(block);
        }
    }

    /// With and without an earlier run's list that was thrown away the same is known and listed.
    #[test]
    fn of_an_earlier_list_that_is_taken_away_nothing_stays(
        earlier in proptest::collection::vec(any_row(1..40), 1..20),
        pages in proptest::collection::vec(proptest::collection::vec(any_row(1..40), 0..12), 0..4),
        read in option::of(1..40_u64),
        later in proptest::collection::vec(any_row(1..40), 0..12),
    ) {
        let mut last = Roster::default();
        take(&mut last, &mut Plain::default(), stamp(7), earlier.clone());
        let block = Block::thaw(&last.blocks()[0].freeze()).expect("a block");
        let (mut roster, mut plain) = (Roster::default(), Plain::default());
        let slots = roster.adopt(block);
        roster.list_cached(&slots);
        let ids_before: Vec<_> = slots.iter().map(|slot| roster.shown(*slot).id()).collect();

        for (sent, rows) in (1..).zip(pages) {
            take(&mut roster, &mut plain, stamp(sent), rows);
        }
        let mut known: Vec<_> = plain.rows.keys().cloned().collect();
        if let Some(number) = read {
            roster.confirm_user(stamp(50), Arc::new(user(number, BTreeMap::new())));
            known.push(id(number));
        }
        let listed = match plain.rows.is_empty() && roster.cached_at().is_some() {
            true => Vec::new(),
            false => roster.listing().to_vec(),
        };
        let unknown = roster.forget_cached();
        prop_assert_eq!(roster.listing(), &*listed);
        prop_assert_eq!(roster.cached_at(), None);
        prop_assert!(roster.to_keep().iter().all(|slot| listed.contains(slot)));
        for row in &earlier {
            prop_assert_eq!(roster.get(&row.id).is_some(), known.contains(&row.id));
        }
        prop_assert!(unknown.iter().all(|slot| !known.contains(&roster.shown(slot).id())));
        if read.is_none() {
            agree(&roster, &plain)?;
        }

        // A slot is its user's for good, and who is listed again is known again.
        for (slot, id) in slots.iter().zip(ids_before) {
            prop_assert_eq!(roster.shown(*slot).id(), id);
        }
        take(&mut roster, &mut plain, stamp(60), later);
        if read.is_none() {
            agree(&roster, &plain)?;
        }
        prop_assert_eq!(roster.forget_cached().iter().count(), 0);
    }

    #[test]
    fn ids_have_one_order(one in "[0-9a-c]{1,3}", two in "[0-9a-c]{1,3}", three in "[0-9a-c]{1,3}") {
        let [one, two, three] = [one, two, three].map(|text| UserId::new(&text).unwrap());
        prop_assert!(!one.comes_after(&one));
        prop_assert_eq!(one.comes_after(&two), one != two && !two.comes_after(&one));
        prop_assert!(!(one.comes_after(&two) && two.comes_after(&three)) || one.comes_after(&three));
    }
}

#[test]
fn rows_that_change_again_and_again_cost_no_more_and_stay_right() {
    let (mut roster, mut plain) = (Roster::default(), Plain::default());
    let rows = |turn: u64| {
        let row = |number| Row {
            role: Some(Role {
                id: "7".into(),
                name: format!("Role {}", turn % 50).into(),
            }),
            block_web_login: (number % 3 == turn % 3).then_some(turn.is_multiple_of(2)),
            ..row(number, &format!("Asha {}", number * turn))
        };
        (1..=3_000).map(row).collect::<Vec<_>>()
    };
    take(&mut roster, &mut plain, stamp(1), rows(1));
    let before = roster.bytes();
    for turn in 2..60 {
        take(&mut roster, &mut plain, stamp(turn), rows(turn));
    }
    agree(&roster, &plain).unwrap();
    let after = roster.bytes();
    assert!(after < 3 * before, "{before} bytes became {after}");
}

#[test]
fn what_somebody_holds_does_not_change_under_them() {
    let (mut roster, mut plain) = (Roster::default(), Plain::default());
    take(
        &mut roster,
        &mut plain,
        stamp(1),
        vec![row(1, "Asha"), row(2, "Ravi")],
    );
    let held = roster.blocks()[0].clone();
    take(
        &mut roster,
        &mut plain,
        stamp(2),
        vec![row(1, "Meera"), row(3, "Kabir")],
    );
    assert_eq!((held.len(), held.text(0, Field::Name)), (2, Some("Asha")));
    assert!(!Arc::ptr_eq(&held, &roster.blocks()[0]));
    agree(&roster, &plain).unwrap();
}

#[test]
fn a_block_knows_what_a_single_read_said_later() {
    let mut roster = Roster::default();
    let page = |name: &str| Page {
        rows: vec![row(1, name)],
        ..Page::default()
    };
    roster.join_page(None, stamp(1), page("Asha"));
    let renamed = [(Field::Name, Value::Text("Meera".into()))].into();
    roster.confirm_user(stamp(2), Arc::new(user(1, renamed)));
    let name = |roster: &Roster| roster.blocks()[0].text(0, Field::Name).map(str::to_owned);
    assert_eq!(name(&roster).as_deref(), Some("Meera"));
    let login = roster.blocks()[0].text(0, Field::LoginId);
    assert_eq!(login, Some("login1"), "the record does not carry it");
    roster.join_page(None, stamp(3), page("Asha again"));
    assert_eq!(name(&roster).as_deref(), Some("Asha again"));
}

#[test]
fn many_users_fill_many_blocks() {
    let (mut roster, mut plain) = (Roster::default(), Plain::default());
    let rows = (1..=2_500).map(|number| row(number, "Asha")).collect();
    take(&mut roster, &mut plain, stamp(1), rows);
    let lengths: Vec<_> = roster.blocks().iter().map(|block| block.len()).collect();
    assert_eq!(lengths, [Block::ROWS, Block::ROWS, 2_500 - 2 * Block::ROWS]);
    agree(&roster, &plain).unwrap();
}

#[test]
fn a_user_costs_its_text_and_little_more() {
    let users = 20_000;
    let mut roster = Roster::default();
    let rows: Vec<_> = (1..=users).map(|number| row(number, "Asha Iyer")).collect();
    let text = |row: &Row| {
        let login_id = row.login_id.as_deref().map_or(0, str::len);
        row.id.as_str().len() + row.name.len() + login_id
    };
    let texts: usize = rows.iter().map(text).sum();
    let page = Page {
        rows,
        ..Page::default()
    };
    roster.join_page(None, stamp(1), page);
    let beside = (roster.bytes() - texts) / roster.listing().len();
    assert!(beside < 48, "{beside} bytes beside the text");
}
