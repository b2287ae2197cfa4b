/* The Linux calls that Swift's Glibc module omits: epoll, eventfd and mallopt (not in its module map), and accept4
   (hidden without _GNU_SOURCE, hence declared here). */
#ifndef CEPOLL_H
#define CEPOLL_H

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <malloc.h>

extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

/* Macros and enumerations that Swift would import with unsuitable types. */
static const unsigned int CEPOLL_IN = EPOLLIN;
static const unsigned int CEPOLL_OUT = EPOLLOUT;
static const unsigned int CEPOLL_ERR = EPOLLERR;
static const unsigned int CEPOLL_HUP = EPOLLHUP;
static const unsigned int CEPOLL_RDHUP = EPOLLRDHUP;
static const int CEPOLL_ACCEPT_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;
static const int CEPOLL_SOCKET_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;
static const int CEPOLL_STREAM_FLAGS = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
static const int CEPOLL_EVENTFD_FLAGS = EFD_NONBLOCK | EFD_CLOEXEC;
static const int CEPOLL_CLOEXEC = EPOLL_CLOEXEC;

#endif
