//! What happens around messages: reactions, who owns a thread, who is in it, comments (reference, section 6.6).

use serde_json::{Value, json};

use super::{Attachment, EventError, EventKind, Media, World};
use crate::oauth::Comment;
use crate::webhook::{Form, News};

/// Names of reactions besides `other` (reference, section 6.6 "Reaction").
const NAMES: &[(&str, &str)] = &[
    ("❤", "love"),
    ("😍", "love"),
    ("😮", "wow"),
    ("😢", "sad"),
    ("😡", "angry"),
    ("👍", "like"),
    ("😆", "laugh"),
];

impl World {
    /// Tells of a reaction that came or, without an emoji, went.
    pub(super) fn tell_reaction(
        &mut self,
        thread: usize,
        mid: &str,
        by_person: bool,
        emoji: Option<&str>,
        at_ms: i64,
    ) {
        let shown = match emoji {
            None => json!({"mid": mid, "action": "unreact"}),
            Some(emoji) => {
                let known = NAMES.iter().find(|(start, _)| emoji.starts_with(start));
                json!({
                    "mid": mid, "action": "react", "emoji": emoji,
                    "reaction": known.map_or("other", |(_, name)| name),
                })
            }
        };
        self.tell_of(thread, "message_reactions", !by_person, at_ms, json!({ "reaction": shown }));
    }

    /// Lets happen what is no message; gives back what is one.
    pub(super) fn around(
        &mut self,
        thread: usize,
        at_ms: i64,
        kind: EventKind,
    ) -> Result<Option<EventKind>, EventError> {
        let handle = self.threads[thread].handle;
        match kind {
            EventKind::Referral { r#ref } => {
                let told = json!({"referral": {"ref": r#ref, "source": "SHORTLINKS", "type": "OPEN_THREAD"}});
                self.tell_of(thread, "messaging_referral", false, at_ms, told);
                if self.switches.is("referral_opens_window", "yes") {
                    self.threads[thread].open_window(at_ms);
                }
            }
            EventKind::Group { others } => {
                self.threads[thread].others = others;
            }
            EventKind::Nobody => self.threads[thread].nobody = true,
            EventKind::MediaGone { mid } => {
                let gone = self.media_of(thread, &mid)?;
                self.dead_media.extend(gone);
            }
            EventKind::MediaExpired { mid } => {
                for media in self.media_of(thread, &mid)? {
                    *self.expired_media.entry(media).or_default() += 1;
                }
            }
            EventKind::PassThread { app_id } => self.hand_over(thread, at_ms, "pass_thread_control", app_id),
            EventKind::TakeThread { app_id } => self.hand_over(thread, at_ms, "take_thread_control", app_id),
            EventKind::RequestThread { app_id } => {
                let id = self.app_id(&app_id);
                let told = json!({"request_thread_control": {"requested_owner_app_id": id, "metadata": ""}});
                self.tell_of(thread, "messaging_handover", false, at_ms, told);
            }
            EventKind::PolicyEnforcement { action, reason } => {
                let told =
                    json!({"policy_enforcement": {"action": action, "reason": reason.unwrap_or_default()}});
                self.tell_of(thread, "messaging_policy_enforcement", false, at_ms, told);
            }
            EventKind::Optin { optin } => {
                self.tell_of(thread, "messaging_optins", false, at_ms, json!({ "optin": optin }));
            }
            EventKind::Comment { text, parent, live, own } => {
                let person = self.threads[thread].person;
                let id = format!("179{}", self.dice.digits(14));
                let value = self.comment_value(thread, &id, &text, parent.as_deref(), own);
                let comment = Comment {
                    handle,
                    person,
                    at_ms,
                    live,
                    broadcast_over: false,
                    answered: false,
                    gone: false,
                };
                self.registry.comments.insert(id, comment);
                self.tell_change(handle, if live { "live_comments" } else { "comments" }, at_ms, value);
            }
            EventKind::Mention if self.page_of(handle).is_some() => {
                let value = json!({"media_id": format!("179{}", self.dice.digits(14))});
                self.tell_change(handle, "mentions", at_ms, value);
            }
            // With Instagram Login a mention is a comment (reference, section 6.6 "Mentions").
            EventKind::Mention => {
                let id = format!("179{}", self.dice.digits(14));
                let text = format!("@{}", self.handles[handle].username);
                let value = self.comment_value(thread, &id, &text, None, false);
                self.tell_change(handle, "comments", at_ms, value);
            }
            EventKind::Raw { field, event } => {
                let entry = self.entry_id(handle);
                let form = Form::Messaging { standby: false };
                self.announce(News { handle: Some(handle), entry, field, form, value: event, at_ms });
            }
            message => return Ok(Some(message)),
        }
        Ok(None)
    }

    fn hand_over(&mut self, thread: usize, at_ms: i64, how: &str, to: Option<String>) {
        let own = self.registry.app.id.clone();
        let before = self.threads[thread].owner_app.clone().unwrap_or_else(|| own.clone());
        let after = to.clone().unwrap_or(own);
        let (old, new): (Value, Value) = (self.app_id(&before), self.app_id(&after));
        let told = json!({how: {"previous_owner_app_id": old, "new_owner_app_id": new, "metadata": ""}});
        // The app that had the thread is told in `messaging`; what comes later stands in `standby`.
        self.threads[thread].owner_app = None;
        self.tell_of(thread, "messaging_handover", false, at_ms, told);
        self.threads[thread].owner_app = to;
    }

    /// The media of a message that are made here.
    fn media_of(&self, thread: usize, mid: &str) -> Result<Vec<String>, EventError> {
        let message = self.threads[thread].message(mid).ok_or_else(|| EventError::Message(mid.to_owned()))?;
        let attached = message.attachments.iter().filter_map(|attachment| match attachment {
            Attachment::Image { media, .. }
            | Attachment::Video { media }
            | Attachment::Audio { media }
            | Attachment::File { media, .. } => Some(media),
            _ => None,
        });
        Ok(attached
            .chain(message.story.as_ref().map(|story| &story.media))
            .filter_map(|media| match media {
                Media::Made(id) => Some(id.clone()),
                Media::At(_) => None,
            })
            .collect())
    }
}
