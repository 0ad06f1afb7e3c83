//! Every command of the contract, each handed to its use case.

use api::request::*;
use api::view::*;
use api::{ApiError, Empty, Handler};
use domain::ids::HandleId;

use crate::Announcement;
use crate::app::App;
use crate::{
    audit, connect, erase, errors, export, find, handles, health, inbox, labels, mentions, news, outbox,
    person, reactions, recovery, relay, replies, reports, saved_replies, saved_views, settings, sign_in,
    snooze, support, triage, uploads, variable_values,
};

impl Handler for App {
    async fn app(&self, _: Empty) -> Result<AppView, ApiError> {
        Ok(self.view().await)
    }

    async fn wish(&self, _: Empty) -> Result<Wish, ApiError> {
        Ok(self.wished.get())
    }

    async fn autostart(&self, _: Empty) -> Result<AutostartView, ApiError> {
        Ok(AutostartView { on: self.host.starts_with_computer() })
    }

    async fn set_autostart(&self, request: AutostartRequest) -> Result<Empty, ApiError> {
        self.host.start_with_computer(request.on).map_err(|error| errors::internal(&error))?;
        self.announce_app();
        Ok(Empty {})
    }

    async fn try_notification(&self, _: Empty) -> Result<Empty, ApiError> {
        self.host.announce(&Announcement::Trial);
        Ok(Empty {})
    }

    async fn handles(&self, _: Empty) -> Result<Vec<HandleView>, ApiError> {
        match self.space_if_open().await {
            Some(space) => handles::list(&space).await,
            None => Ok(Vec::new()),
        }
    }

    async fn health(&self, request: HealthRequest) -> Result<HealthView, ApiError> {
        health::view(&*self.space().await?, &request).await
    }

    async fn notices(&self, _: Empty) -> Result<Vec<NoticeView>, ApiError> {
        match self.space_if_open().await {
            Some(space) => health::notices(&space).await,
            None => Ok(Vec::new()),
        }
    }

    async fn relay(&self, _: Empty) -> Result<RelayView, ApiError> {
        if self.is_demo().await {
            return Ok(relay::without(RelayStanding::Simulated));
        }
        match self.space_if_open().await {
            Some(space) => relay::view(&space).await,
            None => Ok(relay::without(RelayStanding::NotPaired)),
        }
    }

    async fn news(&self, request: NewsRequest) -> Result<NewsView, ApiError> {
        news::view(self, &request).await
    }

    async fn handle_footprint(&self, request: HandleRequest) -> Result<Footprint, ApiError> {
        erase::of_handle(&*self.space().await?, &request).await
    }

    async fn person_footprint(&self, request: ConversationRequest) -> Result<Footprint, ApiError> {
        erase::of_person(&*self.space().await?, &request).await
    }

    async fn counts(&self, request: HandleFilter) -> Result<Counts, ApiError> {
        match self.space_if_open().await {
            Some(space) => inbox::counts(&space, request.handle).await,
            None => Ok(Counts::default()),
        }
    }

    async fn conversations(&self, request: ConversationsRequest) -> Result<ConversationList, ApiError> {
        match self.space_if_open().await {
            Some(space) => inbox::list(&space, request).await,
            None => Ok(ConversationList { rows: Vec::new(), next: None }),
        }
    }

    async fn conversation(&self, request: ConversationRequest) -> Result<ConversationView, ApiError> {
        inbox::conversation(&*self.space().await?, request.conversation).await
    }

    async fn messages(&self, request: MessagesRequest) -> Result<MessagesPage, ApiError> {
        inbox::messages(&*self.space().await?, request).await
    }

    async fn labels(&self, _: Empty) -> Result<Vec<LabelView>, ApiError> {
        match self.space_if_open().await {
            Some(space) => labels::list(&space).await,
            None => Ok(Vec::new()),
        }
    }

