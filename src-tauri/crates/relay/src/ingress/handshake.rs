//! The handshake: Meta asks once whether the callback address is ours (instagram-platform, section 6.2).

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use crate::relay::Relay;

/// The longest challenge that is said back.
const LONGEST: usize = 256;

/// `GET` of the callback address: says the challenge back to whoever knows the verify token.
pub async fn answer(State(relay): State<Arc<Relay>>, RawQuery(query): RawQuery) -> Response {
    let token = relay.config.meta.verify_token.as_ref().map_or("", |token| token.expose());
    let query = query.unwrap_or_default();
    match challenge(&query, token) {
        Some(challenge) => {
            tracing::info!("Meta's handshake was answered");
            let plain = HeaderValue::from_static("text/plain; charset=utf-8");
            let nosniff = HeaderValue::from_static("nosniff");
            ([(header::CONTENT_TYPE, plain), (header::X_CONTENT_TYPE_OPTIONS, nosniff)], challenge)
                .into_response()
        }
        None => {
            // Somebody who opens the address in a browser shakes no hands.
            if query.contains("verify_token") {
                tracing::warn!(
                    "a handshake was refused: the verify token of Meta's dashboard is not the one of the settings"
                );
            }
            StatusCode::FORBIDDEN.into_response()
        }
    }
}

/// The challenge, when the mode and the token are right and it is of letters and digits.
fn challenge(query: &str, token: &str) -> Option<String> {
    let (mut mode, mut given, mut challenge) = (None, None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        // Some proxies write a dot in a name as an underscore.
        let slot = match name.as_ref() {
            "hub.mode" | "hub_mode" => &mut mode,
            "hub.verify_token" | "hub_verify_token" => &mut given,
            "hub.challenge" | "hub_challenge" => &mut challenge,
            _ => continue,
        };
        if slot.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    let known = !token.is_empty() && bool::from(given?.as_bytes().ct_eq(token.as_bytes()));
    let challenge = challenge?;
    let harmless = !challenge.is_empty()
        && challenge.len() <= LONGEST
        && challenge.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    (known && mode.as_deref() == Some("subscribe") && harmless).then_some(challenge)
}

#[cfg(test)]
mod tests {
    use super::challenge;

    const TOKEN: &str = "a token & more";

    #[test]
    fn the_challenge_comes_back_to_whoever_knows_the_token() {
        let good = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a+token+%26+more";
        assert_eq!(challenge(good, TOKEN).as_deref(), Some("1158201444"));
        assert_eq!(challenge(&good.replace("hub.", "hub_"), TOKEN).as_deref(), Some("1158201444"));
    }

    #[test]
    fn everything_else_is_refused() {
        let cases = [
            "",
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong",
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=",
            "hub.mode=subscribe&hub.challenge=1",
            "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=a+token+%26+more",
            "hub.challenge=1&hub.verify_token=a+token+%26+more",
            "hub.mode=subscribe&hub.verify_token=a+token+%26+more",
            "hub.mode=subscribe&hub.challenge=&hub.verify_token=a+token+%26+more",
            "hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=a+token+%26+more",
            "hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token=a+token+%26+more",
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=x&hub.verify_token=a+token+%26+more",
        ];
        for query in cases {
            assert_eq!(challenge(query, TOKEN), None, "{query}");
        }
        assert_eq!(challenge("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", ""), None);
    }
}
