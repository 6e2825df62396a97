/// The sound of everybody as one.
@NullMarked
package io.sluice.egress.audio;

import org.jspecify.annotations.NullMarked;
