//! Filling a world with the demo brand.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cast::somebody;
use super::data::{Brand, BrandHandle, Data, Language, Special, data};
use super::script::tell;
use crate::dice::Dice;
use crate::world::{EventKind, NewHandle, NewPerson, World};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const SEED: u64 = 17;
/// Of the brand's conversations so many are story mentions.
const MENTIONS: usize = 40;

/// The demo brand, relative to the world's clock.
pub(crate) fn fill(world: &mut World) {
    let Some(data) = data() else { return };
    let mut dice = Dice::seeded(SEED);
    // A client that is a little too eager is slowed for a second, not for a minute: this is for looking at.
    if let Err(error) = world.switches.set("conversations_throttle", "613") {
        tracing::error!(%error, "the demo's switch cannot be turned");
    }
    for spec in &data.brand.handles {
        match serde_json::from_value::<NewHandle>(spec.handle.clone()) {
            Ok(new) => {
                world.add_handle(new);
            }
            Err(error) => tracing::error!(%error, "a handle of the demo is broken"),
        }
    }
    tell_all(world, &data.specials, &mut dice);
    let mut mention = 0;
    for spec in &data.brand.handles {
        fill_handle(world, data, spec, &mut mention, &mut dice);
    }
    giveaway(world, data, &mut dice);
    tell_all(world, &data.kinds, &mut dice);
}

/// Conversations with particular people.
fn tell_all(world: &mut World, specials: &[Special], dice: &mut Dice) {
    for special in specials {
        let Some(handle) = world.handle_named(&special.handle) else { continue };
        let mut person = special.person.clone();
        person.insert("handle".to_owned(), Value::String(special.handle.clone()));
        match serde_json::from_value::<NewPerson>(person.into_iter().collect()) {
            Ok(person) => {
                let person = world.add_person(handle, person);
                let thread = world.open_thread(handle, person);
                let end = world.now_ms() - (special.age_h * HOUR as f64) as i64;
                tell(world, thread, &special.script, &[], end, dice);
            }
            Err(error) => tracing::error!(%error, "a person of the demo is broken"),
        }
    }
}

fn fill_handle(world: &mut World, data: &Data, spec: &BrandHandle, mention: &mut usize, dice: &mut Dice) {
    let name = spec.handle["username"].as_str().unwrap_or_default();
    let Some(handle) = world.handle_named(name) else { return };
    let known = world.handles[handle].people.len();
    let total: usize = spec.languages.values().sum();
    let mut decks: BTreeMap<&str, Vec<&Vec<String>>> = BTreeMap::new();
    for number in known..spec.conversations {
        let mut at = dice.below(total);
        let Some(code) = spec.languages.iter().find_map(|(code, weight)| {
            let here = at < *weight;
            at = at.saturating_sub(*weight);
            here.then_some(code.as_str())
        }) else {
            continue;
        };
        let Some(language) = data.languages.get(code) else { continue };
        let Some((person, given)) = somebody(world, handle, language, &data.brand, dice) else {
            continue;
        };
        let thread = world.open_thread(handle, person);
        let slots = slots(&data.brand, &spec.shop, language, &given, dice);
        let now = world.now_ms();
        // Every eighth or so is a story mention, spread over the handles, at steadily growing ages.
        if number % 8 == 4 && *mention < MENTIONS {
            let end = now - mention_age(*mention);
            tell(world, thread, &mention_script(language, *mention, dice), &slots, end, dice);
            *mention += 1;
        } else if number % 13 == 6 {
            let reply = dice.pick(&language.story_replies).cloned().unwrap_or_default();
            tell(world, thread, &[format!(">[story] {reply}")], &slots, now - age(dice), dice);
        } else {
            let deck = decks.entry(code).or_default();
            if deck.is_empty() {
                deck.extend(["any", &spec.shop].iter().filter_map(|k| language.dialogues.get(*k)).flatten());
                shuffle(deck, dice);
            }
            if let Some(script) = deck.pop() {
                tell(world, thread, script, &slots, now - age(dice), dice);
            }
        }
    }
}

