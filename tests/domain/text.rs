//! Typed text and raw JSON: what is typed means one thing, what is shown hides secrets only.

use compact_str::CompactString;
use proptest::prelude::*;

use rosterm::domain::change::{Agreement, agreement};
use rosterm::domain::{Field, Value, input, raw};

use crate::values::value;

fn writable_value() -> BoxedStrategy<(Field, Value)> {
    let fields: Vec<_> = Field::writable()
        .filter(|field| *field != Field::Password)
        .collect();
    proptest::sample::select(fields)
        .prop_flat_map(|field| value(field).prop_map(move |value| (field, value)))
        .boxed()
}

/// JSON without secret names.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            proptest::collection::vec(("[a-h \"\\\\{}:,]{0,6}", inner), 0..6)
                .prop_map(|pairs| serde_json::Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn parse_takes_what_typed_writes((field, value) in writable_value()) {
        let parsed = input::parse(field, &input::typed(&value));
        let parsed = parsed.map_err(|problem| TestCaseError::fail(problem.to_string()))?;
        prop_assert_eq!(agreement(field, &parsed, &value), Agreement::Same);
    }

    #[test]
    fn parsing_never_panics_and_problems_name_the_field(text in any::<String>()) {
        for field in Field::writable() {
            if let Err(problem) = input::parse(field, &text) {
                prop_assert!(problem.to_string().starts_with(field.label()));
            }
        }
    }

    #[test]
    fn pretty_never_panics(text in any::<String>(), json_like in "[\\[\\]{}:,\"\\\\a é0-9]{0,60}") {
        let _ = raw::pretty(&text);
        let _ = raw::pretty(&json_like);
    }

    #[test]
    fn pretty_keeps_every_token_that_is_no_secret(json in json()) {
        let compact = json.to_string();
        let shown: serde_json::Value = serde_json::from_str(&raw::pretty(&compact)).unwrap();
        prop_assert_eq!(&shown, &json);
        // Not even spelled differently.
        prop_assert_eq!(shown.to_string(), compact);
    }

    #[test]
    fn pretty_masks_secrets_however_deep(json in json(), secret in "[a-z]{12}") {
        for name in ["password", "registration_password", "access_token", "p\\u0061ssword", "api_secret"] {
            let forms = [
                format!("\"{secret}\""),
                format!("[\"{secret}\"]"),
                format!("{{\"value\":[1,\"{secret}\"],\"{secret}x\":0}}").replace(&format!("{secret}x"), "x"),
            ];
            for form in forms {
                let raw = format!("{{\"data\":{{\"a\":{json},\"{name}\":{form},\"z\":7}}}}");
                let shown = raw::pretty(&raw);
                prop_assert!(!shown.contains(&secret), "{shown}");
                prop_assert!(shown.contains("\"z\": 7"), "{shown}");
            }
        }
    }
}

#[test]
fn numbers_stay_as_they_were_written() {
    let shown = raw::pretty(r#"{"id":00314678123456789012345,"x":1.10,"y":1e5}"#);
    for token in ["00314678123456789012345", "1.10", "1e5"] {
        assert!(shown.contains(token), "{shown}");
    }
}

#[test]
fn what_is_no_json_stays_readable() {
    assert_eq!(raw::pretty("502 Bad  Gateway"), "502 Bad Gateway");
}

#[test]
fn problems_are_sentences_that_say_what_to_do() {
    let table = [
        (
            Field::Email,
            "ravi.v.example.in",
            "email: must contain one @ with text on both sides",
        ),
        (
            Field::Number,
            "12345",
            "number: has 5 digits; a phone number has 6 to 15",
        ),
        (
            Field::Number,
            "9.19E+11",
            "number: \"9.19E+11\" is a number spoiled by a spreadsheet; format the column as text \
             and export it again",
        ),
        (
            Field::Name,
            "  ",
            "name: cannot be empty; type a value or leave it unchanged",
        ),
        (
            Field::Password,
            "*****",
            "password: is a row of stars: that is a mask, not a password",
        ),
        (
            Field::Password,
            "häkel",
            "password: takes visible ASCII characters only, no blanks",
        ),
        (
            Field::BlockWebLogin,
            "maybe",
            "web login: is on or off: true, false, on, off, yes or no",
        ),
        (
            Field::Role,
            "Quality",
            "role: takes a role id or the address of the role's page in the portal",
        ),
        (
            Field::CdrScope,
            "some",
            "CDR scope: is all, none, user: ID, ID … or agent: ID, ID …",
        ),
        (
            Field::CallerId,
            "1,,2",
            "caller ids: takes ids or names separated by commas",
        ),
        (
            Field::AgentStatus,
            "busy",
            "agent: is shown only; the API has no way to change it",
        ),
        (
            Field::Name,
            "a\u{1b}[2J",
            "name: holds a control character; type it again without",
        ),
    ];
    for (field, typed, sentence) in table {
        assert_eq!(
            input::parse(field, typed).unwrap_err().to_string(),
            sentence
        );
    }
}

#[test]
fn a_role_is_its_id_or_the_address_of_its_page() {
    let table = [
        ("54630", Some("54630")),
        (" 54630 ", Some("54630")),
        (
            "https://portal.example.in/settings/roles/54630/edit?tab=1",
            Some("54630"),
        ),
        ("/roles/54630", Some("54630")),
        ("https://portal.example.in/roles/", None),
        ("Quality", None),
        ("", None),
    ];
    for (typed, id) in table {
        assert_eq!(input::role_id(typed).as_deref(), id, "{typed:?}");
    }
}

#[test]
fn a_list_is_separated_by_commas_and_quotes_keep_them() {
    let table: [(&str, &[&str]); 12] = [
        ("7, 8", &["7", "8"]),
        (" 7 ,8 ", &["7", "8"]),
        ("", &[""]),
        ("7,", &["7", ""]),
        (r#""Sales, Pune", 8"#, &["Sales, Pune", "8"]),
        (r#"8, "Sales, Pune" "#, &["8", "Sales, Pune"]),
        (r#""say ""yes"", now""#, &[r#"say "yes", now"#]),
        (r#""  two  blanks ""#, &["  two  blanks "]),
        // What is not wholly in quotes is as it stands.
        (r#""Sales", Pune"#, &["Sales", "Pune"]),
        (r#""Sales" Pune, 8"#, &[r#""Sales" Pune"#, "8"]),
        (r#""Sales, 8"#, &[r#""Sales"#, "8"]),
        (r#"Sales "24", 8"#, &[r#"Sales "24""#, "8"]),
    ];
    for (typed, items) in table {
        assert_eq!(input::items(typed), items, "{typed:?}");
    }
}

proptest! {
    #[test]
    fn every_list_is_typed_again_as_it_was(items in proptest::collection::vec("[ -~äु,\"]{0,6}", 1..5)) {
        let items: Vec<_> = items.into_iter().map(CompactString::from).collect();
        prop_assert_eq!(input::items(&input::listed(&items)), items);
    }

    #[test]
    fn a_list_is_taken_apart_whatever_is_typed(typed in "[ a,\"]{0,12}") {
        let items = input::items(&typed);
        prop_assert_eq!(input::items(&input::listed(&items)), items);
    }
}
