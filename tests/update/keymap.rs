//! Keys that the person bound otherwise.

use crate::script::check;

#[test]
fn an_action_answers_to_the_keys_it_was_given_and_to_no_others() {
    check(
        r#"start key=web-login:W,ctrl-o key=down:n key=find-next:ctrl-n
        > LoadPage after=- limit=100
        page 9 end
        loaded 314612 web=locked
        keys w
        ? pending: 0
        keys W
        > Begin #1 314612 block_web_login LOCKED->open
        settled verified
        keys n
        ? cursor: 314655 Abdul Rahim Shaikh
        keys j
        ? cursor: 314655 Abdul Rahim Shaikh
        keys /na<enter>
        ? find: na"#,
    );
}
