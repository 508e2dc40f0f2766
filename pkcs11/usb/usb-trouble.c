/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/usb/usb-trouble.h"

#include <glib/gi18n.h>

static gboolean
is_held_by_other(const UsbToken *token)
{
  return token->held && token->holder != 0 && g_strcmp0(token->holder_name, "pcscd") != 0;
}

/* OpenSC reads some tokens of the CCID class, and none of the others. One that is in use and still not shown
 * is not among those. */
static gboolean
has_middleware(const UsbToken *token, const UsbSurroundings *surroundings)
{
  return surroundings->maker_module || (surroundings->other_module && token->model->ccid && !token->held);
}

UsbTrouble
usb_trouble_of_pcscd(PcscdState pcscd)
{
  return pcscd == PCSCD_DENIED ? USB_TROUBLE_PCSCD_DENIED : USB_TROUBLE_NO_PCSCD;
}

/* What stands between the token and pcscd. A token of the CCID class is opened by pcscd, not by the user. */
static UsbTrouble
find_below_modules(const UsbToken *token, const UsbSurroundings *surroundings)
{
  if (token->blocked)
    return USB_TROUBLE_BLOCKED;
  if (token->driver != NULL)
    return USB_TROUBLE_KERNEL_DRIVER;
  if (token->denied && !token->model->ccid)
    return USB_TROUBLE_NO_PERMISSION;
  if (surroundings->pcscd != PCSCD_RUNNING)
    return usb_trouble_of_pcscd(surroundings->pcscd);
  if (token->model->ccid && !surroundings->ccid_driver)
    return USB_TROUBLE_NO_CCID_DRIVER;
  return is_held_by_other(token) ? USB_TROUBLE_HELD : USB_TROUBLE_NONE;
}

UsbTrouble
usb_trouble_find(const UsbToken *token, const UsbSurroundings *surroundings)
{
  UsbTrouble trouble = find_below_modules(token, surroundings);
  if (trouble != USB_TROUBLE_NONE)
    return trouble;
  if (!has_middleware(token, surroundings))
    return USB_TROUBLE_NO_MIDDLEWARE;
  if (token->denied && !token->held)
    return USB_TROUBLE_NO_PERMISSION;
  return token->held ? USB_TROUBLE_NOT_READ : USB_TROUBLE_NOT_TAKEN;
}

const char *
usb_trouble_get_word(UsbTrouble trouble)
{
  static const char *const words[] = {
      [USB_TROUBLE_NONE] = "none",
      [USB_TROUBLE_BLOCKED] = "blocked",
      [USB_TROUBLE_KERNEL_DRIVER] = "kernel-driver",
      [USB_TROUBLE_NO_PERMISSION] = "no-permission",
      [USB_TROUBLE_NO_PCSCD] = "no-pcscd",
      [USB_TROUBLE_PCSCD_DENIED] = "pcscd-denied",
      [USB_TROUBLE_NO_CCID_DRIVER] = "no-ccid-driver",
      [USB_TROUBLE_HELD] = "held",
      [USB_TROUBLE_NO_MIDDLEWARE] = "no-middleware",
      [USB_TROUBLE_NOT_TAKEN] = "not-taken",
      [USB_TROUBLE_NOT_READ] = "not-read",
  };
  return words[trouble];
}

char *
usb_trouble_describe(UsbTrouble trouble, const UsbToken *token, const UsbSurroundings *surroundings)
{
  switch (trouble) {
  case USB_TROUBLE_NONE:
    return g_strdup(_("it can be used"));
  case USB_TROUBLE_BLOCKED:
    return g_strdup(_("this machine was told not to use it (USBGuard, or \"authorized\" is 0)"));
  case USB_TROUBLE_KERNEL_DRIVER:
    return g_strdup_printf(_("the kernel driver %s holds it"), token->driver);
  case USB_TROUBLE_NO_PERMISSION:
    return g_strdup(_("you have no permission to open it"));
  case USB_TROUBLE_NO_PCSCD:
    return g_strdup(surroundings->pcscd == PCSCD_MISSING
                        ? _("pcscd, the smart card service, is not installed")
                        : _("pcscd, the smart card service, is not running"));
  case USB_TROUBLE_PCSCD_DENIED:
    return g_strdup(_("pcscd, the smart card service, refuses this user, because polkit allows only who is "
                      "logged in at this machine's own screen"));
  case USB_TROUBLE_NO_CCID_DRIVER:
    return g_strdup(_("pcscd, the smart card service, has no driver for it"));
  case USB_TROUBLE_HELD:
    return token->holder_name != NULL
               ? g_strdup_printf(_("%s (process %d) holds it"), token->holder_name, (int)token->holder)
               : g_strdup_printf(_("process %d holds it"), (int)token->holder);
  case USB_TROUBLE_NO_MIDDLEWARE:
    return g_strdup(_("no PKCS#11 module on this machine can read it"));
  case USB_TROUBLE_NOT_TAKEN:
    return g_strdup(_("pcscd, the smart card service, is running but has not taken it"));
  case USB_TROUBLE_NOT_READ:
    return g_strdup(_("it is in use by the smart card service, but its PKCS#11 module does not show it"));
  }
  return NULL;
}

