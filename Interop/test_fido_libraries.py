"""Two libraries that know nothing of ours: python-fido2 as authenticator and client, py_webauthn as the verifier."""

import base64
import json

import pytest
from fido2.client import ClientError
from fido2.server import Fido2Server
from fido2.webauthn import AttestedCredentialData, PublicKeyCredentialRpEntity
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_authentication_options_json, parse_registration_options_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import InvalidAuthenticationResponse, InvalidRegistrationResponse

from support.credentials import Credentials
from support.device import ALGORITHMS, Device, U2FDevice, client
from support.realm_file import RealmFile
from support.server import REPOSITORY

# py_webauthn does not know ES384.
KNOWN = {name for name, number in ALGORITHMS.items() if number in list(COSEAlgorithmIdentifier)}
EXPECTED_PARTY = "localhost"


@pytest.fixture(scope="module")
def realm(start_server):
    file = RealmFile("libraries", webAuthn={"attestation": "indirect", "userVerification": "required"})
    old = RealmFile("old", webAuthn={"attestation": "indirect", "userVerification": "discouraged"})

    def write(folder):
        file.write(folder)
        old.write(folder)

    server = start_server(REPOSITORY / "Policies", overlay=write)
    for one in (file, old):
        one.server, one.base = server, f"{server.origin}/{one.name}"
    file.old = old
    return file


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def registered(realm, device, kind="passkey"):
    """Has `device` register; what was asked, what it answered, and what the server said."""
    person = Credentials(realm, kind)
    token, options = person.registration()
    answer = json.loads(json.dumps(dict(client(device, realm.server.origin).make_credential(options))))
    return person, options, answer, person.register(token, answer)


def assertion(realm, device, options):
    return json.loads(json.dumps(dict(
        client(device, realm.server.origin).get_assertion(options).get_response(0))))


def check_registration(answer, options, origin):
    return verify_registration_response(
        credential=answer, expected_challenge=decoded(options["challenge"]), expected_rp_id=EXPECTED_PARTY,
        expected_origin=origin, require_user_verification=True,
        supported_pub_key_algs=list(COSEAlgorithmIdentifier))


