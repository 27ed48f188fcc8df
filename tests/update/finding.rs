//! Finding and filtering: as you type over loaded rows, on the server, by id.

use crate::script::check;

#[test]
fn server_filters() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        keys f
        ? overlay: filters
        keys jjj<space><space>j<space>
        ? overlay: filters web-login=no active=yes
        keys <esc>
        ? filters:
        keys fjjj<space><space>j<space><enter>
        > LoadPage after=- limit=100 web-login=no active=yes
        ? filters: web-login=no active=yes
        ? count: 0 of 0+
        page 3 end
        ? count: 1 of 3
        keys f<enter>
        ? filters: web-login=no active=yes
        keys fX
        ? overlay: filters
        keys <esc>X
        > LoadPage after=- limit=100
        ? filters:
        page 100 more
        keys :filter<space>web-login=maybe<enter>
        ? notice: ! "maybe" is no value of web-login; those are on, off and any
        keys :filter<space>colour=yes<enter>
        ? notice: ! There is no server filter "colour"; there are extension, login-based, international, web-login and status
        keys :filter<space>extension=no<space>login-based=yes<enter>
        > LoadPage after=- limit=100 extension=no login-based=yes
        ? filters: extension=no login-based=yes"#,
    );
}

#[test]
fn find_as_you_type() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 more
        > LoadPage after=314812 limit=100
        page 9 end
        keys jj
        keys /
        ? overlay: /
        keys har
        ? rows: 314671 314760 314761
        ? count: 1 of 3 found in 18 loaded
        ? cursor: 314671 Bharat Singh Negi
        # esc puts back what was
        keys <esc>
        ? rows: 314612 … 315008 (18 rows)
        ? cursor: 314660 Anjali Pillai
        keys /har<enter>
        ? scope: user list
        keys n
        ? cursor: 314760 Harish B
        keys n
        ? cursor: 314761 Harish B
        keys N
        ? cursor: 314760 Harish B
        # by login, number, id and role
        keys /<ctrl-u>bharat.671<enter>
        ? rows: 314671
        keys /<ctrl-u>14612<enter>
        ? rows: 314612
        keys /<ctrl-u>admin<enter>
        ? rows: 314812
        keys /<ctrl-u>ravi<space>qual<enter>
        ? rows: 314678
        # esc in the list drops the find; the cursor stays on what was found
        keys <esc>
        ? find:
        ? cursor: 314678 Ravi Kumar Verma"#,
    );
}

#[test]
fn find_the_others() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /!agent<enter>
        ? rows: 314671 314678 314812
        keys n
        ? cursor: 314678 Ravi Kumar Verma"#,
    );
}

#[test]
fn esc_in_a_find_restores_the_find_before() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /agent<enter>j
        ? cursor: 314655 Abdul Rahim Shaikh
        keys /<ctrl-u>quality<down>
        ? rows: 314671 314678
        ? cursor: 314678 Ravi Kumar Verma
        keys <esc>
        ? find: agent
        ? cursor: 314655 Abdul Rahim Shaikh"#,
    );
}

#[test]
fn no_match_says_where_it_looked() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        keys n
        ? notice: Nothing to find again: / starts a find
        keys /zed<enter>
        ? notice: No match for "zed" in 100 loaded rows; more exist on the server: L loads the rest
        ? rows:
        ? target: -
        keys w
        ? notice: There is no user to change here
        keys n
        ? notice: No match for "zed" in 100 loaded rows; more exist on the server: L loads the rest
        # a find does not drag the list in, L does
        keys L
        > LoadRest after=315090 limit=100
        page 20 end
        keys /<enter>
        ? notice: No match for "zed" in 120 loaded rows; all users are loaded"#,
    );
}

#[test]
fn a_find_looks_at_pages_that_arrive() {
    check(
        r#"start limit=5
        > LoadPage after=- limit=5
        page 5 more
        > LoadPage after=314678 limit=5
        keys /harish
        page 5 end
        ? rows: 314760 314761"#,
    );
}

#[test]
fn go_to_an_id_reads_that_user_directly() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :u<space>314999<enter>
        > LoadUser 314999 Key
        ? notice: Reading #314999; esc cancels
        ? status: LOADING
        loaded 314999
        ? detail: 314999 done, has the keys
        ? target: 314999
        ? wake: in 1s
        keys <esc>
        ? detail: -
        keys :u<space>314678<enter>
        > LoadUser 314678 Key
        loaded 314678
        ? cursor: 314678 Ravi Kumar Verma
        keys <esc>:u<space>12/3<enter>
        ? notice: ! "12/3" is not a user id: ids are 1 to 64 letters, digits, "-" or "_"; the ID column of the list shows them
        keys :u<space>77<enter>
        > LoadUser 77 Key
        failed 77 There is no user 77
        ? notice: ! There is no user 77
        ? detail: -"#,
    );
}

#[test]
fn a_find_in_one_field_or_by_state() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /role:qual<enter>
        ? rows: 314671 314678
        keys /<ctrl-u>agent:none<enter>
        ? rows: 314761
        keys /<ctrl-u>!role:agent<space>!id:814<enter>
        ? rows: 314671 314678 314812
        keys /<ctrl-u>~rvk<enter>
        ? rows: 314678
        keys /<ctrl-u>="harish<space>b"<enter>
        ? rows: 314760 314761
        keys /<ctrl-u>dept:har<enter>
        ? rows:
        ? notice: ! "dept:har" is looked for as text: there is no dept:; there are name: login: number: id: role: ext: agent: web: status: intl: based:
        keys /<ctrl-u>web:lokced<enter>
        ? notice: ! "web:lokced" is looked for as text: web: knows locked, open, unknown"#,
    );
}

#[test]
fn what_a_single_read_told_is_found() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys R
        > LoadUser 314612 Key
        loaded 314612 web=locked name=Zoë_Quist
        keys /web:locked<enter>
        ? rows: 314612
        keys /<ctrl-u>zoe<space>quist<enter>
        ? rows: 314612"#,
    );
}

#[test]
fn write_keys_are_ignored_while_the_rows_answer_an_older_find() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /har<enter>
        ? rows: 314671 314760 314761
        ? cursor: 314671 Bharat Singh Negi
        search waits
        keys /ish<enter>
        ? find: harish
        # the screen still shows whom the find before found
        ? rows: 314671 314760 314761
        ? cursor: 314671 Bharat Singh Negi
        keys w
        ? notice: ! the rows are still being searched: key ignored; press it again
        keys e
        ? overlay: -
        keys :set<space>name=Ravi<enter>
        ? notice: ! the rows are still being searched: key ignored; press it again
        ? pending: 0
        search answers
        ? rows: 314760 314761
        ? cursor: 314760 Harish B
        keys w
        > LoadUser 314760 Key"#,
    );
}
