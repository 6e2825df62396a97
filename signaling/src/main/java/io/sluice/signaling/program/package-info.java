/// What the control plane needs of whoever makes programs; it knows nothing of pictures itself.
@NullMarked
package io.sluice.signaling.program;

import org.jspecify.annotations.NullMarked;
