/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A libpcsclite whose pcscd does what the variable STAND_IN_PCSCD says: "refuse" this user as polkit makes
 * it, "break" the connection, "hang", or serve. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCARD_F_COMM_ERROR 0x80100013L
#define SCARD_W_SECURITY_VIOLATION 0x8010006AL

long SCardEstablishContext(unsigned long scope, const void *reserved1, const void *reserved2, long *context);

long
SCardEstablishContext(unsigned long scope, const void *reserved1, const void *reserved2, long *context)
{
  (void)scope;
  (void)reserved1;
  (void)reserved2;
  const char *word = getenv("STAND_IN_PCSCD");
  if (word == NULL)
    word = "serve";
  while (strcmp(word, "hang") == 0)
    pause();
  *context = 1;
  if (strcmp(word, "refuse") == 0)
    return SCARD_W_SECURITY_VIOLATION;
  return strcmp(word, "break") == 0 ? SCARD_F_COMM_ERROR : 0;
}
