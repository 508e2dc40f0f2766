/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/workflow/list/list-document.h"

#include "app/base/error.h"
#include "app/base/text.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/certificate-facts.h"
#include "app/workflow/list/list-file.h"
#include "app/workflow/list/non-secure.h"

#include <glib/gi18n.h>
#include <string.h>

#define CTL_FILE_NAME "CTLFile.tlv"
#define ITL_FILE_NAME "ITLFile.tlv"

struct _ListDocument {
  char *name;
  char *origin;
  char *publisher;      /* or NULL */
  GBytes *bytes;        /* of the file or of the signed list; NULL for a new list */
  gint64 modified;      /* of these bytes */
  gint64 old_modified;  /* of the list that the draft was made from */
  GError *damage;       /* BYTES are no list */
  ListDraft *draft;     /* NULL when they are damaged */
  TrustList *signed_as; /* what the draft stands for, NULL once it was changed */
  gboolean unsaved;     /* SIGNED_AS is nowhere but here */
};

ListDocument *
list_document_new(void)
{
  ListDocument *self = g_atomic_rc_box_new0(ListDocument);
  self->name = g_strdup(_("New trust list"));
  self->modified = -1;
  self->draft = list_draft_new(NULL);
  return self;
}

/* Takes LIST and DAMAGE, of which one is NULL. */
static ListDocument *
new_from_bytes(GBytes *bytes, gint64 modified, TrustList *list, GError *damage)
{
  ListDocument *self = g_atomic_rc_box_new0(ListDocument);
  self->bytes = g_bytes_ref(bytes);
  self->modified = modified;
  self->old_modified = modified;
  self->damage = damage;
  self->signed_as = list;
  if (list != NULL)
    self->draft = list_draft_new(list);
  return self;
}

static void
set_path(ListDocument *self, const char *path)
{
  g_autofree char *name = g_path_get_basename(path);
  g_autofree char *folder = g_path_get_dirname(path);
  g_autofree char *shown = text_for_people(folder);
  g_free(self->name);
  g_free(self->origin);
  self->name = text_for_people(name);
  /* TRANSLATORS: stands beside the name of a list; %s is a folder. */
  self->origin = g_strdup_printf(_("in %s"), shown);
}

ListDocument *
list_document_open(const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) damage = NULL;
  g_autoptr(ListFile) file = list_file_read(path, &damage, cancellable, error);
  if (file == NULL)
    return NULL;
  ListDocument *self = new_from_bytes(file->bytes, file->modified, g_steal_pointer(&file->list), damage);
  damage = NULL;
  set_path(self, path);
  return self;
}

ListDocument *
list_document_new_fetched(const char *publisher, GBytes *bytes, gint64 modified)
{
  /* TRANSLATORS: stands beside the name of a list; %s is a publisher. */
  g_autofree char *origin = g_strdup_printf(_("from %s"), publisher);
  ListDocument *self = list_document_new_kept(origin, bytes, modified);
  self->publisher = g_strdup(publisher);
  return self;
}

ListDocument *
list_document_new_kept(const char *origin, GBytes *bytes, gint64 modified)
{
  GError *damage = NULL;
  TrustList *list = trust_list_parse(bytes, &damage);
  ListDocument *self = new_from_bytes(bytes, modified, list, damage);
  self->name = g_strdup(list != NULL && trust_list_is_itl(list) ? ITL_FILE_NAME : CTL_FILE_NAME);
  self->origin = g_strdup(origin);
  return self;
}

ListDocument *
list_document_ref(ListDocument *self)
{
  return g_atomic_rc_box_acquire(self);
}

static void
list_document_clear(gpointer document)
{
  ListDocument *self = document;
  g_free(self->name);
  g_free(self->origin);
  g_free(self->publisher);
  g_clear_pointer(&self->bytes, g_bytes_unref);
  g_clear_error(&self->damage);
  g_clear_pointer(&self->draft, list_draft_free);
  g_clear_pointer(&self->signed_as, trust_list_unref);
}

void
list_document_unref(ListDocument *self)
{
  g_atomic_rc_box_release_full(self, list_document_clear);
}

const char *
list_document_get_name(const ListDocument *self)
{
  return self->name;
}

const char *
list_document_get_origin(const ListDocument *self)
{
  return self->origin;
}

const char *
list_document_get_publisher(const ListDocument *self)
{
  return self->publisher;
}

const GError *
list_document_get_damage(const ListDocument *self)
{
  return self->damage;
}

ListDraft *
list_document_get_draft(const ListDocument *self)
{
  return self->draft;
}

gboolean
list_document_can_edit(const ListDocument *self)
{
  TrustList *old = self->draft != NULL ? list_draft_get_old(self->draft) : NULL;
  return self->draft != NULL && (old == NULL || !trust_list_is_itl(old));
}

TrustList *
list_document_get_signed(const ListDocument *self)
{
  return self->signed_as;
}

gboolean
list_document_can_keep_signature(const ListDocument *self)
{
  return self->signed_as != NULL && trust_list_verify(self->signed_as, NULL, NULL);
}

const char *
list_document_why_not_sign(const ListDocument *self)
{
  if (self->draft == NULL)
    return _("A damaged file cannot be signed or published.");
  if (!list_document_can_edit(self))
    return _("An ITL is made and signed by the cluster itself.");
  if (list_draft_get_n_records(self->draft) == 0)
    return _("The list is empty. Add two tokens first, then the servers of the cluster.");
  return NULL;
}