    async fn notes(&self, request: ConversationRequest) -> Result<Vec<NoteView>, ApiError> {
        labels::notes(&*self.space().await?, &request).await
    }

    async fn snooze_choices(&self, request: SnoozeChoicesRequest) -> Result<Vec<SnoozeChoice>, ApiError> {
        snooze::choices(&*self.space().await?, &request).await
    }

    async fn saved_views(&self, request: HandleFilter) -> Result<Vec<SavedView>, ApiError> {
        match self.space_if_open().await {
            Some(space) => saved_views::list(&space, &request).await,
            None => Ok(Vec::new()),
        }
    }

    async fn audit(&self, request: AuditRequest) -> Result<AuditPage, ApiError> {
        match self.space_if_open().await {
            Some(space) => audit::page(&space, &request).await,
            None => Ok(AuditPage { entries: Vec::new(), next: None }),
        }
    }

    async fn search(&self, request: SearchRequest) -> Result<SearchPage, ApiError> {
        match self.space_if_open().await {
            Some(space) => find::search(&space, &request).await,
            None => Ok(SearchPage::default()),
        }
    }

    async fn mentions(&self, request: MentionsRequest) -> Result<MentionList, ApiError> {
        match self.space_if_open().await {
            Some(space) => mentions::list(&space, &request).await,
            None => Ok(MentionList::default()),
        }
    }

    async fn person_history(&self, request: ConversationRequest) -> Result<PersonHistory, ApiError> {
        person::history(&*self.space().await?, request.conversation).await
    }

    async fn shared_media(&self, request: SharedMediaRequest) -> Result<SharedMedia, ApiError> {
        person::shared_media(&*self.space().await?, &request).await
    }

    async fn message_support(&self, _: Empty) -> Result<Vec<SupportEdition>, ApiError> {
        Ok(support::editions())
    }

    async fn undelivered(&self, request: HandleFilter) -> Result<Vec<UndeliveredView>, ApiError> {
        match self.space_if_open().await {
            Some(space) => inbox::undelivered(&space, request.handle).await,
            None => Ok(Vec::new()),
        }
    }

    async fn outbox(&self, request: OutboxRequest) -> Result<OutboxPage, ApiError> {
        match self.space_if_open().await {
            Some(space) => outbox::page(&space, &request).await,
            None => Ok(OutboxPage { entries: Vec::new(), next: None }),
        }
    }

    async fn outbox_counts(&self, request: HandleFilter) -> Result<OutboxCounts, ApiError> {
        match self.space_if_open().await {
            Some(space) => outbox::counts(&space, request.handle).await,
            None => Ok(OutboxCounts::default()),
        }
    }

    async fn act_on_replies(&self, request: RepliesActionRequest) -> Result<RepliesActed, ApiError> {
        outbox::act(&*self.space().await?, &request).await
    }

    async fn restore_replies(&self, request: UndoRequest) -> Result<RepliesRestored, ApiError> {
        outbox::restore(&*self.space().await?, &request.undo).await
    }

    async fn reschedule_reply(&self, request: RescheduleRequest) -> Result<ReplyView, ApiError> {
        replies::reschedule(&*self.space().await?, &request).await
    }

    async fn saved_replies(&self, _: Empty) -> Result<Vec<SavedReplyView>, ApiError> {
        match self.space_if_open().await {
            Some(space) => saved_replies::list(&space).await,
            None => Ok(Vec::new()),
        }
    }

    async fn fill_saved_reply(&self, request: FillRequest) -> Result<FilledReply, ApiError> {
        let space = self.space().await?;
        let agent = settings::read(&self.config, &space.store).await.agent_name;
        saved_replies::filled(&space, &request, &agent).await
    }

    async fn check_saved_reply(&self, request: SavedReplyDraft) -> Result<Vec<SavedReplyProblem>, ApiError> {
        Ok(saved_replies::problems(request))
    }

