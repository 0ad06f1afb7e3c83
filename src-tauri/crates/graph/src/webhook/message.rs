//! Messages and pressed buttons (instagram-platform, section 6.6).

use domain::ids::Mid;
use domain::message::{Body, Direction, Origin, Postback, StoryReply};
use domain::observation::{Observation, ObservedMessage};
use serde_json::Value;

use super::event::Scene;
use super::{Content, attachment, referral};
use crate::wire::json::Node;

/// The Meta apps that are Meta's own inboxes: the Page's, and Instagram's (section 6.6 "Handover").
pub(super) const META_INBOXES: [&str; 2] = ["263902037430900", "1217981644879628"];

/// What of a button's payload tells it from others.
const MAX_PRESSED: usize = 200;

/// A message that was sent, or that was unsent. What it came by stands in it, or beside it in its event.
pub(super) fn message(event: &Value, message: &Value, scene: Scene<'_>) -> Option<Content> {
    if message.is_set("is_deleted") {
        let mid = Mid(message.id("mid")?);
        let unsend = Observation::Unsend { person: scene.person, mid, at: scene.sent_at.at };
        return Some(Content::Observation(unsend));
    }
    let reply_to = message.field("reply_to");
    let quick_reply = message.field("quick_reply");
    let body = Body {
        attachments: attachment::list(message),
        story_reply: reply_to.and_then(|reply| reply.field("story")).map(story_reply),
        reply_to: reply_to.and_then(|reply| reply.id("mid")).map(Mid),
        quick_reply: quick_reply
            .and_then(|chosen| chosen.owned("payload").or_else(|| chosen.as_str().map(str::to_owned))),
        referral: referral::read(message).or_else(|| referral::read(event)),
        to_self: scene.to_self,
        unsupported: message.is_set("is_unsupported"),
        ..Body::default()
    };
    observed(Mid(message.id("mid")?), message, scene, message.owned("text"), body)
}

fn story_reply(story: &Value) -> StoryReply {
    StoryReply {
        url: story.owned("url").or_else(|| story.owned("link")),
        id: story.id("id"),
        link: story.owned("link_sticker_url"),
    }
}

/// A button of a template or menu, or an ice breaker, was pressed: a message of its own.
pub(super) fn postback(event: &Value, postback: &Value, scene: Scene<'_>) -> Option<Content> {
    let pressed = Postback { title: postback.owned("title"), payload: postback.owned("payload") };
    let body = Body {
        postback: Some(pressed),
        referral: referral::read(postback).or_else(|| referral::read(event)),
        to_self: scene.to_self,
        ..Body::default()
    };
    let mid = postback.id("mid").map(Mid).or_else(|| pressed_id(postback, &scene))?;
    observed(mid, postback, scene, None, body)
}

/// Meta's page on ice breakers prints a postback without an id. Then it is known by who pressed what, and when: the same
/// whenever it is delivered again.
fn pressed_id(postback: &Value, scene: &Scene<'_>) -> Option<Mid> {
    let pressed = postback.owned("payload").or_else(|| postback.owned("title"))?;
    let pressed = &pressed[..pressed.floor_char_boundary(MAX_PRESSED)];
    Some(Mid::pressed(scene.person.as_ref()?, scene.sent_at.at.0, pressed))
}

fn observed(mid: Mid, named: &Value, scene: Scene<'_>, text: Option<String>, body: Body) -> Option<Content> {
    let message = ObservedMessage {
        mid,
        direction: scene.by,
        origin: match scene.by {
            Direction::In => Origin::Person,
            Direction::Out => origin(named.id("app_id").as_deref(), scene.own_app),
        },
        sent_at: scene.sent_at,
        as_of: scene.sent_at.at,
        person: scene.person?,
        text,
        body,
        reactions: None,
    };
    Some(Content::Observation(Observation::Message(message)))
}

/// Where an echo was written. Without knowing our own app's id, another one's cannot be told from it.
fn origin(app: Option<&str>, own: Option<&str>) -> Origin {
    match (app, own) {
        (Some(app), _) if META_INBOXES.contains(&app) => Origin::InstagramApp,
        (Some(app), Some(own)) if app == own => Origin::ThisApp,
        (Some(_), Some(_)) => Origin::OtherApp,
        _ => Origin::Elsewhere,
    }
}
