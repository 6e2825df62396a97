package io.sluice.sfu.net;

/// The kernel, as far as a UDP socket needs it. Addresses are those of native memory that the
/// caller keeps; a result below zero is the error number, negated.
///
/// A seam: tests put a kernel in its place that refuses what they want refused.
interface Syscalls {
    int EPERM = 1;
    int EINTR = 4;
    int EIO = 5;
    int EAGAIN = 11;
    int EINVAL = 22;
    int EMSGSIZE = 90;
    int ENETUNREACH = 101;
    int ENOBUFS = 105;
    int ECONNREFUSED = 111;

    /// A datagram socket that never blocks.
    int socket(int family);

    int bind(int fd, long address, int length);

    /// The bound address goes to `address`, its length is exchanged at `length`.
    int localAddress(int fd, long address, long length);

    int setOption(int fd, int level, int option, int value);

    int close(int fd);

    /// Fills at most `count` of the `mmsghdr` at `messages`. Whatever is the matter when there is
    /// nothing to be had, the result is that of [#EAGAIN].
    int receive(int fd, long messages, int count);

    /// Sends the `mmsghdr` at `messages` in order; stops at the first that is refused, whose error
    /// is the result when it is the first of all.
    int send(int fd, long messages, int count);

    /// An object to wait on, see [#watch] and [#await].
    int waiter();

    /// Lets the waiter look at a file.
    ///
    /// @param once tells of each change once, instead of for as long as there is something to read
    int watch(int waiter, int fd, boolean once);

    /// Waits until something can be read of what is watched. An error looks like [#EINTR].
    int await(int waiter, int millis);

    /// A file that changes with each [#raise].
    int signal();

    /// Any thread may call it.
    void raise(int signal);
}
