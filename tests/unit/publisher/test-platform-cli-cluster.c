/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli-answers.h"

/* Which nodes a cluster has, as `show network cluster` and the database tell it, in each form that is known
 * from public documents. */

#define SINCE " using TCP since Thu Oct 28 11:24:16 2021\n"
#define TABLE "\nServer Table (processnode) Entries\n----------------------------------\n"

/* A node as "ADDRESS NAME FULL-NAME|- ROLE PRODUCT". */
static void
append_node(GString *text, const PlatformNode *node)
{
  static const char *const roles[] = {"role?", "publisher", "subscriber"};
  static const char *const products[] = {"product?", "callmanager", "cups", "ciscoer"};
  g_string_append_printf(text, "%s%s %s %s %s %s", text->len > 0 ? "; " : "", node->address, node->name,
                         node->full_name != NULL ? node->full_name : "-", roles[node->role],
                         products[node->product]);
}

/* Nodes, then what was not read behind "?". The caller frees it. */
static char *
parse(const char *answer)
{
  g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) nodes = platform_cli_parse_cluster(answer, unread);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < nodes->len; i++)
    append_node(text, g_ptr_array_index(nodes, i));
  for (guint i = 0; i < unread->len; i++)
    g_string_append_printf(text, "%s? %s", text->len > 0 ? "; " : "",
                           (const char *)g_ptr_array_index(unread, i));
  return g_strdup(text->str);
}

static const struct {
  const char *what;
  const char *answer;
  const char *wanted;
} forms[] = {
    {"with a domain, on the publisher",
     "10.3.74.11 CUCMPUB.example.com CUCMPUB Publisher callmanager DBPub authenticated\n"
     "10.3.74.12 CUCMSUB.example.com CUCMSUB Subscriber callmanager DBSub authenticated" SINCE TABLE
     "CUCMPUB\n10.3.74.12\nDynamic Cluster Configuration is enabled for 23 Hours 59 Minutes.\n",
     "10.3.74.11 CUCMPUB CUCMPUB.example.com publisher callmanager; "
     "10.3.74.12 CUCMSUB CUCMSUB.example.com subscriber callmanager"},
    {"without a domain",
     "10.106.61.121 CUCMSUB  Subscriber callmanager DBSub authenticated" SINCE
     "10.106.61.122 CUCMPUB  Publisher callmanager DBPub authenticated\n",
     "10.106.61.121 CUCMSUB - subscriber callmanager; 10.106.61.122 CUCMPUB - publisher callmanager"},
    {"without product and database",
     "10.8.4.61 ccmpub.example.com ccmpub Publisher authenticated\n"
     "10.8.4.62 ccmsub.example.com ccmsub Subscriber authenticated" SINCE,
     "10.8.4.61 ccmpub ccmpub.example.com publisher product?; "
     "10.8.4.62 ccmsub ccmsub.example.com subscriber product?"},
    {"without a domain, product and database", "10.8.4.61 ccmpub  Publisher authenticated\n",
     "10.8.4.61 ccmpub - publisher product?"},
    {"other products",
     "10.3.74.11 pub.example.com pub Publisher callmanager DBPub authenticated\n"
     "10.3.74.13 imp.example.com imp Subscriber cups DBPub authenticated" SINCE
     "10.3.74.14 er Subscriber ciscoer DBSub authenticated" SINCE
     "10.3.74.15 new.example.com new Subscriber somethingnew DBSub authenticated" SINCE,
     "10.3.74.11 pub pub.example.com publisher callmanager; 10.3.74.13 imp imp.example.com subscriber cups; "
     "10.3.74.14 er - subscriber ciscoer; 10.3.74.15 new new.example.com subscriber product?"},
    {"not authenticated", "10.3.74.12 sub Subscriber callmanager DBSub not authenticated or updated\n",
     "10.3.74.12 sub - subscriber callmanager"},
    {"without a role",
     "10.3.74.12 sub.example.com sub callmanager DBSub authenticated\n10.3.74.13 sub3 callmanager DBSub\n",
     "10.3.74.12 sub sub.example.com role? callmanager; 10.3.74.13 sub3 - role? callmanager"},
    {"IPv6, tabs, blanks in front",
     "  2001:db8::9\tsub9\tSubscriber\tcallmanager\tDBSub\tnot authenticated\n",
     "2001:db8::9 sub9 - subscriber callmanager"},
    {"Successful closes it",
     "10.8.4.61 a.example.com a Publisher callmanager DBPub authenticated\nSuccessful\n",
     "10.8.4.61 a a.example.com publisher callmanager"},
    {"Successful after an empty line",
     "10.8.4.61 a Publisher callmanager DBPub authenticated\n\nSuccessful\n",
     "10.8.4.61 a - publisher callmanager"},
    {"hosts called like the words",
     "10.1.1.1 cups.example.com cups Subscriber callmanager DBSub authenticated\n"
     "10.1.1.2 Publisher Publisher callmanager DBPub authenticated\n"
     "10.1.1.3 cups cups Subscriber cups DBSub authenticated\n",
     "10.1.1.1 cups cups.example.com subscriber callmanager; 10.1.1.2 Publisher - publisher callmanager; "
     "10.1.1.3 cups - subscriber cups"},
    {"wrapped in words",
     "10.3.74.12 CUCMSUB.example.com CUCMSUB Subsc\nriber callmanager DBSub authenticated us\n"
     "ing TCP since Thu Oct 28 11:24:16 2021\n10.3.74.11 CUCMPUB.example.com CUCMPUB Publi\n"
     "sher callmanager DBPub authenticated\n",
     "10.3.74.12 CUCMSUB CUCMSUB.example.com subscriber callmanager; "
     "10.3.74.11 CUCMPUB CUCMPUB.example.com publisher callmanager"},
    {"wrapped at blanks",
     "10.3.74.12 CUCMSUB.example.com CUCMSUB\n Subscriber callmanager DBSub authentic\nated\n"
     "10.3.74.1 CUCMPUB1.example.com CUCMPUB\nPublisher callmanager DBPub authentica\nted\n",
     "10.3.74.12 CUCMSUB CUCMSUB.example.com subscriber callmanager; "
     "10.3.74.1 CUCMPUB CUCMPUB1.example.com publisher callmanager"},
    {"a line that makes no sense",
     "10.3.74.11 pub.example.com pub Publisher callmanager DBPub authenticated\n"
     "10.3.74.12 what is this\n",
     "10.3.74.11 pub pub.example.com publisher callmanager; ? 10.3.74.12"},
    {"a node without its address",
     "10.3.74.11 pub Publisher callmanager DBPub authenticated\n"
     "sub.example.com sub Subscriber callmanager DBSub authenticated" SINCE
     "10.3.74.13 sub3 Subscriber callmanager DBSub authenticated" SINCE,
     "10.3.74.11 pub - publisher callmanager; 10.3.74.13 sub3 - subscriber callmanager; ? sub.example.com"},
    {"no node with its address", "sub.example.com sub Subscriber callmanager DBSub authenticated\n",
     "? sub.example.com"},
    {"the table has more",
     "10.3.74.11 pub.example.com pub Publisher callmanager DBPub authenticated\n" TABLE
     "\npub.example.com\nSUB7\nEnterpriseWideData\n\nother\n",
     "10.3.74.11 pub pub.example.com publisher callmanager; ? SUB7"},
    {"the table has other names of a node",
     "10.3.74.11 pub Publisher callmanager DBPub authenticated\n"
     "10.3.74.12 what is sub7\n" TABLE "pub.example.com\nsub7\n",
     "10.3.74.11 pub - publisher callmanager; ? 10.3.74.12"},
    {"the table alone", TABLE "CUCMPUB\n10.106.61.121\n", "? CUCMPUB; ? 10.106.61.121"},
    {"nothing is no cluster without nodes", "", ""},
    {"a failure", "The Publisher is not reachable\nExecuted command unsuccessfully\n", ""},
};

