/// SDP as generated participants write and read it.
@NullMarked
package io.sluice.bench.sdp;

import org.jspecify.annotations.NullMarked;
