"""Other people's clients get right answers from the sandbox, so that it does not merely agree with ours."""

import asyncio
import sys

import pytest
from facebook_business import FacebookAdsApi
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.user import User
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession
from hiinsta import InstagramMessenger
from hiinsta.types.exeptions import InstagramApiException


@pytest.fixture
def hiinsta(sandbox, monkeypatch):
    monkeypatch.setattr(sys.modules["hiinsta.InstagramMessenger"], "INSTAGRAM_BASE_URL", sandbox.graph)
    return InstagramMessenger(sandbox.handle["token"])


@pytest.fixture
def meta(sandbox, monkeypatch):
    """Meta's own client, which sends everything as forms."""
    monkeypatch.setattr(FacebookSession, "GRAPH", sandbox.graph)
    return api(sandbox.handle["token"])


def api(token):
    return FacebookAdsApi(FacebookSession(access_token=token), api_version="v26.0")


def test_hiinsta_sends_every_kind_that_it_knows(sandbox, hiinsta):
    async def all_kinds():
        at = "https://media.bluekiln.example"
        return [
            await hiinsta.send_text("Good morning ☀️", sandbox.person),
            await hiinsta.send_image(f"{at}/picture.jpg", sandbox.person),
            await hiinsta.send_video(f"{at}/clip.mp4", sandbox.person),
            await hiinsta.send_audio(f"{at}/voice.m4a", sandbox.person),
            await hiinsta.send_file(f"{at}/prices.pdf", sandbox.person),
        ]

    mids = asyncio.run(all_kinds())
    sends = sandbox.ledger()["sends"]
    assert [send["mid"] for send in sends] == mids
    assert sends[0]["text"] == "Good morning ☀️"
    assert {send["recipient"] for send in sends} == {sandbox.person}


def test_hiinsta_reads_a_person(sandbox, hiinsta):
    person = asyncio.run(hiinsta.get_user_data(sandbox.person))
    assert (person.id, person.username, person.name) == (sandbox.person, "mira", "Mira Kovac")


def test_hiinsta_understands_a_refusal(sandbox, hiinsta):
    sandbox.post("clock", {"advance_ms": 25 * 3_600_000})
    with pytest.raises(InstagramApiException) as refusal:
        asyncio.run(hiinsta.send_text("too late", sandbox.person))
    error = refusal.value.response_json["error"]
    assert (refusal.value.error_code, error["error_subcode"]) == ("10", 2534022)
    assert sandbox.ledger()["sends"] == []


def test_metas_client_lists_conversations_and_reads_their_messages(sandbox, meta):
    newest = sandbox.happen("text", text="second")
    path = (sandbox.handle["ig_id"], "conversations")
    fields = "id,updated_time,participants,messages.limit(20){id,created_time,from,to,message}"
    listed = meta.call("GET", path, params={"platform": "instagram", "fields": fields}).json()
    (thread,) = listed["data"]
    assert {party["username"] for party in thread["participants"]["data"]} == {"bluekiln", "mira"}
    assert [message["message"] for message in thread["messages"]["data"]] == ["second", "hello"]
    assert thread["messages"]["data"][0]["id"] == newest
    read = meta.call("GET", (newest,), params={"fields": "id,message,from"}).json()
    assert (read["message"], read["from"]["id"]) == ("second", sandbox.person)


def test_metas_client_sends_with_forms(sandbox, meta):
    body = {
        "recipient": {"id": sandbox.person},
        "message": {"text": "from a form"},
        "messaging_type": "RESPONSE",
    }
    answer = meta.call("POST", ("me", "messages"), params=body).json()
    assert answer["recipient_id"] == sandbox.person
    (send,) = sandbox.ledger()["sends"]
    assert (send["mid"], send["text"]) == (answer["message_id"], "from a form")


def test_metas_client_knows_the_handle(sandbox, meta):
    me = meta.call("GET", ("me",), params={"fields": "user_id,username,account_type,followers_count"}).json()
    assert me["user_id"] == sandbox.handle["ig_id"]
    assert (me["username"], me["followers_count"]) == ("bluekiln", 1520)
    node = IGUser(sandbox.handle["ig_id"], api=meta).api_get(fields=["username"])
    assert node["username"] == "bluekiln"


def test_metas_client_subscribes(sandbox, meta):
    path = (sandbox.handle["ig_id"], "subscribed_apps")
    assert meta.call("POST", path, params={"subscribed_fields": ["messages", "message_reactions"]}).json() == {
        "success": True
    }
    (row,) = meta.call("GET", path).json()["data"]
    assert set(row["subscribed_fields"]) >= {"messages", "message_reactions"}
    assert meta.call("DELETE", path).json() == {"success": True}


def test_metas_client_understands_a_dead_token(sandbox, meta):
    sandbox.post("handles/bluekiln/token", {"action": "revoke", "subcode": 460})
    with pytest.raises(FacebookRequestError) as refusal:
        meta.call("GET", ("me", "conversations"), params={"platform": "instagram"})
    assert (refusal.value.api_error_code(), refusal.value.api_error_subcode()) == (190, 460)


def test_metas_client_works_through_a_page(sandbox, meta):
    made = sandbox.post("pages", {"name": "Blue Kiln", "handle": "bluekiln", "user": "Ada"}).json()
    issued = sandbox.post("users/Ada/token", {"action": "issue"}).json()
    pages = User("me", api=api(issued["token"])).get_accounts(
        fields=["id", "name", "access_token", "tasks", "instagram_business_account"]
    )
    (page,) = list(pages)
    assert (page["id"], page["name"]) == (made["page_id"], "Blue Kiln")
    assert page["instagram_business_account"]["id"] == sandbox.handle["ig_id"]
    assert "MESSAGING" in page["tasks"]

    page = Page(page["id"], api=api(page["access_token"]))
    (thread,) = list(page.get_conversations(fields=["id", "updated_time"], params={"platform": "INSTAGRAM"}))
    assert thread["id"]
    answer = page.create_message(
        params={
            "recipient": {"id": sandbox.person},
            "message": {"text": "through the Page"},
            "messaging_type": "RESPONSE",
        }
    )
    (send,) = sandbox.ledger()["sends"]
    assert (send["mid"], send["text"]) == (answer["message_id"], "through the Page")
