//! The list that is kept between two runs: read at the start, written when asked.
//!
//! Invariants: the disk is waited for on a thread of its own; one list is written after the other,
//! so that the last one stays; a list that cannot be kept or read changes nothing but what the next
//! start can show.

use std::sync::Arc;

use super::work::{Actor, Done};
use crate::api::cache;
use crate::api::transport::Transport;
use crate::protocol::{Event, KeptList};

impl<T: Transport> Actor<T> {
    /// Tells what an earlier run kept, as it is read: the first users come at once, and what is
    /// wrong behind them is told when it is found.
    pub(super) fn read_cache(&mut self) {
        let Some(place) = self.desk.settings.cache.clone() else {
            return;
        };
        let desk = Arc::clone(&self.desk);
        let (blocks, mut read) = tokio::sync::mpsc::channel(AHEAD);
        let closing = desk.closing.clone();
        let reader = tokio::task::spawn_blocking(move || {
            cache::read(&place, |block| {
                !closing.is_cancelled() && blocks.blocking_send(Arc::new(block)).is_ok()
            })
        });
        self.work.push(Box::pin(async move {
            while let Some(block) = read.recv().await {
                desk.client.tell(Event::CacheRead(block)).await;
            }
            let event = match reader.await {
                // It need not have come to the end.
                Ok(Ok(())) if desk.closing.is_cancelled() => return Done::Told,
                Ok(Ok(())) => Event::CacheEnded,
                Ok(Err(error)) => Event::CacheRefused {
                    reason: error.to_string(),
                },
                Err(_) => Event::CacheRefused {
                    reason: "reading it failed".to_owned(),
                },
            };
            desk.client.tell(event).await;
            Done::Told
        }));
    }

    pub(super) fn keep_list(&mut self, list: KeptList) {
        let Some(place) = self.desk.settings.cache.clone() else {
            return self.tell(Event::ListKept);
        };
        let desk = Arc::clone(&self.desk);
        self.work.push(Box::pin(async move {
            let _turn = desk.keeping.lock().await;
            let written = tokio::task::spawn_blocking(move || cache::keep(&place, &list)).await;
            if let Ok(Err(error)) = written {
                tracing::warn!(%error, "the list is not kept");
            }
            desk.client.tell(Event::ListKept).await;
            Done::Told
        }));
    }
}

/// Blocks that are read before they are taken.
const AHEAD: usize = 8;
