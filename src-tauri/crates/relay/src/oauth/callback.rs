//! Meta sends the person back.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{FlowNote, Stage, flow_note, provider, redirect_uri};
use crate::clock;
use crate::log::{Expect, LogError, Note};
use crate::metrics::Metrics;
use crate::pages;
use crate::protocol::seal::{self, Usage};
use crate::protocol::text::{Blob, DeviceId, Fixed};
use crate::relay::Relay;

/// What Meta puts behind the address.
#[derive(Debug, Default)]
struct Sent {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    description: Option<String>,
}

/// `GET /oauth/callback`
pub async fn callback(State(relay): State<Arc<Relay>>, RawQuery(query): RawQuery) -> Response {
    let sent = read(query.as_deref().unwrap_or_default());
    if sent.state.is_none()
        && let Some(error) = &sent.error
    {
        // Whether a refusal carries the state is not documented; without it the login just runs out.
        return pages::login_refused(sent.description.as_deref().unwrap_or(error));
    }
    match finish(&relay, sent).await {
        Ok(page) => page,
        Err(error) => {
            tracing::error!(%error, "a login could not be finished");
            pages::unavailable()
        }
    }
}

async fn finish(relay: &Relay, sent: Sent) -> Result<Response, LogError> {
    let Some((id, found, mut flow)) = begun(relay, sent.state.as_deref().unwrap_or_default()).await? else {
        return Ok(pages::login_unknown());
    };
    if let Some(error) = sent.error {
        let description = sent.description.unwrap_or_else(|| error.clone());
        let page = pages::login_refused(&description);
        flow.stage = Stage::Refused { error, description };
        return Ok(write(relay, &found, &flow).await?.map_or_else(pages::login_unknown, |_| page));
    }
    let Some(code) = sent.code.filter(|code| !code.is_empty()) else { return Ok(pages::login_unknown()) };
    let (Some(provider), Some(keys)) = (
        provider(&relay.config, flow.login),
        relay.directory().device(flow.device).map(|device| device.keys),
    ) else {
        return Ok(pages::login_unknown());
    };
    // One code, one try: whoever opens the same address again finds the login over.
    flow.stage = Stage::Exchanging;
    let Some(revision) = write(relay, &found, &flow).await? else { return Ok(pages::login_unknown()) };
    let found = Note { revision, ..found };
    match relay.exchange.run(provider, flow.login, &redirect_uri(&relay.config), &code).await {
        Ok(token) => {
            let plain = zeroize::Zeroizing::new(
                serde_json::to_vec(&token).map_err(|error| LogError::Failed(error.to_string()))?,
            );
            let sealed = seal::seal_to(&keys.seal, Usage::Token, &id.0, &plain)
                .map_err(|error| LogError::Failed(error.to_string()))?;
            let page = pages::login_done(&flow.match_code);
            flow.stage = Stage::Done { sealed: Blob(sealed) };
            write(relay, &found, &flow).await?;
            Metrics::add(&relay.metrics.logins, 1);
            Ok(page)
        }
        Err(failed) => {
            let page = pages::login_failed(failed.step, &failed.words);
            flow.stage = Stage::Refused { error: "exchange".to_owned(), description: failed.words };
            write(relay, &found, &flow).await?;
            Ok(page)
        }
    }
}

/// The login that this state belongs to, if it waits for it.
async fn begun(relay: &Relay, state: &str) -> Result<Option<(DeviceId, Note, FlowNote)>, LogError> {
    let Some((id, secret)) = state.split_once('.') else { return Ok(None) };
    let (Ok(id), Ok(secret)) = (id.parse::<DeviceId>(), secret.parse::<Fixed<32>>()) else { return Ok(None) };
    let Some(found) = relay.log.note(&flow_note(id)).await? else { return Ok(None) };
    let Ok(flow) = serde_json::from_slice::<FlowNote>(&found.value) else { return Ok(None) };
    let ours = bool::from(Sha256::digest(secret.0).as_slice().ct_eq(&flow.state_hash.0));
    let waits = flow.stage == Stage::Begun && clock::seconds() < flow.until;
    Ok((ours && waits).then_some((id, found, flow)))
}

/// Writes the login, unless somebody else did meanwhile.
async fn write(relay: &Relay, found: &Note, flow: &FlowNote) -> Result<Option<u64>, LogError> {
    let value = serde_json::to_vec(flow).map_err(|error| LogError::Failed(error.to_string()))?;
    match relay.log.write(&found.key, value, Expect::Revision(found.revision)).await {
        Ok(revision) => Ok(Some(revision)),
        Err(LogError::Changed) => Ok(None),
        Err(other) => Err(other),
    }
}

fn read(query: &str) -> Sent {
    let mut sent = Sent::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let slot = match name.as_ref() {
            "state" => &mut sent.state,
            "code" => &mut sent.code,
            "error" => &mut sent.error,
            "error_description" => &mut sent.description,
            _ => continue,
        };
        // Meta ends the address with `#_`, which a browser keeps to itself and others may not.
        let value = value.strip_suffix("#_").unwrap_or(&value).chars().take(2_000).collect();
        *slot = Some(value);
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_query_is_read_with_and_without_metas_ending() {
        let sent = read("code=AQB-x&state=a.b#_");
        assert_eq!((sent.code.as_deref(), sent.state.as_deref()), (Some("AQB-x"), Some("a.b")));
        let sent = read("state=a.b&code=AQB-x%23_");
        assert_eq!(sent.code.as_deref(), Some("AQB-x"));
        let sent = read(
            "error=access_denied&error_reason=user_denied&error_description=The+user+denied+your+request",
        );
        assert_eq!(sent.error.as_deref(), Some("access_denied"));
        assert_eq!(sent.description.as_deref(), Some("The user denied your request"));
    }
}
