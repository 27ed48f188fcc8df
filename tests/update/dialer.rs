//! The other vendor: the same keys, as far as its users can what they ask for; no change is made.

use crate::script::check;

const WHY: &str = "! read-only: CommPeak changes users by PUT /users/{id}, and whether that keeps \
                   the fields it does not name is not documented";

/// What is written down when these keys are pressed on a user, or while some are marked.
fn says(keys: &str, notice: &str) {
    check(&format!(
        "start vendor=commpeak
        > LoadPage after=- limit=100
        page 9 end
        keys {keys}
        ? notice: {notice}
        ? status: READ-ONLY"
    ));
}

#[test]
fn every_key_that_writes_says_why_it_does_not() {
    for keys in [
        "b",
        "w",
        "r",
        "e",
        "t",
        ":set name=Asha<enter>",
        ":set email=x@example.in<enter>",
        ":edit<enter>",
        ":recipe offboard<enter>",
        ":write<enter>",
        ":write 30m<enter>",
    ] {
        says(keys, WHY);
    }
    // Nothing was ever written, so there is nothing to take back.
    for keys in ["z", ":undo<enter>"] {
        says(keys, "Nothing to undo: no change in the journal stands");
    }
}

#[test]
fn marks_are_there_to_be_looked_at() {
    for keys in [" j b", "a w", "a r"] {
        says(keys, WHY);
    }
    check(
        r#"start vendor=commpeak
        > LoadPage after=- limit=100
        page 9 end
        keys a
        ? notice: All 9 users are marked"#,
    );
}

#[test]
fn the_server_is_not_asked_for_what_it_cannot() {
    let no_filters = "CommPeak's list has no filters on the server; a find looks through the users \
                      that were read";
    for keys in ["f", ":filter status=active<enter>"] {
        says(keys, no_filters);
    }
    says(
        ":sweep<enter>",
        "This vendor's users have no web-login state",
    );
}

#[test]
fn nobody_is_read_in_the_background_for_a_column_that_is_not_there() {
    check(
        r#"start vendor=commpeak fill
        > LoadPage after=- limit=100
        page 9 end
        ? columns: id:8 >name:21 login:16 role:11 user:9 extension-number:9
        keys jjj"#,
    );
}

#[test]
fn the_views_find_among_the_users_that_are_there() {
    check(
        r#"start vendor=commpeak view=Night:7:
        > LoadPage after=- limit=100
        page 9 end
        ? tabs: >0 All | 1 Active | 2 Inactive | 3 No extension | 7 Night
        keys 1
        ? view: Active | find status:active | sort -
        keys 3
        ? view: No extension | find ext:no | sort -
        keys 0
        ? view: All | find - | sort -"#,
    );
}

#[test]
fn a_count_narrows_by_find() {
    check(
        r#"start vendor=commpeak
        > LoadPage after=- limit=100
        page 9 end
        keys Fl<enter>
        ? view: All | find status:active | sort -"#,
    );
}

#[test]
fn find_offers_only_what_this_vendors_rows_tell() {
    check(
        r#"start vendor=commpeak
        > LoadPage after=- limit=100
        page 9 end
        keys /web:locked<enter>
        ? notice: ! "web:locked" is looked for as text: there is no web:; there are name: login: id: role: ext: status:"#,
    );
}
