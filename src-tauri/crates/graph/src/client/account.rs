//! The handle itself: who it is, its token, its webhook subscription.

use domain::handle::{Flavour, HandleProfile};
use domain::ids::IgId;
use http::Method;
use secrecy::SecretString;

use super::{Call, Client};
use crate::access::{Access, TokenPlacement};
use crate::error::{ApiErrorKind, GraphError};
use crate::reply::{FreshToken, Reply, Subscription};
use crate::wire::{account, fields};

/// Webhook fields of Instagram Login (instagram-platform, section 6.1).
const INSTAGRAM_FIELDS: &str = "messages,message_reactions,messaging_postbacks,messaging_seen,message_edit,messaging_referral,message_echoes";
/// The same without the one that Meta's own model does not allow (section 16.2).
const INSTAGRAM_FIELDS_WITHOUT_ECHOES: &str =
    "messages,message_reactions,messaging_postbacks,messaging_seen,message_edit,messaging_referral";
/// Page fields: the Page's edge refuses the Instagram ones, which are chosen for the whole app instead.
const PAGE_FIELDS: &str = "messages,message_reactions,messaging_postbacks";

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
        let access = Access { flavour, node: "me", ig_id: &nobody, username: "", token };
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
            body: None,
            own: ["", ""],
        };
        let answer = self.call(call).await?;
        let fresh = account::fresh_token(&answer.value).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| fresh))
    }

    /// Has webhooks of this handle delivered. Where Instagram refuses echoes as a field of their own, asks once more
    /// without them: they then come with the messages.
    ///
    /// # Errors
    /// As any call.
    pub async fn subscribe(&self, access: Access<'_>) -> Result<Reply<()>, GraphError> {
        let fields = match access.flavour {
            Flavour::InstagramLogin => INSTAGRAM_FIELDS,
            Flavour::FacebookLogin => PAGE_FIELDS,
        };
        match self.subscribe_to(access, fields).await {
            Err(GraphError::Api(error))
                if error.kind == ApiErrorKind::BadParameter && fields == INSTAGRAM_FIELDS =>
            {
                self.subscribe_to(access, INSTAGRAM_FIELDS_WITHOUT_ECHOES).await
            }
            result => result,
        }
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
