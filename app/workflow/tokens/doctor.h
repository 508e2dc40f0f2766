/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/progress.h"
#include "app/trustlist/openssl-limits.h"
#include "pkcs11/token-list.h"
#include "pkcs11/usb/usb-presence.h"
#include "pkcs11/usb/usb-surroundings.h"

/* --- what there is --- */

/* One PKCS#11 module, asked by itself. */
typedef struct {
  char *path;
  TokenList *list;
} DoctorModule;

/* All that signing depends on, as found on this machine. */
typedef struct {
  char *helper;         /* the file name of the token helper */
  gboolean helper_runs; /* it is there and may be run */
  GPtrArray *modules;   /* of DoctorModule; empty without a helper */
  GPtrArray *usb;       /* of UsbToken, or NULL when USB cannot be looked at */
  char *usb_failure;    /* why not */
  UsbSurroundings surroundings;
  OpensslLimits openssl;
} DoctorFacts;

DoctorFacts *doctor_facts_new(void);
void doctor_facts_free(DoctorFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DoctorFacts, doctor_facts_free)

/* Looks at this machine. MODULES (NULL-terminated), or with NULL those that module_list_find() finds. Blocks;
 * a module that hangs takes 10 s. No password is needed or tried. Errors: CTL_ERROR_CANCELLED. */
DoctorFacts *doctor_facts_gather(const char *const *modules, const Progress *progress,
                                 GCancellable *cancellable, GError **error);

/* --- what it means --- */

typedef enum {
  DOCTOR_OK,
  DOCTOR_NOTE, /* worth knowing, and no obstacle by itself */
  DOCTOR_PROBLEM,
} DoctorState;

typedef struct {
  DoctorState state;
  const char *about;  /* "helper", "module", "pcscd", "udev", "usb", "token" or "openssl" */
  const char *reason; /* a word for scripts, or NULL: see usb_trouble_get_word() */
  char *message;      /* a sentence, without a final full stop */
  char *step;         /* what to do about it, as sentences, or NULL */
} DoctorFinding;

typedef struct {
  GPtrArray *findings; /* of DoctorFinding, in the order in which a token is reached */
  gboolean can_sign;   /* some SAST token is there, and its password may be used */
  char *verdict;       /* a sentence */
  char *next;          /* what to do first when signing would not work, else NULL */
} DoctorReport;

void doctor_report_free(DoctorReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DoctorReport, doctor_report_free)

/* Never fails and looks at nothing but FACTS. */
DoctorReport *doctor_judge(const DoctorFacts *facts);
