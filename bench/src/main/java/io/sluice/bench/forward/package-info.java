/// `sluice bench forward`: what it costs to forward a packet, beside other servers.
@NullMarked
package io.sluice.bench.forward;

import org.jspecify.annotations.NullMarked;
