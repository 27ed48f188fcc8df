//! Changes: what `invert` gives back, and when two values count as the same.

use proptest::prelude::*;

use rosterm::domain::change::{Agreement, Standing, agreement};
use rosterm::domain::{CdrScope, Change, Delta, Field, Role, Secret, Value, Values};

use crate::values::{change, record, text};

proptest! {
    #[test]
    fn invert_undoes_apply(base in record(), change in change()) {
        let change = change.with_before(&base);
        let mut values = base.clone();
        change.apply(&mut values);
        prop_assert!(change.holds(&values));
        let (inverse, lost) = change.invert();
        prop_assert!(lost.is_empty(), "everything was known, yet lost: {lost:?}");
        inverse.apply(&mut values);
        for (field, before) in &base {
            prop_assert_eq!(agreement(*field, before, &values[field]), Agreement::Same);
        }
    }

    #[test]
    fn the_inverse_expects_to_find_what_was_stored(base in record(), change in change()) {
        let (inverse, _) = change.with_before(&base).invert();
        for delta in &inverse.deltas {
            prop_assert_eq!(delta.seen.as_ref(), change.get(delta.field).map(|delta| &delta.after));
        }
    }

    #[test]
    fn a_value_stands_after_before_or_third(base in record(), change in change(), other in record()) {
        let change = change.with_before(&base);
        for delta in &change.deltas {
            let expected = if agreement(delta.field, &delta.after, &other[&delta.field]) != Agreement::Different {
                Standing::After
            } else if agreement(delta.field, &base[&delta.field], &other[&delta.field]) == Agreement::Same {
                Standing::Before
            } else {
                Standing::Third
            };
            prop_assert_eq!(delta.standing(&other), expected);
            prop_assert_eq!(delta.standing(&Values::new()), Standing::Unreadable);
        }
    }
}

#[test]
fn what_cannot_be_put_back_is_named() {
    let password = Value::Secret(Secret::new("Gulmohar-7"));
    let change = Change {
        deltas: vec![
            Delta::new(Field::Password, None, password),
            Delta {
                before: Some(Value::Null),
                ..Delta::new(Field::Email, None, text("a@b.in"))
            },
            Delta {
                before: Some(text("Asha")),
                ..Delta::new(Field::Name, None, text("Asha Rao"))
            },
            Delta::new(Field::LoginId, None, text("asha")),
        ],
    };
    let (inverse, lost) = change.invert();
    assert_eq!(lost, [Field::Password, Field::Email, Field::LoginId]);
    assert_eq!(inverse.fields().collect::<Vec<_>>(), [Field::Name]);
}

#[test]
fn what_counts_as_the_same() {
    use Agreement::{Different, Same, StoredAs};
    let role = |id: &str, name: &str| {
        Value::Role(Role {
            id: id.into(),
            name: name.into(),
        })
    };
    let cdr = |kind: &str, ids: Option<&[&str]>| {
        let ids = ids.map(|ids| ids.iter().map(|id| (*id).into()).collect());
        Value::Cdr(CdrScope {
            kind: kind.into(),
            ids,
        })
    };
    let table = [
        (
            Field::Number,
            text("+91 99999 00005"),
            text("+919999900005"),
            StoredAs,
        ),
        (
            Field::Number,
            text("919999900005"),
            text("+91-99999-00005"),
            StoredAs,
        ),
        (
            Field::Number,
            text("+91 99999 00005"),
            text("+91 99999 00006"),
            Different,
        ),
        (
            Field::Number,
            text("+91 99999 00005"),
            text("99999 00005"),
            Different,
        ),
        (
            Field::Email,
            text("Ravi.V@Example.in"),
            text("ravi.v@example.in"),
            StoredAs,
        ),
        (
            Field::Email,
            text("ravi@example.in"),
            text("asha@example.in"),
            Different,
        ),
        (
            Field::Name,
            text("Ravi Verma"),
            text(" Ravi Verma "),
            StoredAs,
        ),
        (
            Field::Name,
            text("Ravi Verma"),
            text("ravi verma"),
            Different,
        ),
        (Field::LoginId, text("0042"), text("42"), Different),
        (Field::Designation, text(""), Value::Null, Same),
        (
            Field::Role,
            role("54630", ""),
            role("54630", "Quality"),
            Same,
        ),
        (
            Field::Role,
            role("54630", "Quality"),
            role("54742", "Quality"),
            Different,
        ),
        (
            Field::Role,
            role("54630", "Quality"),
            Value::Null,
            Different,
        ),
        (
            Field::CdrScope,
            cdr("all", None),
            cdr("all", Some(&[])),
            Same,
        ),
        (
            Field::CdrScope,
            cdr("user", Some(&["12"])),
            cdr("user", Some(&["12", "14"])),
            Different,
        ),
        (
            Field::BlockWebLogin,
            Value::Flag(true),
            Value::Flag(false),
            Different,
        ),
        (
            Field::BlockWebLogin,
            Value::Flag(false),
            Value::Null,
            Different,
        ),
    ];
    for (field, wanted, found, expected) in table {
        assert_eq!(
            agreement(field, &wanted, &found),
            expected,
            "{field:?}: {wanted:?} and {found:?}"
        );
    }
}
