//! From an answer to bytes, with whatever fault was asked for.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Response, StatusCode, header};
use futures_util::stream;
use serde_json::Value;

use super::rate::{self, Reached};
use super::{Answer, GraphError};
use crate::fault::Fault;
use crate::ids;
use crate::sandbox::Sandbox;
use crate::world::World;

/// The content type of every answer in JSON.
pub(super) const JSON: &str = "application/json; charset=UTF-8";
/// Longer than any client waits; after it the sandbox gives up as an edge server would.
const SILENCE: Duration = Duration::from_secs(120);

/// An error in Meta's envelope.
pub(crate) fn error(world: &mut World, reached: Reached, error: &GraphError) -> Response<Body> {
    let trace = ids::fbtrace(&mut world.dice);
    let status = error.http_status(&world.switches);
    json(world, reached, status, &error.body(&trace), &trace, error.regain_minutes)
}

fn render(world: &mut World, reached: Reached, answer: &Answer) -> Response<Body> {
    match answer {
        Ok(body) => {
            let trace = ids::fbtrace(&mut world.dice);
            json(world, reached, 200, body, &trace, None)
        }
        Err(failure) => error(world, reached, failure),
    }
}

fn json(
    world: &World,
    reached: Reached,
    status: u16,
    body: &Value,
    trace: &str,
    regain_minutes: Option<i64>,
) -> Response<Body> {
    let mut response = plain(status, JSON, body.to_string());
    let headers = response.headers_mut();
    if world.switches.is("api_version_header", "present") {
        headers.insert("facebook-api-version", header::HeaderValue::from_static("v26.0"));
    }
    if let Ok(trace) = trace.parse() {
        headers.insert("x-fb-trace-id", trace);
    }
    if world.switches.is("usage_header", "present") {
        for (name, value) in [
            ("x-business-use-case-usage", rate::usage(world, reached, regain_minutes)),
            ("x-app-usage", rate::app_usage(world, reached)),
        ] {
            if let Some(value) = value.and_then(|usage| usage.to_string().parse().ok()) {
                headers.insert(name, value);
            }
        }
    }
    response
}

/// Says that an answer is of the version that was asked for.
pub(crate) fn in_version(response: &mut Response<Body>, asked: Option<&str>) {
    if let (Some(header), Some(Ok(asked))) =
        (response.headers_mut().get_mut("facebook-api-version"), asked.map(str::parse))
    {
        *header = asked;
    }
}

/// The answer to a preflight: harmless.
pub(crate) fn options() -> Response<Body> {
    let mut response = plain(200, "text/plain", "");
    response
        .headers_mut()
        .insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD, POST, DELETE, OPTIONS"));
    response
}

pub(super) fn plain(status: u16, content_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type));
    response
}

/// The answer of a fault that keeps a call from being processed.
pub(crate) async fn instead_of_processing(
    sandbox: &Sandbox,
    reached: Reached,
    fault: &Fault,
) -> Option<Response<Body>> {
    let failure = match fault {
        Fault::Status { status } => return Some(plain(*status, "text/plain", "")),
        Fault::Html { status } => {
            let page = "<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>";
            return Some(plain(status.unwrap_or(502), "text/html; charset=utf-8", page));
        }
        Fault::Redirect { location } => {
            let mut response = plain(302, "text/plain", "");
            let target = location.as_deref().unwrap_or("https://www.instagram.com/accounts/login/");
            if let Ok(target) = target.parse() {
                response.headers_mut().insert(header::LOCATION, target);
            }
            return Some(response);
        }
        Fault::TimeoutBefore => {
            tokio::time::sleep(SILENCE).await;
            return Some(plain(504, "text/plain", ""));
        }
        Fault::Error { code, subcode, message, status, is_transient, twist } => {
            let words = message.as_deref().unwrap_or("An error that was asked for.");
            let mut failure = GraphError::new(*code, *subcode, words).claiming(*is_transient);
            failure.status = *status;
            failure.twist = *twist;
            failure
        }
        Fault::Body { status, content_type, body } => {
            let mut response = plain(status.unwrap_or(200), JSON, body.clone());
            if let Some(kind) = content_type.as_deref().and_then(|kind| kind.parse().ok()) {
                response.headers_mut().insert(header::CONTENT_TYPE, kind);
            }
            return Some(response);
        }
        Fault::Throttle { code, minutes } => {
            GraphError::throttle(code.unwrap_or(80002), Some(minutes.unwrap_or(1)))
        }
        Fault::TokenDead { subcode } => GraphError::token(Some(subcode.unwrap_or(460))),
        _ => return None,
    };
    Some(sandbox.with(|world| error(world, reached, &failure)))
}

/// The answer of a processed call, bent by the faults that act afterwards.
pub(crate) async fn after_processing(
    sandbox: &Sandbox,
    reached: Reached,
    mut answer: Answer,
    fault: Option<Fault>,
) -> Response<Body> {
    match (&fault, &mut answer) {
        (Some(Fault::Duplicate), Ok(body)) => for_each_list(body, &mut |rows| {
            *rows = rows.iter().flat_map(|row| [row.clone(), row.clone()]).collect();
        }),
        (Some(Fault::Reorder), Ok(body)) => for_each_list(body, &mut |rows| rows.reverse()),
        (Some(Fault::LyingError), Ok(_)) => {
            let words = "Invalid JSON reply; the message may have been sent.";
            answer = Err(GraphError::new(1, Some(1_357_046), words));
        }
        (Some(Fault::TimeoutAfter), _) => {
            tokio::time::sleep(SILENCE).await;
            return plain(504, "text/plain", "");
        }
        (Some(Fault::Late { delay_ms }), _) => tokio::time::sleep(Duration::from_millis(*delay_ms)).await,
        (Some(Fault::EmptyBody), _) => return plain(200, JSON, ""),
        _ => {}
    }
    let response = sandbox.with(|world| render(world, reached, &answer));
    match fault {
        Some(Fault::Malformed) => rebody(response, |_| Body::from("{\"data\":[{\"id\":\"aWdf")).await,
        Some(Fault::HalfBody) => {
            rebody(response, |whole| {
                let half = whole.slice(..whole.len() / 2);
                let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
                Body::from_stream(stream::iter([Ok(half), Err(broken)]))
            })
            .await
        }
        Some(Fault::SlowBody { delay_ms }) => {
            let delay = Duration::from_millis(delay_ms.unwrap_or(250));
            rebody(response, |whole| {
                Body::from_stream(stream::unfold(whole, move |mut rest| async move {
                    if rest.is_empty() {
                        return None;
                    }
                    tokio::time::sleep(delay).await;
                    let piece = rest.split_to(rest.len().min(256));
                    Some((Ok::<Bytes, Infallible>(piece), rest))
                }))
            })
            .await
        }
        _ => response,
    }
}

async fn rebody(response: Response<Body>, with: impl FnOnce(Bytes) -> Body) -> Response<Body> {
    let (parts, body) = response.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(parts, with(whole))
}

/// The rows of a list and of the message lists within; not participants and the like.
fn for_each_list(body: &mut Value, change: &mut impl FnMut(&mut Vec<Value>)) {
    if let Some(rows) = body.get_mut("data").and_then(Value::as_array_mut) {
        change(rows);
        rows.iter_mut().for_each(|row| for_each_list(row, change));
    } else if let Some(messages) = body.get_mut("messages") {
        for_each_list(messages, change);
    }
}
