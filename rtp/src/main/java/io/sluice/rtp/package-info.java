/// RTP packets as bytes (RFC 3550, RFC 8285): flyweights over memory, no IO, no threads, no clock.
@NullMarked
package io.sluice.rtp;

import org.jspecify.annotations.NullMarked;
