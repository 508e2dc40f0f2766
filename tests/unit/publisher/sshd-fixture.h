/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/error.h"
#include "app/base/scripted-prompt.h"
#include "app/publisher/sftp/sftp-session.h"
#include "app/publisher/sftp/transfer.h"

/* What the tests of the publisher layer need of the server that with-sshd.sh runs. */

#define SSHD_PASSWORD "Publ1sher!"
#define SSHD_PASSPHRASE "pass phrase"
#define SSHD_PORT 22
#define SSHD_OLD_PORT 2222

/* Initializes the test framework and runs the tests; status 77 when there is no server. */
int sshd_test_run(int argc, char **argv, void (*add_tests)(void));

/* For tests that try many cases of one kind: 1 in the full run (CTL_CHECK_FULL=1), else QUICK. */
guint sshd_step(guint quick);

/* "$SSHD_DIR/..."; the caller frees it. */
char *sshd_path(const char *format, ...) G_GNUC_PRINTF(1, 2);
char *sshd_read(const char *path);
void sshd_write(const char *path, const char *text);

/* A known hosts file with the server's host key of TYPE ("ed25519", "rsa"), or an empty one for NULL; at the
 * default place for the address. Each call makes a new one, which the caller frees. */
char *sshd_known_hosts(const char *type);

/* A prompt with the password (may be NULL) and the passphrase (may be NULL) given once. */
CtlPrompt *sshd_prompt(const char *password, const char *passphrase);

/* A login with the known hosts and a key in keys/ (NULL: default keys). Strings are owned by the fixture. */
PublisherLogin sshd_login(const char *key);

/* sftp://USER@127.0.0.1PATH; PATH may begin with ":port". */
PublisherSession *sshd_open(const char *user, const char *path, const PublisherLogin *login,
                            CtlPrompt *prompt, GError **error);

/* A session of user keys or another one that has the client's key; the test fails when it cannot be had. */
PublisherSession *sshd_must_open(const char *user, const char *path);

/* How often PATTERN (a plain text) stands in the log of the server at PORT. */
guint sshd_log_count(int port, const char *text);

/* Sends SIGNAL to each process of the user with this name. */
void sshd_signal_user(const char *user, int signal);

/* Names in FOLDER that begin with PREFIX. */
guint sshd_count_files(const char *folder, const char *prefix);

/* LEN bytes that differ from place to place. */
GBytes *sshd_bytes(gsize len);

/* Replaces the session's file, which is FILE on this machine and is taken as it is there. */
gboolean sshd_replace(PublisherSession *session, const char *file, GBytes *contents, guint keep_old,
                      const Progress *progress, GCancellable *cancellable, GError **error);
