/** A member of the grid: keeps its sales installed, lets their clocks run, and runs the pipelines. */
@NullMarked
package io.doorbuster.node;

import org.jspecify.annotations.NullMarked;
