//! What each refusal of section 7 makes of a reply, through the real engine: one handle for each row, all at once.

use domain::ids::{HandleId, OutboxId};
use domain::outbox::{Reason, State};
use serde_json::{Value, json};
use testkit::eventually;

use crate::world::World;

use Reason::{
    AccessOff, FileRefused, HumanAgentRefused, NeedsReconnect, NotApproved, OwnedByOtherApp,
    PersonUnavailable, Refused, SendRestricted, Throttled, TooLong, WindowClosed,
};

/// Code, subcode, and what becomes of the reply. The whole app's limit (4) has a test of its own.
const ROWS: &[(i64, Option<i64>, State, Option<Reason>)] = &[
    // A person signs in again: held.
    (190, None, State::Held, Some(NeedsReconnect)),
    (190, Some(458), State::Held, Some(NeedsReconnect)),
    (190, Some(459), State::Held, Some(NeedsReconnect)),
    (190, Some(460), State::Held, Some(NeedsReconnect)),
    (190, Some(463), State::Held, Some(NeedsReconnect)),
    (190, Some(464), State::Held, Some(NeedsReconnect)),
    (190, Some(467), State::Held, Some(NeedsReconnect)),
    (190, Some(490), State::Held, Some(NeedsReconnect)),
    (190, Some(492), State::Held, Some(NeedsReconnect)),
    (102, None, State::Held, Some(NeedsReconnect)),
    (10, None, State::Held, Some(NeedsReconnect)),
    (10, Some(2_534_077), State::Held, Some(NeedsReconnect)),
    // Something ends by itself, or in Instagram's settings: held.
    (200, Some(2_534_041), State::Held, Some(AccessOff)),
    (10, Some(1_893_063), State::Held, Some(SendRestricted)),
    (100, Some(2_534_029), State::Held, Some(SendRestricted)),
    (368, None, State::Held, Some(SendRestricted)),
    // Of one account alone, though 4 is the whole app's.
    (4, Some(2_207_051), State::Held, Some(SendRestricted)),
    (2022, None, State::Held, Some(SendRestricted)),
    // Throttled: held with a countdown, never failed.
    (17, None, State::Held, Some(Throttled)),
    (32, None, State::Held, Some(Throttled)),
    (613, None, State::Held, Some(Throttled)),
    (613, Some(1_996), State::Held, Some(Throttled)),
    (613, Some(2_534_040), State::Held, Some(Throttled)),
    (80_001, None, State::Held, Some(Throttled)),
    (80_002, None, State::Held, Some(Throttled)),
    (80_006, None, State::Held, Some(Throttled)),
    // A person must know, and nothing is tried again: failed, with the text kept.
    (10, Some(2_534_022), State::Failed, Some(WindowClosed)),
    (10, Some(2_018_278), State::Failed, Some(WindowClosed)),
    (10, Some(2_018_065), State::Failed, Some(WindowClosed)),
    (10, Some(2_018_108), State::Failed, Some(PersonUnavailable)),
    (551, None, State::Failed, Some(PersonUnavailable)),
    (200, Some(1_545_041), State::Failed, Some(PersonUnavailable)),
    (230, None, State::Failed, Some(PersonUnavailable)),
    (100, Some(2_018_001), State::Failed, Some(PersonUnavailable)),
    (100, Some(2_534_014), State::Failed, Some(PersonUnavailable)),
    (9010, None, State::Failed, Some(PersonUnavailable)),
    (200, None, State::Failed, Some(NotApproved)),
    (200, Some(2_018_028), State::Failed, Some(NotApproved)),
    (10, Some(2_534_048), State::Failed, Some(NotApproved)),
    (36_103, None, State::Failed, Some(NotApproved)),
    (100, Some(2_534_037), State::Failed, Some(OwnedByOtherApp)),
    (2_018_300, None, State::Failed, Some(OwnedByOtherApp)),
    (100, Some(2_534_038), State::Failed, Some(TooLong)),
    (100, Some(2_018_047), State::Failed, Some(FileRefused)),
    (100, Some(2_018_109), State::Failed, Some(FileRefused)),
    (100, Some(2_018_294), State::Failed, Some(FileRefused)),
    (613, Some(2_018_338), State::Failed, Some(HumanAgentRefused)),
    (100, None, State::Failed, Some(Refused)),
    (100, Some(33), State::Failed, Some(Refused)),
    (100, Some(2_534_015), State::Failed, Some(Refused)),
    (508, Some(2_534_122), State::Failed, Some(Refused)),
    (100, Some(2_018_014), State::Failed, Some(Refused)),
    (2_534_001, None, State::Failed, Some(Refused)),
    (104, None, State::Failed, Some(Refused)),
    (2500, None, State::Failed, Some(Refused)),
    // It may have been sent: looked for, never sent again by itself.
    (1, None, State::Unknown, None),
    (1, Some(99), State::Unknown, None),
    (1, Some(1_357_046), State::Unknown, None),
    (2, None, State::Unknown, None),
    (2, Some(1_545_133), State::Unknown, None),
    (-1, Some(2_207_001), State::Unknown, None),
    (-2, Some(2_207_003), State::Unknown, None),
    (987_654, None, State::Unknown, None),
];