    async fn save_saved_reply(&self, request: SaveSavedReplyRequest) -> Result<SavedReplyView, ApiError> {
        saved_replies::save(&*self.space().await?, request).await
    }

    async fn delete_saved_reply(&self, request: SavedReplyRequest) -> Result<Empty, ApiError> {
        saved_replies::delete(&*self.space().await?, request.saved_reply).await
    }

    async fn restore_saved_reply(&self, request: SavedReplyView) -> Result<Empty, ApiError> {
        saved_replies::restore(&*self.space().await?, request).await
    }

    async fn count_saved_reply(&self, request: SavedReplyRequest) -> Result<Empty, ApiError> {
        saved_replies::count(&*self.space().await?, request.saved_reply).await
    }

    async fn variable_values(&self, _: Empty) -> Result<Vec<VariableValueView>, ApiError> {
        match self.space_if_open().await {
            Some(space) => variable_values::list(&space).await,
            None => Ok(Vec::new()),
        }
    }

    async fn save_variable_value(&self, request: VariableValueView) -> Result<VariableValueSaved, ApiError> {
        variable_values::save(&*self.space().await?, request).await
    }

    async fn delete_variable_value(&self, request: VariableValueRequest) -> Result<Empty, ApiError> {
        variable_values::delete(&*self.space().await?, request).await
    }

    async fn import_saved_replies(&self, request: ImportRequest) -> Result<ImportReport, ApiError> {
        saved_replies::import(&*self.space().await?, &request).await
    }

    async fn export_saved_replies(&self, request: ExportRequest) -> Result<ExportedFile, ApiError> {
        saved_replies::export(&*self.space().await?, self.host.clone(), &request).await
    }

    async fn export_audit(&self, request: HandleFilter) -> Result<ExportedFile, ApiError> {
        audit::export(&*self.space().await?, self.host.clone(), request.handle.map(HandleId)).await
    }

    async fn reports(&self, request: ReportsRequest) -> Result<Reports, ApiError> {
        reports::view(&*self.space().await?, &request).await
    }

    async fn export_reports(&self, request: ReportsRequest) -> Result<ExportedFile, ApiError> {
        reports::export(&*self.space().await?, self.host.clone(), &request).await
    }

    async fn export_conversations(
        &self,
        request: ExportConversationsRequest,
    ) -> Result<ExportedFile, ApiError> {
        export::export(self.space().await?, self.host.clone(), request).await
    }

    async fn export_progress(&self, _: Empty) -> Result<Option<ExportProgress>, ApiError> {
        Ok(self.space_if_open().await.and_then(|space| export::progress(&space)))
    }

    async fn cancel_export(&self, _: Empty) -> Result<Empty, ApiError> {
        Ok(export::cancel(&*self.space().await?))
    }

    async fn attach(&self, request: AttachRequest) -> Result<Option<AttachedFile>, ApiError> {
        uploads::attach(&*self.space().await?, request).await
    }

    async fn detach(&self, request: DetachRequest) -> Result<Empty, ApiError> {
        uploads::detach(&*self.space().await?, &request).await
    }

    async fn react(&self, request: ReactRequest) -> Result<Empty, ApiError> {
        reactions::react(&*self.space().await?, request).await
    }

    async fn agree_to_human_agent(&self, request: AgreeRequest) -> Result<Empty, ApiError> {
        replies::agree(&*self.space().await?, &request).await
    }

    async fn start_demo(&self, _: Empty) -> Result<AppView, ApiError> {
        self.open_demo().await
    }

    async fn leave_demo(&self, _: Empty) -> Result<AppView, ApiError> {
        Ok(self.leave_demo().await)
    }

    async fn turn_demo_clock(&self, request: TurnDemoClockRequest) -> Result<DemoClockTurned, ApiError> {
        self.turn_demo_clock(request.to).await
    }

    async fn retry_start(&self, _: Empty) -> Result<AppView, ApiError> {
        Ok(self.retry_start().await)
    }

