/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/doctor.h"

#include "app/base/error.h"
#include "app/base/process.h"
#include "pkcs11/modules/module-list.h"

#include <glib/gi18n.h>

static void
module_free(DoctorModule *module)
{
  g_free(module->path);
  token_list_free(module->list);
  g_free(module);
}

DoctorFacts *
doctor_facts_new(void)
{
  DoctorFacts *facts = g_new0(DoctorFacts, 1);
  facts->modules = g_ptr_array_new_with_free_func((GDestroyNotify)module_free);
  return facts;
}

void
doctor_facts_free(DoctorFacts *facts)
{
  g_free(facts->helper);
  g_ptr_array_unref(facts->modules);
  g_clear_pointer(&facts->usb, g_ptr_array_unref);
  g_free(facts->usb_failure);
  g_free(facts);
}

/* Each module by itself, so that what it says is known to be its own. FALSE when cancelled. */
static gboolean
ask_module(DoctorFacts *facts, const char *path, const Progress *progress, GCancellable *cancellable,
           GError **error)
{
  const char *const one[] = {path, NULL};
  g_autoptr(GError) failure = NULL;
  progress_step(progress, _("Asking PKCS#11 module %s"), path);
  TokenList *list = token_list_load(one, 0, cancellable, &failure);
  if (list != NULL) {
    DoctorModule *module = g_new(DoctorModule, 1);
    *module = (DoctorModule){.path = g_strdup(path), .list = list};
    g_ptr_array_add(facts->modules, module);
    return TRUE;
  }
  if (ctl_cancelled(cancellable, error))
    return FALSE;
  facts->helper_runs = FALSE; /* the only other reason */
  return TRUE;
}

static void
look_at_usb(DoctorFacts *facts)
{
  g_autoptr(GError) failure = NULL;
  facts->usb = usb_presence_list(&failure);
  if (facts->usb == NULL)
    facts->usb_failure = g_strdup(failure->message);
}

DoctorFacts *
doctor_facts_gather(const char *const *modules, const Progress *progress, GCancellable *cancellable,
                    GError **error)
{
  g_autoptr(DoctorFacts) facts = doctor_facts_new();
  g_auto(GStrv) found = modules == NULL ? module_list_find() : NULL;
  const char *const *paths = modules != NULL ? modules : (const char *const *)found;
  facts->helper = process_libexec_path("etoken-ctl-token-helper");
  facts->helper_runs = g_file_test(facts->helper, G_FILE_TEST_IS_EXECUTABLE);
  for (gsize i = 0; paths[i] != NULL && facts->helper_runs; i++) {
    if (!ask_module(facts, paths[i], progress, cancellable, error))
      return NULL;
  }
  facts->openssl = openssl_limits_find();
  facts->surroundings = usb_surroundings_read("", paths);
  look_at_usb(facts);
  return g_steal_pointer(&facts);
}
