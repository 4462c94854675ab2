/** What is published of a draw once its sale is over. */
@NullMarked
package io.doorbuster.api.draw;

import org.jspecify.annotations.NullMarked;
