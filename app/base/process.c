/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

void
process_protect_secrets(void)
{
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
process_prepare_descriptors(void)
{
  signal(SIGPIPE, SIG_IGN);
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0) /* open() takes the lowest number that is free: this one */
      open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

char *
process_path_from_self(const char *path, const char *file)
{
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname(self != NULL ? self : "/usr/bin/etoken-ctl");
  return g_build_filename(folder, path, file, NULL);
}

char *
process_libexec_path(const char *program)
{
  return process_path_from_self(HELPER_PATH, program);
}
