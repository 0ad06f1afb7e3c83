//! The one list of commands, and what is made from it.

use std::future::Future;

use serde_json::Value;
use ts_rs::TS;

use crate::Empty;
use crate::error::{ApiError, ErrorCode};
use crate::request::*;
use crate::topic::Topic;
use crate::view::*;

/// Whether a command reads or changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommandKind {
    /// Reads; may be asked again whenever one of its topics changed.
    Query,
    /// Changes something.
    Mutation,
}

/// A command, as data: for the TypeScript table and the contract's snapshot.
#[derive(Debug, Clone)]
pub struct CommandInfo {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether it reads or changes.
    pub kind: CommandKind,
    /// The TypeScript name of its request.
    pub request: String,
    /// The TypeScript name of its answer.
    pub response: String,
    /// For a query: what makes its answer out of date.
    pub topics: &'static [Topic],
    /// What it does.
    pub doc: &'static str,
}

/// Calls `$callback!` with the whole list. Each entry: its doc, kind, name, request, answer, and a query's topics.
macro_rules! with_commands {
    ($callback:ident) => {
        $callback! {
            /// The app's phase, space and settings.
            query app(Empty) -> AppView [App];
            /// What was last asked for outside the window.
            query wish(Empty) -> Wish [App];
            /// Whether the app starts with the computer.
            query autostart(Empty) -> AutostartView [App];
            /// Every handle with its state.
            query handles(Empty) -> Vec<HandleView> [Handles, Lists];
            /// A handle's health page. An answer shows a moment: ask again while it is open.
            query health(HealthRequest) -> HealthView [Handles, Lists];
            /// What handles came to without a person, until one has seen it; newest first.
            query notices(Empty) -> Vec<NoticeView> [Handles];
            /// How it stands with the relay.
            query relay(Empty) -> RelayView [Handles];
            /// How far a sign-in in the browser is.
            query sign_in(SignInFlow) -> SignInView [App];
            /// What is new with Instagram and with the app.
            query news(NewsRequest) -> NewsView [App, Handles];
            /// How much there is of a handle, before it is deleted.
            query handle_footprint(HandleRequest) -> Footprint [Lists];
            /// How much there is of a conversation's person, before they are forgotten.
            query person_footprint(ConversationRequest) -> Footprint [Conversation, Lists];
            /// How many conversations each view has.
            query counts(HandleFilter) -> Counts [Lists];
            /// A page of a list.
            query conversations(ConversationsRequest) -> ConversationList [Lists];
            /// A conversation's header and composer.
            query conversation(ConversationRequest) -> ConversationView [Conversation, Handles];
            /// A page of a thread.
            query messages(MessagesRequest) -> MessagesPage [Conversation];
            /// Every label, by name.
            query labels(Empty) -> Vec<LabelView> [Lists];
            /// A conversation's notes, oldest first.
            query notes(ConversationRequest) -> Vec<NoteView> [Conversation];
            /// Until when a conversation can be snoozed: the presets, or what was typed. Empty when that is no time.
            query snooze_choices(SnoozeChoicesRequest) -> Vec<SnoozeChoice> [App];
            /// The saved views, with how many conversations each has.
            query saved_views(HandleFilter) -> Vec<SavedView> [Lists];
            /// A page of the audit trail.
            query audit(AuditRequest) -> AuditPage [Handles, Lists];
            /// How fast people were answered, what came in, waits and was missed. An answer shows a moment.
            query reports(ReportsRequest) -> Reports [App];
            /// Replies that are not settled, over all handles; newest first.
            query outbox(OutboxRequest) -> OutboxPage [Lists];
            /// How many replies are not settled.
            query outbox_counts(HandleFilter) -> OutboxCounts [Lists];
            /// All saved replies, by title.
            query saved_replies(Empty) -> Vec<SavedReplyView> [SavedReplies];
            /// What is kept for variables of saved replies, by name.
            query variable_values(Empty) -> Vec<VariableValueView> [SavedReplies];
            /// A saved reply as it would be sent in a conversation.
            query fill_saved_reply(FillRequest) -> FilledReply [SavedReplies, Conversation, App];
            /// What is wrong with a saved reply; nothing when it can be kept.
            query check_saved_reply(SavedReplyDraft) -> Vec<SavedReplyProblem> [App];
            /// Searches every message, and the names of people.
            query search(SearchRequest) -> SearchPage [Lists];
            /// A page of story mentions.
            query mentions(MentionsRequest) -> MentionList [Lists];
            /// What is known of a conversation's person beside the profile.
            query person_history(ConversationRequest) -> PersonHistory [Conversation];
            /// A page of the pictures, videos, sounds and files of a conversation.
            query shared_media(SharedMediaRequest) -> SharedMedia [Conversation];
            /// How far the conversations are that are being written into a file; nothing where none are.
            query export_progress(Empty) -> Option<ExportProgress> [Exports];

            /// What Instagram lets apps show and send, edition by edition, the newest first.
            query message_support(Empty) -> Vec<SupportEdition> [App];
            /// What came in and found no place, newest first; 200 at most.
            query undelivered(HandleFilter) -> Vec<UndeliveredView> [Handles];

            /// Opens the demo brand: a simulated Instagram inside the app.
            mutation start_demo(Empty) -> AppView;
            /// Leaves the demo brand and removes everything of it.
            mutation leave_demo(Empty) -> AppView;
            /// Turns the demo's clock. Ahead time passes at once; back, the demo begins anew. Refused outside the demo.
            mutation turn_demo_clock(TurnDemoClockRequest) -> DemoClockTurned;
            /// Tries again to open the inbox (after the keychain was unlocked, for example).
            mutation retry_start(Empty) -> AppView;
            /// Begins anew where the inbox is lost. What is left of it is kept in a folder of its own.
            mutation begin_anew(Empty) -> AppView;
            /// Repairs a damaged inbox: what can be read of it is brought into a new one. The damaged file is kept.
            mutation repair(Empty) -> AppView;
            /// What came of a repair was seen.
            mutation dismiss_repair(Empty) -> Empty;
            /// Opens the vault with its passphrase, or makes one where there is none.
            mutation unlock(PassphraseRequest) -> AppView;
            /// Opens the inbox with the recovery code, and puts its key back where it belongs.
            mutation recover(RecoverRequest) -> AppView;
            /// Makes a recovery code, in place of an older one. It is shown once.
            mutation make_recovery_code(Empty) -> RecoveryCodeView;
            /// Changes settings.
            mutation save_settings(SettingsChange) -> Empty;
            /// Answers what becomes of the window that was being closed. What is to be remembered of it is a setting.
            mutation answer_closing(AnswerClosingRequest) -> Empty;

            /// Whether the app starts with the computer from now on.
            mutation set_autostart(AutostartRequest) -> Empty;

            /// Shows a notification, so that a person sees what one is like here.
            mutation try_notification(Empty) -> Empty;

            /// Asks Instagram whose token this is. Nothing is stored.
            mutation check_token(TokenRequest) -> ConnectPreview;
            /// Connects the handle of a checked token.
            mutation connect(ConnectRequest) -> Connected;
            /// Begins a sign-in in the system's browser, through the relay.
            mutation begin_sign_in(SignInRequest) -> SignInView;
            /// Opens the browser once more.
            mutation open_sign_in(SignInFlow) -> Empty;
            /// Gives a sign-in up: what still comes of it is not taken.
            mutation end_sign_in(SignInFlow) -> Empty;
            /// Moves a handle's switch.
            mutation set_switch(SwitchRequest) -> Empty;
            /// Reads from Instagram now.
            mutation sync_now(HandleFilter) -> Empty;
            /// Subscribes a handle to its messages anew.
            mutation resubscribe(HandleRequest) -> Empty;
            /// Ends a handle's sign-in and removes its token from this computer. Its history stays.
            mutation disconnect(HandleRequest) -> Disconnected;
            /// Deletes everything of a handle from this computer, the handle included. Goes on after a crash.
            mutation delete_handle(DeleteHandleRequest) -> Empty;
            /// Deletes everything of a conversation's person from this computer. Goes on after a crash.
            mutation forget_person(ConversationRequest) -> Empty;
            /// Asks the relay of a pairing link whose it is. Nothing is agreed.
            mutation look_at_relay(RelayLinkRequest) -> RelayInvitation;
            /// Pairs this laptop with the relay of a link. Its keys go into the keychain.
            mutation pair_relay(PairRequest) -> RelayView;
            /// Ends the pairing: the keys are removed from this computer, and the relay is told if it is reached.
            mutation unpair_relay(Empty) -> RelayParted;
            /// Tries to reach the relay now.
            mutation try_relay(Empty) -> Empty;
            /// A notice was seen.
            mutation dismiss_notice(NoticeRequest) -> Empty;
            /// Says what the person is looking at.
            mutation attend(AttentionRequest) -> Empty;

            /// Keeps what the person is writing.
            mutation save_draft(DraftRequest) -> Empty;
            /// Everything up to a message was on screen.
            mutation mark_read(ReadRequest) -> Empty;
            /// Selects everything that a list has now. What comes into the list or changes afterwards is not selected.
            mutation select(SelectRequest) -> Selection;
            /// Says something about conversations: done, snoozed, labelled and the like.
            mutation act(ActRequest) -> Undo;
            /// Takes such a change back.
            mutation undo(UndoRequest) -> Empty;
            /// Makes or changes a label.
            mutation save_label(SaveLabelRequest) -> LabelView;
            /// Deletes a label, and takes it off every conversation.
            mutation delete_label(LabelRequest) -> Empty;
            /// Reads labels from a file: says what it would bring, or makes those that are new.
            mutation import_labels(ImportLabelsRequest) -> LabelsFound;
            /// Writes all labels into a file, at a place that the person chooses.
            mutation export_labels(ExportRequest) -> ExportedFile;
            /// Makes or changes a note.
            mutation save_note(SaveNoteRequest) -> NoteView;
            /// Deletes a note.
            mutation delete_note(NoteRequest) -> Empty;
            /// Makes or changes a saved view.
            mutation save_view(SaveViewRequest) -> SavedView;
            /// Deletes a saved view. What it shows stays.
            mutation delete_view(SavedViewRequest) -> Empty;
            /// Deletes what is in the bin from this computer.
            mutation empty_bin(HandleFilter) -> Empty;
            /// Changes one of the settings of a handle.
            mutation save_handle_setting(HandleSettingRequest) -> Empty;
            /// Changes the rail's order.
            mutation order_handles(OrderHandlesRequest) -> Empty;

            /// Sends a reply, after the undo delay.
            mutation send(SendRequest) -> ReplyView;
            /// Acts on a reply that is not settled.
            mutation act_on_reply(ReplyActionRequest) -> ReplyTaken;

            /// Says that somebody writes to a conversation's person, and who does on another laptop. It only warns.
            mutation claim(ClaimRequest) -> ClaimView;
            /// Decides about many replies at once.
            mutation act_on_replies(RepliesActionRequest) -> RepliesActed;
            /// Takes back that replies were discarded.
            mutation restore_replies(UndoRequest) -> RepliesRestored;
            /// Chooses another time for a scheduled reply.
            mutation reschedule_reply(RescheduleRequest) -> ReplyView;

            /// Makes or changes a saved reply. Refused when something is wrong with it.
            mutation save_saved_reply(SaveSavedReplyRequest) -> SavedReplyView;
            /// Deletes a saved reply.
            mutation delete_saved_reply(SavedReplyRequest) -> Empty;
            /// Takes back that a saved reply was deleted.
            mutation restore_saved_reply(SavedReplyView) -> Empty;
            /// Counts that a saved reply was used.
            mutation count_saved_reply(SavedReplyRequest) -> Empty;
            /// Keeps a value for a variable, in place of the one of the same name and handle.
            mutation save_variable_value(VariableValueView) -> VariableValueSaved;
            /// Deletes such a value.
            mutation delete_variable_value(VariableValueRequest) -> Empty;
            /// Reads saved replies from a file.
            mutation import_saved_replies(ImportRequest) -> ImportReport;
            /// Writes all saved replies into a file, at a place that the person chooses.
            mutation export_saved_replies(ExportRequest) -> ExportedFile;
            /// Writes the audit trail into a table, at a place that the person chooses.
            mutation export_audit(HandleFilter) -> ExportedFile;
            /// Writes the reports into a table, at a place that the person chooses.
            mutation export_reports(ReportsRequest) -> ExportedFile;
            /// Writes conversations into a file, at a place that the person chooses. One file at a time.
            mutation export_conversations(ExportConversationsRequest) -> ExportedFile;
            /// Gives up the file that is being written: nothing of it stays.
            mutation cancel_export(Empty) -> Empty;

            /// Attaches a file, piece after piece; the last one answers with it, or why Instagram would not take it.
            mutation attach(AttachRequest) -> Option<AttachedFile>;
            /// Takes an attached file away.
            mutation detach(DetachRequest) -> Empty;
            /// Sets or takes away the handle's reaction on a message.
            mutation react(ReactRequest) -> Empty;
            /// Notes that a person agreed to reply as a human agent for a handle.
            mutation agree_to_human_agent(AgreeRequest) -> Empty;

            /// Opens a link of a message in the browser.
            mutation open_link(LinkRequest) -> Empty;
            /// Opens the conversation's handle in Instagram, in the browser.
            mutation open_in_instagram(Empty) -> Empty;
        }
    };
}

