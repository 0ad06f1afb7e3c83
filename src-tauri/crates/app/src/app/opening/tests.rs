use std::collections::BTreeMap;
use std::pin::{Pin, pin};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use api::view::FolderRisk;
use async_trait::async_trait;
use domain::saved_reply::{SavedText, Scope};
use store::OpenOptions;
use tempfile::TempDir;
use tokio::sync::broadcast::error::TryRecvError;
use tokio::sync::oneshot;
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
    refuses: Mutex<Option<VaultError>>,
    /// The next question is answered once this is told of.
    hangs: Mutex<Option<oneshot::Receiver<()>>>,
}

impl Counting {
    fn refuse(&self, with: Option<VaultError>) {
        *self.refuses.lock().unwrap() = with;
    }

    fn hang(&self) -> oneshot::Sender<()> {
        let (tell, told) = oneshot::channel();
        *self.hangs.lock().unwrap() = Some(told);
        tell
    }
}

#[async_trait]
impl Vault for Counting {
    async fn get(&self, name: &SecretName) -> Result<Option<SecretString>, VaultError> {
        if *name == SecretName::DatabaseKey {
            self.asked.fetch_add(1, Ordering::Relaxed);
        }
        let hangs = self.hangs.lock().unwrap().take();
        if let Some(told) = hangs {
            told.await.unwrap();
        }
        let refusal = *self.refuses.lock().unwrap();
        if let Some(refusal) = refusal {
            return Err(refusal);
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

    assert_eq!(app.reopen(true).await, Reopened::Waits);
    assert_eq!(app.view().await.phase, Phase::StoreInUse);
    assert!(matches!(told.try_recv(), Err(TryRecvError::Empty)), "nothing changed");

    other.close().await.unwrap();
    assert_eq!(app.reopen(true).await, Reopened::Open);
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
    assert_eq!(app.reopen(true).await, Reopened::Waits);
    assert_eq!(vault.asked.load(Ordering::Relaxed), 1);
    assert_eq!(app.retry_start().await.phase, Phase::Ready);
    app.shutdown().await;
}

/// A database that is closed, and a keychain with its key.
async fn home() -> (TempDir, Arc<Counting>) {
    let folder = tempfile::tempdir().unwrap();
    let path = start::database(folder.path());
    Store::open(OpenOptions { path: &path, key: &KEY }).await.unwrap().close().await.unwrap();
    let vault = Arc::new(Counting::default());
    vault.set(&SecretName::DatabaseKey, &SecretString::from(start::encode(&KEY))).await.unwrap();
    (folder, vault)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_starts_late_is_asked_again_and_a_refusal_is_not_pressed() {
    for (refusal, phase) in
        [(VaultError::Absent, Phase::KeychainAbsent), (VaultError::Hung, Phase::KeychainHung)]
    {
        let (folder, vault) = home().await;
        vault.refuse(Some(refusal));
        let app = start_at(&folder, &vault).await;
        assert_eq!(app.view().await.phase, phase);
        assert_eq!(app.reopen(false).await, Reopened::Waits, "not yet");
        assert_eq!(app.reopen(true).await, Reopened::Asked);
        assert_eq!(vault.asked.load(Ordering::Relaxed), 2);
        vault.refuse(None);
        assert_eq!(app.reopen(true).await, Reopened::Open);
        app.shutdown().await;
    }
    for refusal in [VaultError::Locked, VaultError::Denied] {
        let (folder, vault) = home().await;
        vault.refuse(Some(refusal));
        let app = start_at(&folder, &vault).await;
        assert_eq!(app.reopen(true).await, Reopened::Waits);
        assert_eq!(vault.asked.load(Ordering::Relaxed), 1, "a person may be asked each time");
        app.shutdown().await;
    }
}

/// Goes on with what asks the keychain until that hangs.
async fn begin<T: std::fmt::Debug>(mut asks: Pin<&mut impl Future<Output = T>>) {
    tokio::select! {
        biased;
        answer = asks.as_mut() => panic!("the keychain answered: {answer:?}"),
        () = std::future::ready(()) => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_hangs_with_a_keychain_that_does() {
    let (folder, vault) = home().await;
    vault.refuse(Some(VaultError::Hung));
    let app = start_at(&folder, &vault).await;
    vault.refuse(None);
    for by_itself in [true, false] {
        let answer = vault.hang();
        let mut opening = pin!(async {
            if by_itself {
                assert_eq!(app.reopen(true).await, Reopened::Asked);
            } else {
                app.retry_start().await;
            }
        });
        begin(opening.as_mut()).await;
        // Otherwise these would wait for it.
        drop(app.moving.try_lock().expect("nothing is held meanwhile"));
        assert_eq!(app.open_demo().await.unwrap().space, api::view::Space::Demo);
        assert_eq!(app.leave_demo().await.phase, Phase::KeychainHung);
        vault.refuse(by_itself.then_some(VaultError::Hung));
        answer.send(()).unwrap();
        opening.await;
    }
    assert_eq!(app.view().await.phase, Phase::Ready);
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_opened_while_the_keychain_hung_stays_open() {
    let (folder, vault) = home().await;
    vault.refuse(Some(VaultError::Hung));
    let app = start_at(&folder, &vault).await;
    vault.refuse(None);
    let answer = vault.hang();
    let mut opening = pin!(app.reopen(true));
    begin(opening.as_mut()).await;
    assert_eq!(app.retry_start().await.phase, Phase::Ready);
    answer.send(()).unwrap();
    assert_eq!(opening.await, Reopened::Open);
    assert_eq!(app.view().await.phase, Phase::Ready);
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_used_is_no_damaged_file_and_opens_once_it_can() {
    let (folder, vault) = home().await;
    // It stops also one who may write everywhere.
    let in_the_way = folder.path().join("store.lock");
    std::fs::remove_file(&in_the_way).unwrap();
    std::fs::create_dir(&in_the_way).unwrap();
    let app = start_at(&folder, &vault).await;
    assert_eq!(app.view().await.phase, Phase::StoreUnreachable);
    assert_eq!(app.reopen(true).await, Reopened::Waits);
    std::fs::remove_dir(&in_the_way).unwrap();
    assert_eq!(app.reopen(true).await, Reopened::Open);
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_gone_is_no_first_start() {
    let (folder, vault) = home().await;
    let (path, code) = (start::database(folder.path()), recovery::file(folder.path()));
    let away = folder.path().join("away");
    std::fs::rename(&path, &away).unwrap();
    let app = start_at(&folder, &vault).await;
    assert_eq!(app.view().await.phase, Phase::Welcome, "nothing tells of it");
    app.shutdown().await;
    let beside = |end: &str| folder.path().join(format!("handrail.db{end}"));
    for left in [code.clone(), beside("-wal"), beside(".before-migration-from-3")] {
        std::fs::write(&left, "left").unwrap();
        // An empty file is none.
        std::fs::write(&path, "").unwrap();
        let app = start_at(&folder, &vault).await;
        assert_eq!(app.view().await.phase, Phase::StoreLost, "{left:?}");
        assert!(app.live_space().await.is_err(), "no empty one takes its place");
        assert_eq!(app.reopen(true).await, Reopened::Waits);
        assert_eq!(app.begin_anew().await.unwrap().phase, Phase::Welcome);
        assert!(!left.exists());
        app.shutdown().await;
    }
    let aside = std::fs::read_dir(folder.path()).unwrap().flatten().filter(|entry| entry.path().is_dir());
    let kept: usize = aside.map(|aside| std::fs::read_dir(aside.path()).unwrap().count()).sum();
    assert_eq!(kept, 3, "nothing was deleted");
    // It comes back.
    std::fs::write(&code, "left").unwrap();
    let app = start_at(&folder, &vault).await;
    std::fs::rename(&away, &path).unwrap();
    assert_eq!(app.reopen(true).await, Reopened::Open);
    assert!(code.exists() && app.begin_anew().await.is_err());
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_that_stopped_before_its_last_step_is_neither_a_first_start_nor_a_loss() {
    let (folder, vault) = home().await;
    let path = start::database(folder.path());
    // As it was after the damaged file had gone aside and before the new one took its place.
    let whole = folder.path().join("handrail.db.repaired.damaged-1");
    std::fs::rename(&path, &whole).unwrap();
    let app = start_at(&folder, &vault).await;
    assert_eq!(app.view().await.phase, Phase::Ready);
    assert!(path.exists() && !whole.exists());
    app.shutdown().await;

    std::fs::rename(&path, &whole).unwrap();
    // Folders stop also one who may write everywhere.
    let aside = folder.path().join("damaged-1").join("handrail.db");
    for in_the_way in [&path, &aside] {
        std::fs::create_dir_all(in_the_way.join("full")).unwrap();
    }
    let app = start_at(&folder, &vault).await;
    assert_eq!(app.view().await.phase, Phase::StoreUnreachable);
    std::fs::remove_dir_all(&path).unwrap();
    assert!(app.begin_anew().await.is_err(), "it is not lost");
    assert_eq!(app.reopen(true).await, Reopened::Open, "the last step is tried again");
    assert!(path.exists() && !whole.exists());
    app.shutdown().await;
}

/// Changes a byte of a page, counted from the end.
fn flip(path: &std::path::Path, from_end: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    let at = bytes.len() - from_end * 4_096 + 100;
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_opens_no_more_is_repaired_from_its_copy() {
    let (folder, vault) = home().await;
    let path = start::database(folder.path());
    let store = Store::open(OpenOptions { path: &path, key: &KEY }).await.unwrap();
    store.copy_daily(engine::Clock::now(&engine::SystemClock)).await.unwrap();
    store.close().await.unwrap();
    let pages = std::fs::read(&path).unwrap().len() / 4_096;
    flip(&path, pages);
    let app = start_at(&folder, &vault).await;
    assert_eq!(app.view().await.phase, Phase::StoreBroken, "the key is right");
    assert!(app.begin_anew().await.is_err(), "it is not lost");
    let view = app.repair().await.unwrap();
    assert_eq!(view.phase, Phase::Ready);
    assert!(view.repaired.unwrap().all_from_copy);
    assert_eq!(vault.asked.load(Ordering::Relaxed), 1, "with the key that was there");
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_which_nothing_can_be_read_is_told_as_such_and_put_aside_at_a_word() {
    let (folder, vault) = home().await;
    let path = start::database(folder.path());
    let pages = std::fs::read(&path).unwrap().len() / 4_096;
    flip(&path, pages);
    let damaged = std::fs::read(&path).unwrap();
    let app = start_at(&folder, &vault).await;
    assert_eq!(app.view().await.phase, Phase::StoreBroken, "the key is right");
    assert!(app.begin_anew().await.is_err(), "a repair comes first");
    assert_eq!(app.repair().await.unwrap().phase, Phase::StoreUnreadable);
    assert!(std::fs::read(&path).unwrap() == damaged, "it is as it was");
    assert_eq!(app.reopen(true).await, Reopened::Waits);
    assert_eq!(app.begin_anew().await.unwrap().phase, Phase::Welcome);
    assert!(!path.exists());
    let lost =
        std::fs::read_dir(folder.path()).unwrap().flatten().find(|entry| entry.path().is_dir()).unwrap();
    assert!(std::fs::read(lost.path().join("handrail.db")).unwrap() == damaged, "nothing was deleted");
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_part_of_an_open_inbox_is_told_of_and_repaired() {
    let (folder, vault) = home().await;
    let path = start::database(folder.path());
    let store = Store::open(OpenOptions { path: &path, key: &KEY }).await.unwrap();
    // It takes the last pages of the file, and nobody asks for it at the start.
    let large = SavedText {
        title: "x".repeat(200_000),
        shortcut: None,
        scope: Scope::All,
        tags: Vec::new(),
        texts: BTreeMap::from([(String::new(), "Thank you!".to_owned())]),
    };
    store.add_saved_replies(vec![large], engine::Clock::now(&engine::SystemClock)).await.unwrap();
    store.close().await.unwrap();
    flip(&path, 10);
    let app = start_at(&folder, &vault).await;
    let view = app.view().await;
    assert_eq!((view.phase, view.damaged), (Phase::Ready, false));
    assert_eq!(app.repair().await.unwrap_err().code, ErrorCode::TooLate, "nothing tells of it");
    let mut told = app.changes();
    let store = app.live_if_open().await.unwrap().store.clone();
    assert!(!store.look_for_damage().await.unwrap());
    drop(store);
    assert!(app.view().await.damaged);
    told.recv().await.unwrap();
    let view = app.repair().await.unwrap();
    assert_eq!((view.phase, view.damaged), (Phase::Ready, false));
    let repaired = view.repaired.unwrap();
    assert!(folder.path().join(&repaired.folder).join("handrail.db").exists(), "the damaged file is kept");
    app.space().await.unwrap().store.repair_seen().await.unwrap();
    assert_eq!(app.view().await.repaired, None);
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_a_service_copies_is_told_of() {
    let folder = tempfile::Builder::new().prefix("Dropbox-").tempdir().unwrap();
    let path = start::database(folder.path());
    Store::open(OpenOptions { path: &path, key: &KEY }).await.unwrap().close().await.unwrap();
    let vault = Arc::new(Counting::default());
    vault.set(&SecretName::DatabaseKey, &SecretString::from(start::encode(&KEY))).await.unwrap();
    let app = start_at(&folder, &vault).await;
    assert_eq!(app.view().await.folder_risk, Some(FolderRisk::Dropbox));
    app.shutdown().await;
}
