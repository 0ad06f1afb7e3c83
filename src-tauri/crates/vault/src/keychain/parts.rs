//! A secret in one keychain entry, or in several where it is long.
//!
//! Windows refuses blobs above 2,560 bytes, so a secret is cut at 2,000, everywhere alike. The first
//! entry, under the secret's own account, says how many parts follow and how long the whole is; the
//! further parts stand under `account/side/number`. A longer secret replaces an older one by writing
//! its parts on the other `side` first and the first entry last: at every instant the first entry
//! describes a whole secret, whatever interrupts us.
//!
//! Entries are UTF-8, since one of the Secret Services (KDE's) keeps nothing else.

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::entries::Entries;
use crate::VaultError;

/// Bytes of secret text in one entry, at most; the first entry's head comes on top.
const PART: usize = 2_000 - HEAD;
/// Room for the head, `v1 a 99 1234567 ` at its longest.
const HEAD: usize = 24;
/// More parts than any secret of ours needs; what claims more is damaged.
const MOST_PARTS: usize = 64;

/// What the first entry says before the text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    side: char,
    further: usize,
    bytes: usize,
}

impl Head {
    fn text(self) -> String {
        format!("v1 {} {} {} ", self.side, self.further, self.bytes)
    }

    /// The head and the text after it.
    fn parse(entry: &str) -> Option<(Self, &str)> {
        let mut fields = entry.strip_prefix("v1 ")?.splitn(4, ' ');
        let side = match fields.next()? {
            "a" => 'a',
            "b" => 'b',
            _ => return None,
        };
        let further = fields.next()?.parse().ok().filter(|n| *n < MOST_PARTS)?;
        let bytes = fields.next()?.parse().ok().filter(|n| *n <= MOST_PARTS * PART)?;
        Some((Self { side, further, bytes }, fields.next()?))
    }
}

/// The secret under `account`.
pub(super) fn read(entries: &dyn Entries, account: &str) -> Result<Option<SecretString>, VaultError> {
    let Some(first) = entries.get(account)? else { return Ok(None) };
    let (head, start) = Head::parse(text(&first)?).ok_or(VaultError::Corrupt)?;
    let mut whole = Zeroizing::new(String::with_capacity(head.bytes));
    whole.push_str(start);
    for number in 1..=head.further {
        let part = entries.get(&further(account, head.side, number))?.ok_or(VaultError::Corrupt)?;
        whole.push_str(text(&part)?);
    }
    if whole.len() != head.bytes {
        return Err(VaultError::Corrupt);
    }
    Ok(Some(SecretString::from(whole.as_str())))
}

/// Keeps the secret under `account` and reads it back.
pub(super) fn write(entries: &dyn Entries, account: &str, secret: &SecretString) -> Result<(), VaultError> {
    let secret = secret.expose_secret();
    let parts = cut(secret);
    if parts.len() > MOST_PARTS {
        return Err(VaultError::Other("keychain-too-long"));
    }
    let side = if standing_side(entries, account)? == Some('a') { 'b' } else { 'a' };
    clear(entries, account, side)?;
    let (first, rest) = parts.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    for (number, part) in (1..).zip(rest) {
        entries.set(&further(account, side, number), part.as_bytes())?;
    }
    let head = Head { side, further: rest.len(), bytes: secret.len() };
    entries.set(account, Zeroizing::new(head.text() + first).as_bytes())?;

    let kept = read(entries, account)?.ok_or(VaultError::Corrupt)?;
    let same: bool = kept.expose_secret().as_bytes().ct_eq(secret.as_bytes()).into();
    if !same {
        return Err(VaultError::Corrupt);
    }
    clear(entries, account, if side == 'a' { 'b' } else { 'a' })
}

/// Removes the secret, and parts that an interrupted write left.
pub(super) fn remove(entries: &dyn Entries, account: &str) -> Result<(), VaultError> {
    entries.delete(account)?;
    clear(entries, account, 'a')?;
    clear(entries, account, 'b')
}

/// The side on which the present secret's further parts stand; a damaged secret has none.
fn standing_side(entries: &dyn Entries, account: &str) -> Result<Option<char>, VaultError> {
    let Some(first) = entries.get(account)? else { return Ok(None) };
    let head = std::str::from_utf8(&first).ok().and_then(Head::parse);
    Ok(head.map(|(head, _)| head.side))
}

/// Removes the further parts of one side, from the last to the first: whenever this is interrupted,
/// what is left is numbered from 1 without a gap, and the next time finds all of it.
fn clear(entries: &dyn Entries, account: &str, side: char) -> Result<(), VaultError> {
    let mut present = 0;
    while present < MOST_PARTS && entries.get(&further(account, side, present + 1))?.is_some() {
        present += 1;
    }
    (1..=present).rev().try_for_each(|number| entries.delete(&further(account, side, number)))
}

fn further(account: &str, side: char, number: usize) -> String {
    format!("{account}/{side}/{number}")
}

fn text(entry: &[u8]) -> Result<&str, VaultError> {
    std::str::from_utf8(entry).map_err(|_| VaultError::Corrupt)
}

/// The text in pieces of at most [`PART`] bytes, none of which cuts a character.
fn cut(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > PART {
        let (part, more) = rest.split_at(rest.floor_char_boundary(PART));
        parts.push(part);
        rest = more;
    }
    parts.push(rest);
    parts
}
