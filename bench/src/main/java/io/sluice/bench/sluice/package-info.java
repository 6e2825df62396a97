/// This server as a server under test.
@NullMarked
package io.sluice.bench.sluice;

import org.jspecify.annotations.NullMarked;
