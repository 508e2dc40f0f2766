/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/cli/platform-cli-answers.h"
#include "app/publisher/settings/address-book.h"
#include "app/workflow/judge/finding.h"
#include "craft.h"
#include "fake-cluster.h"
#include "fake-prompt.h"

/* The cluster of the administrators' documents in the fake one: publisher "pub", nodes "sub1" and "tftp1". */

typedef enum {
  SERVER_CALLMANAGER, /* cucm-1051-a-pub; signs the tokenless list and the ITL */
  SERVER_SUBSCRIBER,
  SERVER_CAPF,
  SERVER_TVS,
  SERVER_STRANGER, /* of another cluster */
  SERVER_TFTP,     /* of tftp1; in no list of these */
  SERVER_RECOVERY, /* ITLRecovery of the publisher; in no list of these */
} SampleServer;

/* Made once for all tests of a program, when it is needed first. */
const Identity *sample_server(SampleServer which);

/* The lists. The caller frees them. */

/* Two tokens and three servers, signed by the token SIGNER (0 or 1). */
TrustList *sample_token_list(guint signer);

/* A CallManager certificate as the only SAST, which signs, and the same three servers. */
TrustList *sample_tokenless_list(SampleServer signer);

/* One for non-secure mode, signed by the second token. */
TrustList *sample_emptied_list(void);

/* An ITL that SIGNER signs, SAST and CCM+TFTP as up to 11.5; TVS stands there BY_HASH or whole, or not at all
 * (NULL). */
TrustList *sample_itl(SampleServer signer, const Identity *tvs, gboolean by_hash);

/* LIST with its last byte changed: whole, but its signature is wrong. */
TrustList *sample_break(const TrustList *list);

/* TVS of the cluster runs on HOST and trusts no token yet; the ITL that is signed by SIGNER is served by HTTP
 * there. */
void sample_tvs(const char *host, SampleServer signer);

/* Token INDEX was uploaded as Phone-SAST-trust. */
void sample_upload(const char *host, guint index);

/* The platform CLI of HOST shows IDENTITY as its own certificate UNIT ("CallManager"); NULL: it refuses. */
void sample_own(const char *host, const char *unit, const Identity *identity);

/* All nodes show those that the lists hold, tftp1 its own. */
void sample_own_certificates(void);

/* Empties the fake cluster, and adds pub, sub1 and tftp1 with their platform CLIs: mixed mode, 10.5.1, no
 * list, and each its own certificates. */
void sample_cluster_reset(void);

/* HOST has LIST (NULL: none): as a file, on its CLI and for phones, by HTTP. */
void sample_hold(const char *host, const TrustList *list);
void sample_hold_everywhere(const TrustList *list);

/* TRUE when HOST has this list. */
gboolean sample_holds(const char *host, const TrustList *list);

/* Its entry "hq" in the address book: sftp://publisher@pub/CTLFile.tlv with all nodes; the user of the CLI is
 * admin. The caller frees it. */
AddressBookEntry *sample_entry(void);

/* TRUE when TEXT (may be NULL) contains WORDS; prints it when not. */
gboolean sample_says(const char *text, const char *words);

/* The sentences (char *), a line each. The caller frees the text. */
char *sample_join(const GPtrArray *sentences);

/* How many of FINDINGS (of Finding) are warnings. */
guint sample_count_warnings(const GPtrArray *findings);

/* How often WORDS stands in TEXT. */
guint sample_count(const char *text, const char *words);

/* Holds those who wait up until N do: proof that they work at the same time. For fake_when(). */
typedef struct _SampleBarrier SampleBarrier;
SampleBarrier *sample_barrier_new(guint n);
void sample_barrier_wait(gpointer barrier);
void sample_barrier_free(SampleBarrier *barrier);
