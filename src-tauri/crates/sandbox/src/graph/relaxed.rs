//! Objects as people type them into an address: `{id:123}`, `{text:'You did it!'}`. Graph takes names and words without
//! quotes and text in single ones, and Meta's own samples of the Messenger Platform send so.

use serde_json::Value;

/// What a text says as JSON, or as an object or list written more loosely than that; none when it is neither.
pub(super) fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&strict(text))).ok()
}

/// The same with every name and every bare word in double quotes. Numbers and JSON's three words stay what they are.
fn strict(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if matches!(first, '\'' | '"') {
            let (inside, after) = quoted(&rest[1..], first);
            out.push_str(&Value::from(inside).to_string());
            rest = after;
        } else if first.is_whitespace() || "{}[]:,".contains(first) {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            let end = rest.find(|c: char| "{}[]:,".contains(c)).unwrap_or(rest.len());
            let word = rest[..end].trim_end();
            let is_name = rest[end..].starts_with(':');
            let plain = !is_name && serde_json::from_str::<Value>(word).is_ok();
            out.push_str(&if plain { word.to_owned() } else { Value::from(word).to_string() });
            rest = &rest[end..];
        }
    }
    out
}

/// What stands up to the closing quote, and what comes after it. A backslash takes away the meaning of what follows.
fn quoted(text: &str, quote: char) -> (String, &str) {
    let (mut inside, mut chars) = (String::new(), text.char_indices());
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, 'n')) => inside.push('\n'),
                Some((_, other)) => inside.push(other),
                None => {}
            },
            _ if c == quote => return (inside, &text[at + c.len_utf8()..]),
            _ => inside.push(c),
        }
    }
    (inside, "")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn loose_writings() {
        for (written, meant) in [
            (r#"{"id":"7"}"#, json!({"id": "7"})),
            ("{id:7}", json!({"id": 7})),
            ("{ id : seven }", json!({"id": "seven"})),
            ("{'id':'7'}", json!({"id": "7"})),
            ("{text:'You did it!'}", json!({"text": "You did it!"})),
            (r"{text:'it\'s, {so}: \\ad'}", json!({"text": "it's, {so}: \\ad"})),
            (r#"{text:"é, 😀"}"#, json!({"text": "é, 😀"})),
            (
                "{attachment:{type:image, payload:{url:'https://x.example/a', is_reusable:true}}}",
                json!({"attachment": {"type": "image", "payload": {"url": "https://x.example/a", "is_reusable": true}}}),
            ),
            ("[messages, message_reactions]", json!(["messages", "message_reactions"])),
        ] {
            assert_eq!(parse(written), Some(meant), "{written}");
        }
        for odd in ["{", "{id:", "{id:7}}", "{:}", "{'id':'7", "[,"] {
            assert_eq!(parse(odd), None, "{odd}");
        }
    }
}
