//! JSON as Meta writes it, and as it should not but might.

mod repair;

use serde_json::Value;

/// Longer than any id; Instagram's longest have about 200 characters.
const MAX_ID: usize = 2_048;

/// Parses a body. What is broken in one place (a lone surrogate or broken UTF-8, which a message's text can bring in; what is
/// nested without end; a number that no computer holds) is mended there, instead of making everything around it unreadable.
/// `None` when it is no JSON at all.
pub(crate) fn parse(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok().or_else(|| {
        let text = String::from_utf8_lossy(body);
        serde_json::from_str(&repair::repaired(text.trim_start_matches('\u{FEFF}'))).ok()
    })
}

/// Lenient reading of one object's fields.
pub(crate) trait Node {
    /// A field that is there and not null.
    fn field(&self, name: &str) -> Option<&Value>;

    /// A text that is not empty.
    fn text(&self, name: &str) -> Option<&str> {
        self.field(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// A text that is not empty; where a number stands in its place, its digits.
    fn owned(&self, name: &str) -> Option<String> {
        match self.field(name)? {
            Value::Number(number) => Some(number.to_string()),
            _ => self.text(name).map(str::to_owned),
        }
    }

    /// An error; `false` in its place says that there is none.
    fn error(&self) -> Option<&Value> {
        self.field("error").filter(|error| **error != Value::Bool(false))
    }

    /// An id: a string, or an integer with all its digits.
    fn id(&self, name: &str) -> Option<String> {
        id(self.field(name)?)
    }

    /// A whole number; may stand as a string or with a fraction.
    fn number(&self, name: &str) -> Option<i64> {
        number(self.field(name)?)
    }

    /// A flag; may stand as a word or as 0 and 1.
    fn flag(&self, name: &str) -> Option<bool> {
        match self.field(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            Value::Number(number) => match number.as_i64()? {
                0 => Some(false),
                1 => Some(true),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a flag is there and set.
    fn is_set(&self, name: &str) -> bool {
        self.flag(name) == Some(true)
    }

    /// The elements of a list, bare or wrapped in `{"data":[..]}`.
    fn items(&self, name: &str) -> &[Value] {
        self.field(name).map_or(&[], items)
    }
}

impl Node for Value {
    fn field(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| !value.is_null())
    }
}

/// The elements of a list, bare or wrapped in `{"data":[..]}`.
pub(crate) fn items(value: &Value) -> &[Value] {
    let list = value.as_array().or_else(|| value.get("data")?.as_array());
    list.map_or(&[], Vec::as_slice)
}

/// Ids exceed 2^53: an integer keeps its digits, and what only a float could hold is no id (instagram-platform,
/// section 14).
fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            Some(text.trim()).filter(|text| !text.is_empty() && text.len() <= MAX_ID).map(str::to_owned)
        }
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        // Casting saturates, which is all that a count needs.
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|float| float as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_keep_every_digit() {
        let of = |text: &str| parse(text.as_bytes()).and_then(|value| value.id("id"));
        assert_eq!(of(r#"{"id":"27640000000000011"}"#).as_deref(), Some("27640000000000011"));
        assert_eq!(of(r#"{"id":27640000000000011}"#).as_deref(), Some("27640000000000011"));
        assert_eq!(of(r#"{"id":18446744073709551615}"#).as_deref(), Some("18446744073709551615"));
        // Beyond 64 bits only a float would hold it: no id rather than a wrong one.
        for odd in ["184467440737095516150", "1.5", "1e17", "null", "\"\"", "\" \"", "{}", "[]", "true"] {
            assert_eq!(of(&format!("{{\"id\":{odd}}}")), None, "{odd}");
        }
    }

    #[test]
    fn numbers_flags_and_lists_in_all_spellings() {
        let value = json!({"a": "17", "b": 17, "c": 17.9, "d": "x", "e": null, "t": "true", "f": false,
            "bare": [1], "wrapped": {"data": [1, 2]}, "odd": "list"});
        assert_eq!(["a", "b", "c"].map(|name| value.number(name)), [Some(17); 3]);
        assert_eq!(["d", "e", "none", "t"].map(|name| value.number(name)), [None; 4]);
        assert_eq!((value.flag("t"), value.flag("f"), value.flag("a")), (Some(true), Some(false), None));
        let texts = ["a", "b", "c", "e", "f"].map(|name| value.owned(name));
        assert_eq!(
            texts,
            [Some("17".to_owned()), Some("17".to_owned()), Some("17.9".to_owned()), None, None]
        );
        let lengths = ["bare", "wrapped", "odd", "none"].map(|name| value.items(name).len());
        assert_eq!(lengths, [1, 2, 0, 0]);
    }

    #[test]
    fn a_broken_character_does_not_take_its_surroundings_along() {
        let text = |body: &[u8]| parse(body).and_then(|value| value.owned("t"));
        assert_eq!(text(br#"{"t":"a\ud83db"}"#).as_deref(), Some("a\u{FFFD}b"));
        assert_eq!(text(b"{\"t\":\"a\xFFb\"}").as_deref(), Some("a\u{FFFD}b"));
        assert_eq!(text(b"\xEF\xBB\xBF{\"t\":\"a\"}").as_deref(), Some("a"));
        assert_eq!(text(b"<html>"), None);
    }

    #[test]
    fn deep_nesting_without_an_end_is_refused_without_overflow() {
        assert_eq!(parse("[".repeat(100_000).as_bytes()), None);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&body);
        }
    }
}
