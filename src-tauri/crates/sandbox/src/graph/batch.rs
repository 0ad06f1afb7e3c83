//! Several calls in one: `POST /?batch=[{"method","relative_url","body"?},..]`, as Graph's page on batch requests has it.
//! Each call is answered, counted and disturbed by faults as if it had come alone.

use std::fmt::Write as _;
use std::future::Future;
use std::pin::Pin;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, Response, header};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::rate::Reached;
use super::{Call, GraphError, respond};
use crate::sandbox::Sandbox;

/// Calls of one batch at most.
const MOST: usize = 50;

/// The answers to a batch, if the call is one.
pub(super) async fn serve(sandbox: &Sandbox, call: &Call) -> Option<Response<Body>> {
    let parts = match call.value("batch") {
        Some(Value::Array(parts)) if call.method == Method::POST => parts,
        _ => return None,
    };
    if parts.len() > MOST {
        let error = GraphError::parameter(format!(
            "Too many requests in batch message. Maximum batch size is {MOST}"
        ));
        return Some(sandbox.with(|world| respond::error(world, Reached::default(), &error)));
    }
    let with_headers = call.param("include_headers").is_none_or(|text| text != "false");
    let mut answers = Vec::with_capacity(parts.len());
    for part in &parts {
        let answer = match request(call, part) {
            Some(request) => alone(sandbox, request).await,
            None => {
                let error = GraphError::parameter("Invalid request in batch: method or relative_url");
                sandbox.with(|world| respond::error(world, Reached::default(), &error))
            }
        };
        answers.push(row(answer, part, with_headers).await);
    }
    Some(respond::plain(200, respond::JSON, Value::from(answers).to_string()))
}

/// A batch is answered by what answers it: the way round has to be boxed.
fn alone<'a>(
    sandbox: &'a Sandbox,
    request: Request<Body>,
) -> Pin<Box<dyn Future<Output = Response<Body>> + Send + 'a>> {
    Box::pin(super::answer(sandbox, request))
}

/// A part as the request that it stands for: at the same host, in the same version, with the token of the batch unless it
/// names others.
fn request(call: &Call, part: &Value) -> Option<Request<Body>> {
    let method = part["method"].as_str().unwrap_or("GET").to_ascii_uppercase();
    let relative = part["relative_url"].as_str()?.trim_start_matches('/');
    let base = call.found_at.as_deref().unwrap_or_else(|| call.host.graph());
    let version = call.version.as_deref().filter(|_| !super::request::begins_with_version(relative));
    let version = version.map_or_else(String::new, |version| format!("/{version}"));
    let proof = proof(call, part, relative);
    let mut request = Request::builder()
        .method(method.as_str())
        .uri(format!("{base}{version}/{}{proof}", encoded(relative)));
    if let Some(token) = part["access_token"].as_str().or(call.token.as_deref()) {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = match &part["body"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    request.body(Body::from(body)).ok()
}

/// The proof of the batch, for a part that uses the batch's token and brings no proof of its own.
fn proof(call: &Call, part: &Value, relative: &str) -> String {
    let own = relative.contains("access_token=") || relative.contains("appsecret_proof=");
    let mut out = String::new();
    if own || !part["access_token"].is_null() {
        return out;
    }
    for name in ["appsecret_proof", "appsecret_time"] {
        if let Some(value) = call.param(name) {
            let join = if relative.contains('?') || !out.is_empty() { '&' } else { '?' };
            let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            let _ = write!(out, "{join}{name}={value}");
        }
    }
    out
}

/// People write `fields=messages{id}` as it stands; an address wants those signs encoded.
fn encoded(relative: &str) -> String {
    let mut out = String::with_capacity(relative.len());
    for byte in relative.bytes() {
        if byte.is_ascii_graphic() && !b"{}\"<>|\\^`".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

async fn row(answer: Response<Body>, part: &Value, with_headers: bool) -> Value {
    let (head, body) = answer.into_parts();
    // Asked for: nothing is said of what went well.
    if head.status.is_success() && part["omit_response_on_success"] == true {
        return Value::Null;
    }
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut row = json!({"code": head.status.as_u16(), "body": String::from_utf8_lossy(&body)});
    if with_headers {
        row["headers"] = listed(&head.headers);
    }
    row
}

fn listed(headers: &HeaderMap) -> Value {
    let row = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        Some(json!({"name": name.as_str(), "value": value.to_str().ok()?}))
    };
    headers.iter().filter_map(row).collect::<Vec<Value>>().into()
}
