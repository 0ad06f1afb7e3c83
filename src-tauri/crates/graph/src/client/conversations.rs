//! Reading conversations (instagram-platform, sections 3 and 5). At most two of these calls a second per handle.

use domain::handle::Flavour;
use domain::ids::{Igsid, Mid, ThreadId};
use domain::observation::ObservedMessage;
use domain::person::Profile;

use super::{Client, Reads};
use crate::access::Access;
use crate::error::GraphError;
use crate::reply::{ConversationPage, Listing, Reply, ThreadRead};
use crate::wire::message::Setting;
use crate::wire::party::Own;
use crate::wire::thread::Reading;
use crate::wire::{account, fields, message, thread};

/// Instagram gives details of this many messages of a thread, and what it answers for more is not documented.
const NEWEST: u32 = 20;

/// Which page of the list of threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The cursor that the page before gave; `None` for the first.
    pub after: Option<String>,
    /// Threads of the page.
    pub limit: u32,
    /// Messages of each thread, the newest; at most 20. Should Instagram refuse a page because of one of them, as with
    /// [`DetailsUnavailable`](crate::ApiErrorKind::DetailsUnavailable) where it is too old, ask for none: the threads
    /// alone, to be read one by one ([`Client::thread`], [`Client::listing`]).
    pub messages: u32,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { after: None, limit: 25, messages: NEWEST }
    }
}

impl Client {
    /// A page of the handle's threads, each with its newest messages.
    ///
    /// An empty first page does not mean an empty inbox (section 2.3).
    ///
    /// # Errors
    /// As any call. A thread that cannot be understood is no error: it stands in the page with its problem.
    pub async fn conversations(
        &self,
        access: Access<'_>,
        page: &PageRequest,
    ) -> Result<Reply<ConversationPage>, GraphError> {
        let limit = page.limit.to_string();
        let after = page.after.as_deref();
        let (answer, reading) = self
            .read(
                access,
                Reads::List,
                |fields| {
                    let mut query = vec![
                        ("platform", "instagram"),
                        ("fields", fields.as_str()),
                        ("limit", limit.as_str()),
                    ];
                    query.extend(after.map(|after| ("after", after)));
                    self.get("conversations", access, &[access.node, "conversations"], &query)
                },
                page.messages,
            )
            .await?;
        let page = thread::page(&answer.value, after, reading).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| page))
    }

    /// The thread with one person, if Instagram shows one.
    ///
    /// # Errors
    /// As any call.
    pub async fn conversation_with(
        &self,
        access: Access<'_>,
        person: &Igsid,
    ) -> Result<Reply<Option<ThreadRead>>, GraphError> {
        let (answer, reading) = self
            .read(
                access,
                Reads::List,
                |fields| {
                    let mut query = vec![("user_id", person.as_str()), ("fields", fields.as_str())];
                    // With Instagram Login Meta's page shows this call without the platform.
                    query.extend(
                        (access.flavour == Flavour::FacebookLogin).then_some(("platform", "instagram")),
                    );
                    self.get("conversation_with", access, &[access.node, "conversations"], &query)
                },
                NEWEST,
            )
            .await?;
        let page = thread::page(&answer.value, None, reading).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| page.threads.into_iter().next()))
    }

    /// One thread with its newest messages.
    ///
    /// # Errors
    /// As any call.
    pub async fn thread(
        &self,
        access: Access<'_>,
        thread: &ThreadId,
    ) -> Result<Reply<ThreadRead>, GraphError> {
        let (answer, reading) = self
            .read(
                access,
                Reads::One,
                |fields| self.get("thread", access, &[thread.as_str()], &[("fields", fields.as_str())]),
                NEWEST,
            )
            .await?;
        if !answer.value.is_object() {
            return Err(GraphError::Unreadable);
        }
        Ok(answer.map(|value| thread::thread(&value, reading)))
    }

    /// The ids of a thread's messages, newest first and all of them, page by page (section 3 "Limits and filters").
    /// Where a whole thread is refused because of one message, each of the newest 20 is then read on its own.
    ///
    /// # Errors
    /// As any call.
    pub async fn listing(
        &self,
        access: Access<'_>,
        thread: &ThreadId,
        after: Option<&str>,
    ) -> Result<Reply<Listing>, GraphError> {
        let query: Vec<(&str, &str)> = after.map(|after| ("after", after)).into_iter().collect();
        let call = match after {
            None => self.get("listing", access, &[thread.as_str()], &[("fields", "messages")])?,
            Some(_) => self.get("listing", access, &[thread.as_str(), "messages"], &query)?,
        };
        let answer = self.call(call).await?;
        let listing = thread::listing(&answer.value, after).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| listing))
    }

    /// One message of the newest 20 of its thread.
    ///
    /// # Errors
    /// [`ApiErrorKind::DetailsUnavailable`](crate::ApiErrorKind::DetailsUnavailable) for any other, which proves
    /// nothing about an unsend; [`GraphError::Unreadable`] when the answer does not tell whose conversation it is.
    pub async fn message(&self, access: Access<'_>, mid: &Mid) -> Result<Reply<ObservedMessage>, GraphError> {
        let (answer, detail) = self
            .with_fields(access.flavour, Reads::One, |detail| {
                self.get("message", access, &[mid.as_str()], &[("fields", detail.message())])
            })
            .await?;
        let own = Own::of(&access);
        let person = own.other(thread::named(&answer.value)).map_err(|_| GraphError::Unreadable)?;
        let read_at = answer.server_time.map(|told| told.at);
        let setting = Setting { own, person: &person, read_at, detail, not_after: read_at };
        let message = message::message(&answer.value, setting).map_err(|_| GraphError::Unreadable)?;
        Ok(answer.map(|_| message))
    }

    /// What Instagram tells of a person, which takes the person's consent (section 5).
    ///
    /// # Errors
    /// [`ApiErrorKind::ConsentMissing`](crate::ApiErrorKind::ConsentMissing) and
    /// [`ApiErrorKind::NoSuchPerson`](crate::ApiErrorKind::NoSuchPerson) are everyday answers: the person is then
    /// shown without a profile.
    pub async fn profile(&self, access: Access<'_>, person: &Igsid) -> Result<Reply<Profile>, GraphError> {
        let call = self.get("profile", access, &[person.as_str()], &[("fields", fields::PERSON)])?;
        let answer = self.call(call).await?;
        let profile = account::person(&answer.value).ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| profile))
    }

    async fn read<'a>(
        &self,
        access: Access<'a>,
        reads: Reads,
        call: impl Fn(&String) -> Result<super::Call<'a>, GraphError>,
        messages: u32,
    ) -> Result<(super::Answer, Reading<'a>), GraphError> {
        let messages = messages.min(NEWEST);
        let (answer, detail) =
            self.with_fields(access.flavour, reads, |detail| call(&detail.thread(messages))).await?;
        let limit = usize::try_from(messages).unwrap_or(usize::MAX);
        let read_at = answer.server_time.map(|told| told.at);
        let reading = Reading { own: Own::of(&access), read_at, detail, limit };
        Ok((answer, reading))
    }
}
