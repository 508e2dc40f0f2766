/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/usb/usb-watch.h"

#include "app/base/error.h"
#include "pkcs11/usb/usb-model.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <libusb.h>

#define EVENTS (LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT)

struct _UsbWatch {
  libusb_context *context;
  UsbWatchFunc func;
  gpointer user_data;
  GSource *source;
};

/* libusb calls it from libusb_handle_events...(), hence in our main context. Not 0 would end the calls. */
static int
on_event(libusb_context *context, libusb_device *device, libusb_hotplug_event event, void *user_data)
{
  UsbWatch *watch = user_data;
  struct libusb_device_descriptor descriptor = {0};
  libusb_get_device_descriptor(device, &descriptor);
  if (usb_model_find(descriptor.idVendor, descriptor.idProduct) != NULL)
    watch->func(event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED, watch->user_data);
  return 0;
}

static gboolean
dispatch(GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback(user_data);
}

static gboolean
handle_events(gpointer user_data)
{
  UsbWatch *watch = user_data;
  struct timeval at_once = {0};
  libusb_handle_events_timeout_completed(watch->context, &at_once, NULL);
  return G_SOURCE_CONTINUE;
}

/* libusb's descriptors stay the same while no device is open. */
static void
add_descriptors(GSource *source, libusb_context *context)
{
  const struct libusb_pollfd **fds = libusb_get_pollfds(context);
  for (gsize i = 0; fds != NULL && fds[i] != NULL; i++)
    g_source_add_unix_fd(source, fds[i]->fd, (GIOCondition)fds[i]->events);
  libusb_free_pollfds(fds);
}

static void
attach(UsbWatch *watch)
{
  static GSourceFuncs funcs = {.dispatch = dispatch};
  watch->source = g_source_new(&funcs, sizeof(GSource));
  g_source_set_static_name(watch->source, "eTokens on USB");
  add_descriptors(watch->source, watch->context);
  g_source_set_callback(watch->source, handle_events, watch, NULL);
  g_source_attach(watch->source, g_main_context_get_thread_default());
}

UsbWatch *
usb_watch_new(UsbWatchFunc func, gpointer user_data, GError **error)
{
  g_autoptr(UsbWatch) watch = g_new0(UsbWatch, 1);
  watch->func = func;
  watch->user_data = user_data;
  int rc = libusb_init(&watch->context);
  if (rc == 0)
    rc = libusb_hotplug_register_callback(watch->context, EVENTS, LIBUSB_HOTPLUG_NO_FLAGS,
                                          LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                                          LIBUSB_HOTPLUG_MATCH_ANY, on_event, watch, NULL);
  if (rc != 0) {
    g_set_error(error, CTL_ERROR, CTL_ERROR_FAILED, _("USB cannot be watched: %s"), libusb_strerror(rc));
    return NULL;
  }
  attach(watch);
  return g_steal_pointer(&watch);
}

void
usb_watch_free(UsbWatch *watch)
{
  if (watch->source != NULL) {
    g_source_destroy(watch->source);
    g_source_unref(watch->source);
  }
  if (watch->context != NULL)
    libusb_exit(watch->context);
  g_free(watch);
}
