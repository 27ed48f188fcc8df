//! Where the server is near, the next page is asked for before the rows of the one before it are
//! read: nobody is lost or read twice by that, and nothing is asked for in vain.

use std::time::Duration;

use rosterm::api::actor::Settings;
use rosterm::protocol::Cause;
use serde_json::json;

use crate::rest::{capped, ids, read, sparse, world};
use crate::tenant::Fault::*;
use crate::tenant::Tenant;
use crate::world::quick;

/// So near that pages are read one after the other.
fn near(tenant: Tenant) -> Tenant {
    tenant.lock().latency = Duration::from_millis(1);
    tenant
}

#[tokio::test(start_paused = true)]
async fn every_page_is_asked_for_once() {
    for (seed, rate) in [(1, 1000.0), (2, 10.0)] {
        let tenant = near(capped(Tenant::at(sparse(1_000, seed)), 20));
        let settings = Settings { rate, ..quick() };
        let mut world = world(tenant.clone(), settings);
        let read = read(&mut world, 20).await;
        assert_eq!(read.ids, ids(&tenant));
        assert_eq!((read.requests, read.most_lanes), (50, 1));
        assert!(tenant.lock().most_on_the_wire <= 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_promises_more_and_cannot_be_read_takes_nobody_with_it() {
    let broken = Says(
        200,
        r#"{"has_more":true,"last_seen_id":1030,"data":[{"id":1021},]}"#,
    );
    // Once: it is asked for again. For good: what stands before it is all that is told.
    for (times, failure, users) in [(1, None, 200), (60, Some(Cause::Network), 20)] {
        let tenant = near(capped(Tenant::of(200), 10));
        tenant.script(&[[Fine; 2].as_slice(), &vec![broken; times]].concat());
        let mut world = world(tenant.clone(), quick());
        let read = read(&mut world, 10).await;
        assert_eq!((read.failure, read.ids.len()), (failure, users));
        assert_eq!(read.ids, ids(&tenant)[..users]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_ahead_that_fails_is_no_failure_before_it_is_needed() {
    let tenant = near(capped(Tenant::of(200), 10));
    let faults = [[Fine; 5].as_slice(), &[Reset, Says(502, "<html>")]].concat();
    tenant.script(&faults);
    let mut world = world(tenant.clone(), quick());
    let read = read(&mut world, 10).await;
    assert_eq!((read.failure, read.ids), (None, ids(&tenant)));
    assert_eq!(read.requests, 22, "two were tried again");
}

#[tokio::test(start_paused = true)]
async fn a_cursor_that_leads_back_costs_no_request() {
    for back in [0, 3] {
        let tenant = near(capped(Tenant::of(200), 10));
        tenant.lock().twist = Some(match back {
            0 => |after, mut page| {
                if after >= 1_030 {
                    page["last_seen_id"] = json!(after);
                }
                page
            },
            _ => |after, mut page| {
                if after >= 1_030 {
                    page["last_seen_id"] = json!(after - 3);
                }
                page
            },
        });
        let mut world = world(tenant.clone(), quick());
        let read = read(&mut world, 10).await;
        assert!(!read.is_complete);
        assert_eq!((read.ids.len(), read.requests), (40, 4), "back by {back}");
    }
}
