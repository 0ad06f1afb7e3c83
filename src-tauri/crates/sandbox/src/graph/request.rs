//! Taking a request apart: host, version, path, token, parameters, body. Everything that real clients send is
//! taken: see the README, "What is accepted".

use std::collections::HashMap;

use axum::body::{Body, Bytes};
use axum::http::{Method, Request, header};
use serde_json::Value;
use url::form_urlencoded;

use super::host::Host;
use super::{GraphError, brackets, multipart, relaxed};

/// The largest body that is read; uploads of 25 MB fit.
const MAX_BODY: usize = 32 * 1024 * 1024;

/// A call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// Which of Meta's hosts was meant.
    pub(crate) host: Host,
    /// Where the caller found the sandbox when that is none of Meta's hosts: `http://127.0.0.1:8700`, with the host's name
    /// behind it where the path names one.
    pub(crate) found_at: Option<String>,
    /// The path as it came, without the query.
    pub(crate) path: String,
    /// `v26.0` or what the caller chose.
    pub(crate) version: Option<String>,
    segments: Vec<String>,
    params: HashMap<String, String>,
    body: Option<Value>,
    pub(crate) token: Option<String>,
    /// An uploaded file: content type and bytes.
    pub(crate) file: Option<(String, Bytes)>,
    /// The browser's session on the login pages: whoever logged in last.
    pub(crate) session: Option<String>,
}

impl Call {
    /// Reads a request: query, JSON or form body, token from the query, the form or the header.
    pub(crate) async fn read(request: Request<Body>) -> Result<Self, GraphError> {
        let (parts, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, MAX_BODY)
            .await
            .map_err(|_| GraphError::parameter("The request body could not be read."))?;
        let mut params = pairs(parts.uri.query().unwrap_or_default().as_bytes());
        let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let json = content_type.is_some_and(|t| t.contains("json"))
            || bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
        let mut file = None;
        let body = if bytes.is_empty() {
            None
        } else if let Some(boundary) = content_type.and_then(multipart::boundary) {
            let form = multipart::read(&bytes, boundary);
            form.fields.into_iter().for_each(|(name, value)| add(&mut params, name, value));
            file = form.file;
            None
        } else if json {
            let value: Value = serde_json::from_slice(&bytes)
                .map_err(|_| GraphError::parameter("The request body is not valid JSON."))?;
            Some(value)
        } else {
            params.extend(pairs(&bytes));
            None
        };
        let bearer = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.trim().split_once(' '))
            .filter(|(scheme, _)| ["bearer", "oauth"].contains(&scheme.to_ascii_lowercase().as_str()))
            .map(|(_, token)| token.trim_start().to_owned());
        let in_body = body.as_ref().and_then(|b| b["access_token"].as_str()).map(str::to_owned);
        let token = params.remove("access_token").or(bearer).or(in_body);
        let path = parts.uri.path().to_owned();
        let mut segments: Vec<String> =
            path.split('/').filter(|s| !s.is_empty()).map(percent_decode).collect();
        let named = segments.first().and_then(|first| Host::named(first));
        let authority = parts.uri.authority().map(axum::http::uri::Authority::as_str);
        let authority = authority.or_else(|| parts.headers.get(header::HOST)?.to_str().ok());
        let host = named.or_else(|| Host::named(authority?)).unwrap_or(Host::Any);
        let found_at = authority.filter(|name| Host::named(name).is_none()).map(|name| {
            let behind = segments.first().filter(|_| named.is_some());
            behind.map_or_else(|| format!("http://{name}"), |host| format!("http://{name}/{host}"))
        });
        if named.is_some() {
            segments.remove(0);
        }
        let version = segments.first().filter(|s| is_version(s)).cloned();
        if version.is_some() {
            segments.remove(0);
        }
        let method = match parts.method {
            // Harmless: looked at as a GET, answered without a body by whoever serves it.
            Method::HEAD => Method::GET,
            // Older SDKs say in a parameter what they mean, and send everything as POST.
            Method::POST => params
                .remove("method")
                .or_else(|| Some(body.as_ref()?.get("method")?.as_str()?.to_owned()))
                .and_then(|meant| Method::from_bytes(meant.to_ascii_uppercase().as_bytes()).ok())
                .unwrap_or(Method::POST),
            method => method,
        };
        let session = parts
            .headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .flat_map(|line| line.split(';'))
            .find_map(|pair| pair.trim().strip_prefix("sandbox_session="))
            .map(str::to_owned);
        Ok(Self { method, host, found_at, path, version, segments, params, body, token, file, session })
    }

    /// The path's parts without the version.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// The same call for another path, for the parts of a call of many ids.
    pub(crate) fn at(&self, segments: &[&str]) -> Self {
        Self { segments: segments.iter().map(|s| (*s).to_owned()).collect(), ..self.clone() }
    }

    /// The same call with these parameters instead of its own of their names.
    pub(crate) fn asking(&self, params: &[(&str, &str)]) -> Self {
        let mut call = self.clone();
        call.params.extend(params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        call
    }

    /// A parameter as text, from the query, the form or the JSON body.
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        if let Some(value) = self.params.get(name) {
            return Some(value.clone());
        }
        match self.body.as_ref()?.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// A parameter as JSON: form values that hold JSON are read as such.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.body.as_ref().and_then(|b| b.get(name)).filter(|v| !v.is_null()) {
            return Some(nested_json(value.clone()));
        }
        match self.params.get(name) {
            Some(text) => {
                let loose = text.trim_start().starts_with(['{', '[']).then(|| relaxed::parse(text)).flatten();
                Some(nested_json(loose.unwrap_or_else(|| Value::String(text.clone()))))
            }
            None => brackets::gather(&self.params, name).map(nested_json),
        }
    }

    /// The body as it was sent, without the token.
    pub(crate) fn body_as_sent(&self) -> Value {
        let mut sent = match &self.body {
            Some(body) => body.clone(),
            None => self.params.iter().map(|(k, v)| (k.clone(), Value::String(v.clone()))).collect(),
        };
        if let Some(object) = sent.as_object_mut() {
            object.remove("access_token");
        }
        sent
    }

    /// The query's parameters but the token, for the addresses of further pages.
    pub(crate) fn query_without(&self, left_out: &[&str]) -> Vec<(&str, &str)> {
        let mut rest: Vec<(&str, &str)> = self
            .params
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .filter(|(k, _)| !left_out.contains(k))
            .collect();
        rest.sort_unstable();
        rest
    }
}

