//! Nothing on the relay's disk can be read: not the texts, not the tokens, not the secrets.

use std::path::Path;

use crate::login;
use crate::meta::{self, HANDLE, OTHER, SECRET};
use crate::world::{World, texts};

const TEXTS: [&str; 3] = ["canary-alpha-7731", "canary-bravo-7732", "canary-charlie-7733"];

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    files
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect()
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[tokio::test]
async fn a_dump_of_the_disk_shows_no_text_token_or_secret() {
    let fake = login::FakeMeta::start().await;
    let mut world = World::with(&fake.settings()).await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    let mut away = world.laptop(&[HANDLE, OTHER]).await;
    for (n, text) in TEXTS.iter().enumerate() {
        assert_eq!(world.deliver(&meta::message(HANDLE, &format!("canary-mid-{n}"), text)).await, 200);
    }
    // A test delivery, an unknown form, and a handle that nobody follows.
    world.deliver(r#"{"canary-unknown":"canary-opaque"}"#).await;
    world.deliver(&meta::message("17841400000000789", "canary-mid-x", "canary-dropped")).await;
    assert_eq!(texts(&laptop.receive(4).await).len(), 3);
    let flow = login::log_in(&world, &laptop, &fake).await;
    let backup = relay::admin::Question::Backup { to: world.dir.path().join("backup.db") };
    assert_eq!(relay::admin::ask(world.dir.path(), &backup).await.unwrap(), relay::admin::Answer::Done);

    let secrets = [SECRET, login::SHORT, login::LONG, login::CODE, login::APP_SECRET, meta::TOKEN];
    let mids = ["canary-mid-", "canary-unknown", "canary-opaque", "canary-dropped"];
    let look = |when: &str| {
        let files = files(world.dir.path());
        assert!(
            files.iter().any(|(name, _)| name == "relay.db")
                && files.iter().any(|(name, _)| name == "backup.db")
        );
        for (name, bytes) in &files {
            for canary in TEXTS.iter().chain(&secrets).chain(&mids) {
                assert!(!contains(bytes, canary.as_bytes()), "{canary} stands in {name} {when}");
            }
        }
    };
    look("while the relay runs");
    assert_eq!(login::claim(&laptop, &flow).await.access_token, login::LONG);
    // What is unfetched is still fetched by whom it is sealed to.
    assert_eq!(texts(&away.receive(4).await).len(), 3);
    world.stop().await;
    let files = files(world.dir.path());
    for (name, bytes) in &files {
        for canary in TEXTS.iter().chain(&secrets).chain(&mids) {
            assert!(!contains(bytes, canary.as_bytes()), "{canary} stands in {name} after the relay stopped");
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_for_the_relays_own_user() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new().await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(world.dir.path()), 0o700);
    for name in ["relay.db", "identity.key", "admin.sock"] {
        assert_eq!(mode(&world.dir.path().join(name)), 0o600, "{name}");
    }
}
