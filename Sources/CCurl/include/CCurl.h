/* The part of libcurl that Transport uses, opened on first use (docs/decisions/0002): it brings some thirty libraries
   along, and a server that has called nobody yet needs none of them. Names and meanings are libcurl's; functions that
   are variadic there, which Swift cannot call, come once for each type. */
#ifndef CARDEA_CURL_H
#define CARDEA_CURL_H

#include <curl/curl.h>
#include <sys/socket.h>

/* Opens and starts libcurl. Returns NULL, also when called again, or why it cannot be: then call nothing else. */
const char *cardea_curl_start(void);

CURL *cardea_curl_easy_init(void);
void cardea_curl_easy_cleanup(CURL *curl);
struct curl_slist *cardea_curl_slist_append(struct curl_slist *list, const char *line);
void cardea_curl_slist_free_all(struct curl_slist *list);

CURLM *cardea_curl_multi_init(void);
CURLMcode cardea_curl_multi_cleanup(CURLM *multi);
CURLMcode cardea_curl_multi_add_handle(CURLM *multi, CURL *curl);
CURLMcode cardea_curl_multi_remove_handle(CURLM *multi, CURL *curl);
CURLMcode cardea_curl_multi_perform(CURLM *multi, int *running);
CURLMcode cardea_curl_multi_poll(CURLM *multi, int milliseconds);
CURLMcode cardea_curl_multi_wakeup(CURLM *multi);
CURLMsg *cardea_curl_multi_info_read(CURLM *multi, int *left);
CURLMcode cardea_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLcode cardea_curl_message_result(const CURLMsg *message);

CURLcode cardea_curl_set_long(CURL *curl, CURLoption option, long value);
CURLcode cardea_curl_set_size(CURL *curl, CURLoption option, curl_off_t value);
CURLcode cardea_curl_set_pointer(CURL *curl, CURLoption option, const void *value);
/* libcurl keeps a copy. */
CURLcode cardea_curl_set_blob(CURL *curl, CURLoption option, const void *data, size_t size);

typedef size_t (*cardea_curl_data)(char *data, size_t size, size_t count, void *context);
typedef curl_socket_t (*cardea_curl_open)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*cardea_curl_prerequest)(void *context, char *remote, char *local, int remote_port, int local_port);

CURLcode cardea_curl_set_data(CURL *curl, CURLoption option, cardea_curl_data function);
CURLcode cardea_curl_set_open(CURL *curl, cardea_curl_open function);
CURLcode cardea_curl_set_prerequest(CURL *curl, cardea_curl_prerequest function);
CURLcode cardea_curl_get_long(CURL *curl, CURLINFO info, long *value);

const struct sockaddr *cardea_curl_address(const struct curl_sockaddr *address);
curl_socket_t cardea_curl_socket(const struct curl_sockaddr *address);

#endif
