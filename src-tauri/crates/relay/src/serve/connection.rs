//! Connections, one task each.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use tower::Service;

use super::peers::{PeerRoom, Peers};
use super::tls::{self, MetaClient};
use crate::metrics::Metrics;
use crate::relay::Relay;

/// After an error of the listener, such as too many open files: a moment for others to close theirs.
const BREATH: Duration = Duration::from_millis(50);

/// What one connection may make us keep before its request is understood, in bytes. Thousands may be open.
const BUFFER: usize = 32 << 10;

/// Lets connections in until the relay closes.
pub(super) async fn accept(
    listener: TcpListener,
    tls: Option<Arc<tls::Keeper>>,
    router: Router,
    relay: Arc<Relay>,
    tasks: TaskTracker,
) {
    let limits = &relay.config.limits;
    let room = Arc::new(Semaphore::new(limits.connections));
    // A body that is inflated is there twice.
    let peers = Peers::new(limits.connections, relay.bodies.size(), 2 * limits.body_bytes);
    loop {
        let taken = tokio::select! {
            () = relay.closing.cancelled() => return,
            taken = Arc::clone(&room).acquire_owned() => taken,
        };
        let Ok(place) = taken else { return };
        let (stream, share) = tokio::select! {
            () = relay.closing.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match peers.enter(peer.ip()) {
                    Some(share) => (stream, share),
                    None => {
                        tracing::debug!("a peer has as many connections as one may have");
                        continue;
                    }
                },
                Err(error) => {
                    tracing::debug!(%error, "a connection was not accepted");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            },
        };
        // Small answers go out at once.
        let _ = stream.set_nodelay(true);
        let (tls, router, relay) = (tls.clone(), router.clone(), Arc::clone(&relay));
        tasks.spawn(async move {
            let _place = place;
            let _open = Metrics::during(&relay.metrics.connections);
            let room = share.room.clone();
            let Some(tls) = tls else {
                return serve(stream, (MetaClient(false), room), router, &relay).await;
            };
            let patience = Duration::from_secs(relay.config.limits.header_seconds);
            match tokio::time::timeout(patience, tls.acceptor().accept(stream)).await {
                Ok(Ok(stream)) => {
                    let client = tls::meta_client(stream.get_ref().1);
                    serve(stream, (client, room), router, &relay).await;
                }
                Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                Err(_) => tracing::debug!("a TLS handshake took too long"),
            }
        });
    }
}

async fn serve<S>(stream: S, (client, room): (MetaClient, PeerRoom), router: Router, relay: &Relay)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(client);
        request.extensions_mut().insert(room.clone());
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(relay.config.limits.header_seconds))
        .max_headers(64)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = relay.closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}
