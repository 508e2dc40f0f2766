/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/cli/command.h"

#include "app/base/error.h"
#include "app/base/file.h"
#include "app/cli/output/columns.h"
#include "app/cli/output/json-output.h"
#include "app/cli/publisher-certificates.h"
#include "app/cli/publisher-ways.h"
#include "app/publisher/tls/tls-certificate.h"
#include "app/trustlist/certificate.h"
#include "app/trustlist/tags.h"
#include "app/workflow/settings/publisher-password.h"

#include <glib/gi18n.h>

#define NOT_GIVEN G_MININT

static struct {
  char **nodes;
  char *login;
  char *cli_user;
  char *deliver;
  char **tvs_certificates;
  int tftp_port, http_port, tvs_port, keep_old;
  gboolean replace, keep_password, forget;
} flags = {.tftp_port = NOT_GIVEN, .http_port = NOT_GIVEN, .tvs_port = NOT_GIVEN, .keep_old = NOT_GIVEN};

static PublisherCertificatesOptions certificates_options;

static const GOptionEntry entries[] = {
    {"node", 0, 0, G_OPTION_ARG_STRING_ARRAY, &flags.nodes,
     N_("add: another node of the cluster; ROLE is subscriber or tftp; a URL in place of HOST for one with a "
        "user, port or path of its own; WAY as for --deliver, where it is another one there. May be given "
        "several times"),
     N_("ROLE,HOST[,WAY]")},
    {"deliver", 0, 0, G_OPTION_ARG_STRING, &flags.deliver,
     N_("add: how files get into the nodes: sftp, web (OS Administration) or hand"), N_("WAY")},
    {"login", 0, 0, G_OPTION_ARG_STRING, &flags.login,
     N_("add: keys (agent, keys of ~/.ssh, password), key-file (with --identity) or password"), N_("METHOD")},
    {"cli-user", 0, 0, G_OPTION_ARG_STRING, &flags.cli_user,
     N_("add: user of the platform CLI, for status and migrate, where it is not the publisher's user; "
        "password: whose password it is"),
     N_("NAME")},
    {"tftp-port", 0, 0, G_OPTION_ARG_INT, &flags.tftp_port, N_("add: port of the TFTP service (69)"),
     N_("PORT")},
    {"http-port", 0, 0, G_OPTION_ARG_INT, &flags.http_port, N_("add: port of the same files by HTTP (6970)"),
     N_("PORT")},
    {"tvs-port", 0, 0, G_OPTION_ARG_INT, &flags.tvs_port,
     N_("add: port of the trust verification service (2445)"), N_("PORT")},
    {"tvs-cert", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &flags.tvs_certificates,
     N_("add: a certificate that the trust verification service may show; its fingerprint is saved. May be "
        "given several times"),
     N_("FILE")},
    {"keep-old", 0, 0, G_OPTION_ARG_INT, &flags.keep_old,
     N_("add: how many replaced lists a push leaves on each node, 0 to 9 (1)"), N_("N")},
    {"keep-password", 0, 0, G_OPTION_ARG_NONE, &flags.keep_password,
     N_("add: keep passwords in the desktop's keyring, from the first login on that needs one"), NULL},
    {"forget", 0, 0, G_OPTION_ARG_NONE, &flags.forget,
     N_("password: remove the passwords from the keyring and keep none there from now on"), NULL},
    {"replace", 0, 0, G_OPTION_ARG_NONE, &flags.replace, N_("add: in place of a publisher with this name"),
     NULL},
    {"output-dir", 0, 0, G_OPTION_ARG_FILENAME, &certificates_options.output_dir,
     N_("certificates: where the files go"), N_("DIR")},
    {"live", 0, 0, G_OPTION_ARG_NONE, &certificates_options.live,
     N_("certificates: ask the TLS ports of the services as well (5061, 2443, 3804, 2445)"), NULL},
    {"fingerprint", 0, 0, G_OPTION_ARG_STRING_ARRAY, &certificates_options.fingerprints,
     N_("add: OS Administration of a node may show this certificate; certificates: believe a port that shows "
        "it. SHA-1 or SHA-256; instead of a question"),
     N_("AB:CD:...")},
    {"force", 0, 0, G_OPTION_ARG_NONE, &certificates_options.force, N_("certificates: replace files"), NULL},
    G_OPTION_ENTRY_NULL,
};

