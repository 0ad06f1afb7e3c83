//! The tests' own HTTP client.

use anyhow::{Context as _, Result, bail};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

/// A client.
///
/// # Errors
/// When TLS cannot be set up (it is not used, but the client wants it).
pub(crate) fn client() -> Result<Client> {
    // A second installation says that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder().no_proxy().build()?)
}

/// Sends a request with a body of JSON; gives the status and the answer's JSON (`null` for none).
pub(crate) async fn exchange(request: RequestBuilder, body: Option<&Value>) -> Result<(u16, Value)> {
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body.to_string()),
        None => request,
    };
    let response = request.send().await?;
    let status = response.status().as_u16();
    let text = response.text().await?;
    let value = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).with_context(|| format!("status {status}, not JSON"))?
    };
    Ok((status, value))
}

/// As [`exchange`], where anything but success is a failure of the test.
pub(crate) async fn call(client: &Client, method: Method, url: &str, body: Option<&Value>) -> Result<Value> {
    let (status, answer) = exchange(client.request(method, url), body).await?;
    if !(200..300).contains(&status) {
        bail!("{url} answered {status}: {answer}");
    }
    Ok(answer)
}
