/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mock-usb.h"

#include <umockdev.h>

#define HUB "/sys/devices/pci0000:00/0000:00:1d.0/usb1"
#define ADDRESS(port) (10 + (port))

static UMockdevTestbed *testbed;

/* The descriptors of a full-speed device with one interface of the CCID class, without its strings. */
static char *
make_descriptors(guint16 vendor, guint16 product)
{
  return g_strdup_printf("1201100100000008%02x%02x%02x%02x000201020001"
                         "09021200010100803209040000000b000000",
                         vendor & 0xff, vendor >> 8, product & 0xff, product >> 8);
}

static void
add(const char *description)
{
  g_autoptr(GError) error = NULL;
  umockdev_testbed_add_from_string(testbed, description, &error);
  g_assert_no_error(error);
}

void
mock_usb_start(void)
{
  testbed = umockdev_testbed_new();
  add("P: /devices/pci0000:00/0000:00:1d.0/usb1\nN: bus/usb/001/001\nE: BUSNUM=001\nE: DEVNUM=001\n"
      "E: DEVNAME=/dev/bus/usb/001/001\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\nE: MAJOR=189\nE: MINOR=0\n"
      "E: PRODUCT=1d6b/2/602\nA: bConfigurationValue=1\nA: busnum=1\nA: devnum=1\nA: idVendor=1d6b\n"
      "A: idProduct=0002\nA: speed=480\n"
      "H: descriptors=12010002090000406b1d0200060203010100"
      "09021900010100e0000904000001090000000705810304000c\n");
}

void
mock_usb_stop(void)
{
  g_clear_object(&testbed);
}

void
mock_usb_plug(guint port, guint16 vendor, guint16 product)
{
  g_autofree char *descriptors = make_descriptors(vendor, product);
  g_autofree char *description = g_strdup_printf(
      "P: /devices/pci0000:00/0000:00:1d.0/usb1/1-%u\nN: bus/usb/001/%03u\nE: BUSNUM=001\nE: DEVNUM=%03u\n"
      "E: DEVNAME=/dev/bus/usb/001/%03u\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\nE: MAJOR=189\n"
      "E: MINOR=%u\nE: PRODUCT=%x/%x/200\nA: authorized=1\nA: bConfigurationValue=1\nA: busnum=1\n"
      "A: devnum=%u\nA: devpath=%u\nA: idVendor=%04x\nA: idProduct=%04x\nA: speed=12\nH: descriptors=%s\n",
      port, ADDRESS(port), ADDRESS(port), ADDRESS(port), ADDRESS(port) - 1, vendor, product, ADDRESS(port),
      port, vendor, product, descriptors);
  add(description);
}

void
mock_usb_unplug(guint port)
{
  g_autofree char *path = g_strdup_printf(HUB "/1-%u", port);
  umockdev_testbed_uevent(testbed, path, "remove");
  umockdev_testbed_remove_device(testbed, path);
}

void
mock_usb_bind(guint port, const char *driver, const char *class)
{
  g_autofree char *description =
      g_strdup_printf("P: /devices/pci0000:00/0000:00:1d.0/usb1/1-%u/1-%u:1.0\nE: DEVTYPE=usb_interface\n"
                      "E: SUBSYSTEM=usb\nE: DRIVER=%s\nA: bInterfaceClass=%s\n"
                      "L: driver=../../../../../../bus/usb/drivers/%s\n",
                      port, port, driver, class, driver);
  add(description);
}

void
mock_usb_set(guint port, const char *name, const char *value)
{
  g_autofree char *path = g_strdup_printf(HUB "/1-%u", port);
  umockdev_testbed_set_attribute(testbed, path, name, value);
}

char *
mock_usb_dup_node(guint port)
{
  g_autofree char *root = umockdev_testbed_get_root_dir(testbed);
  return g_strdup_printf("%s/dev/bus/usb/001/%03u", root, ADDRESS(port));
}
