/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/usb/usb-presence.h"

#include "app/base/error.h"
#include "pkcs11/usb/usb-holder.h"

#include <glib/gi18n.h>
#include <libusb.h>
#include <string.h>

#define SYSFS_DEVICES "/sys/bus/usb/devices"
/* USB 2.0 allows seven tiers, of which the computer is one. */
#define PORTS_MAX 7

/* Drivers as the links in sysfs name them. */
#define DRIVER_OF_DEVICES "usb"     /* what a device as a whole has when nothing special happens to it */
#define DRIVER_OF_PROCESSES "usbfs" /* stands for a process that has claimed an interface */

/* As the kernel names the place: bus, then the ports on the way. */
static char *
make_port(libusb_device *device)
{
  guint8 numbers[PORTS_MAX] = {0};
  int n = libusb_get_port_numbers(device, numbers, sizeof numbers);
  GString *port = g_string_new(NULL);
  g_string_printf(port, "%u-", libusb_get_bus_number(device));
  for (int i = 0; i < n; i++)
    g_string_append_printf(port, i > 0 ? ".%u" : "%u", numbers[i]);
  return g_string_free(port, FALSE);
}

/* The attribute NAME of the device or interface, without its line end, or NULL. */
static char *
read_attribute(const char *device, const char *name)
{
  g_autofree char *path = g_build_filename(SYSFS_DEVICES, device, name, NULL);
  char *value = NULL;
  return g_file_get_contents(path, &value, NULL, NULL) ? g_strstrip(value) : NULL;
}

/* The driver of the device or interface, or NULL. */
static char *
read_driver(const char *device)
{
  g_autofree char *path = g_build_filename(SYSFS_DEVICES, device, "driver", NULL);
  g_autofree char *target = g_file_read_link(path, NULL);
  return target != NULL ? g_path_get_basename(target) : NULL;
}

/* The eToken 7300 is a disk as well, and the kernel's disk driver on that part does no harm. */
static gboolean
is_other_part(const char *interface)
{
  g_autofree char *class = read_attribute(interface, "bInterfaceClass");
  return g_strcmp0(class, "08") == 0 || g_strcmp0(class, "03") == 0;
}

static void
look_at_driver(UsbToken *token, const char *device, const char *usual)
{
  g_autofree char *driver = read_driver(device);
  if (g_strcmp0(driver, DRIVER_OF_PROCESSES) == 0)
    token->held = TRUE;
  else if (driver != NULL && g_strcmp0(driver, usual) != 0 && token->driver == NULL)
    token->driver = g_steal_pointer(&driver);
}

static void
look_at_drivers(UsbToken *token)
{
  g_autoptr(GDir) devices = g_dir_open(SYSFS_DEVICES, 0, NULL);
  g_autofree char *prefix = g_strconcat(token->port, ":", NULL);
  const char *name = NULL;
  look_at_driver(token, token->port, DRIVER_OF_DEVICES);
  while (devices != NULL && (name = g_dir_read_name(devices)) != NULL) {
    if (g_str_has_prefix(name, prefix) && !is_other_part(name))
      look_at_driver(token, name, NULL);
  }
}

static gboolean
is_denied(libusb_device *device)
{
  libusb_device_handle *handle = NULL;
  int rc = libusb_open(device, &handle);
  if (handle != NULL)
    libusb_close(handle);
  return rc == LIBUSB_ERROR_ACCESS;
}

static UsbToken *
look_at(libusb_device *device, const UsbModel *model)
{
  g_autofree char *port = make_port(device);
  UsbToken *token = usb_token_new(model, port);
  g_autofree char *authorized = read_attribute(port, "authorized");
  g_autofree char *node = g_strdup_printf("/dev/bus/usb/%03u/%03u", libusb_get_bus_number(device),
                                          libusb_get_device_address(device));
  token->blocked = g_strcmp0(authorized, "0") == 0;
  token->denied = is_denied(device);
  look_at_drivers(token);
  if (token->held)
    token->holder = usb_holder_find(node, &token->holder_name);
  return token;
}

static int
compare_ports(gconstpointer a, gconstpointer b)
{
  const UsbToken *const *first = a;
  const UsbToken *const *second = b;
  return strverscmp((*first)->port, (*second)->port);
}

static void
set_usb_error(GError **error, int rc)
{
  g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("USB cannot be looked at: %s"), libusb_strerror(rc));
}

static GPtrArray *
list_devices(libusb_context *context, GError **error)
{
  libusb_device **devices = NULL;
  ssize_t n = libusb_get_device_list(context, &devices);
  if (n < 0) {
    set_usb_error(error, (int)n);
    return NULL;
  }
  GPtrArray *tokens = g_ptr_array_new_with_free_func((GDestroyNotify)usb_token_free);
  for (ssize_t i = 0; i < n; i++) {
    struct libusb_device_descriptor descriptor = {0};
    libusb_get_device_descriptor(devices[i], &descriptor);
    const UsbModel *model = usb_model_find(descriptor.idVendor, descriptor.idProduct);
    if (model != NULL)
      g_ptr_array_add(tokens, look_at(devices[i], model));
  }
  libusb_free_device_list(devices, 1);
  g_ptr_array_sort(tokens, compare_ports);
  return tokens;
}

GPtrArray *
usb_presence_list(GError **error)
{
  libusb_context *context = NULL;
  int rc = libusb_init(&context);
  if (rc != 0) {
    set_usb_error(error, rc);
    return NULL;
  }
  GPtrArray *tokens = list_devices(context, error);
  libusb_exit(context);
  return tokens;
}