static char *
permission_step(const UsbSurroundings *surroundings)
{
  if (surroundings->udev_rules)
    return g_strdup(_("Plug the token in again. The udev rules give it to who is logged in at this machine's "
                      "own screen; over SSH run etoken-ctl with sudo"));
  return g_strdup(_("Install the udev rules (70-etoken-ctl.rules, of the package etoken-ctl), run `sudo "
                    "udevadm control --reload`, and plug the token in again"));
}

static char *
driver_step(const UsbToken *token)
{
  if (g_str_has_prefix(token->driver, "usbip"))
    return g_strdup_printf(_("It is lent to another machine: run `sudo usbip unbind --busid %s`"),
                           token->port);
  return g_strdup_printf(_("Run `sudo modprobe --remove %s`, plug the token in again, and keep the driver "
                           "away with the line `blacklist %s` in /etc/modprobe.d/etoken-ctl.conf"),
                         token->driver, token->driver);
}

static char *
pcscd_step(const UsbSurroundings *surroundings)
{
  return g_strdup(surroundings->pcscd == PCSCD_MISSING
                      ? _("Run `sudo apt install pcscd libccid`")
                      : _("Run `sudo systemctl enable --now pcscd.socket pcscd.service`"));
}

/* polkit lets root through whatever its rules say. */
static char *
denied_step(void)
{
  return g_strdup_printf(
      _("Run etoken-ctl with sudo, which polkit always allows, or give administrators the right "
        "with a polkit rule, over SSH too: `sudo cp %s/examples/50-etoken-ctl-pcscd.rules "
        "/etc/polkit-1/rules.d/`"),
      DOC_DIR);
}

static char *
middleware_step(const UsbToken *token)
{
  if (!token->model->ccid)
    return g_strdup(_("Install SafeNet Authentication Client 10.0 for Linux (later versions and OpenSC do "
                      "not read this model)"));
  return g_strdup(_("Install SafeNet Authentication Client for Linux: version 10.0 for older tokens "
                    "(CardOS), the current one for others. OpenSC reads only some of them"));
}

char *
usb_trouble_dup_step(UsbTrouble trouble, const UsbToken *token, const UsbSurroundings *surroundings)
{
  switch (trouble) {
  case USB_TROUBLE_NONE:
    return NULL;
  case USB_TROUBLE_BLOCKED:
    return g_strdup_printf(_("Run `sudo usbguard list-devices` and allow it, or `echo 1 | sudo tee "
                             "/sys/bus/usb/devices/%s/authorized`"),
                           token->port);
  case USB_TROUBLE_KERNEL_DRIVER:
    return driver_step(token);
  case USB_TROUBLE_NO_PERMISSION:
    return permission_step(surroundings);
  case USB_TROUBLE_NO_PCSCD:
    return pcscd_step(surroundings);
  case USB_TROUBLE_PCSCD_DENIED:
    return denied_step();
  case USB_TROUBLE_NO_CCID_DRIVER:
    return g_strdup(_("Run `sudo apt install libccid && sudo systemctl restart pcscd`"));
  case USB_TROUBLE_HELD:
    return g_strdup(_("End that program, then plug the token in again"));
  case USB_TROUBLE_NO_MIDDLEWARE:
    return middleware_step(token);
  case USB_TROUBLE_NOT_TAKEN:
    return g_strdup(_("Run `sudo systemctl restart pcscd`, then plug the token in again"));
  case USB_TROUBLE_NOT_READ:
    return g_strdup(
        _("Run `sudo systemctl restart pcscd` and plug the token in again. Where SafeNet's driver and "
          "libccid are both installed, libccid may have taken the token first: try without libccid"));
  }
  return NULL;
}

char *
usb_trouble_find_denied(const char *spec)
{
  if (usb_surroundings_read_pcscd("") != PCSCD_DENIED)
    return NULL;
  g_autofree char *why = usb_trouble_describe(USB_TROUBLE_PCSCD_DENIED, NULL, NULL);
  g_autofree char *step = usb_trouble_dup_step(USB_TROUBLE_PCSCD_DENIED, NULL, NULL);
  if (spec == NULL)
    /* TRANSLATORS: why, and what to do about it, as a sentence without its full stop */
    return g_strdup_printf(_("No token can be seen: %s. %s"), why, step);
  /* TRANSLATORS: a token, why, and what to do about it, as a sentence without its full stop */
  return g_strdup_printf(_("Token %s cannot be seen: %s. %s"), spec, why, step);
}