    async fn begin_anew(&self, _: Empty) -> Result<AppView, ApiError> {
        self.begin_anew().await
    }

    async fn repair(&self, _: Empty) -> Result<AppView, ApiError> {
        self.repair().await
    }

    async fn dismiss_repair(&self, _: Empty) -> Result<Empty, ApiError> {
        self.space().await?.store.repair_seen().await.map_err(errors::of_store)?;
        self.announce_app();
        Ok(Empty {})
    }

    async fn unlock(&self, request: PassphraseRequest) -> Result<AppView, ApiError> {
        self.unlock(request.passphrase).await
    }

    async fn recover(&self, request: RecoverRequest) -> Result<AppView, ApiError> {
        self.recover(request).await
    }

    async fn make_recovery_code(&self, _: Empty) -> Result<RecoveryCodeView, ApiError> {
        recovery::make(self).await
    }

    async fn save_settings(&self, request: SettingsChange) -> Result<Empty, ApiError> {
        self.change_settings(|settings| request.applied_to(settings)).await
    }

    async fn answer_closing(&self, request: AnswerClosingRequest) -> Result<Empty, ApiError> {
        self.answer_closing(request.answer);
        Ok(Empty {})
    }

    async fn check_token(&self, request: TokenRequest) -> Result<ConnectPreview, ApiError> {
        connect::check(self, &request.token).await
    }

    async fn connect(&self, request: ConnectRequest) -> Result<Connected, ApiError> {
        connect::confirm(self, &request).await
    }

    async fn begin_sign_in(&self, request: SignInRequest) -> Result<SignInView, ApiError> {
        sign_in::begin(self.shared()?, &request).await
    }

    async fn sign_in(&self, request: SignInFlow) -> Result<SignInView, ApiError> {
        sign_in::view(self, &request)
    }

    async fn open_sign_in(&self, request: SignInFlow) -> Result<Empty, ApiError> {
        sign_in::open_again(self, &request)
    }

    async fn end_sign_in(&self, request: SignInFlow) -> Result<Empty, ApiError> {
        Ok(sign_in::end(self, &request))
    }

    async fn set_switch(&self, request: SwitchRequest) -> Result<Empty, ApiError> {
        handles::set_switch(&*self.space().await?, &request).await
    }

    async fn sync_now(&self, request: HandleFilter) -> Result<Empty, ApiError> {
        handles::sync_now(&*self.space().await?, request.handle).await
    }

    async fn resubscribe(&self, request: HandleRequest) -> Result<Empty, ApiError> {
        handles::resubscribe(&*self.space().await?, &request).await
    }

    async fn disconnect(&self, request: HandleRequest) -> Result<Disconnected, ApiError> {
        handles::disconnect(&*self.space().await?, &request).await
    }

    async fn delete_handle(&self, request: DeleteHandleRequest) -> Result<Empty, ApiError> {
        erase::delete_handle(&*self.space().await?, &request).await
    }

    async fn forget_person(&self, request: ConversationRequest) -> Result<Empty, ApiError> {
        erase::forget_person(&*self.space().await?, &request).await
    }

    async fn look_at_relay(&self, request: RelayLinkRequest) -> Result<RelayInvitation, ApiError> {
        self.no_demo().await?;
        relay::look(&request).await
    }

    async fn pair_relay(&self, request: PairRequest) -> Result<RelayView, ApiError> {
        self.no_demo().await?;
        let view = relay::pair(&*self.live_space().await?, &request).await?;
        self.announce_app();
        Ok(view)
    }

    async fn unpair_relay(&self, _: Empty) -> Result<RelayParted, ApiError> {
        self.no_demo().await?;
        relay::part(&*self.space().await?).await
    }

    async fn claim(&self, request: ClaimRequest) -> Result<ClaimView, ApiError> {
        relay::claim(&*self.space().await?, &request).await
    }

