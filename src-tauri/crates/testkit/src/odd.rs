//! One body, made odd in one place after another.

use serde_json::Value;

/// Stands where raw JSON is put in.
const HOLE: &str = "\u{E000}hole";
/// Becomes a byte that is no UTF-8.
const BROKEN: char = '\u{E001}';

/// A body with one odd place.
#[derive(Debug, Clone)]
pub struct Odd {
    /// The names and numbers that lead to the place; empty for the body itself.
    pub path: Vec<String>,
    /// What was done there, in short.
    pub change: String,
    /// The body as it is sent. Not always JSON as a parser wants it.
    pub text: Vec<u8>,
}

/// The body made odd in each of its places in each way, always in the same order: nodes that are left out, null, of another
/// type, empty, huge, deep, written twice or in another spelling, names that nobody knows, numbers and characters at the
/// edge of what can be.
///
/// # Panics
/// Never for JSON.
#[must_use]
pub fn odd(body: &Value) -> Vec<Odd> {
    let mut all = Vec::new();
    for path in paths(body) {
        let at = |change: &str, raw: &str| Odd {
            path: path.clone(),
            change: change.to_owned(),
            text: with(body, &path, raw),
        };
        let own = node(body, &path).clone();
        let name = path.last().filter(|name| name.parse::<usize>().is_err());
        all.extend(STANDARD.iter().map(|raw| at(raw, raw)));
        all.extend(grown(&own).into_iter().map(|(change, raw)| at(change, &raw)));
        all.extend(respelt(&own).into_iter().map(|(change, raw)| at(change, &raw)));
        if let Some(name) = name {
            all.push(at("twice, null last", &format!("{own},\"{name}\":null")));
            all.push(at("twice, null first", &format!("null,\"{name}\":{own}")));
        }
        if let Some(text) = without(body, &path) {
            all.push(Odd { path: path.clone(), change: "left out".to_owned(), text });
        }
    }
    all
}

const STANDARD: [&str; 18] = [
    "null",
    "true",
    "0",
    "-1",
    "7.5",
    "1e400",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    r#""""#,
    r#"" ""#,
    r#""x""#,
    "[]",
    "{}",
    "[null]",
    r#""a\ud83d""#,
    "\"a\u{E001}\n\"",
    r#""\u0000\u{2764}""#,
];

fn grown(own: &Value) -> Vec<(&'static str, String)> {
    let mut grown = vec![
        ("in a list", format!("[{own}]")),
        ("in two lists", format!("[[{own}]]")),
        ("in data", format!("{{\"data\":[{own}]}}")),
        ("in an object", format!("{{\"a\":{own}}}")),
        ("a long text", format!("\"{}\"", "wide 広い ".repeat(1_500))),
        ("a long list", format!("[{}0]", "0,".repeat(300))),
        ("deep", format!("{}{own}{}", "[".repeat(125), "]".repeat(125))),
        ("deeper", format!("{}{own}{}", "{\"a\":[".repeat(300), "]}".repeat(300))),
    ];
    if let Value::Object(fields) = own {
        let mut fields = fields.clone();
        fields.insert("brand_new".to_owned(), serde_json::json!({ "a": [1, { "id": "7" }] }));
        grown.push(("with a new name", Value::Object(fields).to_string()));
    }
    if let Value::Array(items) = own {
        let odd = [Value::Null, Value::from("odd"), serde_json::json!([]), serde_json::json!({})];
        let items: Vec<Value> = odd.iter().cloned().chain(items.iter().cloned()).chain(odd.clone()).collect();
        grown.push(("with odd neighbours", Value::Array(items).to_string()));
    }
    grown
}

/// The same value in another spelling, and what looks like it.
fn respelt(own: &Value) -> Vec<(&'static str, String)> {
    match own {
        Value::String(text) => vec![
            ("in capitals", Value::from(text.to_uppercase()).to_string()),
            ("with spaces", Value::from(format!(" {text} ")).to_string()),
            ("brand new", Value::from(format!("brand_new_{text}")).to_string()),
            ("bare", if text.parse::<u64>().is_ok() { text.clone() } else { "false".to_owned() }),
            ("a date", "\"2026-09-28T22:44:49+0000\"".to_owned()),
        ],
        Value::Number(number) => {
            let count = number.as_i64().unwrap_or(1);
            vec![
                ("as text", format!("\"{number}\"")),
                ("in thousands", (count / 1_000).to_string()),
                ("in thousandths", count.saturating_mul(1_000).to_string()),
                ("with a fraction", format!("{number}.0")),
                ("negative", count.saturating_neg().to_string()),
                ("a date", "\"2026-09-28T22:44:49.123+02:00\"".to_owned()),
                ("a far date", "\"9999-12-31T23:59:59Z\"".to_owned()),
            ]
        }
        Value::Bool(flag) => vec![
            ("as text", format!("\"{flag}\"")),
            ("as a number", u8::from(*flag).to_string()),
            ("the other", (!flag).to_string()),
        ],
        _ => Vec::new(),
    }
}

fn paths(value: &Value) -> Vec<Vec<String>> {
    let below: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, item)| (name.clone(), item)).collect(),
        _ => Vec::new(),
    };
    let mut all = vec![Vec::new()];
    for (name, item) in below {
        all.extend(paths(item).into_iter().map(|rest| std::iter::once(name.clone()).chain(rest).collect()));
    }
    all
}

fn pointer(path: &[String]) -> String {
    path.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
}

fn node<'a>(body: &'a Value, path: &[String]) -> &'a Value {
    body.pointer(&pointer(path)).expect("a path of this body")
}

fn with(body: &Value, path: &[String], raw: &str) -> Vec<u8> {
    let mut body = body.clone();
    *body.pointer_mut(&pointer(path)).expect("a path of this body") = Value::from(HOLE);
    let text = body.to_string().replacen(&Value::from(HOLE).to_string(), raw, 1);
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match character {
            BROKEN => bytes.push(0xFF),
            other => bytes.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

fn without(body: &Value, path: &[String]) -> Option<Vec<u8>> {
    let (last, above) = path.split_last()?;
    let mut body = body.clone();
    match body.pointer_mut(&pointer(above))? {
        Value::Object(fields) => drop(fields.remove(last)),
        Value::Array(items) => drop(items.remove(last.parse().ok()?)),
        _ => return None,
    }
    Some(body.to_string().into_bytes())
}
