//! The calls, by line: `A` and `B` are the hosts of the two logins, and names in angle brackets are filled in.

/// Reads: the call, its bearer token, and a part of what comes back.
pub(super) const READS: &[(&str, &str, &str)] = &[
    // Inboxes that ask for names which Instagram leaves out.
    (
        "GET A/v25.0/me/conversations?platform=instagram&limit=25&fields=participants{id,username,name},updated_time,messages.limit(1){id,from,message,created_time}&access_token=<IG_TOKEN>",
        "",
        "mira",
    ),
    (
        "GET A/v21.0/<IG>/conversations?platform=instagram&fields=id,updated_time,participants{id,username,name,profile_pic},messages{id,message,from,created_time}",
        "<IG_TOKEN>",
        "mira",
    ),
    (
        "GET A/v21.0/me/conversations?fields=id,updated_time,unread_count,messages.limit(1){id,message,from{id,username,name},created_time}",
        "<IG_TOKEN>",
        "\"unread_count\":1",
    ),
    (
        "GET B/v21.0/<PAGE>/conversations?platform=instagram&fields=participants.limit(10){id,name,email},senders,snippet,link,can_reply,message_count,scoped_thread_key,is_subscribed&access_token=<PAGE_TOKEN>",
        "",
        "\"snippet\":\"hi\"",
    ),
    (
        "GET B/v21.0/<PAGE>/conversations?platform=instagram&user_id=<PERSON>&fields=participants&access_token=<PAGE_TOKEN>",
        "",
        "<PERSON>",
    ),
    (
        "GET A/v21.0/<THREAD>?fields=participants{id,username,name},messages{id,from,to,message,created_time}&access_token=<IG_TOKEN>",
        "",
        "\"message\":\"hi\"",
    ),
    (
        "GET B/v19.0/<THREAD>/messages?fields=id,created_time,from,message,attachments{id,mime_type,name,size,file_url,image_data},sticker&limit=30&access_token=<PAGE_TOKEN>",
        "",
        "\"message\":\"hi\"",
    ),
    ("GET B/v22.0/<MID>?fields=story,from&access_token=<PAGE_TOKEN>", "", "mira"),
    // Profiles and accounts.
    (
        "GET A/v22.0/<PERSON>?fields=name,username,profile_pic,follower_count,is_user_follow_business,is_business_follow_user,is_verified_user&access_token=<IG_TOKEN>",
        "",
        "follower_count",
    ),
    ("GET A/v20.0/me?fields=user_id,username", "<IG_TOKEN>", "\"user_id\":\"<IG>\""),
    (
        "GET A/v21.0/me?fields=id,name,username,followers_count,media_count,biography,website&access_token=<IG_TOKEN>",
        "",
        "bluekiln",
    ),
    (
        "GET B/v21.0/me/accounts?fields=name,access_token,category,category_list,tasks,picture{url},connected_instagram_account{id,username}&access_token=<USER_TOKEN>",
        "",
        "\"url\":",
    ),
    (
        "GET B/v19.0/<PAGE>?fields=instagram_business_account{id,username}&access_token=<USER_TOKEN>",
        "",
        "\"id\":\"<PAGE>\"",
    ),
    (
        "GET B/v21.0/me?fields=id,name,email,picture,first_name&access_token=<USER_TOKEN>",
        "",
        "\"first_name\":\"Dana\"",
    ),
    ("GET B/v21.0/me/accounts?fields=[\"id\",\"name\"]&access_token=<USER_TOKEN>", "", "Blue Kiln"),
    ("GET B/debug_token?input_token=<PAGE_TOKEN>&access_token=<APP_TOKEN>", "", "\"is_valid\":true"),
    ("POST B/v2.6/me?method=get&fields=id&access_token=<PAGE_TOKEN>", "", "<PAGE>"),
    // Bots that read the whole inbox as a field of who they are.
    (
        "GET B/v11.0/me?fields=conversations.platform(instagram){participants,messages{id,message,created_time,from}}&access_token=<PAGE_TOKEN>",
        "",
        "\"message\":\"hi\"",
    ),
    (
        "GET A/me?fields=conversations{id}",
        "<IG_TOKEN>",
        "\"conversations\":{\"data\":[{\"id\":\"<THREAD>\"}]",
    ),
    (
        "GET A/v21.0/me?fields=username,conversations.limit(1){messages.limit(1){message}}",
        "<IG_TOKEN>",
        "\"username\":\"bluekiln\"",
    ),
    (
        "GET B/v11.0/<PAGE>?fields=name,conversations{id,senders}&access_token=<PAGE_TOKEN>",
        "",
        "\"name\":\"Blue Kiln\"",
    ),
    // The older writing of fields within fields.
    (
        "GET B/v19.0/<THREAD>?fields=id,link,participants.fields(id,name,username),senders.fields(id,name)&access_token=<PAGE_TOKEN>",
        "",
        "mira",
    ),
    (
        "GET A/v21.0/<THREAD>?fields=updated_time,messages.limit(25).fields(id,message,from,created_time,attachments.fields(id,image_data,mime_type,name,size,video_data,file_url),shares.fields(id,link,name))",
        "<IG_TOKEN>",
        "\"message\":\"hi\"",
    ),
    // Several nodes at once, as SDKs of three languages write it.
    (
        "GET B/v11.0?ids=<PAGE>, <IG>&fields=id&access_token=<PAGE_TOKEN>",
        "",
        r#"{"<IG>":{"id":"<IG>"},"<PAGE>":{"id":"<PAGE>"}}"#,
    ),
    (
        "GET B/v21.0/?ids=[\"<PAGE>\",\"<IG>\"]&fields=id&format=json&access_token=<PAGE_TOKEN>",
        "",
        r#"{"<IG>":{"id":"<IG>"},"<PAGE>":{"id":"<PAGE>"}}"#,
    ),
    ("GET B/v21.0/?ids=<PAGE>&fields=name&pretty=0&debug=all&access_token=<PAGE_TOKEN>", "", "Blue Kiln"),
];

