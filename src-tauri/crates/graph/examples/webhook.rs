//! Reads a webhook body from standard input and prints what we understand of it, one JSON object per event, so that
//! other people's parsers can be asked whether they read the same (`cargo xtask opinions`).
#![allow(clippy::print_stdout, reason = "an example speaks by printing")]

use std::io::Read;

use domain::message::{Attachment, AttachmentKind, Direction};
use domain::observation::{LineKind, Observation, ObservedMessage};
use domain::time::Timestamp;
use graph::webhook::{Content, WebhookEvent, events};
use serde_json::{Map, Value, json};

fn main() -> std::io::Result<()> {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    for event in events(&body, Timestamp(0)) {
        println!("{}", told(&event));
    }
    Ok(())
}

/// An event in plain words, without what is absent.
fn told(event: &WebhookEvent) -> Value {
    let mut facts = match &event.content {
        Content::Observation(observation) => observed(observation),
        Content::Fetch { mid, .. } => json!({"what": "fetch", "mid": mid.as_str()}),
        Content::Policy { action, .. } => json!({"what": "policy", "action": action}),
        Content::Ignored { field } => json!({"what": "ignored", "field": field}),
        Content::ValueLeftOut { field } => json!({"what": "value left out", "field": field}),
        Content::Test => json!({"what": "test"}),
        Content::Unreadable { field, .. } => json!({"what": "unreadable", "field": field}),
    };
    facts["account"] = json!(event.ig_id.as_ref().map(|id| id.as_str()));
    facts["at"] = json!(event.at.0);
    facts["standby"] = json!(event.standby);
    without_absent(facts)
}

fn observed(observation: &Observation) -> Value {
    match observation {
        Observation::Message(message) => self::message(message),
        Observation::Reaction(reaction) => json!({
            "what": "reaction", "mid": reaction.mid.as_str(), "person": reaction.person.as_str(),
            "ours": reaction.by == Direction::Out, "emoji": reaction.emoji,
        }),
        Observation::Seen { person, mid, .. } => {
            json!({"what": "seen", "mid": mid.as_str(), "person": person.as_str()})
        }
        Observation::Edit { mid, text, number, .. } => {
            json!({"what": "edit", "mid": mid.as_str(), "text": text, "number": number})
        }
        Observation::Unsend { mid, .. } => json!({"what": "unsend", "mid": mid.as_str()}),
        Observation::Line(line) => {
            let kind = match &line.what {
                LineKind::Referral { .. } => "referral",
                LineKind::OwnerIsAnother { .. } => "owner_is_another",
                LineKind::OwnerIsThisApp => "owner_is_this_app",
                LineKind::OwnerRequested { .. } => "owner_requested",
            };
            json!({"what": "line", "line": kind, "person": line.person.as_str()})
        }
        _ => json!({"what": "other"}),
    }
}

fn message(message: &ObservedMessage) -> Value {
    let body = &message.body;
    json!({
        "what": "message", "mid": message.mid.as_str(), "person": message.person.as_str(),
        "ours": message.direction == Direction::Out, "text": message.text,
        "attachments": body.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "story": body.story_reply.as_ref().map(|story| without_absent(json!({"url": story.url, "id": story.id}))),
        "reply_to": body.reply_to.as_ref().map(|mid| mid.as_str()),
        "postback": body.postback.as_ref()
            .map(|pressed| without_absent(json!({"title": pressed.title, "payload": pressed.payload}))),
        "quick_reply": body.quick_reply,
        "referral": body.referral.as_ref()
            .map(|referral| without_absent(json!({"reference": referral.reference, "id": referral.id}))),
        "unsupported": body.unsupported,
    })
}

fn attachment(attachment: &Attachment) -> Value {
    let kind = match &attachment.kind {
        AttachmentKind::Other(name) => json!(name),
        kind => serde_json::to_value(kind).unwrap_or(Value::Null),
    };
    let url = attachment.url.as_ref().or(attachment.link.as_ref());
    without_absent(json!({"kind": kind, "url": url, "title": attachment.title}))
}

fn without_absent(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}
