/// One peer's connection: STUN to [io.sluice.sfu.transport.ice], DTLS to
/// [io.sluice.sfu.transport.dtls], SRTP in and out.
@NullMarked
package io.sluice.sfu.transport;

import org.jspecify.annotations.NullMarked;
