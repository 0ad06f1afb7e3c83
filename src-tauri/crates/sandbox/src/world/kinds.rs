//! The rarer kinds of messages (reference, section 6.6).

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::event::{EventKind, Raw};
use super::{Attachment, Media, Message, Origin, PostKind, World};

impl World {
    /// Fills a message of one of the rarer kinds; the message as it is for any other.
    pub(super) fn fill(&mut self, message: &mut Message, kind: EventKind) {
        let at_s = message.at_ms / 1000;
        match kind {
            EventKind::Reel { link, title } => {
                let link = self.permalink("reel", link);
                message.attachments.push(Attachment::Post { kind: PostKind::LegacyReel, link, name: title });
            }
            EventKind::SharedStory { url } => {
                let url = self.made_url("s", url, message.at_ms);
                let id = format!("178{}", self.dice.digits(14));
                // No `url`: the reference, section 6.6 [F:F2].
                message
                    .attachments
                    .push(other("ig_story", json!({"story_media_id": id, "story_media_url": url})));
            }
            EventKind::Media { url } => {
                let url = self.made_url("i", url, message.at_ms);
                message.attachments.push(other("media", json!({ "url": url })));
            }
            EventKind::Ephemeral => {
                message.attachments.push(Attachment::Other { kind: "ephemeral".to_owned(), payload: None });
            }
            EventKind::Template { payload } => {
                let payload = payload.unwrap_or_else(|| self.product());
                message.attachments.push(other("template", payload));
            }
            EventKind::Fallback { url, title } => {
                let payload = url.map(|url| json!({"url": url, "title": title.unwrap_or_default()}));
                message.attachments.push(Attachment::Other { kind: "fallback".to_owned(), payload });
            }
            EventKind::Appointment { status, in_s, zone } => {
                let start = at_s + in_s.unwrap_or(48 * 3_600);
                let payload = json!({
                    "booking_id": self.dice.digits(12), "status": status.unwrap_or_else(|| "CONFIRMED".to_owned()),
                    "start_time": start, "end_time": start + 1_800,
                    "timezone": zone.unwrap_or_else(|| "Europe/Berlin".to_owned()),
                });
                message.attachments.push(other("appointment_booking", payload));
            }
            EventKind::UnsupportedType { url } => {
                let payload = url.map(|url| json!({ "url": url }));
                message.attachments.push(Attachment::Other { kind: "unsupported_type".to_owned(), payload });
            }
            EventKind::Attached { attachments, text } => {
                for Raw { kind, payload } in attachments {
                    let attachment = self.known_or_other(kind, payload);
                    message.attachments.push(attachment);
                }
                message.text = text;
            }
            EventKind::QuickReply { text, payload } => {
                message.text = Some(text);
                message.quick_reply = Some(payload);
            }
            EventKind::Referred { text, referral } => {
                message.text = Some(text);
                message.referral = Some(referral.unwrap_or_else(|| self.advert()));
            }
            EventKind::Postback { title, payload, referral } => {
                message.text = Some(title);
                message.postback = Some(payload);
                message.referral = referral;
            }
            EventKind::AppReply { text, app_id } => {
                message.text = Some(text);
                message.origin = Origin::Api;
                message.other_app = Some(app_id.unwrap_or_else(|| "912345678900001".to_owned()));
            }
            EventKind::SelfMessage { text } => {
                message.text = Some(text);
                message.origin = Origin::Phone;
                message.to_self = true;
            }
            _ => {}
        }
    }

    /// The mid that stands in a `read`: the business's latest message.
    pub(super) fn latest_of_business(&self, thread: usize) -> Option<Arc<str>> {
        self.threads[thread].messages.iter().rev().find(|m| !m.inbound()).map(|m| Arc::clone(&m.mid))
    }

    fn known_or_other(&mut self, kind: String, payload: Option<Value>) -> Attachment {
        let url = payload.as_ref().and_then(|p| p["url"].as_str()).map(str::to_owned);
        let plain =
            payload.as_ref().is_none_or(|p| p.as_object().is_none_or(|p| p.keys().all(|k| k == "url")));
        match kind.as_str() {
            "image" if plain => Attachment::Image { media: self.media("i", url), sticker: false },
            "video" if plain => Attachment::Video { media: self.media("v", url) },
            "audio" if plain => Attachment::Audio { media: self.media("u", url) },
            "file" if plain => {
                Attachment::File { media: self.media("f", url), name: "document.pdf".to_owned() }
            }
            _ => Attachment::Other { kind, payload },
        }
    }

    fn made_url(&mut self, kind: &str, url: Option<String>, at_ms: i64) -> String {
        url.unwrap_or_else(|| {
            let media = if kind == "s" {
                Media::Made(format!("s_{:016x}_{}", self.dice.next(), at_ms / 1000 + 20 * 3_600))
            } else {
                self.media(kind, None)
            };
            self.media_url(&media)
        })
    }

    /// A product of the shop.
    fn product(&mut self) -> Value {
        let image_url = self.made_url("i", None, 0);
        json!({"product": {"elements": [{
            "id": self.dice.digits(16), "retailer_id": format!("SKU-{}", self.dice.digits(5)),
            "image_url": image_url, "title": "Night Serum", "subtitle": "€38.00",
        }]}})
    }

    /// The referral of an advert.
    fn advert(&mut self) -> Value {
        let photo_url = self.made_url("i", None, 0);
        let id = self.dice.digits(16);
        let number = id.trim_start_matches('0').parse::<u64>().unwrap_or(1);
        let as_number = self.switches.is("ad_id_type", "number");
        let ad_id: Value = if as_number { number.into() } else { id.into() };
        json!({
            "ref": "autumn", "ad_id": ad_id, "source": "ADS", "type": "OPEN_THREAD",
            "ads_context_data": {"ad_title": "The autumn set", "photo_url": photo_url},
        })
    }

    /// An app's id, in quotes or without (reference, section 6.6 "Handover").
    pub(super) fn app_id(&self, id: &str) -> Value {
        match id.parse::<u64>() {
            Ok(number) if self.switches.is("handover_app_ids", "number") => number.into(),
            _ => id.into(),
        }
    }

    /// The value of a `comments` change.
    pub(super) fn comment_value(
        &mut self,
        thread: usize,
        id: &str,
        text: &str,
        parent: Option<&str>,
        by_self: bool,
    ) -> Value {
        let media_id = format!("180{}", self.dice.digits(14));
        let person = self.person(thread);
        let mut value = Map::new();
        let mut from = json!({"id": person.igsid, "username": person.username});
        if by_self {
            from["self_ig_scoped_id"] = person.igsid.clone().into();
        }
        value.insert("from".to_owned(), from);
        value.insert(self.switches.get("comment_id_key").to_owned(), id.into());
        value.insert("text".to_owned(), text.into());
        value.insert("media".to_owned(), json!({"id": media_id, "media_product_type": "FEED"}));
        if let Some(parent) = parent {
            value.insert("parent_id".to_owned(), parent.into());
        }
        value.into()
    }
}

fn other(kind: &str, payload: Value) -> Attachment {
    Attachment::Other { kind: kind.to_owned(), payload: Some(payload) }
}
