@NullMarked
package io.doorbuster.api.grid;

import org.jspecify.annotations.NullMarked;