/* --- entries as text and JSON --- */

static void
print_nodes_as_json(JsonBuilder *json, const AddressBookEntry *entry)
{
  json_builder_set_member_name(json, "nodes");
  json_builder_begin_array(json);
  for (guint i = 0; i < address_book_entry_get_n_nodes(entry); i++) {
    NodeRole role = NODE_PUBLISHER;
    g_autoptr(PublisherAddress) address = address_book_entry_dup_node(entry, i, &role);
    g_autofree char *url = publisher_address_to_url(address);
    json_builder_begin_object(json);
    json_add_string(json, "host", address->host);
    json_add_string(json, "role", node_role_get_word(role));
    json_add_string(json, "url", url);
    json_add_string(json, "deliver", delivery_way_get_word(address->way));
    json_builder_end_object(json);
  }
  json_builder_end_array(json);
}

static void
print_strings_as_json(JsonBuilder *json, const char *name, char **values)
{
  json_builder_set_member_name(json, name);
  json_builder_begin_array(json);
  for (; *values != NULL; values++)
    json_add_text(json, *values);
  json_builder_end_array(json);
}

static void
print_entry_as_json(JsonBuilder *json, const AddressBookEntry *entry)
{
  const ClusterSettings *cluster = entry->cluster;
  g_autofree char *old = old_algorithms_to_text(cluster->old_algorithms, ",");
  g_auto(GStrv) names =
      cluster->old_algorithms != OLD_ALGORITHMS_NONE ? g_strsplit(old, ",", -1) : g_new0(char *, 1);
  json_builder_begin_object(json);
  json_add_string(json, "name", entry->name);
  print_nodes_as_json(json, entry);
  json_add_string(json, "user", entry->address->user);
  json_add_int(json, "port", entry->address->port);
  json_add_string(json, "path", entry->address->path);
  json_add_string(json, "deliver", delivery_way_get_word(entry->address->way));
  json_add_string(json, "login", login_method_get_word(entry->login));
  json_add_string(json, "identity", entry->identity);
  json_add_string(json, "cli_user", cluster->cli_user);
  json_add_boolean(json, "keeps_password", cluster->keep_password);
  print_strings_as_json(json, "old_algorithms", names);
  print_strings_as_json(json, "host_keys", cluster->host_keys);
  print_strings_as_json(json, "tvs_certificates", cluster->tvs_certificates);
  print_strings_as_json(json, "web_certificates", cluster->web_certificates);
  json_add_int(json, "tftp_port", cluster->tftp_port);
  json_add_int(json, "http_port", cluster->http_port);
  json_add_int(json, "tvs_port", cluster->tvs_port);
  json_add_int(json, "keep_old", cluster->keep_old);
  json_builder_end_object(json);
}

static void
add_number(NamedLines *lines, const char *name, guint value)
{
  g_autofree char *text = g_strdup_printf("%u", value);
  named_lines_add(lines, name, text);
}

/* Roles and login methods are called as the options call them. */
static void
add_nodes(NamedLines *lines, const AddressBookEntry *entry)
{
  for (guint i = 0; i < address_book_entry_get_n_nodes(entry); i++) {
    NodeRole role = NODE_PUBLISHER;
    g_autoptr(PublisherAddress) address = address_book_entry_dup_node(entry, i, &role);
    g_autofree char *url = publisher_address_to_url(address);
    named_lines_add(lines, node_role_get_word(role), url);
  }
}

