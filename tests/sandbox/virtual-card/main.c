/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* virtual-card PORT FOLDER: the card in FOLDER (see piv-card.h), in the reader that pcscd's vpcd driver
 * offers on 127.0.0.1:PORT. It is plugged in while the program runs, whichever pcscd comes and goes. What
 * happens is told in FOLDER/log, a line an APDU, without the password. */

#include "piv-card.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define RETRY_US 20000

/* What vpcd says in messages of one byte. Source: vsmartcard's documentation, "vpcd". */
enum { POWER_OFF = 0, POWER_ON = 1, RESET = 2, GET_ATR = 4 };

static FILE *log_file;

static int
connect_reader(guint16 port)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  close(fd);
  return -1;
}

/* vpcd writes the length and the message apart; without an acknowledgement at once the kernel holds the
 * second back for 40 ms. The option lasts for one read only. */
static gboolean
read_bytes(int fd, guint8 *buffer, gsize len)
{
  const int on = 1;
  while (len > 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
    ssize_t n = read(fd, buffer, len);
    if (n <= 0)
      return FALSE;
    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
    buffer += n;
    len -= (gsize)n;
  }
  return TRUE;
}

static gboolean
send_message(int fd, const GByteArray *message)
{
  g_autofree guint8 *frame = g_malloc(message->len + 2);
  frame[0] = (guint8)(message->len >> 8);
  frame[1] = (guint8)message->len;
  for (guint i = 0; i < message->len; i++)
    frame[i + 2] = message->data[i];
  return send(fd, frame, message->len + 2, MSG_NOSIGNAL) == (ssize_t)message->len + 2;
}

static gboolean
answer_control(PivCard *card, int fd, guint8 control)
{
  if (control == GET_ATR) { /* also asked several times a second to see whether the card is there */
    g_autoptr(GByteArray) atr = piv_card_reset(card);
    return send_message(fd, atr);
  }
  if (control == POWER_OFF || control == POWER_ON || control == RESET)
    piv_card_forget(card);
  fprintf(log_file, "CONTROL %d\n", control);
  return TRUE;
}

static void
log_bytes(const char *before, const guint8 *bytes, gsize len, gboolean is_secret)
{
  fputs(before, log_file);
  for (gsize i = 0; i < len; i++) {
    if (is_secret && i >= 5)
      fputs("**", log_file);
    else
      fprintf(log_file, "%02X", bytes[i]);
  }
}

static gboolean
answer_command(PivCard *card, int fd, const guint8 *command, gsize len)
{
  if (len > 1 && piv_card_is_pulled(card, command[1])) {
    fputs("PULLED\n", log_file);
    exit(EXIT_SUCCESS);
  }
  g_autoptr(GByteArray) answer = piv_card_answer(card, command, len);
  log_bytes("APDU > ", command, len, piv_card_is_secret(command, len));
  log_bytes(" < ", answer->data, answer->len, FALSE);
  fputs("\n", log_file);
  return send_message(fd, answer);
}

static void
serve(PivCard *card, int fd)
{
  static guint8 message[65536];
  guint8 head[2] = {0};
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  while (read_bytes(fd, head, sizeof head)) {
    gsize len = (gsize)(head[0] << 8 | head[1]);
    if (!read_bytes(fd, message, len) ||
        !(len == 1 ? answer_control(card, fd, message[0]) : answer_command(card, fd, message, len)))
      return;
  }
}

int
main(int argc, char **argv)
{
  if (argc != 3) {
    g_printerr("usage: virtual-card PORT FOLDER\n");
    return 2;
  }
  PivCard *card = piv_card_new(argv[2]);
  g_autofree char *log_path = g_build_filename(argv[2], "log", NULL);
  log_file = fopen(log_path, "ae");
  if (log_file == NULL) {
    perror(log_path);
    return EXIT_FAILURE;
  }
  setvbuf(log_file, NULL, _IOLBF, 0);
  for (;;) {
    int fd = connect_reader((guint16)strtoul(argv[1], NULL, 10));
    if (fd >= 0) {
      serve(card, fd);
      close(fd);
      piv_card_forget(card);
    }
    g_usleep(RETRY_US);
  }
}
