//! The demo brand: the real app on a simulated Instagram inside it.
//!
//! Nothing of it can reach Instagram: its transport has no socket (ADR 3). Its database lies under a random key that
//! is never stored, so what is left of a demo that was killed cannot be read, and is removed at the next start.

pub(crate) mod clock;
mod desk;
mod replies;
pub(crate) mod transport;
mod webhooks;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::{ApiError, Changes};
use domain::handle::Flavour;
use domain::ids::HandleId;
use domain::time::Timestamp;
use engine::Attention;
use graph::{Client, Endpoints};
use sandbox::{Clock, HandleInfo, Sandbox, Scenario};
use secrecy::SecretString;
use store::handles::{ResumeMode, TokenFacts};
use store::{OpenOptions, Store};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::sync::CancellationToken;
use vault::MemoryVault;

use crate::errors;
use crate::space::{Space, SpaceParts};
use clock::DemoClock;
use transport::DemoTransport;

/// The running demo.
pub(crate) struct Demo {
    pub space: Arc<Space>,
    sandbox: Sandbox,
    folder: PathBuf,
    life: CancellationToken,
}

impl Demo {
    /// Opens the demo: a fresh simulated Instagram whose time starts there, its handles connected as a person would connect
    /// them, and looked at.
    pub(crate) async fn open(
        profile_dir: &Path,
        starts: Clock,
        to: broadcast::Sender<Changes>,
    ) -> Result<Self, ApiError> {
        let folder = folder(profile_dir);
        remove(&folder);
        let sandbox = Sandbox::new(Scenario::Demo, starts);
        let key: [u8; 32] = rand::random();
        let store = Store::open(OpenOptions { path: &folder.join("demo.db"), key: &key })
            .await
            .map_err(|error| errors::internal(&error))?;
        let transport = Arc::new(DemoTransport(sandbox.clone()));
        let endpoints = Endpoints::instagram().map_err(|error| errors::internal(&error))?;
        let client = Client::new(Arc::clone(&transport) as _, endpoints);
        let parts = SpaceParts {
            store,
            key: None,
            vault: Arc::new(MemoryVault::new()),
            client: client.clone(),
            media: transport,
            clock: Arc::new(DemoClock(sandbox.clone())),
        };
        let space = Arc::new(Space::open(parts, to).await.map_err(errors::of_store)?);
        replies::keep(&space).await?;
        let life = CancellationToken::new();
        // Whoever opens it looks at it; the page tells only of what changes afterwards.
        space.engine.attend(Attention { visible: true, ..Attention::default() });
        for handle in sandbox.handles() {
            let paused = handle.suggest_paused && starts == Clock::Real;
            let id = connect(&space, &client, handle).await?;
            if paused {
                tokio::spawn(pause_when_read(Arc::clone(&space), id, life.clone()));
            }
        }
        // From here on messages come by themselves, within the moment; reading goes on as for any handle.
        tokio::spawn(webhooks::listen(sandbox.webhooks(), Arc::clone(&space), life.clone()));
        tokio::spawn(desk::set_up_when_read(Arc::clone(&space), life.clone()));
        let (ended, lives) = (life.clone(), sandbox.clone());
        tokio::spawn(async move { lives.run_life(ended.cancelled_owned()).await });
        Ok(Self { space, sandbox, folder, life })
    }

