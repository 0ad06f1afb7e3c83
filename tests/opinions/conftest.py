"""A sandbox of its own for each test, and our reading of a webhook body."""

import json
import os
import subprocess
from dataclasses import dataclass

import httpx
import pytest

SANDBOX = os.environ["HANDRAIL_SANDBOX"]
READER = os.environ["HANDRAIL_READER"]


@dataclass
class Sandbox:
    """A running sandbox with one handle and one person who has written to it."""

    graph: str
    control: str
    http: httpx.Client
    handle: dict
    person: str

    def post(self, path, body):
        answer = self.http.post(f"{self.control}/{path}", json=body)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer

    def happen(self, kind, **fields):
        """Lets something happen; gives its mid, if it made one."""
        answer = self.post("events", {**self.named(), "kind": kind, **fields}).json()
        return answer["mids"][0]

    def named(self):
        return {"handle": self.handle["username"], "person": "mira"}

    def ledger(self):
        return self.http.get(f"{self.control}/ledger").json()


@pytest.fixture
def sandbox():
    process = subprocess.Popen([SANDBOX, "serve", "--scenario", "empty"], stdout=subprocess.PIPE, text=True)
    try:
        serving = json.loads(process.stdout.readline())
        with httpx.Client(timeout=20) as http:
            made = Sandbox(serving["graph"], serving["control"], http, {}, "")
            made.handle = made.post("handles", {"username": "bluekiln", "followers_count": 1520}).json()
            mira = {"handle": "bluekiln", "username": "mira", "name": "Mira Kovac"}
            made.person = made.post("people", mira).json()["igsid"]
            made.happen("text", text="hello")
            fields = {"subscribed_fields": "messages,message_reactions,message_edit,messaging_postbacks,"
                      "messaging_referral,messaging_seen,message_echoes", "access_token": made.handle["token"]}
            http.post(f"{made.graph}/me/subscribed_apps", params=fields).raise_for_status()
            yield made
    finally:
        process.terminate()
        process.wait(10)


def ours(body: bytes):
    """What our parser reads in a webhook body."""
    read = subprocess.run([READER], input=body, capture_output=True, check=True)
    return [json.loads(line) for line in read.stdout.splitlines()]
