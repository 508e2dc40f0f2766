/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What keeps a plugged eToken from use, by what a machine looks like, and the words for it. */

#include "pkcs11/usb/usb-holder.h"
#include "pkcs11/usb/usb-trouble.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CCID usb_model_find(0x0529, 0x0620)
#define OWN usb_model_find(0x0529, 0x0600)

/* A machine where everything is in order. */
static const UsbSurroundings good = {.ccid_driver = TRUE, .udev_rules = TRUE, .maker_module = TRUE};

/* Checks the trouble and that both texts are there; WORDS occur in them together. */
static void
expect(const UsbToken *token, const UsbSurroundings *surroundings, const char *word, const char *words)
{
  UsbTrouble trouble = usb_trouble_find(token, surroundings);
  g_assert_cmpstr(usb_trouble_get_word(trouble), ==, word);
  g_autofree char *reason = usb_trouble_describe(trouble, token, surroundings);
  g_autofree char *step = usb_trouble_dup_step(trouble, token, surroundings);
  g_autofree char *both = g_strconcat(reason, ". ", step, NULL);
  g_test_message("%s: %s", word, both);
  g_assert_nonnull(strstr(both, words));
  g_assert_false(g_str_has_suffix(step, "."));
}

static void
test_table(void)
{
  g_assert_null(usb_model_find(0x0529, 0x0001));
  g_assert_null(usb_model_find(0x08e6, 0x0620));
  g_assert_true(CCID->ccid);
  g_assert_false(OWN->ccid);
  g_assert_cmpstr(usb_model_find(0x08e6, 0x34d2)->name, ==, "eToken Fusion");
}

static void
test_device(void)
{
  UsbToken token = {.model = CCID, .port = (char *)"1-1.2", .denied = TRUE};
  expect(&token, &good, "no-permission", "over SSH");
  UsbSurroundings no_rules = good;
  no_rules.udev_rules = FALSE;
  expect(&token, &no_rules, "no-permission", "70-etoken-ctl.rules");
  token.driver = (char *)"cdc_acm";
  expect(&token, &good, "kernel-driver", "modprobe --remove cdc_acm");
  token.driver = (char *)"usbip-host";
  expect(&token, &good, "kernel-driver", "usbip unbind --busid 1-1.2");
  token.blocked = TRUE;
  expect(&token, &good, "blocked", "usbguard");
}

static void
test_pcscd(void)
{
  UsbToken token = {.model = CCID, .port = (char *)"1-1", .denied = TRUE};
  UsbSurroundings machine = good;
  machine.pcscd = PCSCD_STOPPED;
  expect(&token, &machine, "no-pcscd", "systemctl enable --now pcscd.socket");
  machine.pcscd = PCSCD_DENIED;
  expect(&token, &machine, "pcscd-denied", "polkit");
  machine.pcscd = PCSCD_MISSING;
  expect(&token, &machine, "no-pcscd", "apt install pcscd");
  token.model = OWN; /* its own driver opens it */
  expect(&token, &machine, "no-permission", "no permission");
  token.denied = FALSE;
  expect(&token, &machine, "no-pcscd", "not installed");
  machine = good;
  machine.ccid_driver = FALSE;
  expect(&token, &machine, "not-taken", "restart pcscd");
  token.model = CCID;
  expect(&token, &machine, "no-ccid-driver", "apt install libccid");
}

static void
test_middleware(void)
{
  UsbToken token = {.model = CCID, .port = (char *)"1-1"};
  UsbSurroundings machine = good;
  machine.maker_module = FALSE;
  expect(&token, &machine, "no-middleware", "SafeNet Authentication Client");
  machine.other_module = TRUE;
  expect(&token, &machine, "not-taken", "has not taken it");
  token.held = TRUE; /* OpenSC sees it and does not know it */
  expect(&token, &machine, "no-middleware", "OpenSC reads only some");
  token.model = OWN;
  expect(&token, &machine, "no-middleware", "10.0");
}

static void
test_held(void)
{
  UsbToken token = {.model = CCID, .port = (char *)"1-1", .held = TRUE};
  expect(&token, &good, "not-read", "libccid may have taken the token first");
  token.holder = 7;
  token.holder_name = (char *)"pcscd";
  expect(&token, &good, "not-read", "restart pcscd");
  token.holder = 8;
  token.holder_name = (char *)"qemu-system-x86";
  expect(&token, &good, "held", "qemu-system-x86 (process 8) holds it");
}

/* A holder that has gone since has no name any more. */
static void
test_held_by_nameless(void)
{
  const UsbToken token = {.model = CCID, .port = (char *)"1-1", .held = TRUE, .holder = 8};
  g_autofree char *text = usb_trouble_describe(USB_TROUBLE_HELD, &token, &good);
  g_assert_cmpstr(text, ==, "process 8 holds it");
}

/* Nothing below the modules is wrong, and nothing has to be done. */
static void
test_no_trouble(void)
{
  const UsbToken token = {.model = CCID, .port = (char *)"1-1"};
  g_autofree char *text = usb_trouble_describe(USB_TROUBLE_NONE, &token, &good);
  g_assert_cmpstr(text, ==, "it can be used");
  g_assert_null(usb_trouble_dup_step(USB_TROUBLE_NONE, &token, &good));
  g_assert_cmpstr(usb_trouble_get_word(USB_TROUBLE_NONE), ==, "none");
}

