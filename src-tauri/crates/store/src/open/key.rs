//! Whether a key is wrong, or the first page of its file damaged: SQLCipher says the same of both.
//!
//! Every page has a check of its own, made with the key and a salt. The salt is the first bytes of the file: where those are
//! damaged no page passes, and only a copy can tell.

use std::io::{ErrorKind, Read};
use std::path::Path;

use sqlx::Connection;

use super::connect::{self, Database};
use super::{copies, daily, files};
use crate::Result;

/// Bytes of the salt, random in every file.
const SALT: usize = 16;
/// Bytes of a page.
const PAGE: u64 = 4_096;
/// SQLCipher looks at every page but one, which has nothing in any file. So many that pass are made with this key.
const PASS: u64 = 2;

/// Whether a file that does not open with its key is known to be damaged. Where it is not, the key may be wrong and the first
/// page may be damaged. It reads the whole file.
pub(super) async fn is_damaged(database: &Database) -> bool {
    has_no_salt(&database.path).await
        || daily::opens(database).await
        || fits_pages(database).await.unwrap_or(false)
}

/// Whether the file is too short for a salt, or has zeros there: it was made with no key at all.
async fn has_no_salt(path: &Path) -> bool {
    let path = path.to_owned();
    let read = copies::on_disk(move || {
        let mut salt = [0; SALT];
        match std::fs::File::open(path)?.read_exact(&mut salt) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(true),
            read => read.map(|()| salt == [0; SALT]),
        }
    });
    read.await.unwrap_or(false)
}

/// Whether pages of the file pass their check with the key.
async fn fits_pages(database: &Database) -> Result<bool> {
    let mut connection = connect::look(&database.path, &database.key).await?;
    let failed: sqlx::Result<Vec<String>> =
        sqlx::query_scalar("PRAGMA cipher_integrity_check").fetch_all(&mut connection).await;
    connection.close().await?;
    let failed = failed?;
    if failed.iter().any(|row| !row.contains("page")) {
        // It says why no page was looked at.
        return Ok(false);
    }
    let failed = u64::try_from(failed.len()).unwrap_or(u64::MAX);
    Ok(failed.saturating_add(PASS) <= files::size(&database.path) / PAGE)
}
