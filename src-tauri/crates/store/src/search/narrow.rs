//! What the filters of a search come down to: handles, people, and conditions on a message and its conversation.

use domain::position::Position;
use domain::search::{Content, Filter, Query, State, Who, Window, fold};
use domain::time::Timestamp;
use domain::window::STANDARD_MS;
use sqlx::{QueryBuilder, Sqlite};

use super::{Search, handle_token, people};
use crate::Result;
use crate::codes::json_list;
use crate::tx::Reads;

/// People of this name, at most; a filter is for one.
const PEOPLE: u32 = 200;

/// The filters, ready for the database.
#[derive(Debug, Default)]
pub(super) struct Narrow {
    /// Only of these handles.
    pub(super) handles: Option<Vec<i64>>,
    /// Only of these conversations, whose person wrote it.
    pub(super) conversations: Option<Vec<i64>>,
    conditions: Vec<(Condition, bool)>,
    /// Sent in this time, as places.
    pub(super) after: Option<Position>,
    pub(super) before: Option<Position>,
    /// The text has to have a link, or must not.
    pub(super) link: Option<bool>,
    now: Timestamp,
}

/// What a filter asks of a message or its conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    /// Ours.
    FromUs,
    /// Of handles, turned round: positive ones are in [`Narrow::handles`].
    Handles(Vec<i64>),
    /// Of a person's conversations, turned round.
    FromPeople(Vec<i64>),
    Is(State),
    /// With one of these labels.
    Labels(Vec<i64>),
    /// With a note.
    Noted,
    /// Of a kind.
    Kind(&'static str),
    Window(Window),
}

/// Reads the filters. `None` when one of them names what is not there, so that nothing can be found.
pub(super) async fn resolve(tx: &mut impl Reads, search: &Search) -> Result<Option<Narrow>> {
    let mut narrow =
        Narrow { handles: search.handle.map(|handle| vec![handle.0]), now: search.now, ..Narrow::default() };
    if search.sent.start > Timestamp(i64::MIN) {
        // Places are strictly after this one.
        narrow.after = Some(Position(Position::first_at(search.sent.start).0 - 1));
    }
    if search.sent.end < Timestamp(i64::MAX) {
        narrow.before = Some(Position::first_at(search.sent.end));
    }
    let (mut of_handles, mut of_people): (Option<Vec<i64>>, Option<Vec<i64>>) = (None, None);
    for (filter, not) in search.query.filters() {
        match filter {
            Filter::Handle(name) => {
                let found = handles(tx, name).await?;
                if *not {
                    narrow.conditions.push((Condition::Handles(found), true));
                } else {
                    of_handles.get_or_insert_default().extend(found);
                }
            }
            Filter::From(Who::Person(name)) => {
                let found = people::conversations(tx, &Query::parse(&format!("\"{name}\"")), PEOPLE).await?;
                if *not {
                    narrow.conditions.push((Condition::FromPeople(found), true));
                } else {
                    of_people.get_or_insert_default().extend(found);
                }
            }
            Filter::From(Who::Us) => narrow.conditions.push((Condition::FromUs, *not)),
            Filter::Is(state) => narrow.conditions.push((Condition::Is(*state), *not)),
            Filter::Has(Content::Link) => narrow.link = Some(!not),
            Filter::Has(Content::Note) => narrow.conditions.push((Condition::Noted, *not)),
            Filter::Has(content) => {
                if let Some(kind) = kind(*content) {
                    narrow.conditions.push((Condition::Kind(kind), *not));
                }
            }
            Filter::Window(window) => narrow.conditions.push((Condition::Window(*window), *not)),
            // In `sent`.
            Filter::Before(_) | Filter::After(_) => {}
            Filter::Label(name) => {
                narrow.conditions.push((Condition::Labels(labels(tx, name).await?), *not));
            }
        }
    }
    // Several handles or people are alternatives: no message is of two.
    if let Some(found) = of_handles {
        let scope = narrow.handles.take();
        narrow.handles =
            Some(found.into_iter().filter(|id| scope.as_ref().is_none_or(|of| of.contains(id))).collect());
    }
    narrow.conversations = of_people;
    let nothing = |found: &Option<Vec<i64>>| found.as_ref().is_some_and(Vec::is_empty);
    Ok((!nothing(&narrow.handles) && !nothing(&narrow.conversations)).then_some(narrow))
}

