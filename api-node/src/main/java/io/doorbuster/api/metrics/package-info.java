/** Gauges of the sales that run. */
@NullMarked
package io.doorbuster.api.metrics;

import org.jspecify.annotations.NullMarked;
