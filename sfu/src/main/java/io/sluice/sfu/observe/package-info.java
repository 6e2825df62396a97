/// What the media plane counts, for metrics and diagnosis.
@NullMarked
package io.sluice.sfu.observe;

import org.jspecify.annotations.NullMarked;
