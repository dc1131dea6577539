//! Connections to requests, with patience for nobody who only keeps us waiting.
//!
//! A client that sends its head too slowly, sends none at all, or does not take its answer
//! is closed; one that has too many others before it waits its turn. Only HTTP/1.1 is
//! spoken: what stands in front of us speaks it, and no client can wait between two
//! versions.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::Sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::{Service, ServiceExt};
use tracing::warn;

/// Where a request came from. Behind a proxy that is the proxy: `X-Forwarded-For` is what
/// anybody may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// How long clients may keep us waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the whole head of a request, and between two of one connection.
    pub head: Duration,
    /// For a client to take the next bytes of its answer.
    pub stall: Duration,
    /// Connections at once.
    pub connections_max: usize,
}

impl Default for Patience {
    fn default() -> Self {
        let (head, stall) = (Duration::from_secs(10), Duration::from_secs(30));
        Self { head, stall, connections_max: 8_192 }
    }
}

/// Bytes of a request's head at most.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// Serves until told to stop, then lets the requests at hand end.
///
/// # Errors
///
/// What the system says when the listener breaks.
pub async fn serve<S>(
    listener: TcpListener,
    service: S,
    patience: Patience,
    stop: CancellationToken,
) -> io::Result<()>
where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
{
    let room = Arc::new(Semaphore::new(patience.connections_max));
    let open = TaskTracker::new();
    loop {
        let place = tokio::select! {
            place = Arc::clone(&room).acquire_owned() => place,
            () = stop.cancelled() => break,
        };
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(why) if is_the_clients(&why) => continue,
            Err(why) => {
                // No more files, most likely: others will end.
                warn!("A connection could not be taken: {why}");
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        let (service, stop) = (service.clone(), stop.clone());
        open.spawn(async move {
            connection(stream, peer, service, patience, stop).await;
            drop(place);
        });
    }
    open.close();
    open.wait().await;
    Ok(())
}

/// Errors of one connection that never came to be.
fn is_the_clients(why: &io::Error) -> bool {
    matches!(
        why.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

async fn connection<S>(
    stream: TcpStream,
    peer: SocketAddr,
    service: S,
    patience: Patience,
    stop: CancellationToken,
) where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible>,
    S: Clone + Send,
    S::Future: Send,
{
    stream.set_nodelay(true).ok();
    let service = service.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request
    });
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(HEAD_BYTES_MAX);
    let io = TokioIo::new(Patient { stream, stall: patience.stall, late: None });
    let mut serving = pin!(builder.serve_connection(io, TowerToHyperService::new(service)));
    // What goes wrong on a connection is its client's business.
    tokio::select! {
        _ = serving.as_mut() => return,
        () = stop.cancelled() => serving.as_mut().graceful_shutdown(),
    }
    serving.await.ok();
}

/// A stream that breaks when its client takes nothing for too long.
#[derive(Debug)]
struct Patient {
    stream: TcpStream,
    stall: Duration,
    late: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    /// Lets a finished write through and starts, or looks at, the clock of one that waits.
    fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        done: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.late = None;
            return done;
        }
        let stall = self.stall;
        let late = self.late.get_or_insert_with(|| Box::pin(tokio::time::sleep(stall)));
        match late.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, done)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.watch(context, done)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_flush(context);
        self.watch(context, done)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_shutdown(context);
        self.watch(context, done)
    }
}
