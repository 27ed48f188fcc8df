//! Each fault is what its documentation says.

use std::collections::BTreeSet;
use std::time::Duration;

use rosterm::demo::{Chaos, Fault};
use serde_json::{Value, json};

use crate::client::{RAVI, all, connect, exchange, get, list, patch, try_send, with};

#[tokio::test]
async fn a_name_for_every_fault() {
    for chaos in Chaos::ALL {
        let fault: Fault = chaos.word().parse().unwrap();
        assert_eq!(fault.chaos, chaos);
        let fault: Fault = format!("{chaos}:7").parse().unwrap();
        assert_eq!((fault.chaos, fault.percent), (chaos, 7));
    }
    let unknown = "gremlin".parse::<Fault>().unwrap_err().to_string();
    assert!(
        unknown.contains("gremlin") && unknown.contains("latency, 429"),
        "{unknown}"
    );
    assert!("liar:101".parse::<Fault>().is_err());
    assert!("liar:".parse::<Fault>().is_err());
}

#[tokio::test]
async fn chaos_429_and_500() {
    let tenant = with("429:100").await;
    assert_eq!(get(&tenant, "/users").await.status, 429);
    assert_eq!(
        patch(&tenant, RAVI, json!({ "name": "X" })).await.status,
        429
    );
    assert!(!tenant.requests()[1].applied);

    let tenant = with("500:100").await;
    let mut applied = BTreeSet::new();
    for _ in 0..40 {
        assert_eq!(
            patch(&tenant, RAVI, json!({ "name": "X" })).await.status,
            500
        );
    }
    applied.extend(tenant.requests().iter().map(|seen| seen.applied));
    assert_eq!(applied.len(), 2, "some are applied and some are not");
}

