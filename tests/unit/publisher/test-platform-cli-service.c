/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/cli/platform-cli-answers.h"

/* What is read of the answers to `utils service list` and `utils service restart`. */

#define TFTP "Cisco Tftp"

static const struct {
  const char *text;
  PlatformService wanted;
} answers[] = {
    /* restarts: both first lines that are known, states that come twice or not at all */
    {"Do not press Ctrl+C while the service is restarting. If the service has not restarted properly, "
     "execute the "
     "same command again.\nService Manager is running\nCisco Tftp[STOPPING]\nCisco Tftp[STOPPING]\n"
     "Commanded Out of Service\nCisco Tftp[NOTRUNNING]\nService Manager is running\nCisco Tftp[STARTING]\n"
     "Cisco Tftp[STARTED]\n",
     PLATFORM_SERVICE_STARTED},
    {" Don't press Ctrl-c while the service is getting RESTARTED.If Service has not Restarted Properly, "
     "execute the "
     "same Command Again\nService Manager is running\nCisco Tftp[STARTING]\nCisco Tftp[STARTED]  \n"
     "Cisco Tftp[STARTED]  \n",
     PLATFORM_SERVICE_STARTED},
    {"Cisco Tftp[STOPPING]\nCisco Tftp[STARTING]\n", PLATFORM_SERVICE_STARTING},
    {"Cisco Tftp[STOPPING]\nCisco Tftp[STOPPING]\n", PLATFORM_SERVICE_STOPPING},
    {"Cisco Tftp[STOPPING]\nCommanded Out of Service\nCisco Tftp[NOTRUNNING]\n", PLATFORM_SERVICE_STOPPED},
    {"Cisco Tftp[STARTED]\nCisco Tftp[STOPPED]\n", PLATFORM_SERVICE_STOPPED},
    /* lists: blanks before the state or none, what belongs to it behind it or in the next line */
    {"Requesting service status, please wait...\nSystem SSH [STARTED]\nCisco Tftp [STARTED]\n"
     "Cisco DRF Master[STOPPED]  Commanded Out of Service\n>> Return code = 0\n",
     PLATFORM_SERVICE_STARTED},
    {"Cisco Tftp[STOPPED] Service Activated\n", PLATFORM_SERVICE_STOPPED},
    {"Cisco Tftp[STOPPED]  Commanded Out of Service\nCisco CTIManager[STOPPED]  Service Not Activated\n",
     PLATFORM_SERVICE_COMMANDED_OUT},
    {"Cisco Tftp[STOPPED]\n   Commanded  Out of  Service\n", PLATFORM_SERVICE_COMMANDED_OUT},
    {"Cisco Tftp[STOPPED]  Service Not Activated\nCisco CTIManager[STARTED]\n",
     PLATFORM_SERVICE_NOT_ACTIVATED},
    {"Cisco Tftp [STOPPED]\nService Not Activated \n", PLATFORM_SERVICE_NOT_ACTIVATED},
    {"Cisco DB[STOPPED]  Service Not Activated\nCisco Tftp[STOPPED]\n", PLATFORM_SERVICE_STOPPED},
    {"  Cisco  Tftp\t[ STARTED ]\n", PLATFORM_SERVICE_STARTED},
    {"Cisco Tftp[Started]\n", PLATFORM_SERVICE_STARTED},
    /* nothing about this service */
    {"Cisco Tftp Monitor[STARTED]\nThe Cisco Tftp[STARTED]\nCisco TftpX[STARTED]\n",
     PLATFORM_SERVICE_UNKNOWN},
    {"Cisco Tftp[HUNG]\n", PLATFORM_SERVICE_UNKNOWN},
    {"Cisco Tftp was restarted\nSTARTED\n", PLATFORM_SERVICE_UNKNOWN},
    {"Service Manager is running\n", PLATFORM_SERVICE_UNKNOWN},
    {"", PLATFORM_SERVICE_UNKNOWN},
};

static void
test_states(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
    g_test_message("%s", answers[i].text);
    g_assert_cmpint(platform_cli_parse_service(answers[i].text, TFTP), ==, answers[i].wanted);
    g_assert_cmpint(platform_cli_parse_restart(answers[i].text, TFTP), ==, answers[i].wanted);
  }
}

/* Of one service nobody has to say the name; in a list it is another's. */
static void
test_not_activated_without_a_name(void)
{
  const char *text = "Service Manager is running\nService Not Activated\n";
  g_assert_cmpint(platform_cli_parse_restart(text, TFTP), ==, PLATFORM_SERVICE_NOT_ACTIVATED);
  g_assert_cmpint(platform_cli_parse_service(text, TFTP), ==, PLATFORM_SERVICE_UNKNOWN);
  const char *others = "Cisco CallManager[STARTED]\nPassword Reset [STOPPED]  Service Not Activated\n";
  g_assert_cmpint(platform_cli_parse_restart(others, TFTP), ==, PLATFORM_SERVICE_UNKNOWN);
}

static void
test_any_service(void)
{
  g_assert_true(
      platform_cli_tells_services("Requesting service status, please wait...\nSystem SSH [STARTED]\n"));
  g_assert_true(platform_cli_tells_services("Cisco Tftp[STOPPED]  Service Not Activated\n"));
  g_assert_false(platform_cli_tells_services("Service Manager is running\n>> Return code = 0\n[STARTED]\n"));
  g_assert_false(platform_cli_tells_services(""));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/platform-cli-service/states", test_states);
  g_test_add_func("/platform-cli-service/not-activated-without-a-name", test_not_activated_without_a_name);
  g_test_add_func("/platform-cli-service/any-service", test_any_service);
  return g_test_run();
}
