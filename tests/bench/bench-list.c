/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bench-list FILE...: what it takes to read, verify and show a list, beside what OpenSSL alone takes for the
 * same bytes. The runs go in turns, so that a busy machine slows both; the fastest of each counts. bench-list
 * --peak PROGRAM ARGUMENT...: runs a program and prints the most memory it had resident, in KiB, on standard
 * error. Linux counts from the fork on, so the parent has to be a small process. */
#include "app/trustlist/certificate.h"
#include "app/trustlist/digest.h"
#include "app/trustlist/show.h"
#include "app/trustlist/tags.h"
#include "app/trustlist/verify.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MIN_ROUNDS 15
#define BUDGET_US (2 * G_USEC_PER_SEC)

/* A list, and what OpenSSL gets to know of it beforehand: where the signer's certificate and the signed bytes
 * are. */
typedef struct {
  GBytes *bytes;
  TrustList *list;
  TlvReader certificate;
  EVP_PKEY *key;
} Sample;

static gint64
processor_time_ns(void)
{
  struct timespec now = {0};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void
parse_and_verify(const Sample *sample)
{
  g_autoptr(TrustList) list = trust_list_parse(sample->bytes, NULL);
  g_assert_true(list != NULL && trust_list_verify(list, NULL, NULL));
}

static void
show(const Sample *sample)
{
  g_autofree char *text = trust_list_show(sample->list, 0);
  g_assert_nonnull(text);
}

static void
openssl_verify(const Sample *sample, EVP_PKEY *key)
{
  const TrustListHeader *header = trust_list_get_header(sample->list);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  g_assert_true(EVP_DigestVerifyInit(context, NULL, digest_get_md(header->digest), NULL, key) == 1 &&
                EVP_DigestVerifyUpdate(context, header->signed_before.data, header->signed_before.len) == 1 &&
                EVP_DigestVerifyUpdate(context, header->signed_after.data, header->signed_after.len) == 1 &&
                EVP_DigestVerifyFinal(context, header->signature.data, header->signature.len) == 1);
  EVP_MD_CTX_free(context);
}

/* The fair comparison: a certificate as bytes, as we get it. */
static void
openssl_with_certificate(const Sample *sample)
{
  const guint8 *der = sample->certificate.data;
  g_autoptr(X509) certificate = d2i_X509(NULL, &der, (long)sample->certificate.len);
  openssl_verify(sample, X509_get0_pubkey(certificate));
}

/* The least there can be: a key that was decoded once and for all. */
static void
openssl_with_key(const Sample *sample)
{
  openssl_verify(sample, sample->key);
}

static Sample *
sample_read(const char *path)
{
  g_autoptr(GError) error = NULL;
  Sample *sample = g_new0(Sample, 1);
  char *contents = NULL;
  gsize len = 0;
  guint signer = 0;
  if (!g_file_get_contents(path, &contents, &len, &error))
    g_error("%s", error->message);
  sample->bytes = g_bytes_new_take(contents, len);
  sample->list = trust_list_parse(sample->bytes, &error);
  if (sample->list == NULL || !trust_list_verify(sample->list, &signer, &error))
    g_error("%s: %s", path, error->message);
  const TrustListRecord *record = trust_list_get_record(sample->list, signer);
  g_assert_true(trust_list_record_get(record, RECORD_CERTIFICATE, &sample->certificate));
  sample->key = trust_list_record_dup_public_key(record);
  return sample;
}

static void
sample_free(Sample *sample)
{
  EVP_PKEY_free(sample->key);
  trust_list_unref(sample->list);
  g_bytes_unref(sample->bytes);
  g_free(sample);
}

static void
measure(const char *path)
{
  static void (*const jobs[])(const Sample *) = {parse_and_verify, openssl_with_certificate, openssl_with_key,
                                                 show};
  gint64 best[G_N_ELEMENTS(jobs)] = {0};
  Sample *sample = sample_read(path);
  gint64 end = g_get_monotonic_time() + BUDGET_US;
  for (guint round = 0; round < MIN_ROUNDS || g_get_monotonic_time() < end; round++)
    for (guint i = 0; i < G_N_ELEMENTS(jobs); i++) {
      gint64 start = processor_time_ns();
      jobs[i](sample);
      gint64 taken = processor_time_ns() - start;
      if (round == 0 || taken < best[i])
        best[i] = taken;
    }
  printf("%u %" G_GSIZE_FORMAT " %.1f %.1f %.1f %.1f\n", trust_list_get_n_records(sample->list),
         g_bytes_get_size(sample->bytes), (double)best[0] / 1000, (double)best[1] / 1000,
         (double)best[2] / 1000, (double)best[3] / 1000);
  sample_free(sample);
}

static int
print_peak(char **command)
{
  pid_t child = fork();
  if (child == 0) {
    execv(command[0], command);
    _exit(127);
  }
  int status = 0;
  struct rusage usage = {0};
  if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
      WEXITSTATUS(status) != 0)
    return 1;
  fprintf(stderr, "%ld\n", usage.ru_maxrss);
  return 0;
}

/* Prints for each FILE: records, bytes, and microseconds of processor time for parse + verify, for OpenSSL
 * from the certificate's bytes, for OpenSSL from a decoded key, for show (which verifies, too). */
int
main(int argc, char **argv)
{
  if (argc > 2 && strcmp(argv[1], "--peak") == 0)
    return print_peak(argv + 2);
  for (int i = 1; i < argc; i++)
    measure(argv[i]);
  return 0;
}
