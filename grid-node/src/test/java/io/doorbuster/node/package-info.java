@NullMarked
package io.doorbuster.node;

import org.jspecify.annotations.NullMarked;
