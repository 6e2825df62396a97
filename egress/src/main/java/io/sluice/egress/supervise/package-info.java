/// The server's side: starts the worker of a program, and another when it ends or stalls.
@NullMarked
package io.sluice.egress.supervise;

import org.jspecify.annotations.NullMarked;
