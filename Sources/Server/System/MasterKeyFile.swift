import Base
import Cryptography

/// The master key, kept outside the database (design decision 10): a file that only its owner reads.
enum MasterKeyFile {
    /// Reads the key of `folder`, making it at the first start.
    static func load(folder: String, random: Random) throws -> MasterKey {
        let path = "\(folder)/master.key"
        if Files.exists(path) {
            guard let text = String(validating: try Files.read(path)),
                let bytes = Base64.decodeURL(text.filter { !$0.isWhitespace }), bytes.count == 32
            else { throw BadKey(path: path) }
            return try MasterKey(version: 1, bytes: Secret(bytes))
        }
        let bytes = random.bytes(32)
        try Files.write(Bytes(utf8: Base64.encodeURL(bytes) + "\n"), to: path)
        return try MasterKey(version: 1, bytes: Secret(bytes))
    }

    struct BadKey: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) holds no key: it must be 32 bytes in base64url" }
    }
}
