/// A program's place in a room: a hidden participant whose slots the worker paints.
@NullMarked
package io.sluice.egress.room;

import org.jspecify.annotations.NullMarked;
