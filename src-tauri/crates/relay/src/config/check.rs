//! What is wrong with the settings, in words that say what to do.

use std::fmt;
use std::path::Path;

use super::{Config, JetStream};
use crate::protocol::pairing;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The relay does not start like this.
    Wrong,
    /// It starts, and something will not work or is less safe.
    Careful,
}

/// One thing about one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// The setting.
    pub setting: &'static str,
    /// What is the matter, and what to do.
    pub words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.weight {
            Weight::Wrong => "wrong  ",
            Weight::Careful => "careful",
        };
        write!(f, "{weight}  {}: {}", self.setting, self.words)
    }
}

/// The shortest verify token, in characters.
const TOKEN: usize = 16;
/// Verify tokens that stand in tutorials, so that anyone would try them.
const KNOWN_TOKENS: &[&str] =
    &["verify_token", "my_verify_token", "test", "token", "secret", "meatyhamhock", "instagram"];

pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let mut say = Sayings(Vec::new());
    addresses(config, &mut say);
    verify_token(config, &mut say);
    secrets(config, &mut say);
    logins(config, &mut say);
    limits(config, &mut say);
    if let Some(settings) = &config.log.jetstream {
        jetstream(settings, &mut say);
    }
    say.0
}

/// What was found so far.
struct Sayings(Vec<Finding>);

impl Sayings {
    fn wrong(&mut self, setting: &'static str, words: &str) {
        self.0.push(Finding { weight: Weight::Wrong, setting, words: words.to_owned() });
    }

    fn careful(&mut self, setting: &'static str, words: &str) {
        self.0.push(Finding { weight: Weight::Careful, setting, words: words.to_owned() });
    }
}

/// Where it is, and its folder.
fn addresses(config: &Config, say: &mut Sayings) {
    match &config.server.public_url {
        None => say.wrong("server.public_url",
            "is missing. Say the https address under which the internet reaches this relay, such as \"https://relay.example.com\".",
        ),
        Some(url) if !pairing::is_private(url) => {
            say.wrong("server.public_url", "must begin with https: Meta delivers to https addresses only.");
        }
        Some(url) if url.query().is_some() || url.fragment().is_some() => {
            say.wrong("server.public_url", "must be a plain address, without ? or #.");
        }
        Some(url) if url.path() != "/" => say.careful(
            "server.public_url",
            &format!("has a path: the proxy in front must take \"{}\" off, for this relay answers at /webhook.", url.path()),
        ),
        Some(_) => {}
    }
    if let Some(tls) = &config.server.tls {
        for (setting, file) in [
            ("server.tls.certificate", Some(&tls.certificate)),
            ("server.tls.key", Some(&tls.key)),
            ("server.tls.meta_clients", tls.meta_clients.as_ref()),
        ] {
            if let Some(Err(error)) = file.map(std::fs::read) {
                say.wrong(setting, &format!("cannot be read: {error}."));
            }
        }
        if let Err(error) = crate::serve::tls_is_usable(tls) {
            say.wrong("server.tls", &error);
        }
    } else if !config.server.listen.ip().is_loopback() {
        say.careful("server.listen",
            "takes plain http from other machines. Fine when a proxy that does TLS is the only one that can reach it; else set [server.tls], or listen on 127.0.0.1.",
        );
    }
    if config.server.operations.is_some_and(|at| !at.ip().is_loopback()) {
        say.careful("server.operations", "shows the relay's numbers to other machines.");
    }
    if config.server.organisation.trim().is_empty() {
        say.careful("server.organisation", "is empty: people who pair a laptop see this name.");
    }
    if let Err(error) = folder_is_usable(&config.server.data) {
        say.wrong(
            "server.data",
            &format!(
                "cannot be written to: {error}. Make the folder and give it to the user that runs the relay."
            ),
        );
    }
}

/// What Meta asks for at the handshake.
fn verify_token(config: &Config, say: &mut Sayings) {
    match config.meta.verify_token.as_ref().map(super::Secret::expose) {
        None => say.wrong(
            "meta.verify_token",
            "is missing. Make one up (`openssl rand -hex 24`) and tell Meta's dashboard the same.",
        ),
        Some(token)
            if KNOWN_TOKENS.iter().any(|known| {
                token.to_ascii_lowercase().trim_matches(|c: char| !c.is_ascii_alphabetic()) == *known
            }) =>
        {
            say.wrong(
                "meta.verify_token",
                "stands in tutorials, so anyone would try it. Make one up: `openssl rand -hex 24`.",
            );
        }
        Some(token) if token.chars().count() < TOKEN => {
            say.wrong("meta.verify_token", "is too short to be hard to guess: 16 characters at least.");
        }
        Some(_) => {}
    }
}

