//! What is true in the simulated Instagram: handles, people, threads, messages and what was sent.

mod around;
mod event;
mod handle;
mod happen;
mod kinds;
mod ledger;
mod message;
mod thread;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use axum::body::Bytes;

pub(crate) use event::{Event, EventError, EventKind, Raw};
pub(crate) use handle::{AccountType, Flavour, Handle, NewHandle, NewPerson, Person, Token, TokenState};
pub(crate) use ledger::{Ledger, SentAction, SentMessage};
pub(crate) use message::{Attachment, Media, Message, Origin, PostKind, Story, StoryRole};
pub(crate) use thread::Thread;

use crate::clock::{Clock, RunningClock};
use crate::dice::Dice;
use crate::fault::FaultTable;
use crate::ids;
use crate::oauth::Registry;
use crate::switches::Switches;
use crate::webhook::Hooks;

/// The host that attachments come from unless `--cdn-base` says otherwise.
pub(crate) const DEFAULT_CDN_BASE: &str = "https://scontent.cdninstagram.com/_cdn/";

/// Everything behind the sandbox's one lock.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) clock: RunningClock,
    pub(crate) switches: Switches,
    pub(crate) dice: Dice,
    pub(crate) handles: Vec<Handle>,
    pub(crate) threads: Vec<Thread>,
    pub(crate) ledger: Ledger,
    pub(crate) calls: BTreeMap<(String, &'static str), u64>,
    pub(crate) faults: FaultTable,
    pub(crate) cdn_base: String,
    /// Media of unsent messages: their addresses stop answering.
    pub(crate) dead_media: HashSet<String>,
    /// How often the addresses of a media have expired.
    pub(crate) expired_media: HashMap<String, u32>,
    /// Uploaded files by media id: content type and bytes.
    pub(crate) uploads: HashMap<String, (String, Bytes)>,
    /// Threads that were written to since the demo's people last looked.
    pub(crate) unanswered: Vec<usize>,
    /// The app, Facebook users, Pages, codes and what tokens were granted.
    pub(crate) registry: Registry,
    /// What is to be told to the app's callback.
    pub(crate) hooks: Hooks,
    thread_by_id: HashMap<Arc<str>, usize>,
    thread_of_mid: HashMap<Arc<str>, usize>,
}

impl World {
    /// A world without handles.
    pub(crate) fn empty(clock: Clock, seed: u64) -> Self {
        Self {
            clock: RunningClock::start(clock),
            switches: Switches::default(),
            dice: Dice::seeded(seed),
            handles: Vec::new(),
            threads: Vec::new(),
            ledger: Ledger::default(),
            calls: BTreeMap::new(),
            faults: FaultTable::default(),
            cdn_base: DEFAULT_CDN_BASE.to_owned(),
            dead_media: HashSet::new(),
            expired_media: HashMap::new(),
            uploads: HashMap::new(),
            unanswered: Vec::new(),
            registry: Registry::default(),
            hooks: Hooks::default(),
            thread_by_id: HashMap::new(),
            thread_of_mid: HashMap::new(),
        }
    }

    /// Now by the sandbox's clock, UTC milliseconds.
    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The handle of this IG id, app-scoped id or username.
    pub(crate) fn handle_named(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches('@');
        self.handles.iter().position(|h| h.ig_id == name || h.username == name || h.app_scoped_id == name)
    }

    /// The handle that a token was issued for, whatever the token's state.
    pub(crate) fn handle_of_token(&self, token: &str) -> Option<(usize, &Token)> {
        self.handles.iter().enumerate().find_map(|(index, handle)| {
            handle.tokens.iter().find(|t| t.value == token).map(|found| (index, found))
        })
    }

    /// Whether the owner allows access to messages, as far as this login asks.
    pub(crate) fn lets_in(&self, handle: usize, by_page: bool) -> bool {
        self.handles[handle].access || (!by_page && self.switches.is("access_gates", "page_only"))
    }

    /// A thread by its id, only if it is this handle's.
    pub(crate) fn thread_of_handle(&self, handle: usize, id: &str) -> Option<usize> {
        self.thread_by_id.get(id).copied().filter(|t| self.threads[*t].handle == handle)
    }

    /// A message's thread by its mid, only if it is this handle's.
    pub(crate) fn thread_with_message(&self, handle: usize, mid: &str) -> Option<usize> {
        self.thread_of_mid.get(mid).copied().filter(|t| self.threads[*t].handle == handle)
    }

    /// A message of a handle.
    pub(crate) fn message(&self, handle: usize, mid: &str) -> Option<(usize, &Message)> {
        let thread = self.thread_with_message(handle, mid)?;
        self.threads[thread].message(mid).map(|message| (thread, message))
    }

    /// The person of a thread.
    pub(crate) fn person(&self, thread: usize) -> &Person {
        let thread = &self.threads[thread];
        &self.handles[thread.handle].people[thread.person]
    }

    /// The thread of a handle and a person, made if it is their first.
    pub(crate) fn open_thread(&mut self, handle: usize, person: usize) -> usize {
        if let Some(thread) = self.handles[handle].people[person].thread {
            return thread;
        }
        let number = ids::thread_number(&mut self.dice);
        let id: Arc<str> = ids::thread_id(&self.handles[handle].ig_id, number).into();
        let index = self.threads.len();
        self.threads.push(Thread::new(handle, person, Arc::clone(&id), number));
        self.thread_by_id.insert(id, index);
        self.handles[handle].people[person].thread = Some(index);
        index
    }

    /// A fresh mid for a message of this thread at this time.
    pub(crate) fn mint_mid(&mut self, thread: usize, at_ms: i64) -> Arc<str> {
        let micros = at_ms.saturating_mul(1000) + self.dice.between(0, 1000);
        let item = ids::item_number(micros, &mut self.dice);
        let thread = &self.threads[thread];
        ids::message_id(&self.handles[thread.handle].ig_id, thread.number, item).into()
    }

    /// Puts a message into its thread, by its time.
    pub(crate) fn insert(&mut self, thread: usize, message: Message) {
        self.thread_of_mid.insert(Arc::clone(&message.mid), thread);
        self.tell_message(thread, &message);
        self.threads[thread].insert(message);
    }

    /// The address at which a media can be fetched. After the last one expired it is a new one, or the old one by switch.
    pub(crate) fn media_url(&self, media: &Media) -> String {
        let id = match media {
            Media::At(url) => return url.clone(),
            Media::Made(id) => id,
        };
        let mut dice = Dice::for_text(id);
        let mut url = format!(
            "{}{id}?stp=dst-jpg_e35&_nc_sid={:06x}&oh={:016x}",
            self.cdn_base,
            dice.next() & 0xff_ffff,
            dice.next()
        );
        let expired = self.expired_media.get(id).filter(|_| self.switches.is("reread_renews", "yes"));
        if let Some(times) = expired {
            url.push_str(&format!("&oe={times}"));
        }
        url
    }

    /// Counts a call for the control interface.
    pub(crate) fn count_call(&mut self, handle: Option<usize>, endpoint: &'static str) {
        let handle = handle.map_or_else(|| "unknown".to_owned(), |h| self.handles[h].ig_id.clone());
        *self.calls.entry((handle, endpoint)).or_default() += 1;
    }
}
