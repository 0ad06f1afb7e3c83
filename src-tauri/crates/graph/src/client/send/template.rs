//! Quick replies and templates, within Instagram's limits by construction (instagram-platform, section 4).

use serde_json::{Value, json};
use url::Url;

/// Quick replies in one message.
const QUICK_REPLIES: usize = 13;
/// Characters of a quick reply's title; Instagram cuts longer ones, so they are refused here.
const QUICK_REPLY_TITLE: usize = 20;
/// Cards in one message.
const ELEMENTS: usize = 10;
/// Characters of a card's title and subtitle.
const ELEMENT_TEXT: usize = 80;
/// Buttons of a card or of a button template.
const BUTTONS: usize = 3;
/// Characters above the buttons.
const BUTTON_TEXT: usize = 640;

/// Something is empty, too long or too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {found} where {min} to {max} go")]
pub struct OverLimit {
    /// What.
    pub what: &'static str,
    /// How many there are.
    pub found: usize,
    /// At least.
    pub min: usize,
    /// At most.
    pub max: usize,
}

fn within(what: &'static str, found: usize, min: usize, max: usize) -> Result<(), OverLimit> {
    if (min..=max).contains(&found) { Ok(()) } else { Err(OverLimit { what, found, min, max }) }
}

fn characters(what: &'static str, text: &str, max: usize) -> Result<(), OverLimit> {
    within(what, text.chars().count(), 1, max)
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuickReply {
    /// Words, with what they stand for.
    Text {
        /// The words, 1 to 20 characters.
        title: String,
        /// Comes back when they are chosen.
        payload: String,
    },
    /// The person's telephone number, if they gave it to Instagram.
    PhoneNumber,
    /// The person's mail address, if they gave it to Instagram.
    Email,
}

/// One to thirteen answers to choose from. Shown on phones only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickReplies(Vec<QuickReply>);

impl QuickReplies {
    /// Checks the answers.
    ///
    /// # Errors
    /// Where there are none or too many, or a title is empty or too long.
    pub fn new(replies: Vec<QuickReply>) -> Result<Self, OverLimit> {
        within("quick replies", replies.len(), 1, QUICK_REPLIES)?;
        for reply in &replies {
            if let QuickReply::Text { title, .. } = reply {
                characters("quick reply title", title, QUICK_REPLY_TITLE)?;
            }
        }
        Ok(Self(replies))
    }

    pub(super) fn json(&self) -> Value {
        let one = |reply: &QuickReply| match reply {
            QuickReply::Text { title, payload } => {
                json!({"content_type": "text", "title": title, "payload": payload})
            }
            QuickReply::PhoneNumber => json!({"content_type": "user_phone_number"}),
            QuickReply::Email => json!({"content_type": "user_email"}),
        };
        self.0.iter().map(one).collect()
    }
}

/// A button of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Button {
    /// Opens a page.
    Web {
        /// The words on it.
        title: String,
        /// Where it leads.
        url: Url,
    },
    /// Comes back as a postback.
    Postback {
        /// The words on it.
        title: String,
        /// What comes back.
        payload: String,
    },
}

impl Button {
    fn json(&self) -> Value {
        match self {
            Self::Web { title, url } => json!({"type": "web_url", "title": title, "url": url.as_str()}),
            Self::Postback { title, payload } => {
                json!({"type": "postback", "title": title, "payload": payload})
            }
        }
    }
}

/// A card: a title and at least one thing more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// The title, 1 to 80 characters.
    pub title: String,
    /// The line below it, 1 to 80 characters.
    pub subtitle: Option<String>,
    /// The picture.
    pub picture: Option<Url>,
    /// Where a press on the card leads.
    pub link: Option<Url>,
    /// At most three.
    pub buttons: Vec<Button>,
}

impl Element {
    fn check(&self) -> Result<(), OverLimit> {
        characters("card title", &self.title, ELEMENT_TEXT)?;
        if let Some(subtitle) = &self.subtitle {
            characters("card subtitle", subtitle, ELEMENT_TEXT)?;
        }
        within("card buttons", self.buttons.len(), 0, BUTTONS)?;
        let more = usize::from(self.subtitle.is_some())
            + usize::from(self.picture.is_some())
            + usize::from(self.link.is_some())
            + self.buttons.len();
        within("card parts besides the title", more, 1, usize::MAX)
    }

