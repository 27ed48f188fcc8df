//! The list and the single read: paging, filters, and the people that the seed makes.

use rosterm::demo::Options;
use serde_json::{Value, json};

use crate::client::{RAVI, all, connect, exchange, get, list, plain, tenant};

#[tokio::test]
async fn paging_covers_every_user_once_in_ascending_order() {
    for limit in [1, 20, 97, 412, 1_000, 5_000] {
        let tenant = plain().await;
        let users = all(&tenant, &format!("limit={limit}")).await;
        let ids: Vec<u64> = users
            .iter()
            .map(|user| user["id"].as_u64().unwrap())
            .collect();
        assert_eq!(ids.len(), 412);
        assert!(ids.is_sorted_by(|a, b| a < b));
    }
}

#[tokio::test]
async fn a_page_is_20_users_unless_asked_and_1000_at_most() {
    let tenant = tenant(Options {
        users: 5_000,
        ..Options::default()
    })
    .await;
    assert_eq!(list(&tenant, "").await["count"], 20);
    assert_eq!(list(&tenant, "limit=3000").await["count"], 1_000);
}

#[tokio::test]
async fn an_empty_page_has_no_cursor() {
    let page = list(&plain().await, "last_seen_id=99999999999999999").await;
    assert_eq!(
        page,
        json!({ "has_more": false, "count": 0, "last_seen_id": null, "data": [] })
    );
}

#[tokio::test]
async fn each_filter_splits_the_users_in_two_by_what_they_are() {
    type Is = fn(&Value, &Value) -> bool;
    let filters: [(&str, Is); 5] = [
        ("is_extension_created", |row, _| !row["extension"].is_null()),
        ("is_login_based_calling", |row, _| {
            row["is_login_based_calling_enabled"] == true
        }),
        ("is_international_calling", |row, _| {
            row["is_international_outbound_enabled"] == true
        }),
        ("is_web_login", |_, single| {
            single["team_member"]["is_web_login_block"] == false
        }),
        ("user_status", |row, _| row["user_status"] == 1),
    ];
    let tenant = plain().await;
    for (filter, is) in filters {
        let mut found = 0;
        for (word, wanted) in [("true", true), ("0", false)] {
            let users = all(&tenant, &format!("limit=50&{filter}={word}")).await;
            assert!(!users.is_empty(), "{filter}={word}");
            found += users.len();
            for row in users {
                let single = tenant.user_json(row["id"].as_u64().unwrap()).unwrap();
                assert_eq!(is(&row, &single), wanted, "{filter}={word}: {row}");
            }
        }
        assert_eq!(found, 412, "{filter}");
    }
}

#[tokio::test]
async fn filters_join_and_see_changes() {
    let tenant = plain().await;
    let locked = "limit=1000&is_web_login=false&is_extension_created=false";
    assert!(
        !all(&tenant, locked)
            .await
            .iter()
            .any(|user| user["id"] == RAVI)
    );
    tenant.set(RAVI, "block_web_login", true).unwrap();
    assert!(
        all(&tenant, locked)
            .await
            .iter()
            .any(|user| user["id"] == RAVI)
    );
}

#[tokio::test]
async fn nonsense_in_the_query_is_named() {
    let tenant = plain().await;
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=9999999999", "limit"),
        ("limit=many", "limit"),
        ("last_seen_id=abc", "last_seen_id"),
        ("is_web_login=yes", "is_web_login"),
        ("user_status=", "user_status"),
    ] {
        let answer = get(&tenant, &format!("/users?{query}")).await;
        assert_eq!(answer.status, 422, "{query}");
        assert!(answer.json()["errors"].get(parameter).is_some(), "{query}");
    }
    assert_eq!(get(&tenant, "/users?colour=blue").await.status, 200);
}

