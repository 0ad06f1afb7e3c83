//! Logins with Facebook, listings and refusals: what is asked, and what comes of odd answers.

use domain::handle::Flavour;
use domain::ids::{Igsid, Mid, ThreadId};
use domain::observation::{ClosedBecause, Observation};
use graph::{Access, ApiErrorKind, GraphError, PageRequest};
use serde_json::{Value, json};

use crate::worlds::{Recorder, handle, query, token};

fn refusal(code: i64, subcode: Option<i64>) -> (u16, Value) {
    (
        400,
        json!({"error": {"message": "x", "type": "OAuthException", "code": code, "error_subcode": subcode}}),
    )
}

#[tokio::test]
async fn the_pages_of_a_login_page_by_page() {
    let more =
        json!({"cursors": {"after": "c2"}, "next": "https://graph.facebook.com/v26.0/me/accounts?after=c2"});
    let blue = json!({"id": "104", "name": "Blue Kiln", "access_token": "EAApage", "tasks": ["MESSAGING"],
        "instagram_business_account": {"id": "178", "username": "bluekiln"}});
    let recorder = Recorder::with([
        (200, json!({"data": [blue], "paging": more})),
        (200, json!({"data": [{"id": "105"}]})),
    ]);
    let client = recorder.client();
    let first = client.pages(&token(), None).await.expect("pages").value;
    let page = &first.pages[0];
    assert_eq!(page.handle.as_ref().map(|handle| handle.username.as_str()), Some("bluekiln"));
    assert!(page.can_message() && page.token.is_some());
    let second = client.pages(&token(), first.after.as_deref()).await.expect("pages").value;
    assert!(second.pages[0].handle.is_none() && second.after.is_none());
    let requests = recorder.requests();
    for request in &requests {
        assert_eq!(
            (request.url.host_str(), request.url.path()),
            (Some("graph.facebook.com"), "/v26.0/me/accounts")
        );
        let fields = query(request, "fields").unwrap_or_default();
        assert!(fields.contains("tasks") && fields.contains("instagram_business_account{id,username"));
    }
    let cursors: Vec<_> = requests.iter().map(|request| query(request, "after")).collect();
    assert_eq!(cursors, [None, Some("c2".to_owned())]);
}

#[tokio::test]
async fn one_page_with_or_without_an_account() {
    let unlinked = json!({"id": "105", "name": "Unlinked", "access_token": "EAApage"});
    let recorder = Recorder::with([(200, unlinked), refusal(100, Some(33))]);
    let page = recorder.client().page(&token(), "105").await.expect("page").value;
    assert!(page.handle.is_none() && page.can_message());
    let request = &recorder.requests()[0];
    assert_eq!(request.url.path(), "/v26.0/105");
    assert!(!query(request, "fields").unwrap_or_default().contains("tasks"), "the Page itself has none");
    assert!(recorder.client().page(&token(), "106").await.is_err());
    let rows = json!({"data": [{"permission": "instagram_basic", "status": "granted"},
        {"permission": "pages_show_list", "status": "declined"}]});
    let recorder = Recorder::with([(200, rows)]);
    let granted = recorder.client().permissions(&token()).await.expect("permissions").value;
    assert_eq!(granted, ["instagram_basic"]);
}

#[tokio::test]
async fn a_subscription_goes_without_what_is_refused() {
    for (flavour, node) in [(Flavour::InstagramLogin, "178"), (Flavour::FacebookLogin, "104")] {
        let recorder =
            Recorder::with([refusal(100, None), refusal(100, None), (200, json!({"success": true}))]);
        let (handle, token) = (domain::handle::Handle { flavour, ..handle() }, token());
        let access = Access { node, ..Access::of(&handle, &token) };
        recorder.client().subscribe(access).await.expect("subscribed");
        let fields: Vec<String> = recorder
            .requests()
            .iter()
            .map(|request| query(request, "subscribed_fields").unwrap_or_default())
            .collect();
        assert!(fields[0].contains("message_echoes") && !fields[1].contains("message_echoes"), "{flavour:?}");
        assert!(fields.windows(2).all(|pair| pair[0].len() > pair[1].len()));
        assert!(fields.iter().all(|asked| asked.split(',').any(|field| field == "messages")));
        // The Page's edge has names of its own.
        let page_names = fields[0].contains("message_reads") && !fields[0].contains("messaging_seen");
        assert_eq!(page_names, flavour == Flavour::FacebookLogin);
        // Any other refusal is the answer.
        let recorder = Recorder::with([refusal(190, None)]);
        recorder.client().subscribe(access).await.expect_err("refused");
        recorder.only();
    }
}

