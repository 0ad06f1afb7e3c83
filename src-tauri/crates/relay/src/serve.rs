//! The sockets: who is let in, how fast they must speak, and how all of it ends.

mod connection;
mod health;
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
use tokio_util::task::TaskTracker;

use crate::config::{Config, Weight};
use crate::relay::{Relay, StartError};
use crate::{housekeeping, ingress, laptops, oauth, pages};

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
    tasks.spawn(housekeeping::run(Arc::clone(&relay)));
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
    tasks.spawn(connection::accept(
        listener,
        tls,
        router(Arc::clone(&relay)),
        Arc::clone(&relay),
        tasks.clone(),
    ));
    tracing::info!(%address, tls = relay.config.server.tls.is_some(), "the relay is open");
    Ok(Running { address, operations: operations_address, relay, tasks })
}

impl Running {
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
