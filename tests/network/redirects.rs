//! A redirect is an answer: nothing goes where it points.

use crate::wire::*;

#[tokio::test]
async fn a_redirect_is_an_answer_and_never_followed() {
    for sent in [get(), patch()] {
        for status in [
            "301 Moved",
            "302 Found",
            "303 See Other",
            "307 Temporary",
            "308 Permanent",
        ] {
            let (elsewhere, address) = listen().await;
            let location = format!("Location: http://{address}/steal\r\n");
            let answer = response(status, &location, "");
            let (_, answer) = exchange(sent.clone(), answer).await;
            let answer = answer.unwrap();
            assert_eq!(answer.status.to_string(), status[..3]);
            assert_eq!(answer.location, Some(format!("http://{address}/steal")));
            assert!(is_untouched(elsewhere), "{status} was followed");
        }
    }
}
