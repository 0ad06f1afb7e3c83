//! Conversations as a file, where the person chooses.
//!
//! The file is written while it is read: a page of messages at a time, however many conversations there are. Each page
//! is a short read of its own, so neither the inbox nor the log's checkpoint waits for a file.

mod running;

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::sync::Arc;

use api::request::{ConversationFormat, ExportConversationsRequest, ExportWhat, ExportWords};
use api::view::{ExportProgress, ExportedFile, SavedFile};
use api::{ApiError, Changes, Empty, Topic};
use domain::export::{self, Conversation, Format, Message, Note, Reaction, Style, Words, Writing};
use domain::ids::{ConversationId, HandleId, LabelId};
use domain::position::Position;
use jiff::tz::TimeZone;
use store::StoreError;
use store::journal::AuditEntry;
use store::thread::{MessageRow, Part};

use crate::errors::{invalid, of_store};
use crate::space::Space;
use crate::{Host, files, triage, views};

pub(crate) use running::Exports;

/// Messages of a page.
const PAGE: u32 = 200;

/// How far the file is that is being written.
pub(crate) fn progress(space: &Space) -> Option<ExportProgress> {
    space.exports.progress()
}

/// Gives up the file that is being written.
pub(crate) fn cancel(space: &Space) -> Empty {
    space.exports.cancel();
    Empty {}
}

/// Writes conversations into a file.
pub(crate) async fn export(
    space: Arc<Space>,
    host: Arc<dyn Host>,
    request: ExportConversationsRequest,
) -> Result<ExportedFile, ApiError> {
    let conversations = match request.what {
        ExportWhat::These { conversations } => conversations.into_iter().map(ConversationId).collect(),
        ExportWhat::List { list } => {
            triage::selected(&space, list).await?.conversations().collect::<Vec<_>>()
        }
    };
    let running =
        space.exports.begin(conversations.len()).ok_or_else(|| invalid("a file is being written"))?;
    let format = format(request.format);
    let style = Style {
        made_at: space.engine.clock().now(),
        zone: TimeZone::get(&request.words.time_zone).unwrap_or_else(|_| TimeZone::system()),
        with_notes: request.with_notes,
        words: words(request.words),
    };
    let file = File {
        conversations,
        with_notes: style.with_notes,
        names: names(&space).await?,
        space: Arc::clone(&space),
        running,
        written: 0,
        handles: BTreeSet::new(),
    };
    let here = tokio::runtime::Handle::current();
    let (file, saved) = files::stream(host, format.file_name(), file, move |file, to| {
        // The person may choose another place after one that could not be written to.
        let writing = export::writing(format, style.clone());
        here.block_on(file.write_at(writing, to))
    })
    .await?;
    let (gone, written) = (file.running.is_cancelled(), file.written);
    drop(file);
    space.announce(&Changes::of(Topic::Exports));
    let saved = match saved {
        Err(_) if gone => SavedFile::Nowhere,
        saved => saved?,
    };
    let count = u32::try_from(written).unwrap_or(u32::MAX);
    Ok(ExportedFile { name: format.file_name().to_owned(), count, saved })
}

/// What names there are for the ids of rows.
struct Names {
    handles: HashMap<HandleId, String>,
    labels: HashMap<LabelId, String>,
}

async fn names(space: &Space) -> Result<Names, ApiError> {
    let handles = space.store.handles().await.map_err(of_store)?;
    let labels = space.store.labels().await.map_err(of_store)?;
    Ok(Names {
        handles: handles.into_iter().map(|row| (row.id, row.profile.username)).collect(),
        labels: labels.into_iter().map(|label| (label.id, label.name)).collect(),
    })
}

/// A file that is being written.
struct File {
    space: Arc<Space>,
    conversations: Vec<ConversationId>,
    with_notes: bool,
    names: Names,
    running: running::Running,
    /// Conversations that are in it.
    written: usize,
    /// Of which handles.
    handles: BTreeSet<HandleId>,
}

impl File {
    /// Writes it to a place that was chosen, and into the audit trail that it was: a file has its name only after that,
    /// so that there is none of which the trail does not tell.
    async fn write_at(&mut self, writing: Box<dyn Writing>, to: &mut dyn Write) -> io::Result<()> {
        self.running.placed()?;
        let written = match self.write(writing, to).await {
            Ok(()) => self.space.store.append_audit(self.deed()).await.map_err(broken),
            failed => failed,
        };
        if written.is_err() {
            self.running.misplaced();
        }
        written
    }

