//! On whose behalf a call is made.

use domain::handle::{Flavour, Handle};
use domain::ids::IgId;
use secrecy::SecretString;

/// A handle's way into the API: which of the two APIs, which node, and the token that opens it.
#[derive(Clone, Copy)]
pub struct Access<'a> {
    /// The API that the handle is connected through.
    pub flavour: Flavour,
    /// The node that conversations and sends go to: the handle's own id with Instagram Login, the linked Page's id
    /// with Facebook Login (instagram-platform, section 2.2). Never `me`, which depends on the token.
    pub node: &'a str,
    /// The handle's own id, which tells its messages from the person's.
    pub ig_id: &'a IgId,
    /// The handle's id as our Meta app sees it, where it is known: Instagram names it by this id too.
    pub app_scoped_id: Option<&'a str>,
    /// The handle's username without `@`; tells its messages where Instagram names it by another id.
    pub username: &'a str,
    /// The token. Leaves this computer in a header or query of a call and nowhere else.
    pub token: &'a SecretString,
}

impl<'a> Access<'a> {
    /// Access to a handle: through its own id, or through its Page where it has one.
    #[must_use]
    pub fn of(handle: &'a Handle, token: &'a SecretString) -> Self {
        Self {
            flavour: handle.flavour,
            node: handle.page_id.as_deref().unwrap_or(handle.ig_id.as_str()),
            ig_id: &handle.ig_id,
            app_scoped_id: handle.app_scoped_id.as_deref(),
            username: &handle.username,
            token,
        }
    }
}

// Ids and names identify people, and a token is a token: logs carry none of them.
impl std::fmt::Debug for Access<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("flavour", &self.flavour).finish_non_exhaustive()
    }
}

/// Where the token stands in a request. Meta's pages show both; both work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenPlacement {
    /// `Authorization: Bearer`: kept out of addresses, and so out of other people's access logs.
    Bearer,
    /// `access_token=` in the query: the one way that Meta documents for a refresh.
    Query,
}
