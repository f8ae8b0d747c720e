import Base
import FIDO
import Testing

struct CBORTests {
    /// From RFC 8949 appendix A, as far as CTAP2 allows the values.
    @Test(
        arguments: [
            ("00", 0), ("17", 23), ("1818", 24), ("18ff", 255), ("190100", 256), ("19ffff", 65_535),
            ("1a00010000", 65_536), ("1b0000000100000000", 4_294_967_296), ("20", -1), ("3863", -100),
            ("3903e7", -1000),
        ] as [(String, Int64)])
    func `numbers are read and written in their shortest form`(hex: String, number: Int64) throws {
        let bytes = try #require(Hex.decode(hex))

        #expect(try CBOR(decoding: bytes) == CBOR(number))
        #expect(CBOR(number).encoded == bytes)
        #expect(CBOR(number).integer == number)
    }

    @Test func `the ends of the number range are read`() throws {
        #expect(try CBOR(decoding: [0x1b] + Bytes(repeating: 0xff, count: 8)) == .unsigned(.max))
        #expect(try CBOR(decoding: [0x3b] + Bytes(repeating: 0xff, count: 8)).integer == nil)
        #expect(CBOR.negative(UInt64(Int64.max)).integer == Int64.min)
    }

    @Test func `a value of every kind survives writing and reading`() throws {
        let value: CBOR = [
            1: [true, false, .null, .undefined], -1: .bytes([1, 2, 3]), "a": "text", "b": [:] as CBOR,
            "longer": .float([0x7c, 0x00]), "deep": [[[[1]]]],
        ]

        let read = try CBOR(decoding: value.encoded)

        #expect(read.encoded == value.encoded)
        #expect(read[1] == [true, false, .null, .undefined])
        #expect(read["longer"] == .float([0x7c, 0x00]))
    }

    @Test(arguments: [
        ("", "nothing"), ("18", "a head that ends early"), ("1800", "24 would need no byte"), ("1817", "23 in a byte"),
        ("1900ff", "255 in two bytes"), ("1a0000ffff", "65,535 in four"), ("1b00000000ffffffff", "2³²−1 in eight"),
        ("1c", "a reserved length"), ("5f4100ff", "indefinite bytes"), ("9fff", "an indefinite array"),
        ("bfff", "an indefinite map"), ("7fff", "indefinite text"), ("ff", "a break"), ("c000", "a tag"),
        ("d9d9f700", "the tag of CBOR itself"), ("4201", "two bytes, one is there"), ("61ff", "no UTF-8"),
        ("8201", "an array that ends early"), ("a101", "a map that ends early"), ("a201010102", "a key twice"),
        ("a2616101616102", "a name twice"), ("a202010101", "keys not in order"),
        ("a2616201616101", "names not in order"),
        ("a220010001", "a negative key before a positive one"), ("a1800100", "an array as key"),
        ("a1410001", "bytes as key"), ("a1f501", "a Boolean as key"), ("0000", "a second value"),
        ("f8ff", "simple 255"),
        ("e0", "simple 0"), ("fb00", "a float that ends early"),
        ("9bffffffffffffffff", "more items than there are bytes in the world"),
        ("bbffffffffffffffff", "more members than that"), ("5bffffffffffffffff", "more bytes than that"),
        ("7b7fffffffffffffff", "more text than that"), ("9a7fffffff00", "two thousand million items"),
    ])
    func `what CTAP2 forbids is refused`(hex: String, why: String) throws {
        let bytes = try #require(Hex.decode(hex))

        #expect(refusal { try CBOR(decoding: bytes) } == .malformed, "\(why)")
    }

    @Test func `order may be set aside, a key twice may not`() throws {
        let unsorted = try #require(Hex.decode("a2616201616101"))

        #expect(try CBOR(decoding: unsorted, keys: .any)["a"] == 1)
        let twice = try #require(Hex.decode("a3616201616101616202"))
        #expect(refusal { try CBOR(decoding: twice, keys: .any) } == .malformed)
    }

    @Test func `nesting is bounded`() throws {
        let deep = { (count: Int) in Bytes(repeating: 0x81, count: count) + [0] }

        #expect(refusal { try CBOR(decoding: deep(7)) } == nil)
        #expect(refusal { try CBOR(decoding: deep(8)) } == .malformed)
        #expect(refusal { try CBOR(decoding: deep(60_000)) } == .malformed)
        #expect(refusal { try CBOR(decoding: Bytes(repeating: 0xa1, count: 60_000)) } == .malformed)
    }

    @Test func `size is bounded`() {
        let bytes = CBOR.bytes(Bytes(repeating: 0, count: CBOR.sizeLimit)).encoded

        #expect(refusal { try CBOR(decoding: bytes) } == .malformed)
    }

    @Test func `a value that is cut off anywhere is refused`() throws {
        let value: CBOR = [1: [1, "two", .bytes([3])], "map": ["a": true, "b": .null] as CBOR, "number": 70_000]
        let bytes = value.encoded

        for count in 0..<bytes.count {
            #expect(refusal { try CBOR(decoding: Bytes(bytes.prefix(count))) } == .malformed)
        }
    }

    @Test func `what is read and written again is the same bytes, whatever the bytes`() throws {
        var state: UInt64 = 42
        func next() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        var count = 0
        for _ in 0..<60_000 {
            let bytes = (0..<Int(next() % 12)).map { _ in next() }
            guard let value = try? CBOR(decoding: bytes) else { continue }
            #expect(value.encoded == bytes)
            count += 1
        }
        #expect(count > 1000)
    }
}
