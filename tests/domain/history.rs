//! What can be undone, what is open, what holds further writes.

use std::sync::Arc;

use rosterm::domain::history::{self, CannotUndo};
use rosterm::domain::outcome::FieldResult;
use rosterm::domain::{Field, History, JobId, Outcome, Secret, Settled, Value};

use crate::values::{edit_id, id, stamp, text};

fn name_change(number: i64, undo_of: Option<i64>, outcome: Outcome) -> Settled {
    Settled {
        edit: edit_id(number),
        job: JobId(number.cast_unsigned()),
        user: id(7),
        name: None,
        outcome,
        fields: vec![result(
            Field::Name,
            Some(text("Asha")),
            text("Asha Rao"),
            Some(text("Asha Rao")),
        )],
        detail: String::new(),
        read_back: true,
        attempts: Vec::new(),
        requests: 3,
        at: stamp(9).at,
        undo_of: undo_of.map(edit_id),
        reason: None,
    }
}

fn result(field: Field, before: Option<Value>, after: Value, now: Option<Value>) -> FieldResult {
    FieldResult {
        field,
        seen: before.clone(),
        before,
        after,
        now,
    }
}

fn history(settled: impl IntoIterator<Item = Settled>) -> History {
    let mut history = History::default();
    for settled in settled {
        history.note(Arc::new(settled));
    }
    history
}

#[test]
fn undo_redo_undo_walks_back_and_forth() {
    let mut history = history([name_change(1, None, Outcome::Verified)]);
    assert_eq!(history.last_undoable().unwrap().edit, edit_id(1));
    assert_eq!(history.last_redoable(), Err(CannotUndo::NothingUndone));

    history.note(Arc::new(name_change(2, Some(1), Outcome::Verified)));
    assert_eq!(
        history.last_undoable(),
        Err(CannotUndo::Nothing),
        "an edit is undone once"
    );
    assert_eq!(history.last_redoable().unwrap().edit, edit_id(2));

    history.note(Arc::new(name_change(3, Some(2), Outcome::Verified)));
    assert_eq!(
        history.last_undoable().unwrap().edit,
        edit_id(3),
        "a redo is undone like an edit"
    );
    assert_eq!(history.last_redoable(), Err(CannotUndo::NothingUndone));

    history.note(Arc::new(name_change(4, Some(3), Outcome::Verified)));
    assert_eq!(history.last_redoable().unwrap().edit, edit_id(4));
}

#[test]
fn an_undo_that_changed_nothing_leaves_the_edit_undoable() {
    for outcome in [
        Outcome::Conflict,
        Outcome::NotSent,
        Outcome::Refused,
        Outcome::Withdrawn,
    ] {
        let history = history([
            name_change(1, None, Outcome::Verified),
            name_change(2, Some(1), outcome),
        ]);
        assert_eq!(
            history.last_undoable().unwrap().edit,
            edit_id(1),
            "{outcome:?}"
        );
    }
}

#[test]
fn what_changed_nothing_is_not_undone() {
    let nothing = [
        Outcome::Refused,
        Outcome::NotApplied,
        Outcome::NotSent,
        Outcome::Unchanged,
    ];
    let history = history(
        nothing
            .iter()
            .zip(1..)
            .map(|(outcome, number)| name_change(number, None, *outcome)),
    );
    assert_eq!(history.last_undoable(), Err(CannotUndo::Nothing));
}

#[test]
fn of_a_partly_applied_edit_only_what_was_applied_is_taken_back() {
    let mut settled = name_change(1, None, Outcome::Partial);
    settled.fields.push(result(
        Field::Email,
        Some(text("a@b.in")),
        text("new@b.in"),
        Some(text("a@b.in")),
    ));
    let (change, lost) = history::undo_change(&settled).unwrap();
    assert_eq!(change.fields().collect::<Vec<_>>(), [Field::Name]);
    assert!(lost.is_empty());
}

