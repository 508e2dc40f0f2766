/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gtk/gtk.h>

/* A refusal of the rules, in words, with a deliberate "go on all the same" where a person may overrule it.
 * Hidden when there is none. The signal "changed" tells that the user has changed his mind. */
#define PUBLISH_RISK_TYPE (publish_risk_get_type())
G_DECLARE_FINAL_TYPE(PublishRisk, publish_risk, CTL, PUBLISH_RISK, GtkBin)

/* REFUSAL, or NULL when the rules allow it. The same refusal again keeps what the user has decided. */
void publish_risk_set(PublishRisk *risk, const GError *refusal);

/* TRUE when nothing stands in the way, or the user goes on all the same. */
gboolean publish_risk_is_settled(PublishRisk *risk);

/* TRUE when the user overrules a refusal. */
gboolean publish_risk_is_overruled(PublishRisk *risk);
