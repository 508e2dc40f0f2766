/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bad-lists.h"
#include "craft.h"
#include "list-parts.h"

/* What the three parts of the table share: of files that are no whole list (bad-lists-damaged.c), of headers
 * and of lists as a whole (bad-lists-whole.c), and of single records (bad-lists-record.c). */

#define BAD_PUBLISHER "10.48.47.153"
#define BAD_SUBSCRIBER "10.48.47.154"

typedef enum { BAD_CALLMANAGER, BAD_CAPF, BAD_NODE, BAD_RECOVERY, BAD_N_SERVERS } BadServer;

/* A server's identity, made once in a program. */
const Identity *bad_server(BadServer server);

/* Indices of the records of bad_lists_good(). */
enum { BAD_TOKEN, BAD_SIGNER, BAD_CCM_RECORD, BAD_CAPF_RECORD, BAD_NODE_RECORD };

/* bad_lists_good() in pieces, and what is left of them signed by its signer; takes PARTS over. */
ListParts *bad_parts_new(void);
GBytes *bad_parts_finish(ListParts *parts);

/* LIST's bytes; takes it over. */
GBytes *bad_bytes(TrustList *list);

/* The parts of the table, each ended by a row without a name. */
extern const BadList bad_lists_damaged[];
extern const BadList bad_lists_whole[];
extern const BadList bad_lists_record[];