/// What an inbox does besides reading and writing: the call, its bearer token, its body, and a part of what comes back.
pub(super) const DEEDS: &[(&str, &str, &str, &str)] = &[
    (
        "POST A/v22.0/me/messages",
        "<IG_TOKEN>",
        r#"{"messaging_product":"instagram","recipient":{"id":"<PERSON>"},"message":{"text":"hello"}}"#,
        "message_id",
    ),
    (
        "POST B/v22.0/me/messages",
        "",
        r#"{"recipient":{"id":"<PERSON>"},"message":{"text":"hello","metadata":"bot"},"messaging_type":"RESPONSE","notification_type":"REGULAR","access_token":"<PAGE_TOKEN>"}"#,
        "message_id",
    ),
    (
        "POST A/v21.0/<IG>/messages",
        "<IG_TOKEN>",
        r#"{"recipient":{"comment_id":"17900000000000001"},"message":{"text":"hello"}}"#,
        "message_id",
    ),
    (
        "POST A/v22.0/<IG>/subscribed_apps",
        "<IG_TOKEN>",
        r#"{"subscribed_fields":["messages","message_reactions","messaging_seen"]}"#,
        "success",
    ),
    ("DELETE A/v22.0/<IG>/subscribed_apps?access_token=<IG_TOKEN>", "", "", "success"),
    // SDKs that know no other method than POST say which one they mean.
    (
        "POST B/v21.0/<PAGE>/subscribed_apps",
        "",
        "access_token=<PAGE_TOKEN>&subscribed_fields=messages&format=json",
        "success",
    ),
    ("GET B/v21.0/<PAGE>/subscribed_apps?access_token=<PAGE_TOKEN>", "", "", "subscribed_fields"),
    (
        "POST B/v21.0/<PAGE>/subscribed_apps",
        "",
        r#"{"method":"delete","access_token":"<PAGE_TOKEN>"}"#,
        "success",
    ),
    ("GET B/v21.0/<PAGE>/subscribed_apps?access_token=<PAGE_TOKEN>", "", "", r#"{"data":[]}"#),
    (
        "POST B/v21.0/<PAGE>/subscribed_apps",
        "",
        "access_token=<PAGE_TOKEN>&subscribed_fields=messages",
        "success",
    ),
    ("POST B/<PAGE>/subscribed_apps", "", "access_token=<PAGE_TOKEN>&method=DELETE", "success"),
    ("GET B/v21.0/<PAGE>/subscribed_apps?access_token=<PAGE_TOKEN>", "", "", r#"{"data":[]}"#),
    // A send whose every parameter is a form's field of JSON.
    (
        "POST B/v21.0/me/messages",
        "",
        "access_token=<PAGE_TOKEN>&format=json&messaging_type=RESPONSE&recipient={%22id%22:%22<PERSON>%22}&message={%22text%22:%22hello %26 bye%22}",
        "message_id",
    ),
    // Ice breakers, in both forms, and the menu.
    (
        "GET A/v24.0/<IG>/messenger_profile?fields=ice_breakers&access_token=<IG_TOKEN>",
        "",
        "",
        r#"{"data":[]}"#,
    ),
    (
        "POST A/v21.0/me/messenger_profile?platform=instagram",
        "<IG_TOKEN>",
        r#"{"platform":"instagram","ice_breakers":[{"call_to_actions":[{"question":"Open?","payload":"HOURS"}],"locale":"default"}]}"#,
        r#"{"result":"success"}"#,
    ),
    (
        "GET B/v11.0/me/messenger_profile?fields=ice_breakers&platform=instagram&access_token=<PAGE_TOKEN>",
        "",
        "",
        r#"{"data":[{"call_to_actions":[{"payload":"HOURS","question":"Open?"}],"locale":"default"}]}"#,
    ),
    (
        "POST B/v16.0/<PAGE>/messenger_profile?platform=instagram",
        "",
        r#"{"access_token":"<PAGE_TOKEN>","persistent_menu":[{"locale":"default","call_to_actions":[{"type":"web_url","title":"Shop","url":"https://x.example"}]}]}"#,
        "success",
    ),
    ("GET A/v21.0/me/messenger_profile?fields=ice_breakers,persistent_menu", "<IG_TOKEN>", "", "Shop"),
    (
        "GET B/v21.0/me/messenger_profile?fields=ice_breakers,persistent_menu&access_token=<PAGE_TOKEN>",
        "",
        "",
        r#"{"data":[]}"#,
    ),
    (
        "DELETE B/v11.0/me/messenger_profile?platform=instagram&access_token=<PAGE_TOKEN>",
        "",
        r#"{"fields":["ice_breakers"]}"#,
        "success",
    ),
    (
        "POST B/v8.0/me/messenger_profile?platform=instagram&access_token=<PAGE_TOKEN>",
        "",
        r#"{"ice_breakers":[{"question":"Where?","payload":"PLACE"}]}"#,
        "success",
    ),
    (
        "GET A/v21.0/me/messenger_profile?fields=ice_breakers",
        "<IG_TOKEN>",
        "",
        r#"{"data":[{"ice_breakers":[{"payload":"PLACE","question":"Where?"}]}]}"#,
    ),
    // Who has the thread.
    (
        "GET B/v18.0/<PAGE>/thread_owner?recipient=<PERSON>&access_token=<PAGE_TOKEN>",
        "",
        "",
        r#""app_id":"<APP>""#,
    ),
    (
        "POST B/v17.0/me/pass_thread_control?access_token=<PAGE_TOKEN>",
        "",
        r#"{"recipient":{"id":"<PERSON>"},"target_app_id":263902037430900,"metadata":"human"}"#,
        r#"{"success":true}"#,
    ),
    (
        "GET B/v18.0/me/thread_owner?recipient=<PERSON>&access_token=<PAGE_TOKEN>",
        "",
        "",
        r#""app_id":"263902037430900""#,
    ),
    (
        "POST B/v17.0/me/request_thread_control?access_token=<PAGE_TOKEN>",
        "",
        r#"{"recipient":{"id":"<PERSON>"}}"#,
        "success",
    ),
    (
        "POST B/v17.0/me/take_thread_control?access_token=<PAGE_TOKEN>",
        "",
        r#"{"recipient":{"id":"<PERSON>"}}"#,
        "success",
    ),
    (
        "POST B/v17.0/me/release_thread_control?access_token=<PAGE_TOKEN>",
        "",
        r#"{"recipient":{"id":"<PERSON>"}}"#,
        "success",
    ),
    // Blocking.
    (
        "POST B/v22.0/<PAGE>/moderate_conversations?access_token=<PAGE_TOKEN>",
        "",
        r#"{"user_ids":[{"id":"<PERSON>"}],"actions":["block_user","move_to_spam"]}"#,
        "success",
    ),
    (
        "POST B/v22.0/<PAGE>/moderate_conversations?access_token=<PAGE_TOKEN>",
        "",
        "user_ids=[{%22id%22:%22<PERSON>%22}]&actions=[%22UNBLOCK_USER%22]",
        "success",
    ),
];

/// What is refused: the call, its bearer token, its body, code and subcode.
pub(super) const REFUSED: &[(&str, &str, &str, i64, Option<i64>)] = &[
    ("GET A/v21.0/<PERSON>?fields=name,profile_pic,followers_count", "<IG_TOKEN>", "", 100, None),
    ("GET B/v18.0/<IG>/conversations?platform=instagram&access_token=<PAGE_TOKEN>", "", "", 3, None),
    (
        "POST B/v19.0/17900000000000001/private_replies?access_token=<PAGE_TOKEN>",
        "",
        r#"{"message":"x"}"#,
        100,
        Some(33),
    ),
    ("GET A/v21.0/<IG>/media?fields=id,caption", "<IG_TOKEN>", "", 100, Some(33)),
    ("GET A/v21.0/<IG>/insights?metric=reach&period=day", "<IG_TOKEN>", "", 100, Some(33)),
    (
        "GET B/v21.0/<IG>?fields=business_discovery.username(x){followers_count}&access_token=<PAGE_TOKEN>",
        "",
        "",
        100,
        None,
    ),
    ("GET B/?access_token=<PAGE_TOKEN>", "", "", 100, Some(33)),
    (
        "GET B/v2.6/<PERSON>?fields=first_name,last_name,profile_pic&access_token=<PAGE_TOKEN>",
        "",
        "",
        100,
        None,
    ),
    (
        "GET B/v11.0/me?fields=conversations.platform(telegram){id}&access_token=<PAGE_TOKEN>",
        "",
        "",
        100,
        None,
    ),
    ("GET B/v11.0/me?fields=conversations.fields(id&access_token=<PAGE_TOKEN>", "", "", 2500, None),
    ("GET B/v11.0?ids=<PAGE>,1&fields=id&access_token=<PAGE_TOKEN>", "", "", 100, Some(33)),
    // A file in the send itself is Messenger's.
    (
        "POST B/v2.6/me/messages?access_token=<PAGE_TOKEN>",
        "",
        "--x\r\nContent-Disposition: form-data; name=\"fielddata\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nx\r\n--x\r\nContent-Disposition: form-data; name=\"recipient\"\r\n\r\n{\"id\":\"<PERSON>\"}\r\n--x\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{\"attachment\":{\"type\":\"image\",\"payload\":{}}}\r\n--x--\r\n",
        100,
        Some(2_534_015),
    ),
    ("GET A/v21.0/me?fields=id", "", "", 190, None),
    ("POST A/v21.0/me/messenger_profile", "<IG_TOKEN>", r#"{"get_started":{"payload":"x"}}"#, 100, None),
    (
        "POST A/v21.0/me/messenger_profile",
        "<IG_TOKEN>",
        r#"{"ice_breakers":[{"call_to_actions":[{"question":"?","payload":"x"}],"locale":"en_GB"}]}"#,
        100,
        None,
    ),
    (
        "POST A/v21.0/me/messenger_profile",
        "<IG_TOKEN>",
        r#"{"ice_breakers":[{"question":"1","payload":"x"},{"question":"2","payload":"x"},{"question":"3","payload":"x"},{"question":"4","payload":"x"},{"question":"5","payload":"x"}]}"#,
        100,
        None,
    ),
    (
        "GET B/v18.0/me/thread_owner?recipient=1234567890123456&access_token=<PAGE_TOKEN>",
        "",
        "",
        100,
        Some(2_534_014),
    ),
    (
        "POST B/v17.0/me/pass_thread_control?access_token=<PAGE_TOKEN>",
        "",
        r#"{"recipient":{"id":"<PERSON>"}}"#,
        100,
        None,
    ),
    (
        "POST B/v22.0/me/moderate_conversations?access_token=<PAGE_TOKEN>",
        "",
        r#"{"user_ids":[{"id":"<PERSON>"}],"actions":["block_user","unblock_user"]}"#,
        100,
        None,
    ),
    (
        "POST B/v22.0/me/moderate_conversations?access_token=<PAGE_TOKEN>",
        "",
        r#"{"user_ids":[{"id":"1"}],"actions":["block_user"]}"#,
        100,
        None,
    ),
    ("GET B/v21.0/<APP>/subscriptions?access_token=<PAGE_TOKEN>", "", "", 15, None),
];