#[tokio::test(start_paused = true)]
async fn chaos_latency_delays() {
    let tenant = with("latency:100").await;
    let sent = tokio::time::Instant::now();
    assert_eq!(get(&tenant, "/users").await.status, 200);
    assert!(sent.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn chaos_timeout_applies_and_never_answers() {
    let tenant = with("timeout:100").await;
    let mut stream = connect(&tenant).await;
    let name = json!({ "name": "X" }).to_string();
    let token = tenant.token();
    let waiting = exchange(&mut stream, "PATCH", "/user/314678", token, &name);
    tokio::pin!(waiting);
    // Until the change is there; the answer must not be.
    while tenant.user_json(RAVI).unwrap()["name"] != "X" {
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("answered"),
            () = tokio::task::yield_now() => {}
        }
    }
    let seen = &tenant.requests()[0];
    assert_eq!((seen.status, seen.applied), (None, true));
    // Stopping ends the connection without a byte.
    tenant.shutdown().await;
    assert!(waiting.await.is_err());
}

#[tokio::test]
async fn chaos_reset_cuts_every_answer_and_applies_some() {
    let tenant = with("reset:100").await;
    let mut errors = BTreeSet::new();
    for _ in 0..60 {
        let body = json!({ "name": "X" }).to_string();
        let error = try_send(&tenant, "PATCH", "/user/314678", &body)
            .await
            .err()
            .expect("cut");
        errors.insert(format!("{:?}", error.kind()));
    }
    assert_eq!(
        errors,
        BTreeSet::from(["ConnectionReset".to_owned(), "UnexpectedEof".to_owned()])
    );
    let seen = tenant.requests();
    assert!(seen.iter().all(|seen| seen.status.is_none()));
    assert!(seen.iter().any(|seen| seen.applied) && seen.iter().any(|seen| !seen.applied));
    assert!(try_send(&tenant, "GET", "/users", "").await.is_err());
}

#[tokio::test]
async fn chaos_liar_says_yes_and_does_nothing() {
    let tenant = with("liar:100").await;
    let before = tenant.user_json(RAVI);
    let answer = patch(&tenant, RAVI, json!({ "name": "X" })).await;
    assert_eq!(
        (answer.status, &answer.json()["success"]),
        (200, &json!(true))
    );
    assert_eq!(tenant.user_json(RAVI), before);
    assert!(!tenant.requests()[0].applied);
    assert_eq!(patch(&tenant, RAVI, json!({ "name": 7 })).await.status, 422);
}

#[tokio::test(start_paused = true)]
async fn chaos_late_says_yes_first() {
    let tenant = with("late:100").await;
    let sent = tokio::time::Instant::now();
    assert_eq!(
        patch(&tenant, RAVI, json!({ "name": "X" })).await.status,
        200
    );
    let mut reads = 0;
    while get(&tenant, "/user/314678").await.json()["data"]["name"] != "X" {
        tokio::time::advance(Duration::from_millis(1)).await;
        reads += 1;
        assert!(reads < 1_000, "never applied");
    }
    assert!(sent.elapsed() >= Duration::from_millis(20));
    assert!(tenant.requests()[0].applied);
}

#[tokio::test]
async fn chaos_expire_kills_the_token_and_refreshing_helps() {
    let tenant = with("expire:50").await;
    let mut flavours = BTreeSet::new();
    for _ in 0..40 {
        let answer = get(&tenant, "/users").await;
        if answer.json().get("data").is_none() {
            assert_eq!(answer.json()["message"], "Token has expired");
            flavours.insert(answer.status);
        }
    }
    assert_eq!(flavours, BTreeSet::from([200, 401]));
    let renewed = try_send(&tenant, "POST", "/auth/refresh", "")
        .await
        .unwrap()
        .json();
    assert_eq!(renewed["success"], true);
    let body = json!({ "email": tenant.login_id(), "password": tenant.password() }).to_string();
    assert_eq!(
        try_send(&tenant, "POST", "/auth/login", &body)
            .await
            .unwrap()
            .status,
        200
    );
}

#[tokio::test]
async fn chaos_malformed_breaks_answers_in_every_way() {
    let tenant = with("malformed:100").await;
    let (mut empty, mut html, mut cut, mut bare, mut bad_rows) = (0, 0, 0, 0, 0);
    for _ in 0..60 {
        let answer = get(&tenant, "/users?limit=50").await;
        assert_eq!(answer.status, 200);
        match serde_json::from_slice::<Value>(&answer.body) {
            _ if answer.body.is_empty() => empty += 1,
            _ if answer.body.starts_with(b"<!DOCTYPE") => html += 1,
            Err(_) => cut += 1,
            Ok(Value::Array(_)) => bare += 1,
            Ok(page) => {
                let rows = page["data"].as_array().unwrap();
                bad_rows += rows.iter().filter(|row| !row["id"].is_u64()).count();
                assert!(
                    rows.iter().any(|row| row["id"].is_u64()),
                    "some rows stay whole"
                );
            }
        }
        let single = get(&tenant, "/user/314678").await;
        assert_eq!(single.status, 200);
    }
    assert!(
        [empty, html, cut, bare, bad_rows]
            .iter()
            .all(|count| *count > 0)
    );
}

#[tokio::test]
async fn chaos_malformed_never_turns_a_refusal_into_a_success() {
    let tenant = with("malformed:100").await;
    for _ in 0..20 {
        assert_eq!(patch(&tenant, RAVI, json!({ "name": 7 })).await.status, 422);
        assert_eq!(get(&tenant, "/user/1").await.status, 404);
    }
}

#[tokio::test]
async fn chaos_cursor_does_not_move() {
    let tenant = with("cursor").await;
    for asked in [0, 314_690, 999_999_999] {
        let page = list(&tenant, &format!("limit=5&last_seen_id={asked}")).await;
        assert_eq!(page["has_more"], true);
        assert!(page["last_seen_id"].as_u64().unwrap() <= asked);
    }
}

#[tokio::test]
async fn chaos_hostile_names_stay_hostile_until_changed() {
    let tenant = with("hostile").await;
    let names: String = all(&tenant, "limit=100")
        .await
        .iter()
        .map(|user| user["name"].as_str().unwrap().to_owned())
        .collect();
    for needle in [
        "\u{1b}[",
        "\u{9b}",
        "\u{202e}",
        "=HYPERLINK",
        "\u{200b}",
        "\r\n",
        "\0",
    ] {
        assert!(names.contains(needle), "{needle:?}");
    }
    assert!(names.len() > 100_000);
    let role = &list(&tenant, "limit=1").await["data"][0]["user_role"]["name"];
    assert!(role.as_str().unwrap().contains('\u{1b}'));
    tenant.set(RAVI, "name", "Ravi").unwrap();
    assert_eq!(
        get(&tenant, "/user/314678").await.json()["data"]["name"],
        "Ravi"
    );
    assert!(
        tenant
            .set(RAVI, "block_agent", 1)
            .unwrap_err()
            .contains("block_agent")
    );
}

#[tokio::test]
async fn chaos_absent_and_refused_are_about_numbers_and_departments_alone() {
    for (word, status) in [("absent", 404), ("refused", 403)] {
        let tenant = with(word).await;
        for path in ["/my_number", "/departments"] {
            assert_eq!(get(&tenant, path).await.status, status, "{word} {path}");
        }
        for path in ["/users", "/user/314678"] {
            assert_eq!(get(&tenant, path).await.status, 200, "{word} {path}");
        }
        let given = json!({ "caller_id": ["1759333"], "agent_group": ["Sales"] });
        assert_eq!(patch(&tenant, RAVI, given).await.status, 200);
    }
}

#[tokio::test]
async fn chaos_hostile_and_malformed_reach_numbers_and_departments() {
    let hostile = with("hostile").await;
    let malformed = with("malformed:100").await;
    let mut spoiled = 0;
    for path in ["/my_number", "/departments"] {
        let rows = get(&hostile, path).await.json();
        let texts = rows.to_string();
        assert!(
            texts.contains("\\u001b") || texts.contains('\u{202e}'),
            "{texts}"
        );
        for _ in 0..20 {
            let body = get(&malformed, path).await.body;
            let rows: Result<Vec<Value>, _> = serde_json::from_slice(&body);
            spoiled += usize::from(rows.is_ok_and(|rows| !rows.iter().all(Value::is_object)));
        }
    }
    assert!(spoiled > 0, "now and then it is rows that are spoiled");
}
