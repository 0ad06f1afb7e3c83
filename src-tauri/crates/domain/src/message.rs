//! Messages: what one carries, who wrote it, and what it counts for.

mod kind;

pub use kind::{Counts, MessageKind, kind};

use serde::{Deserialize, Serialize};

use crate::ids::Mid;
use crate::time::Timestamp;

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the person to the handle.
    In,
    /// From the handle to the person.
    Out,
}

/// Where a message was written. Ordered: a join keeps the more telling one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// By the person; the only origin of inbound messages.
    Person,
    /// By the brand, but not here: Instagram did not say where.
    Elsewhere,
    /// By the brand, in the Instagram app or Meta's own inbox.
    InstagramApp,
    /// By the brand, in another connected tool.
    OtherApp,
    /// By the brand, in this app.
    ThisApp,
}

/// What an attachment is, in Instagram's words (instagram-platform, section 6.6).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A picture; also GIFs.
    Image,
    /// A video.
    Video,
    /// A voice message or other sound.
    Audio,
    /// A file.
    File,
    /// A sticker, the heart included.
    Sticker,
    /// A shared post, whether Instagram called it `share` or `ig_post`.
    Post,
    /// A shared reel.
    Reel,
    /// The person mentioned the handle in their story.
    StoryMention,
    /// A shared story.
    Story,
    /// View-once media: Instagram gives nothing but the fact.
    Ephemeral,
    /// Media of a kind that Instagram does not name (`media`): shown as what it turns out to be.
    Media,
    /// A template: cards with buttons, or products.
    Template,
    /// An appointment that was booked.
    Appointment,
    /// A link with a title.
    Fallback,
    /// A kind that we do not know, as Instagram named it.
    Other(String),
}

/// One attachment: links and facts, never bytes (instagram-platform, section 8).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// The link to the media. A capability that expires: never logged, never opened by the UI directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The page at Instagram or elsewhere that it stands for (a permalink): opened in the browser, never fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Instagram's id of the shared post, reel, story or sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_id: Option<String>,
    /// A title or file name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The cards of a template, or its products, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
    /// The appointment, for [`AttachmentKind::Appointment`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Appointment>,
    /// Width in pixels, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

impl Attachment {
    /// An attachment of a kind, with its link if it has one.
    #[must_use]
    pub fn new(kind: AttachmentKind, url: Option<String>) -> Self {
        Self {
            kind,
            url,
            link: None,
            media_id: None,
            title: None,
            cards: Vec::new(),
            appointment: None,
            width: None,
            height: None,
        }
    }
}

/// A card of a template, or a product.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Card {
    /// Its heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The line below the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// The link to its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// The words on its buttons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<String>,
}

/// An appointment (`appointment_booking`).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Appointment {
    /// How it stands, in Instagram's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_at: Option<Timestamp>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// The name of its time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// What a message carries besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Body {
    /// Pictures, videos, shares and so on, in Instagram's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The story of ours that the message replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story_reply: Option<StoryReply>,
    /// The message that this one replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Mid>,
    /// The button or ice breaker that the person pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postback: Option<Postback>,
    /// The payload of the quick reply that the person chose; its words are the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quick_reply: Option<String>,
    /// What led the person here: an ad, a product of the shop, a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// The handle wrote to itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_self: bool,
    /// Instagram says that its API does not show this message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsupported: bool,
    /// Instagram named the message but refused its details: it is not among the newest 20 of its conversation
    /// (9000001). Not an unsend.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub details_unavailable: bool,
}

impl Body {
    /// How much the body shows; a join keeps the fuller one. Details beat "unavailable", and something beats nothing. Of
    /// two names for one thing the more telling is the fuller: a share without a page is anything (the Conversations API
    /// lists link cards so), and a webhook may call a sticker a picture, our own heart included (instagram-platform,
    /// sections 3 and 6.6). So is a reply to a story with its link sticker, which only webhooks tell. Of two that tell as
    /// much, the one that shows more of it: media with their addresses, all cards of a template.
    ///
    /// What is true of the message whatever it shows (what it replies to, button, referral) counts for nothing here:
    /// a join keeps that from either.
    #[must_use]
    pub fn fullness(&self) -> u32 {
        if self.details_unavailable {
            return 0;
        }
        let attachments = || self.attachments.iter();
        let story = self.story_reply.as_ref().map(|story| if story.link.is_some() { STICKER } else { NAMED });
        let telling = attachments().map(Attachment::telling).chain(story).max();
        let bare = u32::from(self.unsupported);
        // Each of the parts has room for what Instagram sends many times over.
        let part = |count: usize| u32::try_from(count).map_or(PART - 1, |count| count.min(PART - 1));
        let shown = part(attachments().filter(|attachment| attachment.has_address()).count());
        let on_cards = part(attachments().flat_map(|attachment| &attachment.cards).map(Card::tells).sum());
        1 + (telling.unwrap_or(bare) * PART + shown) * PART + on_cards
    }
}

