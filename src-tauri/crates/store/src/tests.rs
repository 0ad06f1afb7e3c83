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
use domain::ids::{HandleId, IgId};
use domain::time::Timestamp;

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
