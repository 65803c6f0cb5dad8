"""pjrpc, unmodified, in a session with a running service: sign in, call, fail, batch, notify."""

import os

import requests
from pjrpc.client import exceptions
from pjrpc.client.backend.requests import Client

session = requests.Session()
session.trust_env = False
client = Client(os.environ["VENTANILLA_URL"] + "/api", session=session)

email, password = os.environ["VENTANILLA_EMAIL"], os.environ["VENTANILLA_PASSWORD"]
signed_in = client.call("Auth.Login", email=email, password=password)
session.headers["Authorization"] = "Bearer " + signed_in["token"]

profile_id = client.call("Profiles.GetProfiles")["profiles"][0]["id"]
page = client.call("Companies.GetCompanies", profile_id=profile_id, pagination=2)
before = page["total"]

try:
    client.call("Companies.EditCompany", profile_id=profile_id, company_id=1, nmae="Café")
    raise AssertionError("a misspelt parameter passes")
except exceptions.JsonRpcError as failure:
    assert failure.code == -32602, failure
    assert failure.data["code"] == "invalid_parameters", failure.data
    assert "nmae" in [problem["path"] for problem in failure.data["details"]], failure.data
    assert failure.data["request_id"], failure.data

try:
    client.call("Companies.GetCompanies", profile_id)
    raise AssertionError("parameters by position pass")
except exceptions.JsonRpcError as failure:
    assert failure.code == -32602 and "by name" in failure.message, failure

company = {
    "profile_id": profile_id,
    "type_id": client.call("Companies.GetTypes", profile_id=profile_id)["types"][0]["id"],
    "industry_id": client.call("Companies.GetIndustries", profile_id=profile_id)["industries"][0]["id"],
}
assert client.notify("Companies.CreateCompany", name="Aviso de pjrpc", **company) is None

with client.batch() as batch:
    batch.call("Companies.GetCompanies", profile_id=profile_id, pagination=1)
    batch.notify("Companies.CreateCompany", name="Lote de pjrpc", **company)
    batch.call("Companies.GetCompanies", profile_id=profile_id, pagination=1)
first, second = batch.get_results()
assert (first["total"], second["total"]) == (before + 1, before + 2), (before, first, second)

with client.batch() as batch:
    batch.notify("Companies.CreateCompany", name="Solo avisos de pjrpc", **company)
assert client.call("GetCompanies", profile_id=profile_id)["total"] == before + 3

print("pjrpc: all is well")
