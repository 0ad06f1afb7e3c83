//! Opening the person's own space: at their first handle, at "try again", with a passphrase or the recovery code, and by
//! itself once what stood in the way has passed.
//!
//! The keychain and the database are asked without holding what is open: it is looked at for every command. A keychain may
//! hang, so no opening or closing of something else waits for what it answers here.

#[cfg(test)]
mod tests;

use std::sync::{Arc, Weak};
use std::time::Duration;

use api::request::RecoverRequest;
use api::view::{AppView, Phase};
use api::{ApiError, Changes, ErrorCode};
use secrecy::SecretString;
use store::Store;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::App;
use crate::space::Space;
use crate::start::{self, Again, Live, Opener, Stopped};
use crate::{errors, recovery};

/// How often it is looked whether what stood in the way has passed.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// The longest pause between two questions to a keychain that does not answer, or is not there.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

impl App {
    /// The person's own space, made now if this is the first handle. Ends the demo.
    pub(crate) async fn live_space(&self) -> Result<Arc<Space>, ApiError> {
        let _moving = self.moving.lock().await;
        let open = match &*self.live.read().await {
            Live::Open(space) => Some(Arc::clone(space)),
            Live::Stopped(stopped) => return Err(errors::of_phase(stopped.phase)),
            Live::Empty => None,
        };
        let space = match open {
            Some(space) => space,
            None => self.create().await?,
        };
        self.end_demo().await;
        Ok(space)
    }

    async fn create(&self) -> Result<Arc<Space>, ApiError> {
        let unlocked = self.unlocked.read().await.clone();
        match start::create(&self.config, unlocked, self.changes.clone()).await {
            Ok(space) => {
                super::carry(self.set_in_demo(), &space).await;
                self.put(Live::Open(Arc::clone(&space))).await;
                Ok(space)
            }
            Err(error) => {
                if error.code == ErrorCode::KeychainAbsent {
                    self.put(Live::Stopped(Phase::PassphraseNew.into())).await;
                    self.announce_app();
                }
                Err(error)
            }
        }
    }

    /// Tries again to open the person's own space, as they asked: the keychain too.
    pub(crate) async fn retry_start(&self) -> AppView {
        if self.is_stopped().await {
            let unlocked = self.unlocked.read().await.clone();
            let reached = start::reach(&self.config, unlocked).await;
            let _moving = self.moving.lock().await;
            // It may have been opened meanwhile.
            if self.is_stopped().await {
                self.put(start::open_reached(&self.config, reached, self.changes.clone()).await).await;
            }
        }
        self.opened();
        self.view().await
    }

    pub(crate) async fn unlock(&self, passphrase: String) -> Result<AppView, ApiError> {
        let passphrase = SecretString::from(passphrase);
        let vault = start::unlock(&self.config.profile_dir, &passphrase).await?;
        *self.unlocked.write().await = Some(vault);
        Ok(self.retry_start().await)
    }

    /// Opens the person's own space with the recovery code.
    pub(crate) async fn recover(&self, request: RecoverRequest) -> Result<AppView, ApiError> {
        {
            let _moving = self.moving.lock().await;
            if !self.is_stopped().await {
                return Err(ApiError::new(ErrorCode::TooLate));
            }
            let recovered = recovery::open(&self.config, &request, self.changes.clone()).await?;
            self.put(Live::Open(recovered.space)).await;
            if let Some(vault) = recovered.passphrase_vault {
                *self.unlocked.write().await = Some(vault);
            }
        }
        self.opened();
        Ok(self.view().await)
    }

    /// Begins anew where the database is lost, or nothing of it can be read. What is left of it is put aside, and nothing is
    /// deleted.
    pub(crate) async fn begin_anew(&self) -> Result<AppView, ApiError> {
        {
            let _moving = self.moving.lock().await;
            let phase = match &*self.live.read().await {
                Live::Stopped(stopped) => Some(stopped.phase),
                Live::Open(_) | Live::Empty => None,
            };
            let (profile, now) = (&self.config.profile_dir, engine::Clock::now(&engine::SystemClock));
            let aside = match phase {
                Some(Phase::StoreLost) => start::set_aside(profile, now),
                Some(Phase::StoreUnreadable) => start::set_unreadable_aside(profile, now),
                _ => return Err(ApiError::new(ErrorCode::TooLate)),
            };
            aside.map_err(|error| errors::internal(&error))?;
            let unlocked = self.unlocked.read().await.clone();
            self.put(start::open_existing(&self.config, unlocked, self.changes.clone()).await).await;
        }
        self.opened();
        Ok(self.view().await)
    }

