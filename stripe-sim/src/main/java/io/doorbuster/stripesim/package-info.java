/** A stand-in for Stripe: the part of its HTTP API that Doorbuster uses, with faults to order. */
@NullMarked
package io.doorbuster.stripesim;

import org.jspecify.annotations.NullMarked;
