//! What an actor takes over from those before it: their open edits, and which job numbers are gone.
//!
//! Invariant: no edit begins before this is known.

use std::sync::Arc;

use tokio::time::Instant;

use super::work::{Actor, Done};
use crate::api::desk::read_only;
use crate::api::journal::Recovered;
use crate::api::open;
use crate::api::transport::Transport;
use crate::domain::{JobId, Plan};
use crate::protocol::{ApiCommand, Event};

impl<T: Transport> Actor<T> {
    /// Takes up what the last runs left: their open edits hold their users until they are looked
    /// at, which is at once and then as with any other open edit.
    pub(super) fn take_over(&mut self, recovered: Recovered) {
        self.next_job = Some(recovered.next_job);
        let mut warnings = recovered.warnings;
        if let Some(failure) = recovered.failure {
            self.desk.write_gate.forbid(read_only(&failure));
            warnings.push(format!("the journal cannot be written: {failure}"));
        }
        self.tell_writes();
        let now = self.desk.clock.now();
        let open: Vec<_> = recovered
            .history
            .open()
            .map(|settled| open::from_last_time(settled, &self.desk.settings, now))
            .collect();
        self.tell(Event::Recovered {
            history: Arc::new(recovered.history),
            next_job: recovered.next_job,
            warnings,
        });
        let edits: Vec<_> = open.iter().map(|open| open.settled.edit).collect();
        for open in open {
            self.desk.lock_open().insert(open);
        }
        let desk = Arc::clone(&self.desk);
        let since = Instant::now();
        self.work.push(Box::pin(async move {
            open::look_at_all(&desk, &edits).await;
            open::follow(desk, edits, since).await;
            Done::Looked
        }));
    }

    /// The plan under a number that no job of this journal had before.
    pub(super) fn number(&mut self, mut plan: Arc<Plan>) -> Arc<Plan> {
        let next = self.next_job.unwrap_or(plan.job);
        if plan.job < next {
            Arc::make_mut(&mut plan).job = next;
        }
        self.next_job = Some(JobId(plan.job.0 + 1));
        plan
    }
}

/// Whether a command needs to know what the last runs left behind.
pub(super) fn concerns_edits(command: &ApiCommand) -> bool {
    match command {
        ApiCommand::Begin(_)
        | ApiCommand::Resume(_)
        | ApiCommand::Pause(_)
        | ApiCommand::Continue(_)
        | ApiCommand::Cancel(_)
        | ApiCommand::Recheck(_)
        | ApiCommand::Dismiss { .. } => true,
        ApiCommand::LoadPage { .. }
        | ApiCommand::LoadRest { .. }
        | ApiCommand::Sweep { .. }
        | ApiCommand::PauseSweep(_)
        | ApiCommand::ContinueSweep(_)
        | ApiCommand::LoadUser { .. }
        | ApiCommand::LoadNeighbours(_)
        | ApiCommand::CancelReads
        | ApiCommand::SetWrites(_)
        | ApiCommand::SignIn { .. }
        | ApiCommand::UseToken(_)
        | ApiCommand::TryAgain
        | ApiCommand::SignOut
        | ApiCommand::KeepList(_) => false,
    }
}
