import Base
import CCurl
import HTTP

/// Sends requests over libcurl: HTTP/1.1 and 2, no redirects, TLS always verified.
///
/// Requests that may reach private addresses and those that may not have a pool of connections each, so that the
/// one kind cannot use what the other opened.
package final class CurlFetch: Fetch {
    private let trusted = LazyLoop()
    private let guarded = LazyLoop()
    private let extraCertificates: String?

    /// `extraCertificates` is a PEM file whose certificates are trusted beside the system's, for development.
    package init(extraCertificates: String? = nil) { self.extraCertificates = extraCertificates }

    deinit {
        trusted.stop()
        guarded.stop()
    }

    package func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        guard let url = URL(request.url), url.scheme == "http" || url.scheme == "https" else { throw .invalidURL }
        return try await CurlFetch.send(
            request, over: (request.mayReachPrivateAddresses ? trusted : guarded).loop, extraCertificates)
    }

    static func send(
        _ request: FetchRequest, over loop: CurlLoop, _ extraCertificates: String?
    ) async throws(FetchError) -> FetchResponse {
        let cancellation = Cancellation(loop)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (continuation: CheckedContinuation<Result<FetchResponse, FetchError>, Never>) in
                let transfer = Transfer(maximumAnswerSize: request.maximumResponseSize) { outcome, transfer in
                    continuation.resume(returning: transfer.fetchResult(outcome))
                }
                transfer.prepare(request, extraCertificates)
                loop.add(transfer)
                cancellation.arm(transfer)
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }
}

extension Transfer {
    /// `url` and header fields are checked already.
    fileprivate func prepare(_ request: FetchRequest, _ extraCertificates: String?) {
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_TIMEOUT_MS, max(1, request.timeoutMilliseconds))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let extraCertificates { set(CURLOPT_CAINFO, extraCertificates) }
        if let certificate = request.clientCertificate {
            set(CURLOPT_SSLCERT_BLOB, copying: certificate.chain)
            set(CURLOPT_SSLKEY_BLOB, copying: certificate.key.exposed)
        }
        if !request.mayReachPrivateAddresses { guardAddresses() }
        receiveHeaders()
        prepareBody(request)
        prepareFields(request.headers)
    }

    private func prepareBody(_ request: FetchRequest) {
        if request.method == .head { return set(CURLOPT_NOBODY, 1) }
        if !request.body.isEmpty || [.post, .put, .patch].contains(request.method) {
            cardea_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            _ = request.body.withUnsafeBytes { body in
                cardea_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, body.baseAddress ?? UnsafeRawPointer(easy))
            }
        }
        set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }

    /// A name with nothing after the colon takes out a field of curl's own; an empty value is spelled `name;`.
    private func prepareFields(_ headers: Headers) {
        var lines = ["Expect:"]
        if headers["Content-Type"] == nil { lines.append("Content-Type:") }
        if headers["User-Agent"] == nil { lines.append("User-Agent: Cardea") }
        for field in headers.fields {
            precondition(field.name.utf8.allSatisfy(isTokenCharacter), "not a header's name")
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        set(CURLOPT_HTTPHEADER, lines)
    }

    fileprivate func fetchResult(_ outcome: Outcome) -> Result<FetchResponse, FetchError> {
        switch outcome {
        case .overloaded: .failure(.overloaded)
        case .cancelled: .failure(.cancelled)
        case .done(CURLE_OK):
            .success(FetchResponse(status: status, headers: answer.headers, body: answer.body))
        case .done(let code): .failure(hasRefusedAddress ? .addressRefused : fetchError(code))
        }
    }

    private func fetchError(_ code: CURLcode) -> FetchError {
        if answer.isTooLarge { return .responseTooLarge }
        return switch code {
        case CURLE_URL_MALFORMAT: .invalidURL
        case CURLE_COULDNT_RESOLVE_HOST: .nameNotFound
        case CURLE_COULDNT_CONNECT: .connectionFailed
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED:
            .tlsFailed
        default: .invalidResponse
        }
    }
}
