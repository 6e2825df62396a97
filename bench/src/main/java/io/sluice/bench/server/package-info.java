/// What the load generator needs to know of a server under test.
@NullMarked
package io.sluice.bench.server;

import org.jspecify.annotations.NullMarked;
