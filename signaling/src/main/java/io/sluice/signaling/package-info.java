/// The control plane.
@NullMarked
package io.sluice.signaling;

import org.jspecify.annotations.NullMarked;
