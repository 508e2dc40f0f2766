/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/hidden-token.h"

#include "app/workflow/tokens/doctor.h"
#include "pkcs11/modules/module-list.h"
#include "pkcs11/usb/usb-trouble.h"

void
hidden_token_free(HiddenToken *hidden)
{
  g_free(hidden->message);
  g_free(hidden->step);
  g_free(hidden->command);
  g_free(hidden);
}

/* The facts about USB, with TOKENS as if one module had shown them all: a module is told from others by what
 * each token says of it. */
static DoctorFacts *
gather_facts(const GPtrArray *tokens)
{
  DoctorFacts *facts = doctor_facts_new();
  DoctorModule *all = g_new0(DoctorModule, 1);
  g_auto(GStrv) modules = module_list_find();
  all->path = g_strdup("");
  all->list = g_new0(TokenList, 1);
  all->list->tokens = g_ptr_array_ref((GPtrArray *)tokens);
  all->list->failures = g_ptr_array_new();
  g_ptr_array_add(facts->modules, all);
  facts->helper_runs = TRUE;
  facts->helper = g_strdup("");
  facts->openssl = (OpensslLimits){.sha1 = TRUE, .short_keys = TRUE};
  facts->surroundings = usb_surroundings_read("", (const char *const *)modules);
  facts->usb = usb_presence_list(NULL);
  facts->usb_failure = facts->usb == NULL ? g_strdup("") : NULL;
  return facts;
}

/* The text between the first two backquotes of STEP. */
static char *
dup_command(const char *step)
{
  g_auto(GStrv) parts = g_strsplit(step, "`", 3);
  return g_strv_length(parts) == 3 ? g_strdup(parts[1]) : NULL;
}

/* STEP for people who do not read it in a terminal. */
static char *
dup_sentences(const char *step)
{
  return g_strdelimit(g_strconcat(step, ".", NULL), "`", '"');
}

static HiddenToken *
hidden_token_new(const DoctorFinding *finding)
{
  HiddenToken *hidden = g_new0(HiddenToken, 1);
  hidden->message = g_strconcat(finding->message, ".", NULL);
  hidden->step = dup_sentences(finding->step);
  hidden->command = dup_command(finding->step);
  hidden->needs_module = g_strcmp0(finding->reason, usb_trouble_get_word(USB_TROUBLE_NO_MIDDLEWARE)) == 0;
  return hidden;
}

GPtrArray *
hidden_tokens_find(const GPtrArray *tokens)
{
  GPtrArray *hidden = g_ptr_array_new_with_free_func((GDestroyNotify)hidden_token_free);
  g_autoptr(DoctorFacts) facts = gather_facts(tokens);
  g_autoptr(DoctorReport) report = doctor_judge(facts);
  for (guint i = 0; i < report->findings->len; i++) {
    const DoctorFinding *finding = g_ptr_array_index(report->findings, i);
    if (g_str_equal(finding->about, "usb") && finding->state == DOCTOR_PROBLEM)
      g_ptr_array_add(hidden, hidden_token_new(finding));
  }
  return hidden;
}