#[test]
fn a_password_in_a_partly_applied_edit_is_named_as_lost() {
    let mut settled = name_change(1, None, Outcome::Partial);
    let password = Value::Secret(Secret::new("Gulmohar-7"));
    settled
        .fields
        .push(result(Field::Password, None, password, None));
    let (change, lost) = history::undo_change(&settled).unwrap();
    assert_eq!(change.fields().collect::<Vec<_>>(), [Field::Name]);
    assert_eq!(lost, [Field::Password]);
}

#[test]
fn the_guard_of_an_undo_is_what_was_stored() {
    let mut settled = name_change(1, None, Outcome::Verified);
    settled.fields = vec![result(
        Field::Number,
        Some(text("+91 99999 00005")),
        text("+91 99999 00017"),
        Some(text("919999900017")),
    )];
    let (change, _) = history::undo_change(&settled).unwrap();
    let delta = change.get(Field::Number).unwrap();
    assert_eq!(
        delta.seen,
        Some(text("919999900017")),
        "as the server spelled it"
    );
    assert_eq!(delta.after, text("+91 99999 00005"));
}

#[test]
fn undoing_a_superseded_edit_never_overwrites_the_third_value() {
    let mut settled = name_change(1, None, Outcome::Superseded);
    settled.fields[0].now = Some(text("Asha Iyer"));
    let (change, _) = history::undo_change(&settled).unwrap();
    let delta = change.get(Field::Name).unwrap();
    // Seen ≠ what stands there: the pre-flight read of the undo ends as a conflict.
    assert_eq!(delta.seen, Some(text("Asha Rao")));
}

#[test]
fn an_undo_without_old_values_says_why() {
    let mut settled = name_change(1, None, Outcome::Accepted);
    settled.fields[0].before = None;
    let why = history::undo_change(&settled).unwrap_err();
    assert_eq!(
        why.to_string(),
        "cannot undo name: the old value is not known or the API has no way to send it"
    );
}

#[test]
fn open_edits_hold_until_checked_or_dismissed() {
    let mut unknown = name_change(1, None, Outcome::Unknown);
    unknown.read_back = false;
    let mut history = history([unknown]);
    assert!(history.holding(&id(7), Field::Name).is_some());
    assert!(
        history.holding(&id(7), Field::Email).is_none(),
        "another field is free"
    );
    assert!(
        history.holding(&id(8), Field::Name).is_none(),
        "another user is free"
    );

    // A check settles the same edit anew.
    history.note(Arc::new(name_change(1, None, Outcome::Verified)));
    assert_eq!(history.iter().count(), 1);
    assert_eq!(history.open().count(), 0);

    history.note(Arc::new(name_change(2, None, Outcome::Unknown)));
    history.dismiss(edit_id(2));
    assert!(history.holding(&id(7), Field::Name).is_none());
    assert_eq!(history.open().count(), 0);
}

#[test]
fn not_applied_is_open_but_holds_nothing() {
    let history = history([name_change(1, None, Outcome::NotApplied)]);
    assert_eq!(history.open().count(), 1);
    assert!(history.holding(&id(7), Field::Name).is_none());
}

#[test]
fn old_edits_are_forgotten_but_not_those_still_open() {
    let of = |number: i64, outcome| Settled {
        user: id(number.cast_unsigned()),
        ..name_change(number, None, outcome)
    };
    let mut history = history([
        of(1, Outcome::Unknown),
        of(2, Outcome::Verified),
        of(3, Outcome::Unknown),
        of(4, Outcome::Verified),
        of(5, Outcome::Verified),
    ]);
    history.dismiss(edit_id(3));
    history.forget_old(2);
    let left: Vec<_> = history.iter().map(|settled| settled.edit).collect();
    assert_eq!(left, [1, 4, 5].map(edit_id));
    assert_eq!(history.open().count(), 1);
    assert_eq!(history.of(&id(4)).count(), 1);
    assert_eq!(history.get(edit_id(2)), None);

    // A later word finds its edit where it stands now.
    history.note(Arc::new(of(1, Outcome::Verified)));
    assert_eq!(history.open().count(), 0);
    assert_eq!(history.iter().count(), 3);
}
