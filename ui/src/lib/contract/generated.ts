// Made from the Rust contract by `cargo xtask codegen`. Do not edit.
/* eslint-disable */

/**
 * Why a handle has access or has none.
 */
export type AccessReason = "phase_criteria_met" | "grandfathered_early_access" | "alpha_exempt" | "granted_earlier" | "not_professional" | "ga_not_started" | "followers_below_phase_min" | "followers_above_phase_max" | "unknown_followers";

/**
 * Access as the roll-out decides it.
 */
export type AccessView = { 
/**
 * Whether the handle has access now.
 */
eligible: boolean, 
/**
 * Why.
 */
reason: AccessReason, 
/**
 * The first known time at which it will have it with its present followers; milliseconds since 1970, UTC.
 */
eligible_from: number | null, 
/**
 * It has access and no longer meets what the phase asks for.
 */
drifted: boolean, 
/**
 * When it was given access here; milliseconds since 1970, UTC.
 */
granted_at: number | null, 
/**
 * The phases, in order.
 */
phases: Array<PhaseView>, };

/**
 * The kind of account.
 */
export type AccountType = "business" | "creator" | "personal" | "other";

/**
 * What a person says about conversations. Everything can be taken back.
 */
export type Act = { "type": "done", 
/**
 * How it was closed, when the person says so.
 */
disposition: Disposition | null, } | { "type": "reopen" } | { "type": "unread" } | { "type": "snooze", 
/**
 * Milliseconds since 1970, UTC; in the future.
 */
until: number, } | { "type": "wake" } | { "type": "mute", 
/**
 * Muted.
 */
on: boolean, } | { "type": "spam", 
/**
 * Spam.
 */
on: boolean, } | { "type": "bin", 
/**
 * In the bin.
 */
on: boolean, } | { "type": "label", 
/**
 * Our id of the label.
 */
label: number, 
/**
 * On.
 */
on: boolean, } | { "type": "intent", 
/**
 * Absent: not said.
 */
intent: Intent | null, } | { "type": "disposition", 
/**
 * Absent: not said.
 */
disposition: Disposition | null, };

/**
 * Says something about conversations.
 */
export type ActRequest = { 
/**
 * Our ids of the conversations; 1 to 1,000, or of a selection any number of it. One step of undo.
 */
conversations: Array<number>, 
/**
 * The selection that they are of: those that changed since are left as they are.
 */
selection: string | null, 
/**
 * What.
 */
act: Act, };

/**
 * A person was told what replying as a human agent means, and agreed for this handle.
 */
export type AgreeRequest = { 
/**
 * Our id of the handle, not Instagram's.
 */
handle: number, };

/**
 * Answers what becomes of the window.
 */
export type AnswerClosingRequest = { 
/**
 * What becomes of it.
 */
answer: ClosingAnswer, };

/**
 * An error as the UI receives it.
 */
export type ApiError = { 
/**
 * What the UI branches on.
 */
code: ErrorCode, 
/**
 * Instagram's own words or a permission's name, for the "Details" fold. Never a secret, never message text.
 */
detail: string | null, 
/**
 * Finds the fault in the log.
 */
trace: string | null, };

/**
 * The app.
 */
export type AppView = { 
/**
 * What it can do.
 */
phase: Phase, 
/**
 * Which data it shows.
 */
space: Space, 
/**
 * The version.
 */
version: string, 
/**
 * Now, by Instagram's clock as far as it is known; milliseconds since 1970, UTC. The demo has a clock of its own.
 */
now: number, 
/**
 * A recovery code was made for the person's own inbox: it opens it without the keychain.
 */
recovery_code: boolean, 
/**
 * The quiet that is in force; absent when notifications come.
 */
quiet: QuietView | null, 
/**
 * There is a tray, which the window can be closed into.
 */
tray: boolean, 
/**
 * How far this computer's clock is behind Instagram's, in milliseconds, below 0 when it is ahead; absent when that is
 * two minutes or less.
 */
clock_behind_ms: number | null, 
/**
 * A part of the person's own database cannot be read. The rest goes on; a repair saves it.
 */
damaged: boolean, 
/**
 * What came of the last repair, until the person has seen it.
 */
repaired: RepairView | null, 
/**
 * What speaks against the folder that the person's own database is in.
 */
folder_risk: FolderRisk | null, 
/**
 * The person's settings.
 */
settings: Settings, };

/**
 * An appointment.
 */
export type AppointmentView = { 
/**
 * How it stands, in Instagram's word.
 */
status: string | null, 
/**
 * When it begins; milliseconds since 1970, UTC.
 */
begins_at: number | null, 
/**
 * When it ends; milliseconds since 1970, UTC.
 */
ends_at: number | null, 
/**
 * The name of its time zone.
 */
time_zone: string | null, };

/**
 * How people's messages of a day came.
 */
export type ArrivalsView = { 
/**
 * A webhook told of them.
 */
by_webhook: number, 
/**
 * Only reading found them, although webhooks came before: Instagram does not tell of everybody.
 */
by_poll_alone: number, };

/**
 * Attaches a file to what is being written, piece after piece: a whole one is too much for one question of the window.
 */
export type AttachRequest = { 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, 
/**
 * The file's name.
 */
name: string, 
/**
 * What the pieces of one file have in common: a UUID, made where the file was chosen.
 */
file: string, 
/**
 * Bytes of the file, at most 40,000,000.
 */
size: number, 
/**
 * Where in the file this piece begins; 0 begins the file anew.
 */
at: number, 
/**
 * The bytes of this piece, in base64.
 */
base64: string, };

/**
 * A file that was attached just now.
 */
export type AttachedFile = { 
/**
 * The file, as it will be sent.
 */
upload: UploadView, 
/**
 * The name of the format that it was converted from, where Instagram does not take that.
 */
converted_from: string | null, };

/**
 * What an attachment is.
 */
export type AttachmentKind = "image" | "video" | "audio" | "file" | "sticker" | "post" | "reel" | "story_mention" | "story" | "ephemeral" | "media" | "template" | "appointment" | "fallback" | "other";

/**
 * An attachment. Its media is at `media:` … `/message/<message>/<index>`, if it has any.
 */
export type AttachmentView = { 
/**
 * What it is.
 */
kind: AttachmentKind, 
/**
 * Instagram's name of a kind that we do not know.
 */
named: string | null, 
/**
 * A title or file name.
 */
title: string | null, 
/**
 * Whether there is a link to media.
 */
has_media: boolean, 
/**
 * The host of the page that it stands for (a permalink), opened with `open_link` by `LinkRequest.attachment`.
 */
link_host: string | null, 
/**
 * The cards of a template, or its products.
 */
cards: Array<CardView>, 
/**
 * The appointment.
 */
appointment: AppointmentView | null, 
/**
 * Width in pixels, when known.
 */
width: number | null, 
/**
 * Height in pixels, when known.
 */
height: number | null, };

/**
 * What the person is looking at, so that it is polled most often.
 */
export type AttentionRequest = { 
/**
 * Our id of the open conversation; absent when none is open.
 */
conversation: number | null, 
/**
 * Whether the window is visible.
 */
visible: boolean, };

/**
 * One entry of the audit trail. Never holds what was said.
 */
export type AuditEntry = { 
/**
 * Its number; rises.
 */
id: number, 
/**
 * When; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * Who: the computer's user; absent for what the app did by itself.
 */
who: string | null, 
/**
 * What was done: a short name.
 */
action: string, 
/**
 * Our id of the handle, if it is about one that is still here.
 */
handle: number | null, 
/**
 * Our id of the conversation, if it is about one that is still here.
 */
conversation: number | null, 
/**
 * How it was before, as a short name.
 */
before: string | null, 
/**
 * How it is after, as a short name.
 */
after: string | null, };

/**
 * A page of the audit trail, newest first.
 */
export type AuditPage = { 
/**
 * The entries.
 */
entries: Array<AuditEntry>, 
/**
 * Where the next page begins; absent at the end.
 */
next: number | null, };

/**
 * Asks for a page of the audit trail.
 */
export type AuditRequest = { 
/**
 * Our id of the handle; all handles when absent.
 */
handle: number | null, 
/**
 * Only entries before this one (`next` of the page before).
 */
before: number | null, 
/**
 * Entries at most; 1 to 200.
 */
limit: number, };

/**
 * One line of a handle's audit trail: what was done, never what was said.
 */
export type AuditView = { 
/**
 * When; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * What, in one word: `connect`, `reconnect`, `switch_on`, `switch_off`, `disconnect`, `access_granted`,
 * `access_kept_off`, `became_eligible`, `eligibility_drift`, `token_refreshed`, `resubscribe`, `forget_person`,
 * `delete_from_bin`, `export_conversations`, `send_again`, `arrived`, `discard`, `reply`, `deauthorised`, `deletion_asked`.
 */
action: string, 
/**
 * How it ended, in a word or two.
 */
outcome: string, };

/**
 * Says whether the app starts with the computer.
 */
export type AutostartRequest = { 
/**
 * It does.
 */
on: boolean, };

/**
 * Whether the app starts with the computer.
 */
export type AutostartView = { 
/**
 * It does; absent where it cannot be had.
 */
on: boolean | null, };

/**
 * What needs a reply now.
 */
export type Backlog = { 
/**
 * By how long it has waited: less than 1 hour, 4 hours, 24 hours; up to 7 days; longer.
 */
by_age: Array<number>, 
/**
 * What is out of sight for a time, apart.
 */
snoozed: number, };

/**
 * What the number on the app's icon counts.
 */
export type Badge = "needs_reply" | "unread" | "off";

/**
 * Why nothing can be written.
 */
export type Blocker = "handle_off" | "disconnected" | "waiting_for_access" | "owned_by_other_app" | "group" | "nobody";

/**
 * A card of a template, or a product. Its picture is at `media:` … `/message/<message>/<index>/card/<card>`.
 */
export type CardView = { 
/**
 * Its heading.
 */
title: string | null, 
/**
 * The line below the heading.
 */
subtitle: string | null, 
/**
 * Whether there is a link to a picture.
 */
has_media: boolean, 
/**
 * The words on its buttons.
 */
buttons: Array<string>, };

/**
 * A batch of invalidations, merged over a frame.
 */
export type Changes = { 
/**
 * Goes up by one with every batch of a subscription; a gap means that batches were lost.
 */
revision: number, 
/**
 * Everything may be out of date: batches were lost, or too much changed to name it.
 */
resync: boolean, 
/**
 * The topics that changed, other than single conversations.
 */
topics: Array<Topic>, 
/**
 * The conversations that changed.
 */
conversations: number[], };

/**
 * How a check ended.
 */
export type CheckState = "passed" | "warning" | "failed" | "not_checked";

/**
 * One check and how it ended.
 */
export type CheckView = { 
/**
 * The check.
 */
check: HealthCheck, 
/**
 * How it ended.
 */
state: CheckState, 
/**
 * What is the matter, when it failed or warns.
 */
code: HealthCode | null, 
/**
 * Since when, where that is known (milliseconds since 1970, UTC).
 */
since: number | null, };

/**
 * Says who writes to a conversation's person.
 */
export type ClaimRequest = { 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, 
/**
 * What is wanted.
 */
wish: ClaimWish, };

/**
 * Who writes to a conversation's person on another laptop.
 */
export type ClaimView = { 
/**
 * What that laptop is called; `None` when nobody does, as far as it is known.
 */
laptop: string | null, 
/**
 * For how long already, in milliseconds.
 */
for_ms: number, };

/**
 * What is wanted of a claim on a conversation's person.
 */
export type ClaimWish = "look" | "take" | "release";

/**
 * What becomes of the window that was being closed.
 */
export type ClosingAnswer = "stay" | "quit" | "cancel";

/**
 * A handle that a pasted token opens.
 */
export type ConnectCandidate = { 
/**
 * Names it in the confirmation.
 */
number: number, 
/**
 * The handle without `@`; `None` when no account is linked to the Page.
 */
username: string | null, 
/**
 * The Page's name, with Facebook Login.
 */
page_name: string | null, 
/**
 * What keeps it from being used.
 */
problem: ConnectProblem | null, 
/**
 * The display name.
 */
name: string | null, 
/**
 * The kind of account.
 */
account_type: AccountType, 
/**
 * Followers, when known.
 */
followers: number | null, 
/**
 * The handle is here already: confirming renews its sign-in and keeps its history.
 */
known: boolean, 
/**
 * Why no messages come in yet, seen in a first try to read; it can be connected all the same and waits.
 */
waits_for: Trouble | null, };

/**
 * What a pasted token turned out to be.
 */
export type ConnectPreview = { 
/**
 * Names the flow for the confirmation; ends after ten minutes.
 */
flow: string, 
/**
 * The kind of login that the token belongs to.
 */
flavour: Flavour, 
/**
 * The handles that it opens, in Instagram's order: one, or with Facebook Login one for each Page. Never empty; a
 * Page that cannot be used stands here with its problem.
 */
candidates: Array<ConnectCandidate>, };

/**
 * What keeps a Page from being used.
 */
export type ConnectProblem = "not_linked" | "task_missing";

/**
 * Connects the handle of a checked token.
 */
export type ConnectRequest = { 
/**
 * The flow that the check began.
 */
flow: string, 
/**
 * The number of the candidate that was chosen.
 */
candidate: number, 
/**
 * A handle to sign in anew: another account is refused. `None` connects whichever account it is.
 */
handle: number | null, };

/**
 * A handle was connected.
 */
