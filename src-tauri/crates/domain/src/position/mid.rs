//! The time of sending that Instagram's message ids carry (instagram-platform, sections 3 "Ids" and 16.11).
//!
//! Undocumented, seen in all published examples: good for breaking ties, and for nothing else. An id of any other look
//! simply tells nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::ids::Mid;

/// Longer than any id of this look, which have about 165 characters.
const MAX_LENGTH: usize = 512;
/// How a message's id begins once decoded.
const PREFIX: &str = "ig_dm_item:";

/// When the message was sent, in microseconds since 1970, as its id says.
pub(super) fn sent_us(mid: &Mid) -> Option<i64> {
    let id = mid.as_str();
    if id.len() > MAX_LENGTH {
        return None;
    }
    let plain = String::from_utf8(STANDARD.decode(unescaped(id)?).ok()?).ok()?;
    let item: u128 = plain.strip_prefix(PREFIX)?.rsplit(':').next()?.parse().ok()?;
    i64::try_from(item >> 64).ok().filter(|us| *us > 0)
}

/// Base64 out of Instagram's spelling: `ZA` for `Z` and `ZD` for `=`.
fn unescaped(id: &str) -> Option<String> {
    let mut plain = String::with_capacity(id.len());
    let mut letters = id.chars();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            'Z' => match letters.next()? {
                'A' => 'Z',
                'D' => '=',
                _ => return None,
            },
            other => other,
        });
    }
    Some(plain)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An id of the published look.
    pub(in crate::position) fn minted(us: i64, low: u64) -> Mid {
        let item = (u128::from(us.unsigned_abs()) << 64) | u128::from(low);
        let plain = format!("ig_dm_item:1:IGMessageID:17841400000000123:340282366841710300949110000:{item}");
        Mid(STANDARD.encode(plain).replace('Z', "ZA").replace('=', "ZD"))
    }

    #[test]
    fn an_id_of_another_look_tells_nothing() {
        for id in ["", "m1", "Z", "ZZ", "m_abc", "aWdfZAG", "aGVsbG8ZD", "😀", &"A".repeat(5_000)] {
            assert_eq!(sent_us(&Mid::from(id)), None, "{id}");
        }
        let thread = STANDARD.encode("ig_dm:1:IGMessageThread:178:340282366841710300949110000");
        assert_eq!(sent_us(&Mid(thread.replace('Z', "ZA").replace('=', "ZD"))), None);
    }

    proptest! {
        #[test]
        fn the_time_is_read_whatever_stands_behind_it(us in 1i64.., low in any::<u64>()) {
            prop_assert_eq!(sent_us(&minted(us, low)), Some(us));
        }

        #[test]
        fn no_id_panics(id in any::<String>(), letters in "[A-Za-z0-9+/=]{0,200}") {
            let _ = (sent_us(&Mid(id)), sent_us(&Mid(letters)));
        }
    }
}
