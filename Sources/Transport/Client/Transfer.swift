import Base
import CCurl
import HTTP

/// One exchange over libcurl. It is set up by whoever makes it; from `CurlLoop.add` on only the loop's thread
/// touches it, until `completion` is called.
final class Transfer: @unchecked Sendable {
    enum Outcome: Sendable {
        case done(CURLcode)
        case overloaded
        case cancelled
    }

    let easy: UnsafeMutableRawPointer
    var answer: AnswerBuffer
    /// Whether every address is judged by `AddressGuard`.
    var isGuarded = false
    /// An address was refused, whatever curl makes of it.
    var hasRefusedAddress = false
    private var lists: [UnsafeMutablePointer<curl_slist>?] = []
    private var upload: Bytes = []
    private var uploaded = 0
    private var completion: (@Sendable (Outcome, Transfer) -> Void)?

    init(maximumAnswerSize: Int, completion: @escaping @Sendable (Outcome, Transfer) -> Void) {
        guard let easy = cardea_curl_easy_init() else { preconditionFailure("libcurl has no memory") }
        self.easy = easy
        self.completion = completion
        answer = AnswerBuffer(maximumSize: maximumAnswerSize)
        set(CURLOPT_NOSIGNAL, 1)
        // A proxy from the environment would be an address that nobody guards.
        set(CURLOPT_PROXY, "")
        // The context is this object, unretained: the loop holds it as long as curl may call.
        let context = Unmanaged.passUnretained(self).toOpaque()
        cardea_curl_set_open(easy, openSocket)
        cardea_curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
        cardea_curl_set_data(easy, CURLOPT_WRITEFUNCTION, receiveBody)
        cardea_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    }

    deinit {
        cardea_curl_easy_cleanup(easy)
        for list in lists { cardea_curl_slist_free_all(list) }
    }

    func set(_ option: CURLoption, _ value: Int) { cardea_curl_set_long(easy, option, value) }
    /// curl keeps a copy.
    func set(_ option: CURLoption, _ value: String) { cardea_curl_set_pointer(easy, option, value) }

    func set(_ option: CURLoption, _ lines: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines { list = cardea_curl_slist_append(list, line) }
        lists.append(list)
        cardea_curl_set_pointer(easy, option, list)
    }

    func set(_ option: CURLoption, copying text: String) {
        let bytes = Bytes(utf8: text)
        _ = bytes.withUnsafeBytes {
            cardea_curl_set_blob(easy, option, $0.baseAddress ?? UnsafeRawPointer(easy), $0.count)
        }
    }

    func receiveHeaders() {
        cardea_curl_set_data(easy, CURLOPT_HEADERFUNCTION, receiveHeader)
        cardea_curl_set_pointer(easy, CURLOPT_HEADERDATA, Unmanaged.passUnretained(self).toOpaque())
    }

    /// A connection that is already open is judged again: it may have been opened for somebody who may do more.
    func guardAddresses() {
        isGuarded = true
        cardea_curl_set_prerequest(easy, checkConnection)
        cardea_curl_set_pointer(easy, CURLOPT_PREREQDATA, Unmanaged.passUnretained(self).toOpaque())
    }

    func send(_ bytes: Bytes) {
        upload = bytes
        set(CURLOPT_UPLOAD, 1)
        cardea_curl_set_size(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes.count))
        cardea_curl_set_data(easy, CURLOPT_READFUNCTION, sendBody)
        cardea_curl_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
    }

    var status: Int {
        var status = 0
        cardea_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    func complete(_ outcome: Outcome) {
        completion?(outcome, self)
        completion = nil
    }

    fileprivate func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = upload[uploaded...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        uploaded += part.count
        return part.count
    }

    fileprivate func mayReach(_ address: IPAddress?) -> Bool {
        guard isGuarded else { return true }
        if let address, AddressGuard.isPublic(address) { return true }
        hasRefusedAddress = true
        return false
    }
}

private func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

/// CURL_SOCKET_BAD and the others are macros with casts, which Swift does not see.
private let noSocket: curl_socket_t = -1

private let openSocket: cardea_curl_open = { context, _, address in
    guard let context, let address, let peer = cardea_curl_address(address) else { return noSocket }
    return transfer(context).mayReach(IPAddress(peer)) ? cardea_curl_socket(address) : noSocket
}

private let checkConnection: cardea_curl_prerequest = { context, remote, _, _, _ in
    guard let context, let remote else { return CURL_PREREQFUNC_ABORT }
    return transfer(context).mayReach(IPAddress(String(cString: remote)))
        ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private let receiveBody: cardea_curl_data = { data, size, count, context in
    guard let data, let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
    return transfer(context).answer.append(bytes) ? bytes.count : 0
}

private let receiveHeader: cardea_curl_data = { data, size, count, context in
    guard let data, let context else { return 0 }
    let line = UnsafeRawBufferPointer(start: data, count: size * count)
    return transfer(context).answer.appendHeader(line) ? line.count : 0
}

private let sendBody: cardea_curl_data = { data, size, count, context in
    guard let data, let context else { return 0 }
    return transfer(context).take(into: UnsafeMutableRawBufferPointer(start: data, count: size * count))
}
