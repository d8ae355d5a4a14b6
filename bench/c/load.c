/* The load: many real WebSocket clients in one thread, open loop.
 *
 * Actions leave at times laid down beforehand, whatever the server does meanwhile, and every latency is counted from the
 * scheduled time, so waiting is never hidden. An idea's text carries its time ("@" and 16 hex digits); whoever gets
 * the idea reads it there. The same program drives Talkoot (`talkoot.v1`), and with --raw or --socketio servers that
 * echo to everybody.
 *
 * It is told what to do in lines on stdin and answers in JSON lines on stdout; see commands() at the end.
 */
#define _GNU_SOURCE
#include "wire.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <zlib.h>

#define MOST 20480
#define RING 64

typedef struct { char code[16], round[64], items[64][32]; int items_count; } Place;
enum { NEW, SHAKING, KNOCKED, IN };
typedef struct {
  int fd, state, place, deflate, stalled, was_in;
  u64 began, n, rev, when[RING], bytes, after;
  char me[33], tab[17], epoch[64], topic[80];
  size_t have, cap;
  uint8_t *in;
  char fresh; /* the welcome said: forget everything */
} Conn;

static Conn conns[MOST];
static int count, polling, in_count, raw, socketio, port, deflating, text_size = 60;
static Place *places;
static int places_count;
static Hist joined, seen, kept, late;
static u64 sent_n, kept_n, refused_n, deliveries, bytes_in, plain_bytes, full_n, delta_n, closed_n, blocked_n;
static double cpu_from;
static u64 clock_from;
static uint64_t dice = 88172645463325252ull;

static u64 roll(void) { dice ^= dice << 13; dice ^= dice >> 7; dice ^= dice << 17; return dice; }

static void hex(char *out, int n) {
  for (int i = 0; i < n; i++) out[i] = "0123456789abcdef"[roll() & 15];
  out[n] = 0;
}

static void grow(Conn *c, size_t need) {
  if (need <= c->cap) return;
  c->cap = need < 4096 ? 4096 : need * 2;
  if (!(c->in = realloc(c->in, c->cap))) die("realloc");
}

static void shut(Conn *c) {
  if (c->fd >= 0) close(c->fd);
  if (c->state == IN) in_count--;
  c->fd = -1;
  c->state = NEW;
  c->have = 0;
}

static void gone(Conn *c) { closed_n++; shut(c); }

static void post(Conn *c, const uint8_t *body, size_t size) {
  uint8_t frame[4096];
  if (size > sizeof frame - 16 || c->fd < 0) return;
  size_t head = put_head(frame, socketio ? 1 : 2, size, 1);
  memcpy(frame + head, body, size);
  ssize_t done = send(c->fd, frame, head + size, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (done != (ssize_t)(head + size)) blocked_n++;
}

static uint8_t *put_kv(uint8_t *p, const char *k, const char *v) {
  p = mp_put_str(p, k, strlen(k));
  return mp_put_str(p, v, strlen(v));
}

static void knock(Conn *c) {
  uint8_t b[512], *p = b;
  int again = c->epoch[0] != 0;
  *p++ = (uint8_t)(0x80 | (again ? 6 : 5));
  p = put_kv(p, "t", "hello");
  p = put_kv(p, "me", c->me);
  p = put_kv(p, "tab", c->tab);
  p = put_kv(p, "name", "");
  p = put_kv(p, "lang", "fi");
  if (again) {
    p = mp_put_str(p, "since", 5);
    *p++ = 0x93;
    p = mp_put_str(p, c->epoch, strlen(c->epoch));
    p = mp_put_uint(p, c->rev);
    *p++ = 0x92;
    p = mp_put_str(p, "all", 3);
    p = mp_put_str(p, c->topic, strlen(c->topic));
  }
  c->state = KNOCKED;
  post(c, b, (size_t)(p - b));
}

static void dial(Conn *c) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  struct sockaddr_in from = {.sin_family = AF_INET};
  int at = (int)(c - conns), yes = 1;
  /* one address has 28,000 ports: spread over 127.0.0.x */
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(at / 12000));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if ((c->fd = socket(AF_INET, SOCK_STREAM, 0)) < 0) die("socket");
  /* the port is chosen with where it goes: those of the workload before, which rest for a minute, are no obstacle */
  setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
  if (bind(c->fd, (struct sockaddr *)&from, sizeof from)) die("bind");
  unblock(c->fd);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (c->stalled) { int small = 4096; setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small); }
  if (connect(c->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) die("connect");
  c->state = SHAKING;
  c->after = 0;
  struct epoll_event e = {.events = EPOLLOUT, .data.u32 = (uint32_t)at};
  epoll_ctl(polling, EPOLL_CTL_ADD, c->fd, &e);
}

