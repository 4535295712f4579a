// An Ollama without a model, fast enough not to be what is measured: one thread, epoll, loopback only.
//
//   upstream PORT...      listens at each port; ends with its parent
//
// POST /api/chat streams "options":{"num_predict":N,"pace":P}: N chunks, P a second, or as fast as the
// connection takes them for pace 0; one write each. The content of a chunk is the time of its sending
// (CLOCK_MONOTONIC, ns). Anything else gets a short answer at once.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FD = 65536, IN_SIZE = 4096, EVENTS = 256, BURST = 16 };

typedef struct {
  int used, listener, streams;
  int in_length;
  char in[IN_SIZE];
  long left;        // chunks still to send
  long interval;    // ns between chunks; 0: unpaced
  long due;         // of the next chunk
  int blocked;      // waits for EPOLLOUT
  int rest_from, rest_length;
  char rest[512];   // of a chunk that was written in part
  int slot;         // in streaming[]
} Connection;

static Connection *connections[MAX_FD];
static int streaming[MAX_FD], streams;
static int poller;

static const char HEAD[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";
static const char LINE_HEAD[] =
    "{\"model\":\"bench:latest\",\"created_at\":\"2026-01-01T00:00:00.000000000Z\","
    "\"message\":{\"role\":\"assistant\",\"content\":\"";
static const char DONE[] =
    "{\"model\":\"bench:latest\",\"created_at\":\"2026-01-01T00:00:00.000000000Z\","
    "\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"length\","
    "\"prompt_eval_count\":1,\"eval_count\":1}\n";
static const char MODELS[] =
    "{\"models\":[{\"name\":\"bench:latest\",\"model\":\"bench:latest\",\"size\":1000,"
    "\"digest\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","
    "\"context_length\":4096}]}";
static const char EMBEDDING[] =
    "{\"model\":\"bench:latest\",\"embeddings\":[[0.25,-0.5,0.125,0.75,-0.0625,0.5,0.25,-0.125]],"
    "\"total_duration\":1000,\"load_duration\":100,\"prompt_eval_count\":1}";

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void watch(int fd, int op, unsigned events) {
  struct epoll_event e = {.events = events, .data.fd = fd};
  if (epoll_ctl(poller, op, fd, &e)) perror("epoll_ctl"), exit(1);
}

static void stop_stream(Connection *c) {
  if (!c->streams) return;
  int last = streaming[--streams];
  streaming[c->slot] = last;
  connections[last]->slot = c->slot;
  c->streams = 0;
}

static void drop(int fd) {
  stop_stream(connections[fd]);
  connections[fd]->used = 0;
  close(fd);
}

static int reply(int fd, const char *body) {
  char out[1024];
  int n = snprintf(out, sizeof out,
                   "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
                   "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
  return write(fd, out, n) == n;
}

static long number(const char *body, const char *key, long otherwise) {
  const char *at = strstr(body, key);
  return at ? atol(at + strlen(key)) : otherwise;
}

static int start_stream(int fd, Connection *c, const char *body) {
  long pace = number(body, "\"pace\":", 0);
  c->left = number(body, "\"num_predict\":", 100);
  c->interval = pace ? 1000000000L / pace : 0;
  // The first chunks of streams that began together are spread over one interval.
  c->due = now() + (c->interval ? (fd * 7919L % 1000) * c->interval / 1000 : 0);
  c->streams = 1;
  c->rest_length = 0;
  c->slot = streams;
  streaming[streams++] = fd;
  return write(fd, HEAD, sizeof HEAD - 1) == sizeof HEAD - 1;
}

static int answer(int fd, Connection *c, const char *body) {
  if (!strncmp(c->in, "POST /api/chat ", 15)) return start_stream(fd, c, body);
  if (!strncmp(c->in, "GET /api/version ", 17)) return reply(fd, "{\"version\":\"0.12.0\"}");
  if (!strncmp(c->in, "GET ", 4)) return reply(fd, MODELS);
  return reply(fd, EMBEDDING);
}

static void receive(int fd) {
  Connection *c = connections[fd];
  int n = read(fd, c->in + c->in_length, IN_SIZE - 1 - c->in_length);
  if (n <= 0) {
    if (n == 0 || errno != EAGAIN) drop(fd);
    return;
  }
  c->in[c->in_length += n] = 0;
  char *end = strstr(c->in, "\r\n\r\n");
  if (!end) return;
  char *length = strcasestr(c->in, "\r\ncontent-length:");
  long whole = end + 4 - c->in + (length && length < end ? atol(length + 17) : 0);
  if (whole >= IN_SIZE) fprintf(stderr, "upstream: a request is too large\n"), exit(1);
  if (c->in_length < whole) return;
  c->in_length = 0;  // clients of this server do not pipeline
  if (!answer(fd, c, end + 4)) drop(fd);
}

// One chunk, or what was left of one; 0 where the connection takes no more.
static int send_chunk(int fd, Connection *c) {
  if (!c->rest_length) {
    char line[320];
    int n;
    if (--c->left) {
      n = sizeof LINE_HEAD - 1;
      memcpy(line, LINE_HEAD, n);
      long stamp = now();
      for (int i = 18; i >= 0; i--, stamp /= 10) line[n + i] = '0' + stamp % 10;
      memcpy(line + n + 19, "\"},\"done\":false}\n", 17);
      n += 19 + 17;
    } else {
      n = sizeof DONE - 1;
      memcpy(line, DONE, n);
    }
    c->rest_from = 0;
    c->rest_length = sprintf(c->rest, "%x\r\n%.*s\r\n%s", n, n, line, c->left ? "" : "0\r\n\r\n");
  }
  int n = write(fd, c->rest + c->rest_from, c->rest_length);
  if (n < 0 && errno != EAGAIN) {
    drop(fd);
    return 0;
  }
  if (n > 0) c->rest_from += n, c->rest_length -= n;
  if (c->rest_length) {
    c->blocked = 1;
    watch(fd, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    return 0;
  }
  if (!c->left) stop_stream(c);
  return c->streams;
}

// Sends what is due; returns how long nothing will be, in ms.
static int send_due(void) {
  int wait = 1000;
  long at = now();
  for (int i = streams - 1; i >= 0; i--) {
    int fd = streaming[i];
    Connection *c = connections[fd];
    if (c->blocked) continue;
    if (!c->interval) {
      for (int k = 0; k < BURST && send_chunk(fd, c); k++) {}
      if (c->streams && !c->blocked) wait = 0;
    } else {
      // Late chunks are made up for, so that every proxy gets the same number.
      while (c->due <= at && send_chunk(fd, c)) c->due += c->interval;
      if (wait) wait = 1;
    }
  }
  return wait;
}

static void open_connection(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK), on = 1;
  if (fd < 0) return;
  if (fd >= MAX_FD) fprintf(stderr, "upstream: too many connections\n"), exit(1);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Connection *c = connections[fd] ? connections[fd] : malloc(sizeof *c);
  memset(c, 0, sizeof *c);
  c->used = 1;
  connections[fd] = c;
  watch(fd, EPOLL_CTL_ADD, EPOLLIN);
}

static void open_listener(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port),
                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 4096)) perror("upstream: listen"), exit(1);
  connections[fd] = calloc(1, sizeof(Connection));
  connections[fd]->used = connections[fd]->listener = 1;
  watch(fd, EPOLL_CTL_ADD, EPOLLIN);
}

int main(int count, char **args) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  signal(SIGPIPE, SIG_IGN);
  poller = epoll_create1(0);
  for (int i = 1; i < count; i++) open_listener(atoi(args[i]));
  struct epoll_event events[EVENTS];
  int wait = 1000;
  while (1) {
    int n = epoll_wait(poller, events, EVENTS, wait);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      Connection *c = connections[fd];
      if (c->listener) {
        open_connection(fd);
      } else if (c->used && events[i].events & EPOLLOUT) {
        c->blocked = 0;
        watch(fd, EPOLL_CTL_MOD, EPOLLIN);
      } else if (c->used) {
        receive(fd);
      }
    }
    wait = send_due();
  }
}
