/// Preallocated packet memory of one loop.
@NullMarked
package io.sluice.rtp.buffer;

import org.jspecify.annotations.NullMarked;
