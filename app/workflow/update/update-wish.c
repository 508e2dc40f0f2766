/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/update/update-wish.h"

#include "app/trustlist/certificate.h"
#include "app/workflow/update/update-private.h"

UpdateWish *
update_wish_new(void)
{
  UpdateWish *wish = g_new0(UpdateWish, 1);
  wish->certificates = g_ptr_array_new_with_free_func((GDestroyNotify)X509_free);
  return wish;
}

void
update_wish_free(UpdateWish *wish)
{
  if (wish == NULL)
    return;
  g_strfreev(wish->tokens);
  g_ptr_array_unref(wish->certificates);
  g_strfreev(wish->without);
  g_free(wish);
}

UpdateWish *
update_wish_copy(const UpdateWish *wish)
{
  UpdateWish *copy = update_wish_new();
  copy->goal = wish->goal;
  copy->tokens = g_strdupv(wish->tokens);
  copy->without = g_strdupv(wish->without);
  for (guint i = 0; i < wish->certificates->len; i++) {
    X509 *certificate = g_ptr_array_index(wish->certificates, i);
    X509_up_ref(certificate);
    g_ptr_array_add(copy->certificates, certificate);
  }
  return copy;
}

void
update_wish_apply(const UpdateWish *wish, UpdateSetup *setup)
{
  setup->goal = wish->goal;
  setup->tokens = (const char *const *)wish->tokens;
  setup->certificates = wish->certificates->len > 0 ? wish->certificates : NULL;
  setup->without = (const char *const *)wish->without;
}

/* --- in the state's file --- */

static void
write_list(GKeyFile *file, const char *group, const char *key, const char *const *texts)
{
  if (texts != NULL && *texts != NULL)
    g_key_file_set_string_list(file, group, key, texts, g_strv_length((char **)texts));
}

void
update_wish_write(const UpdateSetup *setup, GKeyFile *file, const char *group)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  for (guint i = 0; setup->certificates != NULL && i < setup->certificates->len; i++) {
    g_autoptr(GBytes) der = certificate_to_der(g_ptr_array_index(setup->certificates, i));
    g_autofree char *text = g_base64_encode(g_bytes_get_data(der, NULL), g_bytes_get_size(der));
    g_strv_builder_add(builder, text);
  }
  g_auto(GStrv) certificates = g_strv_builder_end(builder);
  g_key_file_set_string(file, group, "wish-goal", plan_goal_get_word(setup->goal));
  write_list(file, group, "wish-tokens", setup->tokens);
  write_list(file, group, "wish-certificates", (const char *const *)certificates);
  write_list(file, group, "wish-without", setup->without);
}

/* One that cannot be read is as good as none: the list is made anew then. */
static void
read_certificates(UpdateWish *wish, GKeyFile *file, const char *group)
{
  g_auto(GStrv) texts = g_key_file_get_string_list(file, group, "wish-certificates", NULL, NULL);
  for (char **text = texts; text != NULL && *text != NULL; text++) {
    gsize len = 0;
    g_autofree guchar *der = g_base64_decode(*text, &len);
    X509 *certificate = certificate_from_der(der, len);
    if (certificate != NULL)
      g_ptr_array_add(wish->certificates, certificate);
  }
}

UpdateWish *
update_wish_load(const AddressBookEntry *entry)
{
  UpdateKind kind = UPDATE_MIGRATE;
  if (!update_find_unfinished(entry, &kind) || kind != UPDATE_TO_PLAN)
    return update_wish_new();
  return update_state_read_wish(entry);
}

UpdateWish *
update_wish_read(GKeyFile *file, const char *group)
{
  UpdateWish *wish = update_wish_new();
  g_autofree char *goal = g_key_file_get_string(file, group, "wish-goal", NULL);
  plan_goal_from_word(goal, &wish->goal, NULL); /* else tokens */
  wish->tokens = g_key_file_get_string_list(file, group, "wish-tokens", NULL, NULL);
  wish->without = g_key_file_get_string_list(file, group, "wish-without", NULL, NULL);
  read_certificates(wish, file, group);
  return wish;
}
