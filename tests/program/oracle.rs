//! A demo tenant inside the test, to be asked what really happened.

#![expect(
    clippy::unwrap_used,
    reason = "what fails here fails the test that asked for it"
)]

use rosterm::demo::{self, Options, Seen, Tenant};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::process::Api;

pub(crate) const RAVI: u64 = 314_678;

/// The tenant; it stops when dropped.
pub(crate) struct Oracle {
    tenant: Tenant,
    _runtime: Runtime,
}

impl Oracle {
    pub(crate) fn start(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let tenant = runtime.block_on(demo::start(options)).unwrap();
        Self {
            tenant,
            _runtime: runtime,
        }
    }

    pub(crate) fn api(&self) -> Api {
        Api {
            base_url: self.tenant.base_url(),
            token: self.tenant.token().to_owned(),
        }
    }

    /// What was asked so far, oldest first.
    pub(crate) fn requests(&self) -> Vec<Seen> {
        self.tenant.requests()
    }

    /// What was asked about one user.
    pub(crate) fn requests_about(&self, id: u64) -> Vec<Seen> {
        let path = format!("/v1/user/{id}");
        let mut requests = self.requests();
        requests.retain(|seen| seen.path_and_query == path);
        requests
    }

    /// What is stored of a user now.
    pub(crate) fn user(&self, id: u64) -> Value {
        self.tenant.user_json(id).unwrap()
    }

    /// Whether the user's web login is locked now.
    pub(crate) fn is_locked(&self, id: u64) -> bool {
        let user = self.user(id);
        let locked = &user["team_member"]["is_web_login_block"];
        locked.as_bool().unwrap_or_else(|| panic!("{user:#}"))
    }
}
