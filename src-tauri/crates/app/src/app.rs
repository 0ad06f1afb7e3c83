//! The app as a host holds it.

mod opening;

use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use api::request::DemoTime;
use api::view::{AppView, DemoClockTurned, Phase, Settings, Space as Kind};
use api::{ApiError, Changes, ErrorCode, Topic};
use domain::deep_link::DeepLink;
use engine::Attention;
use tokio::sync::{Mutex, RwLock, broadcast};
use tokio_util::sync::CancellationToken;
use vault::Vault;

use crate::connect::Flows;
use crate::demo::clock::{Turn, turn};
use crate::demo::{self, Demo};
use crate::news;
use crate::recovery;
use crate::sign_in::SignIns;
use crate::space::Space;
use crate::start::{self, Live};
use crate::{Config, Host, clock, closing, damage, notify, settings, wish};

/// Batches that a slow host may be behind before it is told to look at everything anew.
const CHANGES_KEPT: usize = 256;
/// Stopping may take this long; what matters is committed already.
const PATIENCE: Duration = Duration::from_secs(5);

/// The app: its spaces, and the commands of the contract over the one that is shown.
pub struct App {
    pub(crate) config: Config,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) flows: Flows,
    pub(crate) news: news::Shown,
    pub(crate) sign_ins: SignIns,
    changes: broadcast::Sender<Changes>,
    live: RwLock<Live>,
    demo: RwLock<Option<Demo>>,
    /// The passphrase vault, once it was unlocked.
    unlocked: RwLock<Option<Arc<dyn Vault>>>,
    /// One opening or closing of a space at a time.
    moving: Mutex<()>,
    /// Ends with the app.
    pub(crate) life: CancellationToken,
    /// Itself, for what goes on after a command was answered.
    this: Weak<Self>,
    pub(crate) wished: wish::Last,
    /// One change of settings at a time.
    pub(crate) changing_settings: Mutex<()>,
    /// What a person set in the demo before they had a space of their own.
    set_in_demo: std::sync::Mutex<Settings>,
    pub(crate) closing: closing::State,
}

impl App {
    /// Opens what is there and starts it. Always succeeds: what stands in the way is the app's phase.
    pub async fn start(config: Config, host: Arc<dyn Host>) -> Arc<Self> {
        demo::remove_leftovers(&config.profile_dir);
        let changes = broadcast::Sender::new(CHANGES_KEPT);
        let live = start::open_existing(&config, None, changes.clone()).await;
        let start_demo = config.start_demo;
        let news = news::Shown::recall(&config.profile_dir, config.news.as_ref());
        let app = Arc::new_cyclic(|this| Self {
            this: this.clone(),
            news,
            sign_ins: SignIns::default(),
            changing_settings: Mutex::default(),
            config,
            host,
            flows: Flows::default(),
            changes,
            live: RwLock::new(live),
            demo: RwLock::default(),
            unlocked: RwLock::default(),
            moving: Mutex::default(),
            life: CancellationToken::new(),
            wished: wish::Last::default(),
            set_in_demo: std::sync::Mutex::default(),
            closing: closing::State::default(),
        });
        if let Some(source) = app.config.news.clone() {
            tokio::spawn(news::run(Arc::clone(&app), source, app.life.clone()));
        }
        if let Some(space) = app.live_if_open().await {
            app.watch(space);
        } else {
            tokio::spawn(opening::until_open(app.this.clone(), app.life.clone()));
        }
        if start_demo && let Err(error) = app.open_demo().await {
            tracing::error!(%error, "the demo did not start");
        }
        app
    }

    /// Itself, for what goes on after a command was answered.
    pub(crate) fn shared(&self) -> Result<Arc<Self>, ApiError> {
        self.this.upgrade().ok_or(ApiError::new(ErrorCode::TooLate))
    }

    /// A link of ours was opened ([`DeepLink`]): it only makes us look sooner at what we wait for anyway.
    pub fn wake(&self, link: DeepLink) {
        match link {
            DeepLink::SignedIn => self.sign_ins.wake(),
        }
    }

