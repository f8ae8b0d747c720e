#include <microhttpd.h>
#include <sys/socket.h>
#include <sys/mman.h>

// Swift sees no global names of closed enumerations.
static const enum MHD_ValueKind cardea_mhd_headers = MHD_HEADER_KIND;
static const enum MHD_ResponseMemoryMode cardea_mhd_copies = MHD_RESPMEM_MUST_COPY;
static const enum MHD_ConnectionNotificationCode cardea_mhd_started = MHD_CONNECTION_NOTIFY_STARTED;

// Swift cannot call variadic functions; these are the ones that the server needs, with their types fixed.

struct cardea_mhd_settings {
    int listener;
    unsigned int flags;
    unsigned int threads;
    size_t stack_size;
    size_t memory_limit;
    unsigned int connection_limit;
    unsigned int address_limit;
    unsigned int idle_seconds;
    // Null without TLS.
    const char *key;
    const char *certificate;
    const char *priorities;
    void *context;
    MHD_AccessHandlerCallback handle;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback notify;
    void *(*begin)(void *context, const char *uri, struct MHD_Connection *connection);
    MHD_LogCallback log;
    size_t (*unescape)(void *context, struct MHD_Connection *connection, char *text);
};

static inline struct MHD_Daemon *cardea_mhd_start(const struct cardea_mhd_settings *s) {
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)s->key},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)s->certificate},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)s->priorities},
        {MHD_OPTION_END, 0, 0},
    };
    struct MHD_OptionItem pool[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)s->threads, 0},
        {MHD_OPTION_END, 0, 0},
    };
    struct MHD_OptionItem *const none = &tls[3];
    return MHD_start_daemon(
        s->flags | (s->key ? MHD_USE_TLS : 0), 0, NULL, NULL, s->handle, s->context,
        MHD_OPTION_EXTERNAL_LOGGER, s->log, s->context,
        MHD_OPTION_LISTEN_SOCKET, s->listener,
        MHD_OPTION_THREAD_STACK_SIZE, s->stack_size,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->memory_limit,
        MHD_OPTION_CONNECTION_LIMIT, s->connection_limit,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->address_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, s->idle_seconds,
        MHD_OPTION_NOTIFY_COMPLETED, s->completed, s->context,
        MHD_OPTION_NOTIFY_CONNECTION, s->notify, s->context,
        MHD_OPTION_URI_LOG_CALLBACK, s->begin, s->context,
        MHD_OPTION_UNESCAPE_CALLBACK, s->unescape, s->context,
        MHD_OPTION_ARRAY, s->threads > 1 ? pool : none,
        MHD_OPTION_ARRAY, s->key ? tls : none,
        MHD_OPTION_END);
}

static inline int cardea_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline const struct sockaddr *cardea_mhd_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

static inline void *cardea_mhd_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static inline size_t cardea_mhd_header_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

// A TCP socket that no child process inherits. Swift does not see SOCK_CLOEXEC in every build.
static inline int cardea_socket(int family) { return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0); }

// Not in Glibc's module.
static inline int cardea_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept(listener, address, length);
}
