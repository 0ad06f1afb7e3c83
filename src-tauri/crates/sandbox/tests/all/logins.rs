//! Logging in by both logins: the pages, the codes, the exchanges, the tokens that come of them.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use url::Url;

use crate::support::{Answer, HOUR_MS, Town};

const REDIRECT: &str = "https://relay.example/back?tenant=1";
const SCOPES: &str = "instagram_business_basic,instagram_business_manage_messages";
const SECRET: &str = "sandbox_app_secret_0001";

fn authorize(host: &str, client: &str, more: &str) -> String {
    let redirect: String = url::form_urlencoded::byte_serialize(REDIRECT.as_bytes()).collect();
    format!("https://{host}?client_id={client}&redirect_uri={redirect}&response_type=code&state=s%2F1{more}")
}

fn instagram(more: &str) -> String {
    authorize("www.instagram.com/oauth/authorize", "990450000000001", more)
}

fn facebook(more: &str) -> String {
    authorize("www.facebook.com/v26.0/dialog/oauth", "123450000000001", more)
}

async fn open(town: &Town, uri: &str, cookie: &str) -> Answer {
    town.call(Request::get(uri).header("cookie", cookie).body(Body::empty()).unwrap()).await
}

/// Presses a button of the page at this address, as a browser would: the form posts to its own address.
async fn press(town: &Town, uri: &str, fields: &[(&str, &str)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(uri).header("content-type", "application/x-www-form-urlencoded");
    town.call(request.body(Body::from(body)).unwrap()).await
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 302, "{}", answer.text);
    answer.headers["location"].to_str().unwrap().to_owned()
}

fn part(address: &str, name: &str) -> Option<String> {
    Url::parse(address).unwrap().query_pairs().find(|(k, _)| k == name).map(|(_, v)| v.into_owned())
}

const ALLOW: &[(&str, &str)] = &[
    ("account", "bluekiln"),
    ("decision", "allow"),
    ("grant_instagram_business_basic", "on"),
    ("grant_instagram_business_manage_messages", "on"),
];

async fn code(town: &Town) -> String {
    let back = press(town, &instagram(&format!("&scope={SCOPES}")), ALLOW).await;
    part(&location(&back), "code").unwrap()
}

async fn exchange(town: &Town, changes: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("client_id", "990450000000001"),
        ("client_secret", SECRET),
        ("grant_type", "authorization_code"),
        ("redirect_uri", REDIRECT),
    ];
    fields.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    fields.extend(changes);
    press(town, "https://api.instagram.com/oauth/access_token", &fields).await
}

