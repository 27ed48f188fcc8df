//! What a text in a field means by a list of numbers or departments, and what is sent for a row.

use std::sync::Arc;

use rosterm::domain::find::Needle;
use rosterm::domain::profile::GroupKey;
use rosterm::domain::{Catalogue, Field, Neighbour, NeighbourList, Neighbours};

fn catalogue(of: Neighbours, rows: &[(&str, &str)]) -> Catalogue {
    let row = |&(id, name): &(&str, &str)| Neighbour {
        id: id.into(),
        name: name.into(),
        ..Neighbour::default()
    };
    let list = NeighbourList {
        of,
        rows: rows.iter().map(row).collect(),
        skipped: 0,
    };
    Catalogue::new("2026-03-02T14:00:00Z".parse().unwrap(), Arc::new(list))
}

fn wires(catalogue: &Catalogue, key: GroupKey) -> Vec<&str> {
    let rows = catalogue.list.rows.iter();
    let wires: Vec<_> = rows.map(|row| catalogue.wire(row, key)).collect();
    let is_row = |wire: &compact_str::CompactString| {
        let rows = catalogue.list.rows.iter();
        rows.flat_map(|row| [&row.id, &row.name])
            .find(|text| *text == wire)
            .unwrap()
            .as_str()
    };
    wires.iter().map(is_row).collect()
}

#[test]
fn each_list_fills_one_field() {
    for of in Neighbours::ALL {
        assert_eq!(Neighbours::of(of.field()), Some(of));
    }
    assert_eq!(Neighbours::of(Field::Name), None);
    assert_eq!(Neighbours::Numbers.counted(1), "1 number");
    assert_eq!(Neighbours::Departments.counted(0), "0 departments");
}

#[test]
fn a_number_is_its_id_and_never_its_name() {
    let numbers = catalogue(
        Neighbours::Numbers,
        &[("7", "Sales"), ("007", "8"), ("8", "")],
    );
    assert_eq!(numbers.place("7"), Some(0));
    assert_eq!(numbers.place("007"), Some(1));
    assert_eq!(numbers.place("8"), Some(2));
    assert_eq!(numbers.place("Sales"), None);
    for key in GroupKey::ALL {
        assert_eq!(wires(&numbers, key), ["7", "007", "8"]);
    }
}

#[test]
fn a_department_is_its_id_or_its_name_if_that_is_clear() {
    let rows = [
        ("1", "Sales"),
        ("2", "Support"),
        ("3", "Support"),
        ("4", "1"),
        ("5", "a\u{7}b"),
        ("6", ""),
        ("", "North"),
    ];
    let departments = catalogue(Neighbours::Departments, &rows);
    assert_eq!(departments.place("Sales"), Some(0));
    assert_eq!(departments.place("2"), Some(1));
    assert_eq!(departments.place("North"), Some(6));
    assert_eq!(departments.place(""), None);
    // Two are called so; and a name that is the id of another is neither.
    for unclear in ["Support", "1"] {
        assert_eq!(departments.place(unclear), None, "{unclear}");
        assert!(departments.knows(unclear), "{unclear}");
    }
    assert!(!departments.knows("South"));
    let by_name = wires(&departments, GroupKey::Name);
    assert_eq!(by_name, ["Sales", "2", "3", "4", "5", "6", "North"]);
    let by_id = wires(&departments, GroupKey::Id);
    assert_eq!(by_id, ["1", "2", "3", "4", "5", "6", "North"]);
}

#[test]
fn a_row_is_found_by_words_of_any_text_and_by_digits_however_written() {
    let row = Neighbour {
        id: "1759333".into(),
        name: "Müller Süd".into(),
        did: "+91 (99999) 07-001".into(),
        about: "OFF hours OB".into(),
    };
    let has = |typed: &str| {
        let words: Vec<_> = typed.split_whitespace().filter_map(Needle::new).collect();
        row.has(&words)
    };
    for typed in [
        "",
        "1759",
        "muller",
        "sud off",
        "9999907001",
        "+91",
        "07001 ob",
    ] {
        assert!(has(typed), "{typed}");
    }
    for typed in ["north", "muller north", "07002", "17593339"] {
        assert!(!has(typed), "{typed}");
    }
}
