//! People who write while you watch: somebody new, somebody again, a mention; and answers to what you send.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use super::cast::somebody;
use super::data::{BrandHandle, Data, data};
use super::fill::slots;
use super::script::fill_in;
use crate::dice::Dice;
use crate::sandbox::Sandbox;
use crate::world::{EventKind, World};

const TICK: Duration = Duration::from_millis(500);
const SECOND: i64 = 1_000;

/// Something that will happen.
#[derive(Debug)]
struct Plan {
    at_ms: i64,
    thread: usize,
    kind: EventKind,
}

/// Lets people live until `cancel` completes.
pub(crate) async fn live(sandbox: &Sandbox, cancel: impl Future) {
    let mut cancel = pin!(cancel);
    let Some(data) = data() else {
        cancel.await;
        return;
    };
    let mut dice = Dice::seeded(sandbox.with(|world| world.dice.next()));
    let mut plans: Vec<Plan> = Vec::new();
    let mut next_ms = sandbox.now_ms() + 6 * SECOND;
    loop {
        tokio::select! {
            _ = &mut cancel => return,
            () = tokio::time::sleep(TICK) => {}
        }
        sandbox.with(|world| {
            let now = world.now_ms();
            // A clock that was turned back must not silence people for long.
            next_ms = next_ms.min(now + 25 * SECOND);
            if now >= next_ms {
                somebody_writes(world, data, &mut dice);
                next_ms = now + dice.between(8 * SECOND, 25 * SECOND);
            }
            for thread in std::mem::take(&mut world.unanswered) {
                plan_answer(world, data, thread, &mut plans, &mut dice);
            }
            let (due, later) = std::mem::take(&mut plans).into_iter().partition(|plan| plan.at_ms <= now);
            plans = later;
            for plan in due {
                happen(world, plan.thread, plan.kind);
            }
        });
    }
}

fn happen(world: &mut World, thread: usize, kind: EventKind) {
    let now = world.now_ms();
    if let Err(error) = world.happen_in(thread, now, kind) {
        tracing::error!(%error, "something in the demo's life cannot happen");
    }
}

/// One message out of the blue.
fn somebody_writes(world: &mut World, data: &Data, dice: &mut Dice) {
    let named = |spec: &BrandHandle| world.handle_named(spec.handle["username"].as_str().unwrap_or_default());
    let quiet = |handle: &usize| world.handles[*handle].suggest_paused || !world.handles[*handle].access;
    let Some(mut spec) = dice.pick(&data.brand.handles) else { return };
    // Who watches mostly sees the handles that receive.
    if named(spec).is_none_or(|handle| quiet(&handle)) {
        spec = dice.pick(&data.brand.handles).unwrap_or(spec);
    }
    let Some(handle) = named(spec) else { return };
    let codes: Vec<&String> = spec.languages.keys().collect();
    let Some(language) = dice.pick(&codes).and_then(|code| data.languages.get(code.as_str())) else { return };
    // A third write again in a thread that is still warm.
    let warm: Vec<usize> = world.handles[handle]
        .people
        .iter()
        .filter(|p| !p.blocked && !p.gone)
        .filter_map(|p| p.thread)
        .filter(|t| world.now_ms() - world.threads[*t].updated_ms < 6 * 3_600_000)
        .collect();
    if dice.chance(33)
        && let Some(thread) = dice.pick(&warm).copied()
    {
        let language = data.languages.get(language_of(world, thread)).unwrap_or(language);
        let words = &language.followups;
        let slots = slots(&data.brand, &spec.shop, language, "", dice);
        if let Some(text) = dice.pick(words) {
            happen(world, thread, EventKind::Text { text: fill_in(text, &slots), reply_to: None });
        }
        return;
    }
    let Some((person, given)) = somebody(world, handle, language, &data.brand, dice) else { return };
    let thread = world.open_thread(handle, person);
    let slots = slots(&data.brand, &spec.shop, language, &given, dice);
    let text = |words: &[String], dice: &mut Dice| fill_in(dice.pick(words).map_or("", |w| w), &slots);
    let kind = match dice.below(10) {
        0 => EventKind::StoryMention { url: None, text: None, expires_in_s: None },
        1 => {
            EventKind::StoryReply { text: text(&language.story_replies, dice), url: None, story_age_s: None }
        }
        2 => EventKind::Image { url: None, text: None, count: None },
        _ => EventKind::Text { text: text(&language.openers, dice), reply_to: None },
    };
    happen(world, thread, kind);
}

/// The person reads what was sent, and in about half the cases answers within ten seconds.
fn plan_answer(world: &World, data: &Data, thread: usize, plans: &mut Vec<Plan>, dice: &mut Dice) {
    let person = world.person(thread);
    if person.blocked || person.gone {
        return;
    }
    let now = world.now_ms();
    let seen_ms = now + dice.between(2 * SECOND, 5 * SECOND);
    plans.push(Plan { at_ms: seen_ms, thread, kind: EventKind::Seen });
    let last = world.threads[thread].messages.iter().rev().find(|m| !m.inbound());
    let answer_ms = now + dice.between(5 * SECOND, 10 * SECOND);
    let kind = match (dice.below(10), last) {
        (0, Some(last)) => EventKind::React { mid: last.mid.to_string(), emoji: Some("❤️".to_owned()) },
        (1..=5, _) => {
            let language = data.languages.get(language_of(world, thread)).or(data.languages.get("en"));
            let Some(text) = language.and_then(|l| dice.pick(&l.answers)) else { return };
            EventKind::Text { text: text.clone(), reply_to: None }
        }
        _ => return,
    };
    plans.push(Plan { at_ms: answer_ms, thread, kind });
}

/// The language of a thread, told by its letters and a few small words.
fn language_of(world: &World, thread: usize) -> &'static str {
    const WORDS: &[(&str, &[&str])] = &[
        ("de", &["ich", "und", "ist", "ihr", "eine", "bitte"]),
        ("fr", &["je", "vous", "est", "bonjour", "merci", "les"]),
        ("es", &["hola", "qué", "el", "los", "gracias", "mi"]),
        ("pt", &["oi", "meu", "vocês", "vcs", "obrigada", "não"]),
        ("en", &["the", "is", "my", "you", "hi", "and"]),
    ];
    let texts: Vec<String> = world.threads[thread]
        .messages
        .iter()
        .filter(|m| m.inbound())
        .filter_map(|m| m.text.as_ref().map(|t| t.to_lowercase()))
        .collect();
    let all = texts.join(" ");
    for letter in all.chars() {
        match letter {
            '\u{0590}'..='\u{05ff}' => return "he",
            '\u{0600}'..='\u{06ff}' => return "ar",
            '\u{3040}'..='\u{30ff}' => return "ja",
            '\u{ac00}'..='\u{d7af}' => return "ko",
            _ => {}
        }
    }
    let words: Vec<&str> = all.split(|c: char| !c.is_alphanumeric()).collect();
    let hits = |known: &[&str]| words.iter().filter(|w| known.contains(w)).count();
    WORDS.iter().max_by_key(|(_, known)| hits(known)).map_or("en", |(code, _)| code)
}
