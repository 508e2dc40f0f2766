/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/library-check.h"

#include <elf.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* The beginning of every ELF file, 32 or 64 bits: 16 bytes of identification, type, machine. */
#define HEADER_LEN 20
#define MACHINE_OFFSET 18

static const struct {
  guint16 machine;
  const char *name;
} machines[] = {
    {EM_386, "x86"},   {EM_X86_64, "x86-64"}, {EM_ARM, "ARM"},    {EM_AARCH64, "ARM64"},
    {EM_PPC64, "ppc"}, {EM_RISCV, "RISC-V"},  {EM_S390, "s390x"},
};

static gboolean
read_header(const char *path, guint8 header[HEADER_LEN])
{
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return FALSE;
  ssize_t n = read(fd, header, HEADER_LEN);
  close(fd);
  return n == HEADER_LEN && memcmp(header, ELFMAG, SELFMAG) == 0;
}

static guint16
machine_of(const guint8 header[HEADER_LEN])
{
  guint16 first = header[MACHINE_OFFSET];
  guint16 second = header[MACHINE_OFFSET + 1];
  return header[EI_DATA] == ELFDATA2MSB ? (guint16)(first << 8 | second) : (guint16)(second << 8 | first);
}

static const char *
machine_name(guint16 machine)
{
  for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
    if (machines[i].machine == machine)
      return machines[i].name;
  }
  return NULL;
}

char *
library_dup_other_architecture(const char *path)
{
  guint8 theirs[HEADER_LEN] = {0};
  guint8 ours[HEADER_LEN] = {0};
  if (!read_header(path, theirs) || !read_header("/proc/self/exe", ours))
    return NULL;
  if (theirs[EI_CLASS] == ours[EI_CLASS] && theirs[EI_DATA] == ours[EI_DATA] &&
      machine_of(theirs) == machine_of(ours))
    return NULL;
  int bits = theirs[EI_CLASS] == ELFCLASS32 ? 32 : 64;
  const char *name = machine_name(machine_of(theirs));
  /* TRANSLATORS: what a library is made for, as in "it is a library for 64-bit ARM" */
  return name != NULL ? g_strdup_printf(_("%d-bit %s"), bits, name)
                      : g_strdup_printf(_("%d-bit computer of another kind"), bits);
}
