//! Tests that look inside: the schema, the plans of the hot queries, and every byte of the file.

mod copies;
mod erase;
mod full;
mod idle;
mod network;
mod panics;
mod purge;
mod reserve;
mod snapshots;
mod uploads;

use domain::handle::{Flavour, HandleProfile};
use domain::ids::{HandleId, IgId, Igsid, Mid};
use domain::message::{Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage};
use domain::time::{SentAt, Timestamp};

use crate::Store;
use crate::handles::TokenFacts;

/// A handle that is connected.
async fn connected(store: &Store, now: Timestamp) -> HandleId {
    let profile = HandleProfile {
        ig_id: IgId::from("1"),
        app_scoped_id: None,
        username: "brand".into(),
        name: None,
        account_type: None,
        followers: None,
        picture_url: None,
    };
    let connected = store.upsert_connected(profile, Flavour::InstagramLogin, TokenFacts::default(), now);
    connected.await.expect("connects").0
}

/// A person's message, told at `at`.
fn message(mid: &str, at: Timestamp, text: &str) -> Observation {
    Observation::Message(ObservedMessage {
        person: Igsid::from("p1"),
        mid: Mid::from(mid),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::exact(at.0),
        as_of: at,
        text: Some(text.into()),
        body: Body::default(),
        reactions: None,
    })
}

/// One of many messages that take room.
fn long_message(n: i64, since: Timestamp) -> Observation {
    message(&format!("m{n}"), since.plus(n), &"a long question ".repeat(100))
}
