//! Saved replies.

use api::view::{
    ImportUnreadable, SavedReplyDraft, SavedReplyProblem, SavedReplyScope, SavedReplyText, SavedReplyView,
};
use domain::ids::HandleId;
use domain::saved_reply::exchange::{MAX_FILE_BYTES, Unreadable};
use domain::saved_reply::{self, Problem, SavedText, Scope};
use store::saved_replies::SavedReply;

/// A saved reply.
pub(crate) fn saved_reply(reply: SavedReply) -> SavedReplyView {
    SavedReplyView {
        id: reply.id,
        draft: draft(reply.written),
        uses: reply.uses,
        used_at: reply.used_at.map(|at| at.0),
        changed_at: reply.changed_at.0,
    }
}

fn draft(written: SavedText<HandleId>) -> SavedReplyDraft {
    let texts = written.texts.into_iter().map(|(language, text)| SavedReplyText { language, text });
    SavedReplyDraft {
        title: written.title,
        shortcut: written.shortcut,
        scope: match written.scope {
            Scope::All => SavedReplyScope::All,
            Scope::Brand { brand } => SavedReplyScope::Brand { brand },
            Scope::Handle { handle } => SavedReplyScope::Handle { handle: handle.0 },
        },
        tags: written.tags,
        texts: texts.collect(),
    }
}

/// What is wrong with one, with the limit that it breaks.
pub(crate) fn problem(problem: Problem) -> SavedReplyProblem {
    use SavedReplyProblem as P;
    match problem {
        Problem::NoTitle => P::NoTitle,
        Problem::TitleTooLong => P::TitleTooLong { most: count(saved_reply::MAX_TITLE_CHARS) },
        Problem::Shortcut => P::Shortcut { most: count(saved_reply::MAX_SHORTCUT_CHARS) },
        Problem::NoText => P::NoText,
        Problem::TextTooLong { language } => {
            P::TextTooLong { language, most: count(saved_reply::MAX_BODY_BYTES) }
        }
        Problem::Language { language } => P::Language { language },
        Problem::TooManyLanguages => P::TooManyLanguages { most: count(saved_reply::MAX_LANGUAGES) },
        Problem::Tags => {
            P::Tags { most: count(saved_reply::MAX_TAGS), longest: count(saved_reply::MAX_TAG_CHARS) }
        }
        Problem::NoFallback { variable, language } => P::NoFallback { variable, language },
        Problem::Braces { language } => P::Braces { language },
    }
}

/// Why a file is not read.
pub(crate) fn unreadable(why: Unreadable) -> ImportUnreadable {
    match why {
        Unreadable::TooLarge => ImportUnreadable::TooLarge { most: count(MAX_FILE_BYTES) },
        Unreadable::Json => ImportUnreadable::Json,
        Unreadable::Table { line } => {
            ImportUnreadable::Table { line: u32::try_from(line).unwrap_or(u32::MAX) }
        }
        Unreadable::Columns => ImportUnreadable::Columns,
        Unreadable::Empty => ImportUnreadable::Empty,
    }
}

fn count(most: usize) -> u32 {
    u32::try_from(most).unwrap_or(u32::MAX)
}