/// What Meta signs with.
fn secrets(config: &Config, say: &mut Sayings) {
    let secrets = &config.meta.app_secrets;
    if secrets.is_empty() {
        say.wrong("meta.app_secrets",
            "is missing. Without the app's secret nobody can tell Meta's deliveries from forged ones, so all would be refused. Copy it from the dashboard: App settings, Basic, App secret; for Instagram Login also the Instagram app secret.",
        );
    }
    if secrets.iter().any(|secret| secret.expose().trim().is_empty()) {
        say.wrong("meta.app_secrets", "has an empty secret: with it anyone could sign. Remove it.");
    }
    if secrets.iter().any(|secret| !secret.expose().is_empty() && !looks_like_secret(secret.expose())) {
        say.careful("meta.app_secrets",
            "has one that does not look like Meta's (32 digits and letters a to f). Was a verify token or access token copied instead?",
        );
    }
    if let (Some(token), true) = (&config.meta.verify_token, !secrets.is_empty())
        && secrets.iter().any(|secret| secret.expose() == token.expose())
    {
        say.wrong(
            "meta.verify_token",
            "is the same as an app secret. They are different things: the verify token is sent in the open.",
        );
    }
}

/// One-click reconnecting.
fn logins(config: &Config, say: &mut Sayings) {
    if config.oauth.instagram.is_none() && config.oauth.facebook.is_none() {
        say.careful("oauth", "is not set up: connecting again takes a pasted token instead of one click.");
    }
    for (setting, provider) in
        [("oauth.instagram", &config.oauth.instagram), ("oauth.facebook", &config.oauth.facebook)]
    {
        let Some(provider) = provider else { continue };
        if provider.app_id.is_empty() || !provider.app_id.bytes().all(|b| b.is_ascii_digit()) {
            say.wrong(
                setting,
                "needs `app_id`, a number. For Instagram it is the *Instagram* app id, not the Meta app's.",
            );
        }
        if provider.app_secret.expose().is_empty() {
            say.wrong(setting, "needs `app_secret`.");
        }
    }
}

/// Where JetStream is. What it promises is asked of the servers themselves.
fn jetstream(settings: &JetStream, say: &mut Sayings) {
    if settings.servers.is_empty() {
        say.wrong(
            "log.jetstream.servers",
            "is missing. Say where the servers are, such as [\"nats://10.0.0.1:4222\"].",
        );
    }
    for server in &settings.servers {
        let Ok(address) = server.parse::<async_nats::ServerAddr>() else {
            say.wrong(
                "log.jetstream.servers",
                "has one that is no address. They look like \"nats://10.0.0.1:4222\".",
            );
            continue;
        };
        let near = address.host().parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
            || address.host() == "localhost";
        if !near && !address.tls_required() && settings.ca.is_none() {
            say.careful("log.jetstream.servers", "has one that is reached without TLS. Deliveries are sealed before they get there; the password and the names of laptops are not. Fine within a private network, else say \"tls://…\".");
        }
        if address.password().is_some() {
            say.careful(
                "log.jetstream.servers",
                "has a password in an address, where it may be shown. Use `user` and `password`.",
            );
        }
    }
    if settings.name.is_empty()
        || !settings.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    {
        say.wrong("log.jetstream.name", "must consist of letters, digits, - and _.");
    }
    if !matches!(settings.replicas, 1 | 3 | 5) {
        say.wrong(
            "log.jetstream.replicas",
            "must be 1, 3 or 5: an even number bears no more losses than one less.",
        );
    }
    if settings.replicas == 1 && settings.monitors.is_empty() {
        say.careful("log.jetstream.monitors", "is empty, and there is one copy of each delivery only: the relay starts if it can see there that the server flushes (`sync_interval: always`).");
    }
    if settings.user.is_some() != settings.password.is_some() {
        say.wrong("log.jetstream.user", "and `password` belong together: one of them is missing.");
    }
    if settings.certificate.is_some() != settings.key.is_some() {
        say.wrong("log.jetstream.certificate", "and `key` belong together: one of them is missing.");
    }
    let files = [
        ("log.jetstream.credentials", &settings.credentials),
        ("log.jetstream.ca", &settings.ca),
        ("log.jetstream.certificate", &settings.certificate),
        ("log.jetstream.key", &settings.key),
    ];
    for (setting, file) in files {
        if let Some(Err(error)) = file.as_ref().map(std::fs::read) {
            say.wrong(setting, &format!("cannot be read: {error}."));
        }
    }
}

/// What one caller may take.
fn limits(config: &Config, say: &mut Sayings) {
    if !(1..=30).contains(&config.log.keep_days.0) {
        say.wrong("log.keep_days", "must be between 1 and 30.");
    }
    if config.limits.body_bytes < 1 << 20 {
        say.wrong(
            "limits.body_bytes",
            "must be a mebibyte (1048576) at least: Meta sends up to 1,000 events at once.",
        );
    }
    if config.limits.deliveries_at_once == 0
        || config.limits.connections == 0
        || config.limits.body_seconds == 0
        || config.limits.header_seconds == 0
    {
        say.wrong("limits", "has a zero: nothing would ever be let in.");
    }
}

