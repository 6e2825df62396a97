/// The load generator: real ICE, DTLS and SRTP on one thread, receivers that count in the kernel.
@NullMarked
package io.sluice.bench.load;

import org.jspecify.annotations.NullMarked;
