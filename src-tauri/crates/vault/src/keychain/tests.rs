//! The keychain over a fake one, with the faults that real ones have.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::entries::Entries;
use super::{Keychain, PATIENCE};
use crate::{SecretName, Vault, VaultError};

const NAME: SecretName = SecretName::DatabaseKey;
/// Windows' limit for one credential.
const LIMIT: usize = 2_560;

#[derive(Default)]
struct Fake {
    kept: Mutex<BTreeMap<String, Vec<u8>>>,
    /// Keeps only so many bytes, and says nothing.
    truncates_at: Option<usize>,
    /// Fails from this call on, counted over all calls.
    fails_from: Mutex<Option<usize>>,
    /// Waits here until a test lets go.
    gate: Option<Mutex<mpsc::Receiver<()>>>,
}

impl Fake {
    fn turn(&self) -> Result<(), VaultError> {
        if let Some(gate) = &self.gate {
            let _ = gate.lock().unwrap().recv();
        }
        match self.fails_from.lock().unwrap().as_mut() {
            Some(0) => Err(VaultError::Locked),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn accounts(&self) -> Vec<String> {
        self.kept.lock().unwrap().keys().cloned().collect()
    }
}

impl Entries for Fake {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        self.turn()?;
        Ok(self.kept.lock().unwrap().get(account).cloned().map(Zeroizing::new))
    }

    fn set(&self, account: &str, blob: &[u8]) -> Result<(), VaultError> {
        self.turn()?;
        assert!(blob.len() <= LIMIT, "{} bytes in one entry", blob.len());
        let kept = &blob[..blob.len().min(self.truncates_at.unwrap_or(LIMIT))];
        self.kept.lock().unwrap().insert(account.to_owned(), kept.to_vec());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), VaultError> {
        self.turn()?;
        self.kept.lock().unwrap().remove(account);
        Ok(())
    }
}

fn over(fake: Fake) -> (Arc<Fake>, Keychain) {
    let fake = Arc::new(fake);
    let keychain = Keychain::over(Arc::clone(&fake) as Arc<dyn Entries>, PATIENCE).unwrap();
    (fake, keychain)
}

async fn text(keychain: &Keychain) -> Option<String> {
    keychain.get(&NAME).await.unwrap().map(|s| s.expose_secret().to_owned())
}

#[tokio::test]
async fn secrets_of_every_length_come_back() {
    let (_, keychain) = over(Fake::default());
    for length in [0, 1, 64, 1_975, 1_976, 1_977, 2_000, 2_561, 9_999] {
        let secret = "x".repeat(length);
        keychain.set(&NAME, &SecretString::from(secret.as_str())).await.unwrap();
        assert_eq!(text(&keychain).await.as_deref(), Some(secret.as_str()), "{length} bytes");
    }
}

#[tokio::test]
async fn no_character_is_cut() {
    let (fake, keychain) = over(Fake::default());
    let secret = "日本🙂".repeat(700);
    keychain.set(&NAME, &SecretString::from(secret.as_str())).await.unwrap();
    assert!(fake.kept.lock().unwrap().values().all(|blob| std::str::from_utf8(blob).is_ok()));
    assert_eq!(text(&keychain).await, Some(secret));
}

#[tokio::test]
async fn a_shorter_secret_and_a_delete_leave_nothing_behind() {
    let (fake, keychain) = over(Fake::default());
    keychain.set(&NAME, &SecretString::from("x".repeat(9_000))).await.unwrap();
    assert_eq!(fake.accounts().len(), 5);
    keychain.set(&NAME, &SecretString::from("short")).await.unwrap();
    assert_eq!(fake.accounts(), ["database-key"]);
    keychain.set(&NAME, &SecretString::from("y".repeat(9_000))).await.unwrap();
    keychain.delete(&NAME).await.unwrap();
    assert!(fake.accounts().is_empty());
    assert_eq!(text(&keychain).await, None);
    keychain.delete(&NAME).await.unwrap();
}

#[tokio::test]
async fn an_interrupted_write_leaves_the_old_secret_or_the_new_one_whole() {
    let (old, new) = ("o".repeat(5_000), "n".repeat(7_000));
    for calls in 0..40 {
        let (fake, keychain) = over(Fake::default());
        keychain.set(&NAME, &SecretString::from(old.as_str())).await.unwrap();
        *fake.fails_from.lock().unwrap() = Some(calls);
        let result = keychain.set(&NAME, &SecretString::from(new.as_str())).await;
        *fake.fails_from.lock().unwrap() = None;

        let now = text(&keychain).await.unwrap();
        assert!(now == new || (now == old && result.is_err()), "after {calls} calls");
        keychain.delete(&NAME).await.unwrap();
        assert!(fake.accounts().is_empty(), "parts left after {calls} calls");
    }
}

#[tokio::test]
async fn a_keychain_that_truncates_is_found_out() {
    let (_, keychain) = over(Fake { truncates_at: Some(40), ..Fake::default() });
    let result = keychain.set(&NAME, &SecretString::from("x".repeat(64))).await;
    assert_eq!(result, Err(VaultError::Corrupt));
}

#[tokio::test]
async fn what_another_program_wrote_there_is_damage_and_can_be_replaced() {
    let (fake, keychain) = over(Fake::default());
    for odd in [
        &b"plain"[..],
        b"",
        b"v1 a 1 4000 x",
        b"v1 c 0 1 x",
        b"v1 a 0 9 short",
        b"\xff\xfe",
        b"v1 a 99999 1 x",
    ] {
        fake.kept.lock().unwrap().insert("database-key".into(), odd.to_vec());
        assert!(matches!(keychain.get(&NAME).await, Err(VaultError::Corrupt)), "{odd:?}");
        keychain.set(&NAME, &SecretString::from("mine")).await.unwrap();
        assert_eq!(text(&keychain).await.as_deref(), Some("mine"));
    }
}

#[tokio::test]
async fn a_keychain_that_hangs_is_given_up_and_given_up_calls_are_left_out() {
    let (release, gate) = mpsc::channel();
    let fake = Arc::new(Fake { gate: Some(Mutex::new(gate)), ..Fake::default() });
    let entries = Arc::clone(&fake) as Arc<dyn Entries>;
    let keychain = Keychain::over(entries, Duration::from_millis(20)).unwrap();

    assert!(matches!(keychain.get(&NAME).await, Err(VaultError::Hung)));
    // The thread still hangs in the `get`; this write waits behind it and is given up too.
    assert_eq!(keychain.set(&NAME, &SecretString::from("late")).await, Err(VaultError::Hung));

    drop(release); // opens the gate for good
    while matches!(keychain.get(&NAME).await, Err(VaultError::Hung)) {}
    assert!(fake.accounts().is_empty(), "a write that was given up must not happen later");
}
