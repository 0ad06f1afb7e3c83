//! The handle itself: who it is, its token, its webhook subscription.

use domain::handle::{Flavour, HandleProfile};
use domain::ids::IgId;
use http::Method;
use secrecy::SecretString;

use super::{Body, Call, Client};
use crate::access::{Access, TokenPlacement};
use crate::error::{ApiErrorKind, GraphError};
use crate::reply::{FreshToken, Page, PageList, Reply, Subscription};
use crate::wire::{account, fields};

/// Webhook fields of Instagram Login (instagram-platform, section 6.1), from all that an inbox can use to the least
/// that it needs. Meta's own model does not allow the echoes (section 16.2).
const INSTAGRAM_FIELDS: [&str; 3] = [
    "messages,message_reactions,messaging_postbacks,messaging_seen,message_edit,messaging_referral,messaging_handover,standby,message_echoes",
    "messages,message_reactions,messaging_postbacks,messaging_seen,message_edit,messaging_referral,messaging_handover,standby",
    "messages,message_reactions,messaging_postbacks,messaging_seen",
];
/// Page fields, in the same way: the Page's edge refuses the Instagram names, which are chosen for the whole app
/// instead (sections 6.1 "B trap" and 16.2).
const PAGE_FIELDS: [&str; 3] = [
    "messages,message_reactions,messaging_postbacks,message_reads,message_edits,messaging_referrals,messaging_handovers,standby,message_echoes",
    "messages,message_reactions,messaging_postbacks",
    "messages",
];

