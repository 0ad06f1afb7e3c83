//! Instagram Login's page (reference, section 1.1).

use axum::body::Body;
use axum::http::{Method, Response, StatusCode};

use super::page::{self, Choice};
use super::registry::{Code, CodeFor, INSTAGRAM_SCOPES};
use crate::graph::Call;
use crate::world::World;

/// `GET|POST www.instagram.com/oauth/authorize`.
pub(super) fn authorize(world: &mut World, call: &Call) -> Response<Body> {
    if let Some(refused) = super::refused_before_asking(world, call, false) {
        return refused;
    }
    let asked = super::scopes_of(call);
    if asked.is_empty() || asked.iter().any(|scope| !INSTAGRAM_SCOPES.contains(&scope.as_str())) {
        // The names without `instagram_` died on 2025-01-27.
        return page::shown(StatusCode::BAD_REQUEST, "Invalid request", "Invalid Scopes");
    }
    if call.method == Method::GET {
        return ask(world, call, &asked);
    }
    let who = call.param("account").and_then(|name| world.handle_named(&name));
    let granted = super::ticked(call, &asked);
    match (call.param("decision").as_deref(), who) {
        (Some("allow"), Some(handle)) => {
            let redirect = call.param("redirect_uri").unwrap_or_default();
            let code = mint(world, &redirect, granted, CodeFor::Handle(handle));
            let state = call.param("state");
            let mut parts = vec![("code", code.as_str())];
            if let Some(state) = &state {
                parts.push(("state", state));
            }
            let name = world.handles[handle].username.clone();
            super::send_back(&redirect, false, &parts, Some(&name))
        }
        (Some("deny"), _) => super::denied(world, call, false),
        _ => ask(world, call, &asked),
    }
}

/// The consent page. A browser that is logged in is not asked who it is, unless `force_reauth` says so: that is
/// how the wrong account gets connected.
fn ask(world: &World, call: &Call, asked: &[String]) -> Response<Body> {
    let forced = call.param("force_reauth").as_deref() == Some("true");
    let logged_in = call.session.as_deref().filter(|_| !forced).and_then(|name| world.handle_named(name));
    let who: Vec<Choice<'_>> = world
        .handles
        .iter()
        .enumerate()
        .filter(|(index, _)| logged_in.is_none_or(|one| one == *index))
        .map(|(_, handle)| Choice {
            name: "account".to_owned(),
            value: &handle.username,
            label: format!("@{}", handle.username),
            on: logged_in.is_some(),
        })
        .collect();
    let what: Vec<Choice<'_>> = asked
        .iter()
        .map(|scope| Choice { name: format!("grant_{scope}"), value: "on", label: scope.clone(), on: true })
        .collect();
    page::consent(&format!("{} wants to use your account", world.registry.app.name), &who, &what)
}

/// A new code.
pub(super) fn mint(world: &mut World, redirect_uri: &str, scopes: Vec<String>, what: CodeFor) -> String {
    let code = format!("AQB{}", crate::ids::fbtrace(&mut world.dice).replace(['-', '_'], "x"));
    let issued_ms = world.now_ms();
    let kept = Code { redirect_uri: redirect_uri.to_owned(), scopes, issued_ms, used: false, what };
    world.registry.codes.insert(code.clone(), kept);
    code
}
