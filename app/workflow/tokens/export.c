/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/tokens/export.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/tags.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

gboolean
export_format_from_name(const char *name, ExportFormat *format)
{
  gboolean der = g_ascii_strcasecmp(name, "der") == 0;
  *format = der ? EXPORT_DER : EXPORT_PEM;
  return der || g_ascii_strcasecmp(name, "pem") == 0;
}

/* A certificate's name comes from outside and must not lead out of the folder. */
char *
export_file_name_for(const char *name, ExportFormat format)
{
  g_autofree char *stem = g_strdup(name);
  g_strcanon(stem, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.", '_');
  if (*stem == '.')
    *stem = '_';
  return g_strconcat(stem, format == EXPORT_DER ? ".cer" : ".pem", NULL);
}

char *
export_file_name(const Token *token, ExportFormat format)
{
  return export_file_name_for(token_get_certificate_name(token), format);
}

static GBytes *
get_contents(X509 *certificate, ExportFormat format)
{
  return format == EXPORT_DER ? certificate_to_der(certificate) : certificate_to_pem(certificate);
}

typedef enum { TARGET_FREE, TARGET_SAME, TARGET_DIFFERS } TargetState;

/* What is at PATH already. */
static TargetState
look_at_target(const char *path, GBytes *contents)
{
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return TARGET_FREE;
  g_autoptr(GBytes) existing = file_read(path, CERTIFICATE_MAX_LEN, NULL, NULL, NULL);
  return existing != NULL && g_bytes_equal(existing, contents) ? TARGET_SAME : TARGET_DIFFERS;
}

/* FALSE with an error when PATH holds something else that must not be lost. */
static gboolean
check_existing(const char *path, GBytes *contents, gboolean force, gboolean *same, GError **error)
{
  TargetState state = look_at_target(path, contents);
  *same = state == TARGET_SAME;
  if (state != TARGET_DIFFERS || force)
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_EXISTS, _("%s is there already and holds something else"), path);
  return FALSE;
}

static gboolean
write_certificate(const char *folder, const char *path, GBytes *contents, GError **error)
{
  if (g_mkdir_with_parents(folder, 0777) != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FILE, _("Folder %s cannot be made: %s"), folder,
                g_strerror(errno));
    return FALSE;
  }
  return file_replace(path, contents, error);
}

gboolean
export_certificate(const Token *token, ExportFormat format, const char *folder, gboolean force,
                   gboolean dry_run, char **path, gboolean *written, GError **error)
{
  X509 *certificate = token_get_certificate(token);
  if (certificate == NULL) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_NO_TOKEN, _("Token %s holds no SAST certificate"),
                token_get_name(token));
    return FALSE;
  }
  g_autoptr(GBytes) contents = get_contents(certificate, format);
  g_autofree char *name = export_file_name(token, format);
  g_autofree char *target = g_build_filename(folder, name, NULL);
  gboolean same = FALSE;
  if (!check_existing(target, contents, force, &same, error))
    return FALSE;
  if (!same && !dry_run && !write_certificate(folder, target, contents, error))
    return FALSE;
  *written = !same;
  *path = g_steal_pointer(&target);
  return TRUE;
}

GPtrArray *
export_find_conflicts(const GPtrArray *tokens, ExportFormat format, const char *folder)
{
  GPtrArray *conflicts = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < tokens->len; i++) {
    const Token *token = g_ptr_array_index(tokens, i);
    X509 *certificate = token_get_certificate(token);
    if (certificate == NULL)
      continue;
    g_autoptr(GBytes) contents = get_contents(certificate, format);
    g_autofree char *name = export_file_name(token, format);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (look_at_target(path, contents) == TARGET_DIFFERS)
      g_ptr_array_add(conflicts, g_steal_pointer(&path));
  }
  return conflicts;
}
