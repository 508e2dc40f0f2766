/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/sftp/remote-file.h"
#include "app/publisher/sftp/sftp-channel.h"
#include "tests/unit/publisher/remote-folder.h"

#include <dlfcn.h>
#include <string.h>

/* Where versions of libssh differ: 0.11 writes less than it is told when the server takes only short packets,
 * and its rename replaces files. */

#define LEN 70001

/* The most that a write takes; SIZE_MAX: as much as libssh does. */
static gsize packet_len = SIZE_MAX;
static guint n_writes = 0;

/* In place of libssh's. */
ssize_t
sftp_write(sftp_file file, const void *bytes, size_t len)
{
  ssize_t (*real_write)(sftp_file, const void *, size_t) = NULL;
  *(void **)&real_write = dlsym(RTLD_NEXT, "sftp_write");
  n_writes++;
  return packet_len > 0 ? real_write(file, bytes, MIN(len, packet_len)) : 0;
}

static void
test_short_writes(void)
{
  static const gsize LENGTHS[] = {1000, REMOTE_CHUNK_LEN - 1, SIZE_MAX};
  g_autoptr(GBytes) contents = sshd_bytes(LEN);
  uid_t uid = uid_of("keys");
  for (gsize i = 0; i < G_N_ELEMENTS(LENGTHS); i++) {
    g_autoptr(Folder) folder = folder_new("keys");
    packet_len = LENGTHS[i];
    n_writes = 0;
    folder_push("keys", folder, contents, 0, NULL);
    folder_check_file(folder->file, contents, uid, uid, 0644);
    g_assert_cmpuint(n_writes, >=, LEN / MIN(packet_len, (gsize)REMOTE_CHUNK_LEN));
  }
}

/* A write that takes nothing is not tried for ever. */
static void
test_no_write(void)
{
  g_autoptr(Folder) folder = folder_new("keys");
  g_autoptr(GBytes) contents = sshd_bytes(LEN);
  packet_len = 0;
  folder_push("keys", folder, contents, CTL_ERROR_REMOTE, "cannot be written");
  packet_len = SIZE_MAX;
  g_assert_false(g_file_test(folder->file, G_FILE_TEST_EXISTS));
  folder_check_nothing_left(folder);
}

/* Also on a server that can replace a file in one step. */
static void
test_rename_refuses(void)
{
  static const char *const USERS[] = {"keys", "plain"};
  for (gsize i = 0; i < G_N_ELEMENTS(USERS); i++) {
    g_autoptr(Folder) folder = folder_new(USERS[i]);
    g_autoptr(PublisherSession) session = sshd_must_open(USERS[i], folder->url_path);
    g_autoptr(GError) error = NULL;
    g_autofree char *other = g_strconcat(folder->file, ".other", NULL);
    g_autofree char *third = g_strconcat(folder->file, ".third", NULL);
    sshd_write(folder->file, "this");
    sshd_write(other, "the other");
    g_assert_false(sftp_channel_rename(session, other, folder->file, &error));
    g_assert_error(error, CTL_ERROR, CTL_ERROR_REMOTE);
    g_autofree char *text = sshd_read(folder->file);
    g_assert_cmpstr(text, ==, "this");
    g_assert_true(sftp_channel_rename(session, other, third, NULL));
    g_autofree char *renamed = sshd_read(third);
    g_assert_cmpstr(renamed, ==, "the other");
  }
}

static void
add_tests(void)
{
  g_test_add_func("/publisher/libssh/short-writes", test_short_writes);
  g_test_add_func("/publisher/libssh/no-write", test_no_write);
  g_test_add_func("/publisher/libssh/rename-refuses", test_rename_refuses);
}

int
main(int argc, char **argv)
{
  return sshd_test_run(argc, argv, add_tests);
}