    /// Writes all of it. A conversation that went meanwhile is passed over.
    async fn write(&mut self, mut writing: Box<dyn Writing>, to: &mut dyn Write) -> io::Result<()> {
        self.written = 0;
        self.handles.clear();
        put(to, &writing.begin())?;
        for (done, id) in self.conversations.clone().into_iter().enumerate() {
            if self.running.reached(done) {
                self.space.announce(&Changes::of(Topic::Exports));
            }
            self.conversation(id, &mut *writing, to).await?;
        }
        put(to, &writing.end())?;
        to.flush()
    }

    async fn conversation(
        &mut self,
        id: ConversationId,
        writing: &mut dyn Writing,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let store = &self.space.store;
        let Some(row) = store.conversation(id).await.map_err(broken)? else { return Ok(()) };
        let notes = if self.with_notes { Some(store.notes(id).await.map_err(broken)?) } else { None };
        let human_agent = store.sent_as_human_agent(id).await.map_err(broken)?;
        let person = views::person(row.person);
        self.handles.insert(row.handle);
        self.written += 1;
        let conversation = Conversation {
            id,
            handle: self.names.handles.get(&row.handle).cloned().unwrap_or_default(),
            person: person.name,
            username: person.username,
            standing: row.standing,
            labels: row.labels.iter().filter_map(|label| self.names.labels.get(label).cloned()).collect(),
            intent: row.intent,
            outcome: row.disposition,
            notes: notes.map(|notes| notes.into_iter().map(note).collect()),
        };
        put(to, &writing.open(conversation))?;
        let mut after = Position::default();
        loop {
            self.running.wanted()?;
            let page = store.messages(id, Part::After(after), PAGE).await.map_err(broken)?;
            let Some(last) = page.messages.last() else { break };
            after = last.position;
            let messages = page.messages.into_iter().map(|row| {
                let human_agent = human_agent.contains(&row.mid);
                message(row, human_agent)
            });
            put(to, &writing.add(messages.collect()))?;
            if !page.has_newer {
                break;
            }
        }
        put(to, &writing.close())
    }

    /// The line of the audit trail: how many conversations, of one handle where they are of one; never what is in them.
    fn deed(&self) -> AuditEntry {
        let mut handles = self.handles.iter().copied();
        let of_one = handles.next().filter(|_| handles.next().is_none());
        AuditEntry::exported(of_one, self.written, self.space.engine.clock().now())
    }
}

fn put(to: &mut dyn Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())
}

/// The database stopped in the middle of a file: it is told as what it is.
fn broken(error: StoreError) -> io::Error {
    io::Error::other(of_store(error))
}

fn note(note: store::notes::Note) -> Note {
    Note { at: note.at, author: note.author, text: note.text }
}

fn message(row: MessageRow, human_agent: bool) -> Message {
    let body = row.body.unwrap_or_default();
    let message = Message {
        id: row.id,
        at: row.sent_at.at,
        direction: row.direction,
        kind: row.kind,
        parts: export::parts(&body),
        links: export::links(&body),
        // What is pressed stands in place of a text, as it does on screen.
        text: body.postback.and_then(|pressed| pressed.title).or(row.text),
        unsent: row.unsent.is_some(),
        edited: row.edited,
        human_agent,
        reactions: row
            .reactions
            .into_iter()
            .map(|reaction| Reaction { by: reaction.by, emoji: reaction.emoji })
            .collect(),
    };
    message.without_unsent()
}

fn format(format: ConversationFormat) -> Format {
    match format {
        ConversationFormat::MessagesCsv => Format::MessagesCsv,
        ConversationFormat::ConversationsCsv => Format::ConversationsCsv,
        ConversationFormat::Json => Format::Json,
        ConversationFormat::Html => Format::Html,
    }
}

fn words(words: ExportWords) -> Words {
    let ExportWords { language, right_to_left, time_zone: _, title, lead, unsent, notes, edited, kinds } =
        words;
    let kinds = kinds.into_iter().map(|(kind, word)| (kind.into(), word)).collect();
    Words { language, right_to_left, title, lead, unsent, notes, edited, kinds }
}

#[cfg(test)]
mod tests;
