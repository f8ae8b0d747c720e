#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Macros that are sums of others, which the importer does not evaluate.
static const int cardea_key_pair = EVP_PKEY_KEYPAIR;
static const int cardea_public_key = EVP_PKEY_PUBLIC_KEY;
static const unsigned long cardea_name_rfc2253 = XN_FLAG_RFC2253;
