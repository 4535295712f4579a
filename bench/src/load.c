// Puts load on one HTTP server and measures it: one thread, epoll, loopback only.
//
//   load PORT short CONNECTIONS RATE WARM SECONDS [PID...]    POST /api/embed; RATE a second, 0: one after the other
//   load PORT stream CONNECTIONS PACE WARM SECONDS [PID...]   POST /api/chat; PACE chunks a second and stream, 0: all it can
//
// What happens in the first WARM seconds is not counted. Short requests with a rate are an open loop: they begin at
// random times (Poisson) whether or not the answers have come, and their latency counts from the time they should
// have begun. The latency of a streamed chunk counts from the time that the upstream wrote into it.
// Prints one JSON object. PIDs: the processes whose CPU and memory are told.
//
// LOAD_SLICE_MS in the environment: also told are the sums at each change of slice, whose number is the monotonic clock
// divided by its length, so that whoever changes something by the same clock can be compared slice by slice.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, MAX_CONNECTIONS = 8192, MAX_WAITING = 1 << 16, TOKENS = 400 };
enum { HEAD, LENGTH, SIZE, DATA, DATA_END, LAST };

typedef struct {
  int fd, busy, state, kept_length;
  long left;      // bytes of the body or chunk
  long began;     // when the request should have begun, ns
  int done;       // the stream's last line has come
  char kept[2048]; // a head or line that has not come whole
} Connection;

static Connection connections[MAX_CONNECTIONS];
static int idle[MAX_CONNECTIONS], idles;
static long waiting[MAX_WAITING], waiting_from, waiting_to;  // begin times without a free connection
static int poller, streaming;
static char request[1024];
static int request_length;
static long count_from, requests, chunks, late;

// ---- histogram of latencies: 64 buckets for each power of two ----

enum { SUB = 64, BUCKETS = 64 * SUB };
static long histogram[BUCKETS], samples;

static void record(long ns) {
  if (ns < 0) ns = 0;
  int shift = ns < SUB ? 0 : 63 - __builtin_clzl(ns) - 5;
  histogram[shift * SUB + (int)(ns >> shift)]++;
  samples++;
}

static double percentile_us(double p) {
  long wanted = (long)ceil(samples * p), seen = 0;
  for (int i = 0; i < BUCKETS; i++) {
    seen += histogram[i];
    if (seen >= wanted && seen) return ((double)((long)(i % SUB) << (i / SUB)) + (1L << (i / SUB)) / 2.0) / 1000;
  }
  return 0;
}

// ---- sums at each change of slice ----

enum { MAX_SLICES = 1 << 14 };
typedef struct { long number, at, requests, chunks; double cpu; } Slice;
static Slice slices[MAX_SLICES];
static int slice_count;

// ---- what the system says ----

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "load: %s (%s)\n", what, strerror(errno));
  exit(1);
}

typedef struct { double whole, system; } Cpu;

