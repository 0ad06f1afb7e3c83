//! Sending (instagram-platform, section 4). There is no idempotency key: a send is one attempt, ever.

mod content;
mod template;

use domain::handle::{Flavour, Trouble};
use domain::ids::{Igsid, Mid};
use domain::outbox::Outcome;
use domain::window::HumanAgentTag;
use http::Method;
use serde_json::{Value, json};

use super::{Body, Call, Client};
use crate::access::Access;
use crate::error::GraphError;
use crate::reply::{Reply, ServerTime};
use crate::usage::Usage;
use crate::wire::json::Node;

pub use content::Content;
pub(super) use content::type_name;
pub use template::{Button, ButtonTemplate, Element, GenericTemplate, OverLimit, QuickReplies, QuickReply};

/// A message to send.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// What it carries.
    pub content: Content<'a>,
    /// The message that it replies to.
    pub reply_to: Option<&'a Mid>,
    /// Under the human agent tag, where the domain gave permission for it.
    pub human_agent: Option<HumanAgentTag>,
}

impl<'a> Message<'a> {
    /// A message with nothing but this content.
    #[must_use]
    pub fn of(content: Content<'a>) -> Self {
        Self { content, reply_to: None, human_agent: None }
    }

    /// A text of at most 1,000 bytes.
    #[must_use]
    pub fn text(text: &'a str) -> Self {
        Self::of(Content::Text(text))
    }
}

/// What one attempt to send came to, with what helps to explain it.
#[derive(Debug)]
pub struct SendOutcome {
    /// The outcome, for [`domain::outbox::step`].
    pub outcome: Outcome,
    /// How long Instagram asked us to wait, in milliseconds, if it did.
    pub wait_ms: Option<i64>,
    /// How much of the allowance is used up.
    pub usage: Usage,
    /// Instagram's own time, if it answered.
    pub server_time: Option<ServerTime>,
    /// Why it was not delivered.
    pub error: Option<GraphError>,
}

impl SendOutcome {
    /// What is wrong with the handle, if the refusal says so.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.error.as_ref().and_then(GraphError::trouble)
    }

    fn of(result: Result<Reply<Value>, GraphError>) -> Self {
        // An answer without the message's id proves nothing.
        let (error, server_time) = match result {
            Ok(answer) => match answer.value.id("message_id") {
                Some(mid) => {
                    return Self {
                        outcome: Outcome::Delivered(Mid(mid)),
                        wait_ms: None,
                        usage: answer.usage,
                        server_time: answer.server_time,
                        error: None,
                    };
                }
                None => (GraphError::Unreadable, answer.server_time),
            },
            Err(error) => {
                let server_time = error.api().and_then(|api| api.server_time);
                (error, server_time)
            }
        };
        Self {
            outcome: error.send_outcome(),
            wait_ms: error.wait_ms(),
            usage: error.usage(),
            server_time,
            error: Some(error),
        }
    }
}

impl Client {
    /// Sends a message to a person. Whether it arrived is in the outcome; [`Outcome::Lost`] must be looked for and never
    /// sent again by itself.
    pub async fn send(&self, access: Access<'_>, person: &Igsid, message: Message<'_>) -> SendOutcome {
        let body = body(access.flavour, person, message);
        SendOutcome::of(self.post("send", access, body).await)
    }

    /// Puts the handle's reaction on a message, in place of any it had. `reaction` is an emoji or `love`; Facebook
    /// Login knows `love` alone.
    ///
    /// # Errors
    /// As any call; [`GraphError::Unreadable`] when the answer names nobody. A lost answer is harmless: the same reaction may
    /// be set again.
    pub async fn react(
        &self,
        access: Access<'_>,
        person: &Igsid,
        mid: &Mid,
        reaction: &str,
    ) -> Result<Reply<()>, GraphError> {
        let payload = json!({"message_id": mid.as_str(), "reaction": reaction});
        self.reaction("react", access, person, payload).await
    }

    /// Takes the handle's reaction off a message.
    ///
    /// # Errors
    /// As any call.
    pub async fn unreact(
        &self,
        access: Access<'_>,
        person: &Igsid,
        mid: &Mid,
    ) -> Result<Reply<()>, GraphError> {
        self.reaction("unreact", access, person, json!({"message_id": mid.as_str()})).await
    }

    async fn reaction(
        &self,
        action: &'static str,
        access: Access<'_>,
        person: &Igsid,
        payload: Value,
    ) -> Result<Reply<()>, GraphError> {
        let body = json!({"recipient": {"id": person.as_str()}, "sender_action": action, "payload": payload});
        let answer = self.post(action, access, body).await?;
        // Whatever else answers with JSON is not Instagram, and has set nothing.
        let names = |name| answer.value.id(name).is_some();
        let taken = names("recipient_id") || names("message_id") || answer.value.is_set("success");
        if taken { Ok(answer.map(|_| ())) } else { Err(GraphError::Unreadable) }
    }

    async fn post(
        &self,
        endpoint: &'static str,
        access: Access<'_>,
        body: Value,
    ) -> Result<Reply<Value>, GraphError> {
        let call = self.get(endpoint, access, &[access.node, "messages"], &[])?;
        self.call(Call { method: Method::POST, body: Body::Json(body), ..call }).await
    }
}

fn body(flavour: Flavour, person: &Igsid, message: Message<'_>) -> Value {
    let mut body = json!({"recipient": {"id": person.as_str()}, "message": message.content.json()});
    if let Some(mid) = message.reply_to {
        body["reply_to"] = json!({"mid": mid.as_str()});
    }
    // The reference of Facebook Login requires a type; with Instagram Login only the tag has one.
    if message.human_agent.is_some() {
        body["messaging_type"] = "MESSAGE_TAG".into();
        body["tag"] = "HUMAN_AGENT".into();
    } else if flavour == Flavour::FacebookLogin {
        body["messaging_type"] = "RESPONSE".into();
    }
    body
}
