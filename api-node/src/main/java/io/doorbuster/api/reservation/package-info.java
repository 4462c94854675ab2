/** Holding units and giving them back. */
@NullMarked
package io.doorbuster.api.reservation;

import org.jspecify.annotations.NullMarked;
