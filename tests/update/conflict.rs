//! Conflicts: somebody else changed the user while the form was open.

use crate::script::check;

#[test]
fn a_conflict_is_shown_before_anything_is_sent() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<tab><ctrl-u>+91<space>88888<space>00001<tab><tab>Trainer<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612 name=Aarti_Iyer number=+91_77777_00001 email=aarti@example.in
        ? conflict: >name: Aarti Deshmukh -> Aarti Iyer, mine Aarti DeshmukhX | number: +91 99999 14612 -> +91 77777 00001, mine +91 88888 00001 | email: user314612@example.in -> aarti@example.in, mine not edited
        ? scope: conflict
        # theirs for the name, mine for the number; a new review checks again
        keys y
        keys t
        ? conflict: >number: +91 99999 14612 -> +91 77777 00001, mine +91 88888 00001 | email: user314612@example.in -> aarti@example.in, mine not edited
        keys m
        > LoadUser 314612 Key
        ? review: number, designation | being checked | no undo for designation
        ? form: 314612 at designation | *number=+91 88888 00001 | *designation=Trainer
        loaded 314612 name=Aarti_Iyer number=+91_77777_00001 email=aarti@example.in
        ? review: number, designation | same at 14:00:06 | no undo for designation
        keys y
        > Begin #1 314612 number +91 77777 00001->+91 88888 00001, designation -->Trainer"#,
    );
}

#[test]
fn theirs_for_all_keeps_the_other_edits() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<tab><tab><tab>Trainer<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612 name=Aarti_Iyer
        ? conflict: >name: Aarti Deshmukh -> Aarti Iyer, mine Aarti DeshmukhX
        keys r
        > LoadUser 314612 Key
        ? review: designation | being checked | no undo for designation
        loaded 314612 name=Aarti_Iyer
        keys y
        > Begin #1 314612 designation -->Trainer"#,
    );
}

#[test]
fn theirs_for_everything_leaves_nothing_to_do() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612 name=Aarti_Iyer
        keys t
        ? notice: Nothing to do: no field is changed
        ? form: 314612 at name
        keys <esc>
        ? drafts: 0"#,
    );
}

#[test]
fn esc_in_a_conflict_goes_back_to_the_form() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612 name=Aarti_Iyer
        keys <esc>
        ? form: 314612 at name | *name=Aarti DeshmukhX
        # the next review finds the conflict again
        keys <ctrl-s>
        > LoadUser 314612 Key
        loaded 314612 name=Aarti_Iyer
        ? conflict: >name: Aarti Deshmukh -> Aarti Iyer, mine Aarti DeshmukhX"#,
    );
}

#[test]
fn other_peoples_unrelated_edits_do_not_block() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612
        keys eX<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612 email=aarti@example.in
        ? review: name | same at 14:00:00
        # somebody made the same change already
        keys <esc>e<ctrl-s>
        > LoadUser 314612 Key
        loaded 314612 name=Aarti_DeshmukhX
        ? review: name | same at 14:00:01"#,
    );
}
