//! Nothing on the disks of the relay and of JetStream can be read: not the texts, not the tokens, not the secrets.

use std::path::{Path, PathBuf};

use crate::login;
use crate::meta::{self, HANDLE, OTHER, SECRET};
use crate::nats::Servers;
use crate::world::{Laptop, World, texts};

const TEXTS: [&str; 3] = ["canary-alpha-7731", "canary-bravo-7732", "canary-charlie-7733"];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.filter(|entry| entry.file_type().unwrap().is_file()).map(|entry| entry.path()).collect()
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// Nothing that was planted stands in any of these files.
fn look(files: &[PathBuf], when: &str) {
    let secrets = [SECRET, login::SHORT, login::LONG, login::CODE, login::APP_SECRET, meta::TOKEN];
    let others = ["canary-mid-", "canary-unknown", "canary-opaque", "canary-dropped"];
    for file in files {
        // Servers remove files of their own meanwhile.
        let Ok(bytes) = std::fs::read(file) else { continue };
        for canary in TEXTS.iter().chain(&secrets).chain(&others) {
            assert!(!contains(&bytes, canary.as_bytes()), "{canary} stands in {} {when}", file.display());
        }
    }
}

/// A day's traffic: messages, a test delivery, an unknown form, a handle that nobody follows, a login.
async fn traffic(world: &World, laptop: &mut Laptop, fake: &login::FakeMeta) -> login::Flow {
    for (n, text) in TEXTS.iter().enumerate() {
        assert_eq!(world.deliver(&meta::message(HANDLE, &format!("canary-mid-{n}"), text)).await, 200);
    }
    world.deliver(r#"{"canary-unknown":"canary-opaque"}"#).await;
    world.deliver(&meta::message("17841400000000789", "canary-mid-x", "canary-dropped")).await;
    assert_eq!(texts(&laptop.receive(4).await).len(), 3);
    login::log_in(world, laptop, fake).await
}

#[tokio::test]
async fn a_dump_of_the_disk_shows_no_text_token_or_secret() {
    let fake = login::FakeMeta::start().await;
    let mut world = World::with(&fake.settings()).await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    let mut away = world.laptop(&[HANDLE, OTHER]).await;
    let flow = traffic(&world, &mut laptop, &fake).await;
    let backup = world.dir.path().join("backup.db");
    let question = relay::admin::Question::Backup { to: backup.clone() };
    let answer = relay::admin::ask(world.dir.path(), &question).await.unwrap();
    assert_eq!(answer, relay::admin::Answer::Done);
    let all = files(world.dir.path());
    assert!(all.contains(&world.dir.path().join("relay.db")) && all.contains(&backup));
    look(&all, "while the relay runs");
    assert_eq!(login::claim(&laptop, &flow).await.access_token, login::LONG);
    // What is unfetched is still fetched by whom it is sealed to.
    assert_eq!(texts(&away.receive(4).await).len(), 3);
    world.stop().await;
    look(&files(world.dir.path()), "after the relay stopped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_of_jetstreams_disks_shows_no_text_token_or_secret() {
    let mut servers = Servers::start(3).await;
    let fake = login::FakeMeta::start().await;
    let mut world = World::with(&(fake.settings() + &servers.settings(3))).await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    let flow = traffic(&world, &mut laptop, &fake).await;
    let is_block = |file: &PathBuf| file.extension().is_some_and(|end| end == "blk");
    assert!(servers.files().iter().any(is_block), "that is where JetStream keeps messages");
    look(&servers.files(), "while the relay runs");
    look(&files(world.dir.path()), "while the relay runs");
    assert_eq!(login::claim(&laptop, &flow).await.access_token, login::LONG);
    world.stop().await;
    (0..3).for_each(|n| servers.kill(n));
    look(&servers.files(), "after all ended");
    look(&files(world.dir.path()), "after all ended");
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
