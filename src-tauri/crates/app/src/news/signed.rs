//! The signed form of a list of news: a first line with the signature, then the list.
//!
//! ```text
//! handrail-news 1 <Ed25519 signature, base64>
//! { "number": …, "entries": [ … ] }
//! ```
//! What is signed is `handrail-news 1`, a line feed, and everything after the first line: a signature for anything else
//! never fits.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::news::News;
use ring::signature::{ED25519, UnparsedPublicKey};

/// The form, and what a signature is for.
const FORM: &str = "handrail-news 1";

/// Why a file is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// It has another form.
    #[error("not a signed list")]
    Form,
    /// The signature is not the publisher's.
    #[error("the signature does not fit")]
    Signature,
    /// It is signed and cannot be read.
    #[error("the list cannot be read")]
    List,
}

/// The list, when the owner of `key` signed it.
pub(crate) fn open(file: &[u8], key: &[u8; 32]) -> Result<News, Refused> {
    let end = file.iter().position(|byte| *byte == b'\n').ok_or(Refused::Form)?;
    let (first, list) = (&file[..end], &file[end + 1..]);
    let first = std::str::from_utf8(first).map_err(|_| Refused::Form)?;
    let signature = first.strip_prefix(FORM).and_then(|rest| rest.strip_prefix(' ')).ok_or(Refused::Form)?;
    let signature = STANDARD.decode(signature.trim_end()).map_err(|_| Refused::Form)?;
    let key = UnparsedPublicKey::new(&ED25519, key);
    key.verify(&signed(list), &signature).map_err(|_| Refused::Signature)?;
    News::read(list).ok_or(Refused::List)
}

/// A signed file of a list, for who publishes news. `sign` makes the Ed25519 signature.
pub fn sign_news(list: &[u8], sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let signature = STANDARD.encode(sign(&signed(list)));
    [format!("{FORM} {signature}\n").as_bytes(), list].concat()
}

/// What a signature is over.
fn signed(list: &[u8]) -> Vec<u8> {
    [FORM.as_bytes(), b"\n", list].concat()
}

#[cfg(test)]
pub(crate) mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair};

    use super::*;

    pub(crate) fn list(number: u64) -> Vec<u8> {
        format!(
            r#"{{"number":{number},"entries":[{{"id":"n{number}","date":"2027-01-02","about":"instagram",
               "words":{{"en":{{"title":"Number {number}","text":"Something changed."}}}}}}]}}"#
        )
        .into_bytes()
    }

    pub(crate) fn pair(seed: u8) -> (Ed25519KeyPair, [u8; 32]) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        let key = pair.public_key().as_ref().try_into().unwrap();
        (pair, key)
    }

    pub(crate) fn file(pair: &Ed25519KeyPair, list: &[u8]) -> Vec<u8> {
        sign_news(list, |bytes| pair.sign(bytes).as_ref().to_vec())
    }

    #[test]
    fn only_the_publishers_list_is_believed() {
        let ((ours, key), (theirs, _)) = (pair(1), pair(2));
        let good = file(&ours, &list(7));
        assert_eq!(open(&good, &key).unwrap().number, 7);
        assert_eq!(open(&file(&theirs, &list(7)), &key), Err(Refused::Signature));
        assert_eq!(open(&file(&ours, b"{}"), &key), Err(Refused::List));
        let bare =
            [format!("{FORM} {}\n", STANDARD.encode(ours.sign(&list(7)).as_ref())).as_bytes(), &list(7)]
                .concat();
        assert_eq!(open(&bare, &key), Err(Refused::Signature), "signed as something else");
        for at in 0..good.len() {
            let mut altered = good.clone();
            altered[at] ^= 1;
            assert!(open(&altered, &key).is_err(), "byte {at}");
            assert!(open(&good[..at], &key).is_err(), "cut at {at}");
        }
    }
}