    fn json(&self) -> Value {
        let mut card = json!({"title": self.title});
        if let Some(subtitle) = &self.subtitle {
            card["subtitle"] = subtitle.as_str().into();
        }
        if let Some(picture) = &self.picture {
            card["image_url"] = picture.as_str().into();
        }
        if let Some(link) = &self.link {
            card["default_action"] = json!({"type": "web_url", "url": link.as_str()});
        }
        if !self.buttons.is_empty() {
            card["buttons"] = self.buttons.iter().map(Button::json).collect();
        }
        card
    }
}

/// One to ten cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenericTemplate(Vec<Element>);

impl GenericTemplate {
    /// Checks the cards.
    ///
    /// # Errors
    /// Where there are none or too many, or one of them is over a limit or has a title alone.
    pub fn new(cards: Vec<Element>) -> Result<Self, OverLimit> {
        within("cards", cards.len(), 1, ELEMENTS)?;
        cards.iter().try_for_each(Element::check)?;
        Ok(Self(cards))
    }

    pub(super) fn json(&self) -> Value {
        let cards: Vec<Value> = self.0.iter().map(Element::json).collect();
        json!({"template_type": "generic", "elements": cards})
    }
}

/// A text with one to three buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ButtonTemplate {
    text: String,
    buttons: Vec<Button>,
}

impl ButtonTemplate {
    /// Checks text and buttons.
    ///
    /// # Errors
    /// Where the text is empty or longer than 640 characters, or the buttons are none or more than three.
    pub fn new(text: impl Into<String>, buttons: Vec<Button>) -> Result<Self, OverLimit> {
        let text = text.into();
        characters("button template text", &text, BUTTON_TEXT)?;
        within("buttons", buttons.len(), 1, BUTTONS)?;
        Ok(Self { text, buttons })
    }

    pub(super) fn json(&self) -> Value {
        let buttons: Vec<Value> = self.buttons.iter().map(Button::json).collect();
        json!({"template_type": "button", "text": self.text, "buttons": buttons})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(title: &str) -> QuickReply {
        QuickReply::Text { title: title.into(), payload: "p".into() }
    }

    fn button() -> Button {
        Button::Postback { title: "More".into(), payload: "MORE".into() }
    }

    fn card() -> Element {
        Element { title: "Cup".into(), subtitle: Some("Blue".into()), ..Element::default() }
    }

    #[test]
    fn limits_of_quick_replies() {
        assert!(QuickReplies::new(vec![reply("Yes"); 13]).is_ok());
        assert!(QuickReplies::new(vec![reply("Yes"); 14]).is_err());
        assert!(QuickReplies::new(Vec::new()).is_err());
        assert!(QuickReplies::new(vec![reply(&"ü".repeat(20))]).is_ok());
        assert!(QuickReplies::new(vec![reply(&"ü".repeat(21))]).is_err());
        assert!(QuickReplies::new(vec![QuickReply::Email, QuickReply::PhoneNumber]).is_ok());
    }

    #[test]
    fn limits_of_cards() {
        assert!(GenericTemplate::new(vec![card(); 10]).is_ok());
        assert!(GenericTemplate::new(vec![card(); 11]).is_err());
        assert!(GenericTemplate::new(Vec::new()).is_err());
        let bare = Element { title: "Cup".into(), ..Element::default() };
        assert_eq!(
            GenericTemplate::new(vec![bare.clone()]).map_err(|over| over.found),
            Err(0),
            "a title alone"
        );
        assert!(GenericTemplate::new(vec![Element { buttons: vec![button(); 3], ..bare.clone() }]).is_ok());
        assert!(GenericTemplate::new(vec![Element { buttons: vec![button(); 4], ..bare }]).is_err());
        assert!(GenericTemplate::new(vec![Element { title: "t".repeat(81), ..card() }]).is_err());
        assert!(GenericTemplate::new(vec![Element { subtitle: Some("s".repeat(81)), ..card() }]).is_err());
    }

    #[test]
    fn limits_of_buttons() {
        assert!(ButtonTemplate::new("t".repeat(640), vec![button(); 3]).is_ok());
        assert!(ButtonTemplate::new("t".repeat(641), vec![button()]).is_err());
        assert!(ButtonTemplate::new("t", Vec::new()).is_err());
        assert!(ButtonTemplate::new("t", vec![button(); 4]).is_err());
        assert!(ButtonTemplate::new("", vec![button()]).is_err());
    }
}
