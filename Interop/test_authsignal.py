"""Authsignal's own Python SDK against a realm's server interface: it does not know that it talks to somebody else."""

import time
import uuid

import pytest
import requests
from authsignal.client import ApiException, AuthsignalClient
from support.realm_file import RealmFile
from support.server import REPOSITORY

RULES = [
    {
        "code": "pay", "defaultResult": "ALLOW",
        "rules": [
            {
                "ruleId": "large", "name": "Large payment", "type": "REVIEW",
                "conditions": {">": [{"var": "custom.amount"}, 100]},
            },
            {
                "ruleId": "vip", "name": "Partner", "type": "ALLOW", "priority": 0,
                "conditions": {"in": [{"var": "user.email"}, {"var": "lists.partners"}]},
            },
            {
                "ruleId": "net", "name": "Bad network", "type": "BLOCK",
                "conditions": {"ipInRange": [{"var": "ip.address"}, ["203.0.113.0/24"]]},
            },
        ],
    }
]


@pytest.fixture(scope="module")
def realm(start_server):
    file = RealmFile("sdk", actions=RULES, valueLists={"partners": ["vip@example.com"]})
    server = start_server(REPOSITORY / "Policies", overlay=file.write)
    file.server, file.base = server, f"{server.origin}/sdk"
    return file


@pytest.fixture
def client(realm):
    return AuthsignalClient(api_secret_key=realm.key, api_url=f"{realm.base}/v1", timeout=10)


@pytest.fixture
def user():
    return f"user-{uuid.uuid4()}"


def test_an_action_is_tracked_read_and_reviewed(client, user):
    tracked = client.track(user, "signIn", {
        "redirectUrl": "http://localhost:3000", "email": f"{user}@example.com", "ipAddress": "198.51.100.7",
        "userAgent": "Tests/1.0", "deviceId": "device123", "custom": {"hello": "world"}, "phone_number": "ignored"})
    assert tracked["state"] == "CHALLENGE_REQUIRED"
    assert tracked["is_enrolled"] is False
    assert tracked["url"] and tracked["token"] and tracked["rule_ids"] == []
    assert "PASSKEY" in tracked["allowed_verification_methods"]
    key = tracked["idempotency_key"]
    action = client.get_action(user, "signIn", key)
    assert action["state"] == "CHALLENGE_REQUIRED"
    assert action["output"]["custom"] == {"hello": "world"}
    assert client.update_action(user, "signIn", key, {"state": "BLOCK"})["state"] == "BLOCK"
    assert client.get_action(user, "signIn", key)["state"] == "BLOCK"


def test_tracking_without_attributes(client, user):
    tracked = client.track(user, "signIn")
    assert tracked["state"] == "CHALLENGE_REQUIRED"
    assert tracked["idempotency_key"] and tracked["token"]


@pytest.mark.parametrize("attributes, state, rules", [
    ({"custom": {"amount": 10}}, "ALLOW", []),
    ({"custom": {"amount": 1000}}, "REVIEW_REQUIRED", ["large"]),
    ({"custom": {"amount": 10}, "ipAddress": "203.0.113.9"}, "BLOCK", ["net"]),
    ({"custom": {"amount": 10}, "email": "vip@example.com"}, "ALLOW", ["vip"]),
])
def test_rules_decide(client, user, attributes, state, rules):
    tracked = client.track(user, "pay", attributes)
    assert (tracked["state"], tracked["rule_ids"]) == (state, rules)
    validated = client.validate_challenge({"token": tracked["token"], "action": "pay"})
    assert validated["is_valid"] is (state == "ALLOW")


def test_tracking_twice_by_one_key_is_tracking_once(client, user):
    first = client.track(user, "pay", {"idempotencyKey": "k-1", "custom": {"amount": 1000}})
    second = client.track(user, "pay", {"idempotencyKey": "k-1", "custom": {"amount": 1}})
    assert first["state"] == second["state"] == "REVIEW_REQUIRED"


