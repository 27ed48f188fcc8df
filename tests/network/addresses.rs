//! Addresses that cannot be used, or that try to lead elsewhere.

use rosterm::api::dialect::Request;
use rosterm::api::transport::{Connection, ConnectionError, Http, Transport};
use rosterm::domain::UserId;

use crate::wire::*;

#[test]
fn unusable_connections_are_refused_with_a_sentence() {
    let with_url = |url: &str| Connection::new(url);
    for url in [
        "http://127.0.0.1:9/v1",
        "http://[::1]:9",
        "http://localhost:9/",
        "https://api.example.org/v1",
    ] {
        assert!(Http::new(with_url(url)).is_ok(), "{url}");
    }
    let cases = [
        (
            "http://api.example.org/v1",
            "would send the token unencrypted",
        ),
        (
            "http://127.0.0.1.example.org/",
            "would send the token unencrypted",
        ),
        ("ftp://api.example.org", "it is not an https address"),
        ("api.example.org/v1", "write it like https://host/v1"),
        ("https://api.example.org/v1?key=1", "a query"),
        ("", "cannot be used"),
    ];
    for (url, text) in cases {
        let error = Http::new(with_url(url)).unwrap_err().to_string();
        assert!(error.contains(text), "{url}: {error}");
    }
    let error = Http::new(with_url("https://asha:hunter2@api.example.org/"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("a user name or password") && !error.contains("hunter2"),
        "{error}"
    );
    let no_file = Connection {
        ca_file: Some("/nowhere/roots.pem".into()),
        ..with_url("https://api.example.org")
    };
    let error = Http::new(no_file).unwrap_err().to_string();
    assert!(
        error.starts_with("the CA file /nowhere/roots.pem cannot be used"),
        "{error}"
    );
    let proxy = Connection {
        proxy: Some("::".to_owned()),
        ..with_url("https://api.example.org")
    };
    assert_eq!(Http::new(proxy).unwrap_err(), ConnectionError::Proxy);
}

#[test]
fn base_urls_that_hide_where_they_lead_are_refused() {
    for (url, text) in [
        ("https://api.example.org@evil.example/", "a user name"),
        ("https://@evil.example:443@api.example.org/", "a user name"),
        ("https://api.exam\nple.org/v1", "a control character"),
        ("https://api.example.org/v1\t", "a control character"),
        ("https://api.example.org\u{1b}[2J/", "a control character"),
        ("https://api.example.org/v1\u{85}", "a control character"),
        // The first letter is Cyrillic; the dots of the second are those of Japanese text.
        ("https://\u{430}pi.example.org/v1", "xn--"),
        ("https://api\u{3002}example\u{3002}org/v1", "outside ASCII"),
        ("https://api.example.org\u{202e}/v1", "outside ASCII"),
        ("https://api.example.org%00.evil.example/", "cannot be used"),
        ("https://api.example.org%2f.evil.example/", "cannot be used"),
        ("https://api.example.org/v1?x", "a query"),
        ("https://api.example.org/v1#x", "a fragment"),
        ("http://localhost.evil.example/", "unencrypted"),
        ("http://127.0.0.1.nip.example/", "unencrypted"),
        ("http://[::ffff:10.0.0.1]/", "unencrypted"),
        ("http://0/", "unencrypted"),
        ("file:///etc/passwd", "not an https address"),
        ("https://", "cannot be used"),
    ] {
        let Err(error) = Http::new(Connection::new(url)) else {
            panic!("{url:?} was taken");
        };
        let error = error.to_string();
        assert!(error.contains(text), "{url:?}: {error}");
        assert!(!error.chars().any(char::is_control), "{url:?}: {error:?}");
    }
}

#[test]
fn ids_that_try_to_escape_are_none() {
    let long = "7".repeat(65);
    for text in [
        "",
        "1\n2",
        "1\r\nHost: evil",
        "..",
        ".",
        "../users",
        "%2e%2e",
        "%2E%2e%2f",
        "1?x",
        "1#y",
        "1/2",
        "1\\2",
        "1 ",
        " 1",
        "1\t",
        "1\0",
        "@",
        "1;2",
        "1&2",
        "\u{661}",
        "1\u{200b}",
        "１",
        &long,
    ] {
        assert!(UserId::new(text).is_err(), "{text:?}");
    }
    for text in ["1", "0314678", "a-b_C", &"7".repeat(64)] {
        assert!(UserId::new(text).is_ok(), "{text:?}");
    }
}

/// The last wall: were such a text ever to become part of a path, nothing goes out.
#[tokio::test]
async fn a_path_that_the_parser_reads_differently_is_never_sent() {
    let (listener, address) = listen().await;
    let http = Http::new(connection(address)).expect("a usable connection");
    for id in [
        "..",
        ".",
        "%2e%2e",
        "%2E.",
        "1?x",
        "1#y",
        "1\n2",
        "1\t2",
        "\\..\\users",
        "1 2",
        "\u{661}",
    ] {
        let request = Request {
            path: format!("/user/{id}"),
            ..patch()
        };
        let error = http.send(request, signed()).await.unwrap_err();
        assert!(error.never_sent, "{id:?}: {error:?}");
        assert!(error.text.contains("no valid address"), "{id:?}: {error:?}");
    }
    let bare = Connection::new(format!("http://{address}"));
    let http = Http::new(bare).expect("a usable connection");
    for path in [
        "@evil.example/",
        ":1/",
        ".evil.example/",
        "/..//evil.example/",
    ] {
        let request = Request {
            path: path.to_owned(),
            ..patch()
        };
        let error = http.send(request, signed()).await.unwrap_err();
        assert!(error.never_sent, "{path:?}: {error:?}");
    }
    assert!(is_untouched(listener));
}
