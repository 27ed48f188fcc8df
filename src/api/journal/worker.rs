//! The journal's thread from outside: started, asked, waited for.
//!
//! Invariant: who asks gets an answer, also when the thread could not begin or has ended.

use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;

use tokio::sync::{oneshot, watch};

use super::file_system::FileSystem;
use super::writer::{self, Order};
use super::{JournalFailure, Opening, Recovered, recovery};

/// A hold on the thread; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Worker {
    orders: Mutex<Option<Sender<Order>>>,
    recovered: watch::Receiver<Option<Recovered>>,
    failure: Arc<OnceLock<JournalFailure>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Worker {
    /// Starts the thread, which opens the journal in these files.
    pub(super) fn start<F: FileSystem>(
        files: impl FnOnce() -> io::Result<F> + Send + 'static,
        opening: Opening,
    ) -> Self {
        let (orders, inbox) = mpsc::channel();
        let (told, recovered) = watch::channel(None);
        let failure = Arc::new(OnceLock::new());
        let failed = Arc::clone(&failure);
        let thread = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || {
                run(files, &opening, &inbox, &told, &failed);
            });
        if let Err(error) = &thread {
            let _ = failure.set(JournalFailure::files(error));
        }
        Self {
            orders: Mutex::new(Some(orders)),
            recovered,
            failure,
            thread: Mutex::new(thread.ok()),
        }
    }

    /// What the last runs left behind, as soon as it is read.
    pub(super) async fn recovered(&self) -> Recovered {
        let mut recovered = self.recovered.clone();
        let known = recovered.wait_for(Option::is_some).await;
        let known = known.ok().and_then(|known| known.clone());
        known.unwrap_or_else(|| Recovered {
            failure: Some(self.why()),
            ..Recovered::default()
        })
    }

    /// Why nothing can be written any more, if so.
    pub(super) fn failure(&self) -> Option<JournalFailure> {
        self.failure.get().cloned()
    }

    /// Hands an order in and waits until it is carried out.
    pub(super) async fn order(
        &self,
        order: impl FnOnce(oneshot::Sender<Result<(), JournalFailure>>) -> Order,
    ) -> Result<(), JournalFailure> {
        let (reply, answer) = oneshot::channel();
        let sent = match &*self
            .orders
            .lock()
            .expect("nothing panics while the channel is locked")
        {
            Some(orders) => orders.send(order(reply)).is_ok(),
            None => false,
        };
        match sent {
            true => answer.await.unwrap_or_else(|_| Err(self.why())),
            false => Err(self.why()),
        }
    }

    fn why(&self) -> JournalFailure {
        self.failure
            .get()
            .cloned()
            .unwrap_or(JournalFailure::Stopped)
    }
}

impl Drop for Worker {
    /// Waits until everything is written and the lock is free.
    fn drop(&mut self) {
        if let Ok(orders) = self.orders.get_mut() {
            *orders = None;
        }
        if let Ok(Some(thread)) = self.thread.get_mut().map(Option::take) {
            // A panic in the thread was told to those who waited for it.
            let _ = thread.join();
        }
    }
}

/// The thread's life.
fn run<F: FileSystem>(
    files: impl FnOnce() -> io::Result<F>,
    opening: &Opening,
    orders: &Receiver<Order>,
    told: &watch::Sender<Option<Recovered>>,
    failed: &OnceLock<JournalFailure>,
) {
    let opened = match files() {
        Ok(files) => recovery::open(files, opening),
        Err(error) => recovery::Opened::failed(JournalFailure::files(&error)),
    };
    if let Some(failure) = &opened.recovered.failure {
        let _ = failed.set(failure.clone());
    }
    let _ = told.send(Some(opened.recovered));
    if let Some((tape, lock)) = opened.tape {
        writer::work(tape, orders, failed);
        drop(lock);
    }
}