#[tokio::test]
async fn a_listing_goes_on_at_the_threads_own_edge() {
    let more = json!({"cursors": {"after": "c2"}, "next": "https://evil.example/?access_token=t"});
    let first = json!({"id": "t", "messages": {"data": [{"id": "m2"}], "paging": more}});
    let recorder = Recorder::with([(200, first), (200, json!({"data": [{"id": "m1"}, {"message": "hi"}]}))]);
    let (handle, token) = (handle(), token());
    let (client, access) = (recorder.client(), Access::of(&handle, &token));
    let page = client.listing(access, &ThreadId::from("t"), None).await.expect("listing").value;
    let rest =
        client.listing(access, &ThreadId::from("t"), page.after.as_deref()).await.expect("listing").value;
    assert_eq!(
        (page.messages[0].mid.clone(), rest.messages[0].mid.clone()),
        (Mid::from("m2"), Mid::from("m1"))
    );
    assert_eq!(rest.after, None);
    assert_eq!((page.left_out, rest.left_out), (false, true), "a row without an id");
    let paths: Vec<String> =
        recorder.requests().iter().map(|request| request.url.path().to_owned()).collect();
    assert_eq!(paths, ["/v26.0/t", "/v26.0/t/messages"]);
    assert_eq!(recorder.requests()[1].url.host_str(), Some("graph.instagram.com"), "no foreign address");
}

#[tokio::test]
async fn messages_too_old_for_details_are_told_in_either_position() {
    for answer in [refusal(9_000_001, None), refusal(100, Some(9_000_001))] {
        let recorder = Recorder::with([answer.clone(), answer]);
        let (handle, token) = (handle(), token());
        let access = Access::of(&handle, &token);
        let page = recorder.client().conversations(access, &PageRequest::default()).await.map(|_| ());
        let message = recorder.client().message(access, &Mid::from("m")).await.map(|_| ());
        for error in [page.expect_err("refused"), message.expect_err("refused")] {
            assert_eq!(error.api().map(|api| api.kind), Some(ApiErrorKind::DetailsUnavailable));
        }
    }
}

#[tokio::test]
async fn a_group_is_closed_and_its_page_goes_on() {
    let us = json!({"id": "17841400000000123", "username": "bluekiln"});
    let group = json!({"id": "g", "updated_time": "2026-09-28T22:44:49+0000",
        "participants": {"data": [us, {"id": "7", "username": "mira.k"}, {"id": "8", "username": "jo"}]}});
    let pair = json!({"id": "t", "updated_time": "2026-09-28T22:40:00+0000",
        "participants": {"data": [us, {"id": "7", "username": "mira.k"}]}});
    let recorder = Recorder::with([(200, json!({"data": [group, pair]}))]);
    let (handle, token) = (handle(), token());
    let page = recorder.client().conversations(Access::of(&handle, &token), &PageRequest::default()).await;
    let threads = page.expect("page").value.threads;
    let Observation::ClosedThread(closed) = &threads[0].observations[0] else { panic!("{threads:?}") };
    assert_eq!((closed.why, closed.usernames.len()), (ClosedBecause::Group, 2));
    assert!(matches!(threads[1].observations[0], Observation::Thread(_)));
    assert!(threads.iter().all(|thread| thread.problems.is_empty()));
}

#[tokio::test]
async fn a_profile_that_is_not_given_is_an_everyday_answer() {
    for (answer, kind) in [
        (refusal(230, None), ApiErrorKind::ConsentMissing),
        (refusal(9_010, None), ApiErrorKind::NoSuchPerson),
        (refusal(100, Some(2_534_014)), ApiErrorKind::NoSuchPerson),
    ] {
        let recorder = Recorder::with([answer]);
        let (handle, token) = (handle(), token());
        let profile = recorder.client().profile(Access::of(&handle, &token), &Igsid::from("7")).await;
        let error = profile.map(|_| ()).expect_err("refused");
        assert_eq!(error.api().map(|api| api.kind), Some(kind));
        assert_eq!(error.trouble(), None, "nothing is wrong with the handle");
    }
}

#[tokio::test]
async fn what_is_no_answer_of_instagrams_is_never_an_empty_page() {
    let half = r#"{"data":[{"id":"t","upd"#;
    for (status, body) in
        [(200, ""), (200, half), (200, "<html>Sign in to this Wi-Fi</html>"), (502, "<html>502</html>")]
    {
        let recorder = Recorder::raw(status, body);
        let (handle, token) = (handle(), token());
        let page =
            recorder.client().conversations(Access::of(&handle, &token), &PageRequest::default()).await;
        assert!(matches!(page, Err(GraphError::NotJson { .. })), "{status} {body}");
    }
}
