import Base
import Testing

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 §10 encode and decode`(plain: String, encoded: String) {
        #expect(Base64.encode(Bytes(utf8: plain)) == encoded)
        #expect(Base64.decode(encoded) == Bytes(utf8: plain))
    }

    @Test(arguments: ["Zh", "Zg==", "Zm9v ", "Z", "Zm9v\n", "Zm+v"])
    func `a second spelling of the same bytes is refused`(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }
}
