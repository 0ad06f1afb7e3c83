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
pub(super) struct Item<'a> {
    pub(super) at: Timestamp,
    pub(super) field: Option<String>,
    pub(super) person: Option<Igsid>,
    pub(super) raw: &'a str,
}

impl Item<'_> {
    /// The item as a message of the person: shown as unsupported, with Instagram's name for it.
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
            body: Body { attachments, unsupported: true, ..Body::default() },
            reactions: None,
        }))
    }

    /// The item in the list of what found no place.
    pub(super) fn undelivered(&self) -> Undelivered {
        let names_message = self.mid().is_some();
        Undelivered {
            at: self.at,
            why: if self.person.is_none() && names_message { Because::NoPerson } else { Because::Unreadable },
            key: self.key(),
            field: self.field.clone(),
            raw: self.parsed().map(|raw| without_links(raw).to_string()),
        }
    }

    /// The message's id where there is one: if it can be read after all, both are the same row. Else what is the same
    /// whenever the item is delivered again.
    fn key(&self) -> String {
        self.mid().unwrap_or_else(|| {
            let mut hasher = DefaultHasher::new();
            self.raw.hash(&mut hasher);
            format!("unread:{}:{:016x}", self.at.0, hasher.finish())
        })
    }

    fn mid(&self) -> Option<String> {
        mid_in(&self.parsed()?)
    }

    fn parsed(&self) -> Option<Value> {
        serde_json::from_str(self.raw).ok()
    }
}

fn mid_in(value: &Value) -> Option<String> {
    let fields = value.as_object()?;
    let own = fields.get("mid").and_then(Value::as_str).filter(|mid| !mid.is_empty());
    own.map(str::to_owned).or_else(|| fields.values().find_map(mid_in))
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

    fn item<'a>(person: Option<&str>, raw: &'a str) -> Item<'a> {
        let person = person.map(Igsid::from);
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
