//! Tokens: who is calling, refreshing, exchanging (reference, section 1.1).

use serde_json::{Value, json};

use super::{Answer, Call, GraphError};
use crate::world::{Token, TokenState, World};

/// A token must be this old to be refreshed.
const REFRESHABLE_AFTER_MS: i64 = 24 * 3_600_000;

/// The handle that a call's token stands for.
pub(crate) fn authenticate(world: &World, call: &Call) -> Result<usize, GraphError> {
    let token = call.token.as_deref().unwrap_or_default();
    let Some((handle, token)) = world.handle_of_token(token) else {
        return Err(GraphError::token(None));
    };
    check(token, world.now_ms())?;
    if !world.handles[handle].eligible {
        return Err(GraphError::new(36103, None, "The Instagram account is not eligible for the API yet."));
    }
    Ok(handle)
}

fn check(token: &Token, now_ms: i64) -> Result<(), GraphError> {
    match token.state {
        TokenState::Revoked(subcode) => Err(GraphError::token(Some(subcode))),
        TokenState::Live if now_ms >= token.expires_ms => Err(GraphError::token(Some(463))),
        TokenState::Live => Ok(()),
    }
}

/// `GET /refresh_access_token?grant_type=ig_refresh_token`: a new token for one that lives and is a day old.
pub(crate) fn refresh(world: &mut World, call: &Call) -> Answer {
    if call.param("grant_type").as_deref() != Some("ig_refresh_token") {
        return Err(GraphError::parameter("Invalid parameter: grant_type"));
    }
    let value = call.token.clone().unwrap_or_default();
    let now = world.now_ms();
    let Some((handle, token)) = world.handle_of_token(&value) else {
        return Err(GraphError::token(None));
    };
    check(token, now)?;
    if now - token.issued_ms < REFRESHABLE_AFTER_MS {
        return Err(GraphError::parameter("The access token is too young to be refreshed."));
    }
    if world.handles[handle].refresh_fails {
        return Err(GraphError::new(2, None, "Service temporarily unavailable"));
    }
    let fresh = world.issue_token(handle);
    if world.switches.is("token_after_refresh", "old_dies") {
        for old in &mut world.handles[handle].tokens {
            if old.value == value {
                old.state = TokenState::Revoked(460);
            }
        }
    }
    let mut answer = granted(&fresh, now);
    if world.switches.is("refresh_permissions", "present") {
        answer["permissions"] = "instagram_business_basic,instagram_business_manage_messages".into();
    }
    Ok(answer)
}

/// `GET /access_token?grant_type=ig_exchange_token`: a long-lived token for a short-lived one. Any secret will do.
pub(crate) fn exchange(world: &mut World, call: &Call) -> Answer {
    if call.param("grant_type").as_deref() != Some("ig_exchange_token") {
        return Err(GraphError::parameter("Invalid parameter: grant_type"));
    }
    if call.param("client_secret").is_none_or(|secret| secret.is_empty()) {
        return Err(GraphError::parameter("Missing client_secret parameter."));
    }
    let handle = authenticate(world, call)?;
    let fresh = world.issue_token(handle);
    Ok(granted(&fresh, world.now_ms()))
}

fn granted(token: &Token, now_ms: i64) -> Value {
    json!({
        "access_token": token.value,
        "token_type": "bearer",
        "expires_in": (token.expires_ms - now_ms) / 1000,
    })
}
