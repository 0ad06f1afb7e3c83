//! What Meta sends: verified, sorted, sealed, stored, and only then answered with 200.

pub mod body;
pub mod callbacks;
pub mod envelope;
mod form;
pub mod handshake;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use sha2::{Digest as _, Sha256};

use crate::directory::Directory;
use crate::log::{Digest, LogError, NewRecord, Stored};
use crate::metrics::Metrics;
use crate::protocol::frame::Content;
use crate::protocol::text::{Blob, Fixed};
use crate::relay::Relay;
use crate::serve::MetaClient;
use crate::signature;
use body::Space;
use envelope::Delivery;

/// `POST` to the callback address.
///
/// 200: on disk, known already, or nobody's. 401: not signed by Meta. 413, 408, 400: cannot be read.
/// 503: cannot be stored just now; Meta sends it again. No answer has a body.
pub async fn deliver(State(relay): State<Arc<Relay>>, request: Request) -> StatusCode {
    let metrics = &relay.metrics;
    let begun = std::time::Instant::now();
    let (parts, body) = request.into_parts();
    let asks_for_certificate = relay.config.server.tls.as_ref().is_some_and(|tls| tls.meta_clients.is_some());
    if asks_for_certificate && parts.extensions.get() != Some(&MetaClient(true)) {
        Metrics::add(&metrics.refused_unread, 1);
        return StatusCode::FORBIDDEN;
    }
    let space = Space::of(&relay, &parts.extensions);
    let status = match read(&relay, &parts.headers, &space, body).await {
        Ok(genuine) => match keep(&relay, &genuine).await {
            Ok(()) => StatusCode::OK,
            Err(LogError::Busy) => {
                Metrics::add(&metrics.refused_busy, 1);
                StatusCode::SERVICE_UNAVAILABLE
            }
            // The log says so itself, once.
            Err(LogError::Full) => {
                Metrics::add(&metrics.refused_unstored, 1);
                StatusCode::SERVICE_UNAVAILABLE
            }
            Err(error) => {
                tracing::error!(%error, "a delivery could not be stored");
                Metrics::add(&metrics.refused_unstored, 1);
                StatusCode::SERVICE_UNAVAILABLE
            }
        },
        Err(StatusCode::SERVICE_UNAVAILABLE) => {
            Metrics::add(&metrics.refused_busy, 1);
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(status) => {
            Metrics::add(&metrics.refused_unread, 1);
            status
        }
    };
    metrics.answered.observe(begun.elapsed());
    status
}

/// The body as it was signed. Nobody but Meta gets further than this; what strangers send costs them more than us.
async fn read(
    relay: &Relay,
    headers: &HeaderMap,
    space: &Space<'_>,
    body: Body,
) -> Result<Vec<u8>, StatusCode> {
    let limits = &relay.config.limits;
    let signatures = || headers.get_all(signature::HEADER).iter().map(|value| value.as_bytes());
    signature::read(signatures()).map_err(|error| refused(relay, error))?;
    let coding = body::Coding::of(headers)?;
    // A body must be read whole before anyone can say whose it is: all together may take so much and no more.
    let mut raw = body::read(body, limits.body_bytes, limits.body_seconds, space).await?;
    let is_genuine = |bytes: &[u8]| signature::verify(signatures(), bytes, &relay.secrets);
    // What is signed of a body that was compressed on the way is not documented: the bytes as they came,
    // or the bytes that were meant. Either proves that it is Meta's. Nothing is inflated unasked.
    let as_came = is_genuine(&raw.bytes);
    let Some(coding) = coding else {
        return as_came.map(|()| raw.bytes).map_err(|error| refused(relay, error));
    };
    let plain = raw.inflate(coding, limits.body_bytes, space)?;
    as_came.or_else(|_| is_genuine(&plain)).map(|()| plain).map_err(|error| refused(relay, error))
}

fn refused(relay: &Relay, error: signature::SignatureError) -> StatusCode {
    let metrics = &relay.metrics;
    Metrics::add(&metrics.refused_unsigned, 1);
    if error == signature::SignatureError::NotGenuine && Metrics::add_and_tell(&metrics.refused_forged) {
        tracing::warn!(
            "a delivery was refused that was signed with another secret: if Meta sent it, `app_secrets` lacks the right one"
        );
    }
    tracing::debug!(%error, "a delivery was refused");
    StatusCode::UNAUTHORIZED
}

/// Stores what is for somebody. `Ok` means that Meta need not send it again.
async fn keep(relay: &Relay, body: &[u8]) -> Result<(), LogError> {
    // Only what is Meta's takes a place: a stranger who speaks slowly keeps nobody out.
    let _place = relay.deliveries.try_acquire().map_err(|_| LogError::Busy)?;
    // Asked before the list is looked at.
    let current = relay.log.is_current();
    let directory = relay.directory();
    let now = relay.clock.now();
    let sorted = sort(relay, body, &directory);
    if sorted.dropped && !current {
        return Err(LogError::Failed("who is followed is not known just now".to_owned()));
    }
    let mut sealed = Vec::new();
    for (account, content) in sorted.kept {
        if let Some(part) = relay.sealer.seal(account.as_deref(), &content, &directory, now).await? {
            sealed.push(part);
        }
    }
    if sealed.is_empty() {
        Metrics::add(&relay.metrics.dropped, 1);
        return Ok(());
    }
    let parts = serde_json::to_vec(&sealed).map_err(|error| LogError::Failed(error.to_string()))?;
    store(relay, digest(body), now, parts).await
}

pub(crate) async fn store(relay: &Relay, digest: Digest, at: u64, body: Vec<u8>) -> Result<(), LogError> {
    let counter = match relay.log.append(NewRecord { digest, at, body }).await? {
        Stored::New(_) => &relay.metrics.stored,
        Stored::Known => &relay.metrics.known,
    };
    Metrics::add(counter, 1);
    Ok(())
}

pub(crate) fn digest(body: &[u8]) -> Digest {
    let whole = Sha256::digest(body);
    let mut digest = [0; 16];
    for (to, from) in digest.iter_mut().zip(whole) {
        *to = from;
    }
    Fixed(digest)
}

/// What a body has for whom.
struct Sorted {
    kept: Vec<(Option<String>, Content)>,
    /// Something was for an account that nobody follows.
    dropped: bool,
}

/// Accounts that nobody follows are left out here, before anything is kept.
fn sort(relay: &Relay, body: &[u8], directory: &Directory) -> Sorted {
    let metrics = &relay.metrics;
    let opaque = |body: Vec<u8>| {
        Metrics::add(&metrics.opaque, 1);
        (None, Content::Opaque { body: Blob(body) })
    };
    let mut sorted = Sorted { kept: Vec::new(), dropped: false };
    match envelope::read(body) {
        Delivery::Test { field } => {
            Metrics::add(&metrics.tests, 1);
            tracing::info!("a test delivery from the dashboard was received");
            sorted.kept.push((None, Content::Test { field }));
        }
        Delivery::Unknown => sorted.kept.push(opaque(body.to_vec())),
        Delivery::Entries { by_account, nobodys } => {
            for (account, entries) in by_account {
                let known = directory.knows(&account);
                let counter = if known { &metrics.events } else { &metrics.events_dropped };
                Metrics::add(counter, entries.iter().map(|entry| envelope::events(entry)).sum());
                sorted.dropped |= !known;
                if known {
                    sorted.kept.push((Some(account.clone()), Content::Entries { handle: account, entries }));
                }
            }
            sorted.kept.extend(nobodys.into_iter().map(opaque));
        }
    }
    sorted
}
