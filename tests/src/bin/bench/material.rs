//! Messages as fifty busy handles get them: the same in every run.

use std::ops::Range;

use domain::ids::{Igsid, Mid, ThreadId};
use domain::message::{Attachment, AttachmentKind, Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, ObservedThread};
use domain::person::Profile;
use domain::time::{DAY, SECOND, SentAt, Timestamp};

/// Handles.
pub(crate) const HANDLES: usize = 50;
/// Messages that one answer brings.
pub(crate) const BATCH: usize = 200;
/// When it is, for all measurements.
pub(crate) const NOW: Timestamp = Timestamp(1_790_000_000_000);

/// Of these messages of an answer each is in the conversation that everybody knows, so that one thread is long.
const IN_THE_BUSY_ONE: usize = 20;
/// Conversations in an answer, beside the busy one; five messages each.
const CONVERSATIONS: usize = 36;
/// So many answers go by until the same conversations come again.
const ROUNDS: usize = 11;
/// The time that all messages together span.
const SPAN: i64 = 90 * DAY;
/// One message of so many has the word that is looked for as a rare one.
const RARE: u64 = 20_000;

const COMMON: [&str; 40] = [
    "the",
    "order",
    "when",
    "my",
    "is",
    "please",
    "thanks",
    "size",
    "blue",
    "shipping",
    "you",
    "tomorrow",
    "love",
    "this",
    "it",
    "would",
    "return",
    "address",
    "summer",
    "photo",
    "reel",
    "story",
    "discount",
    "gift",
    "shop",
    "in",
    "price",
    "still",
    "have",
    "available",
    "hello",
    "can",
    "for",
    "dress",
    "does",
    "arrive",
    "how",
    "much",
    "new",
    "a",
];
const SYLLABLES: [&str; 20] = [
    "ba", "lo", "mi", "ten", "ra", "su", "ko", "vel", "da", "ri", "sha", "no", "per", "gu", "li", "zan",
    "te", "mor", "fi", "wen",
];
const HEBREW: [&str; 6] =
    ["שלום", "איפה ההזמנה שלי", "תודה רבה", "כמה עולה המשלוח", "יש במידה קטנה", "אפשר להחזיר את השמלה"];
const JAPANESE: [&str; 6] = [
    "こんにちは",
    "注文はいつ届きますか",
    "在庫はありますか",
    "ありがとうございます",
    "送料はいくらですか",
    "返品できますか",
];

/// The messages of a number of answers, one answer after the other, in the order of time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Material {
    answers: usize,
}

impl Material {
    pub(crate) fn of(messages: usize) -> Self {
        Self { answers: messages.div_ceil(BATCH) }
    }

    /// All answers: the handle's number, and what it was told.
    pub(crate) fn answers(self) -> impl Iterator<Item = (usize, Vec<Observation>)> {
        (0..self.answers).map(move |answer| (answer % HANDLES, self.answer(answer)))
    }

    /// One answer: threads, each with its newest messages, as the Conversations API gives them.
    fn answer(self, answer: usize) -> Vec<Observation> {
        let round = answer / HANDLES % ROUNDS;
        let handle = answer % HANDLES;
        let busy = (format!("7{handle:04}0000"), 0..IN_THE_BUSY_ONE);
        let others = (0..CONVERSATIONS).map(|n| {
            let from = IN_THE_BUSY_ONE + n * 5;
            (format!("7{handle:04}{:04}", 1 + round * CONVERSATIONS + n), from..from + 5)
        });
        let mut told = Vec::with_capacity(BATCH + CONVERSATIONS + 1);
        for (person, slots) in std::iter::once(busy).chain(others) {
            self.thread(answer, &person, slots, &mut told);
        }
        told
    }

