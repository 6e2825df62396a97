/// The media plane.
@NullMarked
package io.sluice.sfu;

import org.jspecify.annotations.NullMarked;
