@NullMarked
package io.doorbuster.grid;

import org.jspecify.annotations.NullMarked;
