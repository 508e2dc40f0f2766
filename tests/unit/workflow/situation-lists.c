/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "situation-lists.h"

#include "craft.h"

typedef enum { CALLMANAGER, CALLMANAGER_RENEWED, RECOVERY, RECOVERY_RENEWED, TVS, N_SERVERS } Server;
typedef enum { NEW_FIRST, NEW_SECOND, FORGER, N_OTHER_TOKENS } OtherToken;

static TrustList *lists[N_SITUATION_LISTS];
static Identity *servers[N_SERVERS];
static char *names[N_SERVERS];
static Identity *others[N_OTHER_TOKENS];

static void
make_identities(void)
{
  servers[CALLMANAGER] = identity_new_server("cucm-1051-a-pub", "70CAF64E090751B9DF22F49F754FC5BB");
  servers[CALLMANAGER_RENEWED] = identity_new_server("cucm-1051-a-pub", "6B1D357B6841740B078FEE4A1813D5D6");
  servers[RECOVERY] = identity_new_server("ITLRECOVERY_cucm-1051-a-pub", "5A0B1C2D3E4F");
  servers[RECOVERY_RENEWED] = identity_new_server("ITLRECOVERY_cucm-1051-a-pub", "5A0B1C2D3E50");
  servers[TVS] = identity_new_server("cucm-1051-a-pub", "2E3E1A7BDAA64D84");
  for (guint i = 0; i < N_SERVERS; i++)
    names[i] = name_text_from_subject(servers[i]->certificate, NAME_STYLE_SERVER);
  others[NEW_FIRST] = identity_new_token("SAST-ADN00aaaaaa", "11AA", 1024);
  others[NEW_SECOND] = identity_new_token("SAST-ADN00bbbbbb", "11BB", 1024);
  others[FORGER] = identity_new_token("SAST-ADN008580ef", "83E9080000005545AF31", 1024);
}

/* --- records --- */

static CraftRecord
token(const Identity *identity)
{
  return (CraftRecord){.identity = identity};
}

/* A server's record in a CTL. */
static CraftRecord
node(guint function, Server which)
{
  return (CraftRecord){.function = function,
                       .identity = servers[which],
                       .subject = names[which],
                       .issuer = names[which],
                       .host = "10.48.47.153"};
}

/* The same in an ITL, which names no hosts. */
static CraftRecord
entry(guint function, Server which)
{
  CraftRecord record = node(function, which);
  record.host = NULL;
  record.no_address = TRUE;
  record.hash = function == FUNCTION_TVS;
  return record;
}

static CraftRecord
emptied(guint function)
{
  return (CraftRecord){.function = function, .no_address = TRUE};
}

/* --- CTLs --- */

static TrustList *
make_tokens(guint signer, Server callmanager)
{
  CraftHeader header = {.signer = sample_token(signer), .style = NAME_STYLE_TOKEN};
  return craft(&header, token(sample_token(0)), token(sample_token(1)), node(FUNCTION_CCM_TFTP, callmanager));
}

static TrustList *
make_tokens_of(const Identity *first, const Identity *second)
{
  CraftHeader header = {.signer = second, .style = NAME_STYLE_TOKEN};
  return craft(&header, token(first), token(second), node(FUNCTION_CCM_TFTP, CALLMANAGER));
}

static TrustList *
make_tokens_12(void)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  return craft(&header, token(sample_token(0)), token(sample_token(1)), node(FUNCTION_SAST, RECOVERY),
               node(FUNCTION_SAST, CALLMANAGER), node(FUNCTION_CCM_TFTP, CALLMANAGER));
}

static TrustList *
make_tokens_emptied(void)
{
  CraftHeader header = {.signer = sample_token(1), .style = NAME_STYLE_TOKEN};
  return craft(&header, token(sample_token(0)), token(sample_token(1)), emptied(FUNCTION_CCM_TFTP));
}

static TrustList *
make_tokenless_10(Server callmanager)
{
  CraftHeader header = {.signer = servers[callmanager], .style = NAME_STYLE_SERVER};
  return craft(&header, node(FUNCTION_SAST, callmanager), node(FUNCTION_CCM_TFTP, callmanager));
}

