//! Tables for spreadsheets.

/// A table as CSV, with the mark without which spreadsheets take it for another encoding.
pub(crate) fn write<const N: usize>(
    columns: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = writer.write_record(columns);
    for row in rows {
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{FEFF}{}", String::from_utf8_lossy(&bytes))
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
