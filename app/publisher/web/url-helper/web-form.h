/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* The form of a page that takes a file, with what a browser would send of it. Texts are copies. */
typedef struct {
  char *name;
  char *value;      /* as the page has it; that of a list is what is chosen there */
  char **choices;   /* the values that a list offers; NULL: it is no list */
  gboolean is_file; /* it takes the file */
} WebField;

typedef struct {
  char *action;      /* where it goes, as the page says it, or NULL */
  GPtrArray *fields; /* of WebField, in the order of the page; one of them takes the file */
} WebForm;

struct _xmlNode;

/* Reads the element FORM; NULL when it takes no file. */
WebForm *web_form_read(struct _xmlNode *form);
void web_form_free(WebForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebForm, web_form_free)

/* The first list of FORM that offers exactly VALUE; NULL when none does. */
const WebField *web_form_find_choice(const WebForm *form, const char *value);
