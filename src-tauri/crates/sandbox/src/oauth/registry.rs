//! What stands behind a login: the app, people with a Facebook account, their Pages, codes, and what each token
//! was granted.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::dice::Dice;
use crate::graph::rate::Paces;
use crate::ids;
use crate::world::{Token, TokenState, World};

/// Life of a code and of every short-lived token: one hour (reference, sections 1.1 and 1.2).
pub(crate) const HOUR_MS: i64 = 3_600_000;
/// What an expiry reads when there is none.
pub(crate) const NEVER_MS: i64 = i64::MAX;

/// What Instagram Login can grant (reference, section 1.1).
pub(crate) const INSTAGRAM_SCOPES: &[&str] = &[
    "instagram_business_basic",
    "instagram_business_manage_messages",
    "instagram_business_manage_comments",
    "instagram_business_content_publish",
    "instagram_business_manage_insights",
];
/// What Facebook Login grants for messaging (reference, section 1.2), which a Login-for-Business configuration asks for.
pub(crate) const FACEBOOK_SCOPES: &[&str] = &[
    "public_profile",
    "instagram_basic",
    "instagram_manage_messages",
    "instagram_manage_comments",
    "pages_manage_metadata",
    "pages_show_list",
    "pages_read_engagement",
    "pages_messaging",
    "business_management",
];
/// What somebody with full control of a Page may do.
const ALL_TASKS: &[&str] = &["ANALYZE", "ADVERTISE", "MESSAGING", "MODERATE", "CREATE_CONTENT", "MANAGE"];

/// The Meta app that everybody logs in to.
#[derive(Debug, Clone)]
pub(crate) struct App {
    /// The Meta app id, for Facebook Login.
    pub(crate) id: String,
    /// The Instagram app id, for Instagram Login: another number.
    pub(crate) instagram_id: String,
    pub(crate) secret: String,
    pub(crate) instagram_secret: String,
    pub(crate) name: String,
    /// The listed redirect addresses; while the list is empty every address is taken.
    pub(crate) redirect_uris: Vec<String>,
    /// "Require App Secret": calls without a proof are refused.
    pub(crate) require_proof: bool,
}

/// A person with a Facebook account.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The Pages on which the person has a role, with the tasks of it.
    pub(crate) roles: BTreeMap<usize, Vec<String>>,
    /// What the person was asked for and how it was answered: true is granted.
    pub(crate) answered: BTreeMap<String, bool>,
}

/// A Facebook Page.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The linked professional account.
    pub(crate) handle: Option<usize>,
    /// False: 10/2534077, the link cannot be verified.
    pub(crate) link_verified: bool,
    /// Messenger conversations of the Page itself.
    pub(crate) messenger_threads: usize,
    pub(crate) subscribed_fields: Vec<String>,
}

/// Whom a token of Facebook Login stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    User(usize),
    /// The Page, by the role of this user.
    Page {
        page: usize,
        user: usize,
    },
}

/// A token of Facebook Login.
#[derive(Debug, Clone)]
pub(crate) struct FacebookToken {
    pub(crate) token: Token,
    pub(crate) holder: Holder,
    pub(crate) scopes: Vec<String>,
    /// Came from a login and was not exchanged.
    pub(crate) short: bool,
}

/// What a token of Instagram Login was granted, where it is not everything for 60 days.
#[derive(Debug, Clone)]
pub(crate) struct InstagramGrant {
    pub(crate) scopes: Vec<String>,
    pub(crate) short: bool,
}

/// An authorization code.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) issued_ms: i64,
    pub(crate) used: bool,
    pub(crate) what: CodeFor,
}

/// Which login a code came from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CodeFor {
    /// Instagram Login, of this handle.
    Handle(usize),
    /// Facebook Login, of this user.
    User(usize),
}

/// An uploaded file.
#[derive(Debug, Clone)]
pub(crate) struct Uploaded {
    pub(crate) handle: usize,
    /// The id of its media.
    pub(crate) media: String,
    pub(crate) at_ms: i64,
    /// False: it was uploaded for Messenger.
    pub(crate) for_instagram: bool,
}

/// A comment, as far as a private reply needs it.
#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) handle: usize,
    /// Index among the handle's people.
    pub(crate) person: usize,
    pub(crate) at_ms: i64,
    /// On a live broadcast.
    pub(crate) live: bool,
    pub(crate) broadcast_over: bool,
    pub(crate) answered: bool,
    pub(crate) gone: bool,
}

/// All of it.
#[derive(Debug, Clone)]
pub(crate) struct Registry {
    pub(crate) app: App,
    pub(crate) users: Vec<User>,
    pub(crate) pages: Vec<Page>,
    pub(crate) tokens: Vec<FacebookToken>,
    pub(crate) instagram: HashMap<String, InstagramGrant>,
    pub(crate) codes: HashMap<String, Code>,
    /// By `attachment_id`.
    pub(crate) uploads: HashMap<String, Uploaded>,
    /// By id.
    pub(crate) comments: HashMap<String, Comment>,
    pub(crate) paces: Paces,
    /// People with a role in the app: handle and IGSID.
    pub(crate) testers: HashSet<(usize, String)>,
}

