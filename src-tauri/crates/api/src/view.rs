//! What the UI shows. Our own ids are integers; Instagram's ids of handles, people, threads and messages never reach the UI.

mod app;
mod conversation;
mod export;
mod file;
mod find;
mod handle;
mod health;
mod leaving;
mod message;
mod news;
mod notice;
mod notifications;
mod outbox;
mod relay;
mod repair;
mod reply;
mod reports;
mod saved_reply;
mod support;
mod triage;

pub use app::{
    AppView, AutostartView, DemoClockTurned, Density, Destination, FolderRisk, PaneWidths, Phase,
    RecoveryCodeView, Settings, Space, Theme, WhenClosed, Wish,
};
pub use conversation::{
    Blocker, ConversationList, ConversationRow, ConversationView, Counts, DraftView, PersonView,
    ReplyTrouble, RowReaction, Selection, Standing, Undo, WindowView,
};
pub use export::ExportProgress;
pub use file::{ExportedFile, SavedFile};
pub use find::{
    MentionList, MentionView, PersonHistory, SearchHit, SearchPage, SharedMedia, SharedMessage, Thanked,
    UnreadFilter,
};
pub use handle::{
    AccountType, ConnectCandidate, ConnectPreview, ConnectProblem, Connected, Flavour, HandleView, Health,
    SignInStage, SignInView, Sla, Trouble,
};
pub use health::{
    AccessReason, AccessView, ArrivalsView, AuditView, CheckState, CheckView, Fixer, GapCause, GapView,
    HealthAction, HealthCheck, HealthCode, HealthView, PhaseView, ReadEveryView, TokenView,
};
pub use leaving::{Disconnected, Footprint, Revoked};
pub use message::{
    AppointmentView, AttachmentKind, AttachmentView, CardView, Direction, LineView, LinkView, MessageKind,
    MessageView, MessagesPage, Origin, PostbackView, QuoteView, ReactionView, ReferralSource, ReferralView,
    TextRange, ThreadLine,
};
pub use news::{NewsAbout, NewsEntry, NewsView};
pub use notice::{NoticeHandle, NoticeOutcome, NoticeView};
pub use notifications::{Badge, NotificationSettings, Preview, QuietHours, QuietView};
pub use outbox::{OutboxCounts, OutboxEntry, OutboxPage, RepliesActed, RepliesRestored};
pub use relay::{
    ClaimView, RelayHandle, RelayInvitation, RelayPairing, RelayParted, RelayService, RelayStanding,
    RelayView,
};
pub use repair::{RepairView, RepairedPart, RepairedPartView};
pub use reply::{AttachedFile, FileKind, ReplyReason, ReplyState, ReplyTaken, ReplyView, UploadView};
pub use reports::{
    Backlog, HandleVolume, Mentions, Misses, NotCounted, Reports, Responses, TimeSummary, Volume,
};
pub use saved_reply::{
    FilledReply, ImportLeftOut, ImportReport, ImportUnreadable, SavedReplyDraft, SavedReplyProblem,
    SavedReplyScope, SavedReplyText, SavedReplyView, VariableValueProblem, VariableValueSaved,
    VariableValueView,
};
pub use support::{KindSupport, Support, SupportEdition, SupportSource, UndeliveredBecause, UndeliveredView};
pub use triage::{
    AuditEntry, AuditPage, Disposition, Intent, LabelFound, LabelMerged, LabelView, LabelsFound, NoteView,
    SavedView, SnoozeChoice, SnoozeKind,
};

/// Declares a wire copy of an enum of the domain, with the conversions between them: the contract has its own types, so that a
/// change of the domain shows as a change of the contract.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident = $domain:path { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                use $domain as D;
                match value {
                    $(D::$variant => Self::$variant,)+
                }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => Self::$variant,)+
                }
            }
        }
    };
}
use mirror;
