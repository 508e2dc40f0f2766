/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pkcs11/helper/private-key.h"

#include "pkcs11/helper/objects.h"
#include "pkcs11/message.h"

#include <string.h>

/* More keys than any token for signing lists holds, and the longest modulus that is looked at. */
#define KEYS_MAX 64
#define MODULUS_LEN_MAX 2048

/* Where to look for keys, and for which. */
typedef struct {
  const Module *module;
  CK_SESSION_HANDLE session;
  GBytes *key_id;
  GBytes *modulus;
} Search;

static CK_RV
read_value(const Search *search, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, GByteArray *value)
{
  CK_RV rv = object_read(search->module, search->session, object, type, MODULUS_LEN_MAX, value);
  return object_token_is_gone(rv) ? rv : CKR_OK;
}

static gboolean
is_equal(const GByteArray *value, GBytes *bytes)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data(bytes, &len);
  return value->len == len && len > 0 && memcmp(value->data, data, len) == 0;
}

/* Some modules write the modulus as a signed number, with a zero in front. */
static void
drop_zeros(GByteArray *modulus)
{
  guint n = 0;
  while (n < modulus->len && modulus->data[n] == 0)
    n++;
  if (n > 0)
    g_byte_array_remove_range(modulus, 0, n);
}

/* The modulus of the public key with ID, empty without one. With two of them nothing is known. */
static CK_RV
read_public_modulus(const Search *search, const GByteArray *id, GByteArray *modulus)
{
  CK_OBJECT_HANDLE objects[KEYS_MAX] = {0};
  CK_ULONG n = KEYS_MAX;
  guint n_found = 0;
  g_autoptr(GBytes) wanted = g_bytes_new(id->data, id->len);
  CK_RV rv = objects_find(search->module, search->session, CKO_PUBLIC_KEY, objects, &n);
  for (CK_ULONG i = 0; rv == CKR_OK && i < n; i++) {
    g_autoptr(GByteArray) own = g_byte_array_new();
    rv = read_value(search, objects[i], CKA_ID, own);
    if (rv != CKR_OK || !is_equal(own, wanted))
      continue;
    n_found++;
    rv = read_value(search, objects[i], CKA_MODULUS, modulus);
  }
  if (n_found != 1)
    g_byte_array_set_size(modulus, 0);
  return rv;
}

static gboolean
is_other_kind(const GByteArray *type)
{
  CK_KEY_TYPE value = CKK_RSA;
  if (type->len == sizeof value)
    memcpy(&value, type->data, sizeof value);
  return value != CKK_RSA;
}

/* The key is left out when it is another's. */
static CK_RV
add_key(const Search *search, CK_OBJECT_HANDLE object, GArray *keys)
{
  g_autoptr(GByteArray) type = g_byte_array_new();
  g_autoptr(GByteArray) id = g_byte_array_new();
  g_autoptr(GByteArray) modulus = g_byte_array_new();
  g_autoptr(GByteArray) anew = g_byte_array_new();
  CK_RV rv = read_value(search, object, CKA_KEY_TYPE, type);
  if (rv == CKR_OK)
    rv = read_value(search, object, CKA_ID, id);
  if (rv == CKR_OK)
    rv = read_value(search, object, CKA_MODULUS, modulus);
  if (rv == CKR_OK && modulus->len == 0 && id->len > 0)
    rv = read_public_modulus(search, id, modulus);
  if (rv == CKR_OK)
    rv = read_value(search, object, CKA_ALWAYS_AUTHENTICATE, anew);
  drop_zeros(modulus);
  const PrivateKey key = {.object = object,
                          .same_id = is_equal(id, search->key_id),
                          .is_known = is_equal(modulus, search->modulus),
                          .asks_anew = anew->len == 1 && anew->data[0] != CK_FALSE};
  if (rv == CKR_OK && !is_other_kind(type) && (key.is_known || modulus->len == 0))
    g_array_append_val(keys, key);
  return rv;
}

static int
compare_keys(gconstpointer a, gconstpointer b)
{
  const PrivateKey *first = a;
  const PrivateKey *second = b;
  return (2 * second->is_known + second->same_id) - (2 * first->is_known + first->same_id);
}

CK_RV
private_keys_find(const Module *module, CK_SESSION_HANDLE session, GBytes *key_id, GBytes *modulus,
                  GArray **keys)
{
  const Search search = {module, session, key_id, modulus};
  CK_OBJECT_HANDLE objects[KEYS_MAX] = {0};
  CK_ULONG n = KEYS_MAX;
  g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(PrivateKey));
  CK_RV rv = objects_find(module, session, CKO_PRIVATE_KEY, objects, &n);
  for (CK_ULONG i = 0; rv == CKR_OK && i < n; i++)
    rv = add_key(&search, objects[i], found);
  g_array_sort(found, compare_keys);
  if (rv == CKR_OK)
    *keys = g_steal_pointer(&found);
  return rv;
}
