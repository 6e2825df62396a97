/// What simulated meetings are made of: sources, a checker of what receivers get.
@NullMarked
package io.sluice.sfu.sim;

import org.jspecify.annotations.NullMarked;
