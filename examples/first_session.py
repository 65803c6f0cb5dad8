#!/usr/bin/env python3
"""A first session in Python: sign in, list companies, create one, edit it, handle a failure.

Needs the standard library only. It talks to `ventanilla serve --demo`; VENTANILLA_URL, VENTANILLA_EMAIL and
VENTANILLA_PASSWORD say otherwise.
"""

import json
import os
import urllib.error
import urllib.request

URL = os.environ.get("VENTANILLA_URL", "http://127.0.0.1:8080")


class Failed(Exception):
    """A call that failed: `code` is for programs, the text for people, `details` lists what is wrong."""

    def __init__(self, error, response):
        super().__init__(error)
        self.code = response["code"]
        self.details = response["details"]
        self.request_id = response["request_id"]


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
            with urllib.request.urlopen(request, timeout=30) as answer:
                reply = json.load(answer)
        except urllib.error.HTTPError as failure:
            # Ventanilla's own failures are replies, too. What else answers (a proxy) sends no JSON.
            if failure.headers.get_content_type() != "application/json":
                raise
            reply = json.load(failure)
        if not reply["success"]:
            raise Failed(reply["error"], reply["response"])
        return reply["response"]


client = Client(URL)
login = client.call(
    "Auth.Login",
    email=os.environ.get("VENTANILLA_EMAIL", "ana@example.com"),
    password=os.environ.get("VENTANILLA_PASSWORD", "ventanilla-demo"),
)
client.token = login["token"]
profile = client.call("Profiles.GetProfiles")["profiles"][0]["id"]

page = client.call("Companies.GetCompanies", profile_id=profile, pagination=2)
print(f"{page['total']} companies; the first are:")
for company in page["companies"]:
    print(f"  {company['id']}  {company['name']}")

types = client.call("Companies.GetTypes", profile_id=profile)["types"]
industries = client.call("Companies.GetIndustries", profile_id=profile)["industries"]
company = client.call(
    "Companies.CreateCompany",
    profile_id=profile,
    name="Café del Puerto",
    type_id=types[0]["id"],
    industry_id=industries[0]["id"],
)["company"]
print(f"Created company {company['id']} with the number {company['client_number']}.")

# What is not named stays as it was; None (null) clears.
company = client.call("Companies.EditCompany", profile_id=profile, company_id=company["id"], phone="+52 33 1234 5678")["company"]
print(f"Its phone is {company['phone']} now; this is version {company['version']} of it.")

# A failed call changes nothing, and its reply lists everything that is wrong with it.
try:
    client.call("Companies.EditCompany", profile_id=profile, company_id=company["id"], nmae="Café", type_id="none")
    raise SystemExit("this call should have failed")
except Failed as failure:
    print(f"{failure.code}: {failure}")
    for problem in failure.details:
        print(f"  {problem['path']}: {problem['message']}")
