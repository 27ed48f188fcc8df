//! Finds: what a text asks for, whom it finds, and what it says when it is not understood.

use proptest::prelude::*;

use rosterm::domain::find::{Find, Fuzzy, How, Needle, fold};
use rosterm::domain::user::RowAgent;
use rosterm::domain::value::{AgentStatus, UserStatus};
use rosterm::domain::{Role, Row, UserId, Vendor};
use rosterm::text;

/// The ids of the invented people whom a text finds.
fn found(typed: &str) -> Vec<String> {
    let find = Find::parse(typed);
    let mut fuzzy = Fuzzy::default();
    let people = people();
    let found = people
        .iter()
        .filter(|row| find.matches(&row.as_ref(), &mut fuzzy));
    found.map(|row| row.id.to_string()).collect()
}

#[track_caller]
fn check(typed: &str, ids: &[&str]) {
    assert_eq!(found(typed), ids, "{typed:?}");
}

#[test]
fn every_word_must_occur_somewhere() {
    check("", &["1", "2", "3", "4"]);
    check("ravi", &["1"]);
    check("RAVI kum", &["1"]);
    check("ravi  quality", &["1"]);
    check("quality ravi zed", &[]);
    check("muller", &["2"]);
    check("Müller", &["2"]);
    check("@acme", &["1", "2"]);
    // by the id of the role, too
    check("54630", &["1", "4"]);
}

#[test]
fn digits_find_numbers_however_they_are_written() {
    check("9820014671", &["2"]);
    check("+919820014671", &["2"]);
    check("98200 14671", &["2"]);
    check("=919820014671", &["2"]);
    check("number:20014", &["2"]);
    check("number:=20014", &[]);
}

#[test]
fn signs_turn_a_word_round() {
    check("!ravi", &["2", "3", "4"]);
    check("!ravi !muller", &["3", "4"]);
    check("=quality", &["1", "4"]);
    check("=\"ravi kumar verma\"", &["1"]);
    check("!=\"ravi kumar verma\"", &["2", "3", "4"]);
    check("~rvk", &["1"]);
    check("~mulr", &["2"]);
    // letters scattered over a text are no match
    check("~iue", &[]);
    // nothing is asked yet
    for sign in ["!", "~", "=", "!~", "web:", "role:", "\"", "!web:"] {
        check(sign, &["1", "2", "3", "4"]);
    }
}

#[test]
fn a_prefix_looks_in_one_field() {
    check("name:quality", &[]);
    check("role:qual", &["1", "4"]);
    check("role:\"admin new\"", &["2"]);
    check("role:=admin", &[]);
    check("!role:qual", &["2", "3"]);
    check("id:2", &["2"]);
    check("login:ravi", &["1"]);
    check("ext:060", &["1"]);
    check("ROLE:~qlt", &["1", "4"]);
}

#[test]
fn a_prefix_asks_for_a_state() {
    check("agent:busy", &["2"]);
    check("agent:blocked", &["3"]);
    check("agent:none", &["4"]);
    check("agent:no", &["4"]);
    check("!agent:none", &["1", "2", "3"]);
    check("ext:yes", &["1"]);
    check("ext:no", &["2", "3", "4"]);
    check("intl:on", &["1"]);
    check("intl:off", &["2", "3"]);
    check("intl:unknown", &["4"]);
    check("status:inactive", &["3"]);
    // the list does not tell it: unknown is neither locked nor open
    check("web:locked", &[]);
    check("web:open", &[]);
    check("web:unknown", &["1", "2", "3", "4"]);
    // a beginning that can only mean one thing is enough, another asks nothing yet
    check("agent:bu", &["2"]);
    check("intl:o", &["1", "2", "3", "4"]);
}

#[test]
fn what_is_not_understood_is_looked_for_and_said() {
    #[track_caller]
    fn said(typed: &str, problem: Option<&str>) {
        assert_eq!(Find::parse(typed).problem(), problem, "{typed:?}");
    }
    said("ravi role:x web:locked !~=x http://x", None);
    said(
        "web:lokced",
        Some("\"web:lokced\" is looked for as text: web: knows locked, open, unknown"),
    );
    said(
        "ravi dept:north",
        Some(
            "\"dept:north\" is looked for as text: there is no dept:; there are name: login: \
             number: id: role: ext: agent: web: status: intl: based:",
        ),
    );
    said(
        "intl:o",
        Some("\"intl:o\" is not finished: intl: knows on, off, unknown"),
    );
    check("dept:north", &["4"]);
    check("!dept:north", &["1", "2", "3"]);
}

#[test]
fn a_find_that_grew_needs_only_the_last_hits() {
    #[track_caller]
    fn narrows(grown: &str, from: &str, expected: bool) {
        let (grown, from) = (Find::parse(grown), Find::parse(from));
        assert_eq!(grown.narrows(&from), expected);
    }
    narrows("ravi", "rav", true);
    narrows("ravi k", "ravi", true);
    narrows("ravi", "ravi k", false);
    narrows("!ra", "!rav", true);
    narrows("!rav", "!ra", false);
    narrows("role:admin ravi", "role:ad", true);
    narrows("role:admin", "ad", false);
    narrows("web:locked x", "web:locked", true);
    narrows("12a", "12", false);
    narrows("anything", "", true);
}

#[test]
fn a_very_long_find_is_a_find() {
    let long = "ravi ".repeat(2000);
    assert_eq!(long.len(), 10_000);
    check(&long, &["1"]);
    check(&"x".repeat(10_000), &[]);
    check(&"!".repeat(10_000), &["1", "2", "3", "4"]);
}

