import Base
import Testing

struct JSONTests {
    @Test func `a value survives writing and reading`() throws {
        let value: JSON = ["a": [1, true, nil, "é\u{1F512}\n\"<"], "b": ["c": -5]]

        #expect(try JSON(parsing: value.bytes) == value)
    }

    @Test(arguments: [
        "{\"a\":1,\"a\":2}", "[1,]", "{\"a\"}", "01", "1.", "\"\\ud800\"", "[1] x", "nul", "\"\u{1}\"", "1e999", "",
    ])
    func `what RFC 8259 does not allow, or makes ambiguous, is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func `nesting beyond the bound is refused, not crashed on`() {
        let text = String(repeating: "[", count: 100_000)

        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func `text in a script element cannot end it`() {
        #expect(!JSON.string("</script>").text.contains("<"))
    }
}