static void
print_entry(const AddressBookEntry *entry)
{
  const ClusterSettings *cluster = entry->cluster;
  g_autoptr(NamedLines) lines = named_lines_new();
  add_nodes(lines, entry);
  if (entry->address->way != DELIVER_BY_SFTP)
    named_lines_add(lines, _("delivery"), delivery_way_get_word(entry->address->way));
  named_lines_add(lines, _("login"), login_method_get_word(entry->login));
  if (entry->identity != NULL)
    named_lines_add(lines, _("key file"), entry->identity);
  if (cluster->cli_user != NULL)
    named_lines_add(lines, _("CLI user"), cluster->cli_user);
  if (cluster->keep_password)
    named_lines_add(lines, _("password"), _("in the keyring"));
  g_autofree char *old = old_algorithms_to_text(cluster->old_algorithms, ", ");
  gboolean has_old = cluster->old_algorithms != OLD_ALGORITHMS_NONE;
  named_lines_add(lines, _("old algorithms"), has_old ? old : C_("algorithms", "none"));
  for (char **key = cluster->host_keys; *key != NULL; key++)
    named_lines_add(lines, _("host key"), *key);
  for (char **shown = cluster->tvs_certificates; *shown != NULL; shown++)
    named_lines_add(lines, _("TVS certificate"), *shown);
  for (char **shown = cluster->web_certificates; *shown != NULL; shown++)
    named_lines_add(lines, _("web certificate"), *shown);
  add_number(lines, _("TFTP port"), cluster->tftp_port);
  add_number(lines, _("HTTP port"), cluster->http_port);
  add_number(lines, _("TVS port"), cluster->tvs_port);
  add_number(lines, _("old lists kept"), cluster->keep_old);
  g_autofree char *text = named_lines_to_text(lines, "  ", 16);
  command_print_line("%s", entry->name);
  command_print(text);
}

static void
print_one_as_json(const AddressBookEntry *entry)
{
  g_autoptr(JsonBuilder) json = json_builder_new();
  print_entry_as_json(json, entry);
  json_output_print(json);
}

/* --- add --- */

/* One below nothing becomes very large, and is refused as that. */
static void
set_number(guint *number, int given)
{
  if (given != NOT_GIVEN)
    *number = (guint)given;
}

/* Whoever names the file has confirmed what stands in it. */
static gboolean
set_tvs_certificates(const CommandContext *context, ClusterSettings *cluster, GError **error)
{
  g_autoptr(GStrvBuilder) fingerprints = g_strv_builder_new();
  for (char **path = flags.tvs_certificates; path != NULL && *path != NULL; path++) {
    g_autoptr(GBytes) bytes = file_read(*path, TRUST_LIST_MAX_LEN, NULL, context->cancellable, error);
    g_autoptr(X509) certificate = bytes != NULL ? certificate_from_file_contents(bytes, *path, error) : NULL;
    if (certificate == NULL)
      return FALSE;
    g_autofree char *fingerprint = tls_certificate_fingerprint(certificate, G_CHECKSUM_SHA256);
    g_strv_builder_add(fingerprints, fingerprint);
  }
  g_strfreev(cluster->tvs_certificates);
  cluster->tvs_certificates = g_strv_builder_end(fingerprints);
  return TRUE;
}

static gboolean
set_cluster(const CommandContext *context, ClusterSettings *cluster, GError **error)
{
  for (char **node = flags.nodes; node != NULL && *node != NULL; node++)
    if (!cluster_settings_add_node(cluster, *node, ',', error))
      return FALSE;
  set_number(&cluster->tftp_port, flags.tftp_port);
  set_number(&cluster->http_port, flags.http_port);
  set_number(&cluster->tvs_port, flags.tvs_port);
  set_number(&cluster->keep_old, flags.keep_old);
  cluster->cli_user = g_strdup(flags.cli_user);
  cluster->keep_password = flags.keep_password;
  cluster->old_algorithms = context->options.old_algorithms;
  if (context->options.host_keys != NULL) {
    g_strfreev(cluster->host_keys);
    cluster->host_keys = g_strdupv(context->options.host_keys);
  }
  return set_tvs_certificates(context, cluster, error);
}

static gboolean
set_login(const CommandContext *context, AddressBookEntry *entry, GError **error)
{
  const char *identity = context->options.identity;
  const char *word = flags.login != NULL ? flags.login : identity != NULL ? "key-file" : "keys";
  if (!login_method_parse(word, &entry->login)) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("There is no login method \"%s\"; there are keys, key-file and password"), word);
    return FALSE;
  }
  entry->identity = identity != NULL ? g_canonicalize_filename(identity, NULL) : NULL;
  return TRUE;
}

