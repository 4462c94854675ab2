@NullMarked
package io.doorbuster.inventory;

import org.jspecify.annotations.NullMarked;
