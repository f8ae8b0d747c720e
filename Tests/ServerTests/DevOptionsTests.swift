import HTTP
import Testing

@testable import Server

struct DevOptionsTests {
    @Test func `proxies are believed where they are named, one by one`() throws {
        #expect(try DevOptions(["policies"]).trustedProxies == AddressRanges())
        let options = try DevOptions(["--trusted-proxy", "10.0.0.0/8", "policies", "--trusted-proxy", "::1"])
        #expect(options.trustedProxies == AddressRanges(["10.0.0.0/8", "::1"]))
        #expect(options.folder == "policies")
    }

    @Test(arguments: ["10.0.0.0/33", "proxy.example", "10.0.0.0/", "/8", ""])
    func `what is no network is refused, and said`(text: String) {
        let error = #expect(throws: UsageError.self) { try DevOptions(["--trusted-proxy", text]) }
        #expect(error?.description.contains("10.0.0.0/8") == true)
    }

    @Test func `metadata goes with the certificate of its root`() throws {
        let options = try DevOptions(["--metadata", "blob.jwt", "--metadata-root", "root.crt"])
        #expect(options.metadata?.blob == "blob.jwt")
        #expect(options.metadata?.root == "root.crt")
        #expect(throws: UsageError.self) { try DevOptions(["--metadata", "blob.jwt"]) }
    }

    @Test func `an option without its value is refused`() {
        #expect(throws: UsageError.self) { try DevOptions(["--trusted-proxy"]) }
        #expect(throws: UsageError.self) { try DevOptions(["--trusted-proxy", "--trace"]) }
    }
}