@pytest.mark.parametrize("attests", [False, True], ids=["none", "packed"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_an_authenticator_of_python_fido2_registers_and_signs_in(realm, algorithm, attests):
    device = Device(algorithm, attests=attests)
    person, options, answer, result = registered(realm, device)
    assert result["isVerified"] is True, result
    token, asked = person.authentication()
    assert [c["id"] for c in asked["allowCredentials"]] == [answer["id"]]
    proof = assertion(realm, device, asked)
    assert person.verify(token, proof)["isVerified"] is True
    # Found by itself, the key says whose it is.
    challenge, asked_of_all = person.discovery()
    assert asked_of_all["allowCredentials"] == []
    found = person.verify(None, assertion(realm, device, asked_of_all), challenge=challenge)
    assert found["isVerified"] is True and found["userId"] == person.user

    # What ours has accepted, others accept; and they say the same of it.
    origin = realm.server.origin
    if algorithm in KNOWN:
        theirs = check_registration(answer, options, origin)
        assert theirs.user_verified and theirs.fmt == ("packed" if attests else "none")
        seen = verify_authentication_response(
            credential=proof, expected_challenge=decoded(asked["challenge"]), expected_rp_id=EXPECTED_PARTY,
            expected_origin=origin, credential_public_key=theirs.credential_public_key,
            credential_current_sign_count=theirs.sign_count, require_user_verification=True)
        assert seen.new_sign_count > theirs.sign_count
    server = Fido2Server(PublicKeyCredentialRpEntity(id=EXPECTED_PARTY, name="x"), verify_origin=lambda o: o == origin)
    state = {"challenge": options["challenge"], "user_verification": "required"}
    known = server.register_complete(state, answer).credential_data
    assert isinstance(known, AttestedCredentialData) and known.public_key[3] == ALGORITHMS[algorithm]
    server.authenticate_complete(state | {"challenge": asked["challenge"]}, [known], proof)


def without_es384(options):
    offered = options["pubKeyCredParams"]
    assert {p["alg"] for p in offered} == set(ALGORITHMS.values())
    return options | {"pubKeyCredParams": [p for p in offered if p["alg"] != ALGORITHMS["ES384"]]}


def test_our_options_are_what_others_parse(realm):
    person, options, answer, _ = registered(realm, Device("ES256"))
    theirs = parse_registration_options_json(without_es384(options))
    assert theirs.rp.id == EXPECTED_PARTY and len(theirs.challenge) == 32 and len(theirs.user.id) == 32
    assert [p.alg for p in theirs.pub_key_cred_params] == [-7, -8, -36, -37, -257]
    _, again = person.registration()
    excluded = parse_registration_options_json(without_es384(again)).exclude_credentials
    assert [c.id for c in excluded] == [decoded(answer["id"])]
    _, asked = person.authentication()
    assert [c.id for c in parse_authentication_options_json(asked).allow_credentials] == [decoded(answer["id"])]


def broken(answer, part, index):
    raw = bytearray(decoded(answer["response"][part]))
    raw[index] ^= 1
    return answer | {"response": answer["response"] | {part: base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}}


@pytest.mark.parametrize("part, index", [("signature", -1), ("authenticatorData", 0), ("clientDataJSON", 40)])
def test_what_ours_refuses_others_refuse(realm, part, index):
    device = Device("ES256")
    person, options, answer, _ = registered(realm, device)
    token, asked = person.authentication()
    wrong = broken(assertion(realm, device, asked), part, index)
    assert person.verify(token, wrong)["isVerified"] is False
    with pytest.raises(InvalidAuthenticationResponse):
        verify_authentication_response(
            credential=wrong, expected_challenge=decoded(asked["challenge"]), expected_rp_id=EXPECTED_PARTY,
            expected_origin=realm.server.origin, credential_current_sign_count=0,
            credential_public_key=check_registration(answer, options, realm.server.origin).credential_public_key)


def test_a_statement_that_does_not_verify_is_refused_by_both(realm):
    device = Device("ES256", attests=True)
    person = Credentials(realm)
    token, options = person.registration()
    answer = json.loads(json.dumps(dict(client(device, realm.server.origin).make_credential(options))))
    raw = bytearray(decoded(answer["response"]["attestationObject"]))
    # Within the id: signed, and read by nobody else.
    position = raw.index(decoded(answer["id"])) - 17
    raw[position] ^= 1
    answer["response"]["attestationObject"] = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    assert person.register(token, answer)["isVerified"] is False
    with pytest.raises(InvalidRegistrationResponse):
        check_registration(answer, options, realm.server.origin)


def test_a_key_is_registered_once(realm):
    device = Device("ES256")
    person, _, _, _ = registered(realm, device)
    _, again = person.registration()
    with pytest.raises(ClientError) as caught:
        client(device, realm.server.origin).make_credential(again)
    assert caught.value.code == ClientError.ERR.DEVICE_INELIGIBLE


def test_a_u2f_key_registers_and_signs_in(realm):
    """CTAP1: attestation `fido-u2f`, nobody is verified, and the same client."""
    device = U2FDevice()
    person, options, answer, result = registered(realm.old, device, "security-key")
    assert result["isVerified"] is True, result
    theirs = verify_registration_response(
        credential=answer, expected_challenge=decoded(options["challenge"]), expected_rp_id=EXPECTED_PARTY,
        expected_origin=realm.server.origin)
    assert theirs.fmt == "fido-u2f" and not theirs.user_verified
    token, asked = person.authentication()
    proof = assertion(realm, device, asked)
    assert person.verify(token, proof)["isVerified"] is True
    # Again the same proof, and one of an older counter.
    token, asked = person.authentication()
    assert person.verify(token, proof)["isVerified"] is False
