/// Benchmarks of the classes every packet goes through.
@NullMarked
package io.sluice.bench;

import org.jspecify.annotations.NullMarked;
