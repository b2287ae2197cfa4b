// The two functions of the system's libcrypto that the service uses.
#include <openssl/crypto.h>
#include <openssl/sha.h>