macro_rules! declare {
    ($(#[doc = $doc:literal] $kind:ident $name:ident($request:ty) -> $response:ty $([$($topic:ident),+])?;)+) => {
        /// The contract, to be implemented. One method for each command.
        pub trait Handler: Send + Sync {
            $(
                #[doc = $doc]
                fn $name(
                    &self,
                    request: $request,
                ) -> impl Future<Output = Result<$response, ApiError>> + Send;
            )+
        }

        /// Calls the command named `command` with its request as JSON, and gives its answer as JSON.
        ///
        /// # Errors
        /// What the command answers; [`ErrorCode::Invalid`] for an unknown command or a request of another shape.
        pub async fn dispatch<H: Handler>(
            handler: &H,
            command: &str,
            payload: Value,
        ) -> Result<Value, ApiError> {
            match command {
                $(stringify!($name) => encode(&handler.$name(decode::<$request>(payload)?).await?),)+
                _ => Err(ApiError::with_detail(ErrorCode::Invalid, "unknown command")),
            }
        }

        /// Every command, in the order of the list.
        #[must_use]
        pub fn commands(config: &ts_rs::Config) -> Vec<CommandInfo> {
            vec![$(
                CommandInfo {
                    name: stringify!($name),
                    kind: declare!(@kind $kind),
                    request: <$request as TS>::name(config),
                    response: <$response as TS>::name(config),
                    topics: &[$($(Topic::$topic),+)?],
                    doc: $doc,
                },
            )+]
        }

        /// Visits the TypeScript type of every request and answer.
        pub fn visit_types(visitor: &mut impl ts_rs::TypeVisitor) {
            $(
                visitor.visit::<$request>();
                visitor.visit::<$response>();
            )+
        }
    };
    (@kind query) => { CommandKind::Query };
    (@kind mutation) => { CommandKind::Mutation };
}

with_commands!(declare);

fn decode<T: serde::de::DeserializeOwned>(payload: Value) -> Result<T, ApiError> {
    // A request without fields may be left out altogether.
    let payload = if payload.is_null() { Value::Object(serde_json::Map::new()) } else { payload };
    // The message of a serde error can quote the payload; only its category leaves.
    serde_json::from_value(payload)
        .map_err(|_| ApiError::with_detail(ErrorCode::Invalid, "the request has another shape"))
}

fn encode<T: serde::Serialize>(answer: &T) -> Result<Value, ApiError> {
    serde_json::to_value(answer).map_err(|_| ApiError::new(ErrorCode::Internal))
}
