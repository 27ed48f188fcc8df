//! Secrets planted on purpose: the search finds them wherever they are, so that finding none means
//! something.

use std::fs;

use crate::canary::{PASSWORD, TOKEN, find};
use crate::folder::Folder;
use crate::process::{bare, finish};
use crate::pty::{self, Pty};

#[test]
fn a_secret_is_found_in_every_dress() {
    for (planted, dress) in [
        ("a q/Z+7=x9Kt b", "plain"),
        (r#"{"t":"q\/Z+7=x9Kt"}"#, "with escaped slashes"),
        ("..712f5a2b373d78394b74..", "in hexadecimal"),
        ("712F5A2B373D78394B74", "in hexadecimal"),
        ("71 2f 5a 2b 37 3d 78 39 4b 74", "in spaced hexadecimal"),
        ("?t=q%2FZ%2B7%3Dx9Kt&", "percent-encoded"),
        ("?t=q%2fZ%2b7%3dx9Kt&", "percent-encoded"),
        (
            "%71%2F%5A%2B%37%3D%78%39%4B%74",
            "percent-encoded letter by letter",
        ),
        (
            "[113, 47, 90, 43, 55, 61, 120, 57, 75, 116]",
            "as a list of bytes",
        ),
        // base64 of the secret, of "a" and it, of "ab" and it, of "user:" and it
        ("cS9aKzc9eDlLdA==", "in base64"),
        ("YXEvWis3PXg5S3Q=", "in base64"),
        ("YWJxL1orNz14OUt0", "in base64"),
        ("dXNlcjpxL1orNz14OUt0", "in base64"),
    ] {
        assert_eq!(find(planted.as_bytes(), TOKEN), Some(dress), "{planted}");
    }
    let escape = |byte| format!("\\u00{byte:02X}");
    let escaped: String = TOKEN.bytes().map(escape).collect();
    assert_eq!(find(escaped.as_bytes(), TOKEN), Some("in JSON escapes"));
    // Its other half only, or in another case.
    for harmless in ["q/Z+7=x9K", "Q/z+7=X9kT", "cS9aKzc9eDlL?", ""] {
        assert_eq!(find(harmless.as_bytes(), TOKEN), None, "{harmless}");
    }
    let secret = "k?>~\u{7f}k?>~~";
    assert_eq!(find(b"az8-fn9rPz5-fg", secret), Some("in base64"));
}

#[test]
fn where_secrets_belong_they_are_left_alone() {
    let folder = Folder::with_config("rate = 2\n");
    folder.keep("acme.token", TOKEN);
}

#[test]
#[should_panic(expected = "data/journal/1.jsonl: q/Z+7=x9Kt in base64")]
fn a_file_that_holds_one_fails_its_test() {
    let folder = Folder::new();
    fs::create_dir_all(folder.join("data/journal")).unwrap();
    fs::write(folder.join("data/journal/1.jsonl"), "YXEvWis3PXg5S3Q=\n").unwrap();
}

#[test]
#[should_panic(expected = "a name: pW3&Can%ry/7q percent-encoded")]
fn a_file_that_is_named_after_one_fails_its_test() {
    let folder = Folder::new();
    fs::write(folder.join("pw3%26can%25ry%2F7q.csv"), "").unwrap();
}

#[test]
#[should_panic(expected = "argv: q/Z+7=x9Kt plain")]
fn a_command_line_with_one_fails_its_test() {
    finish(bare(&["--profile", TOKEN, "config"]), "");
}

#[test]
#[should_panic(expected = "standard output: demo-token plain")]
fn a_verb_that_prints_one_fails_its_test() {
    finish(bare(&["--help"]).started_by("echo", &["demo-token"]), "");
}

#[test]
#[should_panic(expected = "the screen: pW3&Can%ry/7q plain")]
fn one_that_is_drawn_letter_by_letter_fails_its_test() {
    let mut program = pty::plain("sh");
    // Every letter goes to its own place: in the bytes no two of them are together.
    let (script, mut letters) = (String::new(), PASSWORD.chars().enumerate());
    let script = letters.try_fold(script, |script, (column, letter)| {
        let code = u32::from(letter);
        Some(script + &format!("printf '\\033[3;{}H\\{code:03o}';", column + 1))
    });
    program.args(["-c", &script.unwrap_or_default()]);
    let pty = Pty::spawn(program, 24, 80);
    assert_eq!(pty.exit_code(), 0);
    assert_eq!(find(&pty.raw(), PASSWORD), None);
}

#[test]
#[should_panic(expected = "argv: demo-password plain")]
fn a_command_line_on_a_terminal_with_one_fails_its_test() {
    let mut program = pty::plain("sh");
    program.args(["-c", "exit 0; : demo-password"]);
    assert_eq!(Pty::spawn(program, 24, 80).exit_code(), 0);
}
