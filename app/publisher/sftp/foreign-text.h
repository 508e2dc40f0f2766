/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/ssh/ssh-types.h"

#include <libssh/callbacks.h>

/* Text that a server writes on a channel where SFTP has to begin. libssh takes it for the length of a packet
 * and loses it. Packets of SFTP begin with a NUL, since none is as long as 16 MB. */
typedef struct {
  struct ssh_channel_callbacks_struct callbacks;
  GString *text;     /* of both streams; what SFTP sends is not in it */
  gboolean decided;  /* something came on the stream of SFTP */
  gboolean foreign;  /* and that was text */
  gboolean complete; /* SFTP follows the text */
  void (*on_complete)(gpointer data);
  gpointer data;
} ForeignText;

/* Listens to CHANNEL until foreign_text_clear(). ON_COMPLETE is called with DATA, within a call of libssh,
 * when SFTP begins behind the text, which libssh does not see. */
void foreign_text_init(ForeignText *text, ssh_channel channel, void (*on_complete)(gpointer data),
                       gpointer data);
void foreign_text_clear(ForeignText *text, ssh_channel channel);