/// How many of a kind the fullness of a body tells apart.
const PART: u32 = 1_000;
/// How much the name of most things tells of them.
const NAMED: u32 = 5;
/// The same of a sticker, which others call a picture.
const STICKER: u32 = 6;

impl Attachment {
    /// How much its name tells of what it is.
    fn telling(&self) -> u32 {
        match self.kind {
            AttachmentKind::Post if self.link.is_none() => 2,
            AttachmentKind::Other(_) => 3,
            AttachmentKind::Image
            | AttachmentKind::Video
            | AttachmentKind::Audio
            | AttachmentKind::File
            | AttachmentKind::Media
                if !self.has_address() =>
            {
                4
            }
            AttachmentKind::Sticker => STICKER,
            _ => NAMED,
        }
    }

    fn has_address(&self) -> bool {
        self.url.is_some() || self.link.is_some()
    }
}

impl Card {
    /// How many things it says. Of its picture that there is one: its link goes with time.
    fn tells(&self) -> usize {
        let said = [self.title.is_some(), self.subtitle.is_some(), self.picture.is_some()];
        said.into_iter().filter(|said| *said).count() + self.buttons.len()
    }
}

/// A button that the person pressed: of a template, the menu or an ice breaker.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Postback {
    /// The words on the button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the button stands for, as whoever made it wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
}

/// Where a person came from (instagram-platform, section 6.6 "Ad referral", "Shop product", "ig.me").
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Referral {
    /// What kind of place.
    pub source: ReferralSource,
    /// The `ref` that the maker of the link or ad gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The ad's or product's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The ad's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The link to the ad's picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// The kinds of places that a person can come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralSource {
    /// An ad.
    Ad,
    /// A product in the shop.
    Product,
    /// An `ig.me` link.
    Link,
    /// A source that we do not know.
    #[default]
    Other,
}

/// A reply to a story of ours.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StoryReply {
    /// The link to the story's media; gone when the story is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The story's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where the story's link sticker led.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(kind: AttachmentKind) -> Body {
        Body { attachments: vec![Attachment::new(kind, None)], ..Body::default() }
    }

    fn pictures(count: usize) -> Body {
        let picture = Attachment::new(AttachmentKind::Image, Some("https://i".into()));
        Body { attachments: vec![picture; count], ..Body::default() }
    }

    #[test]
    fn fuller_bodies_win() {
        let unavailable = Body { details_unavailable: true, ..Body::default() };
        let unsupported = Body { unsupported: true, ..Body::default() };
        let order = [
            unavailable,
            Body::default(),
            unsupported,
            with(AttachmentKind::Post),
            with(AttachmentKind::Other("attachment".into())),
            with(AttachmentKind::Image),
            with(AttachmentKind::Fallback),
            pictures(1),
            pictures(2),
            with(AttachmentKind::Sticker),
        ];
        assert!(order.windows(2).all(|pair| pair[0].fullness() < pair[1].fullness()));
    }

    #[test]
    fn all_cards_of_a_template_are_more_than_one_of_them() {
        let card = || Card { title: Some("Serum".into()), ..Card::default() };
        let full = || Card { buttons: vec!["Buy".into()], ..card() };
        let template = |cards| Body {
            attachments: vec![Attachment { cards, ..Attachment::new(AttachmentKind::Template, None) }],
            ..Body::default()
        };
        let order = [
            template(vec![]),
            template(vec![card()]),
            template(vec![full()]),
            template(vec![full(), card()]),
        ];
        assert!(order.windows(2).all(|pair| pair[0].fullness() < pair[1].fullness()));
        // However many there are, they are no sticker.
        let many = template(vec![full(); 2_000]);
        assert!(many.fullness() < with(AttachmentKind::Sticker).fullness());
    }
}