/// The handles whose name or username begins so; the one that is named exactly, if there is one.
async fn handles(tx: &mut impl Reads, name: &str) -> Result<Vec<i64>> {
    let wanted = fold(name);
    let rows = sqlx::query!("SELECT id, username, name FROM handle").fetch_all(tx.reading()).await?;
    let exact: Vec<i64> = rows.iter().filter(|row| fold(&row.username) == wanted).map(|row| row.id).collect();
    if !exact.is_empty() {
        return Ok(exact);
    }
    let begins = |name: &str| fold(name).starts_with(&wanted);
    let found = rows.iter().filter(|row| begins(&row.username) || row.name.as_deref().is_some_and(begins));
    Ok(found.map(|row| row.id).collect())
}

/// The label of this name, else those whose names begin so.
async fn labels(tx: &mut impl Reads, name: &str) -> Result<Vec<i64>> {
    let wanted = fold(name);
    let rows = sqlx::query!("SELECT id, name FROM label").fetch_all(tx.reading()).await?;
    let exact: Vec<i64> = rows.iter().filter(|row| fold(&row.name) == wanted).map(|row| row.id).collect();
    if !exact.is_empty() {
        return Ok(exact);
    }
    Ok(rows.iter().filter(|row| fold(&row.name).starts_with(&wanted)).map(|row| row.id).collect())
}

/// The kind of a message that carries something, as the database writes it.
fn kind(content: Content) -> Option<&'static str> {
    match content {
        Content::Image => Some("image"),
        Content::Video => Some("video"),
        Content::Voice => Some("audio"),
        Content::File => Some("file"),
        Content::Link | Content::Note => None,
    }
}

impl Narrow {
    /// Whether words and handles are all that is asked for: the index answers that by itself.
    pub(super) fn is_plain(&self) -> bool {
        self.conversations.is_none()
            && self.conditions.is_empty()
            && self.after.is_none()
            && self.before.is_none()
            && self.link.is_none()
    }

    /// Whether something is asked of the message itself, not only of its conversation.
    pub(super) fn asks_of_messages(&self) -> bool {
        let of_message = |condition: &Condition| {
            matches!(condition, Condition::FromUs | Condition::FromPeople(_) | Condition::Kind(_))
        };
        self.conversations.is_some()
            || self.after.is_some()
            || self.before.is_some()
            || self.link.is_some()
            || self.conditions.iter().any(|(condition, _)| of_message(condition))
    }

