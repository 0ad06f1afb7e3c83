//! Many saved replies as one file: CSV for spreadsheets, JSON for everything else. Handles are named by their
//! usernames, so that a file can go to another computer. What is kept for variables goes along in JSON alone: a table
//! has no place for it.

mod sheet;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Problem, SavedText, Scope, VariableValue, check};

/// Bytes of a file at most.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;

/// A saved reply of a file: its handle is a username.
pub type Entry = SavedText<String>;

/// A value of a file: its handle is a username.
pub type Value = VariableValue<String>;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A table: one line for each text.
    Csv,
    /// JSON.
    Json,
}

/// Why a file is not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is larger than [`MAX_FILE_BYTES`].
    TooLarge,
    /// It is no JSON, or not of this shape.
    Json,
    /// It is no table: a quotation mark is missing, or a line has more fields than the first.
    Table {
        /// In which line, from 1.
        line: u64,
    },
    /// Its first line lacks the columns `title` and `text`.
    Columns,
    /// There is no reply in it.
    Empty,
}

/// A reply of a file that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it stands: the line of a table, or the number in the list, from 1.
    pub place: u64,
    /// Its title, if it has one.
    pub title: String,
    /// Why.
    pub problem: Problem,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The replies that can be taken, each with its place.
    pub entries: Vec<(u64, Entry)>,
    /// Those that cannot.
    pub left_out: Vec<LeftOut>,
    /// The values of variables that can be kept.
    pub values: Vec<Value>,
    /// So many values cannot: their name is none, or they are too long.
    pub values_left_out: usize,
}

/// Reads a file. What it is, its first character tells: a list or an object is JSON, anything else a table.
///
/// # Errors
/// When nothing of it can be read.
pub fn read(file: &str) -> Result<Read, Unreadable> {
    if file.len() > MAX_FILE_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let file = file.trim_start_matches('\u{FEFF}').trim_start();
    let (placed, values) =
        if file.starts_with(['{', '[']) { json(file)? } else { (sheet::read(file)?, Vec::new()) };
    let in_file = values.len();
    let values: Vec<Value> = values.into_iter().filter_map(|value| value.tidied().ok()).collect();
    let mut found = Read { values_left_out: in_file - values.len(), values, ..Read::default() };
    for (place, entry) in placed {
        let entry = entry.tidied();
        match check(&entry).into_iter().next() {
            Some(problem) => found.left_out.push(LeftOut { place, title: entry.title, problem }),
            None => found.entries.push((place, entry)),
        }
    }
    let nothing = found.entries.is_empty() && found.left_out.is_empty() && in_file == 0;
    if nothing { Err(Unreadable::Empty) } else { Ok(found) }
}

/// Writes a file that [`read`] reads as the same.
#[must_use]
pub fn write(entries: &[Entry], values: &[Value], format: Format) -> String {
    match format {
        Format::Csv => sheet::write(entries),
        Format::Json => {
            let replies = entries.iter().cloned().map(Written::from).collect();
            let values = values.iter().cloned().map(Kept::from).collect();
            let file = File { handrail_saved_replies: 1, replies, values };
            serde_json::to_string_pretty(&file).map(|text| text + "\n").unwrap_or_default()
        }
    }
}

#[derive(Serialize, Deserialize)]
struct File {
    /// The shape's number.
    handrail_saved_replies: u32,
    replies: Vec<Written>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<Kept>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    handle: Option<String>,
    text: String,
}

