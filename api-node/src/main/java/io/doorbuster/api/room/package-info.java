/** The waiting room over HTTP: tokens, sessions, joining, polling, and the door to a reservation. */
@NullMarked
package io.doorbuster.api.room;

import org.jspecify.annotations.NullMarked;