static void shake(Conn *c) {
  char head[600];
  char path[64] = "/socket.io/?EIO=4&transport=websocket";
  if (!socketio) snprintf(path, sizeof path, "/ws/%s", places[c->place].code);
  int n = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s%s\r\n",
                   path, port, socketio ? "" : "Sec-WebSocket-Protocol: talkoot.v1\r\n",
                   c->deflate ? "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n" : "");
  if (send(c->fd, head, (size_t)n, MSG_NOSIGNAL) != n) { gone(c); return; }
  struct epoll_event e = {.events = EPOLLIN, .data.u32 = (uint32_t)(c - conns)};
  epoll_ctl(polling, EPOLL_CTL_MOD, c->fd, &e);
}

static void enter(Conn *c) {
  if (c->state == IN) return;
  c->state = IN;
  in_count++;
  hist_add(&joined, now_ns() - c->began);
  if (c->stalled) epoll_ctl(polling, EPOLL_CTL_DEL, c->fd, NULL);
}

/* Times in a message: "@" and 16 hex digits. */
static void marks(const uint8_t *b, size_t n, u64 now) {
  const uint8_t *end = b + n;
  while (b + 17 <= end && (b = memchr(b, '@', (size_t)(end - b - 16)))) {
    u64 v = 0;
    int ok = 1;
    for (int i = 1; i <= 16 && ok; i++) {
      uint8_t d = b[i];
      if (d >= '0' && d <= '9') v = v << 4 | (u64)(d - '0');
      else if (d >= 'a' && d <= 'f') v = v << 4 | (u64)(d - 'a' + 10);
      else ok = 0;
    }
    if (ok && v >= clock_from && now > v) { hist_add(&seen, now - v); deliveries++; }
    b += ok ? 17 : 1;
  }
}

static void heard(Conn *c, const uint8_t *b, size_t n, u64 now) {
  plain_bytes += n;
  if (raw) { marks(b, n, now); return; }
  const uint8_t *p = b, *end = b + n;
  if (p >= end) return;
  int pairs = *p >= 0x80 && *p <= 0x8f ? *p++ & 15 : 0;
  const char *k, *v, *t = "", *topic = "", *epoch = "", *you = NULL;
  size_t kn, vn, tn = 0, topic_n = 0, epoch_n = 0, you_n = 0;
  u64 rev = 0, num = 0;
  int more = 0, full = 0;
  for (int i = 0; i < pairs; i++) {
    if (!(p = mp_str(p, end, &k, &kn)) || p >= end) return;
    const uint8_t *value = p;
    if (!(p = mp_skip(p, end))) return;
    if (kn == 1 && *k == 't') { if (mp_str(value, end, &v, &vn)) t = v, tn = vn; }
    else if (kn == 1 && *k == 'n') num = mp_uint(value);
    else if (kn == 3 && !memcmp(k, "rev", 3)) rev = mp_uint(value);
    else if (kn == 4 && !memcmp(k, "more", 4)) more = *value == 0xc3;
    else if (kn == 4 && !memcmp(k, "full", 4)) full = *value == 0xc3;
    else if (kn == 5 && !memcmp(k, "topic", 5)) mp_str(value, end, &topic, &topic_n);
    else if (kn == 5 && !memcmp(k, "epoch", 5)) mp_str(value, end, &epoch, &epoch_n);
    else if (kn == 3 && !memcmp(k, "you", 3)) {
      const uint8_t *q = value + 1;
      if (mp_str(q, end, &k, &kn) && (q = mp_str(q, end, &k, &kn)) && mp_str(q, end, &v, &vn)) you = v, you_n = vn;
    }
  }
  if (tn == 6 && !memcmp(t, "change", 6)) {
    int all = topic_n == 3 && !memcmp(topic, "all", 3);
    marks(b, n, now);
    if (all && !more) { if (rev > c->rev) c->rev = rev; enter(c); }
  } else if (tn == 4 && !memcmp(t, "kept", 4)) {
    kept_n++;
    if (c->when[num % RING]) hist_add(&kept, now - c->when[num % RING]);
    c->when[num % RING] = 0;
  } else if (tn == 7 && !memcmp(t, "refused", 7)) {
    refused_n++;
  } else if (tn == 7 && !memcmp(t, "welcome", 7)) {
    if (full) full_n++; else delta_n++;
    c->rev = full ? 0 : rev;
    c->bytes = 0;
    c->after = 1;
    if (epoch_n < sizeof c->epoch) { memcpy(c->epoch, epoch, epoch_n); c->epoch[epoch_n] = 0; }
    if (you) snprintf(c->topic, sizeof c->topic, "person:%.*s", (int)you_n, you);
  } else if (tn == 3 && !memcmp(t, "bye", 3)) {
    fprintf(stderr, "bye: %.*s\n", (int)(n < 200 ? n : 200), (const char *)b);
  }
}

