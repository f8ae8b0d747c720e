#include <curl/curl.h>
#include <sys/socket.h>

// Swift cannot call variadic functions; these are curl's, with their types fixed.

static inline CURLcode cardea_curl_set_long(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode cardea_curl_set_size(CURL *curl, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode cardea_curl_set_pointer(CURL *curl, CURLoption option, const void *value) {
    return curl_easy_setopt(curl, option, value);
}

// curl keeps a copy.
static inline CURLcode cardea_curl_set_blob(CURL *curl, CURLoption option, const void *data, size_t size) {
    struct curl_blob blob = {(void *)data, size, CURL_BLOB_COPY};
    return curl_easy_setopt(curl, option, &blob);
}

typedef size_t (*cardea_curl_data)(char *data, size_t size, size_t count, void *context);
typedef curl_socket_t (*cardea_curl_open)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*cardea_curl_prerequest)(
    void *context, char *remote, char *local, int remote_port, int local_port);

static inline CURLcode cardea_curl_set_data(CURL *curl, CURLoption option, cardea_curl_data function) {
    return curl_easy_setopt(curl, option, function);
}

static inline CURLcode cardea_curl_set_open(CURL *curl, cardea_curl_open function) {
    return curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode cardea_curl_set_prerequest(CURL *curl, cardea_curl_prerequest function) {
    return curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode cardea_curl_get_long(CURL *curl, CURLINFO info, long *value) {
    return curl_easy_getinfo(curl, info, value);
}

static inline CURLcode cardea_curl_get_pointer(CURL *curl, CURLINFO info, void **value) {
    return curl_easy_getinfo(curl, info, value);
}

static inline CURLMcode cardea_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLcode cardea_curl_message_result(const CURLMsg *message) { return message->data.result; }

static inline const struct sockaddr *cardea_curl_address(const struct curl_sockaddr *address) {
    return &address->addr;
}

static inline curl_socket_t cardea_curl_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
