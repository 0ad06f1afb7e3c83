//! Trouble with the keychain, with the real core on a real gnome-keyring: each has its own name, nothing is touched, and
//! everything is back afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use acceptance::{Bridge, Desktop, Handle, Instagram, Relay, wait};
use anyhow::{Context as _, Result};
use api::ErrorCode;
use api::view::{
    AppView, ConnectPreview, ConversationList, ConversationView, HandleView, Health, HealthCode, Phase,
    RecoveryCodeView,
};
use serde_json::json;

const KEY: &str = "database-key";
const QUESTION: &str = "Is the serum back in stock?";
const DRAFT: &str = "It is, since";

/// A computer with an inbox that was closed in order.
struct Home {
    desktop: Desktop,
    instagram: Instagram,
    handle: Handle,
    words: String,
}

impl Home {
    /// One handle, one conversation, a draft, and a recovery code.
    async fn with_an_inbox() -> Result<Self> {
        let desktop = Desktop::without_screen()?;
        let instagram = Instagram::start()?;
        let handle = instagram.handle("luma.keys").await?;
        instagram.write(&handle, "mia.rose", QUESTION).await?;
        let mut home = Self { desktop, instagram, handle, words: String::new() };
        let mut bridge = home.open()?;
        bridge.connect(&home.handle.token).await?;
        let conversation = conversation(&bridge).await?;
        bridge
            .ask::<serde_json::Value>("save_draft", &json!({ "conversation": conversation, "text": DRAFT }))
            .await?;
        home.words = bridge.ask::<RecoveryCodeView>("make_recovery_code", &json!({})).await?.words;
        bridge.terminate()?;
        Ok(home)
    }

    fn open(&self) -> Result<Bridge> {
        Bridge::start(&self.desktop, &self.desktop.profile(), self.instagram.graph())
    }

    fn database(&self) -> PathBuf {
        self.desktop.profile().join("handrail.db")
    }
}

/// The only conversation, as soon as it is there, with its text and its draft.
async fn conversation(bridge: &Bridge) -> Result<i64> {
    wait::for_some("the conversation", async || {
        let all = json!({ "view": "all", "handle": null, "sort": "newest", "after": null, "limit": 10 });
        let list: ConversationList = bridge.ask("conversations", &all).await?;
        Ok(list.rows.first().filter(|row| row.snippet == QUESTION).map(|row| row.id))
    })
    .await
}

async fn phase(bridge: &Bridge) -> Result<Phase> {
    Ok(bridge.ask::<AppView>("app", &json!({})).await?.phase)
}

async fn retry(bridge: &Bridge) -> Result<Phase> {
    Ok(bridge.ask::<AppView>("retry_start", &json!({})).await?.phase)
}

/// The inbox is open, with all that was in it, and the handle receives.
async fn all_is_back(home: &Home, bridge: &Bridge) -> Result<()> {
    assert_eq!(phase(bridge).await?, Phase::Ready);
    let open: ConversationView =
        bridge.ask("conversation", &json!({ "conversation": conversation(bridge).await? })).await?;
    assert_eq!(open.draft.map(|draft| draft.text).as_deref(), Some(DRAFT));
    home.instagram.write(&home.handle, "noor", "And the cream?").await?;
    wait::until("a new message", async || {
        bridge.ask::<serde_json::Value>("sync_now", &json!({ "handle": null })).await?;
        let all = json!({ "view": "all", "handle": null, "sort": "newest", "after": null, "limit": 10 });
        let list: ConversationList = bridge.ask("conversations", &all).await?;
        Ok(list.rows.iter().any(|row| row.snippet == "And the cream?"))
    })
    .await
}

/// Lets something happen to the keychain, starts the app, sees what it says and that nothing was touched, mends it, and
/// sees that everything is back without a new start.
async fn goes_through<T>(
    says: Phase,
    happens: impl FnOnce(&mut Desktop) -> Result<T>,
    mends: impl FnOnce(&mut Desktop, T) -> Result<()>,
) -> Result<()> {
    let mut home = Home::with_an_inbox().await?;
    let before = fs::read(home.database())?;
    let harm = happens(&mut home.desktop)?;
    let mut bridge = home.open()?;
    assert_eq!(phase(&bridge).await?, says);
    assert_eq!(retry(&bridge).await?, says, "trying again changes nothing");
    // Neither is an empty inbox put in its place by connecting a handle now.
    let asked: ConnectPreview = bridge.ask("check_token", &json!({ "token": home.handle.token })).await?;
    let refused = bridge.try_ask("connect", &json!({ "flow": asked.flow, "candidate": 0 })).await?;
    assert!(refused.is_err(), "connected over a closed inbox: {refused:?}");
    assert!(fs::read(home.database())? == before, "the database was touched");
    mends(&mut home.desktop, harm)?;
    assert_eq!(retry(&bridge).await?, Phase::Ready, "after it was mended");
    all_is_back(&home, &bridge).await?;
    bridge.terminate()
}

