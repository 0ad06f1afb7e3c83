//! The recovery code: made while the inbox is open, used when the keychain does not give its key.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::request::RecoverRequest;
use api::view::{Phase, RecoveryCodeView};
use api::{ApiError, Changes, ErrorCode};
use secrecy::{ExposeSecret, SecretString};
use store::journal::AuditEntry;
use store::{OpenOptions, Store};
use tokio::sync::broadcast;
use vault::recovery::{self, CodeProblem, RecoveryCode};
use vault::{PassphraseError, PassphraseVault, SecretName, Vault, VaultError};

use crate::Config;
use crate::app::App;
use crate::errors;
use crate::space::Space;
use crate::start::{self, database, passphrase_file};

/// The key, sealed with the code.
pub(crate) fn file(profile_dir: &Path) -> PathBuf {
    profile_dir.join("recovery.bin")
}

/// Whether a code was made.
pub(crate) fn is_made(profile_dir: &Path) -> bool {
    file(profile_dir).exists()
}

/// Makes a code for the open inbox.
pub(crate) async fn make(app: &App) -> Result<RecoveryCodeView, ApiError> {
    let space = app.space().await?;
    let key = space.key.as_ref().ok_or(ApiError::new(ErrorCode::WrongSpace))?;
    let code = RecoveryCode::random().map_err(|error| errors::internal(&error))?;
    recovery::seal_key(&file(&app.config.profile_dir), &code, key).await.map_err(of_passphrase)?;
    let entry = AuditEntry {
        at: space.engine.clock().now(),
        action: "recovery_code".to_owned(),
        handle: None,
        outcome: "made".to_owned(),
    };
    space.store.append_audit(entry).await.map_err(errors::of_store)?;
    app.announce_app();
    Ok(RecoveryCodeView { words: code.words().expose_secret().to_owned() })
}

/// What came of a code.
pub(crate) struct Recovered {
    pub space: Arc<Space>,
    /// The new file of secrets, where a passphrase was chosen.
    pub passphrase_vault: Option<Arc<dyn Vault>>,
}

/// Opens the inbox with the code. The key goes back into the keychain where that is open; a locked one is left alone.
pub(crate) async fn open(
    config: &Config,
    request: &RecoverRequest,
    to: broadcast::Sender<Changes>,
) -> Result<Recovered, ApiError> {
    let code = RecoveryCode::read(&request.words).map_err(of_problem)?;
    let key = recovery::open_key(&file(&config.profile_dir), &code).await.map_err(of_passphrase)?;
    // Whether it opens anything, before anything is written. Where there is nothing, nothing is made.
    let path = database(&config.profile_dir);
    if !Store::exists(&path) {
        return Err(ApiError::new(ErrorCode::NotFound));
    }
    let opened = Store::open(OpenOptions { path: &path, key: &key }).await;
    let store = opened.map_err(|error| of_open(&error))?;
    store.close().await.map_err(errors::of_store)?;

    let (vault, fresh): (Arc<dyn Vault>, bool) = match start::vault(config, None) {
        Ok(vault) => {
            let kept = vault.get(&SecretName::DatabaseKey).await;
            match (kept, &request.passphrase) {
                (Err(VaultError::Absent), Some(passphrase)) => (protect(config, passphrase).await?, true),
                (Err(VaultError::Absent), None) => return Err(ApiError::new(ErrorCode::KeychainAbsent)),
                (Ok(_) | Err(VaultError::Corrupt), _) => {
                    keep(&*vault, &key).await;
                    (vault, false)
                }
                (Err(_), _) => (vault, false),
            }
        }
        // The passphrase is forgotten: what it sealed stays beside, and another takes its place.
        Err(_) => match &request.passphrase {
            Some(passphrase) => (protect(config, passphrase).await?, true),
            None => return Err(ApiError::new(ErrorCode::KeychainAbsent)),
        },
    };
    if fresh {
        keep(&*vault, &key).await;
    }
    let passphrase_vault = fresh.then(|| Arc::clone(&vault));
    let space = start::open_space(config, vault, &key, to).await.map_err(errors::of_phase)?;
    Ok(Recovered { space, passphrase_vault })
}

/// Puts the key where the next start looks for it. That it cannot be put there keeps nobody out now.
async fn keep(vault: &dyn Vault, key: &[u8; 32]) {
    let text = SecretString::from(start::encode(key));
    if let Err(error) = vault.set(&SecretName::DatabaseKey, &text).await {
        tracing::warn!(%error, "the recovered key was not kept; the next start needs the code again");
    }
}

/// A new file of secrets. An older one, whose passphrase nobody has, is put beside it.
async fn protect(config: &Config, passphrase: &str) -> Result<Arc<dyn Vault>, ApiError> {
    let path = passphrase_file(&config.profile_dir);
    if path.exists() {
        std::fs::rename(&path, path.with_extension("bin.before"))
            .map_err(|error| errors::internal(&error))?;
    }
    let passphrase = SecretString::from(passphrase);
    let vault = PassphraseVault::create(&path, &passphrase).await.map_err(of_passphrase)?;
    Ok(Arc::new(vault))
}

fn of_problem(problem: CodeProblem) -> ApiError {
    match problem {
        CodeProblem::Length(words) => ApiError::with_detail(ErrorCode::RecoveryCodeLength, words.to_string()),
        CodeProblem::Unknown(place) => ApiError::with_detail(ErrorCode::RecoveryCodeWord, place.to_string()),
        CodeProblem::Checksum => ApiError::new(ErrorCode::RecoveryCodeWrong),
    }
}

fn of_passphrase(error: PassphraseError) -> ApiError {
    match error {
        PassphraseError::WrongPassphrase => ApiError::new(ErrorCode::RecoveryCodeWrong),
        PassphraseError::Io(error) if error.kind() == io::ErrorKind::NotFound => {
            ApiError::new(ErrorCode::NotFound)
        }
        PassphraseError::Io(error)
            if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) =>
        {
            ApiError::new(ErrorCode::DiskFull)
        }
        other => errors::internal(&other),
    }
}

fn of_open(error: &store::OpenError) -> ApiError {
    match start::phase_of_store(error) {
        Phase::KeyChanged => ApiError::new(ErrorCode::RecoveryCodeWrong),
        phase => errors::of_phase(phase),
    }
}
