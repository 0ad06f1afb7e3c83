use std::process::Command;

use futures_util::FutureExt;

use crate::meta::{self, HANDLE};
use crate::world::{PATIENCE, World, http, settings};

#[tokio::test]
async fn health_and_numbers_are_told() {
    let world = World::new().await;
    let _laptop = world.laptop(&[HANDLE]).await;
    world.deliver(&meta::message(HANDLE, "m1", "one")).await;
    let eyes = format!("http://{}", world.running.as_ref().unwrap().operations.unwrap());
    for base in [&world.base, &eyes] {
        let health = http().get(format!("{base}/healthz")).send().await.unwrap();
        assert_eq!((health.status().as_u16(), health.text().await.unwrap().as_str()), (200, "ok\n"));
    }
    let numbers = http().get(format!("{eyes}/metrics")).send().await.unwrap().text().await.unwrap();
    assert!(numbers.contains("handrail_relay_deliveries_stored_total 1\n"));
    assert!(numbers.contains("handrail_relay_delivery_seconds_count 1\n"));
    let outside = http().get(format!("{}/metrics", world.base)).send().await.unwrap();
    assert_eq!(outside.status(), 404, "numbers are not for the internet");
}

#[tokio::test]
async fn a_relay_whose_log_has_stopped_says_that_it_broke() {
    let world = World::new().await;
    let running = world.running.as_ref().unwrap();
    assert!(running.broke().now_or_never().is_none());
    world.relay().log.close().await;
    tokio::time::timeout(PATIENCE, running.broke()).await.unwrap();
}

#[tokio::test]
async fn pages_are_for_people() {
    let world = World::new().await;
    for (path, words) in
        [("/", "A Handrail relay"), ("/pair", "Pair a laptop"), ("/oauth/callback", "This login is over")]
    {
        let page = http().get(format!("{}{path}", world.base)).send().await.unwrap();
        assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(page.text().await.unwrap().contains(words), "{path}");
    }
}

pub(crate) fn relay(data: &std::path::Path, extra: &str, arguments: &[&str]) -> (bool, String) {
    let file = data.join("relay.toml");
    std::fs::write(&file, settings(data, extra)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_handrail-relay"));
    let output = command.args(arguments).arg("--config").arg(&file).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[test]
fn check_says_what_is_wrong_and_what_meta_needs() {
    let dir = tempfile::TempDir::new().unwrap();
    let (fine, text) = relay(dir.path(), "", &["check"]);
    assert!(fine && text.contains("Callback URL of the webhooks: http://127.0.0.1:1/webhook"), "{text}");
    let (fine, text) = relay(dir.path(), "[limits]\nbody_bytes = 1\n", &["check"]);
    assert!(!fine && text.contains("wrong    limits.body_bytes"), "{text}");
    let (fine, text) = relay(dir.path(), "[nonsense]\n", &["check"]);
    assert!(!fine && text.contains("nonsense"), "{text}");
    assert!(!text.contains(meta::SECRET), "{text}");
}

#[test]
fn check_says_when_there_are_no_settings() {
    let output = Command::new(env!("CARGO_BIN_EXE_handrail-relay")).arg("check").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let there = std::path::Path::new(relay::config::DEFAULT_FILE).exists();
    assert_eq!(text.contains("is not there, so this is about the variables alone"), !there, "{text}");
}

#[test]
fn commands_say_when_no_relay_runs() {
    let dir = tempfile::TempDir::new().unwrap();
    for arguments in [vec!["pair"], vec!["devices"]] {
        let (fine, text) = relay(dir.path(), "", &arguments);
        assert!(!fine && text.contains("No relay answers"), "{text}");
    }
}

#[tokio::test]
async fn the_command_pairs_lists_and_revokes() {
    let world = World::new().await;
    let data = world.dir.path().to_owned();
    let run = async |arguments: Vec<String>| {
        let data = data.clone();
        tokio::task::spawn_blocking(move || {
            relay(&data, "", &arguments.iter().map(String::as_str).collect::<Vec<_>>())
        })
        .await
        .unwrap()
    };
    let (fine, text) = run(vec!["pair".into()]).await;
    assert!(fine && text.contains('█'), "{text}");
    let link: relay::protocol::pairing::PairingLink = text.lines().last().unwrap().parse().unwrap();
    let mut laptop = crate::world::Laptop::pair(&world.base, &link).await;
    laptop.follow(&[HANDLE]).await;
    let (fine, text) = run(vec!["devices".into()]).await;
    assert!(fine && text.contains("Mia's laptop") && text.contains("handles 1"), "{text}");
    let device = laptop.pairing.device.to_string();
    let (fine, text) = run(vec![
        format!("--config={}", data.join("relay.toml").display()),
        "revoke".into(),
        "nonsense".into(),
    ])
    .await;
    assert!(!fine, "{text}");
    // An id may begin with a dash.
    let (fine, text) = run(vec!["revoke".into(), "-bcdefghijklmnopqrstuv".into()]).await;
    assert!(!fine && !text.contains("unexpected argument"), "{text}");
    let revoke = relay::admin::Question::Revoke { device: device.parse().unwrap() };
    assert_eq!(relay::admin::ask(&data, &revoke).await.unwrap(), relay::admin::Answer::Done);
    assert!(laptop.sign_in().await.is_err());
}
