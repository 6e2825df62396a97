/// Other servers to measure beside ours.
@NullMarked
package io.sluice.bench.peer;

import org.jspecify.annotations.NullMarked;
