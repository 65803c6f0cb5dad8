"""The generated client in Python, in a session with the service that VENTANILLA_URL names, and with flaky.py.

PYTHONPATH leads to the client; VENTANILLA_EMAIL and VENTANILLA_PASSWORD are the user's; VENTANILLA_FLAKY_URL is
the address of flaky.py.
"""

import os
from decimal import Decimal

from ventanilla import Client, Failure

URL = os.environ["VENTANILLA_URL"]
FLAKY = os.environ["VENTANILLA_FLAKY_URL"] + "/python"


def failure_of(call, *arguments, **parameters):
    """The failure of a call, which must fail."""
    try:
        call(*arguments, **parameters)
    except Failure as failure:
        return failure
    raise AssertionError("this call should have failed")


def a_session_with_the_service():
    client = Client(URL)
    denied = failure_of(client.profiles.get_profiles)
    assert (denied.code, denied.status) == ("unauthenticated", 401), denied

    client.login(os.environ["VENTANILLA_EMAIL"], os.environ["VENTANILLA_PASSWORD"])
    profile = client.profiles.get_profiles()["profiles"][0]["id"]
    missing = failure_of(client.companies.get_types)
    assert [problem["path"] for problem in missing.details] == ["profile_id"], missing.details
    assert client.companies.get_types(profile_id=profile)["types"]

    client.profile_id = profile
    type_id = client.companies.get_types()["types"][0]["id"]
    industry_id = client.companies.get_industries()["industries"][0]["id"]
    made = [
        client.companies.create_company(name=f"Walked in Python {number}", type_id=type_id, industry_id=industry_id)["company"]
        for number in range(5)
    ]
    origin_id = client.contacts.get_origins()["origins"][0]["id"]
    contact = client.contacts.create_contact(company_id=made[0]["id"], name="José", surname="Núñez", origin_id=origin_id)
    assert contact["contact"]["name"] == "José"

    # A field that is left out stays, None clears.
    company = client.companies.edit_company(company_id=made[0]["id"], phone="+52 33 1234 5678", bio="Coffee")["company"]
    company = client.companies.edit_company(company_id=made[0]["id"], bio=None)["company"]
    assert (company["phone"], company["bio"]) == ("+52 33 1234 5678", None), company

    # Iterators over several pages, in all their forms.
    ids = [company["id"] for company in made]
    for pages in ({"pagination": 2}, {"pagination": 2, "with_total": False}, {"pagination": 5}, {}):
        walked = list(client.companies.iterate_companies(query="Walked in Python", **pages))
        assert [company["id"] for company in walked] == ids, (pages, walked)
    assert list(client.companies.iterate_companies(query="Nobody is called so", with_total=False)) == []
    # `from` is a keyword in Python, and works as a key.
    assert list(client.companies.iterate_companies(created_at={"from": "2999-01-01", "to": None})) == []

    # The feed, answer by answer, then on from the last cursor.
    start = list(client.sync.iterate_changes(entities=["company"]))[-1]["cursor"]
    client.companies.edit_company(company_id=ids[0], bio="One")
    client.companies.edit_company(company_id=ids[1], bio="Two")
    client.companies.delete_company(company_id=ids[2])
    answers = list(client.sync.iterate_changes(since=start, entities=["company"], limit=1))
    seen = [(change["id"], change["operation"]) for answer in answers for change in answer["changes"]]
    expected = [(ids[0], "update"), (ids[1], "update"), (ids[2], "delete")]
    assert len(answers) > 1 and [change for change in seen if change[0] in ids] == expected, answers

    # Calls in a batch get the client's profile, too, if they take one and name none.
    batch = client.batch.run(
        calls=[
            {"method": "Companies.EditCompany", "parameters": {"company_id": ids[0], "bio": "Three"}},
            {"method": "GetCompanies", "parameters": {"pagination": 1}},
            {"method": "Companies.GetTypes"},
            {"method": "System.Ping"},
            {"method": "Companies.GetCompanies", "parameters": {"profile_id": profile, "pagination": 1}},
        ]
    )
    assert [reply["success"] for reply in batch["replies"]] == [True] * 5, batch

    # Amounts keep their digits.
    for value in (Decimal("12345678901.2345"), Decimal("0.1"), 7):
        product = client.products.create_product(name="Measured in Python", value=value)["product"]
        assert product["value"] == value and isinstance(product["value"], (Decimal, int)), product

    wrong = failure_of(client.companies.create_company, name="", type_id="none", industry_id=industry_id)
    assert (wrong.code, wrong.status) == ("invalid_parameters", 422), wrong
    assert {problem["path"] for problem in wrong.details} == {"name", "type_id"}, wrong.details
    assert wrong.request_id and wrong.message and not wrong.is_passing


