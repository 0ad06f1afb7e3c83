//! The variables that override the file: for containers, which have no files of their own.

use std::str::FromStr;

use super::{Config, ConfigError, JetStream, Provider, Secret, Tls};

/// Every variable, for the tests and the guide.
#[cfg(test)]
pub(super) const VARIABLES: &[&str] = &[
    "HANDRAIL_RELAY_LISTEN",
    "HANDRAIL_RELAY_OPERATIONS",
    "HANDRAIL_RELAY_PUBLIC_URL",
    "HANDRAIL_RELAY_DATA",
    "HANDRAIL_RELAY_ORGANISATION",
    "HANDRAIL_RELAY_TLS_CERTIFICATE",
    "HANDRAIL_RELAY_TLS_KEY",
    "HANDRAIL_RELAY_VERIFY_TOKEN",
    "HANDRAIL_RELAY_APP_SECRETS",
    "HANDRAIL_RELAY_INSTAGRAM_APP_ID",
    "HANDRAIL_RELAY_INSTAGRAM_APP_SECRET",
    "HANDRAIL_RELAY_FACEBOOK_APP_ID",
    "HANDRAIL_RELAY_FACEBOOK_APP_SECRET",
    "HANDRAIL_RELAY_KEEP_DAYS",
    "HANDRAIL_RELAY_NATS_SERVERS",
    "HANDRAIL_RELAY_NATS_NAME",
    "HANDRAIL_RELAY_NATS_REPLICAS",
    "HANDRAIL_RELAY_NATS_MONITORS",
    "HANDRAIL_RELAY_NATS_CREDENTIALS",
    "HANDRAIL_RELAY_NATS_USER",
    "HANDRAIL_RELAY_NATS_PASSWORD",
    "HANDRAIL_RELAY_NATS_CA",
    "HANDRAIL_RELAY_NATS_CERTIFICATE",
    "HANDRAIL_RELAY_NATS_KEY",
];

