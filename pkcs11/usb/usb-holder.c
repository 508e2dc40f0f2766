/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/usb/usb-holder.h"

#include <unistd.h>

static gboolean
has_open(const char *pid, const char *path)
{
  g_autofree char *folder = g_strdup_printf("/proc/%s/fd", pid);
  g_autoptr(GDir) fds = g_dir_open(folder, 0, NULL);
  const char *fd = NULL;
  while (fds != NULL && (fd = g_dir_read_name(fds)) != NULL) {
    g_autofree char *link = g_build_filename(folder, fd, NULL);
    g_autofree char *target = g_file_read_link(link, NULL);
    if (g_strcmp0(target, path) == 0)
      return TRUE;
  }
  return FALSE;
}

static char *
read_name(const char *pid)
{
  g_autofree char *path = g_strdup_printf("/proc/%s/comm", pid);
  char *name = NULL;
  if (g_file_get_contents(path, &name, NULL, NULL))
    g_strcanon(g_strchomp(name), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.:+/", '?');
  return name;
}

pid_t
usb_holder_find(const char *path, char **name)
{
  g_autoptr(GDir) processes = g_dir_open("/proc", 0, NULL);
  g_autofree char *self = g_strdup_printf("%d", getpid());
  const char *pid = NULL;
  *name = NULL;
  while (processes != NULL && (pid = g_dir_read_name(processes)) != NULL) {
    if (g_ascii_isdigit(*pid) && !g_str_equal(pid, self) && has_open(pid, path)) {
      *name = read_name(pid);
      return (pid_t)g_ascii_strtoll(pid, NULL, 10);
    }
  }
  return 0;
}
