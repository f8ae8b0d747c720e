"""Which authenticators a realm admits: models, levels of certification and what the FIDO Alliance's metadata says,
with a metadata service and makers of the test's own."""

import base64
import json
import uuid

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from support.credentials import Credentials
from support.device import Device, Maker, certificate, client
from support.realm_file import RealmFile
from support.server import REPOSITORY

MODELS = {name: uuid.uuid4() for name in ("level 1", "level 2", "revoked", "another of level 2", "unknown")}
STATUSES = {
    "level 1": ["FIDO_CERTIFIED_L1"], "level 2": ["FIDO_CERTIFIED_L1", "FIDO_CERTIFIED_L2"],
    "revoked": ["FIDO_CERTIFIED_L2", "REVOKED"], "another of level 2": ["FIDO_CERTIFIED_L2"],
}
SETTINGS = {
    "anybody": {"attestation": "none"},
    "asking": {"attestation": "indirect"},
    "listed": {"allowedAaguids": [str(MODELS[m]) for m in ("level 1", "revoked", "unknown")]},
    "certified": {"minimumCertification": "FIDO_CERTIFIED_L2"},
    "both": {"allowedAaguids": [str(MODELS["level 2"])], "minimumCertification": "FIDO_CERTIFIED_L2"},
}


def text(der):
    return base64.b64encode(der).decode()


def metadata(folder, makers_root, number=3, **changes):
    """Writes the BLOB and its root; answers the arguments that name them."""
    root, signer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    entries = [{
        "aaguid": str(MODELS[name]),
        "metadataStatement": {
            "description": name, "attestationTypes": ["basic_full"], "keyProtection": ["hardware"],
            "attestationRootCertificates": [text(makers_root)]},
        "statusReports": [{"status": status, "effectiveDate": "2020-01-01"} for status in statuses],
    } for name, statuses in STATUSES.items()]
    payload = {"no": number, "nextUpdate": "2040-01-01", "entries": entries} | changes
    chain = [text(certificate(signer, root, subject="Signer", issuer="Root"))]
    (folder / "blob.jwt").write_text(jwt.encode(payload, signer, algorithm="ES256", headers={"x5c": chain}))
    pem = x509.load_der_x509_certificate(certificate(root)).public_bytes(serialization.Encoding.PEM)
    (folder / "root.pem").write_bytes(pem)
    return ["--metadata", folder / "blob.jwt", "--metadata-root", folder / "root.pem"]


@pytest.fixture(scope="module")
def makers_key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def realms(start_server, tmp_path_factory, makers_key):
    files = {name: RealmFile(name, webAuthn=settings) for name, settings in SETTINGS.items()}
    server = start_server(
        REPOSITORY / "Policies", overlay=lambda folder: [file.write(folder) for file in files.values()],
        arguments=metadata(tmp_path_factory.mktemp("metadata"), certificate(makers_key)))
    for file in files.values():
        file.server, file.base = server, f"{server.origin}/{file.name}"
    return files


def device(kind, makers_key):
    """A new authenticator; `kind` is a model, or how something is wrong with it."""
    def attested(model, root=makers_key, claimed=None):
        return Device("ES256", aaguid=(claimed or MODELS[model]).bytes, maker=Maker(root, aaguid=MODELS[model].bytes))

    match kind:
        case "no statement": return Device("ES256", aaguid=MODELS["level 1"].bytes)
        case "vouches for itself": return Device("ES256", attests=True, aaguid=MODELS["level 2"].bytes)
        case "another maker's": return attested("level 2", root=ec.generate_private_key(ec.SECP256R1()))
        case "another model's": return attested("level 1", claimed=MODELS["level 2"])
        case _: return attested(kind)


ADMITTED = {
    "anybody": {"level 1", "level 2", "another of level 2", "revoked", "unknown", "no statement", "vouches for itself",
                "another maker's"},
    "asking": {"level 1", "level 2", "another of level 2", "unknown", "no statement", "vouches for itself",
               "another maker's"},
    "listed": {"level 1"},
    "certified": {"level 2", "another of level 2"},
    "both": {"level 2"},
}
KINDS = [*MODELS, "no statement", "vouches for itself", "another maker's", "another model's"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("realm", SETTINGS)
def test_who_is_admitted(realms, makers_key, realm, kind):
    person = Credentials(realms[realm])
    token, options = person.registration()
    answer = json.loads(json.dumps(dict(
        client(device(kind, makers_key), realms[realm].server.origin).make_credential(options))))
    if kind in ADMITTED[realm]:
        assert person.register(token, answer)["isVerified"] is True
        assert len(person.server.get_authenticators(person.user)) == 1
    elif kind == "another model's":
        # What its maker has signed is of another model: that is a lie, whoever listens.
        assert person.register(token, answer)["isVerified"] is False
        assert person.server.get_authenticators(person.user) == []
    else:
        refused = person.register(token, answer, expected=403)
        assert refused["errorCode"] == "unacceptable_credential"
        assert person.server.get_authenticators(person.user) == []


def test_what_browsers_are_asked_for(realms):
    asked = {name: Credentials(realm).registration()[1]["attestation"] for name, realm in realms.items()}
    assert asked == {
        "anybody": "none", "asking": "indirect", "listed": "direct", "certified": "direct", "both": "direct"}
