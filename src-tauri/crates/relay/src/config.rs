//! What the relay is told: a TOML file, overridden by environment variables.
//!
//! `handrail-relay check` explains what is wrong with it. Every setting, its default and its variable
//! stand in `docs/relay-guide.md` and in the example beside it.

mod check;
mod environment;
mod jetstream;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use url::Url;

pub use check::{Finding, Weight};
pub use jetstream::JetStream;

/// Where the file is looked for when none is named.
pub const DEFAULT_FILE: &str = "/etc/handrail-relay/relay.toml";

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// The file is not TOML, or says something that does not exist. The text names the line.
    #[error("{0} is not understood:\n{1}")]
    NotUnderstood(PathBuf, String),
    /// A variable has a value that does not belong there.
    #[error("{0} is not understood: {1}")]
    Variable(&'static str, String),
}

/// A secret setting. Never shown.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The secret, for the one use of it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The secret, to be handed on.
    #[must_use]
    pub fn inner(&self) -> SecretString {
        self.0.clone()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

/// All settings.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `[server]`
    pub server: Server,
    /// `[meta]`
    pub meta: Meta,
    /// `[oauth]`
    pub oauth: Oauth,
    /// `[log]`
    pub log: LogChoice,
    /// `[limits]`
    pub limits: Limits,
}

/// Where the relay is.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Where it listens. With `tls` for the internet, else for a proxy in front of it.
    pub listen: SocketAddr,
    /// Where `/metrics` and `/healthz` are, for the machine's own eyes.
    pub operations: Option<SocketAddr>,
    /// The address under which Meta and the laptops reach it.
    pub public_url: Option<Url>,
    /// The folder of its files.
    pub data: PathBuf,
    /// What the organisation is called; laptops show it.
    pub organisation: String,
    /// TLS by the relay itself.
    pub tls: Option<Tls>,
}

/// TLS by the relay itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate and its chain, PEM. Read again when it changes.
    pub certificate: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
    /// The certificate of the authority that signs Meta's client certificates, PEM. If it is given, only
    /// Meta's own servers can deliver (instagram-platform, section 6.3).
    pub meta_clients: Option<PathBuf>,
}

/// What Meta and the relay share.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Meta {
    /// What the dashboard was told as "verify token": made up, at least 16 characters.
    pub verify_token: Option<Secret>,
    /// The app's secrets that may sign: the Instagram app's, the Meta app's, and the one before a change.
    pub app_secrets: Vec<Secret>,
    /// Files with one secret each, read at start.
    pub app_secret_files: Vec<PathBuf>,
}

/// Logins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Oauth {
    /// Business Login for Instagram.
    pub instagram: Option<Provider>,
    /// Facebook Login for Business.
    pub facebook: Option<Provider>,
}

/// One login. The addresses are Meta's by default.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The app's id: for Instagram the *Instagram* app id.
    pub app_id: String,
    /// Its secret.
    pub app_secret: Secret,
    /// What is asked for.
    pub scopes: Option<Vec<String>>,
    /// Where the person logs in.
    pub authorize_url: Option<Url>,
    /// Where the code is exchanged.
    pub token_url: Option<Url>,
    /// Where the short-lived token is exchanged.
    pub exchange_url: Option<Url>,
}

/// Which engine keeps the deliveries.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogChoice {
    /// Deliveries that nobody fetched are kept so long, in days in which a relay runs; 1 to 30.
    pub keep_days: Days,
    /// NATS JetStream; without it the log is a file in the relay's folder.
    pub jetstream: Option<JetStream>,
}

/// A number of days, 7 by default.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(transparent)]
pub struct Days(pub u16);

impl Default for Days {
    fn default() -> Self {
        Self(7)
    }
}

/// What one caller may take.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The largest body, in bytes, also after it was inflated.
    pub body_bytes: usize,
    /// How long a request's head may take, in seconds.
    pub header_seconds: u64,
    /// How long its body may take, in seconds.
    pub body_seconds: u64,
    /// Deliveries at the same time; one more is told to come again.
    pub deliveries_at_once: usize,
    /// Connections at the same time.
    pub connections: usize,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([0, 0, 0, 0], 8080)),
            operations: Some(SocketAddr::from(([127, 0, 0, 1], 9464))),
            public_url: None,
            data: PathBuf::from("/var/lib/handrail-relay"),
            organisation: String::new(),
            tls: None,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 8 << 20,
            header_seconds: 5,
            body_seconds: 10,
            deliveries_at_once: 256,
            connections: 4096,
        }
    }
}

impl Config {
    /// The file, if there is one or it is named, and what `variables` change of it.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn load(
        file: Option<&Path>,
        variables: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let path = file.unwrap_or(Path::new(DEFAULT_FILE));
        let mut config = match std::fs::read_to_string(path) {
            Ok(text) => {
                Self::parse(&text).map_err(|error| ConfigError::NotUnderstood(path.to_owned(), error))?
            }
            Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => Self::default(),
            Err(error) => return Err(ConfigError::Unreadable(path.to_owned(), error)),
        };
        environment::apply(&mut config, variables)?;
        for file in &config.meta.app_secret_files {
            let secret = std::fs::read_to_string(file)
                .map_err(|error| ConfigError::Unreadable(file.clone(), error))?;
            config.meta.app_secrets.push(secret.trim().into());
        }
        Ok(config)
    }

    /// Reads TOML.
    ///
    /// # Errors
    /// What is not understood and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// What is wrong, what could be better, and what it means.
    #[must_use]
    pub fn check(&self) -> Vec<Finding> {
        check::findings(self)
    }

    /// The public address of a path below it.
    #[must_use]
    pub fn public(&self, path: &str) -> String {
        let base = self.server.public_url.as_ref().map_or("", Url::as_str);
        format!("{}{path}", base.trim_end_matches('/'))
    }

    /// How long deliveries that nobody fetched are kept.
    #[must_use]
    pub fn keep(&self) -> Duration {
        Duration::from_secs(u64::from(self.log.keep_days.0) * 86_400)
    }
}
