//! Views, orders and narrowings: the contract's words in the store's, and back.

use api::request::{Filter, Sort, View};
use domain::ids::{HandleId, LabelId};
use store::lists;

pub(crate) fn view(view: View) -> lists::View {
    match view {
        View::NeedsReply => lists::View::NeedsReply,
        View::Waiting => lists::View::Waiting,
        View::Mentions => lists::View::Mentions,
        View::Requests => lists::View::Requests,
        View::Snoozed => lists::View::Snoozed,
        View::Done => lists::View::Done,
        View::All => lists::View::All,
        View::Spam => lists::View::Spam,
        View::Bin => lists::View::Bin,
    }
}

pub(crate) fn shown_view(view: lists::View) -> View {
    match view {
        lists::View::NeedsReply => View::NeedsReply,
        lists::View::Waiting => View::Waiting,
        lists::View::Mentions => View::Mentions,
        lists::View::Requests => View::Requests,
        lists::View::Snoozed => View::Snoozed,
        lists::View::Done => View::Done,
        lists::View::Unread | lists::View::All => View::All,
        lists::View::Spam => View::Spam,
        lists::View::Bin => View::Bin,
    }
}

pub(crate) fn sort(sort: Sort) -> lists::Sort {
    match sort {
        Sort::ClosingSoonest => lists::Sort::ClosingSoonest,
        Sort::Newest => lists::Sort::Newest,
        Sort::OldestWaiting => lists::Sort::OldestWaiting,
    }
}

pub(crate) fn shown_sort(sort: lists::Sort) -> Sort {
    match sort {
        lists::Sort::ClosingSoonest => Sort::ClosingSoonest,
        lists::Sort::Newest => Sort::Newest,
        lists::Sort::OldestWaiting => Sort::OldestWaiting,
    }
}

pub(crate) fn filter(filter: &Filter) -> lists::Filter {
    lists::Filter {
        labels: filter.labels.iter().copied().map(LabelId).collect(),
        handles: filter.handles.iter().copied().map(HandleId).collect(),
        intent: filter.intent.map(Into::into),
        disposition: filter.disposition.map(Into::into),
        unread: filter.unread,
        likely_request: filter.likely_request,
        muted: filter.muted,
        reply_trouble: filter.reply_trouble,
        noted: filter.noted,
        closes_within_ms: filter.closes_within_ms,
    }
}

pub(crate) fn shown_filter(filter: lists::Filter) -> Filter {
    Filter {
        labels: filter.labels.into_iter().map(|label| label.0).collect(),
        handles: filter.handles.into_iter().map(|handle| handle.0).collect(),
        intent: filter.intent.map(Into::into),
        disposition: filter.disposition.map(Into::into),
        unread: filter.unread,
        likely_request: filter.likely_request,
        muted: filter.muted,
        reply_trouble: filter.reply_trouble,
        noted: filter.noted,
        closes_within_ms: filter.closes_within_ms,
    }
}
