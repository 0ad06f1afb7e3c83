//! Signing in with the system's browser, through the relay: begin, wait, compare the account, connect.
//!
//! What waits is asked for by us, every little while. A link that comes back from the browser only makes us ask sooner.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use api::request::{SignInFlow, SignInRequest};
use api::view::{ConnectPreview, SignInStage, SignInView};
use api::{ApiError, Changes, Empty, ErrorCode, Topic};
use domain::handle::Flavour;
use domain::ids::{HandleId, IgId};
use engine::ConnectError;
use engine::sign_in::{Granted, Progress, SignIn, SignInError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::connect;
use crate::errors::{self, not_found, of_store};
use crate::space::Space;

/// How often it is asked whether the person has come to the end.
const ASK_EVERY: Duration = Duration::from_millis(1_500);
/// One that ended is remembered this long, for whoever still looks at it.
const REMEMBERED: Duration = Duration::from_secs(600);
/// At most so many at once; one more ends the oldest.
const MOST: usize = 8;

/// The sign-ins that a person began. In memory only: none outlives the app.
#[derive(Default)]
pub(crate) struct SignIns {
    begun: Mutex<HashMap<String, Arc<Attempt>>>,
    /// Rings when something came back from the browser.
    back: Notify,
}

/// One sign-in.
struct Attempt {
    id: String,
    /// The handle that is signed in anew; another account is refused.
    wanted: Option<(HandleId, IgId)>,
    flavour: Flavour,
    sign_in: SignIn,
    stage: Mutex<Stage>,
    began: Instant,
    cancel: CancellationToken,
}

/// How far it is.
enum Stage {
    Waiting,
    Checking,
    /// With what kept it from being stored at once, if it was to be.
    Choose(ConnectPreview, Option<ApiError>),
    Connected(HandleId),
    Failed(ApiError),
}

impl SignIns {
    fn keep(&self, attempt: &Arc<Attempt>) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.retain(|_, other| other.began.elapsed() < REMEMBERED + other.sign_in.left());
        let oldest = begun.values().min_by_key(|other| other.began).map(|other| other.id.clone());
        if begun.len() >= MOST
            && let Some(oldest) = oldest.and_then(|oldest| begun.remove(&oldest))
        {
            oldest.cancel.cancel();
        }
        begun.insert(attempt.id.clone(), Arc::clone(attempt));
    }

    fn of(&self, flow: &str) -> Result<Arc<Attempt>, ApiError> {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.get(flow).cloned().ok_or_else(not_found)
    }

    fn forget(&self, flow: &str) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(attempt) = begun.remove(flow) {
            attempt.cancel.cancel();
        }
    }

    /// Something came back from the browser: whoever waits asks now.
    pub(crate) fn wake(&self) {
        self.back.notify_waiters();
    }
}

impl Attempt {
    fn set(&self, stage: Stage) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    fn view(&self) -> SignInView {
        let mut view = SignInView {
            flow: self.id.clone(),
            handle: self.wanted.as_ref().map(|(id, _)| id.0),
            match_code: self.sign_in.match_code.clone(),
            stage: SignInStage::Waiting,
            preview: None,
            connected: None,
            error: None,
        };
        match &*self.stage.lock().unwrap_or_else(PoisonError::into_inner) {
            Stage::Waiting => {}
            Stage::Checking => view.stage = SignInStage::Checking,
            Stage::Choose(preview, error) => {
                view.stage = SignInStage::Choose;
                view.preview = Some(preview.clone());
                view.error.clone_from(error);
            }
            Stage::Connected(handle) => {
                view.stage = SignInStage::Connected;
                view.connected = Some(handle.0);
            }
            Stage::Failed(error) => {
                view.stage = SignInStage::Failed;
                view.error = Some(error.clone());
            }
        }
        view
    }
}

/// Begins a sign-in and opens the browser.
pub(crate) async fn begin(app: Arc<App>, request: &SignInRequest) -> Result<SignInView, ApiError> {
    let space = app.live_if_open().await.ok_or(ApiError::new(ErrorCode::RelayNotPaired))?;
    let mut flavour = match request.flavour {
        Some(api::view::Flavour::FacebookLogin) => Flavour::FacebookLogin,
        Some(api::view::Flavour::InstagramLogin) | None => Flavour::InstagramLogin,
    };
    let mut wanted = None;
    if let Some(id) = request.handle {
        let row = space.store.handle(HandleId(id)).await.map_err(of_store)?.ok_or_else(not_found)?;
        flavour = row.flavour;
        wanted = Some((row.id, row.profile.ig_id));
    }
    let sign_in = space.engine.begin_sign_in(flavour).await.map_err(of_sign_in)?;
    app.host.open_url(&sign_in.authorize_url);
    let attempt = Arc::new(Attempt {
        id: uuid::Uuid::new_v4().simple().to_string(),
        wanted,
        flavour,
        sign_in,
        stage: Mutex::new(Stage::Waiting),
        began: Instant::now(),
        cancel: app.life.child_token(),
    });
    app.sign_ins.keep(&attempt);
    let view = attempt.view();
    tokio::spawn(wait(app, space, attempt));
    Ok(view)
}

