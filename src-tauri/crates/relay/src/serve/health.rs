//! Whether a delivery could be stored right now: by storing something.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use crate::log::LogError;
use crate::relay::Relay;

const PATIENCE: Duration = Duration::from_secs(5);

/// `GET /healthz`: 200 after a write that was flushed, else 503.
pub(super) async fn healthz(State(relay): State<Arc<Relay>>) -> (StatusCode, &'static str) {
    if relay.closing.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "closing\n");
    }
    match tokio::time::timeout(PATIENCE, relay.log.probe()).await {
        Ok(Ok(())) => (StatusCode::OK, "ok\n"),
        // It was said once, and everything else goes on.
        Ok(Err(LogError::Full)) => (StatusCode::SERVICE_UNAVAILABLE, "the disk is nearly full\n"),
        Ok(Err(error)) => {
            tracing::error!(%error, "the log cannot be written");
            (StatusCode::SERVICE_UNAVAILABLE, "the log cannot be written\n")
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the log takes too long\n"),
    }
}
