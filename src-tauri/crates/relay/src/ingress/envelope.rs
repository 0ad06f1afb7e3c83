//! As much of Meta's JSON as is needed to know whose it is (instagram-platform, section 6.5).

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

/// The entry id of the dashboard's test button (instagram-platform, section 16).
const TEST_ACCOUNT: &str = "0";

/// What a genuine body is.
#[derive(Debug)]
pub enum Delivery {
    /// Entries.
    Entries {
        /// By the account that Meta names.
        by_account: BTreeMap<String, Vec<Box<RawValue>>>,
        /// Those that name none that we understand, as bodies of their own: one of them must not carry the others
        /// to whom they are not for.
        nobodys: Vec<Vec<u8>>,
    },
    /// The dashboard's test button.
    Test {
        /// The field that was tested.
        field: Option<String>,
    },
    /// Something else.
    Unknown,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    object: Option<&'a RawValue>,
    #[serde(borrow, default)]
    entry: Option<Vec<&'a RawValue>>,
    #[serde(borrow, default)]
    field: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    value: Option<&'a RawValue>,
}

/// A thing that has an id, as text or as a number: ids pass the numbers that others can hold exactly.
#[derive(Deserialize)]
struct HasId<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
}

#[derive(Deserialize)]
struct Events<'a> {
    #[serde(borrow, default)]
    messaging: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    standby: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    changes: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Changes<'a> {
    #[serde(borrow, default)]
    changes: Vec<Change<'a>>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    field: Cow<'a, str>,
}

/// Sorts a body. Never fails: what is not understood is [`Delivery::Unknown`] as a whole, so that nothing
/// of it is lost.
#[must_use]
pub fn read(body: &[u8]) -> Delivery {
    // Some of Meta's samples wrap the body in an array.
    let wrapped = body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[');
    let envelopes: serde_json::Result<Vec<Envelope<'_>>> = if wrapped {
        serde_json::from_slice(body)
    } else {
        serde_json::from_slice(body).map(|one| vec![one])
    };
    let Ok(envelopes) = envelopes else { return Delivery::Unknown };
    let mut by_account: BTreeMap<String, Vec<Box<RawValue>>> = BTreeMap::new();
    let (mut nobodys, mut test) = (Vec::new(), None);
    for envelope in envelopes {
        let is_of_messenger =
            envelope.object.is_some_and(|object| object.get().eq_ignore_ascii_case("\"page\""));
        match envelope.entry {
            None if envelope.field.is_some() && envelope.value.is_some() => {
                test = Some(envelope.field.map(Cow::into_owned));
            }
            None => return Delivery::Unknown,
            Some(entries) => {
                for entry in entries {
                    match account(entry) {
                        None => nobodys.push(alone(entry)),
                        Some(account) if account == TEST_ACCOUNT => test = Some(field_of(entry)),
                        // Messenger's, which has other people than Instagram.
                        Some(_) if is_of_messenger => {}
                        Some(account) => by_account.entry(account).or_default().push(entry.to_owned()),
                    }
                }
            }
        }
    }
    match test {
        Some(field) if by_account.is_empty() && nobodys.is_empty() => Delivery::Test { field },
        _ => Delivery::Entries { by_account, nobodys },
    }
}

/// How many events an entry has: for the counters only.
#[must_use]
pub fn events(entry: &RawValue) -> u64 {
    let count = serde_json::from_str::<Events<'_>>(entry.get())
        .map_or(1, |events| events.messaging.len() + events.standby.len() + events.changes.len());
    u64::try_from(count.max(1)).unwrap_or(1)
}

/// An entry in an envelope of its own.
fn alone(entry: &RawValue) -> Vec<u8> {
    [br#"{"object":"instagram","entry":["#, entry.get().as_bytes(), b"]}"].concat()
}

fn account(entry: &RawValue) -> Option<String> {
    let HasId { id } = serde_json::from_str(entry.get()).ok()?;
    let text = id.get();
    if text.starts_with('"') {
        return serde_json::from_str(text).ok();
    }
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.to_owned())
}

