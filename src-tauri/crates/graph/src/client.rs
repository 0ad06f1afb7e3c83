//! The calls. Each is one attempt; the only exceptions are named where they are made.

mod account;
mod conversations;
mod probe;
mod send;
mod upload;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use domain::handle::Flavour;
use domain::time::Timestamp;
use http::header::{AUTHORIZATION, CONTENT_TYPE, DATE};
use http::{HeaderMap, HeaderValue, Method};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

pub use conversations::PageRequest;
pub use send::{
    Button, ButtonTemplate, Content, Element, GenericTemplate, Message, OverLimit, QuickReplies, QuickReply,
    SendOutcome,
};
pub use upload::UploadFile;

use crate::access::{Access, TokenPlacement};
use crate::endpoints::Endpoints;
use crate::error::{ApiError, GraphError};
use crate::reply::{Reply, ServerTime};
use crate::transport::{Cause, Class, Request, Response, Transport, TransportError};
use crate::usage::Usage;
use crate::wire::fields::Detail;
use crate::wire::{json, time};

/// Instagram's API. Cheap to clone; clones share what was learned about the fields that Instagram accepts.
#[derive(Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
    endpoints: Endpoints,
    plain_fields: Arc<PlainFields>,
    upload_path: Arc<upload::UploadPath>,
}

/// A field that was refused is asked for again after this: it may have been an hour of Instagram's.
const PLAIN_FOR: Duration = Duration::from_secs(60 * 60);

/// Which flavours refused the full set of fields, and when.
#[derive(Default)]
struct PlainFields {
    instagram_login: Mutex<Option<Instant>>,
    facebook_login: Mutex<Option<Instant>>,
}

impl PlainFields {
    fn of(&self, flavour: Flavour) -> &Mutex<Option<Instant>> {
        match flavour {
            Flavour::InstagramLogin => &self.instagram_login,
            Flavour::FacebookLogin => &self.facebook_login,
        }
    }

    fn are_asked_for(&self, flavour: Flavour) -> bool {
        let refused = *self.of(flavour).lock().unwrap_or_else(PoisonError::into_inner);
        refused.is_some_and(|at| at.elapsed() < PLAIN_FOR)
    }

    fn refused(&self, flavour: Flavour) {
        *self.of(flavour).lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// What a call reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// A list of threads: a field that is refused of it is refused of any.
    List,
    /// One thread or message, which may be of a kind that lacks a field.
    One,
}

/// One call, before it is a request.
struct Call<'a> {
    /// The name for logs: paths carry ids.
    endpoint: &'static str,
    method: Method,
    url: Url,
    token: &'a SecretString,
    placement: TokenPlacement,
    body: Body,
    /// The ids whose usage counts.
    own: [&'a str; 2],
}

/// What a call carries.
enum Body {
    /// Nothing: a read.
    None,
    /// JSON.
    Json(Value),
    /// A file in a form. It may be sent again: it reaches nobody by itself.
    Form { content_type: String, bytes: Bytes },
}

/// An answer without an error in it.
type Answer = Reply<Value>;

impl Client {
    /// A client that calls these endpoints through this transport.
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>, endpoints: Endpoints) -> Self {
        Self { transport, endpoints, plain_fields: Arc::default(), upload_path: Arc::default() }
    }

    /// This computer slept: what is called from here on gets a connection of its own time.
    pub fn woke(&self) {
        self.transport.let_go();
    }

    fn get<'a>(
        &self,
        endpoint: &'static str,
        access: Access<'a>,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Call<'a>, GraphError> {
        Ok(Call {
            endpoint,
            method: Method::GET,
            url: self.endpoints.versioned(access.flavour, path, query)?,
            token: access.token,
            placement: TokenPlacement::Bearer,
            body: Body::None,
            own: [access.node, access.ig_id.as_str()],
        })
    }

