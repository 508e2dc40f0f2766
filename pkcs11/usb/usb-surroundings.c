/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/usb/usb-surroundings.h"

#include "pkcs11/modules/module-kind.h"
#include "pkcs11/usb/pcscd-access.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define RULES_NAME "70-etoken-ctl.rules"

static const char *const rule_dirs[] = {"/etc/udev/rules.d", "/run/udev/rules.d",
                                        "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d",
                                        "/lib/udev/rules.d"};
static const char *const driver_dirs[] = {"/usr/lib/pcsc/drivers", "/usr/lib64/pcsc/drivers",
                                          "/usr/local/lib/pcsc/drivers"};
static const char *const pcscd_dirs[] = {"/usr/sbin", "/usr/bin", "/usr/local/sbin"};

static gboolean
exists_in(const char *root, const char *const *dirs, gsize n_dirs, const char *name)
{
  for (gsize i = 0; i < n_dirs; i++) {
    g_autofree char *path = g_strconcat(root, dirs[i], "/", name, NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
      return TRUE;
  }
  return FALSE;
}

/* A socket file alone may be left behind by a pcscd that is gone. */
static gboolean
answers(const char *path)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    return FALSE;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return FALSE;
  gboolean there = connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN;
  close(fd);
  return there;
}

PcscdState
usb_surroundings_read_pcscd(const char *root)
{
  g_autofree char *socket_path = g_strconcat(root, "/run/pcscd/pcscd.comm", NULL);
  if (answers(socket_path))
    return pcscd_access_is_denied(socket_path) ? PCSCD_DENIED : PCSCD_RUNNING;
  return exists_in(root, pcscd_dirs, G_N_ELEMENTS(pcscd_dirs), "pcscd") ? PCSCD_STOPPED : PCSCD_MISSING;
}

UsbSurroundings
usb_surroundings_read(const char *root, const char *const *modules)
{
  UsbSurroundings surroundings = {
      .pcscd = usb_surroundings_read_pcscd(root),
      .ccid_driver = exists_in(root, driver_dirs, G_N_ELEMENTS(driver_dirs), "ifd-ccid.bundle"),
      .udev_rules = exists_in(root, rule_dirs, G_N_ELEMENTS(rule_dirs), RULES_NAME),
  };
  for (gsize i = 0; modules[i] != NULL; i++) {
    if (module_is_of_maker(modules[i]))
      surroundings.maker_module = TRUE;
    else if (!module_is_soft(modules[i]))
      surroundings.other_module = TRUE;
  }
  return surroundings;
}