impl From<Value> for Kept {
    fn from(Value { name, handle, text }: Value) -> Self {
        Self { name, handle, text }
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shortcut: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    handle: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    texts: BTreeMap<String, String>,
}

impl From<Entry> for Written {
    fn from(entry: Entry) -> Self {
        let (brand, handle) = parted(entry.scope);
        Self {
            title: entry.title,
            shortcut: entry.shortcut,
            handle,
            brand,
            tags: entry.tags,
            texts: entry.texts,
        }
    }
}

type Found = (Vec<(u64, Entry)>, Vec<Value>);

fn json(file: &str) -> Result<Found, Unreadable> {
    let (replies, values) = match serde_json::from_str(file) {
        Ok(File { replies, values, .. }) => (replies, values),
        Err(_) => (serde_json::from_str::<Vec<Written>>(file).map_err(|_| Unreadable::Json)?, Vec::new()),
    };
    let entries = replies.into_iter().map(|one| SavedText {
        title: one.title,
        shortcut: one.shortcut,
        scope: joined(one.brand, one.handle),
        tags: one.tags,
        texts: one.texts,
    });
    let values = values.into_iter().map(|Kept { name, handle, text }| {
        let handle = handle.map(|handle| handle.trim().trim_start_matches('@').to_owned());
        Value { name, handle: handle.filter(|handle| !handle.is_empty()), text }
    });
    Ok(((1..).zip(entries).collect(), values.collect()))
}

/// A scope as two fields: brand, and handle.
fn parted(scope: Scope<String>) -> (Option<String>, Option<String>) {
    match scope {
        Scope::All => (None, None),
        Scope::Brand { brand } => (Some(brand), None),
        Scope::Handle { handle } => (None, Some(handle)),
    }
}

/// The reverse of [`parted`]. The narrower one counts.
fn joined(brand: Option<String>, handle: Option<String>) -> Scope<String> {
    let told =
        |field: Option<String>| field.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match (told(brand), told(handle)) {
        (_, Some(handle)) => Scope::Handle { handle: handle.trim_start_matches('@').to_owned() },
        (Some(brand), None) => Scope::Brand { brand },
        (None, None) => Scope::All,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(title: &str, scope: Scope<String>, texts: &[(&str, &str)]) -> Entry {
        SavedText {
            title: title.into(),
            shortcut: None,
            scope,
            tags: Vec::new(),
            texts: texts.iter().map(|(language, text)| ((*language).into(), (*text).into())).collect(),
        }
    }

    #[test]
    fn a_spreadsheet_of_somebody_else_is_read() {
        let file = "\u{FEFF}Title;Text;Handle\r\nThanks;\"Thank you, {{first_name|friend}}!\r\nSee you\";@bluekiln\r\n\r\n;no title;\r\n";
        let found = read(file).expect("reads");
        let handle = Scope::Handle { handle: "bluekiln".into() };
        let text = "Thank you, {{first_name|friend}}!\r\nSee you";
        assert_eq!(found.entries, [(2, entry("Thanks", handle, &[("", text)]))]);
        assert_eq!(found.left_out, [LeftOut { place: 5, title: String::new(), problem: Problem::NoTitle }]);
    }

    #[test]
    fn a_list_of_json_is_read() {
        let found = read(r#" [{ "title": "Hi", "texts": { "": "Hello", "de": "Hallo" } }]"#).expect("reads");
        assert_eq!(found.entries, [(1, entry("Hi", Scope::All, &[("", "Hello"), ("de", "Hallo")]))]);
    }

    #[test]
    fn values_alone_are_a_file_and_those_that_cannot_be_kept_are_left() {
        let file = r#"{ "handrail_saved_replies": 1, "replies": [], "values": [
            { "name": "Shop Link", "handle": "@bluekiln", "text": "https://a.example" }, { "name": "date", "text": "x" } ] }"#;
        let kept = Value {
            name: "shop_link".into(),
            handle: Some("bluekiln".into()),
            text: "https://a.example".into(),
        };
        assert_eq!(read(file).expect("reads").values, [kept]);
    }

    #[test]
    fn what_is_no_such_file_is_named() {
        for (file, why) in [
            ("", Unreadable::Empty),
            ("title,text\n", Unreadable::Empty),
            ("{}", Unreadable::Json),
            ("[1]", Unreadable::Json),
            ("{\"title\": \"x\"", Unreadable::Json),
            ("name,words\na,b", Unreadable::Columns),
            ("PK\u{3}\u{4}", Unreadable::Columns),
            ("title,text\na,b,c\n", Unreadable::Table { line: 2 }),
        ] {
            assert_eq!(read(file), Err(why), "{file}");
        }
        assert_eq!(read(&"x".repeat(MAX_FILE_BYTES + 1)), Err(Unreadable::TooLarge));
    }

    #[test]
    fn what_a_spreadsheet_would_take_for_a_formula_comes_back_as_it_was() {
        let texts = ["=1+1", "@mira thank you", "'quoted'", "-", "\t=x", "+49"];
        let entries: Vec<Entry> = texts.iter().map(|text| entry("T", Scope::All, &[("", text)])).collect();
        for one in entries {
            let file = write(std::slice::from_ref(&one), &[], Format::Csv);
            assert!(!file.lines().any(|line| line.contains(",=") || line.contains("\"=")), "{file}");
            assert_eq!(read(&file).expect("reads").entries, [(2, one)]);
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_as_the_same(
            titles in prop::collection::hash_set("[a-zא-ת😀][a-z ,;\"'א-ת😀]{0,20}[a-z]", 1..6),
            shortcut in prop::option::of("[a-z]{1,8}"),
            tags in prop::collection::hash_set("[a-z][a-z,;\" ]{0,8}[a-z]", 0..3),
            text in "[=@+'a-z][ -~א-ת\n\"]{0,60}[a-z]",
            german: bool,
            csv: bool,
        ) {
            prop_assume!(!text.contains("{{"));
            let titles: Vec<String> = titles.into_iter().collect();
            let entries: Vec<Entry> = titles.iter().enumerate().map(|(n, title)| {
                let scope = match n % 3 {
                    0 => Scope::All,
                    1 => Scope::Handle { handle: "blue.kiln".into() },
                    _ => Scope::Brand { brand: "Blue, Kiln".into() },
                };
                let mut texts = vec![("", text.as_str())];
                if german {
                    texts.push(("de", "Hallo\n\"Welt\""));
                }
                let entry = SavedText { shortcut: shortcut.clone(), tags: tags.iter().cloned().collect(), ..entry(title, scope, &texts) };
                entry.tidied()
            }).collect();
            let values = [Some("blue.kiln".to_owned()), None].map(|handle| Value { name: "link".into(), handle, text: "https://a.example/\"x\"".into() });
            let file = write(&entries, &values, if csv { Format::Csv } else { Format::Json });
            let found = read(&file).expect("reads");
            prop_assert_eq!(found.values.as_slice(), if csv { &[] } else { values.as_slice() });
            prop_assert_eq!(&found.left_out, &[]);
            let back: Vec<Entry> = found.entries.into_iter().map(|(_, entry)| entry).collect();
            prop_assert_eq!(back, entries);
        }
    }
}