#[tokio::test]
async fn list_and_single_read_agree() {
    let tenant = plain().await;
    let mut stream = connect(&tenant).await;
    for row in all(&tenant, "limit=1000").await {
        let path = format!("/user/{}", row["id"]);
        let answer = exchange(&mut stream, "GET", &path, tenant.token(), "")
            .await
            .unwrap();
        let user = &answer.json()["data"];
        let (member, agent) = (&user["team_member"], &user["agent"]);
        assert_eq!(user["id"], row["id"].to_string());
        assert_eq!(user["name"], row["name"]);
        assert_eq!(member["login_id"], row["login_id"]);
        assert_eq!(
            member["is_login_based_calling"],
            row["is_login_based_calling_enabled"]
        );
        assert_eq!(member["role"]["id"], row["user_role"]["id"]);
        assert_eq!(agent["id"], row["agent"]["id"]);
        assert_eq!(agent["agent_status"], row["agent"]["status"]);
        assert_eq!(agent["number"], row["agent"]["follow_me_number"]);
        assert_eq!(
            agent.get("extension").is_none_or(Value::is_null),
            row["extension"].is_null()
        );
        let international = if agent.is_null() { user } else { agent };
        assert_eq!(
            international["is_international_outbound_enabled"],
            row["is_international_outbound_enabled"]
        );
        assert!(agent.is_null() || agent["id"].as_str().unwrap().starts_with("0502842"));
    }
}

#[tokio::test]
async fn the_first_twenty_users_show_every_state() {
    for seed in [1, 2, 77] {
        let tenant = tenant(Options {
            seed,
            ..Options::default()
        })
        .await;
        let users = all(&tenant, "limit=1000").await;
        let first = &users[..20];
        for status in [0, 1, 2, 3, 4, 9] {
            assert!(
                first.iter().any(|user| user["agent"]["status"] == status),
                "{seed}: {status}"
            );
        }
        assert!(first.iter().any(|user| user["agent"].is_null()));
        assert!(
            first
                .iter()
                .any(|user| user["extension"].is_null() && !user["agent"].is_null())
        );
        assert!(first.iter().any(|user| user["extension"].is_number()));
        assert!(first.iter().any(|user| user["extension"].is_object()));
        assert!(first.iter().any(|user| user["user_status"] == 0));
        assert!(
            first
                .iter()
                .any(|user| user["user_role"].get("name").is_none())
        );
        assert!(users.iter().any(|user| user["name"] == ""));
        assert!(
            users
                .iter()
                .any(|user| !user["name"].as_str().unwrap().is_ascii())
        );
        let own = tenant.user_json(tenant.own_id().unwrap()).unwrap();
        assert_eq!(own["team_member"]["login_id"], tenant.login_id());
    }
}

#[tokio::test]
async fn the_documented_user_is_there() {
    let answer = get(&plain().await, "/user/314678").await;
    insta::assert_json_snapshot!(answer.json());
}

#[tokio::test]
async fn the_same_seed_has_the_same_people_and_another_seed_others() {
    let of = |seed| Options {
        seed,
        ..Options::default()
    };
    let (one, same, other) = (
        tenant(of(5)).await,
        tenant(of(5)).await,
        tenant(of(6)).await,
    );
    assert_eq!(
        all(&one, "limit=1000").await,
        all(&same, "limit=1000").await
    );
    assert_ne!(
        all(&one, "limit=1000").await,
        all(&other, "limit=1000").await
    );
}

#[tokio::test]
async fn a_million_users_are_there_without_being_made() {
    let tenant = tenant(Options {
        users: 1_000_000,
        ..Options::default()
    })
    .await;
    assert_eq!(list(&tenant, "limit=1000").await["count"], 1_000);
    let before_last = tenant.id_of(999_997).unwrap();
    let last = list(&tenant, &format!("last_seen_id={before_last}")).await;
    assert_eq!(
        (&last["count"], &last["has_more"]),
        (&json!(2), &json!(false))
    );
    let rare =
        "limit=1000&is_web_login=0&is_international_calling=1&user_status=0&is_extension_created=0";
    // A walk over everybody that fills no page.
    let found = list(&tenant, rare).await;
    assert_eq!(found["has_more"], false);
    assert_ne!(found["count"], 0);
    assert!(tenant.id_of(1_000_000).is_none());
}
