/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which eTokens are plugged in, and who holds them. */

#include "mock-usb.h"

#include "pkcs11/usb/usb-presence.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NOBODY 65534

static GPtrArray *
list(void)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *tokens = usb_presence_list(&error);
  g_assert_no_error(error);
  return tokens;
}

/* The only eToken that is plugged in. */
static UsbToken *
find_one(void)
{
  g_autoptr(GPtrArray) tokens = list();
  g_assert_cmpuint(tokens->len, ==, 1);
  return g_ptr_array_steal_index(tokens, 0);
}

static void
test_none(void)
{
  mock_usb_start();
  mock_usb_plug(1, 0x0529, 0x0001); /* a HASP dongle */
  mock_usb_plug(2, 0x08e6, 0x3437); /* a card reader */
  g_autoptr(GPtrArray) tokens = list();
  g_assert_cmpuint(tokens->len, ==, 0);
  mock_usb_stop();
}

static void
test_several(void)
{
  mock_usb_start();
  mock_usb_plug(3, 0x08e6, 0x34cc);
  mock_usb_plug(2, 0x1d6b, 0x0104);
  mock_usb_plug(1, 0x0529, 0x0600);
  g_autoptr(GPtrArray) tokens = list();
  g_assert_cmpuint(tokens->len, ==, 2);
  const UsbToken *first = g_ptr_array_index(tokens, 0);
  const UsbToken *second = g_ptr_array_index(tokens, 1);
  g_autofree char *text = usb_token_describe(first);
  g_assert_cmpstr(text, ==, "eToken PRO 64k (USB 0529:0600 at 1-1)");
  g_assert_false(first->model->ccid);
  g_assert_cmpstr(second->model->name, ==, "eToken 5300");
  g_assert_cmpstr(second->port, ==, "1-3");
  g_assert_true(second->model->ccid);
  g_assert_false(second->denied || second->held || second->blocked);
  g_assert_null(second->driver);
  mock_usb_unplug(1);
  g_autoptr(UsbToken) left = find_one();
  g_assert_cmpstr(left->port, ==, "1-3");
  mock_usb_stop();
}

static void
test_kernel_driver(void)
{
  mock_usb_start();
  mock_usb_plug(1, 0x0529, 0x0514);
  mock_usb_bind(1, "usbserial_generic", "ff");
  g_autoptr(UsbToken) token = find_one();
  g_assert_cmpstr(token->driver, ==, "usbserial_generic");
  g_assert_false(token->held);
  mock_usb_stop();
}

static void
test_disk_driver(void)
{
  mock_usb_start();
  mock_usb_plug(1, 0x0529, 0x0602);
  mock_usb_bind(1, "usb-storage", "08");
  g_autoptr(UsbToken) token = find_one();
  g_assert_null(token->driver);
  mock_usb_stop();
}

static void
test_held(void)
{
  mock_usb_start();
  mock_usb_plug(1, 0x0529, 0x0620);
  mock_usb_bind(1, "usbfs", "0b");
  g_autoptr(UsbToken) token = find_one();
  g_assert_true(token->held);
  g_assert_null(token->driver);
  mock_usb_stop();
}

static void
test_blocked(void)
{
  mock_usb_start();
  mock_usb_plug(1, 0x0529, 0x0620);
  mock_usb_set(1, "authorized", "0");
  g_autoptr(UsbToken) token = find_one();
  g_assert_true(token->blocked);
  mock_usb_stop();
}

static void
open_to_all(const char *folder)
{
  const char *argv[] = {"chmod", "-R", "a+rwX", folder, NULL};
  int status = -1;
  g_assert_true(
      g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint(status, ==, 0);
}

/* As a user to whom udev gave nothing: the file of the device is root's alone. */
static void
test_denied(void)
{
  if (geteuid() != 0) {
    g_test_skip("only root can become another user");
    return;
  }
  mock_usb_start();
  mock_usb_plug(1, 0x0529, 0x050c);
  g_autofree char *node = mock_usb_dup_node(1);
  g_autofree char *root = g_strndup(node, (gsize)(strstr(node, "/dev/") - node));
  open_to_all(root); /* umockdev has its sockets there */
  g_assert_cmpint(g_chmod(node, 0600), ==, 0);
  g_autoptr(UsbToken) as_root = find_one();
  g_assert_false(as_root->denied);
  g_assert_cmpint(seteuid(NOBODY), ==, 0);
  g_autoptr(UsbToken) as_nobody = find_one();
  g_assert_cmpint(seteuid(0), ==, 0);
  g_assert_true(as_nobody->denied);
  mock_usb_stop();
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/usb-presence/none", test_none);
  g_test_add_func("/usb-presence/several", test_several);
  g_test_add_func("/usb-presence/kernel-driver", test_kernel_driver);
  g_test_add_func("/usb-presence/disk-driver", test_disk_driver);
  g_test_add_func("/usb-presence/held", test_held);
  g_test_add_func("/usb-presence/blocked", test_blocked);
  g_test_add_func("/usb-presence/denied", test_denied);
  return g_test_run();
}
