/// Where everything stands in the picture of a program: numbers alone, for the worker that paints
/// it and for the server that asks the room for pictures of the right size.
@NullMarked
package io.sluice.egress.layout;

import org.jspecify.annotations.NullMarked;
