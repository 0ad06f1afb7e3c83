//! The forms in which events come wrapped (instagram-platform, section 6.5).

use domain::ids::IgId;
use domain::time::{DAY, Timestamp};
use serde_json::Value;

use super::raw::{beginning, raw};
use super::{Content, WebhookEvent, event};
use crate::wire::json::{self, Node};
use crate::wire::time::time;

/// The account id of the dashboard's test bodies (section 16.10).
const TEST_ID: &str = "0";
/// A name is Meta's own, and no longer than this.
pub(super) const MAX_NAME: usize = 64;
/// Meta batches up to 1,000 updates (section 6.4); a larger body is not Meta's. Several times what a relay takes, so that
/// nothing which it took is lost here.
const MAX_BODY: usize = 32 << 20;
/// Ten times as many events as Meta puts into a body. Whatever is beyond them is one unreadable event.
const MAX_EVENTS: usize = 10_000;
/// How far ahead of our clock a time of Meta's can be. A year: a clock that is further behind finds no certificate valid and
/// receives nothing.
const MAX_AHEAD: i64 = 365 * DAY;

/// What is known of the account that an entry is about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ours<'a> {
    /// The id of the Meta app that we are ([`Subscription::app_id`](crate::Subscription)): it tells our echoes from those
    /// of other connected tools.
    pub app_id: Option<&'a str>,
    /// Its Instagram id, its Page's and its app-scoped one: whichever the entry bears, events can name it by another.
    pub ids: [Option<&'a str>; 3],
}

impl Ours<'_> {
    fn is_known(&self) -> bool {
        self.ids.iter().any(Option::is_some)
    }
}

/// The entry that an event stands in. One without an id is whose its event says.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) at: Timestamp,
    /// No event is from after this: a time beyond it says nothing, and would keep a chat at the top of the list for ever.
    pub(super) latest: Timestamp,
    pub(super) standby: bool,
    /// What is known of the account that it is about.
    pub(super) ours: Ours<'a>,
}

impl<'e> Entry<'e> {
    /// The same for an event between these two. Where the entry has no id it is about whom of us it names, or else about
    /// somebody who is not here.
    fn about<'a: 'e>(self, parties: &'e [Option<String>; 2], ours: &dyn Fn(&str) -> Ours<'a>) -> Self {
        // Most events are from a person to a handle.
        let named = || parties.iter().rev().flatten().map(String::as_str);
        let known = || named().find(|id| ours(id).is_known());
        match self.id {
            Some(_) => self,
            None => known().or_else(|| named().next()).map_or(self, |id| Self {
                id: Some(id),
                ours: ours(id),
                ..self
            }),
        }
    }

    pub(super) fn event(self, at: Timestamp, content: Content) -> WebhookEvent {
        let content = if self.id == Some(TEST_ID) { Content::Test } else { content };
        WebhookEvent { ig_id: self.id.map(IgId::from), at, standby: self.standby, content }
    }

    fn ignored(self, field: &str) -> WebhookEvent {
        self.event(self.at, Content::Ignored { field: field.chars().take(MAX_NAME).collect() })
    }

    /// Only the name of a field came.
    fn named(self, field: &str) -> WebhookEvent {
        let of_inbox = field.starts_with("messag") || field == "standby";
        match of_inbox {
            true => {
                self.event(self.at, Content::ValueLeftOut { field: field.chars().take(MAX_NAME).collect() })
            }
            false => self.ignored(field),
        }
    }

    fn unreadable(self, field: &str, item: &Value) -> WebhookEvent {
        let field = Some(field).filter(|name| !name.is_empty());
        let field = field.map(|name| name.chars().take(MAX_NAME).collect());
        self.event(self.at, Content::Unreadable { field, person: None, raw: raw(item) })
    }
}

/// All events of a body, in its order. Never empty: a body that is no JSON is one unreadable event.
///
/// An echo's origin is left open, unless one of Meta's own inboxes wrote it: see [`events_for`].
#[must_use]
pub fn events(body: &[u8], received_at: Timestamp) -> Vec<WebhookEvent> {
    events_for(body, received_at, |_| Ours::default())
}

/// All events of a body, as [`events`]; `ours` says what is known of the account that an entry's id names.
#[must_use]
pub fn events_for<'a>(
    body: &[u8],
    received_at: Timestamp,
    ours: impl Fn(&str) -> Ours<'a>,
) -> Vec<WebhookEvent> {
    let latest = Timestamp(received_at.0.saturating_add(MAX_AHEAD));
    let outside = Entry { id: None, at: received_at, latest, standby: false, ours: Ours::default() };
    let ours: &dyn Fn(&str) -> Ours<'a> = &ours;
    let parsed = if body.len() > MAX_BODY { None } else { json::parse(body) };
    let mut events = Vec::new();
    match &parsed {
        // Some samples wrap the whole body in a list.
        Some(Value::Array(envelopes)) => {
            envelopes.iter().for_each(|envelope| read(envelope, outside, ours, &mut events));
        }
        Some(envelope) => read(envelope, outside, ours, &mut events),
        None => {}
    }
    if events.is_empty() {
        let raw = beginning(body);
        events.push(outside.event(received_at, Content::Unreadable { field: None, person: None, raw }));
    }
    events
}

