//! Tokens, signing in, and the rate of the account.

use std::time::Duration;

use rosterm::demo::Options;
use serde_json::json;

use crate::client::{connect, exchange, get, plain, tenant, try_send};

#[tokio::test]
async fn signing_in_refreshing_and_out() {
    let tenant = plain().await;
    let mut stream = connect(&tenant).await;
    let body = json!({ "email": tenant.login_id(), "password": tenant.password() }).to_string();
    let granted = exchange(&mut stream, "POST", "/auth/login", "", &body)
        .await
        .unwrap()
        .json();
    assert_eq!(granted["success"], true);
    assert_eq!(
        (&granted["token_type"], &granted["expires_in"]),
        (&json!("bearer"), &json!(3600))
    );
    let token = granted["access_token"].as_str().unwrap();
    assert_eq!(
        exchange(&mut stream, "GET", "/users", token, "")
            .await
            .unwrap()
            .status,
        200
    );
    let renewed = exchange(&mut stream, "POST", "/auth/refresh", token, "")
        .await
        .unwrap()
        .json();
    let renewed = renewed["access_token"].as_str().unwrap();
    assert_ne!(renewed, token);
    assert_eq!(
        exchange(&mut stream, "POST", "/auth/logout", renewed, "")
            .await
            .unwrap()
            .status,
        200
    );
    for dead in [renewed, "wrong", ""] {
        assert_eq!(
            exchange(&mut stream, "GET", "/users", dead, "")
                .await
                .unwrap()
                .status,
            401
        );
        assert_eq!(
            exchange(&mut stream, "POST", "/auth/refresh", dead, "")
                .await
                .unwrap()
                .status,
            401
        );
    }
    assert!(tenant.requests().iter().all(|seen| seen.body.is_none()));
}

#[tokio::test]
async fn failed_sign_ins_are_counted_and_lock_the_account() {
    let tenant = plain().await;
    let wrong = json!({ "email": tenant.login_id(), "password": "wrong" }).to_string();
    for count in 1..=5 {
        let answer = try_send(&tenant, "POST", "/auth/login", &wrong)
            .await
            .unwrap();
        assert_eq!(
            (answer.status, &answer.json()["login_failed_count"]),
            (401, &json!(count))
        );
    }
    let right = json!({ "email": tenant.login_id(), "password": tenant.password() }).to_string();
    let locked = try_send(&tenant, "POST", "/auth/login", &right)
        .await
        .unwrap()
        .json();
    assert_eq!(locked["success"], false);
    assert_eq!(
        locked["retry_after"].as_str().unwrap().len(),
        "2026-01-31 14:03:22".len()
    );
}

#[tokio::test]
async fn a_token_ends_with_its_lifetime_and_can_still_be_refreshed() {
    let tenant = tenant(Options {
        token_lifetime: Duration::ZERO,
        ..Options::default()
    })
    .await;
    let mut stream = connect(&tenant).await;
    let granted = exchange(&mut stream, "POST", "/auth/refresh", tenant.token(), "")
        .await
        .unwrap();
    let granted = granted.json();
    let token = granted["access_token"].as_str().unwrap();
    let refused = exchange(&mut stream, "GET", "/users", token, "")
        .await
        .unwrap();
    assert_eq!(
        (refused.status, &refused.json()["message"]),
        (401, &json!("Token has expired"))
    );
    // The same news, once as a 401 and once as a success that is none.
    let refused = exchange(&mut stream, "GET", "/users", token, "")
        .await
        .unwrap();
    assert_eq!(
        (refused.status, &refused.json()["success"]),
        (200, &json!(false))
    );
    assert_eq!(
        exchange(&mut stream, "POST", "/auth/refresh", token, "")
            .await
            .unwrap()
            .status,
        200
    );
}

#[tokio::test(start_paused = true)]
async fn the_rate_limit_is_for_the_whole_account() {
    let tenant = tenant(Options {
        rps: Some(3),
        ..Options::default()
    })
    .await;
    let mut statuses = Vec::new();
    let mut retry_after = Vec::new();
    for path in ["/users", "/user/314678", "/my_number", "/users", "/users"] {
        let answer = get(&tenant, path).await;
        statuses.push(answer.status);
        if answer.status == 429 {
            assert_eq!(
                answer.json(),
                json!({ "success": "false", "message": "Too many requests." })
            );
            retry_after.push(answer.header("retry-after").map(str::to_owned));
        }
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    assert_eq!(retry_after, [None, Some("1".to_owned())]);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(get(&tenant, "/users").await.status, 200);
}
