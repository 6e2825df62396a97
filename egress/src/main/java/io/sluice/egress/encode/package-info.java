/// The picture and the sound of a program as H.264 and AAC.
@NullMarked
package io.sluice.egress.encode;

import org.jspecify.annotations.NullMarked;
