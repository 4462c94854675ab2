/** Breaks a cluster on purpose while a crowd buys from it, and checks what it promised. Not shipped. */
@NullMarked
package io.doorbuster.chaos;

import org.jspecify.annotations.NullMarked;