    /// Repairs the person's own database, which is open with a part that cannot be read, or does not open for it.
    pub(crate) async fn repair(&self) -> Result<AppView, ApiError> {
        {
            let _moving = self.moving.lock().await;
            let opener = self.opener_of_damaged().await?.ok_or(ApiError::new(ErrorCode::TooLate))?;
            let repairing = Live::Stopped(Stopped::with(Phase::StoreRepairing, opener.clone()));
            let was = std::mem::replace(&mut *self.live.write().await, repairing);
            self.announce(&Changes::everything());
            if let Live::Open(space) = was {
                space.close().await;
                // What keeps the repaired one closed may pass by itself.
                tokio::spawn(until_open(self.this.clone(), self.life.clone()));
            }
            let live = start::repair(&self.config, opener, self.changes.clone()).await;
            self.put(live).await;
        }
        self.opened();
        Ok(self.view().await)
    }

    /// What opens the person's own database, where it is damaged.
    async fn opener_of_damaged(&self) -> Result<Option<Opener>, ApiError> {
        let live = self.live.read().await;
        let space = match &*live {
            Live::Stopped(stopped) => return Ok(stopped.damaged()),
            Live::Open(space) if *space.store.damaged().borrow() => space,
            Live::Open(_) | Live::Empty => return Ok(None),
        };
        let vault =
            start::vault(&self.config, self.unlocked.read().await.clone()).map_err(errors::of_phase)?;
        Ok(space.key.clone().map(|key| Opener { vault, key }))
    }

    /// Opens the person's own space if what stood in the way has passed. The keychain is asked again only where nothing but
    /// that it did not answer, or was not there, stood in the way, and only if it may be: `asking`.
    async fn reopen(&self, asking: bool) -> Reopened {
        let (was, again) = match &*self.live.read().await {
            Live::Open(_) => return Reopened::Open,
            Live::Empty => return Reopened::Waits,
            Live::Stopped(stopped) => (stopped.phase, stopped.again()),
        };
        let asks = matches!(again, Some(Again::Asking(_)));
        let reached = match again {
            Some(Again::With(opener)) if self.may_have_room(was).await => Ok(opener),
            Some(Again::Asking(vault)) if asking => start::ask(vault).await,
            Some(Again::WithDatabase) if Store::exists(&start::database(&self.config.profile_dir)) => {
                let unlocked = self.unlocked.read().await.clone();
                start::reach(&self.config, unlocked).await
            }
            _ => return Reopened::Waits,
        };
        let _moving = self.moving.lock().await;
        // A person may have got further meanwhile.
        match &*self.live.read().await {
            Live::Open(_) => return Reopened::Open,
            Live::Stopped(stopped) if stopped.phase == was => {}
            Live::Stopped(_) | Live::Empty => return Reopened::Waits,
        }
        let live = start::open_reached(&self.config, reached, self.changes.clone()).await;
        let (is_open, is_as_before) = match &live {
            Live::Open(_) => (true, false),
            Live::Stopped(stopped) => (false, stopped.phase == was),
            Live::Empty => (false, false),
        };
        self.put(live).await;
        if !is_as_before {
            self.opened();
        }
        match (is_open, asks) {
            (true, _) => Reopened::Open,
            (false, true) => Reopened::Asked,
            (false, false) => Reopened::Waits,
        }
    }

    /// Whether it is not known that there is no room.
    async fn may_have_room(&self, was: Phase) -> bool {
        was != Phase::DiskFull || start::has_room(&self.config.profile_dir).await
    }

    async fn is_stopped(&self) -> bool {
        matches!(&*self.live.read().await, Live::Stopped(_))
    }

    async fn put(&self, live: Live) {
        if let Live::Open(space) = &live {
            self.show_as(space).await;
            self.watch(Arc::clone(space));
        }
        *self.live.write().await = live;
    }

    /// Says that the person's own space was opened, or is closed for another reason.
    fn opened(&self) {
        self.news.allowed.notify_one();
        self.announce(&Changes::everything());
    }
}

/// What came of a try to open the person's own space.
#[derive(Debug, PartialEq, Eq)]
enum Reopened {
    /// It is open.
    Open,
    /// The keychain was asked, to no avail.
    Asked,
    /// What stands in the way did not pass.
    Waits,
}

/// Opens the person's own space as soon as what stands in the way has passed, until it is open. The pauses between two
/// questions to the keychain grow.
pub(super) async fn until_open(app: Weak<App>, life: CancellationToken) {
    let mut pause = LOOK_EVERY;
    let mut asks_at = Instant::now() + pause;
    loop {
        tokio::select! {
            () = life.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let Some(app) = app.upgrade() else { return };
        match app.reopen(Instant::now() >= asks_at).await {
            Reopened::Open => return,
            Reopened::Asked => {
                pause = (pause * 2).min(LONGEST_PAUSE);
                asks_at = Instant::now() + pause;
            }
            Reopened::Waits => {}
        }
    }
}
