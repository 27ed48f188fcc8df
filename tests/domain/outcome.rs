//! The eleven outcomes: their sentences, signs and sums.

use proptest::prelude::*;

use rosterm::domain::outcome::FieldResult;
use rosterm::domain::{Field, JobId, NextStep, Outcome, Secret, Settled, Tally, Value};

use crate::values::{edit_id, id, stamp, text};

fn settled(outcome: Outcome, detail: &str, fields: Vec<FieldResult>) -> Settled {
    Settled {
        edit: edit_id(1),
        job: JobId(1),
        user: id(314_678),
        name: Some("Ravi Kumar Verma".into()),
        outcome,
        fields,
        detail: detail.to_owned(),
        read_back: true,
        attempts: Vec::new(),
        requests: 3,
        at: stamp(1).at,
        undo_of: None,
        reason: None,
    }
}

fn field(field: Field, before: Value, after: Value, now: Option<Value>) -> FieldResult {
    FieldResult {
        field,
        seen: Some(before.clone()),
        before: Some(before),
        after,
        now,
    }
}

fn web_login_open() -> Vec<FieldResult> {
    vec![field(
        Field::BlockWebLogin,
        Value::Flag(true),
        Value::Flag(false),
        Some(Value::Flag(false)),
    )]
}

#[test]
fn the_eleven_sentences() {
    use Outcome::*;
    let password = FieldResult {
        field: Field::Password,
        seen: None,
        before: None,
        after: Value::Secret(Secret::new("Gulmohar-7")),
        now: None,
    };
    let name_and_email = vec![
        field(Field::Name, text("A"), text("B"), Some(text("B"))),
        field(
            Field::Email,
            text("a@x.in"),
            text("b@x.in"),
            Some(text("a@x.in")),
        ),
    ];
    let web = web_login_open;
    let table = [
        (
            Verified,
            "",
            web(),
            "Verified 14:03:22: web login open",
            Some(NextStep::Undo),
        ),
        (
            Verified,
            "number stored as \"91999\"",
            web(),
            "Verified 14:03:22: web login open (number stored as \"91999\")",
            Some(NextStep::Undo),
        ),
        (
            Accepted,
            "",
            vec![password],
            "Accepted by the server; this field cannot be read back: password",
            Some(NextStep::Check),
        ),
        (
            Partial,
            "",
            name_and_email,
            "Partly applied: name yes, email no",
            Some(NextStep::UndoOrSendRest),
        ),
        (
            Refused,
            "400 \"Invalid role\"",
            web(),
            "Refused (400): \"Invalid role\". Nothing changed",
            Some(NextStep::Edit),
        ),
        (
            NotApplied,
            "",
            web(),
            "Not applied as of 14:03:22: web login open",
            Some(NextStep::SendAgain),
        ),
        (
            NotApplied,
            "the server said yes",
            web(),
            "Not applied as of 14:03:22: web login open (the server said yes)",
            Some(NextStep::SendAgain),
        ),
        (
            NotSent,
            "no connection",
            web(),
            "Not sent (no connection). Nothing changed",
            Some(NextStep::SendAgain),
        ),
        (
            Conflict,
            "You saw A, now C, you want B",
            web(),
            "Not sent. You saw A, now C, you want B",
            Some(NextStep::Edit),
        ),
        (
            Superseded,
            "C",
            web(),
            "Someone else set C; your change may have been overwritten",
            Some(NextStep::Look),
        ),
        (
            Unknown,
            "no answer within 20 s",
            web(),
            "Unknown whether applied: web login open (no answer within 20 s)",
            Some(NextStep::Check),
        ),
        (
            Unchanged,
            "",
            web(),
            "Already so; nothing sent: web login open",
            None,
        ),
        (
            Withdrawn,
            "",
            web(),
            "Cancelled; nothing sent: web login open",
            None,
        ),
    ];
    for (outcome, detail, fields, sentence, next_step) in table {
        let settled = settled(outcome, detail, fields);
        assert_eq!(settled.sentence("14:03:22"), sentence);
        assert_eq!(settled.next_step(), next_step, "{outcome:?}");
    }
}

#[test]
fn what_was_not_read_back_says_so() {
    let mut refused = settled(Outcome::Refused, "400 \"Invalid role\"", web_login_open());
    refused.read_back = false;
    assert_eq!(
        refused.sentence("14:03:22"),
        "Refused (400): \"Invalid role\". Could not be read back"
    );
    assert!(refused.is_open());
    let mut accepted = settled(Outcome::Accepted, "", web_login_open());
    accepted.read_back = false;
    assert_eq!(
        accepted.sentence("14:03:22"),
        "Accepted by the server, could not be read back: web login open"
    );
    assert!(accepted.is_open());
}

#[test]
fn every_outcome_has_its_word_and_sign() {
    let words: std::collections::HashSet<_> = Outcome::ALL.map(Outcome::word).into();
    assert_eq!(words.len(), 11);
    let sign = |outcome: Outcome| outcome.sign();
    assert_eq!(sign(Outcome::Verified), '=');
    assert_eq!(sign(Outcome::Unknown), '?');
    assert_eq!(sign(Outcome::Conflict), '#');
    // Only what was read back is called verified.
    assert_eq!(
        Outcome::ALL
            .iter()
            .filter(|outcome| outcome.sign() == '=')
            .count(),
        1
    );
}

proptest! {
    #[test]
    fn a_tally_adds_up(picks in proptest::collection::vec(0..11_usize, 0..200)) {
        let mut tally = Tally::default();
        for &pick in &picks {
            tally.add(Outcome::ALL[pick]);
        }
        prop_assert_eq!(tally.total(), picks.len());
        prop_assert_eq!(tally.iter().map(|(_, count)| count).sum::<usize>(), picks.len());
        for (index, outcome) in Outcome::ALL.into_iter().enumerate() {
            prop_assert_eq!(tally.of(outcome), picks.iter().filter(|&&pick| pick == index).count());
        }
    }
}
