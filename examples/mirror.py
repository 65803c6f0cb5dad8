#!/usr/bin/env python3
"""Mirrors a profile into a local SQLite file: a snapshot first, then the feed of changes, then a comparison.

    python3 examples/mirror.py [copy.db]

Run it as often as you like, from cron for instance: each run goes on where the one before ended, wherever that was.
Needs the standard library only. It talks to `ventanilla serve --demo`; VENTANILLA_URL, VENTANILLA_EMAIL and
VENTANILLA_PASSWORD say otherwise.
"""

import hashlib
import itertools
import json
import os
import sqlite3
import sys
import urllib.error
import urllib.request

URL = os.environ.get("VENTANILLA_URL", "http://127.0.0.1:8080")

ENTITIES = [
    "profile", "member", "catalog_entry", "input", "file", "company", "contact", "product", "lead", "opportunity", "ticket",
    "ticket_comment", "interaction",
]


class Failed(Exception):
    """A call that failed: `code` is for programs, the text for people, `details` lists what is wrong."""

    def __init__(self, error, response):
        super().__init__(error)
        self.code = response["code"]
        self.details = response["details"]


class Client:
    def __init__(self, url):
        self.url = url
        self.token = None

    def call(self, method, **parameters):
        """Calls a method and gives its response."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        body = json.dumps({"method": method, "parameters": parameters}).encode()
        request = urllib.request.Request(self.url + "/api", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                reply = json.load(answer)
        except urllib.error.HTTPError as failure:
            # Ventanilla's own failures are replies, too. What else answers (a proxy) sends no JSON.
            if failure.headers.get_content_type() != "application/json":
                raise
            reply = json.load(failure)
        if not reply["success"]:
            raise Failed(reply["error"], reply["response"])
        return reply["response"]


class Copy:
    """The records, and how far the mirror has come. Both are written in one transaction, always."""

    def __init__(self, path):
        self.database = sqlite3.connect(path)
        with self.database:
            self.database.execute(
                "CREATE TABLE IF NOT EXISTS records (entity TEXT, id INTEGER, version INTEGER, record TEXT, PRIMARY KEY (entity, id))"
            )
            self.database.execute("CREATE TABLE IF NOT EXISTS progress (name TEXT PRIMARY KEY, value TEXT)")

    def progress(self, name):
        row = self.database.execute("SELECT value FROM progress WHERE name = ?", (name,)).fetchone()
        return row and row[0]

    def note(self, name, value):
        self.database.execute("INSERT OR REPLACE INTO progress VALUES (?, ?)", (name, value))

    def keep(self, entity, record):
        """Keeps a record, unless a later version of it is there: the feed may repeat what the snapshot showed already."""
        self.database.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT (entity, id) DO UPDATE"
            " SET version = excluded.version, record = excluded.record WHERE excluded.version > version",
            (entity, record["id"], record["version"], json.dumps(record["record"])),
        )

    def remove(self, entity, id):
        self.database.execute("DELETE FROM records WHERE entity = ? AND id = ?", (entity, id))

    def forget(self):
        with self.database:
            self.database.execute("DELETE FROM records")
            self.database.execute("DELETE FROM progress")


def from_here(copy):
    """A snapshot begins with the kinds of record that are to be copied, and goes on with its cursor."""
    cursor = copy.progress("cursor")
    return {"cursor": cursor} if cursor else {"entities": ENTITIES}


def take_snapshot(client, profile, copy):
    """Copies all records, page by page. An interrupted snapshot goes on with its next page."""
    while not copy.progress("since"):
        page = client.call("Sync.GetSnapshot", profile_id=profile, **from_here(copy))
        with copy.database:
            for record in page["records"]:
                copy.keep(page["entity"], record)
            copy.note("cursor", page["cursor"])
            copy.note("since", page["since"])


def follow(client, profile, copy):
    """Applies what has happened since, and says how many changes that were."""
    applied, more = 0, True
    while more:
        stretch = client.call("Sync.GetChanges", profile_id=profile, since=copy.progress("since"), entities=ENTITIES)
        with copy.database:
            for change in stretch["changes"]:
                if change["operation"] == "delete":
                    copy.remove(change["entity"], change["id"])
                else:
                    copy.keep(change["entity"], change)
            copy.note("since", stretch["cursor"])
        applied += len(stretch["changes"])
        more = stretch["more"]
    return applied


def sha256(records):
    return hashlib.sha256("".join(f"{id}:{version}\n" for id, version in records).encode()).hexdigest()


def different(client, profile, copy, entity):
    """The thousands of ids whose records differ from the service's."""
    digest = client.call("Sync.GetDigest", profile_id=profile, entity=entity)
    own = copy.database.execute("SELECT id, version FROM records WHERE entity = ? ORDER BY id", (entity,)).fetchall()
    if sha256(own) == digest["sha256"]:
        return set()
    theirs = {bucket["bucket"]: bucket["sha256"] for bucket in digest["buckets"]}
    ours = {bucket: sha256(records) for bucket, records in itertools.groupby(own, lambda record: record[0] // 1000)}
    return {bucket for bucket in theirs.keys() | ours.keys() if theirs.get(bucket) != ours.get(bucket)}


def mirror(client, profile, copy):
    take_snapshot(client, profile, copy)
    print(f"{follow(client, profile, copy)} changes followed")
    # What is written between following and comparing is a difference, too: it goes away by following on.
    for _ in range(5):
        differences = {entity: different(client, profile, copy, entity) for entity in ENTITIES}
        if not any(differences.values()):
            for entity, count in copy.database.execute("SELECT entity, count(*) FROM records GROUP BY entity ORDER BY entity"):
                print(f"  {entity}: {count} equal")
            return
        follow(client, profile, copy)
    raise SystemExit(f"the copy differs: {differences}")


client = Client(URL)
login = client.call(
    "Auth.Login",
    email=os.environ.get("VENTANILLA_EMAIL", "ana@example.com"),
    password=os.environ.get("VENTANILLA_PASSWORD", "ventanilla-demo"),
)
client.token = login["token"]
profile = client.call("Profiles.GetProfiles")["profiles"][0]["id"]
copy = Copy(sys.argv[1] if len(sys.argv) > 1 else "copy.db")
try:
    mirror(client, profile, copy)
except Failed as failure:
    if not any(problem.get("rule") == "unknown_position" for problem in failure.details):
        raise
    # The service's database was restored from a backup: what was read since then is not so any more.
    print("the database was restored; the copy begins anew")
    copy.forget()
    mirror(client, profile, copy)
