import Base
import Glibc
import Journey
import Synchronization

/// libphonenumber, opened when the first number is read (docs/decisions/0009). Nothing of it is loaded before.
package final class PhoneNumberLibrary: PhoneNumbers {
    package static let fileName = "libcardea-phone.so"

    private let directories: [String]
    private let functions = Mutex<Functions?>(nil)
    private let names = Mutex<[String: [(region: String, name: String)]]>([:])
    private static let maximumLanguages = 64

    /// Looks for the library in `directories`, in their order, and then beside the executable.
    package init(directories: [String] = []) { self.directories = directories }

    package func parse(_ text: String, region: String?) throws(PhoneNumbersUnavailable) -> PhoneNumber? {
        let functions = try loaded()
        // C text ends at a zero byte, so a number that holds one would be read in part.
        guard !text.utf8.contains(0), text.utf8.count <= 250 else { return nil }
        return PhoneNumberLibrary.output(capacity: 1024) {
            functions.parse(text, region.flatMap { $0.utf8.contains(0) ? nil : $0 } ?? "", $0, $1)
        }.flatMap(PhoneNumber.init(lines:))
    }

    package func allRegions() throws(PhoneNumbersUnavailable) -> [(region: String, callingCode: Int)] {
        let functions = try loaded()
        let lines = PhoneNumberLibrary.output(capacity: 16_384) { functions.regions($0, $1) } ?? ""
        return lines.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ")
            guard parts.count == 2, let code = Int(parts[1]) else { return nil }
            return (String(parts[0]), code)
        }
    }

    package func regionNames(in language: String) throws(PhoneNumbersUnavailable) -> [(region: String, name: String)] {
        let key = language.lowercased()
        if let known = names.withLock({ $0[key] }) { return known }
        let functions = try loaded()
        guard LanguageTag.isWellFormed(language) else { return [] }
        let lines = PhoneNumberLibrary.output(capacity: 65_536) { functions.regionNames(language, $0, $1) } ?? ""
        let found = lines.split(separator: "\n").compactMap { line -> (region: String, name: String)? in
            let parts = line.split(separator: " ", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        names.withLock { names in
            // Languages come from policies, of which a busy server sees many.
            if names.count >= PhoneNumberLibrary.maximumLanguages { names.removeAll() }
            names[key] = found
        }
        return found
    }

    // MARK: The C side

    private struct Functions: Sendable {
        typealias Output = UnsafeMutablePointer<CChar>
        typealias Parse = @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, Output, Int) -> Int
        typealias Regions = @convention(c) (Output, Int) -> Int
        typealias RegionNames = @convention(c) (UnsafePointer<CChar>, Output, Int) -> Int
        let parse: Parse
        let regions: Regions
        let regionNames: RegionNames
    }

    private static func output(capacity: Int, _ write: (UnsafeMutablePointer<CChar>, Int) -> Int) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let count = write(base, capacity)
            guard count > 0 else { return nil }
            return String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
        }
    }

    /// The library is opened once; a failure is tried again, since an operator may install it meanwhile.
    private func loaded() throws(PhoneNumbersUnavailable) -> Functions {
        let result: Result<Functions, PhoneNumbersUnavailable> = functions.withLock { functions in
            if let functions { return .success(functions) }
            do throws(PhoneNumbersUnavailable) {
                let opened = try open()
                functions = opened
                return .success(opened)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func open() throws(PhoneNumbersUnavailable) -> Functions {
        var reason = ""
        for directory in directories + [PhoneNumberLibrary.executableDirectory] {
            guard let handle = dlopen("\(directory)/\(PhoneNumberLibrary.fileName)", RTLD_NOW | RTLD_LOCAL) else {
                reason = dlerror().map { String(cString: $0) } ?? reason
                continue
            }
            guard let parse = dlsym(handle, "cardea_phone_parse"), let regions = dlsym(handle, "cardea_phone_regions"),
                let regionNames = dlsym(handle, "cardea_phone_region_names")
            else {
                reason = "\(directory)/\(PhoneNumberLibrary.fileName) is of another version"
                continue
            }
            return Functions(
                parse: unsafeBitCast(parse, to: Functions.Parse.self),
                regions: unsafeBitCast(regions, to: Functions.Regions.self),
                regionNames: unsafeBitCast(regionNames, to: Functions.RegionNames.self))
        }
        throw PhoneNumbersUnavailable(
            remedy: "phone numbers need \(PhoneNumberLibrary.fileName) beside the executable or in the configured "
                + "directory, and the package libphonenumber8: \(reason)")
    }

    private static let executableDirectory: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }()
}

extension PhoneNumber {
    /// The five lines of `cardea_phone_parse`.
    fileprivate init?(lines: String) {
        let fields = lines.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 5, let callingCode = Int(fields[1]) else { return nil }
        self.init(
            e164: fields[0], callingCode: callingCode, region: fields[2].isEmpty ? nil : fields[2],
            nationalNumber: fields[3], isValid: fields[4] == "1")
    }
}
