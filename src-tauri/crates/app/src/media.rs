//! Media by local id: the UI never passes an address, and nothing is written to disk.

use std::str::FromStr;

use domain::ids::{HandleId, MessageId, PersonId, UploadId};
use graph::media;
use url::Url;

use crate::app::App;
use crate::space::Space;

/// A picture, video or sound, in memory.
#[derive(Debug, Clone)]
pub struct Media {
    /// What it truly is, by its bytes.
    pub content_type: &'static str,
    /// The file.
    pub bytes: bytes::Bytes,
}

/// Why there is no media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// No such path, or no link behind it.
    #[error("no such media")]
    NotFound,
    /// Deleted or expired at Instagram.
    #[error("no longer available")]
    Gone,
    /// No answer; perhaps later.
    #[error("no answer")]
    Unreachable,
    /// The link leads elsewhere, or to something that is not shown.
    #[error("refused")]
    Refused,
}

/// What a media path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Attachment(MessageId, usize),
    Card(MessageId, usize, usize),
    Story(MessageId),
    Person(PersonId),
    Handle(HandleId),
    Upload(UploadId),
}

impl FromStr for Wanted {
    type Err = MediaError;

    fn from_str(path: &str) -> Result<Self, MediaError> {
        let id = |text: &str| text.parse::<i64>().map_err(|_| MediaError::NotFound);
        let place = |text: &str| text.parse::<usize>().map_err(|_| MediaError::NotFound);
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            ["message", message, number] => Ok(Self::Attachment(MessageId(id(message)?), place(number)?)),
            ["message", message, number, "card", card] => {
                Ok(Self::Card(MessageId(id(message)?), place(number)?, place(card)?))
            }
            ["story", message] => Ok(Self::Story(MessageId(id(message)?))),
            ["person", person] => Ok(Self::Person(PersonId(id(person)?))),
            ["handle", handle] => Ok(Self::Handle(HandleId(id(handle)?))),
            ["upload", upload] => {
                upload.parse().map(|id| Self::Upload(UploadId(id))).map_err(|_| MediaError::NotFound)
            }
            _ => Err(MediaError::NotFound),
        }
    }
}

impl Wanted {
    /// The message whose link it is.
    fn message(self) -> Option<MessageId> {
        match self {
            Self::Attachment(id, _) | Self::Card(id, ..) | Self::Story(id) => Some(id),
            Self::Person(_) | Self::Handle(_) | Self::Upload(_) => None,
        }
    }
}

impl App {
    /// The media at a path of the `media:` protocol: `message/<id>/<n>`, `message/<id>/<n>/card/<n>`,
    /// `story/<message>`, `person/<id>`, `handle/<id>`, `upload/<uuid>` (a file that a person attached, until it was
    /// sent).
    ///
    /// Links expire. One that is gone is asked for anew once, by reading its message again; what is gone then, stays
    /// gone (instagram-platform, section 8).
    ///
    /// # Errors
    /// See [`MediaError`].
    pub async fn media(&self, path: &str) -> Result<Media, MediaError> {
        let wanted: Wanted = path.parse()?;
        let space = self.space().await.map_err(|_| MediaError::NotFound)?;
        of(&space, wanted).await
    }
}

async fn of(space: &Space, wanted: Wanted) -> Result<Media, MediaError> {
    if let Wanted::Upload(id) = wanted {
        return attached(space, id).await;
    }
    let stored = link(space, wanted).await.ok().flatten().ok_or(MediaError::NotFound)?;
    match (fetch(space, &stored).await, wanted.message()) {
        (Err(MediaError::Gone), Some(message)) if space.may_read_again(message) => {
            let read = space.engine.read_message(message).await.unwrap_or_default();
            let fresh = link(space, wanted).await.ok().flatten().filter(|fresh| read && *fresh != stored);
            fetch(space, &fresh.ok_or(MediaError::Gone)?).await
        }
        (fetched, _) => fetched,
    }
}

/// A person's own file, from the database. What is no picture, video or sound is not shown.
async fn attached(space: &Space, id: UploadId) -> Result<Media, MediaError> {
    let (_, bytes) = space.store.upload_bytes(id).await.ok().flatten().ok_or(MediaError::NotFound)?;
    let content_type = media::content_type(&bytes).ok_or(MediaError::Refused)?;
    Ok(Media { content_type, bytes })
}

async fn fetch(space: &Space, link: &str) -> Result<Media, MediaError> {
    let link = Url::parse(link).map_err(|_| MediaError::Refused)?;
    let media = space.media.fetch(&link).await.map_err(|error| match error {
        media::MediaError::Gone => MediaError::Gone,
        media::MediaError::Unreachable => MediaError::Unreachable,
        media::MediaError::NotAllowed | media::MediaError::TooLarge | media::MediaError::NotMedia => {
            MediaError::Refused
        }
    })?;
    Ok(Media { content_type: media.content_type, bytes: media.bytes })
}

async fn link(space: &Space, wanted: Wanted) -> store::Result<Option<String>> {
    let body = |id| async move {
        Ok::<_, store::StoreError>(space.store.message(id).await?.and_then(|message| message.body))
    };
    Ok(match wanted {
        Wanted::Attachment(id, number) => {
            body(id).await?.and_then(|body| body.attachments.into_iter().nth(number)?.url)
        }
        Wanted::Card(id, number, card) => body(id)
            .await?
            .and_then(|body| body.attachments.into_iter().nth(number)?.cards.into_iter().nth(card)?.picture),
        Wanted::Story(id) => body(id).await?.and_then(|body| body.story_reply?.url),
        Wanted::Person(id) => space.store.person(id).await?.and_then(|person| person.profile.picture_url),
        Wanted::Handle(id) => space.store.handle(id).await?.and_then(|row| row.profile.picture_url),
        Wanted::Upload(_) => None,
    })
}

#[cfg(test)]
mod expiry;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_local_ids_and_nothing_else() {
        assert_eq!("/message/7/0".parse(), Ok(Wanted::Attachment(MessageId(7), 0)));
        assert_eq!("message/7/0/card/2".parse(), Ok(Wanted::Card(MessageId(7), 0, 2)));
        assert_eq!("person/9".parse(), Ok(Wanted::Person(PersonId(9))));
        for path in [
            "",
            "message/7",
            "message/7/0/card",
            "message/7/0/link/1",
            "message/x/0",
            "message/7/-1",
            "person/9/1",
            "../handle/1",
            "https://x/y",
        ] {
            assert_eq!(path.parse::<Wanted>(), Err(MediaError::NotFound), "{path}");
        }
    }
}
