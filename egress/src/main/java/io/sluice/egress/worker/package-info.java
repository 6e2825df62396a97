/// The worker process: one program, its commands and its loop.
@NullMarked
package io.sluice.egress.worker;

import org.jspecify.annotations.NullMarked;