static void
test_holder(void)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp("etoken-ctl-XXXXXX", &path, NULL);
  g_assert_cmpint(fd, >=, 0);
  g_autofree char *name = NULL;
  g_assert_cmpint(usb_holder_find(path, &name), ==, 0); /* this process itself does not count */
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_take_fd(launcher, fd, 5);
  g_autoptr(GSubprocess) holder = g_subprocess_launcher_spawn(launcher, NULL, "sleep", "60", NULL);
  pid_t found = 0;
  for (int i = 0; i < 2000 && g_strcmp0(name, "sleep") != 0; i++) { /* until it is more than a copy of us */
    g_usleep(10000);
    g_free(name);
    found = usb_holder_find(path, &name);
  }
  g_autofree char *pid = g_strdup_printf("%d", found);
  g_assert_cmpstr(pid, ==, g_subprocess_get_identifier(holder));
  g_assert_cmpstr(name, ==, "sleep");
  g_subprocess_force_exit(holder);
  g_subprocess_wait(holder, NULL, NULL);
  g_unlink(path);
}

/* --- a machine in a folder --- */

static char *root;

static void
make(const char *path)
{
  g_autofree char *full = g_strconcat(root, path, NULL);
  g_autofree char *dir = g_path_get_dirname(full);
  g_assert_cmpint(g_mkdir_with_parents(dir, 0755), ==, 0);
  g_assert_true(g_file_set_contents(full, "", -1, NULL));
}

static int
listen_as_pcscd(void)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_snprintf(address.sun_path, sizeof address.sun_path, "%s/run/pcscd/pcscd.comm", root);
  g_autofree char *dir = g_path_get_dirname(address.sun_path);
  g_assert_cmpint(g_mkdir_with_parents(dir, 0755), ==, 0);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  g_assert_cmpint(bind(fd, (const struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint(listen(fd, 1), ==, 0);
  return fd;
}

/* What is found out when pcscd, at which the stand-in of libpcsclite asks, does what WORD says. */
static void
expect_pcscd(const char *word, PcscdState wanted)
{
  g_setenv("STAND_IN_PCSCD", word, TRUE);
  g_assert_cmpint(usb_surroundings_read_pcscd(root), ==, wanted);
}

static void
test_surroundings(void)
{
  const char *modules[] = {"/usr/lib/softhsm/libsofthsm2.so", NULL, NULL};
  root = g_dir_make_tmp("etoken-ctl-XXXXXX", NULL);
  UsbSurroundings found = usb_surroundings_read(root, modules);
  g_assert_cmpint(found.pcscd, ==, PCSCD_MISSING);
  g_assert_false(found.ccid_driver || found.udev_rules || found.maker_module || found.other_module);
  make("/usr/sbin/pcscd");
  make("/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents");
  make("/usr/lib/udev/rules.d/70-etoken-ctl.rules");
  modules[1] = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so";
  found = usb_surroundings_read(root, modules);
  g_assert_cmpint(found.pcscd, ==, PCSCD_STOPPED);
  g_assert_true(found.ccid_driver && found.udev_rules && found.other_module && !found.maker_module);
  modules[1] = "/usr/lib/libeToken.so.10.7.77";
  int fd = listen_as_pcscd();
  found = usb_surroundings_read(root, modules);
  g_assert_cmpint(found.pcscd, ==, PCSCD_RUNNING);
  g_assert_true(found.maker_module && !found.other_module);
  expect_pcscd("refuse", PCSCD_DENIED);
  expect_pcscd("break", PCSCD_RUNNING);
  expect_pcscd("hang", PCSCD_RUNNING); /* not found out in time */
  expect_pcscd("serve", PCSCD_RUNNING);
  close(fd); /* the file stays, as after a crash */
  found = usb_surroundings_read(root, modules);
  g_assert_cmpint(found.pcscd, ==, PCSCD_STOPPED);
  const char *argv[] = {"rm", "-rf", "--", root, NULL};
  g_assert_true(
      g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_free(root);
}

/* A socket's name has its limits; what lies deeper is not there. */
static void
test_deep_root(void)
{
  const char *modules[] = {NULL};
  g_autofree char *deep = g_strnfill(200, 'x');
  g_autofree char *path = g_strconcat("/", deep, NULL);
  g_assert_cmpint(usb_surroundings_read(path, modules).pcscd, ==, PCSCD_MISSING);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/usb-trouble/table", test_table);
  g_test_add_func("/usb-trouble/device", test_device);
  g_test_add_func("/usb-trouble/pcscd", test_pcscd);
  g_test_add_func("/usb-trouble/middleware", test_middleware);
  g_test_add_func("/usb-trouble/held", test_held);
  g_test_add_func("/usb-trouble/held/nameless", test_held_by_nameless);
  g_test_add_func("/usb-trouble/none", test_no_trouble);
  g_test_add_func("/usb-trouble/holder", test_holder);
  g_test_add_func("/usb-trouble/surroundings", test_surroundings);
  g_test_add_func("/usb-trouble/surroundings/deep", test_deep_root);
  return g_test_run();
}
