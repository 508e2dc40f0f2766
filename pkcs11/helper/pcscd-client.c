/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/pcscd-client.h"

#include "pkcs11/usb/pcscd-access.h"

#include <dlfcn.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>

/* From winscard.h and pcsclite.h, which are the same since pcsc-lite 1.6. */
#define SCOPE_SYSTEM 2UL
#define SECURITY_VIOLATION 0x8010006AU
typedef long (*EstablishContext)(unsigned long scope, const void *, const void *, long *context);

static EstablishContext
load_establish_context(void)
{
  void *library = dlopen("libpcsclite.so.1", RTLD_NOW | RTLD_LOCAL);
  return library != NULL ? (EstablishContext)dlsym(library, "SCardEstablishContext") : NULL;
}

int
pcscd_client_try(const char *socket_path)
{
  long context = 0;
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  g_setenv("PCSCLITE_CSOCK_NAME", socket_path, TRUE);
  EstablishContext establish_context = load_establish_context();
  if (establish_context == NULL)
    return EXIT_FAILURE;
  long rv = establish_context(SCOPE_SYSTEM, NULL, NULL, &context);
  if (rv == 0)
    return EXIT_SUCCESS;
  /* pcscd closes the connection, which libpcsclite 1.9.9 and later reports so (winscard_msg.c). */
  return (guint32)rv == SECURITY_VIOLATION ? PCSCD_ACCESS_STATUS_DENIED : EXIT_FAILURE;
}
