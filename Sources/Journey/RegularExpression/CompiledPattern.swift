import CPCRE2

/// What libpcre2 made of an expression. It is not changed after `init`, and every search has its own match data,
/// so it may be used from several threads at once (pcre2api, "Multithreading").
final class CompiledPattern: @unchecked Sendable {
    private let code: OpaquePointer
    private let context: OpaquePointer
    private let isAnchored: Bool
    /// The groups of each name.
    let groupNumbers: [String: [Int]]

    /// Steps of one search, over all the places where a match may begin: about 20 ms at worst.
    private static let steps = 1_000_000
    private static let fewestStepsPerStart = 500
    private static let deepestNesting: UInt32 = 20_000
    private static let mostKilobytes: UInt32 = 20_000
    private static let longestPattern = 16_384

    init(_ text: String, of pattern: String, ignoresCase: Bool) throws(RegularExpressionError) {
        let code = try CompiledPattern.compile(text, of: pattern, ignoresCase: ignoresCase)
        guard let context = pcre2_match_context_create_8(nil) else {
            pcre2_code_free_8(code)
            throw RegularExpressionError(pattern: pattern, reason: "found no memory")
        }
        // Where the machine forbids writable code pages, the interpreter does it.
        _ = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
        pcre2_set_depth_limit_8(context, CompiledPattern.deepestNesting)
        pcre2_set_heap_limit_8(context, CompiledPattern.mostKilobytes)
        self.code = code
        self.context = context
        groupNumbers = CompiledPattern.names(of: code)
        var options: UInt32 = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_ALLOPTIONS), &options)
        isAnchored = options & PCRE2_ANCHORED != 0
    }

    deinit {
        pcre2_match_context_free_8(context)
        pcre2_code_free_8(code)
    }

    enum Result {
        /// The whole match, then the groups.
        case matched([Range<Int>?])
        case unmatched
        case gaveUp(RegularExpression.GiveUp)
    }

    /// The first match that begins at `start` or later.
    func search(_ subject: UnsafeBufferPointer<UInt8>, from start: Int) -> Result {
        guard let data = pcre2_match_data_create_from_pattern_8(code, nil) else { return .gaveUp(.tooMuchMemory) }
        defer { pcre2_match_data_free_8(data) }
        guard let limits = pcre2_match_context_copy_8(context) else { return .gaveUp(.tooMuchMemory) }
        defer { pcre2_match_context_free_8(limits) }
        pcre2_set_match_limit_8(limits, stepLimit(subject.count - start))
        let status = withBase(of: subject) { base in
            // A Swift string is valid UTF-8, so libpcre2 need not look.
            let status = pcre2_match_8(code, base, subject.count, start, PCRE2_NO_UTF_CHECK, data, limits)
            guard status == PCRE2_ERROR_JIT_STACKLIMIT else { return status }
            return pcre2_match_8(code, base, subject.count, start, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, limits)
        }
        return result(status, data)
    }

    /// libpcre2 counts steps anew at each place where a match may begin, so the places share the budget.
    private func stepLimit(_ count: Int) -> UInt32 {
        guard !isAnchored else { return UInt32(CompiledPattern.steps) }
        return UInt32(max(CompiledPattern.fewestStepsPerStart, CompiledPattern.steps / (count + 1)))
    }

    private func result(_ status: Int32, _ data: OpaquePointer) -> Result {
        switch status {
        case PCRE2_ERROR_NOMATCH: return .unmatched
        case PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_NOMEMORY, PCRE2_ERROR_JIT_STACKLIMIT: return .gaveUp(.tooMuchMemory)
        case ..<0: return .gaveUp(.tooManySteps)
        default: break
        }
        guard let offsets = pcre2_get_ovector_pointer_8(data) else { return .unmatched }
        return .matched(
            (0..<Int(pcre2_get_ovector_count_8(data))).map { group in
                let (lower, upper) = (offsets[2 * group], offsets[2 * group + 1])
                // An unset group is all ones, which is -1 here.
                return lower >= 0 && lower <= upper ? lower..<upper : nil
            })
    }

    private func withBase<Value>(
        of subject: UnsafeBufferPointer<UInt8>, _ body: (UnsafePointer<UInt8>) -> Value
    ) -> Value {
        guard let base = subject.baseAddress else { return withUnsafePointer(to: 0) { body($0) } }
        return body(base)
    }

    private static func compile(
        _ text: String, of pattern: String, ignoresCase: Bool
    ) throws(RegularExpressionError) -> OpaquePointer {
        let context = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(context) }
        // .NET's `.` and `$` know one line end.
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
        pcre2_set_max_pattern_length_8(context, longestPattern)
        pcre2_set_parens_nest_limit_8(context, 100)
        // .NET's `\d`, `\w`, `\s` and `\b` are Unicode's.
        var options = PCRE2_UTF | PCRE2_UCP | PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C
        if ignoresCase { options |= PCRE2_CASELESS }
        var status: Int32 = 0
        var offset = 0
        let bytes = Array(text.utf8)
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &status, &offset, context) else {
            throw RegularExpressionError(pattern: pattern, reason: "is not one we can use: \(message(status))")
        }
        return code
    }

    private static func message(_ status: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = pcre2_get_error_message_8(status, &buffer, buffer.count)
        return String(decoding: buffer.prefix(Int(max(0, count))), as: UTF8.self)
    }

    /// The table holds, for each group, two bytes of its number and its name with a zero at the end.
    private static func names(of code: OpaquePointer) -> [String: [Int]] {
        var count: UInt32 = 0
        var size: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        guard let table else { return [:] }
        var numbers: [String: [Int]] = [:]
        for index in 0..<Int(count) {
            let entry = UnsafeBufferPointer(start: table + index * Int(size), count: Int(size))
            let name = String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)
            numbers[name, default: []].append(Int(entry[0]) << 8 | Int(entry[1]))
        }
        return numbers
    }
}
