//! Tables for spreadsheets.

/// A table as CSV.
pub(crate) fn write<const N: usize>(
    columns: [&str; N],
    table: impl IntoIterator<Item = [String; N]>,
) -> String {
    format!("{}{}", begin(columns), rows(table))
}

/// The first line of a table, with the mark without which spreadsheets take it for another encoding.
pub(crate) fn begin<const N: usize>(columns: [&str; N]) -> String {
    format!("\u{FEFF}{}", rows([columns]))
}

/// Lines of a table.
pub(crate) fn rows<const N: usize, T: AsRef<[u8]>>(rows: impl IntoIterator<Item = [T; N]>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Writing into memory cannot fail.
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// What a spreadsheet would calculate.
fn begins_a_formula(field: &str) -> bool {
    field.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
}

/// Keeps a spreadsheet from taking a field for a formula: with the apostrophe that spreadsheets know for that.
pub(crate) fn guarded(field: &str) -> String {
    if begins_a_formula(field) { format!("'{field}") } else { field.to_owned() }
}

/// The reverse of [`guarded`].
pub(crate) fn unguarded(field: &str) -> String {
    let inner = field.strip_prefix('\'').filter(|inner| begins_a_formula(inner));
    inner.unwrap_or(field).to_owned()
}

/// What the first line is parted by: spreadsheets of many countries write semicolons.
pub(crate) fn delimiter(file: &str) -> u8 {
    let first = file.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}
