/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sources: that a service shows its new certificate only after a restart, TN214231 and "Certificate
 * Regeneration and Renewal Process"; what the rollback switch does to the ITL, SBD, "Can I turn off SBD?". */
#include "app/workflow/cluster/node-facts-text.h"

#include <glib/gi18n.h>

const char *
node_service_get_word(PlatformService state)
{
  static const char *const words[] = {
      [PLATFORM_SERVICE_UNKNOWN] = "unknown",
      [PLATFORM_SERVICE_STARTED] = "started",
      [PLATFORM_SERVICE_STARTING] = "starting",
      [PLATFORM_SERVICE_STOPPING] = "stopping",
      [PLATFORM_SERVICE_STOPPED] = "stopped",
      [PLATFORM_SERVICE_COMMANDED_OUT] = "commanded-out",
      [PLATFORM_SERVICE_NOT_ACTIVATED] = "not-activated",
  };
  return words[state];
}

const char *
node_port_get_word(PortAnswer answer)
{
  static const char *const words[] = {[PORT_SILENT] = "silent",
                                      [PORT_NOT_COMPARED] = "not-compared",
                                      [PORT_SHOWS_OWN] = "own",
                                      [PORT_SHOWS_OTHER] = "other"};
  return words[answer];
}

const char *
rollback_get_word(PlatformSwitch rollback)
{
  return rollback == PLATFORM_SWITCH_ON ? "on" : rollback == PLATFORM_SWITCH_OFF ? "off" : "unknown";
}

/* --- facts --- */

static const char *
state_text(PlatformService state)
{
  /* TRANSLATORS: each stands after the name of a service */
  static const char *const texts[] = {
      [PLATFORM_SERVICE_STARTED] = NC_("service", "started"),
      [PLATFORM_SERVICE_STARTING] = NC_("service", "starting"),
      [PLATFORM_SERVICE_STOPPING] = NC_("service", "stopping"),
      [PLATFORM_SERVICE_STOPPED] = NC_("service", "STOPPED"),
      [PLATFORM_SERVICE_COMMANDED_OUT] = NC_("service", "STOPPED by somebody"),
      [PLATFORM_SERVICE_NOT_ACTIVATED] = NC_("service", "not activated"),
  };
  return g_dpgettext2(NULL, "service", texts[state]);
}

static const char *
port_text(PortAnswer answer)
{
  /* TRANSLATORS: each stands after a service and its port */
  static const char *const texts[] = {[PORT_SILENT] = NC_("port", "no answer"),
                                      [PORT_NOT_COMPARED] = NC_("port", "a certificate"),
                                      [PORT_SHOWS_OWN] = NC_("port", "the node's own certificate"),
                                      [PORT_SHOWS_OTHER] = NC_("port", "ANOTHER CERTIFICATE")};
  return g_dpgettext2(NULL, "port", texts[answer]);
}

static char *
with_source(const char *text, const char *source)
{
  return g_strdup_printf("%s (%s)", text, source);
}

static char *
not_known(void)
{
  return g_strdup(_("not known"));
}

char *
node_facts_describe_services(const NodeFacts *facts)
{
  if (facts->services == NULL)
    return not_known();
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < facts->services->len; i++) {
    const NodeService *service = &g_array_index(facts->services, NodeService, i);
    if (service->state != PLATFORM_SERVICE_UNKNOWN)
      g_string_append_printf(text, "%s%s %s", text->len > 0 ? ", " : "", service->name,
                             state_text(service->state));
  }
  return with_source(text->str, "utils service list");
}

char *
node_facts_describe_ports(const NodeFacts *facts)
{
  if (facts->ports == NULL)
    return not_known();
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < facts->ports->len; i++) {
    const NodePort *port = &g_array_index(facts->ports, NodePort, i);
    g_string_append_printf(text, "%s%s %u %s", i > 0 ? ", " : "", port->service->name, port->service->port,
                           port_text(port->answer));
  }
  return with_source(text->str, "show cert own");
}