static uint8_t *inflated(const uint8_t *b, size_t n, size_t *out_n) {
  static z_stream z;
  static uint8_t *out, tail[4] = {0, 0, 0xff, 0xff};
  static size_t cap;
  static int made;
  if (!made) { if (inflateInit2(&z, -15) != Z_OK) die("inflate"); made = 1; out = malloc(cap = 1 << 20); }
  inflateReset(&z);
  z.next_out = out;
  z.avail_out = (uInt)cap;
  for (int part = 0; part < 2; part++) {
    z.next_in = part ? tail : (uint8_t *)b;
    z.avail_in = part ? 4 : (uInt)n;
    int said = inflate(&z, Z_SYNC_FLUSH);
    if (said != Z_OK && said != Z_BUF_ERROR && said != Z_STREAM_END) return NULL;
  }
  *out_n = cap - z.avail_out;
  return out;
}

static void read_from(Conn *c) {
  for (;;) {
    grow(c, c->have + 2048);
    ssize_t got = recv(c->fd, c->in + c->have, c->cap - c->have - 1, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN)) { gone(c); return; }
    if (got < 0) return;
    u64 now = now_ns();
    size_t asked = c->cap - c->have - 1;
    c->have += (size_t)got;
    bytes_in += (u64)got;
    if (c->after) c->bytes += (u64)got;
    size_t at = 0;
    if (c->state == SHAKING) {
      c->in[c->have] = 0;
      uint8_t *end = (uint8_t *)strstr((char *)c->in, "\r\n\r\n");
      if (!end) return;
      if (memcmp(c->in, "HTTP/1.1 101", 12)) { fprintf(stderr, "%.60s\n", c->in); gone(c); return; }
      at = (size_t)(end - c->in) + 4;
      if (socketio) { c->state = KNOCKED; c->after = 1; } else if (raw) enter(c); else knock(c);
    }
    for (;;) {
      u64 size;
      int mask;
      size_t head = frame_head(c->in + at, c->have - at, &size, &mask);
      if (!head || c->have - at < head + size) break;
      const uint8_t *body = c->in + at + head;
      int op = c->in[at] & 15;
      if (op == 8) { gone(c); return; }
      if (op == 9) { uint8_t pong[140]; size_t h = put_head(pong, 10, size, 1); memcpy(pong + h, body, size < 125 ? size : 0); send(c->fd, pong, h + size, MSG_NOSIGNAL | MSG_DONTWAIT); }
      if (op == 1 && socketio) { /* engine.io: 0 open, 2 ping; socket.io: 40 connected, 42 event */
        if (body[0] == '0') post(c, (const uint8_t *)"40", 2);
        else if (body[0] == '2') post(c, (const uint8_t *)"3", 1);
        else if (size > 1 && body[0] == '4' && body[1] == '0') enter(c);
        else { plain_bytes += size; marks(body, (size_t)size, now); }
      }
      if (op == 2) {
        if (c->in[at] & 0x40) { size_t n; uint8_t *plain = inflated(body, (size_t)size, &n); if (plain) heard(c, plain, n, now); }
        else heard(c, body, (size_t)size, now);
      }
      at += head + (size_t)size;
    }
    if (at) memmove(c->in, c->in + at, c->have -= at);
    if ((size_t)got < asked) return;
  }
}

