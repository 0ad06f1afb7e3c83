//! A profile of the app that is full of messages, on a desktop whose keychain has its key.

use std::process::Command;

use acceptance::Desktop;
use anyhow::{Result, ensure};
use secrecy::SecretString;
use vault::{Keychain, SERVICE, SecretName, Vault as _};

use crate::floor::{KEY, hex};
use crate::seeded::Seeded;

/// Makes the profile of a desktop.
pub(crate) async fn make(desktop: &Desktop, messages: usize) -> Result<()> {
    let mut this = Command::new(std::env::current_exe()?);
    desktop.host(this.arg("--keep-key"));
    ensure!(this.status()?.success(), "the key did not go into the keychain");
    let seeded = Seeded::at(desktop.profile().join("handrail.db")).await?;
    seeded.fill(messages).await?;
    Ok(seeded.store.close().await?)
}

/// Puts the key into this session's keychain, as the app would.
pub(crate) async fn keep_key() -> Result<()> {
    let key = SecretString::from(hex(&KEY));
    Ok(Keychain::open(SERVICE)?.set(&SecretName::DatabaseKey, &key).await?)
}
