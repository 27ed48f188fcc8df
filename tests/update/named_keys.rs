//! Sentences name the keys in force: those of a preset, and those of the person's own.

use crate::script::check;

/// What is said under a keymap, by the way that leads to it.
#[track_caller]
fn says(start: &str, way: &str, notice: &str) {
    check(&format!(
        "start {start}
        > LoadPage after=- limit=100
        {way}
        ? notice: {notice}"
    ));
}

#[test]
fn what_can_be_done_about_a_change_is_named_by_its_key() {
    let outcomes = |undo: &str, check: &str, edit: &str| {
        [
            (
                "verified",
                format!("= Verified 14:00:00: web login open. {AARTI}   {undo} undo"),
            ),
            (
                "unknown no answer",
                format!(
                    "? Unknown whether applied: web login open (no answer). {AARTI}   {check} check"
                ),
            ),
            (
                "refused 400 \"no\"",
                format!("! Refused (400): \"no\". Nothing changed. {AARTI}   {edit} edit"),
            ),
        ]
    };
    for (start, outcomes) in [
        ("", outcomes("z", "R", "e")),
        ("preset=vim", outcomes("u", "R", "i")),
        (
            "key=undo:U key=read-again:ctrl-t key=edit:E",
            outcomes("U", "ctrl-t", "E"),
        ),
    ] {
        for (outcome, notice) in outcomes {
            let way = format!(
                "page 9 end
                loaded 314612 web=locked
                keys w
                > Begin #1 314612 block_web_login LOCKED->open
                settled {outcome}"
            );
            says(start, &way, &notice);
        }
    }
}

const AARTI: &str = "Aarti Deshmukh (#314612)";

#[test]
fn what_is_said_about_the_list_names_the_keys_in_force() {
    const OWN: &str = "key=load-rest:ctrl-o key=quit:Q key=mark:. key=mark-shown:; key=find:s key=sort:S \
                       key=wide:W key=left:& key=right:_ key=reload:T key=mark-range:V key=compare:#";
    const STOP: &str = "keys <esc>\n> CancelReads";
    let more = "page 9 more\n> LoadPage after=314812 limit=100";
    for (start, way, notice) in [
        ("", STOP, "Stopped reading the list; ctrl-r reads on"),
        (
            "preset=vim",
            STOP,
            "Stopped reading the list; ctrl-g reads on",
        ),
        (OWN, STOP, "Stopped reading the list; T reads on"),
        (
            "preset=vim",
            "page failed no connection",
            "! no connection; ctrl-g tries again",
        ),
        (
            OWN,
            "page failed no connection",
            "! no connection; T tries again",
        ),
        (
            OWN,
            "page 9 end\nkeys <esc>",
            "There is nothing to step back from; Q quits",
        ),
        (
            OWN,
            &format!("{more}\nkeys n"),
            "Nothing to find again: s starts a find",
        ),
        (
            OWN,
            &format!("{more}\nkeys szed<enter>"),
            "No match for \"zed\" in 9 loaded rows; more exist on the server: ctrl-o loads the rest",
        ),
        (
            OWN,
            &format!("{more}\nkeys S"),
            "Sorted by name asc: only the loaded rows, ctrl-o loads the rest",
        ),
        (
            OWN,
            &format!("{more}\nkeys m"),
            "Nobody is marked: . marks, ; marks all shown",
        ),
        (
            OWN,
            &format!("{more}\nkeys V"),
            "V marks from the row marked last to here: mark one with . first",
        ),
        (
            OWN,
            &format!("{more}\nkeys #"),
            "Mark one user with . and put the cursor on the other, then #",
        ),
        (
            OWN,
            &format!("{more}\nkeys W"),
            "All columns, & and _ scroll to those beyond the edge; W shows what fits",
        ),
        (
            "preset=arrows",
            &format!("{more}\nkeys <ctrl-w>"),
            "All columns, left and right scroll to those beyond the edge; ctrl-w shows what fits",
        ),
        (
            OWN,
            &format!("{more}\nkeys :jobs<enter>"),
            "There was no job yet: mark users with ., then b, w or r",
        ),
    ] {
        says(start, way, notice);
    }
}

#[test]
fn a_job_is_carried_on_and_taken_back_by_the_keys_of_its_screen() {
    for (start, pause, undo) in [
        ("preset=vim", "space", "u"),
        ("key=pause:P key=take-back:T", "P", "T"),
    ] {
        check(&format!(
            "start {start}
            > LoadPage after=- limit=100
            page 314612 314760 end
            keys ab12<enter>
            > Begin #1 314612 block_agent unblocked->BLOCKED; #2 314760 block_agent unblocked->BLOCKED
            keys {undo}
            ? notice: Job 1 is running: stop it first, then {undo} takes back what was done
            job 1 paused
            ? notice: Job 1 paused: you asked for it   :job 1, then {pause} goes on
            ? overlay: job 1: PAUSED: you asked for it   {pause} goes on | 0 of 2 |"
        ));
    }
}
