/// Coded pictures and sound to pixels and samples, with libav.
@NullMarked
package io.sluice.egress.decode;

import org.jspecify.annotations.NullMarked;
