//! Connecting a handle by a token that a person pasted: look, ask, then store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use api::request::ConnectRequest;
use api::view::{ConnectCandidate, ConnectPreview, ConnectProblem, Connected};
use api::{ApiError, ErrorCode};
use domain::handle::{Flavour, Trouble};
use domain::ids::{HandleId, IgId};
use engine::{Candidate, Found, PageProblem};
use graph::read_pasted_token;
use secrecy::SecretString;

use crate::app::App;
use crate::errors;
use crate::start;
use crate::views;

/// A checked token is kept in memory this long for its confirmation.
const KEPT: Duration = Duration::from_secs(600);

/// Tokens that were checked and wait for the person's "yes". In memory only.
#[derive(Clone, Default)]
pub(crate) struct Flows(Arc<Mutex<HashMap<String, Flow>>>);

struct Flow {
    candidates: Vec<Candidate>,
    began: Instant,
}

impl Flows {
    fn keep(&self, candidates: Vec<Candidate>) -> String {
        let id = uuid::Uuid::new_v4().simple().to_string();
        self.lock().insert(id.clone(), Flow { candidates, began: Instant::now() });
        let (flows, kept) = (self.clone(), id.clone());
        tokio::spawn(async move {
            while let Some(left) = flows.left(&kept) {
                tokio::time::sleep(left).await;
            }
        });
        id
    }

    /// How long a flow is still kept. One whose time is over is dropped.
    fn left(&self, id: &str) -> Option<Duration> {
        let mut flows = self.lock();
        let left = KEPT.saturating_sub(flows.get(id)?.began.elapsed());
        if left.is_zero() {
            flows.remove(id);
            return None;
        }
        Some(left)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Flow>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A candidate of a flow. The flow stays: a person can unlock the keychain and confirm again, or connect another of
    /// the same Pages.
    fn candidate(&self, id: &str, number: u32) -> Option<Candidate> {
        let mut flows = self.lock();
        let flow = flows.get_mut(id)?;
        let candidate = flow.candidates.get(usize::try_from(number).ok()?)?.clone();
        flow.began = Instant::now();
        Some(candidate)
    }

    /// A token of one handle has done its work once that is connected.
    fn done(&self, id: &str) {
        let mut flows = self.lock();
        if flows.get(id).is_some_and(|flow| flow.candidates.len() == 1) {
            flows.remove(id);
        }
    }
}

/// Asks Instagram whose token it is. Nothing is stored.
pub(crate) async fn check(app: &App, pasted: &str) -> Result<ConnectPreview, ApiError> {
    let pasted = read_pasted_token(pasted)
        .map_err(|problem| ApiError::with_detail(ErrorCode::TokenMalformed, problem.to_string()))?;
    let client = client(app)?;
    let candidates =
        engine::look(&client, &pasted.token, pasted.looks_like).await.map_err(errors::of_connect)?;
    preview(app, candidates).await
}

/// What a token opens, kept for the person's "yes".
pub(crate) async fn preview(app: &App, candidates: Vec<Candidate>) -> Result<ConnectPreview, ApiError> {
    // What is wrong with the only one is said at once; among several the person chooses first.
    if let [only] = candidates.as_slice() {
        refuse(only)?;
    }
    let mut shown = Vec::with_capacity(candidates.len());
    for (candidate, number) in candidates.iter().zip(0..) {
        shown.push(show(app, candidate, number).await);
    }
    let flavour = candidates.iter().find_map(|candidate| candidate.found.as_ref()).map(|found| found.flavour);
    Ok(ConnectPreview {
        flow: app.flows.keep(candidates),
        flavour: flavour.unwrap_or(Flavour::FacebookLogin).into(),
        candidates: shown,
    })
}

/// A client of the live kind: the demo's would answer for a simulated Instagram.
pub(crate) fn client(app: &App) -> Result<graph::Client, ApiError> {
    start::instagram(&app.config)
        .map(|(client, _)| client)
        .map_err(|_| ApiError::with_detail(ErrorCode::Internal, "the way to Instagram could not be made"))
}

/// Says why a handle cannot be connected, where that is known.
pub(crate) fn refuse(candidate: &Candidate) -> Result<(), ApiError> {
    match candidate.problem {
        Some(PageProblem::NotLinked) => return Err(ApiError::new(ErrorCode::PageNotLinked)),
        Some(PageProblem::TaskMissing) => return Err(ApiError::new(ErrorCode::PageTaskMissing)),
        None => {}
    }
    let Some(found) = &candidate.found else { return Err(ApiError::new(ErrorCode::PageNotLinked)) };
    if found.profile.account_type.as_ref().is_some_and(|kind| !kind.is_professional()) {
        return Err(ApiError::new(ErrorCode::NotProfessional));
    }
    match found.trouble {
        None => Ok(()),
        Some(_) if found.waits_for().is_some() => Ok(()),
        Some(Trouble::NotApproved) => Err(ApiError::new(ErrorCode::NotApproved)),
        Some(Trouble::PermissionMissing) => {
            let permission = match found.flavour {
                Flavour::InstagramLogin => "instagram_business_manage_messages",
                Flavour::FacebookLogin => "instagram_manage_messages",
            };
            Err(ApiError::with_detail(ErrorCode::PermissionMissing, permission))
        }
        Some(Trouble::Offline) => Err(ApiError::new(ErrorCode::Offline)),
        Some(trouble) if trouble.needs_reconnect() => Err(ApiError::new(ErrorCode::TokenRefused)),
        Some(_) => Err(ApiError::new(ErrorCode::InstagramUnavailable)),
    }
}

async fn show(app: &App, candidate: &Candidate, number: u32) -> ConnectCandidate {
    let profile = candidate.found.as_ref().map(|found| &found.profile);
    ConnectCandidate {
        number,
        username: profile.map(|profile| profile.username.clone()),
        page_name: candidate.page_name.clone(),
        problem: candidate.problem.map(|problem| match problem {
            PageProblem::NotLinked => ConnectProblem::NotLinked,
            PageProblem::TaskMissing => ConnectProblem::TaskMissing,
        }),
        name: profile.and_then(|profile| profile.name.clone()),
        account_type: views::account_type(profile.and_then(|profile| profile.account_type.as_ref())),
        followers: profile.and_then(|profile| profile.followers),
        known: match &candidate.found {
            Some(found) => known(app, found).await,
            None => false,
        },
        waits_for: candidate.found.as_ref().and_then(Found::waits_for).map(Into::into),
    }
}

async fn known(app: &App, found: &Found) -> bool {
    let Some(space) = app.live_if_open().await else { return false };
    space.store.handle_by_ig_id(&found.profile.ig_id).await.ok().flatten().is_some()
}

/// Connects the chosen handle of a checked token, in the person's own space.
pub(crate) async fn confirm(app: &App, request: &ConnectRequest) -> Result<Connected, ApiError> {
    let candidate = app.flows.candidate(&request.flow, request.candidate);
    let candidate = candidate.ok_or_else(|| ApiError::new(ErrorCode::TooLate))?;
    let candidate = match request.handle {
        Some(handle) => {
            let space = app.live_space().await?;
            let wanted = space.store.handle(HandleId(handle)).await.map_err(errors::of_store)?;
            let wanted = wanted.ok_or_else(errors::not_found)?.profile.ig_id;
            same_account(vec![candidate], &wanted)?
        }
        None => candidate,
    };
    let candidate = tried(app, candidate).await?;
    refuse(&candidate)?;
    let Some(found) = candidate.found else { return Err(ApiError::new(ErrorCode::PageNotLinked)) };
    let connected = connect(app, found, candidate.token).await?;
    app.flows.done(&request.flow);
    Ok(connected)
}

/// The candidate with the account's id. Names can change hands; ids do not.
pub(crate) fn same_account(candidates: Vec<Candidate>, wanted: &IgId) -> Result<Candidate, ApiError> {
    let names: Vec<String> = candidates
        .iter()
        .filter_map(|candidate| candidate.found.as_ref())
        .map(|found| format!("@{}", found.profile.username))
        .collect();
    let same = candidates
        .into_iter()
        .find(|candidate| candidate.found.as_ref().is_some_and(|found| found.profile.ig_id == *wanted));
    same.ok_or_else(|| ApiError::with_detail(ErrorCode::SignInOtherAccount, names.join(", ")))
}

/// A Page that was chosen among several was not read yet.
pub(crate) async fn tried(app: &App, candidate: Candidate) -> Result<Candidate, ApiError> {
    let usable = candidate.problem.is_none();
    let Some(found) =
        candidate.found.clone().filter(|found| usable && found.flavour == Flavour::FacebookLogin)
    else {
        return Ok(candidate);
    };
    let found = engine::probe(&client(app)?, found, &candidate.token).await;
    Ok(Candidate { found: Some(found), ..candidate })
}

async fn connect(app: &App, found: Found, token: SecretString) -> Result<Connected, ApiError> {
    let space = app.live_space().await?;
    let handle = space.engine.connect(found, token).await.map_err(errors::of_connect)?;
    app.announce(&api::Changes::everything());
    Ok(Connected { handle: handle.0 })
}

#[cfg(test)]
mod tests {
    use domain::handle::HandleProfile;