fn field_of(entry: &RawValue) -> Option<String> {
    let Changes { changes } = serde_json::from_str(entry.get()).ok()?;
    changes.into_iter().next().map(|change| change.field.into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Delivery, events, read};

    fn accounts(body: &str) -> Vec<(String, Vec<String>)> {
        let Delivery::Entries { by_account: entries, nobodys } = read(body.as_bytes()) else {
            panic!("{body}")
        };
        assert!(nobodys.is_empty());
        let texts =
            |raw: Vec<Box<serde_json::value::RawValue>>| raw.iter().map(|r| r.get().to_owned()).collect();
        entries.into_iter().map(|(account, entries)| (account, texts(entries))).collect()
    }

    #[test]
    fn every_entry_is_kept_as_it_stands() {
        let body = r#"{"object":"instagram","entry":[
            {"id":"2","time":1,"messaging":[{"message":{"text":"\u00e4 \/"}}]},
            {"id":17841400000000123,"changes":[{"field":"comments","value":{}}]},
            {"id":"2", "standby":[]}]}"#;
        let found = accounts(body);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, "17841400000000123");
        assert_eq!(found[1].1.len(), 2);
        assert!(found[1].1[0].contains(r#""\u00e4 \/""#));
    }

    #[test]
    fn an_array_around_it_makes_no_difference() {
        let one = r#"{"object":"instagram","entry":[{"id":"1","messaging":[{}]}]}"#;
        assert_eq!(accounts(one), accounts(&format!("[{one}]")));
        let other = one.replace("\"1\"", "\"2\"");
        assert_eq!(accounts(&format!("[{one},{other}]")).len(), 2);
    }

    #[test]
    fn what_messenger_tells_is_nobodys() {
        let of_messenger = r#"{"object":"page","entry":[{"id":"1","messaging":[{}]}]}"#;
        assert_eq!(accounts(of_messenger), []);
        let of_instagram = of_messenger.replace("page", "instagram");
        assert_eq!(accounts(&format!("[{of_messenger},{of_instagram}]")).len(), 1);
    }

    #[test]
    fn the_test_button_is_recognised_in_every_form() {
        let forms = [
            r#"{"object":"instagram","entry":[{"id":"0","time":1,"changes":[{"field":"messages","value":{"sender":{"id":"12334"}}}]}]}"#,
            r#"{"object":"instagram","entry":[{"id":0,"changes":[{"field":"messages","value":{}}]}]}"#,
            r#"{"field":"messages","value":{"sender":{"id":"12334"},"message":{"mid":"random_mid","text":"x"}}}"#,
        ];
        for form in forms {
            let Delivery::Test { field } = read(form.as_bytes()) else { panic!("{form}") };
            assert_eq!(field.as_deref(), Some("messages"));
        }
        let Delivery::Test { field: None } = read(br#"{"entry":[{"id":"0","messaging":[]}]}"#) else {
            panic!()
        };
    }

    #[test]
    fn what_is_not_understood_is_kept_whole() {
        let cases: [&[u8]; 9] = [
            b"",
            b"7",
            b"{}",
            b"[]7",
            br#"{"entry":7}"#,
            br#"{"entry":null}"#,
            br#"{"entry":[],"entry":[]}"#,
            b"\xef\xbb\xbf{\"entry\":[]}",
            b"{\"entry\":[{\"id\":\"\xff\"}]}",
        ];
        for body in cases {
            assert!(matches!(read(body), Delivery::Unknown), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn an_entry_that_is_nobodys_is_kept_apart_from_the_others() {
        for odd in ["{}", "7", r#"{"id":null}"#, r#"{"id":1.5}"#, r#"{"id":-1}"#, r#"{"id":"1","id":"2"}"#] {
            let body = format!(r#"{{"object":"instagram","entry":[{{"id":"1","messaging":[]}},{odd}]}}"#);
            let Delivery::Entries { by_account, nobodys } = read(body.as_bytes()) else { panic!("{odd}") };
            assert_eq!(by_account.keys().collect::<Vec<_>>(), ["1"]);
            let alone = format!(r#"{{"object":"instagram","entry":[{odd}]}}"#);
            assert_eq!(nobodys, [alone.into_bytes()], "{odd}");
        }
    }

    #[test]
    fn nothing_in_it_is_nothing() {
        for body in [r#"{"object":"instagram","entry":[]}"#, "[]", r#"[{"entry":[]}]"#] {
            let Delivery::Entries { by_account, nobodys } = read(body.as_bytes()) else { panic!("{body}") };
            assert!(by_account.is_empty() && nobodys.is_empty());
        }
    }

    #[test]
    fn deep_nesting_does_no_harm() {
        let deep =
            format!(r#"{{"entry":[{{"id":"1","x":{}{}}}]}}"#, "[".repeat(100_000), "]".repeat(100_000));
        let _ = read(deep.as_bytes());
        let _ = read("[".repeat(1_000_000).as_bytes());
    }

    #[test]
    fn events_are_counted() {
        let count =
            |text: &str| events(&serde_json::from_str::<Box<serde_json::value::RawValue>>(text).unwrap());
        assert_eq!(count(r#"{"messaging":[{},{},{}]}"#), 3);
        assert_eq!(count(r#"{"messaging":[{}],"standby":[{}],"changes":[{}]}"#), 3);
        assert_eq!(count(r#"{"field":"comments","value":{}}"#), 1);
        assert_eq!(count(r#"{"messaging":7}"#), 1);
    }
}