def retries():
    def client(trouble, **options):
        return Client(f"{FLAKY}/{trouble}", "token", 5, origin="erp", **options)

    attempts = client("unavailable").companies.delete_company(company_id=1)["attempts"]
    assert len(attempts) == 3 and len({attempt["key"] for attempt in attempts}) == 1 and attempts[0]["key"], attempts
    assert (attempts[0]["authorization"], attempts[0]["origin"]) == ("Bearer token", "erp")
    assert attempts[0]["parameters"] == {"company_id": 1, "profile_id": 5}
    again = client("unavailable").companies.delete_company(company_id=1)["attempts"][-1]
    assert again["key"] != attempts[0]["key"], "another call has another key"
    own = client("unavailable").companies.delete_company(company_id=1, idempotency_key="mine")["attempts"][-1]
    assert own["key"] == "mine"
    read = client("unavailable").companies.get_types(profile_id=6)["attempts"][-1]
    assert read["key"] is None and read["parameters"] == {"profile_id": 6}, read

    reference = {"$ref": "0.company"}
    calls = [
        {"method": "GetTypes"},
        {"method": "GetStages", "parameters": {}},
        {"method": "Companies.GetTypes", "parameters": {"profile_id": 6}},
        {"method": "Companies.GetCompany", "parameters": reference},
        {"method": "Auth.Logout"},
        {"method": "GetInputs"},
    ]
    sent = client("unavailable").batch.run(calls=calls)["attempts"][-1]["parameters"]["calls"]
    expected = [
        {"method": "GetTypes", "parameters": {"profile_id": 5}},
        {"method": "GetStages", "parameters": {"profile_id": 5}},
        *calls[2:],
    ]
    assert sent == expected, sent
    assert client("unavailable").batch.run(calls=calls[1])["attempts"][-1]["parameters"]["calls"] == expected[1]

    first, second = client("limited").companies.get_types()["attempts"]
    assert second["milliseconds"] - first["milliseconds"] >= 1000, "Retry-After was not honoured"
    patience = failure_of(client("patience").companies.get_types)
    assert (patience.code, patience.retry_after, patience.request_id) == ("rate_limited", 3600, "flaky-1")
    first, second = client("dropped").companies.delete_company(company_id=1)["attempts"]
    assert first["key"] == second["key"]
    # A call without a key is repeated only if the service says that it did nothing.
    secret = {"c_password": "secret", "new_password": "secret", "password": "old"}
    attempts = client("x/unavailable").auth.change_password(**secret)["attempts"]
    assert [attempt["key"] for attempt in attempts] == [None, None, None], attempts
    assert failure_of(client("x/dropped").auth.change_password, **secret).code == "unreachable"
    assert failure_of(client("x/gateway").auth.change_password, **secret).code == "unexpected_answer"
    assert len(client("gateway").companies.get_types()["attempts"]) == 3

    unknown = failure_of(client("moved").companies.get_types)
    assert (unknown.code, unknown.status) == ("unexpected_answer", 302), unknown
    silent = failure_of(client("silent", timeout=0.2, retries=0).companies.get_types)
    assert (silent.code, silent.status) == ("unreachable", None), silent
    gone = failure_of(Client("http://127.0.0.1:9", retries=1).system.ping)
    assert gone.code == "unreachable", gone


a_session_with_the_service()
retries()
print("the client in Python: all is well")