/// How far a sign-in is.
pub(crate) fn view(app: &App, request: &SignInFlow) -> Result<SignInView, ApiError> {
    Ok(app.sign_ins.of(&request.flow)?.view())
}

/// Opens the browser once more, for who closed its page.
pub(crate) fn open_again(app: &App, request: &SignInFlow) -> Result<Empty, ApiError> {
    app.host.open_url(&app.sign_ins.of(&request.flow)?.sign_in.authorize_url);
    Ok(Empty {})
}

/// The person gave up. What still comes of it is not taken.
pub(crate) fn end(app: &App, request: &SignInFlow) -> Empty {
    app.sign_ins.forget(&request.flow);
    Empty {}
}

/// Asks until there is something, then takes it.
async fn wait(app: Arc<App>, space: Arc<Space>, attempt: Arc<Attempt>) {
    let Some(granted) = granted(&app, &attempt).await else { return };
    let stage = match granted {
        Ok(granted) => {
            attempt.set(Stage::Checking);
            app.announce(&Changes::of(Topic::App));
            take(&app, &space, &attempt, granted).await
        }
        Err(error) => Err(error),
    };
    attempt.set(stage.unwrap_or_else(Stage::Failed));
    app.announce(&Changes::everything());
}

/// What came of it; `None` when the person gave up.
async fn granted(app: &App, attempt: &Attempt) -> Option<Result<Granted, ApiError>> {
    loop {
        match attempt.sign_in.progress().await {
            Ok(Progress::Waiting) => {}
            Ok(Progress::Granted(granted)) => return Some(Ok(granted)),
            Ok(Progress::Over) => return Some(Err(ApiError::new(ErrorCode::SignInOver))),
            Ok(Progress::Refused { by_person: true, .. }) => {
                return Some(Err(ApiError::new(ErrorCode::SignInDenied)));
            }
            Ok(Progress::Refused { words, .. }) => {
                return Some(Err(ApiError::with_detail(ErrorCode::SignInRefused, words)));
            }
            // A network that comes and goes ends nothing.
            Err(SignInError::Relay(error)) if !error.is_unpaired() => {
                tracing::info!(%error, "a sign-in was not asked for; asked again");
            }
            Err(error) => return Some(Err(of_sign_in(error))),
        }
        tokio::select! {
            () = attempt.cancel.cancelled() => return None,
            () = app.sign_ins.back.notified() => {}
            () = tokio::time::sleep(ASK_EVERY) => {}
        }
    }
}

/// Looks whose token it is. For a handle that is signed in anew it is taken when the account is the same one; otherwise
/// the person is asked first. Until then nothing is changed.
async fn take(app: &App, space: &Space, attempt: &Attempt, granted: Granted) -> Result<Stage, ApiError> {
    if let Some(permission) = granted.missing {
        return Err(ApiError::with_detail(ErrorCode::PermissionMissing, permission));
    }
    let client = connect::client(app)?;
    let mut candidates =
        engine::look(&client, &granted.token, Some(attempt.flavour)).await.map_err(errors::of_connect)?;
    for found in candidates.iter_mut().filter_map(|candidate| candidate.found.as_mut()) {
        // A Page's token has no end of its own.
        found.token_ends_at = granted.ends_at.filter(|_| found.flavour == Flavour::InstagramLogin);
    }
    let Some((_, ig_id)) = &attempt.wanted else {
        return connect::preview(app, candidates).await.map(|preview| Stage::Choose(preview, None));
    };
    let candidate = connect::tried(app, connect::same_account(candidates, ig_id)?).await?;
    connect::refuse(&candidate)?;
    let found = candidate.found.clone().ok_or_else(not_found)?;
    // Given up meanwhile: nothing of it is kept.
    if attempt.cancel.is_cancelled() {
        return Err(ApiError::new(ErrorCode::SignInOver));
    }
    match space.engine.connect(found, candidate.token.clone()).await {
        Ok(connected) => Ok(Stage::Connected(connected)),
        // The relay gave the token once. It is kept until the person has opened the keychain and confirms.
        Err(ConnectError::Vault(error)) => {
            if attempt.cancel.is_cancelled() {
                return Err(ApiError::new(ErrorCode::SignInOver));
            }
            let preview = connect::preview(app, vec![candidate]).await?;
            Ok(Stage::Choose(preview, Some(errors::of_vault(error))))
        }
        Err(error) => Err(errors::of_connect(error)),
    }
}

fn of_sign_in(error: SignInError) -> ApiError {
    match error {
        SignInError::NotPaired => ApiError::new(ErrorCode::RelayNotPaired),
        SignInError::NotOffered => ApiError::new(ErrorCode::SignInNotOffered),
        SignInError::Vault(error) => errors::of_vault(error),
        SignInError::Store(error) => of_store(error),
        SignInError::Relay(error) if error.is_unpaired() => ApiError::new(ErrorCode::RelayNotPaired),
        SignInError::Relay(_) => ApiError::new(ErrorCode::RelayNotReached),
        SignInError::Address => errors::internal(&error),
    }
}
