//! Saved replies as a table: one line for each text. Lines that follow each other with the same title, shortcut and
//! scope are one reply in several languages.

use std::collections::BTreeMap;

use super::{Entry, Unreadable, joined, parted};
use crate::csv::{delimiter, guarded, unguarded};
use crate::saved_reply::SavedText;

const COLUMNS: [&str; 7] = ["title", "shortcut", "handle", "brand", "tags", "language", "text"];
/// Between the tags of one field.
const BETWEEN_TAGS: char = '|';

/// The columns of a file, each at the place where it has it.
struct Columns([Option<usize>; 7]);

impl Columns {
    fn of(header: &csv::StringRecord) -> Option<Self> {
        let place = |name: &str| header.iter().position(|field| field.trim().eq_ignore_ascii_case(name));
        let columns = COLUMNS.map(place);
        (columns[0].is_some() && columns[6].is_some()).then_some(Self(columns))
    }

    /// The fields of a line, in the order of [`COLUMNS`]; empty where the file has no such column.
    fn read(&self, line: &csv::StringRecord) -> [String; 7] {
        self.0.map(|place| place.and_then(|place| line.get(place)).map(unguarded).unwrap_or_default())
    }
}

pub(super) fn read(file: &str) -> Result<Vec<(u64, Entry)>, Unreadable> {
    if file.is_empty() {
        return Err(Unreadable::Empty);
    }
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(file)).from_reader(file.as_bytes());
    let mut lines = Lines { file: file.as_bytes(), byte: 0, line: 1 };
    let header = reader.headers().map_err(|error| Unreadable::Table { line: lines.at(error.position()) })?;
    let columns = Columns::of(header).ok_or(Unreadable::Columns)?;
    let mut entries: Vec<(u64, Entry)> = Vec::new();
    for line in reader.records() {
        let line = line.map_err(|error| Unreadable::Table { line: lines.at(error.position()) })?;
        let place = lines.at(line.position());
        let [title, shortcut, handle, brand, tags, language, text] = columns.read(&line);
        let scope = joined(Some(brand), Some(handle));
        let shortcut = (!shortcut.trim().is_empty()).then_some(shortcut);
        let language = language.trim().to_owned();
        if let Some((_, last)) = entries.last_mut()
            && (&last.title, &last.shortcut, &last.scope) == (&title, &shortcut, &scope)
            && !last.texts.contains_key(&language)
        {
            last.texts.insert(language, text);
            continue;
        }
        let tags = tags.split(BETWEEN_TAGS).map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty());
        let texts = BTreeMap::from([(language, text)]);
        entries.push((place, SavedText { title, shortcut, scope, tags: tags.collect(), texts }));
    }
    Ok(entries)
}

pub(super) fn write(entries: &[Entry]) -> String {
    let rows = entries.iter().cloned().flat_map(|entry| {
        let (brand, handle) = parted(entry.scope);
        let around = [
            entry.title,
            entry.shortcut.unwrap_or_default(),
            handle.unwrap_or_default(),
            brand.unwrap_or_default(),
        ];
        let [title, shortcut, handle, brand] = around.map(|field| guarded(&field));
        let tags = guarded(&entry.tags.join(&BETWEEN_TAGS.to_string()));
        entry.texts.into_iter().map(move |(language, text)| {
            let row = [&title, &shortcut, &handle, &brand, &tags].map(Clone::clone);
            let [title, shortcut, handle, brand, tags] = row;
            [title, shortcut, handle, brand, tags, guarded(&language), guarded(&text)]
        })
    });
    crate::csv::write(COLUMNS, rows)
}

/// Counts lines. The reader's own count is one too few where lines end in two characters.
struct Lines<'a> {
    file: &'a [u8],
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// In which line a record begins, from 1; records come in order.
    fn at(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.byte);
        let passed = self.file.iter().enumerate().skip(self.byte);
        for (byte, letter) in
            passed.take_while(|(byte, letter)| *byte < start || matches!(letter, b'\r' | b'\n'))
        {
            self.line += u64::from(*letter == b'\n');
            self.byte = byte + 1;
        }
        self.line
    }
}
