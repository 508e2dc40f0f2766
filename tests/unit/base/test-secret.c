/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "app/base/error.h"
#include "app/base/locked-memory.h"
#include "app/base/secret.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define N_SECRETS 1000
#define NOBODY 65534

/* More than any number of logins at once needs, each still what it was. */
static void
test_many(void)
{
  g_autoptr(GPtrArray) secrets = g_ptr_array_new_with_free_func((GDestroyNotify)secret_unref);
  for (guint i = 0; i < N_SECRETS; i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf("password %u", i);
    Secret *secret = secret_new(text, strlen(text), &error);
    g_assert_no_error(error);
    g_ptr_array_add(secrets, secret);
  }
  for (guint i = 0; i < N_SECRETS; i++) {
    g_autofree char *text = g_strdup_printf("password %u", i);
    g_assert_cmpstr(secret_peek(g_ptr_array_index(secrets, i), NULL), ==, text);
  }
}

/* Until no more can be locked. Root may lock all it wants, so this is tried as nobody. */
static void
take_all(void)
{
  const struct rlimit limit = {.rlim_cur = 16 * (rlim_t)sysconf(_SC_PAGESIZE),
                               .rlim_max = 16 * (rlim_t)sysconf(_SC_PAGESIZE)};
  g_autoptr(GPtrArray) secrets = g_ptr_array_new_with_free_func((GDestroyNotify)secret_unref);
  g_autoptr(GError) error = NULL;
  Secret *secret = NULL;
  g_assert_cmpint(setrlimit(RLIMIT_MEMLOCK, &limit), ==, 0);
  g_assert_true(geteuid() != 0 || seteuid(NOBODY) == 0);
  while ((secret = secret_new("Cisco123", 8, &error)) != NULL && secrets->len < N_SECRETS)
    g_ptr_array_add(secrets, secret);
  g_assert_error(error, CTL_ERROR, CTL_ERROR_FAILED);
  g_assert_true(g_str_has_prefix(error->message, "No memory can be locked for a password: "));
  g_assert_cmpuint(secrets->len, >=, 16);
  g_assert_cmpstr(secret_peek(g_ptr_array_index(secrets, secrets->len - 1), NULL), ==, "Cisco123");
  g_ptr_array_remove_index(secrets, 0);
  g_clear_error(&error);
  g_ptr_array_add(secrets, secret_new("Cisco124", 8, &error)); /* in the place that has become free */
  g_assert_no_error(error);
}

static void
test_limit(void)
{
  const char *sanitizers = g_getenv("ETOKEN_CTL_SANITIZE");
  if (sanitizers != NULL && strstr(sanitizers, "address") != NULL) {
    g_test_skip("under the address sanitizer nothing is locked");
    return;
  }
  if (g_test_subprocess()) {
    take_all();
    return;
  }
  g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed();
}

static void
test_references(void)
{
  Secret *secret = secret_new("Cisco123", 8, NULL);
  Secret *other = secret_ref(secret);
  secret_unref(secret);
  g_assert_cmpstr(secret_peek(other, NULL), ==, "Cisco123");
  secret_unref(other);
  secret_unref(NULL);
}

/* What is given back is wiped, which a neighbour on the same page keeps visible; a new piece is empty. */
static void
test_wiped(void)
{
  char *neighbour = locked_memory_take(NULL);
  char *piece = locked_memory_take(NULL);
  g_assert_true(piece == neighbour + LOCKED_PIECE_LEN);
  memset(piece, 'x', LOCKED_PIECE_LEN);
  locked_memory_give_back(piece);
  for (gsize i = 0; i < LOCKED_PIECE_LEN; i++)
    g_assert_cmpint(piece[i], ==, 0);
  char *again = locked_memory_take(NULL);
  g_assert_true(again == piece);
  locked_memory_give_back(again);
  locked_memory_give_back(neighbour);
  locked_memory_give_back(NULL);
}

static void
test_too_long(void)
{
  g_autofree char *text = g_strnfill(SECRET_MAX + 1, 'x');
  g_autoptr(GError) error = NULL;
  g_assert_null(secret_new(text, SECRET_MAX + 1, &error));
  g_assert_error(error, CTL_ERROR, CTL_ERROR_USAGE);
  g_autoptr(Secret) longest = secret_new(text, SECRET_MAX, NULL);
  g_assert_cmpuint(strlen(secret_peek(longest, NULL)), ==, SECRET_MAX);
}

static void
test_typed(void)
{
  g_autofree char *text = g_strnfill(SECRET_MAX, 'x');
  g_autoptr(Secret) secret = secret_new_empty(NULL);
  g_assert_true(secret_insert(secret, 0, "Cio", 3));
  g_assert_true(secret_insert(secret, 2, "sc", 2));
  g_assert_false(secret_insert(secret, 0, text, SECRET_MAX));
  g_assert_cmpstr(secret_peek(secret, NULL), ==, "Cisco");
  secret_remove(secret, 1, 3);
  g_assert_cmpstr(secret_peek(secret, NULL), ==, "Co");
  g_assert_true(memcmp(secret_peek(secret, NULL), "Co\0\0\0", 5) == 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/secret/many", test_many);
  g_test_add_func("/secret/limit", test_limit);
  g_test_add_func("/secret/references", test_references);
  g_test_add_func("/secret/wiped", test_wiped);
  g_test_add_func("/secret/too-long", test_too_long);
  g_test_add_func("/secret/typed", test_typed);
  return g_test_run();
}