    /// What changes, from now on: topics and ids, never contents.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Changes> {
        self.changes.subscribe()
    }

    /// Stops what runs and closes the databases.
    pub async fn shutdown(&self) {
        self.life.cancel();
        let closing = async {
            let _moving = self.moving.lock().await;
            if let Some(demo) = self.demo.write().await.take() {
                demo.close().await;
            }
            let live = std::mem::replace(&mut *self.live.write().await, Live::Empty);
            if let Live::Open(space) = live {
                space.close().await;
            }
        };
        if tokio::time::timeout(PATIENCE, closing).await.is_err() {
            tracing::warn!("did not stop in time; what was committed is safe");
        }
    }

    /// The space that is shown: the demo while it runs, the person's own otherwise.
    pub(crate) async fn space(&self) -> Result<Arc<Space>, ApiError> {
        if let Some(demo) = self.demo.read().await.as_ref() {
            return Ok(Arc::clone(&demo.space));
        }
        match &*self.live.read().await {
            Live::Open(space) => Ok(Arc::clone(space)),
            Live::Empty | Live::Stopped(_) => Err(ApiError::new(ErrorCode::NotFound)),
        }
    }

    /// The space that is shown, or `None` where nothing is connected yet: lists are empty then, not wrong.
    pub(crate) async fn space_if_open(&self) -> Option<Arc<Space>> {
        self.space().await.ok()
    }

    /// Whether the demo is shown.
    pub(crate) async fn is_demo(&self) -> bool {
        self.demo.read().await.is_some()
    }

    /// Refuses what is not possible in the demo.
    pub(crate) async fn no_demo(&self) -> Result<(), ApiError> {
        if self.is_demo().await { Err(ApiError::new(ErrorCode::WrongSpace)) } else { Ok(()) }
    }

    /// The person's own space, if it is open.
    pub(crate) async fn live_if_open(&self) -> Option<Arc<Space>> {
        match &*self.live.read().await {
            Live::Open(space) => Some(Arc::clone(space)),
            Live::Empty | Live::Stopped(_) => None,
        }
    }

    pub(crate) async fn open_demo(&self) -> Result<AppView, ApiError> {
        {
            let _moving = self.moving.lock().await;
            let mut demo = self.demo.write().await;
            if demo.is_none() {
                *demo = Some(self.new_demo(sandbox::Clock::Real).await?);
                self.look_at_live(false).await;
            }
        }
        self.announce(&Changes::everything());
        Ok(self.view().await)
    }

    pub(crate) async fn turn_demo_clock(&self, to: DemoTime) -> Result<DemoClockTurned, ApiError> {
        let turned = self.turn_clock_of_demo(to).await;
        self.announce(&Changes::everything());
        Ok(DemoClockTurned { anew: turned?, app: self.view().await })
    }

    /// Answers whether the demo began anew.
    async fn turn_clock_of_demo(&self, to: DemoTime) -> Result<bool, ApiError> {
        let _moving = self.moving.lock().await;
        let mut demo = self.demo.write().await;
        let running = demo.as_ref().ok_or(ApiError::new(ErrorCode::WrongSpace))?;
        let real = engine::Clock::now(&engine::SystemClock);
        let starts = match turn(to, running.space.engine.clock().now(), real) {
            Turn::Nothing => return Ok(false),
            Turn::Pass(ms) => return running.pass(ms, false).await.map(|()| false),
            Turn::AnotherDay(ms) => return running.pass(ms, true).await.map(|()| false),
            Turn::Anew(starts) => starts,
        };
        if let Some(before) = demo.take() {
            before.close().await;
        }
        *demo = Some(self.new_demo(starts).await?);
        Ok(true)
    }

    /// A demo that begins there, used as the person uses their own space.
    async fn new_demo(&self, starts: sandbox::Clock) -> Result<Demo, ApiError> {
        let demo = Demo::open(&self.config.profile_dir, starts, self.changes.clone()).await?;
        let settings = match self.live_if_open().await {
            Some(own) => settings::kept(&own.store).await,
            None => self.set_in_demo(),
        };
        carry(settings, &demo.space).await;
        Ok(demo)
    }

    fn set_in_demo(&self) -> Settings {
        self.set_in_demo.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A demo that was opened before the person's own space is used as that one is from now on.
    async fn show_as(&self, own: &Space) {
        if let Some(demo) = &*self.demo.read().await {
            carry(settings::kept(&own.store).await, &demo.space).await;
        }
    }

    /// What is set in the demo is set in the person's own space too, or waits until there is one.
    pub(crate) async fn set_of_person(&self, settings: Settings) {
        if !self.is_demo().await {
            return;
        }
        if let Some(own) = self.live_if_open().await {
            carry(settings, &own).await;
        } else {
            let settings = settings::carried(settings, Settings::default());
            *self.set_in_demo.lock().unwrap_or_else(PoisonError::into_inner) = settings;
        }
    }

    pub(crate) async fn leave_demo(&self) -> AppView {
        {
            let _moving = self.moving.lock().await;
            self.end_demo().await;
        }
        self.view().await
    }

    async fn end_demo(&self) {
        let ended = self.demo.write().await.take();
        if let Some(demo) = ended {
            demo.close().await;
            self.look_at_live(true).await;
            self.announce(&Changes::everything());
        }
    }

    /// The person's own space came before the window, or behind the demo. What of it is open the page tells.
    async fn look_at_live(&self, visible: bool) {
        if let Some(live) = self.live_if_open().await {
            live.engine.attend(Attention { visible, ..Attention::default() });
        }
    }

    /// Tells the person of what happens in their own space while the window is not looked at.
    fn watch(&self, space: Arc<Space>) {
        let cancel = space.cancelled();
        tokio::spawn(clock::watch(Arc::clone(&space), self.changes.clone(), cancel.clone()));
        tokio::spawn(damage::watch(Arc::clone(&space), self.changes.clone(), cancel.clone()));
        let (config, host, changes) = (self.config.clone(), Arc::clone(&self.host), self.changes.clone());
        tokio::spawn(notify::watch(space, config, host, changes, cancel));
    }

    /// Says what changed, to whoever listens.
    pub(crate) fn announce(&self, changes: &Changes) {
        // Nobody listening is fine: data is always pulled.
        let _listeners = self.changes.send(changes.clone());
    }

    pub(crate) fn announce_app(&self) {
        self.announce(&Changes::of(Topic::App));
    }

    /// The app as the UI sees it.
    pub(crate) async fn view(&self) -> AppView {
        let demo = self.demo.read().await.as_ref().map(|demo| Arc::clone(&demo.space));
        let (phase, space, shown) = match (demo, &*self.live.read().await) {
            (Some(demo), _) => (Phase::Ready, Kind::Demo, Some(demo)),
            (None, Live::Open(space)) => (Phase::Ready, Kind::Live, Some(Arc::clone(space))),
            (None, Live::Stopped(stopped)) => (stopped.phase, Kind::Live, None),
            (None, Live::Empty) => (Phase::Welcome, Kind::Live, None),
        };
        let own = self.live_if_open().await;
        let settings = match &shown {
            Some(space) => settings::read(&self.config, &space.store).await,
            None => settings::overridden(&self.config, self.set_in_demo()),
        };
        self.closing.read(settings.when_closed, own.is_some());
        let tray = self.closing.tray();
        let clock_behind_ms = shown.as_ref().and_then(|space| clock::behind_ms(&space.engine));
        let clock = shown.map(|space| space.engine.clock().now());
        let now = clock.unwrap_or_else(|| engine::Clock::now(&engine::SystemClock));
        let quiet = notify::quiet::view(&settings.notifications, now);
        let damaged = own.as_ref().is_some_and(|space| *space.store.damaged().borrow());
        let repaired = match &own {
            Some(space) => damage::repaired(&space.store).await,
            None => None,
        };
        let folder_risk = own.and_then(|space| space.store.folder_risk()).map(Into::into);
        let recovery_code = recovery::is_made(&self.config.profile_dir);
        let version = env!("CARGO_PKG_VERSION").to_owned();
        AppView {
            phase,
            space,
            version,
            now: now.0,
            recovery_code,
            quiet,
            tray,
            clock_behind_ms,
            damaged,
            repaired,
            folder_risk,
            settings,
        }
    }
}

/// Settings that do not come along are no reason to keep a space closed.
async fn carry(settings: Settings, into: &Space) {
    if let Err(error) = settings::carry(settings, into).await {
        tracing::warn!(%error, "the settings did not come along into another space");
    }
}
