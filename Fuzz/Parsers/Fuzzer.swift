// libFuzzer targets for what reads a stranger's bytes: `make fuzz TARGET=cbor SECONDS=600`.

import Base
import Cryptography
import Glibc
import JOSE

@testable import FIDO
@testable import Passwordless

typealias Target = @Sendable (Bytes) -> Void

let targets: [String: Target] = [
    "cbor": { bytes in
        // CTAP2 gives every value one spelling, so what is read and written again is what was there.
        if let value = try? CBOR(decoding: bytes) {
            precondition(value.encoded == bytes, "one spelling for each value")
        }
    },
    "cose": { bytes in
        _ = try? COSEKey(decoding: bytes)
    },
    "authdata": { bytes in
        _ = try? AuthenticatorData(bytes)
    },
    "clientdata": { bytes in
        _ = try? ClientData(parsing: bytes)
    },
    "attestation": { bytes in
        Registration.attempt(bytes)
    },
    "u2f": { bytes in
        _ = try? U2FRegistrationMessage(bytes)
        _ = try? U2FAuthenticationMessage(bytes)
    },
    "facets": { bytes in
        _ = try? TrustedFacets(parsing: bytes)
        _ = try? RelatedOrigins(parsing: bytes)
    },
    "metadata": { bytes in
        if let json = try? JSON(parsing: bytes) { _ = try? MetadataEntry(json) }
        _ = try? CertifiedJWS(text(bytes), limit: bytes.count, "metadata", .invalidMetadata)
    },
    "der": { bytes in
        if let element = try? DERElement(bytes) { walk(element, depth: 0) }
        guard let certificate = try? Certificate(der: bytes) else { return }
        _ = try? certificate.publicKey
        _ = try? KeyDescription(certificate)
    },
    "json": { bytes in
        // What is written can be read, and says the same.
        guard let value = try? JSON(parsing: bytes) else { return }
        precondition((try? JSON(parsing: value.bytes))?.bytes == value.bytes, "what is written can be read")
    },
    "base64": { bytes in
        // One spelling for each value: a token cannot be changed without changing what it says.
        let text = text(bytes)
        if let value = Base64.decodeURL(text) { precondition(Base64.encodeURL(value) == text, "base64url") }
        if let value = Base64.decode(text) { precondition(Base64.encode(value) == text, "base64") }
    },
    "jose": { bytes in
        let text = text(bytes)
        _ = try? UnverifiedJWS(compact: text)
        _ = try? EncryptedJWE(compact: text)
        guard let json = try? JSON(parsing: bytes), let object = json.object else { return }
        _ = try? UnverifiedJWS(json: object)
        _ = try? EncryptedJWE(json: object)
        _ = try? JWK(object)
        _ = try? JWKSet(json)
    },
    "jsonlogic": { bytes in
        // The condition is also what it is asked about.
        guard let json = try? JSON(parsing: bytes), let condition = try? JSONLogic(json) else { return }
        var run = JSONLogicRun(over: json)
        _ = (try? run.value(of: condition))?.asText
    },
]

private func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

private func walk(_ element: DERElement, depth: Int) {
    _ = (element.number, element.octets)
    guard depth < 32, let children = try? element.children() else { return }
    for child in children { walk(child, depth: depth + 1) }
}

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// What the package manager takes for the program's `main`.
@_cdecl("fuzz_parsers_main")
func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    var (count, arguments) = (count, arguments)
    return runFuzzer(&count, &arguments, testOneInput)
}

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    chosen(Bytes(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

let chosen: Target = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        print("FUZZ_TARGET is one of \(targets.keys.sorted().joined(separator: ", "))")
        exit(2)
    }
    return target
}()
