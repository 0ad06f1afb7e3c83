//! The sockets: who is let in, how fast they must speak, and how all of it ends.

mod connection;
mod health;
mod peers;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::{Config, Weight};
use crate::relay::{Relay, StartError};
use crate::{housekeeping, ingress, laptops, oauth, pages};

pub use peers::PeerRoom;
pub use tls::{MetaClient, is_usable as tls_is_usable};

/// How long requests that are under way may take when the relay stops.
const DRAIN: Duration = Duration::from_secs(20);

/// A relay that serves.
pub struct Running {
    /// Where Meta and the laptops reach it; with the port that was found if the settings said 0.
    pub address: SocketAddr,
    /// Where the machine's own eyes reach it.
    pub operations: Option<SocketAddr>,
    /// What it consists of.
    pub relay: Arc<Relay>,
    tasks: TaskTracker,
    /// Cancelled when a task is over without which the relay is none.
    broken: CancellationToken,
}

/// Starts a relay.
///
/// # Errors
/// See [`StartError`]; nothing is left running.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let findings = config.check();
    for finding in &findings {
        match finding.weight {
            Weight::Wrong => tracing::error!("{finding}"),
            Weight::Careful => tracing::warn!("{finding}"),
        }
    }
    if findings.iter().any(|finding| finding.weight == Weight::Wrong) {
        return Err(StartError::Settings);
    }
    let listener = listen(config.server.listen).await?;
    let operations = match config.server.operations {
        Some(at) => Some(listen(at).await?),
        None => None,
    };
    let tls = match &config.server.tls {
        Some(files) => Some(tls::Keeper::new(files.clone()).map_err(StartError::Listen)?),
        None => None,
    };
    let relay = Relay::open(config).await?;
    tracing::info!(promise = relay.log.promise(), "the log is open");

    let tasks = TaskTracker::new();
    let address = listener.local_addr().map_err(|error| StartError::Listen(error.to_string()))?;
    let operations_address = operations.as_ref().and_then(|listener| listener.local_addr().ok());
    let broken = CancellationToken::new();
    tasks.spawn(needed(&broken, housekeeping::run(Arc::clone(&relay))));
    tasks.spawn(needed(&broken, relay_ends(Arc::clone(&relay))));
    if let Some(tls) = &tls {
        tasks.spawn(Arc::clone(tls).watch(relay.closing.clone()));
    }
    if let Some(listener) = operations {
        let closing = relay.closing.clone();
        let serving = axum::serve(listener, eyes(Arc::clone(&relay)));
        tasks.spawn(async move {
            tokio::select! {
                () = closing.cancelled() => {}
                _ = IntoFuture::into_future(serving) => {}
            }
        });
    }
    #[cfg(unix)]
    match crate::admin::open(&relay.config.server.data) {
        Ok(listener) => drop(tasks.spawn(crate::admin::listen(listener, Arc::clone(&relay)))),
        Err(error) => tracing::error!(%error, "`handrail-relay pair` and its siblings will not work"),
    }
    let accepting =
        connection::accept(listener, tls, router(Arc::clone(&relay)), Arc::clone(&relay), tasks.clone());
    tasks.spawn(needed(&broken, accepting));
    tracing::info!(%address, tls = relay.config.server.tls.is_some(), "the relay is open");
    Ok(Running { address, operations: operations_address, relay, tasks, broken })
}

/// A task without which the relay is none: when it is over, however that came, `broken` is cancelled.
fn needed<T: Future<Output = ()> + Send>(
    broken: &CancellationToken,
    task: T,
) -> impl Future<Output = ()> + Send + use<T> {
    let end = broken.clone().drop_guard();
    async move {
        let _end = end;
        task.await;
    }
}

/// Waits until the relay closes, its log takes nothing in any more, or nobody follows the list of its laptops.
async fn relay_ends(relay: Arc<Relay>) {
    let mut directory = relay.directory_changes();
    tokio::select! {
        biased;
        () = relay.closing.cancelled() => {}
        () = relay.log.ended() => tracing::error!("the log has stopped"),
        _ = directory.wait_for(|_| false) => tracing::error!("nobody follows the list of laptops any more"),
    }
}

impl Running {
    /// Waits until a part of the relay ended that it cannot do without. Only a new start helps.
    pub async fn broke(&self) {
        self.broken.cancelled().await;
    }

    /// Lets nobody in any more, tells the laptops, and waits for what is under way.
    pub async fn stop(self) {
        self.relay.closing.cancel();
        self.tasks.close();
        if tokio::time::timeout(DRAIN, self.tasks.wait()).await.is_err() {
            tracing::warn!("some requests took too long and were broken off");
        }
        self.relay.log.close().await;
        tracing::info!("the relay is closed");
    }
}

async fn listen(at: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(at)
        .await
        .map_err(|error| StartError::Listen(format!("{at} cannot be listened on: {error}")))
}

/// Everything that the internet sees.
fn router(relay: Arc<Relay>) -> Router {
    let webhook = get(ingress::handshake::answer).post(ingress::deliver);
    Router::new()
        .route("/", get(|| async { pages::home() }))
        .route("/pair", get(|| async { pages::pair() }))
        .route("/healthz", get(health::healthz))
        .route("/webhook", webhook.clone())
        // As it is easily typed into Meta's dashboard, which then says no more than that the address is wrong.
        .route("/webhook/", webhook)
        .route("/meta/deauthorize", post(ingress::callbacks::deauthorise))
        .route("/meta/delete", post(ingress::callbacks::delete))
        .route("/meta/deletion/{code}", get(ingress::callbacks::status))
        .route("/oauth/callback", get(oauth::callback::callback))
        .nest("/v1", laptops::router())
        .with_state(relay)
}

/// What the machine's own eyes see.
fn eyes(relay: Arc<Relay>) -> Router {
    Router::new().route("/healthz", get(health::healthz)).route("/metrics", get(metrics)).with_state(relay)
}

async fn metrics(State(relay): State<Arc<Relay>>) -> impl IntoResponse {
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], relay.metrics.text())
}

#[cfg(test)]
mod tests {
    use super::{CancellationToken, needed};

    #[tokio::test]
    async fn whichever_way_a_needed_task_ends_is_noticed() {
        for panics in [false, true] {
            let broken = CancellationToken::new();
            let task = tokio::spawn(needed(&broken, async move { assert!(!panics, "on purpose") }));
            broken.cancelled().await;
            assert_eq!(task.await.is_err(), panics);
        }
    }
}
