/// Codec payload headers, read just far enough to forward: where frames begin and end, what refers
/// to what.
@NullMarked
package io.sluice.rtp.codec;

import org.jspecify.annotations.NullMarked;
