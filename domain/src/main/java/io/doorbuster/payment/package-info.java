/** The port to a payment provider, and what its answers mean for an order. */
@NullMarked
package io.doorbuster.payment;

import org.jspecify.annotations.NullMarked;