/// Words for the slots of a phrase.
pub(super) fn slots(
    brand: &Brand,
    shop: &str,
    language: &Language,
    given: &str,
    dice: &mut Dice,
) -> [(&'static str, String); 4] {
    let product = brand.products.get(shop).and_then(|names| dice.pick(names)).cloned();
    [
        ("product", product.unwrap_or_default()),
        ("order", dice.between(4_200, 9_800).to_string()),
        ("city", dice.pick(&language.cities).cloned().unwrap_or_default()),
        ("name", given.to_owned()),
    ]
}

/// How long ago somebody wrote last, so that message windows of every state exist.
fn age(dice: &mut Dice) -> i64 {
    match dice.below(100) {
        0..42 => dice.between(2 * MINUTE, 19 * HOUR),
        42..50 => dice.between(20 * HOUR + 10 * MINUTE, 22 * HOUR + 50 * MINUTE),
        50..54 => dice.between(23 * HOUR + 3 * MINUTE, 23 * HOUR + 52 * MINUTE),
        54..84 => dice.between(25 * HOUR, 6 * DAY + 12 * HOUR),
        _ => dice.between(7 * DAY + 5 * HOUR, 24 * DAY),
    }
}

/// Two thirds of the mentioned stories still live, the others are over.
fn mention_age(number: usize) -> i64 {
    let number = number as i64;
    // Even steps in a scrambled order, so that neighbours in one handle differ.
    if number % 3 < 2 {
        20 * MINUTE + (number * 7 % 40) * 35 * MINUTE
    } else {
        25 * HOUR + (number * 11 % 40) * 200 * MINUTE
    }
}

fn mention_script(language: &Language, number: usize, dice: &mut Dice) -> Vec<String> {
    let mut script = vec![">[mention]".to_owned()];
    if let Some(words) = dice.pick(&language.mentions).filter(|w| !w.is_empty()) {
        script.push(format!("> {words}"));
    }
    if number % 4 == 3
        && let Some(thanks) = dice.pick(&language.thanks)
    {
        script.push(format!("< {thanks}"));
        script.push("~react ❤️".to_owned());
    }
    script
}

fn shuffle<T>(items: &mut [T], dice: &mut Dice) {
    for at in (1..items.len()).rev() {
        items.swap(at, dice.below(at + 1));
    }
}

/// Hundreds of entries within minutes.
fn giveaway(world: &mut World, data: &Data, dice: &mut Dice) {
    let spec = &data.brand.giveaway;
    let Some(handle) = world.handle_named(&spec.handle) else { return };
    let start = world.now_ms() - spec.hours_ago * HOUR;
    let mut threads = Vec::new();
    for number in 0..spec.people {
        let code = spec.languages.get(number % spec.languages.len().max(1)).map_or("en", String::as_str);
        let Some(language) = data.languages.get(code) else { continue };
        if let Some((person, _)) = somebody(world, handle, language, &data.brand, dice) {
            threads.push((world.open_thread(handle, person), code, language));
        }
    }
    let mut times: Vec<i64> =
        (0..spec.messages).map(|_| start + dice.between(0, spec.minutes * MINUTE)).collect();
    times.sort_unstable();
    for (number, at) in times.into_iter().enumerate() {
        let Some((thread, code, language)) = threads.get(number % threads.len().max(1)) else { return };
        let city = dice.pick(&language.cities).cloned().unwrap_or_default();
        let words = data.giveaway.get(if dice.chance(20) { "any" } else { *code });
        let text = words.and_then(|w| dice.pick(w)).cloned().unwrap_or_default().replace("{city}", &city);
        if let Err(error) = world.happen_in(*thread, at, EventKind::Text { text, reply_to: None }) {
            tracing::error!(%error, "a giveaway entry cannot happen");
        }
    }
}
