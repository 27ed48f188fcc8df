//! A hundred thousand inputs each that nobody would write: never a panic, never half a file.

use rosterm::exchange::plan_file::PlanFile;
use rosterm::exchange::sheet;

const INPUTS: usize = 100_000;

/// The seed of this run; printed by a test that fails.
fn seed() -> u64 {
    let given = std::env::var("ROSTERM_TEST_SEED").ok();
    let seed = given.and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    println!("ROSTERM_TEST_SEED={seed}");
    seed
}

/// Pieces of `words`, put together at random, and now and then a byte of anything.
fn scramble(words: &[&[u8]], random: &mut fastrand::Rng, text: &mut Vec<u8>) {
    text.clear();
    for _ in 0..random.usize(..14) {
        match random.u8(..16) {
            0 => text.push(random.u8(..)),
            _ => text.extend_from_slice(words[random.usize(..words.len())]),
        }
    }
}

#[test]
fn any_bytes_are_a_sheet_or_sentences() {
    const WORDS: &[&[u8]] = &[
        b"id",
        b"number",
        b"login_id",
        b"name",
        b"web login",
        b"role",
        b"password",
        b"caller_id",
        b",",
        b",",
        b",",
        b";",
        b"\t",
        b"\n",
        b"\n",
        b"\r\n",
        b"\"",
        b"'",
        b"=1",
        b"+91",
        b"1",
        b"314678",
        b"9.19E+11",
        b"on",
        b"null",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xc3",
        b"sep=;",
        b"[",
        b"]",
        b"{",
        b"}",
        b":",
        b"\"id\":",
        b"{\"id\":\"1\",\"name\":\"A\"}",
        b"id,name\n",
        b"\0",
        b"\x1b[31m",
        "अ".as_bytes(),
    ];
    let mut random = fastrand::Rng::with_seed(seed());
    let mut text = Vec::new();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..INPUTS {
        scramble(WORDS, &mut random, &mut text);
        match sheet::read(&text, None) {
            Ok(sheet) => {
                assert!(!sheet.rows.is_empty());
                read += 1;
            }
            Err(bad) => {
                let said = bad.to_string();
                assert!(!said.is_empty() && said.lines().count() <= 21, "{said}");
                assert!(!said.contains('\u{1b}'), "{said:?}");
                refused += 1;
            }
        }
    }
    assert!(read > 0 && refused > 0, "{read} read, {refused} refused");
}

#[test]
fn any_damage_to_a_plan_is_found() {
    let whole = crate::plans::example().write().into_bytes();
    let mut random = fastrand::Rng::with_seed(seed());
    let mut damaged = Vec::new();
    for _ in 0..INPUTS {
        damaged.clear();
        damaged.extend_from_slice(&whole);
        for _ in 0..=random.usize(..3) {
            let at = random.usize(..damaged.len());
            match random.u8(..4) {
                0 => damaged.truncate(at.max(1)),
                1 => damaged[at] = random.u8(..),
                2 => drop(damaged.remove(at)),
                _ => damaged.insert(at, random.u8(b' '..=b'~')),
            }
            if damaged.is_empty() {
                break;
            }
        }
        // What is read in spite of it says the same: only blanks and line ends were touched.
        if let Ok(read) = PlanFile::read(&damaged) {
            assert_eq!(read, crate::plans::example());
        }
    }
}
