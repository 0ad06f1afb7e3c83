//! Tokens of Instagram Login: are they good, what for, refreshing, exchanging (reference, section 1.1).

use serde_json::{Value, json};

use super::{Answer, Call, GraphError};
use crate::oauth::{HOUR_MS, INSTAGRAM_SCOPES};
use crate::world::{Token, TokenState, World};

/// A token must be this old to be refreshed.
const REFRESHABLE_AFTER_MS: i64 = 24 * HOUR_MS;

/// 190 when a token is dead, with the subcode that says how it died.
pub(crate) fn check(token: &Token, now_ms: i64) -> Result<(), GraphError> {
    match token.state {
        TokenState::Revoked(subcode) => Err(GraphError::token(Some(subcode))),
        TokenState::Live if now_ms >= token.expires_ms => Err(GraphError::token(Some(463))),
        TokenState::Live => Ok(()),
    }
}

/// What a token of Instagram Login was granted; everything, if nothing is written down.
pub(crate) fn scopes(world: &World, value: &str) -> Vec<String> {
    match world.registry.instagram.get(value) {
        Some(grant) => grant.scopes.clone(),
        None => INSTAGRAM_SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
    }
}

/// A token of one hour, as a login gives it.
pub(crate) fn short(world: &mut World, handle: usize, scopes: Vec<String>) -> String {
    let issued = world.issue_token(handle);
    let ends = issued.issued_ms.saturating_add(HOUR_MS);
    if let Some(own) = world.handles[handle].tokens.last_mut() {
        own.expires_ms = ends;
    }
    let grant = crate::oauth::InstagramGrant { scopes, short: true };
    world.registry.instagram.insert(issued.value.clone(), grant);
    issued.value
}

/// `GET /refresh_access_token?grant_type=ig_refresh_token`: a new token for one that lives and is a day old.
pub(crate) fn refresh(world: &mut World, call: &Call) -> Answer {
    if call.param("grant_type").as_deref() != Some("ig_refresh_token") {
        return Err(GraphError::parameter("Invalid parameter: grant_type"));
    }
    let (handle, value) = presented(world, call)?;
    let now = world.now_ms();
    let young =
        world.handle_of_token(&value).is_some_and(|(_, token)| now - token.issued_ms < REFRESHABLE_AFTER_MS);
    let grant = world.registry.instagram.get(&value).cloned();
    if grant.as_ref().is_some_and(|g| g.short) {
        return Err(GraphError::parameter("Only long-lived access tokens can be refreshed."));
    }
    if young {
        let words = "The access token is too young to be refreshed.";
        return Err(match world.switches.get("refresh_too_young") {
            "190" => GraphError::new(190, None, words),
            "10" => GraphError::new(10, None, words),
            _ => GraphError::parameter(words),
        });
    }
    if !scopes(world, &value).iter().any(|scope| scope == "instagram_business_basic") {
        return Err(GraphError::permission(&world.switches));
    }
    if world.handles[handle].refresh_fails {
        return Err(GraphError::new(2, None, "Service temporarily unavailable"));
    }
    let fresh = world.issue_token(handle);
    if let Some(grant) = grant {
        world.registry.instagram.insert(fresh.value.clone(), grant);
    }
    if world.switches.is("token_after_refresh", "old_dies") {
        for old in &mut world.handles[handle].tokens {
            if old.value == value {
                old.state = TokenState::Revoked(460);
            }
        }
    }
    let mut answer = granted(&fresh, now);
    if world.switches.is("refresh_permissions", "present") {
        answer["permissions"] = scopes(world, &fresh.value).join(",").into();
    }
    Ok(answer)
}

/// `GET /access_token?grant_type=ig_exchange_token`: a long-lived token for a short-lived one, with a secret of
/// the app.
pub(crate) fn exchange(world: &mut World, call: &Call) -> Answer {
    match call.param("client_secret").filter(|secret| !secret.is_empty()) {
        None => return Err(GraphError::parameter("Missing client_secret parameter.")),
        Some(secret) if !world.registry.knows_secret(&secret) => {
            return Err(GraphError::new(1, None, "Error validating client secret."));
        }
        Some(_) => {}
    }
    let (handle, value) = presented(world, call)?;
    if !world.registry.instagram.get(&value).is_some_and(|grant| grant.short) {
        return Err(GraphError::parameter("Only short-lived access tokens can be exchanged."));
    }
    let scopes = scopes(world, &value);
    let fresh = world.issue_token(handle);
    let grant = crate::oauth::InstagramGrant { scopes, short: false };
    world.registry.instagram.insert(fresh.value.clone(), grant);
    Ok(granted(&fresh, world.now_ms()))
}

/// The living token of Instagram Login that a call carries.
fn presented(world: &World, call: &Call) -> Result<(usize, String), GraphError> {
    let value = call.token.clone().unwrap_or_default();
    let found = if call.host.takes_instagram() { world.handle_of_token(&value) } else { None };
    let (handle, token) = found.ok_or_else(|| GraphError::token(None))?;
    check(token, world.now_ms())?;
    Ok((handle, value))
}

fn granted(token: &Token, now_ms: i64) -> Value {
    json!({
        "access_token": token.value,
        "token_type": "bearer",
        "expires_in": (token.expires_ms - now_ms) / 1000,
    })
}
