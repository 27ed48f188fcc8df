//! Saved views: keys, tabs, and what each was last known to hold.

use crate::script::check;

#[test]
fn a_view_is_opened_by_its_digit_and_its_neighbours_by_brackets() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        ? view: All | find - | sort -
        ? tabs: >0 All | 1 Active | 2 Web-locked | 3 No extension | 4 Intl on
        keys 2
        > LoadPage after=- limit=100 web-login=no
        page 3 end
        ? view: Web-locked | find - | sort -
        ? tabs: 0 All 9 | 1 Active | >2 Web-locked | 3 No extension | 4 Intl on
        keys 2
        ? notice: This is the view Web-locked already
        keys ]
        > LoadPage after=- limit=100 extension=no
        page 2 more
        > LoadPage after=314655 limit=100 extension=no
        keys [[
        > CancelReads
        > LoadPage after=- limit=100 web-login=no
        > CancelReads
        > LoadPage after=- limit=100 active=yes
        page 2 end
        ? tabs: 0 All 9 | >1 Active | 2 Web-locked 3 | 3 No extension 2+ | 4 Intl on
        keys 7
        ? notice: No view has the key 7; [views.NAME] with key = 7 in config.toml makes one
        keys 0[
        > LoadPage after=- limit=100
        > CancelReads
        > LoadPage after=- limit=100 international=yes
        ? view: Intl on | find - | sort -"#,
    );
}

#[test]
fn filters_chosen_by_hand_open_the_view_that_has_them_or_none() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :filter web-login=no<enter>
        > LoadPage after=- limit=100 web-login=no
        page 2 end
        ? view: Web-locked | find - | sort -
        keys :filter extension=no<enter>
        > LoadPage after=- limit=100 extension=no web-login=no
        page 1 end
        ? view: Own | find - | sort -
        ? tabs: 0 All 9 | 1 Active | 2 Web-locked 2 | 3 No extension | 4 Intl on
        keys X
        > LoadPage after=- limit=100
        page 9 end
        ? view: All | find - | sort -
        keys X
        ? notice: No server filter is set"#,
    );
}

#[test]
fn an_own_view_brings_its_find_and_takes_its_key() {
    check(
        r#"start view=Night_shift:4:qual view=Spare:-:
        > LoadPage after=- limit=100
        page 9 end
        ? tabs: >0 All | 1 Active | 2 Web-locked | 3 No extension | 4 Night shift | 5 Spare | Intl on
        keys 4
        > LoadPage after=- limit=100 extension=no
        page 9 end
        ? view: Night shift | find qual | sort -
        ? rows: 314671 314678
        keys <esc>
        ? view: Night shift | find - | sort -
        keys 4
        ? view: Night shift | find qual | sort -
        keys :view intl<enter>
        > LoadPage after=- limit=100 international=yes
        page 1 end
        ? view: Intl on | find - | sort -
        keys :view nowhere<enter>
        ? notice: ! There is no view "nowhere"; there are All, Active, Web-locked, No extension, Night shift, Spare, Intl on
        keys <ctrl-p>view
        ? overlay: Palette: 0 view: All | 1 view: Active | 2 view: Web-locked | 3 view: No extension | 4 view: Night shift | 5 view: Spare | ] next view | [ previous view |  view: Intl on"#,
    );
}

#[test]
fn what_was_counted_before_a_write_is_forgotten() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys 2
        > LoadPage after=- limit=100 web-login=no
        page 3 end
        ? tabs: 0 All 9 | 1 Active | >2 Web-locked | 3 No extension | 4 Intl on
        keys b
        > Begin #1 314612 block_agent unblocked->BLOCKED
        settled verified
        ? tabs: 0 All | 1 Active | >2 Web-locked | 3 No extension | 4 Intl on"#,
    );
}

#[test]
fn what_is_shown_is_saved_as_a_view_and_stands_among_the_tabs_at_once() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :filter<space>web-login=no<space>active=yes<enter>
        > LoadPage after=- limit=100 web-login=no active=yes
        page 4 end
        keys /agent<enter>:sort<space>name<space>desc<enter>
        ? view: Own | find agent | sort name desc
        keys :view<space>save<space>Night<space>shift<enter>
        > KeepView Night shift: find=agent sort=name desc columns=11 web-login=no active=yes
        kept
        ? notice: = Saved as the view Night shift in config.toml; the key 5 opens it
        ? tabs: 0 All 9 | 1 Active | 2 Web-locked | 3 No extension | 4 Intl on | >5 Night shift
        ? view: Night shift | find agent | sort name desc
        keys 0
        > LoadPage after=- limit=100
        page 9 end
        keys 5
        > LoadPage after=- limit=100 web-login=no active=yes
        ? view: Night shift | find agent | sort name desc"#,
    );
}

#[test]
fn a_view_that_cannot_be_saved_says_why_and_changes_nothing() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :view<space>save<enter>
        ? notice: ! view save takes a name of 1 to 40 printable characters
        keys :view<space>save<space>ACTIVE<enter>
        ? notice: ! There is a view Active already; choose another name
        keys :view<space>save<space>Mine<enter>
        > KeepView Mine: find= sort=- columns=11
        kept failed config.toml cannot be written: read-only file system
        ? notice: ! The view Mine is not saved: config.toml cannot be written: read-only file system
        ? tabs: >0 All | 1 Active | 2 Web-locked | 3 No extension | 4 Intl on"#,
    );
}
