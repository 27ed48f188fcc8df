//! Routes, methods, starting and stopping.

use std::io;

use rosterm::demo::{Options, start};
use tokio::net::TcpStream;

use crate::client::{connect, exchange, get, plain, try_send};

#[tokio::test]
async fn unknown_users_routes_and_methods() {
    let tenant = plain().await;
    for id in [
        "1",
        "0314678",
        "+314678",
        "abc",
        "99999999999999999999999",
        "314679",
    ] {
        assert_eq!(
            get(&tenant, &format!("/user/{id}")).await.status,
            404,
            "{id}"
        );
    }
    let nowhere = get(&tenant, "/nowhere").await;
    assert_eq!(
        (nowhere.status, nowhere.header("content-type")),
        (404, Some("text/html; charset=UTF-8"))
    );
    for (method, path, allow) in [
        ("HEAD", "/users", "GET"),
        ("POST", "/users", "GET"),
        ("DELETE", "/user/314678", "GET, PATCH"),
        ("GET", "/auth/login", "POST"),
    ] {
        let answer = try_send(&tenant, method, path, "").await.unwrap();
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, Some(allow)),
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn neighbours_are_bare_arrays_of_text() {
    let tenant = plain().await;
    assert_eq!(get(&tenant, "/my_number").await.json()[0]["id"], "1759333");
    assert!(get(&tenant, "/departments").await.json()[0]["agent_count"].is_string());
}

#[tokio::test]
async fn a_dropped_tenant_answers_nobody() {
    let tenant = plain().await;
    let address = tenant.base_url();
    let address = address
        .trim_start_matches("http://")
        .trim_end_matches("/v1")
        .to_owned();
    let mut idle = connect(&tenant).await;
    exchange(&mut idle, "GET", "/users", tenant.token(), "")
        .await
        .unwrap();
    tenant.shutdown().await;
    assert!(
        exchange(&mut idle, "GET", "/users", "demo-token", "")
            .await
            .is_err()
    );
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn an_address_in_use_is_an_error() {
    let tenant = plain().await;
    let address = tenant.base_url();
    let address = address
        .trim_start_matches("http://")
        .trim_end_matches("/v1")
        .parse()
        .unwrap();
    let error = start(Options {
        address,
        ..Options::default()
    })
    .await
    .expect_err("taken");
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
}
