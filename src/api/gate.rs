//! The budget at work: whoever wants to send waits here for a permit.
//!
//! Invariant: a permit is used or its token returns; a waiter that goes away costs nothing, and
//! when nobody waits nothing wakes up.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::{Notify, oneshot};
use tokio::time::sleep_until;

use super::budget::{Budget, Ticket, Turn, Urgency, retry_after};
use super::clock::Clock;
use crate::protocol::BudgetState;

/// Where requests wait for the budget.
#[derive(Debug)]
pub struct Gate {
    clock: Arc<Clock>,
    queue: Mutex<Queue>,
    changed: Notify,
}

#[derive(Debug)]
struct Queue {
    budget: Budget,
    waiting: HashMap<Ticket, oneshot::Sender<Permit>>,
    announced: Option<BudgetState>,
}

/// The right to send one request.
#[derive(Debug)]
pub struct Permit {
    /// `None` once it is used.
    gate: Option<Arc<Gate>>,
}

impl Permit {
    /// The request is being sent.
    pub fn spend(mut self) {
        self.gate = None;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(gate) = self.gate.take() {
            gate.lock().budget.give_back();
            gate.changed.notify_one();
        }
    }
}

impl Gate {
    /// A gate with a full budget.
    #[must_use]
    pub fn new(clock: Arc<Clock>, budget: Budget) -> Self {
        let queue = Queue {
            budget,
            waiting: HashMap::new(),
            announced: None,
        };
        Self {
            clock,
            queue: Mutex::new(queue),
            changed: Notify::new(),
        }
    }

    /// Waits for a permit. Dropping the future leaves the queue.
    pub async fn permit(&self, urgency: &Urgency) -> Permit {
        let (sender, receiver) = oneshot::channel();
        {
            let mut queue = self.lock();
            let ticket = queue.budget.queue(urgency.clone());
            queue.waiting.insert(ticket, sender);
        }
        self.changed.notify_one();
        receiver
            .await
            .expect("the gate keeps the sender until it grants, and outlives its waiters")
    }

    /// Hands out permits as they fall due. The actor polls it beside its work, for ever.
    pub async fn attend(self: &Arc<Self>) -> Infallible {
        loop {
            let turn = {
                let mut queue = self.lock();
                queue.budget.turn(self.clock.elapsed())
            };
            match turn {
                Turn::Go(ticket) => {
                    let waiter = self.lock().waiting.remove(&ticket);
                    let permit = Permit {
                        gate: Some(Arc::clone(self)),
                    };
                    // A waiter that went away hands the permit back, which returns its token.
                    if let Some(waiter) = waiter {
                        drop(waiter.send(permit));
                    }
                }
                Turn::At(at) => tokio::select! {
                    () = sleep_until(self.clock.instant(at)) => {}
                    () = self.changed.notified() => {}
                },
                Turn::Nobody => self.changed.notified().await,
            }
        }
    }

    /// A waiting request became more urgent.
    pub fn look_again(&self) {
        self.changed.notify_one();
    }

    /// An answer that was no refusal.
    pub fn answered(&self) {
        self.lock().budget.answered();
        self.changed.notify_one();
    }

    /// A 429 to a request that was sent at `sent` (time since the start).
    pub fn refused(&self, sent: std::time::Duration, header: Option<&str>) {
        let asked = header.and_then(|text| retry_after(text, self.clock.now()));
        self.lock()
            .budget
            .refused(self.clock.elapsed(), sent, asked);
        self.changed.notify_one();
    }

    /// Whether a 429 has stopped everything for now.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.lock()
            .budget
            .paused_until(self.clock.elapsed())
            .is_some()
    }

    /// How things stand.
    #[must_use]
    pub fn state(&self) -> BudgetState {
        let queue = self.lock();
        let now = self.clock.elapsed();
        let (rate, full_rate) = queue.budget.rates();
        let pause = queue.budget.paused_until(now);
        let paused_until = pause.map(|until| self.clock.after(until - now));
        BudgetState {
            rate,
            full_rate,
            refused: queue.budget.refusals(),
            paused_until,
        }
    }

    /// How things stand, if that differs from what was announced last.
    #[must_use]
    pub fn news(&self) -> Option<BudgetState> {
        let state = self.state();
        let mut queue = self.lock();
        // The end of a pause is computed from "now" each time and may wander by a hair.
        let essence =
            |state: &BudgetState| (state.rate, state.refused, state.paused_until.is_some());
        if queue.announced.as_ref().map(essence) == Some(essence(&state)) {
            return None;
        }
        queue.announced = Some(state);
        Some(state)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue
            .lock()
            .expect("nothing panics while the queue is locked")
    }
}
