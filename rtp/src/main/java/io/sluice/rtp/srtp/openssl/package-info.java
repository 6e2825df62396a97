/// The ciphers of the system's OpenSSL 3, called through the foreign function interface. Knows
/// nothing of SRTP: keys, nonces and memory in, memory out.
@NullMarked
package io.sluice.rtp.srtp.openssl;

import org.jspecify.annotations.NullMarked;
