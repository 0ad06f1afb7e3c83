//! Form keys with brackets: `message[attachment][type]=image` is one part of the parameter `message`.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Deeper than any body that Graph takes.
const MAX_DEPTH: usize = 8;

/// The parameter that is spread over `name[..]` keys; none when there are none.
pub(super) fn gather(params: &HashMap<String, String>, name: &str) -> Option<Value> {
    let mut parts: Vec<(&str, &str)> = params
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix(name)?.strip_prefix('[')?, value.as_str())))
        .collect();
    parts.sort_unstable();
    let mut whole = Map::new();
    for (path, value) in parts {
        let steps: Vec<&str> = path.trim_end_matches(']').split("][").take(MAX_DEPTH).collect();
        put(&mut whole, &steps, value);
    }
    (!whole.is_empty()).then(|| listed(Value::Object(whole)))
}

fn put(into: &mut Map<String, Value>, steps: &[&str], value: &str) {
    let Some((first, rest)) = steps.split_first() else { return };
    let first = if first.is_empty() { into.len().to_string() } else { (*first).to_owned() };
    if rest.is_empty() {
        into.insert(first, value.into());
        return;
    }
    let inner = into.entry(first).or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(inner) = inner {
        put(inner, rest, value);
    }
}

/// Objects whose keys are all numbers are lists.
fn listed(value: Value) -> Value {
    match value {
        Value::Object(parts) if parts.keys().all(|key| key.parse::<usize>().is_ok()) => {
            let mut rows: Vec<(usize, Value)> =
                parts.into_iter().filter_map(|(key, part)| Some((key.parse().ok()?, listed(part)))).collect();
            rows.sort_by_key(|(place, _)| *place);
            Value::Array(rows.into_iter().map(|(_, part)| part).collect())
        }
        Value::Object(parts) => {
            Value::Object(parts.into_iter().map(|(key, part)| (key, listed(part))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_and_lists() {
        let params = [
            ("message[attachments][0][type]", "image"),
            ("message[attachments][0][payload][url]", "https://x.example/a"),
            ("message[attachments][1][type]", "image"),
            ("messages[x]", "another"),
            ("plain", "1"),
        ];
        let params = params.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        assert_eq!(
            gather(&params, "message"),
            Some(json!({"attachments": [
                {"type": "image", "payload": {"url": "https://x.example/a"}}, {"type": "image"},
            ]}))
        );
        assert_eq!(gather(&params, "plain"), None);
    }
}