/* By --deliver, or else by the URL. *IS_NAMED is FALSE when neither names one. */
static gboolean
find_way(const char *target, DeliveryWay *way, gboolean *is_named, GError **error)
{
  *way = DELIVER_BY_SFTP;
  *is_named = TRUE;
  if (flags.deliver == NULL) {
    *is_named = publisher_address_is_url(target, way);
    return TRUE;
  }
  if (delivery_way_parse(flags.deliver, way))
    return TRUE;
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
              _("There is no way to deliver called \"%s\"; there are sftp, web and hand"), flags.deliver);
  return FALSE;
}

/* Where somebody can be asked for the way, a host is enough; it stands there by any of them until then. */
static gboolean
set_address(const CommandContext *context, AddressBookEntry *entry, const char *target, GError **error)
{
  DeliveryWay way = DELIVER_BY_SFTP;
  gboolean is_named = FALSE;
  if (!find_way(target, &way, &is_named, error))
    return FALSE;
  if (!is_named && command_can_ask(context))
    way = DELIVER_BY_WEB;
  entry->address = publisher_address_parse_for(way, target, flags.cli_user, error);
  return entry->address != NULL;
}

/* OS Administration knows the users of the platform CLI. */
static void
change_way(AddressBookEntry *entry, DeliveryWay way)
{
  publisher_address_set_way(entry->address, way);
  if (flags.cli_user == NULL || way == DELIVER_BY_SFTP)
    return;
  g_free(entry->address->user);
  entry->address->user = g_strdup(flags.cli_user);
}

/* What was found, where the target has named no way. */
static gboolean
take_found(AddressBookEntry *entry, DeliveryWay way, gboolean is_chosen, GError **error)
{
  const PublisherAddress *address = entry->address;
  if (!is_chosen)
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("No way was chosen by which %s takes files; name one with --deliver sftp, web or hand"),
                address->host);
  else if (way == DELIVER_BY_SFTP)
    g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE,
                _("By SFTP the program has to know where the list lies: give sftp://%s@%s/path/CTLFile.tlv"),
                address->user, address->host);
  else
    change_way(entry, way);
  return is_chosen && way != DELIVER_BY_SFTP;
}

/* Without --deliver whoever is there is told which ways the account has, and asked. */
static gboolean
choose_way(CommandContext *context, AddressBookEntry *entry, const char *target, GError **error)
{
  AddressBookField field = ADDRESS_BOOK_NAME;
  DeliveryWay named = DELIVER_BY_SFTP;
  DeliveryWay way = DELIVER_BY_SFTP;
  gboolean is_chosen = FALSE;
  gboolean is_url = publisher_address_is_url(target, &named);
  if (flags.deliver != NULL || !command_can_ask(context))
    return TRUE;
  if (!address_book_entry_check(entry, &field, error) ||
      !publisher_ways_choose(context, entry, is_url ? &named : NULL, &way, &is_chosen, error))
    return FALSE;
  if (!is_url)
    return take_found(entry, way, is_chosen, error);
  if (is_chosen)
    change_way(entry, way);
  return TRUE;
}

/* Whoever gives them has confirmed them. */
static void
set_web_certificates(ClusterSettings *cluster)
{
  if (certificates_options.fingerprints == NULL)
    return;
  g_strfreev(cluster->web_certificates);
  cluster->web_certificates = g_strdupv(certificates_options.fingerprints);
}

static void
print_saved(const CommandContext *context, const AddressBookEntry *entry)
{
  guint n_nodes = address_book_entry_get_n_nodes(entry);
  if (context->options.json)
    print_one_as_json(entry);
  else
    command_print_line(ngettext("%s: %u node\n", "%s: %u nodes\n", n_nodes), entry->name, n_nodes);
  if (flags.deliver == NULL && !command_can_ask(context))
    command_note(_("`etoken-ctl publisher test %s` finds out whether files get in that way."), entry->name);
}

/* What the keyring has for an entry that is replaced goes with it. */
static gboolean
save(CommandContext *context, const char *path, const AddressBookEntry *entry, GError **error)
{
  g_autoptr(AddressBookEntry) old = flags.replace ? address_book_find(path, entry->name, NULL, NULL) : NULL;
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  if (!address_book_save(path, flags.replace ? entry->name : NULL, entry, error))
    return FALSE;
  if (old != NULL)
    publisher_password_tidy(path, old, warnings, context->cancellable);
  command_note_warnings(warnings);
  return TRUE;
}

