//! A code becomes a long-lived token (instagram-platform, sections 1.1 and 1.2).

use std::time::Duration;

use hmac::{Hmac, Mac};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;
use url::Url;

use super::defaults;
use crate::clock;
use crate::config::Provider;
use crate::protocol::calls::{Login, Token};

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// No answer is longer, in bytes.
const LONGEST: usize = 64 << 10;

/// Ten years; Meta's tokens live for sixty days.
const LONGEST_LIFE_S: u64 = 10 * 365 * 86_400;

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// What was being done, for a person.
    pub step: &'static str,
    /// What was answered. Never has a token, a code or a secret in it.
    pub words: String,
}

/// Speaks to Meta.
pub struct Exchange(reqwest::Client);

/// What a token endpoint may say, in every shape that was seen.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: Option<Value>,
    #[serde(default)]
    user_id: Option<Value>,
    #[serde(default)]
    permissions: Option<Value>,
}

impl Exchange {
    /// One that follows no redirects: an answer that leads elsewhere is not Meta's.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, String> {
        // Another part of the process may have chosen already; any choice will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map(Self)
            .map_err(|error| format!("https cannot be set up: {error}"))
    }

    /// Exchanges a code for a long-lived token.
    ///
    /// # Errors
    /// What Meta answered instead.
    pub async fn run(
        &self,
        provider: &Provider,
        login: Login,
        redirect_uri: &str,
        code: &str,
    ) -> Result<Token, Failed> {
        let step = "exchanging the code";
        let usual = defaults(login);
        let token_url = address(provider.token_url.as_ref(), usual.token, step)?;
        let mut form = vec![
            ("client_id", provider.app_id.as_str()),
            ("client_secret", provider.app_secret.expose()),
            ("redirect_uri", redirect_uri),
            ("code", code),
        ];
        let asked = match login {
            Login::Instagram => {
                form.push(("grant_type", "authorization_code"));
                self.0.post(token_url).form(&form)
            }
            Login::Facebook => self.0.get(token_url).query(&form),
        };
        let short = granted(asked, step).await?;

        let step = "asking for the token that lasts";
        let exchange_url = address(provider.exchange_url.as_ref(), usual.exchange, step)?;
        let secret = provider.app_secret.expose();
        let query = match login {
            Login::Instagram => vec![
                ("grant_type", "ig_exchange_token"),
                ("client_secret", secret),
                ("access_token", short.access_token.as_str()),
            ],
            Login::Facebook => vec![
                ("grant_type", "fb_exchange_token"),
                ("client_id", provider.app_id.as_str()),
                ("client_secret", secret),
                ("fb_exchange_token", short.access_token.as_str()),
            ],
        };
        let long = granted(self.0.get(exchange_url).query(&query), step).await?;
        let proof = (login == Login::Facebook).then(|| proof(secret, &long.access_token));
        Ok(Token {
            appsecret_proof: proof.flatten(),
            expires_in: long.expires_in.and_then(seconds),
            at: clock::millis(),
            permissions: permissions(short.permissions.or(long.permissions)),
            user_id: short.user_id.and_then(id),
            access_token: long.access_token,
        })
    }
}

fn address(given: Option<&Url>, usual: &str, step: &'static str) -> Result<Url, Failed> {
    match given {
        Some(url) => Ok(url.clone()),
        None => usual.parse().map_err(|_| Failed { step, words: "the address cannot be used".to_owned() }),
    }
}

async fn granted(request: reqwest::RequestBuilder, step: &'static str) -> Result<Granted, Failed> {
    // Without the address: it carries the secret.
    let unreachable = |error: reqwest::Error| {
        tracing::warn!(error = %error.without_url(), step, "Meta could not be reached");
        Failed { step, words: "It could not be reached.".to_owned() }
    };
    let mut answer = request.send().await.map_err(unreachable)?;
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&piece);
        if body.len() > LONGEST {
            return Err(Failed { step, words: "The answer was too long.".to_owned() });
        }
    }
    read(&body).map_err(|words| Failed { step, words })
}

/// Flat, or in an envelope with one row (instagram-platform, section 1.1). An error counts whatever the status.
fn read(body: &[u8]) -> Result<Granted, String> {
    let not_understood = || "The answer was not understood.".to_owned();
    let value: Value = serde_json::from_slice(body).map_err(|_| not_understood())?;
    if let Some(words) = refusal(&value) {
        return Err(words);
    }
    let row = match value.get("data") {
        Some(Value::Array(rows)) => rows.first().cloned(),
        Some(row @ Value::Object(_)) => Some(row.clone()),
        _ => Some(value),
    };
    let granted = row.and_then(|row| serde_json::from_value::<Granted>(row).ok());
    granted.filter(|granted| !granted.access_token.is_empty()).ok_or_else(not_understood)
}

