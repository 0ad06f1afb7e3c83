//! The control interface's part about logins: the app, Facebook users, Pages, scopes.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Json;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::registry::{Comment, FACEBOOK_SCOPES, HOUR_MS, Holder, InstagramGrant};
use crate::control::{Done, Refused, handle_named, read};
use crate::sandbox::Sandbox;
use crate::world::{TokenState, World};

/// Whose role a Page hangs on when nobody is named.
const SOMEBODY: &str = "Somebody of the team";

/// The routes below `/_control`.
pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/app", get(app).post(change_app))
        .route("/users", get(users))
        .route("/users/{id}/token", post(user_token))
        .route("/pages", get(pages).post(create_page))
        .route("/pages/{id}", post(change_page))
        .route("/handles/{id}/scopes", post(scopes))
        .route("/comments", post(comment))
        .route("/testers", post(tester))
}

fn app_shown(world: &World) -> Value {
    let app = &world.registry.app;
    json!({
        "app_id": app.id, "instagram_app_id": app.instagram_id, "name": app.name,
        "app_secret": app.secret, "instagram_app_secret": app.instagram_secret,
        "redirect_uris": app.redirect_uris, "require_proof": app.require_proof,
    })
}

async fn app(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(|world| Json(app_shown(world)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AppChange {
    app_id: Option<String>,
    instagram_app_id: Option<String>,
    app_secret: Option<String>,
    instagram_app_secret: Option<String>,
    redirect_uris: Option<Vec<String>>,
    require_proof: Option<bool>,
    /// Calls of all handles together in an hour, beyond which code 4 answers.
    calls_per_hour: Option<usize>,
}

async fn change_app(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let change: AppChange = read(&body)?;
    sandbox.with(|world| {
        let app = &mut world.registry.app;
        for (slot, new) in [
            (&mut app.id, change.app_id),
            (&mut app.instagram_id, change.instagram_app_id),
            (&mut app.secret, change.app_secret),
            (&mut app.instagram_secret, change.instagram_app_secret),
        ] {
            if let Some(new) = new {
                *slot = new;
            }
        }
        app.redirect_uris = change.redirect_uris.unwrap_or_else(|| std::mem::take(&mut app.redirect_uris));
        app.require_proof = change.require_proof.unwrap_or(app.require_proof);
        let paces = &mut world.registry.paces;
        paces.app_calls_per_hour = change.calls_per_hour.or(paces.app_calls_per_hour);
        Ok(Json(app_shown(world)))
    })
}

async fn users(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(|world| {
        let users: Vec<Value> =
            world.registry.users.iter().map(|u| json!({"id": u.id, "name": u.name})).collect();
        Json(json!({ "users": users }))
    })
}

#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
enum UserChange {
    /// One more token, as a login would give.
    Issue {
        #[serde(default)]
        short: bool,
        scopes: Option<Vec<String>>,
    },
    /// The user's tokens, and the Page tokens that came of them, die with this subcode of 190.
    Revoke { subcode: Option<i64> },
}

async fn user_token(State(sandbox): State<Sandbox>, Path(id): Path<String>, Json(body): Json<Value>) -> Done {
    let change: UserChange = read(&body)?;
    sandbox.with(|world| {
        let user = world.registry.user_named(&id).ok_or_else(|| Refused(format!("no user `{id}`")))?;
        match change {
            UserChange::Issue { short, scopes } => {
                let life = if short { HOUR_MS } else { 60 * 24 * HOUR_MS };
                let scopes = scopes.unwrap_or_else(all_facebook_scopes);
                let issued = world.issue_facebook_token(Holder::User(user), scopes, short, Some(life));
                Ok(Json(json!({"token": issued.token.value, "expires_ms": issued.token.expires_ms})))
            }
            UserChange::Revoke { subcode } => {
                for one in &mut world.registry.tokens {
                    let (Holder::User(own) | Holder::Page { user: own, .. }) = one.holder;
                    if own == user {
                        one.token.state = TokenState::Revoked(subcode.unwrap_or(460));
                    }
                }
                Ok(Json(json!({"revoked": true})))
            }
        }
    })
}

fn all_facebook_scopes() -> Vec<String> {
    FACEBOOK_SCOPES.iter().map(|scope| (*scope).to_owned()).collect()
}

fn page_shown(world: &mut World, page: usize, user: usize, scopes: &[String]) -> Value {
    let token = world.page_token(page, user, scopes, false);
    let registry = &world.registry;
    let own = &registry.pages[page];
    json!({
        "page_id": own.id, "name": own.name, "token": token,
        "handle": own.handle.map(|h| world.handles[h].username.clone()),
        "user": registry.users.get(user).map(|u| u.name.clone()),
    })
}

async fn pages(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(|world| {
        let rows: Vec<Value> = world
            .registry
            .pages
            .iter()
            .map(|p| {
                let handle = p.handle.map(|h| world.handles[h].username.clone());
                json!({"page_id": p.id, "name": p.name, "handle": handle, "subscribed_fields": p.subscribed_fields})
            })
            .collect();
        Json(json!({ "pages": rows }))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPage {
    name: String,
    id: Option<String>,
    /// The linked handle, if any.
    handle: Option<String>,
    /// The Facebook user whose role it hangs on; made if unknown.
    user: Option<String>,
    /// Everything when absent.
    tasks: Option<Vec<String>>,
    /// Of the Page token that is answered; everything when absent.
    scopes: Option<Vec<String>>,
    messenger_threads: Option<usize>,
}

async fn create_page(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let new: NewPage = read(&body)?;
    sandbox.with(|world| {
        let handle = new.handle.as_deref().map(|name| handle_named(world, name)).transpose()?;
        let name = new.user.as_deref().unwrap_or(SOMEBODY);
        let mut dice = world.dice.clone();
        let registry = &mut world.registry;
        let user = registry.user_named(name).unwrap_or_else(|| registry.add_user(name, &mut dice));
        let page = registry.add_page(&new.name, new.id, handle, user, new.tasks, &mut dice);
        if let Some(count) = new.messenger_threads {
            registry.pages[page].messenger_threads = count;
        }
        world.dice = dice;
        let scopes = new.scopes.unwrap_or_else(all_facebook_scopes);
        Ok(Json(page_shown(world, page, user, &scopes)))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageChange {
    /// A handle, or null to take the link away.
    #[serde(default, deserialize_with = "present")]
    handle: Option<Option<String>>,
    link_verified: Option<bool>,
    /// The tasks of everybody who has a role on the Page.
    tasks: Option<Vec<String>>,
}

/// Tells an absent field from one that is null.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

async fn change_page(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Done {
    let change: PageChange = read(&body)?;
    sandbox.with(|world| {
        let page = world.registry.page_named(&id).ok_or_else(|| Refused(format!("no page `{id}`")))?;
        if let Some(link) = change.handle {
            let link = link.as_deref().map(|name| handle_named(world, name)).transpose()?;
            world.registry.pages[page].handle = link;
        }
        if let Some(verified) = change.link_verified {
            world.registry.pages[page].link_verified = verified;
        }
        if let Some(tasks) = change.tasks {
            for user in &mut world.registry.users {
                if let Some(role) = user.roles.get_mut(&page) {
                    role.clone_from(&tasks);
                }
            }
        }
        Ok(Json(json!({"page_id": world.registry.pages[page].id})))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scopes {
    scopes: Vec<String>,
}

/// `POST /handles/{id}/scopes`: what all of the handle's tokens are good for from now on, of either login.
async fn scopes(State(sandbox): State<Sandbox>, Path(id): Path<String>, Json(body): Json<Value>) -> Done {
    let Scopes { scopes } = read(&body)?;
    sandbox.with(|world| {
        let handle = handle_named(world, &id)?;
        for token in &world.handles[handle].tokens {
            let grant = world.registry.instagram.entry(token.value.clone());
            let grant = grant.or_insert_with(|| InstagramGrant { scopes: Vec::new(), short: false });
            grant.scopes.clone_from(&scopes);
        }
        let pages = &world.registry.pages;
        for one in &mut world.registry.tokens {
            if let Holder::Page { page, .. } = one.holder
                && pages[page].handle == Some(handle)
            {
                one.scopes.clone_from(&scopes);
            }
        }
        Ok(Json(json!({ "scopes": scopes })))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewComment {
    handle: String,
    /// An IGSID or a username; an unknown username becomes a new person.
    person: String,
    id: Option<String>,
    at_ms: Option<i64>,
    #[serde(default)]
    live: bool,
    #[serde(default)]
    broadcast_over: bool,
    #[serde(default)]
    gone: bool,
}

/// `POST /comments`: a comment that can be answered privately. Of a known id, what is said of it changes.
async fn comment(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let new: NewComment = read(&body)?;
    sandbox.with(|world| {
        let handle = handle_named(world, &new.handle)?;
        let person = match world.handles[handle].person_named(&new.person) {
            Some(person) => person,
            None => world.add_stranger(handle, &new.person),
        };
        let id = new.id.unwrap_or_else(|| format!("179{}", world.dice.digits(14)));
        let at_ms = new.at_ms.unwrap_or_else(|| world.now_ms());
        let answered = world.registry.comments.get(&id).is_some_and(|known| known.answered);
        let (live, broadcast_over, gone) = (new.live, new.broadcast_over, new.gone);
        let kept = Comment { handle, person, at_ms, live, broadcast_over, answered, gone };
        world.registry.comments.insert(id.clone(), kept);
        Ok(Json(json!({ "comment_id": id })))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tester {
    handle: String,
    /// IGSID or username.
    person: String,
}

/// `POST /testers`: gives a person a role in the app; matters while the switch `standard_access` asks for one.
async fn tester(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let Tester { handle, person } = read(&body)?;
    sandbox.with(|world| {
        let handle = handle_named(world, &handle)?;
        let known = world.handles[handle].person_named(&person);
        let known = known.ok_or_else(|| Refused(format!("no person `{person}`")))?;
        let igsid = world.handles[handle].people[known].igsid.clone();
        world.registry.testers.insert((handle, igsid.clone()));
        Ok(Json(json!({ "igsid": igsid })))
    })
}
