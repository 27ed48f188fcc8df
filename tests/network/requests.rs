//! What a request carries, and how it is signed.

use rosterm::api::transport::{Http, Signature, Transport};
use rosterm::domain::Secret;
use tokio::io::AsyncWriteExt as _;

use crate::wire::*;

#[tokio::test]
async fn a_request_carries_its_headers_and_an_answer_arrives_whole() {
    let answer = response(
        "429 Too Many",
        "Retry-After: 7\r\nLocation: /x\r\n",
        "{\"a\":1}",
    );
    let (seen, answer) = exchange(patch(), answer).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, &*answer.body), (429, &b"{\"a\":1}"[..]));
    assert_eq!(
        (answer.retry_after.as_deref(), answer.location.as_deref()),
        (Some("7"), Some("/x"))
    );
    let lower = seen.to_ascii_lowercase();
    assert!(
        lower.starts_with("patch /v1/user/101 http/1.1\r\n"),
        "{seen}"
    );
    let attempt = patch().attempt.unwrap().to_string().to_ascii_lowercase();
    for line in [
        format!("authorization: bearer {TOKEN}"),
        format!("x-request-id: {attempt}"),
        "content-type: application/json".to_owned(),
        "accept-encoding: identity".to_owned(),
        format!("user-agent: rosterm/{}", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(
            lower.contains(&format!("\r\n{line}\r\n")),
            "{line} in {seen}"
        );
    }
    assert!(seen.ends_with("\r\n\r\n{\"name\":\"Asha\"}"));
}

#[tokio::test]
async fn query_values_are_encoded() {
    let (seen, _) = exchange(get(), response("200 OK", "", "{}")).await;
    assert!(
        seen.starts_with("GET /v1/users?limit=2&last_seen_id=1+0%260 HTTP/1.1\r\n"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_token_that_cannot_stand_in_a_header_is_never_sent() {
    let (listener, address) = listen().await;
    let http = Http::new(connection(address)).unwrap();
    let signature = Signature::Bearer(Secret::new("canary\nX-Evil: 1"));
    let error = http.send(get(), signature).await.unwrap_err();
    assert!(error.never_sent, "{error:?}");
    assert_eq!(
        error.text,
        "the token or password cannot stand in a header; copy it again"
    );
    assert!(is_untouched(listener));
}

#[tokio::test]
async fn user_name_and_password_go_as_basic_authentication_and_nothing_goes_unsigned_by_itself() {
    for (signature, header) in [
        (
            Signature::Basic {
                username: "asha".to_owned(),
                password: Secret::new("p:w"),
            },
            Some("authorization: basic yxnoytpwonc=\r\n"),
        ),
        (Signature::Nothing, None),
    ] {
        let (listener, address) = listen().await;
        let http = Http::new(connection(address)).unwrap();
        let server = async {
            let (mut stream, _) = listener.accept().await.expect("a client");
            let seen = request(&mut stream).await.to_ascii_lowercase();
            let _ = stream.write_all(&response("200 OK", "", "{}")).await;
            seen
        };
        let (seen, answer) = tokio::join!(server, http.send(get(), signature));
        assert_eq!(answer.unwrap().status, 200);
        match header {
            Some(header) => assert!(seen.contains(header), "{seen}"),
            None => assert!(!seen.contains("authorization"), "{seen}"),
        }
    }
}
#[tokio::test]
async fn the_token_is_in_no_message() {
    let (listener, address) = listen().await;
    drop(listener);
    let connection = connection(address);
    let http = Http::new(connection.clone()).unwrap();
    let error = http.send(patch(), signed()).await.unwrap_err();
    let all = format!("{connection:?} {http:?} {error:?} {error}");
    assert!(!all.contains(TOKEN), "{all}");
}
