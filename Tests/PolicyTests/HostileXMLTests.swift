import Base
import Policy
import TestSupport
import Testing

struct HostileXMLTests {
    static let codes: [DiagnosticCode] = cases.map(\.code)

    struct Case: Sendable {
        let code: DiagnosticCode
        let bytes: Bytes

        init(_ code: DiagnosticCode, _ text: String) {
            self.code = code
            bytes = Bytes(utf8: text)
        }

        init(_ code: DiagnosticCode, bytes: Bytes) {
            self.code = code
            self.bytes = bytes
        }
    }

    static let root = "<TrustFrameworkPolicy xmlns=\"\(TestPolicy.namespace)\" PolicyId=\"A\">"

    static let bomb: String = {
        let entities = (1...12).map { level in
            "<!ENTITY e\(level) \"\(String(repeating: "&e\(level - 1);", count: 10))\">"
        }
        return "<!DOCTYPE x [<!ENTITY e0 \"ha\">\(entities.joined())]>\(root)&e12;</TrustFrameworkPolicy>"
    }()

    static let cases: [Case] = [
        Case(.documentType, bomb),
        Case(.documentType, "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">\(root)</TrustFrameworkPolicy>"),
        Case(
            .documentType, "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1/\"> %p;]>\(root)</TrustFrameworkPolicy>"
        ),
        Case(.notWellFormed, "\(root)&unknown;</TrustFrameworkPolicy>"),
        Case(.notWellFormed, "\(root)<a></b></TrustFrameworkPolicy>"),
        Case(.notWellFormed, ""),
        Case(.notWellFormed, "\(root)</TrustFrameworkPolicy><again/>"),
        Case(.notWellFormed, "\(root)<a b=\"1\" b=\"2\"/></TrustFrameworkPolicy>"),
        Case(.tooDeep, root + String(repeating: "<Extensions>", count: 70_000)),
        Case(.tooManyNodes, root + String(repeating: "<a/>", count: 200_001)),
        Case(
            .tooManyNodes, "\(root)<a \((0...64).map { "a\($0)=\"\"" }.joined(separator: " "))/></TrustFrameworkPolicy>"
        ),
        Case(.unknownElement, root + String(repeating: "<a/>", count: 100_000) + "</TrustFrameworkPolicy>"),
        Case(.textTooLong, "\(root)<a>\(String(repeating: "x", count: 262_145))</a></TrustFrameworkPolicy>"),
        Case(.fileTooLarge, root + String(repeating: " ", count: 1_048_576)),
        Case(.notUTF8, bytes: [0xff, 0xfe, 0x3c, 0x00]),
        Case(.notUTF8, bytes: Bytes(utf8: root) + [0xc3, 0x28] + Bytes(utf8: "</TrustFrameworkPolicy>")),
        Case(.notUTF8, "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\(root)</TrustFrameworkPolicy>"),
        Case(.wrongNamespace, "<TrustFrameworkPolicy PolicyId=\"A\" />"),
        Case(.wrongNamespace, "\(root)<x:a xmlns:x=\"urn:other\" /></TrustFrameworkPolicy>"),
    ]

    @Test(arguments: cases.indices)
    func `hostile XML is refused, and fast`(index: Int) throws {
        let sample = HostileXMLTests.cases[index]
        var codes: [DiagnosticCode] = []

        let time = processorTime {
            let file = PolicySet.File(name: "A.xml", bytes: sample.bytes)
            codes = PolicySet.load(files: [file]).diagnostics.sorted.map(\.code)
        }

        #expect(codes.contains(sample.code), "found \(codes.map(\.rawValue))")
        #expect(time < .seconds(5))
    }

    @Test func `a syntax error has its line, its column and its reason`() throws {
        let file = PolicySet.File(name: "A.xml", bytes: Bytes(utf8: "\(HostileXMLTests.root)\n  <a>\n  </b>"))

        let found = try #require(PolicySet.load(files: [file]).diagnostics.sorted.first)

        #expect(found.location.line == 3)
        #expect(found.location.column > 1)
        #expect(found.message.contains("mismatch"))
    }

    @Test func `a byte order mark, comments, CDATA and the five entities are read`() throws {
        let claim =
            "<ClaimType Id=\"a\"><DisplayName><![CDATA[a < ]]><!-- no -->b &amp; &#38;#38; &lt;</DisplayName><AdminHelpText>x</AdminHelpText></ClaimType>"
        let pattern =
            "<ClaimType Id=\"b\"><Restriction><Pattern RegularExpression=\"&amp;&quot;&amp;#38;&#10;\" /></Restriction></ClaimType>"
        let content = "<BuildingBlocks><ClaimsSchema>\(claim)\(pattern)</ClaimsSchema></BuildingBlocks>"
        let file = PolicySet.File(name: "A.xml", bytes: [0xef, 0xbb, 0xbf] + TestPolicy.file("A", content).bytes)

        let policy = try #require(PolicySet.load(files: [file]).set.policy("A"))

        #expect(policy.claimTypes["a"]?.displayName == "a < b & &#38; <")
        #expect(policy.claimTypes["b"]?.restriction?.pattern?.regularExpression == "&\"&#38;\n")
    }
}