#[test]
fn hits_are_told_by_their_places() {
    let mut fuzzy = Fuzzy::default();
    let mut marked = |how, needle: &str, text: &str| -> Vec<String> {
        let places = Needle::new(needle).unwrap().places(how, text, &mut fuzzy);
        places
            .into_iter()
            .map(|place| text[place].to_owned())
            .collect()
    };
    assert_eq!(marked(How::Contains, "an", "Ananya Rao"), ["An", "an"]);
    assert_eq!(marked(How::Contains, "ull", "Müller"), ["üll"]);
    assert_eq!(marked(How::Contains, "strasse", "Große Straße"), ["Straße"]);
    assert_eq!(marked(How::Equals, "muller", "Müller"), ["Müller"]);
    assert_eq!(marked(How::Resembles, "rk", "Ravi Kumar"), ["R", "K"]);
}

proptest! {
    #[test]
    fn any_text_is_a_find(typed in "\\PC{0,60}|[!~=:\" a-z]{0,30}") {
        found(&typed);
    }

    /// Whatever is in a field is found by any part of it.
    #[test]
    fn a_part_of_a_name_finds_it(name in "[a-zA-Zéüßł ]{1,20}", from in 0_usize..20, length in 1_usize..20) {
        let part: String = name.chars().skip(from).take(length).collect();
        let needle = Needle::new(&part);
        let mut fuzzy = Fuzzy::default();
        if let Some(needle) = needle {
            prop_assert!(needle.is_in(How::Contains, &name, &mut fuzzy));
            prop_assert!(!needle.places(How::Contains, &name, &mut fuzzy).is_empty());
        }
    }

    /// A look through a long text stops at every place, wherever it stands and whatever surrounds it.
    #[test]
    fn no_place_is_passed_over(
        text in "[aAbB0-3 +]{0,200}|[aAbBß]{0,80}",
        sought in "[abAB0-3]{1,5}",
    ) {
        let needle = Needle::new(&sought).unwrap();
        let (bytes, folded) = (text.as_bytes(), needle.folded().as_bytes());
        let stands_at = |at: &usize| {
            let there = bytes.get(*at..*at + folded.len());
            there.is_some_and(|there| there.eq_ignore_ascii_case(folded))
        };
        let expected: Vec<_> = (0..bytes.len()).filter(stands_at).collect();
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(place) = needle.next_in(bytes, from) {
            prop_assert_eq!(place.len(), folded.len());
            from = place.start + 1;
            places.push(place.start);
        }
        prop_assert_eq!(places, expected);
    }

    #[test]
    fn a_grown_find_finds_no_others(wide in "[!~=a-v0-9 :]{0,8}", more in "[a-v0-9 ]{0,4}") {
        let grown = format!("{wide}{more}");
        if Find::parse(&grown).narrows(&Find::parse(&wide)) {
            let before = found(&wide);
            for id in found(&grown) {
                prop_assert!(before.contains(&id), "{grown:?} finds {id}, {wide:?} does not");
            }
        }
    }

    #[test]
    fn all_texts_are_folded_alike(text in "\\PC{0,20}") {
        prop_assert_eq!(fold(&text), text::fold(&text));
    }
}

fn people() -> Vec<Row> {
    let row = |id: &str, name: &str, login: &str, role: (&str, &str)| Row {
        login_id: Some(login.into()),
        role: Some(Role {
            id: role.0.into(),
            name: role.1.into(),
        }),
        id: UserId::new(id).unwrap(),
        name: name.into(),
        user_status: Some(UserStatus::Active),
        agent: None,
        login_based_calling: None,
        international_outbound: None,
        extension: None,
        intercom: None,
        block_web_login: None,
    };
    let agent = |status, number: Option<&str>| RowAgent {
        id: "0502".into(),
        name: None,
        status: Some(status),
        number: number.map(Into::into),
    };
    vec![
        Row {
            agent: Some(agent(AgentStatus::Enabled, None)),
            international_outbound: Some(true),
            extension: Some("0602".into()),
            ..row(
                "1",
                "Ravi Kumar Verma",
                "ravi@acme.test",
                ("54630", "Quality"),
            )
        },
        Row {
            agent: Some(agent(AgentStatus::Busy, Some("+91 98200-14671"))),
            international_outbound: Some(false),
            ..row(
                "2",
                "Jörg Müller",
                "joerg@acme.test",
                ("54742", "Admin New"),
            )
        },
        Row {
            agent: Some(agent(AgentStatus::Blocked, None)),
            user_status: Some(UserStatus::Inactive),
            international_outbound: Some(false),
            ..row("3", "Asha Iyer", "asha", ("54611", "Agent"))
        },
        row("4", "Dept:North Desk", "", ("54630", "Quality")),
    ]
}

#[test]
fn what_a_vendors_rows_do_not_tell_is_not_asked_and_not_offered() {
    let known = "there are name: login: id: role: ext: status:";
    for text in [
        "web:locked",
        "agent:busy",
        "number:99",
        "intl:on",
        "based:on",
        "we:x",
    ] {
        let find = Find::parse_for(text, Vendor::CommPeak);
        let name = text.split(':').next().unwrap();
        let problem = format!("\"{text}\" is looked for as text: there is no {name}:; {known}");
        assert_eq!(find.problem(), Some(&*problem));
        assert_eq!(
            find.terms(),
            Find::parse(&format!("\"{text}\"")).terms(),
            "{text}"
        );
    }
    for text in [
        "name:ravi",
        "login:ravi",
        "id:7",
        "role:admin",
        "ext:no",
        "status:active",
    ] {
        let find = Find::parse_for(text, Vendor::CommPeak);
        assert_eq!((find.problem(), &find), (None, &Find::parse(text)));
    }
}
