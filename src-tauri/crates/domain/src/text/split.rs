//! Parting a text that is too long for one message.

use unicode_segmentation::UnicodeSegmentation;

use super::MAX_TEXT_BYTES;

/// The parts of a text, in order, each at most [`MAX_TEXT_BYTES`] bytes and none of them empty: after a sentence where
/// one ends in the part's second half, else between words, else between graphemes, never inside one. White space at a
/// border goes; everything else stays as it was. Only a single grapheme that is longer than a whole message (heaps of
/// combining marks) is parted between characters.
#[must_use]
pub fn split(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while rest.len() > MAX_TEXT_BYTES {
        let (part, after) = rest.split_at(border(rest));
        let part = part.trim_end();
        if !part.is_empty() {
            parts.push(part.to_owned());
        }
        rest = after.trim_start();
    }
    if !rest.is_empty() {
        parts.push(rest.to_owned());
    }
    parts
}

/// Where the first part ends: at least one byte in, at most a message's length.
fn border(text: &str) -> usize {
    let last = |ends: &mut dyn Iterator<Item = usize>| ends.take_while(|end| *end <= MAX_TEXT_BYTES).last();
    let sentence =
        last(&mut text.split_sentence_bound_indices().map(|(at, sentence)| at + sentence.trim_end().len()));
    if let Some(end) = sentence.filter(|end| *end >= MAX_TEXT_BYTES / 2) {
        return end;
    }
    // A border between words is where white space begins: "word." and "don't" stay whole.
    let words =
        last(&mut text.char_indices().filter(|(at, c)| *at > 0 && c.is_whitespace()).map(|(at, _)| at));
    if let Some(end) = words.filter(|end| *end > 0 && is_grapheme_border(text, *end)) {
        return end;
    }
    let graphemes = last(&mut text.grapheme_indices(true).map(|(at, grapheme)| at + grapheme.len()));
    graphemes.unwrap_or_else(|| {
        let characters = last(&mut text.char_indices().map(|(at, c)| at + c.len_utf8()));
        characters.unwrap_or(text.len())
    })
}

fn is_grapheme_border(text: &str, at: usize) -> bool {
    text.grapheme_indices(true).map(|(border, _)| border).take_while(|border| *border <= at).last()
        == Some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_that_fits_is_one_part() {
        assert_eq!(split("hello"), ["hello"]);
        assert_eq!(split(&"é".repeat(500)), ["é".repeat(500)]);
        assert_eq!(split("  \n "), Vec::<String>::new());
    }

    #[test]
    fn sentences_then_words_then_graphemes() {
        let sentence = format!("Now {}.", "word ".repeat(120).trim_end());
        assert_eq!(split(&format!("{sentence} {sentence}")), [sentence.clone(), sentence]);
        let words = "word ".repeat(300);
        let parts = split(&words);
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| part.split(' ').all(|word| word == "word")));
        let family = "👨‍👩‍👧‍👦";
        let parts = split(&family.repeat(60));
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| part.graphemes(true).all(|grapheme| grapheme == family)));
        let parts = split(&"ا".repeat(501));
        assert_eq!(parts.iter().map(String::len).collect::<Vec<_>>(), [1000, 2]);
    }

    #[test]
    fn a_grapheme_longer_than_a_message_still_ends() {
        let heap = format!("a{}", "\u{301}".repeat(1_000));
        let parts = split(&heap);
        assert_eq!(parts.concat(), heap);
        assert!(parts.iter().all(|part| part.len() <= MAX_TEXT_BYTES));
    }

    fn texts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-z]{1,12}".boxed(),
            Just("👨‍👩‍👧‍👦".to_owned()).boxed(),
            Just("🇩🇪".to_owned()).boxed(),
            Just("नमस्ते".to_owned()).boxed(),
            Just("مرحبا".to_owned()).boxed(),
            Just("e\u{301}".to_owned()).boxed(),
            Just(". ".to_owned()).boxed(),
            Just(" ".to_owned()).boxed(),
            Just("\r\n".to_owned()).boxed(),
        ];
        prop::collection::vec(piece, 0..600).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn nothing_is_lost_and_no_grapheme_is_cut(text in texts()) {
            let parts = split(&text);
            let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(solid(&parts.concat()), solid(&text));
            let whole: Vec<&str> = text.graphemes(true).filter(|g| !g.trim().is_empty()).collect();
            let cut: Vec<&str> =
                parts.iter().flat_map(|part| part.graphemes(true)).filter(|g| !g.trim().is_empty()).collect();
            prop_assert_eq!(cut, whole);
            for part in &parts {
                prop_assert!(!part.is_empty() && part.len() <= MAX_TEXT_BYTES);
            }
        }
    }
}
