//! Codes and tokens for other tokens, and what is inside a token (reference, sections 1.1 and 1.2).

use axum::http::Method;
use serde_json::{Value, json};

use super::registry::{CodeFor, HOUR_MS, Holder, NEVER_MS};
use crate::graph::{Answer, Call, GraphError, Host, token};
use crate::world::{TokenState, World};

/// Life of a long-lived token of a Facebook user: 60 days.
const LONG_MS: i64 = 60 * 24 * HOUR_MS;

/// The answer of an endpoint that needs no token of a login.
pub(crate) fn serve(world: &mut World, call: &Call) -> Option<Answer> {
    match (&call.method, call.segments().as_slice()) {
        (&Method::GET, ["refresh_access_token"]) => Some(token::refresh(world, call)),
        (_, ["access_token"] | ["oauth", "access_token"]) => Some(access_token(world, call)),
        (&Method::GET, ["debug_token"]) => Some(debug(world, call)),
        _ => None,
    }
}

/// One address, several trades: by `grant_type`, by host and by the app's id.
fn access_token(world: &mut World, call: &Call) -> Answer {
    let facebook = call.host == Host::GraphFacebook
        || (call.host == Host::Any && call.param("client_id").is_some_and(|id| id == world.registry.app.id));
    match call.param("grant_type").as_deref() {
        Some("ig_exchange_token") => token::exchange(world, call),
        Some("fb_exchange_token") => lengthen(world, call),
        Some("client_credentials") if facebook => {
            check_client(world, call)?;
            let app = &world.registry.app;
            Ok(json!({"access_token": format!("{}|{}", app.id, app.secret), "token_type": "bearer"}))
        }
        None | Some("authorization_code") if facebook => facebook_code(world, call),
        Some("authorization_code") if call.method == Method::POST => instagram_code(world, call),
        _ => Err(GraphError::parameter("Invalid parameter: grant_type")),
    }
}

/// `POST api.instagram.com/oauth/access_token`: a short-lived token of Instagram Login.
fn instagram_code(world: &mut World, call: &Call) -> Answer {
    if call.param("client_id").as_deref() != Some(world.registry.app.instagram_id.as_str()) {
        return Err(GraphError::of_the_other_host("Invalid platform app"));
    }
    if !call.param("client_secret").is_some_and(|secret| world.registry.knows_secret(&secret)) {
        return Err(GraphError::of_the_other_host("Error validating client secret."));
    }
    let Some((CodeFor::Handle(handle), scopes)) = take_code(world, call)? else {
        return Err(GraphError::of_the_other_host("Matching code was not found or was already used"));
    };
    let issued = token::short(world, handle, scopes.clone());
    let id = &world.handles[handle].app_scoped_id;
    let user_id = match (world.switches.is("exchange_user_id", "integer"), id.parse::<u64>()) {
        (true, Ok(number)) => number.into(),
        _ => Value::from(id.as_str()),
    };
    let permissions = if world.switches.is("exchange_permissions", "array") {
        json!(scopes)
    } else {
        scopes.join(",").into()
    };
    let granted = json!({"access_token": issued, "user_id": user_id, "permissions": permissions});
    Ok(if world.switches.is("exchange_envelope", "flat") { granted } else { json!({ "data": [granted] }) })
}

/// `GET graph.facebook.com/vNN.N/oauth/access_token?code=`: a short-lived token of a Facebook user.
fn facebook_code(world: &mut World, call: &Call) -> Answer {
    check_client(world, call)?;
    let Some((CodeFor::User(user), scopes)) = take_code(world, call)? else {
        return Err(GraphError::new(
            100,
            Some(36_007),
            "This authorization code has been used or has expired.",
        ));
    };
    let short = world.switches.is("page_login_code_token", "short");
    let life = if short { HOUR_MS } else { LONG_MS };
    let issued = world.issue_facebook_token(Holder::User(user), scopes, short, Some(life));
    Ok(granted(&issued.token.value, life))
}

/// `grant_type=fb_exchange_token`: 60 days for a short-lived token of a Facebook user.
fn lengthen(world: &mut World, call: &Call) -> Answer {
    check_client(world, call)?;
    let value = call.param("fb_exchange_token").unwrap_or_default();
    let known = world.registry.token(&value).ok_or_else(|| GraphError::token(None))?.clone();
    token::check(&known.token, world.now_ms())?;
    let Holder::User(_) = known.holder else {
        return Err(GraphError::parameter("Invalid parameter: fb_exchange_token"));
    };
    let issued = world.issue_facebook_token(known.holder, known.scopes, false, Some(LONG_MS));
    Ok(granted(&issued.token.value, LONG_MS))
}

