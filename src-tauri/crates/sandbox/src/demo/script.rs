//! Scripts: a conversation as a list of lines.
//!
//! `> text` the person writes, `< text` the business answers on the phone, `...` a day or more goes by.
//! `>[kind argument] text` for anything but text: image (with a count), gif, sticker, video, voice, file (with a
//! name), post, reel, share, mention, story, unsupported, and the rarer ones of `rare`.
//! `~react ❤️` the person reacts to the last answer, `~like ❤️` the business to the person's last message,
//! `~edit text` and `~unsend` change the person's last message, `~seen` the person reads.

use serde_json::json;

use crate::dice::Dice;
use crate::world::{EventKind, Raw, World};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Replaces `{product}` and the like.
pub(super) type Slots<'a> = &'a [(&'a str, String)];

/// Tells a conversation so that the person's last line falls on `end_ms`; never beyond `now_ms`.
pub(super) fn tell(
    world: &mut World,
    thread: usize,
    lines: &[String],
    slots: Slots<'_>,
    end_ms: i64,
    dice: &mut Dice,
) {
    let now = world.now_ms();
    let times = times(lines, dice);
    let anchor = lines
        .iter()
        .zip(&times)
        .filter(|(line, _)| line.starts_with('>'))
        .map(|(_, at)| *at)
        .max()
        .unwrap_or_default();
    let mut last_in: Option<String> = None;
    let mut last_out: Option<String> = None;
    for (line, offset) in lines.iter().zip(&times) {
        let text = fill_in(line, slots);
        let at = (end_ms + offset - anchor).min(now - SECOND);
        let Some(kind) = kind_of(&text, last_in.as_deref(), last_out.as_deref()) else {
            like(world, thread, &text, last_in.as_deref());
            continue;
        };
        match (world.happen_in(thread, at, kind), text.starts_with('<')) {
            (Ok(Some(mid)), true) => last_out = Some(mid.to_string()),
            (Ok(Some(mid)), false) => last_in = Some(mid.to_string()),
            (Ok(None), _) => {}
            (Err(error), _) => tracing::error!(%error, "a line of the demo's scripts cannot happen"),
        }
    }
}

/// When each line happens, counted from the first.
fn times(lines: &[String], dice: &mut Dice) -> Vec<i64> {
    let mut at = 0;
    let mut before = '>';
    lines
        .iter()
        .map(|line| {
            let side = line.chars().next().unwrap_or('>');
            at += match (before, side) {
                (_, '.') => dice.between(20 * HOUR, 50 * HOUR),
                (_, '~') => dice.between(20 * SECOND, 4 * MINUTE),
                ('>', '<') => dice.between(4 * MINUTE, 50 * MINUTE),
                ('<', '>') => dice.between(2 * MINUTE, 90 * MINUTE),
                _ => dice.between(7 * SECOND, 95 * SECOND),
            };
            if matches!(side, '<' | '>') {
                before = side;
            }
            at
        })
        .collect()
}

/// Puts words into the slots of a phrase.
pub(super) fn fill_in(text: &str, slots: Slots<'_>) -> String {
    slots.iter().fold(text.to_owned(), |text, (slot, word)| text.replace(&format!("{{{slot}}}"), word))
}

/// The event of a line; none for what is not an event of the person's.
fn kind_of(line: &str, last_in: Option<&str>, last_out: Option<&str>) -> Option<EventKind> {
    if let Some(text) = line.strip_prefix("< ") {
        return Some(EventKind::PhoneReply { text: text.to_owned() });
    }
    if let Some(change) = line.strip_prefix('~') {
        let (verb, rest) = change.split_once(' ').unwrap_or((change, ""));
        return match verb {
            "react" => Some(EventKind::React { mid: last_out?.to_owned(), emoji: Some(rest.to_owned()) }),
            "edit" => Some(EventKind::Edit { mid: last_in?.to_owned(), text: rest.to_owned() }),
            "unsend" => Some(EventKind::Unsend { mid: last_in?.to_owned() }),
            "seen" => Some(EventKind::Seen),
            _ => None,
        };
    }
    let said = line.strip_prefix('>')?.trim_start();
    match said.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((kind, text)) => special(kind, text.trim()),
        None => Some(EventKind::Text { text: said.to_owned(), reply_to: None }),
    }
}

fn special(kind: &str, text: &str) -> Option<EventKind> {
    let (kind, argument) = kind.split_once(' ').unwrap_or((kind, ""));
    let caption = (!text.is_empty()).then(|| text.to_owned());
    Some(match kind {
        "image" => EventKind::Image { url: None, text: caption, count: argument.parse().ok() },
        "gif" => EventKind::Gif { url: None },
        "sticker" => EventKind::Sticker { url: None },
        "video" => EventKind::Video { url: None, text: caption },
        "voice" => EventKind::Audio { url: None },
        "file" => EventKind::File { url: None, name: Some(argument.to_owned()) },
        "share" => EventKind::Share { link: None, text: caption },
        "post" => EventKind::IgPost { link: None, title: None, text: caption },
        "reel" => EventKind::IgReel { link: None, title: None, text: caption },
        "mention" => EventKind::StoryMention { url: None, text: caption, expires_in_s: None },
        "story" => EventKind::StoryReply { text: text.to_owned(), url: None, story_age_s: None },
        "unsupported" => EventKind::Unsupported { text: None },
        rarer => return rare(rarer, argument, caption),
    })
}

/// Kinds that few conversations have.
fn rare(kind: &str, argument: &str, caption: Option<String>) -> Option<EventKind> {
    let title = || Some(argument.to_owned()).filter(|a| !a.is_empty());
    let text = caption.clone().unwrap_or_default();
    Some(match kind {
        "oldreel" => EventKind::Reel { link: None, title: title() },
        "passed-story" => EventKind::SharedStory { url: None },
        "media" => EventKind::Media { url: None },
        "once" => EventKind::Ephemeral,
        "product" => EventKind::Template { payload: None },
        "template" => {
            let elements = json!([{"title": argument, "subtitle": text}]);
            EventKind::Template { payload: Some(json!({"generic": {"elements": elements}})) }
        }
        "fallback" => EventKind::Fallback { url: title(), title: caption },
        "booking" => EventKind::Appointment { status: title(), in_s: None, zone: None },
        "unsupported-type" => EventKind::UnsupportedType { url: None },
        "future" => EventKind::Attached {
            attachments: vec![Raw { kind: argument.to_owned(), payload: Some(json!({"note": "?"})) }],
            text: caption,
        },
        "several" => EventKind::Attached {
            attachments: ["image", "video", "audio"]
                .map(|kind| Raw { kind: kind.to_owned(), payload: None })
                .into(),
            text: caption,
        },
        "quick" => EventKind::QuickReply { text, payload: argument.to_owned() },
        "advert" => EventKind::Referred { text, referral: None },
        "shop" => {
            let referral = json!({"product": {"id": argument}});
            EventKind::Referred { text, referral: Some(referral) }
        }
        "button" => EventKind::Postback { title: text, payload: argument.to_owned(), referral: None },
        "other-app" => EventKind::AppReply { text, app_id: None },
        "self" => EventKind::SelfMessage { text },
        _ => return None,
    })
}

/// The business's own reaction.
fn like(world: &mut World, thread: usize, line: &str, last_in: Option<&str>) {
    if let (Some(emoji), Some(mid)) = (line.strip_prefix("~like "), last_in)
        && let Some(message) = world.threads[thread].message_mut(mid)
    {
        message.react(false, Some(emoji.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::data::data;

    #[test]
    fn every_line_of_every_script_is_understood() {
        let data = data().expect("the data files are read");
        let scripts = data
            .languages
            .values()
            .flat_map(|language| language.dialogues.values().flatten())
            .chain(data.specials.iter().chain(&data.kinds).map(|special| &special.script));
        for script in scripts {
            for line in script {
                let understood = line == "..."
                    || line.starts_with("~like ")
                    || kind_of(line, Some("in"), Some("out")).is_some();
                assert!(understood, "{line}");
            }
        }
    }
}