    async fn try_relay(&self, _: Empty) -> Result<Empty, ApiError> {
        Ok(relay::try_now(&*self.space().await?))
    }

    async fn dismiss_notice(&self, request: NoticeRequest) -> Result<Empty, ApiError> {
        health::dismiss(&*self.space().await?, &request).await
    }

    async fn attend(&self, request: AttentionRequest) -> Result<Empty, ApiError> {
        match self.space_if_open().await {
            Some(space) => handles::attend(&space, &request).await,
            None => Ok(Empty {}),
        }
    }

    async fn save_draft(&self, request: DraftRequest) -> Result<Empty, ApiError> {
        replies::save_draft(&*self.space().await?, request).await
    }

    async fn mark_read(&self, request: ReadRequest) -> Result<Empty, ApiError> {
        triage::read(&*self.space().await?, &request).await
    }

    async fn select(&self, request: SelectRequest) -> Result<Selection, ApiError> {
        triage::select(&*self.space().await?, request).await
    }

    async fn act(&self, request: ActRequest) -> Result<Undo, ApiError> {
        triage::act(&*self.space().await?, request).await
    }

    async fn undo(&self, request: UndoRequest) -> Result<Empty, ApiError> {
        triage::undo(&*self.space().await?, &request.undo).await
    }

    async fn save_label(&self, request: SaveLabelRequest) -> Result<LabelView, ApiError> {
        labels::save(&*self.space().await?, request).await
    }

    async fn import_labels(&self, request: ImportLabelsRequest) -> Result<LabelsFound, ApiError> {
        labels::import(&*self.space().await?, request).await
    }

    async fn export_labels(&self, request: ExportRequest) -> Result<ExportedFile, ApiError> {
        labels::export(&*self.space().await?, self.host.clone(), &request).await
    }

    async fn delete_label(&self, request: LabelRequest) -> Result<Empty, ApiError> {
        labels::delete(&*self.space().await?, &request).await
    }

    async fn save_note(&self, request: SaveNoteRequest) -> Result<NoteView, ApiError> {
        labels::save_note(&*self.space().await?, request).await
    }

    async fn delete_note(&self, request: NoteRequest) -> Result<Empty, ApiError> {
        labels::delete_note(&*self.space().await?, &request).await
    }

    async fn save_view(&self, request: SaveViewRequest) -> Result<SavedView, ApiError> {
        saved_views::save(&*self.space().await?, request).await
    }

    async fn delete_view(&self, request: SavedViewRequest) -> Result<Empty, ApiError> {
        saved_views::delete(&*self.space().await?, &request).await
    }

    async fn empty_bin(&self, request: HandleFilter) -> Result<Empty, ApiError> {
        triage::empty_bin(&*self.space().await?, &request).await
    }

    async fn save_handle_setting(&self, request: HandleSettingRequest) -> Result<Empty, ApiError> {
        handles::save_setting(&*self.space().await?, request).await
    }

    async fn order_handles(&self, request: OrderHandlesRequest) -> Result<Empty, ApiError> {
        handles::order(&*self.space().await?, request).await
    }

    async fn send(&self, request: SendRequest) -> Result<ReplyView, ApiError> {
        let space = self.space().await?;
        let undo_ms = settings::read(&self.config, &space.store).await.undo_ms;
        replies::send(&space, request, undo_ms).await
    }

    async fn act_on_reply(&self, request: ReplyActionRequest) -> Result<ReplyTaken, ApiError> {
        replies::act(&*self.space().await?, &request).await
    }

    async fn open_link(&self, request: LinkRequest) -> Result<Empty, ApiError> {
        inbox::open_link(&*self.space().await?, &*self.host, &request).await
    }

    async fn open_in_instagram(&self, _: Empty) -> Result<Empty, ApiError> {
        inbox::open_instagram(&*self.host)
    }
}
