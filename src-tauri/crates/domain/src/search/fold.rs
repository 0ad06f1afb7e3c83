//! Folding: what is to be found alike becomes alike.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Text as search compares it: compatibility forms, case, accents and letter variants are levelled.
#[must_use]
pub fn fold(text: &str) -> String {
    text.graphemes(true).map(fold_grapheme).collect()
}

/// Folds one character as people see it. Characters are folded one by one, so that a token knows where it came from.
pub(super) fn fold_grapheme(grapheme: &str) -> String {
    grapheme.nfkd().default_case_fold().nfkd().filter(|c| !is_dropped(*c)).flat_map(unified).nfc().collect()
}

/// Marks that people leave out or write differently: accents, Hebrew points, Arabic vowel signs, Thai tones stay as
/// they tell words apart, as do the vowel signs of Indic scripts and the voicing marks of Kana.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20DC}'
        | '\u{FE20}'..='\u{FE2F}'
        // Hebrew points and accents; Arabic signs, the hamza marks that decomposition splits off, and the tatweel.
        | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}'..='\u{05C2}' | '\u{05C4}'..='\u{05C5}' | '\u{05C7}'
        | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{08D3}'..='\u{08FF}'
        // Variation selectors, soft hyphens, joiners and direction marks: invisible.
        | '\u{FE00}'..='\u{FE0F}' | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{061C}' | '\u{FEFF}'
        // Apostrophes inside of words: "don't" and "dont".
        | '\'' | '\u{2019}' | '\u{02BC}'
        // Skin tones.
        | '\u{1F3FB}'..='\u{1F3FF}')
}

/// Letters that Unicode keeps apart and people do not.
fn unified(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        // Arabic: alef wasla, alef maksura and the Persian letters, teh marbuta, the letters of other keyboards.
        'ٱ' => ('ا', None),
        'ى' | 'ی' => ('ي', None),
        'ک' => ('ك', None),
        'ة' | 'ە' | 'ہ' | 'ھ' => ('ه', None),
        '٠'..='٩' => (digit(c, '٠'), None),
        '۰'..='۹' => (digit(c, '۰'), None),
        '०'..='९' => (digit(c, '०'), None),
        // Latin letters with a stroke or a missing dot, which have no decomposition.
        'ı' => ('i', None),
        'ł' => ('l', None),
        'ø' => ('o', None),
        'đ' | 'ð' => ('d', None),
        'ħ' => ('h', None),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        c => (c, None),
    };
    std::iter::once(first).chain(second)
}

fn digit(c: char, zero: char) -> char {
    (u32::from(c) - u32::from(zero))
        .try_into()
        .ok()
        .and_then(|n: u8| char::from_digit(n.into(), 10))
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_alike_becomes_alike() {
        let pairs = [
            ("CAFÉ", "cafe"),
            ("Straße", "STRASSE"),
            ("İstanbul", "istanbul"),
            ("ılık", "ILIK"),
            ("Łódź", "lodz"),
            ("ΟΔΥΣΣΕΎΣ", "οδυσσευς"),
            ("Ёлка", "елка"),
            ("مُدَرِّسَةٌ", "مدرسه"),
            ("أهلاً", "اهلا"),
            ("شَكْوَى", "شكوي"),
            ("کتاب", "كتاب"),
            ("١٢٣", "123"),
            ("שָׁלוֹם", "שלום"),
            ("ﬁn", "fin"),
            ("ｶﾞｷﾞ", "ガギ"),
            ("한글", "한글"),
            ("don’t", "dont"),
            ("👍🏽", "👍"),
        ];
        for (a, b) in pairs {
            assert_eq!(fold(a), fold(b), "{a} and {b}");
        }
    }

    #[test]
    fn what_tells_words_apart_stays() {
        for (a, b) in [("は", "ば"), ("ไม", "ไม่"), ("कि", "की"), ("и", "n")] {
            assert_ne!(fold(a), fold(b), "{a} and {b}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
