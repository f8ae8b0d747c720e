import Base
import COpenSSL

/// One element of DER (X.690): what the extensions of a certificate are made of. OpenSSL reads the tags and lengths.
package struct DERElement: Equatable, Sendable {
    package enum TagClass: Sendable { case universal, application, contextSpecific, privateUse }

    package let tagClass: TagClass
    package let tag: Int
    package let isConstructed: Bool
    package let content: Bytes
    /// Of tag, length and content together.
    package let encodedCount: Int

    /// One element with nothing after it.
    package init(_ bytes: Bytes) throws(CryptographyError) {
        try self.init(prefixOf: bytes[...])
        guard encodedCount == bytes.count else { throw .malformed("DER: something follows the element") }
    }

    /// The element at the start of `bytes`; `encodedCount` says where it ends. Indefinite lengths are refused.
    package init(prefixOf bytes: ArraySlice<UInt8>) throws(CryptographyError) {
        let input = Bytes(bytes)
        var length = 0
        var tag: Int32 = 0
        var xclass: Int32 = 0
        var header = 0
        let status = input.withUnsafeBufferPointer { buffer -> Int32 in
            guard var cursor = buffer.baseAddress else { return 0x80 }
            let start = cursor
            let moved = withUnsafeMutablePointer(to: &cursor) { pointer in
                pointer.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: 1) {
                    ASN1_get_object($0, &length, &tag, &xclass, buffer.count)
                }
            }
            header = cursor - start
            return moved
        }
        OpenSSL.forgetErrors()
        // 0x80 is an error (or a content that ends beyond the bytes), 1 an indefinite length.
        guard status & 0x81 == 0, length >= 0, header + length <= input.count else { throw .malformed("DER element") }
        tagClass = [.universal, .application, .contextSpecific, .privateUse][Int(xclass >> 6 & 3)]
        self.tag = Int(tag)
        isConstructed = status & 0x20 != 0
        content = Bytes(input[header..<header + length])
        encodedCount = header + length
    }

    /// The elements inside a constructed one; at most `limit`.
    package func children(limit: Int = 256) throws(CryptographyError) -> [DERElement] {
        guard isConstructed else { throw .malformed("DER: a primitive element has no children") }
        var rest = content[...]
        var found: [DERElement] = []
        while !rest.isEmpty {
            guard found.count < limit else { throw .malformed("DER: more than \(limit) elements") }
            let child = try DERElement(prefixOf: rest)
            found.append(child)
            rest = rest.dropFirst(child.encodedCount)
        }
        return found
    }

    package func isContext(_ number: Int) -> Bool { tagClass == .contextSpecific && tag == number }

    package var isInteger: Bool { tagClass == .universal && tag == Int(V_ASN1_INTEGER) && !isConstructed }

    /// The content of an OCTET STRING.
    package var octets: Bytes? {
        tagClass == .universal && tag == Int(V_ASN1_OCTET_STRING) && !isConstructed ? content : nil
    }

    /// The value of an INTEGER or ENUMERATED that is not negative and fits.
    package var number: Int? {
        let isNumber = tag == Int(V_ASN1_INTEGER) || tag == Int(V_ASN1_ENUMERATED)
        guard tagClass == .universal, isNumber, (1...8).contains(content.count), content[0] < 0x80 else { return nil }
        return content.reduce(0) { $0 << 8 | Int($1) }
    }
}
