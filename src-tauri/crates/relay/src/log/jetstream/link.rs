//! The connection to the servers.

use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerAddr};

use super::{ANSWER, LogError};
use crate::config::JetStream;

/// A server that says nothing for two of these is taken for gone.
const PING: Duration = Duration::from_secs(5);
/// Messages of one stream that may wait to be taken; what is above is fetched again.
const WAITING: usize = 4096;

/// Connects, and from then on connects again by itself, to whichever of the servers is there.
pub(super) async fn connect(settings: &JetStream) -> Result<Client, LogError> {
    // Fails only when one is installed already, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let servers = settings.servers.iter().map(|server| server.parse::<ServerAddr>());
    let servers: Vec<_> = servers.collect::<Result<_, _>>().map_err(cannot)?;
    options(settings).await?.connect(servers).await.map_err(cannot)
}

async fn options(settings: &JetStream) -> Result<ConnectOptions, LogError> {
    let mut options = ConnectOptions::new()
        .name("handrail-relay")
        .connection_timeout(ANSWER)
        .request_timeout(Some(ANSWER))
        .ping_interval(PING)
        .subscription_capacity(WAITING)
        .reconnect_delay_callback(|tries| {
            Duration::from_millis(u64::try_from(tries).unwrap_or(u64::MAX).saturating_mul(50).min(1_000))
        })
        .event_callback(|event| async move {
            match event {
                Event::Connected => tracing::info!("connected to JetStream"),
                Event::Disconnected => tracing::warn!("the connection to JetStream is lost"),
                Event::SlowConsumer(_) => tracing::debug!("JetStream is faster than we are"),
                Event::ServerError(error) => tracing::warn!(%error, "JetStream complains"),
                Event::ClientError(error) => tracing::debug!(%error, "JetStream cannot be reached"),
                _ => {}
            }
        });
    if let Some(file) = &settings.credentials {
        options = options.credentials_file(file).await.map_err(cannot)?;
    }
    if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
        options = options.user_and_password(user.clone(), password.expose().to_owned());
    }
    if let Some(ca) = &settings.ca {
        options = options.add_root_certificates(ca.clone()).require_tls(true);
    }
    if let (Some(certificate), Some(key)) = (&settings.certificate, &settings.key) {
        options = options.add_client_certificate(certificate.clone(), key.clone()).require_tls(true);
    }
    Ok(options)
}

#[allow(clippy::needless_pass_by_value, reason = "made for `map_err`")]
fn cannot(error: impl std::fmt::Display) -> LogError {
    LogError::Failed(format!("JetStream cannot be reached: {error}"))
}
