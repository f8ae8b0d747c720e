import Base
import Cryptography
import Testing

struct CertificateTests {
    let now = Timestamp(seconds: 1_795_000_000)
    let authority: DevelopmentAuthority

    init() throws { authority = try DevelopmentAuthority.create(now: now, random: .openSSL) }

    @Test func `a server certificate of the development authority leads to it`() throws {
        let issued = try authority.issue(
            names: ["localhost", "127.0.0.1", "::1", "*.cardea.example"], now: now, random: .openSSL)
        let leaf = try Certificate.all(pem: issued.certificatePEM)[0]
        let root = try Certificate.all(pem: authority.certificatePEM)[0]

        let chain = try CertificateChain(leaf: leaf, roots: [root], now: now)

        #expect(chain.certificates == [leaf, root])
        #expect(
            leaf.subjectAlternativeNames == [
                .dns("localhost"), .ip([127, 0, 0, 1]), .ip(Bytes(repeating: 0, count: 15) + [1]),
                .dns("*.cardea.example"),
            ])
        #expect(leaf.issuer == root.subject)
        #expect(leaf.subject == "CN=localhost")
        #expect(!leaf.isAuthority && root.isAuthority)
        #expect(leaf.version == 3)
        #expect(leaf.notBefore == now.adding(seconds: -3600))
        #expect(leaf.notAfter == now.adding(seconds: 397 * 86_400 - 3600))
        #expect(try PrivateKey(pem: issued.keyPEM.exposed).publicKey == leaf.publicKey)
    }

    @Test func `a kept authority is read back, with its own key only`() throws {
        let again = try DevelopmentAuthority(certificatePEM: authority.certificatePEM, keyPEM: authority.keyPEM)
        #expect(again.certificatePEM == authority.certificatePEM)

        let other = try DevelopmentAuthority.create(now: now, random: .openSSL)
        #expect(throws: CryptographyError.wrongKey("it is not the authority's")) {
            try DevelopmentAuthority(certificatePEM: authority.certificatePEM, keyPEM: other.keyPEM)
        }
    }

    @Test(arguments: ["", "a,DNS:evil.example", "a b", "a\n"])
    func `a name that would say more than a name is refused`(name: String) {
        #expect(throws: CryptographyError.self) { try authority.issue(names: [name], now: now, random: .openSSL) }
    }

    @Test func `a chain is refused beyond its time, from another root, and from an issuer that is none`() throws {
        let issued = try authority.issue(names: ["localhost"], now: now, random: .openSSL)
        let leaf = try Certificate.all(pem: issued.certificatePEM)[0]
        let root = try Certificate.all(pem: authority.certificatePEM)[0]
        let stranger = try DevelopmentAuthority.create(now: now, random: .openSSL)
        let other = try Certificate.all(pem: stranger.certificatePEM)[0]

        #expect(throws: CryptographyError.untrusted("certificate has expired")) {
            try CertificateChain(leaf: leaf, roots: [root], now: now.adding(seconds: 398 * 86_400))
        }
        #expect(throws: CryptographyError.untrusted("certificate is not yet valid")) {
            try CertificateChain(leaf: leaf, roots: [root], now: now.adding(seconds: -7200))
        }
        #expect(throws: CryptographyError.untrusted("unable to get local issuer certificate")) {
            try CertificateChain(leaf: leaf, roots: [other], now: now)
        }
        #expect(throws: CryptographyError.self) { try CertificateChain(leaf: leaf, roots: [leaf], now: now) }
        #expect(try CertificateChain(leaf: leaf, roots: [leaf], now: now, anchorsAnywhere: true).leaf == leaf)
    }

    @Test func `DER is read back, with nothing after it`() throws {
        let root = try Certificate.all(pem: authority.certificatePEM)[0]

        #expect(try Certificate(der: root.der) == root)
        #expect(root.fingerprint == Hash.sha256(root.der))
        #expect(throws: CryptographyError.malformed("certificate")) { try Certificate(der: root.der + [0]) }
        #expect(root.extensionValue("2.5.29.19")?.isCritical == true)
        #expect(root.extensionValue("1.2.3.4") == nil)
    }
}