static void
test_forms(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_test_message("%s", forms[i].what);
    g_autofree char *found = parse(forms[i].answer);
    g_assert_cmpstr(found, ==, forms[i].wanted);
  }
}

/* By which hosts a node is meant. */
static void
test_hosts(void)
{
  g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) nodes =
      platform_cli_parse_cluster("10.3.74.11 pub.example.com pub Publisher callmanager DBPub authenticated\n"
                                 "10.3.74.12 sub Subscriber callmanager DBSub authenticated\n",
                                 unread);
  const PlatformNode *pub = g_ptr_array_index(nodes, 0);
  const PlatformNode *sub = g_ptr_array_index(nodes, 1);
  g_assert_true(platform_node_is(pub, "10.3.74.11") && platform_node_is(pub, "PUB"));
  g_assert_true(platform_node_is(pub, "Pub.Example.com"));
  g_assert_false(platform_node_is(pub, "pub.example.org") || platform_node_is(pub, "10.3.74.1"));
  g_assert_true(platform_node_is(sub, "10.3.74.12") && platform_node_is(sub, "SUB"));
  g_assert_true(platform_node_is(sub, "sub.example.org"));
  g_assert_false(platform_node_is(sub, "sub2.example.org") || platform_node_is(sub, "su"));
}

static void
test_names_of_the_database(void)
{
  g_auto(GStrv) names = platform_cli_parse_node_names("name               \n================== \n"
                                                      "EnterpriseWideData \nCUCMPUB\n10.3.74.12\n\n");
  g_assert_cmpuint(g_strv_length(names), ==, 2);
  g_assert_cmpstr(names[0], ==, "CUCMPUB");
  g_assert_cmpstr(names[1], ==, "10.3.74.12");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/platform-cli-cluster/forms", test_forms);
  g_test_add_func("/platform-cli-cluster/hosts", test_hosts);
  g_test_add_func("/platform-cli-cluster/names-of-the-database", test_names_of_the_database);
  return g_test_run();
}
