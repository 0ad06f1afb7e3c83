//! How much of the list a round asks for.
//!
//! A page of twenty threads with twenty messages each is some 200 KB, and a handle is polled every few seconds. Nearly
//! always nothing is new, and the newest few threads show that as well as all twenty do.

use std::time::Duration;

use domain::time::Timestamp;
use graph::ConversationPage;
use tokio::time::Instant;

/// So often a whole page is read nevertheless: it shows what older threads changed without a new message (a reaction, an
/// unsend), of which the list's order says nothing.
const WHOLE_EVERY: Duration = Duration::from_secs(60);

/// What Instagram had no time for is not tried again before this: it takes long to say so.
const LESS_FOR: Duration = Duration::from_secs(60 * 60);

/// What the rounds of one handle ask for.
#[derive(Debug, Default)]
pub(super) struct Breadth {
    /// How many threads Instagram has time for, and when that was learned.
    less: Option<(u32, Instant)>,
    /// When the last whole page was read.
    whole_at: Option<Instant>,
    /// The newest few threads of the last round reached back to what was known.
    few_do: bool,
}

impl Breadth {
    /// Threads on a whole page.
    pub(super) const PAGE: u32 = 20;
    /// Threads of a round that most likely finds nothing new.
    const FEW: u32 = 5;

    /// How many threads a round begins with.
    pub(super) fn threads(&self) -> u32 {
        if self.few_do && !self.is_due() { Self::FEW } else { Self::PAGE }
    }

    /// How many threads a round is to see, known ones too: as many as a whole page has, where one is due and Instagram has no
    /// time for it at once.
    pub(super) fn at_least(&self) -> u32 {
        if self.is_due() && self.most() < Self::PAGE { Self::PAGE } else { 0 }
    }

    /// It is time to look at a whole page.
    fn is_due(&self) -> bool {
        self.whole_at.is_none_or(|at| at.elapsed() >= WHOLE_EVERY)
    }

    /// A round saw so many threads.
    pub(super) fn seen(&mut self, threads: usize) {
        if threads >= Self::PAGE as usize {
            self.whole_at = Some(Instant::now());
        }
    }

    /// Begins with a whole page again. What Instagram has no time for stays so.
    pub(super) fn begin_anew(&mut self) {
        *self = Self { less: self.less, ..Self::default() };
    }

    /// How many threads any page may have.
    pub(super) fn most(&self) -> u32 {
        self.less.filter(|(_, at)| at.elapsed() < LESS_FOR).map_or(Self::PAGE, |(most, _)| most)
    }

    /// Instagram has no time for so many threads at once; `false` when it was one alone.
    pub(super) fn ask_for_less(&mut self, asked: u32) -> bool {
        let less = if asked > Self::FEW { Self::FEW } else { 1 };
        self.less = Some((less, Instant::now()));
        asked > 1
    }

    /// Learns from a round's first page, which was asked for with so many threads. What changed before `known` was known.
    pub(super) fn learn(&mut self, asked: u32, page: &ConversationPage, known: Option<Timestamp>) {
        let ends = page.after.is_none();
        if asked == Self::PAGE || ends {
            self.whole_at = Some(Instant::now());
        }
        let mut few = page.threads.iter().take(Self::FEW as usize).filter_map(|thread| thread.updated_at);
        self.few_do = known.is_some_and(|known| few.any(|updated_at| updated_at < known)) || ends;
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::ThreadId;
    use graph::ThreadRead;

    use super::*;

    const KNOWN: Timestamp = Timestamp(1_790_000_000_000);

    /// A page whose newest so many threads are new, and whose others are known.
    fn page(new: usize) -> ConversationPage {
        let thread = |n: usize| ThreadRead {
            id: Some(ThreadId(n.to_string())),
            updated_at: Some(KNOWN.plus(if n < new { 1 } else { -1 })),
            observations: Vec::new(),
            problems: Vec::new(),
            digest: 0,
        };
        ConversationPage { threads: (0..20).map(thread).collect(), after: Some("next".to_owned()) }
    }

    fn read(breadth: &mut Breadth, new: usize) -> u32 {
        let asked = breadth.threads();
        let page = page(new);
        let threads = page.threads.into_iter().take(asked as usize).collect();
        breadth.learn(asked, &ConversationPage { threads, ..page }, Some(KNOWN));
        asked
    }

    #[tokio::test(start_paused = true)]
    async fn few_threads_are_asked_for_while_they_show_all_that_is_new_and_all_each_minute() {
        let mut breadth = Breadth::default();
        assert_eq!(read(&mut breadth, 0), 20, "nothing is known yet");
        assert_eq!((read(&mut breadth, 0), read(&mut breadth, 4)), (5, 5));
        assert_eq!(read(&mut breadth, 5), 5);
        assert_eq!(read(&mut breadth, 5), 20, "the few did not reach what was known");
        assert_eq!(read(&mut breadth, 4), 20, "a busy handle");
        assert_eq!(read(&mut breadth, 4), 5, "and quiet again");
        tokio::time::advance(WHOLE_EVERY).await;
        assert_eq!((read(&mut breadth, 0), read(&mut breadth, 0)), (20, 5));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_too_much_is_asked_for_in_parts_for_an_hour() {
        let mut breadth = Breadth::default();
        assert_eq!(breadth.most(), 20);
        assert!(breadth.ask_for_less(20) && breadth.most() == 5);
        assert!(breadth.ask_for_less(5) && breadth.most() == 1);
        assert!(!breadth.ask_for_less(1), "less than one is none");
        assert_eq!(breadth.at_least(), 20, "what a whole page shows is looked at one by one");
        breadth.seen(20);
        assert_eq!(breadth.at_least(), 0);
        tokio::time::advance(WHOLE_EVERY).await;
        breadth.seen(19);
        assert_eq!(breadth.at_least(), 20);
        tokio::time::advance(LESS_FOR).await;
        assert_eq!(breadth.most(), 20, "it may have been an hour of Instagram's");
    }

    #[test]
    fn a_list_that_ends_within_the_few_is_all_there_is() {
        let mut breadth = Breadth::default();
        let short = ConversationPage { after: None, ..page(20) };
        breadth.learn(Breadth::PAGE, &short, None);
        assert_eq!(breadth.threads(), 5);
    }
}
