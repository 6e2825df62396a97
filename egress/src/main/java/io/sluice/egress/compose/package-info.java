/// Who stands where in the picture, and the picture itself.
@NullMarked
package io.sluice.egress.compose;

import org.jspecify.annotations.NullMarked;
