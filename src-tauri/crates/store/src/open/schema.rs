//! The schema's version: refuse newer ones untouched, copy older ones before changing them.

use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};

use super::connect::{self, Database};
use super::{copies, files};
use crate::OpenError;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The version that this app makes.
pub(crate) fn supported() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Looks at an existing file: whether the key fits and the version is known. An older one is copied beside itself.
pub(super) async fn check_and_back_up(database: &Database) -> Result<(), OpenError> {
    let mut connection = connect::look(&database.path, &database.key).await?;
    let found = version(&mut connection).await;
    connection.close().await?;
    let (found, supported) = (found?, supported());
    if found > supported {
        return Err(OpenError::Newer { found, supported });
    }
    if found > 0 && found < supported {
        back_up(database, found).await?;
    }
    Ok(())
}

/// Brings the file to our version: each step is one transaction.
pub(super) async fn migrate(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    run(&MIGRATIONS, connection).await
}

/// Brings an empty file to a version, of those that this app knows.
pub(crate) async fn migrate_to(version: i64, connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let steps = MIGRATIONS.iter().filter(|migration| migration.version <= version).cloned().collect();
    run(&Migrator::with_migrations(steps), connection).await
}

async fn run(migrator: &Migrator, connection: &mut SqliteConnection) -> Result<(), OpenError> {
    // `run` hides from the compiler that its future is `Send`; this is what it does after acquiring the connection.
    migrator.run_direct(None, connection, false).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error)
        | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => error.into(),
        sqlx::migrate::MigrateError::VersionMissing(found) => {
            OpenError::Newer { found, supported: supported() }
        }
        other => sqlx::Error::from(other).into(),
    })
}

/// The file's version; 0 when nothing was ever migrated into it.
pub(super) async fn version(connection: &mut SqliteConnection) -> sqlx::Result<i64> {
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
            .fetch_one(&mut *connection)
            .await?;
    if tables == 0 {
        return Ok(0);
    }
    sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations").fetch_one(connection).await
}

/// Copies the file as it is, encrypted, after moving its log into it. No connection may be open meanwhile: closing a
/// second descriptor of the file would drop SQLite's own locks on Unix.
async fn back_up(database: &Database, version: i64) -> Result<(), OpenError> {
    let path = &database.path;
    let mut connection = database.writer().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    files::copy_private(path, &copies::path(path, version))?;
    tracing::info!(version, "copied the store before migrating it");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::connect::{Journal, Key};
    use super::*;
    use crate::{OpenOptions, Store};

    #[tokio::test]
    async fn the_copy_before_a_migration_is_whole_and_encrypted() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        let key = [3; 32];
        let store = Store::open(OpenOptions { path: &path, key: &key }).await.expect("opens");
        store.set_setting("theme", Some("dark canary".into())).await.expect("writes");
        store.close().await.expect("closes");
        back_up(&Database::new(&path, Key::new(&key), Journal::Log), 1).await.expect("copies");
        let copy = copies::path(&path, 1);
        let bytes = std::fs::read(&copy).expect("reads");
        assert!(!bytes.windows(6).any(|window| window == b"canary" || window == b"SQLite"));
        let copy = Store::open(OpenOptions { path: &copy, key: &key }).await.expect("opens");
        assert_eq!(copy.setting("theme").await.expect("reads").as_deref(), Some("dark canary"));
    }

    /// A file of the first version, with a conversation of each standing, is brought to ours with everything in it.
    #[tokio::test]
    async fn conversations_keep_their_standing_and_everything_that_hangs_on_them() {
        use sqlx::ConnectOptions;

        let folder = tempfile::tempdir().expect("a folder");
        let mut old = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(folder.path().join("old.db"))
            .create_if_missing(true)
            .foreign_keys(true)
            .connect()
            .await
            .expect("opens");
        let first = MIGRATIONS.iter().filter(|migration| migration.version == 1).cloned().collect();
        Migrator::with_migrations(first)
            .run_direct(None, &mut old, false)
            .await
            .expect("makes the first version");
        for statement in [
            "INSERT INTO handle (ig_id, username, flavour, connected_at) VALUES ('1', 'brand', 'instagram_login', 1)",
            "INSERT INTO person (id, handle_id, igsid, follows_us) VALUES (1, 1, 'a', 0), (2, 1, 'b', 1), (3, 1, 'c', 0),
               (4, 1, 'd', NULL)",
            "INSERT INTO conversation (id, handle_id, person_id, standing, last_position, last_inbound, last_outbound)
             VALUES (1, 1, 1, 0, 10, 10, NULL), (2, 1, 2, 1, 20, 10, 20), (3, 1, 3, 2, 30, 10, 30), (4, 1, 4, 3, 40, 40, NULL)",
            "INSERT INTO draft (conversation_id, text, updated_at) VALUES (2, 'Dear', 1)",
        ] {
            sqlx::query(statement).execute(&mut old).await.expect("writes");
        }
        migrate(&mut old).await.expect("migrates");
        let rows: Vec<(i64, i64, bool)> =
            sqlx::query_as("SELECT id, standing, likely_request FROM conversation ORDER BY id")
                .fetch_all(&mut old)
                .await
                .expect("reads");
        assert_eq!(rows, [(1, 0, true), (2, 1, false), (3, 2, false), (4, 3, false)]);
        let drafts: i64 =
            sqlx::query_scalar("SELECT count(*) FROM draft").fetch_one(&mut old).await.expect("reads");
        assert_eq!(drafts, 1);
        sqlx::query("UPDATE conversation SET standing = 6 WHERE id = 1")
            .execute(&mut old)
            .await
            .expect("is allowed");
        assert!(sqlx::query("UPDATE conversation SET standing = 7").execute(&mut old).await.is_err());
    }
}
