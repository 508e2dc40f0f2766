/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/error.h"
#include "app/publisher/web/web-upload.h"

#include <openssl/x509.h>

/* A cluster in memory. It is linked in place of app/publisher's ways to the network: SSH sessions and their
 * files, the platform CLI, TFTP and HTTP, TLS ports, TVS; and of the keyring. The rest of app/publisher
 * (addresses, settings, the parsers of answers, the shared password) stays what it is.
 *
 * Whatever is asked of the cluster is a question, a line of text:
 *
 *   publisher@pub key                           the host key, without a login
 *   publisher@pub keep key                      it was confirmed
 *   publisher@pub open                          a session with SFTP
 *   publisher@pub password                      a password is sent
 *   publisher@pub read /CTLFile.tlv
 *   publisher@pub write /CTLFile.tlv            replaced, and the old file kept if wanted
 *   publisher@pub repair /CTLFile.tlv           what an earlier push left beside it
 *   admin@pub:443 upload /CTLFile.tlv           by OS Administration
 *   admin@pub:443 certificate SAST-1.cer        the same, as Phone-SAST-trust; TVS learns nothing by itself
 *   admin@pub:443 form                          a login there that sends no file
 *   publisher@pub look                          a login that finds out what the account gets
 *   publisher@pub sftp                          does SFTP start then?
 *   publisher@pub shell                         does the platform CLI?
 *   admin@pub cli                               a session with the platform CLI
 *   admin@pub show ctl                          a command there
 *   http://pub:6970/CTLFile.tlv                 or tftp:
 *   tls pub:5061                                the certificate of a service
 *   tvs pub:2445
 *   keyring find publisher@pub:22               keep, forget
 *
 * A test says beforehand what becomes of questions, and looks afterwards which were asked. A port that is not
 * 22 follows the host. All functions may be called in any thread. */

/* No node, no failure, no question so far. */
void fake_cluster_reset(void);

/* --- what is asked --- */

/* QUESTION fails from now on. */
void fake_fail(const char *question, CtlError code, const char *message);
void fake_heal(const char *question);

/* FUNC (NULL: none any more) is called each time QUESTION is asked, before it is answered, in the thread that
 * asks. */
typedef void (*FakeFunc)(gpointer user_data);
void fake_when(const char *question, FakeFunc func, gpointer user_data);

/* How many questions so far are like PATTERN ("tvs *"). */
guint fake_count(const char *pattern);

/* All questions that begin with WHO and a blank, in order, without that: "open; read /CTLFile.tlv". The
 * caller frees it. */
char *fake_list(const char *who);

/* What was asked so far is forgotten; all else stays. */
void fake_forget(void);

/* --- the nodes --- */

/* HOST can be reached; others cannot. */
void fake_node_add(const char *host);

/* HOST shows this host key ("SHA256:..."), which nobody knows yet. */
void fake_node_set_host_key(const char *host, const char *fingerprint);

/* Users have to log in with PASSWORD; without it they log in by key. */
void fake_node_set_password(const char *host, const char *password);

/* All sessions with HOST have this warning. */
void fake_node_warn(const char *host, const char *warning);

/* HOST's file PATH; NULL: there is none. What an interrupted push has left of PATH is the file PATH.left; the
 * file that was replaced is PATH.old. */
void fake_put(const char *host, const char *path, GBytes *bytes);
/* NULL when there is none. The caller frees it. */
GBytes *fake_get(const char *host, const char *path);

/* What the platform CLI of HOST prints. Commands without an answer are refused (CTL_ERROR_REMOTE). */
void fake_answer(const char *host, const char *command, const char *text);

/* --- services --- */

/* What OS Administration of all nodes answers to uploads from now on, and in which words. SAID is not copied.
 */
void fake_web_answer(WebUploadOutcome outcome, const char *said);

/* What stands at URL; NULL: the server answers that there is no such file. At other URLs nobody answers. */
void fake_serve(const char *url, GBytes *bytes);

/* HOST shows CERTIFICATE at PORT, also as TVS. OLD are the old algorithms without which it does not speak, or
 * NULL. */
void fake_tls(const char *host, guint port, X509 *certificate, const char *old);

/* TVS on HOST trusts CERTIFICATE, as ROLE; several calls add roles. */
void fake_tvs_trust(const char *host, X509 *certificate, guint8 role);

/* A password in the keyring; NULL: none. The caller frees what is looked up. */
void fake_keyring_set(const char *user, const char *host, const char *password);
char *fake_keyring_get(const char *user, const char *host);