/* What has come, waiting for it no longer than so many nanoseconds. */
static void turn(u64 wait) {
  static struct epoll_event events[512];
  struct timespec until = {(time_t)(wait / 1000000000), (long)(wait % 1000000000)};
  int n = epoll_pwait2(polling, events, 512, &until, NULL);
  for (int i = 0; i < n; i++) {
    Conn *c = conns + events[i].data.u32;
    if (c->fd < 0) continue;
    if (c->state == SHAKING && (events[i].events & EPOLLOUT)) shake(c);
    else if (!(c->stalled && c->state == IN)) read_from(c);
  }
}

/* An idea of text_size characters that carries its time. */
static void idea(Conn *c, u64 at) {
  uint8_t b[1024], *p = b;
  char text[512];
  int n = snprintf(text, sizeof text, "@%016llx ", (unsigned long long)at);
  while (n < text_size) text[n] = "aeioulnrst "[n % 11], n++;
  text[n] = 0;
  if (socketio) { n = snprintf((char *)b, sizeof b, "42[\"m\",\"%s\"]", text); post(c, b, (size_t)n); return; }
  if (raw) { post(c, (uint8_t *)text, (size_t)n); return; }
  *p++ = 0x86;
  p = put_kv(p, "t", "act");
  p = put_kv(p, "tab", c->tab);
  p = mp_put_str(p, "n", 1);
  p = mp_put_uint(p, ++c->n);
  p = put_kv(p, "do", "add_idea");
  p = put_kv(p, "step", places[c->place].round);
  p = mp_put_str(p, "args", 4);
  *p++ = 0x81;
  p = mp_put_str(p, "text", 4);
  p = mp_put_str(p, text, (size_t)n);
  c->when[c->n % RING] = at;
  post(c, b, (size_t)(p - b));
}

/* The n-th dot of this voter's three: the whole ballot as it then is. */
static void dot(Conn *c, u64 at, int dots) {
  uint8_t b[512], *p = b;
  *p++ = 0x86;
  p = put_kv(p, "t", "act");
  p = put_kv(p, "tab", c->tab);
  p = mp_put_str(p, "n", 1);
  p = mp_put_uint(p, ++c->n);
  p = put_kv(p, "do", "place_dots");
  p = put_kv(p, "step", places[c->place].round);
  p = mp_put_str(p, "args", 4);
  *p++ = 0x81;
  p = mp_put_str(p, "dots", 4);
  Place *there = places + c->place;
  int from = (int)((c - conns) % there->items_count);
  *p++ = (uint8_t)(0x80 | dots);
  for (int i = 0; i < dots; i++) {
    const char *id = there->items[(from + i * 7) % there->items_count];
    p = mp_put_str(p, id, strlen(id));
    *p++ = 1;
  }
  c->when[c->n % RING] = at;
  post(c, b, (size_t)(p - b));
}

/* Somebody puts a note beside another one: a record changes, and everybody sees it. */
static void move(Conn *c, u64 at) {
  uint8_t b[512], *p = b;
  Place *there = places + c->place;
  u64 item = roll() % (u64)there->items_count, beside = (item + 1 + roll() % (u64)(there->items_count - 1)) % (u64)there->items_count;
  *p++ = 0x86;
  p = put_kv(p, "t", "act");
  p = put_kv(p, "tab", c->tab);
  p = mp_put_str(p, "n", 1);
  p = mp_put_uint(p, ++c->n);
  p = put_kv(p, "do", "put_beside");
  p = put_kv(p, "step", there->round);
  p = mp_put_str(p, "args", 4);
  *p++ = 0x82;
  p = put_kv(p, "item", there->items[item]);
  p = put_kv(p, "beside", there->items[beside]);
  c->when[c->n % RING] = at;
  post(c, b, (size_t)(p - b));
}

