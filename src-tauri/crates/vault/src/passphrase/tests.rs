//! The sealed file: what it keeps, what it refuses, what it shows.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

use super::seal::{self, Cost, Lock};
use super::{PassphraseError, PassphraseVault};
use crate::{SecretName, Vault};

const CANARY: &str = "IGAA-canary-token";

fn token() -> SecretName {
    SecretName::Token("17841400000000123".into())
}

fn passphrase() -> SecretString {
    "correct horse".into()
}

async fn with_a_token() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("vault.bin");
    let vault = PassphraseVault::create_at_cost(&path, &passphrase(), Cost::LITTLE).await.unwrap();
    vault.set(&token(), &SecretString::from(CANARY)).await.unwrap();
    (dir, path)
}

#[tokio::test]
async fn what_was_set_is_there_after_opening_again() {
    let (_dir, path) = with_a_token().await;
    let vault = PassphraseVault::open(&path, &passphrase()).await.unwrap();
    assert_eq!(vault.get(&token()).await.unwrap().unwrap().expose_secret(), CANARY);
    assert!(vault.get(&SecretName::DatabaseKey).await.unwrap().is_none());

    vault.delete(&token()).await.unwrap();
    let vault = PassphraseVault::open(&path, &passphrase()).await.unwrap();
    assert!(vault.get(&token()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_wrong_passphrase_is_told_from_a_damaged_file() {
    let (_dir, path) = with_a_token().await;
    let wrong = PassphraseVault::open(&path, &"correct hors".into()).await;
    assert!(matches!(wrong, Err(PassphraseError::WrongPassphrase)));

    let sealed = std::fs::read(&path).unwrap();
    for cut in [0, 7, 51, 76, sealed.len() - 1] {
        std::fs::write(&path, &sealed[..cut]).unwrap();
        let short = PassphraseVault::open(&path, &passphrase()).await;
        assert!(matches!(short, Err(PassphraseError::Corrupt)), "cut at {cut}");
    }
}

#[test]
fn no_altered_byte_goes_unnoticed() {
    let lock = Lock::new(&passphrase(), Cost::LITTLE).unwrap();
    let sealed = lock.seal(b"{}").unwrap();
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert!(seal::open(&altered, &passphrase()).is_err(), "byte {at}");
    }
    assert!(seal::open(&sealed, &passphrase()).is_ok());
}

#[test]
fn a_file_cannot_make_us_take_all_memory() {
    let mut sealed = Lock::new(&passphrase(), Cost::LITTLE).unwrap().seal(b"{}").unwrap();
    sealed[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(seal::open(&sealed, &passphrase()), Err(PassphraseError::Corrupt)));
}

#[tokio::test]
async fn the_real_cost_is_what_the_file_says() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("vault.bin");
    PassphraseVault::create(&path, &passphrase()).await.unwrap();
    let header = std::fs::read(&path).unwrap();
    assert_eq!(header[8..20], [0, 0, 1, 0, 3, 0, 0, 0, 1, 0, 0, 0]);
}

#[tokio::test]
async fn another_vault_is_never_overwritten() {
    let (_dir, path) = with_a_token().await;
    let again = PassphraseVault::create_at_cost(&path, &passphrase(), Cost::LITTLE).await;
    assert!(matches!(again, Err(PassphraseError::Exists)));
}

#[tokio::test]
async fn neither_secret_nor_account_nor_passphrase_is_in_the_file_and_nothing_lies_beside_it() {
    let (dir, path) = with_a_token().await;
    let bytes = std::fs::read(&path).unwrap();
    for clear in [CANARY, "17841400000000123", "correct horse", "token/"] {
        assert!(!bytes.windows(clear.len()).any(|window| window == clear.as_bytes()), "{clear}");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, path) = with_a_token().await;
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_change_that_cannot_reach_the_disk_does_not_count() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("profile");
    std::fs::create_dir(&home).unwrap();
    let vault =
        PassphraseVault::create_at_cost(&home.join("vault.bin"), &passphrase(), Cost::LITTLE).await.unwrap();
    std::fs::remove_dir_all(&home).unwrap();
    assert!(vault.set(&token(), &SecretString::from(CANARY)).await.is_err());
    assert!(vault.get(&token()).await.unwrap().is_none());
}
