//! Labels as a file: CSV for spreadsheets and for what other inboxes export, JSON for everything else.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::csv::{delimiter, guarded, unguarded};
use crate::saved_reply::exchange::{Format, MAX_FILE_BYTES, Unreadable};
use crate::text::snippet;

/// How many hues there are; a hue is below that.
pub const HUES: u8 = 12;
/// Characters of a name at most.
pub const LONGEST: usize = 40;
/// Labels of a file at most.
pub const MOST: usize = 500;

/// A label of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its hue, where the file has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hue: Option<u8>,
}

/// What a file would bring to the labels that are here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Labels that are new, each with the hue that it would have.
    pub new: Vec<(String, u8)>,
    /// Labels that are here already, letter for letter.
    pub same: Vec<String>,
    /// Names that are one label with another: of the file, and the label that they become a part of.
    pub merged: Vec<(String, String)>,
    /// Names that are too long or empty, and what is beyond [`MOST`].
    pub left_out: Vec<String>,
}

/// The key by which names are one label.
fn key(name: &str) -> String {
    name.to_lowercase()
}

/// Says what a file's labels would bring to those that are here, each a name and a hue. A new one without a hue gets the
/// one that fewest have. However often a file has a name, it is told of once.
#[must_use]
pub fn plan(entries: Vec<Entry>, here: &[(String, u8)]) -> Plan {
    let mut known: HashMap<String, String> = here.iter().map(|(name, _)| (key(name), name.clone())).collect();
    let mut plan = Plan::default();
    let mut seen = HashSet::new();
    for entry in entries {
        let name = snippet(&entry.name).trim().to_owned();
        if !seen.insert(name.clone()) {
            continue;
        }
        if name.is_empty() || name.chars().count() > LONGEST {
            plan.left_out.push(name);
            continue;
        }
        match known.get(&key(&name)) {
            Some(known) if *known == name => plan.same.push(name),
            Some(other) => plan.merged.push((name, other.clone())),
            None if plan.new.len() >= MOST => plan.left_out.push(name),
            None => {
                known.insert(key(&name), name.clone());
                let used = |hue: u8| here.iter().chain(&plan.new).filter(|(_, one)| *one == hue).count();
                let fewest = (0..HUES).min_by_key(|hue| used(*hue)).unwrap_or_default();
                plan.new.push((name, entry.hue.filter(|hue| *hue < HUES).unwrap_or(fewest)));
            }
        }
    }
    plan
}

/// Reads a file. What it is, its first character tells: a list or an object is JSON, anything else a table. Lists of names
/// alone are read, too.
///
/// # Errors
/// When nothing of it can be read.
pub fn read(file: &str) -> Result<Vec<Entry>, Unreadable> {
    if file.len() > MAX_FILE_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let file = file.trim_start_matches('\u{FEFF}').trim_start();
    let entries = if file.starts_with(['{', '[']) { json(file)? } else { table(file)? };
    if entries.is_empty() { Err(Unreadable::Empty) } else { Ok(entries) }
}

/// Writes a file that [`read`] reads as the same.
#[must_use]
pub fn write(labels: Vec<Entry>, format: Format) -> String {
    match format {
        Format::Csv => {
            let rows = labels.into_iter().map(|label| {
                [guarded(&label.name), label.hue.map(|hue| hue.to_string()).unwrap_or_default()]
            });
            crate::csv::write(COLUMNS, rows)
        }
        Format::Json => {
            let file = File { handrail_labels: 1, labels };
            serde_json::to_string_pretty(&file).map(|text| text + "\n").unwrap_or_default()
        }
    }
}

const COLUMNS: [&str; 2] = ["name", "hue"];
/// What programs call the column of the names, the most telling first: beside a label, a name may be somebody's.
const ALSO_NAME: [&str; 4] = ["label", "tag", "name", "title"];

#[derive(Serialize, Deserialize)]
struct File {
    /// The shape's number.
    handrail_labels: u32,
    labels: Vec<Entry>,
}

/// A list of other programs has names, or objects that have one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    Name(String),
    Entry(Entry),
}

fn json(file: &str) -> Result<Vec<Entry>, Unreadable> {
    if let Ok(File { labels, .. }) = serde_json::from_str(file) {
        return Ok(labels);
    }
    let listed: Vec<Listed> = serde_json::from_str(file).map_err(|_| Unreadable::Json)?;
    let entry = |one| match one {
        Listed::Name(name) => Entry { name, hue: None },
        Listed::Entry(entry) => entry,
    };
    Ok(listed.into_iter().map(entry).collect())
}

