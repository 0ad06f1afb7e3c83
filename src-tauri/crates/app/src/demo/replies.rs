//! The saved replies of the demo: what "/" and the story desk offer from the first moment on.

use api::ApiError;
use api::request::SaveSavedReplyRequest;
use api::view::{SavedReplyDraft, SavedReplyScope, SavedReplyText};

use super::desk::BRANDS;
use crate::saved_replies;
use crate::space::Space;

/// Title, shortcut, tag, and texts by language.
type Reply = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Every variable that a person may lack has words for that case; an order's
/// number is nobody's, and is left to be filled in. Two thank, so that the story desk has a second turn.
const REPLIES: [Reply; 6] = [
    (
        "Thank you for the story",
        "story",
        "thanks",
        &[
            ("", "Thank you, {{first_name|truly}}! Your story made our day. 🧡"),
            ("de", "Danke dir, {{first_name|von Herzen}}! Deine Story hat uns den Tag verschönert. 🧡"),
        ],
    ),
    (
        "Thank you for the kind words",
        "kind",
        "thanks",
        &[("", "How lovely, {{first_name|thank you}}! We showed it to the whole team. 🧡")],
    ),
    (
        "Where is my order?",
        "order",
        "shipping",
        &[
            (
                "",
                "Hi {{first_name|there}}! I looked up order {{order number}} today, {{date}}: it is with the carrier, \
                 and the tracking link is in your email. {{agent|Your Luma team}}",
            ),
            (
                "de",
                "Hallo {{first_name|und danke fürs Warten}}! Ich habe Bestellung {{order number}} heute, am {{date}}, \
                 nachgesehen: Sie ist unterwegs, der Link zur Sendung steht in deiner E-Mail. {{agent|Dein Luma-Team}}",
            ),
        ],
    ),
    (
        "Returns and refunds",
        "return",
        "service",
        &[(
            "",
            "Hi {{first_name|there}}! You can send it back within 30 days, opened or not. The label is on its way to \
             your email; the money is back within five days of its arrival.",
        )],
    ),
    (
        "Arrived damaged",
        "damaged",
        "service",
        &[(
            "",
            "Oh no, {{first_name|we are so sorry}}! Please send a photo of it here, and a new one leaves today. \
             {{agent|Your Luma team}}",
        )],
    ),
    (
        "Which one suits my skin?",
        "skin",
        "product",
        &[(
            "",
            "Hi {{first_name|there}}! For dry skin we would begin with the balm at night, for oily skin with the light \
             gel. Which of the two are you, and is there anything that you do not tolerate?",
        )],
    ),
];

/// Keeps them. What is about skin is for the brand that makes something for it.
pub(super) async fn keep(space: &Space) -> Result<(), ApiError> {
    for (title, shortcut, tag, texts) in REPLIES {
        let scope = match tag {
            "product" => SavedReplyScope::Brand { brand: BRANDS[0].0.to_owned() },
            _ => SavedReplyScope::All,
        };
        let text = |(language, text): &(&str, &str)| SavedReplyText {
            language: (*language).to_owned(),
            text: (*text).to_owned(),
        };
        let draft = SavedReplyDraft {
            title: title.to_owned(),
            shortcut: Some(shortcut.to_owned()),
            scope,
            tags: vec![tag.to_owned()],
            texts: texts.iter().map(text).collect(),
        };
        saved_replies::save(space, SaveSavedReplyRequest { saved_reply: None, draft }).await?;
    }
    Ok(())
}
