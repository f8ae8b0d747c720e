"""Security keys in software, for python-fido2 to talk to: one that speaks CTAP2, and one of U2F alone."""

import datetime
import hashlib
import secrets

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cbor, cose
from fido2.client import DefaultClientDataCollector, Fido2Client, UserInteraction
from fido2.ctap import CtapDevice
from fido2.hid import CAPABILITY
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG
ALGORITHMS = {"ES256": -7, "ES384": -35, "ES512": -36, "EdDSA": -8, "RS256": -257, "PS256": -37}
CURVES = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}
HASHES = {"ES384": hashes.SHA384, "ES512": hashes.SHA512}


class Key:
    """A credential's key pair."""

    def __init__(self, name):
        self.name = name
        if name in CURVES:
            self.private = ec.generate_private_key(CURVES[name]())
        elif name == "EdDSA":
            self.private = ed25519.Ed25519PrivateKey.generate()
        else:
            self.private = rsa.generate_private_key(65537, 2048)

    @property
    def public(self):
        return getattr(cose, self.name).from_cryptography_key(self.private.public_key())

    def sign(self, message):
        if self.name in CURVES:
            return self.private.sign(message, ec.ECDSA(HASHES.get(self.name, hashes.SHA256)()))
        if self.name == "EdDSA":
            return self.private.sign(message)
        pad = padding.PKCS1v15() if self.name == "RS256" else padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        return self.private.sign(message, pad, hashes.SHA256())


class Device(CtapDevice):
    """A key with one algorithm, which verifies its user by itself."""

    capabilities = CAPABILITY.CBOR

    def __init__(self, algorithm, *, attests=False, aaguid=bytes(range(16)), maker=None):
        """`attests`: by itself, or by its `maker`."""
        self.algorithm, self.attests, self.counter, self.credentials = algorithm, attests, 0, {}
        self.aaguid, self.maker = aaguid, maker

    @classmethod
    def list_devices(cls):
        yield from ()

    def call(self, cmd, data=b"", event=None, on_keepalive=None):
        command, request = data[0], cbor.decode(data[1:]) if len(data) > 1 else {}
        status, answer = {1: self.make, 2: self.get, 4: self.info}[command](request)
        return bytes([status]) + (cbor.encode(answer) if answer else b"")

    def info(self, _):
        return 0, {
            1: ["FIDO_2_0"], 3: self.aaguid, 4: {"rk": True, "up": True, "uv": True, "plat": False}, 5: 4096, 6: [1],
            10: [{"type": "public-key", "alg": ALGORITHMS[self.algorithm]}],
        }

    def make(self, request):
        if ALGORITHMS[self.algorithm] not in [p["alg"] for p in request[4]]:
            return 0x26, None
        if any(d["id"] in self.credentials for d in request.get(5, [])):
            return 0x19, None
        key, credential = Key(self.algorithm), secrets.token_bytes(32)
        self.credentials[credential] = (key, request[2]["id"], request[3])
        attested = AttestedCredentialData.create(self.aaguid, credential, key.public)
        data = self.data(request[2]["id"], request.get(7, {}), FLAG.AT, attested)
        statement = {}
        if self.maker:
            statement = self.maker.attest(data + request[1])
        elif self.attests:
            statement = {"alg": ALGORITHMS[self.algorithm], "sig": key.sign(data + request[1])}
        return 0, {1: "packed" if statement else "none", 2: bytes(data), 3: statement}

    def get(self, request):
        allowed = [d["id"] for d in request.get(3, [])] or list(self.credentials)
        known = [c for c in allowed if c in self.credentials and self.credentials[c][1] == request[1]]
        if not known:
            return 0x2E, None
        key, _, user = self.credentials[known[0]]
        data = self.data(request[1], request.get(5, {}))
        return 0, {
            1: {"type": "public-key", "id": known[0]}, 2: bytes(data), 3: key.sign(data + request[2]), 4: user}

    def data(self, party, options, flags=0, attested=b""):
        self.counter += 1
        flags |= FLAG.UP if options.get("up", True) else 0
        flags |= FLAG.UV if options.get("uv") else 0
        return AuthenticatorData.create(hashlib.sha256(party.encode()).digest(), flags, self.counter, attested)


def certificate(key, signer=None, *, subject="Root", issuer=None, extensions=()):
    """In DER; of an authority that signs itself where nobody else does."""
    now = datetime.datetime.now(datetime.timezone.utc)
    name = [x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]
    if signer:
        name += [x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "AA"),
                 x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "A maker"),
                 x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, "Authenticator Attestation")]
    issued_by = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer or subject)])
    draft = x509.CertificateBuilder().subject_name(x509.Name(name)).issuer_name(issued_by).serial_number(
        x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(
        now + datetime.timedelta(days=9)).public_key(key.public_key()).add_extension(
        x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
    for extension in extensions:
        draft = draft.add_extension(extension, critical=False)
    return draft.sign(signer or key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


class Maker:
    """Of authenticators: has a root, and a certificate that says of which model its keys are."""

    def __init__(self, root=None, *, aaguid):
        self.root = root or ec.generate_private_key(ec.SECP256R1())
        self.key = ec.generate_private_key(ec.SECP256R1())
        model = x509.UnrecognizedExtension(
            x509.ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4"), b"\x04\x10" + aaguid)
        self.leaf = certificate(self.key, self.root, subject="Key", issuer="Root", extensions=[model])

    def attest(self, message):
        return {"alg": -7, "sig": self.key.sign(message, ec.ECDSA(hashes.SHA256())), "x5c": [self.leaf]}


class U2FDevice(CtapDevice):
    """A key from before CTAP2, with a certificate of its maker's."""

    capabilities = 0

    def __init__(self):
        self.counter, self.keys, self.maker = 0, {}, ec.generate_private_key(ec.SECP256R1())
        self.certificate = certificate(self.maker, subject="A maker")

    @classmethod
    def list_devices(cls):
        yield from ()

    def call(self, cmd, data=b"", event=None, on_keepalive=None):
        _, instruction, control, _ = data[:4]
        size = int.from_bytes(data[4:7], "big")
        body = data[7:7 + size]
        answer = {1: self.register, 2: self.authenticate, 3: lambda *_: b"U2F_V2"}[instruction](body, control)
        return answer + b"\x90\x00" if answer else b"\x6a\x80" if instruction == 2 and control != 7 else b"\x69\x85"

    def register(self, body, _):
        challenge, application = body[:32], body[32:64]
        handle, key = secrets.token_bytes(64), ec.generate_private_key(ec.SECP256R1())
        self.keys[handle] = (key, application)
        point = key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        signed = b"\0" + application + challenge + handle + point
        return (b"\x05" + point + bytes([len(handle)]) + handle + self.certificate
                + self.maker.sign(signed, ec.ECDSA(hashes.SHA256())))

    def authenticate(self, body, control):
        challenge, application, handle = body[:32], body[32:64], body[65:]
        key, owner = self.keys.get(handle, (None, None))
        if owner != application or control == 7:
            return None
        self.counter += 1
        start = b"\x01" + self.counter.to_bytes(4, "big")
        return start + key.sign(application + start + challenge, ec.ECDSA(hashes.SHA256()))


class Touch(UserInteraction):
    """Somebody who always touches the key, and lets it verify them."""

    def prompt_up(self):
        pass

    def request_uv(self, permissions, rp_id):
        return True


def client(device, origin):
    """python-fido2's client, which here takes loopback for a secure origin as browsers do."""
    collector = DefaultClientDataCollector(origin, verify=lambda rp_id, _: rp_id == "localhost")
    return Fido2Client(device, collector, Touch())