static Cpu cpu_seconds(int count, char **pids) {
  Cpu sum = {0, 0};
  clockid_t clock;
  struct timespec used;
  for (int i = 0; i < count; i++) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%s/stat", pids[i]);
    FILE *f = fopen(path, "r");
    if (!f || !fgets(text, sizeof text, f)) fail(path);
    fclose(f);
    long system;
    sscanf(strrchr(text, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*d %ld", &system);
    if (clock_getcpuclockid(atoi(pids[i]), &clock) || clock_gettime(clock, &used)) fail(pids[i]);
    sum.whole += (double)used.tv_sec + (double)used.tv_nsec / 1e9;
    sum.system += (double)system / sysconf(_SC_CLK_TCK);
  }
  return sum;
}

static long resident_kb(int count, char **pids) {
  long sum = 0;
  for (int i = 0; i < count; i++) {
    char path[64], text[256];
    long kb;
    snprintf(path, sizeof path, "/proc/%s/smaps_rollup", pids[i]);
    FILE *f = fopen(path, "r");
    if (!f) fail(path);
    while (fgets(text, sizeof text, f)) {
      if (sscanf(text, "Rss: %ld", &kb) == 1) sum += kb;
    }
    fclose(f);
  }
  return sum;
}

// ---- requests and answers ----

static void begin(int index, long at) {
  Connection *c = &connections[index];
  c->busy = 1;
  c->state = HEAD;
  c->kept_length = 0;
  c->done = 0;
  c->began = at;
  if (write(c->fd, request, request_length) != request_length) fail("sending a request failed");
}

static void finished(int index) {
  Connection *c = &connections[index];
  long at = now();
  c->busy = 0;
  if (streaming && !c->done) fail("a stream ended without its last line");
  if (at >= count_from) {
    requests++;
    if (!streaming) record(at - c->began);
  }
}

static void line(Connection *c, const char *text, int length) {
  if (!streaming) return;
  const char *content = memmem(text, length, "\"content\":\"", 11);
  if (!content) fprintf(stderr, "load: %.*s\n", length, text), exit(1);
  if (content[11] == '"') {
    c->done = memmem(text, length, "\"done\":true", 11) != NULL;
    return;
  }
  long at = now();
  if (at >= count_from) {
    chunks++;
    record(at - atol(content + 11));
  }
}

static void body(Connection *c, const char *bytes, int length) {
  while (length) {
    const char *end = memchr(bytes, '\n', length);
    int n = end ? end + 1 - bytes : length;
    if (c->kept_length + n > (int)sizeof c->kept) fail("a line is too long");
    if (end && !c->kept_length) {
      line(c, bytes, n);
    } else {
      memcpy(c->kept + c->kept_length, bytes, n);
      c->kept_length += n;
      if (end) line(c, c->kept, c->kept_length), c->kept_length = 0;
    }
    bytes += n;
    length -= n;
  }
}

static void head(Connection *c) {
  c->kept[c->kept_length] = 0;
  if (strncmp(c->kept, "HTTP/1.1 200", 12)) fprintf(stderr, "load: answer %s\n", c->kept), exit(1);
  char *length = strcasestr(c->kept, "\r\ncontent-length:");
  c->state = length ? LENGTH : SIZE;
  c->left = length ? atol(length + 17) : 0;
  c->kept_length = 0;
}

// Takes in what was read; 1 where the answer is whole.
static int parse(Connection *c, const char *in, int n) {
  for (const char *end = in + n; in < end;) {
    switch (c->state) {
      case HEAD:
        if (c->kept_length >= (int)sizeof c->kept - 1) fail("a head is too long");
        c->kept[c->kept_length++] = *in++;
        if (c->kept_length > 3 && !memcmp(c->kept + c->kept_length - 4, "\r\n\r\n", 4)) head(c);
        break;
      case LENGTH:
      case DATA: {
        int part = end - in < c->left ? end - in : c->left;
        body(c, in, part);
        in += part;
        c->left -= part;
        if (!c->left && c->state == LENGTH) return 1;
        if (!c->left) c->state = DATA_END;
        break;
      }
      case SIZE:
        if (*in == '\n') {
          c->state = c->left ? DATA : LAST;
        } else if (*in != '\r') {
          c->left = c->left * 16 + (*in <= '9' ? *in - '0' : (*in | 32) - 'a' + 10);
        }
        in++;
        break;
      case DATA_END:
        if (*in++ == '\n') c->state = SIZE;
        break;
      case LAST:
        if (*in++ == '\n') return 1;
        break;
    }
  }
  return 0;
}

static void receive(int index, int again) {
  static char in[65536];
  Connection *c = &connections[index];
  int n = read(c->fd, in, sizeof in);
  if (n == 0 && !c->busy) fail("an idle connection was closed");
  if (n <= 0) {
    if (n < 0 && errno == EAGAIN) return;
    fail("a connection broke");
  }
  if (!parse(c, in, n)) return;
  finished(index);
  if (again) {
    begin(index, now());
  } else if (waiting_from < waiting_to) {
    begin(index, waiting[waiting_from++ % MAX_WAITING]);
  } else {
    idle[idles++] = index;
  }
}

static void request_at(long at) {
  if (idles) {
    begin(idle[--idles], at);
    return;
  }
  late++;
  if (waiting_to - waiting_from == MAX_WAITING) fail("the rate is far too high");
  waiting[waiting_to++ % MAX_WAITING] = at;
}

// ---- the run ----

static void connect_all(int port, int count) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  for (int i = 0; i < count; i++) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (connect(fd, (struct sockaddr *)&to, sizeof to)) fail("connecting failed");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
    connections[i].fd = fd;
  }
}

