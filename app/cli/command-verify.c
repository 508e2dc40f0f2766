/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources of what is told of phones: those of app/trustlist/acceptance.c. */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/cli/output/json-output.h"
#include "app/cli/output/phone-report.h"
#include "app/cli/output/signed-file-report.h"
#include "app/cli/tvs-report.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"
#include "app/workflow/list/list-file.h"

#include <glib/gi18n.h>

static struct {
  char *phone_ctl;
  char *phone_itl;
  TvsOptions tvs;
} flags;

static const GOptionEntry entries[] = {
    {"phone-ctl", 0, 0, G_OPTION_ARG_FILENAME, &flags.phone_ctl, N_("The CTL that the phones hold now"),
     N_("FILE")},
    {"phone-itl", 0, 0, G_OPTION_ARG_FILENAME, &flags.phone_itl, N_("The ITL that the phones hold now"),
     N_("FILE")},
    {"tvs", 0, 0, G_OPTION_ARG_STRING, &flags.tvs.server,
     N_("Ask this Trust Verification Service about the signer"), N_("HOST[:PORT]")},
    {"tvs-cert", 0, 0, G_OPTION_ARG_FILENAME, &flags.tvs.certificate,
     N_("The certificate that TVS has to show, or an ITL that names it"), N_("FILE")},
    G_OPTION_ENTRY_NULL,
};

/* The file and the lists that phones hold. */
typedef struct {
  ListFile *file;
  ListFile *phone_ctl; /* NULL where none was given */
  ListFile *phone_itl;
} VerifyFiles;

static void
verify_files_clear(VerifyFiles *files)
{
  g_clear_pointer(&files->file, list_file_free);
  g_clear_pointer(&files->phone_ctl, list_file_free);
  g_clear_pointer(&files->phone_itl, list_file_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VerifyFiles, verify_files_clear)

/* Reads what a phone holds and wants a file of the right kind, since mixing them up answers another question.
 */
static gboolean
load_held(ListFile **held, const char *path, gboolean itl, GCancellable *cancellable, GError **error)
{
  if (path == NULL)
    return TRUE;
  *held = list_file_load(path, cancellable, error);
  if (*held == NULL || trust_list_is_itl((*held)->list) == itl)
    return *held != NULL;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              itl ? _("%s is a CTL; give it with --phone-ctl") : _("%s is an ITL; give it with --phone-itl"),
              path);
  return FALSE;
}

/* A list, or a file that a node signed for phones. */
static ListFile *
load_file(const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) damage = NULL;
  g_autoptr(ListFile) file = list_file_read(path, &damage, cancellable, error);
  if (file == NULL || file->list != NULL || file->signed_file != NULL)
    return g_steal_pointer(&file);
  g_propagate_error(error, g_steal_pointer(&damage));
  return NULL;
}

static gboolean
load_files(VerifyFiles *files, const char *path, GCancellable *cancellable, GError **error)
{
  const char *const paths[] = {path, flags.phone_ctl, flags.phone_itl};
  guint n_standard_input = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
    n_standard_input += g_strcmp0(paths[i], "-") == 0;
  if (n_standard_input > 1) {
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("Only one of the lists can be standard input"));
    return FALSE;
  }
  files->file = load_file(path, cancellable, error);
  return files->file != NULL && load_held(&files->phone_ctl, flags.phone_ctl, FALSE, cancellable, error) &&
         load_held(&files->phone_itl, flags.phone_itl, TRUE, cancellable, error);
}

static const char *
name_file(const char *path)
{
  return g_str_equal(path, "-") ? _("Standard input") : path;
}

static gboolean
asks_about_phones(void)
{
  return flags.phone_ctl != NULL || flags.phone_itl != NULL;
}

static void
print_json(const PhoneQuestion *report, const TvsReport *tvs, guint signer_index, const GError *reason)
{
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_add_verified(builder, reason);
  if (reason == NULL)
    json_add_int(builder, "signer_record", (gint64)signer_index + 1);
  else
    json_add_string(builder, "reason", reason->message);
  if (asks_about_phones()) {
    json_add_boolean(builder, "rejected", phone_report_find_rejection(report) != NULL);
    phone_report_add_json(report, builder);
  }
  if (tvs->host != NULL)
    tvs_report_add_json(tvs, builder);
  json_builder_end_object(builder);
  json_output_print(builder);
}

static void
print_signature(const TrustList *list, const char *path, guint signer_index)
{
  const TrustListRecord *record = trust_list_get_record(list, signer_index);
  g_autofree char *subject = trust_list_safe_text(trust_list_record_get_text(record, RECORD_SUBJECT_NAME));
  command_print_line(_("%s: the signature is right; signed by record %u, %s\n"), name_file(path),
                     signer_index + 1, subject);
}

static gboolean
check_phones(const PhoneQuestion *report, const char *path, GError **error)
{
  const char *who = asks_about_phones() ? phone_report_find_rejection(report) : NULL;
  if (who == NULL)
    return TRUE;
  /* TRANSLATORS: a file; "with Security by Default", "without ..." or "with and without ..." */
  g_set_error(error, CTL_ERROR, CTL_ERROR_REJECTED,
              report->ctl == NULL ? _("%s: phones that hold this ITL would reject it, those %s")
              : report->itl == NULL
                  ? _("%s: phones that hold this CTL would reject it, those %s")
                  : _("%s: phones that hold this CTL and this ITL would reject it, those %s"),
              name_file(path), who);
  return FALSE;
}

