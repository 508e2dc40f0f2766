/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/publisher-certificates.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/base/fingerprint.h"
#include "app/cli/output/json-output.h"
#include "app/trustlist/tags.h"
#include "app/workflow/cluster/cluster-certificates.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* What all steps work with. */
typedef struct {
  CommandContext *context;
  const PublisherCertificatesOptions *options;
  GPtrArray *found; /* of ServerCertificate */
} Collection;

static GPtrArray *
collect(CommandContext *context, const PublisherCertificatesOptions *options, const AddressBookEntry *entry,
        CtlPrompt *prompt, GError **error)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  const CommonOptions *common = &context->options;
  const PublisherLogin login = command_get_login(context, entry);
  const ClusterCertificatesRequest request = {
      .entry = entry,
      .login = &login,
      .live = options->live,
      .old_algorithms =
          common->old_algorithms_text != NULL ? common->old_algorithms : entry->cluster->old_algorithms,
      .confirmation = {.fingerprints = (const char *const *)options->fingerprints, .prompt = prompt},
  };
  const ClusterCertificatesRemarks remarks = {notes, warnings};
  GPtrArray *found =
      cluster_certificates_collect(&request, &remarks, &context->progress, context->cancellable, error);
  command_note_warnings(warnings);
  for (guint i = 0; i < notes->len; i++)
    command_note("%s.", (const char *)g_ptr_array_index(notes, i));
  return found;
}

static gboolean
write_file(const Collection *collection, const char *path, GBytes *contents, GError **error)
{
  g_autoptr(GBytes) existing = NULL;
  if (g_file_test(path, G_FILE_TEST_EXISTS))
    existing = file_read(path, CERTIFICATE_MAX_LEN, NULL, NULL, NULL);
  if (existing != NULL && g_bytes_equal(existing, contents))
    return TRUE;
  if (g_file_test(path, G_FILE_TEST_EXISTS) && !collection->options->force) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_EXISTS, _("%s is there already and holds something else"), path);
    return FALSE;
  }
  return collection->context->options.dry_run || file_replace(path, contents, error);
}

static void
print_certificate(const Collection *collection, JsonBuilder *json, const ServerCertificate *server,
                  const char *path)
{
  g_autofree char *sha1 = tls_certificate_fingerprint(server->certificate, G_CHECKSUM_SHA1);
  g_autofree char *sha256 = tls_certificate_fingerprint(server->certificate, G_CHECKSUM_SHA256);
  json_builder_begin_object(json);
  json_add_string(json, "file", path);
  json_add_string(json, "function", server->function);
  json_add_string(json, "host", *server->host != '\0' ? server->host : NULL);
  json_add_string(json, "source", server->port != 0 ? "port" : "list");
  json_add_int(json, "port", server->port);
  json_add_string(json, "sha1", sha1);
  json_add_string(json, "sha256", sha256);
  json_builder_end_object(json);
  if (collection->context->options.json)
    return;
  /* TRANSLATORS: a function (CAPF ...), a server, a checksum */
  g_autofree char *facts =
      *server->host != '\0' ? g_strdup_printf(_("%s of %s, SHA-1 %s"), server->function, server->host, sha1)
                            : g_strdup_printf("%s, SHA-1 %s", server->function, sha1);
  command_print_line("%s", path);
  command_print_line("  %s", facts);
}

/* Two certificates may have one name, as after a renewal: the later one gets a number. */
static char *
unique_path(const Collection *collection, GHashTable *used, const ServerCertificate *server)
{
  g_autofree char *name = server_certificate_file_name(server);
  g_autofree char *unique = g_strdup(name);
  for (guint number = 2; !g_hash_table_add(used, g_strdup(unique)); number++) {
    g_free(unique);
    unique = g_strdup_printf("%.*s-%u.pem", (int)(strlen(name) - strlen(".pem")), name, number);
  }
  return g_build_filename(collection->options->output_dir, unique, NULL);
}

static gboolean
write_all(const Collection *collection, JsonBuilder *json, GError **error)
{
  const char *folder = collection->options->output_dir;
  if (!collection->context->options.dry_run && g_mkdir_with_parents(folder, 0777) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Folder %s cannot be made: %s"), folder,
                g_strerror(errno));
    return FALSE;
  }
  g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < collection->found->len; i++) {
    const ServerCertificate *server = g_ptr_array_index(collection->found, i);
    g_autofree char *path = unique_path(collection, used, server);
    g_autoptr(GBytes) contents = certificate_to_pem(server->certificate);
    if (!write_file(collection, path, contents, error))
      return command_hint_force(error);
    print_certificate(collection, json, server, path);
  }
  return TRUE;
}

static gboolean
write_and_report(const Collection *collection, GError **error)
{
  if (collection->found->len == 0) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_REMOTE,
                        collection->options->live
                            ? _("No certificate of a server was found")
                            : _("No certificate of a server was found; --live asks the services themselves"));
    return FALSE;
  }
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_builder_set_member_name(json, "certificates");
  json_builder_begin_array(json);
  if (!write_all(collection, json, error))
    return FALSE;
  json_builder_end_array(json);
  json_builder_end_object(json);
  if (collection->context->options.json)
    json_output_print(json);
  return TRUE;
}

gboolean
publisher_certificates_run(CommandContext *context, const PublisherCertificatesOptions *options,
                           const char *publisher, GError **error)
{
  if (options->output_dir == NULL) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE,
                        _("publisher certificates needs --output-dir DIR"));
    return FALSE;
  }
  for (char **given = options->fingerprints; given != NULL && *given != NULL; given++)
    if (!fingerprint_check(FINGERPRINT_CERTIFICATE, *given, error))
      return FALSE;
  g_autoptr(AddressBookEntry) entry = command_find_entry(publisher, error);
  g_autoptr(CtlPrompt) prompt =
      entry != NULL ? common_options_make_prompt(&context->options, context->cancellable, error) : NULL;
  if (prompt == NULL)
    return FALSE;
  g_autoptr(GPtrArray) found = collect(context, options, entry, prompt, error);
  const Collection collection = {context, options, found};
  return found != NULL && write_and_report(&collection, error);
}
