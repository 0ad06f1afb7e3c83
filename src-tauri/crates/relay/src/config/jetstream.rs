//! Where JetStream is, if the log is there.

use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use super::Secret;

/// `[log.jetstream]`: with this section the log is in NATS JetStream.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JetStream {
    /// The servers, `nats://host:4222` or `tls://host:4222`. One is enough to find the others.
    pub servers: Vec<String>,
    /// What the streams begin with, so that several organisations may share the servers.
    pub name: String,
    /// On how many servers a delivery is kept: 1, 3 or 5.
    pub replicas: u8,
    /// Monitoring addresses, `http://host:8222`, where servers show whether they flush.
    pub monitors: Vec<Url>,
    /// The file that `nsc` made.
    pub credentials: Option<PathBuf>,
    /// A name, with [`Self::password`].
    pub user: Option<String>,
    /// Its password.
    pub password: Option<Secret>,
    /// The authority that signed the servers' certificates, PEM; the system's own are known.
    pub ca: Option<PathBuf>,
    /// The relay's own certificate, PEM, with [`Self::key`].
    pub certificate: Option<PathBuf>,
    /// Its key, PEM.
    pub key: Option<PathBuf>,
}

impl Default for JetStream {
    fn default() -> Self {
        Self {
            servers: Vec::new(),
            name: "handrail".to_owned(),
            replicas: 3,
            monitors: Vec::new(),
            credentials: None,
            user: None,
            password: None,
            ca: None,
            certificate: None,
            key: None,
        }
    }
}