export type Connected = { 
/**
 * Our id of the handle, not Instagram's.
 */
handle: number, };

/**
 * What a file of conversations is.
 */
export type ConversationFormat = "messages_csv" | "conversations_csv" | "json" | "html";

/**
 * A page of a list.
 */
export type ConversationList = { 
/**
 * The rows.
 */
rows: Array<ConversationRow>, 
/**
 * Where the next page begins; absent at the end.
 */
next: string | null, };

/**
 * Names a conversation.
 */
export type ConversationRequest = { 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, };

/**
 * A row of the list.
 */
export type ConversationRow = { 
/**
 * Our id, not Instagram's.
 */
id: number, 
/**
 * Our id of the handle, not Instagram's.
 */
handle: number, 
/**
 * The person.
 */
person: PersonView, 
/**
 * Where it stands.
 */
standing: Standing, 
/**
 * Where it would stand if nothing put it away (spam, the bin, a snooze) and it were not muted.
 */
beneath: Standing, 
/**
 * The same, if nobody had called it done either.
 */
reopened: Standing, 
/**
 * Whether the newest inbound message was not on screen yet.
 */
unread: boolean, 
/**
 * The newest message's kind; absent for an empty thread.
 */
kind: MessageKind | null, 
/**
 * The newest message's direction.
 */
direction: Direction | null, 
/**
 * One line of the newest message's text; empty where the kind says it.
 */
snippet: string, 
/**
 * The person's reaction to a message of ours, where it is newer than the newest message.
 */
reaction: RowReaction | null, 
/**
 * When the newest message was sent, or a newer reaction set; milliseconds since 1970, UTC.
 */
at: number | null, 
/**
 * The message window; absent when the person never wrote.
 */
window: WindowView | null, 
/**
 * Whether a draft is kept.
 */
has_draft: boolean, 
/**
 * A reply that needs a person's eye.
 */
reply_trouble: ReplyTrouble | null, 
/**
 * A group chat, or one without anybody else: shown, never answered.
 */
closed: boolean, 
/**
 * Probably in Instagram's Requests folder: the person does not follow the handle and it never wrote to them.
 * Inferred; Instagram does not tell.
 */
likely_request: boolean, 
/**
 * Our ids of its labels, in the order of their names.
 */
labels: Array<number>, 
/**
 * What the person wants, if somebody said so.
 */
intent: Intent | null, 
/**
 * How it was closed, if somebody said so.
 */
disposition: Disposition | null, 
/**
 * Neither counts nor notifies.
 */
muted: boolean, 
/**
 * Until when it is snoozed, if it is (milliseconds since 1970, UTC).
 */
snoozed_until: number | null, 
/**
 * When its snooze ended by its time, until it is answered, done or snoozed again (milliseconds since 1970, UTC).
 */
woke_at: number | null, 
/**
 * Whether there is a note.
 */
noted: boolean, 
/**
 * The place of the newest story mention that nobody answered or called done: its `position` among the messages.
 */
waiting_mention: number | null, 
/**
 * When it goes from the bin for good, if it is there (milliseconds since 1970, UTC).
 */
deleted_at: number | null, 
/**
 * When the answer is due that its handle promised (milliseconds since 1970, UTC); absent where nothing was
 * promised or nothing waits for an answer.
 */
reply_due: number | null, };

/**
 * A conversation's header and composer.
 */
export type ConversationView = { 
/**
 * What the list shows of it, too.
 */
row: ConversationRow, 
/**
 * The text that is being written.
 */
draft: DraftView | null, 
/**
 * Files that are attached to what is being written.
 */
uploads: Array<UploadView>, 
/**
 * Why nothing can be written, apart from the message window.
 */
blocker: Blocker | null, 
/**
 * Until when something else than a message may keep the message window open: the person's reaction, or their return
 * by a link (milliseconds since 1970, UTC). Instagram may refuse a reply all the same.
 */
may_be_open_until: number | null, 
/**
 * The person is the handle itself: there is no message window.
 */
to_self: boolean, 
/**
 * Whether a person was told what replying as a human agent means for this handle, and agreed.
 */
human_agent_agreed: boolean, 
/**
 * Instagram refused the handle's last reply as a human agent's: the Meta app is not approved for that.
 */
human_agent_refused: boolean, };

/**
 * Asks for a page of a list of conversations.
 */
export type ConversationsRequest = { 
/**
 * The view.
 */
view: View, 
/**
 * Our id of the handle; all handles when absent.
 */
handle: number | null, 
/**
 * The order.
 */
sort: Sort, 
/**
 * Narrows the view.
 */
filter: Filter, 
/**
 * Where the page before ended (`next` of its answer).
 */
after: string | null, 
/**
 * Rows at most; 1 to 200.
 */
limit: number, };

/**
 * How many conversations each view has.
 */
export type Counts = { 
/**
 * Needs reply.
 */
needs_reply: number, 
/**
 * Waiting on them.
 */
waiting: number, 
/**
 * Story mentions.
 */
mentions: number, 
/**
 * Likely requests.
 */
requests: number, 
/**
 * Snoozed.
 */
snoozed: number, 
/**
 * Done.
 */
done: number, 
/**
 * All.
 */
all: number, 
/**
 * Spam.
 */
spam: number, 
/**
 * The bin.
 */
bin: number, };

/**
 * Deletes everything of a handle from this computer.
 */
export type DeleteHandleRequest = { 
/**
 * Our id of the handle, not Instagram's.
 */
handle: number, 
/**
 * Its name as the person typed it, with or without `@`, in any case.
 */
username: string, };

/**
 * What became of the demo when its clock was turned.
 */
export type DemoClockTurned = { 
/**
 * The app at the new time.
 */
app: AppView, 
/**
 * The clock went back, and the demo began anew there: no id of before means anything.
 */
anew: boolean, };

/**
 * Where the demo's clock is turned: the days round which Instagram's roll-out of 2021 decided about handles, and spans
 * after which windows, snoozes and sign-ins end.
 */
export type DemoTime = "now" | "2021-06-01" | "2021-06-02" | "2021-07-07" | "2021-08-16" | "+25h" | "+8d";

/**
 * How much room a row of the list has.
 */
export type Density = "comfortable" | "compact";

/**
 * Where something outside the window leads: a notification, the tray, or closing the window.
 */
export type Destination = { "type": "inbox" } | { "type": "conversation", 
/**
 * Which.
 */
conversation: number, } | { "type": "handle", 
/**
 * Which.
 */
handle: number, } | { "type": "view", 
/**
 * Which.
 */
view: View, 
/**
 * In this order.
 */
sort: Sort, } | { "type": "outbox" } | { "type": "closing" };

/**
 * Takes an attached file away.
 */
export type DetachRequest = { 
/**
 * The file's id (a UUID), as [`crate::view::UploadView`] has it.
 */
upload: string, };

/**
 * Which way a message went.
 */
export type Direction = "in" | "out";

/**
 * A handle was disconnected: its token is gone from this computer.
 */
export type Disconnected = { 
/**
 * Instagram no longer tells of the handle's messages.
 */
unsubscribed: boolean, 
/**
 * What became of the sign-in.
 */
revoked: Revoked, };

/**
 * How a conversation was closed.
 */
export type Disposition = "answered" | "no_reply_needed" | "thanked" | "escalated" | "spam" | "out_of_scope";

/**
 * Keeps what the person is writing.
 */
export type DraftRequest = { 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, 
/**
 * The text so far; empty removes the draft.
 */
text: string, };

/**
 * A draft.
 */
export type DraftView = { 
/**
 * The text.
 */
text: string, 
/**
 * When it was last changed; milliseconds since 1970, UTC.
 */
updated_at: number, };

/**
 * Nothing: the request or answer of a command that has none.
 */
export type Empty = Record<symbol, never>;

/**
 * What went wrong, as far as the UI acts on it.
 */
export type ErrorCode = "not_found" | "invalid" | "token_malformed" | "token_refused" | "token_other_kind" | "permission_missing" | "not_approved" | "not_eligible" | "restricted" | "not_professional" | "page_not_linked" | "page_task_missing" | "access_off" | "subscribe_failed" | "offline" | "instagram_unavailable" | "rate_limited" | "keychain_locked" | "keychain_denied" | "keychain_absent" | "wrong_passphrase" | "sign_in_denied" | "sign_in_over" | "sign_in_refused" | "sign_in_other_account" | "sign_in_not_offered" | "relay_not_paired" | "recovery_code_length" | "recovery_code_word" | "recovery_code_wrong" | "file_format" | "file_mismatch" | "file_too_large" | "too_many_pixels" | "file_empty" | "too_many_files" | "relay_link_malformed" | "relay_link_not_private" | "relay_link_used" | "relay_not_genuine" | "relay_not_reached" | "relay_in_trouble" | "relay_paired" | "disposition_required" | "name_taken" | "disk_full" | "store_busy" | "store_damaged" | "folder_refused" | "file_not_written" | "window_closed_then" | "time_is_over" | "always_quiet" | "blank_left" | "too_late" | "wrong_space" | "internal";

/**
 * How a file of saved replies is written.
 */
export type ExchangeFormat = "csv" | "json";

/**
 * Asks for conversations as a file.
 */
export type ExportConversationsRequest = { 
/**
 * Which of them.
 */
what: ExportWhat, 
/**
 * What the file is.
 */
format: ConversationFormat, 
/**
 * Whether notes are in it.
 */
with_notes: boolean, 
/**
 * What it says in the person's language.
 */
words: ExportWords, };

/**
 * How far the writing of a file is.
 */
export type ExportProgress = { 
/**
 * Conversations that are written.
 */
done: number, 
/**
 * Conversations that are to be written.
 */
total: number, };

/**
 * Writes all saved replies into a file.
 */
export type ExportRequest = { 
/**
 * How.
 */
format: ExchangeFormat, };

/**
 * Which conversations a file has.
 */
export type ExportWhat = { "type": "these", 
/**
 * Our ids of them, in their order in the file.
 */
conversations: Array<number>, } | { "type": "list", 
/**
 * The list.
 */
list: SelectRequest, };

/**
 * What a file says in the person's language.
 */
export type ExportWords = { 
/**
 * The language, as a BCP 47 tag.
 */
language: string, 
/**
 * It is written from right to left.
 */
right_to_left: boolean, 
/**
 * The time zone of a page's times, as the IANA names it.
 */
time_zone: string, 
/**
 * The heading of a page.
 */
title: string, 
/**
 * The sentences below it.
 */
lead: Array<string>, 
/**
 * In place of what an unsent message said.
 */
unsent: string, 
/**
 * Over the notes of a conversation.
 */
notes: string, 
/**
 * Beside a message whose text was changed.
 */
edited: string, 
/**
 * What a message is where it has no text.
 */
kinds: { [key in MessageKind]?: string }, };

/**
 * A file that was written for a person.
 */
export type ExportedFile = { 
/**
 * The name that it was to have.
 */
name: string, 
/**
 * How many entries are in it.
 */
count: number, 
/**
 * Where it went.
 */
saved: SavedFile, };

/**
 * The kinds of files that can be sent.
 */
export type FileKind = "image" | "video" | "audio" | "pdf";

/**
 * Asks for a saved reply as it would be sent in a conversation.
 */
export type FillRequest = { 
/**
 * Our id of the saved reply.
 */
saved_reply: number, 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, 
/**
 * In this language, whatever they write.
 */
language: string | null, 
/**
 * Today, as it is written in each language; under the empty one as here.
 */
today: Array<SavedReplyText>, };

/**
 * A saved reply as it would be sent.
 */
export type FilledReply = { 
/**
 * The text. Variables that could not be filled in stand in it as they were written.
 */
text: string, 
/**
 * Of which language; empty for the one where no other fits.
 */
language: string, 
/**
 * How many variables could not be filled in.
 */
blanks: number, 
/**
 * How many were filled with their fallback.
 */
fallbacks: number, 
/**
 * Its bytes of UTF-8.
 */
bytes: number, };

/**
 * Narrows a list. Everything that is given must hold.
 */
export type Filter = { 
/**
 * With all of these labels (our ids).
 */
labels: Array<number>, 
/**
 * Of one of these handles (our ids); of any when empty.
 */
handles: Array<number>, 
/**
 * With this intent.
 */
intent: Intent | null, 
/**
 * Closed with this disposition.
 */
disposition: Disposition | null, 
/**
 * Unread, or read.
 */
unread: boolean | null, 
/**
 * Probably in Instagram's Requests folder, or not.
 */
likely_request: boolean | null, 
/**
 * Muted, or not.
 */
muted: boolean | null, 
/**
 * With a reply that needs a person's eye.
 */
reply_trouble: boolean, 
/**
 * With a note.
 */
noted: boolean, 
/**
 * The message window is open and closes within so many milliseconds.
 */
closes_within_ms: number | null, };

/**
 * Who can end it.
 */
export type Fixer = "you" | "phone_owner" | "admin" | "instagram" | "itself";

/**
 * The API that a handle is connected through.
 */
export type Flavour = "instagram_login" | "facebook_login";

/**
 * Why a folder is no good place for the database.
 */
export type FolderRisk = "network" | "icloud" | "onedrive" | "dropbox" | "google_drive" | "synced";

/**
 * How much there is of a handle or a person, before it is deleted.
 */
