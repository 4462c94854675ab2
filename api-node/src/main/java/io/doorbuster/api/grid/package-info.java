/** What the API asks of the grid. */
@NullMarked
package io.doorbuster.api.grid;

import org.jspecify.annotations.NullMarked;
