/// Participants who publish prepared media over real ICE, DTLS and SRTP, as a browser would: what
/// tests need whose result no starved encoder may blur.
@NullMarked
package io.sluice.bench.replay;

import org.jspecify.annotations.NullMarked;
