//! Proxies: the one of the profile, never one of the environment.

use std::time::Duration;

use rosterm::api::transport::{Connection, ConnectionError, Http, Transport};
use tokio::io::AsyncWriteExt as _;

use crate::certificates::{Authority, Validity};
use crate::folder::Folder;
use crate::wire::*;

#[tokio::test]
async fn a_proxy_in_the_environment_is_ignored() {
    let (proxy, proxy_address) = listen().await;
    let (listener, address) = listen().await;
    let url = format!("http://{proxy_address}");
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "proxies::in_a_process_with_a_proxy_set"]);
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "all_proxy",
    ] {
        child.env(name, &url);
    }
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    child.env("ROSTERM_TEST_SERVER", address.to_string());
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        request(&mut stream).await;
        stream
            .write_all(&response("200 OK", "", "{}"))
            .await
            .unwrap();
    };
    let child = tokio::task::spawn_blocking(move || child.output().unwrap());
    let child = async {
        let output = child.await.unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    };
    let deadline = Duration::from_secs(60);
    tokio::time::timeout(deadline, async { tokio::join!(server, child) })
        .await
        .expect("no answer");
    assert!(is_untouched(proxy), "the proxy of the environment was used");
}

/// The child's part of the test above; in any other process it does nothing.
#[tokio::test]
async fn in_a_process_with_a_proxy_set() {
    let Ok(address) = std::env::var("ROSTERM_TEST_SERVER") else {
        return;
    };
    let http = Http::new(connection(address.parse().unwrap())).unwrap();
    assert_eq!(http.send(get(), signed()).await.unwrap().status, 200);
}

/// Plain http is for this machine only, and a proxy elsewhere is not on it.
#[test]
fn plain_http_through_a_proxy_elsewhere_is_refused_before_anything_is_sent() {
    let made = |base_url: &str, proxy: &str| {
        let connection = Connection {
            proxy: Some(proxy.to_owned()),
            ..Connection::new(base_url)
        };
        Http::new(connection).map(drop)
    };
    let plain = "http://127.0.0.1:9/v1";
    for elsewhere in [
        "http://proxy.example:3128",
        "https://proxy.example:3128",
        "http://192.0.2.7:3128",
        "http://127.0.0.1.proxy.example:3128",
        "http://localhost@proxy.example:3128",
        "http://[2001:db8::1]:3128",
        // Without a scheme it is not clear enough where it leads.
        "proxy.example:3128",
        "localhost:3128",
    ] {
        let error = made(plain, elsewhere).expect_err(elsewhere);
        let url = plain.to_owned();
        assert_eq!(
            error,
            ConnectionError::UnencryptedProxy { url },
            "{elsewhere}"
        );
        let text = error.to_string();
        assert!(
            text.contains("use https") && !text.contains("proxy.example"),
            "{text}"
        );
        assert_eq!(
            made("https://api.example.org/v1", elsewhere),
            Ok(()),
            "{elsewhere}"
        );
    }
    for here in ["http://127.0.0.1:9", "http://[::1]:9", "http://localhost:9"] {
        assert_eq!(made(plain, here), Ok(()), "{here}");
    }
}

#[tokio::test]
async fn a_proxy_on_this_machine_carries_plain_http() {
    let (proxy, proxy_address) = listen().await;
    let (listener, address) = listen().await;
    let http = Http::new(Connection {
        proxy: Some(format!("http://{proxy_address}")),
        ..connection(address)
    })
    .unwrap();
    let server = async {
        let (mut stream, _) = proxy.accept().await.unwrap();
        let seen = request(&mut stream).await;
        let _ = stream.write_all(&response("200 OK", "", "{}")).await;
        seen
    };
    let (seen, answer) = tokio::join!(server, http.send(patch(), signed()));
    assert_eq!(answer.unwrap().status, 200);
    let line = format!("PATCH http://{address}/v1/user/101 HTTP/1.1\r\n");
    assert!(seen.starts_with(&line), "{seen}");
    assert!(is_untouched(listener), "the proxy was passed by");
}

#[tokio::test]
async fn https_goes_through_the_proxy_as_a_tunnel_that_sees_no_token() {
    let folder = Folder::new();
    let authority = Authority::new();
    let roots = folder.join("roots.pem");
    std::fs::write(&roots, authority.pem()).unwrap();
    let (proxy, proxy_address) = listen().await;
    let http = Http::new(Connection {
        base_url: "https://api.example.org/v1".to_owned(),
        ca_file: Some(roots),
        proxy: Some(format!("http://{proxy_address}")),
        ..connection(proxy_address)
    })
    .unwrap();
    // The proxy plays the server, too, which only the holder of the key can.
    let acceptor = authority.server("api.example.org", Validity::Now);
    let server = async {
        let (mut stream, _) = proxy.accept().await.unwrap();
        let connect = request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let mut stream = acceptor.accept(stream).await.unwrap();
        let inside = request(&mut stream).await;
        let _ = stream.write_all(&response("200 OK", "", "{}")).await;
        let _ = stream.shutdown().await;
        (connect, inside)
    };
    let ((connect, inside), answer) = tokio::join!(server, http.send(patch(), signed()));
    assert_eq!(answer.unwrap().status, 200);
    assert!(
        connect.starts_with("CONNECT api.example.org:443 HTTP/1.1\r\n"),
        "{connect}"
    );
    assert!(!connect.contains(TOKEN), "{connect}");
    assert!(inside.contains(TOKEN), "{inside}");
}

#[tokio::test]
async fn a_proxy_that_refuses_or_reads_along_gets_no_byte_of_the_token() {
    let stranger = Authority::self_signed("api.example.org");
    for answer in [
        "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
        "SSH-2.0-OpenSSH_9.9\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
    ] {
        let (proxy, proxy_address) = listen().await;
        let http = Http::new(Connection {
            base_url: "https://api.example.org/v1".to_owned(),
            proxy: Some(format!("http://{proxy_address}")),
            ..connection(proxy_address)
        })
        .unwrap();
        let server = async {
            let (mut stream, _) = proxy.accept().await.unwrap();
            let mut seen = request(&mut stream).await;
            stream.write_all(answer.as_bytes()).await.unwrap();
            if answer.contains("200") {
                if let Ok(mut stream) = stranger.accept(stream).await {
                    seen += &request(&mut stream).await;
                }
            } else {
                let _ = stream.shutdown().await;
                seen += &request(&mut stream).await;
            }
            seen
        };
        let (seen, sent) = tokio::join!(server, http.send(patch(), signed()));
        let error = sent.unwrap_err();
        assert!(error.never_sent, "{answer:?}: {error:?}");
        assert!(!seen.contains(TOKEN), "{answer:?}: {seen}");
    }
}
