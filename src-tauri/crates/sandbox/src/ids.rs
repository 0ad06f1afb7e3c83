//! Ids of the look that Instagram's have. Opaque to every client; see the reference, section 3 "Ids" and
//! section 16 point 11.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::dice::Dice;

/// Instagram's escape of base64: `Z` becomes `ZA`, `=` becomes `ZD`.
fn escape(plain: &str) -> String {
    STANDARD.encode(plain).replace('Z', "ZA").replace('=', "ZD")
}

/// The 128-bit number of a new thread, of the size seen in published examples (39 decimal digits).
pub(crate) fn thread_number(dice: &mut Dice) -> u128 {
    340_282_366_841_710_300_949_110_000_000_000_000_000_u128 + u128::from(dice.next())
}

/// The number of a message: the upper 64 bits are its time in microseconds, the lower are arbitrary.
pub(crate) fn item_number(at_us: i64, dice: &mut Dice) -> u128 {
    (u128::from(at_us.max(0).unsigned_abs()) << 64) | u128::from(dice.next())
}

/// A thread's id as one handle sees it, about 110 characters.
pub(crate) fn thread_id(ig_id: &str, thread: u128) -> String {
    escape(&format!("ig_dm:1:IGMessageThread:{ig_id}:{thread}"))
}

/// A message's id (`mid`) as one handle sees it, about 165 characters.
pub(crate) fn message_id(ig_id: &str, thread: u128, item: u128) -> String {
    escape(&format!("ig_dm_item:1:IGMessageID:{ig_id}:{thread}:{item}"))
}

/// A professional account's id (`IG_ID`), 17 digits.
pub(crate) fn ig_id(dice: &mut Dice) -> String {
    format!("178414{}", dice.digits(11))
}

/// An app-scoped id of a handle (`/me`'s `id`), never the key of a handle.
pub(crate) fn app_scoped_id(dice: &mut Dice) -> String {
    format!("2764{}", dice.digits(13))
}

/// A person's id as one handle sees it (`IGSID`), 16 digits.
pub(crate) fn igsid(dice: &mut Dice) -> String {
    format!("{}{}", 1 + dice.below(9), dice.digits(15))
}

/// A long-lived token of Instagram Login's look.
pub(crate) fn token(dice: &mut Dice) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let tail: String = (0..160).map(|_| char::from(LETTERS[dice.below(LETTERS.len())])).collect();
    format!("IGAAsandbox{tail}")
}

/// Meta's support id on every answer.
pub(crate) fn fbtrace(dice: &mut Dice) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    let tail: String = (0..22).map(|_| char::from(LETTERS[dice.below(LETTERS.len())])).collect();
    format!("A{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unescape(id: &str) -> String {
        let plain = id.replace("ZD", "=").replace("ZA", "Z");
        String::from_utf8(STANDARD.decode(plain).unwrap()).unwrap()
    }

    #[test]
    fn ids_have_the_published_shape() {
        let mut dice = Dice::seeded(1);
        let ig = ig_id(&mut dice);
        assert_eq!(ig.len(), 17);
        assert_eq!(igsid(&mut dice).len(), 16);
        let thread = thread_number(&mut dice);
        let id = thread_id(&ig, thread);
        assert!(id.starts_with("aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6"), "{id}");
        assert!((100..130).contains(&id.len()), "{}", id.len());
        assert_eq!(unescape(&id), format!("ig_dm:1:IGMessageThread:{ig}:{thread}"));
        let mid = message_id(&ig, thread, item_number(1_790_000_000_000_001, &mut dice));
        assert!((155..180).contains(&mid.len()), "{}", mid.len());
        let number: u128 = unescape(&mid).rsplit(':').next().unwrap().parse().unwrap();
        assert_eq!(number >> 64, 1_790_000_000_000_001);
    }
}
