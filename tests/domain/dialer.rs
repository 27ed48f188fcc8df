//! Users of a vendor whose list and single read carry the same record.

use std::sync::Arc;

use rosterm::domain::commpeak::CommPeakField;
use rosterm::domain::paging::Ending;
use rosterm::domain::{
    Column, Columns, Field, Page, Roster, Stamp, User, UserId, Value, Values, Vendor,
};

fn stamp(sent: u64) -> Stamp {
    Stamp {
        sent,
        at: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn user(id: &str, first_name: &str) -> User {
    let text = |text: &str| Value::Text(text.into());
    let field = Field::CommPeak;
    User {
        id: UserId::new(id).expect("an id"),
        values: Values::from([
            (field(CommPeakField::FirstName), text(first_name)),
            (field(CommPeakField::Username), text("asha")),
            (field(CommPeakField::VirtualExtension), text("0104")),
        ]),
        raw: "{}".into(),
    }
}

#[test]
fn a_single_read_tells_the_row_as_well() {
    let mut roster = Roster::default();
    roster.confirm_user(stamp(2), Arc::new(user("17", "Asha")));
    let id = UserId::new("17").expect("an id");
    let shown = roster.get(&id).expect("known");
    assert_eq!((shown.name(), shown.is_listed()), ("Asha", false));
    assert_eq!(shown.text(Field::LoginId), "asha");
    assert_eq!(shown.text(Field::Extension), "0104");

    roster.confirm_user(stamp(1), Arc::new(user("17", "of long ago")));
    assert_eq!(roster.get(&id).expect("known").name(), "Asha");
    roster.confirm_user(stamp(3), Arc::new(user("17", "Asha Devi")));
    assert_eq!(roster.get(&id).expect("known").name(), "Asha Devi");
}

#[test]
fn a_list_that_does_not_say_it_is_whole_is_no_total() {
    let mut roster = Roster::default();
    let page = Page {
        rows: vec![rosterm::domain::commpeak::row(
            &UserId::new("17").expect("an id"),
            &user("17", "Asha").values,
        )],
        ending: Ending::Untold,
        ..Page::default()
    };
    roster.join_page(None, stamp(1), page);
    assert_eq!(roster.count_label(), "1 listed");
    assert_eq!(roster.loaded_label(), "1 listed");
    assert!(!roster.is_total());
    assert!(roster.is_complete(), "nothing is left to ask for");
    let shown = roster
        .get(&UserId::new("17").expect("an id"))
        .expect("listed");
    let own = Field::CommPeak(CommPeakField::Username);
    assert_eq!(shown.text(own), "asha", "before anybody reads them alone");
    assert_eq!(shown.get(Field::CommPeak(CommPeakField::Email)), None);
}

#[test]
fn columns_are_those_of_the_vendor() {
    let names = |columns: &Columns| {
        let names = columns.chosen().iter().map(|(column, _)| column.name());
        names.collect::<Vec<_>>().join(" ")
    };
    let usual = Columns::default().for_vendor(Vendor::CommPeak);
    assert_eq!(names(&usual), "id name login role user extension-number");
    let own = Columns::new(&[
        (Column::Web, None),
        (Column::Role, Some(30)),
        (Column::Agent, None),
    ]);
    assert_eq!(
        names(&own.clone().for_vendor(Vendor::CommPeak)),
        "name role"
    );
    assert_eq!(own.clone().for_vendor(Vendor::Smartflo), own);
    assert_eq!(
        Columns::default().for_vendor(Vendor::Smartflo),
        Columns::default()
    );
    for vendor in Vendor::ALL {
        assert_eq!(Vendor::by_name(vendor.name()), Some(vendor));
        assert!(Column::of(vendor).contains(&Column::Name));
    }
}