#[tokio::test]
async fn locked_at_start_and_unlocked_later() -> Result<()> {
    goes_through(Phase::KeychainLocked, Desktop::lock_keychain, |it, ()| it.unlock_keychain()).await
}

#[tokio::test]
async fn refused() -> Result<()> {
    goes_through(Phase::KeychainDenied, |it| it.deny_keychain(true), |it, ()| it.deny_keychain(false)).await
}

#[tokio::test]
async fn not_running() -> Result<()> {
    let ends = |it: &mut Desktop| {
        it.end_keychain();
        Ok(())
    };
    goes_through(Phase::KeychainAbsent, ends, |it, ()| it.unlock_keychain()).await
}

#[tokio::test]
async fn hanging() -> Result<()> {
    let hangs = |it: &mut Desktop| {
        it.hang_keychain(true);
        Ok(())
    };
    let goes_on = |it: &mut Desktop, ()| {
        it.hang_keychain(false);
        Ok(())
    };
    goes_through(Phase::KeychainHung, hangs, goes_on).await
}

#[tokio::test]
async fn the_key_deleted_emptied_replaced_or_damaged() -> Result<()> {
    let other = format!("v1 a 0 64 {}", "ab".repeat(32));
    let cases = [
        (Phase::KeyMissing, None),
        (Phase::KeyChanged, Some("v1 a 0 0 ")),
        (Phase::KeyChanged, Some(other.as_str())),
        (Phase::KeyChanged, Some("something else")),
    ];
    for (says, value) in cases {
        let harm = |it: &mut Desktop| {
            let kept = it.secret(KEY)?;
            match value {
                Some(value) => it.replace_secret(KEY, value)?,
                None => it.remove_secret(KEY)?,
            }
            Ok(kept)
        };
        goes_through(says, harm, |it, kept| it.replace_secret(KEY, &kept)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_recovery_code_opens_the_inbox_and_puts_the_key_back() -> Result<()> {
    let home = Home::with_an_inbox().await?;
    home.desktop.remove_secret(KEY)?;
    let mut bridge = home.open()?;
    let view: AppView = bridge.ask("app", &json!({})).await?;
    assert_eq!((view.phase, view.recovery_code), (Phase::KeyMissing, true));

    let mut words: Vec<&str> = home.words.split(' ').collect();
    assert_eq!(refusal(&bridge, &words[1..].join(" ")).await?, ErrorCode::RecoveryCodeLength);
    assert_eq!(
        refusal(&bridge, &home.words.replacen(words[3], "handrail", 1)).await?,
        ErrorCode::RecoveryCodeWord
    );
    words.swap(0, 14);
    assert_eq!(refusal(&bridge, &words.join(" ")).await?, ErrorCode::RecoveryCodeWrong);
    let another = format!("{}address", "abandon ".repeat(14));
    assert_eq!(refusal(&bridge, &another).await?, ErrorCode::RecoveryCodeWrong, "a code of another inbox");
    assert_eq!(phase(&bridge).await?, Phase::KeyMissing);

    let opened: AppView =
        bridge.ask("recover", &json!({ "words": home.words.to_uppercase(), "passphrase": null })).await?;
    assert_eq!(opened.phase, Phase::Ready);
    all_is_back(&home, &bridge).await?;
    bridge.terminate()?;

    let mut bridge = home.open()?;
    assert_eq!(phase(&bridge).await?, Phase::Ready, "the key is back in the keychain");
    bridge.terminate()?;
    let key = home.desktop.secret(KEY)?;
    let key = key.rsplit(' ').next().unwrap_or_default();
    for secret in [home.words.as_str(), key, home.handle.token.as_str()] {
        assert_eq!(files_with(&home.desktop.profile(), secret.as_bytes())?, Vec::<PathBuf>::new());
    }
    Ok(())
}

#[tokio::test]
async fn a_locked_keychain_is_left_alone_by_the_recovery_code() -> Result<()> {
    let mut home = Home::with_an_inbox().await?;
    home.desktop.lock_keychain()?;
    let mut bridge = home.open()?;
    let opened: AppView = bridge.ask("recover", &json!({ "words": home.words, "passphrase": null })).await?;
    assert_eq!(opened.phase, Phase::Ready);
    conversation(&bridge).await?;
    // What is in the keychain stays there: the handle waits, and says what for.
    wait::until("the handle says that the keychain is locked", async || {
        Ok(handle(&bridge).await?.code == HealthCode::KeychainLocked)
    })
    .await?;
    home.desktop.unlock_keychain()?;
    bridge.ask::<serde_json::Value>("sync_now", &json!({ "handle": null })).await?;
    wait::until("the handle receives", async || Ok(handle(&bridge).await?.health == Health::Receiving))
        .await?;
    bridge.terminate()?;
    let bridge = home.open()?;
    assert_eq!(phase(&bridge).await?, Phase::Ready, "the key was not touched");
    Ok(())
}

#[tokio::test]
async fn without_a_keychain_the_recovery_code_asks_for_a_passphrase() -> Result<()> {
    let mut home = Home::with_an_inbox().await?;
    home.desktop.end_keychain();
    let mut bridge = home.open()?;
    assert_eq!(refusal(&bridge, &home.words).await?, ErrorCode::KeychainAbsent);
    let with_passphrase = json!({ "words": home.words, "passphrase": "correct horse battery" });
    assert_eq!(bridge.ask::<AppView>("recover", &with_passphrase).await?.phase, Phase::Ready);
    conversation(&bridge).await?;
    bridge.terminate()?;

    let mut bridge = home.open()?;
    assert_eq!(phase(&bridge).await?, Phase::PassphraseNeeded);
    // Forgotten: the code leads in again, and another passphrase takes its place.
    let anew = json!({ "words": home.words, "passphrase": "another horse battery" });
    assert_eq!(bridge.ask::<AppView>("recover", &anew).await?.phase, Phase::Ready);
    bridge.terminate()?;
    let bridge = home.open()?;
    let unlocked: AppView = bridge.ask("unlock", &json!({ "passphrase": "another horse battery" })).await?;
    assert_eq!(unlocked.phase, Phase::Ready);
    conversation(&bridge).await?;
    Ok(())
}

#[tokio::test]
async fn a_sign_in_over_a_locked_or_absent_keychain_says_so_and_goes_on_afterwards() -> Result<()> {
    let mut home = Home::with_an_inbox().await?;
    let relay = Relay::with_sign_in(&home.instagram).await?;
    let mut bridge = home.open()?;
    let pairing = json!({ "link": relay.link()?, "name": "Mia's laptop" });
    bridge.ask::<serde_json::Value>("pair_relay", &pairing).await?;
    bridge.terminate()?;

    home.desktop.lock_keychain()?;
    let bridge = home.open()?;
    let with_words = json!({ "words": home.words, "passphrase": null });
    assert_eq!(bridge.ask::<AppView>("recover", &with_words).await?.phase, Phase::Ready);
    let sign_in = json!({ "handle": null, "flavour": "instagram_login" });
    let begin = async || bridge.try_ask("begin_sign_in", &sign_in).await;
    assert_eq!(begin().await?.err().map(|error| error.code), Some(ErrorCode::KeychainLocked));
    home.desktop.end_keychain();
    assert_eq!(begin().await?.err().map(|error| error.code), Some(ErrorCode::KeychainAbsent));
    assert_eq!(home.desktop.opened()?, [], "nobody was sent to the browser for nothing");
    home.desktop.unlock_keychain()?;
    let begun = begin().await?.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    assert_eq!(begun["stage"], "waiting");
    Ok(())
}

async fn refusal(bridge: &Bridge, words: &str) -> Result<ErrorCode> {
    let answer = bridge.try_ask("recover", &json!({ "words": words, "passphrase": null })).await?;
    answer.err().map(|error| error.code).context("it opened")
}

async fn handle(bridge: &Bridge) -> Result<HandleView> {
    bridge.ask::<Vec<HandleView>>("handles", &json!({})).await?.pop().context("no handle")
}

/// Every file below a folder that holds these bytes.
fn files_with(folder: &Path, bytes: &[u8]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes)?);
        } else if path.is_file() && fs::read(&path)?.windows(bytes.len()).any(|window| window == bytes) {
            found.push(path);
        }
    }
    Ok(found)
}
