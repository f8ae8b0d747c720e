#define CURL_DISABLE_TYPECHECK
#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>

/* libcurl's own, once it is open. */
static struct {
    CURLcode (*global_init)(long);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_cleanup)(CURLM *);
    CURLMcode (*multi_add_handle)(CURLM *, CURL *);
    CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
    CURLMcode (*multi_perform)(CURLM *, int *);
    CURLMcode (*multi_poll)(CURLM *, struct curl_waitfd *, unsigned int, int, int *);
    CURLMcode (*multi_wakeup)(CURLM *);
    CURLMsg *(*multi_info_read)(CURLM *, int *);
    CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
} curl;

static const char *problem;

static void *symbol(void *library, const char *name) {
    void *address = dlsym(library, name);
    if (!address) problem = "libcurl.so.4 lacks a function; the package libcurl4 7.85 or later has all";
    return address;
}

#define TAKE(name) *(void **)&curl.name = symbol(library, "curl_" #name)

static void start(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        problem = "there is no libcurl.so.4; it is in the package libcurl4";
        return;
    }
    TAKE(global_init);
    TAKE(easy_init);
    TAKE(easy_cleanup);
    TAKE(easy_setopt);
    TAKE(easy_getinfo);
    TAKE(slist_append);
    TAKE(slist_free_all);
    TAKE(multi_init);
    TAKE(multi_cleanup);
    TAKE(multi_add_handle);
    TAKE(multi_remove_handle);
    TAKE(multi_perform);
    TAKE(multi_poll);
    TAKE(multi_wakeup);
    TAKE(multi_info_read);
    TAKE(multi_setopt);
    if (!problem && curl.global_init(CURL_GLOBAL_ALL) != CURLE_OK) problem = "libcurl does not start";
}

const char *cardea_curl_start(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start);
    return problem;
}

CURL *cardea_curl_easy_init(void) { return curl.easy_init(); }
void cardea_curl_easy_cleanup(CURL *handle) { curl.easy_cleanup(handle); }

struct curl_slist *cardea_curl_slist_append(struct curl_slist *list, const char *line) {
    return curl.slist_append(list, line);
}

void cardea_curl_slist_free_all(struct curl_slist *list) { curl.slist_free_all(list); }

CURLM *cardea_curl_multi_init(void) { return curl.multi_init(); }
CURLMcode cardea_curl_multi_cleanup(CURLM *multi) { return curl.multi_cleanup(multi); }
CURLMcode cardea_curl_multi_add_handle(CURLM *multi, CURL *handle) { return curl.multi_add_handle(multi, handle); }

CURLMcode cardea_curl_multi_remove_handle(CURLM *multi, CURL *handle) {
    return curl.multi_remove_handle(multi, handle);
}

CURLMcode cardea_curl_multi_perform(CURLM *multi, int *running) { return curl.multi_perform(multi, running); }

CURLMcode cardea_curl_multi_poll(CURLM *multi, int milliseconds) {
    return curl.multi_poll(multi, NULL, 0, milliseconds, NULL);
}

CURLMcode cardea_curl_multi_wakeup(CURLM *multi) { return curl.multi_wakeup(multi); }
CURLMsg *cardea_curl_multi_info_read(CURLM *multi, int *left) { return curl.multi_info_read(multi, left); }

CURLMcode cardea_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl.multi_setopt(multi, option, value);
}

CURLcode cardea_curl_message_result(const CURLMsg *message) { return message->data.result; }

CURLcode cardea_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl.easy_setopt(handle, option, value);
}

CURLcode cardea_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl.easy_setopt(handle, option, value);
}

CURLcode cardea_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl.easy_setopt(handle, option, value);
}

CURLcode cardea_curl_set_blob(CURL *handle, CURLoption option, const void *data, size_t size) {
    struct curl_blob blob = {(void *)data, size, CURL_BLOB_COPY};
    return curl.easy_setopt(handle, option, &blob);
}

CURLcode cardea_curl_set_data(CURL *handle, CURLoption option, cardea_curl_data function) {
    return curl.easy_setopt(handle, option, function);
}

CURLcode cardea_curl_set_open(CURL *handle, cardea_curl_open function) {
    return curl.easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, function);
}

CURLcode cardea_curl_set_prerequest(CURL *handle, cardea_curl_prerequest function) {
    return curl.easy_setopt(handle, CURLOPT_PREREQFUNCTION, function);
}

CURLcode cardea_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl.easy_getinfo(handle, info, value);
}

const struct sockaddr *cardea_curl_address(const struct curl_sockaddr *address) { return &address->addr; }

curl_socket_t cardea_curl_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
