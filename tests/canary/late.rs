//! The log knows every secret of the process, also one that came long after the log began.

use rosterm::api::actor::{self, Link, Settings};
use rosterm::api::dialect::Dialect;
use rosterm::api::transport::{Connection, Http};
use rosterm::config::profile_of;
use rosterm::domain::Secret;
use rosterm::protocol::{ApiCommand, Event};

use crate::canary::{PASSWORD, TOKEN};
use crate::folder::log_of_this_process;
use crate::process::Tenant;
use crate::relay::Relay;

/// Waits until somebody is signed in by this.
async fn signed_in(link: &mut Link, command: ApiCommand) {
    link.commands.send(command).expect("the actor runs");
    loop {
        match link.events.recv().await.expect("the actor runs") {
            Event::SignInChanged(sign_in) if !sign_in.is_needed() => return,
            Event::SignInFailed(failure) => panic!("{}", failure.text),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_secret_that_came_after_the_start_of_the_log_is_hidden_in_it() {
    let tenant = Tenant::start(&["--users", "10"]);
    let relay = Relay::before(&tenant);
    let log = log_of_this_process();
    let http = Http::new(Connection::new(&relay.base_url)).expect("a connection");
    let dialect = Dialect::of(&profile_of(&relay.base_url));
    let mut link = actor::start(http, dialect, Settings::default());
    let typed = ApiCommand::SignIn {
        login_id: "demo.admin".to_owned(),
        password: Secret::new(PASSWORD),
    };
    signed_in(&mut link, typed).await;
    let handed_out = relay.handed_out();
    assert_eq!(handed_out.len(), 1, "one sign-in, one token");
    tracing::info!("the token handed out is {}", handed_out[0]);
    signed_in(&mut link, ApiCommand::UseToken(Secret::new(TOKEN))).await;
    tracing::info!("the token pasted is {TOKEN}");

    let text = std::fs::read_to_string(log).expect("a log");
    for kind in ["handed out", "pasted"] {
        let line = format!("the token {kind} is ***\n");
        assert!(text.contains(&line), "{text}");
    }
}
