/// `sluice bench join`: what it costs to let somebody in, and to keep them.
@NullMarked
package io.sluice.bench.join;

import org.jspecify.annotations.NullMarked;
