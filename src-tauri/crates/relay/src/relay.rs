//! The relay while it runs: what its parts share.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::AppSecrets;
use crate::clock::RelayClock;
use crate::config::Config;
use crate::directory::{self, Directory};
use crate::ingress::body::Room;
use crate::log::jetstream::JetStreamLog;
use crate::log::sqlite::SqliteLog;
use crate::log::{Expect, Log, LogError};
use crate::metrics::Metrics;
use crate::oauth::Exchange;
use crate::protocol::keys::SigningKey;
use crate::protocol::session::Doorkeeper;
use crate::sealer::Sealer;

/// The relay's key within its folder: 32 bytes. Whoever has it can speak as the relay; it opens nothing.
const IDENTITY_FILE: &str = "identity.key";
/// The note of its public half, where several relays share a log.
const IDENTITY_NOTE: &str = "identity/now";
/// The log within its folder.
const LOG_FILE: &str = "relay.db";

/// Bodies that are being read may take so much memory together, in bytes.
const BODIES: usize = 64 << 20;

/// So long JetStream may take to be there when the relay starts.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why the relay does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings are wrong: `handrail-relay check` says how.
    #[error("the settings are wrong; `handrail-relay check` explains them")]
    Settings,
    /// The folder cannot be used.
    #[error("{0}: {1}")]
    Folder(String, std::io::Error),
    /// The key in the folder is none.
    #[error("{0} is damaged: put it back from your copy. A new key would unpair every laptop")]
    Identity(String),
    /// Another relay uses this JetStream with another key.
    #[error(
        "the relays on this JetStream have another {0}: copy it from one of them into this relay's folder, so that the laptops know this one too"
    )]
    Stranger(&'static str),
    /// The log cannot be used.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An address cannot be listened on, or TLS cannot be set up.
    #[error("{0}")]
    Listen(String),
}

/// What the parts of a running relay share.
pub struct Relay {
    /// The settings.
    pub config: Config,
    /// What Meta signs with.
    pub secrets: AppSecrets,
    /// Where deliveries are kept.
    pub log: Arc<dyn Log>,
    /// By which what is kept grows old.
    pub clock: RelayClock,
    /// What the relay signs with.
    pub identity: SigningKey,
    /// Gives out sessions.
    pub door: Doorkeeper,
    /// Seals what comes in.
    pub sealer: Sealer,
    /// The numbers.
    pub metrics: Metrics,
    /// One permit for each genuine delivery that is being stored.
    pub deliveries: Semaphore,
    /// The memory for the bodies that are being read.
    pub bodies: Room,
    /// Exchanges the codes of logins.
    pub exchange: Exchange,
    /// Cancelled when the relay is about to stop.
    pub closing: CancellationToken,
    directory: watch::Receiver<Arc<Directory>>,
}

impl Relay {
    /// Opens everything in the folder of the settings.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn open(config: Config) -> Result<Arc<Self>, StartError> {
        let folder = |error| StartError::Folder(config.server.data.display().to_string(), error);
        make_private(&config.server.data).map_err(folder)?;
        let identity = identity(&config.server.data.join(IDENTITY_FILE))?;
        let log = open_patiently(&config).await?;
        if config.log.jetstream.is_some() {
            agree(&*log, &identity).await?;
        }
        let clock = RelayClock::open(&*log).await?;
        let closing = CancellationToken::new();
        let directory = directory::follow(Arc::clone(&log), closing.clone()).await?;
        let secrets = config.meta.app_secrets.iter().map(super::config::Secret::inner).collect();
        let secrets = AppSecrets::new(secrets).ok_or(StartError::Settings)?;
        let exchange = Exchange::new().map_err(StartError::Listen)?;
        Ok(Arc::new(Self {
            secrets,
            clock,
            door: Doorkeeper::new(&identity),
            sealer: Sealer::new(Arc::clone(&log)),
            metrics: Metrics::default(),
            deliveries: Semaphore::new(config.limits.deliveries_at_once),
            bodies: Room::new(BODIES.max(3 * config.limits.body_bytes)),
            exchange,
            closing,
            directory,
            identity,
            log,
            config,
        }))
    }

    /// The laptops as they are now.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory.borrow())
    }

    /// The laptops, to be followed.
    #[must_use]
    pub fn directory_changes(&self) -> watch::Receiver<Arc<Directory>> {
        self.directory.clone()
    }

    /// Waits until the directory shows what was just written. Whether it did within ten seconds.
    pub async fn shows(&self, shown: impl Fn(&Directory) -> bool) -> bool {
        let mut directory = self.directory.clone();
        let seen = directory.wait_for(|directory| shown(directory));
        matches!(tokio::time::timeout(Duration::from_secs(10), seen).await, Ok(Ok(_)))
    }
}

/// Opens the log that the settings choose.
///
/// # Errors
/// When it cannot be used, or cannot hold what a 200 promises.
pub async fn open_log(config: &Config) -> Result<Arc<dyn Log>, LogError> {
    Ok(match &config.log.jetstream {
        Some(settings) => Arc::new(JetStreamLog::open(settings, config.limits.body_bytes).await?),
        None => Arc::new(SqliteLog::open(&config.server.data.join(LOG_FILE)).await?),
    })
}

/// Servers that choose a leader just now are given a moment.
async fn open_patiently(config: &Config) -> Result<Arc<dyn Log>, LogError> {
    let until = tokio::time::Instant::now() + PATIENCE;
    loop {
        match open_log(config).await {
            Err(LogError::Failed(error))
                if config.log.jetstream.is_some() && tokio::time::Instant::now() < until =>
            {
                tracing::warn!(error, "the log cannot be opened yet");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            other => return other,
        }
    }
}

/// Relays that share a log must be the same to the laptops: the first one says which key it has.
async fn agree(log: &dyn Log, identity: &SigningKey) -> Result<(), StartError> {
    let own = identity.public().to_string();
    match log.write(IDENTITY_NOTE, own.clone().into(), Expect::Nothing).await {
        Ok(_) => return Ok(()),
        Err(LogError::Changed) => {}
        Err(other) => return Err(other.into()),
    }
    match log.note(IDENTITY_NOTE).await? {
        Some(note) if note.value == own.as_bytes() => Ok(()),
        _ => Err(StartError::Stranger(IDENTITY_FILE)),
    }
}

fn identity(path: &Path) -> Result<SigningKey, StartError> {
    let failed = |error| StartError::Folder(path.display().to_string(), error);
    let damaged = || StartError::Identity(path.display().to_string());
    match std::fs::read(path) {
        Ok(bytes) => {
            let seed: [u8; 32] = bytes.try_into().map_err(|_| damaged())?;
            SigningKey::from_seed(&seed).map_err(|_| damaged())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = SigningKey::generate().map_err(|_| damaged())?;
            // Whole or not at all: a half-written key must not be found after a crash.
            let fresh = path.with_extension("new");
            write_private(&fresh, key.seed()).map_err(failed)?;
            std::fs::rename(&fresh, path).map_err(failed)?;
            Ok(key)
        }
        Err(error) => Err(failed(error)),
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}
