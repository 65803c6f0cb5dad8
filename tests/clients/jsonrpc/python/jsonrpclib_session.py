"""jsonrpclib-pelix, unmodified, in a session with a running service: sign in, call, fail, batch, notify.

It announces its calls as application/json-rpc and takes no status but 200; and of a failure with a number of the
specification's range it shows number and sentence alone, so that the data are looked up in its history.
"""

import os

import jsonrpclib
from jsonrpclib.history import History

url = os.environ["VENTANILLA_URL"] + "/api"
email, password = os.environ["VENTANILLA_EMAIL"], os.environ["VENTANILLA_PASSWORD"]
token = jsonrpclib.ServerProxy(url).Auth.Login(email=email, password=password)["token"]

history = History()
server = jsonrpclib.ServerProxy(url, headers={"Authorization": "Bearer " + token}, history=history)
profile_id = server.Profiles.GetProfiles()["profiles"][0]["id"]
before = server.Companies.GetCompanies(profile_id=profile_id, pagination=2)["total"]

try:
    server.Companies.EditCompany(profile_id=profile_id, company_id=1, nmae="Café")
    raise AssertionError("a misspelt parameter passes")
except jsonrpclib.ProtocolError as failure:
    assert failure.args[0][0] == -32602 and "nmae" in failure.args[0][1], failure
data = jsonrpclib.loads(history.response)["error"]["data"]
assert data["code"] == "invalid_parameters", data
assert "nmae" in [problem["path"] for problem in data["details"]], data

company = {
    "profile_id": profile_id,
    "type_id": server.Companies.GetTypes(profile_id=profile_id)["types"][0]["id"],
    "industry_id": server.Companies.GetIndustries(profile_id=profile_id)["industries"][0]["id"],
}
assert server._notify.Companies.CreateCompany(name="Aviso de jsonrpclib", **company) is None

batch = jsonrpclib.MultiCall(server)
batch.Companies.GetCompanies(profile_id=profile_id, pagination=1)
batch._notify.Companies.CreateCompany(name="Lote de jsonrpclib", **company)
batch.Companies.GetCompanies(profile_id=profile_id, pagination=1)
batch.Companies.Nothing()
results = batch()
assert len(results) == 3, results
assert (results[0]["total"], results[1]["total"]) == (before + 1, before + 2), before
try:
    results[2]
    raise AssertionError("a method that does not exist passes")
except jsonrpclib.ProtocolError as failure:
    assert failure.args[0][0] == -32601, failure

print("jsonrpclib-pelix: all is well")
