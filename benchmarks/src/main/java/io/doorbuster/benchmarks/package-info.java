/** Measurements of the running system; not shipped, and never part of a test. */
@NullMarked
package io.doorbuster.benchmarks;

import org.jspecify.annotations.NullMarked;