impl Default for Registry {
    fn default() -> Self {
        Self {
            app: App {
                id: "123450000000001".to_owned(),
                instagram_id: "990450000000001".to_owned(),
                secret: "sandbox_app_secret_0001".to_owned(),
                instagram_secret: "sandbox_instagram_secret_0001".to_owned(),
                name: "Inbox".to_owned(),
                redirect_uris: Vec::new(),
                require_proof: false,
            },
            users: Vec::new(),
            pages: Vec::new(),
            tokens: Vec::new(),
            instagram: HashMap::new(),
            codes: HashMap::new(),
            uploads: HashMap::new(),
            comments: HashMap::new(),
            paces: Paces::default(),
            testers: HashSet::new(),
        }
    }
}

impl Registry {
    /// Whether this is a secret of the app; Meta's pages do not say which of the two Instagram Login wants.
    pub(crate) fn knows_secret(&self, secret: &str) -> bool {
        secret == self.app.secret || secret == self.app.instagram_secret
    }

    /// A Page by its id or name.
    pub(crate) fn page_named(&self, name: &str) -> Option<usize> {
        self.pages.iter().position(|p| p.id == name || p.name == name)
    }

    /// A user by id or name.
    pub(crate) fn user_named(&self, name: &str) -> Option<usize> {
        self.users.iter().position(|u| u.id == name || u.name == name)
    }

    /// A token of Facebook Login by its value.
    pub(crate) fn token(&self, value: &str) -> Option<&FacebookToken> {
        self.tokens.iter().find(|t| t.token.value == value)
    }

    /// Makes a user.
    pub(crate) fn add_user(&mut self, name: &str, dice: &mut Dice) -> usize {
        let id = format!("122{}", dice.digits(12));
        self.users.push(User {
            id,
            name: name.to_owned(),
            roles: BTreeMap::new(),
            answered: FACEBOOK_SCOPES.iter().map(|scope| ((*scope).to_owned(), true)).collect(),
        });
        self.users.len() - 1
    }

    /// Makes a Page on which this user may do these tasks, or everything.
    pub(crate) fn add_page(
        &mut self,
        name: &str,
        id: Option<String>,
        handle: Option<usize>,
        user: usize,
        tasks: Option<Vec<String>>,
        dice: &mut Dice,
    ) -> usize {
        self.pages.push(Page {
            id: id.unwrap_or_else(|| format!("104{}", dice.digits(12))),
            name: name.to_owned(),
            handle,
            link_verified: true,
            messenger_threads: 2,
            subscribed_fields: Vec::new(),
        });
        let page = self.pages.len() - 1;
        let tasks = tasks.unwrap_or_else(|| ALL_TASKS.iter().map(|t| (*t).to_owned()).collect());
        if let Some(user) = self.users.get_mut(user) {
            user.roles.insert(page, tasks);
        }
        page
    }
}

impl World {
    /// Whether the app's access level lets it see and answer this person (reference, sections 11 and 13.1).
    pub(crate) fn may_be_answered(&self, handle: usize, igsid: &str) -> bool {
        self.switches.is("standard_access", "everybody")
            || self.registry.testers.contains(&(handle, igsid.to_owned()))
    }

    /// Issues a token of Facebook Login; it never ends when no life is given.
    pub(crate) fn issue_facebook_token(
        &mut self,
        holder: Holder,
        scopes: Vec<String>,
        short: bool,
        life_ms: Option<i64>,
    ) -> FacebookToken {
        let now = self.now_ms();
        let issued = FacebookToken {
            token: Token {
                value: ids::token(&mut self.dice).replacen("IGAA", "EAA", 1),
                issued_ms: now,
                expires_ms: life_ms.map_or(NEVER_MS, |life| now.saturating_add(life)),
                state: TokenState::Live,
            },
            holder,
            scopes,
            short,
        };
        self.registry.tokens.push(issued.clone());
        issued
    }

    /// The Page token that a user's token leads to: one hour from a short-lived one, else without an end
    /// (reference, section 1.2). The same one is answered until it dies.
    pub(crate) fn page_token(&mut self, page: usize, user: usize, scopes: &[String], short: bool) -> String {
        let now = self.now_ms();
        let holder = Holder::Page { page, user };
        let known = self.registry.tokens.iter().find(|t| {
            t.holder == holder
                && t.short == short
                && t.scopes == scopes
                && t.token.state == TokenState::Live
                && now < t.token.expires_ms
        });
        match known {
            Some(known) => known.token.value.clone(),
            None => {
                let life = short.then_some(HOUR_MS);
                self.issue_facebook_token(holder, scopes.to_vec(), short, life).token.value
            }
        }
    }

    /// Changes every token by which a handle is reached, of either login.
    pub(crate) fn change_tokens(&mut self, handle: usize, mut change: impl FnMut(&mut Token)) {
        self.handles[handle].tokens.iter_mut().for_each(&mut change);
        let pages = &self.registry.pages;
        for facebook in &mut self.registry.tokens {
            let page = match facebook.holder {
                Holder::Page { page, .. } => pages.get(page),
                Holder::User(_) => None,
            };
            if page.is_some_and(|p| p.handle == Some(handle)) {
                change(&mut facebook.token);
            }
        }
    }
}
