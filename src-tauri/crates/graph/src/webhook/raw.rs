//! What is kept of an item that cannot be understood.

use serde_json::{Map, Value};

/// What is kept of it at most.
const MAX: usize = 16 << 10;
/// Characters of a text that are kept of a longer item. No message of a person has more.
const TEXT: usize = 1_000;
/// Members of a list or an object that are kept of a longer item.
const MEMBERS: usize = 30;

/// An item as it came; of a longer one, all of it that is short. It stays JSON, so that it can still be told what it names.
pub(super) fn raw(item: &Value) -> String {
    let whole = item.to_string();
    if whole.len() <= MAX { whole } else { cut(abridged(item).to_string()) }
}

/// The beginning of bytes that are no JSON.
pub(super) fn beginning(bytes: &[u8]) -> String {
    cut(String::from_utf8_lossy(bytes.get(..MAX).unwrap_or(bytes)).into_owned())
}

fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MAX));
    text
}

/// The item with an ellipsis for the rest of each long text, and without the rest of each long list.
fn abridged(item: &Value) -> Value {
    match item {
        Value::String(text) => match text.char_indices().nth(TEXT) {
            Some((end, _)) => Value::from(format!("{}…", &text[..end])),
            None => item.clone(),
        },
        Value::Array(items) => items.iter().take(MEMBERS).map(abridged).collect(),
        Value::Object(fields) => {
            let kept = fields.iter().take(MEMBERS).map(|(name, value)| (name.clone(), abridged(value)));
            Value::Object(kept.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_item_stays_json() {
        let short = json!({"message": {"mid": "m", "text": "é".repeat(1_000)}});
        assert_eq!(raw(&short), short.to_string());
        let long = json!({"hologram": {"mid": "m", "layers": vec![0; 20_000], "text": "é".repeat(20_000)}});
        let kept: Value = serde_json::from_str(&raw(&long)).expect("JSON");
        assert_eq!(kept["hologram"]["mid"], "m");
        assert_eq!(kept["hologram"]["layers"].as_array().map(Vec::len), Some(MEMBERS));
        assert_eq!(kept["hologram"]["text"], format!("{}…", "é".repeat(TEXT)));
        let wide = json!(vec![vec!["é".repeat(900); 30]; 30]);
        assert!(raw(&wide).len() <= MAX);
        assert_eq!(beginning(&[0xFF; 20_000]).len(), MAX - MAX % 3);
    }
}
