//! Which kinds of messages Instagram lets apps show and send: dated data, not rules. Nothing else decides by it.
//!
//! The table stands in `support/editions.json`, the newest edition first. Its first edition is the announcement's list
//! of June 2021 (requirements, section 6), the newest is what Meta's pages say (instagram-platform, sections 4, 6.6 and
//! 12). When they change, an edition is added and none is rewritten.

use std::sync::LazyLock;

use serde::Deserialize;

/// Whether Instagram gives or takes a kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// Yes.
    Yes,
    /// In part; the note says which.
    Partly,
    /// No.
    No,
    /// Instagram's own pages contradict each other or are silent.
    Unclear,
}

/// One kind of message in one edition.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindSupport {
    /// A stable key of the kind.
    pub kind: String,
    /// Whether it comes in.
    pub inbound: Support,
    /// Whether Handrail can send it, as Instagram allows.
    pub outbound: Support,
    /// The key of a note, where there is something to say.
    pub note: Option<String>,
}

/// Where an edition is from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// Meta's pages for developers, as they were on that day.
    PlatformPages,
    /// An announcement of Meta's.
    Announcement {
        /// Its title, as it was published: in English.
        title: String,
    },
}

/// One edition of the table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// As of which day, as `YYYY-MM-DD`.
    pub as_of: String,
    /// Where it is from.
    pub source: Source,
    /// The kinds, each once.
    pub kinds: Vec<KindSupport>,
}

impl Edition {
    /// What the edition says of a kind.
    #[must_use]
    pub fn of(&self, kind: &str) -> Option<&KindSupport> {
        self.kinds.iter().find(|row| row.kind == kind)
    }
}

/// All editions, the newest first.
#[must_use]
pub fn editions() -> &'static [Edition] {
    // A test reads the same file; were it broken, nothing could be shown and nothing else would suffer.
    static EDITIONS: LazyLock<Vec<Edition>> =
        LazyLock::new(|| serde_json::from_str(include_str!("support/editions.json")).unwrap_or_default());
    &EDITIONS
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn editions_run_from_the_newest_to_the_oldest() {
        let days: Vec<&str> = editions().iter().map(|edition| edition.as_of.as_str()).collect();
        assert_eq!(days.first(), Some(&"2026-09-28"));
        assert_eq!(days.last(), Some(&"2021-06-02"));
        assert!(days.windows(2).all(|pair| pair[0] > pair[1]));
        for day in days {
            let parts: Vec<Option<u16>> = day.split('-').map(|part| part.parse().ok()).collect();
            assert!(matches!(parts.as_slice(), [Some(2021..), Some(1..=12), Some(1..=31)]), "{day}");
        }
    }

    #[test]
    fn every_kind_stands_once_and_with_a_plain_key() {
        for edition in editions() {
            if let Source::Announcement { title } = &edition.source {
                assert!(!title.is_empty());
            }
            let keys: HashSet<&str> = edition.kinds.iter().map(|row| row.kind.as_str()).collect();
            assert_eq!(keys.len(), edition.kinds.len(), "{}", edition.as_of);
            let notes = edition.kinds.iter().filter_map(|row| row.note.as_deref());
            for key in keys.into_iter().chain(notes) {
                assert!(!key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{key}");
            }
            for row in &edition.kinds {
                assert!(row.inbound != Support::Partly || row.note.is_some(), "{}: which part?", row.kind);
                assert!(row.outbound != Support::Partly || row.note.is_some(), "{}: which part?", row.kind);
            }
        }
    }

    /// The announcement's list, line by line.
    #[test]
    fn the_list_of_june_2021() {
        let first = editions().last().expect("edition");
        for (kinds, expected) in [
            (&["image", "video", "images", "story_mention"][..], Support::Yes),
            (
                &["profile", "igtv", "reel", "story", "audio", "sticker", "file", "gif", "group"][..],
                Support::No,
            ),
        ] {
            for kind in kinds {
                assert_eq!(first.of(kind).map(|row| row.inbound), Some(expected), "{kind}");
            }
        }
        assert_eq!(first.kinds.len(), 13);
    }

    #[test]
    fn what_changed_since() {
        let newest = editions().first().expect("edition");
        let inbound = |kind: &str| newest.of(kind).map(|row| row.inbound);
        for kind in ["reel", "post", "story", "audio", "file"] {
            assert_eq!(inbound(kind), Some(Support::Yes), "{kind}");
        }
        for kind in ["sticker", "gif", "profile"] {
            assert_eq!(inbound(kind), Some(Support::Unclear), "{kind}");
        }
        assert_eq!(inbound("group"), Some(Support::No));
        // Every kind of the first edition is still spoken of.
        let first = editions().last().expect("edition");
        assert!(first.kinds.iter().all(|row| newest.of(&row.kind).is_some()));
    }
}
