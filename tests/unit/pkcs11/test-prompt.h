/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "app/base/prompt.h"

/* A prompt that counts the questions, and may do something of the test's own while the user thinks. */
#define TEST_PROMPT_TYPE (test_prompt_get_type())
G_DECLARE_FINAL_TYPE(CtlTestPrompt, test_prompt, TEST, PROMPT, GObject)

struct _CtlTestPrompt {
  GObject parent;
  const char *password; /* what is typed */
  gsize password_len;   /* 0: all of it */
  const char *new_password;
  gboolean last_try; /* the answer at the last try */
  void (*hook)(gpointer user_data);
  gpointer user_data;
  guint n_passwords;
  guint n_new_passwords;
  guint n_last_tries;
  char *detail; /* of the last question */
};

CtlTestPrompt *test_prompt_new(const char *password);
