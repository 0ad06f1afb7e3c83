//! Threads of the Conversations API (instagram-platform, section 3).

use domain::ids::{Igsid, ThreadId};
use domain::observation::{Observation, ObservedMessage, ObservedThread};
use domain::person::Profile;
use domain::time::Timestamp;
use serde_json::Value;

use super::fields::Detail;
use super::json::{Node, items};
use super::message::{Setting, message};
use super::party::{Own, Party};
use super::time::time;
use crate::reply::{ConversationPage, ThreadProblem, ThreadRead};

/// How a read was made.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) own: Own<'a>,
    pub(crate) read_at: Option<Timestamp>,
    pub(crate) detail: Detail,
}

/// A page of threads. `asked` is the cursor that it was asked for with.
pub(crate) fn page(value: &Value, asked: Option<&str>, reading: Reading<'_>) -> Option<ConversationPage> {
    let rows = value.field("data")?.as_array()?;
    let threads = rows.iter().map(|row| thread(row, reading)).collect();
    let paging = value.field("paging");
    // There is a further page only when Instagram offers its address, which itself is never followed: it can carry
    // the token, and could point anywhere.
    let more = paging.is_some_and(|paging| paging.text("next").is_some());
    let after = paging.and_then(|paging| paging.field("cursors")).and_then(|cursors| cursors.id("after"));
    Some(ConversationPage { threads, after: after.filter(|after| more && Some(after.as_str()) != asked) })
}

/// One thread with its newest messages.
pub(crate) fn thread(row: &Value, reading: Reading<'_>) -> ThreadRead {
    let updated_at = row.field("updated_time").and_then(time).map(|at| at.at);
    let mut read = ThreadRead {
        id: row.id("id").map(ThreadId),
        updated_at,
        observations: Vec::new(),
        problems: Vec::new(),
    };
    let Some(thread) = read.id.clone() else {
        read.problems.push(ThreadProblem::Unreadable);
        return read;
    };
    let person = match reading.own.other(parties(row).into_iter()) {
        Ok(person) => person,
        Err(problem) => {
            read.problems.push(problem);
            return read;
        }
    };
    let messages = messages(row, &person, reading, &mut read);
    let Some(updated_at) = updated_at.or_else(|| messages.first().map(|newest| newest.sent_at.at)) else {
        read.problems.push(ThreadProblem::Unreadable);
        return read;
    };
    let paging = row.field("messages").and_then(|messages| messages.field("paging"));
    let further = paging.is_some_and(|paging| paging.text("next").is_some());
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
    let Reading { own, read_at, detail } = reading;
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
