//! Events as webhooks describe them (reference, section 6.6).

use serde_json::{Value, json};

use super::{Form, News};
use crate::dice::Dice;
use crate::oauth::Page;
use crate::world::{Attachment, Message, Origin, PostKind, StoryRole, World};

impl World {
    /// Tells of a message that came into a thread.
    pub(crate) fn tell_message(&mut self, thread: usize, message: &Message) {
        if !self.hooks.listening() {
            return;
        }
        let echo = !message.inbound();
        let field = match (&message.postback, echo) {
            (Some(_), _) => "messaging_postbacks",
            (None, true) if self.chooses_echoes(thread) => "message_echoes",
            _ => "messages",
        };
        let shown = match &message.postback {
            Some(postback) => {
                let mut shown = json!({"mid": &*message.mid, "title": message.text, "payload": postback});
                if let Some(referral) = &message.referral {
                    shown["referral"] = referral.clone();
                }
                json!({ "postback": shown })
            }
            None => match content(self, message) {
                Some(content) => json!({ "message": content }),
                None => return,
            },
        };
        let mut event = self.addressed(thread, echo, message.at_ms, shown);
        if message.to_self {
            let own = self.handles[self.threads[thread].handle].ig_id.clone();
            event["sender"]["id"] = own.into();
            if message.postback.is_some() {
                event["is_self"] = true.into();
            }
        }
        self.tell(thread, field, event, message.at_ms);
        if !echo && self.switches.is("edit_zero", "sent") {
            // Neither text nor people (reference, section 6.6 "Edit" [F:F22]).
            let zero =
                json!({"timestamp": message.at_ms, "message_edit": {"mid": &*message.mid, "num_edit": 0}});
            self.tell(thread, "message_edit", zero, message.at_ms);
        }
    }

    /// Whether echoes have a field of their own: with Facebook Login they are among the messages (reference, section 6.1).
    fn chooses_echoes(&self, thread: usize) -> bool {
        let by_page = self.page_of(self.threads[thread].handle).is_some();
        !by_page && self.switches.is("echo_field", "message_echoes")
    }

    /// The subscribed Page in front of a handle, if it is by one that its webhooks come.
    pub(crate) fn page_of(&self, handle: usize) -> Option<&Page> {
        let pages = self.registry.pages.iter();
        pages.into_iter().find(|page| page.handle == Some(handle) && !page.subscribed_fields.is_empty())
    }

    /// Tells of something else in a thread: `shown` holds its one payload key.
    pub(crate) fn tell_of(
        &mut self,
        thread: usize,
        field: &str,
        by_business: bool,
        at_ms: i64,
        shown: Value,
    ) {
        if self.hooks.listening() {
            let event = self.addressed(thread, by_business, at_ms, shown);
            self.tell(thread, field, event, at_ms);
        }
    }

    /// Tells of a comment or a mention.
    pub(crate) fn tell_change(&mut self, handle: usize, field: &str, at_ms: i64, value: Value) {
        let entry = self.entry_id(handle);
        let field = field.to_owned();
        self.announce(News { handle: Some(handle), entry, field, form: Form::Change, value, at_ms });
    }

    fn addressed(&self, thread: usize, by_business: bool, at_ms: i64, shown: Value) -> Value {
        let own = &self.handles[self.threads[thread].handle].ig_id;
        let person = &self.person(thread).igsid;
        let (from, to) = if by_business { (own, person) } else { (person, own) };
        let mut event = json!({"sender": {"id": from}, "recipient": {"id": to}, "timestamp": at_ms});
        if let (Some(event), Value::Object(shown)) = (event.as_object_mut(), shown) {
            event.extend(shown);
        }
        event
    }

    /// While the owner disallows access to messages no app is told of any; what came meanwhile is read afterwards
    /// (requirements, R31).
    fn tell(&mut self, thread: usize, field: &str, value: Value, at_ms: i64) {
        let handle = self.threads[thread].handle;
        if !self.lets_in(handle, self.page_of(handle).is_some()) {
            return;
        }
        let standby = self.threads[thread].owner_app.is_some();
        let (form, field) = (Form::Messaging { standby }, if standby { "standby" } else { field });
        let entry = self.entry_id(handle);
        self.announce(News { handle: Some(handle), entry, field: field.to_owned(), form, value, at_ms });
    }

    pub(crate) fn entry_id(&self, handle: usize) -> String {
        let by_page = self.switches.is("entry_id_of_page", "page_id");
        let page = self.registry.pages.iter().find(|page| by_page && page.handle == Some(handle));
        page.map_or_else(|| self.handles[handle].ig_id.clone(), |page| page.id.clone())
    }
}

