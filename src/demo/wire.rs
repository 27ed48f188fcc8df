//! The listener, with a fuse in every connection: an answer can be cut after any number of bytes.
//! An unlit fuse costs a lock of its own connection and changes nothing.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// How a connection ends before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A TCP reset.
    Reset,
    /// An ordinary close: the reader sees too few bytes.
    Close,
}

#[derive(Debug, Clone, Copy)]
struct Lit {
    bytes_left: usize,
    end: End,
}

/// Cuts its connection when lit.
#[derive(Debug, Clone, Default)]
pub(super) struct Fuse(Arc<Mutex<Option<Lit>>>);

impl Fuse {
    /// Lets so many more bytes of the answer pass, then ends the connection.
    pub(super) fn light(&self, bytes_left: usize, end: End) {
        self.set(Some(Lit { bytes_left, end }));
    }

    fn resets(&self) -> bool {
        self.get().is_some_and(|lit| lit.end == End::Reset)
    }

    fn get(&self) -> Option<Lit> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, lit: Option<Lit>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = lit;
    }
}

impl Connected<IncomingStream<'_, Gate>> for Fuse {
    fn connect_info(stream: IncomingStream<'_, Gate>) -> Self {
        stream.io().fuse.clone()
    }
}

/// A listener whose connections carry a [`Fuse`].
#[derive(Debug)]
pub(super) struct Gate(pub(super) TcpListener);

impl Listener for Gate {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        // axum's own implementation waits out the errors of accepting.
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Without it answers wait for the reader's delayed acknowledgement; failing is only slow.
        let _ = stream.set_nodelay(true);
        let fuse = Fuse::default();
        (Wire { stream, fuse }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection with a fuse.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    fuse: Fuse,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Some(lit) = self.fuse.get() else {
            return Pin::new(&mut self.stream).poll_write(cx, buf);
        };
        if lit.bytes_left == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let part = &buf[..buf.len().min(lit.bytes_left)];
        let written = std::task::ready!(Pin::new(&mut self.stream).poll_write(cx, part))?;
        self.fuse.light(lit.bytes_left - written, lit.end);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A polite end first would hide the reset.
        if self.fuse.resets() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.fuse.resets() {
            // A failure leaves an ordinary close: still a cut answer.
            let _ = self.stream.set_zero_linger();
        }
    }
}
