//! Many writers at once, and a disk that takes its time.

use std::pin::pin;
use std::task::Poll;

use futures_util::future::{join_all, poll_immediate};
use rosterm::domain::history::Record;

use crate::invented::{Inventor, open, records, wait};
use crate::simulated::Simulated;

#[test]
fn many_attempts_share_a_sync() {
    const EDITS: usize = 5_000;
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let mut inventor = Inventor::new(31);
    let plan = inventor.plan_of(EDITS);
    let attempts: Vec<Record> = (0..EDITS).map(|_| inventor.attempt()).collect();
    wait(async {
        journal.append(&[plan]).await.unwrap();
        let before = disk.syncs();
        assert_eq!(before, 1, "a plan is one sync, however many edits it has");
        // Sixty-four at work, as the next begins when one is confirmed.
        let mut waiting = attempts.chunks(EDITS / 64);
        let workers = std::iter::from_fn(|| waiting.next()).map(|mine| {
            let journal = &journal;
            async move {
                for attempt in mine {
                    journal.append(std::slice::from_ref(attempt)).await.unwrap();
                }
            }
        });
        join_all(workers).await;
        let syncs = disk.syncs() - before;
        assert!(
            syncs <= (EDITS / 16) as u64,
            "{syncs} syncs for {EDITS} attempts"
        );
    });
    assert_eq!(records(&disk).len(), EDITS + 1);
}

#[test]
fn a_disk_that_does_not_answer_blocks_nobody_else() {
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let mut inventor = Inventor::new(32);
    let (plan, attempt) = (inventor.plan(), inventor.attempt());
    wait(async {
        disk.close_gate();
        let plan = [plan];
        let mut append = pin!(journal.append(&plan));
        // The one thread of this runtime goes on whatever the disk does.
        for _ in 0..1_000 {
            assert_eq!(
                poll_immediate(&mut append).await,
                None,
                "confirmed without a sync"
            );
            tokio::task::yield_now().await;
        }
        disk.open_gate();
        append.await.unwrap();
        journal.append(&[attempt]).await.unwrap();
    });
}

#[test]
fn an_outcome_is_written_at_once_and_durable_when_asked_or_after_a_moment() {
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let mut inventor = Inventor::new(33);
    let begun = [inventor.plan(), inventor.attempt()];
    let (outcome, other) = (inventor.outcome(), inventor.outcome());
    assert!(matches!(outcome, Record::Settled(_)));
    wait(async {
        journal.append(&begun).await.unwrap();
        let syncs = disk.syncs();
        journal
            .append(std::slice::from_ref(&outcome))
            .await
            .unwrap();
        assert!(records(&disk).contains(&outcome), "it outlives the process");
        assert_eq!(disk.syncs(), syncs, "and no sync was waited for");
        journal.sync().await.unwrap();
        assert_eq!(disk.syncs(), syncs + 1);

        // By itself: the sync arrives at a closed gate, so that it is seen to arrive.
        journal.append(&[other]).await.unwrap();
        while disk.syncs() == syncs + 1 {
            tokio::task::yield_now().await;
        }
    });
}

#[test]
fn a_group_is_one_answer_for_all() {
    let disk = Simulated::default();
    let journal = open(disk.clone());
    let mut inventor = Inventor::new(34);
    wait(async {
        journal.append(&[inventor.plan_of(100)]).await.unwrap();
        disk.close_gate();
        let records: Vec<[Record; 1]> = (0..40).map(|_| [inventor.attempt()]).collect();
        let mut appends = pin!(join_all(
            records.iter().map(|record| journal.append(record))
        ));
        assert_eq!(futures_util::poll!(&mut appends), Poll::Pending);
        disk.open_gate();
        assert!(appends.await.iter().all(Result::is_ok));
    });
    assert_eq!(records(&disk).len(), 41);
}
