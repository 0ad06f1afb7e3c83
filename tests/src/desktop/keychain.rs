//! What can happen to a person's keychain, as a test lets it happen.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::Desktop;
use super::keyring::{Keyring, SERVICE};

/// The attribute under which Handrail's secrets stand.
const OURS: [&str; 2] = ["service", "com.handrail.desktop/v1"];

impl Desktop {
    /// Locks the keychain: as after a login without a password. Nobody is there to be asked for one.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn lock_keychain(&mut self) -> Result<()> {
        self.keyring = None;
        self.keyring = Some(Keyring::locked(self.home.path(), self.bus.address())?);
        Ok(())
    }

    /// Unlocks the keychain, or starts one that is open.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn unlock_keychain(&mut self) -> Result<()> {
        self.keyring = None;
        self.keyring = Some(Keyring::unlocked(self.home.path(), self.bus.address())?);
        Ok(())
    }

    /// Ends the keychain: there is no such service.
    pub fn end_keychain(&mut self) {
        self.keyring = None;
    }

    /// Lets the keychain hang, or go on where it was.
    pub fn hang_keychain(&self, hangs: bool) {
        if let Some(keyring) = &self.keyring {
            keyring.hang(hangs);
        }
    }

    /// Lets nobody speak to the keychain, or everybody again.
    ///
    /// # Errors
    /// When the bus does not take the rule.
    pub fn deny_keychain(&self, denied: bool) -> Result<()> {
        self.bus.forbid(denied.then_some(SERVICE))
    }

    /// A secret of Handrail's, by its account.
    ///
    /// # Errors
    /// When there is none.
    pub fn secret(&self, account: &str) -> Result<String> {
        let found = self.secret_tool("lookup").args(OURS).args(["username", account]).output()?;
        ensure!(found.status.success() && !found.stdout.is_empty(), "no secret {account}");
        Ok(String::from_utf8(found.stdout)?)
    }

    /// Removes a secret, as a person with a keychain editor would.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove_secret(&self, account: &str) -> Result<()> {
        let done = self.secret_tool("clear").args(OURS).args(["username", account]).status()?;
        ensure!(done.success(), "{account} was not removed");
        Ok(())
    }

    /// Replaces a secret.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn replace_secret(&self, account: &str, value: &str) -> Result<()> {
        // One that is not there need not go.
        let _removed = self.remove_secret(account);
        let mut store = self.secret_tool("store");
        store.args(["--label", "a test's"]).args(OURS).args(["username", account]).stdin(Stdio::piped());
        let mut child = store.spawn()?;
        child.stdin.take().context("no input")?.write_all(value.as_bytes())?;
        ensure!(child.wait()?.success(), "{account} was not written");
        Ok(())
    }

    fn secret_tool(&self, what: &str) -> Command {
        let mut tool = Command::new("secret-tool");
        self.host(&mut tool);
        tool.arg(what);
        tool
    }
}
