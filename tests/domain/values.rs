//! Invented values, changes and rows, as strategies.

use compact_str::CompactString;
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::subsequence;

use rosterm::domain::field::Kind;
use rosterm::domain::roster::Stamp;
use rosterm::domain::{
    CdrScope, Change, Delta, EditId, Field, Role, Row, Secret, User, UserId, Value, Values,
};

pub(crate) fn id(number: u64) -> UserId {
    UserId::new(&number.to_string()).unwrap()
}

/// The `n`th request; its clock is `n` seconds.
pub(crate) fn stamp(sent: u64) -> Stamp {
    let at = Timestamp::from_second(i64::try_from(sent).unwrap()).unwrap();
    Stamp { sent, at }
}

pub(crate) fn edit_id(number: i64) -> EditId {
    EditId::mint(
        number,
        &mut fastrand::Rng::with_seed(number.cast_unsigned()),
    )
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub(crate) fn row(number: u64, name: &str) -> Row {
    Row {
        id: id(number),
        name: name.into(),
        login_id: Some(format!("login{number}").into()),
        role: None,
        user_status: None,
        agent: None,
        login_based_calling: None,
        international_outbound: None,
        extension: None,
        intercom: None,
        block_web_login: None,
    }
}

pub(crate) fn user(number: u64, values: Values) -> User {
    User {
        id: id(number),
        values,
        raw: "{}".into(),
    }
}

/// A value that the form could hold for `field`, which must be one that a PATCH carries.
pub(crate) fn value(field: Field) -> BoxedStrategy<Value> {
    let texts = || proptest::collection::vec("[0-9]{1,6}", 1..4);
    let compact = |texts: Vec<String>| {
        texts
            .into_iter()
            .map(CompactString::from)
            .collect::<Vec<_>>()
    };
    match field.spec().kind {
        Kind::Text => "[A-Za-z][A-Za-z0-9 .'-]{0,10}[a-z]"
            .prop_map(|typed| text(&typed))
            .boxed(),
        Kind::Phone => r"\+91 ?[6-9][0-9]{4} ?[0-9]{5}"
            .prop_map(|typed| text(&typed))
            .boxed(),
        Kind::Email => "[A-Za-z]{1,8}@[a-z]{1,8}\\.in"
            .prop_map(|typed| text(&typed))
            .boxed(),
        Kind::Flag { .. } => any::<bool>().prop_map(Value::Flag).boxed(),
        Kind::Role => ("[1-9][0-9]{4}", "[A-Z][a-z]{0,8}")
            .prop_map(|(id, name)| {
                Value::Role(Role {
                    id: id.into(),
                    name: name.into(),
                })
            })
            .boxed(),
        Kind::CdrScope => prop_oneof![
            Just(("all", None)),
            Just(("none", None)),
            texts().prop_map(|ids| ("user", Some(ids))),
            texts().prop_map(|ids| ("agent", Some(ids))),
        ]
        .prop_map(move |(kind, ids)| {
            Value::Cdr(CdrScope {
                kind: kind.into(),
                ids: ids.map(compact),
            })
        })
        .boxed(),
        Kind::Texts => {
            proptest::collection::vec("[0-9]{1,6}|[A-Za-z\"][A-Za-z\", ]{0,8}[a-z\"]", 1..4)
                .prop_map(move |items| Value::Texts(compact(items)))
                .boxed()
        }
        Kind::Secret => "[!-)+-~]{1,12}"
            .prop_map(|typed| Value::Secret(Secret::new(typed)))
            .boxed(),
        Kind::Shown => unreachable!("{field:?} is never sent"),
    }
}

/// A record that knows every field that reads back.
pub(crate) fn record() -> BoxedStrategy<Values> {
    let fields: Vec<_> = Field::writable()
        .filter(|field| field.is_verifiable())
        .collect();
    let values: Vec<_> = fields.iter().map(|&field| value(field)).collect();
    values
        .prop_map(move |values| fields.iter().copied().zip(values).collect())
        .boxed()
}

/// A change of some of the fields that read back.
pub(crate) fn change() -> BoxedStrategy<Change> {
    let fields: Vec<_> = Field::writable()
        .filter(|field| field.is_verifiable())
        .collect();
    subsequence(fields.clone(), 1..=fields.len())
        .prop_flat_map(|fields| {
            let deltas: Vec<_> = fields
                .into_iter()
                .map(|field| value(field).prop_map(move |after| Delta::new(field, None, after)))
                .collect();
            deltas.prop_map(|deltas| Change { deltas })
        })
        .boxed()
}
