//! Logging in: the pages a person sees, the codes that come of them and what codes are exchanged for, of both
//! logins (reference, section 1).

pub(crate) mod control;
pub(crate) mod exchange;
pub(crate) mod facebook;
pub(crate) mod instagram;
mod page;
pub(crate) mod proof;
mod registry;

use axum::body::Body;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use url::form_urlencoded;

pub(crate) use registry::{
    Comment, HOUR_MS, Holder, INSTAGRAM_SCOPES, InstagramGrant, Page, Registry, Uploaded,
};

use crate::graph::{Call, Host};
use crate::world::World;

/// A login page, if the call is for one.
pub(crate) fn serve(world: &mut World, call: &Call) -> Option<Response<Body>> {
    if call.method != Method::GET && call.method != Method::POST {
        return None;
    }
    match (call.host, call.segments().as_slice()) {
        (Host::Any | Host::WwwInstagram, ["oauth", "authorize"]) => Some(instagram::authorize(world, call)),
        (Host::Any | Host::WwwFacebook, ["dialog", "oauth"]) => Some(facebook::dialog(world, call)),
        (Host::Any | Host::WwwFacebook, ["connect", "login_success.html"]) => {
            Some(page::shown(StatusCode::OK, "Success", "Success"))
        }
        (Host::WwwInstagram | Host::WwwFacebook, _) => {
            Some(page::shown(StatusCode::NOT_FOUND, "Page not found", "This page is not available."))
        }
        _ => None,
    }
}

/// Why a login cannot even be asked for: shown to the person, never sent to the redirect address.
fn refused_before_asking(world: &World, call: &Call, facebook: bool) -> Option<Response<Body>> {
    let app = &world.registry.app;
    let client_id = if facebook { &app.id } else { &app.instagram_id };
    let shown = |words: &str| Some(page::shown(StatusCode::BAD_REQUEST, "Invalid request", words));
    if call.param("client_id").as_deref() != Some(client_id.as_str()) {
        return shown("Invalid platform app: the parameter client_id is not an app of this login.");
    }
    let Some(redirect) = call.param("redirect_uri") else {
        return shown("The parameter redirect_uri is required.");
    };
    if !redirect_allowed(world, &redirect, facebook) {
        return shown("Invalid redirect_uri: it is not listed for this app.");
    }
    match call.param("response_type").as_deref() {
        Some("code" | "token") => None,
        None if facebook => None,
        _ => shown("Invalid response_type: it must be code."),
    }
}

/// Exactly a listed address; any HTTPS address while none is listed. Facebook leaves `state` out of the comparison. A
/// loopback address is a switch.
fn redirect_allowed(world: &World, redirect: &str, facebook: bool) -> bool {
    let Ok(url) = url::Url::parse(redirect) else { return false };
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if loopback && world.switches.is("loopback_redirect", "refused") {
        return false;
    }
    if url.scheme() != "https" && !loopback {
        return false;
    }
    let listed = &world.registry.app.redirect_uris;
    let compared = if facebook { without_state(redirect) } else { redirect.to_owned() };
    listed.is_empty() || listed.contains(&compared)
}

/// An address without the parameter `state`, and else as it was written.
fn without_state(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("state=")).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

/// Sends the browser back with these parameters, and remembers who is logged in.
fn send_back(
    redirect: &str,
    in_fragment: bool,
    parts: &[(&str, &str)],
    session: Option<&str>,
) -> Response<Body> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parts);
    let join = match (in_fragment, redirect.contains('?')) {
        (true, _) => '#',
        (false, true) => '&',
        (false, false) => '?',
    };
    // Both logins append this to a success (reference, section 1.1); a fragment is one already.
    let tail = if in_fragment || parts.iter().any(|(k, _)| *k == "error") { "" } else { "#_" };
    let target = format!("{redirect}{join}{}{tail}", query.finish());
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    if let Ok(target) = HeaderValue::from_str(&target) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    if let Some(cookie) = session
        .and_then(|who| HeaderValue::from_str(&format!("sandbox_session={who}; Path=/; HttpOnly")).ok())
    {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The person said no (reference, section 1.1). Whether `state` comes back then is a switch.
fn denied(world: &World, call: &Call, facebook: bool) -> Response<Body> {
    let words = if facebook { "Permissions error" } else { "The user denied your request" };
    let state = call.param("state").filter(|_| world.switches.is("state_on_denial", "present"));
    let mut parts =
        vec![("error", "access_denied"), ("error_reason", "user_denied"), ("error_description", words)];
    if facebook {
        parts.push(("error_code", "200"));
    }
    if let Some(state) = &state {
        parts.push(("state", state));
    }
    send_back(&call.param("redirect_uri").unwrap_or_default(), false, &parts, None)
}

/// The scopes of a request: separated by commas or spaces.
fn scopes_of(call: &Call) -> Vec<String> {
    let asked = call.param("scope").unwrap_or_default();
    asked.split([',', ' ', '+']).filter(|s| !s.is_empty()).map(str::to_owned).collect()
}

/// Of the scopes that were asked for, those that the person left ticked.
fn ticked(call: &Call, asked: &[String]) -> Vec<String> {
    asked.iter().filter(|scope| call.param(&format!("grant_{scope}")).is_some()).cloned().collect()
}
