/* The limit: a server that does nothing but gather what came in for one tick and send() it to everybody.
 *
 * It keeps nothing, checks nothing and knows no rooms; what a machine's sockets can do at all is what it measures.
 * Usage: limit PORT TICK_MS. It prints "ready", and on SIGTERM its CPU seconds and the deliveries it made, as JSON.
 */
#define _GNU_SOURCE
#include "wire.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define MOST 20480
#define IN 8192
#define OUT_MAX (4u << 20)

typedef struct { int fd, open; size_t have, left, cap; uint8_t *out; uint8_t in[IN]; } Peer;
static Peer *peers[65536];
static int everyone[MOST], count;
static uint8_t gathered[OUT_MAX];
static size_t gathered_size;
static u64 deliveries, messages, missed;
static volatile sig_atomic_t stop;

static void on_stop(int n) { (void)n; stop = 1; }

/* SHA-1 of at most one or two blocks, for the handshake. */
static void sha1(const uint8_t *data, size_t n, uint8_t out[20]) {
  uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  uint8_t block[192] = {0};
  memcpy(block, data, n);
  block[n] = 0x80;
  size_t blocks = (n + 8) / 64 + 1;
  u64 bits = (u64)n * 8;
  for (int i = 0; i < 8; i++) block[blocks * 64 - 1 - (size_t)i] = (uint8_t)(bits >> (8 * i));
  for (size_t at = 0; at < blocks; at++) {
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 16; i++) {
      const uint8_t *p = block + at * 64 + 4 * (size_t)i;
      w[i] = ((uint32_t)p[0] << 24) | ((uint32_t)p[1] << 16) | ((uint32_t)p[2] << 8) | p[3];
    }
    for (int i = 16; i < 80; i++) {
      uint32_t x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];
      w[i] = (x << 1) | (x >> 31);
    }
    for (int i = 0; i < 80; i++) {
      uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
      uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
      uint32_t t = ((a << 5) | (a >> 27)) + f + e + k + w[i];
      e = d; d = c; c = (b << 30) | (b >> 2); b = a; a = t;
    }
    h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e;
  }
  for (int i = 0; i < 20; i++) out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}

static void accept_key(const char *key, char out[32]) {
  static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char text[100];
  uint8_t d[21] = {0};
  int n = snprintf(text, sizeof text, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
  sha1((const uint8_t *)text, (size_t)n, d);
  for (int i = 0; i < 7; i++) {
    uint32_t v = ((uint32_t)d[3 * i] << 16) | ((uint32_t)d[3 * i + 1] << 8) | (i < 6 ? d[3 * i + 2] : 0);
    for (int j = 0; j < 4; j++) out[4 * i + j] = set[(v >> (18 - 6 * j)) & 63];
  }
  out[27] = '=';
  out[28] = 0;
}

static void leave(Peer *p) {
  close(p->fd);
  p->open = 0;
  for (int i = 0; i < count; i++)
    if (everyone[i] == p->fd) { everyone[i] = everyone[--count]; break; }
}

static void tell(Peer *p, const uint8_t *b, size_t n) {
  if (p->left) { missed++; return; } /* slow: like every server here, it does not queue for ever */
  ssize_t sent = send(p->fd, b, n, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && errno != EAGAIN) { leave(p); return; }
  size_t done = sent < 0 ? 0 : (size_t)sent;
  if (done < n) {
    if (n - done > p->cap) p->out = realloc(p->out, p->cap = n - done);
    memcpy(p->out, b + done, p->left = n - done);
  }
}

static int heard(Peer *p) {
  for (;;) {
    ssize_t got = recv(p->fd, p->in + p->have, IN - p->have, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return 0;
    if (got < 0) return 1;
    p->have += (size_t)got;
    if (!p->open) {
      p->in[p->have < IN ? p->have : IN - 1] = 0;
      if (!strstr((char *)p->in, "\r\n\r\n")) continue;
      char *key = strcasestr((char *)p->in, "sec-websocket-key: "), accept[32], answer[300];
      if (!key) return 0;
      accept_key(key + 19, accept);
      int n = snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: talkoot.v1\r\n\r\n", accept);
      if (send(p->fd, answer, (size_t)n, MSG_NOSIGNAL) != n) return 0;
      p->open = 1;
      p->have = 0;
      everyone[count++] = p->fd;
      continue;
    }
    size_t at = 0;
    for (;;) {
      u64 size;
      int mask;
      size_t head = frame_head(p->in + at, p->have - at, &size, &mask);
      if (!head || p->have - at < head + size) break;
      if ((p->in[at] & 15) == 8) return 0;
      const uint8_t *key = p->in + at + head - 4;
      if (gathered_size + size < OUT_MAX)
        for (u64 i = 0; i < size; i++) gathered[gathered_size++] = p->in[at + head + i] ^ key[i & 3];
      messages++;
      at += head + (size_t)size;
    }
    memmove(p->in, p->in + at, p->have -= at);
  }
}

static void flush(void) {
  static uint8_t frame[OUT_MAX + 16];
  if (!gathered_size) return;
  size_t head = put_head(frame, 2, gathered_size, 0);
  memcpy(frame + head, gathered, gathered_size);
  for (int i = count - 1; i >= 0; i--) tell(peers[everyone[i]], frame, head + gathered_size);
  deliveries += (u64)count;
  gathered_size = 0;
}

int main(int argc, char **argv) {
  if (argc != 3) { fprintf(stderr, "usage: limit PORT TICK_MS\n"); return 2; }
  signal(SIGTERM, on_stop);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int door = socket(AF_INET, SOCK_STREAM, 0), yes = 1, buffer = 65536, poll = epoll_create1(0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(door, (struct sockaddr *)&at, sizeof at) || listen(door, 4096)) die("listen");
  unblock(door);
  struct epoll_event e = {.events = EPOLLIN, .data.fd = door}, events[1024];
  epoll_ctl(poll, EPOLL_CTL_ADD, door, &e);
  printf("ready\n");
  fflush(stdout);
  u64 tick = (u64)atoi(argv[2]) * 1000000ull, next = now_ns() + tick;
  while (!stop) {
    u64 now = now_ns();
    if (now >= next) { flush(); next = now_ns() > next + tick ? now_ns() + tick : next + tick; now = now_ns(); }
    int n = epoll_wait(poll, events, 1024, next > now ? (int)((next - now + 999999) / 1000000) : 0);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      if (fd == door) {
        for (int in; (in = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
          if (in >= 65536) { close(in); continue; }
          if (!peers[in]) peers[in] = calloc(1, sizeof(Peer));
          peers[in]->fd = in; peers[in]->open = 0; peers[in]->have = peers[in]->left = 0;
          setsockopt(in, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
          setsockopt(in, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
          struct epoll_event add = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = in};
          epoll_ctl(poll, EPOLL_CTL_ADD, in, &add);
        }
        continue;
      }
      Peer *p = peers[fd];
      if ((events[i].events & EPOLLOUT) && p->left) {
        ssize_t sent = send(fd, p->out, p->left, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) memmove(p->out, p->out + sent, p->left -= (size_t)sent);
      }
      if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) && !heard(p)) leave(p);
    }
  }
  printf("{\"cpu_s\": %.3f, \"deliveries\": %llu, \"messages\": %llu, \"missed\": %llu}\n", cpu_seconds(),
         (unsigned long long)deliveries, (unsigned long long)messages, (unsigned long long)missed);
  return 0;
}
