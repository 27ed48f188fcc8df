//! The CommPeak side: two routes behind Basic authentication, and users of every kind.

use rosterm::demo::{Options, Tenant, Vendor};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::tenant;

const CREDENTIALS: &str = "Basic ZGVtby5hZG1pbjpkZW1vLXBhc3N3b3Jk";

async fn dialer(users: u64) -> Tenant {
    tenant(Options {
        vendor: Vendor::CommPeak,
        users,
        ..Options::default()
    })
    .await
}

async fn send(tenant: &Tenant, method: &str, path: &str, authorization: &str) -> (u16, String) {
    let url = tenant.base_url();
    let (address, base) = url
        .trim_start_matches("http://")
        .split_once('/')
        .expect("a path");
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = format!(
        "{method} /{base}{path} HTTP/1.1\r\nHost: demo\r\nAuthorization: {authorization}\r\n\
         Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    (head[9..12].parse().expect("a status"), body.to_owned())
}

async fn get(tenant: &Tenant, path: &str) -> Value {
    let (status, body) = send(tenant, "GET", path, CREDENTIALS).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).expect("JSON")
}

#[tokio::test]
async fn all_users_come_in_one_answer_and_each_alone_is_the_same() {
    let tenant = dialer(60).await;
    assert!(tenant.base_url().ends_with("/api"));
    let all = get(&tenant, "/users").await;
    let all = all["users"].as_array().expect("users");
    assert_eq!(all.len(), 60);
    for (n, user) in all.iter().enumerate() {
        let id = user["id"]
            .as_str()
            .map_or(user["id"].to_string(), str::to_owned);
        assert_eq!(
            tenant.id_of(n as u64).map(|id| id.to_string()),
            Some(id.clone())
        );
        let alone = get(&tenant, &format!("/users/{id}")).await;
        assert_eq!(alone["users"][0], *user);
    }
}

#[tokio::test]
async fn the_first_dozen_shows_every_kind() {
    let tenant = dialer(12).await;
    let all = get(&tenant, "/users").await;
    let all = all["users"].as_array().expect("users");
    let has = |what: &str, is: &dyn Fn(&Value) -> bool| {
        assert!(all.iter().any(is), "nobody has {what}");
    };
    has("the flag 0", &|user| user["is_active"] == "0");
    has("been deleted", &|user| user["is_deleted"] == "1");
    has("a flag that is a number", &|user| {
        user["is_active"].is_number()
    });
    has("a flag that is a word", &|user| {
        user["is_active"].is_boolean()
    });
    has("desks as an array", &|user| user["desks"].is_array());
    has("desks as a map", &|user| user["desks"].is_object());
    has("roles as an object", &|user| user["roles"].is_object());
    has("roles as an array", &|user| user["roles"].is_array());
    has("no roles", &|user| user.get("roles") == Some(&Value::Null));
    has("hardly a field", &|user| user.get("roles").is_none());
    has("a password", &|user| {
        user["registration_password"].is_string()
    });
    has("a hostile name", &|user| {
        let name = user["first_name"].as_str().unwrap_or_default();
        name.contains(char::is_control)
    });
}

#[tokio::test]
async fn nobody_gets_in_without_the_password_and_nothing_is_changed() {
    let tenant = dialer(5).await;
    let id = tenant.id_of(0).expect("a user");
    for authorization in ["", "Basic", "Basic Zm9vOmJhcg==", "Bearer demo-token"] {
        let (status, _) = send(&tenant, "GET", "/users", authorization).await;
        assert_eq!(status, 401, "{authorization}");
    }
    for method in ["PUT", "PATCH", "POST", "DELETE"] {
        let path = format!("/users/{id}");
        let (status, _) = send(&tenant, method, &path, CREDENTIALS).await;
        assert_eq!(status, 405, "{method}");
    }
    for nobody in [
        "1",
        "0",
        "x",
        "01001",
        "1000",
        "1002",
        "99999999999999999999999",
    ] {
        let path = format!("/users/{nobody}");
        let (status, _) = send(&tenant, "GET", &path, CREDENTIALS).await;
        assert_eq!(status, 404, "{nobody}");
    }
    let (status, _) = send(&tenant, "GET", "/user/1001", CREDENTIALS).await;
    assert_eq!(status, 404, "the other vendor's route");
}
