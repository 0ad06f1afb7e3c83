//! Which fields are asked for. One field that Instagram does not know fails a whole call, so only documented ones
//! are, and there is a smaller set to fall back to (instagram-platform, section 3).

/// How much of a message is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Everything documented.
    Full,
    /// What both flavours' own pages show.
    Plain,
}

impl Detail {
    /// The fields of a message.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Full => {
                "id,created_time,from,to,message,attachments,shares{link,name},story,reactions,is_unsupported,reply_to"
            }
            Self::Plain => "id,created_time,from,to,message,attachments,story",
        }
    }

    /// The fields of a thread with its newest messages, or of the thread alone.
    pub(crate) fn thread(self, messages: u32) -> String {
        if messages == 0 {
            return "id,updated_time,participants".to_owned();
        }
        format!("id,updated_time,participants,messages.limit({messages}){{{}}}", self.message())
    }

    /// Whether reactions were asked for, so that their absence means that there are none.
    pub(crate) fn lists_reactions(self) -> bool {
        self == Self::Full
    }
}

/// Fields of `/me` with Instagram Login.
pub(crate) const ME: &str = "id,user_id,username,name,account_type,profile_picture_url,followers_count";
/// Fields of `/me` with a Page's token.
pub(crate) const PAGE: &str =
    "id,name,instagram_business_account{id,username,name,profile_picture_url,followers_count}";
/// Fields of the list of Pages; the Page itself has no `tasks`.
pub(crate) const PAGES: &str = "id,name,access_token,tasks,instagram_business_account{id,username,name,profile_picture_url,followers_count}";
/// Fields of one Page.
pub(crate) const ONE_PAGE: &str =
    "id,name,access_token,instagram_business_account{id,username,name,profile_picture_url,followers_count}";
/// Fields of a person.
pub(crate) const PERSON: &str = "name,username,profile_pic,follower_count,is_user_follow_business,is_business_follow_user,is_verified_user";
