/* libpq, found when the first store in PostgreSQL is opened. Linking it would cost every start of the program the loading of
   some 25 further libraries (Kerberos, LDAP, GnuTLS, …).

   The types come from libpq's own header, so the compiler checks every call. Nothing here refers to a symbol of the library. */
#ifndef CLIBPQ_H
#define CLIBPQ_H

#include </usr/include/postgresql/libpq-fe.h>
#include <dlfcn.h>
#include <string.h>

#define CLIBPQ_FUNCTIONS(F) \
    F(PQclear) F(PQconnectdbParams) F(PQconsumeInput) F(PQerrorMessage) F(PQfinish) F(PQflush) F(PQgetResult) \
    F(PQgetisnull) F(PQgetlength) F(PQgetvalue) F(PQisBusy) F(PQnfields) F(PQntuples) F(PQresultErrorField) \
    F(PQresultStatus) F(PQsendPrepare) F(PQsendQuery) F(PQsendQueryPrepared) F(PQsetNoticeProcessor) \
    F(PQsetSingleRowMode) F(PQsetnonblocking) F(PQsocket) F(PQstatus) F(PQtransactionStatus)

struct CLibPQ {
#define CLIBPQ_FIELD(name) __typeof__(&name) _Nonnull name;
    CLIBPQ_FUNCTIONS(CLIBPQ_FIELD)
#undef CLIBPQ_FIELD
};

/* Fills the table. Returns NULL, or the name of the first function that the library lacks. */
static inline const char *_Nullable clibpq_find(void *_Nonnull library, struct CLibPQ *_Nonnull table) {
    void *address;
#define CLIBPQ_FIND(name) \
    if (!(address = dlsym(library, #name))) return #name; \
    memcpy(&table->name, &address, sizeof address);
    CLIBPQ_FUNCTIONS(CLIBPQ_FIND)
#undef CLIBPQ_FIND
    return NULL;
}

#endif
