//! The domain's words as column values: the same spelling as on the wire.

use domain::conversation::Standing;
use domain::observation::Source;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Result, StoreError};

/// A word as text; a value that is more than a word as JSON.
pub(crate) fn code<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// The reverse of [`code`].
pub(crate) fn decode<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T> {
    serde_json::from_value(Value::String(text.to_owned()))
        .or_else(|_| serde_json::from_str(text))
        .map_err(|_| StoreError::Unreadable(column))
}

/// The reverse of [`code`] for a column that may be empty.
pub(crate) fn decode_some<T: DeserializeOwned>(
    text: Option<&str>,
    column: &'static str,
) -> Result<Option<T>> {
    text.map(|text| decode(text, column)).transpose()
}

/// A list for `json_each`.
pub(crate) fn json_list<T: Serialize>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<T> = values.into_iter().collect();
    serde_json::to_string(&values).unwrap_or_else(|_| "[]".to_owned())
}

pub(crate) fn source_code(source: Source) -> &'static str {
    match source {
        Source::Poll => "poll",
        Source::Webhook => "webhook",
        Source::Answer => "answer",
    }
}

pub(crate) fn source(code: &str) -> Result<Source> {
    match code {
        "poll" => Ok(Source::Poll),
        "webhook" => Ok(Source::Webhook),
        "answer" => Ok(Source::Answer),
        _ => Err(StoreError::Unreadable("message.found_by")),
    }
}

/// A number, because lists are indexed by it.
pub(crate) fn standing_code(standing: Standing) -> i64 {
    match standing {
        Standing::NeedsReply => 0,
        Standing::Waiting => 1,
        Standing::Done => 2,
        Standing::Quiet => 3,
        Standing::Snoozed => 4,
        Standing::Spam => 5,
        Standing::Binned => 6,
    }
}