    /// Lets so many milliseconds pass at once; with `renewed` sign-ins last as if they had been renewed all along.
    pub(crate) async fn pass(&self, ms: i64, renewed: bool) -> Result<(), ApiError> {
        if renewed {
            renew(&self.space, ms).await?;
            self.sandbox.advance_with_tokens(ms);
        } else {
            self.sandbox.advance(ms);
        }
        self.space.engine.clock_turned().await.map_err(errors::of_store)
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

/// Connects a handle as a person would; its token's end is known, as its story says.
async fn connect(space: &Space, client: &Client, info: HandleInfo) -> Result<HandleId, ApiError> {
    let token = SecretString::from(info.token);
    let found = engine::find(client, &token, Flavour::InstagramLogin).await.map_err(errors::of_connect)?;
    let found = engine::Found { early_access: info.suggest_early_access, ..found };
    let id = space.engine.connect(found, token).await.map_err(errors::of_connect)?;
    let facts = TokenFacts {
        set_at: Some(space.engine.clock().now()),
        ends_at: Some(Timestamp(info.token_ends_at_ms)),
    };
    let changes = space.store.set_token_facts(id, facts).await.map_err(errors::of_store)?;
    space.engine.publish(changes);
    Ok(id)
}

/// Each token was set, and ends, so many milliseconds later.
async fn renew(space: &Space, ms: i64) -> Result<(), ApiError> {
    for row in space.store.handles().await.map_err(errors::of_store)? {
        let later = |at: Option<Timestamp>| at.map(|at| at.plus(ms));
        let facts = TokenFacts { set_at: later(row.token.set_at), ends_at: later(row.token.ends_at) };
        space.engine.publish(space.store.set_token_facts(row.id, facts).await.map_err(errors::of_store)?);
    }
    Ok(())
}

/// Pauses a handle as somebody did before the demo began in the present, once its history is there. In the days of the
/// roll-out nobody did: it waits for its phase and is read from then on, however those days are reached.
async fn pause_when_read(space: Arc<Space>, id: HandleId, life: CancellationToken) {
    let mut changes = space.engine.changes();
    loop {
        let row = space.store.handle(id).await.ok().flatten();
        match row {
            Some(row) if row.sync.catching_up => {}
            Some(_) => break,
            None => return,
        }
        tokio::select! {
            () = life.cancelled() => return,
            // Falling behind is fine: the row is read anew.
            change = changes.recv() => if matches!(change, Err(RecvError::Closed)) { return },
        }
    }
    if let Err(error) = space.engine.set_switch(id, false, ResumeMode::FromNow).await {
        tracing::warn!(%error, "a handle of the demo was not paused");
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use api::request::DemoTime;
    use api::view::{Density, NotificationSettings, Phase, Settings, Space, Theme};
    use api::{Empty, ErrorCode, Handler as _};
    use engine::Attention;
    use serde_json::json;
    use vault::MemoryVault;

    use crate::{Announcement, App, Config, Host};

    struct NoHost;

    impl Host for NoHost {
        fn open_url(&self, _: &url::Url) {}

        fn announce(&self, _: &Announcement) {}

        fn is_in_front(&self) -> bool {
            true
        }
    }

    async fn demo(profile: &Path) -> Arc<App> {
        let config = Config {
            profile_dir: profile.to_owned(),
            graph_url: None,
            undo_ms: None,
            keychain_service: "unused".into(),
            vault: Some(Arc::new(MemoryVault::new())),
            news: None,
            start_demo: true,
        };
        App::start(config, Arc::new(NoHost)).await
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_demo_is_looked_at_from_its_beginning_also_when_it_begins_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let app = demo(folder.path()).await;
        for to in [DemoTime::Now, DemoTime::DayBefore] {
            app.turn_demo_clock(to).await.expect("turns");
            let seen = app.space().await.expect("runs").engine.attention();
            assert_eq!(seen, Attention { visible: true, ..Attention::default() });
        }
        app.shutdown().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_change_of_settings_takes_no_other_one_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let app = demo(folder.path()).await;
        let change = |json| serde_json::from_value(json).expect("is a change");
        let (theme, undo, quiet) = tokio::join!(
            app.save_settings(change(json!({ "theme": "dark" }))),
            app.save_settings(change(json!({ "undo_ms": 10_000 }))),
            app.change_settings(|before| {
                let mut settings = before.clone();
                settings.notifications.quiet_until = Some(7);
                Ok(settings)
            }),
        );
        assert_eq!((theme, undo, quiet), (Ok(Empty {}), Ok(Empty {}), Ok(Empty {})));
        let set = app.view().await.settings;
        assert_eq!((set.theme, set.undo_ms, set.notifications.quiet_until), (Theme::Dark, 10_000, Some(7)));
        let refused = app.save_settings(change(json!({ "theme": "red" }))).await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::Invalid);
        app.shutdown().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_a_person_sets_is_theirs_in_the_demo_and_out_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let app = demo(folder.path()).await;
        let notifications =
            NotificationSettings { quiet_handles: vec![1], ..NotificationSettings::default() };
        let mut set =
            Settings { theme: Theme::Dark, single_keys: false, notifications, ..Settings::default() };
        app.save_settings((&set).into()).await.expect("saves");
        set.notifications.quiet_handles.clear();

        let welcome = app.leave_demo().await;
        assert_eq!((welcome.phase, &welcome.settings), (Phase::Welcome, &set));
        app.open_demo().await.expect("opens");
        app.live_space().await.expect("is made");
        let own = app.view().await;
        assert_eq!((own.space, &own.settings), (Space::Live, &set), "the demo's handles are nobody's here");

        set.keys.insert("done".to_owned(), vec!["Shift+d".to_owned()]);
        set.notifications.no_mentions_of = vec![7];
        app.save_settings((&set).into()).await.expect("saves");
        let shown = app.open_demo().await.expect("opens").settings;
        assert_eq!((&shown.keys, shown.notifications.no_mentions_of.len()), (&set.keys, 0));
        app.save_settings((&Settings { density: Density::Compact, ..shown }).into()).await.expect("saves");
        set.density = Density::Compact;
        let anew = app.turn_demo_clock(DemoTime::DayBefore).await.expect("turns").app;
        assert_eq!(anew.settings.density, Density::Compact);
        assert_eq!(app.leave_demo().await.settings, set);
        assert_eq!(app.app(Empty {}).await.expect("is there").settings, set);
        app.shutdown().await;
    }
}
