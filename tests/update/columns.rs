//! The columns of the list: the cursor among them, which are shown, how wide.

use crate::script::check;

#[test]
fn the_column_cursor_walks_the_columns_on_screen() {
    check(
        r#"start size=80x24
        > LoadPage after=- limit=100
        page 9 end
        ? columns: id:8 >name:26 role:11 user:9 agent:9 web:7 extension:4
        keys l<right>
        ? columns: id:8 name:26 role:11 >user:9 agent:9 web:7 extension:4
        keys lllllll
        ? columns: id:8 name:26 role:11 user:9 agent:9 web:7 >extension:4
        keys hhhhhhhhh
        ? columns: >id:8 name:26 role:11 user:9 agent:9 web:7 extension:4
        resize 60x20
        ? columns: >name:23 role:11 state:16 extension:4
        resize 50x20
        ? columns: >name:28 state:16
        resize 120x36
        ? columns: >id:8 name:20 role:11 user:9 agent:9 web:7 extension:4 login:16 international:5 login-based:8 number:17"#,
    );
}

#[test]
fn wide_leaves_nothing_out_and_scrolls_with_the_column_cursor() {
    check(
        r#"start size=60x20
        > LoadPage after=- limit=100
        page 9 end
        keys <ctrl-w>
        ? notice: All columns, h and l scroll to those beyond the edge; ctrl-w shows what fits
        ? columns: >name:27 id:8 role:24
        keys lll
        ? columns: name:27 >user:9 agent:9 web:7 extension:4
        keys llllllll
        ? columns: name:27 number:17 >intercom:9 agent-id:14
        keys <ctrl-w>
        ? columns: >name:23 role:11 state:16 extension:4"#,
    );
}

#[test]
fn columns_are_chosen_for_the_open_view_alone() {
    check(
        r#"start size=80x24
        > LoadPage after=- limit=100
        page 9 end
        keys C
        ? scope: columns
        ? overlay: columns: >id name role user agent web extension login international login-based number -state -intercom -agent-id
        keys <space>llllJ<space>
        ? overlay: columns: -id role name:24 >user agent web extension login international login-based number -state -intercom -agent-id
        keys <enter>
        ? columns: role:11 >name:24 user:9 agent:9 web:7 extension:4
        keys 1
        > LoadPage after=- limit=100 active=yes
        page 9 end
        ? columns: id:8 >name:26 role:11 user:9 agent:9 web:7 extension:4
        keys 0
        > LoadPage after=- limit=100
        page 9 end
        ? columns: role:11 >name:24 user:9 agent:9 web:7 extension:4
        keys CX<enter>
        ? columns: id:8 >name:26 role:11 user:9 agent:9 web:7 extension:4
        keys C<space><esc>
        ? columns: id:8 >name:26 role:11 user:9 agent:9 web:7 extension:4"#,
    );
}
