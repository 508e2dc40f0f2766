/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/usb/pcscd-access.h"

#include "app/base/child.h"
#include "app/base/process.h"

/* pcscd answers at once. Where a rule of polkit's wants a password, nobody waits here for it. */
#define LIMIT_MS 3000

/* libpcsclite has no time limit of its own, so it works in another process. */
gboolean
pcscd_access_is_denied(const char *socket_path)
{
  g_autofree char *program = process_libexec_path("etoken-ctl-token-helper");
  const char *const argv[] = {program, PCSCD_ACCESS_OPTION, socket_path, NULL};
  g_autoptr(Child) child =
      child_start(argv, -1, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL);
  return child != NULL && child_wait(child, LIMIT_MS) &&
         child_get_exit_status(child) == PCSCD_ACCESS_STATUS_DENIED;
}