    /// Makes the call once and reads the answer: an `error` in it is an error, whatever the status says.
    async fn call(&self, call: Call<'_>) -> Result<Answer, GraphError> {
        let (endpoint, own, began) = (call.endpoint, call.own, Instant::now());
        let answer = match request(call) {
            Ok(request) => self.transport.send(request).await,
            Err(error) => Err(error),
        };
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let result = answer.map_err(GraphError::from).and_then(|response| read(&response, own, began));
        match &result {
            Ok(_) => tracing::debug!(endpoint, ms, "answered"),
            Err(GraphError::Api(error)) => tracing::info!(
                endpoint,
                ms,
                status = error.status,
                code = error.code,
                subcode = error.subcode,
                fbtrace_id = error.fbtrace_id.as_deref().filter(|id| is_plain(id)),
                "refused"
            ),
            Err(error) => tracing::info!(endpoint, ms, %error, "failed"),
        }
        result
    }

    /// Reads with all fields; when Instagram refuses one of them, once more with the plain set, which after a list is kept
    /// to for a while (instagram-platform, section 14 "Don't request unknown fields"). `call` makes the call for a set.
    async fn with_fields<'a>(
        &self,
        flavour: Flavour,
        reads: Reads,
        call: impl Fn(Detail) -> Result<Call<'a>, GraphError>,
    ) -> Result<(Answer, Detail), GraphError> {
        let plain = self.plain_fields.are_asked_for(flavour);
        if !plain {
            match self.call(call(Detail::Full)?).await {
                Err(GraphError::Api(error)) if error.names_a_field() => {}
                answer => return Ok((answer?, Detail::Full)),
            }
        }
        let answer = self.call(call(Detail::Plain)?).await?;
        if !plain && reads == Reads::List {
            self.plain_fields.refused(flavour);
        }
        Ok((answer, Detail::Plain))
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("endpoints", &self.endpoints).finish_non_exhaustive()
    }
}

fn request(call: Call<'_>) -> Result<Request, TransportError> {
    let unsendable = || TransportError::NeverLeft(Cause::Other);
    let mut headers = HeaderMap::new();
    let mut url = call.url;
    match call.placement {
        TokenPlacement::Query => {
            url.query_pairs_mut().append_pair("access_token", call.token.expose_secret());
        }
        TokenPlacement::Bearer => {
            let bearer = format!("Bearer {}", call.token.expose_secret());
            let mut bearer = HeaderValue::try_from(bearer).map_err(|_| unsendable())?;
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
    }
    let class = match (&call.body, call.method == Method::GET) {
        (Body::Form { .. }, _) => Class::Upload,
        (_, true) => Class::Read,
        (_, false) => Class::Send,
    };
    let body = match call.body {
        Body::Json(body) => {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            Bytes::from(serde_json::to_vec(&body).map_err(|_| unsendable())?)
        }
        Body::Form { content_type, bytes } => {
            let content_type = HeaderValue::try_from(content_type).map_err(|_| unsendable())?;
            headers.insert(CONTENT_TYPE, content_type);
            bytes
        }
        Body::None => Bytes::new(),
    };
    Ok(Request { method: call.method, url, headers, body, class })
}

fn read(response: &Response, own: [&str; 2], asked: Instant) -> Result<Answer, GraphError> {
    let status = response.status.as_u16();
    let usage = Usage::read(&response.headers, &own);
    let server_time = server_time(&response.headers).map(|at| ServerTime { at, asked });
    let Some(value) = json::parse(&response.body) else {
        return Err(GraphError::NotJson { status, usage });
    };
    if let Some(error) = ApiError::read(&value, status, usage, server_time) {
        return Err(GraphError::Api(error));
    }
    if !response.status.is_success() {
        return Err(GraphError::NotJson { status, usage });
    }
    Ok(Reply { value, usage, server_time })
}

fn server_time(headers: &HeaderMap) -> Option<Timestamp> {
    time::http_date(headers.get(DATE)?.to_str().ok()?)
}

/// A trace id is letters and digits; whatever else stands in its place does not go into a log.
fn is_plain(id: &str) -> bool {
    id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