    /// The kind that is asked for, if one is.
    pub(super) fn kind(&self) -> Option<&'static str> {
        self.conditions.iter().find_map(|(condition, not)| match condition {
            Condition::Kind(kind) if !not => Some(*kind),
            _ => None,
        })
    }

    /// The one handle that is searched, if it is one.
    pub(super) fn one_handle(&self) -> Option<i64> {
        self.handles.as_deref().and_then(|handles| if let [one] = handles { Some(*one) } else { None })
    }

    /// Words in FTS5's language, of these handles alone.
    pub(super) fn expression(&self, words: &str) -> String {
        let Some(handles) = &self.handles else { return words.to_owned() };
        let tokens = handles.iter().map(|id| format!("\"{}\"", handle_token(domain::ids::HandleId(*id))));
        format!("({words}) AND ({})", tokens.collect::<Vec<_>>().join(" OR "))
    }

    /// Whether spam or the bin is asked for; otherwise nothing of them is found.
    pub(super) fn wants_shelved(&self) -> bool {
        self.conditions
            .iter()
            .any(|(condition, not)| !not && matches!(condition, Condition::Is(State::Spam | State::Binned)))
    }

    /// Adds what is asked of the message `m`, its conversation `c` and its person `p`, each after AND.
    pub(super) fn push(&self, sql: &mut QueryBuilder<Sqlite>) {
        if !self.wants_shelved() {
            sql.push(" AND c.standing < 5");
        }
        if let Some(handles) = &self.handles {
            sql.push(" AND m.handle_id IN (SELECT value FROM json_each(")
                .push_bind(json_list(handles))
                .push("))");
        }
        if self.conversations.is_some() {
            sql.push(" AND m.direction = 'in'");
        }
        for (condition, not) in &self.conditions {
            sql.push(if *not { " AND NOT (" } else { " AND (" });
            self.condition(sql, condition);
            sql.push(")");
        }
    }

    fn condition(&self, sql: &mut QueryBuilder<Sqlite>, condition: &Condition) {
        match condition {
            Condition::FromUs => sql.push("m.direction = 'out'"),
            Condition::Handles(handles) => sql
                .push("m.handle_id IN (SELECT value FROM json_each(")
                .push_bind(json_list(handles))
                .push("))"),
            Condition::FromPeople(conversations) => sql
                .push("m.direction = 'in' AND c.id IN (SELECT value FROM json_each(")
                .push_bind(json_list(conversations))
                .push("))"),
            Condition::Kind(kind) => sql.push("m.kind = ").push_bind(*kind),
            Condition::Labels(labels) => sql
                .push("EXISTS (SELECT 1 FROM conversation_label AS l WHERE l.conversation_id = c.id AND l.label_id IN ")
                .push("(SELECT value FROM json_each(")
                .push_bind(json_list(labels))
                .push(")))"),
            Condition::Noted => sql.push("EXISTS (SELECT 1 FROM note AS n WHERE n.conversation_id = c.id)"),
            Condition::Is(state) => sql.push(state_sql(*state)),
            Condition::Window(window) => self.window(sql, *window),
        };
    }

    /// Strictly between which places the last message of a person lies whose window is open and closes within the time
    /// that is asked for, if one is.
    pub(super) fn closing(&self) -> Option<(Position, Position)> {
        self.conditions.iter().find_map(|(condition, not)| match condition {
            Condition::Window(Window::Under(span)) if !not => {
                Some((self.opened(0), self.opened(*span).next()))
            }
            _ => None,
        })
    }

    /// The last place of an inbound message whose window has so many milliseconds left.
    fn opened(&self, left: i64) -> Position {
        Position::first_at(self.now.plus(left - STANDARD_MS)).last_of_its_millisecond()
    }

    /// The window is open while the last inbound message is younger than 24 hours.
    fn window<'q>(&self, sql: &'q mut QueryBuilder<Sqlite>, window: Window) -> &'q mut QueryBuilder<Sqlite> {
        let opened = |left: i64| self.opened(left).0;
        sql.push("coalesce(c.last_inbound, 0) ");
        match window {
            Window::Open => sql.push("> ").push_bind(opened(0)),
            Window::Closed => sql.push("<= ").push_bind(opened(0)),
            Window::Under(span) => {
                sql.push("> ").push_bind(opened(0)).push(" AND c.last_inbound <= ").push_bind(opened(span))
            }
            Window::Over(span) => sql.push("> ").push_bind(opened(span)),
        }
    }
}

fn state_sql(state: State) -> &'static str {
    match state {
        State::Unread => "c.unread = 1",
        State::Needs => "c.standing = 0",
        State::Waiting => "c.standing = 1",
        State::Done => "c.standing = 2",
        State::Failed => {
            "EXISTS (SELECT 1 FROM outbox AS o WHERE o.conversation_id = c.id AND o.state = 'failed')"
        }
        State::Request => "c.likely_request = 1",
        State::Mention => "c.last_mention IS NOT NULL",
        State::Snoozed => "c.standing = 4",
        State::Muted => "c.muted = 1",
        State::Spam => "c.standing = 5",
        State::Binned => "c.standing = 6",
    }
}
