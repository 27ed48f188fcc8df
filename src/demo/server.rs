//! HTTP around the desk: reads a request whole, asks the desk, waits, sends.
//! Nothing here outlives the tenant: every wait also ends when the tenant stops.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Vendor;
use super::desk::{Answer, Call, Desk};
use super::patch::Change;
use super::reply::Reply;
use super::route::Route;
use super::seen::{Seen, Ticket};
use super::wire::{End, Fuse, Gate};

const LARGEST_BODY: usize = 1 << 20;

/// What all connections share.
#[derive(Debug)]
pub(super) struct Server {
    desk: Mutex<Desk>,
    latency: Duration,
    late: Duration,
    stop: CancellationToken,
}

impl Server {
    pub(super) fn new(
        desk: Desk,
        latency: Duration,
        late: Duration,
        stop: CancellationToken,
    ) -> Arc<Self> {
        Arc::new(Self {
            desk: Mutex::new(desk),
            latency,
            late,
            stop,
        })
    }

    pub(super) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves until the tenant stops.
    pub(super) async fn run(self: Arc<Self>, listener: TcpListener) {
        let stop = self.stop.clone();
        let router = Router::new().fallback(answer).with_state(self);
        // Accepting never fails for good, so there is no error to pass on.
        let _ = axum::serve(
            Gate(listener),
            router.into_make_service_with_connect_info::<Fuse>(),
        )
        .with_graceful_shutdown(stop.cancelled_owned())
        .await;
    }

    fn send(&self, reply: Reply, ticket: Ticket) -> Response {
        if let Some(seen) = self.desk().record.note(ticket) {
            seen.status = Some(reply.status.as_u16());
        }
        reply.into()
    }

    /// Keeps a promise made to a PATCH that was answered before it was stored.
    fn apply_later(self: &Arc<Self>, ticket: Ticket, id: u64, changes: Vec<Change>) {
        let server = Arc::clone(self);
        tokio::spawn(async move {
            if !server.stopped_within(server.late).await {
                server.desk().apply(ticket, id, changes);
            }
        });
    }

    /// Waits; whether the tenant stopped meanwhile.
    async fn stopped_within(&self, wait: Duration) -> bool {
        if wait.is_zero() {
            return false;
        }
        tokio::select! {
            () = self.stop.cancelled() => true,
            () = tokio::time::sleep(wait) => false,
        }
    }
}

async fn answer(
    State(server): State<Arc<Server>>,
    ConnectInfo(fuse): ConnectInfo<Fuse>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Reply::html(StatusCode::PAYLOAD_TOO_LARGE).into();
    };
    let (ticket, verdict) = {
        let mut desk = server.desk();
        let call = call(desk.vendor, &parts, body.into());
        let ticket = desk.record.arrive(seen(&parts, &call));
        (ticket, desk.decide(&call, ticket))
    };
    if server.stopped_within(server.latency + verdict.delay).await {
        return silenced(&fuse);
    }
    match verdict.answer {
        Answer::Whole(reply) => server.send(reply, ticket),
        Answer::Promise(reply, id, changes) => {
            server.apply_later(ticket, id, changes);
            server.send(reply, ticket)
        }
        Answer::Cut(reply, bytes, end) => {
            fuse.light(bytes, end);
            reply.into()
        }
        Answer::Never => {
            server.stop.cancelled().await;
            silenced(&fuse)
        }
    }
}

/// HTTP wants some response; none of its bytes leaves.
fn silenced(fuse: &Fuse) -> Response {
    fuse.light(0, End::Close);
    Response::default()
}

fn call(vendor: Vendor, parts: &Parts, body: Vec<u8>) -> Call {
    let scheme = match vendor {
        Vendor::Smartflo => "bearer",
        Vendor::CommPeak => "basic",
    };
    let token = parts
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(given, _)| given.eq_ignore_ascii_case(scheme))
        .map(|(_, token)| token.trim().to_owned());
    Call {
        route: Route::of(vendor, &parts.method, parts.uri.path()),
        query: Query::try_from_uri(&parts.uri)
            .ok()
            .map(|Query(pairs)| pairs),
        token,
        body,
    }
}

fn seen(parts: &Parts, call: &Call) -> Seen {
    let secret = matches!(call.route, Route::Sign(_));
    Seen {
        method: parts.method.to_string(),
        path_and_query: parts.uri.to_string(),
        request_id: parts
            .headers
            .get("x-request-id")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        body: if secret {
            None
        } else {
            serde_json::from_slice(&call.body).ok()
        },
        status: None,
        applied: false,
    }
}
