"""An independent parser reads every body that the sandbox sends as ours does, and accepts its signature."""

import json

import pytest
from conftest import ours
from hiinsta import InstagramMessenger
from hiinsta.webhooks import verify_signature

SECRET = "sandbox_app_secret_0001"

# Instagram's names, and the one word that we have for each.
KINDS = {
    "share": "post",
    "ig_post": "post",
    "ig_reel": "reel",
    "ig_story": "story",
    "appointment_booking": "appointment",
}


def theirs(body):
    """What hiinsta reads in a body, in our reader's words."""
    update = InstagramMessenger.process_payload(json.loads(body))
    return [
        event(entry.id, messaging, standby)
        for entry in update.entry
        for standby, list_ in ((False, entry.messaging), (True, entry.standby))
        for messaging in list_ or []
    ]


def event(account, messaging, standby):
    facts = {"account": account, "at": messaging.timestamp, "standby": standby}
    sender = messaging.sender and messaging.sender.id
    recipient = messaging.recipient and messaging.recipient.id
    own = sender == account
    person = recipient if own else sender
    match messaging.event_type:
        case "message" if messaging.message.is_deleted:
            return facts | {"what": "unsend", "mid": messaging.message.mid}
        case "message":
            return facts | message(messaging.message, person, own)
        case "postback":
            pressed = messaging.postback
            return facts | {"what": "message", "mid": pressed.mid, "person": person, "ours": own,
                            "postback": {"title": pressed.title, "payload": pressed.payload}}
        case "reaction":
            return facts | {"what": "reaction", "mid": messaging.reaction.mid, "person": person, "ours": own}
        case "read":
            return facts | {"what": "seen", "mid": messaging.read.mid, "person": person}
        case "message_edit":
            edit = messaging.message_edit
            number = int(edit.num_edit or 0)
            if number == 0:
                return facts | {"what": "fetch", "mid": edit.mid}
            return facts | {"what": "edit", "mid": edit.mid, "text": edit.text, "number": number}
        case "referral":
            return facts | {"what": "line", "line": "referral", "person": person}
        case other:
            return facts | {"field": other}


def message(message, person, own):
    facts = {"what": "message", "mid": message.mid, "person": person, "ours": own or message.is_echo}
    if message.text:
        facts["text"] = message.text
    if message.quick_reply:
        facts["quick_reply"] = message.quick_reply.payload
    if message.reply_to and message.reply_to.mid:
        facts["reply_to"] = message.reply_to.mid
    if message.reply_to and message.reply_to.story:
        story = message.reply_to.story
        facts["story"] = {name: value for name, value in (("url", story.url), ("id", story.id)) if value}
    facts["unsupported"] = bool(message.is_unsupported)
    facts["kinds"] = {KINDS.get(attachment.type, attachment.type) for attachment in message.attachments or []}
    facts["urls"] = {attachment.media_url for attachment in message.attachments or []} - {None}
    return facts


def comparable(facts):
    """Our reading with its attachments as sets: what Instagram says twice we show once."""
    facts = dict(facts)
    attachments = facts.pop("attachments", None)
    if attachments is not None:
        facts["kinds"] = {attachment["kind"] for attachment in attachments}
        facts["urls"] = {attachment["url"] for attachment in attachments if "url" in attachment}
    return facts


def assert_same(body):
    """Each fact that the other parser has, ours has, too; and both see the same events."""
    mine, other = [comparable(facts) for facts in ours(body)], theirs(body)
    assert len(mine) == len(other), body
    for ours_, theirs_ in zip(mine, other, strict=True):
        theirs_ = {name: value for name, value in theirs_.items() if value is not None}
        if theirs_.get("kinds") == {"image", "sticker"}:
            theirs_["kinds"] = {"sticker"}  # the documented twin (section 6.6)
        assert {name: ours_.get(name) for name in theirs_} == theirs_, body


EVENTS = [
    ("text", {"text": "Grüße 👋 \\/ <b>"}),
    ("image", {}),
    ("image", {"count": 4, "text": "all of them"}),
    ("gif", {}),
    ("video", {}),
    ("audio", {}),
    ("file", {"name": "prices.pdf"}),
    ("sticker", {}),
    ("share", {}),
    ("ig_post", {"title": "New glaze"}),
    ("ig_reel", {"title": "Kiln opening"}),
    ("reel", {"title": "Kiln opening"}),
    ("story_mention", {}),
    ("story_reply", {"text": "where is this?"}),
    ("shared_story", {}),
    ("media", {}),
    ("ephemeral", {}),
    ("template", {}),
    ("fallback", {}),
    ("fallback", {"url": "https://bluekiln.example/", "title": "Blue Kiln"}),
    ("appointment", {}),
    ("unsupported_type", {}),
    ("unsupported", {}),
    ("attached", {"attachments": [{"type": "hologram", "payload": {"url": "https://x.example/"}}]}),
    ("quick_reply", {"text": "Yes", "payload": "YES"}),
    ("referred", {"text": "about the ad"}),
    ("postback", {"title": "Prices", "payload": "PRICES"}),
    ("referral", {"ref": "summer"}),
    ("app_reply", {"text": "from another tool", "app_id": "42"}),
    ("phone_reply", {"text": "on my way"}),
    ("self_message", {"text": "note to self"}),
]


def signed_body(sandbox, events):
    """The exact bytes that the sandbox would send for these events, with their headers."""
    answer = sandbox.post("webhook-body", events).json()
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    return answer["body"].encode(), headers["x-hub-signature-256"]


@pytest.mark.parametrize(("kind", "fields"), EVENTS, ids=lambda value: value if isinstance(value, str) else "")
def test_hiinsta_reads_what_we_read(sandbox, kind, fields):
    body, signature = signed_body(sandbox, [{**sandbox.named(), "kind": kind, **fields}])
    assert verify_signature(SECRET, body, signature)
    assert_same(body)


@pytest.mark.parametrize("kind", ["react", "unreact", "edit", "unsend"])
def test_hiinsta_reads_what_happens_to_a_message(sandbox, kind):
    mid = sandbox.happen("text", text="a question")
    told = {"react": {"emoji": "❤️"}, "edit": {"text": "another question"}}.get(kind, {})
    happened = {**sandbox.named(), "kind": kind, "mid": mid, **told}
    body, _ = signed_body(sandbox, [happened])
    assert_same(body)


def test_hiinsta_reads_what_the_person_has_seen(sandbox):
    sandbox.happen("phone_reply", text="on my way")
    body, _ = signed_body(sandbox, [{**sandbox.named(), "kind": "seen"}])
    assert_same(body)


def test_one_changed_byte_is_refused(sandbox):
    body, signature = signed_body(sandbox, [{**sandbox.named(), "kind": "text", "text": "hi"}])
    assert not verify_signature(SECRET, body.replace(b'"hi"', b'"ho"'), signature)
