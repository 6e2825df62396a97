/// What a program costs: the worker as the server starts it, fed with recorded streams.
@NullMarked
package io.sluice.bench.egress;

import org.jspecify.annotations.NullMarked;
