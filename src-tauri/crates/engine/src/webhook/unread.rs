//! Items of a webhook body that could not be understood (requirements, R59). Where they name a person, they are a row
//! in the thread with that person; in every case they are listed, with what they carry but without its links.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::ids::{Igsid, Mid};
use domain::message::{Attachment, AttachmentKind, Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage};
use domain::time::{SentAt, Timestamp};
use serde_json::Value;
use store::undelivered::{Because, Undelivered};

/// An item that could not be understood.
pub(super) struct Item {
    pub(super) at: Timestamp,
    pub(super) field: Option<String>,
    /// Who wrote it, where it may be a message.
    pub(super) person: Option<Igsid>,
    pub(super) raw: String,
}

impl Item {
    /// The item as a message of the person: shown as unsupported, with Instagram's name for it. Whatever else is told of
    /// the message, by a read for instance, takes its place.
    pub(super) fn row(&self) -> Option<Observation> {
        let kind = self.field.clone().unwrap_or_default();
        let attachments = vec![Attachment::new(AttachmentKind::Other(kind), None)];
        Some(Observation::Message(ObservedMessage {
            person: self.person.clone()?,
            mid: Mid(self.key()),
            direction: Direction::In,
            origin: Origin::Person,
            sent_at: SentAt::exact(self.at.0),
            as_of: self.at,
            text: None,
            body: Body { attachments, unsupported: true, details_unavailable: true, ..Body::default() },
            reactions: None,
        }))
    }

    /// The item in the list of what found no place.
    pub(super) fn undelivered(&self) -> Undelivered {
        let names_message = self.mid().is_some();
        let why =
            if self.person.is_none() && names_message { Because::NoPerson } else { Because::Unreadable };
        self.listed(why, self.key())
    }

    /// The same, of an item that says something of a message which is there: reading that message settles nothing.
    pub(super) fn about_known(&self) -> Undelivered {
        self.listed(Because::Unreadable, self.own_key())
    }

    fn listed(&self, why: Because, key: String) -> Undelivered {
        let raw = self.parsed().map(|raw| without_links(raw).to_string());
        Undelivered { at: self.at, why, key, field: self.field.clone(), raw }
    }

    /// The message's id where there is one: if it can be read after all, both are the same row. Else what is the same
    /// whenever the item is delivered again.
    fn key(&self) -> String {
        self.mid().map_or_else(|| self.own_key(), |mid| mid.0)
    }

    fn own_key(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (&self.person, &self.raw).hash(&mut hasher);
        Mid::unread(self.at.0, hasher.finish()).0
    }

    /// The message that the item names as its own, not one that it quotes.
    pub(super) fn mid(&self) -> Option<Mid> {
        let parsed = self.parsed()?;
        let said = parsed.as_object()?.values().filter_map(|value| value.get("mid")?.as_str());
        // Of one without an end only the beginning was kept, which is another.
        let whole = |mid: &&str| !mid.is_empty() && !mid.ends_with('…');
        said.map(str::trim).filter(whole).map(Mid::from).next()
    }

    fn parsed(&self) -> Option<Value> {
        serde_json::from_str(&self.raw).ok()
    }
}

/// Whether a message's body is one of [`Item::row`].
pub(super) fn is_placeholder(body: &Body) -> bool {
    body.unsupported && body.details_unavailable
}

/// Links are capabilities, and media is never kept: an ellipsis stands for each.
fn without_links(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains("://") => Value::from("…"),
        Value::Array(items) => items.into_iter().map(without_links).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, without_links(value))).collect()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(person: Option<&str>, raw: &str) -> Item {
        let (person, raw) = (person.map(Igsid::from), raw.to_owned());
        Item { at: Timestamp(1_790_000_000_000), field: Some("hologram".into()), person, raw }
    }

    #[test]
    fn links_are_not_kept_and_words_are() {
        let raw = r#"{"hologram":{"text":"hello","deep":[{"url":"https://cdn.example/x?sig=1"}]}}"#;
        let kept = item(None, raw).undelivered().raw.expect("kept");
        assert!(kept.contains("hello") && !kept.contains("cdn.example"), "{kept}");
        assert_eq!(item(None, "{\"cut").undelivered().raw, None, "half an item may end within a link");
    }

    #[test]
    fn the_same_item_has_the_same_key_and_another_one_has_not() {
        let key = |raw| item(Some("7"), raw).undelivered().key;
        assert_eq!(key(r#"{"hologram":{"a":1}}"#), key(r#"{"hologram":{"a":1}}"#));
        assert_ne!(key(r#"{"hologram":{"a":1}}"#), key(r#"{"hologram":{"a":2}}"#));
        assert_eq!(key(r#"{"hologram":{"mid":"m1"}}"#), "m1");
        let is_ours = |raw| Mid(key(raw)).is_ours();
        assert!(is_ours(r#"{"hologram":{"mid":"m…"}}"#), "its end is not known");
        assert!(is_ours(r#"{"hologram":{"mid":" "}}"#), "others can have none either");
        assert!(is_ours(r#"{"hologram":{"reply_to":{"mid":"m1"}}}"#), "m1 is only quoted");
    }

    #[test]
    fn who_is_named_decides_where_it_is_seen() {
        let of_nobody = item(None, r#"{"message":{"mid":"m1"}}"#);
        assert_eq!((of_nobody.row(), of_nobody.undelivered().why), (None, Because::NoPerson));
        let nothing = item(None, r#"{"a":1}"#);
        assert_eq!((nothing.row(), nothing.undelivered().why), (None, Because::Unreadable));
        let Some(Observation::Message(row)) = item(Some("7"), r#"{"hologram":{}}"#).row() else {
            panic!("a row");
        };
        assert_eq!((row.person.as_str(), row.body.unsupported), ("7", true));
    }
}
