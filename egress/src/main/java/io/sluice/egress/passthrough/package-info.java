/// One participant's H.264 goes out as it came.
@NullMarked
package io.sluice.egress.passthrough;

import org.jspecify.annotations.NullMarked;