/// Adds an event, unless there are too many: then one that stands for the rest.
fn add(events: &mut Vec<WebhookEvent>, event: impl FnOnce() -> WebhookEvent) {
    if events.len() < MAX_EVENTS {
        events.push(event());
    } else if events.len() == MAX_EVENTS {
        let WebhookEvent { ig_id, at, standby, .. } = event();
        let content =
            Content::Unreadable { field: Some("entry".to_owned()), person: None, raw: String::new() };
        events.push(WebhookEvent { ig_id, at, standby, content });
    }
}

fn read<'a>(
    envelope: &Value,
    outside: Entry<'_>,
    ours: &dyn Fn(&str) -> Ours<'a>,
    events: &mut Vec<WebhookEvent>,
) {
    match envelope.field("entry") {
        // Messenger's: the Page of a handle can be subscribed to both, and its people are no people of Instagram's.
        Some(entries)
            if envelope.text("object").is_some_and(|object| object.eq_ignore_ascii_case("page")) =>
        {
            let ids = listed(entries).iter().map(|row| row.id("id"));
            ids.for_each(|id| add(events, || Entry { id: id.as_deref(), ..outside }.ignored("page")));
        }
        Some(entries @ (Value::Array(_) | Value::Object(_))) => {
            listed(entries).iter().for_each(|row| entry(row, outside, ours, events));
        }
        // Without an entry around it, only the dashboard sends a field with its value.
        None if envelope.field("field").is_some() => {
            add(events, || outside.event(outside.at, Content::Test));
        }
        _ => add(events, || outside.unreadable("", envelope)),
    }
}

/// What a list holds; what stands without a list around it is one of one.
fn listed(value: &Value) -> &[Value] {
    match (json::items(value), value) {
        ([], Value::Object(one)) if !one.contains_key("data") => std::slice::from_ref(value),
        (rows, _) => rows,
    }
}

fn entry<'a>(
    row: &Value,
    outside: Entry<'_>,
    ours: &dyn Fn(&str) -> Ours<'a>,
    events: &mut Vec<WebhookEvent>,
) {
    let before = events.len();
    let id = row.id("id");
    let told = row.field("time").and_then(time).filter(|time| time.at.0 <= outside.latest.0);
    let at = told.map_or(outside.at, |time| time.at);
    let of_entry = id.as_deref().map(ours).unwrap_or_default();
    let entry = Entry { id: id.as_deref(), at, ours: of_entry, ..outside };
    let standby = Entry { standby: true, ..entry };
    let of = |name| row.field(name).map_or(&[][..], listed);
    for (items, entry) in [(of("messaging"), entry), (of("standby"), standby)] {
        for item in items {
            let parties = event::parties(item);
            add(events, || event::read(item, entry.about(&parties, ours)));
        }
    }
    of("changes").iter().for_each(|item| change(item, entry, ours, events));
    if row.field("field").is_some() {
        change(row, entry, ours, events);
    }
    // With "Include values" off only names come.
    let names = row.items("changed_fields").iter().filter_map(Value::as_str);
    names.for_each(|name| add(events, || entry.named(name)));
    if events.len() == before {
        add(events, || entry.unreadable("", row));
    }
}

/// A field with its value. Messages can come so too, and several at once.
fn change<'a>(
    row: &Value,
    entry: Entry<'_>,
    ours: &dyn Fn(&str) -> Ours<'a>,
    events: &mut Vec<WebhookEvent>,
) {
    let name = row.text("field").unwrap_or_default();
    let entry = Entry { standby: entry.standby || name == "standby", ..entry };
    let one = row.field("value").map_or(&[][..], std::slice::from_ref);
    let values = row.field("value").and_then(Value::as_array).map_or(one, Vec::as_slice);
    if values.is_empty() {
        // Only the name came.
        add(events, || if name.is_empty() { entry.unreadable("", row) } else { entry.named(name) });
    }
    for value in values {
        let parties = event::parties(value);
        let entry = entry.about(&parties, ours);
        add(events, || match saying(name) {
            // A message whose parts stand beside its sender may bring a referral, which alone would be read.
            Some("message") if value.field("mid").is_some() => event::read(&around("message", value), entry),
            _ if event::says(value) => event::read(value, entry),
            Some(saying) if value.is_object() => event::read(&around(saying, value), entry),
            None if event::is_by_somebody(value) => event::read(value, entry),
            None if !name.is_empty() => entry.ignored(name),
            _ => entry.unreadable(name, row),
        });
    }
}

/// The event around what it says, with whatever stands beside that already.
fn around(saying: &str, value: &Value) -> Value {
    let beside = ["sender", "recipient", "timestamp"].into_iter();
    let beside = beside.filter_map(|name| Some((name.to_owned(), value.field(name)?.clone())));
    Value::Object(beside.chain([(saying.to_owned(), value.clone())]).collect())
}

/// What an event of this field says, for a field of the inbox (section 6.1; section 16.2 for the spellings).
fn saying(field: &str) -> Option<&'static str> {
    Some(match field {
        "messages" | "message_echoes" | "standby" => "message",
        "message_edit" | "message_edits" => "message_edit",
        "message_reactions" | "messaging_reactions" => "reaction",
        "messaging_postbacks" => "postback",
        "messaging_seen" | "message_reads" => "read",
        "messaging_referral" | "messaging_referrals" => "referral",
        "messaging_policy_enforcement" => "policy_enforcement",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
