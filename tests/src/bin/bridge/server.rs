//! The routes: the contract's commands, its changes, media, and the UI's pages.

use std::net::SocketAddr;
use std::sync::Arc;

use api::{ApiError, ErrorCode};
use app::App;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;

use crate::host::RecordingHost;
use crate::{events, pages};

/// What the routes share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) app: Arc<App>,
    host: Arc<RecordingHost>,
    address: SocketAddr,
}

/// Every route.
pub(crate) fn router(app: Arc<App>, host: Arc<RecordingHost>, address: SocketAddr) -> Router {
    let shared = Shared { app, host, address };
    Router::new()
        .route("/rpc/{command}", post(rpc))
        .route("/events", get(events::stream))
        .route("/media/{*path}", get(media))
        .route("/opened", get(opened))
        .fallback(pages::serve)
        .layer(middleware::from_fn_with_state(shared.clone(), only_ours))
        .with_state(shared)
}

async fn rpc(
    State(shared): State<Shared>,
    Path(command): Path<String>,
    body: Option<Json<Value>>,
) -> Response {
    let payload = body.map_or(Value::Null, |Json(payload)| payload);
    match api::dispatch(&*shared.app, &command, payload).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => (status(&error), Json(error)).into_response(),
    }
}

fn status(error: &ApiError) -> StatusCode {
    match error.code {
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Invalid => StatusCode::BAD_REQUEST,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

async fn media(State(shared): State<Shared>, Path(path): Path<String>) -> Response {
    let media = match shared.app.media(&path).await {
        Ok(media) => media,
        Err(app::MediaError::NotFound | app::MediaError::Gone) => {
            return StatusCode::NOT_FOUND.into_response();
        }
        Err(_) => return StatusCode::BAD_GATEWAY.into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, media.content_type.to_string()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ];
    (headers, media.bytes).into_response()
}

async fn opened(State(shared): State<Shared>) -> Response {
    Json(shared.host.opened()).into_response()
}

/// Refuses other web pages: neither a name that resolves to this computer nor a form of another site gets in.
async fn only_ours(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let own = shared.address.to_string();
    let is = |headers: &HeaderMap, name, wanted: &str| headers.get(name).is_none_or(|value| value == wanted);
    let headers = request.headers();
    if is(headers, header::HOST, &own) && is(headers, header::ORIGIN, &format!("http://{own}")) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}
