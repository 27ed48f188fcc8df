//! The ways to the states of the other vendor's screen: its list and its records, read by its own
//! dialect from invented answers.

use std::sync::Arc;

use rosterm::api::commpeak::CommPeak;
use rosterm::api::dialect::Answer;
use rosterm::domain::Vendor;
use rosterm::protocol::{ApiCommand, Event, SignIn, Standing, Way};
use serde_json::{Value, json};

use crate::scene::Stage;
use crate::setup::Setup;

/// So many users, the first of whom show what there is to see.
fn users() -> Vec<Value> {
    let mut users = vec![
        json!({
            "id": "1001", "username": "asha.r", "email": "asha.r@example.in",
            "registration_password": "hunter2", "is_active": "1", "is_clockedin": "1",
            "sip_uri": "sip:asha.r@sip.example.in", "auto_dial": "0", "is_deleted": "0",
            "use_extended_ip_acl": "0", "user_route_caller_id": "+919999900001",
            "timezone_id": "47", "use_webrtc": "1", "first_name": "Asha", "last_name": "Rao",
            "virtual_extension": "2001", "default_language": "en", "max_session_time": "28800",
            "max_concurrent_sessions": "1", "twofa_type": "email", "member_all_desks": "0",
            "desks": [{"id": "12", "name": "Sales"}, {"id": "14", "name": "Night shift"}],
            "roles": {"3": "Agent", "5": "Team leader"}, "groups": ["Everybody"],
            "api_token": "hunter2", "unknown": {"kept": ["for", "the", "raw", "view"]},
        }),
        json!({
            "id": "1008", "username": "bilal.q", "first_name": "Bilal", "last_name": "Qureshi",
            "is_active": "0", "is_deleted": "0", "virtual_extension": "2002",
            "roles": {"id": "3", "name": "Agent"}, "desks": {"12": "Sales"},
        }),
        json!({
            "id": "1015", "username": "chitra.i", "first_name": "Chitra", "last_name": "Iyer",
            "is_active": "1", "is_deleted": "1", "roles": null, "desks": [], "groups": null,
            "registration_password": null,
        }),
        json!({"id": "1022", "username": "agent1022"}),
        json!({
            "id": "1029", "username": "dev\u{1b}[31m.m", "first_name": "Dev \u{202e}", "is_active": true,
            "last_name": "Malhotra\nPune", "virtual_extension": "20\u{9b}05", "roles": ["\u{1b}]0;x\u{7}"],
        }),
    ];
    users.extend((6..=14).map(|n| {
        json!({
            "id": (994 + 7 * n).to_string(), "username": format!("agent{n}"), "is_active": "1",
            "first_name": (["Esha", "Farid", "Gita", "Hari"][n % 4]), "last_name": (["Nair", "Shaikh", "Pillai"][n % 3]),
            "virtual_extension": (2000 + n).to_string(), "is_deleted": "0", "roles": {"3": "Agent"},
        })
    }));
    users
}

fn answer(body: &Value) -> Answer {
    Answer {
        status: 200,
        body: body.to_string().into_bytes(),
        ..Answer::default()
    }
}

/// Answers what was asked, as a tenant of the vendor's would.
fn reply(stage: &mut Stage) {
    while let Some(command) = stage.asked.pop() {
        let stamp = stage.stamp();
        let event = match command {
            ApiCommand::LoadPage { listing, after, .. } => Event::PageLoaded {
                listing,
                after,
                stamp,
                page: CommPeak::default()
                    .read_page(&answer(&json!({ "users": users() })))
                    .expect("a list"),
            },
            ApiCommand::LoadUser { id, .. } => {
                let user = users().into_iter().find(|user| user["id"] == id.as_str());
                Event::UserLoaded {
                    stamp,
                    user: Arc::new(
                        CommPeak::default()
                            .read_user(&answer(&json!({ "users": [user.expect("a user")] })))
                            .expect("a user"),
                    ),
                }
            }
            _ => continue,
        };
        stage.hear(event);
    }
}

/// The list is there, and these keys were pressed.
pub(crate) fn dialer(mut setup: Setup, script: &str) -> Stage {
    setup.profile.vendor = Vendor::CommPeak;
    setup.profile.name = "acme-dialer".to_owned();
    setup.profile.base_url = "https://acme.td.example.in/api".to_owned();
    let mut stage = setup.start();
    reply(&mut stage);
    stage.keys(script);
    reply(&mut stage);
    stage
}

/// Where nothing can be changed, nothing says that it can.
#[test]
fn marks_and_actions_promise_no_change() {
    let mut stage = dialer(Setup::at(120, 36), " j ");
    let foot = "2 marked   M clears ─";
    assert!(stage.text().contains(foot), "{}", stage.text());
    stage.keys("x");
    let sweep = ":sweep   read the web-login state of everybody listed   (not now: This";
    assert!(stage.text().contains(sweep), "{}", stage.text());
}

/// What the box does not offer, the hints do not either: there is no token to paste here.
#[test]
fn the_hints_of_signing_in_are_the_ways_of_the_box() {
    let mut stage = dialer(Setup::at(120, 36), "");
    let out = SignIn::new(Standing::Out, Way::Password, Some("asha.r".to_owned()));
    stage.hear(Event::SignInChanged(out));
    let text = stage.text();
    let hints = text.lines().last().unwrap_or_default().trim_end();
    assert_eq!(hints, " s sign in  o as somebody else  esc back", "{text}");
}