/* A signed file holds no certificate: it is checked with the lists alone. */
static gboolean
check_signed_file_flags(const char *path, GError **error)
{
  if (flags.tvs.server != NULL)
    g_set_error_literal(error, CTL_ERROR, CTL_ERROR_USAGE, _("--tvs is for the signer of a list"));
  else if (!asks_about_phones())
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("%s does not hold the certificate of its signer; name a list that phones hold, with "
                  "--phone-ctl or --phone-itl"),
                name_file(path));
  else
    return TRUE;
  return FALSE;
}

static gboolean
verify_signed_file(const CommandContext *context, const VerifyFiles *files, const char *path, GError **error)
{
  const TrustList *ctl = files->phone_ctl != NULL ? files->phone_ctl->list : NULL;
  const TrustList *itl = files->phone_itl != NULL ? files->phone_itl->list : NULL;
  g_auto(SignedFileCheck) check = {0};
  if (!check_signed_file_flags(path, error))
    return FALSE;
  signed_file_check(files->file->signed_file, ctl, itl, &check);
  if (context->options.json) {
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_add_signed_file_check(builder, &check, ctl);
    json_add_signed_file(builder, files->file->signed_file);
    json_builder_end_object(builder);
    json_output_print(builder);
  } else {
    signed_file_print(files->file->signed_file);
    signed_file_check_print(&check);
  }
  return signed_file_check_to_error(&check, name_file(path), error);
}

static gboolean
run_verify(CommandContext *context, char **arguments, GError **error)
{
  g_auto(VerifyFiles) files = {0};
  if (!load_files(&files, arguments[0], context->cancellable, error))
    return FALSE;
  if (files.file->signed_file != NULL)
    return verify_signed_file(context, &files, arguments[0], error);
  guint signer_index = 0;
  g_autoptr(GError) reason = NULL;
  gboolean verified = trust_list_verify(files.file->list, &signer_index, &reason);
  PhoneQuestion report = {
      .file = files.file->list,
      .ctl = files.phone_ctl != NULL ? files.phone_ctl->list : NULL,
      .itl = files.phone_itl != NULL ? files.phone_itl->list : NULL,
  };
  g_auto(TvsReport) tvs = {0};
  if (verified && flags.tvs.server != NULL &&
      !tvs_report_ask(context, &flags.tvs, report.file, report.itl, &tvs, error))
    return FALSE;
  if (context->options.json)
    print_json(&report, &tvs, signer_index, reason);
  else if (verified)
    print_signature(files.file->list, arguments[0], signer_index);
  if (!context->options.json && asks_about_phones())
    phone_report_print(&report);
  if (!context->options.json && tvs.host != NULL)
    tvs_report_print(&tvs);
  if (verified)
    return check_phones(&report, arguments[0], error) &&
           (tvs.host == NULL || tvs_report_check(&tvs, name_file(arguments[0]), error));
  /* A refusal that does not depend on the signature is sure, where that cannot be checked. */
  if (g_error_matches(reason, CTL_ERROR, CTL_ERROR_NOT_CHECKED) &&
      !check_phones(&report, arguments[0], error))
    return FALSE;
  g_propagate_error(error, g_steal_pointer(&reason));
  g_prefix_error(error, _("%s: "), name_file(arguments[0]));
  return FALSE;
}

/* What phones do: app/trustlist/acceptance.c has the sources. */
const Command command_verify = {
    .name = "verify",
    .arguments = N_("FILE"),
    .summary = N_("Check a trust list's signature, and whether phones take the list"),
    .description = N_(
        "FILE is a CTLFile.tlv or ITLFile.tlv, or - for standard input. The list is read whole and its\n"
        "signature is checked with the certificate of the System Administrator Security Token in it that\n"
        "signed. The exit status is 0 when it is right, 1 when it is wrong, 5 when the file is damaged or\n"
        "OpenSSL on this machine refuses to check it.\n"
        "\n"
        "With --phone-ctl, --phone-itl or both, it also says for phones in each state that these lists "
        "allow\n"
        "(holding nothing, the ITL only, the CTL only, both; with and without Security by Default) whether\n"
        "they take FILE, reject it, or ask the Trust Verification Service (TVS), and what to do about it.\n"
        "The exit status is 1 as well when a phone that holds all the lists given here would reject FILE,\n"
        "with Security by Default or without; other states are told but do not count. A phone that asks TVS\n"
        "does not count as rejecting: it takes FILE when the signer's certificate was uploaded to the "
        "cluster\n"
        "as Phone-SAST-trust. A phone without Security by Default keeps no ITL, so its CTL alone decides.\n"
        "The answer goes by the administrators' documents: what is deduced from them is called that, and\n"
        "where they are silent it is \"not known\", which does not count as rejecting either.\n"
        "\n"
        "With --tvs the TVS of a node is asked, as phones do, whether it knows the signer's certificate as "
        "a\n"
        "System Administrator Security Token; the exit status is 1 when it does not. It is believed only "
        "when\n"
        "it shows the certificate in --tvs-cert, or the one that the ITL in --tvs-cert or --phone-itl "
        "names;\n"
        "such an ITL has to verify. TLS 1.0, RSA-1024 and SHA-1 need --old-algorithms tls-1.0.\n"
        "\n"
        "FILE may also be a file that a node signed for phones (....cnf.xml.sgn and others). Phones look "
        "for\n"
        "its signer as CCM+TFTP in their CTL, then in their ITL; --phone-ctl, --phone-itl or both name "
        "them.\n"
        "The exit status is 0 when one of them has the signer and the signature is right, else 1."),
    .entries = entries,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run_verify,
};
