//! The person's own browser, where they sign in to Instagram: it follows the pages and presses their buttons.

use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, Response, StatusCode};
use url::Url;

/// A browser that follows redirects, and nobody is logged in to.
#[derive(Debug)]
pub struct Browser(Client);

impl Browser {
    /// A fresh one.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new() -> Result<Self> {
        // Another part of the process may have chosen already; any choice will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self(Client::builder().build()?))
    }

    /// Signs in as an account and allows everything that the page asks for, or all but `without`. Gives the last page.
    ///
    /// # Errors
    /// When a page is not what it should be.
    pub async fn allow(&self, page: &Url, account: &str, without: &[&str]) -> Result<String> {
        let mut form =
            vec![("account".to_owned(), account.to_owned()), ("decision".to_owned(), "allow".to_owned())];
        let asked = page.query_pairs().find(|(name, _)| name == "scope").context("no scopes")?.1.into_owned();
        for scope in asked.split(',').filter(|scope| !without.contains(scope)) {
            form.push((format!("grant_{scope}"), "on".to_owned()));
        }
        self.press(page, &form).await
    }

    /// Says no. Gives the last page.
    ///
    /// # Errors
    /// When a page is not what it should be.
    pub async fn deny(&self, page: &Url) -> Result<String> {
        self.press(page, &[("decision".to_owned(), "deny".to_owned())]).await
    }

    /// Opens an address. Gives its status and its page.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn open(&self, address: &Url) -> Result<(StatusCode, String)> {
        read(self.0.get(address.clone()).send().await?).await
    }

    async fn press(&self, page: &Url, form: &[(String, String)]) -> Result<String> {
        let (status, shown) = self.open(page).await?;
        ensure!(status.is_success() && shown.contains("decision"), "no page to sign in: {status} {shown}");
        let (status, shown) = read(self.0.post(page.clone()).form(form).send().await?).await?;
        ensure!(status.is_success(), "{status} {shown}");
        Ok(shown)
    }
}

async fn read(response: Response) -> Result<(StatusCode, String)> {
    let status = response.status();
    Ok((status, response.text().await?))
}