pub(super) fn apply(
    config: &mut Config,
    variables: impl Fn(&'static str) -> Option<String>,
) -> Result<(), ConfigError> {
    let get = |name: &'static str| variables(name).filter(|value| !value.is_empty());
    set(&mut config.server.listen, "HANDRAIL_RELAY_LISTEN", &get)?;
    if let Some(text) = get("HANDRAIL_RELAY_OPERATIONS") {
        let off = text == "off";
        config.server.operations = if off { None } else { Some(read("HANDRAIL_RELAY_OPERATIONS", &text)?) };
    }
    if let Some(text) = get("HANDRAIL_RELAY_PUBLIC_URL") {
        config.server.public_url = Some(read("HANDRAIL_RELAY_PUBLIC_URL", &text)?);
    }
    set(&mut config.server.data, "HANDRAIL_RELAY_DATA", &get)?;
    set(&mut config.server.organisation, "HANDRAIL_RELAY_ORGANISATION", &get)?;
    set(&mut config.log.keep_days.0, "HANDRAIL_RELAY_KEEP_DAYS", &get)?;
    if let (Some(certificate), Some(key)) =
        (get("HANDRAIL_RELAY_TLS_CERTIFICATE"), get("HANDRAIL_RELAY_TLS_KEY"))
    {
        let meta_clients = config.server.tls.take().and_then(|tls| tls.meta_clients);
        config.server.tls = Some(Tls { certificate: certificate.into(), key: key.into(), meta_clients });
    }
    if let Some(token) = get("HANDRAIL_RELAY_VERIFY_TOKEN") {
        config.meta.verify_token = Some(token.as_str().into());
    }
    if let Some(secrets) = get("HANDRAIL_RELAY_APP_SECRETS") {
        config.meta.app_secrets = secrets.split(',').map(|secret| secret.trim().into()).collect();
    }
    let provider = |id: &'static str, secret: &'static str| match (get(id), get(secret)) {
        (Some(app_id), Some(secret)) => Some((app_id, Secret::from(secret.as_str()))),
        _ => None,
    };
    if let Some(given) = provider("HANDRAIL_RELAY_INSTAGRAM_APP_ID", "HANDRAIL_RELAY_INSTAGRAM_APP_SECRET") {
        put(&mut config.oauth.instagram, given);
    }
    if let Some(given) = provider("HANDRAIL_RELAY_FACEBOOK_APP_ID", "HANDRAIL_RELAY_FACEBOOK_APP_SECRET") {
        put(&mut config.oauth.facebook, given);
    }
    jetstream(&mut config.log.jetstream, &get)
}

/// Any of these chooses JetStream; `handrail-relay check` says what is missing then.
fn jetstream(
    chosen: &mut Option<JetStream>,
    get: &impl Fn(&'static str) -> Option<String>,
) -> Result<(), ConfigError> {
    let list = |text: String| text.split(',').map(|one| one.trim().to_owned()).collect::<Vec<_>>();
    if let Some(servers) = get("HANDRAIL_RELAY_NATS_SERVERS") {
        chosen.get_or_insert_default().servers = list(servers);
    }
    if let Some(name) = get("HANDRAIL_RELAY_NATS_NAME") {
        chosen.get_or_insert_default().name = name;
    }
    if let Some(text) = get("HANDRAIL_RELAY_NATS_REPLICAS") {
        chosen.get_or_insert_default().replicas = read("HANDRAIL_RELAY_NATS_REPLICAS", &text)?;
    }
    if let Some(text) = get("HANDRAIL_RELAY_NATS_MONITORS") {
        let monitors = list(text);
        let monitors = monitors.iter().map(|one| read("HANDRAIL_RELAY_NATS_MONITORS", one));
        chosen.get_or_insert_default().monitors = monitors.collect::<Result<_, _>>()?;
    }
    if let Some(user) = get("HANDRAIL_RELAY_NATS_USER") {
        chosen.get_or_insert_default().user = Some(user);
    }
    if let Some(password) = get("HANDRAIL_RELAY_NATS_PASSWORD") {
        chosen.get_or_insert_default().password = Some(password.as_str().into());
    }
    if let Some(file) = get("HANDRAIL_RELAY_NATS_CREDENTIALS") {
        chosen.get_or_insert_default().credentials = Some(file.into());
    }
    if let Some(file) = get("HANDRAIL_RELAY_NATS_CA") {
        chosen.get_or_insert_default().ca = Some(file.into());
    }
    if let Some(file) = get("HANDRAIL_RELAY_NATS_CERTIFICATE") {
        chosen.get_or_insert_default().certificate = Some(file.into());
    }
    if let Some(file) = get("HANDRAIL_RELAY_NATS_KEY") {
        chosen.get_or_insert_default().key = Some(file.into());
    }
    Ok(())
}

fn put(provider: &mut Option<Provider>, (app_id, app_secret): (String, Secret)) {
    match provider {
        Some(provider) => (provider.app_id, provider.app_secret) = (app_id, app_secret),
        None => {
            *provider = Some(Provider {
                app_id,
                app_secret,
                scopes: None,
                authorize_url: None,
                token_url: None,
                exchange_url: None,
            });
        }
    }
}

fn set<T: FromStr>(
    setting: &mut T,
    name: &'static str,
    get: &impl Fn(&'static str) -> Option<String>,
) -> Result<(), ConfigError>
where
    T::Err: std::fmt::Display,
{
    if let Some(text) = get(name) {
        *setting = read(name, &text)?;
    }
    Ok(())
}

fn read<T: FromStr>(name: &'static str, text: &str) -> Result<T, ConfigError>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error: T::Err| ConfigError::Variable(name, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{VARIABLES, apply};
    use crate::config::{Config, ConfigError};

    #[test]
    fn every_variable_is_heard() {
        for name in VARIABLES {
            let value = match *name {
                "HANDRAIL_RELAY_LISTEN" | "HANDRAIL_RELAY_OPERATIONS" => "127.0.0.1:1",
                "HANDRAIL_RELAY_PUBLIC_URL" => "https://relay.example.com",
                "HANDRAIL_RELAY_KEEP_DAYS" => "3",
                "HANDRAIL_RELAY_NATS_REPLICAS" => "5",
                "HANDRAIL_RELAY_NATS_MONITORS" => "http://10.0.0.1:8222, http://10.0.0.2:8222",
                _ => "something",
            };
            // Certificates and logins count only in pairs.
            let pair = |other: &str| {
                other.rsplit_once('_').map(|(head, _)| head) == name.rsplit_once('_').map(|(head, _)| head)
                    || (name.contains("_APP_") && other.split('_').nth(2) == name.split('_').nth(2))
            };
            let mut config = Config::default();
            apply(&mut config, |asked| {
                (asked == *name).then(|| value.to_owned()).or_else(|| {
                    (pair(asked) && name.contains("_APP_") | name.contains("_TLS_"))
                        .then(|| "other".to_owned())
                })
            })
            .unwrap();
            assert_ne!(format!("{config:?}"), format!("{:?}", Config::default()), "{name}");
        }
    }

    #[test]
    fn nonsense_names_its_variable() {
        let result =
            apply(&mut Config::default(), |name| (name == "HANDRAIL_RELAY_LISTEN").then(|| "here".into()));
        assert!(matches!(result, Err(ConfigError::Variable("HANDRAIL_RELAY_LISTEN", _))));
    }
}
