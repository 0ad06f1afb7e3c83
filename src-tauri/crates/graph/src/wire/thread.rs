//! Threads of the Conversations API (instagram-platform, section 3).

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;

use domain::ids::{Igsid, Mid, ThreadId};
use domain::observation::{Observation, ObservedClosedThread, ObservedMessage, ObservedThread};
use domain::person::Profile;
use domain::time::Timestamp;
use serde_json::Value;

use super::fields::Detail;
use super::json::{Node, items};
use super::message::{Setting, message};
use super::party::{Own, Party};
use super::time::time;
use crate::reply::{ConversationPage, ListedMessage, Listing, ThreadProblem, ThreadRead};

/// How a read was made.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) own: Own<'a>,
    pub(crate) read_at: Option<Timestamp>,
    pub(crate) detail: Detail,
    /// As many messages of each thread were asked for.
    pub(crate) limit: usize,
}

/// Groups have up to 250 members; nobody reads so many names.
const MAX_NAMED: usize = 50;

/// A page of threads. `asked` is the cursor that it was asked for with.
pub(crate) fn page(value: &Value, asked: Option<&str>, reading: Reading<'_>) -> Option<ConversationPage> {
    let rows = value.field("data")?.as_array()?;
    let threads = rows.iter().map(|row| thread(row, reading)).collect();
    Some(ConversationPage { threads, after: next(value, asked) })
}

/// The cursor of the next page. There is a further page only when Instagram offers its address, which itself is never
/// followed: it can carry the token, and could point anywhere. A page that repeats its own cursor is the last.
pub(crate) fn next(value: &Value, asked: Option<&str>) -> Option<String> {
    let paging = value.field("paging")?;
    let address = paging.text("next")?;
    let after = paging.field("cursors").and_then(|cursors| cursors.id("after")).or_else(|| {
        let address = url::Url::parse(address).ok()?;
        let (_, after) = address.query_pairs().find(|(name, value)| name == "after" && !value.is_empty())?;
        Some(after.into_owned())
    });
    after.filter(|after| Some(after.as_str()) != asked)
}

/// The ids of a thread's messages, newest first. Rows without an id are left out.
pub(crate) fn listing(value: &Value, asked: Option<&str>) -> Option<Listing> {
    let messages = value.field("messages").unwrap_or(value);
    let rows = messages.field("data")?.as_array()?;
    let row = |row: &Value| {
        Some(ListedMessage { mid: Mid(row.id("id")?), sent_at: row.field("created_time").and_then(time) })
    };
    let listed: Vec<_> = rows.iter().filter_map(row).collect();
    let left_out = listed.len() < rows.len();
    Some(Listing { messages: listed, after: next(messages, asked), left_out })
}

/// One thread with its newest messages.
pub(crate) fn thread(row: &Value, reading: Reading<'_>) -> ThreadRead {
    let updated_at = row.field("updated_time").and_then(time).map(|at| at.at);
    let mut read = ThreadRead {
        id: row.id("id").map(ThreadId),
        updated_at,
        observations: Vec::new(),
        problems: Vec::new(),
        digest: digest(row),
    };
    let Some(thread) = read.id.clone() else {
        read.problems.push(ThreadProblem::Unreadable);
        return read;
    };
    let parties = parties(row);
    let person = match reading.own.other(parties.iter().cloned()) {
        Ok(person) => person,
        Err(why) => {
            let Some(updated_at) = updated_at.or(reading.read_at) else {
                read.problems.push(ThreadProblem::Unreadable);
                return read;
            };
            let usernames = others(parties, reading.own);
            let closed = ObservedClosedThread { thread, why, usernames, updated_at };
            read.observations.push(Observation::ClosedThread(closed));
            return read;
        }
    };
    let messages = messages(row, &person, reading, &mut read);
    let Some(updated_at) = updated_at.or_else(|| messages.first().map(|newest| newest.sent_at.at)) else {
        read.problems.push(ThreadProblem::Unreadable);
        return read;
    };
    let paging = row.field("messages").and_then(|messages| messages.field("paging"));
    let further = match paging {
        Some(paging) => paging.text("next").is_some(),
        // Nothing is said: a full list may have been cut.
        None => messages.len() >= reading.limit,
    };
    let older_exist = further || messages.iter().any(|message| message.body.details_unavailable);
    read.observations.push(Observation::Thread(ObservedThread {
        thread,
        person: Igsid(person.id),
        profile: Profile { name: person.name, username: person.username, ..Profile::default() },
        updated_at,
        older_exist,
    }));
    read.observations.extend(messages.into_iter().map(Observation::Message));
    read
}

/// Tells a row from what it was before. Keyed by chance, so that nobody can write a message that looks like another.
fn digest(row: &Value) -> u64 {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    KEY.hash_one(row)
}

/// The usernames of all but the handle, each once; a row of the list has room for no more than these.
fn others(parties: Vec<Party>, own: Own<'_>) -> Vec<String> {
    let mut usernames: Vec<String> = Vec::new();
    for party in parties.into_iter().take(MAX_NAMED).filter(|party| !own.is(party)) {
        usernames.extend(party.username.filter(|name| !usernames.contains(name)));
    }
    usernames
}

/// The participants; where the list is missing, whoever the messages name.
fn parties(row: &Value) -> Vec<Party> {
    let listed: Vec<Party> = row.items("participants").iter().filter_map(Party::read).collect();
    if listed.is_empty() { row.items("messages").iter().flat_map(named).collect() } else { listed }
}

/// Sender and recipients of a message.
pub(crate) fn named(row: &Value) -> impl Iterator<Item = Party> {
    let to = row.field("to").map_or(&[][..], items);
    row.field("from").into_iter().chain(to).filter_map(Party::read)
}

fn messages(
    row: &Value,
    person: &Party,
    reading: Reading<'_>,
    read: &mut ThreadRead,
) -> Vec<ObservedMessage> {
    let Reading { own, read_at, detail, .. } = reading;
    // A read cannot be older than the newest change that it shows.
    let read_at = read_at.or(read.updated_at);
    let mut not_after = read.updated_at;
    let mut messages = Vec::new();
    for row in row.items("messages") {
        match message(row, Setting { own, person, read_at, detail, not_after }) {
            Ok(message) => {
                not_after = Some(message.sent_at.at);
                messages.push(message);
            }
            Err(problem) => read.problems.push(problem),
        }
    }
    messages
}

#[cfg(test)]
mod tests;
