/** Paying for a reservation, and finding out what became of payments whose answer was lost. */
@NullMarked
package io.doorbuster.api.checkout;

import org.jspecify.annotations.NullMarked;
