/// Who is in a room, what each one sends, and who is sent what: the stop of the road where one
/// packet becomes many. Everything here runs on the room's media loop.
@NullMarked
package io.sluice.sfu.room;

import org.jspecify.annotations.NullMarked;
