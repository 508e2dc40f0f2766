/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh/session.h"
#include "fake-cluster.h"

/* What the parts of the fake cluster share. */

typedef struct {
  char *host;
  char *host_key; /* or NULL */
  gboolean is_known;
  char *password;      /* or NULL */
  GPtrArray *warnings; /* of char * */
  GHashTable *files;   /* path: GBytes */
  GHashTable *answers; /* command: text */
  GHashTable *trust;   /* SHA-1 of a certificate, in hex: GByteArray of roles */
} FakeNode;

/* Held while what follows is looked at or changed; never while a question is asked. */
void fake_lock(void);
void fake_unlock(void);

/* NULL when there is no such node. With fake_lock() only. */
FakeNode *fake_node_find(const char *host);

/* Notes the question; FALSE when it fails, or CANCELLABLE was cancelled. */
gboolean fake_ask(GCancellable *cancellable, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* "publisher@pub", with the port where it is not 22. The caller frees it. */
char *fake_describe(const PublisherAddress *address);

/* Asks WHAT ("open", "cli"), then looks at host key and password as a login does. WARNINGS gets copies of the
 * node's. */
gboolean fake_log_in(const PublisherAddress *address, const char *what, const PublisherLogin *login,
                     CtlPrompt *prompt, GPtrArray *warnings, GCancellable *cancellable, GError **error);

/* The SHA-1 of CERTIFICATE (DER). The caller frees it. */
char *fake_hash(GBytes *certificate);

/* Each part forgets what it was told. */
void fake_url_reset(void);
void fake_web_reset(void);
void fake_tls_reset(void);
void fake_keyring_reset(void);

/* What HOST shows at PORT; NULL with an error when nothing does, or only with old algorithms that are not
 * ALLOWED. *OLD (may be NULL) gets those that are used. The caller frees both. */
X509 *fake_tls_find(const char *host, guint port, gboolean allowed, char **old, GError **error);
