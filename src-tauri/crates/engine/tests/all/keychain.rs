//! A keychain that does not give tokens out: no loop of prompts, and everything back once a person has unlocked it.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::handle::{Flavour, Trouble};
use domain::ids::HandleId;
use domain::time::DAY;
use engine::relay::Standing;
use engine::sign_in::SignInError;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::handles::TokenFacts;
use testkit::eventually;
use vault::{MemoryVault, SecretName, Vault, VaultError, VaultKind};

use crate::post::{Post, live, stands};
use crate::world::World;

/// A keychain that asks a person at each call while it is closed.
struct Closing {
    inner: MemoryVault,
    closed: Mutex<Option<VaultError>>,
    prompts: AtomicUsize,
}

impl Closing {
    fn new() -> Arc<Self> {
        Arc::new(Self { inner: MemoryVault::new(), closed: Mutex::default(), prompts: AtomicUsize::new(0) })
    }

    fn close(&self, with: Option<VaultError>) {
        *self.closed.lock().expect("whole") = with;
    }

    fn prompts(&self) -> usize {
        self.prompts.load(Ordering::SeqCst)
    }

    fn ask(&self) -> Result<(), VaultError> {
        let closed = *self.closed.lock().expect("whole");
        if closed.is_some() {
            self.prompts.fetch_add(1, Ordering::SeqCst);
        }
        closed.map_or(Ok(()), Err)
    }
}

#[async_trait]
impl Vault for Closing {
    async fn get(&self, name: &SecretName) -> Result<Option<SecretString>, VaultError> {
        self.ask()?;
        self.inner.get(name).await
    }

    async fn set(&self, name: &SecretName, secret: &SecretString) -> Result<(), VaultError> {
        self.ask()?;
        self.inner.set(name, secret).await
    }

    async fn delete(&self, name: &SecretName) -> Result<(), VaultError> {
        self.ask()?;
        self.inner.delete(name).await
    }

    fn kind(&self) -> VaultKind {
        self.inner.kind()
    }
}

async fn trouble(world: &World, id: HandleId) -> Option<Trouble> {
    world.store.handle(id).await.expect("reads").expect("is there").trouble
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_keychain_is_asked_once_for_all_handles_and_again_only_by_a_person() {
    for closed in [VaultError::Locked, VaultError::Denied] {
        let keychain = Closing::new();
        let world = World::with_vault(Arc::clone(&keychain) as _).await;
        let mut handles = Vec::new();
        for name in ["one", "two", "three"] {
            handles.push(world.connect(&world.instagram.brand(name).await).await);
        }
        keychain.close(Some(closed));
        let world = world.restart().await;
        for id in &handles {
            eventually("the trouble", || async {
                (trouble(&world, *id).await == Some(Trouble::KeychainLocked)).then_some(())
            })
            .await;
        }
        assert_eq!(keychain.prompts(), 1, "{closed:?}: one for all handles");

        // A wake from sleep makes everything look again, and nobody asked for a prompt.
        world.engine.clock_moved().await;
        world.engine.wake_outbox();
        assert_eq!(keychain.prompts(), 1);
        world.engine.sync_now(None).await.expect("rings");
        eventually("a person's question", || async { (keychain.prompts() == 2).then_some(()) }).await;

        // Unlocked, and asked for one handle: all of them are back.
        keychain.close(None);
        world.engine.sync_now(Some(handles[0])).await.expect("rings");
        for id in &handles {
            eventually("no trouble", || async { trouble(&world, *id).await.is_none().then_some(()) }).await;
        }
        assert_eq!(keychain.prompts(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_damaged_token_is_its_handles_trouble_alone() {
    let keychain = Closing::new();
    let world = World::with_vault(Arc::clone(&keychain) as _).await;
    let (gone, well) = (world.instagram.brand("gone").await, world.instagram.brand("well").await);
    let (id, other) = (world.connect(&gone).await, world.connect(&well).await);
    keychain.delete(&SecretName::Token(gone.ig_id.clone())).await.expect("deletes");
    let world = world.restart().await;
    eventually("the trouble", || async {
        (trouble(&world, id).await == Some(Trouble::TokenMissing)).then_some(())
    })
    .await;
    world.instagram.writes("mira", &well, "still here").await;
    world.shows("still here").await;
    assert_eq!(trouble(&world, other).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_says_not_paired_only_when_there_is_no_pairing() {
    let keychain = Closing::new();
    let (world, post) = (World::with_vault(Arc::clone(&keychain) as _).await, Post::new().await);
    let begun = async |world: &World| world.engine.begin_sign_in(Flavour::InstagramLogin).await.err();
    assert!(matches!(begun(&world).await, Some(SignInError::NotPaired)));
    world.engine.pair(&post.link().await, "Mia's laptop").await.expect("pairs");
    // This relay has no app for it: it was asked.
    assert!(matches!(begun(&world).await, Some(SignInError::NotOffered)), "just paired");
    live(&world).await;
    keychain.close(Some(VaultError::Locked));
    let world = world.restart().await;
    stands(&world, Standing::NoKeys).await;
    assert!(
        matches!(begun(&world).await, Some(SignInError::Vault(VaultError::Locked))),
        "paired, and locked"
    );
    keychain.close(None);
    assert!(matches!(begun(&world).await, Some(SignInError::NotOffered)), "unlocked");
    // And its messages come again too.
    live(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_token_that_the_keychain_does_not_take_is_not_pressed_upon_it() {
    let keychain = Closing::new();
    let world = World::with_vault(Arc::clone(&keychain) as _).await;
    let old = |username| json!({ "username": username, "token_age_s": 8 * 86_400 });
    let brands = [world.instagram.brand_with(old("one")).await, world.instagram.brand_with(old("two")).await];
    for brand in &brands {
        let id = world.connect(brand).await;
        let facts = TokenFacts { set_at: Some(World::now().plus(-8 * DAY)), ends_at: None };
        world.store.set_token_facts(id, facts).await.expect("writes");
    }
    keychain.close(Some(VaultError::Locked));
    world.engine.clock_moved().await;
    eventually("a prompt", || async { (keychain.prompts() == 1).then_some(()) }).await;
    // A wake from sleep looks again at what is due.
    for _ in 0..3 {
        world.engine.clock_moved().await;
        world.read_again().await;
    }
    assert_eq!(
        (keychain.prompts(), world.instagram.calls_of("refresh").await),
        (1, 1),
        "one for all handles"
    );
    // The old tokens go on, and a day later the keychain is open.
    world.instagram.writes("mira", &brands[1], "still here").await;
    world.shows("still here").await;
    keychain.close(None);
    world.computer.jump(DAY);
    world.engine.clock_moved().await;
    for brand in &brands {
        eventually("a fresh token", || async {
            (world.token_of(brand).await.expose_secret() != brand.token).then_some(())
        })
        .await;
    }
}