export type Footprint = { 
/**
 * Conversations.
 */
conversations: number, 
/**
 * Messages.
 */
messages: number, 
/**
 * Drafts.
 */
drafts: number, 
/**
 * Replies that did not leave yet, or need a decision.
 */
open_replies: number, 
/**
 * Attached files.
 */
files: number, 
/**
 * Saved replies that are for this handle alone.
 */
saved_replies: number, };

/**
 * Why nothing was received for a while, or not everything at once.
 */
export type GapCause = "paused_and_fetched" | "paused_and_left" | "trouble" | "relay_down" | "relay_threw_away" | "relay_put_back" | "unopened" | "unsubscribed" | "damaged";

/**
 * A time in which nothing was received.
 */
export type GapView = { 
/**
 * From; milliseconds since 1970, UTC.
 */
from: number, 
/**
 * To (milliseconds since 1970, UTC); `None` while it lasts.
 */
to: number | null, 
/**
 * Why.
 */
cause: GapCause, 
/**
 * The trouble, where it was one.
 */
trouble: Trouble | null, 
/**
 * Messages of that time that were fetched later.
 */
fetched_later: number, 
/**
 * Conversations in which something of that time is missing and cannot be fetched: Instagram shows only the newest
 * messages of each.
 */
not_fetchable: number, };

/**
 * Narrows something to one handle.
 */
export type HandleFilter = { 
/**
 * Our id of the handle; all handles when absent.
 */
handle: number | null, };

/**
 * Names a handle.
 */
export type HandleRequest = { 
/**
 * Our id of the handle, not Instagram's.
 */
handle: number, };

/**
 * Something that a person sets for one handle.
 */
export type HandleSetting = { "type": "brand", 
/**
 * At most 60 characters; none when absent.
 */
brand: string | null, } | { "type": "mentions_need_reply", 
/**
 * They do.
 */
on: boolean, } | { "type": "disposition_required", 
/**
 * It does.
 */
on: boolean, } | { "type": "time_zone", 
/**
 * Its IANA name; this computer's when absent. Refused when there is no such zone.
 */
time_zone: string | null, } | { "type": "sla", 
/**
 * Nothing is promised when absent. Refused when neither target is given or something is out of its range.
 */
sla: Sla | null, } | { "type": "tint", 
/**
 * 0 to 9; the one that its number gives it when absent.
 */
tint: number | null, };

/**
 * Changes one of the settings of a handle; the others stay as they are.
 */
export type HandleSettingRequest = { 
/**
 * Our id of the handle, not Instagram's.
 */
handle: number, 
/**
 * The setting, as it is from now on.
 */
setting: HandleSetting, };

/**
 * A handle in the rail and on its page.
 */
export type HandleView = { 
/**
 * Our id, not Instagram's.
 */
id: number, 
/**
 * Its name without `@`.
 */
username: string, 
/**
 * Its display name.
 */
name: string | null, 
/**
 * Whether there is a picture at `media:` … `/handle/<id>`.
 */
has_picture: boolean, 
/**
 * The API that it is connected through.
 */
flavour: Flavour, 
/**
 * The kind of account.
 */
account_type: AccountType, 
/**
 * Followers, when known.
 */
followers: number | null, 
/**
 * While it waits for access: when it qualifies with its present followers, if it does (milliseconds since 1970, UTC).
 */
eligible_from: number | null, 
/**
 * The switch.
 */
on: boolean, 
/**
 * Its state.
 */
health: Health, 
/**
 * Its headline: the first of the thirteen checks that fails, a warning, or that all is well.
 */
code: HealthCode, 
/**
 * What is wrong, if anything.
 */
trouble: Trouble | null, 
/**
 * Nothing is refused, and yet Instagram shows no conversation at all: perhaps nobody wrote, perhaps message access
 * is off, or the Meta app may only see people with a role in it.
 */
empty_suspected: boolean, 
/**
 * Instagram asked for a pause until then (milliseconds since 1970, UTC); reading and sending go on by themselves.
 */
throttled_until: number | null, 
/**
 * Since when the headline is so, where that is known (milliseconds since 1970, UTC).
 */
since: number | null, 
/**
 * When the token ends; milliseconds since 1970, UTC.
 */
token_ends_at: number | null, 
/**
 * When Instagram was last read to the end; milliseconds since 1970, UTC.
 */
last_synced_at: number | null, 
/**
 * How many looks at Instagram that a person asked for have ended, well or not, since the app started: one more
 * answers `sync_now`. A look that was refused moves this alone.
 */
looks: number, 
/**
 * The last of those looks ended well: Instagram showed the handle's messages.
 */
looked_well: boolean, 
/**
 * When it was switched off the last time (milliseconds since 1970, UTC); asked about when it is switched on.
 */
paused_at: number | null, 
/**
 * When it was disconnected here (milliseconds since 1970, UTC); its history stays, and signing in again connects
 * it.
 */
disconnected_at: number | null, 
/**
 * Conversations that need a reply.
 */
needs_reply: number, 
/**
 * The brand that it is shown under, if somebody named one.
 */
brand: string | null, 
/**
 * Story mentions alone need a reply, too.
 */
mentions_need_reply: boolean, 
/**
 * "Done" asks how it was closed.
 */
disposition_required: boolean, 
/**
 * The time zone of its people, by its IANA name (`Europe/Berlin`); this computer's when absent.
 */
time_zone: string | null, 
/**
 * How soon its people are promised an answer; nothing is when absent.
 */
sla: Sla | null, 
/**
 * The tint that a person chose for it, 0 to 9; the one that its number gives it when absent.
 */
tint: number | null, };

/**
 * What one handle was sent.
 */
export type HandleVolume = { 
/**
 * Our id of the handle.
 */
handle: number, 
/**
 * Messages.
 */
messages: number, 
/**
 * Conversations that they are of.
 */
conversations: number, };

/**
 * The one state of a handle that the rail shows.
 */
export type Health = "receiving" | "catching_up" | "warning" | "not_receiving" | "paused" | "blocked";

/**
 * The one button that leads out of it.
 */
export type HealthAction = "nothing" | "resume" | "how_to_professional" | "why_access" | "sign_in" | "show_access_steps" | "admin_guide" | "resubscribe" | "show_relay" | "routing_guide" | "policy_guide" | "check_now";

/**
 * The thirteen checks, in order.
 */
export type HealthCheck = "online" | "switch" | "account_type" | "access" | "token" | "permissions" | "message_access" | "approval" | "webhooks" | "thread_owner" | "rate_limit" | "sending" | "freshness";

/**
 * The headline of a handle, the same in the rail, the list, the tray and on its page.
 */
export type HealthCode = "receiving" | "catching_up" | "offline" | "paused_by_you" | "disconnected" | "not_professional" | "ga_not_started" | "followers_below" | "followers_above" | "followers_unknown" | "not_eligible" | "token_missing" | "token_expired" | "token_revoked" | "checkpoint" | "keychain_locked" | "token_ends_soon" | "permission_missing" | "access_off" | "access_off_suspected" | "app_not_approved" | "relay_down" | "not_subscribed" | "thread_owned_by_other_app" | "rate_limited" | "send_restricted" | "instagram_down" | "disk_full" | "stale" | "unknown";

/**
 * Asks for a handle's health page.
 */
export type HealthRequest = { 
/**
 * Our id of the handle, not Instagram's.
 */
handle: number, 
/**
 * When today began where the person is; milliseconds since 1970, UTC.
 */
midnight: number, };

/**
 * A handle's health page.
 */
export type HealthView = { 
/**
 * The handle as the rail shows it; its `code` and `since` are the headline here as well.
 */
handle: HandleView, 
/**
 * Who can end it.
 */
who: Fixer, 
/**
 * The one button.
 */
action: HealthAction, 
/**
 * All thirteen checks, in order.
 */
checks: Array<CheckView>, 
/**
 * The permission that messages need, as Meta names it for this kind of login.
 */
permission: string, 
/**
 * When a webhook last told anything; milliseconds since 1970, UTC.
 */
last_webhook_at: number | null, 
/**
 * When reading last found something new; milliseconds since 1970, UTC.
 */
last_poll_at: number | null, 
/**
 * How people's messages of the last 24 hours came; `None` without a relay that is there.
 */
arrivals: ArrivalsView | null, 
/**
 * How often it is read; `None` where a relay brings its messages.
 */
read_every: ReadEveryView | null, 
/**
 * The token.
 */
token: TokenView, 
/**
 * Messages of people and of ours since the asked-for midnight.
 */
messages_today: number, 
/**
 * Chats that wait for a reply and that another connected tool has.
 */
owned_elsewhere: number, 
/**
 * Times in which nothing was received, newest first; 50 at most.
 */
gaps: Array<GapView>, 
/**
 * Access, now and in each phase.
 */
access: AccessView, 
/**
 * The newest 100 lines of the audit trail, newest first.
 */
audit: Array<AuditView>, 
/**
 * For "Copy diagnostics": plain lines without any text, token or person.
 */
diagnostics: string, };

/**
 * Reads labels from a file.
 */
export type ImportLabelsRequest = { 
/**
 * What is in the file.
 */
file: string, 
/**
 * The names of the new ones that are made. When absent nothing is: the answer only says what there is.
 */
make: Array<string> | null, };

/**
 * A reply of a file that is not taken.
 */
export type ImportLeftOut = { 
/**
 * Where it stands: the line of a table, or the number in a list, from 1.
 */
place: number, 
/**
 * Its title, if it has one.
 */
title: string, 
/**
 * Why.
 */
why: SavedReplyProblem, };

/**
 * What a file holds, and what was kept of it.
 */
export type ImportReport = { 
/**
 * Replies that are new here.
 */
new: number, 
/**
 * Replies that are here already, word for word.
 */
known: number, 
/**
 * Values of variables that are new here. One that has a value here keeps it.
 */
values: number, 
/**
 * Values of variables that cannot be taken: for a handle that is not here, too long, or without room.
 */
values_left_out: number, 
/**
 * Replies that cannot be taken.
 */
left_out: Array<ImportLeftOut>, 
/**
 * Why nothing of it can be read.
 */
unreadable: ImportUnreadable | null, 
/**
 * The new ones were kept.
 */
kept: boolean, };

/**
 * Reads saved replies from a file.
 */
export type ImportRequest = { 
/**
 * What is in the file.
 */
file: string, 
/**
 * Keep what can be taken; else only say what there is.
 */
keep: boolean, };

/**
 * Why a file is not read at all.
 */
export type ImportUnreadable = { "why": "too_large", 
/**
 * Bytes at most.
 */
most: number, } | { "why": "json" } | { "why": "table", 
/**
 * In which line, from 1.
 */
line: number, } | { "why": "columns" } | { "why": "empty" };

/**
 * What a person wants.
 */
export type Intent = "question" | "praise" | "issue" | "spam" | "other";

/**
 * One kind of message in one edition of the table.
 */
export type KindSupport = { 
/**
 * A stable key of the kind; its name on screen is the UI's.
 */
kind: string, 
/**
 * Whether it comes in.
 */
inbound: Support, 
/**
 * Whether it can be sent from here.
 */
outbound: Support, 
/**
 * A key of the note on screen, where there is something to say.
 */
note: string | null, };

/**
 * A label of a file that is new.
 */
export type LabelFound = { 
/**
 * Its name.
 */
name: string, 
/**
 * The hue that it gets, 0 to 11.
 */
hue: number, };

/**
 * A name of a file that differs from a label's in its capitals alone.
 */
export type LabelMerged = { 
/**
 * The name in the file.
 */
name: string, 
/**
 * The label that it is one with.
 */
into: string, };

/**
 * Names a label.
 */
export type LabelRequest = { 
/**
 * Our id of the label.
 */
label: number, };

/**
 * A label.
 */
export type LabelView = { 
/**
 * Our id.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * Its hue, 0 to 11.
 */
hue: number, 
/**
 * Conversations that have it.
 */
conversations: number, };

/**
 * What a file of labels brings.
 */
export type LabelsFound = { 
/**
 * Labels that are new here.
 */
new: Array<LabelFound>, 
/**
 * Names of labels that are here already.
 */
same: Array<string>, 
/**
 * Names that are one label with another.
 */
merged: Array<LabelMerged>, 
/**
 * Names that are too long or empty, or beyond 500.
 */
left_out: Array<string>, 
/**
 * Why nothing of it can be read.
 */
unreadable: ImportUnreadable | null, 
/**
 * Our ids of those that were made.
 */
made: Array<number>, };

/**
 * What a line of a thread says.
 */
export type LineView = { "line": "referral", 
/**
 * From where.
 */
referral: ReferralView, } | { "line": "owner_is_another", 
/**
 * The id of the Meta app that has it, when Instagram named it.
 */
app_id: string | null, } | { "line": "owner_is_this_app" } | { "line": "owner_requested", 
/**
 * The id of the Meta app that asks, when Instagram named it.
 */
app_id: string | null, };

/**
 * Opens a link of a message in the system's browser. The UI never passes an address.
 */
export type LinkRequest = { 
/**
 * Our id of the message, not Instagram's.
 */
message: number, 
/**
 * Which of its links, from 0.
 */
link: number, 
/**
 * The page of this attachment (from 0) instead of a link of the text.
 */
attachment: number | null, };

/**
 * A link within a text. Opened by number; the UI never passes an address.
 */
export type LinkView = { 
/**
 * Where it stands.
 */
range: TextRange, 
/**
 * The host as it truly is (punycode where it is not plain), for the question before opening.
 */
host: string, };

/**
 * A page of story mentions: stories that are still there, the one that is gone first at the top; then those that are
 * gone, the latest first.
 */
