import Base
import FIDO
import Testing

struct ClientDataTests {
    @Test(arguments: [
        "", "[]", "{", #"{"type":"webauthn.get","challenge":"x"}"#,
        #"{"type":1,"challenge":"x","origin":"o"}"#, #"{"type":"t","challenge":"x","origin":"o","crossOrigin":"true"}"#,
        #"{"type":"t","challenge":"x","origin":"o","topOrigin":true}"#,
        #"{"type":"t","challenge":"x","origin":"o","origin":"p"}"#, #"{"type":"t","challenge":"x","origin":"o"}x"#,
        #"{"type":"t","challenge":"x","origin":"o","more":\#(String(repeating: "[", count: 40))}"#,
    ])
    func `client data that is not what it should be is refused`(text: String) {
        #expect(refusal { try ClientData(parsing: Bytes(utf8: text)) } == .malformed)
    }

    @Test func `a byte order mark, other members and any order are no obstacle; size is`() throws {
        let text = #"{ "origin":"o", "more":{"a":[1]}, "challenge":"x", "type":"t", "topOrigin":null }"#

        let data = try ClientData(parsing: [0xef, 0xbb, 0xbf] + Bytes(utf8: text))

        #expect(data.type == "t" && data.challenge == "x" && data.origin == "o")
        #expect(!data.crossOrigin && data.topOrigin == nil)
        let long = #"{"type":"t","challenge":"x","origin":"o","a":"\#(String(repeating: "a", count: 20_000))"}"#
        #expect(refusal { try ClientData(parsing: Bytes(utf8: long)) } == .malformed)
    }

    /// WebAuthn §5.8.1.2.
    @Test func `limited verification takes only what a browser writes`() throws {
        let start = String(
            decoding: ClientData.serialized(
                .create, .sample, "https://example.org", crossOrigin: false, topOrigin: nil), as: UTF8.self)
        let ceremony = try TestCeremony.registration(reading: .limited)
        var authenticator = try TestAuthenticator()
        let texts: [(String, FIDOError.Code?)] = [
            (start + "}", nil), (start + #","more":1}"#, nil), (start, .malformed), (start + "} ", .malformed),
            (" " + start + "}", .malformed), (start + "x", .malformed),
            (start.replacing("example.org", with: "example.com") + "}", .malformed),
            (start.replacing("false", with: "true") + "}", .malformed),
            (start.replacing("create", with: "get") + "}", .malformed),
        ]

        for (text, code) in texts {
            authenticator.clientDataOverride = Bytes(utf8: text)
            let response = try authenticator.registration()
            #expect(
                refusal { try ceremony.verify(response, isRegistered: false, now: TestCeremony.now) } == code, "\(text)"
            )
        }
    }

    @Test func `texts are escaped as the standard says`() {
        let bytes = ClientData.serialized(
            .get, .sample, "a\"b\\c\u{1}é", crossOrigin: true, topOrigin: "https://top.example")

        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"type":"webauthn.get","challenge":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc","origin":"#
                + #""a\"b\\c\u0001é","crossOrigin":true,"topOrigin":"https://top.example""#)
    }

    @Test func `a challenge has at least sixteen bytes`() {
        #expect(Challenge(Bytes(repeating: 1, count: 15)) == nil)
        #expect(Challenge(Bytes(repeating: 1, count: 16)) != nil)
        #expect(Challenge(Bytes(repeating: 1, count: 1025)) == nil)
        #expect(Challenge.sample.bytes.count == 32)
    }
}

struct OriginTests {
    @Test(arguments: [
        "https://example.org", "https://example.org:8443", "https://xn--bcher-kva.example", "http://localhost",
        "http://localhost:8080", "http://a.localhost", "http://127.0.0.1:8080", "https://localhost",
        "android:apk-key-hash:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
        "android:apk-key-hash:2jmj7l5rSw0yVb/vlWAYkK/YBwk", "ios:bundle-id:org.example.App-1",
    ])
    func `an origin that a client would send is one`(text: String) {
        #expect(refusal { try Origin(text) } == nil)
    }

    @Test(arguments: [
        "", "example.org", "http://example.org", "https://", "https://Example.org", "https://example.org/",
        "https://example.org/path", "https://example.org:443", "https://example.org:0443", "https://example.org:99999",
        "https://user@example.org", "https://example.org.", "https://exa mple.org", "https://-a.example", "null", "*",
        "https://*.example.org", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "ftp://example.org",
        "android:apk-key-hash:", "android:apk-key-hash:AAAA", "android:apk-key-hash:*", "ios:bundle-id:",
        "ios:bundle-id:a b", "https://example.org:", "https://bücher.example",
        "xxxxxxxlocalhost", "https://example.org:8443:1", "https://example.org:08443",
    ])
    func `what no client would send is no origin`(text: String) {
        #expect(refusal { try Origin(text) } == .misconfigured)
    }

    @Test func `a relying party's origins lie within its domain, or are related`() throws {
        let inside = try Origin("https://login.example.org")
        let outside = try Origin("https://example.net")
        let alike = try Origin("https://notexample.org")

        #expect(refusal { try RelyingParty(id: "example.org", name: "", origins: [inside]) } == nil)
        #expect(refusal { try RelyingParty(id: "example.org", name: "", origins: [outside]) } == .misconfigured)
        #expect(refusal { try RelyingParty(id: "example.org", name: "", origins: [alike]) } == .misconfigured)
        #expect(refusal { try RelyingParty(id: "login.example.org", name: "", origins: [inside]) } == nil)
        #expect(refusal { try RelyingParty(id: "https://example.org", name: "", origins: [inside]) } == .misconfigured)
        #expect(refusal { try RelyingParty(id: "example.org", name: "", origins: []) } == .misconfigured)
        let application = try Origin("ios:bundle-id:org.example.app")
        #expect(refusal { try RelyingParty(id: "Example.org", name: "", origins: [application]) } == .misconfigured)
        let related = try RelyingParty(id: "example.org", name: "", origins: [inside], relatedOrigins: [outside])
        #expect(related.origins == [inside, outside])
    }

    /// WebAuthn §5.11.1.
    @Test func `related origins are found among the first five names`() throws {
        let domain = { (host: String) -> String? in
            let labels = host.split(separator: ".")
            return labels.count < 2 ? nil : labels.suffix(2).joined(separator: ".")
        }
        let texts = [
            "https://a.example", "https://x.a.example", "not an origin", "http://b.example", "https://b.example",
            "https://c.example", "https://d.example", "https://e.example", "https://f.example", "https://e.test",
        ]
        let document = try RelatedOrigins(parsing: JSON.object(["origins": JSON(texts)]).bytes)

        for (text, isPermitted) in [
            ("https://x.a.example", true), ("https://e.example", true), ("https://f.example", false),
            ("https://e.test", true), ("https://g.example", false), ("https://a.example:8443", false),
        ] {
            #expect(document.permits(try Origin(text), registrableDomain: domain) == isPermitted, "\(text)")
        }
        let own = RelatedOrigins([try Origin("https://b.example"), try Origin("https://a.example")])
        #expect(own.json.text == #"{"origins":["https://a.example","https://b.example"]}"#)
        for text in ["", "[]", "{}", #"{"origins":[1]}"#, #"{"origins":"https://a.example"}"#] {
            #expect(refusal { try RelatedOrigins(parsing: Bytes(utf8: text)) } == .malformed)
        }
        let long = #"{"origins":[],"a":"\#(String(repeating: "a", count: 70_000))"}"#
        #expect(refusal { try RelatedOrigins(parsing: Bytes(utf8: long)) } == .malformed)
    }
}
