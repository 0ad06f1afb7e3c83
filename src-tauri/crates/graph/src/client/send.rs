//! Sending (instagram-platform, section 4). There is no idempotency key: a send is one attempt, ever.

use domain::handle::{Flavour, Trouble};
use domain::ids::{Igsid, Mid};
use domain::outbox::Outcome;
use domain::time::Timestamp;
use http::Method;
use serde_json::{Value, json};

use super::{Call, Client};
use crate::access::Access;
use crate::error::GraphError;
use crate::reply::Reply;
use crate::usage::Usage;
use crate::wire::json::Node;

/// A reply to send.
#[derive(Clone, Copy)]
pub struct TextMessage<'a> {
    /// The text, at most 1,000 bytes.
    pub text: &'a str,
    /// The message that it replies to.
    pub reply_to: Option<&'a Mid>,
    /// Whether it goes under the human agent tag: only a person's own words, between 24 hours and 7 days after the
    /// person's last message.
    pub human_agent: bool,
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
    pub server_time: Option<Timestamp>,
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
    /// Sends a text to a person. Whether it arrived is in the outcome; [`Outcome::Lost`] must be looked for and never
    /// sent again by itself.
    pub async fn send_text(
        &self,
        access: Access<'_>,
        person: &Igsid,
        message: TextMessage<'_>,
    ) -> SendOutcome {
        let mut body = json!({"recipient": {"id": person.as_str()}, "message": {"text": message.text}});
        if let Some(mid) = message.reply_to {
            body["reply_to"] = json!({"mid": mid.as_str()});
        }
        if message.human_agent {
            body["messaging_type"] = "MESSAGE_TAG".into();
            body["tag"] = "HUMAN_AGENT".into();
        } else if access.flavour == Flavour::FacebookLogin {
            body["messaging_type"] = "RESPONSE".into();
        }
        SendOutcome::of(self.post("send_text", access, body).await)
    }

    /// Tells Instagram that the handle has seen the person's messages.
    ///
    /// # Errors
    /// As any call.
    pub async fn mark_seen(&self, access: Access<'_>, person: &Igsid) -> Result<Reply<()>, GraphError> {
        let body = json!({"recipient": {"id": person.as_str()}, "sender_action": "mark_seen"});
        Ok(self.post("mark_seen", access, body).await?.map(|_| ()))
    }

    /// Puts the handle's reaction on a message, in place of any it had. `reaction` is an emoji or `love`; Facebook
    /// Login knows `love` alone.
    ///
    /// # Errors
    /// As any call. A lost answer is harmless: the same reaction may be set again.
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
        Ok(self.post(action, access, body).await?.map(|_| ()))
    }

    async fn post(
        &self,
        endpoint: &'static str,
        access: Access<'_>,
        body: Value,
    ) -> Result<Reply<Value>, GraphError> {
        let call = self.get(endpoint, access, &[access.node, "messages"], &[])?;
        self.call(Call { method: Method::POST, body: Some(body), ..call }).await
    }
}