static TrustList *
make_tokenless_12(void)
{
  CraftHeader header = {.signer = servers[RECOVERY], .style = NAME_STYLE_SERVER};
  return craft(&header, node(FUNCTION_SAST, RECOVERY), node(FUNCTION_SAST, CALLMANAGER),
               node(FUNCTION_CCM_TFTP, CALLMANAGER));
}

static void
make_ctls(void)
{
  lists[TOKENS_9] = make_tokens(1, CALLMANAGER);
  lists[TOKENS_9_AGAIN] = make_tokens(0, CALLMANAGER);
  lists[TOKENS_9_RENEWED] = make_tokens(0, CALLMANAGER_RENEWED);
  lists[TOKENS_12] = make_tokens_12();
  lists[OTHER_TOKENS] = make_tokens_of(others[NEW_FIRST], others[NEW_SECOND]);
  lists[TOKENS_FORGED] = make_tokens_of(sample_token(0), others[FORGER]);
  lists[TOKENS_CHANGED] =
      craft_flip(lists[TOKENS_9], g_bytes_get_size(trust_list_get_bytes(lists[TOKENS_9])) - 1);
  lists[TOKENLESS_10] = make_tokenless_10(CALLMANAGER);
  lists[TOKENLESS_10_RENEWED] = make_tokenless_10(CALLMANAGER_RENEWED);
  lists[TOKENLESS_12] = make_tokenless_12();
  lists[TOKENS_EMPTIED] = make_tokens_emptied();
}

/* --- ITLs --- */

static CraftHeader
itl_header(Server signer)
{
  return (CraftHeader){.signer = servers[signer], .style = NAME_STYLE_SERVER, .filename = "ITLFile.tlv"};
}

static TrustList *
make_itl(Server signer, Server callmanager)
{
  CraftHeader header = itl_header(signer);
  return craft(&header, entry(FUNCTION_SAST, signer), entry(FUNCTION_CCM_TFTP, callmanager),
               entry(FUNCTION_TVS, TVS));
}

static TrustList *
make_itl_over_64_kb(void)
{
  CraftHeader header = itl_header(CALLMANAGER);
  CraftRecord records[120];
  for (gsize i = 0; i < G_N_ELEMENTS(records); i++)
    records[i] = entry(i == 0 ? FUNCTION_SAST : FUNCTION_CCM_TFTP, CALLMANAGER);
  return craft_list(&header, records, G_N_ELEMENTS(records));
}

static void
make_itls(void)
{
  CraftHeader header = itl_header(CALLMANAGER);
  lists[ITL_8] = make_itl(CALLMANAGER, CALLMANAGER);
  lists[ITL_8_RENEWED] = make_itl(CALLMANAGER_RENEWED, CALLMANAGER_RENEWED);
  lists[ITL_12] = make_itl(RECOVERY, CALLMANAGER);
  lists[ITL_12_NEW_CALLMANAGER] = make_itl(RECOVERY, CALLMANAGER_RENEWED);
  lists[ITL_12_RENEWED] = make_itl(RECOVERY_RENEWED, CALLMANAGER);
  lists[ITL_EMPTIED] = craft(&header, emptied(FUNCTION_CCM_TFTP), emptied(FUNCTION_TVS));
  lists[ITL_EMPTIED_SAST] =
      craft(&header, entry(FUNCTION_SAST, CALLMANAGER), emptied(FUNCTION_CCM_TFTP), emptied(FUNCTION_TVS));
  lists[ITL_WITHOUT_TVS] =
      craft(&header, entry(FUNCTION_SAST, CALLMANAGER), entry(FUNCTION_CCM_TFTP, CALLMANAGER));
  lists[ITL_OVER_64_KB] = make_itl_over_64_kb();
}

void
situation_lists_make(void)
{
  make_identities();
  make_ctls();
  make_itls();
}

void
situation_lists_free(void)
{
  for (guint i = 0; i < N_SITUATION_LISTS; i++)
    g_clear_pointer(&lists[i], trust_list_unref);
  for (guint i = 0; i < N_SERVERS; i++) {
    g_clear_pointer(&servers[i], identity_free);
    g_clear_pointer(&names[i], g_free);
  }
  for (guint i = 0; i < N_OTHER_TOKENS; i++)
    g_clear_pointer(&others[i], identity_free);
}

const TrustList *
situation_list(SituationList which)
{
  return lists[which];
}
