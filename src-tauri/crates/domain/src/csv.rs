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
    calculates(field) || field.starts_with(['\t', '\r', '\n', '\''])
}

/// With the full-width signs, which spreadsheets of East Asia take for the others.
fn calculates(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
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

/// The same wherever a spreadsheet may begin a cell in the middle of the field: where it parts a table at semicolons or
/// tabs, it does so within a quoted field, too. For files that are not read again: there is no reverse.
pub(crate) fn inert(field: &str) -> String {
    let mut inert = String::with_capacity(field.len() + 1);
    let mut begins = true;
    for (at, char) in field.char_indices() {
        let rest = &field[at..];
        if begins
            && (calculates(rest.trim_start_matches([' ', '\u{A0}', '\u{3000}', '"']))
                || at == 0 && begins_a_formula(rest))
        {
            inert.push('\'');
        }
        inert.push(char);
        begins = matches!(char, ';' | '\t' | '\r' | '\n');
    }
    inert
}

/// What the first line is parted by: spreadsheets of many countries write semicolons.
pub(crate) fn delimiter(file: &str) -> u8 {
    let first = file.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_calculated_wherever_a_spreadsheet_begins_a_cell() {
        for (field, safe) in [
            ("", ""),
            ("Hi; ok - fine", "Hi; ok - fine"),
            ("=1+1", "'=1+1"),
            (" =1+1", "' =1+1"),
            ("＝1+1", "'＝1+1"),
            ("\n=1", "'\n'=1"),
            ("'s", "''s"),
            ("Hi;=1", "Hi;'=1"),
            ("Hi;  @now;\"+1\";x", "Hi;'  @now;'\"+1\";x"),
            ("Hi\t－1\r\n- one", "Hi\t'－1\r\n'- one"),
            ("a=b, c-d", "a=b, c-d"),
        ] {
            assert_eq!(inert(field), safe);
        }
    }

    #[test]
    fn what_is_read_again_is_as_it_was() {
        for field in ["=1", "＋1", "\n1", "'quoted'", "Hi;=1", "'", "plain"] {
            assert_eq!(unguarded(&guarded(field)), field);
        }
        assert_eq!(guarded("Hi;=1"), "Hi;=1");
    }
}
