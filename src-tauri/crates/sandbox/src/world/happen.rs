//! What an event makes of the world, and what is told of it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::event::Occurred;
use super::{
    Attachment, Event, EventError, EventKind, Media, Message, Origin, PostKind, Story, StoryRole, World,
};

const STORY_LIFE_MS: i64 = 24 * 3_600_000;

impl World {
    /// Lets an event happen.
    pub(crate) fn happen(&mut self, event: Event) -> Result<Occurred, EventError> {
        let handle =
            self.handle_named(&event.handle).ok_or_else(|| EventError::Handle(event.handle.clone()))?;
        let person = match self.handles[handle].person_named(&event.person) {
            Some(person) => person,
            None if event.person.bytes().all(|b| b.is_ascii_digit()) => {
                return Err(EventError::Person(event.person));
            }
            None => self.add_stranger(handle, &event.person),
        };
        let at_ms = event.at_ms.unwrap_or_else(|| self.now_ms());
        let thread = self.open_thread(handle, person);
        let mid = self.happen_in(thread, at_ms, event.kind)?;
        Ok(Occurred { thread, mid })
    }

    /// Lets an event happen in a thread.
    pub(crate) fn happen_in(
        &mut self,
        thread: usize,
        at_ms: i64,
        kind: EventKind,
    ) -> Result<Option<Arc<str>>, EventError> {
        match kind {
            EventKind::React { mid, emoji } => {
                let emoji = emoji.unwrap_or_else(|| "❤️".to_owned());
                self.change(thread, &mid, |m| m.react(true, Some(emoji.clone())))?;
                self.tell_reaction(thread, &mid, true, Some(&emoji), at_ms);
                if self.switches.is("reaction_opens_window", "yes") {
                    self.threads[thread].open_window(at_ms);
                }
                Ok(None)
            }
            EventKind::Unreact { mid } => {
                self.change(thread, &mid, |m| m.react(true, None))?;
                if self.switches.is("unreact_webhook", "sent") {
                    self.tell_reaction(thread, &mid, true, None, at_ms);
                }
                Ok(None)
            }
            EventKind::PhoneReact { mid, emoji } => {
                self.change(thread, &mid, |m| m.react(false, emoji.clone()))?;
                self.tell_reaction(thread, &mid, false, emoji.as_deref(), at_ms);
                Ok(None)
            }
            EventKind::Edit { mid, text } => {
                let mut edits = 0;
                let new = text.clone();
                self.change(thread, &mid, |m| {
                    m.text = Some(new);
                    m.edits += 1;
                    edits = m.edits;
                })?;
                let as_text = self.switches.is("num_edit_type", "text");
                let number: Value = if as_text { edits.to_string().into() } else { edits.into() };
                let told = json!({"message_edit": {"mid": mid, "text": text, "num_edit": number}});
                self.tell_of(thread, "message_edit", false, at_ms, told);
                Ok(None)
            }
            EventKind::Unsend { mid } => {
                let inbound = self.threads[thread].message(&mid).is_some_and(Message::inbound);
                self.unsend(thread, &mid)?;
                if inbound || self.switches.is("unsend_webhook", "both_sides") {
                    let mut told = json!({"message": {"mid": mid, "is_deleted": true}});
                    if !inbound {
                        told["message"]["is_echo"] = true.into();
                    }
                    self.tell_of(thread, "messages", !inbound, at_ms, told);
                }
                Ok(None)
            }
            EventKind::Seen => {
                if let Some(mid) = self.latest_of_business(thread) {
                    self.tell_of(thread, "messaging_seen", false, at_ms, json!({"read": {"mid": &*mid}}));
                }
                let thread = &mut self.threads[thread];
                thread.seen_by_person_ms = thread.seen_by_person_ms.max(at_ms);
                Ok(None)
            }
            other => match self.around(thread, at_ms, other)? {
                None => Ok(None),
                Some(content) => Ok(Some(self.say(thread, at_ms, content))),
            },
        }
    }

    pub(super) fn change(
        &mut self,
        thread: usize,
        mid: &str,
        with: impl FnOnce(&mut Message),
    ) -> Result<Option<Arc<str>>, EventError> {
        let message =
            self.threads[thread].message_mut(mid).ok_or_else(|| EventError::Message(mid.to_owned()))?;
        with(message);
        Ok(None)
    }

