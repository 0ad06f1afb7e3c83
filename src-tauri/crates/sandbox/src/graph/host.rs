//! Which of Meta's hosts a call is for. One address serves them all: the host is taken from the first part of the
//! path (`/graph.facebook.com/v26.0/me`), else from the `Host` header, else it is open and the token decides.

/// One of Meta's hosts, as far as a client talks to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    /// Not named: whatever the token is for.
    Any,
    /// The API of Instagram Login.
    GraphInstagram,
    /// The API of Facebook Login.
    GraphFacebook,
    /// Where Instagram Login exchanges a code; its errors have a shape of their own.
    ApiInstagram,
    /// The pages on which a person logs in.
    WwwInstagram,
    /// The pages on which a person logs in.
    WwwFacebook,
}

impl Host {
    /// The host of this name; a port is left aside.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.split(':').next().unwrap_or_default().to_ascii_lowercase();
        Some(match name.as_str() {
            "graph.instagram.com" => Self::GraphInstagram,
            "graph.facebook.com" | "graph-video.facebook.com" => Self::GraphFacebook,
            "api.instagram.com" => Self::ApiInstagram,
            "www.instagram.com" | "instagram.com" => Self::WwwInstagram,
            "www.facebook.com" | "m.facebook.com" | "facebook.com" => Self::WwwFacebook,
            _ => return None,
        })
    }

    /// Where Graph of this login is, for a caller who came by Meta's own names.
    pub(crate) fn graph(self) -> &'static str {
        match self {
            Self::GraphInstagram | Self::ApiInstagram | Self::WwwInstagram => "https://graph.instagram.com",
            Self::Any | Self::GraphFacebook | Self::WwwFacebook => "https://graph.facebook.com",
        }
    }

    /// Whether a token of Instagram Login can be used here.
    pub(crate) fn takes_instagram(self) -> bool {
        matches!(self, Self::Any | Self::GraphInstagram | Self::ApiInstagram)
    }

    /// Whether a token of Facebook Login can be used here.
    pub(crate) fn takes_facebook(self) -> bool {
        matches!(self, Self::Any | Self::GraphFacebook | Self::WwwFacebook)
    }
}

#[cfg(test)]
mod tests {
    use super::Host;

    #[test]
    fn names_with_and_without_a_port() {
        assert_eq!(Host::named("Graph.Instagram.com:443"), Some(Host::GraphInstagram));
        assert_eq!(Host::named("graph.facebook.com"), Some(Host::GraphFacebook));
        assert_eq!(Host::named("127.0.0.1:8700"), None);
        assert_eq!(Host::named("me"), None);
    }
}
