//! The simulated Instagram as others hold it.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::routing::get;
use serde::Serialize;

use crate::clock::Clock;
use crate::scenario::{self, Scenario, ScenarioError};
use crate::world::{Flavour, World};
use crate::{cdn, control, date, demo, graph};

/// The same seed makes the same demo on every machine.
const SEED: u64 = 20_210_602;

/// A simulated Instagram. Cloning is cheap; all clones are the same one.
#[derive(Debug, Clone)]
pub struct Sandbox {
    world: Arc<Mutex<World>>,
}

/// What a caller needs to connect a handle of the sandbox.
#[derive(Debug, Clone, Serialize)]
pub struct HandleInfo {
    /// The professional account's id: the key of a handle.
    pub ig_id: String,
    /// Without `@`.
    pub username: String,
    /// Always `instagram_login` so far.
    pub flavour: String,
    /// The newest access token. It opens nothing outside this sandbox.
    pub token: String,
    /// When it ends, UTC milliseconds. Instagram itself never says this of a token that was pasted.
    pub token_ends_at_ms: i64,
    /// What is special about this handle, in words; empty when nothing is.
    pub note: String,
    /// The app's demo should pause this handle.
    pub suggest_paused: bool,
    /// The app's demo should treat this handle as launched in Early Access.
    pub suggest_early_access: bool,
    /// The IGSIDs of the people whom this handle knows.
    pub people: Vec<String>,
}

impl Sandbox {
    /// A sandbox with this content and clock. A scenario file that cannot be used is logged and leaves it empty;
    /// use [`Sandbox::load`] to be told.
    pub fn new(scenario: Scenario, clock: Clock) -> Self {
        Self::load(scenario, clock).unwrap_or_else(|error| {
            tracing::error!(%error, "scenario not loaded");
            Self::of(World::empty(clock, SEED))
        })
    }

    /// A sandbox with this content and clock.
    ///
    /// # Errors
    /// When a scenario file cannot be read or does not make sense.
    pub fn load(scenario: Scenario, clock: Clock) -> Result<Self, ScenarioError> {
        let mut world = World::empty(clock, SEED);
        match scenario {
            Scenario::Empty => {}
            Scenario::Demo => demo::fill(&mut world),
            Scenario::File(path) => scenario::load(&mut world, &path, clock)?,
        }
        Ok(Self::of(world))
    }

    fn of(world: World) -> Self {
        Self { world: Arc::new(Mutex::new(world)) }
    }

    /// Attachments are served under this address instead of Instagram's CDN host. It ends in `/_cdn/`.
    pub fn set_cdn_base(&self, base: &str) {
        self.with(|world| base.clone_into(&mut world.cdn_base));
    }

    /// Everything it serves: Meta's hosts at `/`, control under `/_control`, media under `/_cdn/{id}`. Which host is
    /// meant is told by the path, the address or the `Host` header, never by the connection, so the router works in
    /// memory as well as behind a socket.
    pub fn router(&self) -> Router {
        Router::new()
            .nest("/_control", control::router())
            .route("/_cdn/{id}", get(cdn::serve))
            .fallback(graph::serve)
            .layer(axum::middleware::map_response_with_state(self.clone(), date::stamp))
            .with_state(self.clone())
    }

    /// The handles that exist now.
    pub fn handles(&self) -> Vec<HandleInfo> {
        self.with(|world| {
            world
                .handles
                .iter()
                .map(|handle| HandleInfo {
                    ig_id: handle.ig_id.clone(),
                    username: handle.username.clone(),
                    flavour: match handle.flavour {
                        Flavour::InstagramLogin => "instagram_login".to_owned(),
                    },
                    token: handle.newest_token().map(|t| t.value.clone()).unwrap_or_default(),
                    token_ends_at_ms: handle.newest_token().map(|t| t.expires_ms).unwrap_or_default(),
                    note: handle.note.clone(),
                    suggest_paused: handle.suggest_paused,
                    suggest_early_access: handle.suggest_early_access,
                    people: handle.people.iter().map(|p| p.igsid.clone()).collect(),
                })
                .collect()
        })
    }

    /// Lets the demo's people live until `cancel` completes: they write now and then, read, and answer replies.
    pub async fn run_life(&self, cancel: impl Future) {
        demo::live(self, cancel).await;
    }

    /// Now by the sandbox's clock, UTC milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.with(|world| world.now_ms())
    }

    /// Moves the sandbox's clock by so many milliseconds.
    pub fn advance(&self, ms: i64) {
        self.with(|world| {
            world.clock.advance(ms);
            world.hooks.changed.notify_one();
        });
    }

    /// Moves the clock to another day of the brand, so many milliseconds on: nobody slept until then, and access tokens were
    /// renewed all along.
    pub fn advance_with_tokens(&self, ms: i64) {
        self.with(|world| {
            for token in world.handles.iter_mut().flat_map(|handle| &mut handle.tokens) {
                token.issued_ms = token.issued_ms.saturating_add(ms);
                token.expires_ms = token.expires_ms.saturating_add(ms);
            }
        });
        self.advance(ms);
    }

    /// Runs something on the world, alone. Never held across an await.
    pub(crate) fn with<T>(&self, run: impl FnOnce(&mut World) -> T) -> T {
        run(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
