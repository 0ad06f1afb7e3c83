//! Connecting a handle by a token that a person pasted: look, ask, then store.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use api::view::{ConnectPreview, Connected};
use api::{ApiError, ErrorCode};
use domain::handle::{Flavour, Trouble};
use engine::Found;
use graph::read_pasted_token;
use secrecy::SecretString;

use crate::app::App;
use crate::errors;
use crate::start;
use crate::views;

/// A checked token is kept in memory this long for its confirmation.
const KEPT: Duration = Duration::from_secs(600);

/// Tokens that were checked and wait for the person's "yes". In memory only.
#[derive(Default)]
pub(crate) struct Flows(Mutex<HashMap<String, Flow>>);

struct Flow {
    found: Found,
    token: SecretString,
    began: Instant,
}

impl Flows {
    fn keep(&self, found: Found, token: SecretString) -> String {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let mut flows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        flows.retain(|_, flow| flow.began.elapsed() < KEPT);
        flows.insert(id.clone(), Flow { found, token, began: Instant::now() });
        id
    }

    fn put_back(&self, id: &str, found: Found, token: SecretString) {
        let mut flows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        flows.insert(id.to_owned(), Flow { found, token, began: Instant::now() });
    }

    fn take(&self, id: &str) -> Option<(Found, SecretString)> {
        let mut flows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        flows.retain(|_, flow| flow.began.elapsed() < KEPT);
        flows.remove(id).map(|flow| (flow.found, flow.token))
    }
}

/// Asks Instagram whose token it is. Nothing is stored.
pub(crate) async fn check(app: &App, pasted: &str) -> Result<ConnectPreview, ApiError> {
    let pasted = read_pasted_token(pasted)
        .map_err(|problem| ApiError::with_detail(ErrorCode::TokenMalformed, problem.to_string()))?;
    if pasted.looks_like == Some(Flavour::FacebookLogin) {
        // Only a convention of Meta's, so Instagram is asked all the same; its refusal is then explained by it.
        tracing::info!("the pasted token looks like one of Facebook Login");
    }
    let found = find(app, &pasted.token).await.map_err(|error| {
        let other_kind = pasted.looks_like == Some(Flavour::FacebookLogin);
        if other_kind && error.code == ErrorCode::TokenRefused {
            ApiError { code: ErrorCode::TokenOtherKind, ..error }
        } else {
            error
        }
    })?;
    if found.profile.account_type.as_ref().is_some_and(|kind| !kind.is_professional()) {
        return Err(ApiError::new(ErrorCode::NotProfessional));
    }
    match found.trouble {
        None | Some(Trouble::AccessOff | Trouble::RateLimited) => {}
        Some(Trouble::PermissionMissing | Trouble::NotApproved) => {
            return Err(ApiError::with_detail(
                ErrorCode::PermissionMissing,
                "instagram_business_manage_messages",
            ));
        }
        Some(Trouble::Offline) => return Err(ApiError::new(ErrorCode::Offline)),
        Some(_) => return Err(ApiError::new(ErrorCode::InstagramUnavailable)),
    }
    let preview = ConnectPreview {
        flow: String::new(),
        username: found.profile.username.clone(),
        name: found.profile.name.clone(),
        account_type: views::account_type(found.profile.account_type.as_ref()),
        followers: found.profile.followers,
        known: known(app, &found).await,
        access_off: found.trouble == Some(Trouble::AccessOff),
    };
    Ok(ConnectPreview { flow: app.flows.keep(found, pasted.token), ..preview })
}

/// Looks with a client of the live kind: the demo's would answer for a simulated Instagram.
async fn find(app: &App, token: &SecretString) -> Result<Found, ApiError> {
    let (client, _) = start::instagram(&app.config)
        .map_err(|_| ApiError::with_detail(ErrorCode::Internal, "the way to Instagram could not be made"))?;
    engine::find(&client, token, Flavour::InstagramLogin).await.map_err(errors::of_connect)
}

async fn known(app: &App, found: &Found) -> bool {
    let Some(space) = app.live_if_open().await else { return false };
    space.store.handle_by_ig_id(&found.profile.ig_id).await.ok().flatten().is_some()
}

/// Connects the handle of a checked token, in the person's own space.
pub(crate) async fn confirm(app: &App, flow: &str) -> Result<Connected, ApiError> {
    let (found, token) = app.flows.take(flow).ok_or_else(|| ApiError::new(ErrorCode::TooLate))?;
    match connect(app, found.clone(), token.clone()).await {
        Ok(connected) => Ok(connected),
        Err(error) => {
            // The person may unlock the keychain, or choose a passphrase, and confirm again.
            app.flows.put_back(flow, found, token);
            Err(error)
        }
    }
}

async fn connect(app: &App, found: Found, token: SecretString) -> Result<Connected, ApiError> {
    let space = app.live_space().await?;
    let handle = space.engine.connect(found, token).await.map_err(errors::of_connect)?;
    app.announce(&api::Changes::everything());
    Ok(Connected { handle: handle.0 })
}