fn refusal(value: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().map(|text| text.chars().take(500).collect::<String>());
    if let Some(words) = value.get("error_message").and_then(text) {
        return Some(words);
    }
    let error = value.get("error").filter(|error| !error.is_null())?;
    let words = error.get("message").and_then(text).or_else(|| text(error));
    let trace = error.get("fbtrace_id").and_then(Value::as_str).map(|id| format!(" ({id})"));
    Some(format!("{}{}", words.unwrap_or_else(|| "no reason".to_owned()), trace.unwrap_or_default()))
}

fn id(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        // Exact: JSON integers of this size are read as integers.
        Value::Number(number) if number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// How long a token lives. A login is not lost over an odd one: a code can be exchanged only once, and refreshing tells anew.
fn seconds(value: Value) -> Option<u64> {
    let seconds = match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_u64(),
        _ => None,
    };
    seconds.filter(|seconds| (1..=LONGEST_LIFE_S).contains(seconds))
}

fn permissions(value: Option<Value>) -> Option<Vec<String>> {
    match value? {
        Value::String(text) => {
            Some(text.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect())
        }
        Value::Array(many) => Some(many.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()),
        _ => None,
    }
}

fn proof(secret: &str, token: &str) -> Option<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(token.as_bytes());
    Some(hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{id, permissions, proof, read, seconds};

    #[test]
    fn every_shape_of_the_answer_is_read() {
        let names = Some(vec![
            "instagram_business_basic".to_owned(),
            "instagram_business_manage_messages".to_owned(),
        ]);
        for user in ["\"27640000000000011\"", "27640000000000011"] {
            for granted in [
                "\"instagram_business_basic,instagram_business_manage_messages\"",
                "[\"instagram_business_basic\",\"instagram_business_manage_messages\"]",
            ] {
                let flat = format!(r#"{{"access_token":"IGAAx","user_id":{user},"permissions":{granted}}}"#);
                for body in [flat.clone(), format!(r#"{{"data":[{flat}]}}"#)] {
                    let read = read(body.as_bytes()).ok().unwrap();
                    assert_eq!(read.access_token, "IGAAx");
                    assert_eq!(read.user_id.and_then(id).as_deref(), Some("27640000000000011"));
                    assert_eq!(permissions(read.permissions), names);
                }
            }
        }
        let long =
            read(br#"{"access_token":"IGAAy","token_type":"bearer","expires_in":5183944}"#).ok().unwrap();
        assert_eq!(
            (long.access_token.as_str(), long.expires_in.and_then(seconds)),
            ("IGAAy", Some(5_183_944))
        );
        for (odd, life) in [
            ("\"5183944\"", Some(5_183_944)),
            ("null", None),
            ("-1", None),
            ("0", None),
            ("18446744073709551615", None),
            ("5183944.5", None),
            ("\"never\"", None),
            ("{}", None),
        ] {
            let body = format!(r#"{{"access_token":"IGAAy","expires_in":{odd},"error":null}}"#);
            let long = read(body.as_bytes()).ok().unwrap();
            assert_eq!(
                (long.access_token.as_str(), long.expires_in.and_then(seconds)),
                ("IGAAy", life),
                "{odd}"
            );
        }
    }

    #[test]
    fn every_shape_of_a_refusal_is_read() {
        let cases = [
            (
                r#"{"error_type":"OAuthException","code":400,"error_message":"Matching code was not found or was already used"}"#,
                "Matching code was not found or was already used",
            ),
            (r#"{"error":{"message":"Invalid","code":190,"fbtrace_id":"AbC"}}"#, "Invalid (AbC)"),
            (r#"{"access_token":"x","error":{"message":"Both"}}"#, "Both"),
            (r#"{"error":"plain"}"#, "plain"),
            ("<html>", "The answer was not understood."),
            ("{}", "The answer was not understood."),
            (r#"{"access_token":""}"#, "The answer was not understood."),
        ];
        for (body, words) in cases {
            assert_eq!(read(body.as_bytes()).err().as_deref(), Some(words), "{body}");
        }
    }

    #[test]
    fn the_proof_is_the_published_one() {
        let expected = "09e7a66ef4f79a98990e7682606bc33fd3b129620adc16da742efdf034e81d3a";
        assert_eq!(proof("sandbox_app_secret_0001", "EAASANDBOXTOKEN").as_deref(), Some(expected));
    }
}
