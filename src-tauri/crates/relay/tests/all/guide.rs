//! The files that people copy are read by the relay they copy them for.

use relay::config::{Config, Weight};

const EXAMPLE: &str = include_str!("../../deploy/relay.toml");
const GUIDE: &str = include_str!("../../../../docs/relay-guide.md");

#[test]
fn the_example_is_understood_and_lacks_only_the_secrets() {
    let mut config = Config::parse(EXAMPLE).unwrap();
    let dir = tempfile::TempDir::new().unwrap();
    config.server.data = dir.path().to_owned();
    let wrong: Vec<_> =
        config.check().into_iter().filter(|finding| finding.weight == Weight::Wrong).collect();
    let settings: Vec<_> = wrong.iter().map(|finding| finding.setting).collect();
    assert_eq!(settings, ["meta.verify_token", "meta.app_secrets"]);
}

#[test]
fn what_is_commented_out_is_the_default() {
    // Where JetStream is has no default.
    let (head, rest) = EXAMPLE.split_once("# With this section").unwrap();
    let example = format!("{head}{}", &rest[rest.find("# [limits]").unwrap()..]);
    let uncommented: String = example
        .lines()
        .filter_map(|line| {
            line.strip_prefix("# ").filter(|line| line.starts_with('[') || line.contains(" = "))
        })
        .filter(|line| {
            !line.contains('…')
                && !line.contains("/etc/")
                && !line.starts_with("[server.tls")
                && !line.starts_with("[oauth")
                && !line.starts_with("scopes")
        })
        .map(|line| format!("{line}\n"))
        .collect();
    // What stands before the first section belongs to [server] and [meta].
    let (loose, sections) = uncommented.split_once("[log]").unwrap();
    let server: String = loose
        .lines()
        .filter(|line| !line.starts_with("app_secret_files"))
        .map(|line| format!("{line}\n"))
        .collect();
    let text = format!("[server]\n{server}[log]{sections}");
    let read = Config::parse(&text).unwrap();
    assert_eq!(format!("{read:?}"), format!("{:?}", Config::default()), "{text}");
}

#[test]
fn the_jetstream_section_is_understood() {
    let (_, rest) = EXAMPLE.split_once("# [log.jetstream]").unwrap();
    let (section, _) = rest.split_once("\n\n").unwrap();
    let settings =
        section.lines().filter_map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")));
    let text = format!("[log.jetstream]\n{}", settings.map(|line| format!("{line}\n")).collect::<String>());
    let jetstream = Config::parse(&text).unwrap().log.jetstream.unwrap();
    assert_eq!((jetstream.servers.len(), jetstream.replicas, jetstream.name.as_str()), (3, 3, "handrail"));
    assert!(jetstream.credentials.is_some() && jetstream.ca.is_some() && jetstream.password.is_some());
}

#[test]
fn the_guide_names_every_variable_and_command() {
    for name in [
        "LISTEN",
        "OPERATIONS",
        "PUBLIC_URL",
        "DATA",
        "ORGANISATION",
        "TLS_CERTIFICATE",
        "TLS_KEY",
        "VERIFY_TOKEN",
        "APP_SECRETS",
        "INSTAGRAM_APP_ID",
        "INSTAGRAM_APP_SECRET",
        "FACEBOOK_APP_ID",
        "FACEBOOK_APP_SECRET",
        "KEEP_DAYS",
        "NATS_SERVERS",
        "NATS_NAME",
        "NATS_REPLICAS",
        "NATS_MONITORS",
        "NATS_CREDENTIALS",
        "NATS_USER",
        "NATS_PASSWORD",
        "NATS_CA",
        "NATS_CERTIFICATE",
        "NATS_KEY",
        "check",
        "pair",
        "devices",
        "revoke",
        "backup",
    ] {
        assert!(GUIDE.contains(name), "{name}");
    }
}