    fn unsend(&mut self, thread: usize, mid: &str) -> Result<Option<Arc<str>>, EventError> {
        let mut media = Vec::new();
        self.change(thread, mid, |m| {
            for attachment in m.attachments.drain(..) {
                if let Attachment::Image { media: found, .. }
                | Attachment::Video { media: found }
                | Attachment::Audio { media: found }
                | Attachment::File { media: found, .. } = attachment
                {
                    media.push(found);
                }
            }
            media.extend(m.story.take().map(|s| s.media));
            m.text = None;
            m.reactions.clear();
            m.unsent = true;
        })?;
        self.dead_media.extend(media.into_iter().filter_map(|m| match m {
            Media::Made(id) => Some(id),
            Media::At(_) => None,
        }));
        Ok(None)
    }

    /// Makes the message of a content event.
    fn say(&mut self, thread: usize, at_ms: i64, kind: EventKind) -> Arc<str> {
        let origin =
            if matches!(kind, EventKind::PhoneReply { .. }) { Origin::Phone } else { Origin::Person };
        let mid = self.mint_mid(thread, at_ms);
        let mut message = Message::new(Arc::clone(&mid), at_ms, origin);
        match kind {
            EventKind::Text { text, reply_to } => {
                message.text = Some(text);
                message.reply_to = reply_to.map(Into::into);
            }
            EventKind::PhoneReply { text } => message.text = Some(text),
            EventKind::Image { url, text, count } => {
                for _ in 0..count.unwrap_or(1).clamp(1, 10) {
                    let media = self.media("i", url.clone());
                    message.attachments.push(Attachment::Image { media, sticker: false });
                }
                message.text = text;
            }
            EventKind::Gif { url } => {
                let media = self.media("i", url);
                message.attachments.push(Attachment::Image { media, sticker: false });
            }
            EventKind::Sticker { url } => {
                let media = self.media("k", url);
                message.attachments.push(Attachment::Image { media, sticker: true });
            }
            EventKind::Video { url, text } => {
                let media = self.media("v", url);
                message.attachments.push(Attachment::Video { media });
                message.text = text;
            }
            EventKind::Audio { url } => {
                let media = self.media("u", url);
                message.attachments.push(Attachment::Audio { media });
            }
            EventKind::File { url, name } => {
                let media = self.media("f", url);
                let name = name.unwrap_or_else(|| "document.pdf".to_owned());
                message.attachments.push(Attachment::File { media, name });
            }
            EventKind::Share { link, text } => {
                let link = self.permalink("p", link);
                message.attachments.push(Attachment::Share { link, name: None });
                message.text = text;
            }
            EventKind::IgPost { link, title, text } => {
                let link = self.permalink("p", link);
                message.attachments.push(Attachment::Post { kind: PostKind::Post, link, name: title });
                message.text = text;
            }
            EventKind::IgReel { link, title, text } => {
                let link = self.permalink("reel", link);
                message.attachments.push(Attachment::Post { kind: PostKind::Reel, link, name: title });
                message.text = text;
            }
            EventKind::StoryMention { url, text, expires_in_s } => {
                let ends = at_ms + expires_in_s.map_or(STORY_LIFE_MS, |s| s.saturating_mul(1000));
                message.story = Some(self.story(StoryRole::Mention, url, ends));
                message.text = text;
            }
            EventKind::StoryReply { text, url, story_age_s } => {
                let ends = at_ms - story_age_s.unwrap_or(3_600).saturating_mul(1000) + STORY_LIFE_MS;
                message.story = Some(self.story(StoryRole::Reply, url, ends));
                message.text = Some(text);
            }
            EventKind::Unsupported { text } => {
                message.unsupported = true;
                message.text = text;
            }
            rarer => self.fill(&mut message, rarer),
        }
        self.insert(thread, message);
        mid
    }

    /// Media of a kind (see `cdn.rs` for the letters) unless an address is given.
    pub(crate) fn media(&mut self, kind: &str, url: Option<String>) -> Media {
        url.map_or_else(|| Media::Made(format!("{kind}_{:016x}", self.dice.next())), Media::At)
    }

    fn story(&mut self, role: StoryRole, url: Option<String>, ends_ms: i64) -> Story {
        let id = format!("178{}", self.dice.digits(14));
        let media = url.map_or_else(
            || Media::Made(format!("s_{:016x}_{}", self.dice.next(), ends_ms / 1000)),
            Media::At,
        );
        let link_sticker = (role == StoryRole::Reply && self.switches.is("link_sticker", "present"))
            .then(|| "https://example.com/autumn".to_owned());
        Story { role, media, id, link_sticker }
    }

    pub(super) fn permalink(&mut self, kind: &str, link: Option<String>) -> String {
        link.unwrap_or_else(|| format!("https://www.instagram.com/{kind}/C{:010x}/", self.dice.next() >> 24))
    }
}
