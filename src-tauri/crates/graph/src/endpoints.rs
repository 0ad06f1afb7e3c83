//! Where calls go.

use domain::handle::Flavour;
use url::Url;

use crate::error::GraphError;

/// The version that calls are pinned to (instagram-platform, section 9). Unversioned calls drift.
const VERSION: &str = "v26.0";

/// The hosts of both APIs and the version in use.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// The host of Instagram Login.
    pub graph_instagram: Url,
    /// The host of Facebook Login.
    pub graph_facebook: Url,
    /// The API's version, as it stands in paths.
    pub version: String,
    elsewhere: bool,
}

impl Endpoints {
    /// Instagram itself.
    ///
    /// # Errors
    /// Never in practice: the addresses are constants.
    pub fn instagram() -> Result<Self, url::ParseError> {
        Ok(Self {
            graph_instagram: Url::parse("https://graph.instagram.com/")?,
            graph_facebook: Url::parse("https://graph.facebook.com/")?,
            version: VERSION.to_owned(),
            elsewhere: false,
        })
    }

    /// All hosts on one address, for the sandbox and for tests. Plain HTTP is allowed there.
    #[must_use]
    pub fn at(base: &Url) -> Self {
        Self {
            graph_instagram: base.clone(),
            graph_facebook: base.clone(),
            version: VERSION.to_owned(),
            elsewhere: true,
        }
    }

    /// Whether the hosts are not Instagram's own.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    /// A versioned address. Ids in `path` are encoded, as they may carry any character.
    pub(crate) fn versioned(
        &self,
        flavour: Flavour,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Url, GraphError> {
        let version = self.version.as_str();
        let path: Vec<&str> = std::iter::once(version).chain(path.iter().copied()).collect();
        self.unversioned(flavour, &path, query)
    }

    /// An address without a version: token refresh alone is documented so (instagram-platform, section 1.1).
    pub(crate) fn unversioned(
        &self,
        flavour: Flavour,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Url, GraphError> {
        let host = match flavour {
            Flavour::InstagramLogin => &self.graph_instagram,
            Flavour::FacebookLogin => &self.graph_facebook,
        };
        let mut address = host.as_str().trim_end_matches('/').to_owned();
        for segment in path {
            // An empty or dotted segment would name another node than the one that was meant.
            if segment.chars().all(|c| c == '.') {
                return Err(GraphError::NoAddress);
            }
            address.push('/');
            address.extend(url::form_urlencoded::byte_serialize(segment.as_bytes()).map(spaces_in_paths));
        }
        let mut url = Url::parse(&address).map_err(|_| GraphError::NoAddress)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }
}

/// Form encoding writes a space as `+`, which in a path is a plus.
fn spaces_in_paths(encoded: &str) -> &str {
    if encoded == "+" { "%20" } else { encoded }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(id: &str) -> Option<String> {
        let endpoints = Endpoints::instagram().expect("constants");
        let url = endpoints.versioned(Flavour::InstagramLogin, &[id], &[]).ok()?;
        Some(url.path().to_owned())
    }

    #[test]
    fn ids_are_encoded_in_paths() {
        assert_eq!(path("aWdf+a/b=c?d#e f%").as_deref(), Some("/v26.0/aWdf%2Ba%2Fb%3Dc%3Fd%23e%20f%25"));
        assert_eq!(path("17841400000000123").as_deref(), Some("/v26.0/17841400000000123"));
        assert_eq!(path("m_é").as_deref(), Some("/v26.0/m_%C3%A9"));
    }

    #[test]
    fn no_id_leads_to_another_node() {
        for id in ["", ".", "..", "..."] {
            assert_eq!(path(id), None, "{id:?}");
        }
        assert_eq!(path("../me").as_deref(), Some("/v26.0/..%2Fme"));
    }

    #[test]
    fn each_flavour_has_its_host_and_a_base_replaces_both() {
        let endpoints = Endpoints::instagram().expect("constants");
        let host = |flavour| {
            let url = endpoints.versioned(flavour, &["me"], &[("fields", "id,name")]).expect("address");
            url.to_string()
        };
        assert_eq!(host(Flavour::InstagramLogin), "https://graph.instagram.com/v26.0/me?fields=id%2Cname");
        assert_eq!(host(Flavour::FacebookLogin), "https://graph.facebook.com/v26.0/me?fields=id%2Cname");
        let base = Url::parse("http://127.0.0.1:4242/graph/").expect("address");
        let here = Endpoints::at(&base);
        let url = here.versioned(Flavour::FacebookLogin, &["me"], &[]).expect("address");
        assert_eq!(url.as_str(), "http://127.0.0.1:4242/graph/v26.0/me");
        assert!(here.is_elsewhere() && !endpoints.is_elsewhere());
    }
}
