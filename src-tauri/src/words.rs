//! The shell's own words, from the catalogue that the page has too: one place for every word on screen.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

/// The catalogue, without its forms for one and many: the shell's words need none.
static WORDS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let catalogue: HashMap<String, Value> =
        serde_json::from_str(include_str!("../../ui/messages/en.json")).unwrap_or_default();
    catalogue
        .into_iter()
        .filter_map(|(key, value)| match value {
            Value::String(text) => Some((key, text)),
            _ => None,
        })
        .collect()
});

/// The words under a key, with what stands in their `{places}`. A missing key shows itself, so that a test sees it.
pub(crate) fn say(key: &str, places: &[(&str, &str)]) -> String {
    let Some(words) = WORDS.get(key) else { return key.to_owned() };
    let mut said = String::with_capacity(words.len());
    let mut rest = words.as_str();
    // One pass: what is put in is never looked at again, whatever a person calls themselves.
    while let Some((before, after)) = rest.split_once('{') {
        let Some((place, after)) = after.split_once('}') else { break };
        said.push_str(before);
        said.push_str(places.iter().find(|(name, _)| *name == place).map_or("", |(_, value)| value));
        rest = after;
    }
    said.push_str(rest);
    said
}

#[cfg(test)]
mod tests {
    use super::{WORDS, say};

    #[test]
    fn places_are_filled_once() {
        let name = "{handle} <b>";
        assert_eq!(
            say("notify_message_title", &[("person", name), ("handle", "acme")]),
            "{handle} <b> · @acme"
        );
        assert_eq!(say("no such key", &[]), "no such key");
    }

    /// Every key that the shell says is in the catalogue.
    #[test]
    fn nothing_is_missing() {
        let sources = [include_str!("notify/words.rs"), include_str!("tray/menu.rs")];
        let keys = sources.iter().flat_map(|source| {
            source.split("say(\"").skip(1).filter_map(|rest| rest.split_once('"').map(|(key, _)| key))
        });
        let keys: Vec<_> = keys.collect();
        assert!(keys.len() > 10, "{keys:?}");
        for key in keys {
            assert!(WORDS.contains_key(key), "{key}");
        }
    }
}
