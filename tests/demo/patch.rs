//! What a PATCH stores, and what it refuses.

use serde_json::json;

use crate::client::{HARISH_WITHOUT_AGENT, RAVI, get, patch, plain, try_send};

#[tokio::test]
async fn a_patch_is_stored_and_read_back_where_the_documentation_says() {
    let tenant = plain().await;
    let cases = [
        (
            "name",
            json!("Ravi K. Verma"),
            "/name",
            json!("Ravi K. Verma"),
        ),
        (
            "number",
            json!("+91 99999-00017"),
            "/number",
            json!("+919999900017"),
        ),
        (
            "number",
            json!("+919999900018"),
            "/agent/number",
            json!("+919999900018"),
        ),
        (
            "email",
            json!("r@example.in"),
            "/team_member/email",
            json!("r@example.in"),
        ),
        (
            "login_id",
            json!("ravi2"),
            "/team_member/login_id",
            json!("ravi2"),
        ),
        (
            "destination",
            json!("Lead"),
            "/team_member/designation",
            json!("Lead"),
        ),
        (
            "designation",
            json!("Head"),
            "/team_member/designation",
            json!("Head"),
        ),
        (
            "user_role",
            json!("54742"),
            "/team_member/role/id",
            json!(54742),
        ),
        ("block_agent", json!(true), "/agent/agent_status", json!(1)),
        ("block_agent", json!(true), "/team_member/status", json!(0)),
        ("block_agent", json!(true), "/user_status", json!(0)),
        ("block_agent", json!(false), "/agent/agent_status", json!(0)),
        ("block_agent", json!(false), "/team_member/status", json!(1)),
        ("block_agent", json!(false), "/user_status", json!(1)),
        (
            "disable_agent",
            json!(true),
            "/agent/agent_status",
            json!(2),
        ),
        (
            "disable_agent",
            json!(false),
            "/agent/agent_status",
            json!(0),
        ),
        (
            "block_web_login",
            json!(true),
            "/team_member/is_web_login_block",
            json!(true),
        ),
        (
            "block_web_login",
            json!(false),
            "/team_member/is_web_login_block",
            json!(false),
        ),
        (
            "login_based_calling",
            json!(true),
            "/team_member/is_login_based_calling",
            json!(true),
        ),
        (
            "international_outbound",
            json!(true),
            "/agent/is_international_outbound_enabled",
            json!(true),
        ),
        (
            "user_for_cdr",
            json!({ "type": "user", "value": ["314612"] }),
            "/team_member/users_for_cdr",
            json!({ "type": "user", "value": ["314612"] }),
        ),
        (
            "caller_id",
            json!(["1759333"]),
            "/write_only/caller_id",
            json!(["1759333"]),
        ),
        (
            "agent_group",
            json!(["sales"]),
            "/write_only/agent_group",
            json!(["sales"]),
        ),
        (
            "password",
            json!("correct horse"),
            "/write_only/passwords_set",
            json!(1),
        ),
    ];
    for (field, value, pointer, expected) in cases {
        let answer = patch(&tenant, RAVI, json!({ field: value })).await;
        assert_eq!(answer.status, 200, "{field}");
        assert_eq!(
            answer.json(),
            json!({ "success": true, "message": "User updated successfully" })
        );
        let stored = tenant.user_json(RAVI).unwrap();
        assert_eq!(stored.pointer(pointer), Some(&expected), "{field}");
        if !pointer.starts_with("/write_only") && pointer != "/user_status" {
            let read = get(&tenant, "/user/314678").await.json();
            assert_eq!(read["data"].pointer(pointer), Some(&expected), "{field}");
        }
    }
    let seen = tenant.requests();
    let first = &seen[0];
    assert_eq!(
        (first.method.as_str(), first.path_and_query.as_str()),
        ("PATCH", "/v1/user/314678")
    );
    assert_eq!(first.request_id.as_deref(), Some("r-1"));
    assert_eq!(first.body, Some(json!({ "name": "Ravi K. Verma" })));
    assert_eq!((first.status, first.applied), (Some(200), true));
    assert!(
        seen.iter()
            .all(|seen| seen.applied == (seen.method == "PATCH"))
    );
}

#[tokio::test]
async fn a_refused_patch_changes_nothing_and_says_why() {
    let tenant = plain().await;
    let cases = [
        (RAVI, json!({}), 400, "/success", json!(false)),
        (
            RAVI,
            json!({ "colour": "blue" }),
            400,
            "/success",
            json!(false),
        ),
        (RAVI, json!([1]), 422, "/success", json!(false)),
        (
            RAVI,
            json!({ "name": 7 }),
            422,
            "/errors/name/0",
            json!("The name must be a string."),
        ),
        (
            RAVI,
            json!({ "name": "X", "block_web_login": "true" }),
            422,
            "/success",
            json!(false),
        ),
        (
            RAVI,
            json!({ "user_role": 54742 }),
            422,
            "/success",
            json!(false),
        ),
        (
            RAVI,
            json!({ "name": "X", "user_role": "1" }),
            400,
            "/error/user_role/0",
            json!("The user_role is not a known role."),
        ),
        (RAVI, json!({ "name": " " }), 400, "/success", json!(false)),
        (
            RAVI,
            json!({ "number": "12" }),
            400,
            "/success",
            json!(false),
        ),
        (
            RAVI,
            json!({ "caller_id": ["7"] }),
            400,
            "/success",
            json!(false),
        ),
        (
            RAVI,
            json!({ "caller_id": "1759333" }),
            422,
            "/success",
            json!(false),
        ),
        (
            RAVI,
            json!({ "user_for_cdr": { "type": "some" } }),
            400,
            "/success",
            json!(false),
        ),
        (
            RAVI,
            json!({ "user_for_cdr": "all" }),
            422,
            "/success",
            json!(false),
        ),
        (
            RAVI,
            json!({ "email": "nobody" }),
            400,
            "/Success",
            json!(true),
        ),
        (
            HARISH_WITHOUT_AGENT,
            json!({ "block_agent": true }),
            400,
            "/success",
            json!(false),
        ),
        (
            314_702,
            json!({ "block_web_login": true }),
            400,
            "/message",
            json!("login_id missing"),
        ),
        (
            1,
            json!({ "name": "X" }),
            404,
            "/message",
            json!("User not found."),
        ),
    ];
    for (id, body, status, pointer, expected) in cases {
        let before = tenant.user_json(id);
        let answer = patch(&tenant, id, body.clone()).await;
        assert_eq!(answer.status, status, "{body}");
        assert_eq!(
            answer.json().pointer(pointer),
            Some(&expected),
            "{body}: {}",
            answer.json()
        );
        assert_eq!(tenant.user_json(id), before, "{body}");
    }
    for body in ["", "{", "not json"] {
        assert_eq!(
            try_send(&tenant, "PATCH", "/user/314678", body)
                .await
                .unwrap()
                .status,
            400
        );
    }
    assert!(tenant.requests().iter().all(|seen| !seen.applied));
}