static gboolean
add(CommandContext *context, const char *path, char **arguments, GError **error)
{
  g_autoptr(AddressBookEntry) entry = g_new0(AddressBookEntry, 1);
  entry->name = g_strdup(arguments[0]);
  entry->cluster = cluster_settings_new();
  set_web_certificates(entry->cluster);
  if (!set_address(context, entry, arguments[1], error) || !set_login(context, entry, error) ||
      !set_cluster(context, entry->cluster, error))
    return FALSE;
  if (entry->cluster->old_algorithms != OLD_ALGORITHMS_NONE)
    command_note(_("Old algorithms are weak; they are allowed for this publisher alone, and used only where "
                   "it has nothing better."));
  if (!flags.replace && !address_book_check_free(path, entry->name, error))
    return FALSE;
  if (context->options.dry_run) {
    AddressBookField field = ADDRESS_BOOK_NAME;
    return address_book_entry_check(entry, &field, error);
  }
  gboolean is_chosen = choose_way(context, entry, arguments[1], error);
  guint allowed = command_take_allowed(context, entry->name); /* of nothing that is saved yet */
  entry->cluster->old_algorithms |= allowed;
  if (!is_chosen || !save(context, path, entry, error))
    return FALSE;
  command_note_allowed(entry->name, allowed);
  print_saved(context, entry);
  return TRUE;
}

/* --- list and show --- */

/* All, or the one named ONLY. */
static gboolean
show(CommandContext *context, const GPtrArray *publishers, const char *only, const GPtrArray *damage)
{
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  json_builder_set_member_name(json, "publishers");
  json_builder_begin_array(json);
  for (guint i = 0; i < publishers->len; i++) {
    const AddressBookEntry *entry = g_ptr_array_index(publishers, i);
    if (only != NULL && !g_str_equal(entry->name, only))
      continue;
    if (context->options.json)
      print_entry_as_json(json, entry);
    else
      print_entry(entry);
  }
  json_builder_end_array(json);
  json_add_strings(json, "warnings", damage);
  json_builder_end_object(json);
  if (context->options.json)
    json_output_print(json);
  return TRUE;
}

static gboolean
list(CommandContext *context, const char *path, char **arguments, GError **error)
{
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) publishers = address_book_load(path, damage, error);
  if (publishers == NULL)
    return FALSE;
  command_note_damage(damage);
  if (publishers->len == 0 && damage->len == 0 && !context->options.json)
    command_note(_("No publisher is saved; `etoken-ctl publisher add NAME sftp://user@host/path/CTLFile.tlv` "
                   "saves one."));
  return show(context, publishers, NULL, damage);
}

/* Fails for a name that is not saved, with the names that are. */
static AddressBookEntry *
find_saved(const char *name, GError **error)
{
  g_autoptr(AddressBookEntry) entry = command_find_entry(name, error);
  if (entry == NULL || entry->name != NULL)
    return g_steal_pointer(&entry);
  g_set_error(error, CTL_ERROR, CTL_ERROR_USAGE, _("%s is the address of a publisher, not its name"), name);
  return NULL;
}

static gboolean
show_one(CommandContext *context, const char *path, char **arguments, GError **error)
{
  g_autoptr(AddressBookEntry) entry = find_saved(arguments[0], error);
  g_autoptr(GPtrArray) damage = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) publishers = entry != NULL ? address_book_load(path, damage, error) : NULL;
  return publishers != NULL && show(context, publishers, arguments[0], damage);
}

/* --- remove --- */

static gboolean
remove_one(CommandContext *context, const char *path, char **arguments, GError **error)
{
  g_autoptr(AddressBookEntry) entry = find_saved(arguments[0], error);
  if (entry == NULL || context->options.dry_run)
    return entry != NULL;
  g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
  gboolean done = publisher_remove(path, entry->name, warnings, context->cancellable, error);
  command_note_warnings(warnings);
  return done;
}

/* --- password --- */

static gboolean
keep_password(CommandContext *context, const char *path, AddressBookEntry *entry, GError **error)
{
  g_autoptr(CtlPrompt) prompt = common_options_make_prompt(&context->options, context->cancellable, error);
  return prompt != NULL &&
         publisher_password_keep(path, entry, flags.cli_user, prompt, context->cancellable, error);
}

