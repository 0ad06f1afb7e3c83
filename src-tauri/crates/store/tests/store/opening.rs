//! Opening, closing, and what must leave a file as it is.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use store::{OpenError, OpenOptions, Store, StoreError};
use tracing_subscriber::fmt::MakeWriter;

use crate::home::Home;
use crate::support::{World, database, from_person, open, raw};

/// Every file of a folder with its bytes, the lock aside.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let files =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| !path.ends_with("store.lock"));
    files.map(|path| (path.display().to_string(), std::fs::read(&path).expect("reads"))).collect()
}

#[tokio::test]
async fn what_was_written_is_there_after_closing() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "hello")]).await;
    let path = database(&world.folder);
    world.store.close().await.expect("closes");
    let store = open(&path).await.expect("opens at once after closing");
    assert_eq!(store.stats().await.expect("reads").messages, 1);
    drop(store);
    let store = open(&path).await.expect("opens at once after the last clone went");
    assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_written_is_there_after_a_crash() {
    let world = World::new().await;
    let crashed = world.folder.path().join("crashed");
    std::fs::create_dir(&crashed).expect("makes a folder");
    for n in 0..20 {
        world.ingest(vec![from_person("p1", &format!("m{n}"), n, "hello")]).await;
        // What is on disk at this moment is what a crash would leave.
        for name in ["handrail.db", "handrail.db-wal"] {
            std::fs::copy(database(&world.folder).with_file_name(name), crashed.join(name)).expect("copies");
        }
        let store = open(&crashed.join("handrail.db")).await.expect("opens");
        assert_eq!(store.stats().await.expect("reads").messages, n + 1);
        assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
        store.close().await.expect("closes");
    }
}

#[tokio::test]
async fn a_second_instance_is_told_that_it_is_one() {
    let world = World::new().await;
    let second = open(&database(&world.folder)).await;
    assert!(matches!(second, Err(OpenError::Locked)));
}

#[tokio::test]
async fn a_file_that_another_program_holds_is_told_as_such() {
    let world = World::new().await;
    let path = database(&world.folder);
    let mut other = raw(&path).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("holds it");
    let refused = world.store.set_setting("theme", Some("dark".into())).await.expect_err("is refused");
    assert!(matches!(refused, StoreError::Busy), "{refused}");
    sqlx::query("ROLLBACK").execute(&mut other).await.expect("lets go");
    world.store.set_setting("theme", Some("dark".into())).await.expect("writes again");
    world.store.close().await.expect("closes");

    sqlx::raw_sql("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        .execute(&mut other)
        .await
        .expect("holds it");
    let refused = open(&path).await.expect_err("is refused");
    assert!(matches!(refused, OpenError::Busy), "{refused}");
}

#[tokio::test]
async fn a_wrong_key_changes_nothing() {
    let world = World::new().await;
    let path = database(&world.folder);
    world.store.close().await.expect("closes");
    let folder = path.parent().expect("a folder");
    let before = files(folder);
    let result = Store::open(OpenOptions { path: &path, key: &[8; 32] }).await;
    assert!(matches!(result, Err(OpenError::WrongKey)), "{result:?}");
    assert!(before == files(folder), "the file is as it was and no other came");
    open(&path).await.expect("the right key still opens it");
}

#[tokio::test]
async fn a_damaged_first_page_or_schema_is_no_wrong_key_as_far_as_it_can_be_known() {
    let home = Home::new().await;
    let schema: Vec<usize> = home
        .pages()
        .await
        .iter()
        .filter(|page| page.name == "sqlite_schema")
        .map(|page| page.number)
        .collect();
    assert!(schema.len() > 1, "it is on more than the first page");
    for page in schema {
        let home = home.copy();
        home.flip(page);
        let refused = open(&home.path).await.expect_err("does not open");
        assert!(matches!(refused, OpenError::Corrupt), "page {page}: {refused:?}");
    }
    let change = |change: fn(&mut Vec<u8>)| {
        let home = home.copy();
        let mut bytes = std::fs::read(&home.path).expect("reads");
        change(&mut bytes);
        std::fs::write(&home.path, &bytes).expect("writes");
        home
    };
    for damage in [|bytes: &mut Vec<u8>| bytes[..4_096].fill(0), |bytes: &mut Vec<u8>| bytes.truncate(10)] {
        let home = change(damage);
        let refused = open(&home.path).await.expect_err("does not open");
        assert!(matches!(refused, OpenError::Corrupt), "no key made this: {refused:?}");
    }
    // The salt of every page: nothing tells any more.
    let home = change(|bytes| bytes[3] ^= 1);
    assert!(matches!(open(&home.path).await, Err(OpenError::WrongKey)));
}

#[tokio::test]
async fn a_newer_file_is_left_alone() {
    let world = World::new().await;
    let path = database(&world.folder);
    world.store.close().await.expect("closes");
    let mut raw = raw(&path).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)",
    )
    .execute(&mut raw)
    .await
    .expect("writes");
    sqlx::Connection::close(raw).await.expect("closes");
    let folder = path.parent().expect("a folder");
    let before = files(folder);
    let result = open(&path).await;
    assert!(matches!(result, Err(OpenError::Newer { found: 9999, supported: 1..9999 })), "{result:?}");
    let after = files(folder);
    assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)), "every byte is as it was");
}

#[tokio::test]
async fn there_is_a_store_only_after_it_was_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = database(&folder);
    assert!(!Store::exists(&path));
    let store = open(&path).await.expect("opens");
    store.checkpoint(true).await.expect("checkpoints");
    assert!(Store::exists(&path));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "hello")]).await;
    let folder = database(&world.folder).parent().expect("a folder").to_owned();
    let mode = |path: &Path| std::fs::metadata(path).expect("is there").permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for path in files(&folder).keys() {
        assert_eq!(mode(Path::new(path)), 0o600, "{path}");
    }
}

#[tokio::test]
async fn the_file_shows_nothing_of_what_it_holds() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "canary in a coal mine")]).await;
    for (path, bytes) in files(database(&world.folder).parent().expect("a folder")) {
        assert!(!holds(&bytes, b"canary"), "{path}");
        assert!(!holds(&bytes, b"SQLite format"), "{path}");
    }
}

#[tokio::test]
async fn the_key_is_in_no_log() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    // The database's own threads log too, so the subscriber is the process's; nextest gives each test its own.
    tracing::subscriber::set_global_default(subscriber).expect("the only one");
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "canary in a coal mine")]).await;
    world.store.close().await.expect("closes");
    let wrong = Store::open(OpenOptions { path: &database(&world.folder), key: &[8; 32] }).await;
    tracing::trace!("the log works");
    let log = log.0.lock().expect("a log").clone();
    assert!(holds(&log, b"the log works"));
    for secret in ["0707070707", "0808080808", "canary"] {
        assert!(!holds(&log, secret.as_bytes()), "{secret} is in the log");
        assert!(!format!("{wrong:?}").contains(secret));
    }
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