static void reset(void) {
  memset(&joined, 0, sizeof joined); memset(&seen, 0, sizeof seen);
  memset(&kept, 0, sizeof kept); memset(&late, 0, sizeof late);
  sent_n = kept_n = refused_n = deliveries = bytes_in = plain_bytes = full_n = delta_n = closed_n = blocked_n = 0;
  cpu_from = cpu_seconds();
  clock_from = now_ns();
}

static void report(void) {
  double seconds = (double)(now_ns() - clock_from) / 1e9;
  u64 most = 0;
  for (int i = 0; i < count; i++) if (conns[i].bytes > most) most = conns[i].bytes;
  printf("{\"in\": %d, \"sent\": %llu, \"kept\": %llu, \"refused\": %llu, \"deliveries\": %llu, \"full\": %llu, \"deltas\": %llu, "
         "\"closed\": %llu, \"blocked\": %llu, \"bytes\": %llu, \"plain_bytes\": %llu, \"most_bytes_after_welcome\": %llu, "
         "\"joined_p50_ms\": %.1f, \"joined_p99_ms\": %.1f, \"joined_max_ms\": %.1f, "
         "\"seen_p50_ms\": %.2f, \"seen_p99_ms\": %.2f, \"seen_max_ms\": %.1f, \"kept_p50_ms\": %.2f, \"kept_p99_ms\": %.2f, \"kept_max_ms\": %.1f, "
         "\"late_p99_ms\": %.2f, \"generator_cpu\": %.2f, \"seconds\": %.2f}\n",
         in_count, (unsigned long long)sent_n, (unsigned long long)kept_n, (unsigned long long)refused_n, (unsigned long long)deliveries,
         (unsigned long long)full_n, (unsigned long long)delta_n, (unsigned long long)closed_n, (unsigned long long)blocked_n,
         (unsigned long long)bytes_in, (unsigned long long)plain_bytes, (unsigned long long)most,
         hist_ms(&joined, .5), hist_ms(&joined, .99), (double)joined.max / 1e6, hist_ms(&seen, .5), hist_ms(&seen, .99), (double)seen.max / 1e6,
         hist_ms(&kept, .5), hist_ms(&kept, .99), (double)kept.max / 1e6, hist_ms(&late, .99), (cpu_seconds() - cpu_from) / seconds, seconds);
  fflush(stdout);
}

/* `n` events spread evenly over `seconds`; what(k, scheduled) at each. */
static void pace(u64 n, double seconds, void (*what)(u64 k, u64 at)) {
  u64 start = now_ns() + 1000000, step = (u64)(seconds * 1e9 / (double)(n ? n : 1));
  for (u64 k = 0; k < n;) {
    u64 at = start + k * step, now = now_ns();
    if (now < at) { turn(at - now); continue; }
    hist_add(&late, now - at);
    what(k++, at);
    if ((k & 15) == 0) turn(0);
  }
}

static void settle(double seconds) {
  u64 until = now_ns() + (u64)(seconds * 1e9);
  while (now_ns() < until) turn(5000000);
}

static int first; /* conns from here on join */
static void join_one(u64 k, u64 at) { Conn *c = conns + first + k; c->began = at; dial(c); }
static void act_one(u64 k, u64 at) {
  Conn *c;
  (void)k;
  do c = conns + roll() % (u64)count; while (c->stalled);
  if (c->state != IN) { blocked_n++; return; }
  sent_n++;
  idea(c, at);
}
static void act_each(u64 k, u64 at) { Conn *c = conns + k % (u64)count; if (c->state == IN) { sent_n++; idea(c, at); } else blocked_n++; }
static void move_each(u64 k, u64 at) { Conn *c = conns + k % (u64)count; if (c->state == IN) { sent_n++; move(c, at); } else blocked_n++; }
static void vote_one(u64 k, u64 at) { Conn *c = conns + k % (u64)count; if (c->state == IN) { sent_n++; dot(c, at, 1 + (int)(k / (u64)count)); } else blocked_n++; }

