//! Bodies: what happened, in the envelope's forms (reference, section 6.5).

use serde_json::{Map, Value, json};

use crate::world::World;

/// Where in an entry something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `messaging`, or `standby` while another app owns the thread.
    Messaging {
        /// Another app owns the thread.
        standby: bool,
    },
    /// `changes`: comments and mentions.
    Change,
}

/// One thing to tell.
#[derive(Debug, Clone)]
pub(crate) struct News {
    /// Index of the handle; none for an account of another tenant, or for the dashboard's "0".
    pub(crate) handle: Option<usize>,
    /// The entry's id.
    pub(crate) entry: String,
    /// The webhook field that it belongs to.
    pub(crate) field: String,
    pub(crate) form: Form,
    pub(crate) value: Value,
    pub(crate) at_ms: i64,
}

/// One body of many news; neighbours of one account and form share an entry.
pub(crate) fn body(world: &World, news: &[News]) -> Value {
    let mut entries: Vec<Value> = Vec::new();
    let mut open: Option<(&str, &'static str)> = None;
    for item in news {
        let (key, row) = row(world, item);
        let shared = open == Some((item.entry.as_str(), key)) && key != "field";
        if shared
            && let Some(rows) = entries.last_mut().and_then(|e| e.get_mut(key)).and_then(Value::as_array_mut)
        {
            rows.push(row);
            continue;
        }
        entries.push(entry(item, key, row));
        open = Some((&item.entry, key));
    }
    let whole = json!({"object": "instagram", "entry": entries});
    if world.switches.is("webhook_wrapping", "array") { json!([whole]) } else { whole }
}

fn row(world: &World, item: &News) -> (&'static str, Value) {
    let changed = |value: &Value| json!({"field": item.field, "value": value});
    if world.switches.is("webhook_values", "left_out") {
        return ("changed_fields", item.field.as_str().into());
    }
    match item.form {
        Form::Messaging { standby: true } => ("standby", item.value.clone()),
        Form::Messaging { .. } if world.switches.is("message_entry", "changes") => {
            ("changes", changed(&item.value))
        }
        Form::Messaging { .. } => ("messaging", item.value.clone()),
        Form::Change if world.switches.is("comment_entry", "direct") => ("field", changed(&item.value)),
        Form::Change => ("changes", changed(&item.value)),
    }
}

fn entry(item: &News, key: &'static str, row: Value) -> Value {
    let mut entry = Map::new();
    entry.insert("id".to_owned(), item.entry.clone().into());
    // Milliseconds beside `messaging`, seconds beside `changes` (reference, section 6.5).
    let time = if matches!(key, "messaging" | "standby") { item.at_ms } else { item.at_ms / 1000 };
    entry.insert("time".to_owned(), time.into());
    match (key, row) {
        ("field", Value::Object(pair)) => entry.extend(pair),
        (key, row) => {
            entry.insert(key.to_owned(), json!([row]));
        }
    }
    Value::Object(entry)
}

/// What the dashboard's "Test" button sends: entry id "0" and made-up people, or no entry at all
/// (reference, sections 6.5 (e) and 16.10).
pub(crate) fn dashboard_test(world: &World, field: &str, bare: bool) -> Value {
    let value = match field {
        "comments" | "live_comments" => json!({
            "from": {"id": "232323232", "username": "test"}, "id": "17865799348089039", "text": "This is an example.",
            "media": {"id": "123123123", "media_product_type": "FEED"},
        }),
        _ => json!({
            "sender": {"id": "12334"}, "recipient": {"id": "23245"}, "timestamp": "1527459824",
            "message": {"mid": "random_mid", "text": "random_text"},
        }),
    };
    let change = json!({"field": field, "value": value});
    if bare {
        return change;
    }
    json!({"object": "instagram", "entry": [{"id": "0", "time": world.now_ms() / 1000, "changes": [change]}]})
}