export type MentionList = { 
/**
 * The mentions.
 */
mentions: Array<MentionView>, 
/**
 * Where the next page begins; absent at the end.
 */
next: string | null, };

/**
 * A mention of a handle in a person's story.
 */
export type MentionView = { 
/**
 * Our id of the message that told of it, not Instagram's.
 */
message: number, 
/**
 * Its position, to open the thread around it.
 */
position: number, 
/**
 * When the mention came; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * Until when the story is there at most: 24 hours from the mention. It was posted before that, Instagram does not
 * say when.
 */
ends_at: number, 
/**
 * Which attachment has the story's picture at `media:` … `/message/<id>/<n>`, if one has.
 */
media: number | null, 
/**
 * Its conversation.
 */
row: ConversationRow, 
/**
 * Why nothing can be written, apart from the message window.
 */
blocker: Blocker | null, 
/**
 * What was done about it.
 */
thanked: Thanked | null, 
/**
 * The handle's reaction on it.
 */
reaction: string | null, };

/**
 * Story mentions.
 */
export type Mentions = { 
/**
 * All of them.
 */
received: number, 
/**
 * How many people they are from.
 */
people: number, 
/**
 * A human reply followed within 24 hours.
 */
live: number, 
/**
 * One followed later.
 */
later: number, 
/**
 * None followed within 24 hours or up to now.
 */
never: number, 
/**
 * None followed yet, and 24 hours have not passed.
 */
waiting: number, 
/**
 * From the mention to the human reply; absent without any.
 */
thanks: TimeSummary | null, };

/**
 * Asks for a page of story mentions.
 */
export type MentionsRequest = { 
/**
 * Our id of the handle; all handles when absent.
 */
handle: number | null, 
/**
 * Only those that nobody thanked for, as long as that is possible.
 */
open_only: boolean, 
/**
 * Where the page before ended (`next` of its answer).
 */
after: string | null, 
/**
 * Mentions at most; 1 to 100.
 */
limit: number, };

/**
 * What a message is on screen.
 */
export type MessageKind = "text" | "image" | "video" | "audio" | "file" | "sticker" | "post" | "reel" | "story_mention" | "story_reply" | "story" | "ephemeral" | "media" | "template" | "appointment" | "link" | "postback" | "unsupported" | "unavailable" | "unsent";

/**
 * A message in the thread.
 */
export type MessageView = { 
/**
 * Our id, not Instagram's.
 */
id: number, 
/**
 * Instagram knows it by an id, so that a reply or a reaction can name it. A pressed button may come without one.
 */
addressable: boolean, 
/**
 * Its place in time, and the key of paging: unique, rises with the time of sending, below 2^53 (ADR 1).
 */
position: number, 
/**
 * Which way it went.
 */
direction: Direction, 
/**
 * Where it was written.
 */
origin: Origin, 
/**
 * What it is.
 */
kind: MessageKind, 
/**
 * When it was sent; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * The text.
 */
text: string | null, 
/**
 * The links of the text.
 */
links: Array<LinkView>, 
/**
 * What it carries.
 */
attachments: Array<AttachmentView>, 
/**
 * For story replies: whether the story's picture has a link, at `media:` … `/story/<message>`.
 */
story_has_media: boolean, 
/**
 * When the story of a mention or reply is gone: 24 hours after the message, as the latest (milliseconds since
 * 1970, UTC).
 */
story_ends_at: number | null, 
/**
 * The message that this one replies to.
 */
quote: QuoteView | null, 
/**
 * The button or ice breaker that was pressed.
 */
postback: PostbackView | null, 
/**
 * The text is a quick reply that the person chose.
 */
quick_reply: boolean, 
/**
 * What led the person here.
 */
referral: ReferralView | null, 
/**
 * The handle wrote to itself.
 */
to_self: boolean, 
/**
 * History has a hole directly before this message.
 */
gap_before: boolean, 
/**
 * Instagram's id of the story of a story reply; shown where the story has no picture.
 */
story_id: string | null, 
/**
 * It was sent as a human agent.
 */
human_agent: boolean, 
/**
 * It first came by polling although webhooks are expected.
 */
found_by_poll: boolean, 
/**
 * The reactions on it.
 */
reactions: Array<ReactionView>, 
/**
 * Whether its text was changed after sending.
 */
edited: boolean, 
/**
 * For messages of ours: whether the person has seen it.
 */
seen: boolean, 
/**
 * It arrived while the handle was switched off, and was fetched later because a person asked.
 */
while_paused: boolean, };

/**
 * A page of a thread.
 */
export type MessagesPage = { 
/**
 * The messages, oldest first.
 */
messages: Array<MessageView>, 
/**
 * The lines between them, oldest first.
 */
lines: Array<ThreadLine>, 
/**
 * Replies that are not settled, oldest first; they stand below the newest message.
 */
replies: Array<ReplyView>, 
/**
 * Ask with `before` set to this for older messages; absent at the beginning.
 */
older: number | null, 
/**
 * Ask with `after` set to this for newer messages; absent at the newest.
 */
newer: number | null, 
/**
 * Instagram has older messages than we could ever fetch: it gives the newest 20 of a conversation only.
 */
older_at_instagram: boolean, };

/**
 * Asks for a page of a thread: the newest, or the one directly before `before` or after `after`, or the one around
 * `around`.
 */
export type MessagesRequest = { 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, 
/**
 * Only messages before this position.
 */
before: number | null, 
/**
 * Only messages after this position.
 */
after: number | null, 
/**
 * Messages on both sides of this position (a search hit).
 */
around: number | null, 
/**
 * Messages at most; 1 to 200.
 */
limit: number, };

/**
 * Turns whose message window of 24 hours closed.
 */
export type Misses = { 
/**
 * All of them, answered in time or not.
 */
turns: number, 
/**
 * Without a human reply within the window: exactly one of the following four each.
 */
missed: number, 
/**
 * Seven days passed, too.
 */
lost: number, 
/**
 * Answered within seven days, as a human agent.
 */
saved: number, 
/**
 * Answered later in another way.
 */
answered: number, 
/**
 * Not answered up to now, and seven days have not passed.
 */
unanswered: number, 
/**
 * Not among the turns: after the last question and in time a person said that no reply was needed, or that it was spam.
 */
needless: number, };

/**
 * What an entry is about.
 */
export type NewsAbout = "instagram" | "app";

/**
 * One dated change.
 */
export type NewsEntry = { 
/**
 * Stable: what was seen is remembered by it.
 */
id: string, 
/**
 * The day, as `YYYY-MM-DD`.
 */
date: string, 
/**
 * What it is about.
 */
about: NewsAbout, 
/**
 * The language of its words, as a BCP 47 tag.
 */
language: string, 
/**
 * One line, plain text.
 */
title: string, 
/**
 * A few sentences, plain text.
 */
text: string, 
/**
 * The person's handles that it concerns.
 */
handles: Array<number>, 
/**
 * The help article that goes on from here; one that this version does not have is none.
 */
article: string | null, 
/**
 * Leads to what Instagram supports instead.
 */
support: boolean, };

/**
 * Asks what is new.
 */
export type NewsRequest = { 
/**
 * The language of the window, as a BCP 47 tag. Entries that lack it come in English.
 */
language: string, };

/**
 * What is new, newest first.
 */
export type NewsView = { 
/**
 * The entries.
 */
entries: Array<NewsEntry>, 
/**
 * Who would be asked for newer entries; `None` where this build asks nobody.
 */
host: string | null, 
/**
 * When it was last looked for newer ones, since the app was started (milliseconds since 1970, UTC).
 */
looked_at: number | null, };

/**
 * What is not counted.
 */
export type NotCounted = { 
/**
 * Conversations called spam in which something was sent.
 */
spam: number, 
/**
 * The same of muted ones.
 */
muted: number, 
/**
 * The same of groups.
 */
groups: number, 
/**
 * Messages of people from before their handle was connected.
 */
imported: number, 
/**
 * Messages of people from while their handle was paused.
 */
paused: number, 
/**
 * Messages of another connected tool: no human replies.
 */
automatic: number, };

/**
 * Names a note.
 */
export type NoteRequest = { 
/**
 * Our id of the note.
 */
note: number, };

/**
 * A note: for colleagues at this computer, never sent.
 */
export type NoteView = { 
/**
 * Our id.
 */
id: number, 
/**
 * When it was written; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * When it was last changed, if it was (milliseconds since 1970, UTC).
 */
edited_at: number | null, 
/**
 * Who wrote it: the computer's user.
 */
author: string, 
/**
 * What it says.
 */
text: string, };

/**
 * A handle of a notice.
 */
export type NoticeHandle = { 
/**
 * Our id, not Instagram's.
 */
id: number, 
/**
 * Its name without `@`.
 */
username: string, 
/**
 * What it came to.
 */
outcome: NoticeOutcome, 
/**
 * With message access that is back: the messages that were missed and then fetched.
 */
fetched: number, };

/**
 * What a handle of a notice came to.
 */
export type NoticeOutcome = "enabled" | "kept_off" | "message_access_off" | "message_access_back" | "sign_in_lost" | "deletion_asked";

/**
 * Names a notice.
 */
export type NoticeRequest = { 
/**
 * Our id of the notice.
 */
notice: number, };

/**
 * What handles came to without a person, told of once.
 */
export type NoticeView = { 
/**
 * Names it for `dismiss_notice`.
 */
id: number, 
/**
 * When it was noticed; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * With message access that is back: since when it was off, at the latest (milliseconds since 1970, UTC).
 */
since: number | null, 
/**
 * With access that was given: the phase that began, or in which followers came to be enough.
 */
phase: string | null, 
/**
 * The handles, in the order in which they were connected.
 */
handles: Array<NoticeHandle>, };

/**
 * What a person is told of outside the window.
 */
export type NotificationSettings = { 
/**
 * New messages that ask for a reply.
 */
messages: boolean, 
/**
 * Story mentions.
 */
mentions: boolean, 
/**
 * Reactions of people to messages of ours, without a sound.
 */
reactions: boolean, 
/**
 * Conversations whose snooze ended.
 */
woken: boolean, 
/**
 * Message windows that close within an hour, unanswered.
 */
closing: boolean, 
/**
 * A handle stopped receiving.
 */
stopped: boolean, 
/**
 * A reply failed, or may not have arrived.
 */
failed: boolean, 
/**
 * Whether a notification may be heard.
 */
sound: boolean, 
/**
 * How much of a message is shown.
 */
preview: Preview, 
/**
 * What the number on the app's icon counts.
 */
badge: Badge, 
/**
 * Nothing is announced before this time; milliseconds since 1970, UTC.
 */
quiet_until: number | null, 
/**
 * Hours of the week in which nothing is announced. At most 14, and they leave some time of the week.
 */
quiet_hours: Array<QuietHours>, 
/**
 * Before this time the quiet hours do not count: they were ended early. Milliseconds since 1970, UTC.
 */
quiet_hours_off_until: number | null, 
/**
 * A handle that stopped is announced also when it is quiet.
 */
stopped_in_quiet: boolean, 
/**
 * A reply that failed is announced also when it is quiet.
 */
failed_in_quiet: boolean, 
/**
 * Handles of whose conversations nothing is announced. At most 1,000.
 */
quiet_handles: Array<number>, 
/**
 * Handles of whose story mentions nothing is announced. At most 1,000.
 */
no_mentions_of: Array<number>, };

/**
 * The rail's order.
 */
export type OrderHandlesRequest = { 
/**
 * Our ids of all handles, from the top.
 */
handles: Array<number>, };

/**
 * Where a message was written.
 */
export type Origin = "person" | "elsewhere" | "instagram_app" | "other_app" | "this_app";

/**
 * How many replies are not settled.
 */
export type OutboxCounts = { 
/**
 * All of them.
 */
open: number, 
/**
 * Those that go on only when a person does something.
 */
needs_person: number, 
/**
 * Those that wait for a time that a person chose.
 */
scheduled: number, };

/**
 * A reply that is not settled, and where it goes.
 */
export type OutboxEntry = { 
/**
 * The reply.
 */
reply: ReplyView, 
/**
 * Our id of its conversation, not Instagram's.
 */
conversation: number, 
/**
 * Our id of its handle, not Instagram's.
 */
handle: number, 
/**
 * To whom it goes.
 */
person: PersonView, 
/**
 * The message window, if they ever wrote.
 */
window: WindowView | null, 
/**
 * It goes on only when a person does something.
 */
needs_person: boolean, };

/**
 * A page of the outbox, newest first.
 */
export type OutboxPage = { 
/**
 * The replies.
 */
entries: Array<OutboxEntry>, 
/**
 * Ask with `after` set to this for more.
 */
next: string | null, };

/**
 * Which replies the outbox shows.
 */
export type OutboxPart = "all" | "needs_person" | "scheduled";

/**
 * Asks for a page of the outbox, newest first.
 */
export type OutboxRequest = { 
/**
 * Our id of the handle; all handles when absent.
 */
handle: number | null, 
/**
 * Which replies.
 */
part: OutboxPart, 
/**
 * Where the page before ended (`next` of its answer).
 */
after: string | null, 
/**
 * Replies at most; 1 to 200.
 */
limit: number, };

/**
 * Pairs this laptop.
 */
export type PairRequest = { 
/**
 * The link.
 */
link: string, 
/**
 * What to call this laptop, for the relay's list: 1 to 64 characters.
 */
name: string, };

