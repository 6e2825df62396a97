/// DTLS 1.2 for the keys of SRTP (RFC 5763, RFC 5764), with Bouncy Castle. A handshake blocks, so
/// each has a virtual thread of its own; everything else happens on the loop.
@NullMarked
package io.sluice.sfu.transport.dtls;

import org.jspecify.annotations.NullMarked;
