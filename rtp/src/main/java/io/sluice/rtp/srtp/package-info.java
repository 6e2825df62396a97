/// SRTP and SRTCP (RFC 3711, RFC 7714): keys, replay protection, and the ciphers behind two small
/// interfaces.
@NullMarked
package io.sluice.rtp.srtp;

import org.jspecify.annotations.NullMarked;
