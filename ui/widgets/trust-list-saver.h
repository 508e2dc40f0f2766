/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/workflow/list/list-document.h"
#include "ui/widgets/job.h"

/* Saves the list of a document: asks for the file, asks again before another file would be lost, writes it.
 * Signals, none when the user gave up: "saved" with the file's name for people; "failed" with the GError. */
#define TRUST_LIST_SAVER_TYPE (trust_list_saver_get_type())
G_DECLARE_FINAL_TYPE(CtlTrustListSaver, trust_list_saver, CTL, TRUST_LIST_SAVER, GObject)

/* Questions appear over the window that OWNER is in. */
CtlTrustListSaver *trust_list_saver_new(GtkWidget *owner);

/* A reference to DOCUMENT is taken; it is told when it is saved. Not while another one is being saved. */
void trust_list_saver_start(CtlTrustListSaver *saver, ListDocument *document);

/* The job that writes, for a CtlBusyBar. */
CtlJob *trust_list_saver_get_job(CtlTrustListSaver *saver);
