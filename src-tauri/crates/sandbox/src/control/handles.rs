//! Handles and people, their access and their tokens.

use axum::extract::{Path, State};
use axum::response::Json;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Done, Refused, handle_named, read};
use crate::graph::account_type;
use crate::sandbox::Sandbox;
use crate::world::{AccountType, NewHandle, NewPerson, TokenState};

/// `GET /handles`.
pub(crate) async fn list(State(sandbox): State<Sandbox>) -> Json<Value> {
    Json(json!({ "handles": sandbox.handles() }))
}

/// `POST /handles`.
pub(crate) async fn create(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let new: NewHandle = read(&body)?;
    let index = sandbox.with(|world| {
        if world.handle_named(&new.username).is_some() {
            return Err(Refused(format!("there is a handle `{}`", new.username)));
        }
        Ok(world.add_handle(new))
    })?;
    Ok(Json(json!(sandbox.handles()[index])))
}

/// `POST /people`.
pub(crate) async fn add_person(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let new: NewPerson = read(&body)?;
    sandbox.with(|world| {
        let handle = handle_named(world, &new.handle)?;
        let person = world.add_person(handle, new);
        let person = &world.handles[handle].people[person];
        Ok(Json(json!({"igsid": person.igsid, "username": person.username})))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Access {
    on: bool,
}

/// `POST /handles/{id}/access`: "Allow access to messages" in the Instagram app.
pub(crate) async fn access(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Done {
    let Access { on } = read(&body)?;
    sandbox.with(|world| {
        let handle = handle_named(world, &id)?;
        world.handles[handle].access = on;
        Ok(Json(json!({ "access": on })))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    r#type: AccountType,
}

/// `POST /handles/{id}/account`: the owner makes it another kind of account. What else a personal one is refused is not
/// documented: only its node tells.
pub(crate) async fn account(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Done {
    let Account { r#type } = read(&body)?;
    sandbox.with(|world| {
        let handle = handle_named(world, &id)?;
        world.handles[handle].account_type = r#type;
        Ok(Json(json!({ "type": account_type(world, handle) })))
    })
}

#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum TokenChange {
    /// All tokens of the handle expire now: 190/463.
    Expire,
    /// All tokens die now: 190 with this subcode, 460 if absent.
    Revoke { subcode: Option<i64> },
    /// One more token is issued, as a new login would.
    Renew,
}

/// `POST /handles/{id}/token`.
pub(crate) async fn token(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Done {
    let change: TokenChange = read(&body)?;
    sandbox.with(|world| {
        let handle = handle_named(world, &id)?;
        let now = world.now_ms();
        match change {
            TokenChange::Expire => world.change_tokens(handle, |t| t.expires_ms = now),
            TokenChange::Revoke { subcode } => {
                world.change_tokens(handle, |t| t.state = TokenState::Revoked(subcode.unwrap_or(460)));
            }
            TokenChange::Renew => {
                world.issue_token(handle);
            }
        }
        let newest = world.handles[handle].newest_token();
        Ok(Json(json!({"token": newest.map(|t| &t.value), "expires_ms": newest.map(|t| t.expires_ms)})))
    })
}
