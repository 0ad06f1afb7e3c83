//! Looking whether a silence is Instagram's.

use super::Client;
use crate::access::Access;
use crate::error::GraphError;
use crate::reply::Reply;
use crate::wire::json::items;

impl Client {
    /// Asks for the Page's Messenger threads, and answers how many the first page has. With Facebook Login this tells
    /// what an empty list of Instagram threads means: where it works, token and Page are well, and the silence is on
    /// Instagram's side (instagram-platform, section 2.3). Nothing of the threads is read.
    ///
    /// # Errors
    /// As any call; then the list was empty because of this.
    pub async fn messenger_threads(&self, access: Access<'_>) -> Result<Reply<usize>, GraphError> {
        let query = [("fields", "id"), ("limit", "1")];
        let call = self.get("messenger_threads", access, &[access.node, "conversations"], &query)?;
        let answer = self.call(call).await?;
        let count = answer.value.get("data").map(items).ok_or(GraphError::Unreadable)?.len();
        Ok(answer.map(|_| count))
    }
}
