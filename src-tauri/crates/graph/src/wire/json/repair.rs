//! What `serde_json` refuses a whole document for, and what yet stands in one place alone: made harmless there.

/// Deeper than anything that Meta sends, and less deep than what `serde_json` still takes (128).
const MAX_DEPTH: usize = 100;

/// The same document with U+FFFD for lone surrogates, `null` for what is nested too deep, quotes around numbers that no
/// computer holds, and escapes for what should have been escaped. What is whole stays as it is.
pub(super) fn repaired(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut depth, mut rest) = (0_usize, text);
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => end_of_string(rest),
            '-' | '0'..='9' => rest
                .find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'))
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        depth += usize::from(matches!(first, '[' | '{'));
        match first {
            '[' | '{' if depth == MAX_DEPTH + 1 => out.push_str("null"),
            _ if depth > MAX_DEPTH => {}
            '"' => push_string(&mut out, token),
            '-' | '0'..='9' if token.parse().is_ok_and(f64::is_infinite) => {
                out.extend(["\"", token, "\""]);
            }
            _ => out.push_str(token),
        }
        depth = depth.saturating_sub(usize::from(matches!(first, ']' | '}')));
        rest = after;
    }
    out
}

/// Where the string ends with which a text begins, behind its closing quote.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    let closing = text.bytes().enumerate().skip(1).find(|(_, byte)| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    });
    closing.map_or(text.len(), |(at, _)| at + 1)
}

/// Adds a string with its quotes.
fn push_string(out: &mut String, string: &str) {
    let mut rest = string;
    while let Some(at) = rest.find(|c: char| c == '\\' || c < ' ') {
        let (before, odd) = rest.split_at(at);
        out.push_str(before);
        let take = match (unit(odd), odd.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                out.push_str("\\ufffd");
                rest = &odd[6..];
                continue;
            }
            (Some(_), _) => 6,
            // The backslash and what it escapes, so that `\\u` is not taken for an escape of its own.
            (None, _) if is_escape(odd) => 2,
            // A character that stands for itself.
            (None, _) => {
                let first = odd.chars().next().unwrap_or_default();
                out.push_str(&format!("\\u{:04x}", u32::from(first)));
                rest = &odd[first.len_utf8()..];
                continue;
            }
        };
        out.push_str(&odd[..take]);
        rest = &odd[take..];
    }
    out.push_str(rest);
}

/// Whether a text begins with an escape of one letter.
fn is_escape(text: &str) -> bool {
    text.strip_prefix('\\').is_some_and(|rest| rest.starts_with(['"', '\\', '/', 'b', 'f', 'n', 'r', 't']))
}

/// The UTF-16 unit of an escape `\uXXXX` at the start of a text.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str) -> Option<Value> {
        serde_json::from_str(&repaired(text)).ok()
    }

    #[test]
    fn one_odd_place_does_not_take_its_surroundings_along() {
        let deep = format!("{}7{}", "[{\"a\":".repeat(5_000), "}]".repeat(5_000));
        for (odd, becomes) in [
            (r#""a\ud83db""#, json!("a\u{FFFD}b")),
            (r#""\ude00\ud83d\ude00\ud83d""#, json!("\u{FFFD}😀\u{FFFD}")),
            (r#""\\ud83d \ud83d""#, json!("\\ud83d \u{FFFD}")),
            ("\"a\nb\tc\"", json!("a\nb\tc")),
            (r#""\u{2764} \x41 \'""#, json!("\\u{2764} \\x41 \\'")),
            ("1e400", json!("1e400")),
            ("-1E+999", json!("-1E+999")),
            ("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
        ] {
            let whole = format!(r#"{{"odd":{odd},"text":"good","n":-1.5}}"#);
            assert_eq!(read(&whole), Some(json!({"odd": becomes, "text": "good", "n": -1.5})), "{odd}");
        }
        let whole = format!(r#"{{"odd":{deep},"text":"good"}}"#);
        assert_eq!(read(&whole).map(|read| read["text"].clone()), Some(json!("good")));
        for hopeless in ["{\"a\":", "\"a", "[1,", "<html>", "{\"a\":\"\\\"}", ""] {
            assert_eq!(read(hopeless), None, "{hopeless}");
        }
    }

    proptest! {
        #[test]
        fn what_is_whole_stays_as_it_is(text in any::<String>(), number in any::<f64>()) {
            let body = json!({"t": text, "n": [number, 17, null], "\"\\": {}}).to_string();
            prop_assert_eq!(repaired(&body), body);
        }

        #[test]
        fn no_text_panics(text in r#"(\\u[0-9a-fDd]{0,5}|\\|\\\\|"|é|x|[\[\]{}:,]|-?[0-9]{1,3}(e[0-9]{1,4})?){0,20}"#) {
            let _ = repaired(&text);
        }
    }
}