fn table(file: &str) -> Result<Vec<Entry>, Unreadable> {
    if file.is_empty() {
        return Err(Unreadable::Empty);
    }
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(file)).from_reader(file.as_bytes());
    let broken =
        |error: csv::Error| Unreadable::Table { line: error.position().map_or(1, csv::Position::line) };
    let header = reader.headers().map_err(broken)?;
    let place = |name: &str| header.iter().position(|field| field.trim().eq_ignore_ascii_case(name));
    let name_at = ALSO_NAME.into_iter().find_map(place).ok_or(Unreadable::Columns)?;
    let hue_at = place("hue");
    let mut entries = Vec::new();
    for line in reader.records() {
        let line = line.map_err(broken)?;
        let name = line.get(name_at).map(unguarded).unwrap_or_default();
        let hue = hue_at.and_then(|place| line.get(place)).and_then(|hue| hue.trim().parse().ok());
        entries.push(Entry { name, hue });
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, hue: Option<u8>) -> Entry {
        Entry { name: name.into(), hue }
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let labels = vec![entry("VIP", Some(3)), entry("=refund, \"urgent\"", Some(11)), entry("返金", None)];
        for format in [Format::Csv, Format::Json] {
            assert_eq!(read(&write(labels.clone(), format)), Ok(labels.clone()), "{format:?}");
        }
        assert!(write(labels, Format::Csv).contains("\"'=refund"));
    }

    #[test]
    fn lists_of_other_programs_are_read() {
        let both = Ok(vec![entry("VIP", None), entry("Refund", None)]);
        for file in [
            "[\"VIP\", \"Refund\"]",
            "[{\"name\": \"VIP\", \"color\": \"#f00\"}, {\"name\": \"Refund\"}]",
            "Tag;Count\r\nVIP;4\r\nRefund;9\r\n",
            "\u{FEFF}id,Label\n1,VIP\n2,Refund\n",
            "Name,Label\nAda,VIP\nBen,Refund\n",
        ] {
            assert_eq!(read(file), both, "{file}");
        }
        assert_eq!(read("{\"labels\": 1}"), Err(Unreadable::Json));
        assert_eq!(read("colour\nred\n"), Err(Unreadable::Columns));
        assert_eq!(read("name\n"), Err(Unreadable::Empty));
        assert_eq!(read("name\nVIP\nRefund,1\n"), Err(Unreadable::Table { line: 3 }));
        assert_eq!(read(&"x".repeat(MAX_FILE_BYTES + 1)), Err(Unreadable::TooLarge));
    }

    #[test]
    fn each_name_is_new_or_here_or_one_with_another_or_left_out() {
        let here = [("VIP".to_owned(), 0), ("Refund".to_owned(), 1)];
        let long = "ö".repeat(LONGEST + 1);
        let names = ["VIP", "refund", " Loyal\n", "LOYAL", "", &long, "VIP", "refund", " ", "Loyal", &long];
        let entries = names.map(|name| entry(name, None));
        let plan = plan(entries.into(), &here);
        assert_eq!(plan.new, [("Loyal".into(), 2)]);
        assert_eq!(plan.same, ["VIP"]);
        assert_eq!(plan.merged, [("refund".into(), "Refund".into()), ("LOYAL".into(), "Loyal".into())]);
        assert_eq!(plan.left_out, [String::new(), long]);
    }

    #[test]
    fn hues_of_the_file_stay_and_others_are_those_that_fewest_have() {
        let entries = vec![entry("a", Some(2)), entry("b", Some(40)), entry("c", None)];
        let hues: Vec<u8> = plan(entries, &[("d".into(), 0)]).new.iter().map(|(_, hue)| *hue).collect();
        assert_eq!(hues, [2, 1, 3]);
        let many = (0..MOST + 2).map(|number| entry(&number.to_string(), None)).collect();
        let plan = plan(many, &[]);
        assert_eq!((plan.new.len(), plan.left_out.len()), (MOST, 2));
    }

    #[test]
    fn what_is_here_is_known_beyond_the_most_that_are_made() {
        let names = (0..MOST).map(|number| number.to_string()).chain(["VIP".into(), "vip".into()]);
        let plan = plan(names.map(|name| entry(&name, None)).collect(), &[("VIP".into(), 0)]);
        assert_eq!((plan.new.len(), plan.left_out.len()), (MOST, 0));
        assert_eq!((plan.same, plan.merged), (vec!["VIP".into()], vec![("vip".into(), "VIP".into())]));
    }
}
