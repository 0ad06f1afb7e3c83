//! Opening the person's own space: at their first handle, at "try again", with a passphrase or the recovery code, and by
//! itself once what stood in the way has passed.
//!
//! The keychain and the database are asked without holding what is open: it is looked at for every command.

use std::sync::{Arc, Weak};
use std::time::Duration;

use api::request::RecoverRequest;
use api::view::{AppView, Phase};
use api::{ApiError, Changes, ErrorCode};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::App;
use crate::space::Space;
use crate::start::{self, Live};
use crate::{errors, recovery};

/// How often it is looked whether what stood in the way has passed.
const LOOK_EVERY: Duration = Duration::from_secs(10);

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
        {
            let _moving = self.moving.lock().await;
            if self.is_stopped().await {
                let unlocked = self.unlocked.read().await.clone();
                self.put(start::open_existing(&self.config, unlocked, self.changes.clone()).await).await;
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

    /// Opens the person's own space if what stood in the way has passed. The keychain is not asked again. Answers whether
    /// it is open.
    async fn reopen(&self) -> bool {
        let _moving = self.moving.lock().await;
        let (was, opener) = match &*self.live.read().await {
            Live::Open(_) => return true,
            Live::Empty => return false,
            Live::Stopped(stopped) => (stopped.phase, stopped.passing().cloned()),
        };
        let Some(opener) = opener else { return false };
        if was == Phase::DiskFull && !start::has_room(&self.config.profile_dir).await {
            return false;
        }
        let live = start::open_with(&self.config, opener, self.changes.clone()).await;
        let (is_open, is_as_before) = match &live {
            Live::Open(_) => (true, false),
            Live::Stopped(stopped) => (false, stopped.phase == was),
            Live::Empty => (false, false),
        };
        self.put(live).await;
        if !is_as_before {
            self.opened();
        }
        is_open
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

/// Opens the person's own space as soon as what stands in the way has passed, until it is open.
pub(super) async fn until_open(app: Weak<App>, life: CancellationToken) {
    loop {
        tokio::select! {
            () = life.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let Some(app) = app.upgrade() else { return };
        if app.reopen().await {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use store::{OpenOptions, Store};
    use tempfile::TempDir;
    use tokio::sync::broadcast::error::TryRecvError;
    use url::Url;
    use vault::{MemoryVault, SecretName, Vault, VaultError, VaultKind};

    use super::*;
    use crate::{Announcement, Config, Host};

    const KEY: [u8; 32] = [7; 32];

    /// A keychain that counts how often it was asked for the database's key.
    #[derive(Default)]
    struct Counting {
        kept: MemoryVault,
        asked: AtomicUsize,
    }

    #[async_trait]
    impl Vault for Counting {
        async fn get(&self, name: &SecretName) -> Result<Option<SecretString>, VaultError> {
            if *name == SecretName::DatabaseKey {
                self.asked.fetch_add(1, Ordering::Relaxed);
            }
            self.kept.get(name).await
        }

        async fn set(&self, name: &SecretName, secret: &SecretString) -> Result<(), VaultError> {
            self.kept.set(name, secret).await
        }

        async fn delete(&self, name: &SecretName) -> Result<(), VaultError> {
            self.kept.delete(name).await
        }

        fn kind(&self) -> VaultKind {
            self.kept.kind()
        }
    }

    struct Nobody;

    impl Host for Nobody {
        fn open_url(&self, _: &Url) {}

        fn announce(&self, _: &Announcement) {}

        fn is_in_front(&self) -> bool {
            false
        }
    }

    async fn start_at(folder: &TempDir, vault: &Arc<Counting>) -> Arc<App> {
        let config = Config {
            profile_dir: folder.path().to_owned(),
            graph_url: None,
            undo_ms: None,
            keychain_service: "unused".into(),
            vault: Some(Arc::clone(vault) as _),
            news: None,
            start_demo: false,
        };
        App::start(config, Arc::new(Nobody)).await
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_passes_opens_the_inbox_by_itself_without_asking_the_keychain_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = start::database(folder.path());
        let other = Store::open(OpenOptions { path: &path, key: &KEY }).await.unwrap();
        let vault = Arc::new(Counting::default());
        vault.set(&SecretName::DatabaseKey, &SecretString::from(start::encode(&KEY))).await.unwrap();
        let app = start_at(&folder, &vault).await;
        assert_eq!(app.view().await.phase, Phase::StoreInUse);
        let mut told = app.changes();

        assert!(!app.reopen().await);
        assert_eq!(app.view().await.phase, Phase::StoreInUse);
        assert!(matches!(told.try_recv(), Err(TryRecvError::Empty)), "nothing changed");

        other.close().await.unwrap();
        assert!(app.reopen().await);
        assert_eq!(app.view().await.phase, Phase::Ready);
        assert!(told.try_recv().is_ok(), "it is told");
        assert_eq!(vault.asked.load(Ordering::Relaxed), 1);
        app.shutdown().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_only_a_person_can_mend_waits_for_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = start::database(folder.path());
        Store::open(OpenOptions { path: &path, key: &KEY }).await.unwrap().close().await.unwrap();
        let vault = Arc::new(Counting::default());
        let app = start_at(&folder, &vault).await;
        assert_eq!(app.view().await.phase, Phase::KeyMissing);
        vault.set(&SecretName::DatabaseKey, &SecretString::from(start::encode(&KEY))).await.unwrap();
        assert!(!app.reopen().await);
        assert_eq!(vault.asked.load(Ordering::Relaxed), 1);
        assert_eq!(app.retry_start().await.phase, Phase::Ready);
        app.shutdown().await;
    }
}
