/// A running program: streams in, one picture and one sound out. Time is an argument.
@NullMarked
package io.sluice.egress.program;

import org.jspecify.annotations.NullMarked;
