//! Text that people wrote: limits, and what is safe to show in one line.

mod split;

pub use split::split;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Instagram takes at most this many bytes of UTF-8 in one message (instagram-platform, section 4).
pub const MAX_TEXT_BYTES: usize = 1_000;
/// Graphemes in a preview line.
pub const SNIPPET_GRAPHEMES: usize = 140;
/// Combining marks that one grapheme may carry in a preview; more is decoration that covers other lines.
const MAX_MARKS: usize = 8;

/// One line for lists and notifications: white space folded, direction overrides and control characters removed,
/// never cut inside a grapheme.
#[must_use]
pub fn snippet(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !is_bidi_control(*c)).map(visible).collect();
    let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len().min(4 * SNIPPET_GRAPHEMES));
    for (n, grapheme) in line.graphemes(true).enumerate() {
        if n == SNIPPET_GRAPHEMES {
            out.push('…');
            break;
        }
        let mut marks = 0;
        out.extend(grapheme.chars().filter(|c| {
            marks += usize::from(is_combining_mark(*c));
            marks <= MAX_MARKS
        }));
    }
    out
}

/// Characters that change the direction of what follows, and so could make a name read as something else
/// (reliability, section 2.3).
#[must_use]
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn visible(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_without_controls() {
        assert_eq!(snippet("  hello\n\nthere\u{0}you "), "hello there you");
        assert_eq!(snippet("user\u{202E}gpj.exe"), "usergpj.exe");
    }

    #[test]
    fn families_and_flags_are_never_cut() {
        let family = "👨‍👩‍👧‍👦";
        assert_eq!(snippet(family), family);
        let cut = snippet(&family.repeat(SNIPPET_GRAPHEMES + 1));
        assert_eq!(cut, format!("{}…", family.repeat(SNIPPET_GRAPHEMES)));
    }

    #[test]
    fn heaps_of_marks_are_lowered() {
        let zalgo = format!("a{}", "\u{301}".repeat(40));
        assert_eq!(snippet(&zalgo).chars().count(), 1 + MAX_MARKS);
    }
}
