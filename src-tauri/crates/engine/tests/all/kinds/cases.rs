//! What Instagram tells of each kind, and what must be on screen then.

mod afterwards;
mod media;
mod presses;
mod shares;
mod words;

use domain::conversation::Standing;
use domain::message::{Direction, MessageKind};
use domain::time::{HOUR, SECOND};
use serde_json::{Value, json};

use crate::desk::{BRAND, Row, Shown, iso, now};

/// A link to media, of the kind that Instagram gives.
const MEDIA: &str = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x";

/// One kind.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    number: usize,
    /// What webhooks tell of it, in the order of time.
    pub(crate) events: Vec<Value>,
    /// What a read of the thread tells, the newest message first. `None`: reads do not show it.
    pub(crate) read: Option<Value>,
    pub(crate) expected: Shown,
    /// Where a read alone tells less.
    pub(crate) when_read: Option<Shown>,
}

impl Case {
    /// The person of the case, who writes about nothing else.
    pub(crate) fn person(&self) -> String {
        person(self.number)
    }
}

fn person(number: usize) -> String {
    format!("12345000000{number:05}")
}

/// Builds one case: its messages are `<number>-<n>`, each a minute after the one before.
struct Building {
    number: usize,
    /// The second in which the case begins.
    base: i64,
}

impl Building {
    fn at(&self, n: i64) -> i64 {
        self.base + n * 60 * SECOND
    }

    fn mid(&self, n: i64) -> String {
        format!("case{}-{n}", self.number)
    }

    /// An event of the person.
    fn theirs(&self, n: i64, key: &str, value: Value) -> Value {
        let sent = self.at(n) + 123;
        json!({ "sender": { "id": person(self.number) }, "recipient": { "id": BRAND }, "timestamp": sent, key: value })
    }

    /// An event of the brand.
    fn ours(&self, n: i64, key: &str, value: Value) -> Value {
        let sent = self.at(n) + 123;
        json!({ "sender": { "id": BRAND }, "recipient": { "id": person(self.number) }, "timestamp": sent, key: value })
    }

    /// A message with these fields, with its id.
    fn with(&self, n: i64, fields: Value) -> Value {
        merged(json!({ "mid": self.mid(n) }), fields)
    }

    fn message(&self, n: i64, fields: Value) -> Value {
        self.theirs(n, "message", self.with(n, fields))
    }

    fn echo(&self, n: i64, fields: Value) -> Value {
        self.ours(n, "message", merged(self.with(n, fields), json!({ "is_echo": true })))
    }

    /// A message as a read lists it.
    fn listed(&self, n: i64, from_person: bool, fields: Value) -> Value {
        let (them, us) =
            (json!({ "id": person(self.number) }), json!({ "id": BRAND, "username": "bluekiln" }));
        let (from, to) = if from_person { (them, us) } else { (us, them) };
        let sent = iso(domain::time::Timestamp(self.at(n)));
        let row = json!({ "id": self.mid(n), "created_time": sent, "from": from, "to": { "data": [to] } });
        merged(row, fields)
    }

    fn row(&self, n: i64, kind: MessageKind, text: Option<&str>) -> Row {
        (self.mid(n), kind, Direction::In, text.map(str::to_owned))
    }

    fn our_row(&self, n: i64, kind: MessageKind, text: Option<&str>) -> Row {
        (self.mid(n), kind, Direction::Out, text.map(str::to_owned))
    }
}

fn merged(mut into: Value, fields: Value) -> Value {
    if let (Some(into), Value::Object(fields)) = (into.as_object_mut(), fields) {
        into.extend(fields);
    }
    into
}

/// What a person's message comes to.
fn asks(messages: Vec<Row>) -> Shown {
    Shown {
        messages,
        reactions: Vec::new(),
        lines: 0,
        standing: Standing::NeedsReply,
        unread: true,
        window: true,
        seen: false,
    }
}

/// What a message of ours alone comes to.
fn answered(messages: Vec<Row>) -> Shown {
    Shown { standing: Standing::Waiting, unread: false, window: false, ..asks(messages) }
}

/// What was told, told by a read (if it is), and on screen.
type Told = (Vec<Value>, Option<Value>, Shown);

fn attachment(kind: &str, payload: Value) -> Value {
    json!({ "attachments": [{ "type": kind, "payload": payload }] })
}

/// One message of the person that carries something, told the same by a read.
fn carries(b: &Building, webhook: Value, read: Value, kind: MessageKind) -> Told {
    (vec![b.message(1, webhook)], Some(json!([b.listed(1, true, read)])), asks(vec![b.row(1, kind, None)]))
}

/// One message of the person that reads do not show.
fn webhook_alone(b: &Building, webhook: Value, kind: MessageKind) -> Told {
    (vec![b.message(1, webhook)], None, asks(vec![b.row(1, kind, None)]))
}

fn read_attachment(fields: Value) -> Value {
    json!({ "message": "", "attachments": { "data": [fields] } })
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    // Within the window, in whole seconds.
    let base = (now().0 - 3 * HOUR).div_euclid(SECOND) * SECOND;
    let builders = words::words()
        .into_iter()
        .chain(media::media())
        .chain(shares::shares())
        .chain(presses::presses())
        .chain(afterwards::afterwards());
    builders
        .enumerate()
        .map(|(number, (name, build))| {
            let building = Building { number, base };
            let (events, read, expected) = build(&building);
            let when_read = told_less(name, &building);
            Case { name, number, events, read, expected, when_read }
        })
        .collect()
}

type Named = (&'static str, fn(&Building) -> Told);

/// What reads alone leave out of these.
fn told_less(name: &str, b: &Building) -> Option<Shown> {
    let row = match name {
        // Shared stories come empty on every read path.
        "a shared story" => b.row(1, MessageKind::Unsupported, None),
        "view-once media" => b.row(1, MessageKind::Unsupported, None),
        _ => return None,
    };
    Some(asks(vec![row]))
}