    fn thread(self, answer: usize, person: &str, slots: Range<usize>, told: &mut Vec<Observation>) {
        let count = slots.len();
        let messages = slots.enumerate().map(|(nth, slot)| {
            let number = answer * BATCH + slot;
            // Conversations go on side by side: their messages lie between each other in time.
            let at = self.time(answer * BATCH + nth * BATCH / count + slot % (BATCH / count).max(1));
            Observation::Message(message(number, person, at))
        });
        let thread = ObservedThread {
            thread: ThreadId(format!("aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6{person}")),
            person: Igsid::from(person),
            profile: Profile { username: Some(format!("person.{person}")), ..Profile::default() },
            updated_at: self.time((answer + 1) * BATCH),
            older_exist: false,
        };
        told.push(Observation::Thread(thread));
        told.extend(messages);
    }

    /// When the message of a number was sent; whole seconds, as the Conversations API gives them.
    fn time(self, number: usize) -> Timestamp {
        let (number, all) = (signed(number), signed(self.answers * BATCH).max(1));
        let ago = (all - number).max(0) * (SPAN / SECOND) / all;
        NOW.plus(-ago * SECOND)
    }
}

/// Messages from before everything else, as a late backfill brings them, for one handle.
pub(crate) fn old(answer: usize) -> Vec<Observation> {
    let one = |slot: usize| {
        let number = 1_000_000_000 + answer * BATCH + slot;
        let person = format!("8{:04}{:04}", answer % HANDLES, slot / 20);
        let at = NOW.plus(-2 * SPAN + signed(answer * BATCH + slot) * 100 * SECOND);
        Observation::Message(message(number, &person, at))
    };
    (0..BATCH).map(one).collect()
}

fn message(number: usize, person: &str, at: Timestamp) -> ObservedMessage {
    let mut dice = Dice(number as u64);
    let direction = if dice.one_in(3) { Direction::Out } else { Direction::In };
    let (text, body) = content(&mut dice);
    ObservedMessage {
        person: Igsid::from(person),
        // As long as Instagram's own.
        mid: Mid(format!(
            "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDAwMDAwMDAwMDAxOjM0MDI4MjM2Njg0MTcxMDMwMTI0NDI3NjAxNzQ{number:012}ZD"
        )),
        direction,
        origin: if direction == Direction::In { Origin::Person } else { Origin::Elsewhere },
        sent_at: SentAt { exact: false, at },
        as_of: NOW,
        text,
        body,
        reactions: Some(Vec::new()),
    }
}

fn content(dice: &mut Dice) -> (Option<String>, Body) {
    if dice.one_in(20) {
        let kind = if dice.one_in(4) { AttachmentKind::StoryMention } else { AttachmentKind::Image };
        let url = format!("https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id={}", dice.roll());
        let body = Body { attachments: vec![Attachment::new(kind, Some(url))], ..Body::default() };
        return (None, body);
    }
    let text = match dice.below(30) {
        0 => dice.of(&HEBREW).to_owned(),
        1 => dice.of(&JAPANESE).to_owned(),
        _ => words(dice),
    };
    (Some(text), Body::default())
}

/// A few words: more than half of them of the few that everybody writes, the others of some thousands.
fn words(dice: &mut Dice) -> String {
    let mut words: Vec<String> = (0..3 + dice.below(16)).map(|_| word(dice)).collect();
    if dice.one_in(RARE) {
        words.push("zanzibar".to_owned());
    }
    words.join(" ")
}

fn word(dice: &mut Dice) -> String {
    if !dice.one_in(3) {
        return dice.of(&COMMON).to_owned();
    }
    // The cube of a share makes some words frequent and most of them rare.
    let kinds = SYLLABLES.len() as u64;
    let share = dice.below(1_000);
    let pick = share * share * share / 1_000_000 * 8;
    let three = [pick % kinds, pick / kinds % kinds, pick / kinds / kinds % kinds];
    three.iter().filter_map(|n| SYLLABLES.get(usize::try_from(*n).ok()?)).copied().collect()
}

/// The same throws in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit.max(1)
    }

    fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(words.len() as u64)).unwrap_or(0);
        words.get(at).copied().unwrap_or_default()
    }
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