char *
node_facts_describe_itl(const NodeFacts *facts)
{
  const NodeItl *itl = &facts->itl;
  if (itl->source == NULL)
    return not_known();
  if (!itl->list.found)
    return with_source(C_("ITL", "none"), itl->source);
  g_autofree char *text = g_strdup_printf(
      _("signed by %s"), itl->list.signer != NULL ? itl->list.signer : C_("fact of a list", "unknown"));
  return with_source(text, itl->source);
}

char *
node_facts_describe_rollback(const NodeFacts *facts)
{
  if (facts->rollback == PLATFORM_SWITCH_UNKNOWN)
    return not_known();
  return with_source(facts->rollback == PLATFORM_SWITCH_ON ? C_("rollback", "PREPARED")
                                                           : C_("rollback", "not prepared"),
                     "processconfig");
}

/* The names of what NODE did not tell, or NULL. */
static char *
list_unread(const NodeStatus *node)
{
  const NodeFacts *facts = &node->facts;
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  /* TRANSLATORS: this and the next ones are parts of "What NODE did not tell: ..." */
  if (facts->services == NULL)
    g_strv_builder_add(names, _("which services run (utils service list)"));
  if (facts->itl.source == NULL)
    g_strv_builder_add(names, _("who signed its ITL (show itl)"));
  if (node->is_publisher && facts->rollback == PLATFORM_SWITCH_UNKNOWN)
    g_strv_builder_add(names, _("whether the cluster is prepared for a rollback"));
  g_auto(GStrv) all = g_strv_builder_end(names);
  return *all != NULL ? g_strjoinv("; ", all) : NULL;
}

char *
node_facts_describe_unread(const NodeStatus *node)
{
  g_autofree char *names = node->facts.asked && node->error == NULL ? list_unread(node) : NULL;
  return names != NULL ? g_strdup_printf(_("What %s did not tell: %s."), node->host, names) : NULL;
}

/* --- what to do --- */

static void tell(GPtrArray *advice, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
tell(GPtrArray *advice, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  g_ptr_array_add(advice, g_strdup_vprintf(format, args));
  va_end(args);
}

static void
advise_services(GPtrArray *advice, const NodeStatus *node)
{
  const GArray *services = node->facts.services;
  for (guint i = 0; services != NULL && i < services->len; i++) {
    const NodeService *service = &g_array_index(services, NodeService, i);
    if (node_service_is_off(service))
      tell(advice,
           _("%s does not run on %s, where it is activated: start it there (utils service restart %s)."),
           service->name, node->host, service->name);
  }
}

/* Two ports of a service show the same certificate. */
static gboolean
is_told(const GArray *ports, guint index)
{
  const NodePort *port = &g_array_index(ports, NodePort, index);
  for (guint i = 0; i < index; i++) {
    const NodePort *before = &g_array_index(ports, NodePort, i);
    if (before->answer == PORT_SHOWS_OTHER && g_str_equal(before->service->name, port->service->name))
      return TRUE;
  }
  return FALSE;
}

static void
advise_ports(GPtrArray *advice, const NodeStatus *node)
{
  const GArray *ports = node->facts.ports;
  for (guint i = 0; ports != NULL && i < ports->len; i++) {
    const NodePort *port = &g_array_index(ports, NodePort, i);
    if (port->answer == PORT_SHOWS_OTHER && !is_told(ports, i))
      tell(advice,
           _("%s on %s shows another certificate on port %u than the node has (show cert own): it was not "
             "restarted since the certificate was renewed; restart %s there."),
           port->service->name, node->host, port->service->port, node_port_get_service(port));
  }
}

void
node_facts_add_advice(GPtrArray *advice, const NodeStatus *node)
{
  if (node->error != NULL)
    return;
  advise_services(advice, node);
  advise_ports(advice, node);
  if (node->facts.rollback == PLATFORM_SWITCH_ON)
    tell(advice,
         _("The cluster is prepared for a rollback (the enterprise parameter Prepare Cluster for Rollback to "
           "pre 8.0 is True): the ITL that phones get has empty records. Set the parameter to False before "
           "certificates are renewed, unless the rollback is still to come."));
}

gboolean
node_facts_are_well(const NodeStatus *node)
{
  g_autoptr(GPtrArray) advice = g_ptr_array_new_with_free_func(g_free);
  node_facts_add_advice(advice, node);
  return advice->len == 0;
}
