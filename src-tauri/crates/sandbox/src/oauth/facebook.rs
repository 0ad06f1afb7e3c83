//! Facebook Login's page (reference, section 1.2).

use axum::body::Body;
use axum::http::{Method, Response, StatusCode};

use super::page::{self, Choice};
use super::registry::{CodeFor, FACEBOOK_SCOPES, HOUR_MS, Holder};
use crate::graph::Call;
use crate::world::World;

/// Scopes that Facebook Login had once.
const DEAD_SCOPES: [&str; 5] =
    ["manage_pages", "publish_pages", "publish_actions", "read_page_mailboxes", "offline_access"];

/// `GET|POST www.facebook.com/vNN.N/dialog/oauth`.
pub(super) fn dialog(world: &mut World, call: &Call) -> Response<Body> {
    if let Some(refused) = super::refused_before_asking(world, call, true) {
        return refused;
    }
    let asked = asked(world, call);
    if !asked.iter().all(|scope| is_granted(scope)) {
        return page::shown(StatusCode::BAD_REQUEST, "Invalid request", "Invalid Scopes");
    }
    if call.method == Method::GET {
        return ask(world, call, &asked);
    }
    let who = call.param("account").and_then(|name| world.registry.user_named(&name));
    match (call.param("decision").as_deref(), who) {
        (Some("allow"), Some(user)) => allowed(world, call, &asked, user),
        (Some("deny"), _) => super::denied(world, call, true),
        _ => ask(world, call, &asked),
    }
}

/// The scopes of a request, or of the configuration that it names.
fn asked(world: &World, call: &Call) -> Vec<String> {
    let configured = call.param("config_id").is_some_and(|id| !id.is_empty());
    if configured && world.switches.is("login_configuration", "honoured") {
        return FACEBOOK_SCOPES.iter().map(|scope| (*scope).to_owned()).collect();
    }
    super::scopes_of(call)
}

/// Any scope of Facebook's, whether or not messaging needs it; not those that are no more, nor Instagram Login's.
fn is_granted(scope: &str) -> bool {
    let well_formed = scope.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    well_formed
        && scope.starts_with(|first: char| first.is_ascii_lowercase())
        && !DEAD_SCOPES.contains(&scope)
        && !["instagram_business_", "business_basic", "business_content_", "business_manage_"]
            .iter()
            .any(|of_instagram| scope.starts_with(of_instagram))
}

fn allowed(world: &mut World, call: &Call, asked: &[String], user: usize) -> Response<Body> {
    let granted = super::ticked(call, asked);
    let known = &mut world.registry.users[user];
    for scope in asked {
        known.answered.insert(scope.clone(), granted.contains(scope));
    }
    let (redirect, name) = (call.param("redirect_uri").unwrap_or_default(), known.id.clone());
    let state = call.param("state");
    let life = (HOUR_MS / 1000).to_string();
    if call.param("response_type").as_deref() == Some("token") {
        let token = world.issue_facebook_token(Holder::User(user), granted, true, Some(HOUR_MS)).token.value;
        let mut parts = vec![("access_token", token.as_str()), ("expires_in", life.as_str())];
        if let Some(state) = &state {
            parts.push(("state", state));
        }
        return super::send_back(&redirect, true, &parts, Some(&name));
    }
    let code = super::instagram::mint(world, &redirect, granted, CodeFor::User(user));
    let mut parts = vec![("code", code.as_str())];
    if let Some(state) = &state {
        parts.push(("state", state));
    }
    super::send_back(&redirect, false, &parts, Some(&name))
}

fn ask(world: &World, call: &Call, asked: &[String]) -> Response<Body> {
    let registry = &world.registry;
    let logged_in = call.session.as_deref().and_then(|name| registry.user_named(name));
    let again = call.param("auth_type").as_deref() == Some("rerequest");
    let who: Vec<Choice<'_>> = registry
        .users
        .iter()
        .enumerate()
        .filter(|(index, _)| again || logged_in.is_none_or(|one| one == *index))
        .map(|(index, user)| Choice {
            name: "account".to_owned(),
            value: &user.id,
            label: user.name.clone(),
            on: logged_in == Some(index),
        })
        .collect();
    let what: Vec<Choice<'_>> = asked
        .iter()
        .map(|scope| Choice { name: format!("grant_{scope}"), value: "on", label: scope.clone(), on: true })
        .collect();
    page::consent(&format!("Log in to {}", registry.app.name), &who, &what)
}