/// What the number leaves open, and the words tell.
const WORDS: &[(i64, &str, State, Reason)] = &[
    (230, "(#230) Requires pages_messaging permission to manage the object", State::Held, NeedsReconnect),
    (10, "(#10) This message is sent outside of allowed window.", State::Failed, WindowClosed),
];

struct Sent {
    what: String,
    id: OutboxId,
    state: State,
    reason: Option<Reason>,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_the_table_makes_of_a_reply_what_it_must() {
    let world = World::new().await;
    let mut handles: Vec<HandleId> = Vec::new();
    for (number, (code, subcode, ..)) in ROWS.iter().enumerate() {
        let brand = world.instagram.brand(&format!("row{number}")).await;
        world.instagram.writes("mira", &brand, "Is it back?").await;
        let mut fault = json!({ "match": { "endpoint": "send", "handle": brand.username }, "kind": "error" });
        fault["code"] = json!(code);
        fault["subcode"] = subcode.map_or(Value::Null, Value::from);
        world.instagram.fault(fault).await;
        handles.push(world.connect(&brand).await);
    }
    let rows = eventually("a conversation of every handle", || async {
        let rows = world.conversations().await;
        (rows.len() == ROWS.len()).then_some(rows)
    })
    .await;
    let mut sent = Vec::new();
    for (handle, (code, subcode, state, reason)) in handles.iter().zip(ROWS) {
        let conversation = rows.iter().find(|row| row.handle == *handle).expect("its conversation").id;
        let id = world.reply(conversation, "Back on Friday").await;
        sent.push(Sent { what: format!("{code}/{subcode:?}"), id, state: *state, reason: *reason });
    }
    for Sent { what, id, state, reason } in sent {
        let row = eventually(&format!("{what} is {state:?}"), || async {
            let row = world.outbox(id).await;
            (row.progress.state == state).then_some(row)
        })
        .await;
        assert_eq!((row.progress.reason, row.progress.attempts), (reason, 1), "{what}");
        assert_eq!(row.what.text(), "Back on Friday", "{what}: the text is kept");
        let countdown = reason == Some(Throttled);
        assert!(!countdown || row.progress.not_before.is_some(), "{what}: a countdown");
    }
    assert_eq!(world.instagram.sent().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn words_tell_what_a_number_leaves_open() {
    let world = World::new().await;
    for (number, (code, words, state, reason)) in WORDS.iter().enumerate() {
        let brand = world.instagram.brand(&format!("row{number}")).await;
        let asks = format!("asked of row {number}");
        world.instagram.writes("mira", &brand, &asks).await;
        let fault = json!({ "match": { "endpoint": "send", "handle": brand.username }, "kind": "error", "code": code, "message": words });
        world.instagram.fault(fault).await;
        world.connect(&brand).await;
        let conversation = world.shows(&asks).await;
        let id = world.reply(conversation, "Back on Friday").await;
        let row = world.reaches(id, *state).await;
        assert_eq!(row.progress.reason, Some(*reason), "{words}");
    }
}
