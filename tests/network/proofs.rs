//! What may be called never sent, and what is never sent twice.

use rosterm::api::transport::{Http, Transport};
use tokio::io::AsyncWriteExt as _;

use crate::wire::*;

#[tokio::test]
async fn only_a_failed_connect_is_proof_of_never_sent() {
    let (listener, address) = listen().await;
    drop(listener);
    let refused = Http::new(connection(address))
        .unwrap()
        .send(patch(), signed())
        .await
        .unwrap_err();
    assert!(refused.never_sent, "{refused:?}");
    assert!(
        refused.text.starts_with("no connection to 127.0.0.1 ("),
        "{refused:?}"
    );

    let (_, broken) = exchange(patch(), Vec::new()).await;
    assert!(!broken.unwrap_err().never_sent);
}

/// A kept-alive connection that dies under the second request: the library may open a new one,
/// but the PATCH must not appear twice.
#[tokio::test]
async fn a_patch_on_a_dying_connection_is_not_sent_again() {
    let (listener, address) = listen().await;
    let http = Http::new(connection(address)).unwrap();
    let (report, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let server = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let report = report.clone();
            tokio::spawn(async move {
                let first = request(&mut stream).await;
                let is_get = first.starts_with("GET");
                report.send(first).unwrap();
                if is_get {
                    stream
                        .write_all(&response("200 OK", "", "{}"))
                        .await
                        .unwrap();
                    report.send(request(&mut stream).await).unwrap();
                }
            });
        }
    });
    assert_eq!(http.send(get(), signed()).await.unwrap().status, 200);
    let error = http.send(patch(), signed()).await.unwrap_err();
    assert!(!error.never_sent, "{error:?}");
    server.abort();
    let _ = server.await;
    let mut patches = 0;
    while let Ok(request) = seen.try_recv() {
        patches += usize::from(request.starts_with("PATCH"));
    }
    assert_eq!(patches, 1);
}
