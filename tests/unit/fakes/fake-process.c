/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the token helper is. In a build tree for tests alone there need be none. */
#include "fake-tokens-private.h"

#include "app/base/process.h"

char *
process_libexec_path(const char *program)
{
  return fake_helpers_are_installed() ? g_strdup("/proc/self/exe")
                                      : g_build_filename("/nowhere", program, NULL);
}

char *
process_path_from_self(const char *path, const char *file)
{
  return g_build_filename("/nowhere", path, file, NULL);
}

void
process_protect_secrets(void)
{
}
