//! The code itself: 160 random bits as fifteen words, so that a person can write them down and read them out.
//!
//! The words are those of BIP 39, no two of which begin with the same four letters, and its last five bits are a
//! checksum: a slip of the pen is told from a wrong code.

use std::sync::LazyLock;

use rand::TryRngCore;
use rand::rngs::OsRng;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::passphrase::PassphraseError;

/// 160 bits.
const BYTES: usize = 20;
/// Bits that one word stands for.
const BITS: usize = 11;
/// Words of a code: 160 bits and a checksum of five.
const WORDS: usize = 15;

static LIST: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("words.txt").lines().collect());

/// A recovery code. Not `Debug`: it opens the inbox.
pub struct RecoveryCode(Zeroizing<[u8; BYTES]>);

/// Why what was typed is no recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeProblem {
    /// So many words, in place of fifteen.
    #[error("{0} words instead of 15")]
    Length(usize),
    /// The word at this place, from 1, is not one of the list.
    #[error("word {0} is not one of the list")]
    Unknown(usize),
    /// All words are of the list and do not belong together: one is wrong, or two changed places.
    #[error("the words do not belong together")]
    Checksum,
}

impl RecoveryCode {
    /// A new code.
    ///
    /// # Errors
    /// [`PassphraseError::Machine`] when the machine gives no randomness.
    pub fn random() -> Result<Self, PassphraseError> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        OsRng.try_fill_bytes(bytes.as_mut()).map_err(|_| PassphraseError::Machine)?;
        Ok(Self(bytes))
    }

    /// Reads what a person typed: capitals, numbers before the words, commas and line breaks do not matter.
    ///
    /// # Errors
    /// See [`CodeProblem`].
    pub fn read(typed: &str) -> Result<Self, CodeProblem> {
        let lower = Zeroizing::new(typed.to_lowercase());
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
        let mut bits = Zeroizing::new(Vec::with_capacity(WORDS * BITS));
        for (word, place) in words.iter().zip(1..) {
            let number = LIST.binary_search(word).map_err(|_| CodeProblem::Unknown(place))?;
            bits.extend((0..BITS).rev().map(|bit| number >> bit & 1 == 1));
        }
        if words.len() != WORDS {
            return Err(CodeProblem::Length(words.len()));
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        let (random, check) = bits.split_at(BYTES * 8);
        for (byte, eight) in bytes.iter_mut().zip(random.chunks(8)) {
            *byte = eight.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
        }
        if check != checksum(&bytes) {
            return Err(CodeProblem::Checksum);
        }
        Ok(Self(bytes))
    }

    /// The fifteen words, with a space between two.
    #[must_use]
    pub fn words(&self) -> SecretString {
        let mut bits: Zeroizing<Vec<bool>> = Zeroizing::new(
            self.0.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect(),
        );
        bits.extend(checksum(&self.0));
        let number = |bits: &[bool]| bits.iter().fold(0, |number, bit| number << 1 | usize::from(*bit));
        let words: Vec<&str> =
            bits.chunks(BITS).filter_map(|chunk| LIST.get(number(chunk)).copied()).collect();
        let mut text = words.join(" ");
        let secret = SecretString::from(text.as_str());
        text.zeroize();
        secret
    }
}

/// The first five bits of the SHA-256 (BIP 39: one for every 32).
fn checksum(bytes: &[u8; BYTES]) -> [bool; BYTES * 8 / 32] {
    let first = Sha256::digest(bytes)[0];
    std::array::from_fn(|bit| first >> (7 - bit) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn text(code: &RecoveryCode) -> String {
        code.words().expose_secret().to_owned()
    }

    #[test]
    fn the_list_is_sorted_and_four_letters_tell_words_apart() {
        assert_eq!(LIST.len(), 1 << BITS);
        let starts: Vec<&str> = LIST.iter().map(|word| word.get(..4).unwrap_or(word)).collect();
        assert!(starts.windows(2).all(|two| two[0] < two[1]));
    }

    #[test]
    fn the_words_are_bip_39s() {
        // From the BIP's own test vectors: all zeros end in a word that is the checksum alone.
        let zeros = RecoveryCode(Zeroizing::new([0; BYTES]));
        assert_eq!(text(&zeros), format!("{}{}", "abandon ".repeat(14), "address"));
    }

    #[test]
    fn what_was_mistyped_is_named() {
        let code = text(&RecoveryCode(Zeroizing::new([7; BYTES])));
        let problem = |typed: &str| RecoveryCode::read(typed).err();
        assert_eq!(problem(""), Some(CodeProblem::Length(0)));
        assert_eq!(problem("abandon abandon"), Some(CodeProblem::Length(2)));
        assert_eq!(problem(&format!("{code} able")), Some(CodeProblem::Length(16)));
        assert_eq!(problem("abandon abandom"), Some(CodeProblem::Unknown(2)));
        let mut words: Vec<&str> = code.split(' ').collect();
        words.swap(0, 1);
        assert_eq!(problem(&words.join(" ")), Some(CodeProblem::Checksum));
        let noisy: String =
            code.split(' ').zip(1..).map(|(word, n)| format!("{n}. {},\n", word.to_uppercase())).collect();
        assert_eq!(text(&RecoveryCode::read(&noisy).ok().unwrap()), code);
    }

    proptest! {
        #[test]
        fn every_code_comes_back_from_its_words(bytes in any::<[u8; BYTES]>()) {
            let code = RecoveryCode(Zeroizing::new(bytes));
            prop_assert_eq!(*RecoveryCode::read(&text(&code)).ok().unwrap().0, bytes);
        }

        #[test]
        fn nothing_that_is_typed_makes_it_fall_over(typed in ".{0,200}") {
            let _ = RecoveryCode::read(&typed);
        }
    }
}
