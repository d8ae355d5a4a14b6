/* What the load generator and the limit server share: time, WebSocket frames, the little of msgpack that is needed. */
#ifndef TALKOOT_BENCH_WIRE_H
#define TALKOOT_BENCH_WIRE_H

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

typedef uint64_t u64;

static inline u64 now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (u64)t.tv_sec * 1000000000ull + (u64)t.tv_nsec;
}

static inline double cpu_seconds(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + 1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static inline void die(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static inline void unblock(int fd) {
  if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK) < 0) die("fcntl");
}

/* A frame's head: bytes it takes, 0 = not all here. `size` = payload, `mask` = 4 bytes follow the head. */
static inline size_t frame_head(const uint8_t *b, size_t have, u64 *size, int *mask) {
  if (have < 2) return 0;
  *mask = (b[1] & 0x80) != 0;
  size_t head = 2;
  *size = b[1] & 0x7f;
  if (*size == 126) {
    if (have < 4) return 0;
    *size = ((u64)b[2] << 8) | b[3];
    head = 4;
  } else if (*size == 127) {
    if (have < 10) return 0;
    *size = 0;
    for (int i = 0; i < 8; i++) *size = (*size << 8) | b[2 + i];
    head = 10;
  }
  if (*mask) head += 4;
  return have < head ? 0 : head;
}

static inline size_t put_head(uint8_t *b, int opcode, u64 size, int mask) {
  size_t at = 0;
  b[at++] = (uint8_t)(0x80 | opcode);
  uint8_t bit = mask ? 0x80 : 0;
  if (size < 126) {
    b[at++] = bit | (uint8_t)size;
  } else if (size < 65536) {
    b[at++] = bit | 126;
    b[at++] = (uint8_t)(size >> 8);
    b[at++] = (uint8_t)size;
  } else {
    b[at++] = bit | 127;
    for (int i = 7; i >= 0; i--) b[at++] = (uint8_t)(size >> (8 * i));
  }
  if (mask) { /* a key of zeros: legal, and costs nobody anything */
    memset(b + at, 0, 4);
    at += 4;
  }
  return at;
}

/* msgpack: where the value at p ends; NULL when it is cut. */
static inline const uint8_t *mp_skip(const uint8_t *p, const uint8_t *end) {
  u64 left = 1;
  while (left--) {
    if (p >= end) return NULL;
    uint8_t c = *p++;
    u64 bytes = 0;
    if (c <= 0x7f || c >= 0xe0 || c == 0xc0 || c == 0xc2 || c == 0xc3) continue;
    if (c <= 0x8f) { left += 2ull * (c & 15); continue; }
    if (c <= 0x9f) { left += c & 15; continue; }
    if (c <= 0xbf) bytes = c & 31;
    else switch (c) {
      case 0xcc: case 0xd0: bytes = 1; break;
      case 0xcd: case 0xd1: bytes = 2; break;
      case 0xce: case 0xd2: case 0xca: bytes = 4; break;
      case 0xcf: case 0xd3: case 0xcb: bytes = 8; break;
      case 0xc4: case 0xd9: if (p + 1 > end) return NULL; bytes = p[0]; p += 1; break;
      case 0xc5: case 0xda: if (p + 2 > end) return NULL; bytes = ((u64)p[0] << 8) | p[1]; p += 2; break;
      case 0xc6: case 0xdb: if (p + 4 > end) return NULL; bytes = ((u64)p[0] << 24) | ((u64)p[1] << 16) | ((u64)p[2] << 8) | p[3]; p += 4; break;
      case 0xdc: if (p + 2 > end) return NULL; left += ((u64)p[0] << 8) | p[1]; p += 2; continue;
      case 0xdd: if (p + 4 > end) return NULL; left += ((u64)p[0] << 24) | ((u64)p[1] << 16) | ((u64)p[2] << 8) | p[3]; p += 4; continue;
      case 0xde: if (p + 2 > end) return NULL; left += 2 * (((u64)p[0] << 8) | p[1]); p += 2; continue;
      case 0xdf: if (p + 4 > end) return NULL; left += 2 * (((u64)p[0] << 24) | ((u64)p[1] << 16) | ((u64)p[2] << 8) | p[3]); p += 4; continue;
      default: return NULL;
    }
    if ((u64)(end - p) < bytes) return NULL;
    p += bytes;
  }
  return p;
}

static inline const uint8_t *mp_str(const uint8_t *p, const uint8_t *end, const char **s, size_t *n) {
  if (p >= end) return NULL;
  uint8_t c = *p;
  size_t head = 1;
  if ((c & 0xe0) == 0xa0) *n = c & 31;
  else if (c == 0xd9 && p + 2 <= end) { *n = p[1]; head = 2; }
  else return NULL;
  if ((size_t)(end - p) < head + *n) return NULL;
  *s = (const char *)p + head;
  return p + head + *n;
}

static inline u64 mp_uint(const uint8_t *p) {
  switch (*p) {
    case 0xcc: return p[1];
    case 0xcd: return ((u64)p[1] << 8) | p[2];
    case 0xce: return ((u64)p[1] << 24) | ((u64)p[2] << 16) | ((u64)p[3] << 8) | p[4];
    case 0xcf: { u64 v = 0; for (int i = 1; i < 9; i++) v = (v << 8) | p[i]; return v; }
    default: return *p;
  }
}

static inline uint8_t *mp_put_str(uint8_t *p, const char *s, size_t n) {
  if (n < 32) *p++ = (uint8_t)(0xa0 | n);
  else { *p++ = 0xd9; *p++ = (uint8_t)n; }
  memcpy(p, s, n);
  return p + n;
}

static inline uint8_t *mp_put_uint(uint8_t *p, u64 v) {
  if (v < 128) { *p++ = (uint8_t)v; return p; }
  *p++ = 0xce;
  for (int i = 3; i >= 0; i--) *p++ = (uint8_t)(v >> (8 * i));
  return p;
}

/* Latencies in buckets of about 1 %: from 1 us to minutes. */
#define BUCKETS 2400
typedef struct { u64 n[BUCKETS], count, max; } Hist;

static inline int bucket_of(u64 ns) {
  u64 us = ns / 1000;
  if (us < 64) return (int)us;
  int top = 63 - __builtin_clzll(us);
  int at = 64 + (top - 6) * 64 + (int)((us >> (top - 6)) & 63);
  return at < BUCKETS ? at : BUCKETS - 1;
}

static inline double bucket_ms(int at) {
  if (at < 64) return at / 1000.0;
  int top = (at - 64) / 64 + 6;
  return ((double)((1ull << top) + ((u64)((at - 64) % 64) << (top - 6))) + 0.5 * (double)(1ull << (top - 6))) / 1000.0;
}

static inline void hist_add(Hist *h, u64 ns) {
  h->n[bucket_of(ns)]++;
  h->count++;
  if (ns > h->max) h->max = ns;
}

static inline double hist_ms(const Hist *h, double part) {
  u64 want = (u64)(part * (double)h->count), seen = 0;
  for (int i = 0; i < BUCKETS; i++)
    if ((seen += h->n[i]) > want) return bucket_ms(i);
  return (double)h->max / 1e6;
}

#endif
