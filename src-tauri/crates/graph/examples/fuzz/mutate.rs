//! Changed inputs: first in their structure, as JSON, and at times in their bytes.

use serde_json::{Map, Value, json};

use crate::dice::Dice;

/// No input is longer: the interesting ones are short.
const MAX_BYTES: usize = 64 << 10;
/// Names that are put where others stood.
const NAMES: [&str; 40] = [
    "entry",
    "messaging",
    "standby",
    "changes",
    "changed_fields",
    "field",
    "value",
    "id",
    "time",
    "sender",
    "recipient",
    "timestamp",
    "message",
    "mid",
    "text",
    "attachments",
    "type",
    "payload",
    "url",
    "postback",
    "reaction",
    "message_edit",
    "num_edit",
    "read",
    "referral",
    "is_echo",
    "is_deleted",
    "data",
    "paging",
    "cursors",
    "after",
    "next",
    "participants",
    "messages",
    "from",
    "to",
    "created_time",
    "error",
    "code",
    "error_subcode",
];
/// Texts that broke parsers before.
const TEXTS: [&str; 24] = [
    "",
    " ",
    "0",
    "-1",
    "true",
    "null",
    "17841400000000123",
    "18446744073709551616",
    "1e309",
    "\u{0}",
    "\u{FEFF}x",
    "a\u{202E}b",
    "👩‍👩‍👧‍👦",
    "\u{FFFD}",
    "2026-09-28T22:44:49+0000",
    "9999-12-31T23:59:60+9999",
    "https://www.instagram.com/p/C1/",
    "https://[::1",
    "javascript:alert(1)",
    "aWdfZAG1faXRlbToxOg",
    "ZZZZ",
    "<html>",
    "\\ud83d",
    "9000001",
];

/// Another input, made from one of the pool and pieces of others.
pub(crate) fn mutated(pool: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let empty = Vec::new();
    let seed = dice.pick(pool).unwrap_or(&empty).clone();
    let mut bytes = match serde_json::from_slice::<Value>(&seed) {
        Ok(mut value) if !dice.one_in(8) => {
            for _ in 0..=dice.below(4) {
                let donor = dice.pick(pool).and_then(|donor| serde_json::from_slice(donor).ok());
                change(&mut value, donor.as_ref(), dice);
            }
            value.to_string().into_bytes()
        }
        _ => seed,
    };
    if dice.one_in(5) {
        for _ in 0..=dice.below(3) {
            scratch(&mut bytes, dice);
        }
    }
    bytes.truncate(MAX_BYTES);
    bytes
}

/// Changes something somewhere in the tree.
fn change(root: &mut Value, donor: Option<&Value>, dice: &mut Dice) {
    let nodes = count(root);
    let Some(node) = nth(root, &mut dice.below(nodes)) else { return };
    match dice.below(9) {
        0 => *node = scalar(dice),
        1 => *node = json!([node.take()]),
        2 => {
            let name = dice.pick(&NAMES).copied().unwrap_or_default();
            *node = Value::Object(Map::from_iter([(name.to_owned(), node.take())]));
        }
        3 => {
            if let Some(piece) = donor.and_then(|donor| piece(donor, dice)) {
                *node = piece;
            }
        }
        4 => {
            for _ in 0..dice.below(200) {
                *node = json!([node.take()]);
            }
        }
        _ => inside(node, donor, dice),
    }
}

/// Changes what a list, an object, a text or a number holds.
fn inside(node: &mut Value, donor: Option<&Value>, dice: &mut Dice) {
    match node {
        Value::Array(items) => match dice.below(4) {
            0 if !items.is_empty() => {
                items.remove(dice.below(items.len()));
            }
            1 => {
                if let Some(item) = dice.pick(items).cloned() {
                    let times = if dice.one_in(20) { 500 } else { 1 };
                    items.extend(std::iter::repeat_n(item, times));
                }
            }
            2 => items.reverse(),
            _ => items.extend(donor.and_then(|donor| piece(donor, dice))),
        },
        Value::Object(fields) => {
            let names: Vec<String> = fields.keys().cloned().collect();
            let taken = dice.pick(&names).and_then(|name| fields.remove(name));
            let name = dice.pick(&NAMES).copied().unwrap_or_default();
            match dice.below(3) {
                0 => {}
                1 => {
                    fields.insert(name.to_owned(), taken.unwrap_or_default());
                }
                _ => {
                    let new = donor.and_then(|donor| piece(donor, dice)).unwrap_or_else(|| scalar(dice));
                    fields.insert(name.to_owned(), new);
                }
            }
        }
        Value::String(text) => match dice.below(3) {
            0 => *text = text.repeat(1 + dice.below(40)),
            1 => text.push_str(dice.pick(&TEXTS).copied().unwrap_or_default()),
            _ => *text = text.chars().rev().collect(),
        },
        other => *other = scalar(dice),
    }
}

fn scalar(dice: &mut Dice) -> Value {
    match dice.below(8) {
        0 => Value::Null,
        1 => Value::Bool(dice.one_in(2)),
        2 => json!(i64::MIN),
        3 => json!(u64::MAX),
        4 => json!(dice.next()),
        5 => json!(1e300),
        _ => json!(dice.pick(&TEXTS)),
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// The node that stands at a place of the tree, counted from the root.
fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(fields) => fields.values_mut().find_map(|item| nth(item, left)),
        _ => None,
    }
}

/// A piece of another input.
fn piece(donor: &Value, dice: &mut Dice) -> Option<Value> {
    let mut donor = donor.clone();
    let nodes = count(&donor);
    nth(&mut donor, &mut dice.below(nodes)).map(|node| node.take())
}

/// Changes bytes, whatever they mean.
pub(crate) fn scratch(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(bytes.len());
    match dice.below(6) {
        0 => bytes.truncate(at),
        1 if !bytes.is_empty() => {
            bytes.remove(at);
        }
        2 => bytes.insert(at.min(bytes.len()), u8::try_from(dice.below(256)).unwrap_or_default()),
        3 => {
            let escape: &[u8] =
                [b"\\ud83d".as_slice(), b"\\u0000", b"\xFF", b"\"", b"}", b"[["][dice.below(6)];
            bytes.splice(at..at, escape.iter().copied());
        }
        4 => {
            let end = at.saturating_add(dice.below(64)).min(bytes.len());
            let again = bytes.get(at..end).unwrap_or_default().to_vec();
            bytes.splice(at..at, again);
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
    }
}