/**
 * How wide the panes of the window are, in CSS pixels; `null` as long as nobody moved the splitter.
 */
export type PaneWidths = { 
/**
 * The rail with the handles: 64 to 220.
 */
rail: number | null, 
/**
 * The list of conversations: 320 to 480.
 */
list: number | null, 
/**
 * The pane about the person: 280 to 360.
 */
context: number | null, };

/**
 * A passphrase, where the computer has no keychain.
 */
export type PassphraseRequest = { 
/**
 * The passphrase.
 */
passphrase: string, };

/**
 * What is known of a conversation's person beside the profile.
 */
export type PersonHistory = { 
/**
 * When the oldest message that is here was sent; milliseconds since 1970, UTC.
 */
first_at: number | null, 
/**
 * Messages that are here, of both sides.
 */
messages: number, 
/**
 * Story mentions among them.
 */
mentions: number, 
/**
 * When Instagram was last asked for the profile; milliseconds since 1970, UTC.
 */
profile_read_at: number | null, 
/**
 * Whether Instagram gave none then.
 */
profile_refused: boolean, 
/**
 * Conversations of other handles with the same username. That it is the same person cannot be known.
 */
elsewhere: Array<ConversationRow>, };

/**
 * A person.
 */
export type PersonView = { 
/**
 * Our id, not Instagram's.
 */
id: number, 
/**
 * The name to show; never empty.
 */
name: string, 
/**
 * The username without `@`, when known.
 */
username: string | null, 
/**
 * Whether there is a picture at `media:` … `/person/<id>`.
 */
has_picture: boolean, 
/**
 * Followers, when known.
 */
followers: number | null, 
/**
 * Whether the person follows the handle.
 */
follows_us: boolean | null, 
/**
 * Whether the handle follows the person.
 */
followed_by_us: boolean | null, 
/**
 * Whether Instagram shows the verified badge.
 */
verified: boolean, };

/**
 * What the app can do at the moment.
 */
export type Phase = "welcome" | "ready" | "keychain_locked" | "keychain_denied" | "keychain_hung" | "keychain_absent" | "passphrase_new" | "passphrase_needed" | "key_missing" | "key_changed" | "store_in_use" | "store_busy" | "store_newer" | "store_lost" | "store_unreachable" | "store_broken" | "store_unreadable" | "store_repairing" | "disk_full";

/**
 * A phase of the roll-out, and what it says of this handle with its present followers.
 */
export type PhaseView = { 
/**
 * Its key (`phase_1` …); its name is the UI's.
 */
id: string, 
/**
 * Its first instant; milliseconds since 1970, UTC.
 */
starts_at: number, 
/**
 * The fewest followers; `None` for no bound.
 */
min: number | null, 
/**
 * The most followers; `None` for no bound.
 */
max: number | null, 
/**
 * It is the present one.
 */
present: boolean, 
/**
 * Whether the handle has access in it, judged by its present followers alone.
 */
eligible: boolean, 
/**
 * Why.
 */
reason: AccessReason, };

/**
 * A button or ice breaker that the person pressed.
 */
export type PostbackView = { 
/**
 * The words on the button.
 */
title: string | null, 
/**
 * What the button stands for, as whoever made it wrote it.
 */
payload: string | null, };

/**
 * How much of a message a notification shows.
 */
export type Preview = "full" | "sender" | "nothing";

/**
 * The same hours on some days of every week, by this computer's clock.
 */
export type QuietHours = { 
/**
 * The days on which they begin: 1 is Monday, 7 Sunday.
 */
days: Array<number>, 
/**
 * When they begin, in minutes after midnight: 0 to 1439.
 */
from: number, 
/**
 * When they end, likewise. Not after `from`: on the next day. The same as `from`: the whole day round.
 */
to: number, };

/**
 * A quiet that is in force. Times are milliseconds since 1970, UTC.
 */
export type QuietView = { 
/**
 * When notifications come again; milliseconds since 1970, UTC.
 */
until: number, 
/**
 * When the quiet hours of now end (milliseconds since 1970, UTC); absent when it is quiet only because the person
 * asked for it.
 */
hours_until: number | null, };

/**
 * The message that another replies to.
 */
export type QuoteView = { 
/**
 * Its place, to jump to, when we have it.
 */
position: number | null, 
/**
 * Whose it was, when known.
 */
direction: Direction | null, 
/**
 * Its kind, when known.
 */
kind: MessageKind | null, 
/**
 * One line of it.
 */
snippet: string, };

/**
 * Sets the handle's reaction on a message, or takes it away.
 */
export type ReactRequest = { 
/**
 * Our id of the message, not Instagram's.
 */
message: number, 
/**
 * The emoji; absent to take the reaction away.
 */
emoji: string | null, };

/**
 * A reaction.
 */
export type ReactionView = { 
/**
 * Whose: `in` is the person, `out` the handle.
 */
by: Direction, 
/**
 * The emoji.
 */
emoji: string, };

/**
 * How often a handle is read, where no relay brings its messages: so much later they come.
 */
export type ReadEveryView = { 
/**
 * While the window is visible, in milliseconds.
 */
visible_ms: number, 
/**
 * While the window is hidden, in milliseconds.
 */
hidden_ms: number, };

/**
 * Everything up to a message was on screen.
 */
export type ReadRequest = { 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, 
/**
 * The `position` of the newest message seen.
 */
through: number, };

/**
 * A recovery code, where the keychain does not give the inbox's key.
 */
export type RecoverRequest = { 
/**
 * The fifteen words, as they were typed.
 */
words: string, 
/**
 * Where this computer has no keychain, or the passphrase is forgotten: the passphrase that protects the inbox from
 * now on.
 */
passphrase: string | null, };

/**
 * A new recovery code. Shown once: it is kept nowhere.
 */
export type RecoveryCodeView = { 
/**
 * Its fifteen words, with a space between two.
 */
words: string, };

/**
 * The kinds of places that a person can come from.
 */
export type ReferralSource = "ad" | "product" | "link" | "other";

/**
 * Where a person came from.
 */
export type ReferralView = { 
/**
 * What kind of place.
 */
source: ReferralSource, 
/**
 * The `ref` that the maker of the link or ad gave.
 */
reference: string | null, 
/**
 * The ad's or product's id.
 */
id: string | null, 
/**
 * The ad's title.
 */
title: string | null, };

/**
 * A handle and the relay.
 */
export type RelayHandle = { 
/**
 * Our id, not Instagram's.
 */
id: number, 
/**
 * Its name without `@`.
 */
username: string, 
/**
 * How its messages come.
 */
service: RelayService, 
/**
 * When a webhook last told anything of it; milliseconds since 1970, UTC.
 */
last_webhook_at: number | null, };

/**
 * What a pairing link leads to. Nothing is agreed yet.
 */
export type RelayInvitation = { 
/**
 * The relay's public address.
 */
address: string, 
/**
 * What the organisation is called.
 */
organisation: string, 
/**
 * How many handles this laptop may follow; `None` for all.
 */
handles: number | null, };

/**
 * A pairing link, as it was pasted.
 */
export type RelayLinkRequest = { 
/**
 * The link, or the text that its QR code carries.
 */
link: string, };

/**
 * The pairing.
 */
export type RelayPairing = { 
/**
 * The relay's public address.
 */
address: string, 
/**
 * What the organisation is called.
 */
organisation: string, 
/**
 * What this laptop is called there.
 */
laptop: string, 
/**
 * Since when; milliseconds since 1970, UTC.
 */
paired_at: number, };

/**
 * The pairing is over here.
 */
export type RelayParted = { 
/**
 * The relay knows it too. Else whoever runs it should remove the laptop from its list.
 */
told: boolean, };

/**
 * How a handle's messages come.
 */
export type RelayService = "served" | "awaited" | "not_subscribed" | "silent" | "not_allowed" | "off" | "read_only";

/**
 * How it stands with the relay.
 */
export type RelayStanding = "simulated" | "not_paired" | "connecting" | "live" | "live_by_asking" | "unreachable" | "not_genuine" | "something_else" | "in_trouble" | "revoked" | "no_keys";

/**
 * The relay, as it stands.
 */
export type RelayView = { 
/**
 * How it stands.
 */
standing: RelayStanding, 
/**
 * Since when, where there is a pairing (milliseconds since 1970, UTC).
 */
since: number | null, 
/**
 * When it last said something, since the app started (milliseconds since 1970, UTC).
 */
heard_at: number | null, 
/**
 * The pairing; `None` without one.
 */
pairing: RelayPairing | null, 
/**
 * Every handle, in the order in which they were connected.
 */
handles: Array<RelayHandle>, };

/**
 * What came of a repair: everything that is not listed was read wholly.
 */
export type RepairView = { 
/**
 * The folder with the damaged file, within the app's data folder. It stays until the person deletes it.
 */
folder: string, 
/**
 * When the copy was made from which came what could not be read (milliseconds since 1970, UTC); absent without one.
 */
copy_of: number | null, 
/**
 * Nothing could be read of the damaged file: everything is from the copy.
 */
all_from_copy: boolean, 
/**
 * What was not wholly read.
 */
parts: Array<RepairedPartView>, 
/**
 * Replies that may have arrived, or that wait for the person's word: none leaves by itself.
 */
unsure: number, };

/**
 * What a person knows as one thing.
 */
export type RepairedPart = "replies" | "drafts" | "files" | "notes" | "labels" | "saved_replies" | "saved_views" | "settings" | "handles" | "audit" | "conversations" | "messages";

/**
 * How much of something a repair could not read.
 */
export type RepairedPartView = { 
/**
 * Of what.
 */
part: RepairedPart, 
/**
 * So many came from the copy.
 */
from_copy: number, 
/**
 * So many are known to be lost.
 */
lost: number, 
/**
 * More may be lost than is known.
 */
may_be_more: boolean, };

/**
 * What became of a decision about many replies.
 */
export type RepliesActed = { 
/**
 * Replies that it was done with.
 */
done: number, 
/**
 * Replies that had moved on before.
 */
too_late: number, 
/**
 * How to take it back, where that can be: passed to `restore_replies`.
 */
undo: string | null, 
/**
 * Replies that taking it back does not bring back: their files are gone.
 */
for_good: number, };

/**
 * What a person decides about many replies at once.
 */
export type RepliesAction = "send_again" | "discard";

/**
 * Decides about many replies at once.
 */
export type RepliesActionRequest = { 
/**
 * The replies' ids (UUIDs); 1 to 500.
 */
ids: Array<string>, 
/**
 * What to do.
 */
action: RepliesAction, };

/**
 * What became of taking it back.
 */
export type RepliesRestored = { 
/**
 * Replies that stand as before.
 */
done: number, };

/**
 * What a person can do with a reply that is not settled.
 */
export type ReplyAction = "edit" | "discard" | "send_again" | "arrived";

/**
 * Acts on a reply.
 */
export type ReplyActionRequest = { 
/**
 * The reply's id: the UUID that the composer made.
 */
id: string, 
/**
 * What to do.
 */
action: ReplyAction, };

/**
 * Why a reply waits or failed.
 */
export type ReplyReason = "uncertain" | "earlier_failed" | "offline" | "throttled" | "needs_reconnect" | "handle_off" | "access_off" | "send_restricted" | "stale" | "needs_human_agent" | "window_closed" | "too_long" | "person_unavailable" | "owned_by_other_app" | "not_approved" | "file_refused" | "human_agent_refused" | "quote_refused" | "refused";

/**
 * Where a reply stands.
 */
export type ReplyState = "queued" | "held" | "sending" | "unknown" | "ask" | "sent" | "failed" | "cancelled";

/**
 * A reply was taken out of the outbox.
 */
export type ReplyTaken = { 
/**
 * Its text when it went back to the draft.
 */
text: string | null, };

/**
 * A reply of the conversation that needs a person's eye.
 */
export type ReplyTrouble = "held" | "failed" | "unsure";

/**
 * A reply on its way.
 */
export type ReplyView = { 
/**
 * Its id (a UUID).
 */
id: string, 
/**
 * Its text; empty for files and the heart.
 */
text: string, 
/**
 * Its files.
 */
files: Array<UploadView>, 
/**
 * It is the heart sticker.
 */
heart: boolean, 
/**
 * The message that it replies to.
 */
quote: QuoteView | null, 
/**
 * It goes as a human agent's.
 */
human_agent: boolean, 
/**
 * Where it stands.
 */
state: ReplyState, 
/**
 * Why it waits or failed.
 */
reason: ReplyReason | null, 
/**
 * Instagram's own words, when it refused.
 */
detail: string | null, 
/**
 * When it was written; milliseconds since 1970, UTC.
 */
created_at: number, 
/**
 * It leaves not before this (milliseconds since 1970, UTC); the end of the undo delay, or of a wait.
 */
not_before: number | null, 
/**
 * The time that a person chose for it, while it waits for that (milliseconds since 1970, UTC).
 */
scheduled_for: number | null, 
/**
 * How often it was attempted.
 */
attempts: number, };

/**
 * The figures of a period. Times are in milliseconds.
 */
export type Reports = { 
/**
 * The period begins with this moment; milliseconds since 1970, UTC.
 */
from: number, 
/**
 * It ends before this one, which was now; milliseconds since 1970, UTC.
 */
to: number, 
/**
 * From the first message of a session to the first human reply.
 */
first_response: Responses, 
/**
 * From the beginning of a turn to the human reply.
 */
response: Responses, 
/**
 * The same from when the app first saw the turn, where that was before the reply; absent without any.
 */
since_seen: TimeSummary | null, 
/**
 * Turns without a response time, as the app saw them too late.
 */
late: number, 
/**
 * What came in.
 */
volume: Volume, 
/**
 * What waits now.
 */
backlog: Backlog, 
/**
 * Message windows that closed.
 */
misses: Misses, 
/**
 * Story mentions.
 */
mentions: Mentions, 
/**
 * What no figure but the backlog counts.
 */
not_counted: NotCounted, };

