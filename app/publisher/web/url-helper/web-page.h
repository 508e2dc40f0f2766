/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/publisher/web/url-helper/web-form.h"

/* What a page of OS Administration holds that an upload has to know. Pages differ between releases, and no
 * document shows one, so nothing that is missing here is an error. Texts are copies, or NULL. */
typedef struct {
  gboolean is_login;   /* it asks for user and password */
  char *login_action;  /* where that form goes, as the page says it */
  gboolean has_upload; /* it has a form that takes a file */
  char *token_name;    /* the field in which it wants its one-time token: releases from 11 on */
  char *token;         /* the value of that field */
  WebForm *upload;     /* the first form that takes a file, if it stands in one */
  char *logout;        /* where a link goes that ends the session */
  char *words;         /* what its area for messages says; NULL where none is found */
  char *text;          /* all its text, in one line; the beginning of it */
} WebPage;

/* Reads LEN bytes of HTML, as broken as they are; nothing is fetched that the page names. */
WebPage *web_page_read(const char *bytes, gsize len);
void web_page_free(WebPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebPage, web_page_free)

/* TRUE when the page says that too many sessions are open. */
gboolean web_page_tells_too_many_sessions(const WebPage *page);

/* TRUE when its area for messages speaks of a failure, and of no success. */
gboolean web_page_tells_failure(const WebPage *page);
