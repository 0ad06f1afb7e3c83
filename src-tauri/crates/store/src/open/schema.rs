//! The schema's version: refuse newer ones untouched, copy older ones before changing them.

use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};

use super::connect::{self, Key};
use super::files;
use crate::{OpenError, StoreError};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The version that this app makes.
fn supported() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Looks at an existing file: whether the key fits and the version is known. An older one is copied beside itself.
pub(super) async fn check_and_back_up(path: &Path, key: &Key) -> Result<(), OpenError> {
    let mut connection = connect::look(path, key).await?;
    let found = version(&mut connection).await;
    connection.close().await?;
    let (found, supported) = (found?, supported());
    if found > supported {
        return Err(OpenError::Newer { found, supported });
    }
    if found > 0 && found < supported {
        back_up(path, key, found).await?;
    }
    Ok(())
}

/// Brings the file to our version: each step is one transaction.
pub(super) async fn migrate(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    // `run` hides from the compiler that its future is `Send`; this is what it does after acquiring the connection.
    MIGRATIONS.run_direct(None, connection, false).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::Execute(error)
        | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => error.into(),
        sqlx::migrate::MigrateError::VersionMissing(found) => {
            OpenError::Newer { found, supported: supported() }
        }
        other => OpenError::Database(StoreError::from(sqlx::Error::from(other))),
    })
}

/// The file's version; 0 when nothing was ever migrated into it.
async fn version(connection: &mut SqliteConnection) -> sqlx::Result<i64> {
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
async fn back_up(path: &Path, key: &Key, version: i64) -> Result<(), OpenError> {
    let mut connection = connect::writer(path, key).await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    files::copy_private(path, &backup_path(path, version))?;
    tracing::info!(version, "copied the store before migrating it");
    Ok(())
}

fn backup_path(path: &Path, version: i64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".before-migration-from-{version}"));
    name.into()
}

#[cfg(test)]
mod tests {
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
        back_up(&path, &Key::new(&key), 1).await.expect("copies");
        let copy = backup_path(&path, 1);
        let bytes = std::fs::read(&copy).expect("reads");
        assert!(!bytes.windows(6).any(|window| window == b"canary" || window == b"SQLite"));
        let copy = Store::open(OpenOptions { path: &copy, key: &key }).await.expect("opens");
        assert_eq!(copy.setting("theme").await.expect("reads").as_deref(), Some("dark canary"));
    }
}
