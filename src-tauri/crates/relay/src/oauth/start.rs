//! A login begins.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use rand::Rng;
use sha2::{Digest, Sha256};
use url::Url;

use super::{FLOW_SECONDS, FlowNote, Stage, defaults, flow_note, provider, redirect_uri};
use crate::clock;
use crate::config::Provider;
use crate::laptops::door::Known;
use crate::laptops::{Refusal, Sent};
use crate::log::Expect;
use crate::protocol::calls::{Login, OauthStart, OauthStarted};
use crate::protocol::text::{Blob, DeviceId, Fixed};
use crate::relay::Relay;

/// `POST /v1/oauth/start`
///
/// # Errors
/// When this login is not set up.
pub async fn start(
    State(relay): State<Arc<Relay>>,
    Known(device): Known,
    Sent(request): Sent<OauthStart>,
) -> Result<Json<OauthStarted>, Refusal> {
    let provider = provider(&relay.config, request.login).ok_or(Refusal::NOT_SET_UP)?;
    if request.verifier_hash.0.len() != 32 {
        return Err(Refusal::MALFORMED);
    }
    let flow = DeviceId::random();
    let secret = Fixed::<32>::random();
    let until = clock::seconds().saturating_add(FLOW_SECONDS);
    let match_code = format!("{:04}", rand::rng().random_range(0..10_000));
    let note = FlowNote {
        device,
        login: request.login,
        verifier_hash: request.verifier_hash,
        state_hash: Blob(Sha256::digest(secret.0).to_vec()),
        match_code: match_code.clone(),
        until,
        stage: Stage::Begun,
    };
    relay.log.write(&flow_note(flow), serde_json::to_vec(&note)?, Expect::Nothing).await?;
    let state = format!("{flow}.{secret}");
    let url = authorize_url(provider, request.login, &redirect_uri(&relay.config), &state);
    let authorize_url = url.ok_or(Refusal::NOT_SET_UP)?.into();
    Ok(Json(OauthStarted { flow, authorize_url, match_code, until }))
}

fn authorize_url(provider: &Provider, login: Login, redirect: &str, state: &str) -> Option<Url> {
    let usual = defaults(login);
    let mut url = match &provider.authorize_url {
        Some(url) => url.clone(),
        None => usual.authorize.parse().ok()?,
    };
    let scopes = match &provider.scopes {
        Some(scopes) => scopes.join(","),
        None => usual.scopes.join(","),
    };
    let mut query = url.query_pairs_mut();
    query
        .append_pair("client_id", &provider.app_id)
        .append_pair("redirect_uri", redirect)
        .append_pair("response_type", "code")
        .append_pair("scope", &scopes)
        .append_pair("state", state);
    if login == Login::Instagram {
        // Else the browser quietly uses whoever is logged in (instagram-platform, section 1.1).
        query.append_pair("force_reauth", "true");
    }
    drop(query);
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::authorize_url;
    use crate::config::Provider;
    use crate::protocol::calls::Login;

    #[test]
    fn the_address_asks_for_what_the_login_needs() {
        let provider = Provider {
            app_id: "27".into(),
            app_secret: "s".into(),
            scopes: None,
            authorize_url: None,
            token_url: None,
            exchange_url: None,
        };
        let url =
            authorize_url(&provider, Login::Instagram, "https://r.example/oauth/callback", "st.ate").unwrap();
        assert_eq!(url.host_str(), Some("www.instagram.com"));
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        for (name, value) in [
            ("client_id", "27"),
            ("redirect_uri", "https://r.example/oauth/callback"),
            ("response_type", "code"),
            ("state", "st.ate"),
            ("force_reauth", "true"),
        ] {
            assert!(pairs.contains(&(name.into(), value.into())), "{name}");
        }
        let url = authorize_url(&provider, Login::Facebook, "https://r.example/oauth/callback", "s").unwrap();
        assert_eq!(url.host_str(), Some("www.facebook.com"));
        assert!(url.query().unwrap().contains("instagram_manage_messages"));
        assert!(!url.as_str().contains("app_secret"));
    }
}
