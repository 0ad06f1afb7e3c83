//! What a person says about conversations, many at once, and taking it back.

mod due;
mod selected;

pub use due::Woken;

use domain::ids::{ConversationId, LabelId};
use domain::time::Timestamp;
use domain::triage::{Act, Said};

use crate::codes::code;
use crate::journal::{self, Deed};
use crate::marks::{self, Row};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError, labels};

pub use selected::{OfSelected, Selection};

/// Who says something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The computer's user.
    pub who: Option<String>,
    /// Now.
    pub now: Timestamp,
}

/// What was said: enough to take it back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acted {
    steps: Vec<Step>,
}

impl Acted {
    /// How many conversations changed.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.steps.len()
    }

    /// Adds what else was said in the same breath, of other conversations.
    pub fn join(&mut self, other: Self) {
        self.steps.extend(other.steps);
    }

    /// The same in parts of so many conversations at most.
    pub fn parts(mut self, most: usize) -> impl Iterator<Item = Self> {
        std::iter::from_fn(move || {
            let rest = self.steps.split_off(self.steps.len().min(most));
            let steps = std::mem::replace(&mut self.steps, rest);
            (!steps.is_empty()).then_some(Self { steps })
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    conversation: ConversationId,
    what: Changed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Changed {
    Said {
        before: Box<Said>,
        after: Box<Said>,
    },
    /// The label was put on, or taken off.
    Label(LabelId, bool),
}

impl Store {
    /// Says something about conversations, in one transaction. Those that are gone are passed over.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when none of them is there, or the label is not; [`StoreError::DispositionRequired`]
    /// when one of them cannot be done without saying how it was closed, and then none of them is. Otherwise as the
    /// database says.
    pub async fn act(
        &self,
        conversations: Vec<ConversationId>,
        act: Act,
        by: By,
    ) -> Result<(Acted, ChangeSet)> {
        self.write(move |tx| Box::pin(async move { apply(tx, &conversations, &act, &by).await })).await
    }

    /// Takes back what was said, as far as nothing else was said since in the same respect.
    ///
    /// # Errors
    /// As the database says.
    pub async fn undo(&self, acted: Acted, by: By) -> Result<ChangeSet> {
        self.write(move |tx| Box::pin(async move { take_back(tx, acted, &by).await })).await
    }
}

async fn apply(
    tx: &mut WriteTx,
    conversations: &[ConversationId],
    act: &Act,
    by: &By,
) -> Result<(Acted, ChangeSet)> {
    let rows = marks::read(tx, conversations).await?;
    if rows.is_empty() {
        return Err(StoreError::NotFound("conversation"));
    }
    let unsaid = |row: &Row| row.disposition_required && row.said.disposition.is_none();
    if *act == Act::Done(None) && rows.iter().any(unsaid) {
        return Err(StoreError::DispositionRequired);
    }
    let label = match act {
        Act::Label(label, _) => Some(labels::name(tx, *label).await?.ok_or(StoreError::NotFound("label"))?),
        _ => None,
    };
    let (mut acted, mut changes) = (Acted::default(), ChangeSet::default());
    for row in rows {
        let (what, before, after) = match *act {
            Act::Label(id, on) => {
                if !labels::set(tx, row.id, id, on).await? {
                    continue;
                }
                let (before, after) = if on { (None, label.clone()) } else { (label.clone(), None) };
                (Changed::Label(id, on), before, after)
            }
            _ => {
                let after = row.said.after(act, row.newest, by.now);
                if after == row.said {
                    continue;
                }
                marks::write(tx, row.id, &after).await?;
                let words = (word(act, &row.said), word(act, &after));
                let what = Changed::Said { before: Box::new(row.said), after: Box::new(after) };
                (what, words.0, words.1)
            }
        };
        journal::append_deed(tx, &deed(&row, act.name(), before, after, by)).await?;
        changes.join(ChangeSet::conversation(row.id));
        acted.steps.push(Step { conversation: row.id, what });
    }
    Ok((acted, changes))
}

async fn take_back(tx: &mut WriteTx, acted: Acted, by: &By) -> Result<ChangeSet> {
    let ids: Vec<ConversationId> = acted.steps.iter().map(|step| step.conversation).collect();
    let mut rows: std::collections::HashMap<_, _> =
        marks::read(tx, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
    let mut changes = ChangeSet::default();
    for step in acted.steps {
        let Some(row) = rows.remove(&step.conversation) else { continue };
        let (before, after) = match step.what {
            Changed::Label(label, was_put_on) => {
                let Some(name) = labels::name(tx, label).await? else { continue };
                if !labels::set(tx, row.id, label, !was_put_on).await? {
                    continue;
                }
                if was_put_on { (Some(name), None) } else { (None, Some(name)) }
            }
            Changed::Said { before, after } => {
                let said = row.said.undone(&before, &after);
                if said == row.said {
                    continue;
                }
                marks::write(tx, row.id, &said).await?;
                (Some(standing(&row.said)), Some(standing(&said)))
            }
        };
        journal::append_deed(tx, &deed(&row, "undo", before, after, by)).await?;
        changes.join(ChangeSet::conversation(row.id));
    }
    Ok(changes)
}

fn deed(row: &Row, action: &str, before: Option<String>, after: Option<String>, by: &By) -> Deed {
    Deed {
        at: by.now,
        who: by.who.clone(),
        action: action.to_owned(),
        handle: row.handle,
        conversation: Some(row.id),
        before,
        after,
    }
}

/// How a conversation stands in the respect of an act, as a short name.
fn word(act: &Act, said: &Said) -> Option<String> {
    match act {
        Act::Unread => Some(if said.marks.unread() { "unread" } else { "read" }.to_owned()),
        Act::Mute(_) => Some(if said.marks.muted { "muted" } else { "not_muted" }.to_owned()),
        Act::Intent(_) => said.intent.as_ref().map(code),
        Act::Disposition(_) => said.disposition.as_ref().map(code),
        Act::Done(Some(_)) => {
            let how = said.disposition.as_ref().map(|how| format!(", {}", code(how))).unwrap_or_default();
            Some(format!("{}{how}", standing(said)))
        }
        _ => Some(standing(said)),
    }
}

fn standing(said: &Said) -> String {
    code(&said.marks.standing())
}