/**
 * Asks for the reports of the days up to now.
 */
export type ReportsRequest = { 
/**
 * Our id of the handle; all handles when absent.
 */
handle: number | null, 
/**
 * How many days of 24 hours; 1 to 366.
 */
days: number, 
/**
 * Whether what was sent before its handle was connected counts, too.
 */
imported: boolean, };

/**
 * Chooses another time for a scheduled reply.
 */
export type RescheduleRequest = { 
/**
 * The reply's id (a UUID).
 */
id: string, 
/**
 * When it shall go; milliseconds since 1970, UTC.
 */
at: number, };

/**
 * The answers of a kind.
 */
export type Responses = { 
/**
 * How long they took; absent without any.
 */
times: TimeSummary | null, 
/**
 * Sessions or turns without a human reply up to now.
 */
unanswered: number, };

/**
 * What became of a sign-in that a person ended.
 */
export type Revoked = "yes" | "not_offered" | "not_reached";

/**
 * A person's reaction to a message of ours, in one line.
 */
export type RowReaction = { 
/**
 * The emoji.
 */
emoji: string, 
/**
 * What the message is.
 */
kind: MessageKind, 
/**
 * One line of the message's text; empty where the kind says it.
 */
snippet: string, };

/**
 * Makes or changes a label.
 */
export type SaveLabelRequest = { 
/**
 * Our id of the label; a new one when absent.
 */
label: number | null, 
/**
 * 1 to 40 characters, unlike any other label's name.
 */
name: string, 
/**
 * Its hue, 0 to 11, of the label colours.
 */
hue: number, };

/**
 * Makes or changes a note.
 */
export type SaveNoteRequest = { 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, 
/**
 * Our id of the note; a new one when absent.
 */
note: number | null, 
/**
 * Its text, at most 10,000 characters. Never leaves this computer.
 */
text: string, };

/**
 * Makes or changes a saved reply.
 */
export type SaveSavedReplyRequest = { 
/**
 * Our id of the saved reply; a new one when absent.
 */
saved_reply: number | null, 
/**
 * What it says from now on.
 */
draft: SavedReplyDraft, };

/**
 * Makes or changes a saved view.
 */
export type SaveViewRequest = { 
/**
 * Our id of the saved view; a new one when absent.
 */
saved_view: number | null, 
/**
 * 1 to 40 characters.
 */
name: string, 
/**
 * What it begins with.
 */
view: View, 
/**
 * Its order.
 */
sort: Sort, 
/**
 * Its narrowing.
 */
filter: Filter, };

/**
 * Where a file went.
 */
export type SavedFile = { "saved": "here", 
/**
 * Its path.
 */
place: string, } | { "saved": "nowhere" } | { "saved": "page", 
/**
 * What is in it.
 */
text: string, };

/**
 * What a person writes of a saved reply.
 */
export type SavedReplyDraft = { 
/**
 * How it is called in lists: 1 to 80 characters.
 */
title: string, 
/**
 * What is typed after `/` to find it first: at most 32 letters, digits, `-` and `_`.
 */
shortcut: string | null, 
/**
 * Whose replies it is for.
 */
scope: SavedReplyScope, 
/**
 * Words to find it by: at most 10, of 30 characters each.
 */
tags: Array<string>, 
/**
 * Its texts, one for each language: 1 to 20, of at most 4,000 bytes each.
 */
texts: Array<SavedReplyText>, };

/**
 * What is wrong with a saved reply.
 */
export type SavedReplyProblem = { "problem": "no_title" } | { "problem": "title_too_long", 
/**
 * Characters at most.
 */
most: number, } | { "problem": "shortcut", 
/**
 * Characters at most.
 */
most: number, } | { "problem": "no_text" } | { "problem": "text_too_long", 
/**
 * Of which language.
 */
language: string, 
/**
 * Bytes at most.
 */
most: number, } | { "problem": "language", 
/**
 * What stands there.
 */
language: string, } | { "problem": "too_many_languages", 
/**
 * Languages at most.
 */
most: number, } | { "problem": "tags", 
/**
 * Tags at most.
 */
most: number, 
/**
 * Characters of one at most.
 */
longest: number, } | { "problem": "no_fallback", 
/**
 * The variable as written.
 */
variable: string, 
/**
 * In the text of which language.
 */
language: string, } | { "problem": "braces", 
/**
 * In the text of which language.
 */
language: string, } | { "problem": "unknown_handle", 
/**
 * Its username.
 */
handle: string, } | { "problem": "no_room", 
/**
 * Saved replies at most.
 */
most: number, };

/**
 * Names a saved reply.
 */
export type SavedReplyRequest = { 
/**
 * Our id of the saved reply.
 */
saved_reply: number, };

/**
 * Whose replies a saved reply is for.
 */
export type SavedReplyScope = { "scope": "all" } | { "scope": "brand", 
/**
 * Its name.
 */
brand: string, } | { "scope": "handle", 
/**
 * Our id of it, not Instagram's.
 */
handle: number, };

/**
 * A text in one language.
 */
export type SavedReplyText = { 
/**
 * The language's code (`de`, `pt-BR`); empty: where no other fits.
 */
language: string, 
/**
 * The text.
 */
text: string, };

/**
 * A saved reply.
 */
export type SavedReplyView = { 
/**
 * Our id.
 */
id: number, 
/**
 * What it says.
 */
draft: SavedReplyDraft, 
/**
 * How often it was used.
 */
uses: number, 
/**
 * When it was last used; milliseconds since 1970, UTC.
 */
used_at: number | null, 
/**
 * When it was last changed; milliseconds since 1970, UTC.
 */
changed_at: number, };

/**
 * A saved view.
 */
export type SavedView = { 
/**
 * Our id.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * What it begins with.
 */
view: View, 
/**
 * Its order.
 */
sort: Sort, 
/**
 * Its narrowing.
 */
filter: Filter, 
/**
 * How many conversations it has.
 */
count: number, };

/**
 * Names a saved view.
 */
export type SavedViewRequest = { 
/**
 * Our id of the saved view.
 */
saved_view: number, };

/**
 * A message that matches a search.
 */
export type SearchHit = { 
/**
 * Our id of its conversation, not Instagram's.
 */
conversation: number, 
/**
 * Our id of the message, not Instagram's.
 */
message: number, 
/**
 * Its position, to open the thread around it.
 */
position: number, 
/**
 * Our id of the handle, not Instagram's.
 */
handle: number, 
/**
 * The person of the conversation.
 */
person: PersonView, 
/**
 * Which way it went.
 */
direction: Direction, 
/**
 * What it is.
 */
kind: MessageKind, 
/**
 * When it was sent; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * The text around the first match; empty without text.
 */
text: string, 
/**
 * The matches within `text`.
 */
ranges: Array<TextRange>, };

/**
 * A page of hits.
 */
export type SearchPage = { 
/**
 * Conversations with people of that name, with the first page; five at most.
 */
people: Array<ConversationRow>, 
/**
 * The hits: those that fit best, then the newest first; where only open windows are asked for (`window:<2h`), the
 * one that closes next first. What fits best may come again on a later page.
 */
hits: Array<SearchHit>, 
/**
 * So many hits at the front fit best; none when all fit alike.
 */
best: number, 
/**
 * What was typed like a filter and is none.
 */
unread_filters: Array<UnreadFilter>, 
/**
 * Where the next page begins; absent at the end. A page looks at a limited number of messages, so it can be short,
 * even empty, and not the last.
 */
next: number | null, };

/**
 * Searches every message.
 */
export type SearchRequest = { 
/**
 * What the person typed: words, and filters such as `from:` and `is:`.
 */
query: string, 
/**
 * Our id of the handle; all handles when absent.
 */
handle: number | null, 
/**
 * Only hits before this position (`next` of the page before).
 */
before: number | null, 
/**
 * Hits at most; 1 to 100.
 */
limit: number, };

/**
 * Selects everything that a list has.
 */
export type SelectRequest = { 
/**
 * The view.
 */
view: View, 
/**
 * Our id of the handle; all handles when absent.
 */
handle: number | null, 
/**
 * Narrows the view.
 */
filter: Filter, };

/**
 * Everything that a list had when it was selected.
 */
export type Selection = { 
/**
 * Opaque; passed to `act`. Holds until the next one, until something is deleted, and until the app ends.
 */
selection: string, 
/**
 * Our ids of the conversations, in no order.
 */
conversations: Array<number>, };

/**
 * Sends a reply.
 */
export type SendRequest = { 
/**
 * A UUIDv7 that the composer made: pressing twice sends once.
 */
id: string, 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, 
/**
 * The text, at most 1,000 bytes of UTF-8 (or more, with `split`). May be empty when there are files or the heart.
 */
text: string, 
/**
 * The ids of files that were attached before, in order; they go before the text, in as many messages as Instagram
 * needs.
 */
uploads: Array<string>, 
/**
 * The heart sticker instead of anything else.
 */
heart: boolean, 
/**
 * The message that it replies to (our id).
 */
reply_to: number | null, 
/**
 * The person was told that this goes as a human agent's reply, and pressed that button.
 */
human_agent: boolean, 
/**
 * The person asked for a longer text to go in several messages.
 */
split: boolean, 
/**
 * When it shall go, if not now: milliseconds since 1970, UTC. Refused when the message window will be closed then.
 */
scheduled_for: number | null, };

/**
 * What a person can set. What a kept setting does not say yet is as it was before anybody set it.
 */
export type Settings = { 
/**
 * How long a reply can be taken back before it leaves, in milliseconds: 0 to 60,000.
 */
undo_ms: number, 
/**
 * A reply that waited longer than so many minutes for its way out is not sent without a person's look: 5 to 1,440.
 */
stale_after_min: number, 
/**
 * Light or dark.
 */
theme: Theme, 
/**
 * How much room a row of the list has.
 */
density: Density, 
/**
 * Whether single keys (j, k, e …) act.
 */
single_keys: boolean, 
/**
 * The keys of the commands that the person gave other keys, by the command's id: patterns as the UI writes them
 * (`Mod+Shift+e`, `g i`). An empty list: no keys at all. At most 300 commands with four patterns each.
 */
keys: { [key in string]: Array<string> }, 
/**
 * The widths of the panes, by the size of the screen (`2560x1440`). At most sixteen screens.
 */
panes: { [key in string]: PaneWidths }, 
/**
 * What the window remembers of a person's way through it (steps that were skipped, news that were seen), by its
 * name, as JSON that the UI wrote: never anything of a conversation. At most 32, of 4,096 bytes each.
 */
remembered: { [key in string]: string }, 
/**
 * The language of the window, as a BCP 47 tag (`ja`); `null` is the system's.
 */
language: string | null, 
/**
 * The name of whoever answers, for the variable `agent` of saved replies; empty when nobody said.
 */
agent_name: string, 
/**
 * Whether the publisher of news is asked for new entries once a day.
 */
check_news: boolean, 
/**
 * What the person is told of outside the window.
 */
notifications: NotificationSettings, 
/**
 * What closing the window does where there is a tray.
 */
when_closed: WhenClosed, };

/**
 * Settings to change, by their names in [`Settings`]. The others stay as they are, whoever else changes them meanwhile.
 */
export type SettingsChange = Partial<Settings>;

/**
 * A page of what was shared.
 */
export type SharedMedia = { 
/**
 * The messages, newest first.
 */
messages: Array<SharedMessage>, 
/**
 * Where the next page begins; absent at the end.
 */
next: number | null, };

/**
 * Asks for a page of what a conversation's two sides have shared, newest first.
 */
export type SharedMediaRequest = { 
/**
 * Our id of the conversation, not Instagram's.
 */
conversation: number, 
/**
 * Only messages before this position (`next` of the page before).
 */
before: number | null, 
/**
 * Messages at most; 1 to 100.
 */
limit: number, };

/**
 * A message with pictures, videos, sounds or files.
 */
export type SharedMessage = { 
/**
 * Our id of the message, not Instagram's.
 */
message: number, 
/**
 * Its position, to open the thread around it.
 */
position: number, 
/**
 * Which way it went.
 */
direction: Direction, 
/**
 * When it was sent; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * What it carries, each at `media:` … `/message/<id>/<n>`.
 */
attachments: Array<AttachmentView>, };

/**
 * Names a sign-in.
 */
export type SignInFlow = { 
/**
 * As [`crate::view::SignInView`] has it.
 */
flow: string, };

/**
 * Begins a sign-in in the system's browser.
 */
export type SignInRequest = { 
/**
 * A handle to sign in anew: another account is refused. `None` connects whichever account the person chooses.
 */
handle: number | null, 
/**
 * The kind of login; a handle's own when absent, and Instagram Login for a new one.
 */
flavour: Flavour | null, };

/**
 * How far a sign-in in the browser is.
 */
export type SignInStage = "waiting" | "checking" | "choose" | "connected" | "failed";

/**
 * A sign-in in the browser.
 */