static long pause_before_next(double rate) {
  static unsigned long seed = 88172645463325252UL;
  seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  return (long)(-log(((double)(seed >> 11) + 1) / 9007199254740993.0) * 1e9 / rate);
}

int main(int argc, char **argv) {
  if (argc < 7) {
    fprintf(stderr, "use: load PORT short|stream CONNECTIONS RATE|PACE WARM SECONDS [PID...]\n");
    return 2;
  }
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  signal(SIGPIPE, SIG_IGN);
  int port = atoi(argv[1]), count = atoi(argv[3]), pids = argc - 7;
  double rate = atof(argv[4]), warm = atof(argv[5]), seconds = atof(argv[6]);
  streaming = !strcmp(argv[2], "stream");
  char text[256];
  if (streaming) {
    snprintf(text, sizeof text,
             "{\"model\":\"bench\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me the time.\"}],"
             "\"options\":{\"num_predict\":%d,\"pace\":%d}}", TOKENS, (int)rate);
  } else {
    snprintf(text, sizeof text, "{\"model\":\"bench\",\"input\":\"hello\"}");
  }
  request_length = snprintf(request, sizeof request,
                            "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
                            "Content-Length: %zu\r\n\r\n%s",
                            streaming ? "/api/chat" : "/api/embed", strlen(text), text);
  poller = epoll_create1(0);
  connect_all(port, count);
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct epoll_event e = {.events = EPOLLIN, .data.u32 = MAX_CONNECTIONS};
  epoll_ctl(poller, EPOLL_CTL_ADD, timer, &e);

  int open_loop = !streaming && rate > 0;
  long start = now(), until = start + (long)((warm + seconds) * 1e9), next = start;
  count_from = start + (long)(warm * 1e9);
  for (int i = 0; i < count; i++) {
    if (open_loop) {
      idle[idles++] = i;
    } else {
      begin(i, start);
    }
  }
  const char *slice_ms = getenv("LOAD_SLICE_MS");
  long slice_length = slice_ms ? atol(slice_ms) * 1000000L : 0;
  Cpu before = {-1, 0};
  struct epoll_event events[EVENTS];
  long at;
  while ((at = now()) < until) {
    if (before.whole < 0 && at >= count_from) before = cpu_seconds(pids, argv + 7);
    if (slice_length && at >= count_from && slice_count < MAX_SLICES
        && (!slice_count || slices[slice_count - 1].number != at / slice_length)) {
      double cpu = cpu_seconds(pids, argv + 7).whole;
      slices[slice_count++] = (Slice){at / slice_length, at, requests, chunks, cpu};
    }
    if (open_loop) {
      for (; next <= at; next += pause_before_next(rate)) request_at(next);
      struct itimerspec when = {.it_value = {next / 1000000000L, next % 1000000000L}};
      timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
    }
    int n = epoll_wait(poller, events, EVENTS, 10);
    for (int i = 0; i < n; i++) {
      if (events[i].data.u32 < MAX_CONNECTIONS) {
        receive(events[i].data.u32, !open_loop);
      } else {
        long expired;
        if (read(timer, &expired, sizeof expired) < 0 && errno != EAGAIN) fail("the timer broke");
      }
    }
  }
  Cpu after = cpu_seconds(pids, argv + 7);
  double whole = (double)(now() - count_from) / 1e9;
  long resident = resident_kb(pids, argv + 7);
  printf("{\"seconds\": %.3f, \"requests\": %ld, \"chunks\": %ld, \"late\": %ld, \"cpu_seconds\": %.6f, \"system_seconds\": %.2f, "
         "\"resident_kb\": %ld, \"p50_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f, \"slices\": [",
         whole, requests, chunks, late, after.whole - before.whole,
         after.system - before.system, resident, percentile_us(0.5), percentile_us(0.99), percentile_us(0.999));
  for (int i = 0; i < slice_count; i++) {
    Slice *l = &slices[i];
    printf("%s[%ld, %ld, %ld, %ld, %.9f]", i ? ", " : "", l->number, l->at, l->requests, l->chunks, l->cpu);
  }
  printf("]}\n");
  return 0;
}
