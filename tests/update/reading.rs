//! Help, palette, menus, messages, raw JSON, the command line.

use crate::script::check;

#[test]
fn help_is_about_where_it_was_opened_and_is_searched_by_typing() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys ?web<space>login
        ? scope: choosing by typing
        ? overlay: Help: user list: CHANGE |  w            lock or open the web login |
        keys <ctrl-u>zzz
        ? overlay: Help: user list: No key matches "zzz"
        keys <esc><enter>
        > LoadUser 314612 Detail
        keys ?raw
        ? overlay: Help: detail pane: LOOK |  J            raw JSON as received, secrets masked |  | LEAVE |  ctrl-l       redraw |"#,
    );
}

#[test]
fn the_palette_lists_everything_and_says_why_not() {
    check(
        r#"start read-only
        > LoadPage after=- limit=100
        page 9 end
        keys <ctrl-p>undo
        ? overlay: Palette: (z undo the last change: read-only; :write 30m unlocks) | (Z redo the last undo: read-only; :write 30m unlocks)
        keys <enter>
        ? notice: Not possible now: read-only; :write 30m unlocks
        keys <ctrl-u>messages<enter>
        ? scope: reading
        keys q
        ? overlay: -"#,
    );
}

#[test]
fn an_action_from_a_menu_does_what_its_key_does() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys /761<enter>x
        ? overlay: Actions: Harish B (#314761): Enter open the detail pane | w lock or open the web login | r pick a role | e edit form | t other toggles: international, login-based, disable | J raw JSON as received, secrets masked | y copy menu | ctrl-r read the page under the cursor again | R read this user again; checks an open edit | (b block or unblock the agent: this user has no agent) | (z undo the last change: nothing to undo: no change in the journal stands) | (Z redo the last undo: nothing to redo: nothing was undone) | (= compare two users: two marks, or the mark and this row: mark one user with space and put the cursor on the other, then =)
        keys lock<space>or<enter>
        > LoadUser 314761 Key
        keys <esc>
        keys <ctrl-p>undo<space>the<space>last
        ? overlay: Palette: (z undo the last change: nothing to undo: no change in the journal stands) | (Z redo the last undo: nothing to redo: nothing was undone)"#,
    );
}

#[test]
fn copying_says_what_was_sent_where() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys y
        ? overlay: Copy: i id   314612 | n name   Aarti Deshmukh | m number   +91 99999 14612 | o login id   aarti.612 | c curl for this user (no token)
        keys i
        > Copy 314612
        ? notice: Sent to the terminal's clipboard (OSC 52)
        keys yjj<enter>
        > Copy +91 99999 14612
        keys yc
        > Copy curl --request GET --url 'https://api.example.in/v1/user/314612' --header "Authorization: Bearer $TOKEN"
        keys yq
        ? overlay: -
        loaded 314612
        keys ye
        > Copy user314612@example.in"#,
    );
}

#[test]
fn the_other_toggles() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys t
        ? overlay: Toggle: i intl outbound | o login-based | d disable agent
        keys z
        keys o
        > Begin #1 314612 login_based_calling off->on
        keys tj<enter>
        > Begin #2 314612 login_based_calling on->off
        keys t<esc>
        ? overlay: -"#,
    );
}

#[test]
fn raw_json_masks_secrets() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys J
        ? notice: This user was not read yet: Enter opens it, then J
        keys <enter>
        > LoadUser 314612 Detail
        loaded 314612
        keys J
        ? overlay: Raw JSON of #314612   as received, secrets masked: { |   "id": "314612", |   "registration_password": "***" | }
        ? scope: reading
        keys q
        ? scope: detail pane"#,
    );
}

#[test]
fn messages_stay() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys zX!
        ? overlay: Messages   newest first: 14:00:00  No server filter is set | 14:00:00  Nothing to undo: no change in the journal stands
        keys q
        ? overlay: -"#,
    );
}

#[test]
fn the_request_log_is_beside_or_over() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys @
        ? overlay: -
        keys @
        ? scope: user list
        resize 80x12
        keys @
        ? overlay: Requests (redacted)   newest first:"#,
    );
}

#[test]
fn the_command_line_completes_and_remembers() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :rel<tab>
        ? overlay: :reload
        keys <enter>
        > LoadPage after=- limit=100
        page 9 end
        keys :<tab>
        ? overlay: :u
        keys <esc>:nonsense<enter>
        ? notice: ! There is no command "nonsense"; tab completes, :help shows the keys
        keys :<up>
        ? overlay: :nonsense
        keys <up><up>
        ? overlay: :reload
        keys <down><down>
        ? overlay: :
        keys <esc>:<enter>
        ? overlay: -"#,
    );
}

#[test]
fn set_writes_fields_by_name() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys :set<space>name=Aarti<space>D.<space>Rao<space>international_outbound=on<enter>
        > Begin #1 314612 name Aarti Deshmukh->Aarti D. Rao, international_outbound off->on
        settled verified
        keys :set<space>email=nobody<enter>
        ? notice: ! email: must contain one @ with text on both sides
        keys :set<space>colour=red<enter>
        ? notice: ! "colour=red" is not FIELD=VALUE; fields: name number email designation login_id password block_web_login user_role login_based_calling user_for_cdr block_agent disable_agent international_outbound caller_id agent_group
        keys :set<enter>
        ? notice: ! set takes FIELD=VALUE; fields: name number email designation login_id password block_web_login user_role login_based_calling user_for_cdr block_agent disable_agent international_outbound caller_id agent_group
        keys :set<space>name=A<space>name=B<enter>
        ? notice: ! name is given twice; which one is meant?
        keys :set<space>password=Gulmohar-7<enter>
        ? notice: ! A password is typed in the form (e), where nobody can read it
        keys :<up>
        ? overlay: :set name=A name=B"#,
    );
}

#[test]
fn set_asks_before_a_busy_agent_is_blocked() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 9 end
        keys j:set<space>block_agent=yes<enter>
        ? question: acme: set block agent BLOCKED for / "Abdul Rahim Shaikh" / #314655 / is busy (3), perhaps on a call: block now? / y yes   n no
        keys n
        ? pending: 0"#,
    );
}

#[test]
fn find_reload_and_rest_as_commands() {
    check(
        r#"start
        > LoadPage after=- limit=100
        page 100 more
        keys :find<space>lata<enter>
        ? rows: 314812
        ? cursor: 314812 Lata Menon
        keys :rest<enter>
        > LoadPage after=315090 limit=100 job
        page 20 end
        keys :find<enter>
        ? count: 9 of 120
        ? cursor: 314812 Lata Menon
        keys :raw<enter>
        ? notice: This user was not read yet: Enter opens it, then J
        keys :edit<enter>
        > LoadUser 314812 Key
        loaded 314812
        ? overlay: form of 314812"#,
    );
}

#[test]
fn redraw_and_suspend_work_everywhere() {
    check(
        r#"start protected=314612
        > LoadPage after=- limit=100
        page 9 end
        keys <ctrl-l><ctrl-z>
        > Redraw
        > Suspend
        keys /<ctrl-l>
        > Redraw
        keys <esc>b<ctrl-z>
        > Suspend
        ? scope: typed confirmation"#,
    );
}