export type SignInView = { 
/**
 * Names it.
 */
flow: string, 
/**
 * The handle that is signed in anew.
 */
handle: number | null, 
/**
 * Four digits that the browser's last page shows too.
 */
match_code: string, 
/**
 * How far it is.
 */
stage: SignInStage, 
/**
 * What the account opens, to be confirmed.
 */
preview: ConnectPreview | null, 
/**
 * The handle, once it is signed in.
 */
connected: number | null, 
/**
 * Why it came to nothing, or why it is not stored yet.
 */
error: ApiError | null, };

/**
 * How soon a handle's people are promised an answer, in business minutes. A promise is kept for what came after it was
 * set.
 */
export type Sla = { 
/**
 * To our first message in a conversation: 1 to 10080. Nothing is promised when absent.
 */
first_reply: number | null, 
/**
 * To every other answer, likewise.
 */
next_reply: number | null, 
/**
 * The days on which business hours begin: 1 is Monday, 7 Sunday.
 */
days: Array<number>, 
/**
 * When they begin, in minutes after midnight in the handle's time zone: 0 to 1439.
 */
from: number, 
/**
 * When they end, likewise. Not after `from`: on the next day. The same as `from`: the whole day round.
 */
to: number, };

/**
 * A choice of the snooze menu. Wall-clock times are in this computer's time zone.
 */
export type SnoozeChoice = { 
/**
 * Which one.
 */
kind: SnoozeKind, 
/**
 * Until when; milliseconds since 1970, UTC.
 */
until: number, 
/**
 * The message window will be closed by then.
 */
window_closed: boolean, };

/**
 * Asks until when something can be snoozed.
 */
export type SnoozeChoicesRequest = { 
/**
 * Our id of the conversation, for what depends on its message window.
 */
conversation: number | null, 
/**
 * What the person typed ("fri 3pm", "in 2h"); the presets when empty.
 */
typed: string, };

/**
 * A time until which something can be snoozed.
 */
export type SnoozeKind = "later_today" | "this_evening" | "tomorrow" | "weekend" | "next_week" | "before_window_closes" | "typed";

/**
 * How a list is sorted.
 */
export type Sort = "closing_soonest" | "newest" | "oldest_waiting";

/**
 * Which data the window shows.
 */
export type Space = "live" | "demo";

/**
 * Where a conversation stands.
 */
export type Standing = "needs_reply" | "waiting" | "done" | "quiet" | "snoozed" | "spam" | "binned";

/**
 * Whether Instagram gives or takes a kind of message.
 */
export type Support = "yes" | "partly" | "no" | "unclear";

/**
 * One edition of the table.
 */
export type SupportEdition = { 
/**
 * As of which day, as `YYYY-MM-DD`.
 */
as_of: string, 
/**
 * Where it is from.
 */
source: SupportSource, 
/**
 * The kinds.
 */
kinds: Array<KindSupport>, };

/**
 * Where an edition is from.
 */
export type SupportSource = { "type": "platform_pages" } | { "type": "announcement", 
/**
 * Its title, as it was published: in English.
 */
title: string, };

/**
 * Moves a handle's switch.
 */
export type SwitchRequest = { 
/**
 * Our id of the handle, not Instagram's.
 */
handle: number, 
/**
 * On or off.
 */
on: boolean, 
/**
 * When switching on: also fetch what arrived meanwhile.
 */
catch_up: boolean, };

/**
 * A part of a text, in UTF-16 code units as JavaScript counts.
 */
export type TextRange = { 
/**
 * Its first code unit, from 0.
 */
start: number, 
/**
 * The code unit after its last one.
 */
end: number, };

/**
 * What was done about a mention.
 */
export type Thanked = "replied" | "done";

/**
 * Light or dark.
 */
export type Theme = "system" | "light" | "dark";

/**
 * A line between the messages of a thread.
 */
export type ThreadLine = { 
/**
 * Its place in time, comparable with a message's.
 */
position: number, 
/**
 * When it happened; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * What it says.
 */
what: LineView, };

/**
 * Times in a few numbers, in milliseconds.
 */
export type TimeSummary = { 
/**
 * How many there are: at least 1.
 */
n: number, 
/**
 * The one in the middle.
 */
median: number, 
/**
 * Nine of ten are not longer.
 */
p90: number, 
/**
 * Their sum by their number.
 */
mean: number, };

/**
 * Checks a pasted token.
 */
export type TokenRequest = { 
/**
 * What was pasted.
 */
token: string, };

/**
 * What is known of a token, without the token.
 */
export type TokenView = { 
/**
 * When it was stored; milliseconds since 1970, UTC.
 */
set_at: number | null, 
/**
 * When it ends, if Instagram said it (milliseconds since 1970, UTC); a Page's token has no end.
 */
ends_at: number | null, 
/**
 * When it is exchanged for a fresh one (milliseconds since 1970, UTC); `None` where that is not needed or not
 * possible.
 */
refreshes_at: number | null, };

/**
 * A family of data that a query shows.
 */
export type Topic = "app" | "handles" | "lists" | "conversation" | "saved_replies" | "exports";

/**
 * Why a handle does not receive, or what restricts it.
 */
export type Trouble = "offline" | "token_missing" | "token_expired" | "token_revoked" | "checkpoint" | "permission_missing" | "access_off" | "not_approved" | "not_eligible" | "rate_limited" | "send_restricted" | "instagram_down" | "keychain_locked" | "disk_full" | "unknown";

/**
 * Turns the demo's clock.
 */
export type TurnDemoClockRequest = { 
/**
 * To when.
 */
to: DemoTime, };

/**
 * Why something found no place.
 */
export type UndeliveredBecause = "unreadable" | "no_person" | "not_found" | "thread_unreadable";

/**
 * Something that came in for a handle of ours and found no place in a conversation.
 */
export type UndeliveredView = { 
/**
 * Our id, not Instagram's.
 */
id: number, 
/**
 * Our id of the handle, when it is known.
 */
handle: number | null, 
/**
 * When it came; milliseconds since 1970, UTC.
 */
at: number, 
/**
 * Why it found no place.
 */
why: UndeliveredBecause, 
/**
 * The name that Instagram gives the event, when it has one.
 */
field: string | null, };

/**
 * How to take a change back.
 */
export type Undo = { 
/**
 * Opaque; passed to `undo`.
 */
undo: string, 
/**
 * How many conversations changed.
 */
changed: number, 
/**
 * How many of a selection were left as they are: a message came in since, or they stand in another list.
 */
left: number, };

/**
 * Takes back a change of marks: what the changing command answered.
 */
export type UndoRequest = { 
/**
 * The token of the change.
 */
undo: string, };

/**
 * Something that looks like a filter and was searched as words.
 */
export type UnreadFilter = { 
/**
 * As it was typed: `colour:blue`.
 */
text: string, 
/**
 * There is such a filter, only not with this value.
 */
is_filter: boolean, };

/**
 * A file that a person attached.
 */
export type UploadView = { 
/**
 * Its id (a UUID). Its picture is at `media:` … `/upload/<id>` until it was sent.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its kind.
 */
kind: FileKind, 
/**
 * Its size in bytes.
 */
bytes: number, };

/**
 * Why a value cannot be kept.
 */
export type VariableValueProblem = { "problem": "name" } | { "problem": "built_in" } | { "problem": "no_text" } | { "problem": "text_too_long", 
/**
 * Bytes at most.
 */
most: number, } | { "problem": "no_room", 
/**
 * Values at most.
 */
most: number, };

/**
 * Names a value that a person keeps for a variable.
 */
export type VariableValueRequest = { 
/**
 * The variable's plain name.
 */
name: string, 
/**
 * Our id of the handle whose replies it is for; all when absent.
 */
handle: number | null, };

/**
 * What became of a value.
 */
export type VariableValueSaved = { 
/**
 * Why it was not kept; kept when absent.
 */
problem: VariableValueProblem | null, };

/**
 * A value that a person keeps for a variable of their own. There is one for each name and handle.
 */
export type VariableValueView = { 
/**
 * The variable's name: in small letters, with `_` for spaces and hyphens.
 */
name: string, 
/**
 * Our id of the handle whose replies it is for; all when absent.
 */
handle: number | null, 
/**
 * What the variable becomes: one line.
 */
text: string, };

/**
 * The views of the inbox.
 */
export type View = "needs_reply" | "waiting" | "mentions" | "requests" | "snoozed" | "done" | "all" | "spam" | "bin";

/**
 * What people sent.
 */
export type Volume = { 
/**
 * Of each handle that was sent something, most first.
 */
by_handle: Array<HandleVolume>, 
/**
 * Messages by day, Monday first, and hour, 0 to 23, by the wall clock of the handle's people.
 */
messages: Array<Array<number>>, 
/**
 * Conversations in which a person wrote in that hour, likewise.
 */
conversations: Array<Array<number>>, 
/**
 * The clocks of a handle changed: an hour that came twice is one, and one was left out.
 */
clocks_changed: boolean, };

/**
 * What closing the window does where there is a tray.
 */
export type WhenClosed = "ask" | "stay" | "quit";

/**
 * A message window: the person's last message, and what follows from it. The UI shows the state of the moment.
 */
export type WindowView = { 
/**
 * When the ordinary window closes (24 hours after their last message); milliseconds since 1970, UTC.
 */
ends_at: number, 
/**
 * When the human-agent window closes (7 days after); milliseconds since 1970, UTC.
 */
human_agent_ends_at: number, };

/**
 * What the person asked for outside the window.
 */
export type Wish = { 
/**
 * Rises with each wish; 0 when there was none.
 */
number: number, 
/**
 * Whose ids it names.
 */
space: Space, 
/**
 * Where it leads.
 */
to: Destination, };

/** Instagram takes at most this many bytes of UTF-8 in one message. */
export const MAX_TEXT_BYTES = 1000;
/** Instagram takes a picture of at most this many bytes. */
export const MAX_IMAGE_BYTES = 8000000;
/** Instagram takes a video, a sound or a PDF of at most this many bytes. */
export const MAX_MEDIA_BYTES = 25000000;
/** A file that is attached has at most this many bytes; more are not looked at. */
export const LARGEST_FILE = 40000000;
/** A file of labels or saved replies that is read has at most this many bytes. */
export const LARGEST_IMPORT = 4194304;
/** One act is about at most this many conversations, unless they are of a selection. */
export const MOST_AT_ONCE = 1000;
/** A label's name has at most this many characters. */
export const LONGEST_LABEL = 40;
/** A saved view's name has at most this many characters. */
export const LONGEST_VIEW_NAME = 40;
/** A brand's name has at most this many characters. */
export const LONGEST_BRAND = 60;
/** A note has at most this many characters. */
export const LONGEST_NOTE = 10000;
/** A laptop's name has at most this many characters. */
export const LONGEST_LAPTOP_NAME = 64;
/** A target of an SLA has at most this many business minutes. */
export const LONGEST_TARGET = 10080;
/** There are at most this many quiet hours. */
export const MOST_QUIET_HOURS = 14;
/** At most this much left, in milliseconds: the window closes soon. */
export const WINDOW_SOON_MS = 14400000;
/** At most this much left, in milliseconds: the window is closing. */
export const WINDOW_CLOSING_MS = 3600000;
/** A conversation stays in the bin for this many milliseconds. */
export const BIN_MS = 2592000000;