static gboolean
password(CommandContext *context, const char *path, char **arguments, GError **error)
{
  g_autoptr(AddressBookEntry) entry = find_saved(arguments[0], error);
  if (entry == NULL || context->options.dry_run)
    return entry != NULL;
  return flags.forget ? publisher_password_forget(path, entry, context->cancellable, error)
                      : keep_password(context, path, entry, error);
}

/* --- test and certificates --- */

static gboolean
test(CommandContext *context, const char *path, char **arguments, GError **error)
{
  return publisher_ways_test(context, arguments[0], error);
}

static gboolean
certificates(CommandContext *context, const char *path, char **arguments, GError **error)
{
  return publisher_certificates_run(context, &certificates_options, arguments[0], error);
}

static const struct {
  const char *word;
  guint n_arguments;
  gboolean (*run)(CommandContext *context, const char *path, char **arguments, GError **error);
} ACTIONS[] = {
    {"add", 2, add},
    {"list", 0, list},
    {"show", 1, show_one},
    {"remove", 1, remove_one},
    {"password", 1, password},
    {"test", 1, test},
    {"certificates", 1, certificates},
};

static gboolean
run_publisher(CommandContext *context, char **arguments, GError **error)
{
  g_autofree char *path = address_book_default_path();
  for (gsize i = 0; i < G_N_ELEMENTS(ACTIONS); i++)
    if (g_str_equal(arguments[0], ACTIONS[i].word) && g_strv_length(arguments + 1) == ACTIONS[i].n_arguments)
      return ACTIONS[i].run(context, path, arguments + 1, error);
  g_set_error_literal(
      error, CTL_ERROR, CTL_ERROR_USAGE,
      _("Usage: etoken-ctl publisher add NAME URL, publisher list, publisher show NAME, publisher test "
        "NAME|URL, publisher remove NAME, publisher password NAME, or publisher certificates NAME|URL"));
  return FALSE;
}

const Command command_publisher = {
    .name = "publisher",
    .arguments =
        N_("add NAME URL | list | show NAME | test NAME|URL | remove NAME | password NAME | certificates "
           "NAME|URL"),
    .summary = N_("Save a cluster's publisher and its other nodes under a name"),
    .description = N_(
        "URL is sftp://user@host[:port]/path/CTLFile.tlv (a path that begins with /~/ is relative to\n"
        "the login folder). With --deliver web files get into the nodes by the page TFTP File Management\n"
        "of OS Administration, with --deliver hand a person puts them there; user@host is enough then.\n"
        "In a terminal, without --deliver and --yes, add logs in to the publisher, tells which ways its "
        "account\n"
        "has, and proposes one; otherwise it saves what is named.\n"
        "The other nodes are reached with the same login, and with the same user,\n"
        "port and path unless they are given as URLs themselves. The common options --identity,\n"
        "--host-key and --old-algorithms are saved too. The file is publishers.conf in the folder\n"
        "etoken-ctl of the user's configuration folder; passwords are never in it.\n"
        "\n"
        "test finds out which ways into each node the account has: SFTP, the platform CLI, OS "
        "Administration,\n"
        "and whether what phones get can be read. Nothing is changed. A password is tried once, on one "
        "node;\n"
        "one that was refused is sent nowhere else. The other nodes are tried with what worked.\n"
        "\n"
        "password asks for the password and puts it into the desktop's keyring (GNOME Keyring, KWallet,\n"
        "KeePassXC), from where every command takes it; --forget undoes it, and so does remove. With\n"
        "add --keep-password the first login that needs it asks, and keeps it when it was right. One that\n"
        "the publisher refuses is asked for again. Without a keyring the question comes as usual.\n"
        "\n"
        "certificates writes the certificates of the servers in the CTL and ITL that the publisher\n"
        "serves, which have to verify, into DIR, for the --server of build; with --live also those that\n"
        "the services show. A certificate that stands in no list is shown with its fingerprint and\n"
        "asked for."),
    .entries = entries,
    .min_arguments = 1,
    .max_arguments = 3,
    .run = run_publisher,
};
