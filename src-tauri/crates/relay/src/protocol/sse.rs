//! Server-sent events, as far as the relay uses them: `id:`, `data:` and comments.

/// Takes a stream apart, in whatever pieces it comes.
#[derive(Debug, Default)]
pub struct Splitter {
    rest: Vec<u8>,
    /// So much of it was looked through for the end of an event.
    seen: usize,
}

/// An event is longer than anything the relay sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stream sends more in one piece than it should")]
pub struct TooLong;

/// The longest event that is read, in bytes: above what the relay sends at once.
pub const LONGEST: usize = 32 << 20;

impl Splitter {
    /// Takes the next bytes and gives the `data` of every event that is whole now.
    ///
    /// # Errors
    /// When an event grows above [`LONGEST`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<String>, TooLong> {
        self.rest.extend_from_slice(bytes);
        let mut found = Vec::new();
        // The end may have come in two pieces.
        let (mut begin, mut from) = (0, self.seen.saturating_sub(1));
        while let Some(length) =
            self.rest.get(from..).and_then(|rest| rest.windows(2).position(|w| w == b"\n\n"))
        {
            let event = self.rest.get(begin..from + length).unwrap_or_default();
            if let Some(data) = data_of(event) {
                found.push(data);
            }
            begin = from + length + 2;
            from = begin;
        }
        self.rest.drain(..begin);
        self.seen = self.rest.len();
        if self.rest.len() > LONGEST { Err(TooLong) } else { Ok(found) }
    }

    /// Whether part of an event is there that is no comment.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.rest.first().is_some_and(|first| *first != b':')
    }
}

fn data_of(event: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(event);
    let lines: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::Splitter;

    #[test]
    fn any_cut_gives_the_same_events() {
        let stream = b"id: 1\ndata: one\n\n: beat\n\ndata:two\ndata: and more\n\ndata: half";
        for cut in 1..stream.len() {
            let mut splitter = Splitter::default();
            let mut found = Vec::new();
            for piece in stream.chunks(cut) {
                found.extend(splitter.push(piece).unwrap());
            }
            assert_eq!(found, ["one", "two\nand more"], "cut {cut}");
            assert!(splitter.has_begun());
        }
    }

    #[test]
    fn a_comment_begins_no_event() {
        let mut splitter = Splitter::default();
        for (piece, has_begun) in [(": be", false), ("at\n\n", false), ("id", true), (": 1\n\n", false)] {
            splitter.push(piece.as_bytes()).unwrap();
            assert_eq!(splitter.has_begun(), has_begun, "{piece}");
        }
    }
}
