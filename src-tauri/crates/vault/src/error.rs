//! What can go wrong with a vault, in the few kinds that the app answers differently.

/// Why a secret could not be read, kept or removed. Holds no text from outside, so it can be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The keychain is locked, and the person has not unlocked it. Say so, and try again when they ask.
    #[error("the keychain is locked")]
    Locked,
    /// The person or the operating system refused this app.
    #[error("access to the keychain was refused")]
    Denied,
    /// This machine has no keychain service, or it does not run.
    #[error("this machine has no keychain service")]
    Absent,
    /// What is kept there is not what was once written, or something else altered it.
    #[error("the secret is damaged")]
    Corrupt,
    /// No answer within ten seconds; a write may still arrive later.
    #[error("the keychain does not answer")]
    Hung,
    /// Anything else, under a fixed code of ours that support can look for.
    #[error("the keychain failed ({0})")]
    Other(&'static str),
}

impl VaultError {
    /// Whether it may pass by itself: no person refused, none has to unlock anything, and nothing is damaged.
    #[must_use]
    pub fn may_pass(self) -> bool {
        match self {
            Self::Absent | Self::Hung | Self::Other(_) => true,
            Self::Locked | Self::Denied | Self::Corrupt => false,
        }
    }
}

/// The kind of place where secrets are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultKind {
    /// The operating system's keychain.
    Keychain,
    /// A file sealed with a passphrase.
    Passphrase,
    /// Memory alone: gone when the app ends.
    Memory,
}