impl Client {
    /// Whose token this is (`GET /me`; sections 2.1 and 2.2).
    ///
    /// With Facebook Login the token is a Page's, and `app_scoped_id` of the answer is the Page's id, to be used as
    /// [`Access::node`].
    ///
    /// # Errors
    /// [`GraphError::Unreadable`] also when the Page has no Instagram account linked to it.
    pub async fn me(
        &self,
        token: &SecretString,
        flavour: Flavour,
    ) -> Result<Reply<HandleProfile>, GraphError> {
        let asked = match flavour {
            Flavour::InstagramLogin => fields::ME,
            Flavour::FacebookLogin => fields::PAGE,
        };
        // Nobody is known yet, and `me` is whoever the token belongs to.
        let nobody = IgId(String::new());
        let access = Access { flavour, node: "me", ig_id: &nobody, app_scoped_id: None, username: "", token };
        let answer = self.call(self.get("me", access, &["me"], &[("fields", asked)])?).await?;
        let profile = match flavour {
            Flavour::InstagramLogin => account::me(&answer.value),
            Flavour::FacebookLogin => account::page(&answer.value),
        };
        let profile = profile.ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| profile))
    }

    /// Exchanges a token of Instagram Login for a fresh one of 60 days (section 1.1). Works from 24 hours after it was
    /// issued until it ends, and needs no secret.
    ///
    /// # Errors
    /// Any refusal of an unexpired token means "later", not "connect again".
    pub async fn refresh(&self, token: &SecretString) -> Result<Reply<FreshToken>, GraphError> {
        let query = [("grant_type", "ig_refresh_token")];
        let url = self.endpoints.unversioned(Flavour::InstagramLogin, &["refresh_access_token"], &query)?;
        let placement = TokenPlacement::Query;
        let call = Call {
            endpoint: "refresh",
            method: Method::GET,
            url,
            token,
            placement,
            body: Body::None,
            own: ["", ""],
        };
        let answer = self.call(call).await?;
        let fresh = account::fresh_token(&answer.value).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| fresh))
    }

    /// The Pages of whoever logged in with Facebook, each with its token and the account linked to it (section 2.2).
    /// `token` is the person's own, not a Page's.
    ///
    /// # Errors
    /// As any call. A Page without an account linked to it is no error: it stands in the list.
    pub async fn pages(
        &self,
        token: &SecretString,
        after: Option<&str>,
    ) -> Result<Reply<PageList>, GraphError> {
        let mut query = vec![("fields", fields::PAGES), ("limit", "100")];
        query.extend(after.map(|after| ("after", after)));
        let nobody = IgId(String::new());
        let answer =
            self.call(self.get("pages", login(token, &nobody), &["me", "accounts"], &query)?).await?;
        let list = account::page_list(&answer.value, after).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| list))
    }

    /// One Page, with its token and the account linked to it; `token` is the person's or the Page's own.
    ///
    /// # Errors
    /// As any call.
    pub async fn page(&self, token: &SecretString, page_id: &str) -> Result<Reply<Page>, GraphError> {
        let nobody = IgId(String::new());
        let query = [("fields", fields::ONE_PAGE)];
        let answer = self.call(self.get("page", login(token, &nobody), &[page_id], &query)?).await?;
        let page = account::facebook_page(&answer.value).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| page))
    }

    /// The permissions that whoever logged in with Facebook granted (section 1.2). A login that grants fewer than asked
    /// for is a success: compare. Instagram Login has no such call.
    ///
    /// # Errors
    /// As any call.
    pub async fn permissions(&self, token: &SecretString) -> Result<Reply<Vec<String>>, GraphError> {
        let nobody = IgId(String::new());
        let call = self.get("permissions", login(token, &nobody), &["me", "permissions"], &[])?;
        let answer = self.call(call).await?;
        let granted = account::granted(&answer.value).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| granted))
    }

    /// Has webhooks of this handle delivered. Where Instagram refuses a field, asks once more without the doubtful
    /// ones; echoes then come with the messages. Which fields it was is told by [`Client::subscription`].
    ///
    /// # Errors
    /// As any call.
    pub async fn subscribe(&self, access: Access<'_>) -> Result<Reply<()>, GraphError> {
        let [all, fewer, least] = match access.flavour {
            Flavour::InstagramLogin => INSTAGRAM_FIELDS,
            Flavour::FacebookLogin => PAGE_FIELDS,
        };
        for fields in [all, fewer] {
            match self.subscribe_to(access, fields).await {
                Err(GraphError::Api(error)) if error.kind == ApiErrorKind::BadParameter => {}
                result => return result,
            }
        }
        self.subscribe_to(access, least).await
    }

    async fn subscribe_to(&self, access: Access<'_>, fields: &str) -> Result<Reply<()>, GraphError> {
        self.subscribed_apps("subscribe", Method::POST, access, &[("subscribed_fields", fields)]).await
    }

    /// Ends the delivery of webhooks of this handle. Those under way still come.
    ///
    /// # Errors
    /// As any call.
    pub async fn unsubscribe(&self, access: Access<'_>) -> Result<Reply<()>, GraphError> {
        self.subscribed_apps("unsubscribe", Method::DELETE, access, &[]).await
    }

    async fn subscribed_apps(
        &self,
        endpoint: &'static str,
        method: Method,
        access: Access<'_>,
        query: &[(&str, &str)],
    ) -> Result<Reply<()>, GraphError> {
        let call = self.get(endpoint, access, &[access.node, "subscribed_apps"], query)?;
        let answer = self.call(Call { method, ..call }).await?;
        account::success(&answer.value).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| ()))
    }

    /// Which webhook fields are delivered for this handle; none when the app is not subscribed.
    ///
    /// # Errors
    /// As any call.
    pub async fn subscription(&self, access: Access<'_>) -> Result<Reply<Subscription>, GraphError> {
        let call = self.get("subscription", access, &[access.node, "subscribed_apps"], &[])?;
        let answer = self.call(call).await?;
        let subscription = account::subscription(&answer.value).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| subscription))
    }
}

/// Access of a person who logged in with Facebook, before anything else is known.
fn login<'a>(token: &'a SecretString, nobody: &'a IgId) -> Access<'a> {
    Access {
        flavour: Flavour::FacebookLogin,
        node: "me",
        ig_id: nobody,
        app_scoped_id: None,
        username: "",
        token,
    }
}
