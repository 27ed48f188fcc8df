//! The list of an earlier run, as it would have been kept.

use std::path::Path;

use rosterm::api::cache::{self, Place};
use rosterm::api::journal::Tenant;
use rosterm::domain::roster::Roster;
use rosterm::domain::{Page, Row, Stamp, UserId};
use rosterm::protocol::KeptList;

pub(crate) fn place() -> Place {
    let tenant = Tenant {
        profile: "bench".to_owned(),
        origin: "http://127.0.0.1/v1".to_owned(),
    };
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reading-earlier");
    Place::new(&cache, tenant)
}

/// Keeps these users.
pub(crate) fn keep(place: &Place, ids: &[u64]) {
    let rows = ids.iter().map(|id| Row {
        id: UserId::new(&id.to_string()).expect("an id"),
        name: "Asha Kulkarni".into(),
        login_id: None,
        role: None,
        user_status: None,
        agent: None,
        login_based_calling: None,
        international_outbound: None,
        extension: None,
        intercom: None,
        block_web_login: None,
    });
    let page = Page {
        rows: rows.collect(),
        ..Page::default()
    };
    let at = "2026-03-02T14:00:00Z".parse().expect("a time");
    let mut roster = Roster::default();
    roster.join_page(None, Stamp { sent: 1, at }, page);
    let list = KeptList {
        blocks: roster.blocks().to_vec(),
        slots: roster.listing().to_vec(),
    };
    cache::keep(place, &list).expect("the disk takes it");
}