def test_a_token_is_validated(client, user):
    tracked = client.track(user, "signIn", {"deviceId": "device123"})
    validated = client.validate_challenge({"token": tracked["token"]})
    assert validated["is_valid"] is False and validated["state"] == "CHALLENGE_REQUIRED"
    assert validated["user_id"] == user and validated["action"] == "signIn"
    assert validated["idempotency_key"] == tracked["idempotency_key"]
    assert client.validate_challenge({"token": "nonsense"})["is_valid"] is False


def test_authenticators_come_and_go(client, user):
    enrolled = client.enroll_verified_authenticator(
        user, {"verificationMethod": "EMAIL_OTP", "email": f"{user}@example.com"})
    authenticator = enrolled["authenticator"]
    assert authenticator["verification_method"] == "EMAIL_OTP" and authenticator["user_id"] == user
    assert authenticator["email"] == f"{user}@example.com"
    listed = client.get_authenticators(user)
    assert [item["user_authenticator_id"] for item in listed] == [authenticator["user_authenticator_id"]]
    assert client.get_user(user)["is_enrolled"] is True
    client.delete_authenticator(user, authenticator["user_authenticator_id"])
    assert client.get_authenticators(user) == []


def test_users_are_changed_and_deleted(client, user):
    changed = client.update_user(user, {"phoneNumber": "9876543210", "displayName": "A New User"})
    assert changed["phone_number"] == "9876543210" and changed["display_name"] == "A New User"
    read = client.get_user(user)
    assert read["phone_number"] == "9876543210" and read["display_name"] == "A New User"
    client.delete_user(user)
    assert client.get_user(user)["is_enrolled"] is False
    assert "display_name" not in client.get_user(user)


def test_a_wrong_key_is_told_in_authsignals_words(realm):
    stranger = AuthsignalClient(api_secret_key="bad-secret", api_url=f"{realm.base}/v1", timeout=10)
    with pytest.raises(ApiException) as caught:
        stranger.get_action("test-user", "signIn", "test-key")
    assert caught.value.status_code == 401 and caught.value.error_code == "unauthorized"
    assert caught.value.error_description == (
        "The request is unauthorized. Check that your API key and region base URL are correctly configured.")


def test_a_code_signs_in(realm, client, user):
    """What the SDK for servers has no call for, by the same address: a challenge, its code, a session."""
    session = requests.Session()
    session.auth, session.trust_env = (realm.key, ""), False

    def post(path, **body):
        return session.post(f"{realm.base}/v1/{path}", json=body, timeout=10)

    address = f"{user}@example.com"
    sent = post("challenge", verificationMethod="EMAIL_OTP", action="signUp", email=address).json()
    wrong = post("verify", challengeId=sent["challengeId"], verificationCode="000000").json()
    assert wrong == {
        "verificationMethod": "EMAIL_OTP", "isVerified": False, "failureReason": "CODE_INVALID_OR_EXPIRED"}
    code = realm.server.code(address)
    right = post("verify", challengeId=sent["challengeId"], verificationCode=code).json()
    assert right["isVerified"] is True and right["email"] == address
    claimed = post("claim", challengeId=sent["challengeId"], userId=user).json()
    assert client.validate_challenge({"token": claimed["token"], "action": "signUp"})["is_valid"] is True
    assert client.get_user(user)["email_verified"] is True
    made = post("sessions", clientId=realm.tenant, token=claimed["token"]).json()
    assert post("sessions/validate", accessToken=made["accessToken"]).json()["user"]["userId"] == user
    assert post("sessions/user/revoke", userId=user).status_code == 200
    assert post("sessions/validate", accessToken=made["accessToken"]).status_code == 401


def test_a_saved_file_changes_the_rules(realm, client, user):
    realm.settings["actions"] = [{"code": "close", "defaultResult": "BLOCK"}]
    realm.write(realm.server.folder)
    end = time.monotonic() + 10
    while client.track(user, "close")["state"] != "BLOCK":
        assert time.monotonic() < end, "the file was not read again"
        time.sleep(0.1)
    assert "realms/sdk.json reloaded" in realm.server.log
