//! The demo brand: the real app on a simulated Instagram inside it.
//!
//! Nothing of it can reach Instagram: its transport has no socket (ADR 3). Its database lies under a random key that
//! is never stored, so what is left of a demo that was killed cannot be read, and is removed at the next start.

mod transport;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::{ApiError, Changes};
use domain::handle::Flavour;
use engine::SystemClock;
use graph::{Client, Endpoints};
use sandbox::{Clock, HandleInfo, Sandbox, Scenario};
use secrecy::SecretString;
use store::handles::ResumeMode;
use store::{OpenOptions, Store};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use vault::MemoryVault;

use crate::errors;
use crate::space::{Space, SpaceParts};
use transport::DemoTransport;

/// The running demo.
pub(crate) struct Demo {
    pub space: Arc<Space>,
    folder: PathBuf,
    life: CancellationToken,
}

impl Demo {
    /// Opens the demo: a fresh simulated Instagram, its handles connected as a person would connect them.
    pub(crate) async fn open(profile_dir: &Path, to: broadcast::Sender<Changes>) -> Result<Self, ApiError> {
        let folder = folder(profile_dir);
        remove(&folder);
        let sandbox = Sandbox::new(Scenario::Demo, Clock::Real);
        let key: [u8; 32] = rand::random();
        let store = Store::open(OpenOptions { path: &folder.join("demo.db"), key: &key })
            .await
            .map_err(|error| errors::internal(&error))?;
        let transport = Arc::new(DemoTransport(sandbox.clone()));
        let endpoints = Endpoints::instagram().map_err(|error| errors::internal(&error))?;
        let client = Client::new(Arc::clone(&transport) as _, endpoints);
        let parts = SpaceParts {
            store,
            vault: Arc::new(MemoryVault::new()),
            client: client.clone(),
            media: transport,
            clock: Arc::new(SystemClock),
        };
        let space = Arc::new(Space::open(parts, to).await?);
        for handle in sandbox.handles() {
            connect(&space, &client, handle).await?;
        }
        let life = CancellationToken::new();
        let ended = life.clone();
        tokio::spawn(async move { sandbox.run_life(ended.cancelled_owned()).await });
        Ok(Self { space, folder, life })
    }

    /// Ends the demo and removes everything of it.
    pub(crate) async fn close(self) {
        self.life.cancel();
        self.space.close().await;
        remove(&self.folder);
    }
}

/// Removes what a demo that was killed left behind.
pub(crate) fn remove_leftovers(profile_dir: &Path) {
    remove(&folder(profile_dir));
}

fn folder(profile_dir: &Path) -> PathBuf {
    profile_dir.join("demo")
}

fn remove(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(kind = ?error.kind(), "what is left of a demo could not be removed");
    }
}

async fn connect(space: &Space, client: &Client, info: HandleInfo) -> Result<(), ApiError> {
    let token = SecretString::from(info.token);
    let found = engine::find(client, &token, Flavour::InstagramLogin).await.map_err(errors::of_connect)?;
    let id = space.engine.connect(found, token).await.map_err(errors::of_connect)?;
    if info.suggest_paused {
        space.engine.set_switch(id, false, ResumeMode::FromNow).await.map_err(errors::of_store)?;
    }
    Ok(())
}
