//! The laptops' side of the relay: what [`crate::protocol::calls`] lists.

pub mod claims;
pub mod door;
pub mod handles;
pub mod pair;
pub mod stream;

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};

use crate::log::LogError;
use crate::oauth;
use crate::protocol::calls::{Problem, ProblemCode};
use crate::relay::Relay;

/// No request of a laptop is larger, in bytes.
const LARGEST: usize = 256 << 10;

/// All paths below `/v1`.
pub fn router() -> Router<Arc<Relay>> {
    Router::new()
        .route("/invitation", post(pair::invitation))
        .route("/pair", post(pair::pair))
        .route("/claims", post(claims::claim))
        .route("/unpair", post(pair::unpair))
        .route("/challenge", post(door::challenge))
        .route("/session", post(door::session))
        .route("/handles", put(handles::put))
        .route("/deletion", post(handles::deletion_done))
        .route("/stream", get(stream::stream))
        .route("/events", get(stream::long_poll))
        .route("/ack", post(stream::acknowledge))
        .route("/oauth/start", post(oauth::start::start))
        .route("/oauth/claim", post(oauth::claim::claim))
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// A request that failed.
#[derive(Debug)]
pub struct Refusal(StatusCode, ProblemCode, &'static str);

impl Refusal {
    pub(crate) const MALFORMED: Self = Self(
        StatusCode::BAD_REQUEST,
        ProblemCode::Malformed,
        "The request is not of the form that belongs here.",
    );
    pub(crate) const NO_SESSION: Self = Self(
        StatusCode::UNAUTHORIZED,
        ProblemCode::NoSession,
        "There is no session, or it is over. Make a new one.",
    );
    pub(crate) const NOT_PAIRED: Self =
        Self(StatusCode::FORBIDDEN, ProblemCode::NotPaired, "This laptop is not paired with the relay.");
    pub(crate) const WRONG_CODE: Self = Self(
        StatusCode::FORBIDDEN,
        ProblemCode::WrongCode,
        "The pairing link was used, is older than ten minutes, or is not of this relay. Ask for a new one.",
    );
    pub(crate) const NOT_ALLOWED: Self = Self(
        StatusCode::FORBIDDEN,
        ProblemCode::NotAllowed,
        "This laptop was paired for other handles. Whoever runs the relay can pair it anew.",
    );
    pub(crate) const NO_SUCH_FLOW: Self =
        Self(StatusCode::NOT_FOUND, ProblemCode::NoSuchFlow, "This login is over. Begin again.");
    pub(crate) const NOT_SET_UP: Self =
        Self(StatusCode::NOT_FOUND, ProblemCode::NotSetUp, "The relay is not set up for this login.");
    pub(crate) const OTHER_EPOCH: Self = Self(
        StatusCode::CONFLICT,
        ProblemCode::OtherEpoch,
        "The relay's numbers began anew. Connect to the stream again.",
    );
}

impl From<LogError> for Refusal {
    fn from(error: LogError) -> Self {
        tracing::error!(%error, "a laptop's request could not be carried out");
        Self(StatusCode::SERVICE_UNAVAILABLE, ProblemCode::Unavailable, "The relay cannot do this just now.")
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::from(LogError::Failed(error.to_string()))
    }
}

impl From<axum::extract::rejection::JsonRejection> for Refusal {
    fn from(_: axum::extract::rejection::JsonRejection) -> Self {
        Self::MALFORMED
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        (status, Json(Problem { code, message: message.to_owned() })).into_response()
    }
}

/// JSON that a laptop sent; answers a [`Problem`] when it is none.
#[derive(axum::extract::FromRequest)]
#[from_request(via(Json), rejection(Refusal))]
pub struct Sent<T>(pub T);