/** Every command: what it takes, and what it gives. */
export type Commands = {
  /** The app's phase, space and settings. */
  app: { kind: "query"; request: Empty; response: AppView };
  /** What was last asked for outside the window. */
  wish: { kind: "query"; request: Empty; response: Wish };
  /** Whether the app starts with the computer. */
  autostart: { kind: "query"; request: Empty; response: AutostartView };
  /** Every handle with its state. */
  handles: { kind: "query"; request: Empty; response: Array<HandleView> };
  /** A handle's health page. An answer shows a moment: ask again while it is open. */
  health: { kind: "query"; request: HealthRequest; response: HealthView };
  /** What handles came to without a person, until one has seen it; newest first. */
  notices: { kind: "query"; request: Empty; response: Array<NoticeView> };
  /** How it stands with the relay. */
  relay: { kind: "query"; request: Empty; response: RelayView };
  /** How far a sign-in in the browser is. */
  sign_in: { kind: "query"; request: SignInFlow; response: SignInView };
  /** What is new with Instagram and with the app. */
  news: { kind: "query"; request: NewsRequest; response: NewsView };
  /** How much there is of a handle, before it is deleted. */
  handle_footprint: { kind: "query"; request: HandleRequest; response: Footprint };
  /** How much there is of a conversation's person, before they are forgotten. */
  person_footprint: { kind: "query"; request: ConversationRequest; response: Footprint };
  /** How many conversations each view has. */
  counts: { kind: "query"; request: HandleFilter; response: Counts };
  /** A page of a list. */
  conversations: { kind: "query"; request: ConversationsRequest; response: ConversationList };
  /** A conversation's header and composer. */
  conversation: { kind: "query"; request: ConversationRequest; response: ConversationView };
  /** A page of a thread. */
  messages: { kind: "query"; request: MessagesRequest; response: MessagesPage };
  /** Every label, by name. */
  labels: { kind: "query"; request: Empty; response: Array<LabelView> };
  /** A conversation's notes, oldest first. */
  notes: { kind: "query"; request: ConversationRequest; response: Array<NoteView> };
  /** Until when a conversation can be snoozed: the presets, or what was typed. Empty when that is no time. */
  snooze_choices: { kind: "query"; request: SnoozeChoicesRequest; response: Array<SnoozeChoice> };
  /** The saved views, with how many conversations each has. */
  saved_views: { kind: "query"; request: HandleFilter; response: Array<SavedView> };
  /** A page of the audit trail. */
  audit: { kind: "query"; request: AuditRequest; response: AuditPage };
  /** How fast people were answered, what came in, waits and was missed. An answer shows a moment. */
  reports: { kind: "query"; request: ReportsRequest; response: Reports };
  /** Replies that are not settled, over all handles; newest first. */
  outbox: { kind: "query"; request: OutboxRequest; response: OutboxPage };
  /** How many replies are not settled. */
  outbox_counts: { kind: "query"; request: HandleFilter; response: OutboxCounts };
  /** All saved replies, by title. */
  saved_replies: { kind: "query"; request: Empty; response: Array<SavedReplyView> };
  /** What is kept for variables of saved replies, by name. */
  variable_values: { kind: "query"; request: Empty; response: Array<VariableValueView> };
  /** A saved reply as it would be sent in a conversation. */
  fill_saved_reply: { kind: "query"; request: FillRequest; response: FilledReply };
  /** What is wrong with a saved reply; nothing when it can be kept. */
  check_saved_reply: { kind: "query"; request: SavedReplyDraft; response: Array<SavedReplyProblem> };
  /** Searches every message, and the names of people. */
  search: { kind: "query"; request: SearchRequest; response: SearchPage };
  /** A page of story mentions. */
  mentions: { kind: "query"; request: MentionsRequest; response: MentionList };
  /** What is known of a conversation's person beside the profile. */
  person_history: { kind: "query"; request: ConversationRequest; response: PersonHistory };
  /** A page of the pictures, videos, sounds and files of a conversation. */
  shared_media: { kind: "query"; request: SharedMediaRequest; response: SharedMedia };
  /** How far the conversations are that are being written into a file; nothing where none are. */
  export_progress: { kind: "query"; request: Empty; response: ExportProgress | null };
  /** What Instagram lets apps show and send, edition by edition, the newest first. */
  message_support: { kind: "query"; request: Empty; response: Array<SupportEdition> };
  /** What came in and found no place, newest first; 200 at most. */
  undelivered: { kind: "query"; request: HandleFilter; response: Array<UndeliveredView> };
  /** Opens the demo brand: a simulated Instagram inside the app. */
  start_demo: { kind: "mutation"; request: Empty; response: AppView };
  /** Leaves the demo brand and removes everything of it. */
  leave_demo: { kind: "mutation"; request: Empty; response: AppView };
  /** Turns the demo's clock. Ahead time passes at once; back, the demo begins anew. Refused outside the demo. */
  turn_demo_clock: { kind: "mutation"; request: TurnDemoClockRequest; response: DemoClockTurned };
  /** Tries again to open the inbox (after the keychain was unlocked, for example). */
  retry_start: { kind: "mutation"; request: Empty; response: AppView };
  /** Begins anew where the inbox is lost. What is left of it is kept in a folder of its own. */
  begin_anew: { kind: "mutation"; request: Empty; response: AppView };
  /** Repairs a damaged inbox: what can be read of it is brought into a new one. The damaged file is kept. */
  repair: { kind: "mutation"; request: Empty; response: AppView };
  /** What came of a repair was seen. */
  dismiss_repair: { kind: "mutation"; request: Empty; response: Empty };
  /** Opens the vault with its passphrase, or makes one where there is none. */
  unlock: { kind: "mutation"; request: PassphraseRequest; response: AppView };
  /** Opens the inbox with the recovery code, and puts its key back where it belongs. */
  recover: { kind: "mutation"; request: RecoverRequest; response: AppView };
  /** Makes a recovery code, in place of an older one. It is shown once. */
  make_recovery_code: { kind: "mutation"; request: Empty; response: RecoveryCodeView };
  /** Changes settings. */
  save_settings: { kind: "mutation"; request: SettingsChange; response: Empty };
  /** Answers what becomes of the window that was being closed. What is to be remembered of it is a setting. */
  answer_closing: { kind: "mutation"; request: AnswerClosingRequest; response: Empty };
  /** Whether the app starts with the computer from now on. */
  set_autostart: { kind: "mutation"; request: AutostartRequest; response: Empty };
  /** Shows a notification, so that a person sees what one is like here. */
  try_notification: { kind: "mutation"; request: Empty; response: Empty };
  /** Asks Instagram whose token this is. Nothing is stored. */
  check_token: { kind: "mutation"; request: TokenRequest; response: ConnectPreview };
  /** Connects the handle of a checked token. */
  connect: { kind: "mutation"; request: ConnectRequest; response: Connected };
  /** Begins a sign-in in the system's browser, through the relay. */
  begin_sign_in: { kind: "mutation"; request: SignInRequest; response: SignInView };
  /** Opens the browser once more. */
  open_sign_in: { kind: "mutation"; request: SignInFlow; response: Empty };
  /** Gives a sign-in up: what still comes of it is not taken. */
  end_sign_in: { kind: "mutation"; request: SignInFlow; response: Empty };
  /** Moves a handle's switch. */
  set_switch: { kind: "mutation"; request: SwitchRequest; response: Empty };
  /** Reads from Instagram now. */
  sync_now: { kind: "mutation"; request: HandleFilter; response: Empty };
  /** Subscribes a handle to its messages anew. */
  resubscribe: { kind: "mutation"; request: HandleRequest; response: Empty };
  /** Ends a handle's sign-in and removes its token from this computer. Its history stays. */
  disconnect: { kind: "mutation"; request: HandleRequest; response: Disconnected };
  /** Deletes everything of a handle from this computer, the handle included. Goes on after a crash. */
  delete_handle: { kind: "mutation"; request: DeleteHandleRequest; response: Empty };
  /** Deletes everything of a conversation's person from this computer. Goes on after a crash. */
  forget_person: { kind: "mutation"; request: ConversationRequest; response: Empty };
  /** Asks the relay of a pairing link whose it is. Nothing is agreed. */
  look_at_relay: { kind: "mutation"; request: RelayLinkRequest; response: RelayInvitation };
  /** Pairs this laptop with the relay of a link. Its keys go into the keychain. */
  pair_relay: { kind: "mutation"; request: PairRequest; response: RelayView };
  /** Ends the pairing: the keys are removed from this computer, and the relay is told if it is reached. */
  unpair_relay: { kind: "mutation"; request: Empty; response: RelayParted };
  /** Tries to reach the relay now. */
  try_relay: { kind: "mutation"; request: Empty; response: Empty };
  /** A notice was seen. */
  dismiss_notice: { kind: "mutation"; request: NoticeRequest; response: Empty };
  /** Says what the person is looking at. */
  attend: { kind: "mutation"; request: AttentionRequest; response: Empty };
  /** Keeps what the person is writing. */
  save_draft: { kind: "mutation"; request: DraftRequest; response: Empty };
  /** Everything up to a message was on screen. */
  mark_read: { kind: "mutation"; request: ReadRequest; response: Empty };
  /** Selects everything that a list has now. What comes into the list or changes afterwards is not selected. */
  select: { kind: "mutation"; request: SelectRequest; response: Selection };
  /** Says something about conversations: done, snoozed, labelled and the like. */
  act: { kind: "mutation"; request: ActRequest; response: Undo };
  /** Takes such a change back. */
  undo: { kind: "mutation"; request: UndoRequest; response: Empty };
  /** Makes or changes a label. */
  save_label: { kind: "mutation"; request: SaveLabelRequest; response: LabelView };
  /** Deletes a label, and takes it off every conversation. */
  delete_label: { kind: "mutation"; request: LabelRequest; response: Empty };
  /** Reads labels from a file: says what it would bring, or makes those that are new. */
  import_labels: { kind: "mutation"; request: ImportLabelsRequest; response: LabelsFound };
  /** Writes all labels into a file, at a place that the person chooses. */
  export_labels: { kind: "mutation"; request: ExportRequest; response: ExportedFile };
  /** Makes or changes a note. */
  save_note: { kind: "mutation"; request: SaveNoteRequest; response: NoteView };
  /** Deletes a note. */
  delete_note: { kind: "mutation"; request: NoteRequest; response: Empty };
  /** Makes or changes a saved view. */
  save_view: { kind: "mutation"; request: SaveViewRequest; response: SavedView };
  /** Deletes a saved view. What it shows stays. */
  delete_view: { kind: "mutation"; request: SavedViewRequest; response: Empty };
  /** Deletes what is in the bin from this computer. */
  empty_bin: { kind: "mutation"; request: HandleFilter; response: Empty };
  /** Changes one of the settings of a handle. */
  save_handle_setting: { kind: "mutation"; request: HandleSettingRequest; response: Empty };
  /** Changes the rail's order. */
  order_handles: { kind: "mutation"; request: OrderHandlesRequest; response: Empty };
  /** Sends a reply, after the undo delay. */
  send: { kind: "mutation"; request: SendRequest; response: ReplyView };
  /** Acts on a reply that is not settled. */
  act_on_reply: { kind: "mutation"; request: ReplyActionRequest; response: ReplyTaken };
  /** Says that somebody writes to a conversation's person, and who does on another laptop. It only warns. */
  claim: { kind: "mutation"; request: ClaimRequest; response: ClaimView };
  /** Decides about many replies at once. */
  act_on_replies: { kind: "mutation"; request: RepliesActionRequest; response: RepliesActed };
  /** Takes back that replies were discarded. */
  restore_replies: { kind: "mutation"; request: UndoRequest; response: RepliesRestored };
  /** Chooses another time for a scheduled reply. */
  reschedule_reply: { kind: "mutation"; request: RescheduleRequest; response: ReplyView };
  /** Makes or changes a saved reply. Refused when something is wrong with it. */
  save_saved_reply: { kind: "mutation"; request: SaveSavedReplyRequest; response: SavedReplyView };
  /** Deletes a saved reply. */
  delete_saved_reply: { kind: "mutation"; request: SavedReplyRequest; response: Empty };
  /** Takes back that a saved reply was deleted. */
  restore_saved_reply: { kind: "mutation"; request: SavedReplyView; response: Empty };
  /** Counts that a saved reply was used. */
  count_saved_reply: { kind: "mutation"; request: SavedReplyRequest; response: Empty };
  /** Keeps a value for a variable, in place of the one of the same name and handle. */
  save_variable_value: { kind: "mutation"; request: VariableValueView; response: VariableValueSaved };
  /** Deletes such a value. */
  delete_variable_value: { kind: "mutation"; request: VariableValueRequest; response: Empty };
  /** Reads saved replies from a file. */
  import_saved_replies: { kind: "mutation"; request: ImportRequest; response: ImportReport };
  /** Writes all saved replies into a file, at a place that the person chooses. */
  export_saved_replies: { kind: "mutation"; request: ExportRequest; response: ExportedFile };
  /** Writes the audit trail into a table, at a place that the person chooses. */
  export_audit: { kind: "mutation"; request: HandleFilter; response: ExportedFile };
  /** Writes the reports into a table, at a place that the person chooses. */
  export_reports: { kind: "mutation"; request: ReportsRequest; response: ExportedFile };
  /** Writes conversations into a file, at a place that the person chooses. One file at a time. */
  export_conversations: { kind: "mutation"; request: ExportConversationsRequest; response: ExportedFile };
  /** Gives up the file that is being written: nothing of it stays. */
  cancel_export: { kind: "mutation"; request: Empty; response: Empty };
  /** Attaches a file, piece after piece; the last one answers with it, or why Instagram would not take it. */
  attach: { kind: "mutation"; request: AttachRequest; response: AttachedFile | null };
  /** Takes an attached file away. */
  detach: { kind: "mutation"; request: DetachRequest; response: Empty };
  /** Sets or takes away the handle's reaction on a message. */
  react: { kind: "mutation"; request: ReactRequest; response: Empty };
  /** Notes that a person agreed to reply as a human agent for a handle. */
  agree_to_human_agent: { kind: "mutation"; request: AgreeRequest; response: Empty };
  /** Opens a link of a message in the browser. */
  open_link: { kind: "mutation"; request: LinkRequest; response: Empty };
  /** Opens the conversation's handle in Instagram, in the browser. */
  open_in_instagram: { kind: "mutation"; request: Empty; response: Empty };
};

/** What makes a query's answer out of date. */
export const TOPICS = {
  app: ["app"],
  wish: ["app"],
  autostart: ["app"],
  handles: ["handles", "lists"],
  health: ["handles", "lists"],
  notices: ["handles"],
  relay: ["handles"],
  sign_in: ["app"],
  news: ["app", "handles"],
  handle_footprint: ["lists"],
  person_footprint: ["conversation", "lists"],
  counts: ["lists"],
  conversations: ["lists"],
  conversation: ["conversation", "handles"],
  messages: ["conversation"],
  labels: ["lists"],
  notes: ["conversation"],
  snooze_choices: ["app"],
  saved_views: ["lists"],
  audit: ["handles", "lists"],
  reports: ["app"],
  outbox: ["lists"],
  outbox_counts: ["lists"],
  saved_replies: ["saved_replies"],
  variable_values: ["saved_replies"],
  fill_saved_reply: ["saved_replies", "conversation", "app"],
  check_saved_reply: ["app"],
  search: ["lists"],
  mentions: ["lists"],
  person_history: ["conversation"],
  shared_media: ["conversation"],
  export_progress: ["exports"],
  message_support: ["app"],
  undelivered: ["handles"],
} as const satisfies Record<string, readonly Topic[]>;