static void
forget_signature(ListDocument *self)
{
  g_clear_pointer(&self->signed_as, trust_list_unref);
  self->unsaved = FALSE;
}

gboolean
list_document_add_token(ListDocument *self, X509 *certificate, GError **error)
{
  if (!list_draft_add_token(self->draft, certificate, error))
    return FALSE;
  forget_signature(self);
  return TRUE;
}

gboolean
list_document_add_server(ListDocument *self, const ServerRecord *server, GError **error)
{
  if (!list_draft_add_server(self->draft, server, error))
    return FALSE;
  forget_signature(self);
  return TRUE;
}

gboolean
list_document_remove(ListDocument *self, guint index, GError **error)
{
  if (!list_draft_remove(self->draft, index, error))
    return FALSE;
  forget_signature(self);
  return TRUE;
}

gboolean
list_document_make_non_secure(ListDocument *self, GError **error)
{
  if (!non_secure_check(self->draft, error))
    return FALSE;
  list_draft_make_non_secure(self->draft);
  forget_signature(self);
  return TRUE;
}

void
list_document_set_signed(ListDocument *self, TrustList *list)
{
  trust_list_ref(list);
  forget_signature(self);
  self->signed_as = list;
  self->unsaved = TRUE;
  g_clear_pointer(&self->bytes, g_bytes_unref);
  self->bytes = g_bytes_ref(trust_list_get_bytes(list));
  self->modified = -1;
}

GBytes *
list_document_get_bytes(const ListDocument *self)
{
  return self->signed_as != NULL || self->damage != NULL ? self->bytes : NULL;
}

gint64
list_document_get_modified(const ListDocument *self)
{
  return self->modified;
}

void
list_document_set_saved(ListDocument *self, const char *path, gint64 modified)
{
  set_path(self, path);
  self->modified = modified;
  self->unsaved = FALSE;
}

void
list_document_set_published(ListDocument *self, const char *where)
{
  g_return_if_fail(self->signed_as != NULL);
  g_free(self->name);
  g_free(self->origin);
  self->name = g_strdup(CTL_FILE_NAME);
  /* TRANSLATORS: stands beside the name of a list; %s are publishers. */
  self->origin = g_strdup_printf(_("published on %s"), where);
  list_draft_free(self->draft);
  self->draft = list_draft_new(self->signed_as);
  self->old_modified = self->modified;
  self->unsaved = FALSE;
}

/* Something was put into the draft or taken out of it that is in no file. */
static gboolean
has_unsigned_work(const ListDocument *self)
{
  return self->draft != NULL && self->signed_as == NULL &&
         (list_draft_get_old(self->draft) != NULL || list_draft_get_n_records(self->draft) > 0);
}

char *
list_document_describe_loss(const ListDocument *self)
{
  if (has_unsigned_work(self) && list_draft_get_old(self->draft) == NULL)
    return g_strdup(_("The new list was not signed; it would be lost."));
  if (has_unsigned_work(self))
    return g_strdup_printf(_("The changes to %s were not signed; they would be lost."), self->name);
  if (self->unsaved)
    return g_strdup(_("The signed list was neither saved nor published; it would be lost."));
  return NULL;
}

/* The name admins know the signer by: its certificate's CN. */
static char *
signer_name(const TrustList *list, guint index)
{
  const TrustListRecord *record = trust_list_get_record(list, index);
  g_autoptr(X509) certificate = trust_list_record_dup_certificate(record);
  if (certificate == NULL)
    return trust_list_safe_text(trust_list_record_get_text(record, RECORD_SUBJECT_NAME));
  g_autoptr(CertificateFacts) facts = certificate_facts_new(certificate, NAME_STYLE_TOKEN);
  return g_steal_pointer(&facts->subject_short);
}

static char *
describe_signature(const ListDocument *self, gboolean *good)
{
  guint index = 0;
  g_autoptr(GError) fault = NULL;
  *good = trust_list_verify(self->signed_as, &index, &fault);
  if (g_error_matches(fault, CTL_ERROR, CTL_ERROR_NOT_CHECKED))
    return g_strdup(fault->message);
  if (!*good)
    return g_strdup_printf(_("signature wrong: %s"), fault->message);
  g_autofree char *name = signer_name(self->signed_as, index);
  return self->unsaved ? g_strdup_printf(_("signed by %s, verified, not saved"), name)
                       : g_strdup_printf(_("signed by %s, verified"), name);
}

char *
list_document_describe_state(const ListDocument *self, gboolean *good)
{
  gboolean unused = FALSE;
  gboolean *result = good != NULL ? good : &unused;
  *result = self->damage == NULL;
  if (self->damage != NULL)
    return g_strdup(C_("list", "damaged"));
  if (self->signed_as != NULL)
    return describe_signature(self, result);
  return g_strdup(list_draft_get_old(self->draft) != NULL ? _("changed, not signed")
                                                          : _("not saved, not signed"));
}

char *
list_document_show(const ListDocument *self, gboolean *outdated)
{
  *outdated = FALSE;
  if (self->damage != NULL)
    return trust_list_show_damaged(self->bytes, self->name, self->modified);
  if (self->signed_as != NULL)
    return trust_list_show(self->signed_as, self->modified);
  TrustList *old = list_draft_get_old(self->draft);
  *outdated = old != NULL;
  return old != NULL ? trust_list_show(old, self->old_modified) : NULL;
}
