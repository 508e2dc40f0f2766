/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables, and the calls that read them: modules, USB, surroundings. */
#include "fake-tokens-private.h"

#include "pkcs11/modules/module-kind.h"
#include "pkcs11/modules/module-list.h"

static struct {
  GMutex lock;
  FakeToken *tokens;
  gsize n_tokens;
  GArray *modules; /* of FakeModule */
  char **chosen;   /* modules, or NULL */
  guint n_helpers;
  FakeHelpers helpers;
  const UsbToken *usb;
  gsize n_usb;
  const char *usb_failure;
  UsbSurroundings surroundings;
} fake = {.surroundings = {.ccid_driver = TRUE, .udev_rules = TRUE}};

void
fake_tokens_lock(void)
{
  g_mutex_lock(&fake.lock);
}

void
fake_tokens_unlock(void)
{
  g_mutex_unlock(&fake.lock);
}

void
fake_tokens_reset(void)
{
  fake_tokens_set(NULL, 0);
  fake_usb_set(NULL, 0);
  module_list_set_chosen(NULL);
  fake.n_helpers = 0;
  fake.helpers = FAKE_HELPERS_GOOD;
  fake.surroundings = (UsbSurroundings){.ccid_driver = TRUE, .udev_rules = TRUE};
}

const char *
fake_token_get_module(const FakeToken *token)
{
  return token->module != NULL ? token->module : FAKE_MODULE;
}

void
fake_tokens_set(FakeToken *tokens, gsize n_tokens)
{
  fake.tokens = tokens;
  fake.n_tokens = n_tokens;
  fake_modules_set(NULL, 0);
  for (gsize i = 0; i < n_tokens; i++) {
    const FakeModule module = {.path = fake_token_get_module(&tokens[i])};
    if (fake_modules_find(module.path) == NULL)
      g_array_append_val(fake.modules, module);
  }
}

guint
fake_tokens_count(void)
{
  return (guint)fake.n_tokens;
}

FakeToken *
fake_tokens_peek(guint index)
{
  return &fake.tokens[index];
}

/* --- modules and their helpers --- */

void
fake_modules_set(const FakeModule *modules, gsize n_modules)
{
  g_clear_pointer(&fake.modules, g_array_unref);
  fake.modules = g_array_new(FALSE, FALSE, sizeof(FakeModule));
  for (gsize i = 0; i < n_modules; i++)
    g_array_append_val(fake.modules, modules[i]);
}

const FakeModule *
fake_modules_find(const char *path)
{
  for (guint i = 0; fake.modules != NULL && i < fake.modules->len; i++) {
    const FakeModule *module = &g_array_index(fake.modules, FakeModule, i);
    if (g_str_equal(module->path, path))
      return module;
  }
  return NULL;
}

char **
module_list_find(void)
{
  g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
  const char *const *chosen = (const char *const *)fake.chosen;
  for (guint i = 0; chosen != NULL && chosen[i] != NULL; i++)
    g_strv_builder_add(paths, chosen[i]);
  for (guint i = 0; fake.modules != NULL && i < fake.modules->len; i++) {
    const FakeModule *module = &g_array_index(fake.modules, FakeModule, i);
    if (chosen == NULL || !g_strv_contains(chosen, module->path))
      g_strv_builder_add(paths, module->path);
  }
  return g_strv_builder_end(paths);
}

void
module_list_set_chosen(const char *const *modules)
{
  g_strfreev(fake.chosen);
  fake.chosen = g_strdupv((char **)modules);
}

guint
fake_helpers_count(void)
{
  return fake.n_helpers;
}

void
fake_helpers_set(FakeHelpers state)
{
  fake.helpers = state;
}

gboolean
fake_helpers_start(void)
{
  fake.n_helpers++;
  return fake.helpers == FAKE_HELPERS_GOOD;
}

gboolean
fake_helpers_are_installed(void)
{
  return fake.helpers != FAKE_HELPERS_MISSING;
}

/* --- USB and this machine --- */

void
fake_usb_set(const UsbToken *tokens, gsize n_tokens)
{
  fake.usb = tokens;
  fake.n_usb = n_tokens;
  fake.usb_failure = NULL;
}

void
fake_usb_fail(const char *message)
{
  fake.usb_failure = message;
}

static UsbToken *
usb_token_copy(const UsbToken *token)
{
  UsbToken *copy = usb_token_new(token->model, token->port);
  copy->blocked = token->blocked;
  copy->denied = token->denied;
  copy->driver = g_strdup(token->driver);
  copy->held = token->held;
  copy->holder = token->holder;
  copy->holder_name = g_strdup(token->holder_name);
  return copy;
}

GPtrArray *
usb_presence_list(GError **error)
{
  if (fake.usb_failure != NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_FAILED, fake.usb_failure);
    return NULL;
  }
  GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)usb_token_free);
  for (gsize i = 0; i < fake.n_usb; i++)
    g_ptr_array_add(list, usb_token_copy(&fake.usb[i]));
  return list;
}

void
fake_surroundings_set(UsbSurroundings surroundings)
{
  fake.surroundings = surroundings;
}

PcscdState
usb_surroundings_read_pcscd(const char *root)
{
  return fake.surroundings.pcscd;
}

UsbSurroundings
usb_surroundings_read(const char *root, const char *const *modules)
{
  UsbSurroundings surroundings = fake.surroundings;
  for (gsize i = 0; modules[i] != NULL; i++) {
    if (module_is_of_maker(modules[i]))
      surroundings.maker_module = TRUE;
    else if (!module_is_soft(modules[i]))
      surroundings.other_module = TRUE;
  }
  return surroundings;
}