/// Text that holds a JSON object or list, read as such; one level down too, because some clients write the parts
/// of an object as text (`payload` is typed as a string in Meta's SDK, section 16.5). A message's own text stays
/// text.
fn nested_json(value: Value) -> Value {
    match value {
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
            serde_json::from_str(&text).map_or(Value::String(text), nested_json)
        }
        Value::Object(parts) => {
            let own = |(key, part): (String, Value)| match key.as_str() {
                "text" | "title" | "subtitle" => (key, part),
                _ => (key, nested_json(part)),
            };
            Value::Object(parts.into_iter().map(own).collect())
        }
        other => other,
    }
}

fn percent_decode(segment: &str) -> String {
    let bytes = segment.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = (*byte == b'%').then(|| segment.get(at + 1..at + 3)).flatten();
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn pairs(bytes: &[u8]) -> HashMap<String, String> {
    form_urlencoded::parse(bytes).map(|(k, v)| (k.into_owned(), v.into_owned())).fold(
        HashMap::new(),
        |mut known, (name, value)| {
            add(&mut known, name, value);
            known
        },
    )
}

/// Of a parameter that comes twice the last one counts; `name[]` is one more row of a list each time.
fn add(params: &mut HashMap<String, String>, name: String, value: String) {
    let Some(list) = name.strip_suffix("[]") else {
        params.insert(name, value);
        return;
    };
    let row = (0..).map(|row: usize| format!("{list}[{row}]")).find(|row| !params.contains_key(row));
    params.extend(row.map(|row| (row, value)));
}

/// Whether an address that is relative to Graph names a version.
pub(super) fn begins_with_version(relative: &str) -> bool {
    relative.split(['/', '?']).next().is_some_and(is_version)
}

/// `v26.0` and the like.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').and_then(|v| v.split_once('.')).is_some_and(|(major, minor)| {
        !major.is_empty()
            && !minor.is_empty()
            && (major.bytes().chain(minor.bytes())).all(|b| b.is_ascii_digit())
    })
}
