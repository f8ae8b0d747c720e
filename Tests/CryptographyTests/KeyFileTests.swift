import Base
import Cryptography
import Testing

/// Files that `openssl` 3.0 wrote: `openssl pkcs12 -export` and `openssl pkcs8 -topk8`, for one key, with the password
/// "secret".
struct KeyFileTests {
    @Test func `a PKCS#12 file opens with its password`() throws {
        let file = try PKCS12(der: #require(Base64.decode(KeyFileTests.pkcs12)), password: Secret("secret"))

        #expect(file.certificate.subject == "CN=policy key")
        #expect(try file.certificate.publicKey == file.privateKey.publicKey)
        #expect(file.chain == [])
        #expect(
            Hex.encode(file.certificate.fingerprint)
                == "8eaa4db18c0f0a3c8fce3eb073f973ef357a7d240855b450e0a534ad3bbaf53f")
    }

    @Test func `a PKCS#12 file does not open with another`() throws {
        let der = try #require(Base64.decode(KeyFileTests.pkcs12))

        #expect(throws: CryptographyError.self) { try PKCS12(der: der, password: Secret("Secret")) }
        #expect(throws: CryptographyError.self) { try PKCS12(der: Bytes(der.dropLast(9)), password: Secret("secret")) }
    }

    @Test func `an encrypted PEM key opens with its password, and nothing asks for one`() throws {
        let file = try PKCS12(der: #require(Base64.decode(KeyFileTests.pkcs12)), password: Secret("secret"))

        let key = try PrivateKey(pem: KeyFileTests.encryptedPEM, password: Secret("secret"))

        #expect(key.publicKey == file.privateKey.publicKey)
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: KeyFileTests.encryptedPEM) }
    }

    private static let encryptedPEM = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi84rqhTSO06wICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEK+OQtQUslvdwCNYpX+EPcQEgZAV
        refm4suzN1Jfp3GcWw2kGDBDqCLKLaAs0r2+g3pl2DT2N8bKtM2Gl1IwMKRXiZWE
        4USGpwr9d5nHbsBwDfaHjY+tmprhXMreDLpy/sf4J5fUu3KL5rFMRkUGwsY1vpCQ
        THAeERsdS4WCQh6H6TiiSTtopDx2nEMMhRB4jfdbfxUmbqqFdp6MP4F799XvCw0=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    private static let pkcs12: String = [
        "MIIEDAIBAzCCA8IGCSqGSIb3DQEHAaCCA7MEggOvMIIDqzCCAmIGCSqGSIb3DQEHBqCCAlMwggJPAgEAMIICSAYJKoZIhvcNAQcB",
        "MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjr9qL+vNpfMQICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKZl",
        "LF1Tbka1RnSUpCljP3iAggHg0H7T5pFcxUFqJRKFos7cxVHYgQ1mEwzVeDiihWxaA9fYcb8WPMBWTeaer7dqNsRnYXXlAeeSZgGJ",
        "vS+PP+w3ggHECls8uJFIJ9GTcJaCw05NlbMHnlKW3yzfncNP0CNx69SBTmr/ncygNcpUXbuK/qbZN1p625XSa/yzaooh2Ev/bJdx",
        "/GchzRk/RKGeicj8VAJpdyNhBkLb3VM5NM3uvkkFuYIb9oQYFB5gLtJDCVF0vstv4yCwzjtnIESN66jRbB9EDnKy3J9nskp1Vrbg",
        "SYf4t5JF/VfjES6Xr+sf/RSIJMNpW03U9KqP5xSdT1zfO0iFcIbrmchfjPFDUO5fbzLa1hfZ8QS+Fb69Wno6kAU4d38af4gNIgtc",
        "Na9weQwEAcsfMxQVfOduoES8KI0VxNEhbcKivLnNCCSc45u0VDA7Iyiu5EVrVLq9MbKFmLuuFY/Glq6hVDjzO1NRd9kv2iewayXv",
        "ytu0hiKkGmZuzGiTDNREK5c/eb3TspBFTlmdqk4CWX7aNUDAHiuZ3TfLw7rCLtkeXk6gMn7EmioB1etY6QGrTI5t7hfrVYSFasDI",
        "uEeh9zXnzUxDM59npfAJCLaSPu8p3+6pN/0IKNXprdBXXfgNJ3leIZIeDHkOK1+FMIIBQQYJKoZIhvcNAQcBoIIBMgSCAS4wggEq",
        "MIIBJgYLKoZIhvcNAQwKAQKgge8wgewwVwYJKoZIhvcNAQUNMEowKQYJKoZIhvcNAQUMMBwECByfPAY1RL+1AgIIADAMBggqhkiG",
        "9w0CCQUAMB0GCWCGSAFlAwQBKgQQvGO8TgtVsabQsK9/RUFc/gSBkE+ct0RHlX/fUGa80Znv5z/4zJDvT35i2sHMuZFUKJBpcJFQ",
        "aTIsWgrru9kkVVt38z0Zyaa9q96+IH45w2WSh9n7do3R3Frq4cZbT+BhQoybBzxoTRMLwFqjpNmnOki+TVOZWJEqgPh2R6MQQcXe",
        "A47VJLSNoNuuqYdkrZn93kkcGQ+tQdq7MfmiozJ1NFBHsDElMCMGCSqGSIb3DQEJFTEWBBRrObmk13iFpd1cV3DJTqs8mJ/wGTBB",
        "MDEwDQYJYIZIAWUDBAIBBQAEIFDnZNSdQVVYKHOWZmlWEMFT1Cws2sh+mp+BwiNHKkB0BAjPf3xhRZym0AICCAA=",
    ].joined()
}