fn looks_like_secret(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn folder_is_usable(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    std::fs::write(&probe, b"")?;
    std::fs::remove_file(probe)
}

#[cfg(test)]
mod tests {
    use super::Weight;
    use crate::config::Config;

    const GOOD: &str = r#"
        [server]
        listen = "127.0.0.1:8080"
        public_url = "https://relay.example.com"
        organisation = "Example"
        data = "DATA"
        [meta]
        verify_token = "0123456789abcdef0123"
        app_secrets = ["0123456789abcdef0123456789abcdef"]
        [oauth.instagram]
        app_id = "27640000000000011"
        app_secret = "0123456789abcdef0123456789abcdef"
    "#;

    fn found(change: impl Fn(String) -> String) -> Vec<(Weight, &'static str)> {
        let dir = tempfile::TempDir::new().unwrap();
        let text = change(GOOD.replace("DATA", dir.path().to_str().unwrap()));
        let config = Config::parse(&text).unwrap();
        config.check().into_iter().map(|finding| (finding.weight, finding.setting)).collect()
    }

    #[test]
    fn a_good_configuration_has_nothing_to_say() {
        assert_eq!(found(|good| good), []);
    }

    #[test]
    fn each_mistake_is_named() {
        use Weight::{Careful, Wrong};
        let cases = [
            ("https://relay.example.com", "http://relay.example.com", Wrong, "server.public_url"),
            ("https://relay.example.com", "https://relay.example.com/?x=1", Wrong, "server.public_url"),
            ("https://relay.example.com", "https://relay.example.com/hook", Careful, "server.public_url"),
            ("0123456789abcdef0123\"\n", "short\"\n", Wrong, "meta.verify_token"),
            ("\"0123456789abcdef0123\"", "\"My_Verify_Token\"", Wrong, "meta.verify_token"),
            ("\"0123456789abcdef0123\"", "\"0123456789abcdef0123456789abcdef\"", Wrong, "meta.verify_token"),
            ("[\"0123456789abcdef0123456789abcdef\"]", "[]", Wrong, "meta.app_secrets"),
            ("[\"0123456789abcdef0123456789abcdef\"]", "[\"\"]", Wrong, "meta.app_secrets"),
            ("[\"0123456789abcdef0123456789abcdef\"]", "[\"IGAAsomething\"]", Careful, "meta.app_secrets"),
            ("127.0.0.1:8080", "0.0.0.0:8080", Careful, "server.listen"),
            ("\"Example\"", "\"\"", Careful, "server.organisation"),
            ("\"27640000000000011\"", "\"myapp\"", Wrong, "oauth.instagram"),
            ("[meta]", "[log]\nkeep_days = 0\n[meta]", Wrong, "log.keep_days"),
            ("[meta]", "[limits]\nbody_bytes = 5\n[meta]", Wrong, "limits.body_bytes"),
            ("[meta]", "[log.jetstream]\n[meta]", Wrong, "log.jetstream.servers"),
            ("[meta]", "[log.jetstream]\nservers = [\"http://x\"]\n[meta]", Wrong, "log.jetstream.servers"),
            (
                "[meta]",
                "[log.jetstream]\nservers = [\"nats://10.0.0.1\"]\n[meta]",
                Careful,
                "log.jetstream.servers",
            ),
            ("[meta]", "[log.jetstream]\nreplicas = 2\n[meta]", Wrong, "log.jetstream.replicas"),
            ("[meta]", "[log.jetstream]\nreplicas = 1\n[meta]", Careful, "log.jetstream.monitors"),
            ("[meta]", "[log.jetstream]\nname = \"a.b\"\n[meta]", Wrong, "log.jetstream.name"),
            ("[meta]", "[log.jetstream]\nuser = \"a\"\n[meta]", Wrong, "log.jetstream.user"),
            ("[meta]", "[log.jetstream]\nca = \"/no/such\"\n[meta]", Wrong, "log.jetstream.ca"),
            (
                "[meta]",
                "[server.tls]\ncertificate = \"/no/such\"\nkey = \"/no/such\"\n[meta]",
                Wrong,
                "server.tls.key",
            ),
        ];
        for (from, to, weight, setting) in cases {
            let all = found(|good| {
                assert!(good.contains(from), "{from}");
                good.replacen(from, to, 1)
            });
            assert!(all.contains(&(weight, setting)), "{to}: {all:?}");
        }
    }

    #[test]
    fn nothing_at_all_is_explained_too() {
        let wrong: Vec<_> =
            Config::default().check().into_iter().filter(|f| f.weight == Weight::Wrong).collect();
        for setting in ["server.public_url", "meta.verify_token", "meta.app_secrets"] {
            assert!(wrong.iter().any(|finding| finding.setting == setting), "{setting}");
        }
    }

    #[test]
    fn a_misspelt_setting_is_refused_with_its_line() {
        let error = Config::parse("[server]\nlissten = \"127.0.0.1:1\"\n").unwrap_err();
        assert!(error.contains("lissten") && error.contains("line 2"), "{error}");
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = format!("{:?}", Config::parse(GOOD).unwrap());
        assert!(!shown.contains("0123456789abcdef"));
    }
}
