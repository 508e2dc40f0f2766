/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* How far a list has got on a node, by whatever way. */
typedef enum {
  PUBLISH_NOT_REACHED, /* the node was given nothing, or it is not known that it was */
  PUBLISH_REFUSED,     /* the node, or the judgement, says no */
  PUBLISH_UPLOADED,    /* the node took it, and serves another one until Cisco Tftp is restarted */
  PUBLISH_HELD,        /* it lies where it belongs; what phones get was not seen */
  PUBLISH_SERVED,      /* phones get these bytes */
} PublishState;

/* "not-reached", "refused", "uploaded", "held", "served". */
const char *publish_state_get_word(PublishState state);

/* What follows the node's name in a sentence. Static text. */
const char *publish_state_describe(PublishState state);

/* That of a node on which a push failed. */
PublishState publish_state_of_error(const GError *error);
