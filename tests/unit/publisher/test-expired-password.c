/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/publisher/ssh/expired-password.h"

static void
test_told(void)
{
  static const struct {
    const char *text;
    gboolean told;
  } rows[] = {
      {"WARNING: Your password has expired.\nPassword change required but no TTY available.\n", TRUE},
      {"Password change required but no TTY available.", TRUE},
      {"You are required to change your password immediately (administrator enforced).\r\n", TRUE},
      {"WARNING: Your password has expired.\nYou must change your password now and login again!", TRUE},
      {"Password expired. Change your password now.", TRUE},
      {"Changing password for ctl.\nCurrent password: ", TRUE},
      {"(current) UNIX password: ", TRUE},
      {"Old Password:", TRUE},
      {"New password:\t", TRUE},
      {"", FALSE},
      {NULL, FALSE},
      {"admin:", FALSE},
      {"Password: ", FALSE},
      {"Warning: your password will expire in 5 days.", FALSE},
      {"New password: \nadmin:", FALSE}, /* nobody waits there */
      {"Your account has expired", FALSE},
      {"\xff\xfe password has expired", TRUE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_test_message("%s", rows[i].text);
    g_assert_cmpint(expired_password_is_told(rows[i].text), ==, rows[i].told);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/expired-password/told", test_told);
  return g_test_run();
}
