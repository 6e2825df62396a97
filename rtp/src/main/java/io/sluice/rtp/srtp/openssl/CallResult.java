package io.sluice.rtp.srtp.openssl;

/// What calls of libcrypto come to. A class of its own: whoever has one group of its functions need
/// not have the others.
final class CallResult {
    /// What the functions return when all is well.
    static final int OK = 1;

    private CallResult() {}

    static void check(int result) {
        if (result != OK) {
            throw new IllegalStateException("libcrypto refused a call");
        }
    }

    static IllegalStateException failed(Throwable failure) {
        return failure instanceof IllegalStateException refused
                ? refused
                : new IllegalStateException("a call of libcrypto failed", failure);
    }
}