/// The `message` of an event; none for what no webhook tells.
fn content(world: &World, message: &Message) -> Option<Value> {
    let stickers = world.switches.get("sticker_webhook");
    let only_sticker = matches!(message.attachments.as_slice(), [Attachment::Image { sticker: true, .. }]);
    if only_sticker && stickers == "none" {
        return None;
    }
    let mut shown = json!({"mid": &*message.mid});
    if let Some(text) = &message.text {
        shown["text"] = text.clone().into();
    }
    let mut rows: Vec<Value> =
        message.attachments.iter().enumerate().flat_map(|(i, a)| attachment(world, message, i, a)).collect();
    match &message.story {
        Some(story) if story.role == StoryRole::Mention => {
            rows.push(json!({"type": "story_mention", "payload": {"url": world.media_url(&story.media)}}));
        }
        Some(story) => {
            let mut told = json!({"url": world.media_url(&story.media), "id": story.id});
            if let Some(link) = &story.link_sticker {
                told["link_sticker_url"] = link.clone().into();
            }
            shown["reply_to"] = json!({ "story": told });
        }
        None => {}
    }
    if !rows.is_empty() {
        shown["attachments"] = rows.into();
    }
    if let Some(mid) = &message.reply_to {
        shown["reply_to"] = json!({"mid": &**mid});
    }
    if let Some(payload) = &message.quick_reply {
        shown["quick_reply"] = json!({ "payload": payload });
    }
    if let Some(referral) = &message.referral {
        shown["referral"] = referral.clone();
    }
    if message.unsupported {
        shown["is_unsupported"] = true.into();
    }
    if !message.inbound() {
        shown["is_echo"] = true.into();
        if world.switches.is("echo_app_id", "present") {
            let app = match (&message.other_app, message.origin) {
                (Some(app), _) => Some(app.clone()),
                (None, Origin::Api) => Some(world.registry.app.id.clone()),
                // The Instagram app's own number (reference, section 6.6 "Handover").
                (None, _) => Some("1217981644879628".to_owned()),
            };
            shown["app_id"] = app.into();
        }
    }
    if message.to_self {
        shown["is_self"] = true.into();
    }
    Some(shown)
}

fn attachment(world: &World, message: &Message, index: usize, attachment: &Attachment) -> Vec<Value> {
    let of = |kind: &str, payload: Value| json!({"type": kind, "payload": payload});
    let at = |media| json!({"url": world.media_url(media)});
    let mut dice = Dice::for_text(&format!("hook{}{index}", message.mid));
    match attachment {
        Attachment::Image { media, sticker: false } => vec![of("image", at(media))],
        Attachment::Image { media, .. } => {
            let mut own = at(media);
            own["sticker_id"] = dice.digits(15).into();
            match world.switches.get("sticker_webhook") {
                "sticker" => vec![of("sticker", own)],
                "image_and_sticker" => vec![of("image", own.clone()), of("sticker", own)],
                _ => vec![of("image", at(media))],
            }
        }
        Attachment::Video { media } => vec![of("video", at(media))],
        Attachment::Audio { media } => vec![of("audio", at(media))],
        Attachment::File { media, .. } => vec![of("file", at(media))],
        Attachment::Share { link, .. } => vec![of("share", json!({ "url": link }))],
        Attachment::Post { kind: kind @ (PostKind::Reel | PostKind::LegacyReel), link, name } => {
            let id = format!("18{}", dice.digits(15));
            let mut payload = json!({"url": link, "reel_video_id": id});
            if let Some(name) = name {
                payload["title"] = name.clone().into();
            }
            vec![of(if *kind == PostKind::LegacyReel { "reel" } else { "ig_reel" }, payload)]
        }
        Attachment::Post { kind: PostKind::Post, link, name } => {
            let id = format!("18{}", dice.digits(15));
            let key = world.switches.get("ig_post_id");
            let payload = json!({key: id, "title": name.clone().unwrap_or_default(), "url": link});
            match world.switches.get("post_share") {
                "share" => vec![of("share", json!({ "url": link }))],
                "share_and_ig_post" => vec![of("share", payload.clone()), of("ig_post", payload)],
                _ => vec![of("ig_post", payload)],
            }
        }
        Attachment::Template { title } => {
            vec![of("template", json!({"generic": {"elements": [{"title": title}]}}))]
        }
        Attachment::Other { kind, payload: Some(payload) } => vec![of(kind, payload.clone())],
        Attachment::Other { kind, payload: None } => vec![json!({ "type": kind })],
    }
}
