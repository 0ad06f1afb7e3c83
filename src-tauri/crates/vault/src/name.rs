//! What a secret is called.

/// The name of one secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SecretName {
    /// The key of the local database: 32 random bytes as 64 hexadecimal digits.
    DatabaseKey,
    /// The access token of a handle, by the handle's Instagram id.
    Token(String),
    /// This laptop's two keys towards its relay: 64 bytes as base64url.
    RelayKeys,
}

impl SecretName {
    /// The account under which a keychain shows it. Never change one: people's secrets are found by it.
    pub(crate) fn account(&self) -> String {
        match self {
            Self::DatabaseKey => "database-key".to_owned(),
            Self::Token(handle) => format!("token/{handle}"),
            Self::RelayKeys => "relay-keys".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SecretName;

    #[test]
    fn accounts_stay_as_they_are_on_peoples_machines() {
        assert_eq!(SecretName::DatabaseKey.account(), "database-key");
        assert_eq!(SecretName::Token("17841400000000123".into()).account(), "token/17841400000000123");
        assert_eq!(SecretName::RelayKeys.account(), "relay-keys");
    }
}