static void ballot(u64 k, u64 at) { Conn *c = conns + roll() % (u64)count; (void)k; if (c->state == IN) { sent_n++; dot(c, at, 1 + (int)(roll() % 3)); } else blocked_n++; }

static void wait_in(int want, double seconds) {
  u64 until = now_ns() + (u64)(seconds * 1e9);
  while (in_count < want && now_ns() < until) turn(5000000);
}

/* join N SECONDS STALLED | ideas RATE SECONDS | each RATE SECONDS | moves RATE SECONDS | dots SECONDS | ballots RATE SECONDS | drop | again SECONDS | idle SECONDS | place CODE ROUND | item ID | text N */
static void commands(void) {
  static char line[512], word[32], a[80], b[80];
  while (fgets(line, sizeof line, stdin)) {
    double x = 0, y = 0, z = 0;
    int got = sscanf(line, "%31s %79s %79s %lf", word, a, b, &z);
    if (got >= 2) x = atof(a);
    if (got >= 3) y = atof(b);
    if (!strcmp(word, "place")) {
      places = realloc(places, sizeof(Place) * (size_t)(places_count + 1));
      memset(places + places_count, 0, sizeof(Place));
      snprintf(places[places_count].code, sizeof places->code, "%.15s", a);
      snprintf(places[places_count++].round, sizeof places->round, "%.63s", b);
      continue;
    }
    if (!strcmp(word, "item")) { Place *last = places + places_count - 1; if (last->items_count < 64) snprintf(last->items[last->items_count++], 32, "%.31s", a); continue; }
    if (!strcmp(word, "rounds")) { for (int i = 0; i < places_count; i++) snprintf(places[i].round, sizeof places->round, "%.63s", a); continue; }
    if (!strcmp(word, "text")) { text_size = (int)x; continue; }
    if (!strcmp(word, "deflate")) { deflating = (int)x; continue; }
    reset();
    if (!strcmp(word, "join")) {
      int n = (int)x;
      first = count;
      for (int i = 0; i < n && count < MOST; i++) {
        Conn *c = conns + count;
        c->fd = -1;
        c->place = count % places_count;
        c->deflate = deflating;
        c->stalled = i < (int)z;
        hex(c->me, 32);
        hex(c->tab, 16);
        count++;
      }
      pace((u64)n, y, join_one);
      wait_in(count, 60);
    } else if (!strcmp(word, "ideas")) { pace((u64)(x * y), y, act_one); settle(1.5); }
    else if (!strcmp(word, "each")) { pace((u64)(x * y), y, act_each); settle(1.5); }
    else if (!strcmp(word, "moves")) { pace((u64)(x * y), y, move_each); settle(1.5); }
    else if (!strcmp(word, "dots")) { pace(3ull * (u64)count, x, vote_one); settle(3); }
    else if (!strcmp(word, "ballots")) { pace((u64)(x * y), y, ballot); settle(1.5); }
    else if (!strcmp(word, "drop")) { for (int i = 0; i < count; i++) shut(conns + i); settle(.5); }
    else if (!strcmp(word, "again")) { first = 0; pace((u64)count, x, join_one); wait_in(count, 60); }
    else if (!strcmp(word, "idle")) settle(x);
    else if (!strcmp(word, "bye")) return;
    else { fprintf(stderr, "what is %s?\n", word); exit(2); }
    report();
  }
}

int main(int argc, char **argv) {
  if (argc < 2) { fprintf(stderr, "usage: load PORT [--raw | --socketio]\n"); return 2; }
  port = atoi(argv[1]);
  socketio = argc > 2 && !strcmp(argv[2], "--socketio");
  raw = socketio || (argc > 2 && !strcmp(argv[2], "--raw"));
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  polling = epoll_create1(0);
  dice ^= (u64)getpid() << 32;
  commands();
  return 0;
}