fn granted(value: &str, life_ms: i64) -> Value {
    json!({"access_token": value, "token_type": "bearer", "expires_in": life_ms / 1000})
}

/// The Meta app's id and secret.
fn check_client(world: &World, call: &Call) -> Result<(), GraphError> {
    let app = &world.registry.app;
    if call.param("client_id").as_deref() != Some(app.id.as_str()) {
        return Err(GraphError::new(101, None, "Error validating application. Invalid application ID."));
    }
    if call.param("client_secret").as_deref() != Some(app.secret.as_str()) {
        return Err(GraphError::new(1, None, "Error validating client secret."));
    }
    Ok(())
}

/// What a code stands for. It is good once, for an hour, and with the redirect address it was asked with.
fn take_code(world: &mut World, call: &Call) -> Result<Option<(CodeFor, Vec<String>)>, GraphError> {
    let now = world.now_ms();
    // Some clients forget to take the fragment off; Meta does not take it for a part of the code.
    let asked = call.param("code").unwrap_or_default();
    let Some(code) = world.registry.codes.get_mut(&asked) else { return Ok(None) };
    if code.used || now - code.issued_ms >= HOUR_MS {
        return Ok(None);
    }
    if call.param("redirect_uri").as_deref() != Some(code.redirect_uri.as_str()) {
        let words = "Error validating verification code. Please make sure your redirect_uri is identical to the \
                     one you used in the OAuth dialog request";
        return Err(match code.what {
            CodeFor::Handle(_) => GraphError::of_the_other_host(words),
            CodeFor::User(_) => GraphError::new(100, Some(36_008), words),
        });
    }
    code.used = true;
    Ok(Some((code.what, code.scopes.clone())))
}

/// `GET /debug_token?input_token=`, with the app's own token.
fn debug(world: &World, call: &Call) -> Answer {
    let app = &world.registry.app;
    if call.token.as_deref() != Some(format!("{}|{}", app.id, app.secret).as_str()) {
        return Err(GraphError::parameter(
            "You must provide an app access token, or a user access token that is an owner or developer of the app",
        ));
    }
    let input = call.param("input_token").unwrap_or_default();
    let Some(known) = world.registry.token(&input) else {
        if world.switches.is("debug_token_instagram", "described")
            && let Some((handle, token)) = world.handle_of_token(&input)
        {
            let valid = token::check(token, world.now_ms()).is_ok();
            let own = &world.handles[handle];
            return Ok(json!({"data": {
                "app_id": app.instagram_id, "type": "USER", "application": app.name, "is_valid": valid,
                "issued_at": token.issued_ms / 1000, "expires_at": token.expires_ms / 1000,
                "scopes": token::scopes(world, &input), "user_id": own.app_scoped_id,
            }}));
        }
        let error = json!({"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"});
        return Ok(json!({"data": {"error": error, "is_valid": false, "scopes": []}}));
    };
    let (kind, user, page) = match known.holder {
        Holder::User(user) => ("USER", user, None),
        Holder::Page { page, user } => ("PAGE", user, Some(page)),
    };
    let handle = page.and_then(|p| world.registry.pages[p].handle).map(|h| world.handles[h].ig_id.clone());
    let granular: Vec<Value> = known
        .scopes
        .iter()
        .filter(|scope| scope.starts_with("instagram_"))
        .map(|scope| match &handle {
            Some(id) => json!({"scope": scope, "target_ids": [id]}),
            None => json!({ "scope": scope }),
        })
        .collect();
    let expires = if known.token.expires_ms == NEVER_MS { 0 } else { known.token.expires_ms / 1000 };
    let mut data = json!({
        "app_id": app.id,
        "type": kind,
        "application": app.name,
        "data_access_expires_at": (known.token.issued_ms + 90 * 24 * HOUR_MS) / 1000,
        "expires_at": expires,
        "is_valid": true,
        "issued_at": known.token.issued_ms / 1000,
        "scopes": known.scopes,
        "granular_scopes": granular,
        "user_id": world.registry.users.get(user).map(|u| u.id.clone()),
    });
    if let Some(page) = page {
        data["profile_id"] = world.registry.pages[page].id.clone().into();
    }
    if let Err(dead) = token::check(&known.token, world.now_ms()) {
        data["is_valid"] = false.into();
        data["error"] = json!({"code": 190, "message": dead.message, "subcode": dead.subcode});
    } else if known.token.state != TokenState::Live {
        data["is_valid"] = false.into();
    }
    Ok(json!({ "data": data }))
}