#[tokio::test]
async fn instagram_login_from_the_page_to_a_long_lived_token() {
    let town = Town::new().await;
    let address = instagram(&format!("&scope={SCOPES}&force_reauth=true"));
    let page = open(&town, &address, "").await;
    assert_eq!(
        (page.status.as_u16(), &page.headers["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
    for piece in
        ["name=\"account\" value=\"bluekiln\"", "name=\"grant_instagram_business_basic\"", "value=\"deny\""]
    {
        assert!(page.text.contains(piece), "{piece} in {}", page.text);
    }
    let back = location(&press(&town, &address, ALLOW).await);
    assert!(
        back.starts_with("https://relay.example/back?tenant=1&code=AQB") && back.ends_with("&state=s%2F1#_"),
        "{back}"
    );
    let code = part(&back, "code").unwrap();

    let row = exchange(&town, &[("code", &code)]).await.json();
    assert_eq!(row["permissions"], SCOPES);
    let id = town.get("/me").await.json()["id"].clone();
    assert_eq!(row["user_id"], id, "the app-scoped id");
    let again = exchange(&town, &[("code", &code)]).await;
    assert_eq!(
        (again.status.as_u16(), again.json()),
        (
            400,
            json!({"error_type": "OAuthException", "code": 400, "error_message": "Matching code was not found or was already used"})
        )
    );

    let short = row["access_token"].as_str().unwrap();
    assert_eq!(town.get_as(short, "/me").await.status, 200);
    let trade = |secret: &str| format!("/access_token?grant_type=ig_exchange_token&client_secret={secret}");
    assert_eq!(town.get_as(short, &trade("wrong")).await.error(), (1, None));
    let long = town.get_as(short, &trade(SECRET)).await.json();
    let lasting = long["access_token"].as_str().unwrap();
    assert_eq!(town.get_as(lasting, &trade(SECRET)).await.error(), (100, None), "it is long already");
    assert!(long["expires_in"].as_i64().unwrap() > 59 * 86_400, "{long}");
    let versioned = format!("/v26.0/oauth{}", trade(SECRET));
    assert_eq!(town.get_as(short, &versioned).await.json()["token_type"], "bearer");
    town.sandbox.advance(HOUR_MS);
    assert_eq!(town.get_as(short, "/me").await.error(), (190, Some(463)), "an hour is over");
    assert_eq!(town.get_as(long["access_token"].as_str().unwrap(), "/me").await.status, 200);
}

#[tokio::test]
async fn a_code_is_refused() {
    for (change, late) in [
        (("client_id", "1"), 0),
        (("client_secret", "wrong"), 0),
        (("redirect_uri", "https://relay.example/back"), 0),
        (("code", "AQBunknown"), 0),
        (("grant_type", "authorization_code"), HOUR_MS),
    ] {
        let town = Town::new().await;
        let code = code(&town).await;
        town.sandbox.advance(late);
        let mut changes = vec![change];
        if change.0 != "code" {
            changes.push(("code", code.as_str()));
        }
        let refused = exchange(&town, &changes).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (400, &json!(400)), "{change:?}");
    }
}

#[tokio::test]
async fn a_multipart_exchange_and_fewer_scopes_than_asked_for() {
    let town = Town::new().await;
    let address = instagram(&format!("&scope={SCOPES}"));
    let fewer: Vec<_> = ALLOW.iter().copied().filter(|(k, _)| !k.ends_with("messages")).collect();
    let code = part(&location(&press(&town, &address, &fewer).await), "code").unwrap();
    let parts: String = [
        ("client_id", "990450000000001"),
        ("client_secret", SECRET),
        ("grant_type", "authorization_code"),
        ("redirect_uri", REDIRECT),
        ("code", code.as_str()),
    ]
    .iter()
    .map(|(k, v)| format!("--b\r\nContent-Disposition: form-data; name=\"{k}\"\r\n\r\n{v}\r\n"))
    .collect();
    let request = Request::post("/api.instagram.com/oauth/access_token")
        .header("content-type", "multipart/form-data; boundary=b");
    let granted = town.call(request.body(Body::from(format!("{parts}--b--\r\n"))).unwrap()).await.json();
    assert_eq!(granted["permissions"], "instagram_business_basic");
    let token = granted["access_token"].as_str().unwrap();
    assert_eq!(town.get_as(token, "/me").await.status, 200);
    assert_eq!(town.get_as(token, "/me/conversations").await.error(), (10, None));
}

#[tokio::test]
async fn what_is_refused_before_anybody_is_asked() {
    let town = Town::new().await;
    town.control("app", json!({"redirect_uris": [REDIRECT]})).await;
    let good = instagram(&format!("&scope={SCOPES}"));
    assert_eq!(open(&town, &good, "").await.status, 200);
    for bad in [
        good.replace("990450000000001", "123450000000001"),
        good.replace("back", "back%2F"),
        good.replace("https%3A", "http%3A"),
        good.replace("response_type=code", "response_type=magic"),
        good.replace("&response_type=code", ""),
        instagram("&scope=business_basic"),
        instagram(""),
    ] {
        let refused = open(&town, &bad, "").await;
        assert_eq!(refused.status, 400, "{bad}");
        assert!(!refused.headers.contains_key("location"), "{bad}");
    }
}

#[tokio::test]
async fn saying_no_and_being_logged_in_already() {
    let town = Town::new().await;
    town.control("handles", json!({"username": "other"})).await;
    let address = instagram(&format!("&scope={SCOPES}"));
    let denied = location(&press(&town, &address, &[("decision", "deny")]).await);
    assert_eq!(part(&denied, "error").as_deref(), Some("access_denied"));
    assert_eq!(part(&denied, "error_reason").as_deref(), Some("user_denied"));
    assert_eq!(part(&denied, "state").as_deref(), Some("s/1"));
    let allowed = press(&town, &address, ALLOW).await;
    let cookie = allowed.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = open(&town, &address, &cookie).await;
    assert!(page.text.contains("bluekiln") && !page.text.contains("other"), "the browser reuses the account");
    let page = open(&town, &format!("{address}&force_reauth=true"), &cookie).await;
    assert!(page.text.contains("other"), "it asks again");
    let undecided = press(&town, &address, &[("decision", "allow")]).await;
    assert_eq!(undecided.status, 200, "nobody chosen: the page again");
}

/// A Page with a user of its own; the user's long-lived token comes second.
async fn page(town: &Town, more: Value) -> (Value, String) {
    let mut page = json!({"name": "Blue Kiln", "user": "Dana", "handle": "bluekiln"});
    page.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = town.control("pages", page).await;
    let user = town.control("users/Dana/token", json!({"action": "issue"})).await;
    (made, user["token"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn facebook_login_from_the_page_to_a_page_token() {
    let town = Town::new().await;
    let (made, _) = page(&town, json!({})).await;
    let scope = "pages_show_list,instagram_basic,instagram_manage_messages";
    let address = facebook(&format!("&scope={scope}"));
    let user = town.look("users").await["users"][0]["id"].as_str().unwrap().to_owned();
    assert!(open(&town, &address, "").await.text.contains(&user));
    let fields = [
        ("account", user.as_str()),
        ("decision", "allow"),
        ("grant_pages_show_list", "on"),
        ("grant_instagram_manage_messages", "on"),
    ];
    let back = location(&press(&town, &address, &fields).await);
    let code = part(&back, "code").unwrap();
    let redirect: String = url::form_urlencoded::byte_serialize(REDIRECT.as_bytes()).collect();
    let trade = |secret: &str, redirect: &str| {
        format!(
            "https://graph.facebook.com/v26.0/oauth/access_token?client_id=123450000000001&client_secret={secret}&redirect_uri={redirect}&code={code}"
        )
    };
    assert_eq!(open(&town, &trade("wrong", &redirect), "").await.error(), (1, None));
    assert_eq!(open(&town, &trade(SECRET, "https%3A%2F%2Fx"), "").await.error(), (100, Some(36_008)));
    town.control("switches", json!({"page_login_code_token": "short"})).await;
    let short = open(&town, &trade(SECRET, &redirect), "").await.json();
    assert_eq!(short["expires_in"], 3600);
    assert_eq!(open(&town, &trade(SECRET, &redirect), "").await.error(), (100, Some(36_007)), "once");
    let short = short["access_token"].as_str().unwrap().to_owned();
    let on = |token: &str, path: &str| format!("https://graph.facebook.com/v26.0{path}access_token={token}");

    let permissions = open(&town, &on(&short, "/me/permissions?"), "").await.json();
    let status = |name: &str| {
        let rows = permissions["data"].as_array().unwrap();
        rows.iter().find(|row| row["permission"] == name).map(|row| row["status"].clone())
    };
    assert_eq!(status("instagram_manage_messages"), Some(json!("granted")));
    assert_eq!(status("instagram_basic"), Some(json!("declined")), "it was not ticked");

    let accounts = on(
        &short,
        "/me/accounts?fields=id,name,access_token,tasks,instagram_business_account%7Bid,username%7D&",
    );
    let rows = open(&town, &accounts, "").await.json();
    let row = &rows["data"][0];
    assert_eq!(row["id"], made["page_id"]);
    assert_eq!(row["instagram_business_account"], json!({"id": town.ig_id, "username": "bluekiln"}));
    let hourly = row["access_token"].as_str().unwrap().to_owned();

    let lengthen = format!(
        "https://graph.facebook.com/v26.0/oauth/access_token?grant_type=fb_exchange_token&client_id=123450000000001&client_secret={SECRET}&fb_exchange_token={short}"
    );
    let long = open(&town, &lengthen, "").await.json()["access_token"].as_str().unwrap().to_owned();
    let one = on(&long, &format!("/{}?fields=access_token&", row["id"].as_str().unwrap()));
    let lasting = open(&town, &one, "").await.json()["access_token"].as_str().unwrap().to_owned();

    let app = format!("123450000000001%7C{SECRET}");
    let debug = async |token: &str| {
        let uri = format!("https://graph.facebook.com/debug_token?input_token={token}&access_token={app}");
        open(&town, &uri, "").await.json()["data"].clone()
    };
    assert_eq!(
        (&debug(&lasting).await["type"], &debug(&lasting).await["expires_at"]),
        (&json!("PAGE"), &json!(0))
    );
    assert_eq!(debug(&lasting).await["granular_scopes"][0]["target_ids"], json!([town.ig_id]));
    assert_eq!(debug("EAAnothing").await["is_valid"], false);
    town.sandbox.advance(HOUR_MS);
    let dead = debug(&hourly).await;
    assert_eq!((&dead["is_valid"], &dead["error"]["code"]), (&json!(false), &json!(190)));
    let me = |token: &str| on(token, "/me?");
    assert_eq!(open(&town, &me(&hourly), "").await.error(), (190, Some(463)));
    assert_eq!(open(&town, &me(&lasting), "").await.json()["name"], "Blue Kiln");
    let stranger =
        format!("https://graph.facebook.com/debug_token?input_token={lasting}&access_token={lasting}");
    assert_eq!(open(&town, &stranger, "").await.error(), (100, None));
}

#[tokio::test]
async fn the_fragment_of_an_embedded_login() {
    let town = Town::new().await;
    page(&town, json!({})).await;
    let address = facebook("&scope=pages_show_list").replace("response_type=code", "response_type=token");
    let back = press(
        &town,
        &address,
        &[("account", "Dana"), ("decision", "allow"), ("grant_pages_show_list", "on")],
    );
    let back = Url::parse(&location(&back.await)).unwrap();
    let fragment = back.fragment().unwrap();
    assert!(fragment.starts_with("access_token=EAA") && fragment.contains("expires_in=3600"), "{fragment}");
}

#[tokio::test]
async fn many_pages_of_pages_and_one_without_a_handle() {
    let town = Town::new().await;
    page(&town, json!({})).await;
    for n in 0..6 {
        town.control("pages", json!({"name": format!("Page {n}"), "user": "Dana", "tasks": ["ANALYZE"]}))
            .await;
    }
    let (_, token) = page(&town, json!({"name": "Last", "handle": null})).await;
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let list = town
            .get_as(&token, &format!("/graph.facebook.com/v26.0/me/accounts?limit=3&fields=name,tasks,instagram_business_account{after}"))
            .await
            .json();
        for row in list["data"].as_array().unwrap() {
            assert_eq!(row.get("instagram_business_account").is_some(), row["name"] == "Blue Kiln", "{row}");
            names.push(row["name"].as_str().unwrap().to_owned());
        }
        let Some(next) = list["paging"]["next"].as_str() else { break };
        assert!(next.starts_with("https://graph.facebook.com/v26.0/me/accounts?"), "{next}");
        after = format!("&after={}", list["paging"]["cursors"]["after"].as_str().unwrap());
    }
    names.sort();
    assert_eq!(names.len(), 8);
    names.dedup();
    assert_eq!(names.len(), 8);
}

#[tokio::test]
async fn a_proof_when_the_app_demands_it() {
    let town = Town::new().await;
    town.control("app", json!({"require_proof": true})).await;
    assert_eq!(town.get("/me").await.error(), (100, None));
    assert_eq!(town.get("/me?appsecret_proof=00").await.error(), (100, None));
    let token = town.control("handles", json!({"username": "x", "token": "EAASANDBOXTOKEN"})).await;
    let token = token["token"].as_str().unwrap();
    let classic = "09e7a66ef4f79a98990e7682606bc33fd3b129620adc16da742efdf034e81d3a";
    let timed = "3c415af115c716c2c0b62099e3debc656dd75a6cd3ad3b81a35ccf3c1abf810a";
    assert_eq!(town.get_as(token, &format!("/me?appsecret_proof={classic}")).await.status, 200);
    let timed = format!("/me?appsecret_proof={timed}&appsecret_time=1790000000");
    assert_eq!(town.get_as(token, &timed).await.status, 200);
    town.sandbox.advance(6 * 60_000);
    assert_eq!(town.get_as(token, &timed).await.error(), (100, None), "five minutes are over");
}

#[tokio::test]
async fn the_host_of_the_exchange_has_one_shape_for_every_refusal() {
    let town = Town::new().await;
    let code = code(&town).await;
    let by_get =
        format!("https://api.instagram.com/oauth/access_token?grant_type=authorization_code&code={code}");
    for refused in [
        exchange(&town, &[("code", &code), ("grant_type", "magic")]).await,
        exchange(&town, &[("code", &code), ("grant_type", "ig_exchange_token")]).await,
        open(&town, &by_get, "").await,
    ] {
        let body = refused.json();
        assert_eq!((&body["error_type"], &body["code"]), (&json!("OAuthException"), &json!(400)), "{body}");
        assert!(body["error"].is_null() && !body["error_message"].as_str().unwrap().contains('#'), "{body}");
    }
}

#[tokio::test]
async fn facebook_grants_any_scope_that_lives() {
    let town = Town::new().await;
    page(&town, json!({})).await;
    for (scope, status) in [
        ("email,pages_show_list,instagram_content_publish", 200),
        ("manage_pages", 400),
        ("instagram_business_basic", 400),
        ("business_management", 200),
        ("Email", 400),
        ("pages.show", 400),
    ] {
        let answer = open(&town, &facebook(&format!("&scope={scope}")), "").await;
        assert_eq!(answer.status, status, "{scope}");
    }
    let configured = open(&town, &facebook("&config_id=5"), "").await;
    assert!(configured.text.contains("grant_instagram_manage_messages"), "{}", configured.text);
}

#[tokio::test]
async fn facebook_compares_a_redirect_address_without_its_state() {
    let town = Town::new().await;
    town.control("app", json!({"redirect_uris": [REDIRECT]})).await;
    let with = |more: &str| facebook("&scope=email").replace("tenant%3D1", &format!("tenant%3D1{more}"));
    assert_eq!(open(&town, &with("%26state%3D7"), "").await.status, 200);
    assert_eq!(open(&town, &with("%26other%3D7"), "").await.status, 400);
    let instagram = instagram(&format!("&scope={SCOPES}")).replace("tenant%3D1", "tenant%3D1%26state%3D7");
    assert_eq!(open(&town, &instagram, "").await.status, 400, "Instagram Login compares all of it");
}