    use super::*;

    fn found(trouble: Option<Trouble>) -> Candidate {
        let profile = HandleProfile {
            ig_id: IgId::from("17841400000000001"),
            app_scoped_id: None,
            username: "luma".into(),
            name: None,
            account_type: None,
            followers: None,
            picture_url: None,
        };
        let found = Found {
            profile,
            flavour: Flavour::InstagramLogin,
            trouble,
            server_time: None,
            token_ends_at: None,
            early_access: false,
        };
        Candidate { page_name: None, found: Some(found), problem: None, token: SecretString::from("token") }
    }

    #[test]
    fn what_a_first_read_met_with_is_told_by_its_own_cause_or_waited_for() {
        use Trouble::{
            AccessOff, Checkpoint, InstagramDown, NotApproved, NotEligible, Offline, PermissionMissing,
            RateLimited, SendRestricted, TokenRevoked,
        };
        let table = [
            (None, None),
            (Some(AccessOff), None),
            (Some(NotEligible), None),
            (Some(SendRestricted), None),
            (Some(RateLimited), None),
            (Some(NotApproved), Some(ErrorCode::NotApproved)),
            (Some(PermissionMissing), Some(ErrorCode::PermissionMissing)),
            (Some(TokenRevoked), Some(ErrorCode::TokenRefused)),
            (Some(Checkpoint), Some(ErrorCode::TokenRefused)),
            (Some(Offline), Some(ErrorCode::Offline)),
            (Some(InstagramDown), Some(ErrorCode::InstagramUnavailable)),
        ];
        for (trouble, refused) in table {
            let told = refuse(&found(trouble)).err().map(|error| error.code);
            assert_eq!(told, refused, "{trouble:?}");
        }
    }
}
