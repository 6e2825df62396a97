/// Where a program goes: destinations, recordings and streams for viewers, fed with encoded frames.
@NullMarked
package io.sluice.egress.output;

import org.jspecify.annotations.NullMarked;
