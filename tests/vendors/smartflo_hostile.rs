//! Whatever comes as a body: no panic, no endless work, no text without a bound.

use proptest::prelude::*;
use rosterm::api::dialect::{Answer, Verdict};
use rosterm::api::smartflo::Smartflo;

use crate::answer;

const SEEDS: [&str; 4] = [
    r#"{"has_more":true,"count":2,"last_seen_id":370822,"data":[{"id":314678,"name":"Asha","agent":{"id":"0502","status":1,"follow_me_number":"+91"},"user_role":{"id":5,"name":"Q"},"extension":null,"user_status":1},{"id":"7","agent":null}]}"#,
    r#"{"data":{"id":"288256","name":"Meera","team_member":{"status":1,"role":{"id":4},"users_for_cdr":{"type":"user","value":[1,"2"]}},"agent":{"agent_status":0,"extension":{"username":"06","outbound_block":false},"sticky_Agent":{"timeout":20},"time_group":{"id":2,"name":"T"}}}}"#,
    r#"{"Success":"False","Message":{"email":["Bad \ud83d\ude00"],"x":{"y":[[["z"]]]}},"Error":null}"#,
    r#"{"success":true,"access_token":"abc","expires_in":3600,"login_failed_count":"2"}"#,
];

/// Reads an answer in every way, and checks what holds for any answer.
fn read_every_way(answer: &Answer) {
    let smartflo = Smartflo::default();
    let failures = [
        smartflo.read_page(answer).err(),
        smartflo.read_user(answer).err(),
        smartflo
            .read_token(answer)
            .err()
            .map(|refused| refused.failure),
    ];
    for failure in failures.into_iter().flatten() {
        assert!(failure.text.chars().count() < 1_800, "{}", failure.text);
        assert!(!failure.text.contains('\n'), "{}", failure.text);
    }
    let said = match smartflo.read_verdict(answer) {
        Verdict::Accepted { message }
        | Verdict::Rejected { message, .. }
        | Verdict::SignedOut { message } => message,
        Verdict::Throttled { .. } => String::new(),
        Verdict::Unclear { cause } => cause,
    };
    assert!(said.chars().count() < 800 && !said.contains('\n'), "{said}");
    if let Ok(page) = smartflo.read_page(answer) {
        crate::agrees_with_foresight(answer, &page);
        let mut ids: Vec<_> = page.rows.iter().map(|row| &row.id).collect();
        ids.sort();
        assert!(
            ids.windows(2).all(|pair| pair[0] != pair[1]),
            "a user twice"
        );
    }
}

#[test]
fn damaged_answers_are_never_a_panic() {
    let seed = 20_260_131;
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let pieces: [&[u8]; 12] = [
        b"null", b"{", b"}", b"[", b"]", b"\"", b"\\ud800", b"1e999", b"-", b",", b"\xff", b"[]",
    ];
    for _ in 0..5_000 {
        let mut body = random
            .choice(SEEDS)
            .expect("there are some")
            .as_bytes()
            .to_vec();
        for _ in 0..random.usize(1..6) {
            let from = random.usize(0..=body.len());
            let to = (from + random.usize(0..8)).min(body.len());
            let piece = random.choice(pieces).expect("there are some");
            body.splice(from..to, piece.iter().copied());
        }
        body.truncate(random.usize(0..=body.len() * 4).min(body.len()));
        let status = *random
            .choice(&[200, 200, 200, 204, 302, 400, 401, 404, 429, 500])
            .expect("some");
        read_every_way(&Answer {
            status,
            body,
            ..Answer::default()
        });
    }
}

#[test]
fn deep_and_wide_answers_end_soon_and_without_recursion() {
    let deep = 20_000;
    let list = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
    let object = format!("{}null{}", r#"{"agent":"#.repeat(deep), "}".repeat(deep));
    let wide = vec!["{}"; deep].join(",");
    let names: Vec<_> = (0..deep)
        .map(|number| format!(r#""k{number}":{number}"#))
        .collect();
    let names = names.join(",");
    let bodies = [
        list.clone(),
        object.clone(),
        "[".repeat(deep),
        r#"{"data":"#.repeat(deep),
        format!(r#"{{"data":[{{"id":1,"x":{list}}},{object}]}}"#),
        format!(r#"{{"data":{{"id":1,"agent":{object},"team_member":{list}}}}}"#),
        format!(r#"{{"success":false,"message":{list}}}"#),
        format!(r#"{{"success":false,"errors":{object}}}"#),
        format!(r#"{{"success":false,"errors":[{wide}],"message":{{{names}}}}}"#),
        format!(r#"{{"data":[{wide}]}}"#),
        format!(r#"{{"data":{{"id":1,{names}}}}}"#),
        format!(r#"{{"success":false,"message":"{}"}}"#, "x".repeat(deep)),
        " ".repeat(deep),
    ];
    for body in &bodies {
        for status in [200, 400, 500] {
            read_every_way(&answer(status, body));
        }
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let keys = prop::sample::select(vec![
        "data",
        "id",
        "name",
        "agent",
        "team_member",
        "extension",
        "user_role",
        "role",
        "status",
        "agent_status",
        "success",
        "Message",
        "errors",
        "has_more",
        "last_seen_id",
        "username",
        "users_for_cdr",
        "type",
        "value",
        "sticky_Agent",
        "timeout",
        "time_group",
        "other",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
        "[0-9]{1,30}".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        let members =
            prop::collection::vec((keys.clone().prop_map(str::to_owned), inner.clone()), 0..8);
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(serde_json::Value::from),
            members.prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_at_all_is_read_or_refused(body in any_json(), status in 100_u16..600) {
        read_every_way(&answer(200, &body.to_string()));
        read_every_way(&answer(status, &body.to_string()));
        let wrapped = format!(r#"{{"data":[{body},{body}]}}"#);
        read_every_way(&answer(200, &wrapped));
    }
}
